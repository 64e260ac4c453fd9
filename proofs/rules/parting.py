"""How an expression is taken apart, so that signs of its parts tell its own.

What is found here is decided upon in :mod:`.signs`, and replayed in Coq.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp

from ..language.claims import Binary, NotEqual
from ..language.fresh import rename_bound
from ..language.functions import Piecewise
from ..language.matching import match
from ..language.substitution import Substitution, free_indices, substitute
from ..language.vocabulary import Index, IndexNumber, index_size
from .extremes import as_minimum, is_indicator, is_value_of
from .facts import Fact, Reason, scaled
from .within import Within

Decide = Callable[[Any], Reason | None]
#: Differences that are never negative.
BELOW_ABS = "a number is at most its absolute value"
BELOW_ONE = "an indicator is at most one"
ABOVE_MIN = "a minimum is at most every value"
ABOVE_OTHERS = "a minimum over all others is at most each of these"
APART = "places that differ are not met at once"
BELOW_SIZE = "an index is at most its size"
FROM_ONE = "an index is at least 1"


class Parts(Within):
    """Parts of expressions whose signs tell that of the whole."""

    def positive(self, expr: Any) -> Reason | None:
        """Why ``expr`` > 0."""
        raise NotImplementedError

    def nonnegative(self, expr: Any) -> Reason | None:
        """Why ``expr`` >= 0."""
        raise NotImplementedError

    def parts_known(
        self, expr: Any, kinds: tuple[type, ...]
    ) -> Iterator[tuple[Fact, dict[Index, Any], Any]]:
        """The facts whose difference is a part of the sum ``expr``, where, and what is left.

        Of u_k - min_j u_j that is u_k - u_i, where u_i < u_k is known: u_i - min_j u_j is left.
        """
        yield from super().parts_known(expr, kinds)
        if not isinstance(expr, sp.Add):
            return
        if not any(as_minimum(self.context, -arg) is not None for arg in expr.args):
            return
        apart = dict(rest.as_coeff_Mul()[::-1] for rest in expr.args)
        for fact in self.facts:
            relation = fact.relation
            if fact.wild or not isinstance(relation, kinds) or not isinstance(relation, Binary):
                continue
            left, right = relation.expressions()
            if isinstance(left, Index) or isinstance(right, Index):
                continue
            said = sp.Add.make_args(right - left)
            ratios = {apart[t] / c for c, t in (a.as_coeff_Mul() for a in said) if c and t in apart}
            for ratio in sorted(r for r in ratios if r > 0):
                yield fact, {}, sp.Add(expr, *(-ratio * term for term in said))

    def without_denominator(self, expr: Any, decide: Decide) -> tuple[Any, Any] | None:
        """(a - b c, b) for a/b - c, where ``decide`` knows of b."""
        for term in expr.args if isinstance(expr, sp.Add) else ():
            for factor in factors_of(term):
                if isinstance(factor, sp.Pow) and factor.exp == -1 and decide(factor.base):
                    return sp.Add(*[a * factor.base for a in expr.args]), factor.base
        return None

    def apart_known(self, expr: Any) -> tuple[Fact, dict[Index, Any], Reason] | None:
        """The fact x != a/b for b x - a (or a - b x), where, and why b > 0."""
        for fact in self.facts:
            if not isinstance(fact.relation, NotEqual) or isinstance(fact.relation.lhs, Index):
                continue
            found = self.without_denominator(fact.relation.lhs - fact.relation.rhs, self.positive)
            if found is None:
                continue
            for form in (found[0], -found[0]):
                at = match(scaled(form), scaled(expr), fact.wild, {})
                if at is None:
                    continue
                above = self.positive(substitute(found[1], Substitution(indices=at)))
                if above:
                    return fact, at, above
        return None

    def beyond_absolute(self, expr: Any) -> Iterator[tuple[Any, Any]]:
        """u, and e - c (|u| - u) or e - c (|u| + u), for e = c |u| + ..., where that is shorter."""
        parts = [arg.as_coeff_Mul() for arg in expr.args]
        for whole, size in parts:
            if isinstance(size, sp.Abs) and whole > 0:
                u = size.args[0]
                less = [abs(c) for c, part in parts if part == u and abs(c) < whole]
                for number in (whole, *less):
                    for sign in (1, -1):
                        rest = expr - number * size + sp.expand_mul(sign * number * u)
                        if len(addends(rest)) < len(expr.args):
                            yield u, rest

    def taken_out(self, expr: Any) -> tuple[list[Any], Any] | None:
        """The positive factors c of a c - b c, and a - b; None if there are none."""
        common = [
            f
            for f in dict.fromkeys(factors_of(expr.args[0]))
            # Numbers are counted once, below: taken out twice they would come back.
            if not isinstance(f, sp.Rational)
            and all(f in factors_of(a) for a in expr.args[1:])
            and self.positive(f)
        ]
        numbers = {abs(a.as_coeff_Mul()[0]) for a in expr.args}
        number = min(numbers) if len(numbers) == 1 else sp.Integer(1)
        if not common and number == 1:
            return None
        # Left out rather than divided by: exp(a) exp(-a) divided by itself need not become 1.
        kept = [sp.Mul(*without(factors_of(a), common)) for a in expr.args]
        return [*common, number], sp.Add(*(a / number for a in kept))

    def in_parts(self, expr: Any) -> Any:
        """A sum with max(a, b) and the like written out as (a + b + |a - b|)/2; None if none is."""
        terms = [arg.as_coeff_Mul() for arg in expr.args]
        if not any(isinstance(rest, Piecewise) for _, rest in terms):
            return None
        return sp.Add(
            *(c * (rest.meaning if isinstance(rest, Piecewise) else rest) for c, rest in terms)
        )

    def small_difference(self, expr: Any) -> tuple[str, Any] | None:
        """Which of :data:`BELOW_ONE`, ... a sum is, and the number that is compared."""
        for arg in expr.args:
            rest = expr - arg
            inner = -arg
            if rest == 1 and is_indicator(self.context, inner):
                return BELOW_ONE, inner
            if isinstance(inner, IndexNumber) and rest == index_size(inner.args[0]):
                # An index t + 1 may lie beyond its range.
                return None if isinstance(inner.args[0], sp.Add) else (BELOW_SIZE, inner)
            if isinstance(arg, IndexNumber) and rest == -1:
                return FROM_ONE, arg
            least = as_minimum(self.context, inner)
            if least is not None and is_value_of(self.context, least, rest):
                return ABOVE_MIN, rest
            if least is not None and (at := self.among_others(least, rest)) is not None:
                return ABOVE_OTHERS, (least, *at)
        return None

    def held(self) -> tuple[Index, ...]:
        """The indices that facts hold fast."""
        known = [
            index
            for fact in self.facts
            for expression in fact.relation.expressions()
            for index in sorted(free_indices(expression) - fact.wild, key=str)
        ]
        return tuple(dict.fromkeys(known))

    def touches_not(self, t: Any, factor: Any, over: tuple[Index, ...]) -> Index | None:
        """A known index at which factor (t - 1 - log t) is positive, of a sum over one index."""
        if len(over) != 1:
            return None
        for index in self.held():
            if index.size == over[0].size:
                at = Substitution(indices={over[0]: index})
                apart = self.nonzero(substitute(t, at) - 1)
                if apart and self.positive(substitute(factor, at)):
                    return index
        return None

    def nonzero(self, expr: Any) -> Reason | None:
        """Why ``expr`` is not 0."""
        raise NotImplementedError

    def positive_term(self, expr: Any) -> dict[Index, Any] | None:
        """Known indices at which the term of a sum is positive."""
        limits = expr.args[1:]
        choices = [[i for i in self.held() if i.size == m[0].size] for m in limits]
        for chosen in itertools.product(*choices):
            change = dict(zip((m[0] for m in limits), chosen, strict=True))
            if self.positive(term_at(expr, change)):
                return change
        return None

    def averaged(self, expr: Any) -> tuple[Any, Any] | None:
        """w and f of a sum of w f over one index, where f > 0, w >= 0 and w sums to above 0."""
        if not isinstance(expr, sp.Sum) or len(expr.args) > 2:
            return None
        opened = rename_bound(expr)
        body, (index, *_) = opened.args
        weights = [f for f in factors_of(body) if not self.positive(f)]
        if not weights or len(weights) == len(factors_of(body)):
            return None
        weight = sp.Mul(*weights)
        whole = sp.Sum(weight, opened.args[1])
        if not (self.nonnegative(weight) and self.positive(whole)):
            return None
        own = Substitution(indices={index: expr.args[1][0]})
        rest = sp.Mul(*without(factors_of(body), weights))
        return substitute(weight, own), substitute(rest, own)

    def opened(self, expr: Any) -> Any:
        """The body of a binder with its indices renamed to ones that nothing else uses."""
        return rename_bound(expr).args[0]


def term_at(expr: Any, change: dict[Index, Any]) -> Any:
    return substitute(expr.args[0], Substitution(indices=change))


def addends(expr: Any) -> tuple[Any, ...]:
    """The terms of a sum; of anything else, itself."""
    return expr.args if isinstance(expr, sp.Add) else (expr,)


def factors_of(expr: Any) -> list[Any]:
    return list(expr.args) if isinstance(expr, sp.Mul) else [expr]


def without(factors: list[Any], common: list[Any]) -> list[Any]:
    """The factors without one copy of each of ``common``: p p unevaluated has two of p."""
    left = list(factors)
    for factor in common:
        left.remove(factor)
    return left
