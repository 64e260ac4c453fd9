"""A second look at a residue: laws of what stands inside its generators.

The first normal form keeps the arguments of exp, log, 1[. = 0], | . |, min, products and sums over
assignments apart once they are in normal form themselves.  Here a residue that is not empty is
built again from the inside, by laws that hold wherever both sides have a value:

* l / d = 1 - (d - l) / d for the leading term l of a denominator d, so (a p + a) / (p + 1) = a;
* |a b| = |a| |b|, and |a| = a for a > 0;
* min_i (c + a f_i) = c + a min_i f_i for a > 0;
* sums over assignments are linear, and there are K^N assignments;
* delta(i, i + 1) = 0.
"""

from __future__ import annotations

from typing import Any

from ...language.exact import Fraction
from .algebra import Algebra
from .generators import absolute, minimum_over, open_binder, positive_part, rebuilt
from .sums import Factors, open_sum, sum_over
from .terms import Gen, Mono, Poly, key, mentions, uses_assignment

#: Divisions by one denominator after which the rest stays as it is.
MAX_CANCEL = 60


def deepened(algebra: Algebra, a: Poly) -> Poly:
    """``a`` built again from the inside of its generators."""
    out: Poly = {}
    for mono, c in a.items():
        term = algebra.number(c)
        for gen, e in mono:
            term = algebra.mul(term, algebra.power(_generator(algebra, gen), e))
        out = algebra.add(out, term)
    return cancelled(algebra, out)


def _generator(algebra: Algebra, gen: Gen) -> Poly:
    if _settled(gen):
        return algebra.gen(gen)
    kind = gen[0]
    if kind == "delta":
        i, j = gen[1:]
        return {} if ("o", i, 1) == j or ("o", j, 1) == i else algebra.gen(gen)
    if kind == "min":
        return _minimum(algebra, gen)
    if kind == "map":
        return _over_maps(algebra, deepened(algebra, dict(gen[2])), gen[1])
    if kind == "abs":
        return _unsigned(algebra, deepened(algebra, dict(gen[1])))
    return rebuilt(algebra, gen, lambda inside: deepened(algebra, inside))


def _settled(thing: Any) -> bool:
    """Whether nothing inside can change: no denominator, binder but sums, |u|, or t + 1."""
    if not isinstance(thing, tuple) or not thing:
        return True
    return thing[0] not in ("poly", "abs", "min", "prod", "map", "o") and all(map(_settled, thing))


def cancelled(algebra: Algebra, a: Poly) -> Poly:
    """``a`` with its numerators divided by its denominators, as polynomials are.

    Each replacement of l / d puts terms that come before l in the order of terms.
    """
    for _ in range(MAX_CANCEL):
        found = next(((m, f) for m in a for f in _divisible(m)), None)
        if found is None:
            return a
        mono, (gen, lead, first) = found
        exponents = dict(mono)
        for g, e in lead:
            exponents[g] = exponents.get(g, Fraction(0)) - e
        kept = algebra.monomial(exponents)
        tail = {m: c for m, c in gen[1] if m != lead}
        change = algebra.sub(algebra.mul(kept, algebra.gen(gen)), algebra.mul(kept, tail))
        rest = {m: c for m, c in a.items() if m != mono}
        a = algebra.add(rest, algebra.scale(change, a[mono] / first))
    return a


def _divisible(mono: Mono) -> list[tuple[Gen, Mono, Fraction]]:
    """The denominators of ``mono`` whose leading terms divide the rest, with those terms."""
    exponents, out = dict(mono), []
    for gen, e in mono:
        if gen[0] == "poly" and e < 0 and e.denominator == 1:
            terms = dict(gen[1])
            lead = _leading(terms)
            if all(exponents.get(g, Fraction(0)) >= x > 0 for g, x in lead):
                out.append((gen, lead, terms[lead]))
    return out


def _leading(terms: Poly) -> Mono:
    """The last term by degree, and among those of one degree by the exponents in turn."""
    gens = sorted({g for m in terms for g, _ in m})

    def order(mono: Mono) -> tuple[Fraction, list[Fraction]]:
        here = dict(mono)
        return sum(here.values(), Fraction(0)), [here.get(g, Fraction(0)) for g in gens]

    return max(terms, key=order)


def _unsigned(algebra: Algebra, inside: Poly) -> Poly:
    if not inside:
        return {}
    content, rest = algebra.content(inside)
    ((mono, lead),) = content.items()
    out = algebra.number(abs(lead))
    for gen, e in mono:
        # A root has a value only where what stands under it is positive.
        signed = e.denominator == 1 and e % 2 == 1 and gen[0] not in ("ind", "delta", "abs")
        if not signed or algebra.positive(gen):
            factor = algebra.monomial({gen: e})
        else:
            base = dict(gen[1]) if gen[0] == "poly" else algebra.gen(gen)
            factor = algebra.power(_whole(algebra, base), e)
        out = algebra.mul(out, factor)
    return algebra.mul(out, _whole(algebra, rest)) if rest else out


def _whole(algebra: Algebra, inside: Poly) -> Poly:
    """|inside| for an ``inside`` without common factors."""
    scaled = algebra.scale(inside, 1 / inside[min(inside)])
    if algebra.positive(("poly", key(scaled))):
        return algebra.scale(scaled, abs(inside[min(inside)]))
    return absolute(algebra, inside)


def _minimum(algebra: Algebra, gen: Gen) -> Poly:
    token, body = open_binder(algebra, gen)
    named = deepened(algebra, body)
    outside = {m: c for m, c in named.items() if not mentions(m, token)}
    inside = {m: c for m, c in named.items() if m not in outside}
    if not inside:
        return outside
    factor = positive_part(algebra, inside, token)
    inside = algebra.mul(inside, algebra.power(factor, Fraction(-1)))
    least = minimum_over(algebra, inside, token, gen[1])
    return algebra.add(outside, algebra.mul(factor, least))


def _over_maps(algebra: Algebra, body: Poly, over: tuple[str, ...]) -> Poly:
    out: Poly = {}
    for mono, c in body.items():
        out = algebra.add(out, algebra.scale(_map_term(algebra, list(mono), over), c))
    return out


def _map_term(algebra: Algebra, factors: Factors, over: tuple[str, ...]) -> Poly:
    """The sum over all assignments of a product of ``factors``; sums over indices go outside."""
    _, name, rows, values = over
    out, inside = algebra.number(1), []
    for gen, e in factors:
        if uses_assignment(gen, name):
            inside.append((gen, e))
        else:
            out = algebra.mul(out, algebra.monomial({gen: e}))
    if not inside:
        count = algebra.mul(algebra.gen(("sym", rows)), algebra.log(algebra.gen(("sym", values))))
        return algebra.mul(out, algebra.exp(count))
    for gen, e in inside:
        if gen[0] == "sum" and e > 0 and e.denominator == 1:
            bound, opened, sign = open_sum(algebra, gen)
            left = [(g, x) for g, x in inside if g != gen] + [(gen, e - 1)] * (e > 1)
            whole = _over_maps(algebra, _product(algebra, opened + left, sign), over)
            for token, size in bound:
                whole = sum_over(algebra, whole, token, size)
            return algebra.mul(out, whole)
    return algebra.mul(out, algebra.gen(("map", over, key({tuple(sorted(inside)): Fraction(1)}))))


def _product(algebra: Algebra, factors: Factors, coefficient: Fraction) -> Poly:
    out = algebra.number(coefficient)
    for gen, e in factors:
        out = algebra.mul(out, algebra.monomial({gen: e}))
    return out
