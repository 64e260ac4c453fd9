"""Certificates for finite sums: taken apart, reordered, collapsed, and put in canonical form."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

from ..normal.polynomials import Gen, Mono, Poly, Token, mentions
from ..normal.sums import _components, _height, extract_sum
from .certificate_laurent import Atoms, constant, joined
from .certificate_terms import (
    Term,
    free_tokens,
    generator_term,
    mono_term,
    nest,
    number,
    poly_term,
    replaced,
    scaled,
    times,
)
from .goal import Unscripted
from .names import coq_name

if TYPE_CHECKING:
    from .certificate import Prover

REFL = "eq_refl"
Bound = list[tuple[Token, str]]


class Sums:
    """The part of a prover that deals with sums."""

    def __init__(self, prover: Prover) -> None:
        self.p = prover

    # -- small tactics -----------------------------------------------------------------
    def under(self, bound: Bound, tactic: str, lemma: str = "sum_ext") -> str:
        """``tactic`` under the binders ``bound``."""
        out = ""
        for token, _ in bound:
            t = self.p.text.token(token)
            out += f"apply {lemma}; intros {t} {t}r; "
        return out + tactic

    def congruence(self, bound: Bound, old: Term, new: Term, proof: str) -> str:
        """nest(old) = nest(new) from old = new."""
        if proof == REFL:
            return REFL
        return self.p.equal(nest(bound, old), nest(bound, new), self.under(bound, f"exact {proof}"))

    def permuted(self, old: Bound, new: Bound, body: Term) -> str:
        """nest(old, body) = nest(new, body): neighbours are swapped until the order is right."""
        proofs, here = [], list(old)
        wanted = {token: i for i, (token, _) in enumerate(new)}
        while True:
            spot = next((i for i in range(len(here) - 1)
                         if wanted[here[i][0]] > wanted[here[i + 1][0]]), None)  # fmt: skip
            if spot is None:
                return self.p.trans(*proofs)
            (a, n), (b, m) = here[spot : spot + 2]
            there = [*here[:spot], (b, m), (a, n), *here[spot + 2 :]]
            inner = self.p.text(nest(here[spot + 2 :], body))
            f = f"(fun {self.p.text.token(a)} {self.p.text.token(b)} : nat => {inner})"
            swap = f"exact (sum_swap {coq_name(n)} {coq_name(m)} {f})"
            proofs.append(
                self.p.equal(nest(here, body), nest(there, body), self.under(here[:spot], swap))
            )
            here = there

    def arithmetic(self, old: Term, new: Term, a: str, b: str, atoms: Atoms) -> str:
        """old = new by arithmetic over atoms."""
        return self.p.equal(old, new, atoms.close(a, b)) if old != new else REFL

    # -- sums of polynomials ---------------------------------------------------------------
    def sum(self, t: Term) -> tuple[Poly, str]:
        """The normal form of a sum."""
        p = self.p
        _, size, token, body = t
        poly, proof = p.norm(body)
        bound = [(token, size)]
        first = self.congruence(bound, body, poly_term(poly), proof)
        if not poly:
            return {}, p.trans(first, p.equal(nest(bound, ("num", 0, 1)), ("num", 0, 1), "apply sum_zero"))
        out: Poly = {}
        parts, terms, atoms, texts = [], [], Atoms(p), []
        changed = len(poly) > 1
        for mono, c in sorted(poly.items()):
            inner = nest(bound, mono_term(mono)) if mono else nest(bound, number(c))
            factor = c if mono else Fraction(1)
            found, q = self.mono(bound, mono) if mono else self._constant(bound, c)
            out = p.algebra.add(out, p.algebra.scale(found, factor))
            terms.append(scaled(factor, inner))
            parts.append("reflexivity" if factor == 1 else "apply sum_mul_; reflexivity")
            changed = changed or factor != 1
            if q == REFL:
                text = atoms.poly(found)
            else:
                at = atoms.atom(inner)
                atoms.given[at] = (atoms.poly(found), q)
                text = f"(atm_ {at})"
            texts.append(text if factor == 1 else f"(mul_ {constant(factor)} {text})")
        if not changed:
            # one term with factor 1
            return out, p.trans(first, q)
        tactic = parts[0]
        for part in parts[1:]:
            tactic = f"apply sum_add_; [{tactic} | {part}]"
        apart = ("add", *terms) if len(terms) > 1 else terms[0]
        second = p.equal(nest(bound, poly_term(poly)), apart, tactic)
        third = self.arithmetic(apart, poly_term(out), joined("add_", texts), atoms.poly(out), atoms)
        return out, p.trans(first, second, third)

    def _constant(self, bound: Bound, c: Fraction) -> tuple[Poly, str]:
        p = self.p
        size = ("sym", bound[0][1])
        out = p.algebra.scale(p.algebra.gen(size), c)
        inner, new = nest(bound, number(c)), ("mul", number(c), size)
        first = p.equal(inner, new, "apply sum_n_")
        atoms = Atoms(p)
        text = f"(mul_ {constant(c)} {atoms.factor(size, Fraction(1))})"
        return out, p.trans(first, self.arithmetic(new, poly_term(out), text, atoms.poly(out), atoms))

    def mono(self, bound: Bound, mono: Mono) -> tuple[Poly, str]:
        """The sum over ``bound`` of one product of generators."""
        known = self.p.normal
        here = ("total", tuple(bound), mono)
        if here not in known:
            known[here] = self._mono(bound, mono)
        return known[here]

    def _mono(self, bound: Bound, mono: Mono) -> tuple[Poly, str]:
        flat = self._flatten(bound, mono)
        if flat is not None:
            return flat
        p = self.p
        collapsed = self._collapse(bound, mono) or self._cancel(bound, mono)
        if collapsed is not None:
            new, step = collapsed
            poly, proof = p.norm(new)
            return poly, p.trans(step, proof)
        return self._split(bound, mono)

    # -- products of sums --------------------------------------------------------------------
    def _flatten(self, bound: Bound, mono: Mono) -> tuple[Poly, str] | None:
        """Inner sums that depend on a bound index become part of this sum."""
        p = self.p
        inner: list[tuple[Gen, Bound, Term]] = []
        rest = []
        for gen, e in mono:
            depends = any(mentions(gen, t) for t, _ in bound)
            if gen[0] == "sum" and depends and e > 0 and e.denominator == 1:
                for _ in range(int(e)):
                    avoid = [*(t for t, _ in bound), *(t for _, b, _ in inner for t, _ in b)]
                    inner.append((gen, *self.opened(gen, [*avoid, *free_tokens(mono)])))
            else:
                rest.append((gen, e))
        if not inner:
            return None
        atoms = Atoms(p)
        head = mono_term(rest) if rest else None
        factors = ([head] if head is not None else []) + [generator_term(g) for g, _, _ in inner]
        texts = ([atoms.mono(rest)] if rest else []) + [atoms.factor(g, Fraction(1)) for g, _, _ in inner]
        new = times(factors)
        reorder = self.arithmetic(mono_term(mono), new, atoms.mono(mono), joined("mul_", texts), atoms)
        pulled, body, step = self.pulled(head, [("sum", b, f, g) for g, b, f in inner])
        one = p.trans(reorder, step)
        old_body = mono_term(mono)
        first = self.congruence(bound, old_body, nest(pulled, body), one)
        poly, proof = p.norm(body)
        if len(poly) != 1:
            raise Unscripted("a product of sums splits into several terms")
        ((found, c),) = poly.items()
        whole = [*bound, *pulled]
        second = self.congruence(whole, body, poly_term(poly), proof)
        result, third = self.mono(whole, found)
        if c == 1:
            return result, p.trans(first, second, third)
        out = p.algebra.scale(result, c)
        inside, outside = nest(whole, poly_term(poly)), scaled(c, nest(whole, mono_term(found)))
        tactic = self.under(whole, "reflexivity", "sum_l_")
        moved = p.equal(inside, outside, tactic)
        atoms = Atoms(p)
        at = atoms.atom(nest(whole, mono_term(found)))
        atoms.given[at] = (atoms.poly(result), third)
        last = self.arithmetic(
            outside, poly_term(out), f"(mul_ {constant(c)} (atm_ {at}))", atoms.poly(out), atoms
        )
        return out, p.trans(first, second, moved, last)

    def opened(self, gen: Gen, avoid: list[Token]) -> tuple[Bound, Term]:
        """The binders of a canonical sum under other names than ``avoid``, and its body."""
        _, sizes, factors = gen
        height = _height(factors)
        bound: Bound = []
        for _, size in sizes:
            bound.append((self.p.fresh(size, [*avoid, *(t for t, _ in bound)]), size))
        mapping = {("b", height, i): t for i, (t, _) in enumerate(bound)}
        return bound, replaced(mono_term(factors), mapping)

    def pulled(self, head: Term | None, parts: list[Any]) -> tuple[Bound, Term, str]:
        """head * S1 * ... * Sk = nest(all binders, head * f1 * ... * fk).

        A part is ("sum", binders, body, generator) or ("size", binder, size).
        """
        p = self.p
        done: Bound = []
        body = head
        outside = head
        proof = REFL
        for part in parts:
            if part[0] == "sum":
                _, bound, f, gen = part
                sum_term: Term = generator_term(gen) if gen is not None else nest(bound, f)
            else:
                bound, f, sum_term = [part[1]], None, ("sym", part[2])
            before, old_body, old_outside = list(done), body, outside
            done = [*done, *bound]
            if f is not None:
                body = f if old_body is None else self._joined(old_body, f)
            else:
                body = UNIT_BODY if old_body is None else old_body
            outside = sum_term if old_outside is None else self._joined(old_outside, sum_term)
            if old_body is None:
                # nest(bound, f) and the sum differ in bound names at most
                if f is None:
                    proof = p.sym(p.equal(nest(done, body), outside, SIZE))
                continue
            # nest(before ++ bound, body) = nest(before, old_body) * sum
            last = self.under(bound, "reflexivity", "sum_l_") if f is not None else "apply sum_n_"
            middle = self._joined(nest(before, old_body), sum_term)
            step = p.equal(nest(done, body), middle, self.under(before, last, "sum_r_"))
            more = REFL
            if proof != REFL:
                s = p.text(sum_term)
                more = p.equal(outside, middle, f"exact (f_equal (fun x_ => x_ * {s}) {proof})")
            proof = p.trans(more, p.sym(step))
        assert body is not None
        return done, body, proof

    def _joined(self, a: Term, b: Term) -> Term:
        return ("mul", a, b)

    # -- collapses -----------------------------------------------------------------------------
    def _collapse(self, bound: Bound, mono: Mono) -> tuple[Term, str] | None:
        """sum_i delta(i, j) f(i) = f(j)."""
        p = self.p
        tokens = {t for t, _ in bound}
        for gen, e in mono:
            if gen[0] != "delta" or e <= 0:
                continue
            for here, there, lemma in ((gen[1], gen[2], "delta_l_"), (gen[2], gen[1], "delta_r_")):
                if here not in tokens or mentions(there, here) or there[0] == "o":
                    continue
                rest = [(g, x) for g, x in mono if g != gen]
                left = [(t, s) for t, s in bound if t != here]
                size = dict(bound)[here]
                order = [*left, (here, size)]
                atoms = Atoms(p)
                body = ("mul", gen, mono_term(rest))
                same = self.arithmetic(
                    mono_term(mono), body, atoms.mono(mono),
                    f"(mul_ {atoms.factor(gen, Fraction(1))} {atoms.mono(rest)})", atoms,
                )  # fmt: skip
                moved = self.permuted(bound, order, mono_term(mono))
                first = self.congruence(order, mono_term(mono), body, same)
                new = replaced(mono_term(rest), {here: there})
                i, j = p.text.token(here), p.text.token(there)
                f = f"(fun {i} : nat => {p.text(mono_term(rest))})"
                tactic = f"exact ({lemma} {coq_name(size)} {j} {f} ltac:(hl_range))"
                step = p.equal(nest(order, body), nest(left, new), self.under(left, tactic))
                return nest(left, new), p.trans(moved, first, step)
        return None

    def _cancel(self, bound: Bound, mono: Mono) -> tuple[Term, str] | None:
        """sum_v G(v) times (sum_v G(v))^-1 is 1, where other sums surround both."""
        p = self.p
        for gen, e in mono:
            if gen[0] != "sum" or e >= 0 or e.denominator != 1:
                continue
            if not any(mentions(gen, t) for t, _ in bound):
                continue
            others = [f for f in mono if f[0] != gen]
            found = extract_sum(p.algebra, bound, others, gen)
            if found is None:
                continue
            left, rest = found
            (v,) = [b for b in bound if b not in left]
            mine = [f for f in others if f not in rest]
            outer = [*rest, (gen, e)]
            remaining = [*rest, (gen, e + 1)] if e != -1 else rest
            new, step = self.extracted(bound, mono, left, v, outer, mine, gen)
            atoms = Atoms(p)
            product_text = f"(mul_ {atoms.mono(outer)} {atoms.factor(gen, Fraction(1))})"
            old = ("mul", mono_term(outer), generator_term(gen))
            target = mono_term(remaining)
            last = self.arithmetic(old, target, product_text, atoms.mono(remaining), atoms)
            return nest(left, target), p.trans(step, self.congruence(left, old, target, last))
        return None

    def extracted(
        self, bound: Bound, mono: Any, left: Bound, v: tuple[Token, str], outer: Any, mine: Any, gen: Gen
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
            named = p.equal(middle, new, f"exact (f_equal (fun x_ => {p.text(mono_term(outer))} * x_) {proof})")
        return nest(left, new), p.trans(moved, first, out, self.congruence(left, middle, new, named))

    # -- connected parts ---------------------------------------------------------------------------
    def _split(self, bound: Bound, mono: Mono) -> tuple[Poly, str]:
        """Factors that are free move out, unused indices count, the rest falls into parts."""
        p = self.p
        outer = [f for f in mono if not any(mentions(f[0], t) for t, _ in bound)]
        inside = [f for f in mono if f not in outer]
        used = [b for b in bound if any(mentions(g, b[0]) for g, _ in inside)]
        unused = [b for b in bound if b not in used]
        parts = [(b, sorted(f)) for b, f in _components(list(used), list(inside))]
        if len(parts) == 1 and not outer and not unused:
            return self._canonical(bound, parts[0][1])
        order = [*unused, *(b for part, _ in parts for b in part)]
        pieces: list[Any] = [("size", b, b[1]) for b in unused]
        pieces += [("sum", b, mono_term(f), None) for b, f in parts]
        head = mono_term(outer) if outer else None
        done, body, proof = self.pulled(head, pieces)
        moved = self.permuted(bound, order, mono_term(mono))
        atoms = Atoms(p)
        texts = ([atoms.mono(outer)] if outer else []) + [atoms.mono(f) for _, f in parts]
        same = self.arithmetic(mono_term(mono), body, atoms.mono(mono), joined("mul_", texts), atoms)
        first = self.congruence(order, mono_term(mono), body, same)
        out = p.algebra.number(1)
        atoms, texts, factors = Atoms(p), [], []
        if outer:
            texts.append(atoms.mono(outer))
            factors.append(mono_term(outer))
            out = {tuple(sorted(outer)): Fraction(1)}
        for _, size in unused:
            gen = ("sym", size)
            texts.append(atoms.factor(gen, Fraction(1)))
            factors.append(gen)
            out = p.algebra.mul(out, p.algebra.gen(gen))
        for b, f in parts:
            poly, q = self._canonical(b, f)
            out = p.algebra.mul(out, poly)
            here = nest(b, mono_term(f))
            factors.append(here)
            if q == REFL:
                texts.append(atoms.poly(poly))
            else:
                at = atoms.atom(here)
                atoms.given[at] = (atoms.poly(poly), q)
                texts.append(f"(atm_ {at})")
        apart = factors[0]
        for f in factors[1:]:
            apart = ("mul", apart, f)
        last = self.arithmetic(apart, poly_term(out), joined("mul_", texts), atoms.poly(out), atoms)
        return out, p.trans(moved, first, p.sym(proof), last)

    def _canonical(self, bound: Bound, factors: Any) -> tuple[Poly, str]:
        """One connected sum with its indices named in the canonical way."""
        p = self.p
        order, canon, sign = self._labelled(bound, factors)
        gen, height = canon, _height(canon[2])
        old = mono_term(factors)
        moved = self.permuted(bound, order, old)
        mapping = {("b", height, i): t for i, (t, _) in enumerate(order)}
        again = replaced(mono_term(gen[2]), mapping)
        out = p.algebra.scale(p.algebra.gen(gen), sign)
        if again == old:
            new = generator_term(gen)
            same = nest(order, old)
            # they differ in the names of bound indices only
            step = p.equal(same, new, "reflexivity")
            return out, p.trans(moved, step)
        poly, proof = p.norm(again)
        mine = p.algebra.scale({tuple(sorted(factors)): Fraction(1)}, 1 / sign)
        if poly != mine:
            raise Unscripted("a sum that is not in normal form")
        if sign == 1:
            first = self.congruence(order, old, again, p.sym(proof))
            return out, p.trans(moved, first, p.equal(nest(order, again), generator_term(gen), "reflexivity"))
        minus = ("mul", ("neg", ("num", 1, 1)), again)
        atoms = Atoms(p)
        at = atoms.atom(again)
        atoms.given[at] = (atoms.poly(poly), proof)
        turned = self.arithmetic(
            old, minus, atoms.mono(factors), f"(mul_ {constant(Fraction(-1))} (atm_ {at}))", atoms
        )
        first = self.congruence(order, old, minus, turned)
        last = p.equal(nest(order, minus), poly_term(out), self.under(order, "reflexivity", "sum_l_"))
        return out, p.trans(moved, first, last)

    def _labelled(self, bound: Bound, factors: Any) -> tuple[Bound, Gen, Fraction]:
        """The order of the indices and the canonical sum, as the normal form chooses them."""
        algebra = self.p.algebra
        height = _height(factors)
        groups: dict[str, list[Token]] = {}
        for token, size in sorted(bound, key=lambda item: item[1]):
            groups.setdefault(size, []).append(token)
        sizes = tuple(("size", s) for s in sorted(groups) for _ in groups[s])
        best: Any = None
        for choice in product(*(permutations(groups[s]) for s in sorted(groups))):
            order = [t for group in choice for t in group]
            mapping = {t: ("b", height, i) for i, t in enumerate(order)}
            relabelled = algebra.number(1)
            for g, e in factors:
                relabelled = algebra.mul(relabelled, algebra.rename_factor(g, e, mapping))
            if len(relabelled) != 1:
                raise Unscripted("renaming the indices of a sum splits it")
            ((mono, c),) = relabelled.items()
            if best is not None and mono == best[0] and c != best[2]:
                raise Unscripted("a sum that is its own negative")
            if best is None or mono < best[0]:
                best = mono, order, c
        mono, order, c = best
        known = dict(bound)
        return [(t, known[t]) for t in order], ("sum", sizes, mono), c

    # -- deltas ------------------------------------------------------------------------------------
    def use_delta(self, mono: Any, deltas: list[Gen], used: Poly) -> tuple[Poly, str]:
        """delta(i, j) f(i) = delta(i, j) f(j) for the first delta that changes anything."""
        p = self.p
        for delta in deltas:
            i, j = sorted(delta[1:], key=lambda token: ("fbco".index(token[0]), token))
            if mentions(i, j):
                i, j = j, i
            rest = [(g, e) for g, e in mono if g != delta]
            if mentions(i, j) or not any(mentions(g, j) for g, _ in rest):
                continue
            atoms = Atoms(p)
            body = ("mul", delta, mono_term(rest))
            same = self.arithmetic(
                mono_term(mono), body, atoms.mono(mono),
                f"(mul_ {atoms.factor(delta, Fraction(1))} {atoms.mono(rest)})", atoms,
            )  # fmt: skip
            other = replaced(mono_term(rest), {j: i})
            new = ("mul", delta, other)
            x: Token = p.algebra.token()
            f = f"(fun {p.text.token(x)} : nat => {p.text(replaced(mono_term(rest), {j: x}))})"
            a, b = p.text.token(delta[1]), p.text.token(delta[2])
            side = f"intros q_; exact (f_equal {f} {'q_' if delta[1] == j else '(eq_sym q_)'})"
            step = p.equal(body, new, f"apply (delta_with_ {a} {b}); {side}")
            poly, proof = p.norm(new)
            return poly, p.trans(same, step, proof)
        return used, REFL


UNIT_BODY: Term = ("num", 1, 1)
SIZE = "rewrite sum_n_; ring"
