"""The series of the check against balls, and decimals that are rounded in a known direction."""

from __future__ import annotations

import random
from fractions import Fraction

from flint import arb, fmpq
from hardlimit.numeric import exact
from hardlimit.numeric.certify import bounds, intervals


def ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def drawn(count: int) -> list[Fraction]:
    rng = random.Random(5)
    return [
        Fraction(rng.randint(0, 10 ** rng.randint(0, 12)), rng.randint(1, 10 ** rng.randint(0, 12)))
        for _ in range(count)
    ]


def test_the_series_enclose_the_truth_narrowly() -> None:
    with exact.precision(2000):
        for value in drawn(300):
            for bits in (20, 64, 300):
                unit = Fraction(64, 1 << bits)
                low, high = intervals.exp_minus((value, value), bits)
                assert ball(low) <= (-ball(value)).exp() <= ball(high)
                assert high - low <= unit
                low, high = intervals.sqrt(value, bits)
                assert low * low <= value <= high * high
                assert high - low <= unit
                if value > 0:
                    low, high = intervals.log((value, value), bits)
                    assert ball(low) <= ball(value).log() <= ball(high)
                    assert high - low <= unit


def test_intervals_go_in() -> None:
    low, high = intervals.exp_minus((Fraction(1), Fraction(2)), 64)
    assert abs(float(low) - 0.1353352832366127) < 1e-15
    assert abs(float(high) - 0.36787944117144233) < 1e-15
    low, high = intervals.log((Fraction(1, 2), Fraction(3)), 64)
    assert abs(float(low) + 0.6931471805599453) < 1e-15
    assert abs(float(high) - 1.0986122886681098) < 1e-15


def test_decimals_are_rounded_outwards() -> None:
    for value in drawn(500) + [-v for v in drawn(100)]:
        number = fmpq(value.numerator, value.denominator)
        low, high = Fraction(bounds.below(number)), Fraction(bounds.above(number))
        assert low <= value <= high
        assert high - low <= abs(value) * Fraction(2, 10**14)


def test_tiny_numbers_are_not_written_out() -> None:
    with exact.precision(100):
        tiny = arb(-(10**40)).exp()
    assert (bounds.below(tiny), bounds.above(tiny)) == ("0", "1e-1000")
    assert (bounds.below(-tiny), bounds.above(-tiny)) == ("-1e-1000", "0")
