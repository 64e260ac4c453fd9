"""Wrong claims about full covariances: who refuses them, and why."""

import sympy as sp
from hardlimit.derivations.clouds import Column, cloud
from hardlimit.proofs.author import (
    Algebra,
    Gap,
    LogLaws,
    Rewrite,
    Unfold,
    at_most,
    delta,
    equal,
    less,
    total,
)


def test_ones_on_the_diagonals_do_not_suffice(wrong, refused):
    """Without zeros on either side the product of two such matrices has other diagonals."""
    D = wrong.size("D")
    e, i = wrong.indices("e i", D)
    L, U = wrong.family("L", D, D), wrong.family("U", D, D)
    unit = [wrong.assume(f"{name}_unit", equal(a[i, i], 1), i) for name, a in (("L", L), ("U", U))]
    wrong.have(equal(total(L[e, i] * U[e, i], e), 1), Rewrite(tuple(unit)), "Both have ones there.")
    refused(wrong, "the left side of L_unit does not occur in this line")


def test_the_determinant_is_not_the_square_root_of_the_pivots(wrong, refused):
    """log det Lambda is the sum of the logs of the pivots, and enters with the factor 1/2."""
    c = cloud(wrong)
    p, n = c.p, c.n
    square = p.length(lambda e: c.x[n, e] - c.mu[e])
    doubled = total(sp.log(p.w[p.i]), p.i) - p.D / 2 * sp.log(2 * sp.pi) - square / 2
    wrong.have(
        equal(c.Q, total(c.r[n] * doubled, n)),
        LogLaws(("Q", "density", "det_Lambda")),
        "Take the logarithm.",
    )
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def test_the_scatter_about_another_point_is_larger(wrong, refused):
    """Only about the weighted mean is the scatter what the M-step wants."""
    c = cloud(wrong)
    n, e, f = c.n, c.p.e, c.p.f
    about = total(c.r[n] * (c.x[n, e] - c.mu[e]) * (c.x[n, f] - c.mu[f]), n) / c.count
    wrong.have(equal(about, c.scatter[e, f]), Unfold(("S",)), "The scatter does not move.")
    refused(wrong, "the two sides differ, also with the definitions written out")


def test_the_scatter_of_few_points_need_not_have_positive_pivots(wrong, refused):
    """Its first pivot is a weighted square length, and no more than not negative."""
    c = cloud(wrong)
    i = c.p.i
    wrong.have(less(0, c.scatter[i, i]), Gap(c.scatter[i, i]), "A sum of squares is positive.")
    refused(wrong, "the gap between the two sides: nothing here shows that 0 < ")


def test_a_flat_cloud_puts_no_bound_on_the_likelihood(wrong, refused):
    """With all points in one place, thinner is always better."""
    c = cloud(wrong)
    p, n, e = c.p, c.n, c.p.e
    b = wrong.index("b", p.D)
    t = wrong.symbol("t", "positive")
    wrong.assume("thinner", less(1, t))
    wrong.assume("flat", equal(c.x[n, e], c.mu[e]), forall=(n, e))
    thin = wrong.define("s", (p.j, b), p.w[p.j] * t ** delta(p.j, b))
    before, after = c.at(c.mu), c.at(c.mu, w=Column(thin, b))
    wrong.have(at_most(after, before), Gap(c.count / 2 * sp.log(t)), "There is a best covariance.")
    refused(wrong, "the difference of the two sides is another term than the one named")


def test_the_columns_of_the_triangular_factors_meet_on_the_diagonal_only(wrong, refused):
    """Off its diagonal L^T U is not zero: it is triangular, and no more."""
    D = wrong.size("D")
    e, i, j = wrong.indices("e i j", D)
    L, U = wrong.family("L", D, D), wrong.family("U", D, D)
    wrong.assume("L_lower", equal(L[i, j], 0), (i, j), given=less(i, j))
    wrong.assume("U_upper", equal(U[i, j], 0), (i, j), given=less(j, i))
    product = total(L[e, i] * U[e, j], e)
    wrong.have(
        equal(product, delta(i, j) * L[i, i] * U[j, j]), Algebra(), "They meet in one place."
    )
    refused(wrong, "the two sides differ: their residue is not zero")
