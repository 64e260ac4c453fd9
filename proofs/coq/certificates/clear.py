"""Equations between normal forms that hold once their denominators are cleared."""

from __future__ import annotations

from ...language.exact import Fraction
from ...rules.normal.terms import Gen, Mono, Poly
from ..scripts.goal import Unscripted
from .laurent import Atoms, joined
from .lemmas import Lemmas
from .terms import Term, factor_term, generator_term, poly_term


def worst(residue: Poly) -> tuple[Gen, Fraction] | None:
    """The first sum of terms that stands in a denominator, and its least exponent."""
    found: dict[Gen, Fraction] = {}
    for mono in residue:
        for gen, e in mono:
            if gen[0] == "poly" and e < 0:
                found[gen] = min(found.get(gen, Fraction(0)), e)
    return min(found.items()) if found else None


def cleared(prover: Lemmas, a: Poly, b: Poly, p: str, q: str) -> str:
    """a = b, as their difference is 0 after multiplication by the denominators."""
    difference = prover.algebra.sub(a, b)
    ta, tb = poly_term(a), poly_term(b)
    atoms = Atoms(prover)
    minus = ("add", ta, ("neg", tb))
    texts = f"(add_ {atoms.poly(a)} (opp_ {atoms.poly(b)}))"
    first = prover.equal(minus, poly_term(difference), atoms.close(texts, atoms.poly(difference)))
    zero = vanishes(prover, difference)
    proof = prover.trans(first, zero)
    goal = prover.equal(ta, tb, f"apply Rminus_diag_uniq; exact {proof}")
    return prover.trans(p, goal, prover.sym(q))


def vanishes(prover: Lemmas, residue: Poly, depth: int = 8) -> str:
    """A proof that ``residue`` is 0."""
    if not residue:
        return "eq_refl"
    found = worst(residue)
    if found is None or found[1].denominator != 1 or not depth:
        raise Unscripted("the normal forms of the two sides differ")
    gen, e = found
    algebra = prover.algebra
    out: Poly = {}
    atoms = Atoms(prover)
    # the same terms with the denominator as an atom: first times it, then written out
    kept: list[str] = []
    for mono, c in sorted(residue.items()):
        here = dict(mono)
        left = here.pop(gen, Fraction(0)) - e
        rest: Poly = {tuple(sorted(here.items())): c}
        whole = algebra.mul(rest, algebra.monomial({gen: left}))
        out = algebra.add(out, whole)
        part = atoms.poly(rest)
        if left:
            part = f"(mul_ {part} {atoms.factor(gen, left)})"
        kept.append(part)
    factor = factor_term(gen, -e)
    times = ("mul", factor, poly_term(residue))
    once = [_once(prover, mono, c, gen, e) for mono, c in sorted(residue.items())]
    middle = once[0] if len(once) == 1 else ("add", *once)
    product = f"(mul_ {atoms.factor(gen, -e)} {atoms.poly(residue)})"
    first = prover.equal(times, middle, atoms.close(product, joined("add_", kept)))
    second = _expanded(prover, residue, gen, e, middle, out)
    remaining = vanishes(prover, out, depth - 1)
    chain = prover.trans(first, second, remaining)
    nonzero = prover.nonzero(generator_term(gen))
    if e != -1:
        nonzero = f"(pow_nonzero _ {-e} {nonzero})"
    return prover.equal(
        poly_term(residue), ("num", 0, 1),
        f"apply (zero_factor_ {prover.text(factor)}); [exact {nonzero} | exact {chain}]",
    )  # fmt: skip


def _once(prover: Lemmas, mono: Mono, c: Fraction, gen: Gen, e: Fraction) -> Term:
    here = dict(mono)
    left = here.pop(gen, Fraction(0)) - e
    rest = poly_term({tuple(sorted(here.items())): c})
    return ("mul", rest, factor_term(gen, left)) if left else rest


def _expanded(prover: Lemmas, residue: Poly, gen: Gen, e: Fraction, middle: Term, out: Poly) -> str:
    """The terms with the denominator written out are the next residue."""
    atoms = Atoms(prover)
    texts = []
    for mono, c in sorted(residue.items()):
        here = dict(mono)
        left = here.pop(gen, Fraction(0)) - e
        part = atoms.poly({tuple(sorted(here.items())): c})
        if left:
            inside = atoms.poly(dict(gen[1]))
            power = inside if left == 1 else f"(pwr_ {inside} {left})"
            part = f"(mul_ {part} {power})"
        texts.append(part)
    return prover.equal(middle, poly_term(out), atoms.close(joined("add_", texts), atoms.poly(out)))
