"""Matching: what to put for wild indices so that one formula becomes another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from .substitution import Substitution, family_name, free_indices, names_used, same, substitute
from .vocabulary import BINDERS, Index, MapSum, index_size


def match(
    pattern: Any, expr: Any, wild: frozenset[Index], found: dict[Index, Any]
) -> dict[Index, Any] | None:
    """Values for the ``wild`` indices that make ``pattern`` equal to ``expr``, or None.

    Only whole subtrees are compared (no commutative search beyond trying the
    arguments of sums and products in each order of equal heads).
    """
    if isinstance(pattern, Index) and pattern in wild:
        if pattern in found:
            return found if found[pattern] == expr else None
        # An index t + 1 may lie beyond the range over which the pattern holds.
        fits = not isinstance(expr, sp.Add) and index_size(expr) == pattern.size
        return {**found, pattern: expr} if fits else None
    if not (free_indices(pattern) & wild):
        return found if same(pattern, expr) else None
    if type(pattern) is not type(expr) or len(pattern.args) != len(expr.args):
        return None
    if isinstance(pattern, sp.Indexed):
        if family_name(pattern) != family_name(expr):
            return None
        return _match_all(pattern.indices, expr.indices, wild, found)
    if isinstance(pattern, BINDERS):
        limits, others = pattern.args[1:], expr.args[1:]
        if [p[2] for p in limits] != [o[2] for o in others]:
            return None
        renames = dict(zip((o[0] for o in others), (p[0] for p in limits), strict=True))
        clash = {r.name for r in renames.values()}
        if any(i.name in clash for i in free_indices(expr)):
            return None
        body = substitute(expr.args[0], Substitution(indices=renames))
        result = match(pattern.args[0], body, wild - set(renames.values()), found)
        if result is None or any(free_indices(v) & set(renames.values()) for v in result.values()):
            return None
        return result
    if isinstance(pattern, MapSum):
        if pattern.args[1:] != expr.args[1:]:
            return None
        result = match(pattern.args[0], expr.args[0], wild, found)
        name = pattern.args[1].label.name
        inside = result is not None and any(name in names_used(v) for v in result.values())
        return None if inside else result
    if isinstance(pattern, sp.Add | sp.Mul | sp.KroneckerDelta):
        return _match_unordered(list(pattern.args), list(expr.args), wild, found)
    return _match_all(pattern.args, expr.args, wild, found)


def _match_all(
    patterns: Any, exprs: Any, wild: frozenset[Index], found: dict[Index, Any]
) -> dict[Index, Any] | None:
    if len(patterns) != len(exprs):
        return None
    result: dict[Index, Any] | None = found
    for p, e in zip(patterns, exprs, strict=True):
        result = match(p, e, wild, result) if result is not None else None
    return result


def match_part(
    pattern: Any, expr: Any, wild: frozenset[Index]
) -> tuple[dict[Index, Any], list[Any]] | None:
    """Match the terms (factors) of a sum (product) among those of a longer one.

    Returns the values of the wild indices and the terms (factors) left over.
    """
    if not isinstance(pattern, sp.Add | sp.Mul) or type(pattern) is not type(expr):
        return None
    if len(expr.args) <= len(pattern.args):
        return None
    return match_some(pattern.args, expr.args, wild)


def match_some(
    patterns: Sequence[Any], exprs: Sequence[Any], wild: frozenset[Index]
) -> tuple[dict[Index, Any], list[Any]] | None:
    """Match each of ``patterns`` with another of ``exprs``; the same as :func:`match_part`."""
    return _match_some(list(patterns), list(exprs), list(range(len(exprs))), wild, {})


def _match_some(
    patterns: list[Any],
    exprs: list[Any],
    left: list[int],
    wild: frozenset[Index],
    found: dict[Index, Any],
) -> tuple[dict[Index, Any], list[Any]] | None:
    if not patterns:
        return found, [exprs[i] for i in left]
    for position in left:
        partial = match(patterns[0], exprs[position], wild, found)
        if partial is not None:
            rest = [i for i in left if i != position]
            result = _match_some(patterns[1:], exprs, rest, wild, partial)
            if result is not None:
                return result
    return None


def _match_unordered(
    patterns: list[Any], exprs: list[Any], wild: frozenset[Index], found: dict[Index, Any]
) -> dict[Index, Any] | None:
    if not patterns:
        return found
    head, rest = patterns[0], patterns[1:]
    for position, candidate in enumerate(exprs):
        partial = match(head, candidate, wild, found)
        if partial is not None:
            others = exprs[:position] + exprs[position + 1 :]
            result = _match_unordered(rest, others, wild, partial)
            if result is not None:
                return result
    return None
