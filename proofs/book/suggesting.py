"""Reasons that were found for a file, and putting them into it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..kernel.derivation import Derivation
from ..language.errors import HardlimitError
from ..notes.inserting import reason_in_notes, with_comments
from ..report.render.write import write_whole
from ..rules import RULES
from ..rules.unsaid import Unsaid
from ..search import written_rule
from .checking import Checker
from .discovery import InputError, is_notes, shown_path
from .inserting import with_reasons
from .shelf import Shelf


@dataclass(frozen=True)
class Suggestion:
    """A found reason: of which step, where it stands, and how it is written.

    ``text`` is empty where the file's way of writing cannot say it; ``shown`` is it in full;
    ``instead`` is the reason that was given, and does not do.
    """

    slug: str
    label: str
    number: str
    file: str
    line: int
    shown: str
    text: str
    instead: str = ""


def suggestions(checker: Checker, slug: str) -> list[Suggestion]:
    """The reasons that were found for a derivation, in order.

    Raises:
        BuildError: if it was not handed over.
    """
    derivation, written = checker.derivation(slug), checker.shelf.written(slug)
    context = derivation.context
    handed = checker.shelf.handed(slug)
    own = [n for n in checker.shelf.lines() if n.slug == slug]
    ends = {number: n.last for n in own for number in n.steps}
    within = {number for n in own if n.within for number in n.steps}
    found = []
    for step, before in zip(derivation.steps, handed.data["steps"], strict=True):
        if step.number not in written.found or type(step.rule) is Unsaid:
            continue
        given = before["rule"]
        instead = RULES[given["rule"]].word(given) if given is not None else ""
        shown = written_rule(step.rule, context)
        line = ends.get(step.number, step.line)
        text = shown
        if is_notes(checker.shelf.origin):
            # A remark that is there is not written over, and none is put into a sentence.
            text = (
                ""
                if instead or step.number in within
                else reason_in_notes(step.rule, context.hypotheses) or ""
            )
        at = (step.file, line, shown, text, instead)
        found.append(Suggestion(slug, derivation.label, step.number, *at))
    return found


def write_into(
    checker: Checker, path: Path, found: Sequence[Suggestion]
) -> tuple[list[Suggestion], list[Suggestion]]:
    """Put reasons into the file, whole or not at all: those that were put, and those left out.

    The new text is handed over and read before it takes the place of the old one: every line
    of every derivation must be the same, with the reasons that were found.

    Raises:
        InputError: if the file cannot be read or written.
    """
    try:
        data = path.read_bytes()
        mine = [s for s in found if s.text and s.file == shown_path(path)]
        mine = [s for s in mine if len({o.text for o in mine if o.line == s.line}) == 1]
        for _ in range(3):
            text, left = _put(path, data, mine)
            mine = [s for s in mine if s.line not in left]
            changed = _changed(checker, path, text, mine)
            if not changed:
                break
            mine = [s for s in mine if s.slug not in changed]
        else:
            mine = []
        if mine:
            write_whole(path, text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{shown_path(path)} cannot be written: {reason}") from error
    return mine, [s for s in found if s not in mine]


def _put(path: Path, data: bytes, found: Sequence[Suggestion]) -> tuple[bytes, list[int]]:
    reasons = {s.line: s.text for s in found}
    if not is_notes(path):
        return with_reasons(data, reasons)
    text, left = with_comments(data.decode("utf-8"), reasons)
    return text.encode(), left


def _changed(checker: Checker, path: Path, data: bytes, put: Sequence[Suggestion]) -> set[str]:
    """The derivations that the new text no longer says as it should."""
    slugs = checker.slugs()
    with tempfile.TemporaryDirectory(prefix=".hardlimit-", dir=path.parent) as folder:
        # In a folder of its own, so that neither compiled code nor a name stays behind.
        other = Path(folder, path.name)
        other.write_bytes(data)
        again = Checker(Shelf(str(other)))
        try:
            if again.slugs() != slugs:
                return set(slugs)
            return {slug for slug in slugs if not _as_found(checker, again, slug, put)}
        except HardlimitError:
            return set(slugs)
        finally:
            again.shelf.author.close()


def _as_found(checker: Checker, again: Checker, slug: str, put: Sequence[Suggestion]) -> bool:
    with contextlib.suppress(HardlimitError):
        new = again.handed(slug)
        old = checker.handed(slug)
        numbers = {s.number for s in put if s.slug == slug}
        whole = checker.derivation(slug)
        wanted = [w if w.number in numbers else o for w, o in
                  zip(whole.steps, old.steps, strict=True)]  # fmt: skip
        return _said(new) == _said(replace(old, steps=tuple(wanted)))
    return False


def _said(derivation: Derivation) -> tuple[object, ...]:
    """What a derivation says, places and prose apart."""
    return derivation.goals, tuple((s.claim, s.rule) for s in derivation.steps)
