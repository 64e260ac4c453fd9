"""Rules of bounds: of the logarithm, under exp and log, of a minimum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual
from ..language.errors import RuleMismatch
from ..language.fresh import rename_bound
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import MinOver
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
    """

    line: Ref

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, AtMost)
        least = relation.rhs
        if not isinstance(least, MinOver):
            raise RuleMismatch("the right side is not a minimum")
        known, wild = state.general(self.line)
        if not isinstance(known, AtMost | LessThan | Equal):
            raise RuleMismatch(f"{self.line.target} is not an inequality")
        opened = rename_bound(least)
        hole = opened.args[1][0]
        for index in sorted(wild, key=lambda i: i.name):
            if index.size != hole.size:
                continue
            left, right = (substitute_index(e, index, hole) for e in known.expressions())
            if hole in free_indices(left):
                continue
            if state.equal(left, relation.lhs) and state.equal(right, opened.args[0]):
                return
        raise RuleMismatch("the line named does not bound every value of the minimum")
