"""Canonical sums: products of sums are flattened, split into connected parts, and labelled.

A canonical sum ``("sum", sizes, factors)`` has bound tokens ``("b", h, 0..)`` whose
height h exceeds that of every sum inside it, and the labelling that is least among
all permutations; so two sums that differ in bound names only are the same tuple.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations, product
from math import factorial, prod
from typing import Any

from ...language.errors import Undecided
from ...language.exact import Fraction
from .algebra import Algebra
from .terms import ONE, Gen, Mono, Poly, Token, key, mentions

Factor = tuple[Gen, Fraction]
Factors = list[Factor]
Bound = list[tuple[Token, str]]
#: Orders of the bound indices of one sum, those of one size among themselves: as of six.
MAX_ORDERS = 720
#: For each e the coefficients of 1^e + ... + N^e by the powers of N.
POWER_SUMS = {
    1: {2: Fraction(1, 2), 1: Fraction(1, 2)},
    2: {3: Fraction(1, 3), 2: Fraction(1, 2), 1: Fraction(1, 6)},
    3: {4: Fraction(1, 4), 3: Fraction(1, 2), 2: Fraction(1, 4)},
}


def sum_over(algebra: Algebra, body: Poly, token: Token, size: str) -> Poly:
    """The sum of ``body`` over ``token`` in 1..size."""
    return summed(algebra, body, [(token, size)])


def summed(algebra: Algebra, body: Poly, bound: Bound) -> Poly:
    """The sum of ``body`` over the tokens ``bound``, of which there may be none."""
    out: Poly = {}
    for mono, c in body.items():
        term = sum_term(algebra, bound, list(mono)) if bound else {mono: Fraction(1)}
        out = algebra.add(out, algebra.scale(term, c))
    return out


def sum_term(algebra: Algebra, bound: Bound, factors: Factors) -> Poly:
    """The sum of one product of ``factors`` over the tokens ``bound``, in normal form."""
    bound, factors, coefficient = _flatten(algebra, bound, factors)
    collapsed = _collapse_delta(algebra, bound, factors)
    if collapsed is not None:
        return algebra.scale(collapsed, coefficient)
    out = algebra.number(coefficient)
    inside: Factors = []
    for gen, e in factors:
        if any(mentions(gen, t) for t, _ in bound):
            inside.append((gen, e))
        else:
            out = algebra.mul(out, algebra.monomial({gen: e}))
    used = []
    for token, size in bound:
        if any(mentions(g, token) for g, _ in inside):
            used.append((token, size))
        else:
            out = algebra.mul(out, algebra.gen(("sym", size)))
    for part_bound, part in components(used, inside):
        out = algebra.mul(out, _component(algebra, part_bound, part))
    return out


def _flatten(algebra: Algebra, bound: Bound, factors: Factors) -> tuple[Bound, Factors, Fraction]:
    """Pull the bodies of inner sums that depend on a bound token up into this sum."""
    todo, bound, coefficient = list(factors), list(bound), Fraction(1)
    merged: dict[Gen, Fraction] = {}
    while todo:
        gen, e = todo.pop()
        depends = any(mentions(gen, t) for t, _ in bound)
        if gen[0] == "sum" and depends and e > 0 and e.denominator == 1:
            for _ in range(int(e)):
                tokens, inner, sign = open_sum(algebra, gen)
                coefficient *= sign
                bound += tokens
                todo += inner
        else:
            merged[gen] = merged.get(gen, Fraction(0)) + e
    out = [(g, e) for g, e in merged.items() if e]
    if orders(bound) > MAX_ORDERS:
        raise Undecided("a product of sums binds too many indices")
    return bound, out, coefficient


def orders(bound: Bound) -> int:
    """In how many orders the indices can stand."""
    return prod(factorial(n) for n in Counter(size for _, size in bound).values())


def open_sum(algebra: Algebra, gen: Gen) -> tuple[Bound, Factors, Fraction]:
    """The bound tokens (fresh), the factors and the coefficient of a canonical sum.

    The coefficient is 1 or -1: a factor (a_i - a_j)^-1 may turn over when relabelled.
    """
    _, sizes, factors = gen
    height = height_over(factors)
    fresh = [(algebra.token(size), size) for _, size in sizes]
    mapping = {("b", height, i): t for i, (t, _) in enumerate(fresh)}
    opened: Factors = []
    coefficient = Fraction(1)
    for g, e in factors:
        mono, c = _single(algebra.rename_factor(g, e, mapping))
        coefficient *= c
        opened += list(mono)
    return fresh, opened, coefficient


def _single(poly: Poly) -> tuple[Mono, Fraction]:
    """The one term of a polynomial."""
    if len(poly) != 1:
        raise Undecided("renaming the indices of a sum splits it into several terms")
    return next(iter(poly.items()))


def _collapse_delta(algebra: Algebra, bound: Bound, factors: Factors) -> Poly | None:
    """sum_i delta(i, t) f(i) = f(t): t ranges over the same 1..size by the vocabulary check."""
    found = collapsing(bound, factors)
    if found is None:
        return None
    gen, here, there = found
    left = [(t, s) for t, s in bound if t != here]
    body = algebra.number(1)
    for g, x in factors:
        if g != gen:
            body = algebra.mul(body, algebra.rename_factor(g, x, {here: there}))
    return summed(algebra, body, left)


def collapsing(bound: Bound, factors: Sequence[Factor]) -> tuple[Gen, Token, Token] | None:
    """A factor delta(i, t) that says what the bound i is; that i, and that t."""
    tokens = {t for t, _ in bound}
    for gen, e in factors:
        if gen[0] == "delta" and e > 0:
            for here, there in ((gen[1], gen[2]), (gen[2], gen[1])):
                # An index t + 1 may lie beyond the range, where the delta would never be one.
                if here in tokens and not mentions(there, here) and there[0] != "o":
                    return gen, here, there
    return None


def components(bound: Bound, factors: Factors) -> Iterator[tuple[Bound, Factors]]:
    """The parts into which a sum falls: indices, and the factors that mention them."""
    left = list(bound)
    remaining = list(factors)
    while left:
        part, part_factors = [left.pop()], []
        grown = True
        while grown:
            grown = False
            for item in list(remaining):
                if any(mentions(item[0], t) for t, _ in part):
                    remaining.remove(item)
                    part_factors.append(item)
                    for other in list(left):
                        if mentions(item[0], other[0]):
                            left.remove(other)
                            part.append(other)
                    grown = True
        yield part, part_factors


def power_sum(bound: Bound, factors: Sequence[Factor]) -> tuple[Poly, int] | None:
    """1^e + ... + N^e for e = 1, 2, 3 as a polynomial in N, and e."""
    if len(bound) != 1 or len(factors) != 1 or factors[0][0] != ("idx", bound[0][0]):
        return None
    e = factors[0][1]
    if e not in POWER_SUMS:
        return None
    size: Gen = ("sym", bound[0][1])
    terms = POWER_SUMS[int(e)]
    return {((size, Fraction(power)),): Fraction(c) for power, c in terms.items()}, int(e)


def is_log_sum(bound: Bound, factors: Sequence[Factor]) -> bool:
    """Whether it is log 1 + ... + log N = log N + log Gamma(N), the logarithm of N!."""
    if len(bound) != 1:
        return False
    number: Gen = ("log", (((((("idx", bound[0][0]), Fraction(1)),), Fraction(1))),))
    return list(factors) == [(number, Fraction(1))]


def _component(algebra: Algebra, bound: Bound, factors: Factors) -> Poly:
    known = power_sum(bound, factors)
    if known is not None:
        return known[0]
    if is_log_sum(bound, factors):
        size = algebra.gen(("sym", bound[0][1]))
        parts = (size, algebra.gen(("Gamma", key(size))))
        return algebra.add(*(algebra.gen(("log", key(part))) for part in parts))
    found = cancelling(algebra, bound, factors)
    if found is not None:
        (gen, e), left, rest = found
        return sum_term(algebra, left, [*rest, (gen, e + 1)] if e != -1 else rest)
    _, gen, sign = labelled(algebra, bound, factors)
    return algebra.scale(algebra.gen(gen), sign)


def labelled(algebra: Algebra, bound: Bound, factors: Factors) -> tuple[Bound, Gen, Fraction]:
    """The order of the indices of a connected sum, the canonical sum, and what it is times.

    That is 0 where relabelling turns the sum into its negative.
    """
    height = height_over(factors)
    best: tuple[Mono, list[Token]] | None = None
    signs: set[Fraction] = set()
    groups: dict[str, list[Token]] = {}
    for token, size in sorted(bound, key=lambda item: item[1]):
        groups.setdefault(size, []).append(token)
    # ("size", name), so that no name a user chooses can be mistaken for a kind.
    sizes = tuple(("size", s) for s in sorted(groups) for _ in groups[s])
    for choice in product(*(permutations(groups[s]) for s in sorted(groups))):
        order = [t for group in choice for t in group]
        mapping: dict[Token, Token] = {t: ("b", height, i) for i, t in enumerate(order)}
        relabelled = algebra.number(1)
        for g, e in factors:
            relabelled = algebra.mul(relabelled, algebra.rename_factor(g, e, mapping))
        mono, c = _single(relabelled)
        if best is None or mono < best[0]:
            best, signs = (mono, order), {c}
        elif mono == best[0]:
            signs.add(c)
    mono, order = best or (ONE, [])
    size_of = dict(bound)
    sign = signs.pop() if len(signs) == 1 else Fraction(0)
    return [(t, size_of[t]) for t in order], ("sum", sizes, mono), sign


def cancelling(
    algebra: Algebra, bound: Bound, factors: Sequence[Factor]
) -> tuple[Factor, Bound, Factors] | None:
    """A factor (Sum_v G(v))**-1 that meets its Sum_v G(v), and what is around the two.

    So they are 1, also where other sums surround both.  The inverse is defined wherever the
    line is (its denominator was shown not to vanish), so the two cancel.
    """
    for gen, e in factors:
        depends = any(mentions(gen, t) for t, _ in bound)
        if gen[0] == "sum" and depends and e < 0 and e.denominator == 1:
            found = extract_sum(algebra, bound, [f for f in factors if f[0] != gen], gen)
            if found is not None:
                return (gen, e), *found
    return None


def extract_sum(
    algebra: Algebra, bound: Bound, factors: Factors, gen: Gen
) -> tuple[Bound, Factors] | None:
    """Take one factor Sum_v G(v) = ``gen`` out of a flattened sum; what is left, or None.

    Only a ``gen`` of one bound index is recognised: the factors that mention some
    bound v must be exactly G(v).
    """
    _, sizes, inner = gen
    if len(sizes) != 1:
        return None
    hole: Token = ("b", height_over(inner), 0)
    for token, size in bound:
        # The sum must not depend on v itself: sum_v a[v, v] is no row sum of a.
        if ("size", size) != sizes[0] or mentions(gen, token):
            continue
        mine = [(g, e) for g, e in factors if mentions(g, token)]
        if len(mine) != len(inner):
            continue
        renamed = algebra.number(1)
        for g, e in inner:
            renamed = algebra.mul(renamed, algebra.rename_factor(g, e, {hole: token}))
        if renamed == {tuple(sorted(mine)): Fraction(1)}:
            left = [(t, s) for t, s in bound if t != token]
            return left, [f for f in factors if f not in mine]
    return None


def height_over(factors: Any) -> int:
    """One more than the greatest height of a sum inside ``factors``."""
    return 1 + max((inner_height(g) for g, _ in factors), default=0)


def inner_height(thing: Any) -> int:
    """The height of the highest complete binder inside ``thing``."""
    if not isinstance(thing, tuple) or not thing:
        return 0
    if thing[0] in ("sum", "min", "prod", "map"):
        return binder_height(thing)
    return max((inner_height(part) for part in thing), default=0)


def binder_height(gen: Gen) -> int:
    """The height of the binder ``gen`` itself."""
    if gen[0] == "sum":
        return height_over(gen[2])
    return 1 + inner_height(gen[2])
