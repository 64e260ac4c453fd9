"""Inverse matrices: entries of a family of their own, and two hypotheses that say what they are.

B is the inverse of A where it is assumed that A B = 1 and B A = 1, entry by entry.  Which matrix is
the inverse of which is read off these two hypotheses alone, however they came to be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from .claims import Equal, Hypothesis
from .context import Context
from .errors import VocabularyError
from .matching import match
from .shapes import Shaped, transposed
from .substitution import family_name, same
from .vocabulary import Index, delta, total


def inverse_hypotheses(
    left: Any, right: Any, at: tuple[Index, ...], bound: Index, name: str
) -> tuple[Hypothesis, Hypothesis]:
    """A B = 1 and B A = 1 for the matrices ``left`` and ``right``.

    Args:
        left: what ``A[..., d, e]`` is written with, such as a family.
        right: the same of B.
        at: the indices for which it holds: those before the row, the row, and the column.
        bound: the index to sum over.
        name: what the hypotheses are called by.
    """
    *lead, row, column = at

    def product(a: Any, b: Any) -> Any:
        return total(a[(*lead, row, bound)] * b[(*lead, bound, column)], bound)

    unit = delta(row, column)
    return (
        Hypothesis(f"{name}_right", Equal(product(left, right), unit), at),
        Hypothesis(f"{name}_left", Equal(product(right, left), unit), at),
    )


def inverses(hypotheses: Iterable[Hypothesis]) -> Mapping[str, str]:
    """By the name of a matrix that of its inverse."""
    pairs = {p for h in hypotheses if (p := product_is_unit(h)) is not None}
    return {a: b for a, b in sorted(pairs) if (b, a) in pairs}


def two_sided(hypotheses: Iterable[Hypothesis]) -> Mapping[str, str]:
    """By the name of a hypothesis A B = 1 that of the other side, B A = 1."""
    found = {p: h.name for h in hypotheses if (p := product_is_unit(h)) is not None}
    return {name: found[b, a] for (a, b), name in found.items() if (b, a) in found}


def product_is_unit(hypothesis: Hypothesis) -> tuple[str, str] | None:
    """The names of two matrices whose product, in this order, is the identity."""
    relation = hypothesis.relation
    if not isinstance(relation, Equal) or hypothesis.guard is not None:
        return None
    product, unit = relation.expressions()
    if not isinstance(unit, sp.KroneckerDelta) or not isinstance(product, sp.Sum):
        return None
    factors = sp.Mul.make_args(product.args[0])
    if len(product.args) != 2 or len(factors) != 2:
        return None
    if not all(isinstance(f, sp.Indexed) and len(f.indices) > 1 for f in factors):
        return None
    for left, right in (factors, factors[::-1]):
        lead, (row, inner) = left.indices[:-2], left.indices[-2:]
        wanted = (*lead, inner, unit.args[0] if row == unit.args[1] else unit.args[1])
        at = {*lead, row, wanted[-1]}
        fits = inner == product.args[1][0] and row in unit.args and row != wanted[-1]
        free = len(at) == len(lead) + 2 and at <= set(hypothesis.forall)
        if fits and free and tuple(right.indices) == wanted:
            return family_name(left), family_name(right)
    return None


def inverse(value: Shaped, context: Context) -> Shaped | None:
    """The inverse of a matrix, if it is one that is known to have one, or its transpose."""
    for known in inverses(context.hypotheses.values()).items():
        for turned in (False, True):
            at = _indices(transposed(value) if turned else value, known[0], context)
            if at is None:
                continue
            row, column = at[-2:]
            thing = context.families.get(known[1]) or context.definitions[known[1]]
            found = Shaped(thing.base[at], row, column)
            return transposed(found) if turned else found
    if isinstance(value.expr, sp.Indexed) and family_name(value.expr) in context.definitions:
        # What is defined as an inverse has the matrix itself for an inverse.
        item = context.definitions[family_name(value.expr)]
        return inverse(replace(value, expr=item.at(tuple(value.expr.indices))), context)
    return None


def _indices(value: Shaped, name: str, context: Context) -> tuple[Any, ...] | None:
    """The indices at which an entry of ``name`` is the formula ``value``."""
    if value.row is None or value.column is None or value.row.size != value.column.size:
        return None
    places = (value.row, value.column)
    if isinstance(value.expr, sp.Indexed) and family_name(value.expr) == name:
        return tuple(value.expr.indices) if value.expr.indices[-2:] == places else None
    item = context.definitions.get(name)
    if item is None or item.params[-1].size != value.row.size:
        return None
    lead = tuple(Index(f"{n}#w", i.size) for n, i in enumerate(item.params[:-2]))
    body = item.at((*lead, *places))
    if not lead:
        return places if same(body, value.expr) else None
    found = match(body, value.expr, frozenset(lead), {})
    return None if found is None or set(found) != {*lead} else (*(found[i] for i in lead), *places)


def require_square(sizes: tuple[Any, ...], name: str) -> Any:
    """The size of a square matrix.

    Raises:
        VocabularyError: if it is none.
    """
    if len(sizes) < 2:
        raise VocabularyError(f"{name} is no matrix")
    if sizes[-1] != sizes[-2]:
        raise VocabularyError(f"{name} is a matrix of {sizes[-2]} × {sizes[-1]}, and not square")
    return sizes[-1]
