"""Which sums over a coordinate are squared lengths or inner products of vectors."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp

from ...language.context import Context
from ...language.substitution import family_name, free_indices
from ...language.vocabulary import Index


def is_linear(expr: Any, index: Index, context: Context) -> bool:
    """Whether ``expr`` is a linear combination of vectors, each at the coordinate ``index``.

    Every term is one vector entry with ``index`` last (and nowhere else) times factors
    without ``index``; sums over other indices may stand around terms.
    """
    if isinstance(expr, sp.Indexed):
        return _is_entry(expr, index, context)
    if isinstance(expr, sp.Add):
        return all(is_linear(term, index, context) for term in expr.args)
    if isinstance(expr, sp.Mul):
        _, vectors = split_factors(expr, index)
        return len(vectors) == 1 and is_linear(vectors[0], index, context)
    if isinstance(expr, sp.Sum):
        bound = {limit[0] for limit in expr.args[1:]}
        return index not in bound and is_linear(expr.args[0], index, context)
    return False


def _is_entry(entry: Any, index: Index, context: Context) -> bool:
    name = family_name(entry)
    found = context.families.get(name) or context.definitions.get(name)
    *others, last = entry.indices
    return (
        found is not None
        and found.vector
        and last == index
        and all(index not in free_indices(other) for other in others)
    )


def is_coordinate(expr: Any, index: Index, context: Context) -> bool:
    """Whether ``index`` is the coordinate of some vector in ``expr``."""
    if isinstance(expr, sp.Indexed):
        return _is_entry(expr, index, context)
    return any(is_coordinate(arg, index, context) for arg in expr.args)


def split_factors(term: Any, index: Index) -> tuple[list[Any], list[Any]]:
    """The factors of ``term`` without and with ``index``."""
    apart: list[Any] = []
    depend: list[Any] = []
    for factor in sp.Mul.make_args(term):
        (depend if index in free_indices(factor) else apart).append(factor)
    return apart, depend


def squared(factor: Any) -> bool:
    """Whether ``factor`` is a square."""
    return isinstance(factor, sp.Pow) and factor.exp == 2


def primitive(expr: Any, *, whole: bool = True) -> tuple[Any, Any]:
    """(c, e) with ``expr`` = c e, where c > 0 is the common factor of the coefficients.

    SymPy multiplies numbers into sums, 2 (x - m) becomes 2 x - 2 m; this undoes it.
    ``whole``: only where all coefficients are whole.
    """
    if not isinstance(expr, sp.Add):
        return sp.S.One, expr
    pairs = [term.as_coeff_Mul() for term in expr.args]
    top = math.gcd(*(int(c.p) for c, _ in pairs))
    bottom = math.lcm(*(int(c.q) for c, _ in pairs))
    content = sp.Rational(top, bottom)
    if content == 1 or (whole and bottom != 1):
        return sp.S.One, expr
    return content, sp.Add(*(c / content * rest for c, rest in pairs))
