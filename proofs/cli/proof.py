"""``hardlimit proof``: check everything, then write it down."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..book.bounds import Bounds
from ..book.cache import Cache
from ..book.discovery import LIBRARY, NOTES, InputError
from ..book.handed import Opening
from ..book.session import Session
from ..book.shelf import Request, shelf_of
from ..book.workers import default_jobs
from ..report.data import Report
from ..report.render.document import latex_fragment, reference_tex
from ..report.render.image import lacking
from ..report.render.page import single_page
from ..report.render.slim import slim
from .books import ours, typeset, write_books
from .styles import BOOK, IMAGES, SEVERAL, styled, write
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
    style: str = BOOK,
    dependencies: bool = False,
) -> int:
    """Write the documents; 0 if all theorems hold, else 1 and nothing is written.

    ``style`` is one of ``STYLES``.
    """
    if (fragment or style != BOOK) and only is None:
        asked = "--fragment" if fragment else f"--style {style}"
        raise InputError(f"{asked} needs --only TARGET: which theorem?")
    if fragment and style != BOOK:
        raise InputError(f"--fragment and --style {style} are two ways of writing: which one?")
    if dependencies and style not in SEVERAL:
        raise InputError(f"--with-dependencies goes with --style {', '.join(SEVERAL)}")
    if style in IMAGES and (missing := lacking(style)):
        raise InputError(f"--style {style} needs {missing}, which is not here")
    session = Session(Cache() if cached else None, jobs or default_jobs(), bounds)
    requests = resolve(session, () if only is None else (only,))
    folder = Path(output)
    with _writing(folder):
        # Before the work, so that it is not done in vain.
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    report = run(session, requests, lines=True)
    if dependencies:
        requests, report = _with_dependencies(session, requests, report)
    if kernel and all(theorem.holds for theorem in report.theorems):
        installed = all(request.origin == LIBRARY for request in requests)
        with _writing(folder):
            export = folder / "coq" if installed and only is None else None
            report = ask_coq(
                session,
                requests,
                report,
                lines=True,
                whole=only is None and installed,
                export=export,
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
        if only is not None and style != BOOK:
            stem = _stem(only, report, dependencies)
            own = requests[0].origin
            file = "" if own == LIBRARY else os.path.relpath(own, folder.resolve())
            return styled(folder, style, report, stem, file, _labels(session))
        if fragment:
            for theorem in report.theorems:
                write(folder / f"{theorem.label}.tex", latex_fragment(theorem))
            return 0
        # What packages draw takes a second, and a file of one's own shows none of it.
        packages = any(request.origin == LIBRARY for request in requests)
        openings = shelf_of(LIBRARY).author.openings() if packages else ()
        mine = ours(openings)
        somebodys = all(r.origin != LIBRARY or r.card.slug not in mine for r in requests)
        if only is not None or requests[0].origin != LIBRARY:
            # Nothing of ours on somebody else's page.
            report = _titled(report) if somebodys else _with_remarks(report, openings)
            stem = _stem(only or Path.cwd().name, report)
            write(folder / f"{stem}.html", slim(single_page(report)))
            write(folder / f"{stem}.json", report.to_json())
            return typeset(folder / f"{stem}.tex", reference_tex(report))
        report = _with_remarks(report, openings)
        write(folder / "report.json", report.to_json())
        return write_books(folder, report, openings, session.jobs, bounds or Bounds())


def _with_dependencies(
    session: Session, requests: list[Request], report: Report
) -> tuple[list[Request], Report]:
    """The requests with all that they cite before them, and the report of it."""
    found = list(requests)
    while True:
        missing: list[Request] = []
        asked = {(request.origin, request.card.slug) for request in found}
        for request, theorem in zip(found, report.theorems, strict=True):
            near = [] if request.origin == LIBRARY else session.in_file(Path(request.origin))
            far = [Request(LIBRARY, card) for card in session.contents(LIBRARY).cards]
            for slug in theorem.cites:
                cited = next((r for r in (*near, *far) if r.card.slug == slug), None)
                if cited is not None and (cited.origin, slug) not in asked:
                    asked.add((cited.origin, slug))
                    missing.append(cited)
        if not missing:
            return found, report
        found = sorted((*missing, *found), key=lambda r: _place(session, r))
        report = run(session, found, lines=True)


def _place(session: Session, request: Request) -> tuple[bool, str, int]:
    """Where a derivation stands: in the book, or after it in a file."""
    if request.origin == LIBRARY:
        slugs = [card.slug for card in session.contents(LIBRARY).cards]
        return False, "", slugs.index(request.card.slug)
    slugs = [other.card.slug for other in session.in_file(Path(request.origin))]
    return True, request.origin, slugs.index(request.card.slug)


def _labels(session: Session) -> list[str]:
    return [card.label for card in session.contents(LIBRARY).cards]


def _titled(report: Report) -> Report:
    """The report under its own title: that of its one theorem, or of its chapter."""
    theorem = report.theorems[0]
    alone = len(report.theorems) == 1 or not report.chapters
    return replace(report, title=theorem.title if alone else report.chapters[0].title)


def _stem(only: str, report: Report, several: bool = False) -> str:
    """What the files are called: by the theorem, or by what was asked for if there are several."""
    if several and not only.endswith((".py", *NOTES)):  # one was asked for: it stands last
        return report.theorems[-1].label
    return Path(only).stem if len(report.theorems) > 1 else report.theorems[0].label


def _with_remarks(report: Report, openings: Iterable[Opening]) -> Report:
    """The report with what the packages have to add to theorems, after their pitfalls."""
    added = {slug: text for opening in openings for slug, text in opening.remarks.items()}
    theorems = tuple(
        replace(t, pitfall=f"{t.pitfall} {added[t.slug]}".strip()) if t.slug in added else t
        for t in report.theorems
    )
    return replace(report, theorems=theorems)


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
