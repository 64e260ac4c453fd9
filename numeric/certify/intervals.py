"""exp, log and square root between rationals: for checking, with integers alone.

Everything is a pair (low, high) of fractions with the true value between them. Nothing here is
used to make a certificate.
"""

from fractions import Fraction
from functools import cache
from math import isqrt

Interval = tuple[Fraction, Fraction]


def exp_minus(value: Interval, bits: int) -> Interval:
    """e^{−v} for all v ≥ 0 of an interval, to about `bits` bits after the point."""
    low, high = value
    if low < 0:
        raise ValueError("the exponent must not be positive")
    return _exp_minus(high, bits)[0], _exp_minus(low, bits)[1]


def _exp_minus(value: Fraction, bits: int) -> Interval:
    if value > bits:
        # e^{−v} < 2^{−v} ≤ 2^{−bits}
        return Fraction(0), Fraction(1, 1 << bits)
    # Below 1/8, and further: each halving is one more square, and many terms less.
    halvings = max(0, value.numerator.bit_length() - value.denominator.bit_length() + 4)
    halvings += isqrt(bits) // 2
    guard = bits + 2 * halvings + 16
    one = 1 << guard
    scaled = (value.numerator << guard) // (value.denominator << halvings)
    low, high = _series(scaled + 1, guard)[0], _series(scaled, guard)[1]
    for _ in range(halvings):
        low, high = low * low >> guard, -(-high * high >> guard)
    return Fraction(max(low, 0), one), Fraction(min(high, one), one)


def _series(value: int, guard: int) -> tuple[int, int]:
    """e^{−v} for fixed-point v in [0, 1/4]: partial sums of an alternating series, rounded out."""
    one = 1 << guard
    low_term = high_term = one
    low = high = one
    number = 0
    while high_term:
        number += 1
        low_term = low_term * value // (number << guard)
        high_term = -(-high_term * value // (number << guard))
        if number % 2:
            low, high = low - high_term, high - low_term
        else:
            low, high = low + low_term, high + high_term
        if high_term <= 1:
            # What is left out is smaller than the last term.
            return low - high_term, high + high_term
    return low, high


def log(value: Interval, bits: int) -> Interval:
    """log v for all v > 0 of an interval."""
    if value[0] <= 0:
        raise ValueError("the logarithm needs a positive number")
    return _log(value[0], bits)[0], _log(value[1], bits)[1]


def _log(value: Fraction, bits: int) -> Interval:
    """log v = k log 2 + 2 artanh((m − 1)/(m + 1)) with v = 2^k m, m in [1/2, 2]."""
    power = value.numerator.bit_length() - value.denominator.bit_length()
    mantissa = value / Fraction(2) ** power
    near = _artanh((mantissa - 1) / (mantissa + 1), bits)
    two = _log_two(bits + 12)
    ends = sorted(power * end for end in two)
    return ends[0] + 2 * near[0], ends[1] + 2 * near[1]


@cache
def _log_two(bits: int) -> Interval:
    low, high = _artanh(Fraction(1, 3), bits)
    return 2 * low, 2 * high


def _artanh(value: Fraction, bits: int) -> Interval:
    """z + z³/3 + z⁵/5 + … for |z| ≤ 1/3, in fixed point."""
    if value < 0:
        low, high = _artanh(-value, bits)
        return -high, -low
    guard = bits + 16
    one = 1 << guard
    z = (value.numerator << guard) // value.denominator
    first, last = _odd_powers(z, one), _odd_powers(z + 1, one)
    # Each of fewer than guard terms loses less than two units; what is left out, fewer than two.
    slack = 2 * guard + 2
    return Fraction(first, one), Fraction(last + slack, one)


def _odd_powers(z: int, one: int) -> int:
    power, total, number = z, 0, 1
    while power:
        total += power // number
        power = power * z // one * z // one
        number += 2
    return total


def sqrt(value: Fraction, bits: int) -> Interval:
    """√v for a rational v ≥ 0."""
    scaled = (value.numerator << (2 * bits)) // value.denominator
    root = isqrt(scaled)
    return Fraction(root, 1 << bits), Fraction(root + 1, 1 << bits)
