"""Relations, in the words an author uses."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .claims import (
    AtMost,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    TendsTo,
    ZeroExactlyAt,
)


def equal(lhs: Any, rhs: Any) -> Equal:
    """lhs = rhs."""
    return Equal(sp.sympify(lhs), sp.sympify(rhs))


def at_most(lhs: Any, rhs: Any) -> AtMost:
    """lhs <= rhs."""
    return AtMost(sp.sympify(lhs), sp.sympify(rhs))


def less(lhs: Any, rhs: Any) -> LessThan:
    """lhs < rhs."""
    return LessThan(sp.sympify(lhs), sp.sympify(rhs))


def differs(lhs: Any, rhs: Any) -> NotEqual:
    """lhs != rhs."""
    return NotEqual(sp.sympify(lhs), sp.sympify(rhs))


def has_gradient(function: Any, variable: Any, gradient: Any) -> HasGradient:
    """The partial derivative of ``function`` by ``variable`` is ``gradient``."""
    return HasGradient(sp.sympify(function), variable, sp.sympify(gradient))


def tends_to(function: Any, variable: Any, limit: Any) -> TendsTo:
    """``function`` tends to ``limit`` as the positive ``variable`` falls to 0."""
    return TendsTo(sp.sympify(function), variable, sp.sympify(limit))


def zero_exactly_at(function: Any, variable: Any, solution: Any) -> ZeroExactlyAt:
    """``function`` vanishes if and only if ``variable`` equals ``solution``."""
    return ZeroExactlyAt(sp.sympify(function), variable, sp.sympify(solution))


def minimises(
    value: Any, variable: Any, function: Any, domain: tuple[str, ...] = (), unique: bool = False
) -> Optimum:
    """``variable := value`` is a global minimiser of ``function``."""
    return Optimum("minimises", sp.sympify(function), variable, sp.sympify(value), domain, unique)


def maximises(
    value: Any, variable: Any, function: Any, domain: tuple[str, ...] = (), unique: bool = False
) -> Optimum:
    """``variable := value`` is a global maximiser of ``function``."""
    return Optimum("maximises", sp.sympify(function), variable, sp.sympify(value), domain, unique)
