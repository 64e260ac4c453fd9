"""A cache of verdicts: a convenience that is never evidence.

It holds reports of theorems that passed, under a key that covers all that went into the
verdict, and for each book an index of what it contains, valid as long as none of its
source files changed.  An entry that cannot be read, or was changed by hand, counts as
absent.  Nothing here imports SymPy, NumPy or python-flint.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..report.data import ChapterReport, Report, TheoremReport, from_plain
from ..report.render.write import write_whole
from .handed import Reasons

_FORMAT = 1
_ENTRIES_KEPT = 1000


@dataclass(frozen=True)
class Card:
    """What a book says of one derivation; ``key`` is where its verdict may be found."""

    label: str
    slug: str
    title: str
    chapter: str
    file: str = ""
    key: str = ""


@dataclass(frozen=True)
class Index:
    """The contents of the installed book, and the source files (path, digest) they rest on.

    ``missing`` names the chapters that the book lists but does not have.
    """

    chapters: tuple[ChapterReport, ...]
    cards: tuple[Card, ...]
    sources: tuple[tuple[str, str], ...]
    missing: tuple[str, ...] = ()


def default_folder() -> Path:
    """``$HARDLIMIT_CACHE``, else ``hardlimit`` in the user's cache folder."""
    chosen = os.environ.get("HARDLIMIT_CACHE")
    if chosen:
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home, "hardlimit") if home else Path("~/.cache/hardlimit").expanduser()


class Cache:
    """Verdicts in files below ``folder``; every failure to read or write is silent."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def index(self, book: str) -> Index | None:
        """The index of ``book`` if it was stored and no source has changed since."""
        with contextlib.suppress(LookupError, TypeError, ValueError):
            data = self._read(f"book-{_sha(book.encode())}")
            if data is None or data["environment"] != environment():
                return None
            index = Index(
                tuple(ChapterReport(**item) for item in data["chapters"]),
                tuple(Card(**item) for item in data["cards"]),
                tuple((str(path), str(digest)) for path, digest in data["sources"]),
                tuple(map(str, data["missing"])),
            )
            if all(digest and file_digest(path) == digest for path, digest in index.sources):
                return index
        return None

    def put_index(self, book: str, index: Index) -> None:
        """Store the index of ``book``, unless one of its sources could not be read."""
        if all(digest for _, digest in index.sources):
            self._write(
                f"book-{_sha(book.encode())}", {"environment": environment(), **asdict(index)}
            )

    def theorem(self, key: str) -> TheoremReport | None:
        """The stored report of a theorem that passed."""
        if not key:
            return None
        with contextlib.suppress(LookupError, TypeError, ValueError, AttributeError):
            data = self._read(f"theorem-{key}")
            if data is not None:
                report = from_plain(data).theorems[0]
                return report if report.holds else None
        return None

    def put_theorem(self, key: str, report: TheoremReport) -> None:
        """Store the report of a theorem; one that fails is not stored."""
        if report.holds:
            self._write(f"theorem-{key}", json.loads(Report("", theorems=(report,)).to_json()))

    def reasons(self, key: str) -> Reasons | None:
        """Reasons that were found for a derivation whose author left some out."""
        with contextlib.suppress(LookupError, TypeError, ValueError):
            data = self._read(f"reasons-{key}")
            if data is not None:
                remarks = tuple((str(number), str(text)) for number, text in data["remarks"])
                return Reasons(tuple(data["rules"]), tuple(map(str, data["found"])), remarks)
        return None

    def put_reasons(self, key: str, reasons: Reasons) -> None:
        """Store reasons: proposals that are judged like any others."""
        self._write(f"reasons-{key}", json.loads(json.dumps(asdict(reasons))))

    def statements(self, key: str) -> dict[str, Any] | None:
        """What the installed packages state, by slug, as plain data."""
        with contextlib.suppress(ValueError):
            return self._read(f"statements-{key}")
        return None

    def put_statements(self, key: str, statements: Mapping[str, Any]) -> None:
        """Store what is stated: it is read as strictly as what an author hands over."""
        self._write(f"statements-{key}", dict(statements))

    # -- files -----------------------------------------------------------------------
    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            text = (self.folder / f"{name}.json").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        check, _, body = text.partition("\n")
        if check != _sha(f"{_FORMAT} {name} {body}".encode()):
            return None
        try:
            data = json.loads(body)
        except RecursionError:
            return None
        return data if isinstance(data, dict) else None

    def _write(self, name: str, data: dict[str, Any]) -> None:
        body = json.dumps(data, ensure_ascii=False)
        check = _sha(f"{_FORMAT} {name} {body}".encode())
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{name}.json", f"{check}\n{body}")
            self._prune()

    def _prune(self) -> None:
        files = list(self.folder.glob("*.json"))
        if len(files) > _ENTRIES_KEPT:
            files.sort(key=lambda file: file.stat().st_mtime)
            for file in files[: len(files) // 2]:
                file.unlink(missing_ok=True)


# -- digests ---------------------------------------------------------------------------
@functools.cache
def environment() -> str:
    """A digest of the checker's and the numeric side's sources, of Python and the engines."""
    parts = [_FORMAT, sys.version, sys.platform]
    for name in ("hardlimit", "sympy", "numpy", "python-flint", "mpmath"):
        parts.append(f"{name} {distribution_version(name)}")
    for package in ("hardlimit.proofs", "hardlimit.numeric"):
        parts.append(tree_digest(package))
    return _sha(repr(parts).encode())


def distribution_version(name: str) -> str:
    """The version of an installed distribution, read without importing it."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "0+unknown"


def tree_digest(package: str) -> str:
    """A digest of all source and data files of a package, which is not imported."""
    spec = importlib.util.find_spec(package)
    found = []
    for folder in (spec and spec.submodule_search_locations) or ():
        for pattern in ("*.py", "*.csv", "*.v"):
            found += [(str(f.relative_to(folder)), str(f)) for f in Path(folder).rglob(pattern)]
    return _sha(repr([(name, file_digest(path)) for name, path in sorted(found)]).encode())


def file_digest(path: str) -> str:
    """A digest of the bytes of a file; of one that cannot be read, the empty text."""
    try:
        return _sha(Path(path).read_bytes())
    except OSError:
        return ""


def combined(parts: Iterable[object]) -> str:
    """One digest of several texts."""
    return _sha(repr([str(part) for part in parts]).encode())


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:40]
