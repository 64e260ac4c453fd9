"""What is given in a theorem, in words: sizes, symbols, families and assignments."""

from __future__ import annotations

import re
from typing import Any

from ..context import Context, Family, Symbol
from ..vocabulary import Index
from .formula_latex import latex
from .formula_layout import Layout, View
from .formula_names import greek_tex, name_tex

#: Notes that say what a size counts: "number of points", "points".
_COUNT = re.compile(r"(?:the )?number of (.+)|([a-z -]+s)")
_ESCAPES = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}


def given_lines(layout: Layout) -> tuple[str, ...]:
    """One line for each size with a note, one for all other sizes, one for each name."""
    context = layout.context
    lines = _sizes(context)
    lines += [_symbol(symbol) for symbol in context.symbols.values()]
    lines += [_family(family, layout) for family in context.families.values()]
    return tuple(lines)


def _sizes(context: Context) -> list[str]:
    noted = {name: note for name in context.sizes if (note := context.size_notes.get(name, ""))}
    lines = []
    for name, note in noted.items():
        things = _COUNT.fullmatch(note)
        if things:
            lines.append(f"{name_tex(name)} {text(' ' + (things[1] or things[2]))}")
        else:
            lines.append(rf"{name_tex(name)} \in \{{1, 2, \dots\}}{_note(note)}")
    others = [name_tex(name) for name in context.sizes if name not in noted]
    if others:
        lines.append(rf"{', '.join(others)} \in \{{1, 2, \dots\}}")
    return lines


def _symbol(symbol: Symbol) -> str:
    return f"{symbol.tex} {_range(symbol.sign)}{_note(symbol.note)}"


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
    return f"{latex(node)} {domain}{where}{_note(family.note)}"


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


def _note(note: str) -> str:
    return rf" \quad {text(f'({note})')}" if note else ""


def text(prose: str) -> str:
    r"""Prose inside a formula; what it sets between dollar signs stays mathematics.

    >>> text("weights, $\\pi_k > 0$")
    '\\text{weights, }\\pi_k > 0'
    """
    out = ""
    for place, piece in enumerate(prose.split("$")):
        if place % 2:
            out += piece
        else:
            words = re.sub(r"[&%#_{}]", lambda found: _ESCAPES[found[0]], piece)
            out += "".join(
                greek_tex(part) if place % 2 else (rf"\text{{{part}}}" if part else "")
                for place, part in enumerate(re.split("([α-ωΓΔΘΛΣΦΨΩ])", words))
            )
    return out
