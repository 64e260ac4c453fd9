"""Putting a known total in for a sum: as a factor of a larger sum, and wherever that stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from ...language.exact import Fraction
from .algebra import Algebra
from .generators import rebuilt
from .sums import Bound, Factors, extract_sum, open_sum, summed
from .terms import Gen, Poly, Token, fitting_tokens, open_tokens

#: How often a total is put in: what one leaves may hold another, as in sum_i sum_j p_i p_j.
TIMES = 6


@dataclass(frozen=True)
class Totals:
    """A known equation sum_v G(v) = value, for all values of its wild tokens.

    Attributes:
        gen: the sum; ``value`` what may stand for it.
        wild: its tokens ("f", name, size) that stand for all tokens of their own size.
        labels: the size of the values of each assignment.
    """

    algebra: Algebra
    gen: Gen
    value: Poly
    wild: tuple[Token, ...]
    labels: Mapping[str, str]

    @classmethod
    def known(
        cls,
        algebra: Algebra,
        pattern: Poly,
        value: Poly,
        wild: Iterable[Token],
        labels: Mapping[str, str],
    ) -> Totals | None:
        """The equation ``pattern = value``; None if ``pattern`` is no multiple of one sum.

        A sum over several indices is put in only where it is a whole factor.
        """
        if len(pattern) != 1:
            return None
        ((mono, coefficient),) = pattern.items()
        if len(mono) != 1 or mono[0][0][0] != "sum" or mono[0][1] != 1:
            return None
        gen = mono[0][0]
        present = open_tokens(gen)
        value = algebra.scale(value, 1 / coefficient)
        return cls(algebra, gen, value, tuple(w for w in wild if w in present), labels)

    def put_in(self, poly: Poly) -> Poly:
        """``poly`` with the value put in for the sum, also inside of its generators."""
        for _ in range(TIMES):
            changed = self._once(self._inside(poly))
            if changed == poly:
                break
            poly = changed
        return poly

    def _inside(self, poly: Poly) -> Poly:
        """The same with the total put in under logarithms, exponents, denominators, ..."""
        algebra, out = self.algebra, Poly()
        for mono, c in poly.items():
            term = algebra.number(c)
            for gen, e in mono:
                # A sum over assignments binds what a total may be about.
                if gen[0] != "map" and holds_sum(gen):
                    term = algebra.mul(term, algebra.power(rebuilt(algebra, gen, self.put_in), e))
                else:
                    term = algebra.mul(term, algebra.monomial({gen: e}))
            out = algebra.add(out, term)
        return out

    def _once(self, poly: Poly) -> Poly:
        algebra, out = self.algebra, Poly()
        for mono, c in poly.items():
            term = self._in_term(mono)
            term = {mono: Fraction(1)} if term is None else term
            out = algebra.add(out, algebra.scale(term, c))
        return out

    def _in_term(self, mono: Any) -> Poly | None:
        algebra = self.algebra
        for factor, e in mono:
            if factor[0] != "sum" or e < 1 or e.denominator != 1:
                continue
            others = [(g, x) for g, x in mono if g != factor]
            whole = self.whole(factor)
            if whole is not None:
                out = algebra.rename(self.value, whole)
                for g, x in [*others, (factor, e - 1)]:
                    out = algebra.mul(out, algebra.monomial({g: x}))
                return out
            bound, inside, coefficient = open_sum(algebra, factor)
            found = self.place(bound, inside, others)
            if found is None:
                continue
            chosen, _, left, rest = found
            body = algebra.scale(algebra.rename(self.value, chosen), coefficient)
            for g, x in rest:
                body = algebra.mul(body, algebra.monomial({g: x}))
            out = summed(algebra, body, left)
            for g, x in [*others, (factor, e - 1)]:
                out = algebra.mul(out, algebra.monomial({g: x}))
            return out
        return None

    def whole(self, factor: Gen) -> dict[Token, Token] | None:
        """What the wild tokens are where a sum over several indices is all of the factor."""
        if len(self.gen[1]) == 1:
            return None
        algebra = self.algebra
        for choice in product(
            *fitting_tokens(open_tokens([factor]), self.wild, algebra.sizes, self.labels)
        ):
            chosen: dict[Token, Token] = dict(zip(self.wild, choice, strict=True))
            if as_sum(algebra.rename(algebra.gen(self.gen), chosen)) == factor:
                return chosen
        return None

    def place(
        self, bound: Bound, inside: Factors, others: Factors
    ) -> tuple[dict[Token, Token], Gen, Bound, Factors] | None:
        """Where the total stands in the sum of ``inside`` over ``bound``, times ``others``.

        What its wild tokens are there, the total with them, and what is left around it.
        """
        algebra = self.algebra
        tokens = open_tokens([g for g, _ in inside] + [g for g, _ in others])
        for choice in product(*fitting_tokens(tokens, self.wild, algebra.sizes, self.labels)):
            chosen: dict[Token, Token] = dict(zip(self.wild, choice, strict=True))
            gen = as_sum(algebra.rename(algebra.gen(self.gen), chosen))
            found = extract_sum(algebra, bound, inside, gen) if gen is not None else None
            if gen is not None and found is not None:
                return chosen, gen, *found
        return None


def as_sum(poly: Poly) -> Gen | None:
    """The sum that ``poly`` is, if it is one and nothing else."""
    if len(poly) != 1:
        return None
    ((mono, scale),) = poly.items()
    alone = scale == 1 and len(mono) == 1 and mono[0][0][0] == "sum"
    return mono[0][0] if alone else None


def holds_sum(gen: Gen) -> bool:
    """Whether a sum stands somewhere inside ``gen``, not counting ``gen`` itself."""
    return any(_has_sum(part) for part in gen[1:])


def _has_sum(thing: Any) -> bool:
    if not isinstance(thing, tuple) or not thing:
        return False
    return thing[0] == "sum" or any(map(_has_sum, thing))
