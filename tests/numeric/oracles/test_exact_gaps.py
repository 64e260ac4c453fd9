"""Gaps at every accuracy that can be asked for, against rationals: the rungs below the last too."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import Problem, exact, random_problems
from hardlimit.numeric.accuracy import relative, signed
from hardlimit.numeric.energies import energy_gaps
from hardlimit.numeric.gaps import gaps_of
from hardlimit.numeric.problems import limit_problems

from ... import sizes

SEED = sizes.seed(103)


def never(gap: Any, error: Any) -> Any:
    """Nothing but exact arithmetic is good enough."""
    return error == 0


def fine(gap: Any, error: Any) -> Any:
    """Twice the precision of doubles is, whatever the sign that is found."""
    return error <= 1e-24


def turned() -> list[tuple[Any, Any]]:
    """Centres equally far from a point in directions that no symmetry relates: a² + b² = c²."""
    rng = np.random.default_rng(SEED)
    triples = [(3, 4, 5), (5, 12, 13), (8, 15, 17), (20, 21, 29), (9, 40, 41)]
    out = []
    for a, b, c in triples * 6:
        unit = int(rng.integers(1, 2**40)) / 2.0**40
        point = rng.integers(-(2**30), 2**30, size=2) / 2.0**20
        steps = unit * np.array([[a, b], [c, 0], [-b, a], [0, -c], [-a, -b]])
        # What is not exact in doubles does not tie, and exact arithmetic says so.
        centres = point + steps[rng.permutation(5)]
        near = point + np.array([[0.0, 0.0], [2.0**-44, 0.0], [0.0, -(2.0**-43)]])
        out.append((near, centres))
    return out


def gap_table(x: Any, means: Any, sigma2: Any) -> list[list[Any]]:
    rows = exact.squared_distances(x, means)
    energies = [[d / exact.rational(s) for d, s in zip(row, sigma2, strict=True)] for row in rows]
    return [[e - min(row) for e in row] for row in energies]


def problems() -> list[Problem]:
    return [*random_problems(35, SEED), *limit_problems(25, SEED)]


def check(got: Any, truth: Any, tolerance: float, size: float) -> None:
    assert (got >= 0).all()
    for row, exact_row in zip(got.tolist(), truth, strict=True):
        for value, true in zip(row, exact_row, strict=True):
            error = abs(Fraction(value) - Fraction(int(true.p), int(true.q)))
            assert error <= Fraction(tolerance) * Fraction(int(true.p), int(true.q)) + Fraction(
                size
            ), (value, true)


@pytest.mark.parametrize(("rule", "size"), [(never, 5e-324), (fine, 1e-23), (signed, 1e-13)])
def test_gaps_and_energies(rule: Any, size: float) -> None:
    for p in problems():
        if np.abs(p.x).max() > 1000:
            continue
        check(gaps_of(p.x, p.means, rule), exact.gaps(p.x, p.means), 1e-15, size * 100)
        for sigma2 in (np.arange(1.0, len(p.means) + 1), np.full(len(p.means), 0.7)):
            gap, power = energy_gaps(p.x, p.means, sigma2, rule)
            check(np.ldexp(gap, power), gap_table(p.x, p.means, sigma2), 1e-15, size * 400)


@pytest.mark.parametrize("rule", [never, signed, relative])
def test_ties_that_no_symmetry_shows(rule: Any) -> None:
    ties = 0
    for x, means in turned():
        truth = exact.gaps(x, means)
        zero = [[g == 0 for g in row] for row in truth]
        ties += sum(sum(row) > 1 for row in zero)
        assert (gaps_of(x, means, rule) == 0).tolist() == zero
        # With variances in proportion to the squares of the steps of two.
        for sigma2 in (np.ones(5), np.array([1.0, 4.0, 1.0, 0.25, 1.0])):
            far = np.mean(x[:1], axis=0) + (means - x[0]) * np.sqrt(sigma2)[:, None]
            gap, _ = energy_gaps(x, far, sigma2, rule)
            zero = [[g == 0 for g in row] for row in gap_table(x, far, sigma2)]
            assert (gap == 0).tolist() == zero
    assert ties > 10
