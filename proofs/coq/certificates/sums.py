"""Certificates for finite sums: linear, with the sums inside opened."""

from __future__ import annotations

from ...language.exact import Fraction
from ...rules.normal.terms import Gen, Mono, Poly, mentions
from ..scripts.goal import Unscripted
from .laurent import REFL, Atoms, constant, joined
from .nests import Bound
from .parts import Parts
from .terms import (
    Term,
    free_tokens,
    generator_term,
    mono_term,
    nest,
    number,
    poly_term,
    scaled,
    times,
)


class Sums(Parts):
    """Normal forms of sums, with proofs."""

    def sum(self, t: Term) -> tuple[Poly, str]:
        """The normal form of a sum."""
        p = self.p
        _, size, token, body = t
        poly, proof = p.norm(body)
        bound = [(token, size)]
        first = self.congruence(bound, body, poly_term(poly), proof)
        if not poly:
            return {}, p.trans(
                first, p.equal(nest(bound, ("num", 0, 1)), ("num", 0, 1), "apply sum_zero")
            )
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
        third = self.arithmetic(
            apart, poly_term(out), joined("add_", texts), atoms.poly(out), atoms
        )
        return out, p.trans(first, second, third)

    def _constant(self, bound: Bound, c: Fraction) -> tuple[Poly, str]:
        p = self.p
        size = ("sym", bound[0][1])
        out = p.algebra.scale(p.algebra.gen(size), c)
        inner, new = nest(bound, number(c)), ("mul", number(c), size)
        first = p.equal(inner, new, "apply sum_n_")
        atoms = Atoms(p)
        text = f"(mul_ {constant(c)} {atoms.factor(size, Fraction(1))})"
        return out, p.trans(
            first, self.arithmetic(new, poly_term(out), text, atoms.poly(out), atoms)
        )

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
        texts = ([atoms.mono(rest)] if rest else []) + [
            atoms.factor(g, Fraction(1)) for g, _, _ in inner
        ]
        new = times(factors)
        reorder = self.arithmetic(
            mono_term(mono), new, atoms.mono(mono), joined("mul_", texts), atoms
        )
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
