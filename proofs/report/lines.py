"""What is to be said of each line of notes, at its place in the file.  Imports no SymPy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .data import LineReport, StepReport, TheoremReport

PROVED, DERIVED, NO_REASON = "proved", "derived", "true at all instances, no reason found"
FALSE, UNDECIDED, NOT_UNDERSTOOD = "false", "undecided", "not understood"
#: That of a formula within a sentence on which nothing rests.
UNJUDGED = "not judged"
#: Those of a line that may be relied on.
HOLDING = (PROVED, DERIVED)
#: From good to bad; a line with several relations is as good as its worst.
STATUSES = (PROVED, DERIVED, NO_REASON, UNDECIDED, NOT_UNDERSTOOD, FALSE)

#: A limit in which a variable grows, and the place where one was seen to be false, as it is stored.
_GROWS = re.compile(r"[({$]\s*\\?[A-Za-z]+(?:\^\{?2\}?)?\s*(?:\\to|\\rightarrow)\s*\+?\\infty")
_SMALL = re.compile(r"\bat (\w+) = 2\^-")


@dataclass(frozen=True)
class NoteLine:
    """A line of notes: where it stands, what is written there, and how it was read.

    It begins at ``line`` and ``column`` and ends at the line ``last``.

    ``steps`` are the numbers of its relations in the derivation ``slug``, ``read`` these in LaTeX
    again; ``error`` says what was not understood, ``hangs`` that only the line above was not.
    ``goes_on``: its left side is the right side of the line above.  ``named`` are names that
    it made by a mere equation, ``taken`` is what the prose before it gave, and ``restricted``
    are lines of prose with a condition that was not read; ``guessed`` are names in it of which
    nothing is said.  ``within``: it stands within a sentence; ``unjudged`` is why it is then not
    judged at all.
    """

    line: int
    column: int
    last: int
    text: str
    slug: str
    steps: tuple[str, ...]
    read: tuple[str, ...]
    error: str
    hangs: bool
    goes_on: bool
    named: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    restricted: tuple[int, ...] = ()
    guessed: tuple[str, ...] = ()
    within: bool = False
    unjudged: str = ""


def fails(line: LineReport) -> bool:
    """Whether something is wrong with a line, or missing."""
    return line.status not in (*HOLDING, UNJUDGED)


def line_reports(
    file: str, lines: Sequence[NoteLine], theorems: Mapping[str, TheoremReport]
) -> tuple[LineReport, ...]:
    """The verdicts on the lines of ``file`` whose derivations, by slug, are among ``theorems``.

    What was not understood belongs to every report about the file.
    """
    found: list[LineReport] = []
    #: What was not read of the blocks, by derivation: it may be what a line rests on.
    unread: dict[str, list[int]] = {}
    for line in lines:
        if line.error and line.slug and not line.text:
            unread.setdefault(line.slug, []).append(line.line)
    for line in lines:
        if line.unjudged:
            found.append(_bare(file, line, UNJUDGED, line.unjudged))
        elif line.error:
            said = "; ".join(filter(None, (line.error, _named(line))))
            found.append(_bare(file, line, NOT_UNDERSTOOD, said, hangs=line.hangs))
        elif line.slug in theorems:
            verdict = _verdict(file, line, theorems[line.slug], lines)
            above = found[-1].status if found else ""
            if line.slug in unread and verdict.status not in HOLDING:
                where = ", ".join(map(str, sorted(set(unread[line.slug]))))
                said = f"it may rest on what is given in line {where}, which was not read"
                found.append(_bare(file, line, UNDECIDED, said, hangs=True))
                continue
            if (line.restricted or line.guessed) and verdict.status == FALSE:
                found.append(_doubtful(verdict, line))
                continue
            hangs = verdict.hangs or (line.goes_on and FALSE == verdict.status == above)
            found.append(verdict if hangs == verdict.hangs else _hanging(verdict))
    return tuple(found)


def _bare(
    file: str, line: NoteLine, status: str, message: str, *, hangs: bool = False
) -> LineReport:
    return LineReport(
        file, line.line, line.column, line.text, line.read, status, message, hangs=hangs
    )


def _doubtful(verdict: LineReport, line: NoteLine) -> LineReport:
    """What is false as it stands, where more may be meant of it than was read."""
    said = ["as it stands it does not hold"]
    if line.restricted:
        where = ", ".join(map(str, sorted(set(line.restricted))))
        said.append(
            f"line {where} may restrict it, which was not read: put the condition into the line, "
            r"\text{if } ..., or say it by 'suppose'"
        )
    if line.guessed:
        names = " and ".join(f"${name}$" for name in line.guessed)
        said.append(f"of {names} nothing is said: say what it is, 'let {names} ...'")
    said.append(_named(line))
    fields = {**vars(verdict), "status": UNDECIDED, "slip": "", "hangs": False}
    return LineReport(**{**fields, "message": "; ".join(filter(None, said))})


def _hanging(verdict: LineReport) -> LineReport:
    fields = {**vars(verdict), "hangs": True}
    return LineReport(**fields)


def _verdict(
    file: str, line: NoteLine, theorem: TheoremReport, lines: Sequence[NoteLine]
) -> LineReport:
    steps = [step for step in theorem.steps if step.number in line.steps]
    if len(steps) < len(line.steps):
        return _bare(file, line, UNDECIDED, f"what is given does not do: {theorem.failure}")
    worst = max(steps, key=lambda step: STATUSES.index(_status(step)))
    return LineReport(
        file,
        line.line,
        line.column,
        line.text,
        line.read,
        _status(worst),
        "; ".join(
            filter(None, (_as_it_grows(_message(worst, theorem, lines), line), _named(line)))
        ),
        worst.counterexample,
        worst.slip,
        tuple(step.rule for step in steps if not step.failure),
        theorem.label,
        bool(worst.hangs),
    )


def _as_it_grows(message: str, line: NoteLine) -> str:
    """What is said of a limit at small 1/x, at the large x that the notes speak of."""
    grows = any(map(_GROWS.search, (line.text, *line.taken)))
    return _SMALL.sub(r"at \1 = 2^", message) if grows else message


def _named(line: NoteLine) -> str:
    """That an equation was no claim, but said what a new name stands for."""
    one = "are new names: their equations say what they stand for"
    if len(line.named) == 1:
        one = "is a new name: the equation says what it stands for"
    said = [f"{' and '.join(line.named)} {one}"] if line.named else []
    said += [f"taken from the text: {'; '.join(line.taken)}"] if line.taken else []
    return "; ".join(said)


def _status(step: StepReport) -> str:
    instances = step.witnesses["instances"].status
    if not step.failure:
        return PROVED if step.level == PROVED else DERIVED
    if instances == "refutes":
        return FALSE
    return NO_REASON if instances == "accepts" else UNDECIDED


def _message(step: StepReport, theorem: TheoremReport, lines: Sequence[NoteLine]) -> str:
    said: list[str] = []
    instances = step.witnesses["instances"]
    if step.failure and instances.status != "accepts":
        said.append(instances.detail)
    if step.hangs:
        own = {n: line.line for line in lines if line.slug == theorem.slug for n in line.steps}
        places = sorted({own[n] for n in step.hangs if n in own})
        where = ", ".join(map(str, places))
        said.append(f"it rests on line {where}, which does not hold" if where else "")
    said.append(step.advice)
    return "; ".join(text for text in said if text)
