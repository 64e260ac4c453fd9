"""Squared distances and gaps to the nearest centre, with ties decided exactly.

Near the limit σ → 0 only the gaps d_nk − min_j d_nj matter, and they are divided by 2σ²: an
absolute error that is harmless in a distance decides the cluster here. So gaps are formed from
differences, carry an error bound, and are recomputed in rational arithmetic where the bound
does not settle them. Doubles are dyadic rationals, so that recomputation is exact.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray

# A gap is redone exactly unless its error bound is below 2⁻³⁶ of it. About one row in 10⁴ of
# generic data is redone, and every gap returned has at least this relative accuracy.
_RELATIVE_ERROR = 2.0**-36
_CLOSE = 2.0**-26
_SMALLEST = 5e-324


def squared_distances(x: npt.ArrayLike, means: npt.ArrayLike) -> FloatArray:
    """Return d_nk = ‖x_n − μ_k‖², shape (N, K), from coordinate differences.

    Args:
        x: points, (N, D).
        means: centres, (K, D).

    Raises:
        ValueError: for wrong shapes, NaN, infinity or coordinates beyond 1e150.
    """
    points = check.points(x)
    return distances_of(points, check.centres(means, points))


def gaps(x: npt.ArrayLike, means: npt.ArrayLike) -> FloatArray:
    """Return g_nk = d_nk − min_j d_nj ≥ 0, shape (N, K); zero exactly at the nearest centres.

    With j a nearest centre, g_nk = (μ_j − μ_k)·(2x_n − μ_j − μ_k). An entry is 0.0 if and only
    if centre k is exactly nearest to x_n, as the given doubles stand: T_n = {k : g_nk = 0}. A
    positive gap too small for a double is rounded up to the smallest positive double.

    Args:
        x: points, (N, D).
        means: centres, (K, D).

    Raises:
        ValueError: for wrong shapes, NaN, infinity or coordinates beyond 1e150.
    """
    points = check.points(x)
    return gaps_of(points, check.centres(means, points))


def distances_of(points: FloatArray, centres: FloatArray) -> FloatArray:
    """`squared_distances` for arrays that have been checked."""
    # One centre at a time: temporaries are (N, D), never (N, K, D).
    out = np.empty((len(points), len(centres)))
    for k, centre in enumerate(centres):
        difference = points - centre
        out[:, k] = np.einsum("nd,nd->n", difference, difference)
    return out


def gaps_of(points: FloatArray, centres: FloatArray) -> FloatArray:
    """`gaps` for arrays that have been checked."""
    nearest = centres[distances_of(points, centres).argmin(axis=1)]
    from_nearest = points - nearest
    # Rounding: 4 operations per product and D − 1 additions, each at most eps/2, with room to
    # spare; a product that underflows adds at most the smallest double.
    dimension = points.shape[1]
    relative = (dimension + 6) * np.finfo(np.float64).eps
    out = np.empty((len(points), len(centres)))
    undecided = np.zeros(len(points), dtype=np.bool_)
    for k, centre in enumerate(centres):
        step = nearest - centre
        from_centre = points - centre
        gap = np.einsum("nd,nd->n", step, from_nearest + from_centre)
        size = np.einsum("nd,nd->n", np.abs(step), np.abs(from_nearest) + np.abs(from_centre))
        error = relative * size + dimension * _SMALLEST
        # Coincident centres need no bound: their gap is exactly zero.
        undecided |= (error > _RELATIVE_ERROR * gap) & step.any(axis=1)
        out[:, k] = gap
    for n in np.flatnonzero(undecided):
        out[n] = [_at_least_smallest(gap) for gap in exact_gaps(points[n], centres)]
    return out


def lead_of(points: FloatArray, centres: FloatArray, gap: FloatArray) -> FloatArray:
    """Return g_nk − min_n' g_n'k, shape (N, K), with ties between points decided exactly.

    This is what the mean of a component nobody is nearest to depends on (D5). Points within a
    relative 2⁻²⁶ of the least gap are redone exactly: far enough beyond the error of a gap that
    no tie is missed and none is invented.
    """
    least = gap.min(axis=0)
    lead: FloatArray = gap - least
    for k in np.flatnonzero(least > 0):
        close = np.flatnonzero(lead[:, k] <= _CLOSE * least[k])
        if len(close) > 1:
            exact = [exact_gaps(points[n], centres)[k] for n in close]
            smallest = min(exact)
            lead[close, k] = [_at_least_smallest(value - smallest) for value in exact]
    return lead


def exact_gaps(point: FloatArray, centres: FloatArray) -> list[Fraction]:
    """Return the gaps of one point to all centres as exact rationals."""
    coordinates = _fractions(point)
    squares = [
        sum(((a - b) ** 2 for a, b in zip(coordinates, _fractions(c), strict=True)), Fraction())
        for c in centres
    ]
    least = min(squares)
    return [square - least for square in squares]


def _fractions(values: FloatArray) -> Sequence[Fraction]:
    return [Fraction(value) for value in values.tolist()]


def _at_least_smallest(value: Fraction) -> float:
    """Round to the nearest double, but never a positive number to zero."""
    return max(float(value), _SMALLEST) if value else 0.0
