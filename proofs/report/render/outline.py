"""What both renderers need to know of a report: its order, its links, its words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hardlimit.proofs.language.levels import least
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


@dataclass(frozen=True)
class Line:
    """A line that a person would write, and under it the checked steps that carry it.

    ``number`` is its place among the lines; steps are numbered by the checker.
    """

    number: str
    step: StepReport
    below: tuple[StepReport, ...]

    @property
    def steps(self) -> tuple[StepReport, ...]:
        """The steps under it, and its own."""
        return (*self.below, self.step)


@dataclass(frozen=True)
class Case:
    """Neighbouring lines under the same local hypotheses."""

    under: tuple[str, ...]
    lines: tuple[Line, ...]


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


def lines(theorem: TheoremReport) -> tuple[Line, ...]:
    """The lines of an argument: a folded step lies under the next one that is not folded.

    What is folded at the end lies under the last line; where all is folded the last step is
    the line.
    """
    steps = theorem.steps
    seen = [place for place, step in enumerate(steps) if not step.folded] or [len(steps) - 1]
    found: list[Line] = []
    start = 0
    for number, place in enumerate(seen, 1) if steps else ():
        last = number == len(seen)
        below = steps[start:place] + (steps[place + 1 :] if last else ())
        step = steps[place]
        if step.continues and not (found and found[-1].step.rhs == step.lhs):
            step = replace(step, continues=False)  # what it goes on from is folded
        found.append(Line(str(number), step, below))
        start = place + 1
    return tuple(found)


def numbers(theorem: TheoremReport) -> dict[str, str]:
    """What readers call each step: ``line 2``, or ``step 2.1`` for the first under that line."""
    found: dict[str, str] = {}
    for line in lines(theorem):
        found[line.step.number] = f"line {line.number}"
        for place, step in enumerate(line.below, 1):
            found[step.number] = f"step {line.number}.{place}"
    return found


def renumbered(text: str, names: Mapping[str, str]) -> str:
    """``text`` with the steps that it names called as readers see them."""
    return re.sub(r"\bstep (\d+)\b", lambda m: names.get(m[1], m[0]), text)


def cases(theorem: TheoremReport) -> list[Case]:
    """Lines grouped by their local hypotheses, in order."""
    groups: list[tuple[tuple[str, ...], list[Line]]] = []
    for line in lines(theorem):
        if groups and groups[-1][0] == line.step.under:
            groups[-1][1].append(line)
        else:
            groups.append((line.step.under, [line]))
    return [Case(under, tuple(held)) for under, held in groups]


def conditions(steps: Iterable[StepReport]) -> list[tuple[str, str, str]]:
    """Each side condition of ``steps`` once, as (formula, why it arises, since what)."""
    return list(
        dict.fromkeys(
            (duty.latex, duty.why, duty.discharged_by)
            for step in steps
            for duty in step.obligations
        )
    )


def goes_without_saying(latex: str, since: str) -> bool:
    """Whether a side condition says no more than what it is met by.

    >>> goes_without_saying(r"\\sigma \\ne 0", r"$\\sigma > 0$")
    True
    >>> goes_without_saying(r"\\pi_{j} > 0", r"$\\pi_{k} > 0$")
    True
    >>> goes_without_saying(r"1 + \\sigma > 0", r"$\\sigma > 0$")
    False
    """
    if since == "3.14… is positive":
        return latex == r"\pi > 0"
    return since == f"${latex}$" or (
        since.endswith(" > 0$") and _INDEX.sub("", since.strip("$")) == _positive(latex)
    )


def _positive(latex: str) -> str:
    """What ``latex`` follows from: the same letter, with any index, positive."""
    return re.sub(r" (\\ne|\\ge) 0$", " > 0", _INDEX.sub("", latex))


_INDEX = re.compile(r"_(\{[^{}]*\}|\w)")


#: A rule in the words of a proof, alone and with what it uses; other rules say their own words.
_BY: dict[str, tuple[str, str]] = {
    "Algebra": ("By algebra", "By algebra, with {}"),
    "ByHypothesis": ("As the signs say", "By {}"),
    "Cases": ("In each case the same", "In each case the same: {}"),
    "Chain": ("Read in turn", "From {} in turn"),
    "Cite": ("By an earlier theorem", "By {}"),
    "Combine": ("Add up", "Add up {}"),
    "Gap": ("The difference of the sides has this sign", "By the sign of the difference, with {}"),
    "GlobalOptimum": ("So nothing is better", "So nothing is better, by {}"),
    "Gradient": ("Differentiate each term", "Differentiate each term, with {}"),
    "KnownIndicators": ("The condition is decided", "The condition is decided: {}"),
    "LimitLaws": ("By the laws of limits", "By the laws of limits, with {}"),
    "LogLaws": ("By the laws of the logarithm", "By the laws of the logarithm, with {}"),
    "Rewrite": ("Equals for equals", "By {}"),
    "Squeeze": ("It is caught between both", "It is caught between them: {}"),
    "Unfold": ("By definition", "By definition, with {}"),
}


def by_rule(step: StepReport) -> tuple[str, str]:
    """The rule in words, as what stands before and after that which it uses.

    >>> by_rule(StepReport("1", "Chain", "", "", "derived", {}, uses=("step 2",)))
    ('From ', ' in turn')
    >>> by_rule(StepReport("1", "Monotone", "", "", "derived", {}, reason="exp and log grow: so"))
    ('exp and log grow', '')
    """
    words = step.reason.partition(":")[0]
    told = _BY.get(step.rule, (words, f"{words}: {{}}" if words else "By {}"))
    before, _, after = told[bool(step.uses)].partition("{}")
    return before, after


def own_level(theorem: TheoremReport, line: Line) -> str:
    """The level of ``line``, where it is not that of a theorem that holds; else empty."""
    level = least([step.level for step in line.steps])
    return "" if theorem.holds and level == theorem.level else level


def argument_title(theorem: TheoremReport) -> str:
    """What the steps of ``theorem`` may be called: a proof only where they are one."""
    return "Attempt" if theorem.failure else _ARGUMENT.get(theorem.level, "Argument")


def is_proof(theorem: TheoremReport) -> bool:
    """Whether the steps end in a proof, and may be closed by its sign."""
    return argument_title(theorem) == "Proof"


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
