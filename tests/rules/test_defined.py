"""A side condition is met where it has a value and is true: nothing is, because it looks so.

Most of these lines are false at 355/113 only, where a condition has no value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    AtMinimum,
    Cases,
    Cite,
    Derivation,
    Gap,
    GlobalOptimum,
    KnownIndicators,
    LimitLaws,
    Ref,
    Rewrite,
    at_most,
    combine,
    differs,
    equal,
    indicator,
    less,
    minimises,
    minimum,
    product,
    tends_to,
    total,
    xlogy,
)
from hardlimit.proofs.language.claims import Claim, Equal, Hypothesis
from hardlimit.proofs.language.errors import MissingHypothesis
from hardlimit.proofs.rules.state import State

from ..lab import accepted, barred, paper, theorem
from ..lab import refused_by_rule as refused

FAR = sp.Rational(355, 113)


class Names:
    """Real x, v, z, a positive p, points a_n; u vanishes at z = 355/113 only."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        self.N = self.d.size("N")
        self.n, self.m = self.d.indices("n m", self.N)
        self.a = self.d.family("a", self.N)
        self.x, self.v, self.z = (self.d.symbol(name) for name in "xvz")
        self.p = self.d.symbol("p", "positive")
        self.u = self.z - FAR


@pytest.fixture
def o() -> Names:
    return Names()


#: What has no value where u = 0 (or v <= 0, or v = x) and looks as if it were never negative.
NEVER_NEGATIVE: dict[str, Callable[[Names], Any]] = {
    "a square": lambda o: o.u**-2,
    "a square of a sum": lambda o: (o.x + 1 / o.u) ** 2,
    "an absolute value": lambda o: sp.Abs(1 / o.u),
    "an exponential": lambda o: sp.exp(1 / o.u),
    "an exponential of a logarithm": lambda o: sp.exp(o.x * sp.log(o.v)),
    "a square of a root": lambda o: (o.x + sp.sqrt(o.v)) ** 2,
    "an indicator": lambda o: indicator(1 / o.u, o.x),
    "a sum of squares": lambda o: total((o.a[o.n] - 1 / o.u) ** 2, o.n),
    "a product of squares": lambda o: product((o.a[o.n] - 1 / o.u) ** 2, o.n),
    "a minimum of squares": lambda o: minimum((o.a[o.n] - 1 / o.u) ** 2, o.n),
    "a square of a logarithm": lambda o: sp.log(o.v) ** 2,
    "a square of q log u": lambda o: xlogy(o.x, o.v) ** 2,
    "an inverse in a sum": lambda o: o.p + sp.Abs(1 / o.u),
    "squares in a definition": lambda o: o.d.define("s", (), o.u**-2),
}


def guarded(o: Names, condition: Any) -> Ref:
    """A hypothesis that says something only where ``condition`` holds."""
    return o.d.assume("h", at_most(0, o.x), given=condition)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", NEVER_NEGATIVE)
def test_the_condition_of_a_hypothesis(o: Names, name: str) -> None:
    """Where it has none, nobody could say whether the hypothesis says something there."""
    h = guarded(o, at_most(0, NEVER_NEGATIVE[name](o)))
    o.d.have(at_most(0, o.p * o.x), combine((h, o.p)), "x")
    barred(o.d, "the condition of hypothesis h needs a value: ")


def test_a_condition_that_has_a_value_for_one_index(o: Names) -> None:
    """What is known of one n, by a hypothesis that does not say for which, is not known of all."""
    o.d.assume("here", differs(o.a[o.n], 0))
    h = o.d.assume("h", at_most(0, o.x), forall=o.n, given=at_most(0, o.a[o.n] ** -2))
    o.d.have(at_most(0, o.p * o.x), combine((h, o.p)), "x")
    barred(o.d, "the condition of hypothesis h needs a value: a denominator: nothing here shows")


def test_a_condition_that_has_a_value_by_what_is_assumed(o: Names) -> None:
    o.d.assume("nowhere", differs(o.a[o.n], 0), forall=o.n)
    h = o.d.assume("h", at_most(0, o.x), forall=o.n, given=at_most(0, o.a[o.n] ** -2))
    o.d.have(at_most(0, o.p * o.x), combine((h, o.p)), "x")
    accepted(o.d)


@pytest.mark.parametrize("name", NEVER_NEGATIVE)
def test_the_domain_of_an_optimum(o: Names, name: str) -> None:
    """The domain is empty where the hypothesis has no value."""
    y = o.d.symbol("y")
    o.d.assume("dom", at_most(0, y**2 * NEVER_NEGATIVE[name](o)))
    bound = o.d.have(at_most(0, (y - o.p) ** 2), Gap((y - o.p) ** 2), "x")
    o.d.have(minimises(o.p, y, (y - o.p) ** 2, domain=("dom",)), GlobalOptimum(bound), "x")
    refused(o.d, "nothing here shows")


#: The hypothesis about y; at y = p it is true as soon as it has a value.
DOMAINS: dict[str, Callable[[Names, Any], Any]] = {
    "a quotient that cancels": lambda o, y: at_most((y - o.v) / (o.p - o.v), 2),
    "a difference that cancels": lambda o, y: at_most(y / o.u, o.p / o.u),
    "an equation that cancels": lambda o, y: equal((y - o.v) / (o.p - o.v), 1),
    "a product that vanishes": lambda o, y: at_most((y - o.p) / o.u, 1),
    "a power zero": lambda o, y: at_most((o.z**2) ** (y - o.p) / 2, 1),
    "a logarithm that cancels": lambda o, y: at_most(sp.log((y - o.v) / (o.p - o.v)), 0),
    "a sum that cancels": lambda o, y: at_most(total((y - o.a[o.n]) / (o.p - o.a[o.n]), o.n), o.N),
}


@pytest.mark.parametrize("name", DOMAINS)
def test_a_domain_whose_condition_the_point_takes_away(o: Names, name: str) -> None:
    y = o.d.symbol("y")
    o.d.assume("dom", DOMAINS[name](o, y))
    f = (y - o.p) ** 2
    bound = o.d.have(at_most(0, f), Gap(f), "x")
    o.d.have(minimises(o.p, y, f, domain=("dom",)), GlobalOptimum(bound), "x")
    if name == "an equation that cancels":
        barred(o.d, "hypothesis dom gives p by y, so that it does not stand still where y moves")
    else:
        refused(o.d, "nothing here shows")


#: What is put in for w makes the hypothesis look true: (x - v)/(w - v) at w = x, say.
CITED: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Names], Any]]] = {
    "a quotient that cancels": (lambda w, v: at_most((w - v) / (FAR - v), 1), lambda o: FAR),
    "a product that vanishes": (lambda w, v: at_most(w / v, 1), lambda o: 0),
    "a power zero": (lambda w, v: at_most(v**w, 1), lambda o: 0),
    "a difference that vanishes": (lambda w, v: equal(w * sp.log(v), 0), lambda o: 0),
    "a square": (lambda w, v: at_most(0, w**2 / v**2), lambda o: o.x),
    "in a definition": (lambda w, v: at_most(0, w**2 * sp.exp(1 / v)), lambda o: o.x),
}


@pytest.mark.parametrize("name", CITED)
@pytest.mark.parametrize("kind", ["plain", "defined"])
def test_a_hypothesis_of_what_is_cited(o: Names, name: str, kind: str) -> None:
    hypothesis, put = CITED[name]
    known = paper("known")
    w, v, y = (known.symbol(s) for s in "wvy")
    said = hypothesis(w, v)
    if kind == "defined":
        said = type(said)(known.define("s", (), said.lhs), known.define("t", (), said.rhs))
    known.assume("h", said)
    known.have(equal((y + w) ** 2, y**2 + 2 * y * w + w**2), Algebra(), "x")
    square = (o.x + put(o)) ** 2
    cite = Cite("known", symbols=(("w", put(o) + sp.Integer(0)), ("v", o.v), ("y", o.x)))
    o.d.have(equal(square, sp.expand(square)), cite, "x")
    refused(o.d, "nothing here shows", {"known": theorem(known)})


def test_a_family_that_takes_a_condition_away(o: Names) -> None:
    known = paper("known")
    n, m = known.indices("n m", known.size("N"))
    a, b = known.family("a", n.size), known.family("b", n.size)
    known.assume("h", equal(total((a[n] - b[n]) / (a[n] - b[n] ** 2), n), n.size))
    known.have(equal(total(2 * a[n], n), 2 * total(a[m], m)), Algebra(), "x")
    rule = Cite("known", families=(("b", (o.n,), sp.Integer(1)),))
    o.d.have(equal(total(2 * o.a[o.n], o.n), 2 * total(o.a[o.m], o.m)), rule, "x")
    refused(o.d, "a denominator: nothing here shows", {"known": theorem(known)})


def test_cases_of_what_has_no_value(o: Names) -> None:
    """Neither 1/u = x nor 1/u != x where u = 0."""
    line = equal((o.x + 1) ** 2, o.x**2 + 2 * o.x + 1)
    cases = (Hypothesis("c", equal(1 / o.u, o.x)), Hypothesis("e", differs(1 / o.u, o.x)))
    earlier = {str(n): Claim(line, (case,)) for n, case in enumerate(cases)}
    claim = Claim(line)
    with pytest.raises(MissingHypothesis, match="a denominator"):
        Cases((Ref("0"), Ref("1"))).check(claim, State(o.d.context, claim, earlier, {}))


def test_a_minimum_of_what_has_no_value(o: Names) -> None:
    k = o.m
    case = o.d.case("least", equal(o.a[k] + 1 / o.u, minimum(o.a[o.n], o.n) + 1 / o.u))
    line = at_most(0, o.p)
    step = o.d.have(line, Gap(o.p), "x", under=case)
    o.d.have(line, AtMinimum(step), "x")
    refused(o.d, "a denominator")


def test_a_strict_line_of_what_has_no_value(o: Names) -> None:
    y = o.d.symbol("y")
    value = (o.v**2 - FAR**2) / (o.v - FAR)
    f = (y - o.v - FAR) ** 2
    bound = o.d.have(at_most(0, f), Gap(f), "x")
    case = o.d.case("other", differs(y, value))
    o.d.assume("apart", differs(y, o.v + FAR))
    strict = o.d.have(less(0, f), Gap(f), "x", under=case)
    o.d.have(
        minimises(o.v + FAR, y, f, domain=("apart",), unique=True),
        GlobalOptimum(bound, strict),
        "x",
    )
    refused(o.d, "")


ARGUMENTS: dict[str, Callable[[Names], tuple[Any, Any]]] = {
    "a term left out": lambda o: (at_most(0, 1 / o.u**2), combine(gap=o.u**-2)),
    "the factor of an equation": lambda o: (
        at_most(0, o.p),
        combine((o.d.have(equal((o.x + 1) ** 2, o.x**2 + 2 * o.x + 1), Algebra(), "x"), 1 / o.u),
                gap=o.p),
    ),
    "the factor of a sum": lambda o: (
        at_most(0, o.p),
        combine(
            (o.d.assume("e", equal(o.a[o.n], 7), forall=o.n), 1 / (o.a[o.n] - FAR), (o.n,)),
            gap=o.p - total((7 - o.a[o.n]) / (o.a[o.n] - FAR), o.n),
        ),
    ),
    "an indicator": lambda o: (
        equal(indicator(-1, o.u**-2) + o.p, o.p), KnownIndicators(),
    ),
    "a limit": lambda o: (tends_to(o.p * o.u**-2 / o.u**-2 + 1 / o.u, o.p, 1 / o.u), LimitLaws()),
}  # fmt: skip


@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_argument_without_a_value(o: Names, name: str) -> None:
    o.d.have(*ARGUMENTS[name](o), "x")
    refused(o.d, "a denominator: nothing here shows")


def test_a_power_does_not_lose_its_number(o: Names) -> None:
    """|prod_n a_n^3| = prod_n a_n^3 is false at a = -355/113; prod_n a_n^x has no value there."""
    h = o.d.assume("h", equal(o.x, 3))
    cubes = product(o.a[o.n] ** 3, o.n)
    o.d.have(equal(sp.Abs(cubes), cubes), Rewrite((h,), reverse=True), "x")
    refused(o.d, "does not occur in this line")


# -- the state itself --------------------------------------------------------------------------
def test_shows_is_require_without_a_verdict(o: Names) -> None:
    state = State(o.d.context, Claim(Equal(o.x, o.x)), {}, {})
    for name, make in NEVER_NEGATIVE.items():
        relation = at_most(0, make(o))
        assert state.shows(relation) is None, name
    for e in (o.p, o.x**2, sp.exp(o.x / o.p), sp.log(o.p) ** 2):
        assert state.shows(at_most(0, e)), e


def test_what_a_fact_says_has_a_value(o: Names) -> None:
    o.d.assume("h", less(0, sp.log(o.v)))
    o.d.assume("g", at_most(0, o.x), given=less(0, sp.log(o.v)))
    o.d.have(at_most(0, o.p * o.x), combine((Ref("g"), o.p)), "x")
    accepted(o.d)


def test_with_the_hypothesis_all_is_well(o: Names) -> None:
    h = guarded(o, at_most(0, o.u**-2))
    o.d.assume("apart", differs(o.z, FAR))
    o.d.have(at_most(0, o.p * o.x), combine((h, o.p)), "x")
    accepted(o.d)
