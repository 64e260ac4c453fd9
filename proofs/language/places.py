"""The places of an expression, and putting something else there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from .vocabulary import BINDERS, Index, MapSum

Path = tuple[int, ...]
Scope = tuple[Index, ...]


def places(expr: Any, scope: Scope = (), path: Path = ()) -> Iterator[tuple[Path, Any, Scope]]:
    """All parts of ``expr`` with their paths and the bound indices in scope there.

    >>> x, y = sp.symbols("x y")
    >>> [part for _, part, _ in places(x * y)]
    [x*y, x, y]
    """
    yield path, expr, scope
    if isinstance(expr, BINDERS):
        inner = (*scope, *(limit[0] for limit in expr.args[1:]))
        yield from places(expr.args[0], inner, (*path, 0))
    elif isinstance(expr, MapSum):
        yield from places(expr.args[0], scope, (*path, 0))
    elif isinstance(expr, sp.Indexed):
        for position, index in enumerate(expr.indices, 1):
            yield from places(index, scope, (*path, position))
    elif not isinstance(expr, Index):
        for position, arg in enumerate(expr.args):
            yield from places(arg, scope, (*path, position))


def put(expr: Any, path: Path, new: Any) -> Any:
    """``expr`` with the part at ``path`` replaced.

    >>> x, y, z = sp.symbols("x y z")
    >>> put(x * y, (1,), z)
    x*z
    """
    if not path:
        return new
    args = list(expr.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    if isinstance(expr, sp.Indexed):
        return expr.base[tuple(args[1:])]
    return expr.func(*args)
