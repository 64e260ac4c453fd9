"""What is given in a theorem, in words: sizes, symbols, families and assignments."""

from __future__ import annotations

import re
from typing import Any

from ...language.context import Context, Family
from ...language.spelling import name_tex
from ...language.vocabulary import Index
from .formula_latex import latex
from .formula_layout import Layout, View

#: Notes that say what a size counts: "number of points", "points".
_COUNT = re.compile(r"(?:the )?number of ([a-z -]+)|([a-z -]+s)")


def declarations(layout: Layout) -> tuple[tuple[str, str], ...]:
    """LaTeX and a note for each size with a note, for all other sizes, and for each name."""
    context = layout.context
    found = _sizes(context)
    found += [(f"{s.tex} {_range(s.sign)}", s.note) for s in context.symbols.values()]
    found += [(_family(family, layout), family.note) for family in context.families.values()]
    return tuple(found)


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
    return {"positive": "> 0", "nonnegative": r"\ge 0"}.get(sign, r"\in \mathbb{R}")


def _family(family: Family, layout: Layout) -> str:
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
    return f"{latex(node)} {domain}{where}"


def _label(index: Index) -> str:
    return name_tex(index.name)


def family_indices(family: Family, context: Context) -> tuple[Index, ...]:
    """Indices with which to show an entry: declared ones of the right sizes, all different."""
    chosen: list[Index] = []
    for size in family.sizes:
        declared = [i for i in context.indices.values() if i.size == size and i not in chosen]
        declared.sort(key=lambda index: index.name != index.size.name.lower())
        chosen.append(declared[0] if declared else _invented(size, chosen))
    return tuple(chosen)


def _invented(size: Any, chosen: list[Index]) -> Index:
    name = size.name[:1].lower()
    while any(i.name == name for i in chosen):
        name += "'"
    return Index(name, size)
