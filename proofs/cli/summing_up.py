"""What a run found, as the summary of a job on GitHub: a table in Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..book.discovery import InputError
from ..report.data import Report
from ..report.lines import fails

VARIABLE = "GITHUB_STEP_SUMMARY"
#: Rows that are shown; a job's summary is bounded.
MOST = 200


def summarise(report: Report) -> None:
    """Append the summary to the file that the runner names, if it names one.

    Raises:
        InputError: if it cannot be written.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write("\n".join(summary(report)) + "\n")
    except OSError as error:
        said = (error.strerror or "").lower()
        raise InputError(f"{VARIABLE} cannot be written: {said}") from error


def summary(report: Report) -> Iterator[str]:
    """The lines of the summary."""
    failing = [t for t in report.theorems if not t.holds]
    steps = sum(len(t.steps) for t in report.theorems)
    said = f"{len(failing)} of {len(report.theorems)} fail" if failing else "all hold"
    said += f"; {len(report.unusable)} not checked" if report.unusable else ""
    yield f"### hardlimit: {len(report.theorems)} theorems, {steps} steps: {said}"
    told = {line.file for line in report.lines if fails(line)}
    left = [one for one in report.unusable if one.file not in told]
    rows = [(f"{one.file}:{one.line}", "not checked", one.message) for one in left]
    rows += [*_of_lines(report), *_of_theorems(report)]
    if rows:
        yield ""
        yield "| where | what | why |"
        yield "| --- | --- | --- |"
        yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows[:MOST])
        if len(rows) > MOST:
            yield f"| | and {len(rows) - MOST} more | |"


def _of_lines(report: Report) -> Iterator[tuple[str, str, str]]:
    for line in report.lines:
        if fails(line) and not line.hangs:
            at = f" (at {'; '.join(line.counterexample)})" if line.counterexample else ""
            yield f"{line.file}:{line.line}", f"{line.status}: {line.text}", f"{line.message}{at}"


def _of_theorems(report: Report) -> Iterator[tuple[str, str, str]]:
    notes = {line.file for line in report.lines}
    for theorem in report.theorems:
        steps = [s for s in theorem.steps if s.failure and not s.hangs and s.file not in notes]
        for step in steps:
            yield f"{step.file}:{step.line}", f"{theorem.label} step {step.number}", step.failure
        told = any(n.file == theorem.file and fails(n) for n in report.lines)
        if theorem.failure and not told and not any(s.failure for s in theorem.steps):
            yield theorem.file, theorem.label, theorem.failure


def _cell(text: str) -> str:
    """Text as it stands: no mark-up, no column and no row of its own."""
    plain = "".join(f"\\{c}" if c in "\\`*_{}[]<>#|$~!" else c for c in text[:600])
    return " ".join(plain.split())
