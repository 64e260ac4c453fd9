"""Rules about gradients, their zeros, limits, and optima."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    TendsTo,
    ZeroExactlyAt,
)
from ..errors import MissingHypothesis, RuleMismatch
from ..signs import fresh_index, rename_bound
from ..substitution import Substitution, family_name, free_indices, names_used, same, substitute
from ..vocabulary import Index, Indicator, XLogY
from .base import Ref, Rule, State, expect

ZERO, ONE = sp.Integer(0), sp.Integer(1)


@dataclass(frozen=True)
class Gradient(Rule):
    """Differentiate term by term.

    Sum, product, chain and power rule, exp' = exp, log' = 1/u; a finite sum is
    differentiated under the sum sign; d x_i / d x_j = delta_ij.

    ------------------
    |- d f / d x_j = g
    """

    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, HasGradient)
        function = state.context.unfold(relation.function, frozenset(self.names))
        if state.context.sign_of(relation.variable) == "nonnegative":
            raise RuleMismatch("the variable may lie on the boundary, where there is no gradient")
        own = differentiate(function, relation.variable, state)
        state.require_defined(own)
        # The definitions are written out on both sides: the gradient may name them too.
        if state.residue(own, relation.gradient, self.names):
            if not state.residue(own, relation.gradient, tuple(state.context.definitions)):
                raise RuleMismatch("true, but a definition must be named: names=(...)")
            raise RuleMismatch("differentiating term by term gives another gradient")


def differentiate(expr: Any, variable: Any, state: State) -> Any:
    """d expr / d variable by structural rules (independent of SymPy's ``diff``).

    Raises:
        RuleMismatch: where ``expr`` is not differentiable by these rules.
    """
    name = family_name(variable) if isinstance(variable, sp.Indexed) else variable.name
    if not state.depends(expr, name):
        return ZERO
    if isinstance(expr, sp.Indexed) and family_name(expr) == name:
        out = ONE
        for i, j in zip(expr.indices, variable.indices, strict=True):
            out = out * (ONE if i == j else sp.KroneckerDelta(i, j))
        return out
    if isinstance(expr, sp.Symbol) and expr.name == name:
        return ONE
    if isinstance(expr, sp.Symbol | sp.Indexed):
        raise RuleMismatch(f"{expr} depends on {variable} by its definition: write it out first")
    if isinstance(expr, sp.Add):
        return sp.Add(*[differentiate(a, variable, state) for a in expr.args])
    if isinstance(expr, sp.Mul):
        terms = []
        for position, factor in enumerate(expr.args):
            rest = expr.args[:position] + expr.args[position + 1 :]
            terms.append(differentiate(factor, variable, state) * sp.Mul(*rest))
        return sp.Add(*terms)
    if isinstance(expr, sp.exp):
        return expr * differentiate(expr.args[0], variable, state)
    if isinstance(expr, sp.log):
        return differentiate(expr.args[0], variable, state) / expr.args[0]
    if isinstance(expr, XLogY) and not state.depends(expr.args[0], name):
        q, u = expr.args
        return q * differentiate(u, variable, state) / u
    if isinstance(expr, sp.Pow) and not state.depends(expr.exp, name):
        inner = differentiate(expr.base, variable, state)
        return expr.exp * expr.base ** (expr.exp - 1) * inner
    if isinstance(expr, sp.Sum):
        opened = rename_bound(expr)
        return sp.Sum(differentiate(opened.args[0], variable, state), *opened.args[1:])
    raise RuleMismatch(f"no rule differentiates {type(expr).__name__} of {variable}")


@dataclass(frozen=True)
class LinearRoot(Rule):
    """Solve a gradient that is linear up to a factor that never vanishes.

    f(x) = c (s - x),  c != 0,  s free of x
    ------------------
    |- f(x) = 0 exactly at x = s
    """

    factor: Any
    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, ZeroExactlyAt)
        variable = relation.variable
        name = family_name(variable) if isinstance(variable, sp.Indexed) else variable.name
        if state.depends(relation.solution, name):
            raise RuleMismatch("the solution still contains the unknown")
        own = self.factor * (relation.solution - variable)
        if not state.equal(relation.function, own, self.names):
            raise RuleMismatch("the function is not the factor times (solution - unknown)")
        state.require(NotEqual(self.factor, ZERO), "the factor must not vanish")


@dataclass(frozen=True)
class LimitLaws(Rule):
    """Limits pass through finite sums, products, quotients and continuous functions.

    e^(-c/s^p) -> 0 for c > 0, and -> 1[c = 0] for c >= 0;  s^p -> 0;  s^p log s -> 0;
    a quotient needs a limit of the denominator that is not 0, a log one that is > 0.

    ------------------
    |- f -> L   as s falls to 0
    """

    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, TendsTo)
        if state.depends(relation.limit, relation.variable.name):
            raise RuleMismatch("the limit still contains the variable that falls to 0")
        function = state.context.unfold(relation.function, frozenset(self.names))
        own = limit_of(function, relation.variable, state)
        if state.residue(own, relation.limit, self.names):
            raise RuleMismatch(f"the limit laws give another limit: {own}")


def limit_of(expr: Any, s: Any, state: State) -> Any:
    """The limit of ``expr`` as the positive symbol ``s`` falls to 0, by structure alone."""
    if not state.depends(expr, s.name):
        return expr
    if expr == s:
        return ZERO
    if isinstance(expr, sp.Add):
        return sp.Add(*[limit_of(a, s, state) for a in expr.args])
    if isinstance(expr, sp.Mul):
        return _limit_of_product(expr, s, state)
    if isinstance(expr, sp.exp):
        return _limit_of_exponential(expr.args[0], s, state)
    if isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Rational):
        return _limit_of_power(expr, s, state)
    if isinstance(expr, sp.log):
        inner = limit_of(expr.args[0], s, state)
        state.require(LessThan(ZERO, inner), "log is continuous where its argument stays positive")
        return sp.log(inner)
    if isinstance(expr, sp.Abs):
        return sp.Abs(limit_of(expr.args[0], s, state))
    if isinstance(expr, sp.Sum):
        opened = rename_bound(expr)
        return sp.Sum(limit_of(opened.args[0], s, state), *opened.args[1:])
    raise RuleMismatch(f"no limit law applies to {expr}")


def _limit_of_power(expr: Any, s: Any, state: State) -> Any:
    inner = limit_of(expr.base, s, state)
    if expr.exp.is_Integer and expr.exp > 0:
        return inner**expr.exp
    if expr.exp < 0:
        state.require(NotEqual(inner, ZERO), "the limit of a denominator must not be 0")
    elif inner != 0:
        state.require(LessThan(ZERO, inner), "a root is continuous where its argument is positive")
    if not expr.exp.is_Integer and expr.exp < 0:
        state.require(LessThan(ZERO, inner), "a root is continuous where its argument is positive")
    return inner**expr.exp


def _limit_of_product(expr: Any, s: Any, state: State) -> Any:
    """s^p (log of a multiple of a power of s)^q -> 0; other factors by the product law."""
    power, logs, rest = ZERO, 0, []
    for factor in expr.args:
        if factor == s:
            power += 1
        elif isinstance(factor, sp.Pow) and factor.base == s and factor.exp.is_Rational:
            power += factor.exp
        elif isinstance(factor, sp.log) and _power_of(factor.args[0], s, state):
            logs += 1
        elif (
            isinstance(factor, sp.Pow)
            and isinstance(factor.base, sp.log)
            and factor.exp.is_Integer
            and factor.exp > 0
            and _power_of(factor.base.args[0], s, state)
        ):
            logs += 1
        else:
            rest.append(factor)
    if power < 0 or (power == 0 and logs):
        raise RuleMismatch(f"a factor of {expr} grows without bound; no product law applies")
    out = sp.Mul(*[limit_of(f, s, state) for f in rest])
    return ZERO if power > 0 else out


def _power_of(expr: Any, s: Any, state: State) -> bool:
    """Whether ``expr`` is c s^p with c > 0 free of s."""
    factors = expr.args if isinstance(expr, sp.Mul) else (expr,)
    for factor in factors:
        if factor == s or (isinstance(factor, sp.Pow) and factor.base == s):
            continue
        if state.depends(factor, s.name) or not state.signs.positive(factor):
            return False
    return True


def _limit_of_exponential(exponent: Any, s: Any, state: State) -> Any:
    factors = exponent.args if isinstance(exponent, sp.Mul) else (exponent,)
    sharp = [f for f in factors if isinstance(f, sp.Pow) and f.base == s and f.exp.is_Rational]
    rest = sp.Mul(*[f for f in factors if f not in sharp])
    if len(sharp) != 1 or not sharp[0].exp < 0 or state.depends(rest, s.name):
        return sp.exp(limit_of(exponent, s, state))
    rate = _primitive(-rest)
    reason = state.signs.positive(rate)
    if reason:
        state.record(LessThan(ZERO, rate), "e^(-c/s) -> 0 needs c > 0", reason)
        return ZERO
    reason = state.signs.nonnegative(rate)
    if reason:
        state.record(AtMost(ZERO, rate), "e^(-c/s) -> 1[c = 0] needs c >= 0", reason)
        return Indicator(rate, ZERO)
    raise MissingHypothesis(
        f"e^(-c/s) tends to 0 only for c > 0: nothing here gives the sign of {rate}",
        f'd.assume("name_it", less(0, {rate}))',
    )


def _primitive(expr: Any) -> Any:
    """A sum without a positive number that all its terms share (1[c = 0] does not change)."""
    terms = expr.args if isinstance(expr, sp.Add) else (expr,)
    numbers = {abs(t.as_coeff_Mul()[0]) for t in terms}
    return sp.Add(*[t / min(numbers) for t in terms]) if len(numbers) == 1 else expr


@dataclass(frozen=True)
class Squeeze(Rule):
    """What lies between two terms of the same limit has that limit.

    |- a <= f,  |- f <= b,  |- a -> L,  |- b -> L
    ------------------
    |- f -> L
    """

    below: Ref
    above: Ref
    lower: Ref | None
    upper: Ref | None

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, TendsTo)
        low, high = state.relation(self.below), state.relation(self.above)
        if not isinstance(low, AtMost | LessThan) or not isinstance(high, AtMost | LessThan):
            raise RuleMismatch("two inequalities are needed")
        if not same(low.rhs, relation.function) or not same(high.lhs, relation.function):
            raise RuleMismatch("the two inequalities are not about this function")
        for bound, ref in ((low.lhs, self.lower), (high.rhs, self.upper)):
            if ref is None:
                if state.depends(bound, relation.variable.name):
                    raise RuleMismatch("a bound that moves needs its own limit")
                if not state.equal(bound, relation.limit):
                    raise RuleMismatch("a bound has another limit")
                continue
            known = state.relation(ref)
            if (
                not isinstance(known, TendsTo)
                or known.variable != relation.variable
                or not same(known.function, bound)
                or not state.equal(known.limit, relation.limit)
            ):
                raise RuleMismatch(f"{ref.target} is not the limit of the bound")


@dataclass(frozen=True)
class GlobalOptimum(Rule):
    """A bound that holds for every value, and is reached, is the optimum.

    ``bound`` says f(x*) <= f(x) for every x of the domain (>= for a maximum).  For
    uniqueness ``strict`` says f(x*) < f(x) under the one local hypothesis that x
    differs from x* at some entry.

    |- f(x*) <= f(x),   x* in the domain   [,  x_i != x*_i |- f(x*) < f(x)]
    ------------------
    |- x* minimises f  [uniquely]
    """

    bound: Ref
    strict: Ref | None = None

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Optimum)
        variable = relation.variable
        name = family_name(variable) if isinstance(variable, sp.Indexed) else variable.name
        if state.depends(relation.value, name):
            raise RuleMismatch("the claimed optimum still depends on the variable")
        if any(
            state.depends(e, name) for h in claim.under for e in h.relation.expressions()
        ):
            raise RuleMismatch("a local hypothesis about the variable makes this local, not global")
        best = at_optimum(relation, state)
        self._is_bound(state.relation(self.bound), relation, best, AtMost, state)
        self._domain(relation, name, state)
        if relation.unique:
            if self.strict is None:
                raise RuleMismatch("uniqueness needs a strict inequality")
            self._is_strict(relation, best, state)

    def _is_bound(self, line: Any, relation: Any, best: Any, kind: type, state: State) -> None:
        low, high = (
            (best, relation.function)
            if relation.kind == "minimises"
            else (relation.function, best)
        )
        every = tuple(state.context.definitions)
        fits = isinstance(line, kind) and all(
            state.equal(a, b, every, logs=True)
            for a, b in zip(line.expressions(), (low, high), strict=True)
        )
        if not fits:
            raise RuleMismatch("the line named does not compare the optimum with every other value")

    def _domain(self, relation: Any, name: str, state: State) -> None:
        about = {
            h.name
            for h in state.context.hypotheses.values()
            if any(state.depends(e, name) for e in h.relation.expressions())
        }
        if about != set(relation.domain):
            raise RuleMismatch(
                f"the domain must name exactly the hypotheses about {name}: {sorted(about)}"
            )
        sign = state.context.sign_of(relation.variable)
        if sign == "positive":
            state.require(LessThan(ZERO, relation.value), "the optimum lies in the domain")
        elif sign == "nonnegative":
            state.require(AtMost(ZERO, relation.value), "the optimum lies in the domain")
        change = _put(relation, state)
        for item in relation.domain:
            hypothesis = state.context.hypotheses[item]
            if hypothesis.guard is not None:
                raise RuleMismatch("a domain with conditions is not supported")
            moved = hypothesis.relation.map(
                lambda e: substitute(state.context.unfold_all(e), change)
            )
            self._holds(moved, state)

    def _holds(self, relation: Any, state: State) -> None:
        if isinstance(relation, Equal):
            state.require_equation(relation, "the optimum lies in the domain")
        else:
            state.require(relation, "the optimum lies in the domain")

    def _is_strict(self, relation: Any, best: Any, state: State) -> None:
        target = self.strict.target if self.strict else ""
        claim = state.earlier.get(target)
        if claim is None or len(claim.under) != 1:
            raise RuleMismatch("the strict line must hold under one local hypothesis")
        local = claim.under[0]
        condition = local.relation
        if (
            local.guard is not None
            or local.forall
            or not isinstance(condition, NotEqual)
            or not same(condition.lhs, relation.variable)
            or not state.equal(condition.rhs, relation.value)
        ):
            raise RuleMismatch("the local hypothesis must say that the variable differs somewhere")
        for index in free_indices(relation.variable):
            if index in state.fixed:
                raise RuleMismatch(f"{index} is fixed: the difference may be elsewhere")
        self._is_bound(claim.relation, relation, best, LessThan, state)


def _put(relation: Any, state: State) -> Substitution:
    """The substitution variable := value, at all entries."""
    variable, value = relation.variable, state.context.unfold_all(relation.value)
    if not isinstance(variable, sp.Indexed):
        return Substitution(symbols={variable.name: value})
    params = tuple(variable.indices)
    if not all(isinstance(i, Index) for i in params) or len(set(params)) != len(params):
        raise RuleMismatch("the variable must be a general entry of its family")
    holes = tuple(fresh_index(i) for i in params)
    body = substitute(value, Substitution(indices=dict(zip(params, holes, strict=True))))
    if free_indices(body) - set(holes) - state.fixed:
        raise RuleMismatch("the claimed optimum has an index that the variable has not")
    return Substitution(families={family_name(variable): (holes, body)})


def at_optimum(relation: Any, state: State) -> Any:
    """The function with the claimed optimum put in for the variable."""
    name = names_used(relation.variable)
    function = relation.function
    reach = frozenset(
        n
        for n, d in state.context.definitions.items()
        if names_used(state.context.unfold_all(d.body)) & name
    )
    return substitute(state.context.unfold(function, reach), _put(relation, state))
