"""The printer: expressions, relations, hypotheses and definitions as textbook formulas.

What is printed is what is stored: :mod:`.formula_layout` puts terms in order, forms fractions
and recognises norms; :mod:`.formula_latex` and :mod:`.formula_plain` write the result.
``sympy.latex`` is never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

from ...language.alike import is_printed, refuse_alike
from ...language.claims import (
    AtMost,
    Binary,
    Equal,
    HasGradient,
    Hypothesis,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ...language.context import Context, Definition
from ...language.fixed import places
from ...language.spelling import fresh_label, name_plain
from ...language.statements import infinite
from ...language.vocabulary import BINDERS, Index
from . import formula_nodes as nodes
from .formula_given import by_size, declarations, free_ranges, has_weighted_log
from .formula_latex import bracketed, latex
from .formula_layout import Layout
from .formula_nodes import Node
from .formula_optimum import optimum_parts
from .formula_plain import plain

#: (left side, sign, right side).
Parts = tuple[str, str, str]

_SIGNS: dict[type[Relation], tuple[str, str]] = {
    Equal: ("=", "="),
    AtMost: (r"\le", "≤"),
    LessThan: ("<", "<"),
    NotEqual: (r"\ne", "≠"),
}


class Printer:
    """Prints what a derivation with the declarations ``context`` contains."""

    def __init__(self, context: Context) -> None:
        self.context = context
        refuse_alike(context)

    def expression(self, expr: Any) -> str:
        """LaTeX for an expression or an index.

        Raises:
            VocabularyError: if it contains anything outside the vocabulary.
        """
        return latex(self._layout((expr,)).side(expr))

    def plain(self, expr: Any) -> str:
        """One line of text for the terminal."""
        return plain(self._layout((expr,)).side(expr))

    def relation_parts(self, relation: Relation) -> Parts:
        """Left side, relation sign and right side of a relation, in LaTeX.

        Where the two sides of an equation would look alike, because they differ only in how
        a norm or an inner product is spread over its sum, the sums are written out.
        """
        return self._parts(relation, latex, 0)

    def relation(self, relation: Relation) -> str:
        """LaTeX for a relation."""
        return " ".join(self.relation_parts(relation))

    def between_entries(self, relation: Relation) -> str:
        """LaTeX for a relation of entries, whatever they are entries of."""
        return " ".join(self.relation_parts(relation))

    def plain_relation(self, relation: Relation) -> str:
        """One line of text for a relation."""
        return " ".join(self._parts(relation, plain, 1))

    def hypothesis(self, hypothesis: Hypothesis) -> str:
        """LaTeX for a hypothesis with its quantifier and condition."""
        relation = hypothesis.relation
        if isinstance(relation, AtMost | LessThan) and relation.lhs == 0 != relation.rhs:
            sign = r"\ge" if isinstance(relation, AtMost) else ">"
            stated = f"{self.expression(relation.rhs)} {sign} 0"
        else:
            stated = self.relation(relation)
        layout = self._layout(
            (*relation.expressions(), *(hypothesis.guard.expressions() if hypothesis.guard else ()))
        )
        if hypothesis.forall:
            names = ", ".join(latex(layout.index(i)) for i in hypothesis.forall)
            stated += rf" \quad \text{{for all }} {names}"
        if hypothesis.guard is not None:
            word = r" \text{ with } " if hypothesis.forall else r" \quad \text{if } "
            stated += word + self.relation(hypothesis.guard)
        return stated

    def plain_hypothesis(self, hypothesis: Hypothesis) -> str:
        """One line of text for a hypothesis."""
        stated = self.plain_relation(hypothesis.relation)
        if hypothesis.forall:
            stated += f" for all {', '.join(self.plain(i) for i in hypothesis.forall)}"
        if hypothesis.guard is not None:
            word = "with" if hypothesis.forall else "if"
            stated += f" {word} {self.plain_relation(hypothesis.guard)}"
        return stated

    def definition(self, definition: Definition) -> str:
        r"""LaTeX for ``name_{params} := body``."""
        name = definition.base[definition.params] if definition.params else definition.base
        layout = self._layout((name, definition.body))
        sides = [layout.side(name), layout.side(definition.body)]
        if definition.vector and definition.params:
            index = definition.params[-1]
            vectors = [layout.vector(e, index) for e in (name, definition.body)]
            if vectors[1] is not None:
                sides = [v for v in vectors if v is not None]
        return f"{latex(sides[0])} := {latex(sides[1])}"

    def given(self, exprs: Iterable[Any] = ()) -> tuple[tuple[str, str], ...]:
        """LaTeX and a note in prose for each size, symbol and family that is declared.

        At the end stand the ranges of those indices in ``exprs`` of which nothing else says it.
        """
        return declarations(self._layout(()), exprs)

    def free_ranges(
        self, hypotheses: Iterable[Hypothesis], goals: Iterable[Relation]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        r"""The ranges of free indices, such as ``k, j \\le K``.

        First of those that are the same in ``hypotheses`` and ``goals``; then of those for each
        of which the goals are stated.
        """
        return free_ranges(self._layout(()), hypotheses, goals)

    def conventions(self, exprs: Iterable[Any]) -> tuple[tuple[str, str], ...]:
        """LaTeX and a note for each sign in ``exprs`` that not every reader knows."""
        if not has_weighted_log(exprs):
            return ()
        return ((r"0 \log^{\circ}(\,\cdot\,) := 0", r"elsewhere $\log^{\circ}$ is $\log$"),)

    def plain_conventions(self, exprs: Iterable[Any]) -> tuple[str, ...]:
        """The same in plain text."""
        return ("0·log°(…) := 0; elsewhere log° is log",) if has_weighted_log(exprs) else ()

    def plain_ranges(self, exprs: Iterable[Any], *, told: bool = True) -> str:
        """The ranges of the declared indices in ``exprs``: ``n = 1..N; k, j = 1..K``.

        Without ``told`` those are left out of which the letter tells it, such as n = 1..N.
        """
        found = {i for e in exprs for i in sp.preorder_traversal(e) if isinstance(i, Index)}
        held = places(self.context)
        used = [
            i
            for i in self.context.indices.values()
            if i in found and i not in held and (told or i.name != i.size.name.lower())
        ]
        return "; ".join(
            f"{', '.join(map(self.plain, group))} = 1..{name_plain(size)}"
            for size, group in by_size(used).items()
        )

    # -- parts ----------------------------------------------------------------------
    def _layout(self, exprs: Iterable[Any], merge: bool = True) -> Layout:
        return Layout(self.context, _labels(exprs, self.context), merge)

    def _parts(self, relation: Relation, write: Callable[[Node], str], column: int) -> Parts:
        layout = self._layout(relation.expressions())
        if isinstance(relation, Binary):
            sign = _SIGNS[type(relation)][column]
            sides = [write(layout.side(e)) for e in relation.expressions()]
            if sides[0] == sides[1] and relation.lhs != relation.rhs:
                spread = self._layout(relation.expressions(), merge=False)
                sides = [write(spread.side(e)) for e in relation.expressions()]
            return sides[0], sign, sides[1]
        if isinstance(relation, Optimum):
            state = self.plain_hypothesis if column else self.hypothesis
            return optimum_parts(relation, layout, write, state)
        grown = infinite(relation)
        if grown is not None:
            inside, variable = (layout.side(e) for e in (grown[0], relation.variable))  # type: ignore[attr-defined]
            return _grows(write(inside), write(variable), column, below=grown[1])
        shown = [layout.side(e) for e in relation.expressions()]
        return _SPECIAL[type(relation)](shown, write, column)


def _gradient(shown: list[Node], write: Callable[[Node], str], column: int) -> Parts:
    function, variable, gradient = shown
    if column:
        return f"∂/∂{write(variable)} [{write(function)}]", "=", write(gradient)
    if isinstance(function, nodes.Named):
        left = rf"\frac{{\partial {latex(function)}}}{{\partial {latex(variable)}}}"
    else:
        inside = latex(function)
        if not isinstance(function, nodes.Big | nodes.OverMaps):
            inside = bracketed(inside, "[", "]")
        left = rf"\frac{{\partial}}{{\partial {latex(variable)}}} {inside}"
    return left, "=", write(gradient)


def _tends(shown: list[Node], write: Callable[[Node], str], column: int) -> Parts:
    function, variable, limit = map(write, shown)
    if column:
        return function, "→", f"{limit}  ({variable} ↓ 0)"
    return function, r"\longrightarrow", rf"{limit} \quad ({variable} \downarrow 0)"


def _grows(function: str, variable: str, column: int, *, below: bool) -> Parts:
    sign = "-" * below
    if column:
        return function, "→", f"{sign.replace('-', '−')}∞  ({variable} ↓ 0)"
    return function, r"\longrightarrow", rf"{sign}\infty \quad ({variable} \downarrow 0)"


def _zero(shown: list[Node], write: Callable[[Node], str], column: int) -> Parts:
    function, variable, solution = map(write, shown)
    sign = "⟺" if column else r"\iff"
    return f"{function} = 0", sign, f"{variable} = {solution}"


_SPECIAL: dict[type[Relation], Callable[[list[Node], Callable[[Node], str], int], Parts]] = {
    HasGradient: _gradient,
    TendsTo: _tends,
    ZeroExactlyAt: _zero,
}


def _labels(exprs: Iterable[Any], context: Context) -> dict[str, str]:
    """Names to show for indices whose own names are internal (they contain ``#``)."""
    found: dict[str, Index] = {}
    exprs = list(exprs)
    for expr in exprs:
        found |= {i.name: i for i in sp.preorder_traversal(expr) if isinstance(i, Index)}
    taken = {name for name in found if "#" not in name}
    labels = _numbers(exprs, found, context)
    for name in sorted(set(found) - taken):
        index = found[name]

        def fits(label: str, index: Index = index) -> bool:
            own = context.indices.get(label) == Index(label, index.size)
            return label not in taken and (own or not is_printed(label, context))

        labels[name] = fresh_label(name, fits)
        taken.add(labels[name])
    return labels


def _numbers(exprs: list[Any], found: dict[str, Index], context: Context) -> dict[str, str]:
    """Places are shown as the number that they are; one that is bound somewhere is none there."""
    bound = {limit[0] for e in exprs for part in _binders(e) for limit in part.args[1:]}
    held = places(context) if found else {}
    return {i.name: str(n) for i, n in held.items() if i in found.values() and i not in bound}


def _binders(expr: Any) -> Iterable[Any]:
    return (part for part in sp.preorder_traversal(expr) if isinstance(part, BINDERS))
