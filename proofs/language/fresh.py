"""Indices that occur nowhere else."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Any

from .substitution import substitute_index
from .vocabulary import Index

#: Shared by all, so that an index made fresh for one is fresh for every other.
_SERIAL = itertools.count(1)


def fresh_index(index: Index) -> Index:
    """An index of the same range that occurs nowhere else."""
    return Index(f"{index.name}#{next(_SERIAL)}", index.size)


@lru_cache(maxsize=10_000)
def shared_index(index: Index) -> Index:
    """What stands for any value of ``index`` in an obligation.

    Each obligation is met by itself, so that one serves for all; what was found out about
    an obligation can be remembered.
    """
    return fresh_index(index)


@lru_cache(maxsize=50_000)
def rename_bound(expr: Any) -> Any:
    """A binder with its bound indices renamed to ones that no other binder uses.

    The same binder is always renamed alike, which is harmless: it cannot stand inside
    itself, so two scopes of one fresh index never overlap.
    """
    body, limits = expr.args[0], []
    for index, low, size in expr.args[1:]:
        new = fresh_index(index)
        body = substitute_index(body, index, new)
        limits.append((new, low, size))
    return expr.func(body, *limits)
