"""Logarithms of order one beside exponents of 1e16 and more: weights, determinants, ties.

A lone component is equally far, or nearly, from points that others share: what decides its mean,
and who has a point, is how many tie there, their weights and determinants.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hardlimit import numeric
from hardlimit.numeric import Mixture, exact, run_em

from ... import sizes
from .mixtures import KINDS, Exact, exactly, log_total

SEED = sizes.seed(97)
#: σ² from 1 to the smallest double.
POWERS = (0, -6, -20, -40, -62, -64, -100, -300, -600, -1000, -1074)
#: Bits for exponents up to 2^1100.
BITS = 1400


def covariances(kind: str, sigma2: float, scales: Any, tilt: Any) -> Any:
    """A common shape times σ² and a power of four for each component, where the kind allows it."""
    axes = np.diag(tilt)
    values: dict[str, Any] = {
        "shared": sigma2,
        "spherical": sigma2 * scales,
        "diag": sigma2 * scales[:, None] * axes,
        "tied": sigma2 * tilt,
        "full": sigma2 * scales[:, None, None] * tilt,
    }
    return np.asarray(values[kind])


def planted(kind: str, power: int, draw: int) -> tuple[Any, Mixture]:
    """Points at v and −v about a lone centre near 0, each with a few centres of its own.

    Those of a point lie in pairs of opposite steps, so that they tie exactly; those of the other
    have twice the step and four times the covariance, so that only determinants differ.
    """
    rng = np.random.default_rng([SEED, draw, power + 2000, KINDS.index(kind)])
    dimension = int(rng.integers(1, 4))
    sigma2 = math.ldexp(float(rng.choice([1.0, 0.7])), power)
    v = rng.choice([-8.0, -4.0, 4.0, 8.0], size=dimension)
    off = rng.choice([-2.0, -1.0, 1.0, 2.0], size=dimension)
    wider = bool(rng.integers(2)) and kind in ("spherical", "diag", "full") and power > -1070
    here = [v + off, v - off, v + off][: int(rng.integers(1, 4))]
    step = off * (2.0 if wider else 1.0)
    there = [step - v, -step - v, -step - v][: int(rng.integers(1, 4))]
    # A hair beside the middle: the two exponents differ by little.
    hair = sigma2 * rng.integers(-8, 9) / 64 * (rng.random(dimension) < 0.7)
    means = np.array([*here, *there, hair])
    scales = np.array([1.0] * len(here) + [4.0 if wider else 1.0] * len(there) + [1.0])
    weights = (rng.multinomial(64 - len(means), np.full(len(means), 1 / len(means))) + 1) / 64
    if rng.integers(3) == 0:
        weights[rng.integers(len(means))] = 2.0 ** -rng.integers(60, 1000)
        weights /= weights.sum()
    x = np.array([v, -v, v, *(3 * v + rng.integers(-1, 2, size=(2, dimension)))])
    tilt = np.eye(dimension) + rng.choice([0.5, 0.3]) * (
        np.eye(dimension, k=1) + np.eye(dimension, k=-1)
    )
    order = rng.permutation(len(means))
    c = covariances(kind, sigma2, scales[order], tilt)
    at = Mixture(weights[order], means[order], c, kind)  # type: ignore[arg-type]
    return x[rng.permutation(len(x))], at


def close(got: Any, truth: Any, tolerance: float = 1e-9) -> None:
    true = np.array([exact.nearest_double(exact.ball(v)) for v in np.ravel(truth)])
    np.testing.assert_allclose(np.ravel(got), true, rtol=0, atol=tolerance)


def powers(kind: str) -> Any:
    # A matrix of smallest doubles is no multiple of anything.
    return [p for p in POWERS if p >= -1000 or kind in ("shared", "spherical", "diag")]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_logarithm_decides(kind: str) -> None:
    with exact.precision(BITS):
        for power in powers(kind):
            for draw in range(sizes.draws(3)):
                x, at = planted(kind, power, draw)
                truth = exactly(at)
                shares = np.array(truth.shares(x), dtype=object)
                close(numeric.predict_proba(x, at), shares)
                levels = [log_total(row) for row in truth.logs(x)]
                for got, true in zip(numeric.score_samples(x, at), levels, strict=True):
                    if true < -1e308:
                        assert got < -1e308
                    else:
                        assert exact.relative_error(float(got), true, 100) < 1e-12
                s = np.arange(1.0, len(x) + 1)
                after = truth.step(
                    x, s, weights=True, means=True, covariances=False, hard=False, reg=0
                )
                found = run_em(x, at, sample_weight=s, learn_covariances=False, max_iter=1, tol=0.0)
                close(found.mixture.weights, np.array(after.weights, dtype=object))
                close(found.mixture.means, np.array(after.means, dtype=object), 1e-8)
                if kind in ("shared", "spherical"):
                    one = step_of_means(truth, x)
                    got = numeric.em_means(x, at.means, at.weights, at.covariances)
                    close(got, np.array(one, dtype=object), 1e-8)
                    r = numeric.responsibilities(x, at.means, at.weights, at.covariances)
                    close(r, shares, 1e-13)


def step_of_means(truth: Exact, x: Any) -> list[list[Any]]:
    s = np.ones(len(x))
    return truth.step(x, s, weights=False, means=True, covariances=False, hard=False, reg=0).means
