"""Rules that conclude an equation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..claims import AtMost, Claim, Equal, HasGradient, LessThan, NotEqual, TendsTo
from ..errors import RuleMismatch
from ..normal.totals import use_totals
from ..signs import rename_bound
from ..substitution import (
    Substitution,
    match,
    match_part,
    names_used,
    rebuild,
    same,
    substitute,
)
from ..vocabulary import BINDERS, Indicator, MapSum
from .base import Ref, Rule, State, expect


def _not_idle(state: State, relation: Any) -> None:
    if same(relation.lhs, relation.rhs):
        raise RuleMismatch("both sides are the same formula: nothing is done here")


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
        _not_idle(state, relation)
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
        _not_idle(state, relation)
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
        _not_idle(state, relation)
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
        _not_idle(state, relation)
        lhs, rhs = relation.lhs, relation.rhs
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
    if isinstance(expr, sp.Indexed | MapSum) or not expr.args:
        return expr
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
        _not_idle(state, relation)
        if not state.residue(relation.lhs, relation.rhs, self.names, logs=self.logs):
            raise RuleMismatch("true, but the known total is not what makes it so")
        normaliser = state.normaliser(self.names, logs=self.logs)
        algebra = normaliser.algebra
        difference = algebra.sub(normaliser.of(relation.lhs), normaliser.of(relation.rhs))
        for ref in self.equations:
            equation, wild = state.pattern(ref)
            if not isinstance(equation, Equal):
                raise RuleMismatch(f"{ref.target} is not an equation")
            pattern, value = normaliser.of(equation.lhs), normaliser.of(equation.rhs)
            tokens = [("f", i.name, i.size.name) for i in wild]
            difference = use_totals(algebra, difference, pattern, value, tokens)
        if normaliser.clear_denominators(difference):
            raise RuleMismatch("the two sides differ, also with the known total put in")


@dataclass(frozen=True)
class KnownIndicators(Rule):
    """An indicator whose condition is decided.

    1[a = b] is 1 where a = b is known and 0 where a < b, b < a or a != b is known
    (likewise Kronecker's delta).

    |- a = b
    ------------------
    |- lhs = lhs[1[a = b] := 1]
    """

    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        _not_idle(state, relation)
        lhs, rhs = (
            state.context.unfold(e, frozenset(self.names)) for e in (relation.lhs, relation.rhs)
        )
        left, right = _decide(lhs, state), _decide(rhs, state)
        if left == lhs and right == rhs:
            raise RuleMismatch("no indicator here is decided by what is known")
        if state.residue(left, right):
            raise RuleMismatch("with the indicators decided, the two sides still differ")


def _decide(expr: Any, state: State) -> Any:
    if isinstance(expr, Indicator | sp.KroneckerDelta):
        a, b = expr.args
        for value, options in (
            (sp.Integer(1), (Equal(a, b), Equal(b, a))),
            (
                sp.Integer(0),
                (NotEqual(a, b), NotEqual(b, a), LessThan(a, b), LessThan(b, a)),
            ),
        ):
            for option in options:
                if isinstance(expr, sp.KroneckerDelta):
                    reason = state.signs._fact(option)
                else:
                    reason = state.signs.proves(option)
                if reason:
                    state.record(option, "decides an indicator", reason)
                    return value
        return expr
    if isinstance(expr, BINDERS):
        opened = rename_bound(expr)
        body = _decide(opened.args[0], state)
        return expr if body == opened.args[0] else expr.func(body, *opened.args[1:])
    if isinstance(expr, sp.Indexed | MapSum) or not expr.args:
        return expr
    args = [_decide(a, state) for a in expr.args]
    return expr if args == list(expr.args) else rebuild(expr, args)


@dataclass(frozen=True)
class AbsoluteValue(Rule):
    """The absolute value of a number of known sign.

    u >= 0              u <= 0
    -----------         ------------
    |- |u| = u          |- |u| = -u
    """

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        if not isinstance(relation.lhs, sp.Abs):
            raise RuleMismatch("the left side is not an absolute value")
        inside = relation.lhs.args[0]
        if state.equal(relation.rhs, inside):
            state.require(AtMost(sp.Integer(0), inside), "the absolute value keeps the sign")
        elif state.equal(relation.rhs, -inside):
            state.require(AtMost(sp.Integer(0), -inside), "the absolute value flips the sign")
        else:
            raise RuleMismatch("the right side is neither u nor -u")


@dataclass(frozen=True)
class SumOverAssignments(Rule):
    """The sum over all assignments factorises.

    ----------------------------------------------------------
    |- sum_z prod_n f(n, z_n) = prod_n sum_k f(n, k)
    """

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        left, right = relation.lhs, relation.rhs
        if not isinstance(left, MapSum) or not isinstance(left.args[0], sp.Product):
            raise RuleMismatch("the left side is not a sum over assignments of a product")
        body, base, rows, values = left.args
        factor, limit = body.args[0], body.args[1]
        wanted = "the right side is not a product over n of a sum over k"
        if not isinstance(right, sp.Product) or not isinstance(right.args[0], sp.Sum):
            raise RuleMismatch(wanted)
        inner, n, k = right.args[0], right.args[1], right.args[0].args[1]
        if len(inner.args) != 2 or (limit[2], n[2], k[2]) != (rows, rows, values):
            raise RuleMismatch(wanted)
        aligned = substitute(inner.args[0], Substitution(indices={n[0]: limit[0]}))
        chosen = substitute(
            aligned, Substitution(indices={k[0]: base[limit[0]]})
        )
        if base.label.name in names_used(state.context.unfold_all(inner.args[0])):
            raise RuleMismatch("the factor on the right must not mention the assignment")
        if state.residue(chosen, factor):
            raise RuleMismatch("the factors on the two sides differ")


@dataclass(frozen=True)
class Chain(Rule):
    """Transitivity: the lines above, read from first to last.

    |- a = b,  |- b <= c,  |- c < d   (or a last line "tends to", or a first "has gradient")
    ------------------
    |- a < d
    """

    lines: tuple[Ref, ...]

    def check(self, claim: Claim, state: State) -> None:
        relations = [state.relation(r) for r in self.lines]
        if len(relations) < 2:
            raise RuleMismatch("a chain needs two lines at least")
        first, last = relations[0], relations[-1]
        strength = 0
        for here, after in zip(relations, relations[1:], strict=False):
            end = here.gradient if isinstance(here, HasGradient) else here.expressions()[-1]
            if not same(end, after.expressions()[0]):
                raise RuleMismatch("a line does not start where the one before it ends")
        for position, relation in enumerate(relations):
            if isinstance(relation, HasGradient) and position == 0:
                continue
            if isinstance(relation, TendsTo) and position == len(relations) - 1:
                continue
            if not isinstance(relation, Equal | AtMost | LessThan):
                raise RuleMismatch("only =, <= and < can be chained")
            strength = max(strength, {Equal: 0, AtMost: 1, LessThan: 2}[type(relation)])
        conclusion: Any
        if strength and (isinstance(first, HasGradient) or isinstance(last, TendsTo)):
            raise RuleMismatch("only equations may be chained with a limit or a gradient")
        if isinstance(first, HasGradient):
            conclusion = HasGradient(first.function, first.variable, last.expressions()[-1])
        elif isinstance(last, TendsTo):
            conclusion = TendsTo(first.expressions()[0], last.variable, last.limit)
        else:
            kind = (Equal, AtMost, LessThan)[strength]
            conclusion = kind(first.expressions()[0], last.expressions()[-1])
        if type(conclusion) is not type(claim.relation) or not all(
            same(a, b)
            for a, b in zip(
                conclusion.expressions(), claim.relation.expressions(), strict=True
            )
        ):
            raise RuleMismatch("the chain ends in another statement than the one claimed")
