r"""Formulas in entries, written with the matrices and vectors that their sums are products of.

``\sum_d y_d \sum_e A_{ed} x_e`` is ``x^\top A y``: so it stands in notes whose author wrote no
entry.  What is no sum of such products is left to the entries.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...language.claims import (
    AtMost,
    Equal,
    HasGradient,
    Hypothesis,
    LessThan,
    NotEqual,
    Relation,
)
from ...language.context import Context, Definition, Family
from ...language.fixed import places
from ...language.inverses import inverses
from ...language.substitution import family_name, indices_among
from ...language.vocabulary import Index
from .formula import Printer

#: Products of one side, factors of one product.
MAX_TERMS, MAX_FACTORS = 24, 12
_SIGNS: dict[type[Relation], str] = {Equal: "=", AtMost: r"\le", LessThan: "<", NotEqual: r"\ne"}
_UNIT = "I"


@dataclass(frozen=True)
class _Entry:
    """An entry of a vector (one index) or of a matrix (two), by what it is written as."""

    tex: str
    at: tuple[Any, ...]


@dataclass(frozen=True)
class _Term:
    """A product: a number, entries, and what is summed over."""

    number: Any
    entries: tuple[_Entry, ...]
    bound: frozenset[Any]


class _NoProduct(Exception):
    """A formula is no sum of products of matrices and vectors."""


class MatrixPrinter(Printer):
    """Prints relations of matrices as such, if ``asked``; all others as a :class:`.Printer`."""

    def __init__(self, context: Context, *, asked: bool = True) -> None:
        super().__init__(context)
        #: What the author wrote: a number is turned round so as to stand there.
        self.written = ""
        self._asked = asked and any(_matrices(context))
        self._places = set(places(context))
        self._inverse = {b: a for a, b in inverses(context.hypotheses.values()).items() if a < b}

    def expression(self, expr: Any) -> str:
        """LaTeX for an expression."""
        return self.products(expr) or self._logs(super().expression(expr))

    def between_entries(self, relation: Relation) -> str:
        """LaTeX for a relation of entries, whatever they are entries of."""
        return self._logs(super().between_entries(relation))

    def _logs(self, text: str) -> str:
        r"""``p \log p`` for who writes so, since their notes say that 0 \log 0 is 0."""
        return text if r"\circ" in self.written else text.replace(r"\log^{\circ}", r"\log")

    def relation(self, relation: Relation) -> str:
        """LaTeX for a relation; what it says of each entry is not said any more."""
        return self.between_matrices(relation) or self.between_entries(relation)

    def hypothesis(self, hypothesis: Hypothesis) -> str:
        """LaTeX for a hypothesis; one about some entries alone is no relation of matrices."""
        free = indices_among(hypothesis.relation.expressions())
        whole = hypothesis.guard is None and free <= frozenset(hypothesis.forall)
        asked, self._asked = self._asked, self._asked and whole
        try:
            return super().hypothesis(hypothesis)
        finally:
            self._asked = asked

    def between_matrices(self, relation: Relation) -> str:
        """The relation between products of matrices and vectors; empty if it is none."""
        if isinstance(relation, HasGradient):
            function, slope = self.products(relation.function), self._sum(relation.gradient)
            entry = self._entry(relation.variable)
            if not (function and slope and entry and len(entry.at) == 1):
                return ""
            if self._taken(relation.gradient)[1] != frozenset(entry.at):
                return ""
            return rf"\nabla_{{{entry.tex}}} \left( {function} \right) = {slope}"
        if type(relation) not in _SIGNS or not any(map(self.products, relation.expressions())):
            return ""
        first, second = relation.expressions()
        open_ = [self._taken(e)[1] for e in (first, second)]
        left, right = self._sum(first), self._sum(second)
        if left and left == right:
            left = self._sum(first, turned=True)
        if left and right:
            same = left == right or open_[0] != open_[1]
            return "" if same else f"{left} {_SIGNS[type(relation)]} {right}"
        # A number beside a number; beside a vector or matrix it is 0 alone.
        number = first if right else second
        if number.atoms(Index) or (number != 0 and any(open_)):
            return ""
        shown = super().expression(number)
        return f"{left or shown} {_SIGNS[type(relation)]} {right or shown}"

    def products(self, expr: Any) -> str:
        """A sum of products, one with a matrix at least; empty if the formula is none."""
        terms, _ = self._taken(expr)
        return self._sum(expr) if any(len(e.at) == 2 for t in terms for e in t.entries) else ""

    def _taken(self, expr: Any) -> tuple[list[_Term], frozenset[Any]]:
        """The terms, and the indices that are open in each of them; none if it is no sum."""
        nothing: tuple[list[_Term], frozenset[Any]] = [], frozenset()
        if not self._asked or not isinstance(expr, sp.Expr):
            return nothing
        try:
            terms = self._terms(expr, itertools.count())
            free = set(map(_open, terms))
        except _NoProduct:
            return nothing
        if len(free) != 1 or not any(term.entries for term in terms):
            return nothing
        return terms, free.pop()

    def _sum(self, expr: Any, *, turned: bool = False) -> str:
        """A sum of products of matrices and vectors; empty if the formula is none.

        ``turned``: in another way than otherwise, where there is one.
        """
        terms, open_ = self._taken(expr)
        row, *column = sorted(open_, key=str) or [None]
        end = column[0] if column else None
        shown = [self._product(term, row, end, turned) for term in terms]
        return "".join(
            f"{' - ' if minus else ' + '}{text}" if place else f"{'-' * minus}{text}"
            for place, (minus, text) in enumerate(sorted(shown, key=lambda said: said[0]))
        )

    # -- taken apart -------------------------------------------------------------------
    def _terms(self, expr: Any, fresh: Iterator[int]) -> list[_Term]:
        if isinstance(expr, sp.Add):
            found = [term for arg in expr.args for term in self._terms(arg, fresh)]
        elif isinstance(expr, sp.Mul):
            found = [_Term(sp.Integer(1), (), frozenset())]
            for arg in expr.args:
                found = [_times(a, b) for a in found for b in self._terms(arg, fresh)]
        elif isinstance(expr, sp.Pow) and expr.exp in (2, 3) and expr.base.atoms(Index):
            found = self._terms(sp.Mul(*[expr.base] * int(expr.exp), evaluate=False), fresh)
        elif isinstance(expr, sp.Sum):
            body, renamed = expr.args[0], {i[0]: (next(fresh), i[2]) for i in expr.args[1:]}
            found = [_renamed(term, renamed) for term in self._terms(body, fresh)]
        else:
            entry = self._entry(expr)
            if entry is None and expr.atoms(Index):
                raise _NoProduct
            number = sp.Integer(1) if entry else expr
            found = [_Term(number, (entry,) if entry else (), frozenset())]
        if len(found) > MAX_TERMS or any(len(t.entries) > MAX_FACTORS for t in found):
            raise _NoProduct
        return found

    def _entry(self, expr: Any) -> _Entry | None:
        """An entry of a matrix or vector, if that is one."""
        if isinstance(expr, sp.KroneckerDelta):
            return _Entry(_UNIT, expr.args) if all(type(a) is Index for a in expr.args) else None
        if not isinstance(expr, sp.Indexed) or not all(type(i) is Index for i in expr.indices):
            return None
        if self._places & set(expr.indices):
            return None
        name = family_name(expr)
        item = self._item(name)
        if item is None or len(expr.indices) > 2 or item.vector != (len(expr.indices) == 1):
            return None
        of = self._item(self._inverse.get(name, ""))
        tex = rf"{of.tex}^{{-1}}" if of is not None else item.tex
        return _Entry(tex, tuple(expr.indices))

    def _item(self, name: str) -> Family | Definition | None:
        """What is declared or defined by that name, unless it is an assignment."""
        family = self.context.families.get(name)
        if family is not None:
            return family if family.values is None else None
        return self.context.definitions.get(name)

    # -- put together ------------------------------------------------------------------
    def _product(self, term: _Term, row: Any, column: Any, turned: bool) -> tuple[bool, str]:
        """Whether the term is taken away, and what it is."""
        left = list(term.entries)
        open_: list[str] = []
        if row is not None:
            open_, end = _walk(row, left)
            if end != column:
                other, _ = _walk(column, left)
                open_ += _turned(other)
        closed: list[str] = []
        while left:
            closed.append(self._component(left, turned))
        number, minus = term.number, False
        if number.could_extract_minus_sign():
            number, minus = -number, True
        front = super().expression(number) if number != 1 or not (closed or open_) else ""
        if front and isinstance(number, sp.Add) and (closed or open_):
            front = rf"\left( {front} \right)"
        return minus, " ".join(filter(None, [front, *sorted(closed), _powers(open_)]))

    def _component(self, left: list[_Entry], turned: bool) -> str:
        """A number: a vector, matrices and a vector, or the trace of a product."""
        start = next((e for e in left if len(e.at) == 1), None)
        if start is None:
            first = left.pop(0)
            out, _ = _walk(first.at[1], left)
            return rf"\operatorname{{tr}}({_powers([first.tex, *out])})"
        left.remove(start)
        out, _ = _walk(start.at[0], left)
        if out == [start.tex]:
            return rf"\lVert {start.tex} \rVert^2"
        one = [_transposed(start.tex), *out]
        other = _turned(one)
        if one == other:
            # x^T A^T A x is the square of a length as well.
            half = " ".join(one[len(one) // 2 :])
            ways = [_powers(one), rf"\lVert {half} \rVert^2"] if len(one) % 2 == 0 else []
        else:
            ways = sorted(map(_powers, (one, other)), key=self._rank)
        return ways[turned] if ways else _powers(one)

    def _rank(self, product: str) -> tuple[bool, int, str]:
        text = "".join(self.written.split())
        return "".join(product.split()) not in text, product.count(r"\top"), product


def _times(a: _Term, b: _Term) -> _Term:
    return _Term(a.number * b.number, a.entries + b.entries, a.bound | b.bound)


def _renamed(term: _Term, new: dict[Any, Any]) -> _Term:
    entries = tuple(_Entry(e.tex, tuple(new.get(i, i) for i in e.at)) for e in term.entries)
    return _Term(term.number, entries, term.bound | frozenset(new.values()))


def _open(term: _Term) -> frozenset[Any]:
    """The indices of a term that are free; each stands once, and each of the others twice."""
    used = [i for entry in term.entries for i in entry.at]
    free = {i for i in used if i not in term.bound}
    if any(used.count(i) != 1 for i in free) or any(used.count(i) != 2 for i in term.bound):
        raise _NoProduct
    if len(free) > 2:
        raise _NoProduct
    return frozenset(free)


def _walk(index: Any, left: list[_Entry]) -> tuple[list[str], Any]:
    """The product that begins with an index, taken out of ``left``; the index that it ends with.

    None where it ends with a vector.
    """
    out: list[str] = []
    while True:
        entry = next((e for e in left if index in e.at), None)
        if entry is None:
            return out, index
        left.remove(entry)
        if len(entry.at) == 1:
            return [*out, entry.tex], None
        first, second = entry.at
        forward = first == index
        if entry.tex != _UNIT or not left:
            out.append(entry.tex if forward or entry.tex == _UNIT else _transposed(entry.tex))
        index = second if forward else first


def _transposed(tex: str) -> str:
    if tex.endswith(r"^\top"):
        return tex.removesuffix(r"^\top").removeprefix("(").removesuffix(")")
    return rf"({tex})^\top" if "^" in tex else rf"{tex}^\top"


def _turned(product: Iterable[str]) -> list[str]:
    return [_transposed(tex) for tex in reversed(list(product))]


def _powers(product: list[str]) -> str:
    """Equal factors side by side are one power."""
    out = []
    for tex, group in itertools.groupby(product):
        count = len(list(group))
        out += [rf"{tex}^{{{count}}}"] if count > 1 and "^" not in tex else [tex] * count
    return " ".join(out)


def written_by_entries(text: str, context: Context) -> bool:
    """Whether entries of a matrix or vector are written in a text: they have subscripts."""
    vectors = [f.tex for f in context.families.values() if len(f.sizes) == 1 and f.vector]
    return any(
        f"{tex}_" in text or f"{{{tex}}}_" in text for tex in (*_matrices(context), *vectors)
    )


def _matrices(context: Context) -> Iterator[str]:
    """How everything with two indices is written."""
    for family in context.families.values():
        if len(family.sizes) == 2 and not family.vector and family.values is None:
            yield family.tex
    for definition in context.definitions.values():
        if len(definition.params) == 2 and not definition.vector:
            yield definition.tex
