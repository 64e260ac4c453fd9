"""``hardlimit proof``: check everything, then write it down."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..book.bounds import Bounds
from ..book.cache import Cache
from ..book.discovery import LIBRARY, InputError
from ..book.handed import Opening
from ..book.session import Session, default_jobs
from ..book.shelf import shelf_of
from ..report.data import Report
from ..report.render.document import latex_document, latex_fragment
from ..report.render.page import html_page
from ..report.render.picture import Panel, Picture, responsibility_picture
from ..report.render.reading import FirstPage, first_page
from ..report.render.write import TexError, compile_pdf, write_whole
from .targets import resolve
from .verify import ask_coq, run


def proof(
    output: str,
    *,
    only: str | None,
    fragment: bool,
    cached: bool,
    jobs: int | None,
    bounds: Bounds | None = None,
    kernel: bool = True,
) -> int:
    """Write the documents; 0 if all theorems hold, else 1 and nothing is written."""
    if fragment and only is None:
        raise InputError("--fragment needs --only TARGET: which theorem?")
    session = Session(Cache() if cached else None, jobs or default_jobs(), bounds)
    requests = resolve(session, () if only is None else (only,))
    folder = Path(output)
    with _writing(folder):
        # Before the work, so that it is not done in vain.
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    report = run(session, requests, lines=True)
    if kernel and all(theorem.holds for theorem in report.theorems):
        installed = all(request.origin == LIBRARY for request in requests)
        with _writing(folder):
            export = folder / "coq" if installed and only is None else None
            report = ask_coq(
                session, requests, report, lines=True, whole=only is None, export=export
            )
    failing = [theorem.label for theorem in report.theorems if not theorem.holds]
    failing += [found.module for found in report.further if found.failure]
    if failing:
        print(
            f"hardlimit: nothing is written, because {', '.join(failing)} must hold first",
            file=sys.stderr,
        )
        return 1
    with _writing(folder):
        if fragment:
            for theorem in report.theorems:
                _write(folder / f"{theorem.label}.tex", latex_fragment(theorem))
            return 0
        opening = shelf_of(LIBRARY).author.opening()
        report = _with_remarks(report, opening)
        picture = _picture(opening) if only is None else None
        first = _first_page(report, opening) if only is None else None
        stem = "hardlimit" if only is None else _stem(only, report)
        return _documents(folder, stem, report, picture, first)


def _documents(
    folder: Path, stem: str, report: Report, picture: Picture | None, first: FirstPage | None
) -> int:
    tex = folder / f"{stem}.tex"
    drawn = picture.latex if picture else None
    _write(tex, latex_document(report, picture=drawn, first=first))
    svg = picture.svg if picture else None
    _write(folder / f"{stem}.html", html_page(report, picture_svg=svg, first=first))
    _write(folder / ("report.json" if stem == "hardlimit" else f"{stem}.json"), report.to_json())
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


def _stem(only: str, report: Report) -> str:
    """What the files are called: by the theorem, or by the file that holds several."""
    several = len(report.theorems) > 1
    return Path(only).stem if several else report.theorems[0].label


def _with_remarks(report: Report, opening: Opening) -> Report:
    """The report with what the packages have to add to theorems, after their pitfalls."""
    added = opening.remarks
    theorems = tuple(
        replace(t, pitfall=f"{t.pitfall} {added[t.slug]}".strip()) if t.slug in added else t
        for t in report.theorems
    )
    return replace(report, theorems=theorems)


def _first_page(report: Report, opening: Opening) -> FirstPage | None:
    """The text that opens the documents, if there is one."""
    if opening.first_page is None:
        return None
    file, text = opening.first_page
    further = shelf_of(LIBRARY).author.further()
    return first_page(report, text, file, {label: module for _, label, module in further})


def _picture(opening: Opening) -> Picture | None:
    """The opening picture, if there is one."""
    panels = [
        Panel(sigma, points, means, shares, *axes)
        for sigma, points, means, shares, axes in opening.panels
    ]
    return responsibility_picture(panels) if panels else None


def _write(path: Path, text: str) -> None:
    write_whole(path, text)
    print(f"wrote {path}")


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turns an error of the file system into one sentence."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot write to the folder {folder}: {reason}") from error
