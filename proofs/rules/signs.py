"""Side conditions: a small procedure for signs, and the conditions a formula needs.

The procedure is deliberately weak.  It knows declared signs, sums and products of
signed terms, even powers, exponentials, logarithms of what is above one, that a minimum is
attained and below every value, and facts: hypotheses and earlier steps.  What it
cannot show must be stated.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan, NotEqual, Relation
from ..language.context import Context
from ..language.declared import DECLARED
from ..language.fresh import fresh_index
from ..language.functions import BY_HEAD, Larger, Opaque, Shorthand, Smaller
from ..language.substitution import name_of, same, substitute_index
from ..language.vocabulary import IndexNumber, Indicator, MapSum, MinOver, XLogY, index_size
from .casing import InCases
from .extremes import attained
from .facts import ARITHMETIC, Reason, together
from .facts import Fact as Fact
from .normal.convert import Forms
from .parting import ABOVE_OTHERS, APART, BELOW_ABS, Decide, factors_of, term_at
from .questions import Questions
from .siding import TURNING, turns, written_in_parts

ONE = sp.Integer(1)
#: Signs that are remembered for the same facts, and sets of facts for one context.
_ROOM, _FEW = 20_000, 8
#: Stands for what is not asked about a denominator: whether a fact keeps it apart from 0.
_APART = ("apart", None)


def signs_for(context: Context, facts: tuple[Fact, ...]) -> Signs:
    """The procedure for these facts, with what it found out before.

    Many changed lines are judged from the same earlier ones.
    """
    if facts not in context.signs_found:
        if len(context.signs_found) >= _FEW:
            context.signs_found.clear()
        context.signs_found[facts] = Signs(context, facts)
    found: Signs = context.signs_found[facts]
    return found


class Signs(InCases):
    """Decides signs of expressions from declarations and facts.

    Every positive answer names all that it rests on; "don't know" is None.  It is about
    the value of an expression, where that has one: whether it has is asked apart from it
    (:meth:`.state.State.require`).
    """

    def __init__(self, context: Context, facts: Iterable[Fact]) -> None:
        super().__init__(context, facts)
        self._questions = Questions(_ROOM)
        #: Normal forms, as far as they depend on what is declared and known here.
        self.forms: Forms = {}
        self._asked_apart = False

    def with_facts(self, extra: Iterable[Fact]) -> Signs:
        """The same procedure with more facts."""
        return Signs(self.context, (*self.facts, *extra))

    def proves(self, relation: Relation) -> Reason | None:
        """The reason for ``relation``, or None."""
        known = self.fact(relation)
        if known:
            return known
        if isinstance(relation, LessThan):
            return self.positive(relation.rhs - relation.lhs)
        if isinstance(relation, AtMost):
            return self.nonnegative(relation.rhs - relation.lhs)
        if isinstance(relation, NotEqual) and index_size(relation.lhs) is None:
            return self.nonzero(relation.lhs - relation.rhs)
        if isinstance(relation, Equal) and index_size(relation.lhs) is None:
            return self._equal(relation.lhs, relation.rhs)
        return None

    def _equal(self, lhs: Any, rhs: Any) -> Reason | None:
        """Neither side is the larger, in any case of what turns at 0."""
        if same(lhs, rhs):
            return ARITHMETIC
        both = (rhs - lhs, lhs - rhs)
        return (
            _all([self.nonnegative(e) for e in both]) if turns(written_in_parts(both[0])) else None
        )

    # -- signs -------------------------------------------------------------------
    def positive(self, expr: Any) -> Reason | None:
        """Why ``expr`` > 0."""
        return self._remember("positive", expr, self._positive)

    def nonnegative(self, expr: Any) -> Reason | None:
        """Why ``expr`` >= 0."""
        return self._remember("nonnegative", expr, self._nonnegative)

    def nonzero(self, expr: Any) -> Reason | None:
        """Why ``expr`` is not 0."""
        return self._remember("nonzero", expr, self._nonzero)

    def _remember(self, sign: str, expr: Any, decide: Decide) -> Reason | None:
        return self._questions.answer((sign, expr), lambda: decide(expr))

    def _positive(self, expr: Any) -> Reason | None:
        if isinstance(expr, sp.Rational):
            return ARITHMETIC if expr > 0 else None
        found = self._difference_fact(expr, (LessThan,)) or self._known_value(expr, _above)
        if found:
            return found
        if expr is sp.pi:
            return Reason("the number pi is positive")
        if isinstance(expr, sp.exp):
            return Reason("an exponential is positive")
        if isinstance(expr, sp.log):
            return self.positive(expr.args[0] - 1)
        if isinstance(expr, sp.Symbol | sp.Indexed):
            return self._leaf(expr, strict=True)
        if isinstance(expr, sp.Add):
            return (
                self._positive_sum(expr)
                or self._factored(expr, strict=True)
                or self._more_than_fact(expr, (LessThan,))
                or self._more_than_absolute(expr, self.positive)
                or self._in_parts(expr, self.positive)
                or self._in_cases(expr, strict=True)
            )
        if isinstance(expr, sp.Mul):
            product = self.signed_product(expr, strict=True)
            return product or self._in_cases(expr, strict=True)
        if isinstance(expr, sp.Pow):
            below = self.positive(expr.base)
            if below:
                return below
            return self.nonzero(expr.base) if _even(expr.exp) else None
        if isinstance(expr, sp.Sum | sp.Product | MinOver):
            return (
                self.positive(self.opened(expr))
                or self.attains(expr)
                or self._one_term(expr)
                or self._averaged(expr)
            )
        if isinstance(expr, sp.Abs):
            return self.nonzero(expr.args[0])
        if isinstance(expr, IndexNumber):
            return Reason("an index is at least 1")
        if isinstance(expr, Opaque) and BY_HEAD[type(expr)].positive:
            return Reason(f"{BY_HEAD[type(expr)].word} is positive")
        if isinstance(expr, Larger | Smaller):
            return self._of_two(expr, self.positive)
        if isinstance(expr, Shorthand):
            return self.positive(expr.meaning)
        if isinstance(expr, MapSum):
            return self.positive(expr.args[0])
        return None

    def _nonnegative(self, expr: Any) -> Reason | None:
        if isinstance(expr, sp.Rational):
            return ARITHMETIC if expr >= 0 else None
        # Cases are told apart once, and not for a sign that is more than is asked.
        sharp = self.alone if expr.has(*TURNING) else self
        found = (
            sharp.positive(expr)
            or self._difference_fact(expr, (AtMost, Equal))
            or self._known_value(expr, _not_below)
        )
        if found:
            return found
        if isinstance(expr, sp.Symbol | sp.Indexed):
            return self._leaf(expr, strict=False)
        if isinstance(expr, sp.log):
            return self.nonnegative(expr.args[0] - 1)
        if isinstance(expr, XLogY):
            return _all([self.nonnegative(expr.args[0]), self.nonnegative(expr.args[1] - 1)])
        if isinstance(expr, Indicator | sp.KroneckerDelta | sp.Abs):
            return Reason("an indicator, delta or absolute value is never negative")
        if isinstance(expr, Larger | Smaller):
            return self._of_two(expr, self.nonnegative)
        if isinstance(expr, Shorthand) and BY_HEAD[type(expr)].never_negative:
            return Reason(f"{BY_HEAD[type(expr)].word} is never negative")
        if isinstance(expr, sp.Add):
            return (
                _all([self.nonnegative(a) for a in expr.args])
                or self._small(expr)
                or self._factored(expr, strict=False)
                or self._more_than_fact(expr, (LessThan, AtMost))
                or self._more_than_absolute(expr, self.nonnegative)
                or self._in_parts(expr, self.nonnegative)
                or self._within_total(expr)
                or self._in_cases(expr, strict=False)
            )
        if isinstance(expr, sp.Mul):
            product = self.signed_product(expr, strict=False)
            return product or self._in_cases(expr, strict=False)
        if isinstance(expr, sp.Pow):
            if _even(expr.exp):
                return Reason("a square is never negative")
            return self.nonnegative(expr.base) if expr.exp.is_positive else None
        if isinstance(expr, sp.Sum | sp.Product | MinOver):
            return self.nonnegative(self.opened(expr))
        if isinstance(expr, MapSum):
            return self.nonnegative(expr.args[0])
        return None

    def _nonzero(self, expr: Any) -> Reason | None:
        if isinstance(expr, sp.Mul | sp.Pow):
            factors = expr.args if isinstance(expr, sp.Mul) else (expr.base,)
            whole = _all([self.nonzero(f) for f in factors])
            if whole:
                return whole
        found = self.positive(expr) or self.positive(-expr)
        if found:
            return found
        known = (
            self.fact(NotEqual(expr, sp.Integer(0)))
            or self._difference_fact(expr, (NotEqual,))
            or self._known_value(expr, bool)
        )
        return known or self._cleared(expr, self.nonzero, self.nonzero) or self._apart(expr)

    def _apart(self, expr: Any) -> Reason | None:
        """b x - a is not 0 where a fact says that x != a/b, and b > 0."""
        if not isinstance(expr, sp.Add):
            return None
        if self._asked_apart:
            self._questions.left_out(_APART)
            return None
        self._asked_apart = True  # a denominator is not asked about by way of facts
        try:
            found = self.apart_known(expr)
        finally:
            self._asked_apart = False
            self._questions.asked_for(_APART)
        return together(found[0].reason, found[2]) if found else None

    def _cleared(self, expr: Any, sign: Decide, decide: Decide) -> Reason | None:
        """a/b - c has the sign of a - b c for b > 0 (and vanishes with it for b != 0)."""
        found = self.without_denominator(expr, decide)
        return _all([sign(found[0]), decide(found[1])]) if found else None

    def _leaf(self, expr: Any, *, strict: bool, side: int = 1) -> Reason | None:
        """Why a symbol or entry is on that ``side`` of 0, by its definition or declaration."""
        definition = self.context.definition_of(expr)
        if definition is not None:
            at = tuple(expr.indices) if isinstance(expr, sp.Indexed) else ()
            body = definition.at(at)
            body = body if side > 0 else -body
            return self.positive(body) if strict else self.nonnegative(body)
        declared = DECLARED[self.context.sign_of(expr)]
        if declared.side == side and (declared.strict or not strict):
            return Reason(f"{name_of(expr)} was declared {declared.word}")
        return None

    def _positive_sum(self, expr: Any) -> Reason | None:
        """Some term is positive, and none is negative."""
        reasons = [self.positive(a) or self.nonnegative(a) for a in expr.args]
        return _all(reasons) if any(map(self.positive, expr.args)) else None

    def signed_product(self, expr: Any, *, strict: bool) -> Reason | None:
        flips, reasons = 0, []
        for factor in expr.args:
            found = self.positive(factor) if strict else self.nonnegative(factor)
            if not found:
                found = self._negative_factor(factor, strict=strict)
                flips += 1
            if not found:
                return None
            reasons.append(found)
        return together(*reasons) if flips % 2 == 0 else None

    def _factored(self, expr: Any, *, strict: bool) -> Reason | None:
        """a c - b c has the sign of a - b for c > 0."""
        sign = self.positive if strict else self.nonnegative
        found = self.taken_out(expr)
        if found is None:
            return self._cleared(expr, sign, self.positive)
        return _all([sign(found[1]), *map(self.positive, found[0])])

    def _of_two(self, expr: Any, sign: Decide) -> Reason | None:
        """max(a, b) has the sign of one that has it, min(a, b) where both have it."""
        found = [sign(a) for a in expr.args]
        both = _all(found)
        return both or next(filter(None, found), None) if isinstance(expr, Larger) else both

    def _in_parts(self, expr: Any, sign: Decide) -> Reason | None:
        whole = self.in_parts(expr)
        return sign(whole) if whole is not None else None

    def _negative_factor(self, factor: Any, *, strict: bool) -> Reason | None:
        """Why a factor is negative (or not positive): a number, a difference, or a fact."""
        if isinstance(factor, sp.Rational | sp.Add):
            return self.positive(-factor) if strict else self.nonnegative(-factor)
        if isinstance(factor, sp.Pow) and factor.exp == -1:
            # Where 1/b has a value, b is not 0: its sign is that of b.
            return self._negative_factor(factor.base, strict=strict)
        if isinstance(factor, sp.log) or (isinstance(factor, XLogY) and not strict):
            # q log u <= 0 for 0 < u <= 1 and q >= 0; where q = 0, u may be anything.
            weight, inside = (ONE, *factor.args)[-2:]
            low = self.positive if strict else self.nonnegative
            return _all([self.nonnegative(weight), low(1 - inside)])
        if isinstance(factor, sp.Sum):
            body = -self.opened(factor)
            return self.positive(body) if strict else self.nonnegative(body)
        kinds = (LessThan,) if strict else (LessThan, AtMost)
        known = self._difference_fact(-factor, kinds)
        if known is None and isinstance(factor, sp.Symbol | sp.Indexed):
            return self._leaf(factor, strict=strict, side=-1)
        return known

    def _more_than_fact(self, expr: Any, kinds: tuple[type, ...]) -> Reason | None:
        """u + v > 0 where a fact says that u > 0, and v >= 0."""
        for fact, _, rest in self.parts_known(expr, kinds):
            above = self.nonnegative(rest)
            if above:
                return together(fact.reason, above)
        return None

    def _within_total(self, expr: Any) -> Reason | None:
        """t - u_i + v >= 0 where sum_k u_k is t (or at most t), u >= 0 and v >= 0."""
        for share in self.shares(expr):
            found = _all([self.nonnegative(self.opened(share.terms)), self.nonnegative(share.rest)])
            if found:
                return together(share.fact.reason, found)
        return None

    def _small(self, expr: Any) -> Reason | None:
        apart = self.apart_at(expr)
        if apart is not None:
            pairs = itertools.combinations(apart[1], 2)
            return _all([Reason(APART), *(self.differ(*pair) for pair in pairs)])
        found = self.small_difference(expr)
        if found is not None and found[0] == ABOVE_OTHERS:
            return _all([Reason(found[0]), self.differ(*found[1][1:])])
        return Reason(found[0]) if found else None

    def _more_than_absolute(self, expr: Any, sign: Decide) -> Reason | None:
        """c (|u| - u) + v >= 0 where v >= 0, c > 0; likewise > 0."""
        for _, rest in self.beyond_absolute(expr):
            left = sign(rest)
            if left:
                return together(Reason(BELOW_ABS), left)
        return None

    def attains(self, expr: Any) -> Reason | None:
        """sum_k p_k 1[f_k = min_j f_j] > 0 for p > 0: some k attains the minimum."""
        if not isinstance(expr, sp.Sum) or len(expr.args) != 2:
            return None
        index, body = expr.args[1][0], self.context.unfold_all(expr.args[0])
        if not any(isinstance(factor, Indicator) for factor in factors_of(body)):
            return None
        hole = fresh_index(index)
        factors = factors_of(substitute_index(body, index, hole))
        for factor in factors:
            if not isinstance(factor, Indicator):
                continue
            others = [f for f in factors if f is not factor]
            a, b = factor.args
            if attained(self.context, a, b, hole):
                rest = _all([self.positive(o) for o in others])
                if rest:
                    return together(Reason("some index attains the minimum"), rest)
        return None

    def _one_term(self, expr: Any) -> Reason | None:
        """A sum of nonnegative terms is positive if the term at a known index is."""
        every = self.nonnegative(self.opened(expr)) if isinstance(expr, sp.Sum) else None
        at = self.positive_term(expr) if every else None
        if at is None:
            return None
        text = f"the term at {', '.join(map(str, at.values()))} is positive, no term negative"
        return _all([Reason(text), self.positive(term_at(expr, at)), every])

    def _averaged(self, expr: Any) -> Reason | None:
        """A mean of positive numbers is positive, though some of the weights be 0."""
        found = self.averaged(expr)
        if found is None:
            return None
        weight, rest = (self.opened(sp.Sum(e, expr.args[1])) for e in found)
        whole = self.positive(sp.Sum(found[0], expr.args[1]))
        return _all([self.nonnegative(weight), self.positive(rest), whole])


def _all(reasons: list[Reason | None]) -> Reason | None:
    """All of ``reasons`` together, if there is one for each."""
    known = [reason for reason in reasons if reason]
    return together(*known) if len(known) == len(reasons) else None


def _above(value: Any) -> bool:
    return bool(value > 0)


def _not_below(value: Any) -> bool:
    return bool(value >= 0)


def _even(exponent: Any) -> bool:
    return isinstance(exponent, sp.Integer) and int(exponent) % 2 == 0
