"""What both renderers need to know of a report: its order, its links, its words."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from hardlimit.proofs.report.data import (
    ChapterReport,
    CrossCheckReport,
    Report,
    StepReport,
    TheoremReport,
)

#: What a level means, in prose, strongest first.
LEVEL_MEANING: dict[str, str] = {
    "proved": (
        "The kernel of the Coq proof assistant accepts the claim for all sizes $N$, $K$ and $D$, "
        "on top of all that *derived* asks for."
    ),
    "derived": (
        "An inference rule accepts the step: the rule fits the shape of the line, what the line "
        "leaves over is exactly zero, every side condition is met by name, and every drawn "
        "instance agrees."
    ),
    "tested": (
        "Every drawn instance agrees, evaluated exactly or to fifty digits; many are awkward on "
        "purpose (ties, a single point, opposite values). Strong evidence, but no proof."
    ),
    "cited": "A named result of the literature: used here, proved elsewhere.",
    "unchecked": "Nothing has judged it yet. It counts for nothing.",
    "refuted": "A witness found an instance where it fails.",
}

#: What stands over the theorems that have no derivation.
IN_COQ_ALONE = (
    "Some theorems need more than lines of formulas: induction over the steps of an algorithm, "
    "limits of sequences, fixed points. They are stated and proved in Coq by hand. Coq's kernel "
    "accepts their proofs, on the axioms of the real numbers alone; but no line of this text was "
    "translated to make their statements, so read those with care."
)

#: The heading over the steps of a theorem of each level.
_ARGUMENT: dict[str, str] = {
    "proved": "Proof",
    "derived": "Proof",
    "tested": "Argument, tested on instances",
    "cited": "Argument, resting on a cited result",
    "unchecked": "Argument, not yet checked",
    "refuted": "Attempt, refuted",
}


@dataclass(frozen=True)
class Chapter:
    """A chapter with its theorems, in reading order."""

    report: ChapterReport
    theorems: tuple[TheoremReport, ...]


@dataclass
class Node:
    """A step and the steps below it (2.1 below 2)."""

    step: StepReport
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """Neighbouring steps under the same local hypotheses."""

    under: tuple[str, ...]
    nodes: tuple[Node, ...]


def chapters(report: Report) -> list[Chapter]:
    """The chapters that have theorems; a theorem of an unknown chapter opens one of that name."""
    by_name: dict[str, ChapterReport] = {}
    for chapter in report.chapters:
        by_name[chapter.slug] = chapter
        by_name.setdefault(chapter.title, chapter)
    members: dict[str, list[TheoremReport]] = {chapter.slug: [] for chapter in report.chapters}
    for theorem in report.theorems:
        known = by_name.setdefault(
            theorem.chapter, ChapterReport(theorem.chapter, theorem.chapter, "")
        )
        members.setdefault(known.slug, []).append(theorem)
    return [Chapter(by_name[slug], tuple(held)) for slug, held in members.items() if held]


def references(report: Report) -> dict[str, TheoremReport]:
    """Theorems by slug, by digest and, where only one has it, by label."""
    found: dict[str, TheoremReport] = {}
    labels = [theorem.label for theorem in report.theorems]
    for theorem in report.theorems:
        if labels.count(theorem.label) == 1:
            found[theorem.label] = theorem
    for theorem in report.theorems:
        found[theorem.slug] = theorem
        if theorem.digest:
            found[theorem.digest] = theorem
    return found


def cases(steps: tuple[StepReport, ...]) -> list[Case]:
    """Steps grouped by their local hypotheses, in order, nested by their numbers."""
    groups: list[tuple[tuple[str, ...], list[Node]]] = []
    known: dict[str, Node] = {}
    for step in steps:
        node = Node(step)
        known[step.number] = node
        above = known.get(step.number.rpartition(".")[0])
        if above is not None:
            above.children.append(node)
        elif groups and groups[-1][0] == step.under:
            groups[-1][1].append(node)
        else:
            groups.append((step.under, [node]))
    return [Case(under, tuple(nodes)) for under, nodes in groups]


def argument_title(theorem: TheoremReport) -> str:
    """What the steps of ``theorem`` may be called: a proof only where they are one."""
    return "Attempt" if theorem.failure else _ARGUMENT.get(theorem.level, "Argument")


def is_proof(theorem: TheoremReport) -> bool:
    """Whether the steps end in a proof, and may be closed by its sign."""
    return argument_title(theorem) == "Proof"


def side_conditions(theorem: TheoremReport) -> list[tuple[str, str, str]]:
    """Each side condition once, as (formula, discharged by, the steps that need it)."""
    steps: dict[tuple[str, str], list[str]] = {}
    for step in theorem.steps:
        for duty in step.obligations:
            numbers = steps.setdefault((duty.latex, duty.discharged_by), [])
            if step.number not in numbers:
                numbers.append(step.number)
    return [(latex, by, _runs(numbers)) for (latex, by), numbers in steps.items()]


def _runs(numbers: list[str]) -> str:
    """Step numbers with runs drawn together: ``1–4, 7``."""
    runs: list[list[str]] = []
    for number in numbers:
        last = runs[-1][-1] if runs else ""
        if last.isdigit() and number.isdigit() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def crosscheck_prose(check: CrossCheckReport) -> str:
    """The cross-check of a theorem's formula as one sentence of prose."""
    verb = "agrees with" if check.ok else "disagrees with"
    tail = f" {check.detail}" if check.detail else ""
    count = f"{check.problems} problem" + ("" if check.problems == 1 else "s")
    return (
        f"The formula {verb} the NumPy function `{check.function}` on {count}; "
        f"largest error {_size(check.max_error)}.{tail}"
    )


def _size(value: float) -> str:
    """A number as prose: ``$3 \\times 10^{-15}$``."""
    if not math.isfinite(value):
        return str(value)
    if value == 0:
        return "$0$"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"${mantissa} \\times 10^{{{int(exponent)}}}$"
