"""Formulas in messages: as an author writes them, so that a line can be pasted."""

from __future__ import annotations

import re
from typing import Any

import sympy as sp
from sympy.printing.str import StrPrinter

from .claims import Relation
from .memory import remembered
from .substitution import free_indices
from .vocabulary import MapSum

_SIGNS = {"Equal": "=", "AtMost": "<=", "LessThan": "<", "NotEqual": "!="}
_WORDS = {"Equal": "equal", "AtMost": "at_most", "LessThan": "less", "NotEqual": "differs"}
_CALLS = {"Indicator": "indicator", "XLogY": "xlogy", "KroneckerDelta": "delta"}


class _Author(StrPrinter):  # type: ignore[misc]
    """Prints the functions of :mod:`.author`, and SymPy's as ``sp.exp``."""

    def _bound(self, word: str, expr: Any) -> str:
        indices = ", ".join(self._print(limit[0]) for limit in expr.args[1:])
        return f"{word}({self._print(expr.args[0])}, {indices})"

    def _print_Sum(self, expr: Any) -> str:
        return self._bound("total", expr)

    def _print_Product(self, expr: Any) -> str:
        text = self._print(expr.args[0])
        for limit in expr.args[1:]:  # product() takes one index
            text = f"product({text}, {self._print(limit[0])})"
        return str(text)

    def _print_MinOver(self, expr: Any) -> str:
        return self._bound("minimum", expr)

    def _print_MapSum(self, expr: MapSum) -> str:
        return f"over_maps({self._print(expr.args[0])}, {self._print(expr.args[1])})"

    def _print_Function(self, expr: Any) -> str:
        name = type(expr).__name__
        inside = ", ".join(map(self._print, expr.args))
        return f"{_CALLS.get(name, f'sp.{name}')}({inside})"

    _print_Abs = _print_KroneckerDelta = _print_Function

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if expr.exp == sp.Rational(1, 2) and not rational:
            return f"sp.sqrt({self._print(expr.base)})"
        if expr.exp == -sp.Rational(1, 2) and not rational:
            return f"1/sp.sqrt({self._print(expr.base)})"
        return str(super()._print_Pow(expr, rational=rational))

    def _print_Rational(self, expr: Any) -> str:
        return f"sp.Rational({expr.p}, {expr.q})"

    def _print_Half(self, expr: Any) -> str:
        return self._print_Rational(expr)

    def _print_Pi(self, expr: Any) -> str:
        return "sp.pi"

    def _print_Exp1(self, expr: Any) -> str:
        return "sp.E"


@remembered
def written(expr: Any) -> str:
    """``expr`` as an author writes it; indices that the checker made fresh under their names."""
    return re.sub(r"#\d+", "", str(_Author().doprint(expr)))


@remembered
def describe(relation: Relation) -> str:
    """A relation in plain ASCII, for messages: ``a <= b``, ``TendsTo(f, s, limit)``."""
    name, parts = type(relation).__name__, [written(e) for e in relation.expressions()]
    if name not in _SIGNS:
        return f"{name}({', '.join(parts)})"
    return f"{parts[0]} {_SIGNS[name]} {parts[1]}"


@remembered
def paste_line(relation: Relation) -> str:
    """A line that, pasted into the derivation, assumes ``relation``."""
    word = _WORDS.get(type(relation).__name__)
    if word is None:
        return ""
    left, right = relation.expressions()
    free = sorted({i.name.split("#")[0] for e in (left, right) for i in free_indices(e)})
    forall = f", forall=({', '.join(free)}{',' * (len(free) == 1)})" if free else ""
    return f'd.assume("name_it", {word}({written(left)}, {written(right)}){forall})'
