"""Remembering what was found out about expressions and relations."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

Value = TypeVar("Value")

_ROOM = 50_000


def remembered(function: Callable[[Any], Value]) -> Callable[[Any], Value]:
    """``function`` of an expression, worked out once for equal ones.

    The object itself is looked up first: SymPy compares equal objects part by part.
    """
    slow = lru_cache(maxsize=_ROOM)(function)
    known: dict[int, tuple[Any, Value]] = {}

    @wraps(function)
    def fast(expr: Any) -> Value:
        found = known.get(id(expr))
        if found is not None and found[0] is expr:
            return found[1]
        value = slow(expr)
        if len(known) >= _ROOM:
            known.clear()
        # The object is kept, so that no other can have its identity meanwhile.
        known[id(expr)] = (expr, value)
        return value

    return fast
