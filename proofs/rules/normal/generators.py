"""Making generators other than entries and sums, and renaming the indices inside any.

Each kind is made by one function, which is used again when the indices inside are renamed.
"""

from __future__ import annotations

from collections.abc import Callable

from ...language.exact import Fraction
from ...language.functions import OPAQUE
from .algebra import Algebra
from .sums import binder_height, inner_height, open_sum, sum_over, summed
from .terms import ONE, Gen, Key, Poly, Token, key, mentions

#: How often the law of an opaque function is used on one value.
MAX_STEPS = 60


def minimum_over(algebra: Algebra, body: Poly, token: Token, size: str) -> Poly:
    """The least value of ``body`` over ``token``, as one canonical generator."""
    if not any(mentions(mono, token) for mono in body):
        return body
    return algebra.gen(("min", size, _closed(algebra, body, token)))


def positive_part(algebra: Algebra, body: Poly, token: Token) -> Poly:
    """The positive factor that all terms of ``body`` share and that is free of ``token``."""
    content, _ = algebra.content(body)
    ((mono, lead),) = content.items()
    plain = {g: e for g, e in mono if algebra.positive(g) and not mentions(g, token)}
    return algebra.scale(algebra.monomial(plain), abs(lead))


def product_over(algebra: Algebra, body: Poly, token: Token, size: str) -> Poly:
    """The product of ``body`` over ``token``: exp(sum log f), or one canonical generator.

    The logarithm is taken where ``body`` is known to be positive only.
    """
    if positive_factor(algebra, body):
        return algebra.exp(sum_over(algebra, algebra.log(body), token, size))
    return algebra.gen(("prod", size, _closed(algebra, body, token)))


def positive_factor(algebra: Algebra, body: Poly) -> bool:
    """Whether ``body`` is a single positive term or a positive sum, perhaps of such factors."""
    if not body:
        return False
    content, rest = algebra.content(body)
    known = all(c > 0 and all(algebra.positive(g) for g, _ in m) for m, c in content.items())
    return known and (not rest or algebra.positive(("poly", key(rest))))


def open_binder(algebra: Algebra, gen: Gen) -> tuple[Token, Poly]:
    """A fresh token for what a least value or product binds, and its body at that."""
    token, hole = algebra.token(gen[1]), ("b", binder_height(gen), 0)
    return token, algebra.rename(dict(gen[2]), {hole: token})


def _closed(algebra: Algebra, body: Poly, token: Token) -> Key:
    """``body`` with the bound ``token`` named after the binders inside."""
    height = 1 + inner_height(key(body))
    return key(algebra.rename(body, {token: ("b", height, 0)}))


def map_sum(algebra: Algebra, body: Poly, name: str, rows: str, values: str) -> Poly:
    """The sum over all assignments ``name``, as one canonical generator."""
    return algebra.gen(("map", ("of", name, rows, values), key(body))) if body else {}


def indicator(algebra: Algebra, difference: Poly) -> Poly:
    """1[difference = 0]; the difference counts up to a rational factor."""
    if not difference:
        return algebra.number(1)
    if set(difference) == {ONE}:
        return {}
    lead = difference[min(difference)]
    return algebra.gen(("ind", key(algebra.scale(difference, 1 / lead))))


def absolute(algebra: Algebra, inside: Poly) -> Poly:
    """|inside|; a positive number moves out, and the sign inside does not count."""
    if not inside:
        return {}
    lead = inside[min(inside)]
    scaled = algebra.scale(inside, 1 / lead)
    if set(scaled) == {ONE}:
        return algebra.number(abs(lead))
    return algebra.scale(algebra.gen(("abs", key(scaled))), abs(lead))


def by_laws(algebra: Algebra, name: str, inside: Poly) -> Poly:
    """A function that is known by its laws, of ``inside``.

    Gamma(u + 1) = u Gamma(u) and digamma(u + 1) = digamma(u) + 1/u where u is known to be
    positive, as often as that goes; Gamma(1) = 1.
    """
    added: Poly = {}
    factor = algebra.number(1)
    for _ in range(MAX_STEPS):
        below = step_below(algebra, inside)
        if below is None:
            break
        if name == "Gamma":
            factor = algebra.mul(factor, below)
        else:
            added = algebra.add(added, algebra.power(below, Fraction(-1)))
        inside = below
    if name == "Gamma" and inside == algebra.number(1):
        return factor
    return algebra.add(added, algebra.mul(factor, algebra.gen((name, key(inside)))))


def step_below(algebra: Algebra, inside: Poly) -> Poly | None:
    """``inside`` - 1, if that is known to be positive."""
    below = algebra.sub(inside, algebra.number(1))
    if positive_factor(algebra, below) or _counts_from_one(algebra, below):
        return below
    return None


def _counts_from_one(algebra: Algebra, below: Poly) -> bool:
    """Whether ``below`` is a positive number and products of what is not negative."""
    return below.get(ONE, Fraction(0)) > 0 and algebra.never_negative(key(below))


def rebuilt(algebra: Algebra, gen: Gen, change: Callable[[Poly], Poly]) -> Poly:
    """The generator with what stands inside it changed, in normal form; leaves stay."""
    kind = gen[0]
    if kind == "exp":
        return algebra.exp(change({gen[1]: Fraction(1)}))
    if kind == "log":
        return algebra.log(change(dict(gen[1])))
    if kind == "poly":
        return change(dict(gen[1]))
    if kind == "ind":
        return indicator(algebra, change(dict(gen[1])))
    if kind == "abs":
        return absolute(algebra, change(dict(gen[1])))
    if kind in OPAQUE:
        return by_laws(algebra, kind, change(dict(gen[1])))
    if kind == "sum":
        bound, factors, coefficient = open_sum(algebra, gen)
        return summed(algebra, change({tuple(sorted(factors)): coefficient}), bound)
    if kind in ("min", "prod"):
        over = minimum_over if kind == "min" else product_over
        token, body = open_binder(algebra, gen)
        return over(algebra, change(body), token, gen[1])
    if kind == "map":
        return map_sum(algebra, change(dict(gen[2])), *gen[1][1:])
    return algebra.gen(gen)


def rename_generator(algebra: Algebra, gen: Gen, mapping: dict[Token, Token]) -> Poly:
    """The generator with index tokens replaced, as a polynomial in normal form."""
    if gen[0] == "el":
        return algebra.gen(("el", gen[1], tuple(rename_token(t, mapping) for t in gen[2])))
    if gen[0] == "idx":
        return index_number(algebra, rename_token(gen[1], mapping))
    if gen[0] == "delta":
        return kronecker(algebra, rename_token(gen[1], mapping), rename_token(gen[2], mapping))
    return rebuilt(algebra, gen, lambda inside: algebra.rename(inside, mapping))


def rename_token(token: Token, mapping: dict[Token, Token]) -> Token:
    """A token with its parts replaced."""
    if token in mapping:
        return mapping[token]
    if token[0] == "c":
        return ("c", token[1], tuple(rename_token(t, mapping) for t in token[2]))
    if token[0] == "o":
        return ("o", rename_token(token[1], mapping), token[2])
    return token


def index_number(algebra: Algebra, token: Token) -> Poly:
    """An index as a number; of the next one it is that number plus 1."""
    if token[0] == "o":
        return algebra.add(index_number(algebra, token[1]), algebra.number(token[2]))
    return algebra.gen(("idx", token))


def kronecker(algebra: Algebra, i: Token, j: Token) -> Poly:
    """delta(i, j) with its tokens in order; 1 if they are the same."""
    if i == j:
        return algebra.number(1)
    return algebra.gen(("delta", *sorted((i, j))))


class NormalForms(Algebra):
    """Arithmetic of normal forms, with all kinds of generators."""

    def rename_generator(self, gen: Gen, mapping: dict[Token, Token]) -> Poly:
        return rename_generator(self, gen, mapping)
