"""Formulas simplified for proposals: what is proposed so is checked as if a person wrote it."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..language.substitution import substitute_index
from ..language.vocabulary import Index, index_size


def logs_split(expr: Any) -> Any:
    """``expr`` with log e^u = u, log prod = sum log and the like, as if factors were positive."""
    if not expr.has(sp.log) or not expr.has(sp.exp, sp.Product):
        return expr
    return expr.replace(sp.log, lambda inside: sp.expand_log(sp.log(inside), force=True))


def deltas_summed(expr: Any) -> Any:
    """``expr`` with f(j) for sum_i delta_ij f(i)."""
    if isinstance(expr, sp.Indexed | sp.KroneckerDelta) or not expr.args:
        return expr
    if not isinstance(expr, sp.Sum):
        args = [deltas_summed(a) for a in expr.args]
        return (
            expr if all(a is b for a, b in zip(args, expr.args, strict=True)) else expr.func(*args)
        )
    body, kept = deltas_summed(expr.args[0]), []
    for limit in expr.args[1:]:
        terms = [_at_delta(term, limit[0]) for term in sp.Add.make_args(body)]
        if None in terms:
            kept.append(limit)
        else:
            body = sp.Add(*terms)
    return sp.Sum(body, *kept) if kept else body


def _at_delta(term: Any, index: Index) -> Any:
    """What is left of a term with the factor delta_ij, summed over i; None without one."""
    for factor in sp.Mul.make_args(term):
        if isinstance(factor, sp.KroneckerDelta) and index in factor.args:
            (other,) = [i for i in factor.args if i != index]
            if index_size(other) == index.size:
                return substitute_index(term / factor, index, other)
    return None
