"""Writes formula nodes as LaTeX: brackets exactly where the precedence asks for them.

The reading that the brackets assume is the usual one: a product binds tighter than a sum of
terms; the body of a big operator is the product that follows it; ``\\log`` takes one factor,
or a big operator; ``\\log^{\\circ}`` belongs to the one factor before it; ``/`` in an exponent
divides the product before it by the one factor after it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...language.errors import VocabularyError
from ...language.functions import FUNCTIONS
from ...language.spelling import subscript
from . import formula_nodes as nodes
from .formula_nodes import Node

#: Levels of binding.  OPEN: a product whose last factor takes in whatever follows it.
TERMS, OPEN, PRODUCT, FACTOR, ATOM = range(5)

_OPERATORS = {"sum": r"\sum", "prod": r"\prod"}


#: Functions that are called by a letter.
_LETTERS = ("Gamma", "B")


def latex(node: Node) -> str:
    """LaTeX for a node."""
    writer = _WRITERS.get(type(node))
    if writer is None:
        raise VocabularyError(f"{type(node).__name__} cannot be written as LaTeX")
    return writer(node)


def level(node: Node) -> int:
    """How tightly ``node`` binds as it is written."""
    if isinstance(node, nodes.Terms):
        return TERMS
    if isinstance(node, nodes.Big | nodes.OverMaps):
        return OPEN
    if isinstance(node, nodes.Times):
        return OPEN if level(node.factors[-1]) == OPEN else PRODUCT
    if isinstance(node, nodes.Factorial) or (
        isinstance(node, nodes.Call) and node.name in _LETTERS
    ):
        return FACTOR
    if isinstance(node, nodes.Call):
        return OPEN if node.name == "log" and _is_open(node.argument) else PRODUCT
    if isinstance(node, nodes.WeightedLog):
        return OPEN if _is_open(node.argument) else PRODUCT
    if isinstance(node, nodes.Fraction):
        return PRODUCT if node.inline else FACTOR
    if isinstance(node, nodes.Power | nodes.Exponential):
        return FACTOR
    if isinstance(node, nodes.Named) and node.spelling.is_open:
        return PRODUCT
    if isinstance(node, nodes.Named) and not node.spelling.takes_power:
        return FACTOR
    return ATOM


def bracketed(inside: str, left: str = "(", right: str = ")") -> str:
    """``inside`` in brackets, which grow if it is tall."""
    if any(mark in inside for mark in (r"\frac", r"\sum", r"\prod", r"\sqrt")):
        return rf"\left{left} {inside} \right{right}"
    return f"{left}{inside}{right}"


def at_least(node: Node, wanted: int) -> str:
    """``node``, in brackets if it binds less tightly than ``wanted``."""
    text = latex(node)
    return text if level(node) >= wanted else bracketed(text)


def _number(node: nodes.Number) -> str:
    return str(node.value)


def _named(node: nodes.Named) -> str:
    return node.spelling.written(_label(i) for i in node.indices)


def _label(index: Node) -> str:
    return latex(index).replace(" + ", "+").replace(" - ", "-")


def _terms(node: nodes.Terms) -> str:
    out = ""
    for negative, item in node.items:
        sign = ("- " if negative else "+ ") if out else ("-" if negative else "")
        out += (" " if out else "") + sign + at_least(item, OPEN)
    return out


def _times(node: nodes.Times, last_is_open: bool = True) -> str:
    *before, last = node.factors
    parts = [_inner_factor(factor) for factor in before]
    parts.append(at_least(last, OPEN) if last_is_open else _inner_factor(last))
    out = parts[0]
    for left, part in zip(node.factors, parts[1:], strict=False):
        digits = part[0].isdigit() or (part.startswith(r"\frac") and isinstance(left, nodes.Number))
        out += (r" \cdot " if digits else " ") + part
    return out


def _closed(node: Node) -> str:
    """A product of which nothing is open at its right end."""
    if isinstance(node, nodes.Times):
        return _times(node, last_is_open=False)
    return _inner_factor(node)


def _inner_factor(node: Node) -> str:
    """A factor that others follow: nothing may be open at its right end."""
    if isinstance(node, nodes.Call):
        return _bracketed_call(node)
    return at_least(node, FACTOR)


_TEX = {"exp": r"\exp", **{one.shown: one.tex for one in FUNCTIONS if one.tex}}


def _bracketed_call(node: nodes.Call) -> str:
    inside = [*([node.ahead] if node.ahead else []), *map(latex, (node.argument, *node.others))]
    name = _TEX.get(node.name, rf"\operatorname{{{node.name}}}")
    return name + bracketed(", ".join(inside))


def _fraction(node: nodes.Fraction) -> str:
    if not node.inline:
        return rf"\frac{{{latex(node.top)}}}{{{latex(node.bottom)}}}"
    # 3/2 W would be read as (3/2) W, and \\log a/b as the logarithm of a/b.
    return f"{_closed(node.top)}/{at_least(node.bottom, FACTOR)}"


def _power(node: nodes.Power) -> str:
    return f"{at_least(node.base, ATOM)}^{{{latex(node.exponent)}}}"


def _root(node: nodes.Root) -> str:
    return rf"\sqrt{{{latex(node.inside)}}}"


def _exponential(node: nodes.Exponential) -> str:
    return f"e^{{{latex(node.exponent)}}}"


def _is_open(argument: Node) -> bool:
    """Whether a logarithm of ``argument`` is written without brackets, and open at its end."""
    return isinstance(argument, nodes.Big | nodes.OverMaps)


def _call(node: nodes.Call) -> str:
    if node.name == "log":
        return r"\log" + _logarithm(node.argument)
    return _bracketed_call(node)


def _logarithm(argument: Node) -> str:
    text = latex(argument)
    bare = _is_open(argument) or level(argument) >= FACTOR
    return f" {text}" if bare and not text.startswith(("(", r"\left(")) else bracketed(text)


def _weighted_log(node: nodes.WeightedLog) -> str:
    return _inner_factor(node.weight) + r" \log^{\circ}" + _logarithm(node.argument)


def _big(node: nodes.Big) -> str:
    index = latex(node.index)
    body = at_least(node.body, ATOM if nodes.ends_apart(node) else OPEN)
    if node.operator == "min":
        span = index if node.known else rf"1 \le {index} \le {latex(node.size)}"
        if node.beside is not None:
            span = rf"{index} \ne {latex(node.beside)}"
        return rf"\min_{{{span}}} {body}"
    return rf"{_OPERATORS[node.operator]}_{{{index}=1}}^{{{latex(node.size)}}} {body}"


def _over_maps(node: nodes.OverMaps) -> str:
    domain = rf"\{{1, \dots, {latex(node.values)}\}}^{{{latex(node.rows)}}}"
    return rf"\sum_{{{latex(node.index)} \in {domain}}} {at_least(node.body, OPEN)}"


def _norm(node: nodes.Norm) -> str:
    return _fenced(latex(node.inside), r"\lVert", r"\rVert")


def _absolute(node: nodes.Absolute) -> str:
    return _fenced(latex(node.inside), r"\lvert", r"\rvert")


def _inner(node: nodes.Inner) -> str:
    return _fenced(f"{latex(node.left)}, {latex(node.right)}", r"\langle", r"\rangle")


def _fenced(inside: str, left: str, right: str) -> str:
    tall = bracketed(inside, left, right)
    return tall if tall.startswith(r"\left") else f"{left} {inside} {right}"


def _factorial(node: nodes.Factorial) -> str:
    return f"{at_least(node.inside, ATOM)}!"


def _bracket(node: nodes.Bracket) -> str:
    sign = r"\ge" if node.reaches else "="
    return r"\mathbf{1}" + bracketed(f"{latex(node.left)} {sign} {latex(node.right)}", "[", "]")


def _delta(node: nodes.Delta) -> str:
    return rf"\delta_{{{subscript([_label(node.left), _label(node.right)])}}}"


_WRITERS: dict[type[Node], Callable[[Any], str]] = {
    nodes.Number: _number,
    nodes.Named: _named,
    nodes.Terms: _terms,
    nodes.Times: _times,
    nodes.Fraction: _fraction,
    nodes.Power: _power,
    nodes.Root: _root,
    nodes.Exponential: _exponential,
    nodes.Call: _call,
    nodes.WeightedLog: _weighted_log,
    nodes.Big: _big,
    nodes.OverMaps: _over_maps,
    nodes.Norm: _norm,
    nodes.Inner: _inner,
    nodes.Absolute: _absolute,
    nodes.Factorial: _factorial,
    nodes.Bracket: _bracket,
    nodes.Delta: _delta,
}
