"""Certificates for the laws of the logarithm."""

from __future__ import annotations

from dataclasses import dataclass

from ...language.exact import Fraction
from ...rules.normal.terms import ONE, Gen, Poly, primes
from ..scripts.goal import Unscripted
from .clear import cleared
from .laurent import REFL, Atoms, joined
from .lemmas import Lemmas
from .terms import Term, factor_term, generator_term, multiple, number, poly_term, times


@dataclass
class Factor:
    """A factor under a logarithm: its text, its logarithm, and the proofs of sign and value."""

    term: Term
    text: str
    value: Term
    positive: str
    proof: str


class Splitter:
    """ln (a b ...) = ln a + ln b + ..., with the factors that the normal form takes apart."""

    def __init__(self, prover: Lemmas, inside: Term, proof: str, poly: Poly) -> None:
        self.p, self.inside, self.proof, self.poly = prover, inside, proof, poly
        self.atoms = Atoms(prover)
        self.factors: list[Factor] = []

    def split(self, out: Poly) -> str:
        """ln poly = out."""
        p, algebra = self.p, self.p.algebra
        c, mono, rest = algebra.turned(self.poly)
        if c <= 0:
            raise Unscripted("the logarithm of a term with a negative factor")
        left = self.atoms.poly(self.poly)
        for prime, e in primes(c).items():
            base = number(prime)
            self._known(base, f"(cst_ {prime} 1)", e, p.positive(base))
        known, unsplit = algebra.split(rest)
        whole = unsplit == {ONE: Fraction(1)}
        doubtful = [g for g, _ in mono if not algebra.positive(g)]
        unknown: list[tuple[Gen, Fraction]] = []
        lone = None
        for gen, e in [*((g, Fraction(k)) for g, k in known), *mono]:
            alone = doubtful == [gen] and whole and e.denominator == 1 and e % 2 == 1
            if alone:
                lone = gen, e
            elif gen in doubtful:
                unknown.append((gen, e))
            elif gen[0] == "exp":
                term = factor_term(gen, e)
                self.factors.append(Factor(term, self.atoms.factor(gen, e), multiple(e, gen[1]),
                                           "(exp_pos _)", "(ln_exp _)"))  # fmt: skip
            else:
                self._known_generator(gen, e)
        if lone is not None:
            self._lone(*lone)
        elif unknown or not whole:
            self._rest(unknown, unsplit)
        product = times(f.term for f in self.factors)
        right = joined("mul_", [f.text for f in self.factors])
        whole = poly_term(self.poly)
        same = self._as_product(product, left, right)
        first = (
            p.equal(("ln", whole), ("ln", product), f"exact (f_equal ln {same})")
            if same != "eq_refl"
            else same
        )
        head = self.factors[0]
        positive, proof = head.positive, head.proof
        for f in self.factors[1:]:
            proof = f"(ln_mul_ _ _ _ _ {positive} {f.positive} {proof} {f.proof})"
            positive = f"(Rmult_lt_0_compat _ _ {positive} {f.positive})"
        values = [f.value for f in self.factors]
        total = values[0] if len(values) == 1 else ("add", *values)
        second = p.equal(("ln", product), total, f"exact {proof}")
        if total == ("ln", whole):
            return p.trans(first, second)
        poly, third = p.norm(total)
        if poly != out:
            raise Unscripted("a logarithm splits in another way")
        return p.trans(first, second, third)

    def _as_product(self, product: Term, left: str, right: str) -> str:
        """A proof that what stands inside is ``product``."""
        if self.atoms.agree(left, right):
            return self.p.equal(poly_term(self.poly), product, self.atoms.close(left, right))
        # 1 - u / (u + v) = v / (u + v), where u + v has to be multiplied out.
        again, q = self.p.norm(product)
        return cleared(self.p, self.poly, again, REFL, q)

    def _known_generator(self, gen: Gen, e: Fraction) -> None:
        base = generator_term(gen)
        if gen[0] == "poly" and e > 0:
            # The factors of a sum: the whole is their product when they are written out.
            self._known(base, self.atoms.poly(dict(gen[1])), e, self.p.positive(base))
        else:
            text = self.atoms.factor(gen, e)
            self._power(base, text, e, self.p.positive(base), factor_term(gen, e))

    def _known(self, base: Term, text: str, e: Fraction, positive: str) -> None:
        k = int(abs(e))
        power = text if k == 1 else f"(pwr_ {text} {k})"
        term = base if k == 1 else ("pow", base, k)
        if e < 0:
            power, term = f"(inv_ {power})", ("inv", term)
        self._power(base, power, e, positive, term)

    def _power(self, base: Term, text: str, e: Fraction, positive: str, term: Term) -> None:
        """The factor base^e of a positive base."""
        value: Term = ("ln", base)
        proof = "eq_refl"
        if e.denominator == 2:
            value, proof = ("mul", ("num", 1, 2), value), f"(ln_sqrt_ _ _ {positive} eq_refl)"
            positive, e = f"(sqrt_lt_R0 _ {positive})", e * 2
        elif e.denominator != 1:
            self.factors.append(
                Factor(term, text, ("mul", number(e), value), "(exp_pos _)", "(ln_exp _)")
            )
            return
        k = int(abs(e))
        if k != 1:
            proof, value = f"(ln_pow_ _ {k} _ {positive} {proof})", ("mul", ("num", k, 1), value)
            positive = f"(pow_lt _ {k} {positive})"
        if e < 0:
            proof, value = f"(ln_inv_ _ _ {positive} {proof})", ("neg", value)
            positive = f"(Rinv_0_lt_compat _ {positive})"
        self.factors.append(Factor(term, text, value, positive, proof))

    def _lone(self, gen: Gen, e: Fraction) -> None:
        """The one factor of unknown sign: positive, as the whole and all others are."""
        base, term = generator_term(gen), factor_term(gen, e)
        text = self.atoms.factor(gen, e)
        proof = self._from_whole(term, text)
        if e < 0:
            proof = f"(pos_inv_ _ {proof})"
        if abs(e) != 1:
            proof = f"(pos_odd_ _ {(abs(e) - 1) / 2} {proof})"
        self._power(base, text, e, proof, term)

    def _rest(self, unknown: list[tuple[Gen, Fraction]], rest: Poly) -> None:
        algebra = self.p.algebra
        poly = algebra.mul(algebra.monomial(dict(unknown)), rest)
        if poly == {ONE: Fraction(1)}:
            return
        term, text = poly_term(poly), self.atoms.poly(poly)
        proof = self._from_whole(term, text)
        self.factors.append(Factor(term, text, ("ln", term), proof, "eq_refl"))

    def _from_whole(self, term: Term, text: str) -> str:
        """0 < term, by its form or because the whole is positive and all other factors are."""
        p = self.p
        others = list(self.factors)
        left = self.atoms.poly(self.poly)
        product = times([*(f.term for f in others), term])
        right = joined("mul_", [*(f.text for f in others), text])
        same = self._as_product(product, left, right)
        equation = p.trans(self.proof, same)
        given = p.positive(self.inside)
        positive = f"(pos_eq_ _ {p.text(product)} {given} {equation})"
        if others:
            known = others[0].positive
            for f in others[1:]:
                known = f"(Rmult_lt_0_compat _ _ {known} {f.positive})"
            positive = f"(pos_right_ _ _ {positive} {known})"
        # Of what the whole depends on, the term may be free: its proof is not.
        return p.lemma(f"0 < {p.text(term)}", f"exact {positive}", term, self.inside)


def split(prover: Lemmas, inside: Term, proof: str, poly: Poly, out: Poly) -> str:
    """ln poly = out, where ``inside`` = poly is what the line has under the logarithm."""
    return Splitter(prover, inside, proof, poly).split(out)
