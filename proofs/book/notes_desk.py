"""What the process does that reads an author's notes: nothing in them is run.

It answers the questions of :class:`.authoring.Author` as :class:`.desk.Desk` does for Python, and
says of each line of the notes what was read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..exchange.formulas import plain_formula
from ..exchange.theorems import plain_body
from ..language.errors import HardlimitError, ran_out
from ..language.naming import unshown
from ..notes.lines import Notes
from ..notes.reading import read_document
from .discovery import InputError, shown_path

if TYPE_CHECKING:
    from ..drafts.drafting import Draft

#: Characters of a text that is handed over.
_LONG = 5_000
_TITLE = re.compile(r"\\title\{([^{}\\$]{1,200})\}")
_HEADING = re.compile(r"\A\s*(?:---\n.*?\n---\n\s*)?\#[ \t]+([^\n]{1,200})", re.DOTALL)


class NotesDesk:
    """Answers questions about one file of notes."""

    def __init__(self, origin: str) -> None:
        self._file = Path(origin)

    def answer(self, kind: str, *arguments: str) -> dict[str, Any]:
        """What is said to one question; an error is one sentence."""
        answers: dict[str, Callable[..., dict[str, Any]]]
        answers = {"open": self._open, "write": self._write, "lines": self._lines}
        try:
            return answers[kind](*arguments)
        except (HardlimitError, RecursionError, MemoryError) as error:
            return {"error": f"{shown_path(self._file)}: {ran_out(error) or error}"}

    @functools.cached_property
    def _text(self) -> str:
        try:
            text = self._file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeError) as error:
            said = getattr(error, "strerror", None) or "it is not UTF-8"
            raise InputError(f"it cannot be read: {said.lower()}") from error
        # One for one, so that places stay places.
        return "".join(" " if c == "\t" else "\ufffd" if unshown(c) else c for c in text)

    @functools.cached_property
    def _notes(self) -> Notes:
        return read_document(self._text, self._file.name)

    @functools.cached_property
    def _drafts(self) -> dict[str, Draft]:
        """The derivations of which the notes hold a line, by slug."""
        own = {line.derivation for line in self._notes.lines if line.steps}
        return {d.slug: d for number, d in enumerate(self._notes.drafts) if number in own}

    def _open(self) -> dict[str, Any]:
        own = shown_path(self._file)
        found = _TITLE.search(self._text) or _HEADING.search(self._text)
        title = found[1].strip() if found else self._file.stem
        listed = []
        for draft in self._drafts.values():
            line = draft.steps[0].line
            listed.append([draft.label, draft.slug, draft.title, "", draft.chapter, own, line])
        chapters = [["notes", title, ""]] if listed else []
        return {"chapters": chapters, "listed": listed, "missing": [], "sources": []}

    def _write(self, slug: str) -> dict[str, Any]:
        draft, own = self._drafts[slug], shown_path(self._file)
        lost = [item for line in self._of(slug) for item in line.lost]
        return {
            "derivation": plain_body(draft.frozen(), unsaid=True),
            "places": [[own, step.line] for step in draft.steps],
            "crosschecks": 0,
            "sources": [],
            "needs": [[number, plain_formula(part)] for number, part in lost],
        }

    def _of(self, slug: str) -> list[Any]:
        notes = self._notes
        return [n for n in notes.lines if n.steps and notes.drafts[n.derivation].slug == slug]

    def _lines(self) -> dict[str, Any]:
        notes, found = self._notes, []
        for line in notes.lines:
            slug = notes.drafts[line.derivation].slug if line.derivation >= 0 else ""
            found.append(
                {
                    "place": [
                        line.place.line,
                        line.place.column,
                        line.place.line + line.text.count("\n"),
                    ],
                    "text": " ".join(line.text.split())[:_LONG],
                    "slug": slug if slug in self._drafts else "",
                    "steps": list(line.steps),
                    "read": [text for text in line.printed if len(text) <= _LONG],
                    "error": line.error[:_LONG],
                    "hangs": line.hangs,
                    "goes_on": line.goes_on,
                    "named": [name[:_LONG] for name in line.named],
                    "taken": [text[:_LONG] for text in line.taken],
                    "restricted": list(line.restricted),
                    "guessed": [name[:_LONG] for name in line.guessed],
                    "within": line.within,
                    "unjudged": line.unjudged,
                }
            )
        for problem in notes.problems:
            place = [problem.place.line, problem.place.column, problem.place.line]
            slug = notes.drafts[problem.derivation].slug if problem.derivation >= 0 else ""
            slug = slug if slug in self._drafts else ""
            nothing: dict[str, Any] = {"slug": slug, "steps": [], "read": [], "named": []}
            nothing |= {"taken": [], "restricted": [], "guessed": [], "unjudged": ""}
            nothing["within"] = False
            told = {"place": place, "text": "", "error": problem.message[:_LONG]}
            found.append({**told, **nothing, "hangs": False, "goes_on": False})
        return {"lines": sorted(found, key=lambda one: one["place"])}
