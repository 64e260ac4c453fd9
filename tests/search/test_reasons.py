"""For each rule, lines of which it is the reason: found, and accepted by the gate."""

from __future__ import annotations

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteValue,
    Algebra,
    Antisymmetry,
    Combine,
    Derivation,
    GlobalOptimum,
    KnownIndicators,
    LogBound,
    LogLaws,
    MinimumIsLeast,
    Monotone,
    Ref,
    Squeeze,
    SumOverAssignments,
    Unfold,
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
    over_maps,
    product,
    tends_to,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.kernel.gate import Theorem
from hardlimit.proofs.rules import (
    ByHypothesis,
    Cases,
    Chain,
    Cite,
    Gradient,
    LimitLaws,
    LinearRoot,
    Rewrite,
)
from hardlimit.proofs.rules.combining import gap
from hardlimit.proofs.search import find_reason
from hardlimit.proofs.search.bench import Bench
from hardlimit.proofs.search.calculus import squeeze
from hardlimit.proofs.search.inequalities import by_adding, by_monotone

from .lab import Names, known, paper, question, reason, theorem


# -- equations -------------------------------------------------------------------------------
def test_algebra_before_anything_else(o: Names) -> None:
    square = total((o.x[o.n] - o.y) ** 2, o.n)
    sums = total(o.x[o.n] ** 2, o.n) - 2 * o.y * total(o.x[o.n], o.n) + o.N * o.y**2
    assert reason(o.d, equal(square, sums)) == Algebra()


def test_the_definitions_that_are_needed_and_no_others(o: Names) -> None:
    mean = o.d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    other = o.d.define("other", (), o.y + 1)
    line = equal(total(o.x[o.n] - mean, o.n) + other, other)
    assert reason(o.d, line) == Unfold(("mean",))


def test_definitions_of_definitions(o: Names) -> None:
    W = o.d.define("W", (), total(o.p[o.k], o.k))
    q = o.d.define("q", o.k, o.p[o.k] / W)
    assert reason(o.d, equal(total(q[o.k], o.k), 1)) == Unfold(("W", "q"))


def test_laws_of_the_logarithm(o: Names) -> None:
    q = o.d.define("q", o.k, o.p[o.k] / o.s)
    assert reason(o.d, equal(sp.log(o.p[o.k] * o.s), sp.log(o.p[o.k]) + sp.log(o.s))) == LogLaws()
    line = equal(sp.log(q[o.k]), sp.log(o.p[o.k]) - sp.log(o.s))
    assert reason(o.d, line) == LogLaws(("q",))


def test_equals_replaced(o: Names) -> None:
    known(o.d, equal(o.x[o.n], o.w[o.n] + o.y))
    line = equal(sp.exp(o.x[o.m]), sp.exp(o.w[o.m] + o.y))
    assert reason(o.d, line) == Rewrite((Ref("h1"),))


def test_equals_replaced_from_right_to_left(o: Names) -> None:
    known(o.d, equal(o.y, total(o.x[o.n], o.n)))
    line = equal(sp.exp(total(o.x[o.n], o.n)), sp.exp(o.y))
    assert isinstance(reason(o.d, line), Rewrite)


def test_one_replaced_after_the_other(o: Names) -> None:
    known(o.d, equal(o.x[o.n], o.w[o.n]))
    known(o.d, equal(o.w[o.n], o.y))
    found = reason(o.d, equal(sp.exp(o.x[o.n]) * o.s, sp.exp(o.y) * o.s))
    assert found == Rewrite((Ref("h1"), Ref("h2")))


def test_an_equation_at_one_choice_of_its_indices_only() -> None:
    d = paper()
    K = d.size("K")
    i, j, e = d.indices("i j e", K)
    L, U = d.family("L", K, K), d.family("U", K, K)
    rest = total((1 - delta(e, i)) * L[e, i] * U[e, j], e)
    d.assume("inverse", equal(U[i, j], delta(i, j) - rest), forall=(i, j))
    found = find_reason(question(d, equal(U[i, j] + rest, delta(i, j))))
    assert found is not None
    assert found.rule == Rewrite((Ref("inverse", ((i, i), (j, j))),))


def test_a_known_total(o: Names) -> None:
    d = o.d
    r_one = d.assume("rows", equal(total(o.r[o.n, o.k], o.k), 1), forall=o.n)
    line = equal(total(o.r[o.n, o.k] * o.x[o.n], o.k, o.n), total(o.x[o.n], o.n))
    assert reason(d, line) == Rewrite((r_one,))


def test_an_indicator_that_is_decided(o: Names) -> None:
    d = o.d
    apart = d.case("apart", differs(o.x[o.n], o.y))
    line = equal(o.s * indicator(o.x[o.n], o.y), 0)
    assert reason(d, line, (apart,)) == KnownIndicators()


def test_absolute_value(o: Names) -> None:
    below = o.d.case("below", at_most(o.y, 0))
    assert reason(o.d, equal(sp.Abs(o.y), -o.y), (below,)) == AbsoluteValue()


def test_a_sum_over_assignments(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    line = equal(
        over_maps(product(o.r[o.n, z[o.n]], o.n), z), product(total(o.r[o.n, o.k], o.k), o.n)
    )
    assert reason(o.d, line) == SumOverAssignments()


def test_a_chain_and_not_a_longer_way(o: Names) -> None:
    known(o.d, equal(o.y, o.x[o.n]))
    known(o.d, at_most(o.x[o.n], o.w[o.n]))
    known(o.d, less(o.w[o.n], o.s))
    assert reason(o.d, less(o.y, o.s)) == Chain((Ref("h1"), Ref("h2"), Ref("h3")))


def test_two_inequalities_make_an_equation(o: Names) -> None:
    known(o.d, at_most(o.y, o.x[o.n]))
    known(o.d, at_most(o.x[o.n], o.y))
    assert reason(o.d, equal(o.x[o.n], o.y)) == Antisymmetry(Ref("h2"), Ref("h1"))


def test_all_cases(o: Names) -> None:
    d = o.d
    zero, other = d.case("zero", equal(o.y, 0)), d.case("other", differs(o.y, 0))
    line = equal(o.y * indicator(o.y, 0), 0)
    known(d, line, (zero,))
    known(d, line, (other,))
    assert reason(d, line) == Cases((Ref("1"), Ref("2")))


# -- inequalities ----------------------------------------------------------------------------
def test_signs(o: Names) -> None:
    assert reason(o.d, less(0, total(o.p[o.k] * o.s, o.k))) == ByHypothesis()


def test_a_hypothesis_at_other_indices(o: Names) -> None:
    d = o.d
    c = d.assignment("c", o.N, values=o.K)
    d.assume("near", at_most(o.r[o.n, c[o.n]], o.r[o.n, o.k]), forall=(o.n, o.k))
    b = d.assignment("b", o.N, values=o.K)
    found = reason(d, at_most(o.r[o.n, c[o.n]], o.r[o.n, b[o.n]]))
    assert found in (ByHypothesis(), ByHypothesis(Ref("near", ((o.k, b[o.n]),))))


def test_tangent_of_the_logarithm(o: Names) -> None:
    assert reason(o.d, at_most(sp.log(o.p[o.k] / o.s), o.p[o.k] / o.s - 1)) == LogBound()


def test_the_gap_is_a_term_in_hand(o: Names) -> None:
    known(o.d, equal(o.x[o.n], o.w[o.n] + o.s * (o.y - 1) ** 2))
    found = reason(o.d, at_most(o.w[o.n], o.x[o.n]))
    assert found == Combine(((Ref("h1"), sp.Integer(-1), ()),), o.s * (o.y - 1) ** 2)


def test_one_sum_under_one_sign(o: Names) -> None:
    least = minimum(o.r[o.n, o.j], o.j)
    line = at_most(total(o.p[o.k] * least, o.k), total(o.p[o.k] * o.r[o.n, o.k], o.k))
    found = reason(o.d, line)
    assert found == gap(total(o.p[o.k] * (o.r[o.n, o.k] - least), o.k))


def test_a_term_is_at_most_the_sum(o: Names) -> None:
    c = o.d.assignment("c", o.N, values=o.K)
    found = reason(o.d, at_most(o.r[o.n, c[o.n]], total(o.r[o.n, o.k], o.k)))
    assert found.name == "Gap"


def test_a_share_is_at_most_one(o: Names) -> None:
    share = o.d.define("share", o.k, o.p[o.k] / total(o.p[o.j], o.j))
    assert reason(o.d, at_most(share[o.k], 1)).name == "Gap"


def test_lines_are_added_with_factors_and_sums(o: Names) -> None:
    d = o.d
    known(d, at_most(o.x[o.n], o.w[o.n]))
    line = at_most(total(o.r[o.n, o.k] * o.x[o.n], o.n), total(o.r[o.n, o.k] * o.w[o.n], o.n))
    assert Combine(((Ref("h1"), o.r[o.n, o.k], (o.n,)),)) in by_adding(Bench(question(d, line)))
    assert isinstance(reason(d, line), Combine)


def test_a_factor_of_several_terms(o: Names) -> None:
    known(o.d, at_most(o.x[o.n], o.w[o.n]))
    line = at_most((o.s + 1) * o.x[o.n], (o.s + 1) * o.w[o.n])
    assert Combine(((Ref("h1"), o.s + 1, ()),)) in by_adding(Bench(question(o.d, line)))
    assert isinstance(reason(o.d, line), Combine | ByHypothesis)


def test_a_strict_line_among_others(o: Names) -> None:
    known(o.d, at_most(o.x[o.n], o.y))
    known(o.d, less(o.w[o.n], o.s))
    line = less(o.x[o.n] + 2 * o.w[o.n], o.y + 2 * o.s)
    found = next(r for r in by_adding(Bench(question(o.d, line))) if isinstance(r, Combine))
    assert {(ref.target, factor) for ref, factor, _ in found.parts} == {("h1", 1), ("h2", 2)}
    assert isinstance(reason(o.d, line), Combine | ByHypothesis)


def test_bounds_on_both_sides_and_an_absolute_value(o: Names) -> None:
    known(o.d, at_most(o.x[o.n], o.s))
    known(o.d, at_most(-o.x[o.n], o.s))
    line = at_most(o.y * o.x[o.n], sp.Abs(o.y) * o.s)
    assert any(isinstance(r, Combine) for r in by_adding(Bench(question(o.d, line))))
    assert isinstance(reason(o.d, line), Combine | ByHypothesis)


def test_the_exponential_of_a_known_order(o: Names) -> None:
    near = o.d.assume("near", at_most(o.x[o.n], o.w[o.n]), forall=o.n)
    line = at_most(sp.exp(-o.w[o.n] / o.s), sp.exp(-o.x[o.n] / o.s))
    assert Monotone(near, 1 / o.s) in by_monotone(Bench(question(o.d, line)))
    assert isinstance(reason(o.d, line), Monotone)


def test_the_least_of_values(o: Names) -> None:
    known(o.d, at_most(o.y, o.r[o.n, o.k]))
    line = at_most(o.y, minimum(o.r[o.n, o.j], o.j))
    assert isinstance(reason(o.d, line), MinimumIsLeast)


# -- calculus --------------------------------------------------------------------------------
def test_gradient_and_root(o: Names) -> None:
    d = o.d
    f = d.define("f", (), total((o.x[o.n] - o.y) ** 2, o.n) / o.s)
    slope = -2 * total(o.x[o.n] - o.y, o.n) / o.s
    assert reason(d, has_gradient(f, o.y, slope)) == Gradient(("f",))
    found = reason(d, zero_exactly_at(slope, o.y, total(o.x[o.n], o.n) / o.N))
    assert found == LinearRoot(-2 * o.N / o.s)


def test_a_root_below_denominators(o: Names) -> None:
    d = o.d
    p = d.symbol("q", "positive")
    d.assume("below", less(p, 1))
    a, b = total(o.p[o.k], o.k), total(o.p[o.k] * o.s, o.k)
    found = reason(d, zero_exactly_at(a / p - b / (1 - p), p, a / (a + b)))
    assert isinstance(found, LinearRoot)


def test_limits(o: Names) -> None:
    gap = o.d.define("gap", o.k, o.p[o.k] ** 2)
    line = tends_to(total(sp.exp(-gap[o.k] / o.s), o.k), o.s, 0)
    assert reason(o.d, line) == LimitLaws()


def test_a_limit_between_two(o: Names) -> None:
    d = o.d
    line = tends_to(o.s * sp.Abs(o.y), o.s, 0)
    d.have(at_most(0, o.s * sp.Abs(o.y)), Algebra(), "Known.")
    d.have(at_most(o.s * sp.Abs(o.y), o.s * (1 + o.y**2)), Algebra(), "Known.")
    d.have(tends_to(o.s * (1 + o.y**2), o.s, 0), Algebra(), "Known.")
    rule = Squeeze(Ref("1"), Ref("2"), None, Ref("3"))
    assert rule in squeeze(Bench(question(d, line)))
    assert isinstance(reason(d, line), Squeeze | LimitLaws)


def test_a_global_optimum(o: Names) -> None:
    d = o.d
    mean = d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    loss, least = (total((o.x[o.n] - v) ** 2, o.n) for v in (o.y, mean))
    d.have(at_most(least, loss), Algebra(), "Known.")
    d.have(less(least, loss), Algebra(), "Known.", under=d.case("elsewhere", differs(o.y, mean)))
    d.have(at_most(-loss, -least), Algebra(), "Known.")
    found = reason(d, minimises(mean, o.y, loss, unique=True))
    assert found == GlobalOptimum(Ref("1"), Ref("2"))
    assert reason(d, maximises(mean, o.y, -loss)) == GlobalOptimum(Ref("3"))


# -- theorems --------------------------------------------------------------------------------
def steiner() -> dict[str, Theorem]:
    """sum_n w_n (x_n - m)^2 = sum_n w_n (x_n - mean)^2 + W (m - mean)^2."""
    d = Derivation("T1", "steiner", "Steiner", "tests")
    N = d.size("N")
    n = d.index("n", N)
    w, x, m = d.family("w", N, sign="positive"), d.family("x", N), d.symbol("m")
    W = d.define("W", (), total(w[n], n))
    mean = d.define("mean", (), total(w[n] * x[n], n) / W)
    line = equal(
        total(w[n] * (x[n] - m) ** 2, n), total(w[n] * (x[n] - mean) ** 2, n) + W * (m - mean) ** 2
    )
    d.goal(line)
    d.have(line, Unfold(("W", "mean")), "Expand the square.")
    return {"steiner": theorem(d)}


@pytest.mark.slow
def test_a_theorem_with_the_same_names() -> None:
    theorems = steiner()
    d = Derivation("T2", "again", "Again", "tests")
    N = d.size("N")
    n = d.index("n", N)
    w, x, m = d.family("w", N, sign="positive"), d.family("x", N), d.symbol("m")
    left = total(w[n] * (x[n] - m) ** 2, n)
    mean = d.symbol("c")
    d.assume("balance", equal(mean, total(w[n] * x[n], n) / total(w[n], n)))
    centre = total(w[n] * x[n], n) / total(w[n], n)
    right = total(w[n] * (x[n] - centre) ** 2, n) + total(w[n], n) * (m - centre) ** 2
    found = reason(d, equal(left, right), theorems=theorems)
    assert found in (Algebra(), Cite("steiner"))


def test_a_theorem_with_other_names_put_in() -> None:
    theorems = entropy()
    d = Derivation("T3", "other", "Other", "tests")
    N, K = d.size("N"), d.size("K")
    n, k = d.index("n", N), d.index("k", K)
    r = d.family("r", N, K, sign="positive")
    d.assume("rows", equal(total(r[n, k], k), 2), forall=n)
    line = at_most(0, -total(r[n, k] * sp.log(r[n, k] / 2), k))
    found = reason(d, line, theorems=theorems)
    assert isinstance(found, Cite)
    assert found.slug == "entropy"
    assert found.sizes == (("C", K),)
    assert found.families == (("p", (k,), r[n, k]),)


def entropy() -> dict[str, Theorem]:
    """0 <= -sum_c p_c log (p_c / 2), for p of sum 2."""
    d = Derivation("T4", "entropy", "Entropy", "tests")
    C = d.size("C")
    c, b = d.indices("c b", C)
    p = d.family("p", C, sign="positive")
    d.assume("one", equal(total(p[c], c), 2))
    d.goal(at_most(0, -total(p[c] * sp.log(p[c] / 2), c)))
    most = d.have(
        at_most(p[b], total(p[c], c)),
        gap(total((1 - delta(c, b)) * p[c], c)),
        "A term is at most the sum.",
    )
    one = d.have(
        at_most(p[b] / 2, 1),
        Combine(((most, sp.Rational(1, 2), ()), (Ref("one"), sp.Rational(1, 2), ()))),
        "So at most one.",
    )
    low = d.have(at_most(sp.log(p[b] / 2), 0), Monotone(one), "So its log is at most 0.")
    d.have(
        at_most(0, -total(p[c] * sp.log(p[c] / 2), c)),
        Combine(((low, p[b], (b,)),)),
        "Add over all outcomes.",
    )
    return {"entropy": theorem(d)}
