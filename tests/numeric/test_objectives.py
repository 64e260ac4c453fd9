"""M-steps, bounds and objectives: optimality, identities and invariances."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hardlimit.numeric import (
    Problem,
    assign,
    component_variances,
    distortion,
    em_means,
    entropy,
    evidence_lower_bound,
    expected_complete_log_likelihood,
    kl_divergence,
    log_density,
    log_likelihood,
    mean_update,
    random_problems,
    real_problems,
    responsibilities,
    shared_variance,
    soft_distortion,
    softmin,
    squared_distances,
    total_variation,
    weight_update,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from ..sizes import draws

Array = npt.NDArray[np.float64]
PROBLEMS = random_problems(84, seed=40) + real_problems()
problems = st.builds(
    lambda seed, kind: random_problems(kind + 1, seed)[-1], st.integers(0, 2**32), st.integers(0, 6)
)


def spread(p: Problem) -> Array:
    """A different variance for each component."""
    return p.sigma2 * (1 + np.arange(len(p.means)) / 4)


def plain_log_joint(p: Problem, sigma2: Array | float) -> Array:
    """log π_k + log N(x_n|μ_k, σ_k² I), written out."""
    d = ((p.x[:, np.newaxis] - p.means) ** 2).sum(axis=2)
    dimension = p.x.shape[1]
    out: Array = np.log(p.weights) - dimension / 2 * np.log(2 * np.pi * sigma2) - d / (2 * sigma2)
    return out


@pytest.mark.parametrize("per_component", [False, True])
def test_the_plain_formulas_where_nothing_is_extreme(per_component: bool) -> None:
    for p in PROBLEMS:
        sigma2 = spread(p) if per_component else p.sigma2
        joint = plain_log_joint(p, sigma2)
        q = p.responsibilities
        row = np.logaddexp.reduce(joint, axis=1)
        level = log_likelihood(p.x, p.means, p.weights, sigma2)
        assert level == pytest.approx(row.sum(), rel=1e-11)
        expected = expected_complete_log_likelihood(p.x, q, p.means, p.weights, sigma2)
        assert expected == pytest.approx((q * joint).sum(), rel=1e-11)
        np.testing.assert_allclose(
            responsibilities(p.x, p.means, p.weights, sigma2),
            np.exp(joint - row[:, np.newaxis]),
            rtol=1e-7,
            atol=1e-12,
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            plain_entropy = -np.nansum(q * np.log(q), axis=1)
        np.testing.assert_allclose(entropy(q), plain_entropy, rtol=1e-14, atol=1e-16)
    p = PROBLEMS[0]
    density = log_density(p.x, p.means[0], p.sigma2)
    np.testing.assert_allclose(density, plain_log_joint(p, p.sigma2)[:, 0] - np.log(p.weights[0]))


@pytest.mark.parametrize("per_component", [False, True])
def test_likelihood_is_bound_plus_divergence_for_any_q(per_component: bool) -> None:
    """B3 and B4: ℓ = F(q) + KL(q ‖ r), q with zeros, and F ≤ ℓ with equality at r."""
    for p in PROBLEMS:
        sigma2 = spread(p) if per_component else p.sigma2 + 4.0
        r = responsibilities(p.x, p.means, p.weights, sigma2)
        level = log_likelihood(p.x, p.means, p.weights, sigma2)
        bound = evidence_lower_bound(p.x, p.responsibilities, p.means, p.weights, sigma2)
        if (r > 0).all():
            divergence = kl_divergence(p.responsibilities, r).sum()
            assert bound + divergence == pytest.approx(level, rel=1e-10)
        assert bound <= level + 1e-9 * abs(level)
        tight = evidence_lower_bound(p.x, r, p.means, p.weights, sigma2)
        assert tight == pytest.approx(level, rel=1e-11)


@settings(max_examples=draws(50), deadline=None)
@given(problems, st.integers(0, 2**32), st.floats(-6, 1))
def test_no_parameter_near_the_m_step_does_better(p: Problem, seed: int, exponent: float) -> None:
    """C1, C3, C4, C5: the closed forms maximise Q for given responsibilities."""
    rng, size = np.random.default_rng(seed), 10.0**exponent
    r, k = p.responsibilities, len(p.means)
    weights, means = weight_update(r), mean_update(p.x, r)

    def q(means: Array, weights: Array, sigma2: Array | float) -> float:
        return expected_complete_log_likelihood(p.x, r, means, weights, sigma2)

    other_weights = weights * np.exp(size * rng.normal(size=k))
    other_weights /= other_weights.sum()
    other_means = means + size * rng.normal(size=means.shape)
    slack = 1e-11 * len(p.x)
    best = q(means, weights, spread(p))
    assert q(other_means, weights, spread(p)) <= best + slack * (1 + abs(best))
    assert q(means, other_weights, spread(p)) <= best + slack * (1 + abs(best))
    # For the variances any means will do, also those that are not optimal.
    shared = shared_variance(p.x, p.means, r)
    if shared > 0:
        factor = math.exp(size * rng.normal())
        best = q(p.means, weights, shared)
        assert q(p.means, weights, shared * factor) <= best + slack * (1 + abs(best))
    each = component_variances(p.x, p.means, r)
    if each.all():
        best = q(p.means, weights, each)
        other = each * np.exp(size * rng.normal(size=k))
        assert q(p.means, weights, other) <= best + slack * (1 + abs(best))
        assert best >= q(p.means, weights, shared) - slack * (1 + abs(best))


def test_m_steps_on_a_worked_example() -> None:
    x = [[0.0, 0.0], [2.0, 0.0], [2.0, 4.0]]
    r = [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    means = mean_update(x, r)
    np.testing.assert_allclose(means, [[2 / 3, 0.0], [2.0, 8 / 3]], rtol=1e-15)
    np.testing.assert_array_equal(weight_update(r), [0.5, 0.5])
    within = [4 / 9 + 0.5 * 16 / 9, 0.5 * 64 / 9 + 16 / 9]
    np.testing.assert_allclose(component_variances(x, means, r), np.array(within) / 1.5 / 2)
    assert shared_variance(x, means, r) == pytest.approx(sum(within) / 3 / 2, rel=1e-15)


def test_the_shared_variance_weighs_components_by_their_size() -> None:
    """C4: σ² = Σ N_k σ_k² / N, divided by N and not by K."""
    for p in PROBLEMS:
        each = component_variances(p.x, p.means, p.responsibilities)
        pooled = weight_update(p.responsibilities) @ each
        assert shared_variance(p.x, p.means, p.responsibilities) == pytest.approx(pooled, rel=1e-13)


def test_mean_update_is_exact_for_coincident_points_and_far_offsets() -> None:
    x = np.full((3, 2), 0.1) + 1e8
    np.testing.assert_array_equal(mean_update(x, np.full((3, 2), 1 / 3)), x[:2])
    spread_out = np.array([[1e8], [1e8 + 1], [1e8 + 2]])
    assert mean_update(spread_out, np.ones((3, 1)) / 3)[0, 0] == 1e8 + 1
    tiny = np.full((3, 1), 5e-324)
    assert mean_update([[1.0], [2.0], [6.0]], tiny)[0, 0] == 3.0
    huge = np.full((3, 1), 1e308)
    assert mean_update([[1.0], [2.0], [6.0]], huge)[0, 0] == 3.0


def test_mean_update_keeps_a_previous_centre_only_where_a_component_is_empty() -> None:
    r = [[1.0, 0.0], [1.0, 0.0]]
    x = [[0.0], [4.0]]
    with pytest.raises(ValueError, match=r"component 1 is empty, so its mean is undefined"):
        mean_update(x, r)
    np.testing.assert_array_equal(mean_update(x, r, previous=[[9.0], [7.0]]), [[2.0], [7.0]])
    with pytest.raises(ValueError, match=r"component 1 is empty, so its variance"):
        component_variances(x, [[2.0], [7.0]], r)


@settings(max_examples=draws(40), deadline=None)
@given(problems)
def test_soft_distortion_is_the_least_regularised_distortion(p: Problem) -> None:
    """F2: min_w Σ w d + 2σ² Σ w log(w/π) = F_σ, at w = r."""

    def regularised(w: Array) -> float:
        divergence = kl_divergence(w, np.broadcast_to(p.weights, w.shape)).sum()
        return float((w * squared_distances(p.x, p.means)).sum() + 2 * p.sigma2 * divergence)

    least = soft_distortion(p.x, p.means, p.weights, p.sigma2)
    r = responsibilities(p.x, p.means, p.weights, p.sigma2)
    assert regularised(r) == pytest.approx(least, rel=1e-12, abs=1e-12)
    assert regularised(p.responsibilities) >= least - 1e-12 * (1 + least)


def test_finite_sigma_bridge_from_distortion_to_likelihood() -> None:
    """G5: F(δ_c, μ, J/ND) = −N log K − (ND/2) log(2πe J/ND), within N log K below ℓ."""
    tried = 0
    for p in PROBLEMS:
        n, k = p.responsibilities.shape
        hard, size = distortion(p.x, p.means), p.x.size
        if hard == 0:
            continue
        tried += 1
        delta = np.eye(k)[assign(p.x, p.means)]
        uniform, sigma2 = np.full(k, 1 / k), hard / size
        bound = evidence_lower_bound(p.x, delta, p.means, uniform, sigma2)
        closed = -n * math.log(k) - size / 2 * math.log(2 * math.pi * math.e * sigma2)
        assert bound == pytest.approx(closed, rel=1e-11, abs=1e-11)
        gap = log_likelihood(p.x, p.means, uniform, sigma2) - bound
        assert -1e-9 <= gap <= n * math.log(k) + 1e-9
        assert shared_variance(p.x, p.means, delta) == pytest.approx(sigma2, rel=1e-12)
    assert tried > 70


def test_an_em_step_is_a_gradient_step() -> None:
    """B6: μ_k' − μ_k = (σ²/N_k) ∂ℓ/∂μ_k, by central differences."""
    for p in random_problems(70, seed=41):
        sigma2, h = p.sigma2 + 2.0, 1e-5
        counts = responsibilities(p.x, p.means, p.weights, sigma2).sum(axis=0)
        step = em_means(p.x, p.means, p.weights, sigma2) - p.means
        for k, d in np.ndindex(*p.means.shape):
            shift = np.zeros(p.means.shape)
            shift[k, d] = h
            up = log_likelihood(p.x, p.means + shift, p.weights, sigma2)
            down = log_likelihood(p.x, p.means - shift, p.weights, sigma2)
            gradient = counts[k] * step[k, d] / sigma2
            assert (up - down) / (2 * h) == pytest.approx(gradient, rel=1e-5, abs=1e-5)


def test_softmin_brackets_the_minimum() -> None:
    """A5, with ties, and weights that matter at every temperature but zero."""
    energies = np.array([[3.0, 1.0, 1.0, 7.0], [1e300, -1e300, 0.0, 5.0]])
    weights = [0.5, 0.25, 0.125, 0.125]
    np.testing.assert_array_equal(softmin(energies, weights, 0.0), [1.0, -1e300])
    cold = softmin(energies[0], weights, 1e-3)
    assert float(cold) == pytest.approx(1 + 1e-3 * math.log(1 / 0.375), rel=1e-15)
    for tau in (1e-300, 1e-3, 1.0, 1e3, 1e150):
        value = float(softmin(energies[0], weights, tau))
        assert 1.0 <= value <= 1 + tau * math.log(1 / 0.375)
    warm = -2.0 * math.log(np.array(weights) @ np.exp(-energies[0] / 2))
    assert float(softmin(energies[0], weights, 2.0)) == pytest.approx(warm, rel=1e-15)
    hot = float(softmin(energies[0], weights, 1e9))
    assert hot == pytest.approx(float(energies[0] @ np.array(weights)), rel=1e-6)
    assert float(softmin([0.0, 5.0], [0.0, 1.0], 0.5)) == 5.0


def test_divergence_keeps_its_digits_for_close_distributions() -> None:
    """KL(q ‖ q + εh) = ε²/2 Σ h²/q + O(ε³), far below the rounding of log q − log p."""
    q, h = np.array([0.25, 0.25, 0.5]), np.array([1.0, -1.0, 0.0])
    for power in (10, 20, 26):
        epsilon = 2.0**-power
        leading = epsilon**2 / 2 * (1 / 0.25 + 1 / 0.25)
        assert float(kl_divergence(q, q + epsilon * h)) == pytest.approx(leading, rel=10 * epsilon)
    assert float(kl_divergence(q, q)) == 0.0
    for row in np.random.default_rng(9).dirichlet(np.ones(4), size=200):
        nudged = row.copy()
        nudged[:2] = np.nextafter(row[0], 1.0), np.nextafter(row[1], 0.0)
        assert float(kl_divergence(row, nudged)) >= 0
    assert float(kl_divergence([1.0, 0.0], [0.25, 0.75])) == pytest.approx(math.log(4), rel=1e-15)
    assert float(kl_divergence([0.5, 0.5], [1.0, 0.0])) == math.inf
    tiny = float(kl_divergence([5e-324, 1.0], [0.5, 0.5]))
    assert tiny == pytest.approx(math.log(2), rel=1e-14)


def test_total_variation_keeps_its_digits() -> None:
    r, t = np.array([[1 - 1e-30, 1e-30], [0.25, 0.75]]), np.array([[1.0, 0.0], [0.5, 0.5]])
    np.testing.assert_allclose(total_variation(r, t), [1e-30, 0.25], rtol=1e-15)
