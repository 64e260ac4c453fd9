"""Sums taken apart term by term: sum_n q_n (1 - x_n) is sum_n q_n - sum_n q_n x_n."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import sympy as sp

from ..language.substitution import free_indices, indices_among

#: More terms than this are not written out.
MOST = 24


@lru_cache(maxsize=20_000)
def spread(expr: Any) -> Any:
    """``expr`` with products written out and factors taken before the sums that allow it.

    The value is the same wherever there is one.  What would have too many terms stays.
    """
    terms = _terms(expr)
    return expr if terms is None else sp.Add(*(sp.Mul(*factors) for factors in terms))


def _terms(expr: Any) -> list[list[Any]] | None:
    """The terms of ``expr``, each as its factors; None if there are too many."""
    if isinstance(expr, sp.Add):
        parts = [_terms(a) for a in expr.args]
        return _few([t for part in parts for t in part or ()], parts)
    if isinstance(expr, sp.Mul):
        parts = [_terms(a) for a in expr.args]
        if any(part is None for part in parts):
            return None
        choices = itertools.islice(itertools.product(*(p or () for p in parts)), MOST + 1)
        return _few([[f for term in chosen for f in term] for chosen in choices], parts)
    if isinstance(expr, sp.Sum):
        body, *limits = expr.args
        inner = _terms(body)
        return None if inner is None else [_outside(t, limits) for t in inner]
    return [[expr]]


def _few(terms: list[list[Any]], parts: Iterable[Any]) -> list[list[Any]] | None:
    return None if len(terms) > MOST or any(part is None for part in parts) else terms


def _outside(factors: list[Any], limits: list[Any]) -> list[Any]:
    """The sum of one term: factors free of an index stand before its sum, N for a sum of ones."""
    bound = {limit[0] for limit in limits}
    inside = [f for f in factors if free_indices(f) & bound]
    met = indices_among(inside)
    kept = [limit for limit in limits if limit[0] in met]
    out = [f for f in factors if f not in inside]
    out += [limit[2] for limit in limits if limit[0] not in met]
    return [*out, sp.Sum(sp.Mul(*inside), *kept)] if kept else out
