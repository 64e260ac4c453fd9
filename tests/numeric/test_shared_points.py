"""The few points near σ → 0 that single precision leaves to more than one component."""

from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import Mixture, run_em
from hardlimit.numeric.nearness import Nearness
from hardlimit.numeric.shared_points import HardeningPlan, Shares


def case(dimension: int, sigma2: float) -> tuple[np.ndarray, Mixture]:
    rng = np.random.default_rng([dimension, 3])
    x = rng.normal(size=(4000, dimension))
    # Ties between the first two centres, and points near them.
    x[:40, 0] = 0.0
    means = np.vstack([np.eye(dimension)[0], -np.eye(dimension)[0], rng.normal(size=dimension) * 3])
    return x, Mixture(np.array([0.5, 0.25, 0.25]), means, np.asarray(sigma2))


@pytest.mark.parametrize("assignment", ["soft", "hard"])
@pytest.mark.parametrize("weighted", [False, True])
def test_double_precision_is_left_out_where_it_would_settle_little(
    assignment: Any, weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, at = case(2, 1e-4)
    s = np.random.default_rng(4).integers(0, 3, size=len(x)) if weighted else None
    used: list[object] = []
    plainly = Nearness.__init__

    def watched(self: Nearness, precision: Any, *rest: Any) -> None:
        used.append(precision)
        plainly(self, precision, *rest)

    monkeypatch.setattr(Nearness, "__init__", watched)
    runs = []
    for _ in range(2):
        used.clear()
        run = run_em(
            x, at, sample_weight=s, assignment=assignment, learn_covariances=False, max_iter=3
        )
        assert set(run.paths) == {"hardening"}
        runs.append((run, set(used)))
        monkeypatch.setattr(Shares, "sharp", False)
    (sharp, few), (blunt, both) = runs
    assert few == {np.float32}
    assert both == {np.float32, np.float64}
    np.testing.assert_allclose(sharp.mixture.means, blunt.mixture.means, rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(sharp.mixture.weights, blunt.mixture.weights, rtol=1e-13)
    np.testing.assert_allclose(sharp.history, blunt.history, rtol=1e-13)
    assert sharp.redone >= blunt.redone > 0


@pytest.mark.parametrize(
    ("dimension", "sigma2", "radius2", "sharp"),
    [
        (2, 1e-4, 30.0, True),
        (2, 1e-8, 30.0, False),
        (2, 0.0, 30.0, False),
        (200, 1e-4, 4e3, False),
        (2, 1e30, 1e38, False),
        (2, 1e-30, 1e-25, False),
    ],
)
def test_when_single_precision_is_sharp(
    dimension: int, sigma2: float, radius2: float, sharp: bool
) -> None:
    """Its errors are less than what exponentials need; where squares leave its range, never."""
    _, at = case(dimension, sigma2)
    plan = HardeningPlan(at, np.zeros(dimension), None, False, 0, radius2, 1.0)
    assert Shares(plan).sharp is sharp
