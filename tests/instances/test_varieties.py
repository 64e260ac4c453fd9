"""Points where two sides meet are part of every step's instances, however far off they lie.

The rules are not asked here, or accept everything: what is false must be refuted by
instances alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    GlobalOptimum,
    at_most,
    delta,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    maximises,
    minimises,
    minimum,
    product,
    total,
    xlogy,
    zero_exactly_at,
)
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.profiles import LARGEST, ROUND, profiles
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.claims import Claim, Relation
from hardlimit.proofs.rules import Cite, Rewrite

F = sp.Rational(355, 113)
G = sp.Rational(-1000003, 7)
ONE, ZERO = sp.Integer(1), sp.Integer(0)
#: Whatever a derivation is called, what is false is refuted.
SLUGS = ("false", "another", "x-1", "range", "q")


class Sheet:
    """Sizes N, K, V, families over them, symbols of each sign, a few definitions."""

    def __init__(self, slug: str) -> None:
        d = self.d = Derivation("V", slug, "Points", "tests")
        self.N, self.K, self.V = (d.size(name) for name in "NKV")
        self.n, self.m = d.indices("n m", self.N)
        self.k, self.j = d.indices("k j", self.K)
        self.v, self.w = d.indices("v w", self.V)
        self.a, self.x, self.b = d.family("a", self.V), d.family("x", self.N), d.family("b", self.K)
        self.r = d.family("r", self.N, self.K)
        self.c = d.assignment("c", self.N, values=self.K)
        self.p, self.g = (
            d.family("p", self.K, sign="positive"),
            d.family("g", self.K, sign="nonnegative"),
        )
        self.y, self.z, self.s = d.symbol("y"), d.symbol("z"), d.symbol("s", "positive")
        self.t = d.symbol("t", "nonnegative")
        self.far = d.define("far", self.v, (self.a[self.v] - F) ** 2)
        self.hit = d.define("hit", (), total(indicator(self.a[self.w], F), self.w))
        self.mean = d.define("mean", (), total(self.x[self.m], self.m) / self.N)

    def refuted(self, relation: Relation, *under: Any) -> bool:
        pool = Pool(self.d.context, self.d.slug, COUNT, shrink=False)
        return examine(Claim(relation, under), pool).status == "refutes"


Line = Callable[[Sheet], Relation]

#: Each is true at everything but a variety, or beyond it.
FALSE: dict[str, Line] = {
    # indicators
    "indicator of a symbol": lambda o: equal(indicator(113 * o.y, 355), 0),
    "indicator of an entry": lambda o: equal(total(indicator(o.a[o.v], F), o.v), 0),
    "indicator of a sum of entries": lambda o: equal(indicator(total(o.x[o.n], o.n), F), 0),
    "indicator of two symbols": lambda o: equal(indicator(3 * o.y, o.z + F), 0),
    "indicator of a far number": lambda o: at_most(indicator(o.y, G), 0),
    "indicator through a definition": lambda o: equal(o.hit, 0),
    "indicator of a definition": lambda o: equal(indicator(o.mean, F), 0),
    "indicator under a product": lambda o: equal(product(1 - indicator(o.b[o.k], F), o.k), 1),
    "indicator and an index": lambda o: equal(
        total(indicator(o.a[o.v], F + delta(o.k, o.j)), o.v), 0
    ),
    "two points and one cluster": lambda o: equal(
        (1 - delta(o.n, o.m)) * delta(o.k, o.j) * indicator(o.y, F), 0
    ),
    "indicator of a square": lambda o: equal(indicator(o.y**2, F**2), 0),
    "indicator of a square and more": lambda o: equal(indicator(o.y**2 + 2 * o.y, 63), 0),
    "indicator of a quotient": lambda o: equal(indicator(o.y / (1 + o.s), F), 0),
    "indicator of a product": lambda o: equal(indicator(o.y * o.s, F), 0),
    "indicator at a label": lambda o: equal(indicator(o.b[o.c[o.n]], F), 0),
    "indicator of a weighted sum": lambda o: equal(
        indicator(total(o.p[o.k] * o.b[o.k], o.k), F), 0
    ),
    # denominators, logarithms, roots: no value at the point
    "a denominator": lambda o: equal((o.y**2 - F**2) / (o.y - F), o.y + F),
    "a denominator under a sum": lambda o: equal(
        total((o.x[o.n] ** 2 - F**2) / (o.x[o.n] - F), o.n), total(o.x[o.n] + F, o.n)
    ),
    "a lost denominator": lambda o: equal(
        total(sp.Mul(o.x[o.n] - F, 1 / (o.x[o.n] - F), evaluate=False), o.n), o.N
    ),
    "a denominator that is a sum": lambda o: at_most(
        0, 1 / (total(o.x[o.n], o.n) - F) ** 2
    ),
    "a denominator in a definition": lambda o: at_most(0, 1 / total(o.far[o.v], o.v)),
    "a pole of a power": lambda o: at_most(0, (o.y - F) ** -4),
    "log of a square": lambda o: equal(sp.log((o.y - F) ** 2), sp.log((F - o.y) ** 2)),
    "log of a nonnegative": lambda o: at_most(sp.log(o.t), o.t - 1),
    "log of a far square": lambda o: at_most(sp.log((o.y - G) ** 2), (o.y - G) ** 2 - 1),
    "0 log 0 of a difference": lambda o: equal(
        xlogy(o.y - F, (o.y - F) ** 2) / (o.y - F), sp.log((o.y - F) ** 2)
    ),
    "an exponent": lambda o: differs(sp.exp(o.y - F), 1),
    # kinks and ties
    "a kink": lambda o: less(0, sp.Abs(o.y - F)),
    "a kink of a sum": lambda o: less(0, sp.Abs(total(o.x[o.n], o.n) - F)),
    "a tie": lambda o: equal(
        indicator(o.p[o.k], o.p[o.j]) * (1 - delta(o.k, o.j)) * (o.p[o.k] - 1) * (o.p[o.k] - 2), 0
    ),
    "one index attains the minimum": lambda o: at_most(
        total(indicator(o.b[o.k], minimum(o.b[o.j], o.j)), o.k), 1
    ),
    "a minimum is not": lambda o: differs(minimum(o.b[o.k], o.k), F),
    "a minimum of shifted terms": lambda o: differs(
        minimum(o.b[o.k] + o.y, o.k), total(o.a[o.v], o.v)
    ),
    # both sides of an inequality
    "a square is positive": lambda o: less(0, (o.y - F) ** 2),
    "a sum of squares is positive": lambda o: less(0, (o.y - F) ** 2 + (o.z - G) ** 2 * o.t),
    "a bound that fails far off": lambda o: less(o.y, 10**6),
    "a bound that fails by little": lambda o: at_most(o.y, 10**6 + F),
    "a bound on a sum": lambda o: less(total(o.p[o.k], o.k), 10**5),
    "two that never meet": lambda o: differs(o.y + o.z, F),
    "a definition that is positive": lambda o: less(0, o.far[o.v]),
    "a positive number is not far": lambda o: differs(o.s, F),
    # gradients, roots, optima
    "a slope at a kink": lambda o: has_gradient(
        sp.Abs(o.y - F) * (o.y - F), o.y, 2 * sp.Abs(o.y - F) + indicator(o.y, F)
    ),
    "a second root": lambda o: zero_exactly_at((o.y - o.z) * (o.y - F), o.y, o.z),
    "a third root": lambda o: zero_exactly_at((o.y - o.z) * indicator(o.y, G), o.y, o.z),
    "an optimum that is no more": lambda o: minimises(
        o.z, o.y, (o.y - o.z) ** 2 * (1 - indicator(o.z, F)) - indicator(o.z, F) * o.y
    ),
    "a unique optimum": lambda o: maximises(
        o.z, o.y, -((o.y - o.z) ** 2) * (o.t - F) ** 2, unique=True
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_what_fails_on_a_variety_is_refuted(name: str) -> None:
    said = {}
    for slug in SLUGS:
        sheet = Sheet(slug)
        said[slug] = sheet.refuted(FALSE[name](sheet))
    assert all(said.values()), said


TRUE: dict[str, Line] = {
    "indicator": lambda o: at_most(indicator(o.y, F), 1),
    "indicator times": lambda o: equal(indicator(o.y, F) * o.y, F * indicator(o.y, F)),
    "square": lambda o: at_most(0, (o.y - F) ** 2),
    "kink": lambda o: at_most(o.y - F, sp.Abs(o.y - F)),
    "minimum": lambda o: at_most(minimum(o.b[o.k], o.k), o.b[o.j]),
    "ties": lambda o: at_most(1, total(indicator(o.b[o.k], minimum(o.b[o.j], o.j)), o.k)),
    "0 log 0": lambda o: equal(xlogy(o.t, o.t**2), 2 * xlogy(o.t, o.t)),
    "denominator": lambda o: at_most(1 / (1 + (o.y - F) ** 2), 1),
    "log": lambda o: at_most(sp.log(1 + (o.y - F) ** 2), (o.y - F) ** 2),
    "root": lambda o: zero_exactly_at(o.s * (o.y - F), o.y, F),
    "optimum": lambda o: minimises(F, o.y, (o.y - F) ** 2),
    "far": lambda o: at_most(0, o.far[o.v]),
    "hit": lambda o: at_most(o.hit, o.V),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_there_is_accepted(name: str) -> None:
    for slug in SLUGS:
        sheet = Sheet(slug)
        pool = Pool(sheet.d.context, slug, COUNT, shrink=False)
        verdict = examine(Claim(TRUE[name](sheet)), pool)
        assert verdict.status == "accepts", verdict.detail
        assert COUNT <= verdict.count <= COUNT * 5 // 4


# -- hypotheses, conditions and cases ------------------------------------------------------------
@pytest.mark.parametrize("slug", SLUGS)
def test_hypotheses_are_met_as_tightly_as_they_can_be(slug: str) -> None:
    o = Sheet(slug)
    o.d.assume("low", at_most(o.y + o.z, F))
    o.d.assume("strict", less(total(o.x[o.n], o.n), o.y))
    o.d.assume("apart", differs(o.b[o.k], F), forall=o.k)
    assert o.refuted(less(o.y + o.z, F))
    assert o.refuted(less(total(o.x[o.n], o.n) + sp.Rational(1, 1000), o.y))
    assert o.refuted(at_most(sp.Rational(1, 10**9), (o.b[o.k] - F) ** 2))
    assert not o.refuted(at_most(o.y + o.z, F))
    assert not o.refuted(less(total(o.x[o.n], o.n), o.y))
    assert not o.refuted(less(0, (o.b[o.k] - F) ** 2))


@pytest.mark.parametrize("slug", SLUGS)
def test_conditions_of_hypotheses_are_met(slug: str) -> None:
    """Where a_v = 355/113 the hypothesis says something, and elsewhere nothing."""
    o = Sheet(slug)
    o.d.assume("there", equal(o.y, 2), forall=o.v, given=equal(o.a[o.v], F))
    assert o.refuted(differs(o.a[o.v], F))
    assert o.refuted(equal(o.y, 2))
    assert not o.refuted(equal(indicator(o.a[o.v], F) * (o.y - 2), 0))


@pytest.mark.parametrize("slug", SLUGS)
def test_cases_are_met(slug: str) -> None:
    o = Sheet(slug)
    case = o.d.case("here", equal(o.y, F))
    assert o.refuted(equal(o.z + o.y, 2 * F), case)
    assert not o.refuted(equal(113 * o.y, 355), case)
    between = o.d.case("between", less((o.y - F) ** 2, sp.Rational(1, 10**12)))
    assert not o.refuted(less(3, o.y), between)
    assert o.refuted(at_most(o.y, F), between)


@pytest.mark.parametrize("slug", SLUGS)
def test_points_lie_on_what_equations_allow(slug: str) -> None:
    """Sum p = 1 is kept where one p is moved to 1/3 or the mean to 355/113."""
    o = Sheet(slug)
    o.d.assume("simplex", equal(total(o.p[o.k], o.k), 1))
    assert o.refuted(equal(indicator(o.p[o.k], sp.Rational(113, 355)), 0))
    assert o.refuted(equal(indicator(total(o.p[o.k] * o.b[o.k], o.k), F), 0))
    assert not o.refuted(at_most(o.p[o.k], 1))


# -- the false lines that were accepted, with rules that accept everything ------------------------
def wrong_range(d: Derivation) -> None:
    N, K, V = d.size("N"), d.size("K"), d.size("V")
    n, m = d.indices("n m", N)
    k, j = d.indices("k j", K)
    v = d.index("v", V)
    a = d.family("a", V)
    h = d.assume("h", equal(total(indicator(a[v], F + delta(n, m)), v), 0), forall=(n, m))
    line = equal(total(indicator(a[v], F + delta(k, j)), v), 0)
    d.goal(line)
    d.have(line, Rewrite((h,)), "x")


def wrong_range_turned(d: Derivation) -> None:
    """The same with the ranges the other way round, and a far number."""
    N, K, V = d.size("N"), d.size("K"), d.size("V")
    n, m = d.indices("n m", N)
    k, j = d.indices("k j", K)
    v = d.index("v", V)
    a = d.family("a", V)
    h = d.assume("h", equal(total(indicator(a[v], G - delta(k, j)), v), 0), forall=(k, j))
    line = equal(total(indicator(a[v], G - delta(n, m)), v), 0)
    d.goal(line)
    d.have(line, Rewrite((h,)), "x")


def wrong_range_of_a_denominator(d: Derivation) -> None:
    N, K = d.size("N"), d.size("K")
    n, m = d.indices("n m", N)
    k, j = d.indices("k j", K)
    y = d.symbol("y")
    d.assume("h", differs(y, F + delta(n, m)), forall=(n, m))
    line = at_most(0, (y - F - delta(k, j)) ** -2)
    d.goal(line)
    d.have(line, Algebra(), "x")


def wrong_size(d: Derivation) -> None:
    d.size("N")
    y = d.symbol("y")
    size = 1 - indicator(113 * y, 355)
    d.goal(at_most(1, size))
    d.have(at_most(1, size), Cite("size-at-least-one", symbols=(("N", size),)), "x")


def optimum_outside(d: Derivation) -> None:
    x, v = d.symbol("x"), d.symbol("v")
    d.assume("dom", at_most(0, (x - F) ** -2))
    line = minimises(v, x, (x - v) ** 2, domain=("dom",))
    b = d.have(at_most(0, (x - v) ** 2), Algebra(), "x")
    d.goal(line)
    d.have(line, GlobalOptimum(b), "x")


def optimum_on_the_boundary(d: Derivation) -> None:
    """x > 355/113, and the optimum claimed is v >= 355/113: outside for v = 355/113."""
    x, v = d.symbol("x"), d.symbol("v")
    d.assume("dom", less(F, x))
    d.assume("same", at_most(F, v))
    line = minimises(v, x, (x - v) ** 2, domain=("dom",))
    b = d.have(at_most(0, (x - v) ** 2), Algebra(), "x")
    d.goal(line)
    d.have(line, GlobalOptimum(b), "x")


def lost_denominator(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x = d.family("x", N)
    u = x[n] - F
    line = equal(total(sp.Mul(u, 1 / u, evaluate=False), n), N)
    d.goal(line)
    d.have(line, Algebra(), "x")


def lost_logarithm(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, y = d.family("x", N), d.symbol("y")
    line = equal(total(sp.log((x[n] + y - F) ** 2) - sp.log((F - y - x[n]) ** 2), n), 0)
    d.goal(line)
    d.have(line, Algebra(), "x")


TRUSTED = [
    wrong_range, wrong_range_turned, wrong_range_of_a_denominator, wrong_size, optimum_outside,
    optimum_on_the_boundary, lost_denominator, lost_logarithm,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("write", TRUSTED, ids=lambda w: w.__name__)
def test_instances_alone_refute_what_every_rule_accepts(
    write: Callable[[Derivation], None], slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.rules.state import State

    for rule in (Algebra, Cite, GlobalOptimum, Rewrite):
        monkeypatch.setattr(rule, "check", lambda self, claim, state: None)
    monkeypatch.setattr(State, "require_defined", lambda self, expr: None)
    monkeypatch.setattr(State, "require", lambda self, *given, **named: None)
    d = Derivation("V", slug, "FALSE", "tests")
    write(d)
    pool = Pool(d.context, d.slug, COUNT)
    assert examine(d.steps[-1].claim, pool).status == "refutes"
    outcome = check(d.frozen())
    assert outcome.theorem is None
    if outcome.steps:  # else the form was refused before any step
        last = outcome.steps[-1]
        assert (last.rule_status, last.instances.status) == ("accepts", "refutes")


# -- which sizes and indices are drawn ------------------------------------------------------------
@pytest.mark.parametrize("sizes", [1, 2, 3, 4, 5])
def test_any_two_sizes_meet_in_all_states(sizes: int) -> None:
    drawn = list(profiles(ROUND, sizes))
    states = [tuple(zip(p.sizes, p.modes, strict=True)) for p in drawn]
    assert len({s for line in states for s in line}) == 4
    for i in range(sizes):
        for j in range(i):
            assert len({(line[i], line[j]) for line in states}) == 16
    assert drawn[0].sizes == (1,) * sizes
    assert {size for p in profiles(3 * ROUND, sizes) for size in p.sizes} >= {1, 2, 3, LARGEST}


@pytest.mark.parametrize("slug", SLUGS)
def test_one_point_and_two_clusters_with_equal_and_different_indices(slug: str) -> None:
    o = Sheet(slug)
    found = Counter(
        (at.sizes["N"], at.sizes["K"], at.indices["k"] == at.indices["j"],
         at.indices["n"] == at.indices["m"])
        for at in Pool(o.d.context, slug, COUNT).instances(())
    )  # fmt: skip
    wanted = [
        (1, 1, True, True), (1, 2, False, True), (1, 2, True, True), (2, 1, True, False),
        (2, 1, True, True), (2, 2, False, False), (2, 2, True, False), (2, 2, False, True),
        (2, 2, True, True),
    ]  # fmt: skip
    assert [state for state in wanted if not found[state]] == []


def test_the_points_of_a_line_depend_on_the_seed_alone() -> None:
    twice = []
    for _ in range(2):
        o = Sheet("again")
        pool = Pool(o.d.context, "again", COUNT)
        line = at_most(indicator(o.y, F) + o.hit, 1 + o.V)
        twice.append([sorted(map(str, at.values.items())) for at in pool.points(Claim(line))])
    assert twice[0] == twice[1]
    assert twice[0]
