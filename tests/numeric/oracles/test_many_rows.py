"""Many rows are few rows with weights: what blocks, chunks and bounds do to large data.

The few are held against exact arithmetic in the other modules of this folder. Here each of them
is repeated, in any order, over more than one block.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hardlimit import numeric
from hardlimit.numeric import Mixture, exact, run_em, run_lloyd
from hardlimit.numeric.blocks import BLOCK_ROWS
from hardlimit.numeric.parameters import CovarianceType

from ... import sizes
from .mixtures import KINDS

SEED = sizes.seed(101)
POINTS = 48


class Data:
    """Different points, how often each is there, and all the rows."""

    def __init__(self, dimension: int, unit: float = 1.0, rows: int = BLOCK_ROWS + 3000) -> None:
        rng = np.random.default_rng([SEED, dimension])
        table = rng.integers(-64, 65, size=(3 * POINTS, dimension)) / 16
        self.x = np.unique(table, axis=0)[:POINTS] * unit
        self.counts = rng.multinomial(rows, rng.dirichlet(np.ones(len(self.x))))
        self.kind = rng.permutation(np.repeat(np.arange(len(self.x)), self.counts))
        self.rows = self.x[self.kind]
        self.means = self.x[rng.choice(len(self.x), 4, replace=False)] + unit / 32
        self.weights = np.array([1, 2, 2, 3]) / 8


def mixture(kind: CovarianceType, data: Data, level: float) -> Mixture:
    size, dimension = data.means.shape
    tilt = np.eye(dimension) + 0.25
    per = 1 + np.arange(size) / 4
    values: dict[str, Any] = {
        "shared": level,
        "spherical": level * per,
        "diag": level * per[:, None] * np.arange(1, dimension + 1),
        "tied": level * tilt,
        "full": level * per[:, None, None] * tilt,
    }
    return Mixture(data.weights, data.means, np.asarray(values[kind]), kind)


def alike(many: Any, few: Any, unit: float, fine: float = 1e-10) -> None:
    a, b = many.mixture, few.mixture
    np.testing.assert_allclose(a.weights, b.weights, rtol=fine, atol=1e-15)
    np.testing.assert_allclose(a.means, b.means, rtol=0, atol=fine * 4 * unit)
    np.testing.assert_allclose(a.covariances, b.covariances, rtol=fine, atol=fine * unit**2)
    np.testing.assert_allclose(many.history, few.history, rtol=fine)
    assert many.empty.tolist() == few.empty.tolist()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", [4.0, 2.0**-10, 2.0**-26, 2.0**-60])
def test_steps_of_em(kind: CovarianceType, level: float) -> None:
    data = Data(2)
    at = mixture(kind, data, level)
    for hard in ("soft", "hard"):
        settings: dict[str, Any] = {"max_iter": 2, "tol": 0.0, "assignment": hard}
        learn = level > 1
        settings |= {"learn_covariances": learn, "reg_covar": 0.25 if learn else 0.0}
        few = run_em(data.x, at, sample_weight=data.counts, **settings)
        alike(run_em(data.rows, at, **settings), few, 1.0)
        # Rows that do not count, a whole block of them, and weights that are no whole numbers.
        s = np.concatenate([np.zeros(BLOCK_ROWS), data.counts / 8])
        padded = np.vstack([np.tile(data.x[:1] + 9, (BLOCK_ROWS, 1)), data.x])
        few = run_em(data.x, at, sample_weight=data.counts / 8, **settings)
        alike(run_em(padded, at, sample_weight=s, **settings), few, 1.0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", [4.0, 2.0**-26])
def test_scores_and_components_of_points(kind: CovarianceType, level: float) -> None:
    data = Data(3)
    at = mixture(kind, data, level)
    some = slice(0, 30000)
    rows, kinds = data.rows[some], data.kind[some]
    for function, fine in ((numeric.score_samples, 1e-12), (numeric.predict_proba, 1e-9)):
        few = function(data.x, at)
        np.testing.assert_allclose(function(rows, at), few[kinds], rtol=fine, atol=1e-13)
    assert numeric.predict(rows, at).tolist() == numeric.predict(data.x, at)[kinds].tolist()


@pytest.mark.parametrize("dimension", [1, 3])
@pytest.mark.parametrize("offset", [0.0, 2.0**30])
@pytest.mark.parametrize("unit", [1.0, 2.0**-400, 2.0**60])
def test_steps_of_lloyd(dimension: int, offset: float, unit: float) -> None:
    data = Data(dimension)
    x, rows = (data.x + offset) * unit, (data.rows + offset) * unit
    means = (data.means + offset) * unit
    for steps in (0, 2, 300):
        few = run_lloyd(x, means, sample_weight=data.counts, max_iter=steps)
        many = run_lloyd(rows, means, max_iter=steps)
        np.testing.assert_allclose(many.means / unit, few.means / unit, rtol=1e-13, atol=1e-12)
        np.testing.assert_array_equal(many.labels, few.labels[data.kind])
        np.testing.assert_allclose(many.distortion, few.distortion, rtol=1e-9)
        assert (many.n_iter, many.converged) == (few.n_iter, few.converged)
        assert many.empty.tolist() == few.empty.tolist()
    assert few.labels.tolist() == exact.labels(x, few.means).tolist()


def test_starts() -> None:
    data = Data(2)
    order = np.argsort(data.kind, kind="stable")
    rows = data.rows[order]
    few = data.x[data.counts > 0]
    # Where the grand mean lies depends on the counts, what is farthest does not.
    found = rows[numeric.traversal(rows, 5)]
    nearest = exact.squared_distances(few, [rows.mean(axis=0)])
    first = min(range(len(few)), key=lambda n: nearest[n][0])
    np.testing.assert_array_equal(found[0], few[first])
    for i in range(1, 5):
        least = [min(row) for row in exact.squared_distances(few, found[:i])]
        assert min(exact.squared_distances(found[i : i + 1], found[:i])[0]) == max(least)
    for kind in KINDS:
        many = numeric.mixture_from_centres(rows, data.means, kind)
        few_ = numeric.mixture_from_centres(
            data.x,
            data.means,
            kind,
            sample_weight=data.counts,
        )
        np.testing.assert_allclose(many.covariances, few_.covariances, rtol=1e-12)
