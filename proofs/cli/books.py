"""The books of the installed packages: the gentle one of each, and its reference.

A package that has texts has a book under its own title; ours has the plain names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..book.bounds import Bounds
from ..book.discovery import LIBRARY
from ..book.handed import Opening
from ..book.places import stored
from ..book.shelf import shelf_of
from ..report.data import Report
from ..report.render.charts import drawn
from ..report.render.document import gentle_tex, reference_tex
from ..report.render.page import gentle_page, reference_files, reference_pages
from ..report.render.picture import Panel, Picture, responsibility_picture
from ..report.render.reading import Book, read_book, title_of
from ..report.render.slim import slim
from ..report.render.tables import set_table
from ..report.render.write import TexError, compile_pdf, write_whole
from .styles import write

#: The package whose book has our title.
OURS = "hardlimit.derivations"


def ours(openings: Iterable[Opening]) -> frozenset[str]:
    """The slugs of our own derivations."""
    return frozenset(slug for o in openings if o.package == OURS for slug in o.slugs)


def write_books(
    folder: Path, report: Report, every: Iterable[Opening], jobs: int, bounds: Bounds
) -> int:
    """Write what each package has to tell, and all its theorems; 0, or 1 if TeX refuses it.

    Raises:
        TextRefused: if a text names what is not there or does not hold.
        OSError: if the folder cannot be written.
    """
    openings = [opening for opening in every if opening.slugs or opening.texts]
    reports = [_of(report, opening) for opening in openings]
    files: dict[str, str] = {}
    for opening, own in zip(openings, reports, strict=True):
        titles = [title_of(text) for _, text in opening.reference_texts]
        files |= reference_files(own, _reference(opening), titles)
    # All texts are read before anything is written.
    read = [(figures_of(o), *books_of(report, o)) for o in openings]
    code = 0
    for opening, own, (figures, book, before) in zip(openings, reports, read, strict=True):
        if book.texts:
            answers = [(LIBRARY, theorem.slug) for theorem in book.answers]
            places = stored(answers, jobs, bounds)
            told = replace(report, title=own.title)
            page = gentle_page(told, book, figures, places, files, _reference(opening))
            write(folder / f"{_stem(opening)}.html", slim(page))
            tex = folder / f"{_stem(opening)}.tex"
            code = max(code, typeset(tex, gentle_tex(told, book, figures)))
        elsewhere = {slug: f"../{file}" for slug, file in files.items()}
        pages = reference_pages(own, before, figures, elsewhere, report)
        _write_pages(folder / _reference(opening), pages)
        text = reference_tex(own, before, figures)
        code = max(code, typeset(folder / f"{_reference(opening)}.tex", text))
    return code


def books_of(report: Report, opening: Opening) -> tuple[Book, list[Book]]:
    """The texts of a package, their formulas in place.

    The gentle ones are one book; of those of the reference each has symbols of its own.
    """
    further = shelf_of(LIBRARY).author.further()
    announced = {label: module for _, label, module in further}
    titles = [title_of(text) for _, text in opening.reference_texts]
    figures = [*(c.name for c in opening.charts), *(t.name for t in opening.tables)]
    figures += ["shares"] if opening.panels else []
    gentle = read_book(report, opening.texts, announced, figures, titles)
    texts = opening.reference_texts
    return gentle, [read_book(report, [text], announced, figures, titles) for text in texts]


def figures_of(opening: Opening) -> dict[str, Picture]:
    """Pictures and tables by name; the picture of the shares of many points is ``shares``."""
    panels = [
        Panel(sigma, points, means, shares, *axes)
        for sigma, points, means, shares, axes in opening.panels
    ]
    found = {chart.name: drawn(chart) for chart in opening.charts}
    found |= {table.name: set_table(table) for table in opening.tables}
    return {**found, **({"shares": responsibility_picture(panels)} if panels else {})}


def typeset(tex: Path, text: str) -> int:
    """Write LaTeX, and the PDF where there is TeX."""
    write(tex, text)
    try:
        pdf = compile_pdf(tex)
    except TexError as error:
        print(f"hardlimit: no PDF, because TeX refuses {tex}: {error.line}", file=sys.stderr)
        return 1
    if pdf is None:
        print(f"no PDF: there is no pdflatex here ({tex} compiles with texlive-latex-base)")
    else:
        print(f"wrote {pdf}")
    return 0


def _of(report: Report, opening: Opening) -> Report:
    """The part of the report that a package has stated, under its title."""
    theorems = tuple(t for t in report.theorems if t.slug in opening.slugs)
    labels = [f[1:] for f in shelf_of(LIBRARY).author.further() if f[0] == opening.package]
    further = tuple(f for f in report.further if (f.label, f.module) in labels)
    title = "" if opening.package == OURS else _title(report, opening, theorems[0].chapter)
    return replace(report, theorems=theorems, further=further, title=title)


def _title(report: Report, opening: Opening, chapter: str) -> str:
    """What somebody's book is called: by its first text, else by its first chapter."""
    if opening.texts:
        return title_of(opening.texts[0][1])
    return next((c.title for c in report.chapters if c.slug == chapter), chapter)


def _stem(opening: Opening) -> str:
    return "hardlimit" if opening.package == OURS else opening.package.replace(".", "-")


def _reference(opening: Opening) -> str:
    own = opening.package == OURS
    return "reference" if own else f"{_stem(opening)}-reference"


def _write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """All theorems, a page a chapter."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.html"):
        if old.name not in pages:  # a chapter that is no more
            old.unlink()
    for name, text in pages.items():
        write_whole(folder / name, slim(text))
    print(f"wrote {folder / 'index.html'} and {len(pages) - 1} pages beside it")
