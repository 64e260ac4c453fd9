r"""The least of all other values, ``min_{j \ne k} f_j``, in the words that there are.

At j = k the greatest of all values stands in the place of f_k: where there is another value,
the least of these is that of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from .claims import Relation
from .context import Context
from .fixed import reaching
from .substitution import free_indices, rebuild, same, substitute_index
from .vocabulary import Index, MinOver, index_size, minimum


def least_of_others(body: Any, index: Index, other: Any, inner: Index) -> Any:
    """min over all ``index`` but ``other``; ``inner`` is a name for an index that is free.

    It means this where the range has two values or more.
    """
    tie = sp.KroneckerDelta(index, other)
    greatest = -minimum(-substitute_index(body, index, inner), inner)
    return minimum(body * (1 - tie) + tie * greatest, index)


def others(least: Any) -> tuple[Any, Any] | None:
    """f_j and k, where ``least``, a least value over j, is that over j other than k."""
    body, (index, *_) = least.args
    for tie in sorted(body.atoms(sp.KroneckerDelta), key=str):
        others = [i for i in tie.args if i != index]
        if len(others) != 1 or index in free_indices(others[0]):
            continue
        value, met = (_met(body, tie, n) for n in (0, 1))
        if _is_greatest(substitute_index(met, index, others[0]), value, index):
            return value, others[0]
    return None


def torn(before: Any, after: Any) -> bool:
    """Whether a change left some of the words for a least of others without that meaning."""
    whole = before.atoms(MinOver)
    if not any(others(least) for least in whole):
        return False
    return any(
        least.args[0].has(sp.KroneckerDelta) and least.args[0].has(MinOver) and not others(least)
        for least in after.atoms(MinOver) - whole
    )


def _met(expr: Any, tie: Any, number: int) -> Any:
    """A sum of products in which the factor ``tie`` is that number."""
    if expr == tie:
        return sp.Integer(number)
    if not isinstance(expr, sp.Add | sp.Mul):
        return expr
    return rebuild(expr, (_met(arg, tie, number) for arg in expr.args))


def rests_on(context: Context, relations: Iterable[Relation]) -> Iterator[str]:
    """The hypotheses by which there are the others of which a theorem speaks."""
    said = [e for relation in relations for e in relation.expressions()]
    said += [e for h in context.hypotheses.values() for e in h.expressions()]
    said += [definition.body for definition in context.definitions.values()]
    for expr in said:
        for least in expr.atoms(MinOver) if index_size(expr) is None else ():
            name = reaching(context, least.args[1][2], 2)
            if name is not None and others(least) is not None:
                yield name


def _is_greatest(expr: Any, value: Any, index: Index) -> bool:
    """Whether ``expr`` is the greatest of the values that ``value`` has as ``index`` runs."""
    least = -expr
    if not isinstance(least, MinOver) or least.args[1][2] != index.size:
        return False
    body, (bound, *_) = least.args
    if index in free_indices(body) - {bound}:
        return False
    return same(substitute_index(body, bound, index), -value)
