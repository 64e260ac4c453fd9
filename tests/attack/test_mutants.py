"""Every slip in a derivation is refused, or shown to change nothing; a weak checker shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import sympy as sp
from hardlimit.derivations import foundations, question
from hardlimit.proofs.attack import Mutant, Table, mutants, run
from hardlimit.proofs.attack.bench import Bench
from hardlimit.proofs.attack.table import FAULTS, blind_spots, rates
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Derivation,
    Gap,
    GlobalOptimum,
    Ref,
    Rewrite,
    at_most,
    combine,
    equal,
    has_gradient,
    less,
    minimises,
    minimum,
    tends_to,
    total,
)
from hardlimit.proofs.book.registry import build, collect
from hardlimit.proofs.kernel.gate import Theorem, check
from hardlimit.proofs.rules import Gradient, LimitLaws

from ..lab import paper

#: Mutants of each derivation; `hardlimit attack` tries all of them.
SAMPLE = 12


@cache
def checked() -> tuple[dict[str, Derivation], dict[str, Theorem]]:
    """The derivations of two chapters by slug, and their theorems."""
    derivations: dict[str, Derivation] = {}
    theorems: dict[str, Theorem] = {}
    for chapter in (foundations, question):
        for entry in collect(chapter):
            derivation = build(entry)
            found = check(derivation.frozen(), theorems).theorem
            if found is not None:
                derivations[entry.slug], theorems[entry.slug] = derivation, found
    return derivations, theorems


@pytest.mark.parametrize("slug", ["log-density", "steiner", "gibbs", "softmin"])
def test_no_mutant_survives(slug: str) -> None:
    derivations, theorems = checked()
    table = run(derivations[slug].frozen(), theorems, SAMPLE, seed=5)
    assert not [str(item) for item in table.faults]
    assert table.total("both", "rule") > SAMPLE // 2


@pytest.mark.slow
def test_no_mutant_of_another_chapter_survives() -> None:
    derivations, theorems = checked()
    table = Table()
    for slug, derivation in derivations.items():
        if slug not in ("log-density", "steiner", "gibbs", "softmin"):
            table.merge(run(derivation.frozen(), theorems, 4, seed=6))
    assert not [str(item) for item in table.faults]
    assert table.total() >= 16


def small() -> Derivation:
    """A derivation small enough to try every mutant."""
    d = paper("small")
    K = d.size("K")
    k, j = d.indices("k j", K)
    p, s, y = d.family("p", K, sign="positive"), d.symbol("s", "positive"), d.symbol("y")
    above = d.assume("above", less(s, p[k]), forall=k)
    d.goal(
        less(s, p[j]),
        equal(total(p[k] * y + 1, k), y * total(p[j], j) + K),
        minimises(0, y, y**2 + minimum(p[k], k)),
    )
    d.have(less(s, p[j]), ByHypothesis(above.at({k: j})), "x")
    d.have(equal(total(p[k] * y + 1, k), y * total(p[j], j) + K), Algebra(), "x")
    least = minimum(p[k], k)
    bound = d.have(at_most(least, y**2 + least), Gap(y**2), "x")
    d.have(minimises(0, y, y**2 + least), GlobalOptimum(bound), "x")
    return d


@cache
def whole() -> Table:
    """All mutants of the small derivation."""
    return run(small().frozen())


def test_no_mutant_of_a_small_derivation_survives() -> None:
    assert not [str(item) for item in whole().faults]


@pytest.mark.parametrize(
    "operator",
    [
        "sign", "factor 2", "factor 1/2", "weight", "term dropped", "sum dropped", "index",
        "index left free", "index shifted", "range shifted", "size 1", "number", "exponent",
        "square lost", "inverse", "< to <=", "<= to <", "<= to =", "min for max", "unique",
        "hypothesis dropped", "sign weakened", "another rule", "a neighbour's reason",
        "another line cited", "steps swapped",
    ],
)  # fmt: skip
def test_every_operator_makes_mutants(operator: str) -> None:
    assert whole().total(operator=operator) > 0


def test_each_outcome_is_met() -> None:
    met = {result for _, _, result in whole().counts}
    expected = {"not sayable", "both", "rule", "true line", "weaker", "still proved", "needs less"}
    assert expected <= met
    assert not met & set(FAULTS)


def test_the_residue_shows_what_says_the_same() -> None:
    d = paper()
    a, b = d.symbol("a"), d.symbol("b")
    d.goal(equal((a - b) ** 2, a**2 - 2 * a * b + b**2))
    d.have(equal((a - b) ** 2, a**2 - 2 * a * b + b**2), Algebra(), "x")
    table = run(d.frozen())
    assert table.total("equivalent", operator="sign") > 0
    assert table.total("both", operator="sign") > table.total("equivalent", operator="sign")
    assert not table.faults


def test_rates_leave_out_what_a_witness_cannot_express() -> None:
    rule, instances = rates(whole())
    assert rule.seen == rule.of
    assert instances.of < rule.of
    assert instances.seen / instances.of > 0.8
    assert all(sentence.endswith(".") for sentence in blind_spots(whole()))


def test_what_is_still_proved_is_kept_in_full() -> None:
    swapped = [n for n in whole().noted if n.operator == "steps swapped"]
    assert swapped
    assert all(n.result == "still proved" and n.before != n.after for n in swapped)


def named(derivation: Derivation, operator: str) -> list[Mutant]:
    return [m for m in mutants(derivation.frozen()) if m.operator == operator]


def test_other_sides_and_values_of_a_limit() -> None:
    d = paper()
    s, t = d.symbol("s", "positive"), d.symbol("t", "positive")
    d.have(tends_to(s + t, s, t), Algebra(), "x")
    after = {str(m.after.variable) for m in named(d, "variable of the limit")}
    assert after == {"t"}
    assert {m.after.limit for m in named(d, "value of the limit")} == {0, 1}
    assert named(d, "side of the limit")[0].after.function == t - s


def test_a_gradient_taken_after_old_became_new_is_refused() -> None:
    """d/dm of r m with r fixed is r; with r put equal to m first it is not."""
    d = paper()
    r, m = d.symbol("r"), d.symbol("m")
    d.goal(has_gradient(r * m, m, r))
    d.have(has_gradient(r * m, m, r), Gradient(), "x")
    (step, statement) = named(d, "old = new, then derived")
    assert step.after.function == m**2
    bench = Bench(d.frozen(), {})
    assert bench.judge(step).result == bench.judge(statement).result == "both"


def judged(derivation: Derivation, where: str, after: object) -> str:
    """What becomes of the derivation with the relation ``after`` for its hypothesis ``where``."""
    outcome = check(derivation.frozen(), {})
    assert outcome.theorem is not None, outcome.failure
    bench = Bench(derivation.frozen(), {})
    (mutant,) = (m for m in mutants(derivation.frozen()) if m.where == where and m.after == after)
    return bench.judge(mutant).result


def test_only_a_case_of_a_hypothesis_is_used() -> None:
    d = paper()
    D = d.size("D")
    i, b = d.indices("i b", D)
    U, y = d.family("U", D, D), d.symbol("y")
    d.assume("unit", equal(U[i, i], 1), forall=i)
    d.goal(equal(U[b, b] * y, y))
    d.have(equal(U[b, b] * y, y), Rewrite((Ref("unit"),)), "x")
    assert judged(d, "unit", equal(U[b, i], 1)) == "needs less"
    assert judged(d, "unit", equal(2 * U[i, i], 1)) == "both"


def test_only_a_difference_of_a_hypothesis_is_used() -> None:
    d = paper()
    a, b, y = d.symbol("a"), d.symbol("b"), d.symbol("y")
    d.assume("order", less(a, b))
    d.goal(equal((a * y - b * y) / (a - b), y))
    d.have(equal((a * y - b * y) / (a - b), y), Algebra(), "x")
    assert judged(d, "order", less(b, a)) == "needs less"
    d.goals[:] = [less(0, b - a)]
    d.have(less(0, b - a), ByHypothesis(), "x")
    assert judged(d, "order", less(b, a)) == "both"


def test_only_a_bound_of_an_equation_is_used() -> None:
    d = paper()
    a, b, y = d.symbol("a"), d.symbol("b"), d.symbol("y", "positive")
    d.assume("met", equal(a, b))
    d.goal(at_most(a * y, b * y))
    d.have(at_most(a * y, b * y), combine((Ref("met"), y)), "x")
    assert judged(d, "met", less(a, b)) == "needs less"
    assert judged(d, "met", equal(a, -b)) == "both"


def test_a_rule_that_accepts_everything_lets_mutants_survive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Instances still refuse what is false: the alarm is that the rule does not."""
    monkeypatch.setattr(Algebra, "check", lambda self, claim, state: None)
    d = paper("weak")
    a, b = d.symbol("a"), d.symbol("b")
    d.goal(equal((a + b) ** 2, a**2 + 2 * a * b + b**2))
    d.have(equal((a + b) ** 2, a**2 + 2 * a * b + b**2), Algebra(), "x")
    results = {item.result for item in run(d.frozen()).faults}
    assert results == {"alarm"}


@pytest.mark.slow
def test_two_blind_witnesses_let_mutants_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    from hardlimit.proofs.instances.verdict import Verdict
    from hardlimit.proofs.kernel import gate

    monkeypatch.setattr(Algebra, "check", lambda self, claim, state: None)
    monkeypatch.setattr(gate, "examine", lambda claim, pool: Verdict("accepts", 24))
    d = paper("weak")
    a, b = d.symbol("a"), d.symbol("b")
    d.goal(equal((a + b) ** 2, a**2 + 2 * a * b + b**2))
    d.have(equal((a + b) ** 2, a**2 + 2 * a * b + b**2), Algebra(), "x")
    survivors = [item for item in run(d.frozen()).faults if item.result == "survives"]
    assert any(item.operator == "term dropped" for item in survivors)


# -- a mutant that is true is no survivor -------------------------------------------------------
def shares() -> Derivation:
    """Normalised shares sum to one; so do those that were normalised."""
    d = paper("shares")
    K = d.size("K")
    k = d.index("k", K)
    s, g = d.family("s", K, sign="nonnegative"), d.symbol("g", "positive")
    one = d.assume("whole", equal(total(s[k], k), 1))
    d.assume("mild", less(K * g, 1))
    u = d.define("u", k, (s[k] - g) / (1 - K * g))
    d.goal(equal(total(u[k], k), 1))
    d.have(equal(total(u[k], k), 1), Rewrite((one,), names=("u",)), "Shares sum to one.")
    return d.frozen()


def log_likelihood() -> Derivation:
    """The gradient of a log likelihood: log 2u has it as well as log u."""
    d = paper("slope")
    K = d.size("K")
    k, j = d.indices("k j", K)
    a, t = d.family("a", K), d.family("t", K, sign="positive")
    nu = d.symbol("nu")
    line = has_gradient(
        total(a[k] * sp.log(t[k]), k) + nu * (1 - total(t[k], k)), t[j], a[j] / t[j] - nu
    )
    d.goal(line)
    d.have(line, Gradient(), "Term by term.")
    return d.frozen()


def vanishing() -> Derivation:
    """Whatever the factor, what vanishes vanishes; the rest stays."""
    d = paper("vanishing")
    s, a, b = d.symbol("s", "positive"), d.symbol("a"), d.symbol("b")
    d.goal(tends_to(a + b * s, s, a))
    d.have(tends_to(a + b * s, s, a), LimitLaws(), "The second term vanishes.")
    return d.frozen()


def many_vanish() -> Derivation:
    """What vanishes for each k vanishes summed over k, over j, and as often as one likes."""
    d = paper("many")
    K = d.size("K")
    j, k = d.indices("j k", K)
    s, a = d.symbol("s", "positive"), d.family("a", K)
    phi = d.define("phi", k, a[k] * s)
    d.have(tends_to(phi[k], s, 0), LimitLaws(names=("phi",)), "Each vanishes.")
    d.goal(tends_to(total(phi[j], j), s, 0))
    d.have(tends_to(total(phi[j], j), s, 0), LimitLaws(known=(Ref("1"),)), "So does the sum.")
    return d.frozen()


@pytest.mark.parametrize("make", [shares, log_likelihood, vanishing, many_vanish])
def test_a_mutant_that_is_true_is_no_survivor(make: Callable[[], Derivation]) -> None:
    table = run(make())
    assert not [str(item) for item in table.faults]
    assert table.total("also true") > 0
    assert table.total("both") > table.total("also true")


@pytest.mark.slow
def test_what_is_called_also_true_is_true() -> None:
    """Each differs from the statement, and no sign, weight or index that matters is changed."""
    found = {item.after for item in run(shares()).noted if item.result == "also true"}
    assert found == {"total(s[k], k) = 1"}
    found = {item.after for item in run(vanishing()).noted if item.result == "also true"}
    assert "tends_to(a - b*s, s, a)" in found
    assert not {item for item in found if item.endswith(("s, b)", "s, 0)", "s, -a)", "s, 2*a)"))}


@pytest.mark.slow
@pytest.mark.parametrize("rule", [Gradient, LimitLaws])
def test_a_rule_that_accepts_everything_makes_nothing_true(
    rule: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rule accepts by mistake is shown by nothing else: false mutants are faults."""
    from hardlimit.proofs.instances.verdict import Verdict
    from hardlimit.proofs.kernel import gate as kernel

    derivation = {Gradient: log_likelihood, LimitLaws: vanishing}[rule]()
    honest = {item.after for item in run(derivation).noted if item.result == "also true"}
    monkeypatch.setattr(rule, "check", lambda self, claim, state: None)
    monkeypatch.setattr(kernel, "examine", lambda claim, pool: Verdict("accepts", 24))
    blind = run(derivation)
    assert {item.after for item in blind.noted if item.result == "also true"} == honest
    assert [item for item in blind.faults if item.result == "survives"]


def test_a_closer_look_overrules_what_seems_to_show_a_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hardlimit.proofs.attack.closer import CloserLook

    monkeypatch.setattr(CloserLook, "refutes", lambda self, claim: True)
    assert run(shares()).total("survives") == 1
