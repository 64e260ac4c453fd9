"""How the Coq text of an expression is put together: one operation at a time.

SymPy keeps sums and products of many terms, quotients as powers and differences as sums.
The text has operations of one or two parts.  Which ones is said here alone: the trusted
translator writes them, and proofs by structure go by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...language.functions import FUNCTIONS
from ...language.vocabulary import Index

ONE = sp.Integer(1)
_CALLS: dict[Any, str] = {one.head: one.coq for one in FUNCTIONS if not one.of_indices}


@dataclass(frozen=True)
class Shape:
    """One operation of the text: its name and the expressions it is applied to.

    The names are ``opp``, ``plus``, ``minus``, ``times``, ``over``, ``pow``, ``sqrt``,
    ``Rpower``, ``sum``, or that of a function in Coq; ``leaf`` for all else.
    The second part of ``pow`` is an integer or a size; ``sum`` has the expression itself.
    """

    operation: str
    parts: tuple[Any, ...]


def shape(expr: Any) -> Shape:
    """The outermost operation in the text of ``expr``."""
    if isinstance(expr, sp.Add):
        *first, last = expr.args
        if not first:
            return shape(last)
        if is_negative(last):
            return Shape("minus", (_all(sp.Add, first), negated(last)))
        return Shape("plus", (_all(sp.Add, first), last))
    if isinstance(expr, sp.Mul):
        return _product(list(expr.args))
    if is_below(expr) or (expr.is_Rational and expr < 0):
        return _product([expr])
    if type(expr) in _CALLS:
        return Shape(_CALLS[type(expr)], tuple(expr.args))
    if isinstance(expr, sp.Pow):
        return _power(expr.base, expr.exp)
    return Shape("sum" if isinstance(expr, sp.Sum) else "leaf", (expr,))


def _product(factors: list[Any]) -> Shape:
    first, *rest = factors
    if first.is_Rational and first < 0:
        return Shape("opp", (_all(sp.Mul, [-first, *rest] if first != -1 else rest),))
    *rest, last = factors
    if is_below(last):
        return Shape("over", (_all(sp.Mul, rest), sp.Pow(last.base, -last.exp, evaluate=False)))
    return Shape("times", (_all(sp.Mul, rest), last)) if rest else shape(last)


def _power(base: Any, exponent: Any) -> Shape:
    if exponent == 1:
        return shape(base)
    if exponent == sp.Rational(1, 2):
        return Shape("sqrt", (base,))
    size = isinstance(exponent, sp.Symbol) and exponent.is_integer
    natural = exponent.is_Integer or (size and not isinstance(exponent, Index))
    return Shape("pow" if natural else "Rpower", (base, exponent))


def _all(kind: Any, args: list[Any]) -> Any:
    """The sum or product of ``args`` as they are; the product of none is 1."""
    return args[0] if len(args) == 1 else kind(*args, evaluate=False)


def is_below(expr: Any) -> bool:
    """Whether a factor is written below a fraction line."""
    power = isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp)
    return power and expr.exp.is_Rational and bool(expr.exp < 0)


def is_negative(term: Any) -> bool:
    """Whether a term is written with a minus sign: a number, or a product with one, below 0."""
    return isinstance(term, sp.Mul | sp.Number) and bool(term.as_coeff_Mul()[0] < 0)


def negated(term: Any) -> Any:
    """The negative of a term that is written with a minus sign."""
    if not isinstance(term, sp.Mul):
        return -term
    number, *rest = term.args
    return sp.Mul(*([-number] if number != -1 else []), *rest, evaluate=False)
