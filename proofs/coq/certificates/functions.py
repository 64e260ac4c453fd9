"""Certificates for functions, least values and known values: one method a kind of term."""

from __future__ import annotations

from typing import Any

from ...language.exact import Fraction
from ...language.functions import OPAQUE
from ...rules.normal.generators import (
    absolute,
    by_laws,
    indicator,
    kronecker,
    map_sum,
    minimum_over,
    positive_factor,
    positive_part,
    product_over,
    step_below,
)
from ...rules.normal.terms import ONE, Poly, mentions
from ..scripts.goal import Unscripted
from .laurent import REFL, Atoms
from .lemmas import Lemmas
from .logs import split
from .region import factored_term, opaque
from .terms import (
    CALLS,
    UNIT,
    ZERO,
    Term,
    alpha,
    assignment,
    generator_term,
    mono_term,
    multiple,
    number,
    poly_term,
    replaced,
    shown,
    times,
)

#: Differences inside a function are sums for the terms of certificates.
_FIELD = "unfold Rminus; field; hl_side"


class Functions:
    """Normal forms of what is neither arithmetic nor a sum, with proofs."""

    def __init__(self, prover: Lemmas) -> None:
        self.p = prover

    def norm(self, term: Term) -> tuple[Poly, str]:
        """The normal form of ``term``, and a proof that it is equal to it."""
        if term[0] in OPAQUE:
            return self._opaque(term)
        found: tuple[Poly, str] = getattr(self, f"_{term[0]}")(term)
        return found

    def _opaque(self, t: Term) -> tuple[Poly, str]:
        """f(u + 1) from f(u), as often as that goes."""
        name, inside = t
        poly, p = self.p.norm(inside)
        here = (name, poly_term(poly))
        first = self._congruence(t, here, p)
        if name == "Gamma" and poly == {ONE: Fraction(1)}:
            return self.p.algebra.number(1), self.p.trans(
                first, self.p.equal(here, UNIT, "exact Gamma_one")
            )
        below = step_below(self.p.algebra, poly)
        if below is None:
            return by_laws(self.p.algebra, name, poly), first
        low = poly_term(below)
        wanted = (
            ("mul", low, (name, low)) if name == "Gamma" else ("add", (name, low), ("inv", low))
        )
        above = self.p.equation(poly_term(poly), ("add", low, UNIT))
        tactic = f"exact ({name}_next_ _ _ {self.p.positive(low)} {above})"
        second = self.p.equal(here, wanted, tactic)
        out, third = self.p.norm(wanted)
        return out, self.p.trans(first, second, third)

    def _as(self, t: Term) -> tuple[Poly, str]:
        _, old, left, right, proof = t
        first = REFL if alpha(old) == alpha(left) else self.p.equation(old, left)
        known = self.p.equal(left, right, f"exact {proof}") if left != right else REFL
        poly, p = self.p.norm(right)
        return poly, self.p.trans(first, known, p)

    def _same(self, t: Term) -> tuple[Poly, str]:
        """The same sums and products in another order."""
        _, old, new = t
        atoms = Atoms(self.p)
        tactic = atoms.close(opaque(atoms, old), opaque(atoms, new))
        step = self.p.equal(shown(old), shown(new), tactic)
        poly, p = self.p.norm(new)
        return poly, self.p.trans(step, p)

    def _decided(self, t: Term) -> tuple[Poly, str]:
        _, old, value = t
        yes, no = ("ind_true", "ind_false") if old[0] == "ind" else ("delta_true_", "delta_neq")
        lemma = yes if value == UNIT else no
        decided = self.p.closed(f"hl_decided_ ltac:({self.p.side})")
        step = self.p.equal(old, value, f"apply {lemma}; {decided}")
        poly, p = self.p.norm(value)
        return poly, self.p.trans(step, p)

    def _congruence(self, t: Term, new: Term, proof: str) -> str:
        """f a = f b from a = b."""
        if t == new:
            return REFL
        return self.p.equal(t, new, f"exact (f_equal {CALLS[t[0]]} {proof})")

    def _exp(self, t: Term) -> tuple[Poly, str]:
        poly, p = self.p.norm(t[1])
        here = ("exp", poly_term(poly))
        first = self._congruence(t, here, p)
        out = self.p.algebra.exp(poly)
        if not poly:
            return out, self.p.trans(first, self.p.equal(here, UNIT, "exact exp_0"))
        parts: list[str] = []
        terms: list[Term] = []
        for mono, c in sorted(poly.items()):
            part, tactic = self._exp_of(mono, c)
            parts.append(tactic)
            terms.append(part)
        product = times(terms)
        way = parts[0]
        for tactic in parts[1:]:
            way = f"apply exp_add_; [{way} | {tactic}]"
        second = self.p.equal(here, product, way)
        if len(terms) == 1 and terms[0][0] == "exp":
            return out, self.p.trans(first, second)
        final, third = self.p.norm(product)
        return final, self.p.trans(first, second, third)

    def _exp_of(self, mono: Any, c: Fraction) -> tuple[Term, str]:
        """e to one monomial: itself, or a power where the monomial is a logarithm."""
        whole = multiple(c, mono)
        logarithm = len(mono) == 1 and mono[0][1] == 1 and mono[0][0][0] in ("log", "logp")
        if not logarithm or c.denominator > 2:
            return ("exp", whole), "reflexivity"
        log: Term = mono_term(mono)
        inside: Term = log[1]
        base, lemma = inside, "exp_log_"
        if c.denominator == 2:
            base, lemma, log, c = ("sqrt", inside), "exp_root_", ("mul", ("num", 1, 2), log), 2 * c
        k = abs(int(c))
        power = ("pow", base, k)
        wanted = ("mul", ("num", k, 1) if c > 0 else ("neg", ("num", k, 1)), log)
        over = "" if c > 0 else "over_"
        equation = self.p.equation(whole, wanted)
        tactic = f"exact ({lemma}{over} {k} _ _ {self.p.positive(inside)} {equation})"
        return (power if c > 0 else ("inv", power)), tactic

    def _ln(self, t: Term) -> tuple[Poly, str]:
        poly, p = self.p.norm(t[1])
        here = ("ln", poly_term(poly))
        first = self._congruence(t, here, p)
        out = self.p.algebra.log(poly)
        if poly_term(out) == here:
            return out, first
        if poly == {ONE: Fraction(1)}:
            return out, self.p.trans(first, self.p.equal(here, ZERO, "exact ln_1"))
        return out, self.p.trans(first, split(self.p, t[1], p, poly, out))

    def _sqrt(self, t: Term) -> tuple[Poly, str]:
        poly, p = self.p.norm(t[1])
        out = self.p.algebra.power(poly, Fraction(1, 2))
        here = ("sqrt", poly_term(poly))
        if poly_term(out) == here:
            return out, self._congruence(t, here, p)
        atoms = Atoms(self.p)
        result = poly_term(out)
        factored, q = self.p.factored(poly, Fraction(1, 2))
        left = atoms.mono_of(factored)
        square = f"(mul_ {atoms.poly(out)} {atoms.poly(out)})"
        middle = self.p.text(factored_term(factored))
        squared = f"[exact {self.p.trans(p, q)} | {atoms.close(left, square)}]"
        sign = self.p.nonnegative(result)
        tactic = f"apply sqrt_is_; [exact {sign} | transitivity {middle}; {squared}]"
        step = self.p.equal(t, result, tactic)
        return out, step

    def _rpower(self, t: Term) -> tuple[Poly, str]:
        new = ("exp", ("mul", t[2], ("ln", t[1])))
        poly, p = self.p.norm(new)
        return poly, self.p.trans(self.p.equal(t, new, "reflexivity"), p)

    def _npow(self, t: Term) -> tuple[Poly, str]:
        new = ("exp", ("mul", ("sym", t[2]), ("ln", t[1])))
        poly, p = self.p.norm(new)
        step = self.p.equal(t, new, f"exact (pow_size_ _ _ {self.p.positive(t[1])})")
        return poly, self.p.trans(step, p)

    def _xlogy(self, t: Term) -> tuple[Poly, str]:
        """q log u, whose second factor has a value where q is not 0."""
        q, zero = self.p.norm(t[1])
        if not q:
            return {}, self.p.equal(t, ZERO, f"exact (xlogy_zero_ _ _ {zero})")
        sign = "0 <" if t[3] else "<> 0"
        outside = self.p.normal, self.p.known, self.p.denominators, self.p.assumed
        self.p.normal, self.p.known = dict(self.p.normal), dict(self.p.known)
        self.p.denominators = list(self.p.denominators)
        self.p.assumed = (*self.p.assumed, (sign, t[1]))
        inside, proof = self.p.norm(("ln", t[2]))
        here = f"nz{len(self.p.assumed) - 1}_"
        self.p.normal, self.p.known, self.p.denominators, self.p.assumed = outside
        new = ("mul", t[1], poly_term(inside))
        then = f"intros {here}; exact {proof}"
        tactic = f"apply xlogy_nonzero_; {then}"
        if t[3]:
            tactic = f"apply xlogy_pos_; [exact {self.p.nonnegative(t[1])} | {then}]"
        step = self.p.equal(t, new, tactic)
        poly, p = self.p.norm(new)
        return poly, self.p.trans(step, p)

    def _short(self, t: Term) -> tuple[Poly, str]:
        """A shorthand is what it stands for."""
        _, name, meaning, *_ = t
        poly, p = self.p.norm(meaning)
        tactic = f"unfold {name}; first [reflexivity | f_equal; ring | {_FIELD}]"
        return poly, self.p.trans(self.p.equal(t, meaning, tactic), p)

    def _prod(self, t: Term) -> tuple[Poly, str]:
        _, size, token, body = t
        inside, p = self.p.norm(body)
        if not positive_factor(self.p.algebra, inside):
            out = product_over(self.p.algebra, inside, token, size)
            return out, self._over(t, inside, p, poly_term(out))
        new = ("exp", ("sum", size, token, ("ln", body)))
        i = self.p.text.token(token)
        step = self.p.equal(
            t, new, f"apply product_exp_; intros {i} {i}r; exact {self.p.positive(body)}"
        )
        poly, p = self.p.norm(new)
        return poly, self.p.trans(step, p)

    def _min(self, t: Term) -> tuple[Poly, str]:
        _, size, token, body = t
        poly, p = self.p.norm(body)
        free = {m: c for m, c in poly.items() if not mentions(m, token)}
        if self.p.deep and free and len(free) < len(poly):
            return self._least_plus(t, poly, p, free)
        if self.p.deep and not free:
            scale = positive_part(self.p.algebra, poly, token)
            if scale != self.p.algebra.number(1):
                return self._least_times(t, poly, p, scale)
        out = minimum_over(self.p.algebra, poly, token, size)
        new = poly_term(out)
        if len(out) != 1 or new[0] != "min":
            if new != poly_term(poly):
                raise Unscripted("a minimum of an unusual form")
            least = "apply min_const; hl_range"
            if p == REFL:
                return out, self.p.equal(t, new, least)
            same, i = ("min", size, token, new), self.p.text.token(token)
            first = self.p.equal(t, same, f"apply min_ext; intros {i} {i}r; exact {p}")
            return out, self.p.trans(first, self.p.equal(same, new, least))
        return out, self._over(t, poly, p, new)

    def _least_plus(self, t: Term, poly: Poly, p: str, free: Poly) -> tuple[Poly, str]:
        """min_i (f_i + c) = min_i f_i + c for the terms c that are ``free`` of i."""
        _, size, token, _ = t
        rest = {m: c for m, c in poly.items() if m not in free}
        apart = ("add", poly_term(rest), poly_term(free))
        i = self.p.text.token(token)
        same = self.p.trans(p, self.p.equation(poly_term(poly), apart))
        there = ("min", size, token, apart)
        first = self.p.equal(t, there, f"apply min_ext; intros {i} {i}r; exact {same}")
        moved = ("add", ("min", size, token, poly_term(rest)), poly_term(free))
        second = self.p.equal(there, moved, "apply min_plus_const; hl_range")
        out, third = self.p.norm(moved)
        return out, self.p.trans(first, second, third)

    def _least_times(self, t: Term, poly: Poly, p: str, scale: Poly) -> tuple[Poly, str]:
        """min_i (c f_i) = c min_i f_i for the positive factor c = ``scale`` of the body."""
        _, size, token, _ = t
        rest = self.p.algebra.mul(poly, self.p.algebra.power(scale, Fraction(-1)))
        c, inside = poly_term(scale), poly_term(rest)
        i = self.p.text.token(token)
        same = self.p.trans(p, self.p.equation(poly_term(poly), ("mul", c, inside)))
        there = ("min", size, token, ("mul", c, inside))
        first = self.p.equal(t, there, f"apply min_ext; intros {i} {i}r; exact {same}")
        moved = ("mul", c, ("min", size, token, inside))
        sign = self.p.nonnegative(c)
        second = self.p.equal(there, moved, f"apply min_times_const; [hl_range | exact {sign}]")
        out, third = self.p.norm(moved)
        return out, self.p.trans(first, second, third)

    def _over(self, t: Term, poly: Poly, p: str, new: Term) -> str:
        """That a least value or product is that of the normal form of its body."""
        token = t[2]
        again, q = self.p.norm(replaced(new[3], {new[2]: token}))
        if again != poly:
            raise Unscripted(f"a body of {t[0]} that is no normal form")
        proof = self.p.trans(p, self.p.sym(q))
        if proof == REFL:
            return REFL if t == new else self.p.equal(t, new, "reflexivity")
        i = self.p.text.token(token)
        return self.p.equal(t, new, f"apply {t[0]}_ext; intros {i} {i}r; exact {proof}")

    def _map(self, t: Term) -> tuple[Poly, str]:
        _, name, rows, values, body = t
        self.p.maps[name] = (rows, values)
        poly, p = self.p.norm(body)
        out = map_sum(self.p.algebra, poly, name, rows, values)
        if not out:
            raise Unscripted("a sum of zeros over assignments")
        z = assignment(name)
        tactic = f"apply mapsum_ext; intros {z} {z}_r; exact {p}"
        return out, self.p.equal(t, poly_term(out), tactic)

    def _idx(self, t: Term) -> tuple[Poly, str]:
        """An index as a number; the next one is that number plus 1."""
        kind, inner, ahead = t[1] if t[1][0] == "o" else ("", None, 0)
        if not kind:
            return self.p.algebra.gen(t), REFL
        low: Term = ("idx", inner if ahead == 1 else ("o", inner, ahead - 1))
        new = ("add", low, UNIT)
        poly, p = self.p.norm(new)
        return poly, self.p.trans(self.p.equal(t, new, "apply S_INR"), p)

    def _delta(self, t: Term) -> tuple[Poly, str]:
        out = kronecker(self.p.algebra, t[1], t[2])
        new = poly_term(out)
        if new == UNIT:
            return out, self.p.equal(t, new, "apply delta_same")
        return out, self.p.equal(t, new, "apply delta_sym")

    def _ind(self, t: Term) -> tuple[Poly, str]:
        difference, p = self.p.norm(("add", t[1], ("neg", t[2])))
        out = indicator(self.p.algebra, difference)
        new = poly_term(out)
        if not difference:
            return out, self.p.equal(t, new, f"exact (ind_same_ _ _ {p})")
        if set(difference) == {ONE}:
            return out, self.p.equal(t, new, f"apply (ind_apart_ _ _ _ {p}); lra")
        if t == new:
            return out, REFL
        lead = difference[min(difference)]
        scaled_down = self.p.algebra.scale(difference, 1 / lead)
        wanted = ("mul", number(lead), poly_term(scaled_down))
        factor = self.p.trans(p, self.p.equation(poly_term(difference), wanted))
        return out, self.p.equal(t, new, f"apply (ind_factor_ _ _ _ _ {factor}); lra")

    def _size(self, t: Term) -> tuple[Poly, str]:
        inside, p = self.p.norm(t[1])
        what = poly_term(inside)
        return inside, self.p.equal(t, what, f"apply (abs_number_ _ _ {p}); {self.p.side}")

    def _abs(self, t: Term) -> tuple[Poly, str]:
        inside, p = self.p.norm(t[1])
        if self.p.deep and inside:
            found = self._abs_of_product(t, inside, p)
            if found is not None:
                return found
        out = absolute(self.p.algebra, inside)
        new = poly_term(out)
        if not inside:
            return out, self.p.equal(t, new, f"exact (abs_number_ _ _ {p} (Rle_refl 0))")
        if t == new:
            return out, REFL
        lead = inside[min(inside)]
        down = self.p.algebra.scale(inside, 1 / lead)
        absolute_lead = ("abs", number(lead))
        size = self.p.equal(absolute_lead, number(abs(lead)), "hl_abs_number_")
        if set(down) == {ONE}:
            tactic = f"exact (eq_trans (f_equal Rabs {p}) {size})"
            return out, self.p.equal(t, new, tactic)
        factor = self.p.equation(poly_term(inside), ("mul", number(lead), poly_term(down)))
        q = self.p.trans(p, factor)
        tactic = f"rewrite (abs_factor_ _ _ _ {q}), {size}; first [reflexivity | apply Rmult_1_l]"
        return out, self.p.equal(t, new, tactic)

    def _abs_of_product(self, t: Term, inside: Poly, p: str) -> tuple[Poly, str] | None:
        """|c d| = |c| |d| for one factor c, where there is more than that."""
        algebra = self.p.algebra
        content, rest = algebra.content(inside)
        (mono,) = content
        for gen, e in mono:
            if e == 1 and len(mono) + bool(rest) < 2:
                return None
            factor = algebra.monomial({gen: e})
            left = algebra.mul(inside, algebra.monomial({gen: -e}))
            c, d, base = poly_term(factor), poly_term(left), generator_term(gen)
            if algebra.positive(gen) or e % 2 == 0:
                outside, lemma = c, f"abs_times_ _ _ _ {self.p.nonnegative(c)}"
            elif e == 1:
                outside, lemma = ("abs", c), "abs_factor_ _ _ _"
            elif e == -1:
                outside, lemma = (
                    ("inv", ("abs", base)),
                    f"abs_over_ _ _ _ {self.p.nonzero(base)}",
                )
            else:
                continue
            same = self.p.trans(p, self.p.equation(poly_term(inside), ("mul", c, d)))
            moved = ("mul", outside, ("abs", d))
            first = self.p.equal(t, moved, f"exact ({lemma} {same})")
            out, second = self.p.norm(moved)
            return out, self.p.trans(first, second)
        return None
