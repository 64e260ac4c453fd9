"""The pages: the gentle book in one file, the reference as a folder of them, one theorem.

Each page needs nothing but itself, and is read without scripts: formulas are MathML.  Its
security policy allows no connection whatever and only the scripts it was built with (by their
digests).
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from hardlimit.proofs.report.render import outline, prose
from hardlimit.proofs.report.render.coqparts import further_html
from hardlimit.proofs.report.render.fonts import math_font
from hardlimit.proofs.report.render.graph import graph_svg
from hardlimit.proofs.report.render.htmlparts import level_html, setting_html, theorem_html
from hardlimit.proofs.report.render.links import Links
from hardlimit.proofs.report.render.outline import Chapter
from hardlimit.proofs.report.render.picture import Picture
from hardlimit.proofs.report.render.plainmath import plain_math
from hardlimit.proofs.report.render.reading import Book, Text, text_anchor
from hardlimit.proofs.report.render.reading_html import book_html
from hardlimit.proofs.report.render.settings import setting
from hardlimit.proofs.report.render.template import asset_text, fill

from ...language.levels import LEVELS
from ..data import Report, TheoremReport

TITLE = "k-means is the hard limit of EM"
_HEAD = "<header>\n<h1><i>k</i>-means is the hard limit of EM</h1>\n@@</header>"
_INDEX, _COQ = "index.html", "in-coq-alone.html"
_TOOLS = (
    '<p class="tools" hidden><button type="button" data-open>Open all</button> '
    '<button type="button" data-close>Close all</button></p>'
)
_FIND = (
    '<form class="find" role="search" hidden><label for="find">Find a symbol, a piece of a formula '
    'or a word</label> <input id="find" type="search" autocomplete="off" spellcheck="false" '
    'placeholder="r_{nk} \\to"> <output aria-live="polite"></output></form>'
)


def gentle_page(
    report: Report,
    book: Book,
    figures: Mapping[str, Picture],
    places: Mapping[str, Sequence[Mapping[str, str]]] = MappingProxyType({}),
    files: Mapping[str, str] | None = None,
    reference: str = "reference",
) -> str:
    """The gentle book: its texts, with the proofs of what they draw folded in their places.

    ``places`` has, by slug of the theorem that answers an exercise, numbers at which a reader's
    own lines are judged in the page: values as fractions, by names in LaTeX.  ``files`` are the
    pages on which more is told, by slug (:func:`reference_files` if it is left out), ``reference``
    is the folder of all theorems.
    """
    files = reference_files(report, reference) if files is None else files
    shown = {theorem.slug for theorem in (*book.drawn, *book.answers)}
    pages = {slug: "" if slug in shown else file for slug, file in files.items()}
    links = Links(outline.references(report), pages, reference=files)
    contents = [
        f'<li><a href="#{html.escape(anchor)}">{prose.to_html(title)}</a></li>'
        for anchor, title in book.headings
    ]
    if not report.title:
        contents.append('<li><a href="#study">See it harden</a></li>')
    contents.append('<li><a href="#levels">How to read the levels</a></li>')
    contents += [
        f'<li><a href="{links.href(anchor)}">{prose.to_html(title)}</a></li>'
        for title, anchor in book.links.items()
        if anchor == text_anchor(title)
    ]
    contents.append(f'<li><a href="{reference}/{_INDEX}">All theorems</a></li>')
    subtitle = '<p class="subtitle">A gentle proof, with every formula checked</p>\n'
    told = f"{'' if report.title else subtitle}{_TOOLS}{_notes(report)}"
    texts = book_html(book, links, figures, places)
    body = [_header(told, report.title), texts, "" if report.title else _applet(), _levels()]
    scripts = ("page.js", "notes.js", *(() if report.title else ("study.js",)), "try.js")
    return _page(report, _called(report), contents, body, scripts)


def reference_files(report: Report, folder: str, texts: Iterable[str] = ()) -> dict[str, str]:
    """The page of each theorem of the reference in ``folder``, and of the texts of these titles."""
    found = {slug: f"{folder}/{file}" for slug, file in _places(report).items()}
    return found | {text_anchor(title): f"{folder}/{_text_file(title)}" for title in texts}


def reference_pages(
    report: Report,
    books: Sequence[Book] = (),
    figures: Mapping[str, Picture] = MappingProxyType({}),
    elsewhere: Mapping[str, str] = MappingProxyType({}),
    among: Report | None = None,
) -> dict[str, str]:
    """All theorems: an index and a page a chapter, by file name.

    ``books`` are texts that stand before them, a page each; ``elsewhere`` the pages of theorems
    that are of another report, by slug; ``among`` has those, too.
    """
    places = {**elsewhere, **_places(report)}
    texts = [text for book in books for text in book.texts]
    places |= {text.anchor: _text_file(text.title) for text in texts}
    known = outline.references(among or report)
    found = {_INDEX: _index_page(report, Links(known, places, _INDEX), texts)}
    running = _running(report)

    def page(file: str, title: str, inside: str, chapter: Chapter | None = None) -> None:
        contents = _contents(report, Links(known, places, file), texts, chapter)
        told = f"{prose.plain(title)} – {_called(report)}"
        scripts = ("page.js", "notes.js")
        found[file] = _page(report, told, contents, [running, inside], scripts)

    for book in books:
        title = book.texts[0].title
        file = _text_file(title)
        pages = {**places, **{theorem.slug: file for theorem in book.drawn}}
        links = Links(known, pages, file, reference=places)
        page(file, title, book_html(book, links, figures, {}))
    for chapter in outline.chapters(report):
        file = _file(chapter)
        inside = _chapter_html(report, chapter, Links(known, places, file), tools=True)
        page(file, chapter.report.title, inside, chapter)
    if report.further:
        page(_COQ, "Further, in Coq alone", further_html(report.further))
    return found


def single_page(report: Report) -> str:
    """A few theorems on one page."""
    links = Links(outline.references(report))
    chapters = outline.chapters(report)
    contents = [_chapter_entry(chapter, links, whole=True) for chapter in chapters]
    told = f'{_TOOLS}{_notes(report)}<p class="tally">{_tally(report)}</p>'
    body = [_header(told, report.title)]
    body += [_chapter_html(report, chapter, links) for chapter in chapters]
    body += [further_html(report.further), _levels()]
    return _page(report, _called(report), contents, body, ("page.js", "notes.js"))


def _page(
    report: Report,
    title: str,
    contents: Iterable[str],
    body: Iterable[str],
    names: tuple[str, ...],
) -> str:
    scripts = [_lean(asset_text(name)) for name in names]
    shown = "\n".join(part for part in body if part)
    listed = "\n".join(contents)
    font = base64.b64encode(math_font(shown + listed)).decode("ascii")
    return (
        fill(
            "page.html",
            version=html.escape(report.version),
            title=html.escape(title),
            policy=_policy(scripts),
            style=_lean_style(fill("page.css", font=font)),
            contents=listed,
            body=shown,
            scripts="\n".join(f"<script>{script}</script>" for script in scripts),
        )
        + "\n"
    )


def _lean(source: str) -> str:
    """A script or a style without indents, and without lines that are remarks alone."""
    source = re.sub(r"^\s*/\*[^*]*\*/\s*$", "", source, flags=re.MULTILINE)
    lines = (line.strip() for line in source.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _lean_style(source: str) -> str:
    """The same of a style, and without spaces around its brackets and signs.

    >>> _lean_style("a:hover, b :focus { margin: 0 1rem; }")
    'a:hover,b :focus{margin:0 1rem}'
    """
    tight = re.sub(r"\s*([{};,])\s*", r"\1", _lean(source))
    return re.sub(r"(?<=[a-z]): ", ":", tight).replace(";}", "}")


def _policy(scripts: list[str]) -> str:
    digests = (hashlib.sha256(script.encode("utf-8")).digest() for script in scripts)
    allowed = " ".join(f"'sha256-{base64.b64encode(d).decode('ascii')}'" for d in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; font-src data:; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _header(below: str, title: str = "") -> str:
    """The head of a page: ours, or that of somebody's own book."""
    if title:
        return f"<header>\n<h1>{html.escape(prose.plain(title))}</h1>\n{below}</header>"
    return _HEAD.replace("@@", below)


def _called(report: Report) -> str:
    """The title of the whole: ours, or that of somebody's own book."""
    return prose.plain(report.title) or TITLE


def _running(report: Report) -> str:
    """What stands above each page of the reference."""
    title = html.escape(_called(report)) if report.title else f"<i>k</i>{TITLE[1:]}"
    return f'<h1 class="running"><a href="{_INDEX}">{title}</a></h1>'


def _notes(report: Report) -> str:
    return "".join(f'<p class="note">{prose.to_html(note)}</p>' for note in report.notes)


# -- the reference -------------------------------------------------------------------------
def _file(chapter: Chapter) -> str:
    """The file of a chapter; its slug is written by its author, and is no path."""
    return re.sub(r"[^a-z0-9-]+", "-", chapter.report.slug.lower()).strip("-") + ".html"


def _places(report: Report) -> dict[str, str]:
    """The file of each theorem, and of what is proved in Coq alone."""
    places = {
        theorem.slug: _file(chapter)
        for chapter in outline.chapters(report)
        for theorem in chapter.theorems
    }
    return {**places, **{f"beyond-{found.module}": _COQ for found in report.further}}


def _text_file(title: str) -> str:
    """The file of a text that stands before the theorems."""
    return text_anchor(title).removeprefix("text-") + ".html"


def _index_page(report: Report, links: Links, texts: Sequence[Text]) -> str:
    entries = [
        _chapter_entry(chapter, links, whole=True, found=True)
        for chapter in outline.chapters(report)
    ]
    if report.further:
        items = "".join(
            f'<li><a href="{links.href(f"beyond-{found.module}")}"><b>{html.escape(found.label)}'
            f"</b> <span>{html.escape(found.title)}</span></a></li>"
            for found in report.further
        )
        entries.append(f'<li><a href="{_COQ}">Further, in Coq alone</a><ol>{items}</ol></li>')
    graph = graph_svg(report, links) if report.theorems else ""
    about = _paragraphs(asset_text("abstract.txt"))
    first = "".join(f"<li>{_text_link(text)}</li>" for text in texts)
    read = f'<section id="read"><h2>To read</h2>\n<ul>{first}</ul></section>' if first else ""
    body = [
        _header(
            '<p class="subtitle">The reference: all theorems, every step</p>\n'
            f'{_notes(report)}<p class="tally">{_tally(report)}</p>',
            report.title,
        ),
        "" if report.title else f'<section id="about">\n{about}\n</section>',
        read,
        f'<section id="all"><h2>All theorems</h2>\n{_FIND}\n<ol class="entries">\n'
        + "\n".join(entries)
        + "</ol></section>",
        _levels(),
        '<section id="graph">\n<h2>What rests on what</h2>\n'
        "<p>A line leads from a theorem down to one that uses it.</p>\n"
        f'<div class="wide">{graph}</div>\n<p class="graph-caption" aria-live="polite">&nbsp;</p>'
        "\n</section>",
    ]
    contents = _contents(report, links, texts)
    title = f"All theorems – {_called(report)}"
    return _page(report, title, contents, body, ("page.js", "find.js"))


def _text_link(text: Text) -> str:
    title = prose.to_html(text.title)
    return f'<a href="{_text_file(text.title)}">{title}</a>'


def _contents(
    report: Report, links: Links, texts: Iterable[Text], open_chapter: Chapter | None = None
) -> list[str]:
    """The texts and chapters, and the theorems of one of them."""
    parts = [f'<li><a href="{_INDEX}">All theorems</a></li>']
    parts += [f"<li>{_text_link(text)}</li>" for text in texts]
    parts += [
        _chapter_entry(chapter, links, whole=chapter == open_chapter)
        for chapter in outline.chapters(report)
    ]
    if report.further:
        parts.append(f'<li><a href="{_COQ}">Further, in Coq alone</a></li>')
    return parts


def _chapter_entry(chapter: Chapter, links: Links, *, whole: bool, found: bool = False) -> str:
    """A chapter, if ``whole`` with its theorems; if ``found`` these have what they are found by."""
    slug, title = html.escape(chapter.report.slug), prose.to_html(chapter.report.title)
    file = links.pages.get(chapter.theorems[0].slug, links.here)
    page = "" if file == links.here else file
    items = "".join(_entry(t, links, found) for t in chapter.theorems) if whole else ""
    listed = f"<ol>{items}</ol>" if items else ""
    return f'<li><a href="{page}#chapter-{slug}">{title}</a>{listed}</li>'


def _entry(theorem: TheoremReport, links: Links, found: bool) -> str:
    said = (*theorem.statement, *(d.latex for d in theorem.definitions)) if found else ()
    lines = html.escape("\n".join(map(plain_math, said)))
    data = f' data-f="{lines}"' if found else ""
    return (
        f'<li{data}><a href="{links.href(theorem.slug)}">'
        f'<i class="dot is-{theorem.level}"></i>'
        f"<b>{html.escape(theorem.label)}</b> <span>{prose.to_html(theorem.title)}</span></a></li>"
    )


def _chapter_html(report: Report, chapter: Chapter, links: Links, *, tools: bool = False) -> str:
    used_by = _used_by(report, links.known)
    said = setting(chapter.theorems)
    slug = html.escape(chapter.report.slug)
    theorems = "\n".join(
        theorem_html(theorem, links, used_by.get(theorem.slug, []), said)
        for theorem in chapter.theorems
    )
    return (
        f'<section class="chapter" id="chapter-{slug}">\n'
        f"<h2>{prose.to_html(chapter.report.title)}</h2>\n{_TOOLS if tools else ''}"
        f"{_paragraphs(chapter.report.introduction)}\n{setting_html(said)}\n{theorems}\n</section>"
    )


def _used_by(report: Report, known: Mapping[str, TheoremReport]) -> dict[str, list[TheoremReport]]:
    found: dict[str, list[TheoremReport]] = {}
    for theorem in report.theorems:
        for name in dict.fromkeys(theorem.cites):
            if name in known:
                found.setdefault(known[name].slug, []).append(theorem)
    return found


# -- parts -----------------------------------------------------------------------------------
def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{prose.to_html(part)}</p>" for part in prose.paragraphs(text))


def _tally(report: Report) -> str:
    steps = sum(len(theorem.steps) for theorem in report.theorems)
    lines = sum(len(outline.lines(theorem)) for theorem in report.theorems)
    levels = [theorem.level for theorem in report.theorems]
    counted = ", ".join(
        f"{levels.count(level)} {level_html(level)}"
        for level in reversed(LEVELS)
        if level in levels
    )
    many = "theorem" if len(levels) == 1 else "theorems"
    return f"{len(levels)} {many} in {lines} lines ({steps} checked steps): {counted or 'none'}."


def _applet() -> str:
    """The picture that moves, its formulas set."""
    text = re.sub(
        r"\$([^$]+)\$", lambda found: prose.formula_html(found[1]), asset_text("study.html")
    )
    return f'<section id="study">\n{text}\n</section>'


def _levels() -> str:
    listed = "\n".join(
        f"<div><dt>{level_html(level)}</dt>"
        f"<dd>{prose.to_html(outline.LEVEL_MEANING[level])}</dd></div>"
        for level in reversed(LEVELS)
    )
    return (
        '<section id="levels">\n<h2>How to read the levels</h2>\n'
        "<p>Every theorem carries a level of trust, the least of its steps and of what it cites; "
        "a step shows its own where it differs.</p>\n"
        f'<dl class="levels">\n{listed}\n</dl>\n</section>'
    )
