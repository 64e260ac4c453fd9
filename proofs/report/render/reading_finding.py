"""Formulas of a report by name: ``D1``, ``D1.2``, ``A2 step 3``, ``D1 defines t``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..data import Report, TheoremReport
from .outline import lines, numbers
from .reading_meanings import names
from .reading_symbols import same

_DRAW = re.compile(
    r"(?:theorem )?(?P<label>\S+?)(?: goal (?P<goal>[0-9]{1,4})| step (?P<step>[0-9.]+)"
    r"| defines (?P<name>.+))?"
)


class NotThere(Exception):
    """A name names nothing, or more than one thing, or what does not hold; one sentence."""


@dataclass(frozen=True)
class Drawn:
    """A formula of the report: who proves it (slug, anchor, label), and under what.

    ``supposes`` is empty where it has just been said; ``defines``: it is a definition, which
    nobody proves.  ``line`` is what readers call the line of the proof that shows it (``2``), or
    the step under a line (``2.1``), empty if it is the theorem ``of`` as a whole; ``anchor`` is
    the place of either.
    """

    slug: str
    anchor: str
    label: str
    latex: tuple[str, ...]
    supposes: tuple[str, ...]
    defines: bool = False
    of: str = ""
    line: str = ""


class Finder:
    """The theorems of a report; ``named`` are those that were asked for."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.named: dict[str, TheoremReport] = {}

    def theorem(self, label: str) -> TheoremReport:
        """The one theorem of this label.

        Raises:
            NotThere: if there is none, or another, or it does not hold.
        """
        found = [t for t in self._report.theorems if t.label == label]
        if len(found) != 1:
            raise NotThere(f"there is no theorem {label}" if not found else f"two are {label}")
        if not found[0].holds:
            raise NotThere(f"{label} does not hold")
        self.named[label] = found[0]
        return found[0]

    def formula(self, wanted: str) -> tuple[TheoremReport, Drawn]:
        """What ``wanted`` names, and the theorem that it is of.

        Raises:
            NotThere: if it does not name one formula of a theorem that holds.
        """
        match = _DRAW.fullmatch(wanted)
        if match is None:
            raise NotThere(f"{wanted!r} names no formula")
        label, goal = match["label"], match["goal"]
        front, _, last = label.rpartition(".")
        known = {t.label for t in self._report.theorems}
        part = re.fullmatch("[0-9]{1,4}", last) and match.lastgroup == "label"
        if front in known and part:
            if label in known and not wanted.startswith("theorem "):
                raise NotThere(
                    f"{label} is a theorem and may be a part of {front}: write 'theorem {label}' "
                    f"or '{front} goal {last}'"
                )
            if label not in known:
                label, goal = front, last
        theorem = self.theorem(label)
        if match["step"]:
            return theorem, _step(theorem, match["step"])
        if match["name"]:
            return theorem, _definition(theorem, match["name"])
        return theorem, _goals(theorem, goal)


def _goals(theorem: TheoremReport, goal: str | None) -> Drawn:
    label, latex, step = theorem.label, theorem.statement, None
    if goal is not None:
        if not 1 <= int(goal) <= len(latex):
            raise NotThere(f"{label} states no formula number {goal}")
        latex = (latex[int(goal) - 1],)
        if len(theorem.statement) > 1:
            label = f"{label}, part {goal}" if "." in label else f"{label}.{goal}"
            step = _showing(theorem, latex[0])
    slug = theorem.slug
    at = ("", slug) if step is None else (_called(theorem, step), f"{slug}-{step}")
    line, anchor = at
    return Drawn(slug, anchor, label, latex, theorem.hypotheses, of=theorem.label, line=line)


def _showing(theorem: TheoremReport, claim: str) -> str | None:
    """The number of the step that shows ``claim``: rather that of a line than of one below it.

    A chain of lines shows at its last line what is read off it: the step that says so is folded.
    """
    shown = lines(theorem)
    ends = {f"step {line.step.number}": line.step for line in shown if line.step.continues}
    steps = [*(line.step for line in shown), *(step for line in shown for step in line.below)]
    found = next((step for step in steps if step.claim == claim), None)
    if found is None:
        return None
    last = ends.get(found.uses[-1]) if found.rule == "Chain" and found.uses else None
    return last.number if last and last.rhs == found.rhs else found.number


def _called(theorem: TheoremReport, number: str) -> str:
    """What readers call a step, without the word before it."""
    return numbers(theorem)[number].partition(" ")[2]


def _step(theorem: TheoremReport, number: str) -> Drawn:
    found = [s for s in theorem.steps if s.number == number]
    if not found:
        raise NotThere(f"{theorem.label} has no step {number}")
    supposes = (*theorem.hypotheses, *found[0].under)
    anchor = f"{theorem.slug}-{number}"
    label = f"{theorem.label}, {numbers(theorem)[number]}"
    called = _called(theorem, number)
    claim = (found[0].claim,)
    return Drawn(theorem.slug, anchor, label, claim, supposes, of=theorem.label, line=called)


def _definition(theorem: TheoremReport, name: str) -> Drawn:
    exact = [d for d in theorem.definitions if same(d.latex.partition(" := ")[0], name)]
    found = exact or [d for d in theorem.definitions if names(d.latex, name)]
    if len(found) != 1:
        count = "no" if not found else "more than one"
        raise NotThere(f"{theorem.label} defines {count} {name}")
    slug, label = theorem.slug, theorem.label
    return Drawn(slug, slug, label, (found[0].latex,), (), defines=True, of=label)
