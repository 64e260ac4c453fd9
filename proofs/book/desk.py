"""What the child process of an author does: import, write down, compare.

Author code runs in this module's process, and only there; what it says is data about the
author's own file, and is judged by others.
"""

from __future__ import annotations

import contextlib
import importlib
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..language.errors import HardlimitError, ran_out
from . import importing
from .cache import file_digest
from .discovery import InputError, packages, shown_path
from .drawings import plain_chart, plain_table
from .importing import Book
from .registry import Entry

if TYPE_CHECKING:
    from ..drafts.drafting import Draft
    from ..kernel.derivation import Derivation


class Desk:
    """Answers the questions of :class:`.authoring.Author` about one book."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._book: Book | None = None
        self._drafts: dict[str, tuple[Draft, str]] = {}

    def answer(self, kind: str, *arguments: str) -> dict[str, Any]:
        """What is said to one question; an error is one sentence."""
        answers: dict[str, Callable[..., dict[str, Any]]]
        answers = {
            "open": self._open,
            "write": self._write,
            "crosscheck": self._crosscheck,
            "further": _further,
            "openings": _openings,
        }
        try:
            return answers[kind](*arguments)
        except HardlimitError as error:
            return {"error": _one_line(str(error))}
        except BaseException as error:  # whatever the author's code raises, it is a sentence
            return {"error": _one_line(ran_out(error) or f"{type(error).__name__}: {error}")}

    def _opened(self) -> Book:
        if self._book is None:
            self._book = importing.open_origin(self._origin)
        return self._book

    def _open(self) -> dict[str, Any]:
        book = self._opened()
        chapters = dict.fromkeys(entry.chapter for entry in book.entries)
        return {
            "chapters": [[c.slug, c.title, c.introduction] for c in chapters],
            "listed": [
                [e.label, e.slug, e.title, e.summary, e.chapter.slug, shown_path(e.file), e.line]
                for e in book.entries
            ],
            "missing": list(book.missing),
            "sources": [list(item) for item in importing.sources()],
        }

    def _write(self, slug: str) -> dict[str, Any]:
        from ..exchange.strict import canonical
        from ..exchange.theorems import plain_body

        entry = next(e for e in self._opened().entries if e.slug == slug)
        draft, derivation = _built(entry)
        try:
            data = plain_body(derivation, unsaid=True)
        except HardlimitError as error:
            raise HardlimitError(f"{_where(derivation, entry)}: {error}") from error
        self._drafts[slug] = (draft, _digest(canonical(data)))
        own = [[entry.file, file_digest(entry.file)]]
        helpers = [list(item) for item in importing.sources(helpers=True)]
        return {
            "derivation": data,
            "places": [[shown_path(step.file), step.line] for step in derivation.steps],
            "goals": [[shown_path(file), line] for file, line in draft.goal_places],
            "crosschecks": len(draft.crosschecks),
            "sources": [*own, *helpers] if draft.crosschecks else [],
            "needs": [],
            "strict": draft.strict is True,
        }

    def _crosscheck(self, slug: str) -> dict[str, Any]:
        from .crosscheck import run_crosschecks

        if slug not in self._drafts:
            self._write(slug)
        draft, digest = self._drafts[slug]
        report = run_crosschecks(draft)
        return {
            "digest": digest,
            "report": {
                "function": report.function,
                "problems": report.problems,
                "max_error": repr(report.max_error),
                "ok": report.ok,
                "detail": _one_line(report.detail),
            },
        }


def _further() -> dict[str, Any]:
    """What the installed packages state in Coq alone: package, label, module."""
    found = []
    for package in packages():
        announced = getattr(importlib.import_module(package), "FURTHER", ())
        found += [[package, label, module] for label, module in announced]
    return {"further": found}


def _openings() -> dict[str, Any]:
    """What each package adds to its documents: remarks by slug, pictures, tables, texts."""
    return {"openings": [_opening(package) for package in packages()]}


def _opening(package: str) -> dict[str, Any]:
    module = importlib.import_module(package)
    remarks = dict(getattr(module, "remarks", dict)())
    return {
        "package": package,
        "slugs": [entry.slug for entry in importing.entries_of(package)],
        "remarks": [[slug, text] for slug, text in remarks.items()],
        "panels": [
            {
                "sigma": repr(float(p.sigma)),
                "points": _numbers(p.points),
                "means": _numbers(p.means),
                "responsibilities": _numbers(p.responsibilities),
                "labels": [p.x_label, p.y_label],
            }
            for p in getattr(module, "opening_picture", list)()
        ],
        "charts": [plain_chart(chart) for chart in getattr(module, "charts", list)()],
        "tables": [plain_table(table) for table in getattr(module, "tables", list)()],
        "texts": _texts(module, "TEXTS"),
        "reference_texts": _texts(module, "REFERENCE_TEXTS"),
    }


def _texts(module: ModuleType, kind: str) -> list[list[str]]:
    """The files that a package names, beside its own, and the lines in them."""
    return [_text(module, kind, name) for name in getattr(module, kind, ())]


def _text(module: ModuleType, kind: str, name: object) -> list[str]:
    if not isinstance(name, str) or Path(name).name != name or not name.endswith(".md"):
        raise InputError(f"{kind} of {module.__name__} must name Markdown files beside it")
    file = Path(str(module.__file__)).parent / name
    try:
        # Line by line: no text that is handed over may be longer than a few thousand signs.
        return [shown_path(file), *file.read_text(encoding="utf-8").split("\n")]
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(f"{shown_path(file)} cannot be read: {said.lower()}") from error


def _numbers(rows: Any) -> list[list[str]]:
    """Numbers as text that gives them back to the last bit."""
    return [[repr(float(value)) for value in row] for row in rows]


def _built(entry: Entry) -> tuple[Draft, Derivation]:
    """The derivation as its function writes it."""
    from ..drafts.slips import told
    from .registry import build

    try:
        draft = build(entry)
        return draft, draft.frozen()
    except BaseException as error:  # to leave the process would look like a pass
        frames = traceback.extract_tb(error.__traceback__)
        mine = [f for f in frames if f.filename == entry.file] or frames
        spent = ran_out(error)
        ours = spent or told(error, getattr(entry.function, "__globals__", ()))
        text = ours or " ".join(str(error).split()) or type(error).__name__
        kind = "" if ours or isinstance(error, HardlimitError) else f"{type(error).__name__}: "
        place = f"{shown_path(mine[-1].filename)}:{mine[-1].lineno}"
        raise InputError(f"{place}: the derivation cannot be written down: {kind}{text}") from error


def _where(derivation: Derivation, entry: Entry) -> str:
    """The line of the first step that cannot be handed over, else that of the function."""
    from ..exchange.theorems import plain_body

    for step in derivation.steps:
        try:
            plain_body(replace(derivation, goals=(), steps=(step,)), unsaid=True)
        except HardlimitError:
            bare = replace(derivation, goals=(), steps=())
            with contextlib.suppress(HardlimitError):
                plain_body(bare)
                return f"{shown_path(step.file)}:{step.line}"
            break
    return f"{shown_path(entry.file)}:{entry.line}"


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _one_line(text: str) -> str:
    """A sentence of bounded length without control characters."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("utf-8", "backslashreplace").decode()
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:2000]
