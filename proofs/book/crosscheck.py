"""Holds a theorem's formula against a NumPy function, problem by problem.

The formula is evaluated by the strict evaluator at the very doubles that the function
gets, taken as exact rationals.  A problem at which a hypothesis of the theorem fails is
left out and counted as such; where the hypotheses hold the formula must have a value.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any

import flint
import numpy as np

from ..drafts.drafting import CrossCheck, Draft
from ..instances import numbers
from ..instances.draw import Drawer
from ..language.claims import Hypothesis
from ..language.context import Context
from ..language.errors import DerivationError, Undecided
from ..language.substitution import free_indices, names_among
from ..report.data import CrossCheckReport
from .binding import Binder, Bound, rational
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
        self._binder = Binder(context)
        judges = [_Judge(self._binder, hypothesis) for hypothesis in context.hypotheses.values()]
        self._everywhere = [judge for judge in judges if not judge.fixed]
        self._at_entries = [judge for judge in judges if judge.fixed and judge.fixed <= axes]

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
        instance = self._binder.bind(self.check.bind(problem))
        loose = sorted(self._formula_names - instance.bound)
        if loose:
            raise DerivationError(f"the cross-check does not bind {loose[0]!r}")
        if not _hold(self._everywhere, instance):
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
        for here, place in self._entries(instance, spans):
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
        self, instance: Bound, spans: list[range]
    ) -> Iterator[tuple[Bound, tuple[int, ...]]]:
        """The instance at the entries that the theorem speaks of, and their places in the array."""
        names = [axis.name for axis in self.check.axes]
        for at in _chosen(spans, math.prod(map(len, spans))):
            here = instance.with_indices(dict(zip(names, at, strict=True)))
            if _hold(self._at_entries, here):
                yield here, tuple(i - 1 for i in at)

    def _entry(self, problem: Any, here: Bound, value: float, scale: float) -> None:
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
        gap = abs(truth - flint.arb(rational(value)))
        if gap == 0:
            return 0.0
        floor = (scale * ROUNDING + UNDERFLOW) / TOLERANCE
        return float((gap / (abs(truth) + floor)).mid())


def _value(formula: Any, instance: Bound) -> Any:
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


# -- hypotheses ------------------------------------------------------------------------
class _Judge:
    """One hypothesis of a theorem: whether it holds at a problem, for its free indices there.

    Attributes:
        fixed: the names of its free indices.
    """

    def __init__(self, binder: Binder, hypothesis: Hypothesis) -> None:
        expressions = hypothesis.expressions()
        self.fixed = {i.name for e in expressions for i in free_indices(e) - {*hypothesis.forall}}
        self._binder, self._hypothesis = binder, hypothesis
        self._names = _names(binder.context, expressions)
        self._drawer = Drawer(binder.context, (), "cross-check")
        self._drawer.hypotheses = [hypothesis]
        self._rests = binder.reached(names_among(expressions))

    def holds(self, at: Bound) -> bool:
        """Whether it holds, or speaks of names that are not bound."""
        if not self._names <= at.bound:
            return True
        here = tuple(at.indices[name] for name in sorted(self.fixed))
        key = self._hypothesis, at.signature(self._rests), here
        found = _HELD.get(key)
        if found is None:
            if len(_HELD) >= _ROOM:
                _HELD.clear()
            with numbers.precision(_PRECISIONS[1]):
                found = _HELD[key] = self._drawer.broken(at) is None
        return found


def _hold(judges: list[_Judge], at: Bound) -> bool:
    return all(judge.holds(at) for judge in judges)


#: Whether hypotheses hold at numbers that were seen; at most so many are kept.
_HELD: dict[Any, bool] = {}
_ROOM = 50_000


def _names(context: Context, expressions: Iterable[Any]) -> frozenset[str]:
    return names_among(map(context.unfold_all, expressions))
