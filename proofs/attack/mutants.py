"""Derivations that differ from a given one in one place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..claims import Claim, Hypothesis, Optimum, Relation
from ..derivation import Derivation, Step
from ..rules import RULES, Ref, Rule
from ..rules.logic import same_relation
from .slips import slips_of_expression, slips_of_relation

#: Which part of a derivation was changed.
STEP, STATEMENT, HYPOTHESIS, RULE = "step", "statement", "hypothesis", "rule"


@dataclass(frozen=True)
class Mutant:
    """A derivation with one thing changed.

    ``part`` is the part changed (step, statement, hypothesis or rule), ``where`` names
    it, ``steps`` are the numbers of the steps that were changed (none for a hypothesis:
    it touches all), ``before``/``after`` what was there (None where nothing is left).
    """

    derivation: Derivation
    operator: str
    part: str
    where: str
    steps: tuple[str, ...]
    before: Any
    after: Any

    def __str__(self) -> str:
        place = f"{self.derivation.slug}, {self.part} {self.where}"
        return f"{place}, {self.operator}: {_text(self.before)}  ->  {_text(self.after)}"


def _text(thing: Any) -> str:
    if isinstance(thing, Relation):
        parts = ", ".join(str(e) for e in thing.expressions())
        extra = ""
        if isinstance(thing, Optimum):
            extra = f" {thing.kind} unique={thing.unique} domain={thing.domain}"
        return f"{type(thing).__name__}({parts}){extra}"
    return "nothing" if thing is None else str(thing)


def mutants(derivation: Derivation) -> Iterator[Mutant]:
    """Every derivation that differs from ``derivation`` by one slip."""
    yield from _of_steps(derivation)
    yield from _of_statement(derivation)
    yield from _of_hypotheses(derivation)
    yield from _of_rules(derivation)


# -- steps and the statement ----------------------------------------------------------------
def _with_steps(derivation: Derivation, changed: dict[str, Step], **fields: Any) -> Derivation:
    steps = [changed.get(s.number, s) for s in derivation.steps]
    return dataclasses.replace(derivation, steps=steps, **fields)


def _of_steps(derivation: Derivation) -> Iterator[Mutant]:
    for step in derivation.steps:
        relation = step.claim.relation
        for operator, other in slips_of_relation(relation, derivation.context):
            new = dataclasses.replace(step, claim=Claim(other, step.claim.under))
            yield Mutant(
                _with_steps(derivation, {step.number: new}),
                operator, STEP, step.number, (step.number,), relation, other,
            )  # fmt: skip
        for local in step.claim.under:
            kept = tuple(h for h in step.claim.under if h != local)
            new = dataclasses.replace(step, claim=Claim(relation, kept))
            yield Mutant(
                _with_steps(derivation, {step.number: new}),
                "case dropped", STEP, step.number, (step.number,), local.relation, None,
            )  # fmt: skip


def _of_statement(derivation: Derivation) -> Iterator[Mutant]:
    """The statement changed, and every step that shows it, as one who believes it would."""
    for position, goal in enumerate(derivation.goals):
        showing = [s for s in derivation.steps if same_relation(s.claim.relation, goal)]
        for operator, other in slips_of_relation(goal, derivation.context):
            goals = [other if i == position else g for i, g in enumerate(derivation.goals)]
            changed = {
                s.number: dataclasses.replace(s, claim=Claim(other, s.claim.under)) for s in showing
            }
            yield Mutant(
                _with_steps(derivation, changed, goals=goals),
                operator, STATEMENT, str(position + 1), tuple(changed), goal, other,
            )  # fmt: skip


# -- hypotheses ----------------------------------------------------------------------------------
def _of_hypotheses(derivation: Derivation) -> Iterator[Mutant]:
    for name, hypothesis in derivation.context.hypotheses.items():
        for operator, other in _slips_of_hypothesis(hypothesis, derivation):
            kept = {n: h for n, h in derivation.context.hypotheses.items() if n != name}
            if other is not None:
                kept[name] = other
            context = dataclasses.replace(derivation.context, hypotheses=kept, _unfolded={})
            after: Any = None if other is None else other.relation
            if other is not None and other.relation == hypothesis.relation:
                after = f"forall={other.forall}, given {_text(other.guard)}"
            yield Mutant(
                dataclasses.replace(derivation, context=context),
                operator, HYPOTHESIS, name, (), hypothesis.relation, after,
            )  # fmt: skip


def _slips_of_hypothesis(
    hypothesis: Hypothesis, derivation: Derivation
) -> Iterator[tuple[str, Hypothesis | None]]:
    yield "hypothesis dropped", None
    for index in hypothesis.forall:
        kept = tuple(i for i in hypothesis.forall if i != index)
        yield "for one instead of all", dataclasses.replace(hypothesis, forall=kept)
    if hypothesis.guard is not None:
        other = dataclasses.replace(hypothesis, guard=None)
        yield "condition dropped", other
    for operator, relation in slips_of_relation(hypothesis.relation, derivation.context):
        yield operator, dataclasses.replace(hypothesis, relation=relation)


# -- rules -----------------------------------------------------------------------------------------
def _of_rules(derivation: Derivation) -> Iterator[Mutant]:
    for step in derivation.steps:
        for operator, rule in _slips_of_rule(step.rule, step, derivation):
            new = dataclasses.replace(step, rule=rule)
            yield Mutant(
                _with_steps(derivation, {step.number: new}),
                operator, RULE, step.number, (step.number,), step.rule, rule,
            )  # fmt: skip


def _slips_of_rule(rule: Rule, step: Step, derivation: Derivation) -> Iterator[tuple[str, Rule]]:
    for other in RULES.values():
        required = [f for f in dataclasses.fields(other) if f.default is dataclasses.MISSING]
        if not required and other is not type(rule):
            yield "another rule", other()
    targets = [Ref(name) for name in derivation.context.hypotheses]
    targets += [Ref(s.number) for s in derivation.steps if int(s.number) < int(step.number)]
    for item in dataclasses.fields(rule):
        value = getattr(rule, item.name)
        for operator, new in _slips_of_argument(item.name, value, targets, derivation):
            yield operator, dataclasses.replace(rule, **{item.name: new})


def _slips_of_argument(
    name: str, value: Any, targets: list[Ref], derivation: Derivation
) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Ref):
        for other in targets:
            if other.target != value.target:
                yield "another line cited", other
        if value.indices:
            yield "index", Ref(value.target)
    elif isinstance(value, bool):
        yield f"{name} turned", not value
    elif isinstance(value, int) and name == "part":
        yield "part cited", value + 1
        if value:
            yield "part cited", value - 1
    elif isinstance(value, sp.Basic):
        yield from slips_of_expression(value, derivation.context)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield "argument dropped", value[:position] + value[position + 1 :]
            if isinstance(item, str | int):
                continue
            for operator, new in _slips_of_argument(name, item, targets, derivation):
                yield operator, (*value[:position], new, *value[position + 1 :])
