"""Expressions with a given text: SymPy would evaluate, sort and merge what is put together."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .shapes import is_below


def opp(a: Any) -> Any:
    """``- a``."""
    return sp.Mul(-1, _factor(a), evaluate=False)


def plus(a: Any, b: Any) -> Any:
    """``a + b``."""
    return sp.Add(a, b, evaluate=False)


def minus(a: Any, b: Any) -> Any:
    """``a - b``."""
    return sp.Add(a, opp(b), evaluate=False)


def times(a: Any, b: Any) -> Any:
    """``a * b``."""
    return sp.Mul(_factor(a), _factor(b), evaluate=False)


def over(a: Any, b: Any) -> Any:
    """``a / b``."""
    return sp.Mul(_factor(a), sp.Pow(b, -1, evaluate=False), evaluate=False)


def alone(expr: Any) -> Any:
    """``expr`` as a sum of one term, which the translator puts in parentheses."""
    out = sp.Basic.__new__(sp.Add, expr)
    out.is_commutative = True
    return out


def _factor(a: Any) -> Any:
    return alone(a) if is_below(a) or (a.is_Rational and a < 0) else a
