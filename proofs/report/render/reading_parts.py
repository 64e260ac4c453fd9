"""A text with drawn formulas (:mod:`.reading`) as HTML and as LaTeX."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from . import prose
from .breaking import relaxed, with_breaks
from .characters import math_to_ascii, text_to_tex
from .htmlparts import display, inline, level_html
from .reading import LINK, Display, FirstPage, Notation
from .reading_finding import Drawn
from .template import asset_text

_MATHS = re.compile(r"(\$[^$]*\$)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


def page_html(page: FirstPage) -> str:
    """The text as a section of the page."""
    parts = ['<section id="whole-proof">', f"<h2>{_html(page, page.title)}</h2>"]
    for block in page.blocks:
        if isinstance(block, Notation):
            rows = "".join(
                f'<tr><th scope="row">{_html(page, symbol)}</th>'
                f"<td>{_html(page, shape)}</td><td>{_html(page, meaning)}</td></tr>"
                for symbol, shape, meaning in block.rows
            )
            head = "<thead><tr><th>symbol</th><th>shape</th><th>meaning</th></tr></thead>"
            parts.append(
                '<table class="notation"><caption>Notation</caption>'
                f"{head}<tbody>{rows}</tbody></table>"
            )
        elif isinstance(block, Display):
            parts.append(_display_html(block))
        elif block.kind in ("ul", "ol"):
            items = "".join(f"<li>{_html(page, text)}</li>" for text in block.texts)
            parts.append(f"<{block.kind}>{items}</{block.kind}>")
        else:
            tag = {"h2": "h3"}.get(block.kind, block.kind)
            parts.append(f"<{tag}>{_html(page, block.texts[0])}</{tag}>")
    return "\n".join([*parts, "</section>"])


def _display_html(block: Display) -> str:
    parts: list[str] = []
    for drawn in block.drawn:
        parts.extend(map(display, drawn.latex))
    supposed = _supposed(block)
    if supposed:
        parts.append(f'<p class="if">if {" and ".join(map(inline, supposed))}</p>')
    sources = ", ".join(
        f'<a href="#{html.escape(drawn.anchor)}">{html.escape(drawn.label)}</a>'
        + (f" {level_html(drawn.level)}" if drawn.level else "")
        for drawn in _sources(block)
    )
    return f'<div class="drawn">{"".join(parts)}<p class="source">{sources}</p></div>'


def _supposed(block: Display) -> list[str]:
    """What has to hold for the formulas of a display, each hypothesis once."""
    return list(dict.fromkeys(latex for drawn in block.drawn for latex in drawn.supposes))


def _sources(block: Display) -> list[Drawn]:
    """What is drawn, each label once, with its level if one of them shows it."""
    kept: dict[str, Drawn] = {}
    for drawn in block.drawn:
        if drawn.label not in kept or drawn.level:
            kept[drawn.label] = drawn
    return list(kept.values())


def _html(page: FirstPage, text: str) -> str:
    def link(label: str) -> str:
        name, slug = html.escape(label), html.escape(page.links[label])
        return f'[<a href="#{slug}">{name}</a>]' if slug else f"[{name}]"

    return _marked(text, prose.to_html, link, ("<strong>", "</strong>"))


def page_tex(page: FirstPage, *, above: str) -> str:
    """The text as LaTeX, without a preamble, under the line ``above`` (LaTeX, too)."""
    parts = [f"\\hltextabove{{{above}}}", f"\\hltexttitle{{{_tex(page, page.title)}}}"]
    for block in page.blocks:
        if isinstance(block, Notation):
            parts.append(_notation_tex(page, block))
        elif isinstance(block, Display):
            parts.append(_display_tex(block))
        elif block.kind in ("ul", "ol"):
            items = (f"\\item {_tex(page, text)}" for text in block.texts)
            kind = {"ul": "\\hlbullets", "ol": "\\hlnumbers"}[block.kind]
            parts.append("\n".join([f"{kind}{{", *items, "}"]))
        elif block.kind == "h2":
            parts.append(f"\\hltexthead{{{_tex(page, block.texts[0])}}}")
        else:
            parts.append(f"{_tex(page, block.texts[0])}\\par")
    return "\n".join([asset_text("reading.tex.txt"), "\\hltextbegin", *parts, "\\hltextend"])


def _notation_tex(page: FirstPage, block: Notation) -> str:
    rows = [
        " & ".join(_tex(page, cell) for cell in (symbol, shape, meaning)) + " \\\\"
        for symbol, shape, meaning in block.rows
    ]
    return "\n".join(["\\hlnotation{%", *rows, "}"])


def _display_tex(block: Display) -> str:
    formulas: list[str] = []
    for drawn in block.drawn:
        formulas.extend(with_breaks(_formula(latex)) for latex in drawn.latex)
    supposed = _supposed(block)
    if supposed:
        told = " and ".join(f"${_formula(latex)}$" for latex in supposed)
        formulas.append(f"\\mbox{{\\footnotesize if {told}}}")
    sources = ", ".join(
        f"\\hlref{{{drawn.slug}}}{{{text_to_tex(drawn.label)}}}"
        + (f" \\hlmark{{{drawn.level}}}" if drawn.level else "")
        for drawn in _sources(block)
    )
    side_by_side = " \\qquad\\hlbr ".join(formulas)
    return f"\\hldrawn{{{side_by_side}}}{{{sources}}}"


def _formula(latex: str) -> str:
    return relaxed(math_to_ascii(latex))


def _tex(page: FirstPage, text: str) -> str:
    def link(label: str) -> str:
        slug, name = page.links[label], text_to_tex(label)
        inside = slug and not slug.startswith("beyond-")
        shown = f"\\hlref{{{slug}}}{{{name}}}" if inside else name
        return f"\\hltextlink{{{shown}}}"

    return _marked(text, prose.to_tex, link, ("\\textbf{", "}"))


def _marked(
    text: str,
    setter: Callable[[str], str],
    link: Callable[[str], str],
    strong: tuple[str, str],
) -> str:
    """``text`` set by ``setter``, with links and strong words, which it does not know.

    They are taken out before and put in again after it; control characters hold their places,
    and no text has any (:mod:`.reading`).
    """
    kept: list[str] = []

    def hold(found: str) -> str:
        kept.append(found)
        return f"\x02{len(kept) - 1}\x03"

    def words(piece: str) -> str:
        piece = LINK.sub(lambda m: hold(link(m[1])), piece)
        return _STRONG.sub(lambda m: hold(strong[0]) + m[1] + hold(strong[1]), piece)

    pieces = _MATHS.split(text)
    held = "".join(p if place % 2 else words(p) for place, p in enumerate(pieces))
    return re.sub(r"\x02(\d+)\x03", lambda m: kept[int(m[1])], setter(held))
