"""Rules that conclude an equation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import Claim, Equal
from ..language.errors import RuleMismatch
from ..language.fresh import rename_bound
from ..language.substitution import Substitution, match, match_part, rebuild, substitute
from ..language.vocabulary import BINDERS, MapSum
from .base import Ref, Rule, expect, not_idle
from .maps import check_unfolded
from .normal.terms import Token
from .normal.totals import labels, use_totals
from .state import State


@dataclass(frozen=True)
class Algebra(Rule):
    """Algebra under finite sums.

    lhs and rhs have the same normal form: sums are linear, products of finite
    sums multiply out, bound indices may be renamed, e^a e^b = e^(a+b), and
    u/u = 1 for every denominator u of the line.

    ------------------
    |- lhs = rhs
    """

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        if state.residue(relation.lhs, relation.rhs):
            if not state.residue(relation.lhs, relation.rhs, logs=True):
                raise RuleMismatch("true, but not by algebra alone: the laws of log are needed")
            raise RuleMismatch("the two sides differ: their residue is not zero")


@dataclass(frozen=True)
class Unfold(Rule):
    """Insert the definition.

    lhs and rhs have the same normal form once the named definitions are written out.

    f[i] := body
    ------------------
    |- lhs = rhs
    """

    names: tuple[str, ...]

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        if state.residue(relation.lhs, relation.rhs, self.names):
            raise RuleMismatch("the two sides differ, also with the definitions written out")
        for name in self.names:
            rest = tuple(n for n in self.names if n != name)
            if not state.residue(relation.lhs, relation.rhs, rest):
                raise RuleMismatch(f"true, but the definition of {name} is not what makes it so")


@dataclass(frozen=True)
class LogLaws(Rule):
    """Laws of the logarithm.

    log(a b) = log a + log b, log(a / b) = log a - log b, log(a^c) = c log a,
    log e^u = u and e^(c log u) = u^c, for a, b, u > 0.

    a > 0, b > 0
    ------------------
    |- lhs = rhs
    """

    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        if state.residue(relation.lhs, relation.rhs, self.names, logs=True):
            raise RuleMismatch("the two sides differ, also by the laws of the logarithm")
        if not state.residue(relation.lhs, relation.rhs, self.names):
            raise RuleMismatch("true, but no law of the logarithm is needed")


@dataclass(frozen=True)
class Rewrite(Rule):
    """Replace equals by equals.

    Wherever the left side of a known equation stands (at any indices), its right
    side may stand; the rest is algebra.  ``reverse`` reads the equation backwards.

    |- a = b,   |- lhs[a := b] = rhs[a := b]
    ------------------
    |- lhs = rhs
    """

    equations: tuple[Ref, ...]
    names: tuple[str, ...] = ()
    reverse: bool = False

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        lhs, rhs = relation.lhs, relation.rhs
        check_unfolded(self.names, state.context)
        if self.names:
            lhs, rhs = (state.context.unfold(e, frozenset(self.names)) for e in (lhs, rhs))
        if not state.residue(lhs, rhs, logs=True):
            raise RuleMismatch("true, but nothing needs to be replaced for it")
        for ref in self.equations:
            equation, wild = state.pattern(ref)
            if not isinstance(equation, Equal):
                raise RuleMismatch(f"{ref.target} is not an equation")
            left, right = equation.lhs, equation.rhs
            if self.reverse:
                left, right = right, left
            before = (lhs, rhs)
            lhs, rhs = (replace(e, left, right, wild) for e in before)
            if (lhs, rhs) == before:
                raise RuleMismatch(f"the left side of {ref.target} does not occur in this line")
        if state.residue(lhs, rhs, logs=True):
            raise RuleMismatch("after replacing, the two sides still differ")


def replace(expr: Any, pattern: Any, value: Any, wild: frozenset[Any]) -> Any:
    """``expr`` with every occurrence of ``pattern`` (``wild`` indices free) replaced."""
    found = match(pattern, expr, wild, {})
    if found is not None:
        return substitute(value, Substitution(indices=found))
    part = match_part(pattern, expr, wild)
    if part is not None:
        rest = [replace(e, pattern, value, wild) for e in part[1]]
        return expr.func(substitute(value, Substitution(indices=part[0])), *rest)
    if isinstance(expr, BINDERS):
        # A bound index must not be taken for a fixed one of the same name.
        opened = rename_bound(expr)
        body = replace(opened.args[0], pattern, value, wild)
        return expr if body == opened.args[0] else expr.func(body, *opened.args[1:])
    if isinstance(expr, sp.Indexed):
        indices = [replace(i, pattern, value, wild) for i in expr.indices]
        return expr if indices == list(expr.indices) else expr.base[tuple(indices)]
    if isinstance(expr, MapSum) or not expr.args:
        return expr
    if isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp) and expr.exp.is_Rational:
        # A number stays there: x^v for v = 3 has no value where x < 0.
        base = replace(expr.base, pattern, value, wild)
        return expr if base == expr.base else rebuild(expr, (base, expr.exp))
    args = [replace(a, pattern, value, wild) for a in expr.args]
    return expr if args == list(expr.args) else rebuild(expr, args)


@dataclass(frozen=True)
class UseTotal(Rule):
    """Use a known total.

    Wherever sum_v G(v) stands -- also as a factor inside a larger sum, where
    nothing else depends on v -- its known value may stand.

    |- sum_v G(v) = t
    ------------------
    |- lhs = rhs
    """

    equations: tuple[Ref, ...]
    names: tuple[str, ...] = ()
    logs: bool = False

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        if not state.residue(relation.lhs, relation.rhs, self.names, logs=self.logs):
            raise RuleMismatch("true, but the known total is not what makes it so")
        normaliser = state.normaliser(self.names, logs=self.logs)
        algebra = normaliser.algebra
        values = labels(state.context)
        difference = algebra.sub(normaliser.of(relation.lhs), normaliser.of(relation.rhs))
        for ref in self.equations:
            equation, wild = state.pattern(ref)
            if not isinstance(equation, Equal):
                raise RuleMismatch(f"{ref.target} is not an equation")
            pattern, value = normaliser.of(equation.lhs), normaliser.of(equation.rhs)
            tokens: list[Token] = [("f", i.name, i.size.name) for i in wild]
            difference = use_totals(algebra, difference, pattern, value, tokens, values)
        if normaliser.clear_denominators(difference):
            raise RuleMismatch("the two sides differ, also with the known total put in")
        state.use(normaliser.used)
