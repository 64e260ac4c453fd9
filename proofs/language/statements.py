"""Relations, in the words an author uses."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .claims import AtMost, Equal, HasGradient, LessThan, NotEqual, Optimum, TendsTo, ZeroExactlyAt
from .context import Context
from .functions import Decay, decay
from .substitution import Substitution, substitute
from .vocabulary import expression


def equal(lhs: Any, rhs: Any) -> Equal:
    """lhs = rhs."""
    return Equal(expression(lhs), expression(rhs))


def at_most(lhs: Any, rhs: Any) -> AtMost:
    """lhs <= rhs."""
    return AtMost(expression(lhs), expression(rhs))


def less(lhs: Any, rhs: Any) -> LessThan:
    """lhs < rhs."""
    return LessThan(expression(lhs), expression(rhs))


def differs(lhs: Any, rhs: Any) -> NotEqual:
    """lhs != rhs."""
    return NotEqual(expression(lhs), expression(rhs))


def has_gradient(function: Any, variable: Any, gradient: Any) -> HasGradient:
    """The partial derivative of ``function`` by ``variable`` is ``gradient``."""
    return HasGradient(expression(function), variable, expression(gradient))


def tends_to(function: Any, variable: Any, limit: Any) -> TendsTo:
    """``function`` tends to ``limit`` as the positive ``variable`` falls to 0.

    SymPy's oo and -oo are limits, too: that f grows beyond all bounds says that e^-f tends to 0.
    """
    if limit in (sp.oo, -sp.oo):
        return TendsTo(decay(function if limit == sp.oo else -function), variable, sp.Integer(0))
    return TendsTo(expression(function), variable, expression(limit))


def at_infinity(context: Context, function: Any, variable: Any, limit: Any) -> TendsTo:
    """``function`` tends to ``limit`` as the positive ``variable`` grows: at 1/t, t falls to 0."""
    moving = context.unfold(function, context.depending_on([variable.name]))
    turned = substitute(moving, Substitution(symbols={variable.name: 1 / variable}))
    return tends_to(turned, variable, limit)


def infinite(relation: Any) -> tuple[Any, bool] | None:
    """What grows by a limit beyond all bounds, and whether below (to -oo); None for a number."""
    if not isinstance(relation, TendsTo) or relation.limit != 0:
        return None
    if not isinstance(relation.function, Decay):
        return None
    inside = relation.function.args[0]
    below = bool(inside.could_extract_minus_sign())
    return (-inside if below else inside), below


def zero_exactly_at(function: Any, variable: Any, solution: Any) -> ZeroExactlyAt:
    """``function`` vanishes if and only if ``variable`` equals ``solution``."""
    return ZeroExactlyAt(expression(function), variable, expression(solution))


def minimises(
    value: Any, variable: Any, function: Any, domain: tuple[str, ...] = (), unique: bool = False
) -> Optimum:
    """``variable := value`` is a global minimiser of ``function``."""
    return Optimum("minimises", expression(function), variable, expression(value), domain, unique)


def maximises(
    value: Any, variable: Any, function: Any, domain: tuple[str, ...] = (), unique: bool = False
) -> Optimum:
    """``variable := value`` is a global maximiser of ``function``."""
    return Optimum("maximises", expression(function), variable, expression(value), domain, unique)
