"""Proofs of limits: by structure, one law for each operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...language.claims import LessThan, TendsTo
from ...language.functions import Decay, Shorthand
from ...language.matching import match
from ...language.substitution import fresh, substitute_index
from ...language.vocabulary import Index, MinOver
from ...rules.exponentials import taken_out
from ...rules.limits import (
    LimitLaws,
    Limits,
    _base_and_exponent,
    _is_zero,
    _primitive,
    apart,
)
from ...rules.soft import SoftExtreme
from ..statements import written
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from ..statements.shapes import shape
from ..statements.written import minus, opp, over, times
from .equality import equality
from .goal import SIDE, Goal, Unscripted
from .sides import facts

ZERO, ONE = sp.Integer(0), sp.Integer(1)


@dataclass(frozen=True)
class Limit:
    """The limit of an expression, as the laws leave it, and the tactics that show it."""

    value: Any
    tactics: str


class LimitProofs:
    """Limits of expressions as the variable of the claim falls to 0."""

    def __init__(self, goal: Goal, rule: LimitLaws) -> None:
        self.goal, self.rule = goal, rule
        claim: Any = goal.claim.relation
        self.s = claim.variable
        self.name = coq_name(self.s.name)
        self.known = rule.in_hand(self.s, goal.state)
        self.limits = Limits(self.s, goal.state, self.known)
        self.side = f"{SIDE}."
        b = goal.translator.bindings
        self.around = frozenset(i.name for i in (*b.fixed, *b.indices(goal.claim)))

    def of(self, expr: Any, bound: frozenset[str] = frozenset()) -> Limit:
        """The limit of ``expr``; ``bound`` are the names of the indices around it.

        Raises:
            Unscripted: where no law applies.
        """
        if isinstance(expr, sp.Pow) and expr.exp == 1:
            return self.of(expr.base, bound)
        if found := self._known(expr, bound):
            return found
        if not self.goal.state.depends(expr, self.s.name):
            return Limit(expr, "apply lim_const.")
        if expr == self.s:
            return Limit(ZERO, "apply lim_id.")
        if isinstance(expr, sp.Mul) and (soft := self.limits.soft(expr)) is not None:
            return self._soft(expr, soft, bound)
        if isinstance(expr, sp.Mul | sp.exp):
            other = self.limits.otherwise(expr)
            if other is not None:
                return self.rewritten(expr, other, self.of(other, bound))
        if isinstance(expr, sp.Mul) and (found := self._apart(expr, bound)):
            return found
        if isinstance(expr, sp.Mul) and self._is_sharp(expr):
            return self._powers(expr, bound)
        if isinstance(expr, sp.exp):
            return self._exponential(expr, bound)
        if isinstance(expr, Decay):
            return self._decay(expr, bound)
        if isinstance(expr, Shorthand):
            return self.rewritten(expr, expr.meaning, self.of(expr.meaning, bound))
        what = shape(expr)
        if what.operation == "sum":
            return self._sum(expr, bound)
        if what.operation in ("plus", "minus", "times", "over"):
            return self._two(what.operation, what.parts[0], what.parts[1], bound)
        return self._one(what.operation, what.parts, bound)

    # -- earlier limits, and equations --------------------------------------------------
    def _known(self, expr: Any, bound: frozenset[str]) -> Limit | None:
        for ref, (line, wild) in zip(self.rule.known, self.known, strict=True):
            found = match(line.function, expr, wild, {})
            if found is not None:
                scope = Scope(base=found, avoid=self.around | bound)
                here = put(line.function, scope)
                given = Limit(put(line.limit, scope), f"exact {self.goal.use(ref.at(found))}.")
                return self.rewritten(expr, here, given)
        return None

    def rewritten(self, expr: Any, other: Any, found: Limit, logs: bool = False) -> Limit:
        """The limit of ``expr`` from that of ``other``, which is equal to it."""
        if self.goal.term(expr) == self.goal.term(other):
            return found
        function = f"(fun {self.name} : R => {self.goal.translator.term(other)})"
        equal = self._near(equality(self.goal, expr, other, names=self.rule.names, logs=logs))
        via = f"refine (cite_lim _ {function} _ _ _ eq_refl _)."
        return Limit(found.value, f"{via}\n{{ {equal} }}\n{{ {found.tactics} }}")

    def _near(self, tactics: str) -> str:
        return f"intros {self.name} sign_{self.name}.\n{tactics}"

    def evaluated(self, expr: Any, bound: frozenset[str]) -> Limit:
        """The limit of ``expr`` with the value that the rule gives it."""
        found = self.of(expr, bound)
        value = put(self.limits.of(expr), Scope(avoid=self.around | bound))
        if self.goal.term(value) == self.goal.term(found.value):
            return found
        equal = equality(self.goal, found.value, value, names=self.rule.names)
        via = f"refine (lim_eq _ {self.goal.term(found.value)} _ _ _)."
        return Limit(value, f"{via}\n{{ {equal} }}\n{{ {found.tactics} }}")

    def _decay(self, expr: Any, bound: frozenset[str]) -> Limit:
        """e^-x, where x is c u, e^u, or a sum, or as it stands."""
        plan = self.limits.growth(expr.args[0])
        if plan is None:
            return self.rewritten(expr, expr.meaning, self.of(expr.meaning, bound))
        how, parts = plan
        if how == "terms":
            found, *others = [self.of(Decay(part), bound) for part in parts]
            whole: Any = Decay(parts[0])
            for part, other in zip(parts[1:], others, strict=True):
                whole = times(whole, Decay(part))
                tactics = _refined("lim_mult", found.tactics, other.tactics)
                found = Limit(times(found.value, other.value), tactics)
            return self.rewritten(expr, whole, found)
        inner = self.evaluated(Decay(parts[-1]), bound)
        if how == "exp":
            return Limit(ZERO, _refined("lim_decay_exp", inner.tactics))
        scaled = Decay(times(*parts))
        shown = Limit(ZERO, _refined("lim_decay_times", self.side, inner.tactics))
        return self.rewritten(expr, scaled, shown)

    # -- laws -------------------------------------------------------------------------
    def _two(self, operation: str, a: Any, b: Any, bound: frozenset[str]) -> Limit:
        left = self.of(a, bound)
        if operation == "over":
            if not self.goal.state.depends(b, self.s.name):
                return Limit(over(left.value, b), _refined("lim_over_const", left.tactics))
            under = b.base if isinstance(b, sp.Pow) and b.exp == 1 else b
            if not self.limits.can(under) and self.limits.grows(under):
                grown = self.evaluated(Decay(under), bound)
                tactics = _refined("lim_over_grows", left.tactics, grown.tactics)
                return Limit(times(left.value, ZERO), tactics)
            below = self.evaluated(b, bound)
            parts = (self.side, left.tactics, below.tactics)
            return Limit(over(left.value, below.value), _refined("lim_div", *parts))
        right = self.of(b, bound)
        lemma = {"plus": "lim_plus", "minus": "lim_minus", "times": "lim_mult"}[operation]
        value = getattr(written, operation)(left.value, right.value)
        return Limit(value, _refined(lemma, left.tactics, right.tactics))

    def _one(self, operation: str, parts: tuple[Any, ...], bound: frozenset[str]) -> Limit:
        inner = parts[0]
        if operation in ("pow", "sqrt", "Rpower"):
            exponent = sp.Rational(1, 2) if operation == "sqrt" else parts[1]
            return self._power(operation, inner, exponent, bound)
        if operation == "opp":
            found = self.of(inner, bound)
            return Limit(opp(found.value), _refined("lim_opp", found.tactics))
        if operation == "Rabs":
            found = self.of(inner, bound)
            value = sp.Abs(found.value, evaluate=False)
            return Limit(value, _refined("lim_abs", found.tactics))
        if operation == "ln":
            found = self.evaluated(inner, bound)
            value = sp.log(found.value, evaluate=False)
            return Limit(value, _refined("lim_ln", self.side, found.tactics))
        raise Unscripted(f"no limit of {operation} is known")

    def _power(self, operation: str, base: Any, exponent: Any, bound: frozenset[str]) -> Limit:
        if base == self.s:
            how = {"pow": "lim_pow_0; lia", "sqrt": "lim_sqrt_0", "Rpower": "lim_Rpower_0; lra"}
            return Limit(ZERO, f"apply {how[operation]}.")
        if operation == "pow":
            found = self.of(base, bound)
            value = sp.Pow(found.value, exponent, evaluate=False)
            return Limit(value, _refined("lim_pow", found.tactics))
        found = self.evaluated(base, bound)
        value = sp.Pow(found.value, exponent, evaluate=False)
        if operation == "Rpower":
            return Limit(value, _refined("lim_Rpower", self.side, found.tactics))
        if self._positive(found.value):
            return Limit(value, _refined("lim_sqrt", self.side, found.tactics))
        near = self._near(self.side)
        return Limit(value, _refined("lim_sqrt_of", self.side, near, found.tactics))

    def _sum(self, expr: sp.Sum, bound: frozenset[str]) -> Limit:
        """A sum over several indices is a sum of sums; the last index is outermost."""
        index, low, size = expr.args[-1]
        inner = expr.args[0] if len(expr.args) == 2 else sp.Sum(expr.args[0], *expr.args[1:-1])
        renamed = fresh(Index(index.name, size), {*bound, *self.around})
        body = inner if renamed == index else substitute_index(inner, index, renamed)
        found = self.of(body, bound | {renamed.name})
        i = coq_name(renamed.name)
        tactics = f"apply lim_sum; intros {i} range_{i}.\n{found.tactics}"
        return Limit(sp.Sum(found.value, (renamed, low, size)), tactics)

    def _soft(self, expr: Any, found: SoftExtreme, bound: frozenset[str]) -> Limit:
        """The largest of the rates, or the least."""
        k = fresh(Index("k", found.index.size), {*bound, *self.around})
        weight, rate = (substitute_index(e, found.index, k) for e in (found.weight, found.rate))
        over_k = (k, 1, k.size)
        share = over(rate, found.scale)
        exponent = share if found.sign > 0 else opp(share)
        terms = times(weight, sp.exp(exponent, evaluate=False))
        mass = sp.log(sp.Sum(terms, over_k), evaluate=False)
        whole = times(found.scale, mass)
        lemma = "lim_soft_max" if found.sign > 0 else "lim_soft_min"
        scale = self.evaluated(found.scale, bound)
        i = coq_name(k.name)
        parts = ["lia.", f"intros {i} range_{i}.\n{self.side}", self._near(self.side)]
        tactics = _shown(f"{lemma} _ _ _ _ _ _ _ _", *parts, scale.tactics)
        if found.sign > 0:
            value = opp(MinOver(opp(rate), over_k))
        else:
            whole, value = opp(whole), MinOver(rate, over_k)
        return self.rewritten(expr, whole, Limit(value, tactics))

    def _apart(self, product: sp.Mul, bound: frozenset[str]) -> Limit | None:
        """Beside a factor 1 - delta_ij (or 1 - 1[a = b]) it is known that i is not j."""
        for factor in product.args:
            fact = apart(factor)
            if fact is None or fact in self.limits.extra:
                continue
            guard = minus(ONE, 1 - factor)
            rest = sp.Mul(*[f for f in product.args if f is not factor])
            outside, self.limits = self.limits, self.limits.beside([fact])
            found = self.of(rest, bound)
            self.limits = outside
            lemma = "lim_apart" if isinstance(1 - factor, sp.KroneckerDelta) else "lim_unequal"
            tactics = f"apply {lemma}; intros {self.goal.fresh('apart')}.\n{found.tactics}"
            limit = Limit(times(guard, found.value), tactics)
            return self.rewritten(product, times(guard, rest), limit)
        return None

    def _positive(self, expr: Any) -> bool:
        return self.goal.state.shows(LessThan(ZERO, expr), self.limits.extra) is not None

    # -- what falls to 0 ----------------------------------------------------------------
    def _exponential(self, expr: Any, bound: frozenset[str]) -> Limit:
        exponent = expr.args[0]
        rest, power = taken_out(exponent, self.s)
        if power is not None and not power.is_Rational:
            raise Unscripted("no limit is known of exp(-c/s^p) where p is no number")
        falls = power is not None and power < 0
        if not falls or self.goal.state.depends(rest, self.s.name):
            found = self.of(exponent, bound)
            value = sp.exp(found.value, evaluate=False)
            return Limit(value, _refined("lim_exp", found.tactics))
        return self._falling(exponent, -rest, -power, bound)

    def _falling(self, exponent: Any, whole: Any, power: Any, bound: frozenset[str]) -> Limit:
        """The limit of exp(- whole / s^power), for whole >= 0."""
        if not power.is_Integer:
            raise Unscripted(f"no limit is known of exp(-c/s^p) for p = {power}")
        goal, rate = self.goal, _primitive(whole)
        number = _ratio(whole, rate)
        below = sp.Pow(self.s, power, evaluate=False)
        same = equality(
            goal, exponent, opp(over(times(number, rate), below)), names=self.rule.names
        )
        root = f"(fun {self.name} : R => {goal.translator.term(below)})"
        tie = put(_is_zero(rate), Scope(avoid=self.around | bound))
        high, low = tie.args
        apart = equality(goal, rate, minus(high, low), names=self.rule.names)
        positive = self._positive(rate)
        lemma = "lim_exp_falls" if positive else "lim_exp_tie"
        terms = " ".join(map(goal.term, (number, rate, high, low)))
        shown = [self._near(same), "intros; ring.", "lia.", "lra.", apart, self.side]
        tactics = _shown(f"{lemma} _ {root} {terms} {power} _ _ _ _ _ _", *shown)
        return Limit(ZERO if positive else tie, tactics)

    def _is_sharp(self, product: sp.Mul) -> bool:
        """Whether powers of s must be taken together, or with a logarithm, for a limit."""
        for factor in product.args:
            base, exponent = _base_and_exponent(factor)
            if (
                base == self.s and exponent.is_Rational and exponent < 0
            ) or self.limits.is_log_of_power(base):
                return True
        return False

    def _powers(self, product: sp.Mul, bound: frozenset[str]) -> Limit:
        """s^p times logarithms of powers of s, and whatever other factors."""
        power, logs, rest = ZERO, [], []
        for factor in product.args:
            base, exponent = _base_and_exponent(factor)
            if base == self.s and not self.goal.state.depends(exponent, self.s.name):
                power += exponent
            elif self.limits.is_log_of_power(base) and exponent.is_Integer and exponent > 0:
                logs += [base] * int(exponent)
            else:
                rest.append(factor)
        others = self.of(sp.Mul(*rest), bound)
        value, tactics, whole = others.value, others.tactics, sp.Mul(*rest)
        for share, log in _shared(power, logs, self.s):
            falling = times(share, log) if log is not None else share
            whole, value = times(whole, falling), times(value, ZERO)
            how = self._power_log(share, log) if log is not None else self.of(share).tactics
            tactics = _refined("lim_mult", tactics, how)
        return self.rewritten(product, whole, Limit(value, tactics))

    def _power_log(self, share: Any, log: Any) -> str:
        """share * log falls to 0, for a power of s and the logarithm of c s^q."""
        inside, exponent = log.args[0], ZERO
        rest = []
        for factor in inside.args if isinstance(inside, sp.Mul) else (inside,):
            base, e = _base_and_exponent(factor)
            if base == self.s:
                exponent += e
            else:
                rest.append(factor)
        constant = sp.log(sp.Mul(*rest), evaluate=False)
        linear = written.plus(constant, times(exponent, sp.log(self.s)))
        same = equality(self.goal, log, linear, names=self.rule.names, logs=True)
        written_as = shape(share)
        lemma, last = _POWER_LOG[written_as.operation]
        power = ""
        if last:
            exponent_of = written_as.parts[1]
            natural = written_as.operation == "pow" and exponent_of.is_Integer
            power = f" ({exponent_of})" if natural else f" {self.goal.term(exponent_of)}"
        terms = f"{self.goal.term(constant)} {self.goal.term(exponent)}"
        shown = [self._near(same), *([last] if last else [])]
        return _shown(f"{lemma} _ {terms} _{power}{' _' if last else ''}", *shown)


#: The lemma for each way in which a power of s is written, and what shows its exponent.
_POWER_LOG = {
    "leaf": ("lim_id_log", ""),
    "pow": ("lim_pow_log", "lia."),
    "sqrt": ("lim_sqrt_log", ""),
    "Rpower": ("lim_Rpower_log", "lra."),
}


def _shared(power: Any, logs: list[Any], s: Any) -> list[tuple[Any, Any]]:
    """A power of s for each logarithm (None: for none)."""
    if not logs:
        return [(s**power, None)] if power != 0 and not (power.is_Rational and power < 0) else []
    number = power.is_Rational
    if (number and power <= 0) or (logs[1:] and (not power.is_Integer or power < len(logs))):
        raise Unscripted("too small a power of s beside logarithms")
    shares = [power - len(logs) + 1, *[ONE] * (len(logs) - 1)]
    return [(s**e, log) for e, log in zip(shares, logs, strict=True)]


def _ratio(whole: Any, rate: Any) -> Any:
    """The number that :func:`_primitive` took out of ``whole``."""
    one = whole.args[0] if isinstance(whole, sp.Add) else whole
    return ONE if whole == rate else abs(one.as_coeff_Mul()[0])


def _refined(lemma: str, *parts: str) -> str:
    return "\n".join([f"apply {lemma}.", *(f"{{ {p} }}" for p in parts)])


def _shown(lemma: str, *parts: str) -> str:
    return "\n".join([f"refine ({lemma}).", *(f"{{ {p} }}" for p in parts)])


def limit(goal: Goal, rule: LimitLaws) -> str:
    """The limit by structure, and the equation between it and the claimed one."""
    relation = goal.claim.relation
    if not isinstance(relation, TendsTo):
        raise Unscripted("the claim is no limit")
    proofs = LimitProofs(goal, rule)
    function = goal.context.unfold(relation.function, frozenset(rule.names))
    found = proofs.of(function)
    same = equality(goal, relation.limit, found.value, names=rule.names)
    inner = proofs.rewritten(relation.function, function, found)
    lines = [
        goal.intro(),
        facts(goal, inside=False),
        f"refine (lim_eq _ {goal.term(found.value)} _ _ _).",
        f"{{ symmetry.\n{same} }}",
        inner.tactics,
    ]
    return "\n".join(lines)
