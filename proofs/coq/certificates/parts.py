"""Certificates for the sum of one product: collapsed, cancelled, and split into parts."""

from __future__ import annotations

from typing import Any

from ...language.exact import Fraction
from ...rules.normal.sums import (
    cancelling,
    collapsing,
    components,
    height_over,
    is_log_sum,
    labelled,
    power_sum,
)
from ...rules.normal.terms import Gen, Mono, Poly, Token, mentions
from ..scripts.goal import Unscripted
from ..statements.names import coq_name
from .laurent import REFL, Atoms, constant, joined
from .nests import Bound, Nests
from .terms import (
    Term,
    factor_term,
    generator_term,
    mono_term,
    nest,
    poly_term,
    replaced,
    times,
)


class Parts(Nests):
    """Sums of one product of generators that contains no sum to be opened."""

    def _collapse(self, bound: Bound, mono: Mono) -> tuple[Term, str] | None:
        """sum_i delta(i, j) f(i) = f(j)."""
        p = self.p
        found = collapsing(bound, mono)
        if found is None:
            return None
        gen, here, there = found
        rest = [(g, x) for g, x in mono if g != gen]
        left = [(t, s) for t, s in bound if t != here]
        size = dict(bound)[here]
        order = [*left, (here, size)]
        body, same = self._taken_out(gen, mono, rest)
        moved = self.permuted(bound, order, mono_term(mono))
        first = self.congruence(order, mono_term(mono), body, same)
        new = replaced(mono_term(rest), {here: there})
        i, j = p.text.token(here), p.text.token(there)
        f = f"(fun {i} : nat => {p.text(mono_term(rest))})"
        lemma = "delta_l_" if here == gen[1] else "delta_r_"
        tactic = f"exact ({lemma} {coq_name(size)} {j} {f} ltac:(hl_range))"
        step = p.equal(nest(order, body), nest(left, new), self.under(left, tactic))
        return nest(left, new), p.trans(moved, first, step)

    def _taken_out(self, gen: Gen, mono: Any, rest: Any) -> tuple[Term, str]:
        """The product ``mono`` as ``gen`` times the others, ``rest``, and a proof that it is."""
        atoms = Atoms(self.p)
        body = ("mul", gen, mono_term(rest))
        product_text = f"(mul_ {atoms.factor(gen, Fraction(1))} {atoms.mono(rest)})"
        same = self.arithmetic(mono_term(mono), body, atoms.mono(mono), product_text, atoms)
        return body, same

    def _cancel(self, bound: Bound, mono: Mono) -> tuple[Term, str] | None:
        """sum_v G(v) times (sum_v G(v))^-1 is 1, where other sums surround both."""
        p = self.p
        found = cancelling(p.algebra, bound, mono)
        if found is None:
            return None
        (gen, e), left, rest = found
        (v,) = [b for b in bound if b not in left]
        mine = [f for f in mono if f[0] != gen and f not in rest]
        outer = [*rest, (gen, e)]
        remaining = [*rest, (gen, e + 1)] if e != -1 else rest
        _, step = self.extracted(bound, mono, left, v, outer, mine, gen)
        atoms = Atoms(p)
        product_text = f"(mul_ {atoms.mono(outer)} {atoms.factor(gen, Fraction(1))})"
        old = ("mul", mono_term(outer), generator_term(gen))
        target = mono_term(remaining)
        last = self.arithmetic(old, target, product_text, atoms.mono(remaining), atoms)
        return nest(left, target), p.trans(step, self.congruence(left, old, target, last))

    def extracted(
        self,
        bound: Bound,
        mono: Any,
        left: Bound,
        v: tuple[Token, str],
        outer: Any,
        mine: Any,
        gen: Gen,
    ) -> tuple[Term, str]:
        """nest(bound, mono) = nest(left, outer * S), where S = sum_v mine is the sum ``gen``."""
        p = self.p
        order = [*left, v]
        atoms = Atoms(p)
        body = ("mul", mono_term(outer), mono_term(mine))
        same = self.arithmetic(
            mono_term(mono), body, atoms.mono(mono),
            f"(mul_ {atoms.mono(outer)} {atoms.mono(mine)})", atoms,
        )  # fmt: skip
        moved = self.permuted(bound, order, mono_term(mono))
        first = self.congruence(order, mono_term(mono), body, same)
        inner = nest([v], mono_term(mine))
        middle = ("mul", mono_term(outer), inner)
        out = p.equal(nest(order, body), nest(left, middle),
                      self.under(left, self.under([v], "reflexivity", "sum_l_")))  # fmt: skip
        poly, proof = p.norm(inner)
        wanted = generator_term(gen)
        if poly_term(poly) != wanted:
            raise Unscripted("a total that is not in normal form")
        new = ("mul", mono_term(outer), wanted)
        named = REFL
        if inner != wanted:
            named = p.equal(
                middle, new, f"exact (f_equal (fun x_ => {p.text(mono_term(outer))} * x_) {proof})"
            )
        return nest(left, new), p.trans(
            moved, first, out, self.congruence(left, middle, new, named)
        )

    # -- connected parts ---------------------------------------------------------------------------
    def _split(self, bound: Bound, mono: Mono) -> tuple[Poly, str]:
        """Factors that are free move out, unused indices count, the rest falls into parts."""
        p = self.p
        outer = [f for f in mono if not any(mentions(f[0], t) for t, _ in bound)]
        inside = [f for f in mono if f not in outer]
        used = [b for b in bound if any(mentions(g, b[0]) for g, _ in inside)]
        unused = [b for b in bound if b not in used]
        parts = [(b, sorted(f)) for b, f in components(list(used), list(inside))]
        if len(parts) == 1 and not outer and not unused:
            return self._canonical(bound, parts[0][1])
        order = [*unused, *(b for part, _ in parts for b in part)]
        pieces: list[Any] = [("size", b, b[1]) for b in unused]
        pieces += [("sum", b, mono_term(f), None) for b, f in parts]
        head = mono_term(outer) if outer else None
        _, body, proof = self.pulled(head, pieces)
        moved = self.permuted(bound, order, mono_term(mono))
        atoms = Atoms(p)
        texts = ([atoms.mono(outer)] if outer else []) + [atoms.mono(f) for _, f in parts]
        same = self.arithmetic(
            mono_term(mono), body, atoms.mono(mono), joined("mul_", texts), atoms
        )
        first = self.congruence(order, mono_term(mono), body, same)
        out = p.algebra.number(1)
        atoms = Atoms(p)
        texts, pieces = [], []
        if outer:
            texts.append(atoms.mono(outer))
            pieces.append(mono_term(outer))
            out = {tuple(sorted(outer)): Fraction(1)}
        for _, size in unused:
            gen = ("sym", size)
            texts.append(atoms.factor(gen, Fraction(1)))
            pieces.append(gen)
            out = p.algebra.mul(out, p.algebra.gen(gen))
        for b, f in parts:
            poly, q = self._canonical(b, f)
            out = p.algebra.mul(out, poly)
            here = nest(b, mono_term(f))
            pieces.append(here)
            if q == REFL:
                texts.append(atoms.poly(poly))
            else:
                at = atoms.atom(here)
                atoms.given[at] = (atoms.poly(poly), q)
                texts.append(f"(atm_ {at})")
        apart = pieces[0]
        for f in pieces[1:]:
            apart = ("mul", apart, f)
        last = self.arithmetic(apart, poly_term(out), joined("mul_", texts), atoms.poly(out), atoms)
        return out, p.trans(moved, first, p.sym(proof), last)

    def _again(self, order: Bound, old: Term, moved: str) -> tuple[Poly, str]:
        """A sum whose term changes once more when it is brought to normal form."""
        poly, p = self.p.norm(old)
        new = poly_term(poly)
        if new == old:
            raise Unscripted("a sum that is not in normal form")
        out, q = self.p.norm(nest(order, new))
        return out, self.p.trans(moved, self.congruence(order, old, new, p), q)

    def _canonical(self, bound: Bound, factors: Any) -> tuple[Poly, str]:
        """One connected sum with its indices named in the canonical way."""
        p = self.p
        known = power_sum(bound, factors)
        if known is not None:
            out, e = known
            step = p.equal(nest(bound, mono_term(factors)), poly_term(out), f"apply sum_index_{e}_")
            return out, step
        if is_log_sum(bound, factors):
            size = ("sym", bound[0][1])
            both = ("add", ("ln", size), ("ln", ("Gamma", size)))
            step = p.equal(nest(bound, mono_term(factors)), both, "apply sum_ln_index_; hl_range")
            out, proof = p.norm(both)
            return out, p.trans(step, proof)
        order, gen, sign = labelled(p.algebra, bound, factors)
        if not sign:
            raise Unscripted("a sum that is its own negative")
        height = height_over(gen[2])
        old = mono_term(factors)
        moved = self.permuted(bound, order, old)
        mapping = {("b", height, i): t for i, (t, _) in enumerate(order)}
        again = replaced(mono_term(gen[2]), mapping)
        out = p.algebra.scale(p.algebra.gen(gen), sign)
        if again == old:
            return out, moved
        poly, proof = p.norm(again)
        mine = p.algebra.scale({tuple(sorted(factors)): Fraction(1)}, 1 / sign)
        if poly != mine:
            return self._again(order, old, moved)
        if sign == 1:
            first = self.congruence(order, old, again, p.sym(proof))
            return out, p.trans(moved, first)
        minus = ("mul", ("neg", ("num", 1, 1)), again)
        atoms = Atoms(p)
        at = atoms.atom(again)
        atoms.given[at] = (atoms.poly(poly), proof)
        turned = self.arithmetic(
            old, minus, atoms.mono(factors), f"(mul_ {constant(Fraction(-1))} (atm_ {at}))", atoms
        )
        first = self.congruence(order, old, minus, turned)
        last = p.equal(
            nest(order, minus), poly_term(out), self.under(order, "reflexivity", "sum_l_")
        )
        return out, p.trans(moved, first, last)

    # -- deltas ------------------------------------------------------------------------------------
    def use_delta(self, mono: Any, deltas: list[Gen], used: Poly) -> tuple[Poly, str]:
        """delta(i, j) f(j) = delta(i, j) f(i) for the first delta that changes anything."""
        p = self.p
        found = p.algebra.moved(mono, deltas)
        if found is None:
            return used, REFL
        delta, rest, moved, (old, new) = found

        def at(token: Token) -> Term:
            factors = ((g, factor_term(g, e)) for g, e in rest)
            return times(replaced(t, {old: token}) if g in moved else t for g, t in factors)

        body, same = self._taken_out(delta, mono, rest)
        there = ("mul", delta, at(new))
        x: Token = p.algebra.token()
        f = f"(fun {p.text.token(x)} : nat => {p.text(at(x))})"
        a, b = p.text.token(delta[1]), p.text.token(delta[2])
        side = f"intros q_; exact (f_equal {f} {'q_' if delta[1] == old else '(eq_sym q_)'})"
        step = p.equal(body, there, f"apply (delta_with_ {a} {b}); {side}")
        poly, proof = p.norm(there)
        return poly, p.trans(same, step, proof)
