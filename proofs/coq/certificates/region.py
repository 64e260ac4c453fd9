"""Arithmetic in certificates: a term of sums, products and quotients in one calculation."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...rules.normal.terms import Poly
from .denominators import Denominator
from .laurent import REFL, Atoms, constant, joined
from .lemmas import Lemmas
from .terms import Term, alpha, factor_term, number, poly_term, scaled, shown, times


class Region:
    """A part of a term that is plain arithmetic over normal forms."""

    def __init__(self, prover: Lemmas, atoms: Atoms) -> None:
        self.prover, self.atoms = prover, atoms

    def walk(self, t: Term, sign: int = 1) -> tuple[Poly, str]:
        """The normal form of ``t`` (deltas unused) and ``t`` as an ``ex_``."""
        algebra, kind = self.prover.plain, t[0]
        if kind == "num":
            return algebra.number(Fraction(t[1], t[2])), f"(cst_ {t[1]} {t[2]})"
        if kind in ("add", "mul"):
            poly, text = self.walk(t[1], sign)
            for part in t[2:]:
                more, here = self.walk(part, sign)
                poly = (algebra.add if kind == "add" else algebra.mul)(poly, more)
                text = f"({kind}_ {text} {here})"
            return poly, text
        if kind == "neg":
            poly, text = self.walk(t[1], sign)
            return algebra.scale(poly, -1), f"(opp_ {text})"
        if kind == "inv":
            power = t[1][2] if t[1][0] == "pow" else 1
            base = t[1][1] if t[1][0] == "pow" else t[1]
            poly, text = self._denominator(base, sign)
            whole = f"(pwr_ {text} {power})" if t[1][0] == "pow" else text
            return algebra.power(poly, Fraction(-power)), f"(inv_ {whole})"
        if kind == "pow":
            poly, text = self.walk(t[1], sign)
            return algebra.power(poly, Fraction(t[2])), f"(pwr_ {text} {t[2]})"
        return self._atom(t, sign)

    def _atom(self, t: Term, sign: int) -> tuple[Poly, str]:
        poly, proof = self.prover.norm(t)
        if proof == REFL and alpha(poly_term(poly)) == alpha(t):
            return poly, self.atoms.poly(poly, sign)
        at = self.atoms.atom(t, sign)
        self.atoms.given[at] = (self.atoms.poly(poly, sign), proof)
        return poly, f"(atm_ {at})"

    def _denominator(self, base: Term, sign: int) -> tuple[Poly, str]:
        prover = self.prover
        poly, proof = prover.norm(base)
        (c, factors), q = prover.factored(poly, Fraction(-1))
        whole = prover.trans(proof, q)
        prover.denominators.append(Denominator(base, factored_term((c, factors)), whole))
        parts = [self.atoms.factor(g, e, -sign) for g, e in factors]
        text = joined("mul_", parts) if parts else "(cst_ 1 1)"
        if c != 1:
            text = f"(mul_ {constant(c)} {text})" if factors else constant(c)
        if whole == REFL:
            return poly, text
        at = self.atoms.atom(base, -sign)
        self.atoms.given[at] = (text, whole)
        return poly, f"(atm_ {at})"


def factored_term(found: tuple[Fraction, Any]) -> Term:
    """A constant times factors, as a term."""
    c, factors = found
    return scaled(c, times(factor_term(g, e) for g, e in factors)) if factors else number(c)


def opaque(atoms: Atoms, term: Term) -> str:
    """``term`` as an ``ex_`` whose atoms are all that is not a sum, a product or a quotient."""
    kind = term[0]
    if kind in ("as", "same", "decided"):
        return opaque(atoms, term[1])
    if kind == "num":
        return f"(cst_ {term[1]} {term[2]})"
    if kind in ("add", "mul"):
        return joined(f"{kind}_", [opaque(atoms, a) for a in term[1:]])
    if kind in ("neg", "inv"):
        return f"({'opp_' if kind == 'neg' else 'inv_'} {opaque(atoms, term[1])})"
    return f"(atm_ {atoms.atom(shown(term))})"
