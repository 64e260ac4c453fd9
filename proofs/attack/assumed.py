"""Mutants that assume something else: every step is judged again under other hypotheses."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..instances.draw import Drawer
from ..instances.evaluate import Instance
from ..instances.holding import bindings, touched
from ..instances.pool import Pool
from ..instances.verdict import Verdict
from ..instances.witness import COUNT, examine
from ..kernel.derivation import Derivation
from ..kernel.form import check_form, check_not_vacuous, positive_definitions
from ..kernel.gate import CheckedStep, Theorem, check_step
from ..language.claims import AtMost, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..language.context import declared_name
from ..language.errors import HardlimitError
from ..language.substitution import Substitution, substitute
from .closer import fails
from .identity import Identity
from .mutant import Mutant
from .outcome import Outcome, by
from .sameness import equivalent, implies, weaker

#: Instances at which a statement is tried where the rules refuse it under other hypotheses.
FEW = 6
#: After so many at which the changed hypotheses could not be met, no more are tried.
TRIES = 2


class Assumed:
    """Judges mutants of the hypotheses and declared signs of a derivation that holds.

    Args:
        derivation: the one that holds.
        theorems: what it cites.
        positive: its definitions that are positive by declared signs.
        pool: its instances, near which those of a mutant are looked for.
        equal: whether two formulas are the same.
    """

    def __init__(
        self,
        derivation: Derivation,
        theorems: Mapping[str, Theorem],
        positive: frozenset[str],
        pool: Pool,
        equal: Identity,
    ) -> None:
        self.derivation, self.theorems, self.positive = derivation, theorems, positive
        self.pool, self.equal = pool, equal
        self._refused: dict[str, str] = {}
        self._unused: dict[str, bool] = {}

    def judge(self, mutant: Mutant) -> Outcome:
        """Every step by its rule; the statement, as the claim it is, at a few instances."""
        derivation = mutant.derivation
        try:
            check_form(derivation)
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        failed = self._refused_step(mutant)
        if failed is not None:
            by_rule = failed.rule_status == "refutes"
            return Outcome(mutant, by(by_rule, self._false_statement(mutant)), failed.rule_detail)
        # The hypothesis dropped is looked at in full; then no other form of it can matter.
        if mutant.after is not None and self._dropped(mutant):
            return Outcome(mutant, "needs less")
        try:
            check_not_vacuous(derivation)
        except HardlimitError as error:
            return Outcome(mutant, "not sayable", str(error))
        wrong = _first_false(derivation)
        if wrong is not None:
            refuted = wrong.status == "refutes"
            return Outcome(mutant, "alarm" if refuted else "undecided", wrong.detail)
        if mutant.operator != "sign weakened" and equivalent(mutant, self.equal):
            return Outcome(mutant, "equivalent")
        if weaker(mutant, self.equal):
            return Outcome(mutant, "weaker")
        return Outcome(mutant, "needs less" if self._idle(mutant) else "survives")

    def _refused_step(self, mutant: Mutant) -> CheckedStep | None:
        """A step that its rule does not accept: that of another mutant of this hypothesis first."""
        derivation, positive = mutant.derivation, self.positive
        if mutant.operator == "sign weakened":
            positive = positive_definitions(derivation.context)
        blind = Pool(derivation.context, derivation.slug, 0)
        likely = self._refused.get(mutant.where)
        numbered = enumerate(derivation.steps)
        for place, step in sorted(numbered, key=lambda item: item[1].number != likely):
            earlier = {s.number: s.claim for s in derivation.steps[:place]}
            checked = check_step(derivation, step, earlier, self.theorems, positive, [], blind)
            if checked.rule_status != "accepts":
                self._refused[mutant.where] = step.number
                return checked
        return None

    def _false_statement(self, mutant: Mutant) -> bool:
        """Whether a part of the statement is false near one of a few instances of the original."""
        derivation = mutant.derivation
        drawer = Drawer(derivation.context, (), derivation.slug)
        failed = 0
        for start in list(self.pool.instances(()))[:FEW]:
            instance = drawer.near(start, self._places(mutant, start))
            if instance is not None and any(fails(goal, instance) for goal in derivation.goals):
                return True
            failed += instance is None
            if failed == TRIES:
                return False
        return False

    def _places(self, mutant: Mutant, start: Instance) -> set[Any]:
        """The names and entries that the hypothesis, or the sign, is about."""
        hypothesis = self.derivation.context.hypotheses.get(mutant.where)
        if hypothesis is None:
            return {place for place in start.values if declared_name(place) == mutant.where}
        return {
            place
            for at in bindings(hypothesis.forall, start)
            for place in touched(hypothesis, at)
            if place in start.values
        }

    def _idle(self, mutant: Mutant) -> bool:
        """Whether the statement is proved from less: a weaker hypothesis or sign, or none."""
        if mutant.operator in ("sign weakened", "hypothesis dropped", "for one instead of all"):
            return True
        return implies(mutant.before, mutant.after) or self._common(mutant)

    def _dropped(self, mutant: Mutant) -> bool:
        """Whether every rule accepts without the hypothesis."""
        name = mutant.where
        if mutant.operator == "sign weakened":
            return False
        if name not in self._unused:
            self._unused[name] = self._refused_step(self._assuming(mutant, None)) is None
        return self._unused[name]

    def _common(self, mutant: Mutant) -> bool:
        """Whether every rule accepts something that the hypothesis and its mutant both say."""
        hypothesis = self.derivation.context.hypotheses[mutant.where]
        if not isinstance(mutant.after, Relation):
            return False
        return any(
            self._refused_step(self._assuming(mutant, shared)) is None
            for shared in self._shared(hypothesis, mutant.after)
        )

    def _shared(self, hypothesis: Hypothesis, after: Relation) -> Iterator[Hypothesis]:
        """What follows from both: a != b from a < b and b < a, a <= b from a = b; or a case.

        U[i,i] = 1 for all i, and U[b,i] = 1 for all i, both say U[b,b] = 1 at i = b.
        """
        before = hypothesis.relation
        if isinstance(before, LessThan) and after == LessThan(before.rhs, before.lhs):
            yield replace(hypothesis, relation=NotEqual(before.lhs, before.rhs))
        for one, other in ((before, after), (after, before)):
            match one, other:
                case Equal(a, b), LessThan(c, d) if {a, b} == {c, d}:
                    yield replace(hypothesis, relation=AtMost(c, d))
        if hypothesis.guard is not None:
            return
        choices = [
            [i for i in self.derivation.context.indices.values() if i.size == index.size]
            for index in hypothesis.forall
        ]
        for chosen in itertools.product(*choices):
            at = Substitution(indices=dict(zip(hypothesis.forall, chosen, strict=True)))
            case = before.map(partial(substitute, change=at))
            if case == after.map(partial(substitute, change=at)):
                yield replace(hypothesis, relation=case, forall=())

    def _assuming(self, mutant: Mutant, hypothesis: Hypothesis | None) -> Mutant:
        """The derivation with ``hypothesis``, or nothing, in the place of the one changed."""
        kept = dict(self.derivation.context.hypotheses)
        del kept[mutant.where]
        if hypothesis is not None:
            kept[mutant.where] = hypothesis
        changed = replace(
            self.derivation, context=replace(self.derivation.context, hypotheses=kept)
        )
        return replace(mutant, derivation=changed, operator="hypothesis changed")


def _first_false(derivation: Derivation) -> Verdict | None:
    """The verdict on the first step that the instances do not accept."""
    pool = Pool(derivation.context, derivation.slug, COUNT, shrink=False)
    verdicts = (examine(step.claim, pool) for step in derivation.steps)
    return next((v for v in verdicts if v.status != "accepts"), None)
