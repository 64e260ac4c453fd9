"""Faults that this checker once had, each as the line that it accepted, or broke at."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cases,
    Cite,
    Derivation,
    Gap,
    GlobalOptimum,
    KnownIndicators,
    LimitLaws,
    LogLaws,
    Ref,
    Rewrite,
    Unfold,
    UseTotal,
    at_most,
    combine,
    delta,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    minimises,
    minimum,
    over_maps,
    product,
    tends_to,
    termwise,
    total,
    xlogy,
)
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.kernel.digests import derivation_digest
from hardlimit.proofs.rules import Gradient

from ..lab import accepted, outcome, paper, refused, theorem, wipe
from ..names import Names

HALF = sp.Rational(1, 2)


def test_a_wild_index_does_not_change_its_range(o: Names) -> None:
    """delta(k, j) = 1 for one component says nothing about points."""
    a = o.d.assignment("a", o.N, values=o.N)
    h = o.d.assume("one", equal(delta(o.k, o.j), 1), forall=(o.k, o.j))
    o.d.have(equal(delta(a[o.n], a[o.m]), 1), Rewrite((h,)), "x")
    refused(o.d, "does not occur")


def test_a_sign_known_in_the_range_ends_with_it() -> None:
    d = paper()
    T = d.size("T")
    t = d.index("t", T)
    J = d.family("J", T)
    d.assume("sign", less(0, J[t]), forall=t)
    d.assume("nonzero", differs(J[t + 1], 0), forall=t)
    d.have(equal(sp.exp(xlogy(HALF, J[t + 1] ** 2)), J[t + 1]), Algebra(), "x")
    refused(d, "residue is not zero")
    wipe(d)
    d.have(equal(sp.exp(xlogy(HALF, J[t] ** 2)), J[t]), Algebra(), "In the range.")
    accepted(d)


def test_a_domain_for_all_is_shown_for_all(o: Names) -> None:
    """0 < w_n at one n does not put w in the domain x_m >= 0."""
    o.d.assume("fixed", less(0, o.w[o.n]))
    o.d.assume("domain", at_most(0, o.x[o.n]), forall=o.n)
    i = o.d.index("any", o.N)
    f = total((o.x[i] - o.w[i]) ** 2, i)
    bound = o.d.have(at_most(0, f), Gap(f), "x")
    claim = minimises(o.w[o.m], o.x[o.m], f, domain=("domain",))
    o.d.have(claim, GlobalOptimum(bound), "x")
    refused(o.d, "the optimum lies in the domain")


def test_a_sign_at_one_index_is_no_sign_of_all(o: Names) -> None:
    g = o.d.family("g", o.N, sign="positive")
    o.d.assume("fixed", less(0, o.w[o.n]))
    f = total((g[o.m] - o.w[o.m]) ** 2, o.m)
    bound = o.d.have(at_most(0, f), Gap(f), "x")
    o.d.have(minimises(o.w[o.n], g[o.n], f), GlobalOptimum(bound), "x")
    refused(o.d, "fixed by a hypothesis")


def test_a_condition_about_the_variable_belongs_to_the_domain(o: Names) -> None:
    """y != 0 implies 0 < t: nothing is known of t where y = 0."""
    t = o.d.symbol("t")
    h = o.d.assume("h", less(0, t), given=differs(o.y, 0))
    zero, other = o.d.case("zero", equal(o.y, 0)), o.d.case("other", differs(o.y, 0))
    line = at_most(0, t * o.y**2)
    nothing = o.d.have(equal(t * o.y**2, 0), Rewrite((Ref("zero"),)), "x", under=zero)
    a = o.d.have(line, combine((nothing, -1)), "x", under=zero)
    o.d.have(less(0, t), ByHypothesis(h), "x", under=other)
    b = o.d.have(line, Gap(t * o.y**2), "x", under=other)
    bound = o.d.have(line, Cases((a, b)), "x")
    o.d.have(minimises(0, o.y, t * o.y**2), GlobalOptimum(bound), "x")
    # The instances cannot see this one: where y = 0 is drawn, y is not moved from it.
    refused(o.d, "the domain must name", alone="accepts")


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


def test_deltas_of_a_map_into_its_own_range(o: Names) -> None:
    u = o.d.assignment("own", o.N, values=o.N)
    one = delta(u[o.n], o.n)
    o.d.have(equal(one * o.x[o.n], one * o.x[u[o.n]]), Algebra(), "x")
    accepted(o.d)
    o.d.have(equal(one * o.x[o.n], o.x[u[o.n]]), Algebra(), "x")
    refused(o.d, "residue is not zero")


def test_a_number_that_happens_to_be_whole_is_no_index(o: Names) -> None:
    o.d.have(equal(o.p[o.k], sp.exp(xlogy(1, o.p[o.k]))), Algebra(), "x")
    o.d.have(equal(o.p[o.k] + sp.pi, sp.exp(xlogy(1, o.p[o.k])) + sp.pi), Algebra(), "x")
    accepted(o.d)


def test_orders_between_indices_do_not_break_the_checker() -> None:
    for relation in (at_most, less):
        o = Names()
        o.d.assume("order", relation(o.k, o.j))
        o.d.have(at_most(0, o.y**2), Gap(o.y**2), "x")
        outcome(o.d)


def test_arguments_of_rules_are_of_the_vocabulary(o: Names) -> None:
    o.d.have(at_most(0, total(o.x[o.n] ** 2, o.n)), Gap(sp.Sum(o.x[o.n] ** 2, (o.n, 1, 3))), "x")
    refused(o.d, "is not 1..size", alone="accepts")


def test_nothing_leaves_a_sum_over_assignments(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    q = o.d.family("q", o.K)
    known = equal(over_maps(o.b[z[o.n], o.k], z), q[o.k])
    h = o.d.assume("known", known, forall=(o.n, o.k))
    o.d.have(equal(over_maps(o.b[z[o.n], z[o.n]], z), q[z[o.n]]), Rewrite((h,)), "x")
    assert outcome(o.d).theorem is None


def test_instances_of_a_single_number_are_not_all_zero() -> None:
    d = paper()
    x = d.symbol("x")
    values = [i.values["x"] for i in Pool(d.context, d.slug, 16).instances(())]
    assert len(set(map(str, values))) > 3
    d.have(has_gradient(x**2, x, x), Gradient(), "x")
    refused(d, "another gradient")


def indexed(flip: bool) -> Derivation:
    """A derivation whose index n ranges over points, or over components."""
    d = paper()
    N, K = d.size("N"), d.size("K")
    n, m = d.index("n", K if flip else N), d.index("m", N)
    x, y = d.family("x", N), d.family("y", N)
    h = d.assume("h", at_most(x[m], y[m]), forall=m)
    d.have(at_most(total(x[m], m), total(y[m], m)), termwise(h.at({m: n}), n), "x")
    return d


def test_digests_tell_ranges_apart() -> None:
    assert accepted(indexed(False)).holds
    refused(indexed(True), "does not range over", alone="accepts")
    assert derivation_digest(indexed(False).frozen(), []) != derivation_digest(
        indexed(True).frozen(), []
    )


def test_cases_need_a_value_to_compare() -> None:
    d = paper()
    x, y = d.symbol("x"), d.symbol("y", "positive")
    cases = [d.case("one", equal(1 / x, 1)), d.case("other", differs(1 / x, 1))]
    for case in cases:
        d.have(less(0, y), ByHypothesis(), "x", under=case)
    d.have(less(0, y), Cases((Ref("1"), Ref("2"))), "x")
    checked = outcome(d)
    assert checked.steps[-1].rule_status == "refutes"
    assert "a denominator" in checked.steps[-1].rule_detail


def test_an_assignment_that_is_summed_over_ends_with_its_range(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    o.d.have(
        equal(over_maps(o.p[z[o.n + 1]], z), over_maps(o.p[z[o.n + 1]] + 0, z)), Algebra(), "x"
    )
    assert "ends with its range" in outcome(o.d).failure


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


def test_a_definition_may_be_assumed_to_sum_to_one() -> None:
    """Draws took its name for a family that can be scaled, and broke."""
    d = paper()
    K = d.size("K")
    k, j = d.indices("k j", K)
    a = d.family("a", K)
    double = d.define("double", k, 2 * a[k])
    d.assume("whole", equal(total(double[k], k), 1))
    d.have(equal(total(double[k], k), 2 * total(a[j], j)), Unfold(("double",)), "x")
    checked = outcome(d)
    assert checked.steps, checked.failure
    assert checked.steps[0].rule_status == "accepts"


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


def test_taking_out_a_common_factor_comes_to_an_end() -> None:
    """exp(-a) exp(a) divided by itself was exp(-2 a) exp(2 a) to SymPy, and so on without end."""
    d = paper()
    a, b, c = d.symbol("a"), d.symbol("b"), d.symbol("c")
    inverse = sp.exp(a / 2 + b, evaluate=False) * sp.exp(-a / 2 - b, evaluate=False)
    d.have(less(0, inverse * c - inverse), ByHypothesis(), "x")
    refused(d, "nothing here shows that")
    d.assume("above", less(1, c))
    accepted(d)


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


def test_a_cited_sign_is_asked_for_at_the_corner() -> None:
    """f > 0 is used at [t + 1, u + 1], where g was not said to be positive."""
    d = paper("corner")
    A, B = d.size("A"), d.size("B")
    t, u = d.index("t", A), d.index("u", B)
    f = d.family("f", A, B, sign="positive")
    d.goal(less(0, f[t + 1, u + 1]))
    d.have(less(0, f[t + 1, u + 1]), ByHypothesis(), "x")
    known = {"corner": theorem(d)}
    e = paper("use")
    N, K = e.size("N"), e.size("K")
    n, k = e.index("n", N), e.index("k", K)
    g = e.family("g", N, K)
    for name, entry in (("a", g[n, k]), ("b", g[n + 1, k]), ("c", g[n, k + 1])):
        e.assume(name, less(0, entry), forall=(n, k))
    cite = Cite(
        "corner", sizes=(("A", N), ("B", K)), indices=(("t", n), ("u", k)),
        families=(("f", (n, k), g[n, k]),),
    )  # fmt: skip
    e.have(less(0, g[n + 1, k + 1]), cite, "x")
    refused(e, "corner needs f > 0", theorems=known, alone="refutes")
    e.assume("corner", less(0, g[n + 1, k + 1]), forall=(n, k))
    accepted(e, known)


def test_an_index_of_the_same_name_and_another_range_is_not_taken_over() -> None:
    d = paper("one")
    C = d.size("C")
    a, b = d.indices("a b", C)
    d.assume("same", at_most(2, C + delta(a, b)), forall=(a, b))
    d.goal(at_most(2, C + delta(a, b)))
    d.have(at_most(2, C + delta(a, b)), ByHypothesis(), "x")
    known = {"one": theorem(d)}
    e = paper("use")
    N, K = e.size("N"), e.size("K")
    a, b = e.indices("a b", N)
    i, j = e.indices("i j", K)
    e.assume("same", at_most(2, K + delta(i, j)), forall=(i, j))
    e.have(at_most(2, K + delta(a, b)), Cite("one", sizes=(("C", K),)), "x")
    refused(e, "says something else", theorems=known, alone="refutes")
    wipe(e)
    put = Cite("one", sizes=(("C", K),), indices=(("a", i), ("b", j)))
    e.have(at_most(2, K + delta(i, j)), put, "x")
    accepted(e, known)


CAPTURING: dict[str, Any] = {
    "minimum": lambda a, i, n, k, y: minimum(a[i, n, k], i),
    "product": lambda a, i, n, k, y: product(a[i, n, k], i),
    "sum": lambda a, i, n, k, y: total(a[i, n, k], i),
}


@pytest.mark.parametrize("name", CAPTURING)
def test_a_known_total_is_not_that_of_the_diagonal(name: str) -> None:
    """The n of a total known for all n is no index that is bound further in."""
    d = paper()
    N, K = d.size("N"), d.size("K")
    n, i = d.indices("n i", N)
    k = d.index("k", K)
    a, y = d.family("a", N, N, K), d.symbol("y")
    inside = partial(CAPTURING[name], a, i)
    d.assume("apart", differs(inside(n, k, y), y), forall=(n, k))
    known = d.have(equal(total(indicator(inside(n, k, y), y), k), 0), KnownIndicators(), "x")
    d.have(equal(total(indicator(inside(i, k, y), y), k), 0), UseTotal((known,)), "x")
    last = outcome(d).steps[-1]
    assert outcome(d).steps[0].holds
    assert last.rule_status != "accepts"


def test_a_known_total_is_not_that_of_a_label_summed_over() -> None:
    d = paper()
    N, K = d.size("N"), d.size("K")
    n, m = d.indices("n m", N)
    k = d.index("k", K)
    b, y = d.family("b", K, K, N), d.symbol("y")
    z = d.assignment("z", N, values=K)
    d.assume("apart", differs(over_maps(b[z[m], k, n], z), y), forall=(m, k, n))
    line = total(indicator(over_maps(b[z[m], k, n], z), y), n)
    known = d.have(equal(line, 0), KnownIndicators(), "x")
    other = total(indicator(over_maps(b[z[m], z[m], n], z), y), n)
    d.have(equal(other, 0), UseTotal((known,)), "x")
    checked = outcome(d).steps
    assert checked[0].rule_status == "accepts"
    assert checked[1].rule_status != "accepts"


def test_what_is_known_of_one_index_is_not_known_of_that_of_another_definition() -> None:
    """0 log 0 = 0 excuses q[k] = 0, not the q[j] = 0 by which B divides."""
    d = paper()
    K = d.size("K")
    k, j = d.indices("k j", K)
    w = d.family("w", K)
    far = sp.Rational(355, 113)
    B = d.define("B", k, 1 / sp.Abs(w[k] - far))
    A = d.define("A", (k, j), xlogy(sp.Abs(w[k] - far), 2 + sp.Abs(w[j] - far) * B[j]))
    d.have(equal(A[k, j], xlogy(sp.Abs(w[k] - far), 3)), Unfold(("A", "B")), "x")
    last = outcome(d).steps[-1]
    assert "a denominator: nothing here shows that sp.Abs(w[j] - sp" in last.rule_detail
    wipe(d)
    d.have(equal(A[k, k], xlogy(sp.Abs(w[k] - far), 3)), Unfold(("A", "B")), "x")
    accepted(d)
