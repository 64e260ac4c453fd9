"""The parts of theorems, as the relations that citing them gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..language.claims import AtMost, Binary, LessThan, Optimum, Relation, TendsTo
from ..language.errors import HardlimitError
from ..language.substitution import names_used
from ..language.vocabulary import index_size
from ..rules.optima import at_optimum
from .question import Citable

#: The names in each side of a relation.
Names = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Goal:
    """A part of a theorem as the relation that citing it gives, its names as they stand there."""

    theorem: Citable
    part: int
    relation: Relation
    #: The names in its sides once definitions are written out, without sizes.
    names: tuple[frozenset[str], ...]
    #: The side of which the names do not count, if there is one.
    free: int | None = None
    #: For a strict optimum: the variable and its value, which must differ at the point put in.
    apart: tuple[Any, Any] | None = None

    def speaks_of(
        self, told: tuple[frozenset[str], ...], claimed: tuple[frozenset[str], ...]
    ) -> bool:
        """Whether the same names stand on the same sides."""
        if len(told) != len(claimed):
            return False
        return all(told[i] == claimed[i] for i in range(len(told)) if i != self.free)


#: What was worked out for a theorem, by its identity: theorems are as many as the book has, and
#: each is asked for again and again.
_GOALS: dict[int, tuple[Citable, tuple[Goal, ...]]] = {}


def goals_of(theorem: Citable) -> tuple[Goal, ...]:
    """The goals of a theorem; an optimum as the inequalities that it means."""
    known = _GOALS.get(id(theorem))
    if known is None or known[0] is not theorem:
        if len(_GOALS) > 1000:
            _GOALS.clear()
        known = _GOALS[id(theorem)] = (theorem, tuple(_goals(theorem)))
    return known[1]


def _goals(theorem: Citable) -> Iterator[Goal]:
    context = theorem.context
    for part, goal in enumerate(theorem.goals):
        for relation in _as_cited(goal, theorem):
            names = tuple(names_of(context, e) for e in relation.expressions())
            free, apart = None, None
            if isinstance(goal, Optimum):
                # With the optimum put in, names may cancel.
                free = 0 if goal.kind == "minimises" else 1
                apart = (goal.variable, goal.value) if isinstance(relation, LessThan) else None
            yield Goal(theorem, part, relation, names, free, apart)


def names_of(context: Any, expr: Any) -> frozenset[str]:
    """The names in ``expr`` once definitions are written out, without sizes."""
    if index_size(expr) is not None:
        return names_used(expr)
    used, rests = names_used(expr), context.rests_on()
    inside = used.union(*(rests[n] for n in used if n in rests))
    return inside - frozenset(context.definitions) - frozenset(context.sizes)


def _as_cited(goal: Relation, theorem: Citable) -> Iterator[Relation]:
    if isinstance(goal, Binary | TendsTo):
        yield goal
    elif isinstance(goal, Optimum):
        try:
            best = at_optimum(goal, theorem.context)
        except HardlimitError:
            return
        pair = (best, goal.function) if goal.kind == "minimises" else (goal.function, best)
        yield AtMost(*pair)
        if goal.unique:
            yield LessThan(*pair)
