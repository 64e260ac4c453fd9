"""Rules of reasoning: cases, hypotheses, citing a theorem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..language.claims import AtMost, Binary, Claim, Equal, LessThan, NotEqual, Optimum, Relation
from ..language.errors import RuleMismatch
from ..language.matching import match
from ..language.substitution import indices_among, same
from ..language.vocabulary import Index, index_size
from .base import Ref, Rule
from .state import State


def same_relation(left: Relation, right: Relation) -> bool:
    """Equality of relations up to bound names, with all that an optimum or limit says."""
    if isinstance(left, Optimum) and isinstance(right, Optimum):
        mine = (left.kind, set(left.domain), left.unique)
        if mine != (right.kind, set(right.domain), right.unique):
            return False
    return type(left) is type(right) and all(
        same(a, b) for a, b in zip(left.expressions(), right.expressions(), strict=True)
    )


@dataclass(frozen=True)
class Cases(Rule):
    """The same statement in every case.

    The cases must be all there are: a = b or a != b;  a = b or a < b where a <= b
    is known;  a < b, a = b or b < a;  a <= b or b <= a (or b < a).

    P |- A,   not P |- A
    ------------------
    |- A

    One case is enough where some index is as it says: one attains the minimum.

    f(k) = min_j f(j) |- A,   k not in A
    ------------------
    |- A
    """

    lines: tuple[Ref, ...]

    def check(self, claim: Claim, state: State) -> None:
        found: list[Relation] = []
        for ref in self.lines:
            case = state.case(ref)
            extra = [h for h in case.under if h not in claim.under]
            if len(extra) != 1 or extra[0].forall or extra[0].guard is not None:
                raise RuleMismatch(f"step {ref.target} must add exactly one plain local hypothesis")
            if not same_relation(case.relation, claim.relation):
                raise RuleMismatch(f"step {ref.target} shows another statement")
            found.append(extra[0].relation)
        if len(found) == 1:
            self._attained(found[0], claim.relation, state)
        else:
            self._exhaustive(found, state)

    def _attained(self, case: Any, shown: Relation, state: State) -> None:
        plain = isinstance(case, Equal) and not isinstance(case.lhs, Index)
        if plain:
            # Where a side has no value, no index attains anything.
            state.require_defined(case.lhs)
            state.require_defined(case.rhs)
        chosen = state.attaining_index(case) if plain else None
        if chosen is None:
            raise RuleMismatch("the one case must say that a value is the minimum")
        if chosen in state.fixed.union(indices_among(shown.expressions())):
            raise RuleMismatch(f"{chosen} must occur nowhere but in the local hypothesis")

    def _exhaustive(self, cases: list[Relation], state: State) -> None:
        equal = next((c for c in cases if isinstance(c, Equal)), None)
        if equal is None:
            if not self._one_way_or_the_other(cases, state):
                raise RuleMismatch("the case of equality is missing")
            return
        a, b = equal.lhs, equal.rhs
        if index_size(a) is None:
            # Where a side has no value, none of the cases holds.
            state.require_defined(a)
            state.require_defined(b)
        others = [c for c in cases if c is not equal]
        if len(others) == 1:
            other = others[0]
            if isinstance(other, NotEqual) and _pair(other, a, b):
                return
            if isinstance(other, LessThan) and _pair(other, a, b):
                state.require(AtMost(other.lhs, other.rhs), "the third case cannot occur")
                return
        below = any(isinstance(c, LessThan) and same(c.lhs, a) and same(c.rhs, b) for c in others)
        above = any(isinstance(c, LessThan) and same(c.lhs, b) and same(c.rhs, a) for c in others)
        if len(others) == 2 and below and above:
            return
        raise RuleMismatch("the cases are not all there are")

    def _one_way_or_the_other(self, cases: list[Relation], state: State) -> bool:
        """Whether these are a <= b and b <= a, of which one may be strict."""
        orders = [c for c in cases if isinstance(c, AtMost | LessThan)]
        if len(cases) != 2 or len(orders) != 2:
            return False
        first, second = orders
        strict = isinstance(first, LessThan) and isinstance(second, LessThan)
        if strict or not (same(first.lhs, second.rhs) and same(first.rhs, second.lhs)):
            return False
        state.require_defined(first.lhs)
        state.require_defined(first.rhs)
        return True


def _pair(relation: Any, a: Any, b: Any) -> bool:
    return (same(relation.lhs, a) and same(relation.rhs, b)) or (
        same(relation.lhs, b) and same(relation.rhs, a)
    )


@dataclass(frozen=True)
class ByHypothesis(Rule):
    """What was assumed (or shown), at other indices, or read off the signs.

    ------------------
    Gamma, A |- A
    """

    line: Ref | None = None
    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        if self.line is None:
            state.require(claim.relation, "it follows from what is given")
            return
        known = state.relation(self.at(claim.relation, state))
        if not isinstance(known, Binary) or not isinstance(claim.relation, Binary):
            raise RuleMismatch("only equations and inequalities are read off")
        weaker = isinstance(known, LessThan) and isinstance(claim.relation, AtMost)
        if not weaker and type(known) is not type(claim.relation):
            raise RuleMismatch(f"{self.line.target} states another kind of relation")
        sides = known.expressions()
        if isinstance(known, NotEqual) and not self._fit(sides, claim.relation, state):
            sides = sides[::-1]
        if not self._fit(sides, claim.relation, state):
            raise RuleMismatch(f"{self.line.target} states something else")

    def at(self, relation: Relation, state: State) -> Ref:
        """The line at the indices at which it states ``relation``, if it does so at some."""
        if self.line is None:
            raise RuleMismatch("no line is named")
        known, wild = state.pattern(self.line)
        asked = relation.expressions()
        turned = [asked, asked[::-1]] if isinstance(known, NotEqual) else [asked]
        for sides in turned:
            found: dict[Index, Any] | None = {}
            for pattern, side in zip(known.expressions(), sides, strict=False):
                found = match(pattern, side, wild, found) if found is not None else None
            if found:
                return Ref(self.line.target, (*self.line.indices, *found.items()))
        return self.line

    def _fit(self, sides: tuple[Any, ...], relation: Relation, state: State) -> bool:
        return all(
            same(a, b) or (_numbers(a, b) and state.equal(a, b, self.names))
            for a, b in zip(sides, relation.expressions(), strict=True)
        )


def _numbers(*sides: Any) -> bool:
    return all(index_size(e) is None for e in sides)
