"""Logarithms of order one beside exponents of 1e16 and more: weights, determinants, ties.

A lone component is equally far, or nearly, from points that others share: what decides its mean,
and who has a point, is how many tie there, their weights and determinants.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from flint import arb
from hardlimit import numeric
from hardlimit.numeric import Mixture, exact, run_em
from hardlimit.numeric.parameters import CovarianceType

from ... import sizes
from .mixtures import KINDS, Exact, exactly, log_total, scaled

SEED = sizes.seed(97)
#: σ² from 1 to the smallest double.
POWERS = (0, -6, -20, -40, -62, -64, -100, -300, -600, -1000, -1074)
#: Bits for exponents up to 2^1100.
BITS = 1400


def covariances(kind: CovarianceType, sigma2: float, scales: Any, tilt: Any) -> Any:
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


def planted(kind: CovarianceType, power: int, draw: int) -> tuple[Any, Mixture]:
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
    at = Mixture(weights[order], means[order], c, kind)
    return x[rng.permutation(len(x))], at


def close(got: Any, truth: Any, tolerance: float = 1e-9) -> None:
    true = np.array([exact.nearest_double(exact.ball(v)) for v in np.ravel(truth)])
    np.testing.assert_allclose(np.ravel(got), true, rtol=0, atol=tolerance)


def powers(kind: CovarianceType) -> Any:
    # A matrix of smallest doubles is no multiple of anything.
    return [p for p in POWERS if p >= -1000 or kind in ("shared", "spherical", "diag")]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_logarithm_decides(kind: CovarianceType) -> None:
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
                if -300 < power < 0:
                    there = Mixture(
                        at.weights, np.ldexp(at.means, -350), np.ldexp(at.covariances, -700), kind
                    )
                    run = run_em(
                        np.ldexp(x, -350), there, sample_weight=s, learn_covariances=False,
                        max_iter=1, tol=0.0,
                    )  # fmt: skip
                    close(run.mixture.weights, np.array(after.weights, dtype=object))
                    close(
                        np.ldexp(run.mixture.means, 350), np.array(after.means, dtype=object), 1e-8
                    )
                if kind in ("shared", "spherical"):
                    one = step_of_means(truth, x)
                    got = numeric.em_means(x, at.means, at.weights, at.covariances)
                    close(got, np.array(one, dtype=object), 1e-8)
                    r = numeric.responsibilities(x, at.means, at.weights, at.covariances)
                    close(r, shares, 1e-13)


def test_widths_of_their_own_in_the_limit() -> None:
    """The narrowest component, far narrower than those that tie, does not count."""
    with exact.precision(BITS):
        for draw in range(sizes.draws(40)):
            x, at = planted("spherical", 0, draw)
            means = np.vstack([at.means, [[100.0] * x.shape[1]]])
            weights = np.append(at.weights, 0.5) / 1.5
            for narrow in (2.0**-1074, 2.0**-600, 2.0**-6, 1.0):
                v = np.append(at.covariances, narrow)
                got = numeric.own_width_shares(x, means, weights, v)
                for row, squares in zip(got, exact.squared_distances(x, means), strict=True):
                    energy = [d / exact.rational(s) for d, s in zip(squares, v, strict=True)]
                    left = [
                        exact.ball(w) / exact.ball(s) ** (arb(x.shape[1]) / 2)
                        if e == min(energy) else arb(0)
                        for w, s, e in zip(weights, v, energy, strict=True)
                    ]  # fmt: skip
                    total = sum(left, arb(0))
                    close(row, np.array([w / total for w in left], dtype=object), 1e-13)


def fuzzy_logs(x: Any, means: Any, m: float) -> list[list[Any]]:
    """log u_nk; a point at centres belongs to these alone."""
    out = []
    for row in exact.squared_distances(x, means):
        if 0 in row:
            logs = [arb(0) if d == 0 else arb(-(10**40)) for d in row]
        else:
            logs = [-exact.ball(d).log() / (exact.ball(m) - 1) for d in row]
        out.append([v - log_total(logs) for v in logs])
    return out


@pytest.mark.parametrize("power", [1, -3, -8, -16, -30, -44, -52])
def test_fuzzy_memberships_harden(power: int) -> None:
    """The logarithm of how many tie, beside a quotient by m − 1."""
    m = 1 + 2.0**power
    with exact.precision(400):
        for draw in range(sizes.draws(6)):
            x, at = planted("shared", -20, draw)
            means = at.means.copy()
            # Distances whose logarithms differ by about m − 1.
            means[np.abs(means) < 1] *= 2.0 ** (power + 18)
            for unit in (1.0, 2.0**-300):
                logs = fuzzy_logs(x, means, m)
                u = [[v.exp() for v in row] for row in logs]
                close(
                    numeric.fuzzy_memberships(x * unit, means * unit, m), np.array(u, dtype=object)
                )
                s = np.arange(len(x)) % 4 / 2
                run = numeric.run_fuzzy_c_means(
                    x * unit, means * unit, m, sample_weight=s, max_iter=1, tol=0.0
                )
                for k, mean in enumerate(means):
                    raised = scaled([exact.ball(m) * row[k] for row in logs], s)
                    total = sum(raised, arb(0))
                    if not total > 0 or max(row[k].mid() for row in logs) < -(10**39):
                        np.testing.assert_array_equal(run.means[k], mean * unit)
                        continue
                    truth = [
                        sum((r * exact.rational(v) for r, v in zip(raised, x[:, e], strict=True)),
                            arb(0)) / total
                        for e in range(x.shape[1])
                    ]  # fmt: skip
                    close(run.means[k] / unit, np.array(truth, dtype=object), 1e-8)


def step_of_means(truth: Exact, x: Any) -> list[list[Any]]:
    s = np.ones(len(x))
    return truth.step(x, s, weights=False, means=True, covariances=False, hard=False, reg=0).means
