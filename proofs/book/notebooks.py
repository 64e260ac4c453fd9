"""Jupyter notebooks as files of derivations and of notes, line for line.

The code cells of ``X.ipynb`` become a file of Python, its Markdown cells one of Markdown.  Each
line stands in the same row as in the notebook itself, so that a verdict names a place that an
editor and GitHub know.  Nothing is run but what ``verify X.py`` runs.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..language.errors import HardlimitError
from .cache import default_folder

SUFFIX = ".ipynb"
#: Where the two files lie, in a folder of their own for each notebook, and what names it there.
_PLACE, _WHERE = "notebooks", "where"
#: Commands of IPython: no Python.
_MAGIC = re.compile(r"\s*[%!?]")
#: A cell in another language, or for a file: all commands of cells but those that run Python.
_FOREIGN = re.compile(r"\s*%%(?!(?:capture|prun|time|timeit)\b)")
MOST = 20_000_000
#: How a line may be written in JSON.
_ENDS, _ASCII = ("", "\n"), (True, False)


class NotANotebook(HardlimitError):
    """A file is no notebook that can be read."""


def folder() -> Path:
    """Where the files of all notebooks lie."""
    return default_folder() / _PLACE


def notebook_of(path: Path) -> Path | None:
    """The notebook whose cells are in the file ``path``; None if it is no such file."""
    if SUFFIX not in path.name or path.parent.parent != folder().resolve():
        return None
    try:
        return Path((path.parent / _WHERE).read_text(encoding="utf-8"))
    except OSError:
        return None


def files_of(notebook: Path) -> list[Path]:
    """The files with the code and with the mathematics of a notebook, those that hold any.

    Raises:
        NotANotebook: if it cannot be read.
    """
    try:
        if notebook.stat().st_size > MOST:
            raise NotANotebook("it is too large")
        text = notebook.read_text(encoding="utf-8")
        cells = json.loads(text)["cells"]
        found = [_cell(cell["cell_type"], cell["source"]) for cell in cells]
    except OSError as error:
        raise NotANotebook((error.strerror or "it cannot be read").lower()) from error
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotANotebook("it is no Jupyter notebook (nbformat 4)") from error
    rows = text.split("\n")
    out = []
    place = folder()
    try:
        place /= hashlib.sha256(str(notebook).encode()).hexdigest()[:16]
        place.mkdir(parents=True, exist_ok=True)
        (place / _WHERE).write_text(str(notebook), encoding="utf-8")
        for kind, suffix in (("code", ".py"), ("markdown", ".md")):
            path = place / f"{notebook.name}{suffix}"
            written = _placed(rows, found, kind)
            path.write_text(written, encoding="utf-8")
            if _holds(kind, written):
                out.append(path)
    except UnicodeError as error:
        raise NotANotebook("its name or a cell is no text that can be written") from error
    except OSError as error:
        raise NotANotebook(f"its cells cannot be written to {place}") from error
    return out


def _holds(kind: str, text: str) -> bool:
    return "derivation(" in text if kind == "code" else "**Given" in text


def _cell(kind: str, source: Any) -> tuple[str, list[str]]:
    whole = "".join(source) if isinstance(source, list) else source
    if not isinstance(whole, str):
        raise TypeError("a cell without a source")
    return "raw" if _FOREIGN.match(whole) and kind == "code" else kind, whole.split("\n")


def _placed(rows: list[str], cells: list[tuple[str, list[str]]], kind: str) -> str:
    """The lines of the cells of one kind, each in the row in which the notebook has it."""
    out: dict[int, str] = {}
    cell = 0
    for row, number, (here, line) in _rows(rows, cells):
        if here == kind:
            text = line if kind != "code" or not _MAGIC.match(line) else ""
            # Cells are read each by itself: a quotation of the next one goes on with none.
            if number != cell and {row, row - 1} & out.keys():
                text = f"\n{text}"
            cell = number
            # A file that is written in one row has no rows of its own for its lines.
            out[row] = f"{out[row]}\n{text}" if row in out else text
    last = max(out, default=0)
    return "\n".join(out.get(row, "") for row in range(1, last + 1)) + "\n"


def _rows(
    rows: list[str], cells: list[tuple[str, list[str]]]
) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Each line of each cell, with the row in which it stands and the number of the cell.

    The lines of a cell stand one below the other; of one that is laid out otherwise all are
    in the last row before it.
    """
    bare = [row.strip().rstrip(",") for row in rows]
    at = 0
    for number, (kind, lines) in enumerate(cells, 1):
        lines = lines[:-1] if lines[-1] == "" else lines
        said = [
            {json.dumps(x + end, ensure_ascii=a) for end in _ENDS for a in _ASCII} for x in lines
        ]
        first = next(
            (i for i in range(at, len(bare)) if _stands(said, bare[i : i + len(said)])), None
        )
        for place, line in enumerate(lines):
            at = at if first is None else first + place + 1
            yield max(at, 1), number, (kind, line)


def _stands(said: list[set[str]], rows: list[str]) -> bool:
    return len(rows) == len(said) and all(r in s for r, s in zip(rows, said, strict=True))


__all__ = ["NotANotebook", "files_of", "notebook_of"]
