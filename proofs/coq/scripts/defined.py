"""Lemmas in Coq that every line has a value: no division by 0, no log of what is not positive.

In Coq ``1 / 0`` and ``ln (-1)`` are some numbers.  A proof about them would say nothing;
these lemmas show that no line rests on such a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...kernel.derivation import Derivation, Step
from ...kernel.form import positive_definitions
from ...language.claims import Claim, Hypothesis
from ...language.errors import HardlimitError
from ...language.fixed import fixed_indices
from ...language.substitution import Substitution, indices_among, substitute
from ...language.vocabulary import Index
from ...rules.base import Rule
from ...rules.conditions import Condition, definedness
from ...rules.signs import Fact, Signs
from ...rules.state import State
from ..statements.names import MADE
from ..statements.terms import Untranslatable
from ..statements.translate import Translator
from .goal import SIDE, Goal, Unscripted
from .sides import opening


@dataclass(frozen=True)
class Defined:
    """One condition in Coq; ``proof`` is None where none could be written."""

    name: str
    why: str
    claim: Claim
    statement: str
    proof: str | None
    reason: str = ""

    def text(self) -> str:
        """The lemma in Coq; nothing if it has no proof."""
        return f"Lemma {self.name} :\n  {self.statement}.\nProof.\n{self.proof}\nQed.\n"


@dataclass(frozen=True)
class Asked(Rule):
    """What is claimed is a side condition, discharged as those of every rule are."""

    def check(self, claim: Claim, state: State) -> None:
        """Ask for it."""
        state.require(claim.relation, "a formula needs a value")


def defined(derivation: Derivation, theorems: Mapping[str, Any]) -> dict[str, list[Defined]]:
    """The lemmas, by the number of the step before whose lemma each has to stand.

    A condition that an earlier line has as well is not proved again.  ``""`` stands for
    the conditions of the hypotheses of the derivation: they come after all steps, since
    a step may show that a hypothesis has a value.
    """
    translator = Translator(derivation)
    positive = positive_definitions(derivation.context)
    earlier: dict[str, Claim] = {}
    seen: set[str] = set()
    found: dict[str, list[Defined]] = {}
    for number, claims in _all_conditions(derivation):
        lemmas = found.setdefault(number, [])
        for why, claim in claims:
            statement = translator.claim(claim)
            if statement in seen:
                continue
            seen.add(statement)
            state = State(derivation.context, claim, earlier, theorems, positive_names=positive)
            step = Step(number, claim, Asked(), why)
            goal = Goal(derivation, translator, step, dict(earlier), {}, state)
            name = "_".join(["defined", *([number] if number else []), str(len(lemmas) + 1)])
            lemmas.append(_lemma(name, statement, goal))
        for step in derivation.steps:
            if step.number == number:
                earlier[number] = step.claim
    return found


def _lemma(name: str, statement: str, goal: Goal) -> Defined:
    try:
        proof = f"{opening(goal)}\n{SIDE}."
        return Defined(name, goal.step.why, goal.claim, statement, proof)
    except (Unscripted, Untranslatable, HardlimitError) as error:
        return Defined(name, goal.step.why, goal.claim, statement, None, str(error))


def _all_conditions(derivation: Derivation) -> Iterator[tuple[str, list[tuple[str, Claim]]]]:
    context, signs = derivation.context, Signs(derivation.context, ())
    for step in derivation.steps:
        under = step.claim.under
        here = Signs(context, State(context, step.claim, {}, {}).signs.facts)
        found = [c for h in under for c in _conditions(h, here)]
        found += [c for e in step.claim.relation.expressions() for c in definedness(e, here)]
        yield step.number, [_claim(c, under, derivation) for c in found]
    stated = [_conditions(h, signs) for h in context.hypotheses.values()]
    yield "", [_claim(c, (), derivation) for found in stated for c in found]


def _conditions(h: Hypothesis, signs: Signs) -> list[Condition]:
    """The conditions of a hypothesis; where it has a guard, only what satisfies that counts."""
    guard = (Fact(h.guard, frozenset(), "its condition"),) if h.guard is not None else ()
    found = [c for e in h.relation.expressions() for c in definedness(e, signs, guard)]
    asked = h.guard.expressions() if h.guard is not None else ()
    return found + [c for e in asked for c in definedness(e, signs)]


def _claim(
    condition: Condition, under: tuple[Hypothesis, ...], derivation: Derivation
) -> tuple[str, Claim]:
    """The condition as a claim; what holds where it is needed becomes a case."""
    relations = [condition.relation, *(fact.relation for fact in condition.extra)]
    free = indices_among(e for r in relations for e in r.expressions())
    change = _plain_names(free, derivation, fixed_indices(derivation.context, under))
    relation, *extra = (
        r.map(lambda e: substitute(e, Substitution(indices=change))) for r in relations
    )
    cases = [Hypothesis(f"{MADE}{p}", r) for p, r in enumerate(extra, 1)]
    return condition.why, Claim(relation, (*under, *cases))


def _plain_names(
    free: frozenset[Index], derivation: Derivation, fixed: frozenset[Index]
) -> dict[Index, Index]:
    """Names that Coq accepts for the indices that were made fresh, always the same ones."""
    c = derivation.context
    taken = {*c.sizes, *c.symbols, *c.families, *c.definitions}
    taken |= {i.name for i in (*free, *fixed)}
    change: dict[Index, Index] = {}
    fresh = (i for i in free if "#" in i.name)
    for index in sorted(fresh, key=lambda i: int(i.name.split("#")[1])):
        name = index.name.split("#")[0]
        while name in taken or c.indices.get(name, index).size != index.size:
            name += "b"
        taken.add(name)
        change[index] = Index(name, index.size)
    return change
