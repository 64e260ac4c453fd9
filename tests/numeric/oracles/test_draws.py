"""k-means++ and samples against the same draws, in rational arithmetic or written out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from flint import fmpq
from hardlimit import numeric
from hardlimit.numeric import exact, random_problems

from ... import sizes
from .mixtures import matrices

SEED = sizes.seed(89)


def drawn(mass: list[Any], rng: np.random.Generator, count: int) -> list[int]:
    """Rows in proportion to their mass: the first whose cumulated mass exceeds a uniform share."""
    total, cumulated = fmpq(0), []
    for m in mass:
        total += m
        cumulated.append(total)
    if total == 0:
        return []
    shares = [exact.rational(u) * total for u in rng.random(count).tolist()]
    return [next(n for n, c in enumerate(cumulated) if c > u) for u in shares]


def plus_plus(x: Any, size: int, s: Any, rng: np.random.Generator, trials: int) -> list[int]:
    """Of the candidates for each next centre the first that lowers the potential most."""
    weights = [exact.rational(w) for w in s]
    chosen = drawn(weights, rng, 1)
    while len(chosen) < size:
        least = [min(row) for row in exact.squared_distances(x, x[chosen])]
        candidates = drawn([w * d for w, d in zip(weights, least, strict=True)], rng, trials)
        if not candidates:
            chosen += drawn(weights, rng, 1)
            continue
        levels = [
            sum((w * min(row) for w, row in
                 zip(weights, exact.squared_distances(x, x[[*chosen, c]]), strict=True)), fmpq(0))
            for c in candidates
        ]  # fmt: skip
        chosen.append(candidates[levels.index(min(levels))])
    return chosen


@pytest.mark.parametrize("trials", [None, 1, 4])
@pytest.mark.parametrize("power", [0, -420])
def test_centres_are_those_of_exact_arithmetic(trials: int | None, power: int) -> None:
    for i, p in enumerate(random_problems(42, SEED)):
        size = min(len(p.x), len(p.means) + 2)
        s = np.arange(len(p.x)) % 3 * 0.5 + (0.25 if i % 2 else 0.0)
        s[0] += 1.0
        s *= 2.0**1000 if i % 3 == 0 else 1.0
        for weights in (s, None):
            with np.errstate(divide="raise", invalid="raise"):
                found = numeric.kmeans_plus_plus(
                    np.ldexp(p.x, power), size, np.random.default_rng([SEED, i]),
                    sample_weight=weights, trials=trials,
                )  # fmt: skip
            truth = plus_plus(
                p.x, size, s if weights is not None else np.ones(len(p.x)),
                np.random.default_rng([SEED, i]), trials or 2 + int(math.log(size)),
            )  # fmt: skip
            assert p.x[found].tolist() == p.x[truth].tolist(), p.name
            if trials == 1:
                assert found.tolist() == truth, p.name


def test_axes_of_very_different_lengths() -> None:
    """Only one of them is so long that its squares are no doubles."""
    x = np.array([[0.0, 0.0], [1.0, 2.0**600], [0.5, 1.5 * 2.0**601], [0.25, 2.0**599]])
    rng = np.random.default_rng(3)
    with np.errstate(over="raise", invalid="raise"):
        assert numeric.traversal(x, 3).tolist() == [1, 2, 0]
        chosen = numeric.kmeans_plus_plus(x, 4, rng)
    assert sorted(chosen.tolist()) == [0, 1, 2, 3]


@pytest.mark.parametrize("kind", ["full", "diag", "tied", "spherical", "shared"])
def test_samples_are_turned_noise(kind: Any) -> None:
    """x = μ_k + L_k z with L_k L_kᵀ = Σ_k, for the noise that the generator gives."""
    tilt = np.array([[2.0, 0.5], [0.5, 1.0]])
    values: dict[str, Any] = {
        "full": [tilt, 3 * np.eye(2), tilt[::-1, ::-1]],
        "diag": [[1.0, 4.0], [9.0, 0.25], [2.0, 2.0]],
        "tied": tilt,
        "spherical": [1.0, 4.0, 0.25],
        "shared": 2.0,
    }
    at = numeric.Mixture(
        np.array([0.5, 0.25, 0.25]), np.array([[0.0, 1.0], [5.0, 5.0], [-9.0, 2.0]]),
        np.asarray(values[kind]), kind,
    )  # fmt: skip
    x, labels = numeric.sample(at, 50, np.random.default_rng(8))
    rng = np.random.default_rng(8)
    counts = rng.multinomial(50, at.weights)
    noise = rng.standard_normal((50, 2))
    assert labels.tolist() == np.repeat([0, 1, 2], counts).tolist()
    for point, k, z in zip(x, labels.tolist(), noise, strict=True):
        c = np.array(matrices(at)[k], dtype=object)
        c = np.array([[float(v.p) / float(v.q) for v in row] for row in c])
        np.testing.assert_allclose(point, at.means[k] + np.linalg.cholesky(c) @ z, rtol=1e-12)
