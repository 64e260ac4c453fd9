"""Squared distances and gaps to the nearest centre, with ties decided exactly.

Near the limit σ → 0 only the gaps d_nk − min_j d_nj matter, and they are divided by 2σ²: an
absolute error that is harmless in a distance decides the cluster here. So gaps are formed from
differences and carry an error bound. Where the bound is not good enough for the question, they
are formed again in twice the precision, and where that is not, in integers: doubles are dyadic
rationals, so the last is exact.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray, IntArray
from ._expansions import exact_gaps, gap_pairs, rounded_gaps
from .accuracy import Acceptable, relative, signed

_EPS = float(np.finfo(np.float64).eps)
_CLOSE = 2.0**-26
_SMALLEST = 5e-324
#: Bytes of the largest temporary of a block of rows.
_BLOCK_BYTES = 1 << 20


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
    # One centre at a time: temporaries are (n, D), never (n, K, D).
    out = np.empty((len(points), len(centres)))
    for a, b in row_blocks(len(points), points.shape[1]):
        for k, centre in enumerate(centres):
            difference = points[a:b] - centre
            out[a:b, k] = np.einsum("nd,nd->n", difference, difference)
    return out


def gaps_of(
    points: FloatArray, centres: FloatArray, acceptable: Acceptable | None = None
) -> FloatArray:
    """`gaps` for arrays that have been checked, as accurate as `acceptable` asks.

    Whatever it asks, an entry is zero only where it is exactly zero, if it accepts a gap only
    where the gap exceeds its bound or the bound is zero.
    """
    good = acceptable or relative
    out = np.empty((len(points), len(centres)))
    for a, b in row_blocks(len(points), points.shape[1] + len(centres)):
        out[a:b] = _block_gaps(points[a:b], centres, good)
    return out


def nearest_of(points: FloatArray, centres: FloatArray) -> IntArray:
    """Return the lowest index of a nearest centre of each point, decided exactly, (N,)."""
    gap = gaps_of(points, centres, signed)
    out: IntArray = (gap == 0).argmax(axis=1)
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
        rows = np.flatnonzero(lead[:, k] <= _CLOSE * least[k])
        if len(rows) > 1:
            exact = [exact_gaps(points[n], centres)[k] for n in rows]
            smallest = min(exact)
            for n, own in zip(rows, exact, strict=True):
                lead[n, k] = max(float(own - smallest), _SMALLEST) if own > smallest else 0.0
    return lead


def row_blocks(rows: int, width: int) -> Iterator[tuple[int, int]]:
    """Cut rows into blocks whose temporaries of `width` doubles a row stay in the cache."""
    size = max(64, _BLOCK_BYTES // (8 * max(width, 1)))
    for start in range(0, rows, size):
        yield start, min(start + size, rows)


def _block_gaps(points: FloatArray, centres: FloatArray, acceptable: Acceptable) -> FloatArray:
    reference = distances_of(points, centres).argmin(axis=1)
    gap, error = _plain_gaps(points, centres, reference)
    error[np.arange(len(points)), reference] = 0.0
    wanting = ~acceptable(gap, error)
    wanting &= error > 0
    rows = np.flatnonzero(wanting.any(axis=1))
    if len(rows):
        rough = gap[rows], error[rows]
        gap[rows] = _finer(points[rows], centres, reference[rows], *rough, acceptable)
    return gap


def _plain_gaps(
    points: FloatArray, centres: FloatArray, reference: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Gaps relative to the centres `reference`, and bounds of their errors, (n, K) both."""
    nearest = centres[reference]
    from_nearest = points - nearest
    # Rounding: 4 operations per product and D − 1 additions, each at most eps/2, with room to
    # spare; a product that underflows adds at most the smallest double.
    dimension = points.shape[1]
    relative = (dimension + 6) / 2 * _EPS
    gap = np.empty((len(points), len(centres)))
    error = np.empty_like(gap)
    absolute = np.abs(from_nearest)
    for k, centre in enumerate(centres):
        step = nearest - centre
        from_centre = points - centre
        gap[:, k] = np.einsum("nd,nd->n", step, from_nearest + from_centre)
        size = np.einsum("nd,nd->n", np.abs(step), absolute + np.abs(from_centre))
        # Coincident centres need no bound: their gap is exactly zero.
        error[:, k] = np.where(step.any(axis=1), relative * size + dimension * _SMALLEST, 0.0)
    return gap, error


def _finer(
    points: FloatArray,
    centres: FloatArray,
    reference: IntArray,
    gap: FloatArray,
    error: FloatArray,
    acceptable: Acceptable,
) -> FloatArray:
    """The gaps of rows that need more: in twice the precision, then exactly."""
    rows, other = np.nonzero((error > 0) & ~acceptable(gap, error))
    for a, b in row_blocks(len(rows), 20 * points.shape[1]):
        pair = rows[a:b], other[a:b]
        gap[pair], error[pair] = gap_pairs(
            points[rows[a:b]].T, centres[reference[rows[a:b]]].T, centres[other[a:b]].T
        )
    rebase(gap, error)
    for n in np.flatnonzero(((error > 0) & ~acceptable(gap, error)).any(axis=1)):
        gap[n] = rounded_gaps(points[n], centres)
    return gap


def rebase(gap: FloatArray, error: FloatArray) -> None:
    """Take the gaps of a row from another centre if that turns out nearer."""
    moved = np.flatnonzero(gap.min(axis=1) < 0)
    nearer = gap[moved].argmin(axis=1)
    least, doubt = gap[moved, nearer], error[moved, nearer]
    gap[moved] -= least[:, None]
    error[moved] += doubt[:, None] + _EPS * np.abs(gap[moved])
    error[moved, nearer] = 0.0
