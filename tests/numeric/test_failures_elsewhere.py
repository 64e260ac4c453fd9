"""Inputs on which common implementations fail near σ = 0, with the right answers.

Thirteen were found in scikit-learn 1.9.1. Those not here are beside what else they belong to:
an offset of 1e8 and data times 1e-4 for every kind of covariance, K = N and constant features
(test_fit), a far cluster and a tie between two centres in one step of k-means (test_limits,
test_kmeans), clusters 1e-9 apart beside one at 1e9 (test_kmeans, test_fast_lloyd).
"""

import warnings
from typing import Literal

import numpy as np
import pytest
from hardlimit.numeric import (
    Mixture,
    SphericalGaussianMixture,
    em_mean_limit,
    em_means,
    hard_responsibilities,
    lloyd,
    log_likelihood,
    responsibilities,
    run_em,
)

BOTH: tuple[Literal["shared", "per_component"], ...] = ("shared", "per_component")


@pytest.fixture(autouse=True)
def _no_warnings() -> object:
    """None of these inputs may cause so much as a floating-point warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("sigma2", [1e-12, 1e-15, 1e-16, 1e-17, 1e-300, 5e-324, 0.0])
def test_rows_sum_to_one_at_exact_ties(sigma2: float) -> None:
    square = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    r = responsibilities([[0.5, 0.5], [0.3, 0.5]], square, np.full(4, 0.25), sigma2)
    assert r.tolist() == [[0.25, 0.25, 0.25, 0.25], [0.5, 0.0, 0.5, 0.0]]
    unequal = [0.1, 0.2, 0.3, 0.4]
    split = responsibilities([[0.5, 0.5]], square, unequal, sigma2)
    np.testing.assert_allclose(split, [unequal], rtol=1e-15)


@pytest.mark.parametrize("sigma2", [1.0, 1e-2, 1e-100, 0.0])
def test_a_large_offset_does_not_move_points_to_other_clusters(sigma2: float) -> None:
    rng = np.random.default_rng(2)
    x = np.round(rng.normal(size=(200, 3)) * 2**20) / 2**20
    means = x[:5]
    weights = np.full(5, 0.2)
    np.testing.assert_array_equal(
        responsibilities(x + 1e8, means + 1e8, weights, sigma2),
        responsibilities(x, means, weights, sigma2),
    )


def test_fixed_tiny_variance_stays_finite_over_many_steps() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(60, 2))
    for sigma2 in (1e-300, 1e-308, 5e-324):
        model = SphericalGaussianMixture(3, sigma2=sigma2, means_init=x[:3], max_iter=50).fit(x)
        assert np.isfinite(model.means_).all()
        np.testing.assert_allclose(model.means_, lloyd(x, x[:3]).means, rtol=1e-14, atol=1e-15)
        assert set(np.unique(model.predict_proba(x))) <= {0.0, 1.0}


@pytest.mark.parametrize("covariance", BOTH)
@pytest.mark.parametrize("scale", [1e-150, 1e-4, 1.0, 1e140])
def test_fit_does_not_depend_on_the_unit(
    covariance: Literal["shared", "per_component"], scale: float
) -> None:
    rng = np.random.default_rng(4)
    x = np.vstack([rng.normal(size=(50, 2)), rng.normal(9, 1, (50, 2))])
    means = SphericalGaussianMixture(2, covariance_type=covariance).fit(x * scale).means_
    np.testing.assert_allclose(
        np.sort(means / scale, axis=0), [x[:50].mean(axis=0), x[50:].mean(axis=0)], rtol=1e-5
    )


def test_coordinates_whose_squares_overflow_are_refused() -> None:
    with pytest.raises(ValueError, match="rescale the data by a power of two"):
        SphericalGaussianMixture(1).fit([[1e160], [2e160]])


def test_identical_points_give_means_on_them_and_not_at_the_origin() -> None:
    x = np.ones((50, 2))
    model = SphericalGaussianMixture(2, sigma2=1e-6).fit(x)
    assert (model.means_ == 1).all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        unbounded = SphericalGaussianMixture(2).fit(x)
    assert unbounded.unbounded_
    assert (unbounded.means_ == 1).all()


@pytest.mark.parametrize("sigma2", ["learned", 1.0, 1e-6, 0.0])
def test_a_far_component_moves_to_the_nearest_data_point_and_is_flagged(
    sigma2: float | Literal["learned"],
) -> None:
    rng = np.random.default_rng(6)
    x = np.vstack([rng.normal(size=(50, 2)), rng.normal(9, 1, (50, 2))])
    start = [[0.0, 0.0], [9.0, 9.0], [1e6, 1e6]]
    model = SphericalGaussianMixture(3, sigma2=sigma2, means_init=start).fit(x)
    # Its weight is learned and underflows at the first step, so it stays where that put it.
    assert model.empty_components_.tolist() == [2]
    assert model.weights_[2] == 0
    assert (x == model.means_[2]).all(axis=1).any()
    fixed = SphericalGaussianMixture(3, sigma2=sigma2, weights="uniform", means_init=start).fit(x)
    assert fixed.empty_components_.tolist() == []


def test_one_point_one_component() -> None:
    model = SphericalGaussianMixture(1, sigma2=2.0).fit([[3.0, 4.0]])
    assert model.means_.tolist() == [[3.0, 4.0]]
    assert model.converged_
    assert model.lower_bound_ == pytest.approx(-np.log(4 * np.pi), rel=1e-15)


def test_one_point_of_any_kind_of_mixture_has_its_mean_there() -> None:
    values = {"full": np.eye(2)[None], "diag": np.ones((1, 2)), "tied": np.eye(2)}
    for kind, value in {**values, "spherical": np.ones(1), "shared": np.asarray(1.0)}.items():
        at = Mixture(np.ones(1), np.zeros((1, 2)), value, kind)  # type: ignore[arg-type]
        fixed = run_em([[3.0, 4.0]], at, learn_covariances=False)
        assert fixed.mixture.means.tolist() == [[3.0, 4.0]]
        assert fixed.converged
        learned = run_em([[3.0, 4.0]], at)
        assert learned.mixture.means.tolist() == [[3.0, 4.0]]
        assert learned.unbounded


def test_an_initial_weight_of_zero_leaves_the_component_out() -> None:
    x = np.array([[0.0], [1.0], [10.0], [11.0]])
    model = SphericalGaussianMixture(
        2, sigma2=1.0, means_init=[[0.0], [10.0]], weights_init=[1.0, 0.0]
    ).fit(x)
    assert model.means_.tolist() == [[5.5], [10.0]]
    assert model.empty_components_.tolist() == [1]


def test_weights_survive_in_the_exponent() -> None:
    """log w is lost beside an exponent of 1e19; w itself is not."""
    x, means = [[0.0]], [[-1.0], [1.0], [3.0]]
    for sigma2 in (1e-19, 1e-200, 0.0):
        assert responsibilities(x, means, [0.125, 0.375, 0.5], sigma2).tolist() == [[0.25, 0.75, 0]]
    assert hard_responsibilities(x, means, [0.125, 0.375, 0.5]).tolist() == [[0.25, 0.75, 0]]


def test_variances_per_component_at_the_edges_of_the_range() -> None:
    """E-steps compare d_k/σ_k² where neither that nor 1/σ_k² is a double."""
    x, means, weights = [[1.0], [4.0]], [[0.0], [10.0]], [0.5, 0.5]
    # Ratio of variances 1 : 4, so that 4/1 > 6/2 and the second point changes sides.
    for unit in (1e-320, 1e-300, 1e-100):
        r = responsibilities(x, means, weights, np.array([1.0, 4.0]) * unit)
        assert r.tolist() == [[1.0, 0.0], [0.0, 1.0]]
        moved = em_means(x, means, weights, np.array([1.0, 4.0]) * unit)
        assert moved.tolist() == [[1.0], [4.0]]
    wide = responsibilities(x, means, weights, [1e-300, 1e300])
    assert wide.tolist() == [[0.0, 1.0], [0.0, 1.0]]
    assert np.isfinite(log_likelihood(x, means, weights, [1e-300, 1e300]))


def test_underflow_inside_gaps_does_not_invent_ties() -> None:
    """Squares of 1e-170 are zero in doubles, but 1e-170 is nearer to 0 than to 3e-170."""
    limit = em_mean_limit([[1e-170], [2e-170]], [[0.0], [3e-170]], [0.5, 0.5])
    assert limit.means.tolist() == [[1e-170], [2e-170]]


def test_a_mean_beyond_the_range_of_logarithms() -> None:
    moved = em_means([[0.0]], [[0.0], [10.0]], [0.5, 0.5], [1e-320, 4e-320])
    assert moved.tolist() == [[0.0], [0.0]]


def test_the_default_start_does_not_feel_an_offset() -> None:
    """The grand mean of these points is 5.6, nearest to 5; beside 2⁵² it rounds to 6."""
    x = np.array([[7.0], [4.0], [0.0], [5.0], [12.0]])
    for offset in (0.0, 2.0**52):
        model = SphericalGaussianMixture(2, max_iter=0).fit(x + offset)
        assert (model.means_ - offset).tolist() == [[4.0], [12.0]]
