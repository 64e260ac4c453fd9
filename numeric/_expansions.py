"""Gaps in twice the precision of doubles, and exactly in integers, for the few pairs that need it.

A gap d_k − d_j of a point to two centres is (μ_j − μ_k)·((x − μ_j) + (x − μ_k)). Sums and
products of doubles are unevaluated sums of two doubles here (Knuth's and Dekker's error-free
transformations), so a gap has about 100 correct bits relative to the size of its terms. What
even that leaves open, a tie above all, is decided in integers: doubles are dyadic rationals.
"""

from fractions import Fraction

import numpy as np

from ._checks import FloatArray

_EPS = float(np.finfo(np.float64).eps)
_SPLITTER = 2.0**27 + 1
#: Products below this may have lost bits to underflow; the factor covers sums of many.
_UNDERFLOW = 2.0**-960


def two_sum(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return s = fl(a + b) and a + b − s, exactly."""
    total = a + b
    other = total - a
    return total, (a - (total - other)) + (b - other)


def two_product(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return p = fl(a b) and a b − p, exactly unless something leaves the range."""
    product = a * b
    scaled = _SPLITTER * a
    a_high = scaled - (scaled - a)
    a_low = a - a_high
    scaled = _SPLITTER * b
    b_high = scaled - (scaled - b)
    b_low = b - b_high
    error = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return product, error


def gap_pairs(x: FloatArray, near: FloatArray, other: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return ‖x − other‖² − ‖x − near‖² of P triples of columns, all (D, P), with error bounds.

    The bound holds for coordinates below 2⁴⁹⁰ in absolute value.
    """
    step, step_low = two_sum(near, -other)
    a, a_low = two_sum(x, -near)
    b, b_low = two_sum(x, -other)
    reach, reach_low = two_sum(a, b)
    reach_low += a_low + b_low
    product, error = two_product(step, reach)
    error += step * reach_low + step_low * reach
    size = (np.abs(step) * (np.abs(a) + np.abs(b))).sum(axis=0)
    high, low = _added(product, error)
    gap = high + low
    bound = (8 * len(x) + 32) * _EPS**2 * size + _EPS * np.abs(gap)
    return gap, bound + len(x) * _UNDERFLOW * step.any(axis=0)


def _added(high: FloatArray, low: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The sums of the columns of unevaluated sums, (D, P).

    Rows are added two by two, so that an error goes through ⌈log₂ D⌉ sums, not through D.
    """
    while len(high) > 1:
        half = len(high) // 2
        total, lost = two_sum(high[:half], high[half : 2 * half])
        lost += low[:half] + low[half : 2 * half]
        if len(high) % 2:
            total, lost = np.vstack([total, high[-1:]]), np.vstack([lost, low[-1:]])
        high, low = total, lost
    return two_sum(high[0], low[0])


def energy_pairs(
    x: FloatArray, centre: FloatArray, mantissa: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return ‖x − centre‖²/mantissa of P pairs of columns, (D, P), as sums of two doubles."""
    a, a_low = two_sum(x, -centre)
    product, error = two_product(a, a)
    high, low = _added(product, error + 2 * a * a_low)
    quotient = high / mantissa
    product, error = two_product(quotient, mantissa)
    return quotient, ((high - product) - error + low) / mantissa


def exact_squares(point: FloatArray, centres: FloatArray) -> tuple[list[int], int]:
    """Return integers q_k and an exponent e such that ‖x − μ_k‖² = q_k 2^e, exactly."""
    table = np.vstack([point, centres])
    mantissas, exponents = np.frexp(table)
    whole = np.ldexp(mantissas, 53).astype(np.int64)
    least = int(exponents[whole != 0].min()) if whole.any() else 0
    shifts = np.where(whole != 0, exponents - least, 0)
    first, *rest = [
        [int(m) << int(s) for m, s in zip(row, shift, strict=True)]
        for row, shift in zip(whole.tolist(), shifts.tolist(), strict=True)
    ]
    squares = [sum((a - b) ** 2 for a, b in zip(first, row, strict=True)) for row in rest]
    return squares, 2 * (least - 53)


def exact_gaps(point: FloatArray, centres: FloatArray) -> list[Fraction]:
    """Return the gaps of one point to all centres, relative to the nearest, as rationals."""
    squares, exponent = exact_squares(point, centres)
    least = min(squares)
    unit = Fraction(2) ** exponent
    return [(square - least) * unit for square in squares]


def rounded_gaps(point: FloatArray, centres: FloatArray) -> list[float]:
    """Return the same as doubles; a positive gap too small for one is the smallest double."""
    squares, exponent = exact_squares(point, centres)
    least = min(squares)
    return [scaled_double(square - least, exponent) for square in squares]


def scaled_double(value: int, exponent: int) -> float:
    """Return value · 2^exponent ≥ 0 as a double, never 0 unless it is zero."""
    if not value:
        return 0.0
    excess = value.bit_length() - 64
    if excess > 0:
        # 64 bits with a sticky last one round as the whole number does, up to half an ulp more.
        value, exponent = (value >> excess) | 1, exponent + excess
    try:
        return float(max(np.ldexp(float(value), exponent), 5e-324))
    except OverflowError:
        return float("inf")
