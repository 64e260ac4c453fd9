"""Denominators and exact quotients of normal forms."""

from __future__ import annotations

from collections.abc import Mapping

from ..language.exact import Fraction
from ..rules.normal.algebra import Algebra
from ..rules.normal.terms import Gen, Mono, Poly

#: Terms of a quotient.
LONGEST = 8


def denominators(poly: Poly) -> dict[Gen, Fraction]:
    """What every term must be multiplied by so that no generator stands below."""
    worst: dict[Gen, Fraction] = {}
    for mono in poly:
        for gen, e in mono:
            if e < 0:
                worst[gen] = min(worst.get(gen, Fraction(0)), e)
    return {gen: -e for gen, e in worst.items()}


def times(algebra: Algebra, poly: Poly, factors: Mapping[Gen, Fraction]) -> Poly:
    """``poly`` times a monomial, exponents added before anything is multiplied out."""
    out: Poly = {}
    for mono, c in poly.items():
        here = dict(mono)
        for gen, e in factors.items():
            here[gen] = here.get(gen, Fraction(0)) + e
        out = algebra.add(out, algebra.scale(algebra.monomial(here), c))
    return out


def cleared(algebra: Algebra, poly: Poly) -> tuple[Poly, dict[Gen, Fraction]]:
    """``poly`` without denominators, and what it was multiplied by."""
    scale: dict[Gen, Fraction] = {}
    for _ in range(4):
        up = denominators(poly)
        if not up:
            break
        poly = times(algebra, poly, up)
        for gen, e in up.items():
            scale[gen] = scale.get(gen, Fraction(0)) + e
    return poly, scale


def quotient(a: Mono, b: Mono) -> Mono:
    """The monomial by which b becomes a."""
    out = dict(a)
    for gen, e in b:
        out[gen] = out.get(gen, Fraction(0)) - e
    return tuple(sorted((g, e) for g, e in out.items() if e))


def divided(algebra: Algebra, poly: Poly, by: Poly) -> Poly | None:
    """q with poly = q by, found by long division in one order of the generators; or None."""
    gens = sorted({g for p in (poly, by) for mono in p for g, _ in mono})

    def order(mono: Mono) -> tuple[Fraction, ...]:
        here = dict(mono)
        return tuple(here.get(g, Fraction(0)) for g in gens)

    if not by:
        return None
    lead = max(by, key=order)
    left, out = dict(poly), Poly()
    while left:
        if len(out) >= LONGEST:
            return None
        top = max(left, key=order)
        q = quotient(top, lead)
        if q in out:
            return None
        c = left[top] / by[lead]
        out[q] = c
        left = algebra.sub(left, algebra.scale(times(algebra, by, dict(q)), c))
    return out
