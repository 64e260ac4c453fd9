"""Indicators and least values, seen through definitions."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.fresh import fresh_index
from ..language.matching import match
from ..language.substitution import free_indices, same, substitute_index
from ..language.vocabulary import Index, Indicator, MinOver


def is_indicator(context: Context, expr: Any) -> bool:
    """Whether ``expr`` is 0 or 1: an indicator, a delta, or defined as one."""
    if isinstance(expr, sp.Symbol | sp.Indexed):
        definition = context.definition_of(expr)
        return definition is not None and is_indicator(context, definition.body)
    if isinstance(expr, sp.Mul):
        return all(is_indicator(context, factor) for factor in expr.args)
    return isinstance(expr, Indicator | sp.KroneckerDelta)


def as_minimum(context: Context, expr: Any) -> Any:
    """``expr`` as a MinOver, unfolding definitions that are one."""
    if isinstance(expr, sp.Symbol | sp.Indexed):
        definition = context.definition_of(expr)
        if definition is None:
            return None
        at = tuple(expr.indices) if isinstance(expr, sp.Indexed) else ()
        return as_minimum(context, definition.at(at))
    return expr if isinstance(expr, MinOver) else None


def is_value_of(context: Context, least: Any, value: Any) -> bool:
    """Whether ``value`` is one of those of which ``least`` is the least."""
    index = least.args[1][0]
    hole = fresh_index(index)
    body = substitute_index(least.args[0], index, hole)
    if match(body, value, frozenset((hole,)), {}) is not None:
        return True
    unfolded = context.unfold_all(value)
    pattern = context.unfold_all(body)
    return match(pattern, unfolded, frozenset((hole,)), {}) is not None


def attained(context: Context, a: Any, b: Any, hole: Index) -> Any:
    """The minimum of which a = b says that it is attained, f(hole) = min_j f(j); or None."""
    for difference in (a - b, b - a):
        for term in difference.args if isinstance(difference, sp.Add) else ():
            least = as_minimum(context, -term)
            free = least is not None and hole not in free_indices(term)
            if free and covers(context, least, difference - term, hole):
                return least
    return None


def covers(context: Context, least: Any, value: Any, hole: Index) -> bool:
    """Whether ``value`` runs through all values of ``least`` as ``hole`` runs."""
    index = least.args[1][0]
    if index.size != hole.size:
        return False
    body = substitute_index(least.args[0], index, hole)
    return same(body, value) or same(context.unfold_all(body), context.unfold_all(value))
