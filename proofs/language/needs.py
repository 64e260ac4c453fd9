"""What the outermost operation of a formula needs, so that it has a value."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .claims import LessThan, NotEqual
from .functions import BY_HEAD, Opaque

_ZERO = sp.Integer(0)


def needed(expr: Any) -> tuple[LessThan | NotEqual, str] | None:
    """The condition and the reason for it, where the parts of ``expr`` have values."""
    if isinstance(expr, sp.log):
        return LessThan(_ZERO, expr.args[0]), "log needs it positive"
    if isinstance(expr, Opaque):
        return LessThan(_ZERO, expr.args[0]), f"{BY_HEAD[type(expr)].word} needs it positive"
    if isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp):
        if not expr.exp.is_Integer:
            return LessThan(_ZERO, expr.base), "a power needs it positive"
        if expr.exp < 0:
            return NotEqual(expr.base, _ZERO), "a denominator"
    return None
