"""The statements about σ → 0, with their explicit bounds at finite σ."""

import numpy as np
import numpy.typing as npt
import pytest
from hardlimit.numeric import (
    Problem,
    assign,
    distortion,
    em_mean_limit,
    em_means,
    excess,
    gaps,
    hard_responsibilities,
    lloyd,
    log_likelihood,
    mean_update,
    old_faithful,
    random_problems,
    real_problems,
    responsibilities,
    soft_distortion,
    tie_weight,
    total_variation,
    update,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ..sizes import draws

PROBLEMS = random_problems(210, seed=30) + real_problems()
problems = st.builds(
    lambda seed, kind: random_problems(kind + 1, seed)[-1], st.integers(0, 2**32), st.integers(0, 6)
)
variances = st.floats(-12, 3).map(lambda exponent: 10.0**exponent)
#: Where a bound was missed by a little more than was allowed.
CLOSE = example(random_problems(5, 1652403)[-1], 0.0033575325915990275)

# Products of subnormal numbers are right to a few of the smallest double, not to 1e-9.
SUBNORMAL = 1e-320


def least_positive_gap(problem: Problem) -> npt.NDArray[np.float64]:
    """Δ_n, infinite where all centres are tied."""
    gap = gaps(problem.x, problem.means)
    return np.asarray(np.where(gap > 0, gap, np.inf).min(axis=1))


@settings(max_examples=draws(50), deadline=None)
@given(problems, variances)
@CLOSE
def test_distance_to_the_hard_assignment_is_the_excess_ratio(p: Problem, sigma2: float) -> None:
    """D1: TV(r, t) = ρ/(1 + ρ) ≤ ((1 − W)/W) e^{−Δ/2σ²}."""
    soft = responsibilities(p.x, p.means, p.weights, sigma2)
    hard = hard_responsibilities(p.x, p.means, p.weights)
    rho = excess(p.x, p.means, p.weights, sigma2)
    distance = total_variation(soft, hard)
    np.testing.assert_allclose(distance, rho / (1 + rho), rtol=1e-9, atol=1e-300)
    tied = tie_weight(p.x, p.means, p.weights)
    delta = least_positive_gap(p)
    assert (rho <= (1 - tied) / tied * np.exp(-delta / 2 / sigma2) * (1 + 1e-9) + SUBNORMAL).all()


@settings(max_examples=draws(50), deadline=None)
@given(problems, st.floats(2.0, 600.0))
def test_the_rate_of_the_hard_assignment_is_sharp(p: Problem, ratio: float) -> None:
    """D1: −2σ² log TV − Δ lies within 2σ² log of constants, at any σ."""
    delta = least_positive_gap(p)
    for n in np.flatnonzero(np.isfinite(delta)):
        sigma2 = float(delta[n] / 2 / ratio)
        x = p.x[n : n + 1]
        soft = responsibilities(x, p.means, p.weights, sigma2)
        distance = total_variation(soft, hard_responsibilities(x, p.means, p.weights))[0]
        # π_min e^{−Δ/2σ²} / 2 ≤ TV ≤ e^{−Δ/2σ²} / π_min
        assert abs(np.log(distance) + ratio) <= np.log(2 / p.weights.min()) + 1e-9


@settings(max_examples=draws(50), deadline=None)
@given(problems, variances)
@CLOSE
def test_distance_of_the_soft_mean_from_its_limit(p: Problem, sigma2: float) -> None:
    """D4: ‖μ_k(σ) − μ_k(0)‖ ≤ diam(X) Σ_n |r_nk − t_nk| / N_k(σ) for non-empty components."""
    soft = responsibilities(p.x, p.means, p.weights, sigma2)
    hard = hard_responsibilities(p.x, p.means, p.weights)
    limit, empty = em_mean_limit(p.x, p.means, p.weights)
    moved = np.linalg.norm(em_means(p.x, p.means, p.weights, sigma2) - limit, axis=1)
    diameter = np.linalg.norm(p.x[:, np.newaxis] - p.x, axis=2).max()
    bound = diameter * np.abs(soft - hard).sum(axis=0)[~empty] / soft.sum(axis=0)[~empty]
    assert (moved[~empty] <= bound + 1e-11).all()


def test_a_tiny_variance_gives_what_variance_zero_gives() -> None:
    for p in random_problems(210, seed=31):
        # All gaps and differences of gaps are multiples of 2⁻⁴⁰ here.
        tiny = 1e-17
        np.testing.assert_array_equal(
            responsibilities(p.x, p.means, p.weights, tiny),
            responsibilities(p.x, p.means, p.weights, 0.0),
        )
        np.testing.assert_array_equal(
            em_means(p.x, p.means, p.weights, tiny), em_means(p.x, p.means, p.weights, 0.0)
        )
        assert soft_distortion(p.x, p.means, p.weights, tiny) == pytest.approx(
            soft_distortion(p.x, p.means, p.weights, 0.0), rel=1e-14, abs=1e-14
        )


def test_the_mean_limit_is_lloyds_update_only_without_ties_and_empty_clusters() -> None:
    seen = {True: 0, False: 0}
    for p in random_problems(350, seed=32):
        regular = bool(((gaps(p.x, p.means) == 0).sum(axis=1) == 1).all())
        limit, empty = em_mean_limit(p.x, p.means, p.weights)
        regular = regular and not empty.any()
        step = update(p.x, assign(p.x, p.means), len(p.means), p.means)
        seen[regular] += 1
        if regular:
            np.testing.assert_array_equal(limit, step)
    assert min(seen.values()) > 30


def test_split_mean_that_no_tie_rule_reproduces() -> None:
    """D4: x = {−1, 0, 1}, centres ∓1: the point 0 is split, and the means are ∓2/3."""
    limit = em_mean_limit([[-1.0], [0.0], [1.0]], [[-1.0], [1.0]], [0.5, 0.5])
    np.testing.assert_allclose(limit.means, [[-2 / 3], [2 / 3]], rtol=1e-15)
    assert not limit.empty.any()
    unequal = em_mean_limit([[-1.0], [0.0], [1.0]], [[-1.0], [1.0]], [0.25, 0.75])
    np.testing.assert_allclose(unequal.means, [[-1 / 1.25], [1 / 1.75]], rtol=1e-15)


def test_empty_component_moves_to_the_point_nearest_to_defecting() -> None:
    """D5: the far component goes to 12, the least-gap point."""
    x = np.array([[0.0], [1.0], [2.0], [10.0], [12.0]])
    means, weights = [[0.5], [11.0], [100.0]], [0.25, 0.25, 0.5]
    limit = em_mean_limit(x, means, weights)
    assert limit.means.tolist() == [[1.0], [11.0], [12.0]]
    assert limit.empty.tolist() == [False, False, True]
    assert em_means(x, means, weights, 1e-3).tolist() == limit.means.tolist()


def test_empty_component_between_points_of_equal_gap_weighs_them_by_inverse_ties() -> None:
    """D5 with a tie among points: −1 has nearest weight 1/4, 1 is shared by 1/4 and 1/4."""
    x = np.array([[-1.0, 0.0], [1.0, 0.0]])
    means = [[-1.0, 1.0], [1.0, 1.0], [1.0, -1.0], [0.0, 50.0]]
    limit = em_mean_limit(x, means, [0.25, 0.25, 0.25, 0.25])
    np.testing.assert_allclose(limit.means[3], [(-4 + 2) / 6, 0.0], rtol=1e-15)
    assert limit.empty.tolist() == [False, False, False, True]


@settings(max_examples=draws(50), deadline=None)
@given(problems, variances)
@CLOSE
def test_soft_distortion_lies_in_its_bracket(p: Problem, sigma2: float) -> None:
    """D7, for all μ and σ, and the identity behind it."""
    hard, soft = distortion(p.x, p.means), soft_distortion(p.x, p.means, p.weights, sigma2)
    log_ties = np.log(1 / tie_weight(p.x, p.means, p.weights)).sum()
    upper = hard + 2 * sigma2 * log_ties
    slack = 1e-13 * (hard + sigma2 * len(p.x))
    assert hard - slack <= soft <= upper + slack
    assert upper <= hard - 2 * len(p.x) * sigma2 * np.log(p.weights.min()) + slack
    rho = excess(p.x, p.means, p.weights, sigma2)
    assert soft == pytest.approx(upper - 2 * sigma2 * np.log1p(rho).sum(), rel=1e-12, abs=slack)


@settings(max_examples=draws(50), deadline=None)
@given(problems, variances)
@CLOSE
def test_log_likelihood_is_the_soft_distortion_rescaled(p: Problem, sigma2: float) -> None:
    """D7: −2σ² ℓ = F_σ + N D σ² log 2πσ²."""
    soft = soft_distortion(p.x, p.means, p.weights, sigma2)
    normaliser = p.x.size * sigma2 * np.log(2 * np.pi * sigma2)
    scaled = -2 * sigma2 * log_likelihood(p.x, p.means, p.weights, sigma2)
    assert scaled == pytest.approx(soft + normaliser, rel=1e-11, abs=1e-12 * abs(soft))


def test_soft_distortion_and_likelihood_at_zero_are_the_limits() -> None:
    for p in PROBLEMS:
        hard = distortion(p.x, p.means)
        assert soft_distortion(p.x, p.means, p.weights, 0.0) == hard
        expected = -np.inf if hard > 0 else np.inf
        assert log_likelihood(p.x, p.means, p.weights, 0.0) == expected


def test_trajectories_of_em_follow_lloyd() -> None:
    """D10, on data where Lloyd meets no tie and no empty cluster."""
    x = old_faithful()
    weights = np.full(4, 0.25)
    run = lloyd(x, x[[0, 1, 100, 200]])
    assert run.converged
    assert run.n_iter > 3
    means = run.trajectory[0]
    for expected in run.trajectory[1:]:
        assert (tie_weight(x, means, weights) == 0.25).all()
        means = em_means(x, means, weights, 1e-6)
        np.testing.assert_allclose(means, expected, rtol=1e-13)


def test_em_means_is_the_plain_m_step_where_nothing_underflows() -> None:
    for p in PROBLEMS:
        soft = responsibilities(p.x, p.means, p.weights, 8.0)
        if soft.sum(axis=0).min() > 1e-200:
            np.testing.assert_allclose(
                em_means(p.x, p.means, p.weights, 8.0),
                mean_update(p.x, soft),
                rtol=1e-12,
                atol=1e-12,
            )


def test_em_means_with_equal_variances_per_component_agrees_with_a_shared_one() -> None:
    for p in random_problems(140, seed=33):
        same = np.full(len(p.means), p.sigma2)
        np.testing.assert_allclose(
            em_means(p.x, p.means, p.weights, same),
            em_means(p.x, p.means, p.weights, p.sigma2),
            rtol=1e-9,
            atol=1e-9,
        )
        np.testing.assert_allclose(
            responsibilities(p.x, p.means, p.weights, same),
            responsibilities(p.x, p.means, p.weights, p.sigma2),
            rtol=1e-9,
            atol=1e-14,
        )
