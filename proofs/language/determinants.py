"""Determinants that are products of pivots: of triangular matrices, and of what they make.

A determinant is no word of the language.  Where a matrix is made of a triangular one L and pivots
p, as L diag(p) L^T or L L^T, where it is triangular or diagonal itself, or the inverse of such a
one, its determinant is the product that one knows from books, and that product is what is read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from .claims import Equal, Hypothesis, LessThan, NotEqual
from .context import Context
from .inverses import inverse
from .shapes import Shaped, entry, square_size
from .substitution import family_name, free_indices, substitute_index
from .vocabulary import Index, product


def determinant(value: Shaped, context: Context, letter: str) -> Any | None:
    """The determinant of a square matrix as a product over ``letter``; None if it is not seen.

    What it is divided by, of an inverse, is not 0: the matrix has an inverse.
    """
    found = _of_pivots(value, context, letter)
    if found is not None:
        return found
    other = inverse(value, context)
    below = None if other is None else _of_pivots(other, context, letter)
    return None if below is None else 1 / below


def _of_pivots(value: Shaped, context: Context, letter: str) -> Any | None:
    index = Index(letter, square_size(value, "a determinant"))
    if _is_triangular(value, context):
        return product(_pivot(entry(value, index, index), context), index)
    if isinstance(value.expr, sp.Indexed) and family_name(value.expr) in context.definitions:
        item = context.definitions[family_name(value.expr)]
        inside = replace(value, expr=item.at(tuple(value.expr.indices)))
        return _of_pivots(inside, context, letter)
    pivots = _middle(_without_deltas(value.expr), value, context)
    if pivots is None:
        return None
    return product(substitute_index(*pivots, index), index)


def _middle(expr: Any, value: Shaped, context: Context) -> tuple[Any, Index] | None:
    """What stands between L and L^T, times the squares of the diagonal of L; and at which index."""
    if isinstance(expr, sp.KroneckerDelta):
        expr = sp.Mul(sp.S.One, expr, evaluate=False)
    if isinstance(expr, sp.Mul) and any(_joins(f, value) for f in expr.args):
        rest = sp.Mul(*(f for f in expr.args if not _joins(f, value)))
        at = value.row if value.column not in free_indices(rest) else value.column
        return (rest, at) if at is not None and free_indices(rest) <= {at} else None
    if not isinstance(expr, sp.Sum) or len(expr.args) != 2:
        return None
    body, inner = expr.args[0], expr.args[1][0]
    sides, rest = list[Any](), list[Any]()
    for factor in _factors(body):
        outer = free_indices(factor) & {value.row, value.column}
        (sides if outer else rest).append(factor)
    if len(sides) != 2 or not all(isinstance(s, sp.Indexed) for s in sides):
        return None
    left, right = sorted(sides, key=lambda s: value.column in s.indices)
    here, there = Shaped(left, value.row, inner), Shaped(right, value.column, inner)
    same = entry(here, *_PLACES) == entry(there, *_PLACES)
    if not same or list(left.indices).count(inner) != 1 or not _is_triangular(here, context):
        return None
    pivot = _pivot(entry(here, inner, inner), context)
    return sp.Mul(*rest, pivot**2), inner


_ANY = sp.Symbol("any", integer=True, positive=True)
_PLACES = (Index("row#", _ANY), Index("column#", _ANY))


def _factors(body: Any) -> list[Any]:
    """The factors, squares taken apart."""
    out: list[Any] = []
    for factor in sp.Mul.make_args(body):
        square = isinstance(factor, sp.Pow) and factor.exp == 2
        out += [factor.base] * 2 if square else [factor]
    return out


def _joins(factor: Any, value: Shaped) -> bool:
    return isinstance(factor, sp.KroneckerDelta) and set(factor.args) == {value.row, value.column}


def _without_deltas(expr: Any) -> Any:
    """Sums over an index that a delta sets equal to another one, worked out."""
    if isinstance(expr, sp.Sum) and len(expr.args) == 2:
        body, index = _without_deltas(expr.args[0]), expr.args[1][0]
        for factor in sp.Mul.make_args(body):
            if isinstance(factor, sp.KroneckerDelta) and index in factor.args:
                other = next(a for a in factor.args if a != index)
                rest = sp.Mul(*(f for f in sp.Mul.make_args(body) if f != factor))
                if isinstance(other, Index) and other.size == index.size:
                    return substitute_index(rest, index, other)
        return expr.func(body, *expr.args[1:])
    if isinstance(expr, sp.Mul):
        return sp.Mul(*map(_without_deltas, expr.args))
    return expr


def _is_triangular(value: Shaped, context: Context) -> bool:
    """Whether a hypothesis says that what is beside the diagonal, or on one side of it, is 0."""
    if not isinstance(value.expr, sp.Indexed):
        return False
    return any(_says_zero(h, value) for h in context.hypotheses.values())


def _says_zero(hypothesis: Hypothesis, value: Shaped) -> bool:
    relation, guard = hypothesis.relation, hypothesis.guard
    if not isinstance(relation, Equal) or not isinstance(guard, LessThan | NotEqual):
        return False
    place, zero = relation.expressions()
    if zero != 0 or not isinstance(place, sp.Indexed) or place.base != value.expr.base:
        return False
    *lead, row, column = place.indices
    free = {*lead, row, column}
    whole = len(free) == len(place.indices) and free <= set(hypothesis.forall)
    mine = tuple(value.expr.indices[-2:])
    plain = mine in ((value.row, value.column), (value.column, value.row))
    return plain and whole and {guard.lhs, guard.rhs} == {row, column}


def _pivot(diagonal: Any, context: Context) -> Any:
    """An entry of the diagonal: 1 where a hypothesis says so."""
    for hypothesis in context.hypotheses.values():
        relation = hypothesis.relation
        if not isinstance(relation, Equal) or relation.rhs != 1 or hypothesis.guard is not None:
            continue
        place = relation.lhs
        if isinstance(place, sp.Indexed) and place.base == diagonal.base:
            *lead, row, column = place.indices
            whole = len({*lead, row}) == len(lead) + 1 and {*lead, row} <= set(hypothesis.forall)
            if row == column and whole:
                return sp.S.One
    return diagonal
