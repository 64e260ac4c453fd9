"""How the Coq text of an expression is put together: one operation at a time.

SymPy keeps sums and products of many terms; the translator writes them with binary
operations, negative powers as quotients and negative terms with a minus sign.  Proofs
by structure go by what is written.  The functions ``plus``, ``times`` ... make the
expressions whose text is exactly that operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..vocabulary import XLogY
from .raw import alone, is_below
from .translate import _negated

ONE = sp.Integer(1)


@dataclass(frozen=True)
class Shape:
    """One operation of the text: its name and the expressions it is applied to.

    The names are ``opp``, ``plus``, ``minus``, ``times``, ``over``, ``pow``, ``sqrt``,
    ``Rpower``, ``exp``, ``ln``, ``Rabs``, ``xlogy``, ``sum``; ``leaf`` for all else.
    The second part of ``pow`` is an integer or a size; ``sum`` has the expression itself.
    """

    operation: str
    parts: tuple[Any, ...]


_CALLS: dict[Any, str] = {sp.exp: "exp", sp.log: "ln", sp.Abs: "Rabs", XLogY: "xlogy"}


def shape(expr: Any) -> Shape:
    """The outermost operation in the text of ``expr``."""
    if isinstance(expr, sp.Add):
        return _sum(list(expr.args))
    if isinstance(expr, sp.Mul):
        return _product(list(expr.args))
    if type(expr) in _CALLS:
        return Shape(_CALLS[type(expr)], tuple(expr.args))
    if isinstance(expr, sp.Pow):
        return _power(expr)
    if isinstance(expr, sp.Sum):
        return Shape("sum", (expr,))
    if expr.is_Rational and expr < 0:
        return Shape("opp", (-expr,))
    return Shape("leaf", (expr,))


def _sum(terms: list[Any]) -> Shape:
    if len(terms) == 1:
        return shape(terms[0])
    left, last = _all(sp.Add, terms[:-1]), terms[-1]
    counted = isinstance(last, sp.Mul | sp.Number)
    if counted and last.as_coeff_Mul()[0] < 0:
        return Shape("minus", (left, _negated(last)))
    return Shape("plus", (left, last))


def _product(factors: list[Any]) -> Shape:
    first = factors[0]
    if first.is_Rational and first < 0:
        rest = ([-first] if first != -1 else []) + factors[1:]
        return Shape("opp", (_all(sp.Mul, rest),))
    last = factors[-1]
    left = _all(sp.Mul, factors[:-1]) if factors[1:] else ONE
    if is_below(last):
        return Shape("over", (left, sp.Pow(last.base, -last.exp, evaluate=False)))
    return Shape("times", (left, last)) if factors[1:] else shape(last)


def _power(expr: Any) -> Shape:
    base, exponent = expr.base, expr.exp
    if is_below(expr):
        return _product([expr])
    if exponent == 1:
        return shape(base)
    if exponent == sp.Rational(1, 2):
        return Shape("sqrt", (base,))
    if exponent.is_Integer or isinstance(exponent, sp.Symbol):
        return Shape("pow", (base, exponent))
    return Shape("Rpower", (base, exponent))


def _all(kind: Any, args: list[Any]) -> Any:
    return args[0] if len(args) == 1 else kind(*args, evaluate=False)


# -- expressions with a given text ----------------------------------------------------
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


def call(function: Any, *args: Any) -> Any:
    """A function of the vocabulary applied, not evaluated."""
    return function(*args, evaluate=False)


def _factor(a: Any) -> Any:
    return alone(a) if is_below(a) or (a.is_Rational and a < 0) else a
