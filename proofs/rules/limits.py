"""Rules about one-sided limits: structure first, signs in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..claims import AtMost, Claim, LessThan, NotEqual, TendsTo
from ..errors import MissingHypothesis, RuleMismatch
from ..signs import rename_bound
from ..substitution import same
from ..vocabulary import Indicator
from .base import Ref, Rule, expect
from .state import State

ZERO = sp.Integer(0)


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
        elif (isinstance(factor, sp.log) and _power_of(factor.args[0], s, state)) or (
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
        return _is_zero(rate)
    raise MissingHypothesis(
        f"e^(-c/s) tends to 0 only for c > 0: nothing here gives the sign of {rate}",
        f'd.assume("name_it", less(0, {rate}))',
    )


def _is_zero(difference: Any) -> Any:
    """1[a = b] for the difference a - b, each side with its own terms."""
    terms = difference.args if isinstance(difference, sp.Add) else (difference,)
    above = [t for t in terms if t.as_coeff_Mul()[0] > 0]
    below = [-t for t in terms if t not in above]
    return Indicator(sp.Add(*above), sp.Add(*below))


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
