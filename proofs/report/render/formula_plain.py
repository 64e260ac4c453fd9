"""Writes formula nodes for the terminal: ``Σ_n r[n,k]·‖x_n − μ_k‖²``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...language.errors import VocabularyError
from ...language.spelling import OPERATORS
from . import formula_nodes as nodes
from .formula_latex import ATOM, FACTOR, OPEN, PRODUCT, TERMS
from .formula_nodes import Node

_BOLD = re.compile("bold|mathbf")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OPERATORS = {"sum": "Σ", "prod": "Π", "min": "min"}


def plain(node: Node) -> str:
    """A short rendering for the terminal."""
    writer = _WRITERS.get(type(node))
    if writer is None:
        raise VocabularyError(f"{type(node).__name__} cannot be written as text")
    return writer(node)


def _level(node: Node) -> int:
    if isinstance(node, nodes.Terms):
        return TERMS
    if isinstance(node, nodes.Big | nodes.OverMaps):
        return OPEN
    if isinstance(node, nodes.Times):
        return OPEN if _level(node.factors[-1]) == OPEN else PRODUCT
    if isinstance(node, nodes.Fraction | nodes.WeightedLog):
        return PRODUCT
    return FACTOR if isinstance(node, nodes.Power | nodes.Factorial) else ATOM


def _at_least(node: Node, wanted: int) -> str:
    text = plain(node)
    return text if _level(node) >= wanted else f"({text})"


def _named(node: nodes.Named) -> str:
    labels = [plain(i).replace(" ", "") for i in node.indices]
    if not labels:
        return node.plain
    bold = node.kind == nodes.VECTOR and _BOLD.search(node.spelling.head)
    # min_k is the least value over k.
    if bold and len(labels) == 1 and labels[0].isalpha() and node.plain not in OPERATORS:
        return f"{node.plain}_{labels[0]}"
    return f"{node.plain}[{','.join(labels)}]"


def _terms(node: nodes.Terms) -> str:
    out = ""
    for negative, item in node.items:
        sign = ("− " if negative else "+ ") if out else ("−" if negative else "")
        out += (" " if out else "") + sign + _at_least(item, OPEN)
    return out


def _times(node: nodes.Times) -> str:
    *before, last = node.factors
    parts = [_at_least(f, PRODUCT if place == 0 else FACTOR) for place, f in enumerate(before)]
    wanted = FACTOR if isinstance(last, nodes.Fraction) else OPEN
    return "·".join([*parts, _at_least(last, wanted)])


def _fraction(node: nodes.Fraction) -> str:
    return f"{_at_least(node.top, PRODUCT)}/{_at_least(node.bottom, FACTOR)}"


def _power(node: nodes.Power) -> str:
    base = _at_least(node.base, ATOM)
    if isinstance(node.exponent, nodes.Number):
        return base + str(node.exponent.value).translate(_RAISED)
    return f"{base}^{_at_least(node.exponent, ATOM)}"


def _big(node: nodes.Big) -> str:
    operator = _OPERATORS[node.operator]
    index = plain(node.index)
    span = index if node.known else f"{{{index}≤{plain(node.size)}}}"
    if node.beside is not None:
        span = f"{{{index}≠{plain(node.beside)}}}"
    body = _at_least(node.body, ATOM if nodes.ends_apart(node) else OPEN)
    return f"{operator}_{span} {body}"


def _weighted_log(node: nodes.WeightedLog) -> str:
    return f"{_at_least(node.weight, FACTOR)}·log°({plain(node.argument)})"


def _call(node: nodes.Call) -> str:
    inside = [*([node.ahead] if node.ahead else []), *map(plain, (node.argument, *node.others))]
    return f"{node.name}({', '.join(inside)})"


_WRITERS: dict[type[Node], Callable[[Any], str]] = {
    nodes.Number: lambda n: str(n.value),
    nodes.Named: _named,
    nodes.Terms: _terms,
    nodes.Times: _times,
    nodes.Fraction: _fraction,
    nodes.Power: _power,
    nodes.Root: lambda n: f"√({plain(n.inside)})",
    nodes.Exponential: lambda n: f"exp({plain(n.exponent)})",
    nodes.Call: _call,
    nodes.WeightedLog: _weighted_log,
    nodes.Big: _big,
    nodes.OverMaps: lambda n: f"Σ_{plain(n.index)} {_at_least(n.body, OPEN)}",
    nodes.Norm: lambda n: f"‖{plain(n.inside)}‖",
    nodes.Inner: lambda n: f"⟨{plain(n.left)}, {plain(n.right)}⟩",
    nodes.Factorial: lambda n: f"{_at_least(n.inside, ATOM)}!",
    nodes.Absolute: lambda n: f"|{plain(n.inside)}|",
    nodes.Bracket: lambda n: f"1[{plain(n.left)} {'≥' if n.reaches else '='} {plain(n.right)}]",
    nodes.Delta: lambda n: f"δ[{plain(n.left)},{plain(n.right)}]",
}
