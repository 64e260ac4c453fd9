r"""The factor that a false proportion lacks: what f/g still depends on.

The logarithm of f/g is taken apart into kernels of the variable, log x, log(1 - x), x, x^2, each
times what does not depend on it.  What is found is tried on instances before it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import HasGradient, Relation
from ..language.errors import HardlimitError
from ..language.hygiene import check_expression
from ..language.substitution import free_indices
from ..language.wording import written
from .bench import smaller
from .question import Advice, Question

#: At most so many kernels are told.
_MOST = 3


def is_proportion(relation: Relation) -> bool:
    """Whether the line says that a ratio does not depend on a number."""
    ratio = isinstance(relation, HasGradient) and isinstance(relation.function, sp.Mul)
    return ratio and isinstance(relation.variable, sp.Symbol) and relation.gradient == 0  # type: ignore[attr-defined]


def lacking_factor(question: Question, pool: Pool, detail: str) -> Advice:
    """What to say of a false proportion: by what it is false, and the factor that it lacks."""
    relation = question.claim.relation
    assert isinstance(relation, HasGradient)  # noqa: S101
    factor = _factor(question, relation)
    if factor is None:
        return Advice("false", "", detail=detail)
    mended = HasGradient(relation.function / factor, relation.variable, relation.gradient)
    if examine(smaller(question.claim, mended), pool).status != "accepts":
        return Advice("false", "", detail=detail)
    told = f"the factor {written(factor, question.context)}"
    text = f"the slip may be {told}, which is missing: with it the two sides are proportional"
    return Advice("slip", text, "", mended, None, told, detail)


def _factor(question: Question, relation: HasGradient) -> Any:
    """What the ratio depends on the variable by; None if that cannot be told."""
    context, variable = question.context, relation.variable
    kernels: dict[Any, Any] = {}
    for coefficient, kernel in _parts(context.unfold_all(relation.function), variable):
        if not kernel.has(variable):
            continue
        if coefficient.has(variable) or free_indices(kernel):
            return None
        kernels[kernel] = kernels.get(kernel, sp.Integer(0)) + coefficient
    left = {k: sp.expand(c) for k, c in kernels.items()}
    left = {k: c for k, c in left.items() if c != 0}
    if not 0 < len(left) <= _MOST:
        return None
    parts = [k.args[0] ** c if isinstance(k, sp.log) else sp.exp(c * k) for k, c in left.items()]
    factor = sp.Mul(*parts)
    try:
        check_expression(factor, context, frozenset(free_indices(factor)))
    except HardlimitError:
        return None
    return factor


def _parts(expr: Any, variable: Any) -> Iterator[tuple[Any, Any]]:
    """The terms of log(expr): pairs of a coefficient and a kernel."""
    one = sp.Integer(1)
    if isinstance(expr, sp.Mul):
        for part in expr.args:
            yield from _parts(part, variable)
    elif isinstance(expr, sp.exp):
        yield from _terms(sp.expand(expr.exp), variable)
    elif isinstance(expr, sp.Pow) and not expr.exp.has(variable):
        for coefficient, kernel in _parts(expr.base, variable):
            yield coefficient * expr.exp, kernel
    elif isinstance(expr, sp.Product):
        yield from _summed(_parts(expr.args[0], variable), expr.args[1:])
    else:
        yield one, sp.log(expr)


def _terms(expr: Any, variable: Any) -> Iterator[tuple[Any, Any]]:
    """The terms of a sum: each as what does not depend on the variable times what does."""
    for term in sp.Add.make_args(expr):
        coefficient, kernel = term.as_independent(variable, as_Add=False)
        if isinstance(kernel, sp.Sum):
            inner = _terms(sp.expand(kernel.args[0]), variable)
            for part, inside in _summed(inner, kernel.args[1:]):
                yield coefficient * part, inside
        else:
            yield coefficient, kernel


def _summed(parts: Iterator[tuple[Any, Any]], limits: Any) -> Iterator[tuple[Any, Any]]:
    """The same under a sum over all indices of ``limits``."""
    for coefficient, kernel in parts:
        whole = coefficient
        for limit in limits:
            whole = sp.Add(*(_total(t, limit) for t in sp.Add.make_args(sp.expand(whole))))
        yield whole, kernel


def _total(term: Any, limit: Any) -> Any:
    """The sum of a term over an index, what does not depend on it before the sum."""
    before, inside = term.as_independent(limit[0], as_Add=False)
    return before * (limit[2] if inside == 1 else sp.Sum(inside, limit))
