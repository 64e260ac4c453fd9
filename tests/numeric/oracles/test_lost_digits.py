"""Moments about a mean from far off, which a second pass takes again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import fmpq
from hardlimit.numeric import Mixture, exact, run_em, run_lloyd
from hardlimit.numeric.parameters import CovarianceType

FAR = 1e6
X = np.vstack([
    np.array([[0.0, 1.0], [2.0, -1.0], [-3.0, 0.5], [1.0, 2.5], [0.25, -2.0]]) + FAR,
    np.array([[0.0, 5.0], [2.0, -7.0], [-3.0, 0.5], [6.0, 1.0]]) + 1e9,
])  # fmt: skip
MEMBERS = (slice(0, 0), slice(0, 5), slice(5, 9))
SHAPES: dict[CovarianceType, Any] = {
    "spherical": np.full(3, 1e12),
    "diag": np.full((3, 2), 1e12),
    "full": np.tile(1e12 * np.eye(2), (3, 1, 1)),
}


def moments(x: Any, kind: CovarianceType) -> tuple[list[Any], Any]:
    """The mean and the covariance, in rationals."""
    rows = exact.rationals(x)
    mean = [sum(column, fmpq(0)) / len(rows) for column in zip(*rows, strict=True)]
    off = [[v - m for v, m in zip(row, mean, strict=True)] for row in rows]
    outer = [[sum((r[d] * r[e] for r in off), fmpq(0)) / len(rows) for e in (0, 1)] for d in (0, 1)]
    if kind == "full":
        return mean, exact.doubles(outer)
    diagonal = [outer[0][0], outer[1][1]]
    if kind == "diag":
        return mean, exact.doubles([diagonal])[0]
    return mean, exact.nearest_double((diagonal[0] + diagonal[1]) / 2)


@pytest.mark.parametrize("kind", SHAPES)
def test_one_component_that_moves_far_is_enough_and_none_is_mistaken_for_another(
    kind: CovarianceType,
) -> None:
    """The first component has no weight, the second comes from far, the third from near."""
    start = Mixture(
        np.array([0.0, 0.5, 0.5]),
        np.array([[-5.0, 3.0], [0.0, 0.0], X[5:].mean(axis=0) + 0.5]),
        SHAPES[kind],
        kind,
    )
    run = run_em(X, start, max_iter=1, tol=0.0)
    assert len(run.paths) == 3
    np.testing.assert_array_equal(run.mixture.weights, [0, 5 / 9, 4 / 9])
    np.testing.assert_array_equal(run.mixture.means[0], start.means[0])
    for k in (1, 2):
        mean, covariance = moments(X[MEMBERS[k]], kind)
        np.testing.assert_allclose(run.mixture.means[k], exact.doubles([mean])[0], rtol=1e-15)
        np.testing.assert_allclose(run.mixture.covariances[k], covariance, rtol=1e-12)


@pytest.mark.parametrize("dimension", [2, 200])
def test_a_distortion_that_is_no_difference_of_two_sums(dimension: int) -> None:
    """Clusters so far apart, in parts of their width, that sums of squares lose what is wanted."""
    rng = np.random.default_rng(43)
    far = np.zeros((2, dimension))
    far[0, 0] = far[1, 1] = 1.0
    means = np.round(far * 2.0**20) + rng.integers(-8, 9, size=(2, dimension))
    for width in (1e-4, 1e-2, 1.0, 100.0):
        # On a grid, so that the plain sums below round little.
        off = np.round(rng.normal(scale=width, size=(60, dimension)) * 2.0**30) / 2.0**30
        x = np.repeat(means, 30, axis=0) * 300 / width / 2.0**20 + off
        x[:30] += 1000
        start = np.array([x[:30].mean(axis=0), x[30:].mean(axis=0)])
        sigma2 = width**2 * 1e-6
        at = Mixture(np.array([0.5, 0.5]), start, np.asarray(sigma2))
        run = run_em(x, at, learn_covariances=False, max_iter=0, tol=0.0)
        squares = exact.squared_distances(x, start)
        least = exact.nearest_double(sum((min(row) for row in squares), fmpq(0)))
        wanted = 60 * np.log(0.5) - 30 * dimension * np.log(2 * np.pi * sigma2)
        wanted -= least / 2 / sigma2
        assert run.history[0] == pytest.approx(wanted, rel=2e-14)


@pytest.mark.parametrize("offset", [1e8, -1e8])
def test_means_far_from_zero_are_right_to_the_last_digit(offset: float) -> None:
    """Sums about zero would lose four more."""
    x = np.random.default_rng(44).normal(size=(4000, 1)) + offset
    before = run_lloyd(x, x[:2], max_iter=1).labels
    means = run_lloyd(x, x[:2], max_iter=2).means.ravel()
    for k in (0, 1):
        members = exact.rationals(x[before == k])
        right = sum((row[0] for row in members), fmpq(0)) / len(members)
        off = exact.nearest_double(exact.rational(means[k]) - right)
        assert abs(off) <= 0.6 * np.spacing(abs(offset))
