"""Normal forms: labels of sums, common factors, logarithms, and what has no value."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Gap,
    LimitLaws,
    LogLaws,
    Unfold,
    differs,
    equal,
    has_gradient,
    less,
    tends_to,
    total,
    xlogy,
)
from hardlimit.proofs.rules import Gradient
from hardlimit.proofs.rules.signs import Fact, Signs

from ..lab import accepted, barred, outcome, paper, refused, refused_by_rule, wipe
from ..names import Names

FAR = sp.Rational(355, 113)


def test_sums_are_labelled_whatever_their_leading_term(o: Names) -> None:
    two = equal(
        total(sp.log(2 * o.p[o.i] + 4 * o.p[o.j]), o.i, o.j),
        total(sp.log(2) + sp.log(o.p[o.i] + 2 * o.p[o.j]), o.i, o.j),
    )
    o.d.have(two, LogLaws(), "x")
    o.d.have(
        equal(
            total(2 / (2 * o.p[o.i] + 4 * o.p[o.j]), o.i, o.j),
            total(1 / (o.p[o.i] + 2 * o.p[o.j]), o.j, o.i),
        ),
        Algebra(),
        "x",
    )
    accepted(o.d)


def test_a_common_number_is_taken_out_once() -> None:
    """2 a - 2 b was halved twice, doubled twice, and so on without end."""
    d = paper()
    a, b, c = d.symbol("a"), d.symbol("b"), d.symbol("c")
    d.assume("above", less(b, a))
    d.have(less(0, 2 * a - 2 * b), ByHypothesis(), "x")
    accepted(d)
    d.goals.clear()
    d.have(less(0, 2 * a + 2 * c), ByHypothesis(), "x")
    refused(d, "nothing here shows that 0 < 2*a + 2*c")


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


def test_taking_out_a_common_factor_comes_to_an_end() -> None:
    """exp(-a) exp(a) divided by itself was exp(-2 a) exp(2 a) to SymPy, and so on without end."""
    d = paper()
    a, b, c = d.symbol("a"), d.symbol("b"), d.symbol("c")
    inverse = sp.exp(a / 2 + b, evaluate=False) * sp.exp(-a / 2 - b, evaluate=False)
    d.have(less(0, inverse * c - inverse), ByHypothesis(), "x")
    refused(d, "nothing here shows that")
    d.assume("above", less(1, c))
    accepted(d)


@pytest.mark.parametrize("claim", ["limit", "value"])
def test_indices_put_into_a_definition_take_away_no_denominator(claim: str) -> None:
    """With j for k SymPy makes 0 of log(p_k / p_j) / (m_k - m_j)."""
    d = paper()
    K = d.size("K")
    k, j = d.indices("k j", K)
    p, m = d.family("p", K, sign="positive"), d.family("m", K)
    s = d.symbol("s", "positive")
    t = d.define("t", (k, j), sp.log(p[k] / p[j]) / (m[k] - m[j]))
    d.assume("apart", differs(m[k], m[j]))
    if claim == "limit":
        d.have(tends_to(s * t[k, j], s, 0), LimitLaws(("t",)), "x")
        accepted(d)
        d.goals.clear()
        d.have(tends_to(s * t[j, j], s, 0), LimitLaws(("t",)), "x")
    else:
        d.have(equal(t[j, j], 0), Unfold(("t",)), "x")
    refused(d, "a denominator")


POLES: dict[str, Any] = {
    "exp of an inverse": lambda q, y: (xlogy(q, sp.exp(1 / q)), 1),
    "exp of a quotient": lambda q, y: (xlogy(q, sp.exp(y / q)), y),
    "power": lambda q, y: (xlogy(q, sp.pi ** (1 / q)), sp.log(sp.pi)),
    "inverse inside": lambda q, y: (xlogy(q, sp.exp(sp.exp(-sp.log(q)))), 1),
    "one in the other": lambda q, y: (xlogy(q, sp.exp(xlogy(2, sp.exp(1 / (2 * q))))), 1),
}


@pytest.mark.parametrize("name", POLES)
def test_q_log_u_has_no_pole_where_q_vanishes(o: Names, name: str) -> None:
    """q log exp(1/q) is 0 at q = 0, and 1 elsewhere; no instance need hit that zero."""
    q = sp.Abs(o.y - sp.Rational(355, 113))
    lhs, rhs = POLES[name](q, o.s)
    o.d.have(equal(lhs, rhs), LogLaws(), "x")
    assert outcome(o.d).steps[-1].rule_status != "accepts"
    wipe(o.d)
    o.d.have(less(0, lhs), Gap(rhs, (), logs=True), "x")
    assert outcome(o.d).steps[-1].rule_status != "accepts"


def test_the_pole_may_be_another_expression_that_vanishes_there(o: Names) -> None:
    q = o.d.family("q", o.K, sign="nonnegative")
    k, j = o.k, o.j
    line = total(xlogy(q[k], sp.exp(1 / total(q[j], j))), k)
    o.d.have(equal(line, 1), LogLaws(), "x")
    last = outcome(o.d).steps[-1]
    assert (last.rule_status, last.instances.status) == ("undecided", "refutes")


def test_q_log_u_is_taken_apart_where_nothing_vanishes(o: Names) -> None:
    q = o.d.symbol("q", "nonnegative")
    o.d.have(equal(xlogy(q, q * sp.exp(o.y / o.s)), xlogy(q, q) + q * o.y / o.s), LogLaws(), "x")
    o.d.have(equal(xlogy(o.s, sp.exp(o.y / o.s)), o.y), LogLaws(), "x")
    accepted(o.d)


def test_q_log_u_is_flat_where_q_vanishes(o: Names) -> None:
    z = o.d.symbol("z")
    q = sp.Abs(z - FAR)
    o.d.have(has_gradient(xlogy(q, sp.exp(o.y / q)), o.y, 1), Gradient(), "x")
    refused_by_rule(o.d, "a denominator: nothing here shows that sp.Abs(z - sp")
    wipe(o.d)
    o.d.have(has_gradient(xlogy(q, sp.exp(o.y / o.s)), o.y, q / o.s), Gradient(), "x")
    accepted(o.d)


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
