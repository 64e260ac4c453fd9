"""Names for indices that formulas bind: what is made of parts has internal ones, with a ``#``."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .context import Context
from .fixed import letters
from .substitution import free_indices, substitute_index
from .vocabulary import BINDERS, Index, MapSum


def settled(expr: Any, context: Context, scope: frozenset[str]) -> Any:
    """``expr`` with bound indices named: by declared letters, and none twice."""
    if isinstance(expr, BINDERS):
        body, limits, inside = expr.args[0], [], set(scope)
        for index, low, size in expr.args[1:]:
            new = index
            if "#" in index.name or index.name in inside:
                new = _free_name(index, context, inside, expr)
                body = substitute_index(body, index, new)
            inside.add(new.name)
            limits.append((new, low, size))
        return expr.func(settled(body, context, frozenset(inside)), *limits)
    if isinstance(expr, MapSum):
        return MapSum(settled(expr.args[0], context, scope), *expr.args[1:])
    if isinstance(expr, sp.Indexed) or not expr.args:
        return expr
    args = [settled(a, context, scope) for a in expr.args]
    return expr if all(a is b for a, b in zip(args, expr.args, strict=True)) else expr.func(*args)


def _free_name(index: Index, context: Context, scope: set[str], expr: Any) -> Index:
    used = {i.name for i in sp.preorder_traversal(expr) if isinstance(i, Index)} | scope
    if "#" in index.name:
        own = context.indices.get(index.name.partition("#")[0])
        for known in (*filter(None, (own,)), *letters(context, index.size)):
            if known.size == index.size and known.name not in used:
                return known
    stem = index.size.name[0].lower() if "#" in index.name else index.name.rstrip("'")
    taken = used | (set(context.declared()) - {stem} if "#" in index.name else set())
    taken |= {index.name.partition("#")[0]}
    same = context.indices.get(stem)
    if (same is not None and same.size != index.size) or (
        same is None and stem in context.declared()
    ):
        stem = next(
            c
            for c in "ijlmpqstuvabcdefghknorwxyz"
            if c not in taken and c not in context.declared()
        )
        # The same letter may be sought for another range in the next line: it has this one now.
        context.indices[stem] = Index(stem, index.size)
    name = stem
    while name in taken:
        name += "'"
    return Index(name, index.size)


def free_names(*exprs: Any) -> frozenset[str]:
    """The names of the indices that are free in ``exprs``."""
    return frozenset(i.name for e in exprs for i in free_indices(e))
