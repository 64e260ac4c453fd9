"""Which witness refuses a mutant, judged as the kernel would, without doing work twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..instances.pool import Pool
from ..instances.witness import COUNT
from ..kernel.derivation import Derivation, Step
from ..kernel.form import check_form, check_lines, positive_definitions
from ..kernel.gate import CheckedStep, Theorem, check_step
from ..language.claims import Claim, Relation
from ..language.errors import HardlimitError
from ..rules.logic import same_relation
from .assumed import Assumed
from .closer import CloserLook
from .identity import Identity
from .mutant import HYPOTHESIS, STATEMENT, STEP, Mutant
from .outcome import Outcome, killed, why
from .sameness import equivalent, shown_true, weaker
from .truth import TrueAnyway

#: Instances at which formulas are compared before their residue is.
FEW = 5


class Bench:
    """Judges mutants of one derivation that holds.

    What a changed step builds on is unchanged, so it is judged as the kernel judges it.
    Where it holds the steps after it are judged again by their rules: their claims are
    unchanged, and so is what instances say of them.
    """

    def __init__(self, derivation: Derivation, theorems: Mapping[str, Theorem]) -> None:
        self.derivation = derivation
        self.theorems = theorems
        self.pool = Pool(derivation.context, derivation.slug, COUNT, shrink=False)
        self.blind = Pool(derivation.context, derivation.slug, 0)
        self.positive = positive_definitions(derivation.context)
        self.claims = {s.number: s.claim for s in derivation.steps}
        # An identity holds for all values, also where the hypotheses do not.
        free = Pool(replace(derivation.context, hypotheses={}), derivation.slug, FEW)
        self.equal = Identity([*[*self.pool.instances(())][:FEW], *free.instances(())])
        self.closer = CloserLook(derivation)
        self.true_anyway = TrueAnyway(derivation, theorems, self.positive, self.equal, self.closer)
        self.assumed = Assumed(derivation, theorems, self.positive, self.pool, self.equal)
        self._known: dict[tuple[Any, ...], CheckedStep] = {}
        self._judged: dict[tuple[Any, ...], Outcome] = {}

    def judge(self, mutant: Mutant) -> Outcome:
        """What becomes of ``mutant``; two slips that say the same are judged once."""
        key = (mutant.part, mutant.where, mutant.steps, mutant.after)
        if not isinstance(mutant.after, Relation):
            return self._outcome(mutant)
        if key not in self._judged:
            self._judged[key] = self._outcome(mutant)
        return replace(self._judged[key], mutant=mutant)

    def _outcome(self, mutant: Mutant) -> Outcome:
        try:
            return self._judge(mutant)
        except Exception as error:  # to be shown as the fault of ours that it is
            return Outcome(mutant, "broken", f"{type(error).__name__}: {error}")

    def _judge(self, mutant: Mutant) -> Outcome:
        if mutant.part == HYPOTHESIS:
            return self.assumed.judge(mutant)
        changed = [s for s in mutant.derivation.steps if s.number in mutant.steps]
        try:
            # The part that is refused is in a changed step, if anywhere; all is looked at below.
            check_lines(replace(mutant.derivation, steps=tuple(changed)))
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        looked_at = [self._step(s, mutant) for s in changed]
        if all(c.holds for c in looked_at):
            return self._rest(mutant)
        result = killed(looked_at)
        if result == "rule" and mutant.part in (STEP, STATEMENT):
            result = self._without_counterexample(mutant, changed)
        return Outcome(mutant, result, why(looked_at))

    def _step(self, step: Step, mutant: Mutant) -> CheckedStep:
        numbers = [s.number for s in mutant.derivation.steps]
        before = tuple(numbers[: numbers.index(step.number)])
        key = (step.number, step.claim, step.rule, before)
        if key not in self._known:
            earlier = {n: self.claims[n] for n in before}
            self._known[key] = self._check(mutant.derivation, step, earlier, self.pool)
        return self._known[key]

    def _check(
        self, derivation: Derivation, step: Step, earlier: Mapping[str, Claim], pool: Pool
    ) -> CheckedStep:
        return check_step(derivation, step, earlier, self.theorems, self.positive, [], pool)

    def _without_counterexample(self, mutant: Mutant, changed: list[Step]) -> str:
        """What to call a line that the rules refuse, and that holds at all instances."""
        if self._true(mutant):
            return "true line"
        missed = any(self.closer.refutes(step.claim) for step in changed)
        return "missed" if missed else "open"

    def _true(self, mutant: Mutant) -> bool:
        # All unchanged lines are proved, those after it as well.
        return shown_true(mutant, self.claims, self.positive, self.equal)

    def _rest(self, mutant: Mutant) -> Outcome:
        """The changed steps hold: does the rest, and what is it then that is proved?"""
        derivation = mutant.derivation
        try:
            check_form(derivation)
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        # No claim depends on a reason, and the next claims do not depend on their order.
        if mutant.part in (STEP, STATEMENT):
            if equivalent(mutant, self.equal):
                return Outcome(mutant, "equivalent")
            failed = self._later(mutant)
            if failed is not None:
                return Outcome(mutant, killed([failed]), why([failed]))
            if not _shown(derivation):
                return Outcome(mutant, "statement", "no step shows the statement")
            if weaker(mutant, self.equal) or (mutant.part == STATEMENT and self._true(mutant)):
                return Outcome(mutant, "weaker")
        if mutant.part != STATEMENT:
            return Outcome(mutant, "still proved")
        return Outcome(mutant, "also true" if self.true_anyway(mutant) else "survives")

    def _later(self, mutant: Mutant) -> CheckedStep | None:
        """The first step after the changed ones whose rule fails on them."""
        earlier: dict[str, Claim] = {}
        touched = False
        for step in mutant.derivation.steps:
            if step.number in mutant.steps:
                touched = True
            elif touched:
                checked = self._check(mutant.derivation, step, earlier, self.blind)
                if checked.rule_status != "accepts":
                    return checked
            earlier[step.number] = step.claim
        return None


def _shown(derivation: Derivation) -> bool:
    return all(
        any(not s.claim.under and same_relation(s.claim.relation, goal) for s in derivation.steps)
        for goal in derivation.goals
    )
