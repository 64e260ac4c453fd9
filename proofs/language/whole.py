"""Which expressions are seen to be whole numbers: what a factorial and a count may be of."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .context import Context
from .declared import DECLARED
from .functions import Factorial
from .vocabulary import IndexNumber, Indicator


def whole(expr: Any, context: Context) -> bool:
    """Whether ``expr`` is seen to be a whole number: made of such by sums and products."""
    if isinstance(expr, sp.Rational):
        return bool(expr.q == 1)
    if isinstance(expr, sp.Symbol | sp.Indexed):
        definition = context.definition_of(expr)
        if definition is not None:
            return whole(definition.body, context)
        named = isinstance(expr, sp.Indexed) or expr.name in context.symbols
        return DECLARED[context.sign_of(expr)].whole if named else expr.name in context.sizes
    if isinstance(expr, sp.Add | sp.Mul):
        return all(whole(arg, context) for arg in expr.args)
    if isinstance(expr, sp.Pow):
        power = isinstance(expr.exp, sp.Integer) and int(expr.exp) >= 0
        return power and whole(expr.base, context)
    if isinstance(expr, sp.Sum | sp.Product):
        return whole(expr.args[0], context)
    return isinstance(expr, sp.KroneckerDelta | Indicator | IndexNumber | Factorial)
