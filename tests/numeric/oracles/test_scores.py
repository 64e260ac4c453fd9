"""Bounds of the scores of Lloyd's algorithm: they hold, and they are no wider than they need be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import exact, random_problems
from hardlimit.numeric._scores import Scores, unit_for

from ... import sizes

SEED = sizes.seed(83)
PROBLEMS = [p for p in random_problems(70, SEED) if not p.name.startswith("offset")]


def truth(x: Any, means: Any) -> tuple[list[int], list[Any], list[bool]]:
    """Labels, how much farther the second centre is, and whether there is a tie."""
    labels: list[int] = []
    apart: list[Any] = []
    tied: list[bool] = []
    for row in exact.squared_distances(x, means):
        order = sorted(range(len(row)), key=lambda k: row[k])
        labels.append(order[0])
        if len(row) == 1:
            apart.append(None)
            tied.append(False)
            continue
        first, second = row[order[0]], row[order[1]]
        apart.append(exact.ball(second).sqrt() - exact.ball(first).sqrt())
        tied.append(first == second)
    return labels, apart, tied


@pytest.mark.parametrize(("precision", "eps"), [(np.float32, 2.0**-23), (np.float64, 2.0**-52)])
@pytest.mark.parametrize("unit", [1.0, 2.0**-20])
def test_what_is_said_of_the_nearest_centre_holds(precision: Any, eps: float, unit: float) -> None:
    settled = 0
    with exact.precision(300):
        for p in PROBLEMS:
            x, means, size = p.x * unit, p.means * unit, len(p.means)
            clock = np.linspace(0.0, unit, size)
            reach = max(float(np.abs(x).max()), float(np.abs(means).max()))
            own = unit_for(reach, x.shape[1])
            scores = Scores(precision, size, x.shape[1], 16, unit=own)
            scores.move(means, clock * own)
            scores.put(0, x[:5])
            scores.put(5, x[5:])
            labels, slack, left = scores.nearest(len(x))
            slack /= own
            expected, apart, tied = truth(x, means)
            # The roots of squares that are known to so much.
            wide = 16 * (x.shape[1] + 8) * eps * x.shape[1] * reach**2
            for n, (label, gap) in enumerate(zip(expected, apart, strict=True)):
                if n in left:
                    assert slack[n] == -np.inf
                    assert gap is not None
                    second = sorted(exact.squared_distances(x[n : n + 1], means)[0])[:2]
                    assert exact.nearest_double(second[1] - second[0]) <= wide
                    continue
                settled += 1
                assert not tied[n]
                assert labels[n] == label
                if gap is None:
                    # One centre is all there is.
                    assert slack[n] > reach
                    continue
                bound = float(slack[n]) - clock[label]
                assert bound <= float(gap.mid()) + 1e-15 * reach
                assert bound >= float(gap.mid()) - 2 * wide**0.5 - 2.0**-18 * (
                    float(gap.mid()) + clock[label]
                )
    assert settled > len(PROBLEMS)


def test_a_clock_that_is_rounded_spares_no_point_too_long() -> None:
    """The slack of a point, against the same clock in single precision when time has passed."""
    rng = np.random.default_rng(84)
    x, means = rng.normal(size=(400, 2)), rng.normal(size=(3, 2))
    # Clocks that single precision rounds up, by almost half of its last digit, are worst.
    up = [float(np.float32(v)) - 0.49 * float(np.spacing(np.float32(v))) for v in (7, 1e3, 1e6)]
    for start in (0.0, 0.3, 7.7, 1e3, 1e6, *up):
        unit = unit_for(4.0, 2)
        scores = Scores(np.float32, 3, 2, 400, unit=unit)
        scores.move(means, np.full(3, start * unit))
        scores.put(0, x)
        labels, slack, left = scores.nearest(len(x))
        slack /= unit
        d = np.sqrt(((x[:, None].astype(np.longdouble) - means) ** 2).sum(axis=2))
        d.sort(axis=1)
        # The clock at which the label may change, and just after it.
        later = (start + (d[:, 1] - d[:, 0])).astype(np.float64)
        assert (slack <= later.astype(np.float32)).all()
        assert len(left) < 10
        assert len(set(labels.tolist())) == 3


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_the_slack_of_a_point_on_a_centre_beside_another_is_a_number(precision: Any) -> None:
    eps = float(np.finfo(precision).eps)
    settled = 0
    for share in np.linspace(0.25, 40, 400):
        step = float(np.sqrt(share * 4 * 10 * eps * 2))
        means = np.array([[1.0, 0.0], [1.0, step], [-1.0, 0.0]])
        unit = unit_for(2.0, 2)
        scores = Scores(precision, 3, 2, 2, unit=unit)
        scores.move(means, np.zeros(3))
        scores.put(0, means[:2])
        _, slack, left = scores.nearest(2)
        assert not np.isnan(slack).any()
        assert (slack <= step * unit).all()
        settled += 2 - len(left)
    assert 100 < settled < 800


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_a_slack_allows_for_the_error_of_both_squares(precision: Any) -> None:
    """Σ ‖x − c‖² of two centres, each less ‖x‖², and what they may be off by."""
    rng = np.random.default_rng(85)
    squares = np.sort(rng.integers(1, 400, size=(2, 50)), axis=0) / 8
    norms, error = rng.integers(0, 80, size=50) / 16, rng.integers(1, 9, size=50) / 64
    first, second = (squares - norms).astype(precision)
    found = Scores._slack(first, second, norms.astype(precision), error.astype(precision))
    with exact.precision(100):
        for n, (low, high) in enumerate(squares.T.tolist()):
            least = exact.ball(high - error[n]).sqrt() - exact.ball(low + error[n]).sqrt()
            eps = 8 * float(np.finfo(precision).eps)
            assert found[n] == pytest.approx(float(least.mid()), rel=eps, abs=16 * eps)
