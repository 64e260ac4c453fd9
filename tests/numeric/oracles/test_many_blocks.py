"""Blocks of few rows: what is added up over them, and what they leave for later."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import Mixture, responsibilities, run_em
from hardlimit.numeric.blocks import Rows

from .mixtures import KINDS, exactly
from .test_hard_cases import of_kind


def cut(x: np.ndarray, size: int) -> Rows:
    """Blocks of so many rows."""
    parts = [x[a : a + size] for a in range(0, len(x), size)]
    # np.asarray is called where the block is read.
    return Rows(
        tuple(partial(np.asarray, part) for part in parts),
        tuple(map(len, parts)),
        x.shape[1],
    )


@pytest.mark.parametrize("kind", KINDS)
def test_likelihoods_of_blocks_are_added_up(kind: Any) -> None:
    rng = np.random.default_rng(41)
    x, means = rng.normal(size=(11, 2)), rng.normal(size=(3, 2))
    at = Mixture(np.array([0.5, 0.25, 0.25]), means, of_kind(kind, 3, 2, 0.75), kind)
    level = float(exactly(at).log_likelihood(x, np.ones(11)).mid())
    for size in (1, 4, 10, 11):
        run = run_em(cut(x, size), at, max_iter=0, tol=0.0)
        assert run.history[0] == pytest.approx(level, rel=1e-12)


def test_shared_points_of_many_blocks_are_worked_on_some_at_a_time() -> None:
    """Seven thousand points that two components share, a thousand in each block at most."""
    rng = np.random.default_rng(42)
    sigma2 = 1e-3
    side = rng.normal(scale=sigma2, size=(7000, 1))
    x = np.hstack([side, rng.normal(size=(7000, 1))])
    means = np.array([[-1.0, 0.0], [1.0, 0.0], [40.0, 0.0]])
    at = Mixture(np.array([0.25, 0.5, 0.25]), means, np.asarray(sigma2))
    r = responsibilities(x, means, at.weights, sigma2)
    assert ((r[:, :2] > 1e-9).all(axis=1)).mean() > 0.9
    for size in (1000, 700, 7000):
        run = run_em(cut(x, size), at, learn_covariances=False, max_iter=1, tol=0.0)
        assert run.paths[0] == "hardening"
        held = r.sum(axis=0)[:2]
        np.testing.assert_allclose(run.mixture.weights[:2], held / 7000, rtol=1e-12)
        wanted = (r.T @ x)[:2] / held[:, None]
        np.testing.assert_allclose(run.mixture.means[:2], wanted, rtol=1e-11, atol=1e-13)
