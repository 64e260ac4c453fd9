"""Rules about one-sided limits: structure first, signs in hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, LessThan, NotEqual, Relation, TendsTo
from ..language.errors import MissingHypothesis, RuleMismatch
from ..language.fresh import rename_bound
from ..language.functions import Decay, Shorthand
from ..language.matching import match
from ..language.substitution import Substitution, free_indices, substitute, substitute_index
from ..language.vocabulary import Index, Indicator
from ..language.wording import paste_line, written
from .base import Ref, Rule, expect
from .exponentials import one_exponential, taken_out
from .facts import Fact
from .sharing import shares
from .soft import SoftExtreme, soft_extremes, summed
from .state import State

ZERO, ONE = sp.Integer(0), sp.Integer(1)


@dataclass(frozen=True)
class LimitLaws(Rule):
    """Limits pass through finite sums, products, quotients and continuous functions.

    For p > 0: e^(-c/s^p) -> 0 for c > 0, and -> 1[c = 0] for c >= 0;  s^p -> 0;
    s^p log s -> 0;  c log sum_k w_k e^(g_k/c) -> max_k g_k where c falls to 0, w_k > 0, and
    -c log sum_k w_k e^(-g_k/c) -> min_k g_k.  What grows beyond all bounds (e^-f -> 0) does so
    times a positive number, beside what has a limit or grows as well, and under exp; 1/f -> 0
    then.  A quotient needs a limit of the denominator that is not 0, a log one that is > 0.
    Beside a factor 1 - delta_ij (or 1 - 1[a = b]) it is known that i != j, and a rate that is 0
    for i = j is split there.  Where a product has no limit factor by factor, it is multiplied
    out, and put under a sum; and in a share w_k e^(-a_k/s^p) / sum_j w_j e^(-a_j/s^p) the largest
    exponential is divided out.

    ``known`` are earlier limits of parts of f.

    ------------------
    |- f -> L   as s falls to 0
    """

    names: tuple[str, ...] = ()
    known: tuple[Ref, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, TendsTo)
        if state.depends(relation.limit, relation.variable.name):
            raise RuleMismatch("the limit still contains the variable that falls to 0")
        function = state.context.unfold(relation.function, frozenset(self.names))
        own = Limits(relation.variable, state, self.in_hand(relation.variable, state)).of(function)
        # What is known beside a factor need not hold where that is 0.
        state.require_defined(own)
        if state.residue(own, relation.limit, self.names):
            raise RuleMismatch(f"the limit laws give another limit: {written(own)}")

    def in_hand(self, s: Any, state: State) -> list[tuple[TendsTo, frozenset[Index]]]:
        """The limits that the rule names, each with the indices at which it holds."""
        known = []
        for ref in self.known:
            line, wild = state.pattern(ref)
            if not isinstance(line, TendsTo) or line.variable != s:
                raise RuleMismatch(f"{ref.target} is not a limit as {s} falls to 0")
            known.append((line, wild))
        return known


@dataclass(frozen=True)
class Limits:
    """Limits of expressions as the positive symbol ``s`` falls to 0, by structure alone."""

    s: Any
    state: State
    known: list[tuple[TendsTo, frozenset[Index]]]
    extra: tuple[Fact, ...] = ()

    def of(self, expr: Any) -> Any:
        """The limit of ``expr``.

        Raises:
            RuleMismatch: if no law applies.
            MissingHypothesis: if a sign that a law needs is not known.
        """
        for line, wild in self.known:
            found = match(line.function, expr, wild, {})
            if found is not None:
                return substitute(line.limit, Substitution(indices=found))
        if not self._moves(expr):
            return expr
        if expr == self.s:
            return ZERO
        if isinstance(expr, sp.Add):
            return sp.Add(*[self.of(a) for a in expr.args])
        if isinstance(expr, sp.Mul) and (soft := self.soft(expr)) is not None:
            return soft.value
        if isinstance(expr, sp.Mul | sp.exp):
            other = self.otherwise(expr)
            return self._as_it_stands(expr) if other is None else self.of(other)
        if isinstance(expr, sp.Pow) and not self._moves(expr.exp):
            return self._of_power(expr)
        if isinstance(expr, sp.log):
            inner = self.of(expr.args[0])
            why = "log is continuous where its argument stays positive"
            self._require(LessThan(ZERO, inner), why)
            return sp.log(inner)
        if isinstance(expr, sp.Abs):
            return sp.Abs(self.of(expr.args[0]))
        if isinstance(expr, Decay):
            return self._of_decay(expr.args[0])
        if isinstance(expr, Shorthand):
            return self.of(expr.meaning)
        if isinstance(expr, sp.Sum):
            opened = rename_bound(expr)
            return one_term_left(sp.Sum(self.of(opened.args[0]), *opened.args[1:]))
        raise RuleMismatch(f"no limit law applies to {written(expr)}")

    def _as_it_stands(self, expr: Any) -> Any:
        if isinstance(expr, sp.Mul):
            return self._of_product(expr)
        return self._of_exponential(expr.args[0])

    def soft(self, expr: Any) -> SoftExtreme | None:
        """``expr`` as a soft maximum or minimum, where its scale is seen to fall to 0.

        Raises:
            MissingHypothesis: if a weight is not known to be positive.
        """
        for found in soft_extremes(expr, self._moves):
            above = LessThan(ZERO, found.scale)
            reason = self.state.shows(above, self.extra)
            if reason and self.can(found.scale) and self.of(found.scale) == 0:
                self.state.record(above, "the scale of a soft maximum is positive", reason)
                why = "the weights of a soft maximum are positive"
                self._require(LessThan(ZERO, found.weight), why)
                return found
        return None

    def otherwise(self, expr: Any) -> Any:
        """The same written in another way, where the laws take that and not this; else None."""
        inside = summed(expr, self._moves) if isinstance(expr, sp.Mul) else None
        if inside is not None and not self._takes(expr):
            return inside
        exponents = [f.args[0] for f in sp.Mul.make_args(expr) if isinstance(f, sp.exp)]
        if not any(map(self._moves, exponents)) or self._takes(expr):
            return None
        ways = (
            split_at_ties(expr, self.extra)
            if isinstance(expr, sp.exp)
            else itertools.chain(
                multiplied_out(expr),
                shares(expr, self._moves, self.s, self.state.context.declared()),
            )
        )
        for other in ways:
            if not self.state.residue(expr, other) and self._takes(other):
                return other
        return None

    def _takes(self, expr: Any) -> bool:
        try:
            self.of(expr) if isinstance(expr, sp.Add) else self._as_it_stands(expr)
        except RuleMismatch:
            return False
        return True

    # -- what grows beyond all bounds ---------------------------------------------------
    def _of_decay(self, grows: Any) -> Any:
        """The limit of e^-x, by the first way that the laws take."""
        plan = self.growth(grows)
        if plan is None:
            return self.of(sp.exp(-grows))
        how, parts = plan
        if how == "terms":
            return sp.Mul(*(self.of(Decay(part)) for part in parts))
        if how == "times":
            self._require(LessThan(ZERO, parts[0]), "what grows is to be multiplied by it")
        return self.of(Decay(parts[-1]))

    def growth(self, grows: Any) -> tuple[str, tuple[Any, ...]] | None:
        """How e^-x is taken apart: x is c u, e^u, or a sum; None if as it stands."""
        if self.can(sp.exp(-grows)):
            return None
        if isinstance(grows, sp.exp) and self.grows(grows.args[0]):
            return "exp", (grows.args[0],)
        if isinstance(grows, sp.Mul):
            still = [f for f in grows.args if not self._moves(f)]
            factor, rest = sp.Mul(*still), sp.Mul(*[f for f in grows.args if f not in still])
            if factor.could_extract_minus_sign():
                factor, rest = -factor, -rest
            above = self.state.shows(LessThan(ZERO, factor), self.extra) is not None
            if factor != 1 and above and self.grows(rest):
                return "times", (factor, rest)
        if isinstance(grows, sp.Add) and all(self.can(Decay(part)) for part in grows.args):
            return "terms", grows.args
        return None

    def grows(self, expr: Any) -> bool:
        """Whether ``expr`` is seen to grow beyond all bounds."""
        return self._moves(expr) and self.can(Decay(expr)) and self.of(Decay(expr)) == 0

    def can(self, expr: Any) -> bool:
        """Whether some law gives the limit of ``expr``."""
        try:
            self.of(expr)
        except RuleMismatch:
            return False
        return True

    def _moves(self, expr: Any) -> bool:
        return self.state.depends(expr, self.s.name)

    def beside(self, facts: Iterable[Fact]) -> Limits:
        """The same where more is known."""
        return replace(self, extra=(*self.extra, *facts))

    def _require(self, relation: Relation, why: str) -> None:
        self.state.require(relation, why, self.extra)

    def _above(self, exponent: Any) -> bool:
        """Whether an exponent is positive, as is known of a number, or from what is declared."""
        if isinstance(exponent, sp.Rational):
            return bool(exponent > 0)
        asked = LessThan(ZERO, exponent)
        reason = None if self._moves(exponent) else self.state.shows(asked, self.extra)
        if reason:
            self.state.record(asked, "s^p -> 0 needs p > 0", reason)
        return reason is not None

    def _of_power(self, expr: Any) -> Any:
        if expr.exp == -1 and not self.can(expr.base) and self.grows(expr.base):
            return ZERO
        inner, exponent = self.of(expr.base), expr.exp
        if exponent.is_Integer and exponent > 0:
            return inner**exponent
        above = self._above(exponent)
        if exponent.is_Rational and not above:
            why = "the limit of a denominator must not be 0"
            self._require(NotEqual(inner, ZERO), why)
        # A power has a value only where its base is positive, unless the exponent is whole.
        if inner == 0 and above:
            return ZERO
        if inner == 0 and not exponent.is_Rational:
            raise RuleMismatch(
                f"no limit law applies to {written(expr)}: what tends to 0 needs an exponent "
                "that is shown to be positive"
            )
        if not exponent.is_Integer:
            why = "a power is continuous where its base is positive"
            self._require(LessThan(ZERO, inner), why)
        return inner**exponent

    def _of_product(self, expr: Any) -> Any:
        """s^p (log of a multiple of a power of s)^q -> 0; other factors by the product law."""
        facts = [fact for factor in expr.args if (fact := apart(factor)) is not None]
        if any(fact not in self.extra for fact in facts):
            return self.beside(facts)._of_product(expr)
        power, logs, rest = ZERO, 0, []
        for factor in expr.args:
            base, exponent = _base_and_exponent(factor)
            if base == self.s and not self._moves(exponent):
                power += exponent
            elif self.is_log_of_power(base) and exponent.is_Integer and exponent > 0:
                logs += 1
            else:
                rest.append(factor)
        above = power != 0 and self._above(power)
        if not above and (power != 0 or logs):
            raise RuleMismatch(
                f"a factor of {written(expr)} may grow without bound; no product law applies"
            )
        out = sp.Mul(*[self.of(f) for f in rest])
        return ZERO if above else out

    def is_log_of_power(self, expr: Any) -> bool:
        """Whether ``expr`` is log(c s^p) with c > 0 free of s."""
        if not isinstance(expr, sp.log) or not self._moves(expr):
            return False
        inside = expr.args[0]
        for factor in inside.args if isinstance(inside, sp.Mul) else (inside,):
            base, exponent = _base_and_exponent(factor)
            if base == self.s and not self._moves(exponent):
                continue
            asked = LessThan(ZERO, factor)
            above = None if self._moves(factor) else self.state.shows(asked, self.extra)
            if above is None:
                return False
            self.state.use(above.used)
        return True

    def _of_exponential(self, exponent: Any) -> Any:
        rest, power = taken_out(exponent, self.s)
        if power is None or not self._above(-power) or self._moves(rest):
            return sp.exp(self.of(exponent))
        rate = _primitive(-rest)
        reason = self.state.shows(LessThan(ZERO, rate), self.extra)
        if reason:
            self.state.record(LessThan(ZERO, rate), "e^(-c/s) -> 0 needs c > 0", reason)
            return ZERO
        reason = self.state.shows(AtMost(ZERO, rate), self.extra)
        if reason:
            self.state.record(AtMost(ZERO, rate), "e^(-c/s) -> 1[c = 0] needs c >= 0", reason)
            return _is_zero(rate)
        missing = LessThan(ZERO, rate)
        raise MissingHypothesis(
            f"e^(-c/s) tends to 0 only for c > 0: nothing here gives the sign of {written(rate)}",
            paste_line(missing, self.state.context),
        )


def _base_and_exponent(factor: Any) -> tuple[Any, Any]:
    if isinstance(factor, sp.Pow) and not isinstance(factor, sp.exp):
        return factor.base, factor.exp
    return factor, ONE


def apart(factor: Any) -> Fact | None:
    """What is known wherever a factor 1 - delta_ij or 1 - 1[a = b] is not 0."""
    condition = sp.Add(1, -factor)
    if not isinstance(condition, sp.KroneckerDelta | Indicator):
        return None
    relation = NotEqual(*condition.args)
    return Fact(relation, frozenset(), f"the factor {written(factor)} is 0 elsewhere")


def split_at_ties(expr: Any, known: Iterable[Fact] = ()) -> Iterator[Any]:
    """e^E as delta_ij + (1 - delta_ij) e^E, where E is 0 for i = j; not where i != j is known."""
    at = sorted(free_indices(expr), key=str)
    for i, j in itertools.combinations(at, 2):
        if i.size == j.size:
            tie = sp.KroneckerDelta(i, j)
            if any(fact == apart(1 - tie) for fact in known):
                continue
            yield tie + (1 - tie) * expr


def one_term_left(total: Any) -> Any:
    """A sum over k of delta_ik times something: what stands at i."""
    body, (index, _, _) = total.args[0], total.args[1]
    for tie in sp.Mul.make_args(body):
        if isinstance(tie, sp.KroneckerDelta) and index in tie.args and len(total.args) == 2:
            (other,) = [i for i in tie.args if i != index]
            if not isinstance(other, Index):
                # An index i + 1 may lie beyond its range, and then no term is left.
                continue
            rest = sp.Mul(*[f for f in sp.Mul.make_args(body) if f is not tie])
            return substitute_index(rest, index, other)
    return total


def multiplied_out(product: Any) -> Iterator[Any]:
    """A product of a sum and exponentials, its terms with one exponential each."""
    for factor in product.args:
        if isinstance(factor, sp.Add) and apart(factor) is None:
            rest = sp.Mul(*[f for f in product.args if f is not factor])
            yield sp.Add(*[one_exponential(term * rest) for term in factor.args])
            return


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
