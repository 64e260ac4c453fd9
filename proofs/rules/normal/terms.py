"""What normal forms are made of: generators, monomials, polynomials.

A *polynomial* is a dict from monomials to rational coefficients; a *monomial* is a
sorted tuple of (generator, exponent); a *generator* is a tuple whose first entry
names its kind:

========================  =====================================================
``("sym", name)``         a symbol, a size, or the number pi
``("el", name, idx)``     an entry of a family
``("sum", sizes, facs)``  one connected sum of a product of factors
``("exp", mono)``         e to the monomial
``("log", key)``          log of a polynomial;  ``("logp", p)`` log of a prime
``("prime", p)``          a prime under a fractional exponent
``("poly", key)``         a sum of several terms under an exponent
``("delta", i, j)``       Kronecker's delta;   ``("ind", key)`` 1[poly = 0]
``("min", size, key)``    least value;         ``("map", ...)`` sum over maps
``("abs", key)``          absolute value;      ``("prod", size, key)`` product of any sign
``("idx", token)``        an index as a number
``(name, key)``           a function that is known by its laws alone, by its name in Coq
========================  =====================================================

Index tokens: ``("f", name, size)`` free, ``("b", height, number)`` bound in a canonical
sum, ``("c", family, idx)`` a value of an assignment, ``("o", token, offset)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ...language.errors import Undecided
from ...language.exact import Fraction

Token = tuple[Any, ...]
Gen = tuple[Any, ...]
Mono = tuple[tuple[Gen, Fraction], ...]
Poly = dict[Mono, Fraction]
Key = tuple[tuple[Mono, Fraction], ...]

ONE: Mono = ()


def key(a: Poly) -> Key:
    """A hashable, ordered form of a polynomial."""
    return tuple(sorted(a.items()))


def mentions(thing: Any, token: Token) -> bool:
    """Whether ``token`` occurs anywhere inside a generator, monomial or key."""
    if thing == token:
        return True
    if isinstance(thing, tuple):
        for part in thing:
            if isinstance(part, tuple) and mentions(part, token):
                return True
    return False


def uses_assignment(thing: Any, name: str) -> bool:
    """Whether a value of the assignment ``name`` occurs inside ``thing``."""
    if not isinstance(thing, tuple):
        return False
    if len(thing) == 3 and thing[0] in ("c", "el") and thing[1] == name:
        return True
    return any(uses_assignment(part, name) for part in thing)


def open_tokens(thing: Any) -> set[Token]:
    """All index tokens that occur inside generators, but those bound there.

    A bound one, put in for an index, would be captured by what binds it.
    """
    found: set[Token] = set()
    if isinstance(thing, tuple | list):
        if isinstance(thing, tuple) and len(thing) >= 2 and thing[0] in ("f", "b", "c", "o"):
            found |= set() if _closed(thing) else {thing}
        for part in thing:
            found |= open_tokens(part)
        if thing and thing[0] == "map":
            found = {t for t in found if not uses_assignment(t, thing[1][1])}
    return found


def fitting_tokens(
    tokens: Iterable[Token],
    wild: Iterable[Token],
    bound: Mapping[Token, str],
    labels: Mapping[str, str],
) -> list[list[Token]]:
    """For each wild token those of ``tokens`` that lie in its range, in order.

    An index t + 1 may lie beyond it.
    """
    inside = [t for t in sorted(tokens) if t[0] != "o"]
    return [[t for t in inside if _size(t, bound, labels) == w[2]] for w in wild]


def _size(token: Token, bound: Mapping[Token, str], labels: Mapping[str, str]) -> str | None:
    """The size of the range of a token; None if that is not known."""
    if token[0] == "f":
        return str(token[2])
    return labels.get(token[1]) if token[0] == "c" else bound.get(token)


def _closed(token: Any) -> bool:
    """Whether a token, or one inside it, is bound by a canonical sum, minimum or product."""
    if not isinstance(token, tuple):
        return False
    if token[:1] == ("b",):
        return bool(token[1] > 0)
    return any(map(_closed, token))


def common_factor(values: Iterable[Fraction]) -> Fraction:
    """The greatest positive rational of which all values are whole multiples."""
    top, bottom = 0, 1
    for value in values:
        top = math.gcd(top, value.numerator)
        bottom = math.lcm(bottom, value.denominator)
    return Fraction(top, bottom)


def primes(value: Fraction) -> dict[int, Fraction]:
    """The prime factors of a positive rational with their exponents.

    Raises:
        Undecided: if a factor is too large to be found by trial division.
    """
    out: dict[int, Fraction] = {}
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        rest, p = number, 2
        while rest > 1:
            if p > 10_000:
                raise Undecided("a number under a root or log is too large to factor")
            while rest % p == 0:
                out[p] = out.get(p, Fraction(0)) + sign
                rest //= p
            p += 1 if p == 2 else 2
            if p * p > rest > 1:
                out[rest] = out.get(rest, Fraction(0)) + sign
                break
    return out
