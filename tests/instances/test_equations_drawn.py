"""Hypotheses that are equations are met by solving for entries; what has no solution is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Derivation,
    Gap,
    Ref,
    Rewrite,
    at_most,
    delta,
    differs,
    equal,
    less,
    total,
)
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.vacuity import require_instance
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.kernel.gate import check
from hardlimit.proofs.language.claims import Claim
from hardlimit.proofs.language.errors import DerivationError

R = sp.Rational
ONE = sp.Integer(1)


class Sheet:
    """Sizes N, K, D with their indices; a system adds families and hypotheses."""

    def __init__(self, slug: str = "system") -> None:
        self.d = Derivation("E", slug, "Equations", "tests")
        self.N, self.K, self.D = (self.d.size(name) for name in "NKD")
        self.n, self.m = self.d.indices("n m", self.N)
        self.k, self.l = self.d.indices("k l", self.K)
        self.e, self.f, self.g = self.d.indices("e f g", self.D)

    def drawn(self) -> list[Instance]:
        """The instances that a step is looked at, each with all hypotheses checked anew."""
        pool = Pool(self.d.context, self.d.slug, COUNT, shrink=False)
        found = list(pool.instances(()))
        judge = pool.drawer(())
        for at in found:
            fresh = Instance(at.context, at.sizes, at.values, at.indices)
            assert judge.broken(fresh) is None
        return found


def normal_equations(s: Sheet) -> None:
    X, y, w = s.d.family("X", s.N, s.D), s.d.family("y", s.N), s.d.family("w", s.D)
    rest = y[s.n] - total(X[s.n, s.e] * w[s.e], s.e)
    s.d.assume("normal", equal(total(X[s.n, s.f] * rest, s.n), 0), forall=s.f)


def weighted_normal_equations(s: Sheet) -> None:
    X, y, w = s.d.family("X", s.N, s.D), s.d.family("y", s.N), s.d.family("w", s.D)
    c, lam = s.d.family("c", s.N, sign="positive"), s.d.symbol("lam", "positive")
    rest = y[s.n] - total(X[s.n, s.e] * w[s.e], s.e)
    line = equal(total(c[s.n] * X[s.n, s.f] * rest, s.n), lam * w[s.f])
    s.d.assume("normal", line, forall=s.f)


def orthogonal_residuals(s: Sheet) -> None:
    X, r = s.d.family("X", s.N, s.D), s.d.family("r", s.N)
    s.d.assume("normal", equal(total(X[s.n, s.f] * r[s.n], s.n), 0), forall=s.f)


def inverse_matrix(s: Sheet) -> None:
    A, B = s.d.family("A", s.D, s.D), s.d.family("B", s.D, s.D)
    line = equal(total(A[s.e, s.g] * B[s.g, s.f], s.g), delta(s.e, s.f))
    s.d.assume("inverse", line, forall=(s.e, s.f))


def inverse_both_sides(s: Sheet) -> None:
    inverse_matrix(s)
    A, B = (s.d.context.families[name] for name in "AB")
    line = equal(total(B[s.e, s.g] * A[s.g, s.f], s.g), delta(s.e, s.f))
    s.d.assume("other", line, forall=(s.e, s.f))


def symmetric_inverse(s: Sheet) -> None:
    inverse_matrix(s)
    A = s.d.context.families["A"]
    s.d.assume("symmetric", equal(A[s.e, s.f], A[s.f, s.e]), forall=(s.e, s.f))


def lagrange(s: Sheet) -> None:
    a, t = s.d.family("a", s.K, sign="positive"), s.d.family("t", s.K, sign="positive")
    nu = s.d.symbol("nu", "positive")
    s.d.assume("simplex", equal(total(t[s.k], s.k), 1))
    s.d.assume("stationary", equal(a[s.k] / t[s.k], nu), forall=s.k)


def lagrange_of_given_counts(s: Sheet) -> None:
    lagrange(s)
    a = s.d.context.families["a"]
    s.d.assume("whole", equal(total(a[s.k], s.k), 7))


def lagrange_without_sign(s: Sheet) -> None:
    a, t, nu = s.d.family("a", s.K), s.d.family("t", s.K), s.d.symbol("nu")
    s.d.assume("apart", differs(t[s.k], 0), forall=s.k)
    s.d.assume("simplex", equal(total(t[s.k], s.k), 1))
    s.d.assume("stationary", equal(a[s.k] / t[s.k], nu), forall=s.k)


def moments_of_a_law(s: Sheet) -> None:
    w, x = s.d.family("w", s.N, sign="nonnegative"), s.d.family("x", s.N)
    a, A = s.d.symbol("a"), s.d.symbol("A", "positive")
    s.d.assume("mass", equal(total(w[s.n], s.n), 1))
    s.d.assume("mean", equal(total(w[s.n] * x[s.n], s.n), a))
    s.d.assume("variance", equal(total(w[s.n] * (x[s.n] - a) ** 2, s.n), A))


def standard_law(s: Sheet) -> None:
    w, x = s.d.family("w", s.N, sign="nonnegative"), s.d.family("x", s.N)
    s.d.assume("mass", equal(total(w[s.n], s.n), 1))
    s.d.assume("mean", equal(total(w[s.n] * x[s.n], s.n), 0))
    s.d.assume("variance", equal(total(w[s.n] * x[s.n] ** 2, s.n), 1))


def law_of_given_moments(s: Sheet) -> None:
    w, x = s.d.family("w", s.N, sign="positive"), s.d.family("x", s.N)
    a = s.d.symbol("a")
    s.d.assume("mass", equal(total(w[s.n], s.n), 1))
    s.d.assume("mean", equal(total(w[s.n] * x[s.n], s.n), a))
    s.d.assume("square", equal(total(w[s.n] * x[s.n] ** 2, s.n), a**2 + 2))


def centred(s: Sheet) -> None:
    x, y = s.d.family("x", s.N, s.D), s.d.family("y", s.N)
    s.d.assume("x_centred", equal(total(x[s.n, s.e], s.n), 0), forall=s.e)
    s.d.assume("y_centred", equal(total(y[s.n], s.n), 0))


def unit_vectors(s: Sheet) -> None:
    u = s.d.family("u", s.N, s.D)
    s.d.assume("unit", equal(total(u[s.n, s.e] ** 2, s.e), 1), forall=s.n)


def orthogonal_pair(s: Sheet) -> None:
    u, v = s.d.family("u", s.D), s.d.family("v", s.D)
    s.d.assume("unit_u", equal(total(u[s.e] ** 2, s.e), 1))
    s.d.assume("right", equal(total(u[s.e] * v[s.e], s.e), 0))


def rotation(s: Sheet) -> None:
    U = s.d.family("U", s.D, s.D)
    line = equal(total(U[s.e, s.g] * U[s.f, s.g], s.g), delta(s.e, s.f))
    s.d.assume("orthogonal", line, forall=(s.e, s.f))


def given_energy(s: Sheet) -> None:
    x, v = s.d.family("x", s.N), s.d.symbol("v", "positive")
    s.d.assume("energy", equal(total(x[s.n] ** 2, s.n), 5 * v**2))


def doubly_stochastic(s: Sheet) -> None:
    r = s.d.family("r", s.N, s.N, sign="positive")
    s.d.assume("rows", equal(total(r[s.n, s.m], s.m), 1), forall=s.n)
    s.d.assume("columns", equal(total(r[s.n, s.m], s.n), 1), forall=s.m)


def balanced_responsibilities(s: Sheet) -> None:
    r, p = s.d.family("r", s.N, s.K, sign="nonnegative"), s.d.family("p", s.K, sign="positive")
    s.d.assume("each", equal(total(r[s.n, s.k], s.k), 1), forall=s.n)
    s.d.assume("shares", equal(total(r[s.n, s.k], s.n), s.N * p[s.k]), forall=s.k)


def fixed_point_of_the_mean(s: Sheet) -> None:
    r, x = s.d.family("r", s.N, s.K, sign="positive"), s.d.family("x", s.N)
    mu = s.d.family("mu", s.K)
    s.d.assume("each", equal(total(r[s.n, s.k], s.k), 1), forall=s.n)
    line = equal(total(r[s.n, s.k] * (x[s.n] - mu[s.k]), s.n), 0)
    s.d.assume("mean", line, forall=s.k)


def fixed_point_by_division(s: Sheet) -> None:
    r, x = s.d.family("r", s.N, s.K, sign="positive"), s.d.family("x", s.N)
    mu = s.d.define("mu", s.k, total(r[s.n, s.k] * x[s.n], s.n) / total(r[s.m, s.k], s.m))
    z = s.d.family("z", s.K)
    s.d.assume("mean", equal(2 * z[s.k] + 1, mu[s.k] + z[s.k]), forall=s.k)


def linear_and_an_order(s: Sheet) -> None:
    a, b, c = s.d.symbol("a"), s.d.symbol("b"), s.d.symbol("c", "positive")
    s.d.assume("sum", equal(a + b + c, R(355, 113)))
    s.d.assume("difference", equal(a - 2 * b, c))
    s.d.assume("order", less(b, a))


def far_away(s: Sheet) -> None:
    x, y = s.d.family("x", s.N), s.d.symbol("y")
    s.d.assume("low", at_most(y, -58))
    s.d.assume("high", less(10**6 + y, x[s.n]), forall=s.n)


def a_product(s: Sheet) -> None:
    a, b, c = s.d.symbol("a", "positive"), s.d.symbol("b"), s.d.symbol("c")
    s.d.assume("product", equal(a * b * c, R(22, 7)))
    s.d.assume("sum", equal(b + c, 4))


def an_indicator(s: Sheet) -> None:
    a, p = s.d.family("a", s.K), s.d.family("p", s.K, sign="positive")
    s.d.assume("weights", equal(total(p[s.k], s.k), 1))
    s.d.assume("mean", equal(total(p[s.k] * a[s.k], s.k), R(355, 113)))


SYSTEMS: list[Callable[[Sheet], None]] = [
    normal_equations, weighted_normal_equations, orthogonal_residuals, inverse_matrix,
    inverse_both_sides, symmetric_inverse, lagrange, lagrange_of_given_counts,
    lagrange_without_sign, moments_of_a_law, standard_law, law_of_given_moments, centred,
    unit_vectors, orthogonal_pair, rotation, given_energy, doubly_stochastic,
    balanced_responsibilities, fixed_point_of_the_mean, fixed_point_by_division,
    linear_and_an_order, far_away, a_product, an_indicator,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.__name__)
def test_a_system_is_met_at_many_sizes(system: Callable[[Sheet], None]) -> None:
    s = Sheet()
    system(s)
    found = s.drawn()
    assert len(found) >= COUNT // 2
    used = {size.name for f in s.d.context.families.values() for size in f.sizes}
    for name in used:
        assert len({at.sizes[name] for at in found}) >= 2, name
        assert max(at.sizes[name] for at in found) >= 2


# -- contradictions ----------------------------------------------------------------------------
def sums_that_differ(s: Sheet) -> None:
    t = s.d.family("t", s.K)
    s.d.assume("one", equal(total(t[s.k], s.k), 1))
    s.d.assume("two", equal(total(t[s.k], s.k), 2))


def a_negative_mass(s: Sheet) -> None:
    t = s.d.family("t", s.K, sign="nonnegative")
    s.d.assume("mass", equal(total(t[s.k], s.k), -1))


def an_inverse_of_zero(s: Sheet) -> None:
    A = s.d.family("A", s.D, s.D)
    s.d.assume("inverse", equal(total(0 * A[s.e, s.g], s.g), delta(s.e, s.f)), forall=(s.e, s.f))


def an_order_in_a_ring(s: Sheet) -> None:
    a, b, c = (s.d.symbol(name) for name in "abc")
    s.d.assume("ab", less(a, b))
    s.d.assume("bc", less(b, c))
    s.d.assume("ca", at_most(c, a))


def below_what_is_positive(s: Sheet) -> None:
    p = s.d.family("p", s.K, sign="positive")
    s.d.assume("none", at_most(total(p[s.k], s.k), 0))


def one_is_two(s: Sheet) -> None:
    s.d.assume("wrong", equal(ONE, 2))


def rows_and_columns(s: Sheet) -> None:
    r = s.d.family("r", s.N, s.N)
    s.d.assume("rows", equal(total(r[s.n, s.m], s.m), 1), forall=s.n)
    s.d.assume("columns", equal(total(r[s.n, s.m], s.n), 2), forall=s.m)


def a_square_below_zero(s: Sheet) -> None:
    x = s.d.symbol("x")
    s.d.assume("wrong", less(x**2 + 2 * x + 1, 0))


def what_differs_from_itself(s: Sheet) -> None:
    x = s.d.family("x", s.N)
    s.d.assume("wrong", differs(total(x[s.n], s.n), total(x[s.m], s.m)))


CONTRADICTIONS: list[Callable[[Sheet], None]] = [
    sums_that_differ, a_negative_mass, an_inverse_of_zero, an_order_in_a_ring,
    below_what_is_positive, one_is_two, rows_and_columns, a_square_below_zero,
    what_differs_from_itself,
]  # fmt: skip


@pytest.mark.parametrize("system", CONTRADICTIONS, ids=lambda s: s.__name__)
def test_a_contradiction_is_shown_and_accepts_nothing(system: Callable[[Sheet], None]) -> None:
    s = Sheet()
    system(s)
    assert s.drawn() == []
    y = s.d.symbol("y")
    verdict = examine(Claim(at_most(0, y**2)), Pool(s.d.context, "x", COUNT))
    assert (verdict.status, verdict.count) == ("undecided", 0)
    assert "contradict each other" in verdict.detail
    with pytest.raises(DerivationError, match="vacuous"):
        require_instance(s.d.context, "x")
    s.d.goal(at_most(0, y**2))
    s.d.have(at_most(0, y**2), Gap(y**2), "A square.")
    outcome = check(s.d.frozen())
    assert outcome.theorem is None
    assert "vacuous" in outcome.failure


@pytest.mark.slow
def test_what_is_not_found_is_not_called_a_contradiction() -> None:
    """x^2 = 2 has a solution, though no rational one; a line under it is not accepted."""
    s = Sheet()
    x = s.d.symbol("x", "positive")
    s.d.assume("root", equal(x**2, 2))
    assert s.drawn() == []
    verdict = examine(Claim(equal(x**4, 4)), Pool(s.d.context, "x", COUNT))
    assert (verdict.status, verdict.count) == ("undecided", 0)
    assert "no instance of all hypotheses was found" in verdict.detail


# -- what is drawn serves its purpose ------------------------------------------------------------
def test_normal_equations_refute_a_wrong_minimum() -> None:
    s = Sheet()
    normal_equations(s)
    X, y, w = (s.d.context.families[name] for name in "Xyw")
    v = s.d.family("v", s.D)

    def loss(u: Any) -> Any:
        return total((y[s.n] - total(X[s.n, s.e] * u[s.e], s.e)) ** 2, s.n)

    pool = Pool(s.d.context, "loss", COUNT, shrink=False)
    assert examine(Claim(at_most(loss(w), loss(v))), pool).status == "accepts"
    assert examine(Claim(at_most(loss(v), loss(w))), pool).status == "refutes"
    assert examine(Claim(equal(loss(w), 0)), pool).status == "refutes"
    orthogonal = equal(total(y[s.n] * total(X[s.n, s.e] * w[s.e], s.e), s.n),
                       total(total(X[s.n, s.e] * w[s.e], s.e) ** 2, s.n))  # fmt: skip
    assert examine(Claim(orthogonal), pool).status == "accepts"


def test_an_inverse_is_drawn_that_is_neither_diagonal_nor_symmetric() -> None:
    s = Sheet()
    inverse_matrix(s)
    A, B = (s.d.context.families[name] for name in "AB")
    pool = Pool(s.d.context, "inverse", COUNT, shrink=False)
    left = equal(total(B[s.e, s.g] * A[s.g, s.f], s.g), delta(s.e, s.f))
    assert examine(Claim(left), pool).status == "accepts"
    assert examine(Claim(equal(B[s.e, s.f], B[s.f, s.e])), pool).status == "refutes"
    assert examine(Claim(equal(A[s.e, s.f] * B[s.e, s.f], delta(s.e, s.f))), pool).status == (
        "refutes"
    )


def test_shares_are_counts_over_their_sum() -> None:
    s = Sheet()
    lagrange(s)
    a, t = (s.d.context.families[name] for name in "at")
    nu = s.d.context.symbols["nu"].symbol
    pool = Pool(s.d.context, "lagrange", COUNT, shrink=False)
    assert examine(Claim(equal(nu, total(a[s.k], s.k))), pool).status == "accepts"
    assert examine(Claim(equal(nu, total(a[s.k], s.k) / s.K)), pool).status == "refutes"
    assert examine(Claim(equal(t[s.k], 1 / sp.Integer(1) / s.K)), pool).status == "refutes"


def test_a_law_of_mean_zero_and_variance_one() -> None:
    s = Sheet()
    standard_law(s)
    w, x = (s.d.context.families[name] for name in "wx")
    b = s.d.symbol("b")
    pool = Pool(s.d.context, "law", COUNT, shrink=False)
    spread = total(w[s.n] * (x[s.n] - b) ** 2, s.n)
    assert examine(Claim(equal(spread, 1 + b**2)), pool).status == "accepts"
    assert examine(Claim(equal(spread, 1 - b**2)), pool).status == "refutes"
    assert examine(Claim(equal(total(w[s.n] * x[s.n] ** 3, s.n), 0)), pool).status == "refutes"


def test_a_unit_vector_is_drawn_that_is_no_unit() -> None:
    s = Sheet()
    unit_vectors(s)
    u = s.d.context.families["u"]
    pool = Pool(s.d.context, "unit", COUNT, shrink=False)
    assert examine(Claim(at_most(u[s.n, s.e], 1)), pool).status == "accepts"
    assert examine(Claim(equal(u[s.n, s.e] ** 3, u[s.n, s.e])), pool).status == "refutes"
    assert examine(Claim(equal(total(u[s.n, s.e], s.e) ** 2, 1)), pool).status == "refutes"


def test_the_whole_gate_takes_a_theorem_about_an_inverse() -> None:
    """A B = I, hence u A B v = u v: until now no instance of A B = I was found."""
    s = Sheet()
    inverse_matrix(s)
    A, B = (s.d.context.families[name] for name in "AB")
    entry = total(A[s.e, s.g] * B[s.g, s.f], s.g)
    line = equal(3 * entry + 1, 3 * delta(s.e, s.f) + 1)
    s.d.goal(line)
    s.d.have(line, Rewrite((Ref("inverse"),)), "Put the identity in.")
    outcome = check(s.d.frozen())
    assert outcome.theorem is not None, outcome.failure


@pytest.mark.slow
def test_what_is_drawn_depends_on_the_seed_alone() -> None:
    for system in (normal_equations, inverse_matrix, standard_law):
        twice = []
        for _ in range(2):
            s = Sheet("again")
            system(s)
            twice.append([str(sorted(at.values.items(), key=repr)) for at in s.drawn()])
        assert twice[0] == twice[1]
