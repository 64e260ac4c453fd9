"""What naming bound letters cancels: two sums that were one but for their letters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from ..language.substitution import Substitution, substitute, substitute_index
from ..language.vocabulary import BINDERS, Index, MapSum
from .values import needs


def lost_by_names(parts: Iterable[Any], kept: Iterable[Any]) -> tuple[Any, ...]:
    """Those of ``parts`` that are lost since bound letters were named: two sums became one."""
    known = set[Any]().union(*map(_asked, kept))
    known |= {("nonzero", what) for asked, what in known if asked == "positive"}
    return tuple(p for p in dict.fromkeys(parts) if not _asked(p) <= known)


def _asked(expr: Any) -> set[Any]:
    """What ``expr`` needs to have a value, whatever its bound indices are called."""
    out = set[Any]()
    for asked, what, outer in needs(expr):
        outside = Substitution(indices={i: Index("@", i.size) for i in outer})
        out.add((asked, _unnamed(substitute(what, outside), 0)))
    return out


def _unnamed(expr: Any, depth: int) -> Any:
    """``expr`` with bound indices that are called by their depth alone."""
    if isinstance(expr, BINDERS):
        body, limits = expr.args[0], []
        for index, low, size in expr.args[1:]:
            new = Index(f"@{depth}", index.size)
            body, depth = substitute_index(body, index, new), depth + 1
            limits.append((new, low, size))
        return expr.func(_unnamed(body, depth), *limits)
    if isinstance(expr, sp.Indexed | MapSum) or not expr.args:
        return expr
    return expr.func(*(_unnamed(a, depth) for a in expr.args))
