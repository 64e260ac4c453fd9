"""Texts that nobody would write are read without crash, hang or evaluation."""

from __future__ import annotations

import time

import pytest
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import STATUSES

from .. import sizes
from ..notes.judged import judged
from ..sizes import draws
from .notes import attempt, read

COUNT = draws(400)


@pytest.mark.slow
def test_random_and_mutated_notes_are_read() -> None:
    lines = understood = 0
    for number in range(COUNT):
        notes = read(*attempt(sizes.rng(f"hostile {number}")))
        lines += len(notes.lines)
        understood += sum(not line.error for line in notes.lines)
        assert all(line.error or line.steps for line in notes.lines)
    assert lines > COUNT
    assert 0 < understood < lines


def test_mutated_notes_are_judged() -> None:
    for number in range(12):
        text, markdown = attempt(sizes.rng(f"judged {number}"))
        found = judged(text, "notes.md" if markdown else "notes.tex")
        assert all(status in STATUSES for status in found.statuses)
        assert not any("internal error" in line.message for line in found.lines)


BLOCK = r"\begin{given} Let $a > 0$; let $x_n$, $n \le N$, be real. \end{given}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "{",
        "|",
        r"\frac{1}{",
        "e^{",
        "a^",
        r"\sum_n ",
        r"x_{x_{",
        r"\hat",
        "-",
        r"\left(",
        r"\\",
        "&",
        " ",
        "%",
        "$",
        r"\[",
        r"\(",
        "$$",
        r"\begin{align}",
        r"\begin{given}",
        r"\text{",
        r"\begin{verbatim}",
        "\n\n",
        "```\n",
        "> ",
        "`",
        r"\intertext{",
        r"\label{",
        "a = a,",
        "“",
        "``",
        "<a>",
        "(a. ",
    ],
)
def test_long_repetitions_end(piece: str) -> None:
    begun = time.process_time()
    for markdown in (False, True):
        for frame in ("{}", "$${}$$", "\\begin{{align}}a &= {} \\end{{align}}"):
            text = BLOCK + frame.replace("{}", piece * 4_000).replace("{{", "{").replace("}}", "}")
            notes = read_document(text, "long.md" if markdown else "long.tex")
            assert notes.lines is not None
    assert time.process_time() - begun < 20


def test_nothing_is_evaluated() -> None:
    text = BLOCK + "$$ a = __import__('os').system('true') $$ $$ a = \\eval{1+1} $$"
    assert all(line.error for line in read_document(text, "evil.tex").lines)
