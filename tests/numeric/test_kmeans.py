"""Lloyd's algorithm: descent, termination, its tie and empty rules, and published optima."""

import warnings

import numpy as np
import pytest
from hardlimit.numeric import (
    Problem,
    SphericalGaussianMixture,
    assign,
    assignment_distortion,
    distortion,
    em_mean_limit,
    gaps,
    hard_responsibilities,
    iris,
    lloyd,
    mean_update,
    old_faithful,
    random_problems,
    shared_variance,
    update,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from ..sizes import draws

problems = st.builds(
    lambda seed, kind: random_problems(kind + 1, seed)[-1], st.integers(0, 2**32), st.integers(0, 6)
)


@settings(max_examples=draws(50), deadline=None)
@given(problems)
def test_neither_half_step_raises_the_distortion(p: Problem) -> None:
    """G1: D(μ') ≤ J(c, μ') ≤ J(c, μ) = D(μ); the middle is strict if a centre moves."""
    labels = assign(p.x, p.means)
    before = assignment_distortion(p.x, p.means, labels)
    assert before == pytest.approx(distortion(p.x, p.means), rel=1e-14, abs=0)
    means = update(p.x, labels, len(p.means), p.means)
    middle = assignment_distortion(p.x, means, labels)
    slack = 1e-12 * before
    assert distortion(p.x, means) <= middle + slack
    assert middle <= before + slack
    # Steiner: the drop is Σ N_k ‖μ_k' − μ_k‖².
    counts = np.bincount(labels, minlength=len(means))
    drop = (counts * ((means - p.means) ** 2).sum(axis=1)).sum()
    assert before - middle == pytest.approx(drop, rel=1e-9, abs=slack)


@settings(max_examples=draws(50), deadline=None)
@given(problems)
def test_lloyd_stops_at_a_fixed_point(p: Problem) -> None:
    """G2, for lattice data too: repeated points at ties, coincident and empty centres."""
    run = lloyd(p.x, p.means)
    assert run.converged
    assert len(run.history) == len(run.trajectory) == run.n_iter + 1
    assert all(b <= a * (1 + 1e-13) for a, b in zip(run.history, run.history[1:], strict=False))
    assert run.distortion == run.history[-1] == distortion(p.x, run.means)
    np.testing.assert_array_equal(run.trajectory[0], p.means)
    np.testing.assert_array_equal(run.labels, assign(p.x, run.means))
    np.testing.assert_array_equal(update(p.x, run.labels, len(p.means), run.means), run.means)
    again = lloyd(p.x, run.means)
    assert again.n_iter == 1
    np.testing.assert_array_equal(again.means, run.means)


def test_max_iter_is_respected() -> None:
    x = old_faithful()
    full = lloyd(x, x[:4])
    assert full.n_iter > 5
    for steps in (0, 1, 3):
        cut = lloyd(x, x[:4], max_iter=steps)
        assert cut.n_iter == steps
        assert not cut.converged
        np.testing.assert_array_equal(cut.means, full.trajectory[steps])
        np.testing.assert_array_equal(cut.labels, assign(x, cut.means))


def test_ties_go_to_the_lowest_index_and_empty_clusters_stay() -> None:
    x = [[-1.0], [0.0], [1.0]]
    assert assign(x, [[-1.0], [1.0]]).tolist() == [0, 0, 1]
    assert assign(x, [[1.0], [-1.0]]).tolist() == [1, 0, 0]
    assert assign(x, [[0.5], [0.5]]).tolist() == [0, 0, 0]
    step = lloyd(x, [[-1.0], [1.0], [100.0]], max_iter=1)
    assert step.means.tolist() == [[-0.5], [1.0], [100.0]]


def test_ties_of_decimal_fractions_are_those_of_the_doubles() -> None:
    """Squared differences tie in floating point here, but the doubles are not midway."""
    assert (0.5 - 0.1) ** 2 == (0.9 - 0.5) ** 2
    assert assign([[0.5]], [[0.9], [0.1]]).tolist() == [1]
    assert assign([[0.5]], [[0.1], [0.9]]).tolist() == [0]
    assert (0.8 - 0.3) ** 2 == (1.3 - 0.8) ** 2
    assert assign([[0.8]], [[0.3], [1.3]]).tolist() == [1]
    assert assign([[0.8]], [[1.3], [0.3]]).tolist() == [0]
    assert (gaps([[0.25]], [[0.125], [0.375]]) == 0).all()


@pytest.mark.parametrize("clusters", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("data", ["iris", "faithful", "gauss"])
def test_lloyd_agrees_with_scikit_learn_off_ties_and_empty_clusters(
    data: str, clusters: int
) -> None:
    gauss = np.random.default_rng(7).normal(size=(400, 3))
    x = {"iris": iris(), "faithful": old_faithful(), "gauss": gauss}[data]
    start = x[np.arange(clusters) * len(x) // clusters]
    run = lloyd(x, start)
    assert run.converged
    for means in run.trajectory:
        tied = (gaps(x, means) == 0).sum(axis=1)
        if not (tied == 1).all():
            pytest.fail("the start was meant to avoid ties")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        peer = KMeans(clusters, init=start, n_init=1, algorithm="lloyd", tol=0).fit(x)
    np.testing.assert_array_equal(peer.labels_, run.labels)
    np.testing.assert_allclose(peer.cluster_centers_, run.means, rtol=1e-12)
    assert peer.inertia_ == pytest.approx(run.distortion, rel=1e-12)


def test_published_optimum_of_iris_with_three_clusters() -> None:
    x = iris()
    starts = [x[[0, i, j]] for i in range(50, 100, 9) for j in range(100, 150, 9)]
    best = min(lloyd(x, start).distortion for start in starts)
    assert best == pytest.approx(78.8514414261460, abs=5e-13)


def test_duplicates_that_differ_by_rounding_keep_their_own_clusters() -> None:
    x = np.array([[0.0]] * 5 + [[1e-9]] * 5 + [[1e9], [1e9 + 1]])
    run = lloyd(x, [[0.0], [1e-9], [1e9]])
    assert run.means.ravel().tolist() == [0.0, 1e-9, 1e9 + 0.5]
    assert run.labels.tolist() == [0] * 5 + [1] * 5 + [2] * 2


@settings(max_examples=draws(40), deadline=None)
@given(problems)
def test_hard_em_with_uniform_weights_is_lloyd(p: Problem) -> None:
    """G4: point-mass posteriors, M-steps, σ² = J/(ND) as a by-product; identical iterates."""
    run = lloyd(p.x, p.means)
    means = p.means
    for expected in run.trajectory[1:]:
        delta = np.eye(len(means))[assign(p.x, means)]
        means = mean_update(p.x, delta, previous=means)
        np.testing.assert_array_equal(means, expected)
        by_product = shared_variance(p.x, means, delta) * p.x.size
        labels = delta.argmax(axis=1)
        assert by_product == pytest.approx(assignment_distortion(p.x, means, labels), rel=1e-12)


def test_the_limit_mixture_is_lloyd_off_ties_and_repairs_empty_clusters() -> None:
    x = old_faithful()
    start = x[[0, 1, 100, 200]]
    run = lloyd(x, start)
    limit = SphericalGaussianMixture(4, sigma2=0.0, weights="uniform", means_init=start).fit(x)
    np.testing.assert_allclose(limit.means_, run.means, rtol=1e-14)
    np.testing.assert_array_equal(limit.predict(x), run.labels)
    assert limit.n_iter_ == run.n_iter
    assert limit.converged_

    far = np.vstack([start, [[1e6, 1e6]]])
    assert lloyd(x, far).means[4].tolist() == [1e6, 1e6]
    first = em_mean_limit(x, far, np.full(5, 0.2))
    assert first.empty.tolist() == [False] * 4 + [True]
    assert (x == first.means[4]).all(axis=1).any()
    repaired = SphericalGaussianMixture(5, sigma2=0.0, weights="uniform", means_init=far).fit(x)
    assert not repaired.empty_components_.size
    assert distortion(x, repaired.means_) < run.distortion
    hard = hard_responsibilities(x, repaired.means_, np.full(5, 0.2))
    assert (hard.sum(axis=0) >= 1).all()
