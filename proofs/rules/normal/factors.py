"""Positive factors of a sum of several terms, under a logarithm or a root.

The factors are proposed by FLINT; the product of what is proposed is compared with the sum,
in the arithmetic of normal forms, before anything is made of it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Protocol

import flint

from ...language.exact import Fraction
from .terms import Gen, Key, Poly, common_factor, key


class Arithmetic(Protocol):
    """The arithmetic by which a factorisation is checked."""

    def number(self, value: int) -> Poly: ...

    def scale(self, a: Poly, factor: int) -> Poly: ...

    def mul(self, a: Poly, b: Poly) -> Poly: ...

    def power(self, a: Poly, e: Fraction) -> Poly: ...

    def positive(self, gen: Gen) -> bool: ...


#: Terms and generators of a sum beyond which it is left as it is, and the highest degree.
MAX_TERMS, MAX_GENERATORS, MAX_DEGREE = 60, 16, 24


def positive_factors(algebra: Arithmetic, whole: Poly) -> tuple[list[tuple[Gen, int]], Poly]:
    """The factors of ``whole`` that are known to be positive, with their exponents, and the rest.

    ``whole`` has several terms and no common factor; the rest is 1 if nothing is left.
    """
    known: list[tuple[Gen, int]] = []
    rest = product = algebra.number(1)
    for part, times in _proposed(key(whole)):
        # Where -u is known to be positive it is taken for u: the product says which sign is left.
        turned = key(algebra.scale(dict(part), -1))
        positive = next((p for p in (part, turned) if algebra.positive(("poly", p))), None)
        power = algebra.power(dict(positive or part), Fraction(times))
        product = algebra.mul(product, power)
        if positive is not None:
            known.append((("poly", positive), times))
        else:
            rest = algebra.mul(rest, power)
    if product == whole:
        return known, rest
    if product == algebra.scale(whole, -1) and rest != algebra.number(1):
        return known, algebra.scale(rest, -1)
    return [], whole


@lru_cache(maxsize=4096)
def _proposed(whole: Key) -> tuple[tuple[Key, int], ...]:
    """Sums of whole coefficients and their exponents, of which ``whole`` may be the product."""
    roots = _roots(whole)
    degree = max(e / roots[g] for mono, _ in whole for g, e in mono)
    if len(whole) > MAX_TERMS or len(roots) > MAX_GENERATORS or degree > MAX_DEGREE:
        return ()
    gens = sorted(roots)
    ring = flint.fmpq_mpoly_ctx.get([f"x{i}" for i in range(len(gens))], "lex")
    terms = {}
    for mono, c in whole:
        here = dict(mono)
        powers = tuple(int(here.get(g, Fraction(0)) / roots[g]) for g in gens)
        terms[powers] = flint.fmpq(c.numerator, c.denominator)
    _, found = ring.from_dict(terms).factor()
    out = []
    for part, times in found:
        poly: Poly = {}
        for powers, c in part.to_dict().items():
            mono = tuple((g, int(k) * roots[g]) for g, k in zip(gens, powers, strict=True) if k)
            poly[mono] = Fraction(int(c.p), int(c.q))
        lead = common_factor(poly.values())
        negative = 2 * sum(c < 0 for c in poly.values()) > len(poly)
        out.append((key({m: -c / lead if negative else c / lead for m, c in poly.items()}), times))
    return tuple(sorted(out))


def _roots(whole: Key) -> dict[Gen, Fraction]:
    """For each generator the largest power of which all its powers in ``whole`` are powers."""
    steps: dict[Gen, list[Fraction]] = {}
    for mono, _ in whole:
        for gen, e in mono:
            steps.setdefault(gen, []).append(e)
    return {
        gen: Fraction(
            math.gcd(*(e.numerator for e in found)), math.lcm(*(e.denominator for e in found))
        )
        for gen, found in steps.items()
    }
