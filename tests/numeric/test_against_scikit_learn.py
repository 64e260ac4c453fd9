"""What the table of spherical mixtures says of scikit-learn: borders, weights, widths, starts."""

from __future__ import annotations

import warnings
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import dividing_ball, kmeans_centre
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

Array = np.ndarray[Any, Any]


def bell(rows: int) -> Array:
    """A standard Gaussian as its quantiles: a sample without luck."""
    return np.array([NormalDist().inv_cdf((i + 0.5) / rows) for i in range(rows)])


def round_cloud(rows: int, width: float, centre: tuple[float, float]) -> Array:
    """A round cluster in the plane: radii by their quantiles, turned by the golden angle."""
    radius = np.sqrt(-2 * np.log((np.arange(rows) + 0.5) / rows))
    turn = np.arange(rows) * np.pi * (3 - 5**0.5)
    return (
        np.array(centre) + width * np.column_stack([np.cos(turn), np.sin(turn)]) * radius[:, None]
    )


def mixture(kind: str, x: Array, start: Any, **others: Any) -> GaussianMixture:
    """Fitted from these means to the end."""
    parameters = {"tol": 1e-10, "max_iter": 5000, **others}
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        return GaussianMixture(
            len(start), covariance_type=kind, means_init=np.array(start), **parameters
        ).fit(x)


def k_means(x: Array, start: Any) -> KMeans:
    """From these centres to the end."""
    return KMeans(len(start), init=np.array(start), n_init=1, algorithm="lloyd", tol=0).fit(x)


def test_the_border_of_spherical_is_a_sphere_round_the_narrow_bell() -> None:
    """And points beyond the narrow cluster, seen from the wide one, go to the wide one."""
    x = np.vstack([round_cloud(150, 0.5, (-2.0, 0.0)), round_cloud(300, 2.0, (2.0, 0.0))])
    fitted = mixture("spherical", x, [[-2.0, 0.0], [2.0, 0.0]])
    (v, w), (p, q) = fitted.covariances_, fitted.weights_
    assert v < w / 4
    mean, other = fitted.means_
    ball = dividing_ball(mean, other, v, w)
    # At a positive width the weights and what stands before the bells move the sphere's surface.
    surface = ball.radius2 + 2 * v * w / (w - v) * (np.log(p / q) + np.log(w / v))
    places = round_cloud(2000, 2.5, (-1.0, 0.0))
    inside = ((places - ball.centre) ** 2).sum(axis=1) < surface
    np.testing.assert_array_equal(fitted.predict(places) == 0, inside)
    assert fitted.predict([[-6.0, 0.0]]) == 1
    assert k_means(x, fitted.means_).predict([[-6.0, 0.0]]) == 0


def test_learned_weights_move_the_border_towards_the_lighter_bell() -> None:
    """On a line *tied* is one width for both."""
    x = np.concatenate([bell(900) - 1.5, bell(100) + 1.5])[:, None]
    fitted = mixture("tied", x, [[-1.5], [1.5]], weights_init=[0.5, 0.5])
    np.testing.assert_allclose(fitted.weights_, [0.9, 0.1], atol=0.01)
    places = np.linspace(-2, 2, 4001)[:, None]
    border = places[np.argmax(fitted.predict(places) == 1), 0]
    middle = fitted.means_.mean()
    expected = middle + fitted.covariances_[0, 0] * np.log(9) / np.ptp(fitted.means_)
    assert border == pytest.approx(expected, abs=0.02)
    assert border > middle + 0.5
    hard = k_means(x, [[-1.5], [1.5]])
    half_way = places[np.argmax(hard.predict(places) == 1), 0]
    assert half_way == pytest.approx(hard.cluster_centers_.mean(), abs=2e-3)


def test_a_bell_that_sits_on_one_point_is_as_wide_as_the_number_that_is_added() -> None:
    """B8: and the smaller that is, the higher the likelihood, by its logarithm."""
    x, bounds = np.concatenate([bell(50), [40.0]])[:, None], []
    for added in (1e-6, 1e-3):
        fitted = mixture("spherical", x, [[0.0], [40.0]], reg_covar=added)
        assert fitted.covariances_[1] == pytest.approx(added, rel=1e-4)
        bounds.append(len(x) * fitted.lower_bound_)
    assert bounds[0] - bounds[1] == pytest.approx(np.log(1e3) / 2, rel=0.01)


def test_clusters_that_are_alike_and_far_apart_have_the_same_labels() -> None:
    centres = [(0.0, 0.0), (12.0, 0.0), (0.0, 12.0)]
    x = np.vstack([round_cloud(100, 1.0, at) for at in centres])
    labels = k_means(x, centres).labels_
    for kind in ("spherical", "tied", "diag", "full"):
        np.testing.assert_array_equal(mixture(kind, x, centres).predict(x), labels)


def test_where_clusters_overlap_the_mixture_has_the_better_centres() -> None:
    """D14, D14c: k-means is outside by what the integral says."""
    x = np.concatenate([bell(1000) - 1, bell(1000) + 1])[:, None]
    hard = np.sort(k_means(x, [[-1.0], [1.0]]).cluster_centers_.ravel())
    np.testing.assert_allclose(hard, [-kmeans_centre(1, 1), kmeans_centre(1, 1)], atol=2e-3)
    soft = mixture("tied", x, [[-1.5], [1.5]])
    np.testing.assert_allclose(np.sort(soft.means_.ravel()), [-1, 1], atol=0.02)


def test_tied_is_k_means_for_whitened_data() -> None:
    """Two long clusters side by side: k-means for the data as they are cuts them across."""
    cloud = round_cloud(200, 1.0, (0.0, 0.0)) * [6.0, 0.5]
    start = np.array([[0.0, -2.5], [0.0, 2.5]])
    x = np.vstack([cloud + centre for centre in start])
    true = np.repeat([0, 1], 200)
    fitted = mixture("tied", x, start)
    np.testing.assert_array_equal(fitted.predict(x), true)
    white = x @ fitted.precisions_cholesky_
    np.testing.assert_array_equal(k_means(white, start @ fitted.precisions_cholesky_).labels_, true)
    best = KMeans(2, n_init=10, random_state=0).fit(x)
    assert best.inertia_ < k_means(x, start).inertia_
    assert 0.4 < np.mean(best.labels_ == true) < 0.6


def test_a_mixture_starts_from_the_labels_of_k_means() -> None:
    """And what it adds to variances."""
    parameters = GaussianMixture().get_params()
    assert parameters["init_params"] == "kmeans"
    assert parameters["reg_covar"] == 1e-6
