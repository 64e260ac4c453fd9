"""Rules of bounds: of the logarithm, under exp and log, of a minimum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual, Relation
from ..language.errors import RuleMismatch
from ..language.fixed import fixed_indices, reaching
from ..language.fresh import rename_bound
from ..language.others import others
from ..language.substitution import free_indices, indices_among, substitute_index
from ..language.vocabulary import Index, MinOver
from .base import Ref, Rule, expect
from .combining import Combine
from .state import State

ZERO, ONE = sp.Integer(0), sp.Integer(1)


def _inequality(claim: Claim) -> tuple[Any, bool]:
    relation = expect(claim, AtMost, LessThan)
    return relation, isinstance(relation, LessThan)


@dataclass(frozen=True)
class LogBound(Rule):
    """A bound of the logarithm.

    It lies below its tangent at 1.

    t > 0                    t > 0,  t != 1
    ------------------       ------------------
    |- log t <= t - 1        |- log t < t - 1

    From 1 on it lies above 2 (t - 1)/(t + 1), which is as steep and as curved there: the
    logarithmic mean of two numbers is at most the arithmetic one.

    1 <= t                               1 < t
    ----------------------------         ---------------------------
    |- 2 (t - 1)/(t + 1) <= log t        |- 2 (t - 1)/(t + 1) < log t
    """

    def check(self, claim: Claim, state: State) -> None:
        relation, strict = _inequality(claim)
        if isinstance(relation.rhs, sp.log) and not isinstance(relation.lhs, sp.log):
            t = relation.rhs.args[0]
            # First: where t is -1 the fraction has no value.
            state.require(type(relation)(ONE, t), "the logarithm lies above the fraction there")
            if not state.equal(relation.lhs, 2 * (t - 1) / (t + 1)):
                raise RuleMismatch("the left side is not 2 (t - 1)/(t + 1)")
            return
        if not isinstance(relation.lhs, sp.log):
            raise RuleMismatch("the left side is not a logarithm")
        t = relation.lhs.args[0]
        if not state.equal(relation.rhs, t - 1):
            raise RuleMismatch("the right side is not t - 1")
        state.require(LessThan(ZERO, t), "log needs it positive")
        if strict:
            state.require(NotEqual(t, sp.Integer(1)), "equality holds at t = 1 only")


@dataclass(frozen=True)
class Monotone(Rule):
    """exp and log preserve order.

    a <= b                   0 < a <= b
    ------------------       ------------------
    |- e^a <= e^b            |- log a <= log b       (likewise <; u counts as log e^u)
    """

    formulas = ("factor",)

    line: Ref | None = None
    factor: Any = ONE

    def check(self, claim: Claim, state: State) -> None:
        relation, _ = _inequality(claim)
        left, right = relation.lhs, relation.rhs
        if isinstance(left, sp.log) or isinstance(right, sp.log):
            a, b = (e.args[0] if isinstance(e, sp.log) else sp.exp(e) for e in (left, right))
            state.require(LessThan(ZERO, a), "log needs it positive")
        else:
            exponents = [_as_exponential(e) for e in (left, right)]
            if None in exponents:
                raise RuleMismatch("the two sides are not both exponentials or both logarithms")
            a, b = exponents
        inner = type(relation)(a, b)
        if self.line is None:
            state.require(inner, "the order of the arguments")
        else:
            Combine(((self.line, self.factor, ()),)).check(Claim(inner, claim.under), state)


def _as_exponential(expr: Any) -> Any:
    if isinstance(expr, sp.exp):
        return expr.args[0]
    return ZERO if expr == 1 else None


@dataclass(frozen=True)
class MinimumIsLeast(Rule):
    """What is at most every value is at most the minimum.

    |- c <= f(k)   for every k, c free of k
    ------------------
    |- c <= min_k f(k)

    What is at most every value but one is at most the least of these, where there is one.

    |- c <= f(j)   for every j != k, c free of j,   2 <= K
    ------------------
    |- c <= min_{j != k} f(j)
    """

    line: Ref

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, AtMost)
        least = relation.rhs
        if not isinstance(least, MinOver):
            raise RuleMismatch("the right side is not a minimum")
        found = self.bound(relation, state)
        if found is None:
            raise RuleMismatch("the line named does not bound every value of the minimum")
        if found.apart:
            size = found.index.size
            name = reaching(state.context, size, 2)
            if name is None:
                raise RuleMismatch(f"there may be no other value: suppose that 2 <= {size}")
            state.use((name,))

    def bound(self, relation: AtMost, state: State) -> Bounds | None:
        """How the line bounds every value of the minimum, if it does."""
        known, wild, apart = self._line(state)
        if not isinstance(known, AtMost | LessThan | Equal):
            raise RuleMismatch(f"{self.line.target} is not an inequality")
        opened = rename_bound(relation.rhs)
        hole, told = opened.args[1][0], others(opened)
        bodies = [opened.args[0]] if not apart else []
        bodies += [told[0]] if told else []
        for index in sorted(wild, key=lambda i: i.name):
            if index.size != hole.size or (apart and {*apart} != {index, told and told[1]}):
                continue
            left, right = (substitute_index(e, index, hole) for e in known.expressions())
            if hole in free_indices(left) or not state.equal(left, relation.lhs):
                continue
            for body in bodies:
                if state.equal(right, body):
                    whole = body is opened.args[0]
                    return Bounds(index, None if whole else told, apart)
        return None

    def _line(self, state: State) -> tuple[Relation, frozenset[Index], tuple[Index, ...]]:
        """The line, the indices that stand for every value, and two that are to differ."""
        target = self.line.target
        given = state.earlier.get(target)
        if given is not None:
            more = [h for h in given.under if h not in state.claim.under]
            if len(more) == 1 and _tells_apart(more[0].relation):
                pair: Any = more[0].relation.expressions()
                rest = tuple(h for h in given.under if h is not more[0])
                free = indices_among(given.relation.expressions())
                state.case(self.line)
                return given.relation, free - fixed_indices(state.context, rest), pair
        elif not self.line.indices:
            found, wild, guard = state.lookup(target)
            if guard is not None and _tells_apart(guard):
                state.use((target,))
                return found, wild, guard.expressions()
        known, wild = state.general(self.line)
        return known, wild, ()


@dataclass(frozen=True)
class Bounds:
    """How a line bounds the values of a minimum.

    Attributes:
        index: the index of the line that runs through them.
        told: f_j and k where the minimum is over j other than k, and f_j is bounded.
        apart: the indices that must differ for the line to hold; none if there are no such.
    """

    index: Index
    told: tuple[Any, Any] | None
    apart: tuple[Index, ...]


def _tells_apart(relation: Relation) -> bool:
    return isinstance(relation, NotEqual) and isinstance(relation.lhs, Index)
