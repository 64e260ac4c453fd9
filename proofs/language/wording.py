"""Formulas in messages: as an author writes them, so that a line can be pasted."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Any, Protocol

import sympy as sp
from sympy.printing.str import StrPrinter

from .claims import (
    SIGNS,
    AtMost,
    Binary,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from .context import Context
from .functions import BY_HEAD
from .substitution import free_indices, indices_among
from .vocabulary import Index, MapSum

_WORDS: dict[type[Relation], str] = {
    Equal: "equal",
    AtMost: "at_most",
    LessThan: "less",
    NotEqual: "differs",
    HasGradient: "has_gradient",
    TendsTo: "tends_to",
    ZeroExactlyAt: "zero_exactly_at",
}


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
        known = BY_HEAD.get(type(expr))
        name = known.word if known is not None and known.ours else f"sp.{type(expr).__name__}"
        return f"{name}({', '.join(map(self._print, expr.args))})"

    _print_Abs = _print_KroneckerDelta = _print_Function

    def _print_Index(self, expr: Index) -> str:
        # One that was made fresh by the checker is shown by the name that it stands for.
        return str(expr.name).partition("#")[0]

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if expr.exp == sp.Rational(1, 2) and not rational:
            return f"sp.sqrt({self._print(expr.base)})"
        if expr.exp == -sp.Rational(1, 2) and not rational:
            return f"1/sp.sqrt({self._print(expr.base)})"
        return str(super()._print_Pow(expr, rational=rational))

    def _print_Rational(self, expr: Any) -> str:
        return f"{'-' * (expr.p < 0)}sp.Rational({abs(expr.p)}, {expr.q})"

    def _print_Half(self, expr: Any) -> str:
        return self._print_Rational(expr)

    def _print_Pi(self, expr: Any) -> str:
        return "sp.pi"

    def _print_Exp1(self, expr: Any) -> str:
        return "sp.E"


class Speaker(Protocol):
    """Writes formulas as the author of notes does."""

    def expression(self, expr: Any) -> str: ...

    def relation(self, relation: Relation) -> str: ...

    def between_entries(self, relation: Relation) -> str: ...


_SPEAKER: ContextVar[Speaker | None] = ContextVar("speaker", default=None)


@contextlib.contextmanager
def spoken_by(speaker: Speaker) -> Iterator[None]:
    """Messages within are written by ``speaker``: in LaTeX, for whoever writes LaTeX."""
    token = _SPEAKER.set(speaker)
    try:
        yield
    finally:
        _SPEAKER.reset(token)


def in_latex() -> bool:
    """Whether messages are written for an author of notes."""
    return _SPEAKER.get() is not None


def called(name: str, context: Context) -> str:
    """A definition in messages: by its name, in notes as it is written there."""
    definition = context.definitions.get(name)
    return f"${definition.tex}$" if in_latex() and definition is not None else name


def _spoken(say: str, thing: Any) -> str:
    """``thing`` in LaTeX, between dollars; empty where nobody speaks it, or cannot."""
    speaker = _SPEAKER.get()
    if speaker is None or isinstance(thing, str):
        return ""
    try:
        return f"${getattr(speaker, say)(thing)}$"
    except Exception:  # what cannot be printed is said in the other way
        return ""


def written(expr: Any, context: Context | None = None) -> str:
    """``expr`` as an author writes it."""
    return _spoken("expression", expr) or _text(_plain((expr,), context)[0])


def describe(relation: Relation, context: Context | None = None) -> str:
    """A relation for messages: ``a <= b``, ``tends_to(f, s, limit)``."""
    spoken = _spoken("relation", relation)
    if spoken:
        return spoken
    parts = [_text(e) for e in _plain(relation.expressions(), context)]
    if isinstance(relation, Binary):
        return f"{parts[0]} {SIGNS[type(relation)]} {parts[1]}"
    if isinstance(relation, Optimum):
        domain = f", domain={relation.domain}" if relation.domain else ""
        unique = ", unique=True" if relation.unique else ""
        return f"{relation.kind}({parts[2]}, {parts[1]}, {parts[0]}{domain}{unique})"
    word = _WORDS.get(type(relation))
    return f"{word}({', '.join(parts)})" if word else str(relation)


def paste_line(relation: Relation, context: Context) -> str:
    """A line that, pasted into the derivation, assumes ``relation``; empty for a limit, say."""
    if not isinstance(relation, Binary):
        return ""
    spoken = _spoken("between_entries", relation)
    if spoken:
        free = sorted(indices_among(relation.expressions()), key=str)
        named = ", ".join(_spoken("expression", i) for i in free)
        return f"suppose {spoken}{f' for all {named}' if named else ''}"
    sides = _plain(relation.expressions(), context)
    new = sorted({i for i in _indices(sides) if context.indices.get(i.name) != i}, key=str)
    first = "".join(f'{i.name} = d.index("{i.name}", {i.size.name}); ' for i in new)
    free = sorted({i.name for e in sides for i in free_indices(e)})
    forall = f", forall=({', '.join(free)}{',' * (len(free) == 1)})" if free else ""
    said = f"{_WORDS[type(relation)]}({_text(sides[0])}, {_text(sides[1])})"
    declared = context.declared()
    names = ("name_it", *(f"name_it_{place}" for place in range(2, len(declared) + 3)))
    name = next(name for name in names if name not in declared)
    return f'{first}d.assume("{name}", {said}{forall})'


def _text(expr: Any) -> str:
    return str(_Author().doprint(expr))


# -- indices that the checker made fresh -------------------------------------------------------
def _plain(exprs: Iterable[Any], context: Context | None) -> list[Any]:
    """``exprs`` with fresh indices named as an author may name them, different ones differently.

    Declared indices are taken where there are enough of them.
    """
    exprs = list(exprs)
    found = _indices(exprs)
    taken = {i.name for i in found if not _is_fresh(i)}
    change: dict[Any, Any] = {}
    for index in filter(_is_fresh, found):
        change[index] = next(i for i in _names(index, context) if i.name not in taken)
        taken.add(change[index].name)
    return [e.xreplace(change) if isinstance(e, sp.Basic) else e for e in exprs]


def _names(index: Index, context: Context | None) -> Iterable[Index]:
    """What ``index`` may be called: its own name, a declared one of its size, a new one."""
    name = index.name.split("#")[0]
    other: set[str] = set()
    if context is not None:
        declared = [i for i in context.indices.values() if i.size == index.size]
        yield from sorted(declared, key=lambda i: i.name != name)
        other.update(context.declared())
    new = (f"{name}{k}" if k else name for k in itertools.count())
    yield from (Index(n, index.size) for n in new if n not in other)


def _indices(exprs: Iterable[Any]) -> list[Index]:
    """All indices, free and bound, in the order in which they stand there."""
    parts = (p for e in exprs if isinstance(e, sp.Basic) for p in sp.preorder_traversal(e))
    return list(dict.fromkeys(p for p in parts if isinstance(p, Index)))


def _is_fresh(index: Index) -> bool:
    return "#" in index.name
