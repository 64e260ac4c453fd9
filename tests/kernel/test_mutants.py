"""Every sampled slip in our own derivations is refused, or shown to change nothing."""

from __future__ import annotations

from functools import cache

import pytest
from hardlimit.derivations import foundations, question
from hardlimit.proofs.attack import Table, mutants, run
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Gap,
    GlobalOptimum,
    at_most,
    equal,
    less,
    minimises,
    minimum,
    total,
)
from hardlimit.proofs.derivation import Derivation
from hardlimit.proofs.kernel import Theorem, check
from hardlimit.proofs.registry import build, collect

from .lab import paper

#: Mutants of each derivation; all of them have been tried offline.
SAMPLE = 12


@cache
def checked() -> tuple[dict[str, Derivation], dict[str, Theorem]]:
    """The derivations of two chapters by slug, and their theorems."""
    derivations: dict[str, Derivation] = {}
    theorems: dict[str, Theorem] = {}
    for chapter in (foundations, question):
        for entry in collect(chapter):
            derivation = build(entry)
            found = check(derivation, theorems).theorem
            if found is not None:
                derivations[entry.slug], theorems[entry.slug] = derivation, found
    return derivations, theorems


@pytest.mark.parametrize("slug", ["log-density", "steiner", "gibbs", "softmin"])
def test_no_mutant_survives(slug: str) -> None:
    derivations, theorems = checked()
    table = run(derivations[slug], theorems, SAMPLE, seed=5)
    assert not [str(s.mutant) for s in table.survivors + table.alarms]
    assert table.total("both") + table.total("rule") > SAMPLE // 2


def test_no_mutant_of_another_chapter_survives() -> None:
    derivations, theorems = checked()
    table = Table()
    for slug, derivation in derivations.items():
        if slug not in ("log-density", "steiner", "gibbs", "softmin"):
            table.merge(run(derivation, theorems, 4, seed=6))
    assert not [str(s.mutant) for s in table.survivors + table.alarms]
    assert sum(table.counts.values()) >= 16


def small() -> Derivation:
    """A derivation small enough to try every mutant."""
    d = paper("small")
    K = d.size("K")
    k, j = d.indices("k j", K)
    p, s, y = d.family("p", K, sign="positive"), d.symbol("s", "positive"), d.symbol("y")
    above = d.assume("above", less(s, p[k]), forall=k)
    d.goal(
        less(s, p[j]),
        equal(total(p[k] * y, k), y * total(p[j], j)),
        minimises(0, y, y**2 + minimum(p[k], k)),
    )
    d.have(less(s, p[j]), ByHypothesis(above.at({k: j})), "x")
    d.have(equal(total(p[k] * y, k), y * total(p[j], j)), Algebra(), "x")
    least = minimum(p[k], k)
    bound = d.have(at_most(least, y**2 + least), Gap(y**2), "x")
    d.have(minimises(0, y, y**2 + least), GlobalOptimum(bound), "x")
    return d


def test_every_mutant_of_a_small_derivation() -> None:
    derivation = small()
    table = run(derivation, count=10**6)
    changed = {o.mutant.operator for o in table.survivors}
    # Hypotheses may be put in other ways that give the same theorem: nothing else survives.
    assert not [str(o.mutant) for o in table.survivors if o.mutant.part == "statement"]
    assert changed <= {"hypothesis dropped", "< to <=", "index", "factor 2", "factor 1/2"}
    operators = {operator for operator, _ in table.counts}
    assert {"sign", "factor 2", "index", "min for max", "unique", "< to <="} <= operators


def test_a_weak_witness_would_show() -> None:
    """What only the rule can refuse: a true line for a wrong reason."""
    reasons = [m for m in mutants(small()) if m.part == "rule"]
    assert len(reasons) > 20
    assert all(m.derivation.goals == small().goals for m in reasons)
