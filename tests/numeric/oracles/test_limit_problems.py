"""The problems near the limit are what they are said to be, by exact arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hardlimit.numeric import Problem, exact
from hardlimit.numeric.problems import limit_problems

PROBLEMS = limit_problems(200, seed=60)


def kind(problem: Problem) -> str:
    return problem.name.rsplit("-", 2)[0]


def test_sizes_and_exactness() -> None:
    assert {kind(p) for p in PROBLEMS} == {"crowded", "narrow", "split", "hair", "tiny"}
    for p in PROBLEMS:
        assert p.x.shape[0] <= 16
        assert len(p.means) <= 8
        assert p.x.shape[1] <= 3
        assert p.weights.sum() == 1
        assert (p.responsibilities.sum(axis=1) == 1).all()
        assert exact.rational(p.sigma2) == exact.rational(p.sigma) ** 2


def test_each_kind_does_what_it_is_for() -> None:
    for p in PROBLEMS:
        if kind(p) == "crowded":
            assert 5 <= len(p.means) <= 8
        elif kind(p) == "narrow":
            assert 2.0**-40 <= p.sigma <= 0.25
        elif kind(p) == "split":
            assert p.sigma <= 0.25
        elif kind(p) == "hair":
            least = [min((g for g in row if g > 0), default=0) for row in exact.gaps(p.x, p.means)]
            ratios = [float(exact.nearest_double(g)) / p.sigma2 for g in least if g > 0]
            assert any(1 / 8 <= ratio <= 64 for ratio in ratios), (p.name, ratios)
        elif kind(p) == "tiny":
            assert np.abs(p.x).max() < 1e-8
            assert p.sigma < 1e-8
    split = [p for p in PROBLEMS if kind(p) == "split"]
    assert sum(max(map(len, exact.nearest(p.x, p.means))) > 1 for p in split) > len(split) / 2
    assert {len(p.means) for p in PROBLEMS if kind(p) == "crowded"} == {5, 6, 7, 8}


def test_problems_depend_on_seed_and_index_only() -> None:
    again = limit_problems(20, seed=60)
    for p, q in zip(PROBLEMS, again, strict=False):
        assert p.name == q.name
        np.testing.assert_array_equal(p.x, q.x)
    assert limit_problems(0, seed=1) == ()
    for count, seed in ((-1, 0), (1, -1)):
        with pytest.raises(ValueError, match="must not be negative"):
            limit_problems(count, seed)
