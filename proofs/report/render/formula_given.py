"""What is given in a theorem, in words: sizes, symbols, families, assignments, indices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sympy as sp

from ...language.alike import is_printed
from ...language.claims import Hypothesis, Optimum, Relation
from ...language.context import Context, Family
from ...language.declared import DECLARED
from ...language.fixed import letters, places
from ...language.spelling import fresh_label, name_plain, name_tex
from ...language.substitution import free_indices, indices_among
from ...language.vocabulary import Index, XLogY
from . import formula_nodes as nodes
from .formula_latex import latex
from .formula_layout import Layout, View

#: Notes that say what a size counts: "number of points", "points".
_COUNT = re.compile(r"(?:the )?number of ([a-z -]+)|([a-z -]+s)")


def declarations(layout: Layout, exprs: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """LaTeX and a note for each size with a note, for all other sizes, and for each name.

    The last ones say over what the other indices range that are seen in ``exprs``.
    """
    context = layout.context
    found = _sizes(context)
    found += [(f"{s.tex} {_range(s.sign)}", s.note) for s in context.symbols.values()]
    said: set[Index] = set()
    for family in context.families.values():
        text, indices = _family(family, layout)
        found.append((text, family.note))
        said |= set(indices)
    rest = [i for i in _seen(layout, exprs) if i not in said]
    return (*found, *((span, "") for span in _spans(rest)))


def free_ranges(
    layout: Layout, hypotheses: Iterable[Hypothesis], goals: Iterable[Relation]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    r"""LaTeX for the ranges of free indices that are seen, such as ``k, j \\le K``.

    First of those that the ``hypotheses`` speak of, so that they are the same throughout; then
    of the others, for each of which the ``goals`` are stated.
    """
    fixed = {
        index
        for h in hypotheses
        for relation in h.relations()
        for index in _free(layout, relation) - frozenset(h.forall)
    }
    each = {i for goal in goals for i in _free(layout, goal)} - fixed
    return _up_to(layout, fixed), _up_to(layout, each)


def _free(layout: Layout, relation: Relation) -> frozenset[Index]:
    """The indices that are free and seen in a relation; an optimum is taken over its own."""
    exprs = relation.expressions()
    free = free_indices(relation.function) if isinstance(relation, Optimum) else frozenset()
    if not isinstance(relation, Optimum):
        free = free.union(indices_among(exprs))
    return free.intersection(_seen(layout, exprs))


def _up_to(layout: Layout, found: set[Index]) -> tuple[str, ...]:
    in_order = (index for index in layout.context.indices.values() if index in found)
    return tuple(
        rf"{', '.join(map(_label, group))} \le {name_tex(size)}"
        for size, group in by_size(in_order).items()
    )


def _seen(layout: Layout, exprs: Iterable[Any]) -> list[Index]:
    """The declared indices that are seen where ``exprs`` are printed."""
    labels = {
        node.plain
        for expr in dict.fromkeys(exprs)
        for node in nodes.descendants(layout.side(expr))
        if isinstance(node, nodes.Named) and node.kind == nodes.INDEX
    }
    held = places(layout.context)
    declared = (i for i in layout.context.indices.values() if i not in held)
    return [i for i in declared if name_plain(str(i.name)) in labels]


def _spans(indices: Iterable[Index]) -> list[str]:
    """LaTeX for the ranges of ``indices``, one for each size."""
    return [
        rf"{', '.join(map(_label, group))} = 1, \dots, {name_tex(size)}"
        for size, group in by_size(indices).items()
    ]


def by_size(indices: Iterable[Index]) -> dict[str, list[Index]]:
    """The indices of each size, by its name."""
    found: dict[str, list[Index]] = {}
    for index in indices:
        found.setdefault(str(index.size.name), []).append(index)
    return found


def has_weighted_log(exprs: Iterable[Any]) -> bool:
    """Whether a logarithm with the convention 0 log 0 = 0 occurs."""
    return any(isinstance(expr, sp.Basic) and expr.has(XLogY) for expr in exprs)


def _sizes(context: Context) -> list[tuple[str, str]]:
    noted = {name: note for name in context.sizes if (note := context.size_notes.get(name, ""))}
    found = []
    for name, note in noted.items():
        things = _COUNT.fullmatch(note)
        if things:
            found.append((rf"{name_tex(name)} \text{{ {things[1] or things[2]}}}", ""))
        else:
            found.append((_natural(name_tex(name)), note))
    others = [name_tex(name) for name in context.sizes if name not in noted]
    if others:
        found.append((_natural(", ".join(others)), ""))
    return found


def _natural(names: str) -> str:
    return rf"{names} \in \{{1, 2, \dots\}}"


def _range(sign: str) -> str:
    return DECLARED[sign].tex


def _family(family: Family, layout: Layout) -> tuple[str, tuple[Index, ...]]:
    """LaTeX for a family, and the indices whose ranges it says."""
    indices = family_indices(family, layout.context)
    entry = family.base[indices]
    if family.values is not None:
        domain = rf"\in \{{1, \dots, {name_tex(family.values.name)}\}}"
    else:
        domain = _range(family.sign)
    shown = layout.vector(entry, indices[-1]) if family.sign == "real" else None
    if shown is not None:
        domain += f"^{{{name_tex(indices[-1].size.name)}}}"
        indices = indices[:-1]
    node = layout.of(entry, View()) if shown is None else shown
    spans = [rf"{_label(i)} = 1, \dots, {name_tex(i.size.name)}" for i in indices]
    joined = r",\ ".join(spans)
    where = rf" \text{{ for }} {joined}" if spans else ""
    return f"{latex(node)} {domain}{where}", indices


def _label(index: Index) -> str:
    return name_tex(index.name)


def family_indices(family: Family, context: Context) -> tuple[Index, ...]:
    """Indices with which to show an entry: declared ones of the right sizes, all different."""
    chosen: list[Index] = []
    for size in family.sizes:
        declared = [i for i in letters(context, size) if i not in chosen]
        declared.sort(key=lambda index: index.name != index.size.name.lower())
        chosen.append(declared[0] if declared else _invented(size, chosen, context))
    return tuple(chosen)


def _invented(size: Any, chosen: list[Index], context: Context) -> Index:
    def fits(label: str) -> bool:
        return not is_printed(label, context) and all(i.name != label for i in chosen)

    return Index(fresh_label(size.name[:1].lower(), fits), size)
