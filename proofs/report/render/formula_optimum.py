"""How an optimum is shown: ``value = arg min_variable function``, over a domain if named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...language.claims import Hypothesis, Optimum
from ...language.context import Context
from ...language.declared import DECLARED
from ...language.substitution import family_name, free_indices
from ...language.vocabulary import Index
from . import formula_nodes as nodes
from .formula_latex import bracketed, latex
from .formula_layout import Layout, View
from .formula_nodes import Node

_Write = Callable[[Node], str]


@dataclass(frozen=True)
class _Shown:
    """The two sides before they are joined: value, variable and its indices that vary."""

    value: Node
    variable: Node
    joint: tuple[Index, ...]


def optimum_parts(
    relation: Optimum, layout: Layout, write: _Write, state: Callable[[Hypothesis], str]
) -> tuple[str, str, str]:
    """Left side, sign and right side of an optimum.

    ``state`` writes a hypothesis of the domain.
    """
    shown = _shown(relation, layout)
    text = write is not latex
    labels = ",".join(write(layout.index(i)) for i in shown.joint)
    family = _tuple(shown.variable, labels, write)
    function = write(layout.side(relation.function))
    node = layout.side(relation.function)
    if isinstance(node, nodes.Terms):
        function = f"({function})" if text else bracketed(function)
    word = "min" if relation.kind == "minimises" else "max"
    sign = "=" if relation.unique else ("∈" if text else r"\in")
    head = f"arg {word}_{{{family}}}" if text else rf"\operatorname*{{arg\,{word}}}_{{{family}}}"
    right = f"{head} {function}"
    conditions = _conditions(relation, layout, shown.variable, write, state)
    if conditions:
        comma = ", " if text else r",\ "
        over, given = (
            (", over all ", " with ") if text else (r" \quad \text{over all } ", r" \text{ with } ")
        )
        right += over + family + given + comma.join(conditions)
    return _tuple(shown.value, labels, write), sign, right


def _tuple(node: Node, labels: str, write: _Write) -> str:
    """``node`` for all values of the indices ``labels`` at once."""
    if not labels:
        return write(node)
    if write is latex:
        return f"{bracketed(latex(node))}_{{{labels}}}"
    return f"({write(node)})_{{{labels}}}"


def _shown(relation: Optimum, layout: Layout) -> _Shown:
    variable, value = relation.variable, relation.value
    if not isinstance(variable, sp.Indexed):
        return _Shown(layout.side(value), layout.side(variable), ())
    function = layout.context.unfold_all(relation.function)
    joint = [
        index
        for index in dict.fromkeys(variable.indices)
        if isinstance(index, Index) and not _is_fixed(variable, index, function)
    ]
    last = variable.indices[-1]
    if last in joint:
        vectors = [layout.vector(e, last) for e in (value, variable)]
        if vectors[0] is not None and vectors[1] is not None:
            rest = tuple(i for i in joint if i != last)
            return _Shown(vectors[0], vectors[1], rest)
    return _Shown(layout.of(value, View()), layout.of(variable, View()), tuple(joint))


def _is_fixed(variable: Any, index: Index, function: Any) -> bool:
    """Whether ``function`` looks at the variable at this one value of ``index`` only."""
    place = list(variable.indices).index(index)
    entries = list(_entries(family_name(variable), function))
    return (
        bool(entries)
        and index in free_indices(function)
        and all(entry.indices[place] == index for entry in entries)
    )


def _entries(name: str, expr: Any) -> list[Any]:
    if isinstance(expr, sp.Indexed):
        inner = [e for i in expr.indices for e in _entries(name, i)]
        return [*inner, expr] if family_name(expr) == name else inner
    return [entry for arg in expr.args for entry in _entries(name, arg)]


def _conditions(
    relation: Optimum,
    layout: Layout,
    variable: Node,
    write: _Write,
    state: Callable[[Hypothesis], str],
) -> list[str]:
    out: list[str] = []
    context: Context = layout.context
    declared = DECLARED[context.sign_of(relation.variable)]
    if declared.side:
        signs = {} if write is latex else {r"\ge": "≥", r"\le": "≤"}
        sign, zero = declared.tex.split()
        out.append(f"{write(layout.side(relation.variable))} {signs.get(sign, sign)} {zero}")
    for name in relation.domain:
        hypothesis = context.hypotheses.get(name)
        out.append(state(hypothesis).replace(r" \quad \text{", r" \text{ ") if hypothesis else name)
    return out
