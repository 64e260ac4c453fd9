"""Arithmetic in certificates: a term of sums, products and quotients in one calculation."""

from __future__ import annotations

from typing import Any

from ...language.exact import Fraction
from ...rules.normal.terms import Poly
from .denominators import Denominator
from .laurent import REFL, Atoms, constant, joined, powered
from .lemmas import Lemmas
from .terms import Term, alpha, factor_term, number, poly_term, scaled, shown, times


class Region:
    """A part of a term that is plain arithmetic over normal forms.

    ``written_out``: a sum that comes above the fraction line twice turned is no atom.
    """

    def __init__(self, prover: Lemmas, atoms: Atoms, written_out: bool = False) -> None:
        self.prover, self.atoms, self.written_out = prover, atoms, written_out

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
            inverse = self._inverse(t, sign) if self.written_out else None
            if inverse is not None:
                return inverse
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

    def _inverse(self, t: Term, sign: int) -> tuple[Poly, str] | None:
        """1 over a quotient, the sums below whose fraction line are written out above it."""
        prover, base = self.prover, t[1]
        poly, proof = prover.norm(base)
        (c, factors), q = prover.factored(poly, Fraction(-1))
        if not any(g[0] == "poly" and e < 0 for g, e in factors):
            return None
        old, new = (c, factors), (1 / c, tuple((g, -e) for g, e in factors))
        whole = prover.trans(proof, q)
        prover.denominators.append(Denominator(base, factored_term(old), whole))
        apart = Atoms(prover)
        texts = [_product(apart, *found) for found in (old, new)]
        turned = apart.close(f"(inv_ {texts[0]})", texts[1])
        first = prover.equal(("inv", factored_term(old)), factored_term(new), turned)
        at = self.atoms.atom(t, sign, below=True)
        known = prover.equal(
            t, factored_term(new), f"exact (eq_trans (f_equal Rinv {whole}) {first})"
        )
        self.atoms.given[at] = (_product(self.atoms, *new, written_out=True), known)
        return prover.algebra.power(poly, Fraction(-1)), f"(atm_ {at})"

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
        at = self.atoms.atom(base, -sign, below=True)
        self.atoms.given[at] = (text, whole)
        return poly, f"(atm_ {at})"


def _product(atoms: Atoms, c: Fraction, factors: Any, written_out: bool = False) -> str:
    """A constant times factors as an ``ex_``; sums above the fraction line ``written_out``."""
    parts = [
        powered(atoms.poly(g[1]), int(e))
        if written_out and g[0] == "poly" and e > 0 and e.denominator == 1
        else atoms.factor(g, e)
        for g, e in factors
    ]
    text = joined("mul_", parts)
    return text if c == 1 else f"(mul_ {constant(c)} {text})"


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
