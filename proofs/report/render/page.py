"""A report as one HTML page that needs nothing but itself.

The page's security policy allows no connection whatever and only the scripts it was built with
(by their digests).  Formulas stand in it as LaTeX source; Temml, inlined, sets them when the page
is opened, and a reader without scripts sees the source.
"""

from __future__ import annotations

import base64
import hashlib
import html

from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.coqparts import further_html
from hardlimit.proofs.report.render.graph import graph_svg
from hardlimit.proofs.report.render.htmlparts import level_html, theorem_html
from hardlimit.proofs.report.render.reading import FirstPage
from hardlimit.proofs.report.render.reading_parts import page_html
from hardlimit.proofs.report.render.template import asset_bytes, asset_text, fill

from ...language.levels import LEVELS
from ..data import Report, TheoremReport

_SCRIPTS = ("temml.min.js", "page.js", "study.js")


def html_page(report: Report, *, picture_svg: str | None, first: FirstPage | None = None) -> str:
    """The whole report as the text of ``hardlimit.html``.

    Args:
        report: what a run found.
        picture_svg: an SVG element for the opening picture, or None.
        first: the text that stands before everything else, or None.
    """
    scripts = [asset_text(name) for name in _SCRIPTS]
    font = base64.b64encode(asset_bytes("math.woff2")).decode("ascii")
    return (
        fill(
            "page.html",
            version=html.escape(report.version),
            policy=_policy(scripts),
            style=fill("page.css", font=font, temml=asset_text("temml.css")),
            first=page_html(first) if first is not None else "",
            entry=_first_entry(first),
            heading="<h2>About this text</h2>\n" if first is not None else "",
            contents=_contents(report),
            abstract=_paragraphs(asset_text("abstract.txt")),
            notes="".join(f'<p class="note">{prose.to_html(note)}</p>' for note in report.notes),
            tally=_tally(report),
            picture=_picture(picture_svg),
            study=asset_text("study.html"),
            levels=_levels(),
            graph=_graph(report),
            chapters="\n".join([*_chapters(report), further_html(report.further)]),
            scripts="\n".join(f"<script>{script}</script>" for script in scripts),
        )
        + "\n"
    )


def _policy(scripts: list[str]) -> str:
    digests = (hashlib.sha256(script.encode("utf-8")).digest() for script in scripts)
    allowed = " ".join(f"'sha256-{base64.b64encode(d).decode('ascii')}'" for d in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; font-src data:; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _first_entry(first: FirstPage | None) -> str:
    if first is None:
        return ""
    return f'<li><a href="#whole-proof">{prose.to_html(first.title)}</a></li>\n'


def _contents(report: Report) -> str:
    parts: list[str] = []
    for chapter in outline.chapters(report):
        slug = html.escape(chapter.report.slug)
        items = "".join(map(_entry, chapter.theorems))
        title = prose.to_html(chapter.report.title)
        parts.append(f'<li><a href="#chapter-{slug}">{title}</a><ol>{items}</ol></li>')
    if report.further:
        items = "".join(
            f'<li><a href="#beyond-{found.module}"><b>{html.escape(found.label)}</b> '
            f"<span>{html.escape(found.title)}</span></a></li>"
            for found in report.further
        )
        parts.append(
            f'<li><a href="#chapter-in-coq-alone">Further, in Coq alone</a><ol>{items}</ol></li>'
        )
    return "\n".join(parts)


def _entry(theorem: TheoremReport) -> str:
    return (
        f'<li><a href="#{html.escape(theorem.slug)}"><i class="dot is-{theorem.level}"></i>'
        f"<b>{html.escape(theorem.label)}</b> <span>{prose.to_html(theorem.title)}</span></a></li>"
    )


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{prose.to_html(part)}</p>" for part in prose.paragraphs(text))


def _tally(report: Report) -> str:
    steps = sum(len(theorem.steps) for theorem in report.theorems)
    levels = [theorem.level for theorem in report.theorems]
    counted = ", ".join(
        f"{levels.count(level)} {level_html(level)}"
        for level in reversed(LEVELS)
        if level in levels
    )
    many = "theorem" if len(levels) == 1 else "theorems"
    return f"{len(levels)} {many} in {steps} steps: {counted or 'none'}."


def _picture(svg: str | None) -> str:
    if svg is None:
        return ""
    caption = _paragraphs(asset_text("caption.txt"))
    return (
        f'<figure class="picture"><div class="wide">{svg}</div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _levels() -> str:
    return "\n".join(
        f'<div><dt><span class="level is-{level}">{level}</span></dt>'
        f"<dd>{prose.to_html(outline.LEVEL_MEANING[level])}</dd></div>"
        for level in reversed(LEVELS)
    )


def _graph(report: Report) -> str:
    return graph_svg(report) if report.theorems else ""


def _chapters(report: Report) -> list[str]:
    known = outline.references(report)
    used_by: dict[str, list[TheoremReport]] = {}
    for theorem in report.theorems:
        for name in dict.fromkeys(theorem.cites):
            if name in known:
                used_by.setdefault(known[name].slug, []).append(theorem)
    sections: list[str] = []
    for chapter in outline.chapters(report):
        slug = html.escape(chapter.report.slug)
        theorems = "\n".join(
            theorem_html(theorem, known, used_by.get(theorem.slug, []))
            for theorem in chapter.theorems
        )
        sections.append(
            f'<section class="chapter" id="chapter-{slug}">\n'
            f"<h2>{prose.to_html(chapter.report.title)}</h2>\n"
            f"{_paragraphs(chapter.report.introduction)}\n{theorems}\n</section>"
        )
    return sections
