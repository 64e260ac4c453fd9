"""Certificates of normal forms: each term equals its normal form, step by step in Coq.

Every step is an ``assert`` of an equation between two terms, for all values of the bound
indices that occur in it, proved from earlier ones by one lemma of library/Equations.v or
by arithmetic over atoms.  What is proved is found here with the arithmetic of
:mod:`..normal`; Coq checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...language.exact import Fraction
from ...rules.normal.deeper import cancelled
from ...rules.normal.terms import ONE, Poly, key
from .clear import cleared
from .functions import Functions
from .laurent import REFL, Atoms, constant, joined, powered
from .lemmas import Lemmas
from .region import Region, factored_term
from .sums import Sums
from .terms import (
    BINDERS,
    Term,
    mono_term,
    poly_term,
    replaced,
    serial_tokens,
)

LEAVES = frozenset({"sym", "el"})
ARITHMETIC = frozenset({"num", "add", "mul", "neg", "inv", "pow"})


@dataclass
class Prover(Lemmas):
    """Normal forms with proofs."""

    def __post_init__(self) -> None:
        self.sums = Sums(self)
        self.functions = Functions(self)

    # -- normal forms ----------------------------------------------------------------
    def norm(self, term: Term) -> tuple[Poly, str]:
        """The normal form of ``term``, and a proof that it is equal to it."""
        if term not in self.normal:
            kind = term[0]
            if kind in BINDERS and term[2][1]:
                self.normal[term] = self.norm(self.renamed(term))
            elif kind in LEAVES:
                self.normal[term] = self.algebra.gen(term), REFL
            elif kind in ARITHMETIC:
                self.normal[term] = self._arithmetic(term)
            else:
                rule = self.sums.sum if kind == "sum" else self.functions.norm
                self.normal[term] = rule(term)
        return self.normal[term]

    def renamed(self, term: Term) -> Term:
        """A binder of a normal form with its index under a name that no normal form uses."""
        kind, size, token, body = term
        new = self.fresh(size, serial_tokens(body))
        return (kind, size, new, replaced(body, {token: new}))

    def _arithmetic(self, t: Term) -> tuple[Poly, str]:
        atoms = Atoms(self)
        raw, text = Region(self, atoms).walk(t)
        if not atoms.agree(text, atoms.poly(raw)):
            atoms = Atoms(self)
            raw, text = Region(self, atoms, written_out=True).walk(t)
        if poly_term(raw) == t:
            proof = REFL
        else:
            proof = self.equal(t, poly_term(raw), atoms.close(text, atoms.poly(raw)))
        out, proof = self._use_deltas(raw, proof)
        divided = cancelled(self.algebra, out) if self.deep else out
        return divided, proof if divided == out else cleared(self, out, divided, proof, REFL)

    def _use_deltas(self, raw: Poly, proof: str) -> tuple[Poly, str]:
        """The deltas of each monomial used on its other factors."""
        out: Poly = {}
        atoms, parts, changed = Atoms(self), [], False
        for mono, c in sorted(raw.items()):
            used, p = self._delta_mono(mono)
            changed = changed or p != REFL or used != {mono: Fraction(1)}
            out = self.algebra.add(out, self.algebra.scale(used, c))
            if p == REFL:
                parts.append(atoms.poly({mono: c}))
                continue
            at = atoms.atom(mono_term(mono))
            atoms.given[at] = (atoms.poly(used), p)
            parts.append(f"(atm_ {at})" if c == 1 else f"(mul_ {constant(c)} (atm_ {at}))")
        if not changed:
            return raw, proof
        step = self.equal(
            poly_term(raw), poly_term(out), atoms.close(joined("add_", parts), atoms.poly(out))
        )
        return out, self.trans(proof, step)

    def _delta_mono(self, mono: Any) -> tuple[Poly, str]:
        deltas = [g for g, _ in mono if g[0] == "delta"]
        if not deltas:
            return {mono: Fraction(1)}, REFL
        used = self.algebra.monomial(dict(mono))
        if used == {mono: Fraction(1)}:
            return used, REFL
        return self.sums.use_delta(mono, deltas, used)

    def factored(self, poly: Poly, e: Fraction) -> tuple[tuple[Fraction, Any], str]:
        """``poly`` as the product that its power ``e`` is made of, with a proof."""
        content, rest = self.algebra.content(poly)
        if e.denominator == 1 and rest and rest[min(rest)] < 0:
            rest = self.algebra.scale(rest, -1)
            content = self.algebra.scale(content, -1)
        ((mono, c),) = content.items()
        sums = [(("poly", key(rest)), Fraction(1))] if rest else []
        if e.denominator != 1 and c > 0 and all(self.algebra.positive(g) for g, _ in mono):
            known, unknown = self.algebra.split(rest)
            if unknown == {ONE: Fraction(1)}:
                sums = [(g, Fraction(times)) for g, times in known]
        factors = [*mono, *sums]
        found = (c, tuple(factors))
        atoms = Atoms(self)
        left = atoms.poly(poly)
        right = [atoms.factor(g, x) for g, x in mono]
        right += [powered(atoms.poly(g[1]), int(x)) for g, x in sums]
        text = joined("mul_", right) if right else "(cst_ 1 1)"
        if c != 1:
            text = f"(mul_ {constant(c)} {text})"
        if not atoms.agree(left, text):
            return found, self._by_clearing(poly, found)
        proof = self.equal(poly_term(poly), factored_term(found), atoms.close(left, text))
        return found, proof

    def _by_clearing(self, poly: Poly, found: tuple[Fraction, Any]) -> str:
        """``poly`` as a product, where what it is divided by has to be multiplied out."""
        whole, p = self.norm(factored_term(found))
        return cleared(self, poly, whole, REFL, p)
