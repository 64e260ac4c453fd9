"""Rules that say which gaps are known well enough: what they let pass decides no share wrongly."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from flint import arb
from hardlimit.numeric import exact
from hardlimit.numeric.accuracy import (
    RELATIVE_ERROR,
    SHARE_ERROR,
    both,
    column_accuracy,
    exponent_accuracy,
    halved_quotient,
    relative,
    share_accuracy,
    signed,
)

#: Gaps of two components, and errors of the second; of the first all is known.
GAPS = np.array([[0.0, g] for g in (0.0, 1e-9, 0.25, 1.0, 20.0, 90.0, 1400.0, 2000.0, 1e5)])
ERRORS = (0.0, *(2.0**-e for e in range(60, 18, -3)), 1e-3, 1.0, 30.0)
PRIORS = [np.array([0.5, 0.5]), np.array([0.999, 0.001]), np.array([1e-6, 1 - 1e-6])]


def shares(gap: Any, prior: Any, sigma2: float) -> list[Any]:
    terms = [
        exact.ball(w) * (-exact.ball(g) / (2 * exact.ball(sigma2))).exp()
        for w, g in zip(prior, gap, strict=True)
    ]
    return [t / sum(terms, arb(0)) for t in terms]


@pytest.mark.parametrize("sigma2", [0.7, 1.0, 3.0, 2.0**-20 * 1.9])
@pytest.mark.parametrize("prior", PRIORS)
def test_a_gap_that_may_pass_moves_no_share(prior: Any, sigma2: float) -> None:
    good = share_accuracy(prior, sigma2)
    passed = 0
    for gap, error in itertools.product(GAPS * sigma2, ERRORS):
        doubt = np.array([0.0, error * sigma2])
        if not good(gap[None], doubt[None]).all():
            continue
        passed += error > 0
        with exact.precision(300):
            truth = shares(gap, prior, sigma2)
            for sign in (-1, 1):
                moved = shares([0.0, max(gap[1] + sign * doubt[1], 0.0)], prior, sigma2)
                for old, new in zip(truth, moved, strict=True):
                    # A share moves by r (1 − r) times its exponent's error, and that is halved.
                    assert float(abs(old - new).mid()) <= SHARE_ERROR * (1 + 1e-9)
                    if exact.nearest_double(old) > 0:
                        assert float((abs(old - new) / old).mid()) <= RELATIVE_ERROR * (1 + 1e-9)
    assert passed > 20


@pytest.mark.parametrize("power", [-3, 0, 5])
def test_exponents_and_columns_that_may_pass(power: int) -> None:
    offsets = np.array([0.0, 3.0, -5.0])
    good, column = exponent_accuracy(offsets, power), column_accuracy(0.75, power)
    for value, error in itertools.product((0.0, 1e-6, 2.0, 300.0, 1e4), ERRORS):
        gap, doubt = np.array([[value]]), np.array([[error]])
        unit = 2.0 ** (power - 1)
        if error and good(gap, doubt).all():
            # It is known, or no share by it is a double whatever the offsets add.
            assert error * unit <= RELATIVE_ERROR or (value - error) * unit > 746 + 8
            low = max(value - error, 0.0) * unit
            assert np.exp(-low) * error * unit <= SHARE_ERROR
        exponent = float(halved_quotient(gap, 0.75, power)[0, 0])
        assert exponent == pytest.approx(value * unit / 0.75, rel=1e-15)
        if error and column(gap, doubt).all():
            assert error * unit / 0.75 <= SHARE_ERROR or exponent > 2 * 746
    # What is exact always passes, and what is known to nothing never does.
    for rule in (good, column, relative, signed, both(relative, signed)):
        assert rule(np.array([[0.0]]), np.array([[0.0]])).all()
        assert not rule(np.array([[1.0]]), np.array([[2.0]])).any()


def test_the_careful_alone_are_known_relative_to_themselves() -> None:
    offsets = np.zeros(2)
    some = exponent_accuracy(offsets, 0, careful=np.array([True, False]))
    gap, error = np.array([[0.0, 200.0]]), np.array([[0.0, 1.0]])
    assert some(gap, error).tolist() == [[True, True]]
    assert some(gap[:, ::-1], error[:, ::-1]).tolist() == [[False, True]]
    # A gap whose sign is unknown may be that to a nearer centre: it is never let pass.
    assert not some(np.array([[0.0, 0.5]]), np.array([[0.0, 1.0]]))[0, 1]


def test_what_both_rules_ask_is_asked() -> None:
    gap, error = np.array([[1.0, 1.0, 0.0]]), np.array([[0.5, 1e-12, 1e-12]])
    assert signed(gap, error).tolist() == [[True, True, False]]
    assert relative(gap, error).tolist() == [[False, True, False]]
    assert both(signed, relative)(gap, error).tolist() == [[False, True, False]]
