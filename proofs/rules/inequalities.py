"""Rules that conclude "at most" or "less than"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual
from ..language.errors import RuleMismatch
from ..language.fresh import rename_bound
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import Index, MinOver, expression, total
from ..language.wording import written
from .base import Ref, Rule, expect
from .state import State

ZERO, ONE = sp.Integer(0), sp.Integer(1)


def _inequality(claim: Claim) -> tuple[Any, bool]:
    relation = expect(claim, AtMost, LessThan)
    return relation, isinstance(relation, LessThan)


@dataclass(frozen=True)
class Gap(Rule):
    """The difference of the two sides is a term of known sign.

    b - a = g,  g >= 0        b - a = g,  g > 0
    ------------------        -----------------
    |- a <= b                 |- a < b
    """

    formulas = ("gap",)

    gap: Any
    names: tuple[str, ...] = ()
    logs: bool = False

    def check(self, claim: Claim, state: State) -> None:
        relation, strict = _inequality(claim)
        state.require_defined(self.gap)
        difference = relation.rhs - relation.lhs
        if not state.equal(difference, self.gap, self.names, logs=self.logs):
            raise RuleMismatch("the difference of the two sides is another term than the one named")
        kind = LessThan if strict else AtMost
        state.require(kind(ZERO, self.gap), "the gap between the two sides")


@dataclass(frozen=True)
class Combine(Rule):
    """Add known inequalities, each times a factor that is not negative.

    A part is (line, factor, indices): the line is multiplied by the factor and
    summed over the indices.  ``gap`` is a further nonnegative term.

    |- a_i <= b_i,  c_i >= 0,  g >= 0,  b - a = sum_i c_i (b_i - a_i) + g
    ------------------
    |- a <= b
    """

    formulas = ("gap",)

    parts: tuple[tuple[Ref, Any, tuple[Index, ...]], ...]
    gap: Any = ZERO
    names: tuple[str, ...] = ()
    logs: bool = False

    def check(self, claim: Claim, state: State) -> None:
        relation, strict = _inequality(claim)
        whole, positive = self.gap, False
        state.require_defined(self.gap)
        if self.gap != 0:
            positive = strict and state.shows(LessThan(ZERO, self.gap)) is not None
            kind = LessThan if positive else AtMost
            state.require(kind(ZERO, self.gap), "the term left out")
        for ref, factor, over in self.parts:
            line = state.relation(ref)
            if not isinstance(line, AtMost | LessThan | Equal):
                raise RuleMismatch(f"{ref.target} is not an inequality")
            if not summable(over, state):
                names = ", ".join(map(written, over))
                raise RuleMismatch(f"{ref.target} cannot be summed over {names}")
            state.require_defined(factor)
            part = factor * (line.rhs - line.lhs)
            whole = whole + (total(part, *over) if over else part)
            if isinstance(line, Equal):
                continue
            above = LessThan(ZERO, factor)
            if strict and isinstance(line, LessThan) and state.shows(above):
                positive = True
                state.require(above, f"the factor of {_cite(ref)}")
            else:
                state.require(AtMost(ZERO, factor), f"the factor of {_cite(ref)}")
        if strict and not positive:
            raise RuleMismatch("nothing here is strict: only <= follows")
        difference = relation.rhs - relation.lhs
        if not state.equal(difference, whole, self.names, logs=self.logs):
            raise RuleMismatch("the inequalities do not add up to the claim")


def summable(over: tuple[Any, ...], state: State) -> bool:
    """Whether a sum may run over these: indices, each once, of which no fact fixes one."""
    indices = all(isinstance(i, Index) for i in over)
    return indices and not set(over) & state.fixed and len(set(over)) == len(over)


def _cite(ref: Ref) -> str:
    return f"step {ref.target}" if ref.target.replace(".", "").isdigit() else ref.target


def termwise(line: Ref, *over: Index, factor: Any = 1, **options: Any) -> Combine:
    """Sum a known inequality over ``over``, each term times ``factor``."""
    return Combine(((line, expression(factor), tuple(over)),), **options)


def combine(*lines: Ref | tuple[Any, ...], gap: Any = ZERO, **options: Any) -> Combine:
    """Add inequalities; each line is a reference, or (reference, factor[, indices])."""
    parts: list[tuple[Ref, Any, tuple[Index, ...]]] = []
    for line in lines:
        if isinstance(line, Ref):
            parts.append((line, sp.Integer(1), ()))
        else:
            ref, factor, *over = line
            parts.append((ref, expression(factor), tuple(over[0]) if over else ()))
    return Combine(tuple(parts), gap, **options)


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
