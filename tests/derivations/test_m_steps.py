"""Wrong M-steps, SymPy's own slips among them: who refuses them, and why."""

import pytest
import sympy as sp
from hardlimit.derivations.models import Shared, expected
from hardlimit.derivations.propose import gradient
from hardlimit.proofs.author import (
    GlobalOptimum,
    Gradient,
    LinearRoot,
    LogBound,
    LogLaws,
    MeanOverAssignments,
    Ref,
    Unfold,
    at_most,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    minimises,
    over_maps,
    product,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.kernel.gate import check


def test_sympy_catches_the_index_of_the_sum(wrong):
    """diff by mu[k, f] with k also summed over gives all clusters at once."""
    w = expected(wrong)
    k, f = w.m.k, w.m.f
    body = wrong.context.unfold_all(w.Q)
    captured = sp.diff(body, w.m.mu[k, f])
    claim = has_gradient(w.Q, w.m.mu[k, f], captured)
    wrong.have(claim, Gradient(("Q",)), "SymPy says so.")
    wrong.goal(claim)
    outcome = check(wrong.frozen())
    assert outcome.theorem is None
    assert "the index k is bound twice" in outcome.failure


def test_the_gradient_of_one_centre_does_not_sum_over_all(wrong, refused):
    w = expected(wrong)
    m, n, k, j, f = w.m, w.m.n, w.m.k, w.m.j, w.m.f
    everything = total(w.r[n, k] * (m.x[n, f] - m.mu[k, f]) / w.v[k], k, n)
    wrong.have(
        has_gradient(w.Q, m.mu[j, f], everything), Gradient(("Q",)), "Differentiate term by term."
    )
    refused(wrong, "differentiating term by term gives another gradient")


def test_the_mean_log_density_is_not_an_average_of_one_label(wrong, refused):
    """Each point keeps its own label: the rows must sum to one, and this is used."""
    N, K = wrong.size("N"), wrong.size("K")
    (n, i), k = wrong.indices("n i", N), wrong.index("k", K)
    r = wrong.family("r", N, K, sign="nonnegative")
    g = wrong.family("g", N, K)
    z = wrong.assignment("z", N, values=K)
    mean = over_maps(product(r[n, z[n]], n) * total(g[i, z[i]], i), z)
    wrong.have(
        equal(mean, total(r[n, k] * g[n, k], k, n)),
        MeanOverAssignments(Ref("rows_sum_to_one")),
        "The expectation of a sum is the sum of the expectations.",
    )
    refused(wrong, "there is no earlier step or hypothesis 'rows_sum_to_one'")


def weighted_mean(d, w):
    m, n, k, e = w.m, w.m.n, w.m.k, w.m.e
    return d.define("m", (k, e), total(w.r[n, k] * m.x[n, e], n) / w.count[k], vector=True)


def test_an_empty_component_has_no_mean(wrong, refused):
    w = expected(wrong)
    m, n, j, f = w.m, w.m.n, w.m.j, w.m.f
    best = weighted_mean(wrong, w)
    slope = gradient(wrong.context.unfold_all(w.Q), m.mu[j, f])
    wrong.have(
        zero_exactly_at(slope, m.mu[j, f], best[j, f]),
        LinearRoot(total(w.r[n, j], n) / w.v[j], names=("m", "N_r")),
        "The gradient vanishes at the weighted mean.",
    )
    step = refused(wrong, "a denominator: nothing here shows that")
    assert step.paste.startswith('d.assume("name_it", differs(')
    assert step.instances.detail.startswith("undefined")


def test_the_responsibilities_of_the_others_do_not_count(wrong, refused):
    """The mean of all points is not the mean of one component."""
    w = expected(wrong)
    m, n, j, f = w.m, w.m.n, w.m.j, w.m.f
    w.nonempty(wrong)
    slope = gradient(wrong.context.unfold_all(w.Q), m.mu[j, f])
    wrong.have(
        zero_exactly_at(slope, m.mu[j, f], total(m.x[n, f], n) / m.N),
        LinearRoot(w.count[j] / w.v[j], names=("N_r",)),
        "The mean of the data.",
    )
    refused(wrong, "the function is not the factor times (solution - unknown)")


@pytest.mark.parametrize(("optimum", "alone"), [(minimises, "refutes"), (maximises, "accepts")])
def test_a_zero_of_the_gradient_is_no_reason_for_an_optimum(wrong, refused, optimum, alone):
    """That it is the minimum is false; that it is the maximum is true, but not for this reason."""
    w = expected(wrong)
    m, j, f = w.m, w.m.j, w.m.f
    w.nonempty(wrong)
    best = weighted_mean(wrong, w)
    slope = gradient(wrong.context.unfold_all(w.Q), m.mu[j, f])
    root = wrong.have(
        zero_exactly_at(slope, m.mu[j, f], best[j, f]),
        LinearRoot(w.count[j] / w.v[j], names=("m", "N_r")),
        "The gradient vanishes there and nowhere else.",
    )
    wrong.have(optimum(best[j, f], m.mu[j, f], w.Q), GlobalOptimum(root), "So it is optimal.")
    refused(wrong, "the line named does not compare the optimum", alone=alone)


@pytest.mark.slow
def test_the_variance_is_not_divided_by_the_count_alone(wrong, refused):
    w = expected(wrong)
    w.nonempty(wrong)
    j, v = w.m.j, w.v
    wrong.assume("spread_out", less(0, w.spread[w.m.k]), forall=w.m.k)
    wrong.have(
        zero_exactly_at(gradient(w.by_component(), v[j]), v[j], w.spread[j] / w.count[j]),
        LinearRoot(w.m.D * w.count[j] / (2 * v[j] ** 2)),
        "The mean square.",
    )
    refused(wrong, "the function is not the factor times (solution - unknown)")


def test_a_component_on_its_centre_has_no_best_variance(wrong, refused):
    """Without a positive sum of squares the likelihood has no maximum."""
    w = expected(wrong)
    w.nonempty(wrong)
    k, j, v = w.m.k, w.m.j, w.v
    best = wrong.define("u", k, w.spread[k] / (w.m.D * w.count[k]))
    wrong.have(at_most(sp.log(best[j] / v[j]), best[j] / v[j] - 1), LogBound(), "The tangent at 1.")
    step = refused(wrong, "log needs it positive: nothing here shows that")
    assert step.instances.detail.startswith("undefined")


def shared(d):
    w = expected(d, shared=True)
    w.rows(d)
    w.nonempty(d)
    k = w.m.k
    v = w.v[k]
    pooled = total(w.spread[k], k)
    d.assume("spread_out", less(0, pooled))
    slope = pooled / (2 * v**2) - w.m.N * w.m.D / (2 * v)
    return w, v, pooled, slope


def test_the_shared_variance_is_not_divided_by_n_alone(wrong, refused):
    w, v, pooled, slope = shared(wrong)
    root = LinearRoot(w.m.N * w.m.D / (2 * v**2))
    wrong.have(zero_exactly_at(slope, v, pooled / w.m.N), root, "The mean square.")
    refused(wrong, "the function is not the factor times (solution - unknown)")


def test_the_shared_variance_is_not_the_average_of_the_variances(wrong, refused):
    w, v, _, slope = shared(wrong)
    k = w.m.k
    average = total(w.spread[k] / (w.m.D * w.count[k]), k) / w.m.K
    root = LinearRoot(w.m.N * w.m.D / (2 * v**2))
    wrong.have(zero_exactly_at(slope, v, average), root, "The average of the variances.")
    refused(wrong, "the function is not the factor times (solution - unknown)")


def test_a_shared_variance_does_change_q_by_component(wrong, refused):
    """Its normaliser counts N points, not one for each component."""
    w, v, _, _ = shared(wrong)
    k, m = w.m.k, w.m
    once = total(w.count[k] * sp.log(w.pi[k]) - w.spread[k] / (2 * v), k)
    wrong.have(
        equal(w.by_component(v=Shared(v)), once - m.K * m.D / 2 * sp.log(2 * sp.pi * v)),
        LogLaws(),
        "One normaliser for each component.",
    )
    refused(wrong, "the two sides differ, also by the laws of the logarithm")


def test_lagrange_does_not_see_an_empty_component(wrong, refused):
    w = expected(wrong)
    j, pi = w.m.j, w.pi
    lam = wrong.symbol("lambda", "positive")
    wrong.have(
        zero_exactly_at(w.count[j] / pi[j] - lam, pi[j], w.count[j] / lam),
        LinearRoot(lam / pi[j]),
        "The solution of Lagrange's equation.",
    )
    refused(wrong, "the solution lies in the domain of pi[j]: nothing here shows that 0 <")


def test_weights_without_the_constraint_have_no_best_value(wrong, refused):
    """Q alone rises with every weight: its gradient is never zero."""
    w = expected(wrong)
    w.nonempty(wrong)
    j, pi = w.m.j, w.pi
    wrong.have(
        zero_exactly_at(w.count[j] / pi[j], pi[j], w.count[j] / w.m.N),
        LinearRoot(1 / pi[j]),
        "The gradient of Q is zero at the shares.",
    )
    refused(wrong, "the function is not the factor times (solution - unknown)")


def test_uniform_weights_are_not_the_maximum(wrong, refused):
    w = expected(wrong)
    j, k, pi, m = w.m.j, w.m.k, w.pi, w.m
    wrong.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    tangent = wrong.have(
        at_most(sp.log(m.K * pi[k]), m.K * pi[k] - 1), LogBound(), "The tangent at 1."
    )
    wrong.have(
        maximises(1 / m.K, pi[j], w.Q, domain=("weights_sum_to_one",)),
        GlobalOptimum(tangent),
        "By symmetry.",
    )
    refused(wrong, "the line named does not compare the optimum")


def test_other_centres_than_the_means_lose_something(wrong, refused):
    w = expected(wrong)
    m, j, f = w.m, w.m.j, w.m.f
    w.nonempty(wrong)
    best = weighted_mean(wrong, w)
    top = wrong.define("Q_m", (), w.at(mu=best))
    here = wrong.case("elsewhere", differs(m.mu[j, f], best[j, f]))
    wrong.have(equal(w.Q, top), Unfold(("Q", "Q_m", "m", "N_r")), "Nothing is lost.", under=here)
    refused(wrong, "the two sides differ, also with the definitions written out")
