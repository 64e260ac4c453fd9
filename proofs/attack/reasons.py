"""What authors get wrong in the reason for a line, and in the order of lines."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..kernel.derivation import Derivation, Step
from ..language.slips import slips_of_expression
from ..language.vocabulary import Index
from ..rules import RULES, WORDS, Cite, Ref, Rule
from .mutant import ORDER, REASON, Mutant, with_steps


def of_reasons(derivation: Derivation) -> Iterator[Mutant]:
    """The same lines with the reason of one changed."""
    cited = tuple(dict.fromkeys(s.rule.slug for s in derivation.steps if isinstance(s.rule, Cite)))
    for step in derivation.steps:
        slips = [
            *_other_rules(step.rule),
            *_neighbours(step, derivation),
            *_other_theorems(step.rule, cited),
            *_arguments(step, derivation),
        ]
        for operator, rule in slips:
            if rule == step.rule:
                continue
            new = dataclasses.replace(step, rule=rule)
            yield Mutant(
                with_steps(derivation, {step.number: new}),
                operator, REASON, step.number, (step.number,), step.rule, rule,
            )  # fmt: skip


def of_order(derivation: Derivation) -> Iterator[Mutant]:
    """The same lines with two that follow each other swapped."""
    steps = derivation.steps
    for at, (first, second) in enumerate(itertools.pairwise(steps)):
        swapped = (*steps[:at], second, first, *steps[at + 2 :])
        yield Mutant(
            dataclasses.replace(derivation, steps=swapped),
            "steps swapped", ORDER, f"{first.number} and {second.number}",
            (first.number, second.number), first.claim.relation, second.claim.relation,
        )  # fmt: skip


def _other_rules(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for word, (other, given) in WORDS.items():
        required = [f for f in dataclasses.fields(other) if f.default is dataclasses.MISSING]
        if required or not (given or word in RULES):
            continue
        if (made := other(**given)).name != rule.name:
            yield "another rule", made


def _neighbours(step: Step, derivation: Derivation) -> Iterator[tuple[str, Rule]]:
    at = derivation.steps.index(step)
    for other in (*derivation.steps[max(at - 1, 0) : at], *derivation.steps[at + 1 : at + 2]):
        yield "a neighbour's reason", other.rule


def _other_theorems(rule: Rule, cited: tuple[str, ...]) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule, Cite):
        for slug in cited:
            if slug != rule.slug:
                yield "another theorem cited", dataclasses.replace(rule, slug=slug)


def _arguments(step: Step, derivation: Derivation) -> Iterator[tuple[str, Rule]]:
    rule = step.rule
    targets = [Ref(name) for name in derivation.context.hypotheses]
    targets += [Ref(s.number) for s in derivation.steps if int(s.number) < int(step.number)]
    for item in dataclasses.fields(rule):
        value = getattr(rule, item.name)
        for operator, new in _slips_of_argument(rule, item.name, value, targets, derivation):
            yield operator, dataclasses.replace(rule, **{item.name: new})


def _slips_of_argument(
    rule: Rule, name: str, value: Any, targets: list[Ref], derivation: Derivation
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
        # What stands inside another argument has as many parts as it must have.
        whole = value == getattr(rule, name) or all(isinstance(i, Index) for i in value)
        for position, item in enumerate(value):
            if whole:
                yield "argument dropped", value[:position] + value[position + 1 :]
            if isinstance(item, str | int):
                continue
            for operator, new in _slips_of_argument(rule, name, item, targets, derivation):
                yield operator, (*value[:position], new, *value[position + 1 :])
