"""Bounds of the scores near the limit: they hold, and they are no wider than they need be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import exact, random_problems
from hardlimit.numeric.nearness import Nearness

from ... import sizes

SEED = sizes.seed(89)
PROBLEMS = [p for p in random_problems(50, SEED) if not p.name.startswith("offset")]


@pytest.mark.parametrize(("precision", "eps"), [(np.float32, 2.0**-23), (np.float64, 2.0**-52)])
@pytest.mark.parametrize("unit", [1.0, 2.0**-20])
@pytest.mark.parametrize("narrow", [False, True])
def test_what_may_have_a_share_is_marked_and_little_else(
    precision: Any, eps: float, unit: float, narrow: bool
) -> None:
    marked = spared = 0
    for p in PROBLEMS:
        x, means, size = p.x * unit, p.means * unit, len(p.means)
        squares = exact.squared_distances(x, means)
        gaps = [[d - min(row) for d in row] for row in squares]
        reach2 = float(max((x**2).sum(axis=1).max(), (means**2).sum(axis=1).max()))
        wide = 16 * (x.shape[1] + 8) * eps * max(reach2, 1e-30)
        for window in (0.0, float(np.median(np.abs(means))) ** 2):
            # One bound for all points is taken where centres lie far enough apart.
            near = Nearness(precision, means, window, reach2, np.inf if narrow else 0.0, len(x))
            shares = np.full((size, len(x)), np.nan)
            codes, more = near.mark(x, shares)
            assert set(np.unique(shares)) <= {0.0, 1.0}
            assert more.tolist() == np.flatnonzero(shares.sum(axis=0) > 1).tolist()
            labels = near.labels(codes, more)
            assert (labels[more] == 0).all()
            for n, row in enumerate(gaps):
                for k, gap in enumerate(row):
                    if shares[k, n]:
                        marked += 1
                        assert exact.nearest_double(gap) <= window * (1 + 1e-5) + wide
                    else:
                        spared += 1
                        assert gap > exact.rational(window)
                if n not in more:
                    assert row[labels[n]] == 0
    assert min(marked, spared) > 4 * len(PROBLEMS)
