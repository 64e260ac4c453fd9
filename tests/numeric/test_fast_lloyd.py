"""`run_lloyd`: the labels of `lloyd`, which are exact, at a fraction of the distances."""

import inspect

import numpy as np
import pytest
from hardlimit.numeric import (
    KMeans,
    assign,
    assignment_distortion,
    exact,
    iris,
    lloyd,
    old_faithful,
    random_problems,
    run_lloyd,
)
from hardlimit.numeric.problems import limit_problems


def test_steps_labels_and_centres_are_those_of_the_plain_algorithm() -> None:
    """On lattices, ties, repeated points, coincident and empty centres, offsets and tiny units."""
    for p in random_problems(140, seed=70) + limit_problems(50, seed=71):
        plain = lloyd(p.x, p.means)
        for steps in (0, 1, plain.n_iter, 300):
            run = run_lloyd(p.x, p.means, max_iter=steps)
            expected = plain.trajectory[min(steps, plain.n_iter)]
            np.testing.assert_allclose(run.means, expected, rtol=1e-13, atol=1e-13 * abs(p.x).max())
            np.testing.assert_array_equal(run.labels, assign(p.x, run.means))
        assert run.converged
        assert run.n_iter == plain.n_iter
        assert run.distortion == pytest.approx(plain.distortion, rel=1e-12, abs=1e-25)
        counts = np.bincount(run.labels, minlength=len(p.means))
        assert run.empty.tolist() == np.flatnonzero(counts == 0).tolist()


@pytest.mark.slow
@pytest.mark.parametrize("offset", [0.0, 1e8])
@pytest.mark.parametrize("shape", [(3000, 2, 7), (3000, 10, 4), (900, 3, 260)])
def test_labels_are_exact_where_bounds_spare_most_distances(
    shape: tuple[int, int, int], offset: float
) -> None:
    rows, dimension, size = shape
    rng = np.random.default_rng(72)
    x = rng.normal(size=(rows, dimension)) + offset
    run = run_lloyd(x, x[:size], max_iter=60)
    assert len(run.evaluated) == run.n_iter
    assert run.evaluated[0] == 1.0
    assert min(run.evaluated) < 0.6
    np.testing.assert_array_equal(run.labels, assign(x, run.means))
    some = rng.choice(rows, 60)
    np.testing.assert_array_equal(run.labels[some], exact.labels(x[some], run.means))
    for steps in (5, 33):
        run = run_lloyd(x, x[:size], max_iter=steps)
        np.testing.assert_array_equal(run.labels, assign(x, run.means))
        assert run.distortion == pytest.approx(
            assignment_distortion(x, run.means, run.labels), rel=1e-12
        )


def test_near_ties_are_those_of_the_doubles() -> None:
    """Points beside the bisector by less than the rounding of any score."""
    rng = np.random.default_rng(73)
    centres = rng.normal(size=(2, 3))
    side = np.linalg.qr(np.column_stack([centres[1] - centres[0], rng.normal(size=(3, 2))]))[0]
    x = centres.mean(axis=0) + rng.normal(size=(500, 2)) @ side[:, 1:].T
    run = run_lloyd(x, centres, max_iter=0)
    np.testing.assert_array_equal(run.labels, exact.labels(x, centres))
    assert 0 < run.labels.sum() < 500


def test_weights_of_points_are_repetitions_and_zero_leaves_out() -> None:
    x = old_faithful()
    times = np.random.default_rng(74).integers(0, 4, len(x))
    start = x[[0, 1, 100, 200]]
    weighted = run_lloyd(x, start, sample_weight=times)
    repeated = run_lloyd(np.repeat(x, times, axis=0), start)
    np.testing.assert_allclose(weighted.means, repeated.means, rtol=1e-13)
    assert weighted.distortion == pytest.approx(repeated.distortion, rel=1e-12)
    assert weighted.n_iter == repeated.n_iter


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 2.0**400, 1e300])
def test_a_unit_changes_nothing(scale: float) -> None:
    x = iris()
    here, there = run_lloyd(x, x[:5]), run_lloyd(x * scale, x[:5] * scale)
    np.testing.assert_array_equal(there.labels, here.labels)
    np.testing.assert_allclose(there.means / scale, here.means, rtol=1e-13)


def test_defaults_are_those_of_the_estimator() -> None:
    known = inspect.signature(run_lloyd).parameters
    assert known["max_iter"].default == KMeans().max_iter == 300
    assert known["tol"].default == 0.0


def test_a_tolerance_stops_earlier() -> None:
    x = old_faithful()
    full = run_lloyd(x, x[[0, 1, 100, 200]])
    early = run_lloyd(x, x[[0, 1, 100, 200]], tol=1.0)
    assert early.converged
    assert early.n_iter < full.n_iter


def test_duplicates_that_differ_by_rounding_keep_their_own_clusters() -> None:
    x = np.array([[0.0]] * 5 + [[1e-9]] * 5 + [[1e9], [1e9 + 1]])
    run = run_lloyd(x, [[0.0], [1e-9], [1e9]])
    assert run.means.ravel().tolist() == [0.0, 1e-9, 1e9 + 0.5]
    assert run.labels.tolist() == [0] * 5 + [1] * 5 + [2] * 2


def test_what_rounding_leaves_of_the_weight_of_an_emptied_cluster_is_no_point() -> None:
    """A cluster that loses points of weights like 0.1 one after the other keeps its last centre."""
    rng = np.random.default_rng(3748)
    rows, size = rng.integers(20, 60), rng.integers(4, 9)
    x = rng.normal(size=(rows, 2)).round(1)
    start = x[rng.choice(rows, size)] * rng.uniform(0, 3, size=(size, 1))
    start += rng.normal(size=(size, 2))
    times = np.random.default_rng(16).integers(1, 8, size=rows)
    whole = run_lloyd(x, start, sample_weight=times)
    emptied = False
    for steps in range(whole.n_iter + 1):
        run = run_lloyd(x, start, sample_weight=times * 0.1, max_iter=steps)
        expected = run_lloyd(x, start, sample_weight=times, max_iter=steps)
        np.testing.assert_allclose(run.means, expected.means, rtol=1e-13)
        assert run.empty.tolist() == expected.empty.tolist()
        emptied |= 0 in run.empty
    assert emptied
    assert 0 not in whole.empty
