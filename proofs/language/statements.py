"""Relations, in the words an author uses."""

from __future__ import annotations

from typing import Any

from .claims import AtMost, Equal, HasGradient, LessThan, NotEqual, Optimum, TendsTo, ZeroExactlyAt
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
    """``function`` tends to ``limit`` as the positive ``variable`` falls to 0."""
    return TendsTo(expression(function), variable, expression(limit))


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
