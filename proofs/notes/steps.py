"""What the lines of notes state, as steps of a derivation; rows that go on make a chain."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from ..drafts.drafting import Draft
from ..kernel.derivation import Step
from ..kernel.form import check_lines
from ..language.claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    Hypothesis,
    LessThan,
    Relation,
    TendsTo,
)
from ..language.errors import HardlimitError
from ..language.substitution import indices_among
from ..language.vocabulary import Index
from ..report.render.matrices import MatrixPrinter, written_by_entries
from ..rules.base import Ref
from ..rules.chains import Chain
from ..rules.unsaid import UNSAID
from .documents import Row
from .lines import Line, Notes
from .names import Names
from .places import NotUnderstood, Source
from .reasons import read_reason
from .stated import Stated

NO_WHY = "No reason is given."
#: Why a line stands beside what is written, by what it says.
_BESIDE: dict[type[Relation], str] = {
    HasGradient: "The slope that the line speaks of.",
    Equal: "The probabilities sum to 1.",
}


class StepWriter:
    """Writes steps; which rows there are is told by the class below."""

    def __init__(self, source: Source) -> None:
        self.notes = Notes(source)
        self.names: Names | None = None
        self.printer: MatrixPrinter | None = None
        #: The steps that rows are called by.
        self.labels: dict[str, str] = {}
        #: The steps of the chain that is being read.
        self.chain: list[str] = []

    @property
    def draft(self) -> Draft:
        """The derivation that is being read."""
        return self.notes.drafts[-1]

    def _check(self, found: list[Stated], row: Row) -> None:
        """Refuse what is no line of the language: the others are read all the same."""
        for one in found:
            step = Step("1", Claim(one.relation, one.held("1")), UNSAID, NO_WHY)
            try:
                check_lines(replace(self.draft.frozen(), steps=(step,), goals=()))
            except HardlimitError as error:
                raise NotUnderstood(str(error), row.start) from None

    def _printed(self, number: str, entries: tuple[Index, ...], line: Line) -> str:
        claim = self.draft.steps[int(number) - 1].claim
        try:
            if self.printer and self.printer.context.indices != self.draft.context.indices:
                self.printer = MatrixPrinter(self.draft.context.snapshot())
            if self.printer is None:
                return ""
            self.printer.written = line.text
            held = r",\ ".join(map(self._condition, claim.under))
            condition = rf" \quad \text{{if }} {held}" if held else ""
            free = indices_among(claim.relation.expressions())
            whole = self.printer.between_matrices(claim.relation)
            if whole and not written_by_entries(line.text, self.draft.context):
                return whole + condition
            at = ", ".join(self.printer.expression(i) for i in entries if i in free)
            said = rf" \quad \text{{for all }} {at}" if at else ""
            return self.printer.between_entries(claim.relation) + condition + said
        except HardlimitError as error:
            return str(error)

    def _condition(self, condition: Hypothesis) -> str:
        assert self.printer is not None  # noqa: S101
        if condition.forall or condition.guard is not None:
            return self.printer.hypothesis(condition)
        # One that is not about all entries is about a single one.
        return self.printer.between_entries(condition.relation)

    def _step(self, stated: Stated, line: Line, row: Row, continues: bool) -> str:
        assert self.names is not None  # noqa: S101
        number = str(len(self.draft.steps) + 1)
        under = stated.held(number)
        try:
            said = read_reason(row.why, self.names, self.labels) if row.why else None
        except NotUnderstood as error:
            raise NotUnderstood(f"the reason: {error.message}", row.start) from None
        claim = Claim(stated.relation, under)
        why = row.why or NO_WHY
        file = self.notes.source.file
        rule = UNSAID if said is None else said
        self.draft.steps.append(Step(number, claim, rule, why, file, line.place.line, continues))
        self.chain.append(number)
        return number

    def _beside(self, stated: Stated, line: Line) -> str:
        """A step, and goal, for what a formula of the line rests on; no part of the chain."""
        number, relation = str(len(self.draft.steps) + 1), stated.relation
        file, at = self.notes.source.file, line.place.line
        under = stated.held(number)
        why = stated.why or _BESIDE.get(type(relation), "The argument is one of those given.")
        self.draft.steps.append(Step(number, Claim(relation, under), UNSAID, why, file, at))
        if not under and relation not in self.draft.goals:
            self.draft.goals.append(relation)
        return number

    def _close(self) -> None:
        """End a chain: what it shows from first to last is a step, and a goal."""
        chain, self.chain = self.chain, []
        if not chain:
            return
        steps = [self.draft.steps[int(number) - 1] for number in chain]
        relation = conclusion([s.claim.relation for s in steps]) if len(chain) > 1 else None
        held = steps[0].claim.under
        if relation is not None and all(s.claim.under == held for s in steps):
            number = str(len(self.draft.steps) + 1)
            rule = Chain(tuple(map(Ref, chain)))
            why = "Read the lines above from first to last."
            step = Step(number, Claim(relation, held), rule, why, steps[0].file, steps[0].line)
            self.draft.steps.append(step)
        else:
            relation = None
        plain = [s.claim.relation for s in steps if not s.claim.under]
        if plain:
            ends = [relation] if relation is not None else plain
            self.draft.goals += [r for r in ends if r not in self.draft.goals]


def conclusion(relations: list[Relation]) -> Relation | None:
    """What a chain of relations shows from first to last, or None if they do not join."""
    first, last = relations[0].expressions()[0], relations[-1].expressions()[-1]
    others = [r for r in relations if not isinstance(r, Equal)]
    pairs = pairwise(relations)
    ends = (
        (a.gradient if isinstance(a, HasGradient) else a.expressions()[-1], b.expressions()[0])
        for a, b in pairs
    )
    if any(end != start for end, start in ends):
        return None
    if isinstance(relations[-1], TendsTo):
        last = relations[-1].limit
    if not others:
        return Equal(first, last)
    if all(isinstance(r, AtMost | LessThan) for r in others):
        strict = any(isinstance(r, LessThan) for r in others)
        return LessThan(first, last) if strict else AtMost(first, last)
    if len(others) == 1 and isinstance(others[0], TendsTo):
        return TendsTo(first, others[0].variable, last)
    if len(others) == 1 and others[0] is relations[0] and isinstance(others[0], HasGradient):
        return HasGradient(first, others[0].variable, last)
    return None
