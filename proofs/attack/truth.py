"""Another statement that both witnesses accept: is it true all the same?

What shows it is not what accepted it.  A closer look must find no counterexample, and one
of these must hold besides: the line is said by a hypothesis or by an unchanged line, up to
a factor; its gradient is what differentiating gives, or its limit what the limit laws give,
by the residue and on numbers; or a rule of another name accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..kernel.derivation import Derivation, Step
from ..kernel.gate import Theorem
from ..language.claims import Claim, Equal, HasGradient, Relation, TendsTo
from ..language.errors import HardlimitError
from ..rules import Algebra, ByHypothesis, Ref, Rewrite, Rule
from ..rules.gradients import differentiate
from ..rules.limits import Limits
from ..rules.logic import same_relation
from ..rules.state import State
from .closer import CloserLook
from .identity import Identity
from .mutant import Mutant

_FACTORS = (sp.Integer(1), sp.Integer(-1), sp.Integer(2), sp.Rational(1, 2))


@dataclass(frozen=True)
class TrueAnyway:
    """Whether a changed statement is true all the same, for mutants of one derivation.

    Attributes:
        derivation: the one that holds.
        theorems: what it cites.
        positive: its definitions that are positive by declared signs.
        equal: whether two formulas are the same.
        closer: looks for counterexamples.
    """

    derivation: Derivation
    theorems: Mapping[str, Theorem]
    positive: frozenset[str]
    equal: Identity
    closer: CloserLook

    def __call__(self, mutant: Mutant) -> bool:
        """Whether every changed line of ``mutant`` is shown to be true."""
        steps = mutant.derivation.steps
        changed = [s for s in steps if s.number in mutant.steps]
        return bool(changed) and all(self._shown(step, mutant) for step in changed)

    def _shown(self, step: Step, mutant: Mutant) -> bool:
        if self.closer.refutes(step.claim):
            return False
        others = {s.number: s.claim for s in self.derivation.steps if s.number not in mutant.steps}
        if any(self._says(line, step.claim.relation) for line in self._known(step, others)):
            return True
        try:
            return self._worked_out(step, others) or self._by_another_rule(step, others)
        except (HardlimitError, RecursionError):
            return False

    def _known(self, step: Step, others: Mapping[str, Claim]) -> Iterator[Relation]:
        """What is known whatever the values are: hypotheses, cases, and lines that stand."""
        for hypothesis in self.derivation.context.all_hypotheses(step.claim.under):
            if hypothesis.guard is None:
                yield hypothesis.relation
        for claim in others.values():
            if set(claim.under) <= set(step.claim.under):
                yield claim.relation

    def _says(self, line: Relation, wanted: Relation) -> bool:
        """Whether a known line is the one wanted; equations up to a factor."""
        if same_relation(line, wanted):
            return True
        if not isinstance(line, Equal) or not isinstance(wanted, Equal):
            return False
        if any(isinstance(e, sp.Symbol) and e.is_integer for e in line.expressions()):
            return False
        context = self.derivation.context
        known, new = line.lhs - line.rhs, wanted.lhs - wanted.rhs
        return any(self.equal(factor * known, new, context) for factor in _FACTORS)

    def _state(self, step: Step, others: Mapping[str, Claim]) -> State:
        context = self.derivation.context
        return State(context, step.claim, others, self.theorems, positive_names=self.positive)

    def _worked_out(self, step: Step, others: Mapping[str, Claim]) -> bool:
        """A gradient or limit that is worked out, and compared by the residue and on numbers."""
        relation, context = step.claim.relation, self.derivation.context
        state = self._state(step, others)
        if isinstance(relation, HasGradient):
            function = context.unfold_all(relation.function)
            for divided in (True, False):
                own: Any = differentiate(function, relation.variable, state, divided=divided)
                if self.equal(own, relation.gradient, context):
                    return True
            return False
        if isinstance(relation, TendsTo):
            return any(
                self._has_limit(relation, function, state, others)
                for function in (context.unfold_all(relation.function), relation.function)
            )
        return False

    def _has_limit(
        self, relation: TendsTo, function: Any, state: State, others: Mapping[str, Claim]
    ) -> bool:
        """Whether the laws, and the limits in lines that stand, give the limit of ``function``."""
        known = [
            (claim.relation, state.wild(claim))
            for claim in others.values()
            if isinstance(claim.relation, TendsTo)
            and claim.relation.variable == relation.variable
            and set(claim.under) <= set(state.claim.under)
        ]
        try:
            own = Limits(relation.variable, state, known).of(function)
        except HardlimitError:
            return False
        return self.equal(own, relation.limit, self.derivation.context)

    def _by_another_rule(self, step: Step, others: Mapping[str, Claim]) -> bool:
        return any(
            self._accepts(rule, step, others)
            for rule in self._rules(others)
            if rule.name != step.rule.name
        )

    def _rules(self, others: Mapping[str, Claim]) -> Iterator[Rule]:
        context = self.derivation.context
        names = tuple(context.definitions)
        known = [*context.hypotheses, *others]
        yield Algebra()
        yield ByHypothesis(names=names)
        yield Algebra(names, logs=True)
        if names:
            yield Algebra(names)
        totals = [Ref(name) for name in known if _is_equation(context, others, name)]
        for total in totals:
            yield Rewrite((total,), names)
        if len(totals) > 1:
            yield Rewrite(tuple(totals), names)

    def _accepts(self, rule: Rule, step: Step, others: Mapping[str, Claim]) -> bool:
        state = self._state(step, others)
        try:
            for expr in step.claim.relation.expressions():
                state.require_defined(expr)
            rule.check(step.claim, state)
        except (HardlimitError, RecursionError):
            return False
        return True


def _is_equation(context: Any, others: Mapping[str, Claim], name: str) -> bool:
    hypothesis = context.hypotheses.get(name)
    relation = others[name].relation if hypothesis is None else hypothesis.relation
    return isinstance(relation, Equal)
