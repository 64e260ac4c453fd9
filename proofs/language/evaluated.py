"""Normal form at the door: every part is what SymPy makes of its own arguments.

What is substituted into, renamed or written out is built again by SymPy's constructors.  A part
that these would change -- u (1/u), left unevaluated -- would lose a denominator on the way, and
with it a condition under which the line has a value.
"""

from __future__ import annotations

from math import gcd
from typing import Any

import sympy as sp

from .functions import BY_HEAD
from .memory import remembered
from .vocabulary import AssignmentName, Index, MapSum, MinOver

#: What the parts of a formula may be; subclasses are not, they may do as they like.
_NODES = frozenset(
    (
        *(sp.Add, sp.Mul, sp.Pow, sp.Sum, sp.Product, sp.Tuple, sp.Indexed, sp.IndexedBase),
        *(MinOver, MapSum, *BY_HEAD),
    )
)
_ATOMS = frozenset((sp.Symbol, Index, AssignmentName, type(sp.pi)))


@remembered
def unevaluated(expr: Any) -> Any:
    """The first part of ``expr`` that is not what its own arguments make, or None."""
    if isinstance(expr, sp.Rational):
        plain = type(expr) is type(sp.Rational(int(expr.p), int(expr.q)))
        return None if plain and gcd(int(expr.p), int(expr.q)) == 1 else expr
    if type(expr) in _ATOMS:
        return None
    for arg in expr.args:
        found = unevaluated(arg)
        if found is not None:
            return found
    if type(expr) not in _NODES:
        return expr
    return None if made_again(expr) == expr else expr


def made_again(expr: Any) -> Any:
    """What SymPy makes of the arguments of ``expr``; None if it refuses them."""
    try:
        return expr.func(*expr.args)
    except Exception:  # whatever SymPy says of arguments that it would not take
        return None
