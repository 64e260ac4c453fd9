"""Short derivations as lecture notes have them: each line judged, and each again with a slip."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hardlimit.proofs.report.lines import (
    DERIVED,
    FALSE,
    NO_REASON,
    NOT_UNDERSTOOD,
    UNDECIDED,
)

from .judged import judged

LECTURES = sorted((Path(__file__).parent / "lectures").glob("*.tex"))
_SHORT = {DERIVED: "d", NO_REASON: "n", FALSE: "F"}


def said(text: str, word: str) -> str:
    """What the head of a lecture says after ``% word:``."""
    found = re.search(rf"^% {word}: ?(.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.slow
@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_every_line_of_a_lecture_has_its_verdict(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = judged(text, path.name)
    letters = " ".join(_SHORT[line.status] for line in found.lines)
    assert letters == said(text, "verdicts"), [line.message for line in found.lines]
    for line in found.lines:
        row = text.splitlines()[line.line - 1]
        assert " ".join(row.split())[:20].strip() in line.text or line.text[:20] in row
    whole = NO_REASON not in found.statuses
    assert all(report.holds == whole for report in found.reports.values())


@pytest.mark.slow
@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_a_slip_in_a_lecture_is_found_at_its_line_and_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, body = text.split("\\documentclass", 1)
    right, wrong = said(text, "right"), said(text, "wrong")
    assert body.count(right) == 1
    lines = [n for n, row in enumerate(text.splitlines(), 1) if right in row and row[0] != "%"]
    found = judged(f"{head}\\documentclass{body.replace(right, wrong)}", path.name)
    false = [line for line in found.lines if line.status == FALSE]
    assert false, found.statuses
    first = false[0]
    after = [line.line for line in found.lines if line.line > first.line]
    assert first.line <= lines[0] < min(after, default=len(text.splitlines()))
    assert first.slip == said(text, "named")
    assert first.counterexample
    assert all(v.hangs for v in false[1:] if v.text.startswith(("=", "&")))


def test_there_are_thirty() -> None:
    assert len(LECTURES) >= 30


def test_what_rests_on_a_sentence_that_was_not_read_is_not_called_false() -> None:
    text = (
        "\\begin{given} Let $p_k > 0$ for $k \\le K$; suppose $\\sum_k p_k$ is something. "
        "\\end{given}\n\\begin{align} \\sum_k p_k &= 1 \\\\ p_k &= p_k + 0 \\end{align}"
    )
    found = judged(text)
    assert found.statuses == [NOT_UNDERSTOOD, UNDECIDED, DERIVED]
    assert "line 1, which was not read" in found.lines[1].message
