"""False lines that a hunt found to be accepted; most are false where no instance is drawn."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cases,
    Derivation,
    Gap,
    GlobalOptimum,
    Gradient,
    LimitLaws,
    Pigeonhole,
    Ref,
    Rewrite,
    Unfold,
    at_most,
    combine,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    minimises,
    tends_to,
    total,
    xlogy,
)
from hardlimit.proofs.language.claims import Claim, Hypothesis
from hardlimit.proofs.rules.conditions import definedness
from hardlimit.proofs.rules.signs import Fact, Signs
from hardlimit.proofs.rules.state import State

from ..lab import accepted, barred, outcome, paper, wipe
from ..names import Names

FAR = sp.Rational(355, 113)


def refused_by_rule(d: Derivation, why: str) -> None:
    """The rule refuses the last step, and says ``why``."""
    last = outcome(d).steps[-1]
    assert last.rule_status == "refutes"
    assert why in last.rule_detail


@pytest.mark.parametrize(
    "power", [lambda s: 1 / s, lambda s: sp.Rational(1, 10**30) / s, lambda s: sp.exp(1 / s)]
)
def test_a_power_of_s_that_moves_is_no_power_under_a_log(o: Names, power: Any) -> None:
    """s log s^(1/s) = log s."""
    o.d.have(tends_to(o.s * sp.log(o.s ** power(o.s)), o.s, 0), LimitLaws(), "x")
    refused_by_rule(o.d, "no limit law applies")
    wipe(o.d)
    o.d.have(tends_to(o.s * sp.log(o.s**2 * sp.pi), o.s, 0), LimitLaws(), "x")
    accepted(o.d)


def test_q_log_u_is_flat_where_q_vanishes(o: Names) -> None:
    z = o.d.symbol("z")
    q = sp.Abs(z - FAR)
    o.d.have(has_gradient(xlogy(q, sp.exp(o.y / q)), o.y, 1), Gradient(), "x")
    refused_by_rule(o.d, "a denominator: nothing here shows that sp.Abs(z - sp")
    wipe(o.d)
    o.d.have(has_gradient(xlogy(q, sp.exp(o.y / o.s)), o.y, q / o.s), Gradient(), "x")
    accepted(o.d)


def test_a_factor_that_stands_twice_is_taken_out_once() -> None:
    """p p - p c, for c < 1 only; left unevaluated it does not pass the door."""
    d = paper()
    p, c = d.symbol("p", "positive"), d.symbol("c")
    d.assume("below", less(c, 1))
    twice = sp.Mul(p, p, evaluate=False)
    d.have(less(0, twice - p * c), ByHypothesis(), "x")
    barred(d, "is not in normal form")
    wipe(d)
    d.have(less(p * c, p**2), Gap(twice - p * c), "x")
    refused_by_rule(d, "is not in normal form")
    wipe(d)
    signs = Signs(d.context, (Fact(less(c, 1), frozenset(), "below"),))
    assert signs.positive(twice - p * c) is None
    d.have(less(0, p - p * c), ByHypothesis(), "x")
    accepted(d)


def test_an_optimum_lies_in_the_domain_beyond_the_range() -> None:
    d = paper()
    T = d.size("T")
    t, u = d.indices("t u", T)
    x, w = d.family("x", T, sign="positive"), d.family("w", T)
    d.assume("within", less(0, w[t]), forall=t)
    f = total((x[t + 1] - w[t + 1]) ** 2, t)
    bound = d.have(at_most(0, f), Gap(f), "x")
    d.have(minimises(w[u], x[u], f), GlobalOptimum(bound), "x")
    refused_by_rule(d, "the optimum lies in the domain: nothing here shows that 0 < w[u + 1]")
    d.assume("beyond", less(0, w[t + 1]), forall=t)
    accepted(d)


def test_an_optimum_has_a_value_beyond_the_range() -> None:
    d = paper()
    T = d.size("T")
    t, u = d.indices("t u", T)
    x, w = d.family("x", T), d.family("w", T)
    d.assume("within", differs(w[t], 0), forall=t)
    f = total((x[t + 1] * w[t + 1] - 1) ** 2, t)
    bound = d.have(at_most(0, f), Gap(f), "x")
    d.have(minimises(1 / w[u], x[u], f), GlobalOptimum(bound), "x")
    refused_by_rule(d, "a denominator: nothing here shows that w[u + 1] != 0")


def test_a_condition_of_a_local_hypothesis_about_the_variable_makes_it_local(o: Names) -> None:
    """Where y = 0 nothing is said of t, and t y^2 has a maximum there."""
    t, y = o.d.symbol("t"), o.y
    given = Hypothesis("given", less(0, t), (), differs(y, 0))
    zero, other = Hypothesis("zero", equal(y, 0)), Hypothesis("other", differs(y, 0))
    line = at_most(0, t * y**2)
    none = o.d.have(equal(t * y**2, 0), Rewrite((Ref("zero"),)), "x", under=(given, zero))
    first = o.d.have(line, combine((none, -1)), "x", under=(given, zero))
    o.d.have(less(0, t), ByHypothesis(Ref("given")), "x", under=(given, other))
    second = o.d.have(line, Gap(t * y**2), "x", under=(given, other))
    bound = o.d.have(line, Cases((first, second)), "x", under=(given,))
    o.d.have(minimises(0, y, t * y**2), GlobalOptimum(bound), "x", under=(given,))
    refused_by_rule(o.d, "makes this local, not global")


@pytest.mark.parametrize("next_point", [1, 0])
def test_the_assignments_that_are_counted_end_with_their_range(next_point: int) -> None:
    """K^N counts no c[t, N + 1]: with it, J may fall more often."""
    d = paper()
    N, K, T = d.size("N"), d.size("K"), d.size("T")
    n, t = d.index("n", N), d.index("t", T)
    c = d.assignment("c", T, N, values=K)
    x, w = d.family("x", K), d.family("w", K)

    def loss(time: Any) -> Any:
        return total(x[c[time, n]] + w[c[time, n + next_point]], n)

    d.assume("falls", at_most(loss(t + 1), loss(t)), forall=t)
    falls = total(1 - indicator(loss(t + 1), loss(t)), t)
    d.have(at_most(falls + 1, K**N), Pigeonhole(Ref("falls"), "c"), "x")
    if next_point:
        refused_by_rule(d, "c[t, n + 1] may lie beyond what is counted")
    else:
        accepted(d)


def test_nothing_looks_two_beyond_the_range() -> None:
    """g[t] := log x[t], e[t] := g[t + 1]: e[t + 1] is the log of x[t + 2]."""
    d = paper()
    T = d.size("T")
    t = d.index("t", T)
    x, y = d.family("x", T), d.symbol("y")
    d.assume("positive", less(0, x[t + 1]), forall=t)
    g = d.define("g", t, sp.log(x[t]))
    e = d.define("e", t, g[t + 1])
    d.have(equal(2 * e[t], e[t] + sp.log(x[t + 1])), Unfold(("e", "g")), "x")
    accepted(d)
    wipe(d)
    d.have(equal((e[t + 1] + y) ** 2, e[t + 1] ** 2 + 2 * y * e[t + 1] + y**2), Algebra(), "x")
    assert "e[t + 1] looks at x[t + 2], more than one beyond" in outcome(d).failure


def test_a_condition_two_beyond_the_range_is_not_that_of_one_beyond() -> None:
    d = paper()
    T = d.size("T")
    t = d.index("t", T)
    x = d.family("x", T)
    d.assume("positive", less(0, x[t + 1]), forall=t)
    g = d.define("g", t, sp.log(x[t]))
    signs = State(d.context, Claim(equal(0, 0)), {}, {}).signs
    for offset, known in ((1, True), (2, False)):
        (condition,) = definedness(g.base[t + offset], signs)
        assert bool(signs.proves(condition.relation)) is known
