"""First centres, and fuzzy c-means."""

import itertools

import numpy as np
import pytest
from hardlimit.numeric import (
    assignment_distortion,
    distortion,
    fuzzy_memberships,
    iris,
    kmeans_plus_plus,
    lloyd,
    mixture_from_centres,
    run_fuzzy_c_means,
    run_lloyd,
    traversal,
)


def test_traversal_takes_the_farthest_each_time() -> None:
    x = np.array([[7.0], [4.0], [2.0], [5.0], [30.0]])
    for offset, scale in ((0.0, 1.0), (2.0**50, 1.0), (0.0, 2.0**990), (0.0, 2.0**-990)):
        assert traversal(x * scale + offset, 4).tolist() == [0, 4, 2, 1]
    assert len(set(traversal(np.ones((3, 2)), 3).tolist())) == 1


def test_plus_plus_draws_by_squared_distance() -> None:
    x = np.array([[0.0], [1.0], [3.0]])
    counts = np.zeros((3, 3))
    for seed in range(2000):
        first, second = kmeans_plus_plus(x, 2, np.random.default_rng(seed), trials=1)
        counts[first, second] += 1
    expected = np.array([[0, 0.1, 0.9], [0.2, 0, 0.8], [9 / 13, 4 / 13, 0]]) / 3
    np.testing.assert_allclose(counts / 2000, expected, atol=0.035)


def test_plus_plus_is_repeatable_takes_weights_and_allows_repeated_points() -> None:
    x = iris()
    one, two = (kmeans_plus_plus(x, 6, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert len(set(one.tolist())) == 6
    only = np.zeros(150)
    only[[3, 70]] = 1.0
    chosen = kmeans_plus_plus(x, 3, np.random.default_rng(6), sample_weight=only)
    assert set(chosen.tolist()) == {3, 70}
    for scale in (1e300, 1e-300):
        chosen = kmeans_plus_plus(x * scale, 6, np.random.default_rng(5))
        np.testing.assert_array_equal(chosen, one)


def test_published_optimum_of_iris_is_reached_from_drawn_starts() -> None:
    x = iris()
    rng = np.random.default_rng(7)
    best = min(run_lloyd(x, x[kmeans_plus_plus(x, 3, rng)]).distortion for _ in range(10))
    assert best == pytest.approx(78.8514414261460, abs=5e-13)


def test_the_first_mixture_has_the_variance_of_the_distortion() -> None:
    x = iris()
    level = distortion(x, x[:4]) / x.size
    for kind in ("shared", "spherical", "diag", "tied", "full"):
        value = mixture_from_centres(x, x[:4], kind).covariances
        flat = value if kind in ("shared", "spherical", "diag") else value[..., 0, 0]
        np.testing.assert_allclose(flat, level, rtol=1e-13)
    with pytest.raises(ValueError, match="the likelihood is unbounded"):
        mixture_from_centres(x[:3], x[:3], "full")


def test_fuzzy_memberships_are_the_best_for_given_centres() -> None:
    x, means = iris(), iris()[[0, 60, 120]] + 0.01
    distance = ((x[:, None] - means) ** 2).sum(axis=2)
    for m in (1.2, 2.0, 3.5):
        u = fuzzy_memberships(x, means, m)
        np.testing.assert_allclose(u.sum(axis=1), 1, rtol=1e-14)
        plain = distance ** (-1 / (m - 1))
        np.testing.assert_allclose(u, plain / plain.sum(axis=1, keepdims=True), rtol=1e-12)
        least = (u**m * distance).sum()
        other = u + 0.01 * np.random.default_rng(8).uniform(size=u.shape)
        other /= other.sum(axis=1, keepdims=True)
        assert (other**m * distance).sum() > least


def test_fuzzy_memberships_at_centres_and_in_the_limit_of_hard_ones() -> None:
    u = fuzzy_memberships([[0.0], [1.0], [0.4]], [[0.0], [0.0], [1.0]], 2.0)
    assert u[:2].tolist() == [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]
    hard = fuzzy_memberships([[0.4]], [[0.0], [1.0]], 1.001)
    assert hard[0, 0] == pytest.approx(1.0, abs=1e-12)
    tiny = fuzzy_memberships([[0.4e-150]], [[0.0], [1e-150]], 2.0)
    np.testing.assert_allclose(tiny, [[0.36 / 0.52, 0.16 / 0.52]], rtol=1e-14)


def test_fuzzy_c_means_never_rises_and_hardens_to_lloyd() -> None:
    x = iris()
    run = run_fuzzy_c_means(x, x[[0, 60, 120]], sample_weight=np.full(150, 2.0))
    assert run.converged
    assert all(b <= a * (1 + 1e-13) for a, b in itertools.pairwise(run.history))
    assert run.objective == run.history[-1]
    hard = run_fuzzy_c_means(x, x[[0, 60, 120]], 1.01)
    expected = lloyd(x, x[[0, 60, 120]])
    np.testing.assert_allclose(hard.means, expected.means, atol=0.02)
    labels = hard.memberships.argmax(axis=1)
    assert assignment_distortion(x, hard.means, labels) == pytest.approx(
        expected.distortion, rel=1e-3
    )
