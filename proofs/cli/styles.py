"""``hardlimit proof --style``: single theorems for other documents than the book."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ..report.data import Report
from ..report.render.image import Format, theorem_image
from ..report.render.markdown import theorem_markdown
from ..report.render.notebook_json import notebook
from ..report.render.notes_tex import notes_bib, notes_sty, notes_tex
from ..report.render.write import TexError, write_whole

BOOK = "book"
#: Styles of which one file holds all theorems that are asked for.
SEVERAL = ("notes", "markdown", "notebook")
#: Styles of which each theorem is a picture.
IMAGES: tuple[Format, ...] = ("svg", "png")
STYLES = (BOOK, *SEVERAL, *IMAGES)


def styled(
    folder: Path, style: str, report: Report, stem: str, file: str, labels: Sequence[str]
) -> int:
    """Write the theorems of ``report`` in a style; 1 if a program that is needed fails.

    ``stem`` is what a file with all of them is called, ``file`` where they are written if not in
    the book, ``labels`` are those of the book.
    """
    theorems, version = report.theorems, report.version
    if style == "notes":
        write(folder / f"{stem}.tex", notes_tex(theorems, labels, version))
        write(folder / "hardlimit.sty", notes_sty())
        write(folder / "hardlimit.bib", notes_bib(theorems, version))
    elif style == "markdown":
        write(folder / f"{stem}.md", "\n".join(map(theorem_markdown, theorems)))
    elif style == "notebook":
        write(folder / f"{stem}.ipynb", notebook(theorems, file))
    for kind in IMAGES:
        for theorem in theorems if style == kind else ():
            try:
                picture = theorem_image(theorem, kind, version)
            except TexError as error:
                print(f"hardlimit: no picture of {theorem.label}: {error.line}", file=sys.stderr)
                return 1
            write(folder / f"{theorem.label}.{kind}", picture)
    return 0


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole, and say so."""
    write_whole(path, content)
    print(f"wrote {path}")
