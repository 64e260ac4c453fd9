"""The verdicts on notes, by the way that ``hardlimit verify`` takes, within this process."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardlimit.proofs.book.authoring import Author
from hardlimit.proofs.book.checking import Checker
from hardlimit.proofs.book.notes_desk import NotesDesk
from hardlimit.proofs.book.shelf import Shelf
from hardlimit.proofs.exchange.strict import canonical, read_part
from hardlimit.proofs.report.data import LineReport, TheoremReport
from hardlimit.proofs.report.lines import line_reports


def note(block: str, *lines: str) -> str:
    """A file of notes with these lines, each displayed by itself."""
    shown = "".join(f"\\[ {line} \\]\n" for line in lines)
    return f"\\begin{{given}}\n{block}\n\\end{{given}}\n{shown}"


@dataclass
class Judged:
    """The verdicts, the reports by slug, and who checked."""

    lines: tuple[LineReport, ...]
    reports: dict[str, TheoremReport]
    checker: Checker

    @property
    def statuses(self) -> list[str]:
        """What is said of each line, in short."""
        return [line.status for line in self.lines]


class _Here(Author):
    """Asks the desk itself; what it says goes through bytes all the same."""

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self._desk = NotesDesk(origin)

    def _ask(self, *question: str) -> dict[str, Any]:
        found = read_part(canonical(self._desk.answer(*question)))
        assert isinstance(found, dict)
        return found


def judged(text: str, file: str = "notes.tex") -> Judged:
    """The verdict on every line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, file)
        path.write_text(text, encoding="utf-8")
        shelf = Shelf(str(path))
        shelf.author = _Here(str(path))
        checker = Checker(shelf)
        reports = {slug: checker.report(slug) for slug in shelf.slugs()}
        return Judged(line_reports(file, shelf.lines(), reports), reports, checker)
