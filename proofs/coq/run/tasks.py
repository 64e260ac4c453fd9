"""What a run has to compile, and where.  Imports no SymPy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...book.cache import combined
from ...book.discovery import LIBRARY
from ...report.data import KernelReport


@dataclass(frozen=True)
class Task:
    """One derivation to be compiled, and the tasks whose files it loads."""

    origin: str
    slug: str
    label: str
    cites: tuple[tuple[str, str], ...]

    @property
    def name(self) -> tuple[str, str]:
        """Origin and slug: what a task is known by."""
        return (self.origin, self.slug)


def book_folder(folder: Path, origin: str) -> Path:
    """Where the files of the book of that origin lie."""
    return folder / ("book" if origin == LIBRARY else f"own-{combined([origin])[:16]}")


def plain(report: KernelReport) -> dict[str, Any]:
    """The report as plain data."""
    return asdict(report)
