"""Whether a hypothesis holds at an instance, at which indices, and what it looks at."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import flint
import sympy as sp

from ..language.claims import AtMost, Binary, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..language.context import Context
from ..language.errors import Undecided, Undefined
from ..language.memory import remembered
from ..language.substitution import family_name, names_among
from ..language.vocabulary import Index, XLogY, index_size
from . import numbers
from .evaluate import Instance

#: Bits at which a hypothesis between irrational numbers is looked at again.
_FINE = 240


def bindings(forall: tuple[Index, ...], instance: Instance) -> Iterator[Instance]:
    """The instance at every choice of values for the indices ``forall``."""
    for chosen in choices(forall, instance.sizes):
        yield instance.with_indices(chosen)


def place_of(variable: Any, at: Instance) -> Any:
    """Under which key an instance holds the value of a symbol or of an entry."""
    if isinstance(variable, sp.Indexed):
        return (family_name(variable), *(at.index(i) for i in variable.indices))
    return variable.name


def choices(forall: tuple[Index, ...], sizes: dict[str, int]) -> Iterator[dict[str, int]]:
    """Every choice of values for the indices ``forall``."""
    names = [i.name for i in forall]
    for chosen in itertools.product(*(range(1, sizes[i.size.name] + 1) for i in forall)):
        yield dict(zip(names, chosen, strict=True))


def _gap(relation: Binary, at: Instance) -> Any:
    """Right side minus left side; a ball around zero that stays tiny counts as zero."""
    left, right = at.of(relation.lhs), at.of(relation.rhs)
    gap = right - left
    if numbers.is_exact(gap) or not gap.contains(0):
        return gap
    with numbers.precision(_FINE):
        left, right = at.of(relation.lhs), at.of(relation.rhs)
        gap = right - left
    tiny = gap.contains(0) and bool(abs(gap) < flint.arb(2) ** (-_FINE // 2))
    return numbers.ZERO if tiny else gap


#: What each relation says of two indices, and of right minus left.
_OF_INDICES = {Equal: operator.eq, NotEqual: operator.ne, LessThan: operator.lt}
_OF_GAP: dict[type[Relation], Callable[[Any], bool]] = {
    Equal: numbers.is_zero,
    NotEqual: lambda gap: not numbers.is_zero(gap),
    LessThan: numbers.is_positive,
    AtMost: lambda gap: numbers.is_zero(gap) or bool(gap > 0),
}


@remembered
def _test(relation: Any) -> Callable[[Instance], bool] | None:
    """What decides whether a plain relation holds at an instance; None if it is another one."""
    kind = type(relation)
    if kind not in _OF_GAP:
        return None
    if kind in _OF_INDICES and index_size(relation.lhs) is not None:
        compare, left, right = _OF_INDICES[kind], relation.lhs, relation.rhs
        return lambda at: bool(compare(at.index(left), at.index(right)))
    fits = _OF_GAP[kind]
    return lambda at: fits(_gap(relation, at))


def holds(relation: Relation | None, at: Instance, *, default: bool) -> bool:
    """Whether a plain relation holds; ``default`` if it is undefined, undecided or absent."""
    test = None if relation is None else _test(relation)
    if test is None:
        return default
    try:
        return test(at)
    except (Undefined, Undecided):
        return default


def touched(hypothesis: Hypothesis, at: Instance) -> set[Any]:
    """The names and entries that decide whether the hypothesis holds at an instance."""
    seen = Recorder(at)
    _valued(hypothesis, seen)
    return seen.touched


def _valued(hypothesis: Hypothesis, at: Instance) -> bool:
    """Whether all that the hypothesis speaks of has a value there; all of it is looked at."""
    whole = True
    for expr in hypothesis.expressions():
        try:
            if not isinstance(expr, Index):
                at.of(expr)
        except (Undefined, Undecided):
            whole = False
    return whole


def bodies(context: Context, exprs: Iterable[Any]) -> list[Any]:
    """The bodies of all definitions that these expressions rest on."""
    used, rests_on = names_among(exprs), context.rests_on()
    used = used.union(*(rests_on.get(name, ()) for name in used))
    return [d.body for name, d in context.definitions.items() if name in used]


class Places:
    """The names and entries that decide whether hypotheses hold, in order.

    Where everything has a value they are the same at equal sizes and indices, and found once;
    unless values choose what is looked at.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[Any, list[Any]] = {}
        self._chosen: dict[int, tuple[bool, Hypothesis]] = {}

    def of(self, hypothesis: Hypothesis, at: Instance) -> list[Any]:
        """The places that a hypothesis looks at; those that an instance has no number for, too."""
        key = id(hypothesis), *at.indices.items(), *at.sizes.items()
        whole = not self._choosing(hypothesis) and _valued(hypothesis, at)
        if whole and key in self._known:
            return self._known[key]
        found = sorted(touched(hypothesis, at), key=repr)
        if whole:
            self._known[key] = found
        return found

    def _choosing(self, hypothesis: Hypothesis) -> bool:
        """Whether values choose what is looked at, also in the definitions that it rests on."""
        found = self._chosen.get(id(hypothesis))
        if found is None:
            exprs = [*hypothesis.expressions(), *bodies(self._context, hypothesis.expressions())]
            # Kept beside it, so that no other can have its identity meanwhile.
            found = self._chosen[id(hypothesis)] = any(map(_chooses, exprs)), hypothesis
        return found[0]


@remembered
def _chooses(expr: Any) -> bool:
    """Whether values choose which entries ``expr`` looks at: by a label, or by a weight of 0."""
    if isinstance(expr, XLogY) or (isinstance(expr, sp.Indexed) and _labelled(expr)):
        return True
    return any(map(_chooses, getattr(expr, "args", ())))


def _labelled(entry: Any) -> bool:
    return any(part.has(sp.Indexed) for part in entry.indices)


class Recorder(Instance):
    """Evaluates like an instance and remembers which entries were looked at."""

    def __init__(self, at: Instance) -> None:
        super().__init__(at.context, at.sizes, at.values, at.indices)
        self.values = _Noted(self.values)
        self.touched = self.values.touched


class _Noted(dict[Any, Any]):
    """Values that remember which of them were asked for."""

    def __init__(self, values: dict[Any, Any]) -> None:
        super().__init__(values)
        self.touched: set[Any] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        self.touched.add(key)
        return super().get(key, default)
