"""Putting a known total in for a sum, wherever it stands as a factor of a normal form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from ...language.context import Context
from ...language.errors import RuleMismatch
from .polynomials import Algebra
from .sums import extract_sum, open_sum, sum_term
from .terms import Gen, Poly, Token, uses_assignment


def use_totals(
    algebra: Algebra,
    poly: Poly,
    pattern: Poly,
    value: Poly,
    wild: list[Token],
    labels: Mapping[str, str],
) -> Poly:
    """``poly`` with c * sum_v G(v) replaced by ``value``, at every choice of the wild tokens.

    A wild token ("f", name, size) stands for tokens of its own size only; ``labels`` has
    the size of the values of each assignment.

    Raises:
        RuleMismatch: if ``pattern`` is not a multiple of one sum over one index.
    """
    if len(pattern) != 1:
        raise RuleMismatch("the known total must be a single sum")
    ((mono, coefficient),) = pattern.items()
    sums = [(g, e) for g, e in mono if g[0] == "sum"]
    if len(mono) != 1 or len(sums) != 1 or sums[0][1] != 1 or len(sums[0][0][1]) != 1:
        raise RuleMismatch("the known total must be a single sum over one index")
    gen = sums[0][0]
    present = open_tokens(gen)
    wild = [w for w in wild if w in present]
    replacement = algebra.scale(value, 1 / coefficient)
    for _ in range(6):
        changed = _once(algebra, poly, gen, replacement, wild, labels)
        if changed == poly:
            return poly
        poly = changed
    return poly


def _once(
    algebra: Algebra,
    poly: Poly,
    gen: Gen,
    value: Poly,
    wild: list[Token],
    labels: Mapping[str, str],
) -> Poly:
    out: Poly = {}
    for mono, c in poly.items():
        term = _rewrite_term(algebra, mono, gen, value, wild, labels)
        term = {mono: Fraction(1)} if term is None else term
        out = algebra.add(out, algebra.scale(term, c))
    return out


def _rewrite_term(
    algebra: Algebra,
    mono: Any,
    gen: Gen,
    value: Poly,
    wild: list[Token],
    labels: Mapping[str, str],
) -> Poly | None:
    for factor, e in mono:
        if factor[0] != "sum" or e < 1 or e.denominator != 1:
            continue
        others = [(g, x) for g, x in mono if g != factor]
        bound, inside, coefficient = open_sum(algebra, factor)
        tokens = open_tokens([g for g, _ in inside] + [g for g, _ in others])
        for choice in product(*fitting_tokens(tokens, wild, dict(bound), labels)):
            mapping: dict[Token, Token] = dict(zip(wild, choice, strict=True))
            renamed = algebra.rename(algebra.gen(gen), mapping)
            if len(renamed) != 1:
                continue
            ((one, scale),) = renamed.items()
            if scale != 1 or len(one) != 1 or one[0][0][0] != "sum":
                continue
            found = extract_sum(algebra, bound, inside, one[0][0])
            if found is None:
                continue
            left, rest = found
            body = algebra.scale(algebra.rename(value, mapping), coefficient)
            for g, x in rest:
                body = algebra.mul(body, algebra.monomial({g: x}))
            out: Poly = {}
            for m, c in body.items():
                term = sum_term(algebra, left, list(m)) if left else {m: Fraction(1)}
                out = algebra.add(out, algebra.scale(term, c))
            for g, x in others:
                out = algebra.mul(out, algebra.monomial({g: x}))
            for _ in range(int(e) - 1):
                out = algebra.mul(out, algebra.gen(factor))
            return out
    return None


def labels(context: Context) -> dict[str, str]:
    """The size of the values of each assignment."""
    found = {n: f.values for n, f in context.families.items() if f.values is not None}
    return {name: values.name for name, values in found.items()}


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


def _closed(token: Any) -> bool:
    """Whether a token, or one inside it, is bound by a canonical sum, minimum or product."""
    if not isinstance(token, tuple):
        return False
    if token[:1] == ("b",):
        return bool(token[1] > 0)
    return any(map(_closed, token))
