"""Holds a theorem's formula against a NumPy function, problem by problem.

The formula is evaluated by the strict evaluator at the very doubles that the function
gets, taken as exact rationals.  A problem at which a hypothesis of the theorem fails is
left out and counted as such; where the hypotheses hold the formula must have a value.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
import numpy as np

from ..drafts.drafting import CrossCheck, Draft
from ..instances import numbers
from ..instances.draw import Drawer
from ..instances.evaluate import Instance
from ..language.claims import Hypothesis
from ..language.context import Context
from ..language.errors import DerivationError, Undecided
from ..language.substitution import free_indices, names_used
from ..report.data import CrossCheckReport
from .bounds import beat

#: The largest difference between formula and function, relative to the formula.
TOLERANCE = 1e-9
#: What rounding may add to it, relative to the scale of the cross-check.
ROUNDING = 2.0**-44
#: What underflow may add to it: no double is nearer to a number than this.
UNDERFLOW = flint.arb(2) ** -1068
#: At most so many entries of one problem are compared; of more, a sample at equal steps.
ENTRIES = 48
_PRECISIONS = (64, 320, 1280)


def run_crosschecks(draft: Draft) -> CrossCheckReport:
    """The outcome of all cross-checks of ``draft`` as one report; it must have some."""
    reports = [_run(draft, check) for check in draft.crosschecks]
    if len(reports) == 1:
        return reports[0]
    return CrossCheckReport(
        function=", ".join(dict.fromkeys(r.function for r in reports)),
        problems=min(r.problems for r in reports),
        max_error=max(r.max_error for r in reports),
        ok=all(r.ok for r in reports),
        detail=" ".join(f"{r.function}: {r.detail}" for r in reports if r.detail),
    )


def _run(draft: Draft, check: CrossCheck) -> CrossCheckReport:
    comparison = _Comparison(draft.context, check)
    try:
        for problem in check.problems():
            beat()
            try:
                comparison.compare(problem)
            except Undecided:
                comparison.undecided += 1
            if comparison.failure:
                break
    except Exception as error:
        # The author's functions may raise anything; whatever it is, the check did not pass.
        text = " ".join(str(error).split())
        comparison.failure = f"{type(error).__name__}: {text}" if text else type(error).__name__
    if not comparison.failure and not comparison.compared:
        comparison.failure = "No problem could be compared."
    return CrossCheckReport(
        function=check.function,
        problems=comparison.compared,
        max_error=comparison.largest,
        ok=not comparison.failure,
        detail=" ".join(filter(None, [comparison.failure, *comparison.remarks()])),
    )


class _Comparison:
    """One cross-check under way, with its tally."""

    def __init__(self, context: Context, check: CrossCheck) -> None:
        self.context = context
        self.check = check
        self.compared = 0
        self.outside = 0
        self.sampled = 0
        self.undecided = 0
        self.largest = 0.0
        self.failure = ""
        self._formula_names = _names(context, [check.formula])
        axes = {axis.name for axis in check.axes}
        self._everywhere, self._at_entries = _Hypotheses(context), _Hypotheses(context)
        for hypothesis in context.hypotheses.values():
            expressions = hypothesis.expressions()
            names = _names(context, expressions)
            fixed = {i.name for e in expressions for i in free_indices(e) - {*hypothesis.forall}}
            if not fixed:
                self._everywhere.add(hypothesis, names)
            elif fixed <= axes:
                self._at_entries.add(hypothesis, names)

    def remarks(self) -> Iterator[str]:
        """What the reader should know of the tally besides its numbers."""
        if self.outside:
            yield f"{_count(self.outside)} outside the hypotheses left out."
        if self.undecided:
            yield f"{_count(self.undecided)} too large for exact evaluation left out."
        if self.sampled:
            yield f"In {_count(self.sampled)} with many entries {ENTRIES} of them are compared."

    def compare(self, problem: Any) -> None:
        """Compare formula and function at one problem, if the theorem speaks of it."""
        instance = bind(self.context, self.check.bind(problem))
        bound = _bound(instance)
        loose = sorted(self._formula_names - bound)
        if loose:
            raise DerivationError(f"the cross-check does not bind {loose[0]!r}")
        if not self._everywhere.hold(instance, bound):
            self.outside += 1
            return
        spans = [range(1, instance.sizes[axis.size.name] + 1) for axis in self.check.axes]
        shape = tuple(map(len, spans))
        answer = np.asarray(self.check.call(problem), dtype=float)
        if answer.shape != shape:
            raise DerivationError(
                f"the array of {self.check.function} has the shape {answer.shape}, not {shape}"
            )
        compared = 0
        for here, place in self._entries(instance, spans, bound):
            if not compared:
                scale = float(self.check.scale(problem))
            compared += 1
            self._entry(problem, here, float(answer[place]), scale)
            if self.failure:
                break
        self.compared += compared > 0
        self.outside += compared == 0
        self.sampled += compared > 0 and math.prod(shape) > ENTRIES

    def _entries(
        self, instance: Instance, spans: list[range], bound: frozenset[str]
    ) -> Iterator[tuple[Instance, tuple[int, ...]]]:
        """The instance at the entries that the theorem speaks of, and their places in the array."""
        names = [axis.name for axis in self.check.axes]
        for at in _chosen(spans, math.prod(map(len, spans))):
            here = instance.with_indices(dict(zip(names, at, strict=True)))
            if self._at_entries.hold(here, bound):
                yield here, tuple(i - 1 for i in at)

    def _entry(self, problem: Any, here: Instance, value: float, scale: float) -> None:
        exact = _value(self.check.formula, here)
        error = _error(exact, value, scale)
        if math.isfinite(error):
            self.largest = max(self.largest, error)
        if not error <= TOLERANCE:
            where = getattr(problem, "name", f"problem {self.compared + 1}")
            spot = "".join(f", {name} = {i}" for name, i in here.indices.items())
            self.failure = (
                f"At {where}{spot} the function gives {value!r}, "
                f"the formula {flint.arb(exact).str(17, radius=False)}."
            )


def _count(number: int) -> str:
    return f"{number} problem" + ("" if number == 1 else "s")


def _chosen(spans: list[range], whole: int) -> Iterator[tuple[int, ...]]:
    """All positions, or ``ENTRIES`` of them at equal steps with the first and the last."""
    if whole <= ENTRIES:
        yield from itertools.product(*spans)
        return
    for number in range(ENTRIES):
        flat = number * (whole - 1) // (ENTRIES - 1)
        at = []
        for span in reversed(spans):
            flat, place = divmod(flat, len(span))
            at.append(span[place])
        yield tuple(reversed(at))


def _error(exact: Any, value: float, scale: float) -> float:
    """The difference relative to what rounding may do; at most `TOLERANCE` if they agree."""
    if not math.isfinite(value) or not (math.isfinite(scale) and scale >= 0):
        return math.inf
    with numbers.precision(_PRECISIONS[0]):
        truth = flint.arb(exact)
        gap = abs(truth - flint.arb(_rational(value)))
        if gap == 0:
            return 0.0
        floor = (scale * ROUNDING + UNDERFLOW) / TOLERANCE
        return float((gap / (abs(truth) + floor)).mid())


def _value(formula: Any, instance: Instance) -> Any:
    """The value of ``formula``, to fifteen digits of its own or to the least double."""
    for bits in _PRECISIONS:
        with numbers.precision(bits):
            try:
                value = instance.of(formula)
            except Undecided:
                continue
            if numbers.is_exact(value) or bool(value.rad() <= 1e-15 * abs(value) + UNDERFLOW):
                return value
    raise Undecided("the precision does not suffice for the formula")


# -- binding ---------------------------------------------------------------------------
def bind(context: Context, values: dict[str, Any]) -> Instance:
    """The instance at which the declared names have the given numbers and arrays.

    Sizes are read off the shapes of the arrays (a size without an array is given by
    name).  An index-valued family takes NumPy's labels, which count from 0.

    Raises:
        DerivationError: if a name is not declared or the shapes contradict one another.
    """
    sizes: dict[str, int] = {}
    entries: dict[Any, Any] = {}
    for name, value in values.items():
        if name in context.sizes:
            _agree(sizes, name, int(value), name)
        elif name in context.symbols:
            entries[name] = _rational(value)
        elif name in context.families:
            entries.update(_family(context, name, np.asarray(value), sizes))
        else:
            raise DerivationError(f"the cross-check binds {name!r}, which is not declared")
    return Instance(context, sizes, entries, {})


def _family(
    context: Context, name: str, array: Any, sizes: dict[str, int]
) -> Iterator[tuple[Any, Any]]:
    family = context.families[name]
    if array.ndim != len(family.sizes):
        raise DerivationError(f"{name} has {len(family.sizes)} indices, its array {array.ndim}")
    for size, length in zip(family.sizes, array.shape, strict=True):
        _agree(sizes, size.name, length, name)
    # In the order in which NumPy flattens an array.
    places = itertools.product((name,), *(range(1, length + 1) for length in array.shape))
    labels = family.values is not None
    for place, value in zip(places, array.ravel().tolist(), strict=True):
        yield place, int(value) + 1 if labels else _rational(value)


def _agree(sizes: dict[str, int], size: str, length: int, name: str) -> None:
    if sizes.setdefault(size, length) != length:
        raise DerivationError(f"{name} says {size} = {length}, another array {sizes[size]}")


@lru_cache(maxsize=100_000)
def _rational(value: Any) -> Any:
    exact = value if isinstance(value, int | Fraction) else float(value)
    return flint.fmpq(*exact.as_integer_ratio())


# -- hypotheses ------------------------------------------------------------------------
class _Hypotheses:
    """Some hypotheses of a theorem, and the names that each speaks of."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._all: list[tuple[Hypothesis, frozenset[str]]] = []
        self._judges: dict[frozenset[str], Drawer] = {}

    def add(self, hypothesis: Hypothesis, names: frozenset[str]) -> None:
        """One more."""
        self._all.append((hypothesis, names))

    def hold(self, at: Instance, bound: frozenset[str]) -> bool:
        """Whether those of them hold that speak of bound names only."""
        if not self._all:
            return True
        if bound not in self._judges:
            judge = self._judges[bound] = Drawer(self._context, (), "cross-check")
            judge.hypotheses = [hypothesis for hypothesis, names in self._all if names <= bound]
        with numbers.precision(_PRECISIONS[1]):
            return self._judges[bound].broken(at) is None


def _names(context: Context, expressions: Iterable[Any]) -> frozenset[str]:
    return frozenset().union(*(names_used(context.unfold_all(e)) for e in expressions))


def _bound(instance: Instance) -> frozenset[str]:
    names = {key[0] if isinstance(key, tuple) else key for key in instance.values}
    return frozenset(names) | frozenset(instance.sizes)
