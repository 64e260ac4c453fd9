"""Certificates for known totals put in for sums: as factors, and inside of what stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...language.exact import Fraction
from ...rules.normal.terms import Gen, Poly, Token
from ...rules.normal.totals import TIMES, Totals
from ..scripts.goal import Unscripted
from .laurent import REFL, Atoms, constant, joined
from .terms import (
    BINDERS,
    CALLS,
    Term,
    free_tokens,
    generator_term,
    mono_term,
    multiple,
    nest,
    number,
    poly_term,
)

if TYPE_CHECKING:
    from .prover import Prover


@dataclass
class Total:
    """A known equation sum = value.

    Attributes:
        known: the sum, and where it stands in others; its value is not asked.
        at: the two sides as terms and a proof of the equation, for chosen tokens.
    """

    known: Totals
    at: Callable[[dict[Token, Token]], tuple[Term, Term, str]]


def with_total(prover: Prover, term: Term, total: Total) -> tuple[Poly, str]:
    """The normal form of ``term`` with the total put in wherever it stands, with a proof."""
    poly, first = prover.norm(_noted(prover, term, total))
    proofs = [first]
    for _ in range(TIMES):
        changed, proof = _once(prover, poly, total)
        proofs.append(proof)
        if changed == poly:
            break
        poly = changed
    return poly, prover.trans(*proofs)


def _noted(prover: Prover, term: Term, total: Total) -> Term:
    """``term`` with a note where something inside of it becomes another term by the total."""
    kind = term[0]
    if kind in BINDERS:
        if term[2][1]:
            term = prover.renamed(term)
        inside = (_noted if kind == "sum" else _changed)(prover, term[3], total)
        return (*term[:3], inside)
    if kind in ("add", "mul", "neg", "pow"):
        return (kind, *(_noted(prover, p, total) if isinstance(p, tuple) else p for p in term[1:]))
    if kind == "inv" or kind in CALLS:
        return (kind, *(_changed(prover, part, total) for part in term[1:]))
    return term


def _changed(prover: Prover, term: Term, total: Total) -> Term:
    """``term`` with a note of its whole normal form, if that is another by the total."""
    poly, proof = with_total(prover, term, total)
    if poly == prover.norm(term)[0]:
        return term
    return ("as", term, term, poly_term(poly), proof)


def _once(prover: Prover, poly: Poly, total: Total) -> tuple[Poly, str]:
    algebra = prover.algebra
    out: Poly = {}
    atoms = Atoms(prover)
    parts, changed = [], False
    for mono, c in sorted(poly.items()):
        found = _mono(prover, mono, total)
        if found is None:
            out = algebra.add(out, {mono: c})
            parts.append(atoms.poly({mono: c}))
            continue
        changed = True
        value, proof = found
        out = algebra.add(out, algebra.scale(value, c))
        if proof == REFL:
            text = atoms.poly(value)
        else:
            at = atoms.atom(mono_term(mono))
            atoms.given[at] = (atoms.poly(value), proof)
            text = f"(atm_ {at})"
        parts.append(text if c == 1 else f"(mul_ {constant(c)} {text})")
    if not changed:
        return poly, REFL
    return out, prover.equal(
        poly_term(poly), poly_term(out), atoms.close(joined("add_", parts), atoms.poly(out))
    )


def _mono(prover: Prover, mono: Any, total: Total) -> tuple[Poly, str] | None:
    """One monomial with the total put in once, as the checker does it."""
    for factor, e in mono:
        if factor[0] != "sum" or e < 1 or e.denominator != 1:
            continue
        others = [(g, x) for g, x in mono if g != factor]
        whole = total.known.whole(factor)
        if whole is not None:
            value, known = _value(prover, factor, total, whole)
            return _times(prover, mono, others, factor, e, value, known)
        bound, body = prover.sums.opened(factor, list(free_tokens(mono)))
        inside_poly, inside_proof = prover.norm(body)
        if len(inside_poly) != 1:
            continue
        ((inside, coefficient),) = inside_poly.items()
        found = total.known.place(bound, list(inside), others)
        if found is None:
            continue
        if coefficient != 1:
            raise Unscripted("a total inside a sum that turns its sign")
        chosen, gen, left, rest = found
        (v,) = [b for b in bound if b not in left]
        mine = [f for f in inside if f not in rest]
        sums = prover.sums
        first = sums.congruence(bound, body, mono_term(inside), inside_proof)
        _, step = sums.extracted(bound, inside, left, v, rest, mine, gen)
        value, known = _value(prover, gen, total, chosen)
        old = ("mul", mono_term(rest), generator_term(gen))
        put = ("mul", mono_term(rest), poly_term(value))
        head = prover.text(mono_term(rest))
        swapped = prover.equal(old, put, f"exact (f_equal (fun x_ => {head} * x_) {known})")
        second = sums.congruence(left, old, put, swapped)
        result, last = prover.norm(nest(left, put))
        proof = prover.trans(first, step, second, last)
        return _times(prover, mono, others, factor, e, result, proof)
    return None


def _value(prover: Prover, gen: Gen, total: Total, chosen: dict[Token, Token]) -> tuple[Poly, str]:
    """The value of the sum ``gen`` by the known equation at the chosen indices."""
    lhs, rhs, proof = total.at(chosen)
    left, p = prover.norm(lhs)
    right, q = prover.norm(rhs)
    ((mono, c),) = left.items()
    if mono != ((gen, Fraction(1)),):
        raise Unscripted("the known total has another form at these indices")
    chain = prover.trans(prover.sym(p), proof, q)
    if c == 1:
        return right, chain
    value = prover.algebra.scale(right, 1 / c)
    term = generator_term(gen)
    atoms = Atoms(prover)
    factor = constant(1 / c)
    same = prover.equal(
        ("mul", number(1 / c), poly_term(right)), poly_term(value),
        atoms.close(f"(mul_ {factor} {atoms.poly(right)})", atoms.poly(value)),
    )  # fmt: skip
    step = prover.equal(
        term, ("mul", number(1 / c), poly_term(right)),
        f"transitivity ({prover.text(number(1 / c))} * {prover.text(multiple(c, mono))}); "
        f"[field | exact (f_equal (fun x_ => {prover.text(number(1 / c))} * x_) {chain})]",
    )  # fmt: skip
    return value, prover.trans(step, same)


def _times(
    prover: Prover, mono: Any, others: Any, factor: Gen, e: Fraction, result: Poly, proof: str
) -> tuple[Poly, str]:
    """others * factor^e, where one ``factor`` is ``result``."""
    algebra = prover.algebra
    left = [*others, *([(factor, e - 1)] if e != 1 else [])]
    out = result
    for g, x in left:
        out = algebra.mul(out, algebra.monomial({g: x}))
    if not left:
        return out, proof
    atoms = Atoms(prover)
    plain = ("mul", mono_term(left), generator_term(factor))
    there = f"(mul_ {atoms.mono(left)} {atoms.factor(factor, Fraction(1))})"
    first = prover.equal(mono_term(mono), plain, atoms.close(atoms.mono(mono), there))
    head = prover.text(mono_term(left))
    middle = ("mul", mono_term(left), poly_term(result))
    put = prover.equal(plain, middle, f"exact (f_equal (fun x_ => {head} * x_) {proof})")
    atoms = Atoms(prover)
    last = prover.equal(
        middle, poly_term(out),
        atoms.close(f"(mul_ {atoms.mono(left)} {atoms.poly(result)})", atoms.poly(out)),
    )  # fmt: skip
    return out, prover.trans(first, put, last)
