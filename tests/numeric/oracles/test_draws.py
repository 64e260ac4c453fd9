"""k-means++ against the same draws in rational arithmetic."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from flint import fmpq
from hardlimit import numeric
from hardlimit.numeric import exact, random_problems

from ... import sizes

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
