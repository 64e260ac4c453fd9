"""Short derivations as lecture notes have them: each line judged, and each again with a slip."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.notes.verdicts import DERIVED, FALSE, NO_REASON, Judged, judge

LECTURES = sorted((Path(__file__).parent / "lectures").glob("*.tex"))
_SHORT = {DERIVED: "d", NO_REASON: "n", FALSE: "F"}


def said(text: str, word: str) -> str:
    """What the head of a lecture says after ``% word:``."""
    found = re.search(rf"^% {word}: ?(.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


def judged(text: str, file: str) -> Judged:
    """The verdicts on a lecture, all of whose blocks are understood."""
    notes = read_document(text, file)
    assert not notes.problems, notes.problems
    return judge(notes)


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_every_line_of_a_lecture_has_its_verdict(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = judged(text, path.name)
    letters = " ".join(_SHORT[verdict.status] for verdict in found.verdicts)
    assert letters == said(text, "verdicts"), [v.message for v in found.verdicts]
    for verdict in found.verdicts:
        row = text.splitlines()[verdict.line.place.line - 1]
        assert verdict.line.text.split("\n")[0].strip() in row
    for derivation in found.derivations:
        outcome = check(derivation)
        assert outcome.theorem is not None, outcome.failure


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_a_slip_in_a_lecture_is_found_at_its_line_and_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, body = text.split("\\documentclass", 1)
    right, wrong = said(text, "right"), said(text, "wrong")
    assert body.count(right) == 1
    lines = [n for n, row in enumerate(text.splitlines(), 1) if right in row and row[0] != "%"]
    found = judged(f"{head}\\documentclass{body.replace(right, wrong)}", path.name)
    false = [v for v in found.verdicts if v.status == FALSE]
    assert false, [v.status for v in found.verdicts]
    first = false[0]
    last = first.line.place.line + first.line.text.count("\n")
    assert first.line.place.line <= lines[0] <= last
    assert first.slip == said(text, "named")
    assert first.counterexample
    assert all(v.hangs for v in false[1:] if v.line.goes_on)


def test_there_are_thirty() -> None:
    assert len(LECTURES) >= 30
