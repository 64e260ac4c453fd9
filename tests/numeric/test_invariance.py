"""What must not change a result: units, exact shifts, order, components of weight zero."""

import math
from random import Random

import numpy as np
import pytest
from hardlimit.numeric import (
    Problem,
    em_means,
    expected_complete_log_likelihood,
    gaps,
    random_problems,
    real_problems,
    responsibilities,
    soft_distortion,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from ..sizes import draws

PROBLEMS = random_problems(70, seed=45) + real_problems()
problems = st.builds(
    lambda seed, kind: random_problems(kind + 1, seed)[-1], st.integers(0, 2**32), st.integers(0, 6)
)


@settings(max_examples=draws(40), deadline=None)
@given(problems, st.integers(-40, 40))
def test_powers_of_two_and_exact_shifts_change_nothing(p: Problem, power: int) -> None:
    """Scaling x, μ, σ by 2^m, or shifting x, μ by a lattice vector, is exact in doubles."""
    scale, shift = 2.0**power, 2.0**20
    r = responsibilities(p.x, p.means, p.weights, p.sigma2)
    scaled = responsibilities(p.x * scale, p.means * scale, p.weights, p.sigma2 * scale**2)
    np.testing.assert_array_equal(scaled, r)
    np.testing.assert_array_equal(
        responsibilities(p.x + shift, p.means + shift, p.weights, p.sigma2), r
    )
    moved = em_means(p.x, p.means, p.weights, p.sigma2)
    np.testing.assert_array_equal(
        em_means(p.x * scale, p.means * scale, p.weights, p.sigma2 * scale**2), moved * scale
    )
    np.testing.assert_allclose(
        em_means(p.x + shift, p.means + shift, p.weights, p.sigma2) - shift, moved, atol=1e-9
    )
    np.testing.assert_array_equal(gaps(p.x + shift, p.means + shift), gaps(p.x, p.means))


@settings(max_examples=draws(40), deadline=None)
@given(problems, st.randoms(use_true_random=False), st.sampled_from([0.0, 1e-6, 1.0]))
def test_order_of_points_and_components_does_not_matter(
    p: Problem, random: Random, sigma2: float
) -> None:
    points, parts = list(range(len(p.x))), list(range(len(p.means)))
    random.shuffle(points)
    random.shuffle(parts)
    x, means, weights = p.x[points], p.means[parts], p.weights[parts]
    np.testing.assert_allclose(
        responsibilities(x, means, weights, sigma2),
        responsibilities(p.x, p.means, p.weights, sigma2)[np.ix_(points, parts)],
        rtol=1e-12,
    )
    np.testing.assert_allclose(
        em_means(x, means, weights, sigma2),
        em_means(p.x, p.means, p.weights, sigma2)[parts],
        rtol=1e-12,
        atol=1e-12,
    )


def test_a_component_of_weight_zero_is_as_good_as_absent() -> None:
    for p in PROBLEMS:
        extra = np.vstack([p.x[:1], p.means])
        weights = np.concatenate([[0.0], p.weights])
        for sigma2 in (0.0, p.sigma2):
            r = responsibilities(p.x, extra, weights, sigma2)
            assert not r[:, 0].any()
            np.testing.assert_array_equal(
                r[:, 1:], responsibilities(p.x, p.means, p.weights, sigma2)
            )
            moved = em_means(p.x, extra, weights, sigma2)
            np.testing.assert_array_equal(moved[0], p.x[0])
            np.testing.assert_array_equal(moved[1:], em_means(p.x, p.means, p.weights, sigma2))
            assert soft_distortion(p.x, extra, weights, sigma2) == soft_distortion(
                p.x, p.means, p.weights, sigma2
            )
        with_zero = np.hstack([np.zeros((len(p.x), 1)), p.responsibilities])
        assert expected_complete_log_likelihood(
            p.x, with_zero, extra, weights, p.sigma2
        ) == pytest.approx(
            expected_complete_log_likelihood(p.x, p.responsibilities, p.means, p.weights, p.sigma2),
            rel=1e-14,
        )
    assert expected_complete_log_likelihood([[0.0]], [[0.5, 0.5]], [[0.0], [1.0]], [1, 0], 1) == (
        -math.inf
    )
