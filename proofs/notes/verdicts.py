"""What is to be said of each line of notes: by rule and instances, at its place in the file.

A line is *derived* if a reason was found (or given) that its rule accepts, and it holds at all
instances; *true at all instances* if no reason was found; *false* if an instance refutes it;
*not understood* if the grammar does not know it; *undecided* if the instances do not tell.
Only derived lines may be used by later ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..instances.pool import Pool
from ..instances.witness import COUNT, examine
from ..kernel.derivation import Derivation, Step
from ..kernel.form import check_form, check_lines, check_not_vacuous, positive_definitions
from ..kernel.gate import CheckedStep, check_step
from ..language.claims import Claim, Relation
from ..language.errors import HardlimitError, RuleMismatch, ran_out, trouble
from ..language.substitution import free_indices, names_used
from ..report.theorems import plain_name, values
from ..rules import Algebra, Rule, State
from ..search import Question, find_reason, nearest
from .reading import Line, Notes, Problem
from .slips import named_slip

PROVED, DERIVED, NO_REASON = "proved", "derived", "true at all instances, no reason found"
FALSE, UNDECIDED, NOT_UNDERSTOOD = "false", "undecided", "not understood"
#: From good to bad; a line with several relations is as good as its worst.
STATUSES = (PROVED, DERIVED, NO_REASON, UNDECIDED, NOT_UNDERSTOOD, FALSE)

#: Looks for a rule that accepts a claim.
Finder = Callable[[Question], Rule | None]


@dataclass(frozen=True)
class LineVerdict:
    """The verdict on one row.

    ``message`` says what is wrong or missing, ``counterexample`` lists values at which the line
    fails, ``slip`` names the one change that would mend it, ``reasons`` are the rules by which
    its relations hold.  ``hangs``: the line goes on from one that is false or not understood,
    so that it need not be a fault of its own.
    """

    line: Line
    status: str
    message: str = ""
    counterexample: tuple[str, ...] = ()
    slip: str = ""
    reasons: tuple[Rule, ...] = ()
    hangs: bool = False

    def data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "line": self.line.place.line,
            "column": self.line.place.column,
            "text": self.line.text,
            "read": list(self.line.printed),
            "status": self.status,
            "message": self.message,
            "counterexample": list(self.counterexample),
            "slip": self.slip,
            "reasons": [rule.name for rule in self.reasons],
            "hangs": self.hangs,
        }


@dataclass(frozen=True)
class Outcome:
    """What is known of one relation."""

    status: str
    message: str = ""
    counterexample: tuple[str, ...] = ()
    slip: str = ""
    rule: Rule | None = None


@dataclass
class Judged:
    """The verdicts on all lines, and the derivations with the reasons found in place.

    The derivations hold the steps that are derived, and the goals that these reach: they can be
    handed to the gate, to print and to Coq.  ``problems`` are those of the blocks.
    """

    verdicts: list[LineVerdict] = field(default_factory=list)
    derivations: list[Derivation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether all blocks are understood and every line is derived or proved."""
        return not self.problems and all(v.status in (PROVED, DERIVED) for v in self.verdicts)

    def proved(self, derivation: int, steps: Collection[str]) -> Judged:
        """The same, once Coq's kernel has proved these ``steps`` of a derivation."""

        def reached(verdict: LineVerdict) -> bool:
            line = verdict.line
            own = line.derivation == derivation and set(line.steps) <= set(steps)
            return own and verdict.status == DERIVED

        found = [replace(v, status=PROVED) if reached(v) else v for v in self.verdicts]
        return replace(self, verdicts=found)


def judge(notes: Notes, find: Finder | None = None, *, slips: bool = True) -> Judged:
    """The verdict on every line of ``notes``; never an exception for what stands in them."""
    finder = find or found_reason
    outcomes: list[dict[str, Outcome]] = []
    judged = Judged(problems=list(notes.problems))
    for number, draft in enumerate(notes.drafts):
        lost = {
            step: part
            for line in notes.lines
            if line.derivation == number
            for step, part in line.lost
        }
        derivation, found = _Judge(draft.frozen(), lost, finder, slips).outcomes()
        judged.derivations.append(derivation)
        outcomes.append(found)
    for line in notes.lines:
        found = outcomes[line.derivation] if line.steps else {}
        verdict = _verdict(line, [found[step] for step in line.steps])
        if line.goes_on and judged.verdicts and verdict.status == FALSE:
            verdict = replace(verdict, hangs=judged.verdicts[-1].status == FALSE)
        judged.verdicts.append(verdict)
    return judged


def found_reason(question: Question) -> Rule | None:
    """The reason that the engine's own search finds."""
    found = find_reason(question)
    return found.rule if found is not None else None


def _verdict(line: Line, outcomes: list[Outcome]) -> LineVerdict:
    if line.error:
        return LineVerdict(line, NOT_UNDERSTOOD, line.error, hangs=line.hangs)
    worst = max(outcomes, key=lambda o: STATUSES.index(o.status))
    rules = tuple(o.rule for o in outcomes if o.rule is not None)
    return LineVerdict(line, worst.status, worst.message, worst.counterexample, worst.slip, rules)


class _Judge:
    """Judges the steps of one derivation in order."""

    def __init__(
        self, derivation: Derivation, lost: Mapping[str, Any], finder: Finder, slips: bool
    ) -> None:
        self.derivation = derivation
        self.lost, self.finder, self.slips = lost, finder, slips
        self.earlier: dict[str, Claim] = {}
        self.positive: frozenset[str] = frozenset()
        self.pool = Pool(derivation.context, derivation.slug, COUNT)

    def outcomes(self) -> tuple[Derivation, dict[str, Outcome]]:
        """The derivation with reasons, and what is known of each step."""
        steps = self.derivation.steps
        try:
            bare = replace(self.derivation, steps=(), goals=())
            check_form(bare)
            check_not_vacuous(bare)
            self.positive = positive_definitions(self.derivation.context)
        except (HardlimitError, RecursionError, MemoryError) as error:
            message = f"what is given does not do: {ran_out(error) or error}"
            none = replace(self.derivation, steps=(), goals=())
            return none, {s.number: Outcome(UNDECIDED, message) for s in steps}
        found: dict[str, Outcome] = {}
        kept: list[Step] = []
        for step in steps:
            outcome = self._outcome(step)
            found[step.number] = outcome
            if outcome.status == DERIVED:
                self.earlier[step.number] = step.claim
                kept.append(replace(step, rule=outcome.rule))
        shown = [s.claim.relation for s in kept if not s.claim.under]
        goals = tuple(g for g in self.derivation.goals if g in shown)
        return replace(self.derivation, steps=tuple(kept), goals=goals), found

    def _outcome(self, step: Step) -> Outcome:
        try:
            return self._judged(step)
        except (HardlimitError, RecursionError, MemoryError) as error:
            return Outcome(UNDECIDED, ran_out(error) or str(error))

    def _judged(self, step: Step) -> Outcome:
        form = replace(step, rule=Algebra())
        try:
            check_lines(replace(self.derivation, steps=(form,), goals=()))
        except HardlimitError as error:
            return Outcome(NOT_UNDERSTOOD, str(error))
        verdict = examine(step.claim, self.pool)
        if verdict.status == "refutes":
            return self._false(step, verdict.detail, verdict.instance)
        cancelled = self._cancelled(step)
        if cancelled:
            return Outcome(UNDECIDED, cancelled)
        given = self._checked(step, step.rule) if step.rule is not None else None
        if given is not None and given.holds:
            return Outcome(DERIVED, rule=step.rule)
        if verdict.status != "accepts":
            return Outcome(UNDECIDED, verdict.detail)
        question = Question(self.derivation.context, step.claim, self.earlier, {}, self.positive)
        try:
            rule = self.finder(question)
            found = self._checked(step, rule) if rule is not None else None
            said = f"the reason given does not do: {given.rule_detail}" if given is not None else ""
            if found is not None and found.holds:
                return Outcome(DERIVED, said, rule=rule)
            return Outcome(NO_REASON, said or nearest(question, self.pool).text)
        except Exception as error:  # a fault of ours is told, and is no verdict
            return Outcome(NO_REASON, trouble(error))

    def _checked(self, step: Step, rule: Rule) -> CheckedStep:
        return check_step(
            self.derivation,
            replace(step, rule=rule),
            self.earlier,
            {},
            self.positive,
            [],
            self.pool,
        )

    def _cancelled(self, step: Step) -> str:
        """What cancels must have a value all the same; otherwise the line says more than is so."""
        part = self.lost.get(step.number)
        if part is None:
            return ""
        try:
            state = State(
                self.derivation.context,
                step.claim,
                self.earlier,
                {},
                positive_names=self.positive,
            )
            state.require_defined(part)
        except RuleMismatch as error:
            return f"a part that cancels may have no value: {error}"
        return ""

    def _lacking(self, step: Step, detail: str) -> str:
        """What to suppose so that a line has a value, where the search knows it."""
        question = Question(self.derivation.context, step.claim, self.earlier, {}, self.positive)
        try:
            return nearest(question, self.pool).text or detail
        except Exception:  # the detail says it without advice
            return detail

    def _false(self, step: Step, detail: str, instance: Any) -> Outcome:
        shown: tuple[str, ...] = ()
        if instance is not None:
            shown = tuple(values(instance, _names(step.claim, self.derivation), plain_name))
        if detail.startswith("undefined"):
            return Outcome(FALSE, self._lacking(step, detail), shown)
        slip = ""
        if self.slips and instance is not None:
            slip = named_slip(step.claim, self.derivation.context, self.pool, instance)
        return Outcome(FALSE, detail, shown, slip)


def _names(claim: Claim, derivation: Derivation) -> frozenset[str]:
    """What a counterexample must say: all that the claim mentions or rests on."""
    relations: list[Relation] = [claim.relation, *(h.relation for h in claim.under)]
    exprs = [e for relation in relations for e in relation.expressions()]
    used: frozenset[str] = frozenset().union(*map(names_used, exprs))
    below = derivation.context.rests_on()
    indices = frozenset(i.name for e in exprs for i in free_indices(e))
    return used.union(indices, *(below[name] for name in used if name in below))
