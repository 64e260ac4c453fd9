"""What fails, as annotations that GitHub shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator

from ..report.data import Report
from ..report.lines import FALSE, fails


def annotated(report: Report) -> Iterator[str]:
    """One command of the workflow for each line that fails by itself."""
    of_notes = {line.file for line in report.lines}
    #: Files of notes in which lines say what is wrong.
    told = {line.file for line in report.lines if fails(line)}
    for line in report.lines:
        if fails(line) and not line.hangs:
            at = f" (at {'; '.join(line.counterexample)})" if line.counterexample else ""
            level = "error" if line.status != "undecided" else "warning"
            said = f"{line.text}: {line.message}" if line.text else line.message
            title = "false" if line.status == FALSE else line.status
            yield _command(level, line.file, line.line, title, f"{said}{at}")
    for one in report.unusable:
        if one.file in told:
            continue
        yield _command("error", one.file, max(one.line, 1), "not checked", one.message)
    for theorem in report.theorems:
        if theorem.holds:
            continue
        failing = [s for s in theorem.steps if s.failure and not s.hangs and s.file not in of_notes]
        for step in failing:
            title = f"{theorem.label} step {step.number} does not hold"
            yield _command("error", step.file, step.line, title, step.failure)
        if theorem.file in told:
            continue
        if theorem.failure and not any(s.failure for s in theorem.steps):
            title = f"{theorem.label} does not hold"
            yield _command("error", theorem.file, 1, title, theorem.failure)


def _command(level: str, file: str, line: int, title: str, message: str) -> str:
    place = f"file={_property(file)},line={line},title={_property(title)}"
    return f"::{level} {place}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
