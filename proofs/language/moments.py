"""Expectations of what has a mean and a variance, and of whose law no more is known.

E is linear: of a polynomial of degree 2 in X it is that polynomial in the mean and the mean of
the square, two declared numbers.  What they are is a hypothesis, so that a theorem says what it
rests on: *suppose E_X = mu* is the axiom of the law, no theorem about it.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from .chance import Moments
from .errors import VocabularyError
from .vocabulary import Expr, expression
from .wording import written

#: A polynomial: a factor for each power of X.
_Powers = dict[int, Any]


def mean_of(f: Any, quantity: Moments) -> Expr:
    """The expectation of a polynomial of degree 2 in a quantity.

    Raises:
        VocabularyError: if ``f`` is none.
    """
    powers = _powers(expression(f), quantity)
    values = {0: sp.Integer(1), 1: quantity.mean, 2: quantity.square}
    return sp.Add(*(factor * values[power] for power, factor in powers.items()))


def covariance_of(f: Any, g: Any, quantity: Moments) -> Expr:
    """E[(f - E f)(g - E g)] of two linear functions of a quantity.

    Raises:
        VocabularyError: if they are none, or do not depend on it.
    """
    for part in (f, g):
        if not expression(part).has(quantity.letter):
            raise VocabularyError(f"{written(part)} is no random quantity")
    apart = [part - mean_of(part, quantity) for part in (f, g)]
    return mean_of(sp.Mul(*apart), quantity)


def _powers(expr: Any, quantity: Moments) -> _Powers:
    """The factors of 1, X and X^2."""
    if not expr.has(quantity.letter):
        return {0: expr}
    if expr == quantity.letter:
        return {1: sp.Integer(1)}
    if isinstance(expr, sp.Add):
        found: _Powers = {}
        for arg in expr.args:
            for power, factor in _powers(arg, quantity).items():
                found[power] = found.get(power, sp.Integer(0)) + factor
        return found
    if isinstance(expr, sp.Mul):
        return _product([_powers(arg, quantity) for arg in expr.args], quantity)
    if isinstance(expr, sp.Pow) and expr.exp in (1, 2):
        return _product([_powers(expr.base, quantity)] * int(expr.exp), quantity)
    if isinstance(expr, sp.Sum):
        inside = _powers(expr.args[0], quantity)
        return {power: sp.Sum(f, *expr.args[1:]) for power, f in inside.items()}
    raise _unknown(quantity)


def _product(parts: list[_Powers], quantity: Moments) -> _Powers:
    whole: _Powers = {0: sp.Integer(1)}
    for part in parts:
        found: _Powers = {}
        for a, f in whole.items():
            for b, g in part.items():
                if a + b > 2:
                    raise _unknown(quantity)
                found[a + b] = found.get(a + b, sp.Integer(0)) + f * g
        whole = found
    return whole


def _unknown(quantity: Moments) -> VocabularyError:
    return VocabularyError(
        f"of {quantity.name} no more is declared than mean and variance: expectations are of "
        f"a + b {quantity.name} + c {quantity.name}^2"
    )
