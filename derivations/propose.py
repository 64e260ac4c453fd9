"""SymPy at work: it *proposes* gradients and solutions; the kernel alone accepts them.

Nothing here is trusted.  A wrong proposal is a wrong line, and the line is refused.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.concrete.delta import deltasummation


def gradient(function: Any, variable: Any) -> Any:
    """SymPy's partial derivative of ``function`` by an entry such as ``mu[j, e]``.

    Kronecker deltas that SymPy leaves under the sums are summed away (their
    indices run over the whole range).  The indices of ``variable`` must not be
    bound in ``function``: SymPy would capture them.
    """
    return collapse(sp.diff(function, variable))


def collapse(expr: Any) -> Any:
    """``expr`` with sums over Kronecker deltas carried out by SymPy."""
    if isinstance(expr, sp.Sum):
        body = collapse(expr.function)
        for limit in expr.limits:
            body = _sum(sp.expand(body), limit)
        return body
    if not expr.args or isinstance(expr, sp.Indexed):
        return expr
    return expr.func(*[collapse(a) for a in expr.args])


def _sum(body: Any, limit: Any) -> Any:
    """The sum of ``body`` over ``limit``, term by term, constants pulled out."""
    plain, out = [], []
    for term in sp.Add.make_args(body):
        if any(limit[0] in d.free_symbols for d in term.atoms(sp.KroneckerDelta)):
            out.append(deltasummation(term, limit, no_piecewise=True))
        else:
            plain.append(term)
    if plain:
        whole = sp.factor_terms(sp.Add(*plain))
        outside, inside = whole.as_independent(limit[0], as_Add=False)
        out.append(outside * sp.Sum(inside, limit))
    return sp.Add(*out)


def spread(expr: Any) -> Any:
    """``expr`` with every sum split into its terms and constants pulled out of the sums."""
    if isinstance(expr, sp.Sum):
        terms = sp.Add.make_args(sp.expand(spread(expr.function)))
        out = []
        for term in terms:
            for limit in expr.limits:
                outside, inside = term.as_independent(limit[0], as_Add=False)
                term = outside * sp.Sum(inside, limit)
            out.append(term)
        return sp.Add(*out)
    if not expr.args or isinstance(expr, sp.Indexed):
        return expr
    return expr.func(*[spread(a) for a in expr.args])


def solve(equation: Any, unknown: Any) -> Any:
    """The solution of ``equation`` = 0 for ``unknown`` that SymPy finds.

    Sums that do not contain the unknown are replaced by letters first, since
    ``sympy.solve`` cannot look through them.

    Raises:
        ValueError: if SymPy finds no solution or more than one.
    """
    letter = sp.Dummy("u", positive=True)
    flat = spread(equation).xreplace({unknown: letter})
    moments = {s: sp.Dummy("S") for s in flat.atoms(sp.Sum) if letter not in s.free_symbols}
    outer = {s: d for s, d in moments.items() if not _inside_another(s, moments)}
    found = sp.solve(flat.xreplace(outer), letter)
    if len(found) != 1:
        raise ValueError(f"SymPy finds {len(found)} solutions for {unknown}")
    return found[0].xreplace({d: s for s, d in outer.items()})


def _inside_another(part: Any, sums: Any) -> bool:
    return any(part != other and other.has(part) for other in sums)
