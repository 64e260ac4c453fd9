"""What the tests of the search share: ask for a reason, and check it as if it had been written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hardlimit.proofs.author import Algebra, Derivation
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.kernel.derivation import Step
from hardlimit.proofs.kernel.form import positive_definitions
from hardlimit.proofs.kernel.gate import CheckedStep, Theorem, check, check_step
from hardlimit.proofs.language.claims import Claim, Hypothesis, Relation
from hardlimit.proofs.language.substitution import free_indices
from hardlimit.proofs.search import Advice, Found, Question, find_reason, nearest


class Names:
    """Declarations that most of these tests share."""

    def __init__(self) -> None:
        self.d = d = paper()
        self.N, self.K = d.size("N"), d.size("K")
        self.n, self.m = d.indices("n m", self.N)
        self.k, self.j, self.i = d.indices("k j i", self.K)
        self.x, self.w = d.family("x", self.N), d.family("w", self.N)
        self.p = d.family("p", self.K, sign="positive")
        self.r = d.family("r", self.N, self.K, sign="positive")
        self.s, self.y = d.symbol("s", "positive"), d.symbol("y")


def paper(slug: str = "sheet") -> Derivation:
    """An empty derivation."""
    return Derivation("T", slug, "A sheet of paper", "tests")


def theorem(d: Derivation) -> Theorem:
    """The theorem that ``d`` proves."""
    checked = check(d.frozen())
    assert checked.theorem is not None, checked.failure
    return checked.theorem


Theorems = Mapping[str, Theorem]


def question(
    d: Derivation,
    relation: Relation,
    under: tuple[Hypothesis, ...] = (),
    theorems: Theorems | None = None,
) -> Question:
    """By what does ``relation`` follow after the lines of ``d``?"""
    context = d.context.snapshot()
    earlier = {step.number: step.claim for step in d.steps}
    positive = positive_definitions(context)
    return Question(context, Claim(relation, under), earlier, theorems or {}, positive)


def reason(
    d: Derivation,
    relation: Relation,
    under: tuple[Hypothesis, ...] = (),
    theorems: Theorems | None = None,
) -> Any:
    """The rule that is found; the gate accepts the step with it."""
    asked = question(d, relation, under, theorems)
    found = find_reason(asked)
    assert found is not None, advice(d, relation, under, theorems).text
    checked = gated(d, asked, found)
    assert checked.holds, (found.rule, checked.rule_detail, checked.instances.detail)
    return found.rule


def gated(d: Derivation, asked: Question, found: Found) -> CheckedStep:
    """What the gate says of a step with the reason that was found."""
    frozen = replace(d.frozen(), goals=(), steps=())
    step = Step("99", asked.claim, found.rule, "Found.")
    pool = Pool(asked.context, "search", 24)
    theorems: Any = asked.theorems
    return check_step(frozen, step, asked.earlier, theorems, asked.positive, [], pool)


def advice(
    d: Derivation,
    relation: Relation,
    under: tuple[Hypothesis, ...] = (),
    theorems: Theorems | None = None,
) -> Advice:
    """What is said of a line without a reason."""
    return nearest(question(d, relation, under, theorems))


def known(d: Derivation, relation: Relation, under: tuple[Hypothesis, ...] = ()) -> None:
    """An earlier line in a case; otherwise a hypothesis named h1, h2, ... at all indices."""
    if under:
        d.have(relation, Algebra(), "Known.", under)
        return
    free = frozenset().union(*map(free_indices, relation.expressions()))
    forall = tuple(sorted(free, key=lambda i: i.name))
    d.assume(f"h{len(d.context.hypotheses) + 1}", relation, forall=forall)
