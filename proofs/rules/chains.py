"""Transitivity, and what two inequalities make an equation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeGuard

from ..language.claims import AtMost, Claim, Equal, HasGradient, LessThan, Relation, TendsTo
from ..language.errors import RuleMismatch
from ..language.substitution import same
from .base import Ref, Rule
from .logic import same_relation
from .state import State


@dataclass(frozen=True)
class Chain(Rule):
    """Transitivity: the lines above, read from first to last.

    Lines may be =, <= and <; or equations around one line "tends to"; or equations
    after one line "has gradient".

    |- a = b,  |- b <= c,  |- c < d
    ------------------
    |- a < d

    Two lines may lead there and back.

    |- a <= b,  |- b <= a
    ------------------
    |- a = b
    """

    lines: tuple[Ref, ...]

    def check(self, claim: Claim, state: State) -> None:
        relations = [state.relation(r) for r in self.lines]
        if len(relations) < 2:
            raise RuleMismatch("a chain needs two lines at least")
        if there_and_back(claim.relation, relations):
            _there_and_back(relations, claim.relation, state)
            return
        for here, after in pairwise(relations):
            if not same(here.expressions()[-1], after.expressions()[0]):
                raise RuleMismatch("a line does not start where the one before it ends")
        conclusion = _conclusion(relations)
        if not same_relation(conclusion, claim.relation):
            raise RuleMismatch("the chain ends in another statement than the one claimed")


def there_and_back(claimed: Relation, lines: list[Relation]) -> TypeGuard[Equal]:
    """Whether an equation is to follow from two lines, one of which is an inequality."""
    return (
        isinstance(claimed, Equal) and len(lines) == 2 and any(isinstance(r, AtMost) for r in lines)
    )


def _conclusion(relations: list[Relation]) -> Relation:
    start, end = relations[0].expressions()[0], relations[-1].expressions()[-1]
    others = [r for r in relations if not isinstance(r, Equal)]
    if any(not isinstance(r, AtMost | LessThan | TendsTo | HasGradient) for r in others):
        raise RuleMismatch("only =, <=, <, one limit or one gradient can be chained")
    special = [r for r in others if isinstance(r, TendsTo | HasGradient)]
    if special and len(others) > 1:
        raise RuleMismatch("only equations may be chained with a limit or a gradient")
    if not special:
        kind: Any = Equal
        if others:
            kind = LessThan if any(isinstance(r, LessThan) for r in others) else AtMost
        return kind(start, end)  # type: ignore[no-any-return]
    one = special[0]
    if isinstance(one, TendsTo):
        return TendsTo(start, one.variable, end)
    if one is not relations[0]:
        raise RuleMismatch("a gradient must be the first line of its chain")
    return HasGradient(start, one.variable, end)


def _there_and_back(lines: list[Any], relation: Equal, state: State) -> None:
    """Two inequalities make an equation."""
    up, down = lines
    if not isinstance(up, AtMost | Equal) or not isinstance(down, AtMost | Equal):
        raise RuleMismatch("two lines with <= are needed")
    (low, high), (after, before) = up.expressions(), down.expressions()
    ends = (
        (low, relation.lhs),
        (high, relation.rhs),
        (after, relation.rhs),
        (before, relation.lhs),
    )
    if not all(state.equal(a, b) for a, b in ends):
        raise RuleMismatch("the two lines do not compare the two sides both ways")
