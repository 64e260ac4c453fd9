"""LinearRoot: the solution lies in the domain of the unknown; != and = are read both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteValue,
    ByHypothesis,
    Cases,
    Derivation,
    Gap,
    GlobalOptimum,
    KnownIndicators,
    LinearRoot,
    Ref,
    Rewrite,
    at_most,
    combine,
    delta,
    differs,
    equal,
    indicator,
    less,
    minimises,
    total,
    zero_exactly_at,
)

from ..lab import accepted, paper
from ..lab import refused_by_rule as refused

FAR = sp.Rational(355, 113)


class Names:
    """Unknowns x > 0, y >= 0 and z, q_k > 0 and t_k; known a >= 0, b > 0, v, c_k >= 0."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        d = self.d
        self.K = d.size("K")
        self.k, self.l, self.j = d.indices("k l j", self.K)
        self.x, self.y = d.symbol("x", "positive"), d.symbol("y", "nonnegative")
        self.a, self.b = d.symbol("a", "nonnegative"), d.symbol("b", "positive")
        self.z, self.v = d.symbol("z"), d.symbol("v")
        self.q, self.t = d.family("q", self.K, sign="positive"), d.family("t", self.K)
        self.c = d.family("c", self.K, sign="nonnegative")


@pytest.fixture
def o() -> Names:
    return Names()


def slack(o: Names, relation: Any, **given: Any) -> Any:
    return o.d.assume("h", relation, **given)


#: (what is assumed, the unknown, the claimed solution, what is missing, what to paste)
OUTSIDE: dict[str, tuple[Callable[[Names], None], Callable[[Names], Any], str]] = {
    "a positive unknown, zero": (lambda o: None, lambda o: (o.x, o.a), "0 < a"),
    "a positive unknown, any": (lambda o: None, lambda o: (o.x, o.v), "0 < v"),
    "a positive unknown, negative": (lambda o: None, lambda o: (o.x, -o.b), "0 < -b"),
    "a positive unknown, far": (lambda o: None, lambda o: (o.x, (o.v - FAR) ** 2), "0 < (v - sp"),
    "a nonnegative unknown": (lambda o: None, lambda o: (o.y, o.b - o.a), "0 <= -a + b"),
    "a positive entry": (lambda o: None, lambda o: (o.q[o.k], o.c[o.k]), "0 < c[k]"),
    "a positive entry, a difference": (
        lambda o: None, lambda o: (o.q[o.k], total(o.c[o.j], o.j) - o.b), "0 < ",
    ),
    "an upper bound": (lambda o: slack(o, less(o.x, 1)), lambda o: (o.x, o.b), "b < 1"),
    "a lower bound": (lambda o: slack(o, at_most(1, o.z)), lambda o: (o.z, o.v), "1 <= v"),
    "a number left out": (lambda o: slack(o, differs(o.z, FAR)), lambda o: (o.z, o.v), "v != "),
    "a bound of entries": (
        lambda o: slack(o, less(o.q[o.k], 1), forall=o.k),
        lambda o: (o.q[o.k], o.c[o.k] + 1), "c[k] + 1 < 1",
    ),
    "a bound of one entry": (
        lambda o: slack(o, less(o.q[o.l], 1)), lambda o: (o.q[o.k], o.c[o.k] + 1), "c[l] + 1 < 1",
    ),
    "a bound by another": (lambda o: slack(o, less(o.z, o.a)), lambda o: (o.z, o.v), "v < a"),
    "a domain without a value": (
        lambda o: slack(o, at_most(0, (o.z - FAR) ** -2)), lambda o: (o.z, o.v), "v - sp.Rational",
    ),
    "a domain that the solution cancels": (
        lambda o: slack(o, at_most((o.z - o.v) / (o.a - o.v), 2)), lambda o: (o.z, o.a), "a - v !=",
    ),
    "a bound of pairs": (
        lambda o: slack(o, less(0, o.t[o.k] + o.t[o.l]), forall=(o.k, o.l)),
        lambda o: (o.t[o.k], o.v), "0 < 2*v",
    ),
    "a bound of pairs, at other indices": (
        lambda o: slack(o, less(o.t[o.k] * o.t[o.l], 9), forall=(o.k, o.l)),
        lambda o: (o.t[o.j], o.v), "v**2 < 9",
    ),
    "a bound of triples": (
        lambda o: slack(
            o, at_most(o.t[o.j], o.a + o.t[o.k] + o.t[o.l]), forall=(o.j, o.k, o.l)
        ),
        lambda o: (o.t[o.k], o.v), "v <= ",
    ),
    "a bound in a definition": (
        lambda o: slack(o, less(o.d.define("s", (), o.z**2), 2)), lambda o: (o.z, o.v), "v**2 < 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_solution_outside(o: Names, name: str) -> None:
    assumed, pair, missing = OUTSIDE[name]
    assumed(o)
    unknown, solution = pair(o)
    line = zero_exactly_at(3 * (solution - unknown), unknown, solution)
    o.d.have(line, LinearRoot(3), "x")
    why = "a denominator" if "domain" in name else "lies in the domain of"
    last = refused(o.d, why, paste='d.assume("name_it", ')
    assert missing in last.rule_detail.partition("shows that ")[2], last.rule_detail


def test_in_a_case(o: Names) -> None:
    case = o.d.case("low", less(o.z, 1))
    o.d.have(zero_exactly_at(o.v - o.z, o.z, o.v), LinearRoot(1), "x", under=case)
    o.d.goal(at_most(0, o.b))
    refused(o.d, "the solution lies in the domain of z: nothing here shows that v < 1")


def test_a_condition(o: Names) -> None:
    o.d.assume("h", less(o.z, 1), given=less(0, o.v))
    o.d.have(zero_exactly_at(o.v - o.z, o.z, o.v), LinearRoot(1), "x")
    refused(o.d, "a domain with conditions is not supported")


INSIDE: dict[str, tuple[Callable[[Names], None], Callable[[Names], Any]]] = {
    "a positive number": (lambda o: None, lambda o: (o.x, o.b + o.a)),
    "any number": (lambda o: None, lambda o: (o.z, o.v)),
    "an entry": (lambda o: None, lambda o: (o.q[o.k], o.c[o.k] + 1)),
    "another index": (lambda o: None, lambda o: (o.q[o.k], o.c[o.l] + 1)),
    "what is assumed": (lambda o: slack(o, less(0, o.a)), lambda o: (o.x, o.a)),
    "below a bound": (
        lambda o: (slack(o, less(o.x, 1)), o.d.assume("g", less(o.b, 1)))[0],
        lambda o: (o.x, o.b),
    ),
    "a constraint of all entries": (
        lambda o: slack(o, equal(total(o.q[o.k], o.k), 1)), lambda o: (o.q[o.k], o.c[o.k] + 1),
    ),
    "a bound of two given entries": (
        lambda o: slack(o, less(o.t[o.k], o.t[o.l])), lambda o: (o.t[o.j], o.v),
    ),
    "a bound of pairs that is met": (
        lambda o: slack(o, less(0, o.t[o.k] + o.t[o.l]), forall=(o.k, o.l)),
        lambda o: (o.t[o.k], o.b),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INSIDE)
def test_a_solution_inside(o: Names, name: str) -> None:
    assumed, pair = INSIDE[name]
    assumed(o)
    unknown, solution = pair(o)
    o.d.have(zero_exactly_at(3 * (solution - unknown), unknown, solution), LinearRoot(3), "x")
    accepted(o.d)


# -- both ways ---------------------------------------------------------------------------------
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("turned_case", [False, True])
def test_different_indices_either_way(o: Names, turned: bool, turned_case: bool) -> None:
    guard = differs(o.l, o.k) if turned else differs(o.k, o.l)
    nearest = o.d.assume("nearest", less(o.t[o.k], o.t[o.l]), forall=o.l, given=guard)
    same = o.d.case("same", equal(o.k, o.l))
    other = o.d.case("other", differs(o.l, o.k) if turned_case else differs(o.k, o.l))
    here = o.d.have(equal(o.t[o.l], o.t[o.k]), Rewrite((Ref("same"),)), "x", under=same)
    line = at_most(o.t[o.k], o.t[o.l])
    first = o.d.have(line, combine((here, -1)), "x", under=same)
    second = o.d.have(line, combine(nearest), "x", under=other)
    o.d.have(line, Cases((first, second)), "x")
    accepted(o.d)


@pytest.mark.parametrize("turned", [False, True])
def test_a_condition_that_is_not_named_either_way(o: Names, turned: bool) -> None:
    guard = differs(o.l, o.k) if turned else differs(o.k, o.l)
    o.d.assume("apart", differs(o.t[o.k], o.t[o.l]), forall=(o.k, o.l), given=guard)
    case = o.d.case("other", differs(o.k, o.l))
    line = equal(indicator(o.t[o.l], o.t[o.k]) + o.b, o.b)
    o.d.have(line, KnownIndicators(), "x", under=case)
    o.d.goal(at_most(0, o.b))
    o.d.have(at_most(0, o.b), Gap(o.b), "x")
    accepted(o.d)


def test_a_delta_either_way(o: Names) -> None:
    case = o.d.case("other", differs(o.l, o.k))
    o.d.have(equal(delta(o.k, o.l) + o.b, o.b), KnownIndicators(), "x", under=case)
    o.d.goal(at_most(0, o.b))
    o.d.have(at_most(0, o.b), Gap(o.b), "x")
    accepted(o.d)


def test_an_optimum_whose_case_is_turned(o: Names) -> None:
    f = (o.z - o.v) ** 2
    bound = o.d.have(at_most(0, f), Gap(f), "x")
    case = o.d.case("other", differs(o.v, o.z))
    strict = o.d.have(less(0, f), Gap(f), "x", under=case)
    o.d.have(minimises(o.v, o.z, f, unique=True), GlobalOptimum(bound, strict), "x")
    accepted(o.d)


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_assumed_to_differ(o: Names, turned: bool) -> None:
    o.d.assume("h", differs(o.v, o.z) if turned else differs(o.z, o.v))
    o.d.have(differs(o.z, o.v), ByHypothesis(Ref("h")), "x")
    accepted(o.d)


def test_less_is_not_read_backwards(o: Names) -> None:
    o.d.assume("h", less(o.v, o.z))
    o.d.have(less(o.z, o.v), ByHypothesis(Ref("h")), "x")
    refused(o.d, "h states something else")


VALUES: dict[str, tuple[Callable[[Names], Any], Callable[[Names], tuple[Any, Any]]]] = {
    "zero": (lambda o: equal(o.z, 0), lambda o: (equal(sp.Abs(o.z), o.z), AbsoluteValue())),
    "zero, turned": (lambda o: equal(0, o.z), lambda o: (at_most(0, o.z), ByHypothesis())),
    "three": (lambda o: equal(o.z, 3), lambda o: (less(0, o.z), ByHypothesis())),
    "minus two": (lambda o: equal(o.z, -2), lambda o: (differs(o.z, 0), ByHypothesis())),
    "another": (lambda o: equal(o.z, o.v), lambda o: (at_most(o.v, o.z), ByHypothesis())),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_a_sign_by_an_equation(o: Names, name: str) -> None:
    held, line = VALUES[name]
    case = o.d.case("value", held(o))
    o.d.have(*line(o), "x", under=case)
    o.d.goal(at_most(0, o.b))
    o.d.have(at_most(0, o.b), Gap(o.b), "x")
    accepted(o.d)


def test_no_sign_by_an_equation(o: Names) -> None:
    case = o.d.case("value", equal(o.z, -2))
    o.d.have(at_most(0, o.z), ByHypothesis(), "x", under=case)
    refused(o.d, "nothing here shows that 0 <= z")
