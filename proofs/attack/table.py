"""Counts of mutants by what became of them, and how much each witness sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .mutant import HYPOTHESIS, ORDER, REASON, STATEMENT, STEP, text
from .outcome import Outcome

#: What can become of a mutant, in the order in which a table shows it.
RESULTS = (
    "not sayable",
    "both",
    "rule",
    "true line",
    "missed",
    "open",
    "instances",
    "undecided",
    "statement",
    "equivalent",
    "weaker",
    "also true",
    "still proved",
    "needs less",
    "broken",
    "alarm",
    "survives",
)
#: What must not become of any mutant.
FAULTS = ("broken", "alarm", "survives")
#: What is kept in full besides: proved still, or refused by nobody, though something was changed.
NOTED = ("also true", "still proved", "needs less", "undecided", "missed", "open")


@dataclass(frozen=True)
class Noted:
    """A mutant that is worth reading: which derivation, where, and the two texts."""

    label: str
    slug: str
    result: str
    operator: str
    part: str
    where: str
    before: str
    after: str
    detail: str = ""

    def __str__(self) -> str:
        return (
            f"{self.label} {self.slug}, {self.part} {self.where}, {self.operator}:\n"
            f"  {self.before}\n  {self.after}"
        )


@dataclass
class Table:
    """Counts by (operator, part, result), and in full whatever is still proved."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    noted: list[Noted] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        mutant, result = outcome.mutant, outcome.result
        self.counts[mutant.operator, mutant.part, result] += 1
        if result in FAULTS or result in NOTED:
            self.noted.append(
                Noted(
                    mutant.derivation.label,
                    mutant.derivation.slug,
                    result,
                    mutant.operator,
                    mutant.part,
                    mutant.where,
                    text(mutant.before),
                    text(mutant.after),
                    outcome.detail,
                )
            )

    def merge(self, other: Table) -> None:
        """Add the counts of another table."""
        self.counts.update(other.counts)
        self.noted += other.noted

    def total(self, *results: str, operator: str = "", parts: tuple[str, ...] = ()) -> int:
        """How many mutants had one of these results (any, if none is named)."""
        return sum(
            n
            for (name, part, result), n in self.counts.items()
            if (not results or result in results)
            and (not operator or name == operator)
            and (not parts or part in parts)
        )

    @property
    def faults(self) -> list[Noted]:
        """What must not be: survivors, and false lines that a rule accepts."""
        return [n for n in self.noted if n.result in FAULTS]

    @property
    def operators(self) -> list[str]:
        """The slips that were made, in alphabetical order."""
        return sorted({operator for operator, _, _ in self.counts})


@dataclass(frozen=True)
class Rate:
    """How many of the wrong mutants that a witness can express it refuses."""

    witness: str
    seen: int
    of: int

    def __str__(self) -> str:
        share = f"{100 * self.seen / self.of:.2f} %" if self.of else "-"
        return f"{self.witness} {self.seen} of {self.of} ({share})"


def rates(table: Table) -> tuple[Rate, Rate]:
    """What the rules alone refuse, and what the instances alone refuse.

    A rule can express every slip that can be said.  Instances judge lines: they cannot
    express what leaves every line as it was, nor refute a line that is true; lines of
    which nothing is known are counted by themselves (:func:`blind_spots`).
    """
    refused = ("both", "rule", "true line", "missed", "open")
    lines = (STEP, STATEMENT)
    false = ("both", "instances", "missed", "undecided", *FAULTS)
    return (
        Rate(
            "rule", table.total(*refused), table.total(*refused, "instances", "undecided", *FAULTS)
        ),
        Rate(
            "instances",
            table.total("both", "instances", "alarm", parts=lines),
            table.total(*false, parts=lines),
        ),
    )


def blind_spots(table: Table) -> list[str]:
    """The classes of mutants that a witness does not see, one sentence each."""
    reasons = table.total("rule", "undecided", parts=(REASON, ORDER))
    under = table.total("both", parts=(HYPOTHESIS,))
    changed = table.total("both", "rule", "undecided", "instances", parts=(HYPOTHESIS,))
    lines = (STEP, STATEMENT)
    return [
        "Instances judge lines, never reasons: a wrong rule, citation, argument or order of "
        f"steps is refused by the rule alone ({reasons}).",
        "Instances cannot refute a true line; shown to be true, though the rule refuses it: "
        f"{table.total('true line')}.",
        "Instances see a wrong hypothesis only where the statement fails under it, which was "
        f"tried at a few draws each: {under} of {changed}.",
        "Lines that only the rule refuses, and that are neither shown to be true nor false at a "
        f"closer look: {table.total('open')}.",
        "A rule that runs out of size or time says neither yes nor no, which is never a pass: "
        f"{table.total('undecided', parts=lines)} lines, "
        f"{table.total('undecided', parts=(REASON, ORDER, HYPOTHESIS))} reasons and hypotheses "
        f"without any refusal, {table.total('instances')} refused by instances alone.",
    ]
