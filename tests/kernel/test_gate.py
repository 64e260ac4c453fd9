"""The one gate: what is refused before, while and after the steps are looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cases,
    Gap,
    GlobalOptimum,
    Ref,
    Rewrite,
    at_most,
    delta,
    differs,
    equal,
    indicator,
    less,
    maximises,
    minimises,
    minimum,
    over_maps,
    product,
    total,
)
from hardlimit.proofs.kernel.gate import CheckedStep, check
from hardlimit.proofs.language.claims import Claim, Equal, Hypothesis, Optimum
from hardlimit.proofs.language.errors import DerivationError
from hardlimit.proofs.language.vocabulary import Index
from hardlimit.proofs.rules import RULES
from hardlimit.proofs.rules.base import Rule
from hardlimit.proofs.rules.state import State

from ..lab import accepted, barred, outcome, paper, refused
from ..names import Names


def square(o: Names) -> None:
    """One true step."""
    o.d.have(equal((o.y + 1) ** 2, o.y**2 + 2 * o.y + 1), Algebra(), "Expand.")


# -- hypotheses that nothing satisfies ------------------------------------------------------------
VACUOUS: dict[str, Any] = {
    "above and below zero": lambda o: [less(0, o.y), less(o.y, 0)],
    "positive and zero": lambda o: [equal(o.s, 0)],
    "a number that differs from itself": lambda o: [differs(o.y, o.y)],
    "two values": lambda o: [equal(o.y, 1), equal(o.y, 2)],
    "square below zero": lambda o: [less(o.y**2, 0)],
}


@pytest.mark.parametrize("name", VACUOUS)
def test_vacuous_hypotheses(o: Names, name: str) -> None:
    for number, relation in enumerate(VACUOUS[name](o)):
        o.d.assume(f"h{number}", relation)
    square(o)
    barred(o.d, "vacuous")


def test_a_unique_nearest_among_equals(o: Names) -> None:
    o.d.assume("equal", equal(o.p[o.k], o.s), forall=o.k)
    o.d.assume("two", differs(o.j, o.k))
    o.d.assume("unique", less(o.p[o.k], o.p[o.i]), forall=o.i, given=differs(o.i, o.k))
    square(o)
    barred(o.d, "vacuous")


def test_a_case_that_cannot_be(o: Names) -> None:
    never = o.d.case("never", less(o.s, 0))
    o.d.have(equal(o.y, o.y + 1), ByHypothesis(), "x", under=never)
    last = outcome(o.d).steps[-1]
    assert last.instances.status == "undecided"
    assert "vacuous" in last.instances.detail
    assert not last.holds


# -- the statement --------------------------------------------------------------------------------
def test_a_goal_that_no_step_shows(o: Names) -> None:
    o.d.goal(equal((o.y + 1) ** 2, o.y**2 + 2 * o.y))
    square(o)
    assert "no step shows part 1" in outcome(o.d).failure


def test_a_goal_shown_in_one_case_only(o: Names) -> None:
    zero = o.d.case("zero", equal(o.y, 0))
    o.d.goal(equal(o.y * o.s, 0))
    o.d.have(equal(o.y * o.s, 0), Rewrite((Ref("zero"),)), "x", under=zero)
    assert "no step shows part 1" in outcome(o.d).failure


def test_nothing_stated() -> None:
    assert "the derivation states nothing" in check(paper().frozen()).failure


def test_a_goal_changed_while_the_steps_are_checked(o: Names) -> None:
    o.d.goal(equal(o.y, o.y + 1))
    square(o)

    def meddle(step: CheckedStep) -> None:
        o.d.goals[:] = [step.step.claim.relation]

    found = check(o.d.frozen(), None, meddle).theorem
    assert found is None or found.goals[0] == o.d.steps[0].claim.relation


def test_hypotheses_added_while_the_steps_are_checked(o: Names) -> None:
    square(o)
    o.d.have(less(0, o.y), ByHypothesis(), "x")
    o.d.goal(less(0, o.y))
    added: list[int] = []

    def meddle(step: CheckedStep) -> None:
        if not added:
            added.append(1)
            o.d.assume("late", less(0, o.y))

    found = check(o.d.frozen(), None, meddle).theorem
    assert found is None or "late" in found.context.hypotheses


@pytest.mark.parametrize("kind", ["minimises", "unique", "domain"])
def test_an_optimum_keeps_what_it_says(o: Names, kind: str) -> None:
    """From "minimises": neither "maximises", nor "uniquely", nor on another domain."""
    bound = o.d.have(at_most(0, o.y**2), Gap(o.y**2), "x")
    best = o.d.have(minimises(0, o.y, o.y**2), GlobalOptimum(bound), "x")
    claim: Optimum = {
        "minimises": maximises(0, o.y, o.y**2),
        "unique": minimises(0, o.y, o.y**2, unique=True),
        "domain": minimises(1, o.y, o.y**2),
    }[kind]
    for rule in (ByHypothesis(best), ByHypothesis(), Cases((best, best))):
        o.d.have(claim, rule, "x")
        refused(o.d, "", alone="accepts" if kind == "unique" else "refutes")
        o.d.steps.pop()
        o.d.goals.clear()


# -- rules and relations from outside -------------------------------------------------------------
@dataclass(frozen=True)
class Anything(Rule):
    """Accepts everything."""

    def check(self, claim: Claim, state: State) -> None:
        """No check at all."""


class Better(Algebra):
    """A subclass of a rule of the kernel."""

    def check(self, claim: Claim, state: State) -> None:
        """No check at all."""


class Nearly(Equal):
    """A subclass of a relation."""


@pytest.mark.parametrize("rule", [Anything(), Better()])
def test_rules_from_outside(o: Names, rule: Rule) -> None:
    o.d.have(equal(o.y, o.y), rule, "x")
    barred(o.d, "not a kernel rule")


def test_relations_from_outside(o: Names) -> None:
    o.d.have(Nearly(o.y + o.s, o.s + o.y), Algebra(), "x")
    barred(o.d, "not a relation of the language")


def test_two_steps_of_one_number(o: Names) -> None:
    square(o)
    square(o)
    found = o.d.frozen()
    one, two = found.steps
    checked = check(replace(found, steps=(one, replace(two, number=one.number)), goals=()))
    assert checked.failure == f"two steps have the number {one.number}"


def test_hypotheses_from_outside(o: Names) -> None:
    class Other(Hypothesis):
        pass

    o.d.context.hypotheses["h"] = Other("h", less(0, o.y))
    square(o)
    barred(o.d, "Other is not a hypothesis of the language")


@pytest.mark.parametrize(
    ("change", "why"),
    [({"kind": "improves"}, "minimises or maximises"), ({"unique": 2}, "uniquely")],
)
def test_optima_of_other_kinds(o: Names, change: dict[str, Any], why: str) -> None:
    line = minimises(1, o.y, (o.y - 1) ** 2)
    o.d.goal(replace(line, **change))
    square(o)
    barred(o.d, why)


def test_a_parameter_that_stands_twice(o: Names) -> None:
    o.d.define("f", (o.k, o.k), o.p[o.k])
    square(o)
    barred(o.d, "the definition of f has one parameter twice")


def test_every_rule_is_attacked() -> None:
    """Each rule occurs in these tests with a step that it must refuse."""
    rules = Path(__file__).parents[1] / "rules"
    text = "".join(path.read_text() for path in rules.glob("test_*.py"))
    text = text.replace("combine(", "Combine(")
    assert [name for name in RULES if f"{name}(" not in text] == []


# -- names and ranges -----------------------------------------------------------------------------
def test_names_are_declared_once(o: Names) -> None:
    for declare in (
        o.d.size,
        o.d.symbol,
        lambda n: o.d.family(n, o.N),
        lambda n: o.d.index(n, o.N),
    ):
        for name in ("N", "n", "y", "x", "not a name"):
            with pytest.raises(DerivationError):
                declare(name)


def foreign(o: Names) -> dict[str, Any]:
    """Expressions that the vocabulary does not have."""
    Q = sp.Symbol("Q", integer=True, positive=True)
    return {
        "range from 0": sp.Sum(o.x[o.n], (o.n, 0, o.N)),
        "range to 3": sp.Sum(o.x[o.n], (o.n, 1, 3)),
        "reversed range": sp.Sum(1, (o.n, 1, -3)),
        "range of another size": sp.Sum(o.x[o.n], (o.n, 1, o.K)),
        "undeclared size": total(o.y, Index("q", Q)),
        "index of another size": o.p.base[o.n],
        "index as a number": o.y + o.n,
        "delta over two ranges": delta(o.n, o.k),
        "bound twice": total(total(o.x[o.n], o.n), o.n),
        "free and bound": o.x[o.n] + total(o.x[o.n], o.n),
        "other assumptions": sp.Symbol("y", positive=True) + 1,
        "float": 0.5 * o.y,
        "infinity": o.y + sp.oo,
        "imaginary": o.y * sp.I,
        "sine": sp.sin(o.y),
        "undeclared": sp.Symbol("other"),
        "derivative": sp.Derivative(o.y**2, o.y),
        "limit": sp.Limit(o.y, o.y, 0),
        "piecewise": sp.Piecewise((o.y, o.y > 0), (0, True)),
    }  # fmt: skip


@pytest.mark.parametrize("name", list(foreign(Names())))
def test_the_vocabulary_is_closed(o: Names, name: str) -> None:
    o.d.have(equal(foreign(o)[name], o.y), Algebra(), "x")
    barred(o.d, "")


def test_an_assignment_is_bound_or_free(o: Names) -> None:
    """What is known of the one assignment z is not known of all of them."""
    z = o.d.assignment("z", o.N, values=o.K)
    f = o.d.family("f", o.K)
    o.d.assume("sign", less(0, f[z[o.n]]), forall=o.n)
    o.d.have(less(0, over_maps(product(f[z[o.m]], o.m), z)), ByHypothesis(), "x")
    assert outcome(o.d).theorem is None
    d = Names()
    z = d.d.assignment("z", d.N, values=d.K)
    moved = over_maps(d.b[z[d.n], z[d.n]], z)
    line = equal(total(delta(d.k, z[d.n]) * over_maps(d.b[z[d.n], d.k], z), d.k), moved)
    d.d.have(line, Algebra(), "x")
    assert outcome(d.d).theorem is None


def test_names_that_look_like_kinds() -> None:
    """Users may call things sum, min, size, f, b, c, o: nothing is confused."""
    d = paper()
    N, K = d.size("size"), d.size("map")
    f, b = d.indices("f b", N)
    c, k = d.indices("c o", K)
    x, y = d.family("sum", N, K), d.family("el", N)
    s, t = d.symbol("min"), d.symbol("prime", "positive")
    d.have(equal(total(x[f, c] + y[f], f, c), total(x[b, k], k, b) + K * total(y[f], f)),
           Algebra(), "x")  # fmt: skip
    d.have(
        equal(minimum(s + y[f], f) * (t + 1), minimum(y[b] + s, b) * t + minimum(s + y[f], f)),
        Algebra(),
        "x",
    )
    accepted(d)
    d.have(equal(total(x[f, c], f), total(x[b, k], b)), Algebra(), "Another free index.")
    refused(d, "residue is not zero")
    d.steps.pop()
    d.have(equal(indicator(s, t), indicator(t, 2 * s)), Algebra(), "x")
    refused(d, "residue is not zero")
