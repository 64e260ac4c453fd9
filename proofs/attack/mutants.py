"""Derivations that differ from a given one in one place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from ..kernel.derivation import Derivation
from ..language.claims import Claim
from ..language.slips_of_lines import slips_of_relation
from ..rules.logic import same_relation
from .assumptions import of_hypotheses, of_signs
from .mutant import STATEMENT, STEP, Mutant, with_steps
from .reasons import of_order, of_reasons


def mutants(derivation: Derivation) -> Iterator[Mutant]:
    """Every derivation that differs from ``derivation`` by one slip."""
    yield from _of_steps(derivation)
    yield from _of_statement(derivation)
    yield from of_hypotheses(derivation)
    yield from of_signs(derivation)
    yield from of_reasons(derivation)
    yield from of_order(derivation)


def _of_steps(derivation: Derivation) -> Iterator[Mutant]:
    for step in derivation.steps:
        relation = step.claim.relation
        for operator, other in slips_of_relation(relation, derivation.context):
            new = dataclasses.replace(step, claim=Claim(other, step.claim.under))
            yield Mutant(
                with_steps(derivation, {step.number: new}),
                operator, STEP, step.number, (step.number,), relation, other,
            )  # fmt: skip
        for local in step.claim.under:
            kept = tuple(h for h in step.claim.under if h != local)
            new = dataclasses.replace(step, claim=Claim(relation, kept))
            yield Mutant(
                with_steps(derivation, {step.number: new}),
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
                with_steps(derivation, changed, goals=goals),
                operator, STATEMENT, str(position + 1), tuple(changed), goal, other,
            )  # fmt: skip
