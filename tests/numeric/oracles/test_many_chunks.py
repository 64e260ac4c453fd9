"""More rows than one chunk holds: labels, means and likelihoods of the plain functions."""

from __future__ import annotations

import numpy as np
from hardlimit.numeric import Mixture, assign, responsibilities, run_em, run_lloyd


def cloud(rows: int, size: int) -> np.ndarray:
    rng = np.random.default_rng([rows, size])
    return rng.normal(size=(size, 2))[rng.integers(size, size=rows)] * 3 + rng.normal(
        size=(rows, 2)
    )


def test_labels_of_many_points() -> None:
    x = cloud(20_000, 5)
    for steps in (0, 1, 7):
        run = run_lloyd(x, x[:5], max_iter=steps)
        np.testing.assert_array_equal(run.labels, assign(x, run.means))
        off = x - run.means[run.labels]
        np.testing.assert_allclose(run.distortion, (off**2).sum(), rtol=1e-12)
    before = run_lloyd(x, x[:5], max_iter=6)
    means = [x[before.labels == k].mean(axis=0) for k in range(5)]
    np.testing.assert_allclose(run.means, means, rtol=1e-12)


def test_a_step_near_the_limit_of_many_points() -> None:
    x, sigma2 = cloud(20_000, 4), 1e-5
    at = Mixture(np.array([0.1, 0.2, 0.3, 0.4]), x[:4], np.asarray(sigma2))
    run = run_em(x, at, learn_covariances=False, max_iter=1, tol=0.0)
    assert set(run.paths) == {"hardening"}
    r = responsibilities(x, at.means, at.weights, sigma2)
    assert 10 < ((r > 0).sum(axis=1) > 1).sum() < 5000
    np.testing.assert_allclose(run.mixture.means, (r.T @ x) / r.sum(axis=0)[:, None], rtol=1e-12)
    np.testing.assert_allclose(run.mixture.weights, r.mean(axis=0), rtol=1e-12)
    square = ((x[:, None] - at.means) ** 2).sum(axis=2)
    level = np.log(at.weights) - square / 2 / sigma2 - np.log(2 * np.pi * sigma2)
    top = level.max(axis=1)
    wanted = (top + np.log(np.exp(level - top[:, None]).sum(axis=1))).sum()
    np.testing.assert_allclose(run.history[0], wanted, rtol=1e-12)
