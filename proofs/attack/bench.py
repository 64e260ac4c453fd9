"""Which witness refuses a mutant, judged as the kernel would, without doing work twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..claims import Claim, Hypothesis
from ..context import Context
from ..derivation import Derivation, Step
from ..errors import HardlimitError
from ..form import check_form, check_not_vacuous, positive_definitions
from ..instances.evaluate import Instance
from ..instances.pool import Pool
from ..instances.witness import COUNT, Verdict, examine
from ..kernel import CheckedStep, Theorem, check_step
from ..rules.logic import same_relation
from .mutant import HYPOTHESIS, STATEMENT, STEP, Mutant
from .sameness import equivalent, implies, shown_true, weaker

#: Instances at which a statement is tried where the rules refuse it under other hypotheses:
#: each set of hypotheses needs draws of its own, and drawing takes longer than all else.
FEW = 4


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    ``result`` is one of
        * not sayable: refused before any step (vocabulary, order, vacuous hypotheses);
        * both, rule, instances: refused by both witnesses, or by one where the other
          accepts or cannot tell;
        * true line: refused by the rule, and shown to be true, so that no instance could;
        * undecided: refused since no witness accepts, though none refutes;
        * statement: all lines hold, but none shows the statement;
        * equivalent: shown to be the same statement by the residue;
        * weaker: the statement says less, or assumes more, than the one that was proved,
          or is shown by the lines that were proved and by signs;
        * still proved: the statement is unchanged and the derivation still proves it;
        * needs less: the statement is unchanged and proved without that hypothesis;
        * broken: the checker itself fails at it;
        * alarm: the rule accepts a line that an instance refutes;
        * survives: another statement, or the same from other hypotheses, is proved.
    """

    mutant: Mutant
    result: str
    detail: str = ""


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
        self._known: dict[tuple[Any, ...], CheckedStep] = {}
        self._needed: dict[str, bool] = {}

    def judge(self, mutant: Mutant) -> Outcome:
        """What becomes of ``mutant``."""
        try:
            return self._judge(mutant)
        except Exception as error:  # to be shown as the fault of ours that it is
            return Outcome(mutant, "broken", f"{type(error).__name__}: {error}")

    def _judge(self, mutant: Mutant) -> Outcome:
        if mutant.part == HYPOTHESIS:
            return self._other_hypotheses(mutant)
        changed = [s for s in mutant.derivation.steps if s.number in mutant.steps]
        try:
            # The part that is refused is in a changed step, if anywhere; all is looked at below.
            check_form(replace(mutant.derivation, steps=changed))
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        looked_at = [self._step(s, mutant) for s in changed]
        if all(c.holds for c in looked_at):
            return self._rest(mutant)
        result = _killed(looked_at)
        if result == "rule" and mutant.part in (STEP, STATEMENT) and self._true(mutant):
            result = "true line"
        return Outcome(mutant, result, _why(looked_at))

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

    def _true(self, mutant: Mutant) -> bool:
        numbers = list(self.claims)
        upto = numbers[: numbers.index(mutant.steps[-1]) + 1]
        return shown_true(mutant, {n: self.claims[n] for n in upto}, self.positive)

    def _rest(self, mutant: Mutant) -> Outcome:
        """The changed steps hold: does the rest, and what is it then that is proved?"""
        derivation = mutant.derivation
        try:
            check_form(derivation)
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        # No claim depends on a reason, and the next claims do not depend on their order.
        if mutant.part in (STEP, STATEMENT):
            if equivalent(mutant):
                return Outcome(mutant, "equivalent")
            failed = self._later(mutant)
            if failed is not None:
                return Outcome(mutant, _killed([failed]), _why([failed]))
            if not _shown(derivation):
                return Outcome(mutant, "statement", "no step shows the statement")
            if weaker(mutant) or (mutant.part == STATEMENT and self._true(mutant)):
                return Outcome(mutant, "weaker")
        return Outcome(mutant, "survives" if mutant.part == STATEMENT else "still proved")

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

    # -- hypotheses --------------------------------------------------------------------------
    def _other_hypotheses(self, mutant: Mutant) -> Outcome:
        """Every step by its rule; the statement, as the claim it is, at a few instances."""
        derivation = mutant.derivation
        try:
            check_form(derivation)
            positive = positive_definitions(derivation.context)
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        judge = _Anew(derivation, self.theorems, positive)
        failed = judge.first_refused()
        if failed is not None:
            by_rule = failed.rule_status == "refutes"
            by_instances = judge.false_statement()
            return Outcome(mutant, _by(by_rule, by_instances), failed.rule_detail)
        try:
            check_not_vacuous(derivation)
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        wrong = judge.first_false()
        if wrong is not None:
            refuted = wrong.status == "refutes"
            return Outcome(mutant, "alarm" if refuted else "undecided", wrong.detail)
        if mutant.operator != "sign weakened" and equivalent(mutant):
            return Outcome(mutant, "equivalent")
        if weaker(mutant):
            return Outcome(mutant, "weaker")
        return Outcome(mutant, "needs less" if self._idle(mutant) else "survives")

    def _idle(self, mutant: Mutant) -> bool:
        """Whether the statement is proved from less: a weaker hypothesis or sign, or none."""
        if mutant.operator in ("sign weakened", "hypothesis dropped", "for one instead of all"):
            return True
        if implies(mutant.before, mutant.after):
            return True
        if mutant.where not in self._needed:
            kept = {
                n: h for n, h in self.derivation.context.hypotheses.items() if n != mutant.where
            }
            context = replace(self.derivation.context, hypotheses=kept)
            without = Mutant(
                replace(self.derivation, context=context),
                "hypothesis dropped", HYPOTHESIS, mutant.where, (), mutant.before, None,
            )  # fmt: skip
            self._needed[mutant.where] = self.judge(without).result != "needs less"
        return not self._needed[mutant.where]


class _Anew:
    """Judges all steps of a derivation whose hypotheses are others."""

    def __init__(
        self, derivation: Derivation, theorems: Mapping[str, Theorem], positive: frozenset[str]
    ) -> None:
        self.derivation, self.theorems, self.positive = derivation, theorems, positive
        self.pool = LazyPool(derivation.context, derivation.slug, FEW, shrink=False)
        self.blind = Pool(derivation.context, derivation.slug, 0)

    def first_refused(self) -> CheckedStep | None:
        """The first step that its rule does not accept."""
        earlier: dict[str, Claim] = {}
        for step in self.derivation.steps:
            checked = check_step(
                self.derivation, step, earlier, self.theorems, self.positive, [], self.blind
            )
            if checked.rule_status != "accepts":
                return checked
            earlier[step.number] = step.claim
        return None

    def false_statement(self) -> bool:
        """Whether one of a few instances refutes a part of the statement."""
        goals = [Claim(goal) for goal in self.derivation.goals]
        return any(examine(goal, self.pool).status == "refutes" for goal in goals)

    def first_false(self) -> Verdict | None:
        """The verdict on the first step that the instances do not accept."""
        pool = Pool(self.derivation.context, self.derivation.slug, COUNT, shrink=False)
        verdicts = (examine(step.claim, pool) for step in self.derivation.steps)
        return next((v for v in verdicts if v.status != "accepts"), None)


class LazyPool(Pool):
    """Draws an instance only when it is asked for: a false claim falls at one of the first."""

    def __init__(self, context: Context, seed: str, count: int, *, shrink: bool = True) -> None:
        super().__init__(context, seed, count, shrink=shrink)
        self._lazy: dict[tuple[Hypothesis, ...], _Growing] = {}

    def instances(self, local: tuple[Hypothesis, ...]) -> Iterable[Instance]:
        """As those of a pool, one after the other."""
        if local not in self._lazy:
            self._lazy[local] = _Growing(self.draws(local))
        return self._lazy[local]


class _Growing:
    """A sequence that remembers what an iterator has given."""

    def __init__(self, source: Iterable[Instance]) -> None:
        self._source, self._found = iter(source), list[Instance]()

    def __iter__(self) -> Iterator[Instance]:
        at = 0
        while True:
            if at == len(self._found):
                try:
                    self._found.append(next(self._source))
                except StopIteration:
                    return
            yield self._found[at]
            at += 1


# -- verdicts ----------------------------------------------------------------------------------
def _killed(steps: list[CheckedStep]) -> str:
    if any(c.rule_status == "accepts" and c.instances.status == "refutes" for c in steps):
        return "alarm"
    return _by(
        any(c.rule_status == "refutes" for c in steps),
        any(c.instances.status == "refutes" for c in steps),
    )


def _by(rule: bool, instances: bool) -> str:
    if rule and instances:
        return "both"
    if rule or instances:
        return "rule" if rule else "instances"
    return "undecided"


def _why(steps: list[CheckedStep]) -> str:
    failed = next(c for c in steps if not c.holds)
    return failed.rule_detail or failed.instances.detail


def _shown(derivation: Derivation) -> bool:
    return all(
        any(not s.claim.under and same_relation(s.claim.relation, goal) for s in derivation.steps)
        for goal in derivation.goals
    )
