"""Gaps of d_nk/σ_k² for one variance per component, as accurate as the question asks.

`gaps` is the same for one shared variance, where the variance need not be divided by before the
difference is taken. Here e_nk = d_nk/σ_k² comes first, and its gaps are halved to exponents.
"""

from fractions import Fraction

import numpy as np

from ._checks import FloatArray, IntArray
from ._expansions import energy_pairs, exact_squares
from .accuracy import Acceptable
from .gaps import distances_of, rebase, row_blocks

_EPS = float(np.finfo(np.float64).eps)
_TINY = 2.0**-1000


def energy_gaps(
    points: FloatArray,
    centres: FloatArray,
    sigma2: FloatArray,
    acceptable: Acceptable,
) -> tuple[FloatArray, int]:
    """Return g and p such that (d_nk/σ_k² − min_j d_nj/σ_j²) = g_nk 2^p, g ≥ 0, shape (N, K).

    The power keeps everything in range, however small or unequal the variances are.
    """
    mantissas, powers = np.frexp(sigma2)
    least = int(powers.min())
    out = np.empty((len(points), len(centres)))
    for a, b in row_blocks(len(points), points.shape[1] + len(centres)):
        with np.errstate(under="ignore"):
            out[a:b] = _block(points[a:b], centres, mantissas, powers - least, acceptable)
    return out, -least


def _block(
    points: FloatArray,
    centres: FloatArray,
    mantissas: FloatArray,
    powers: IntArray,
    acceptable: Acceptable,
) -> FloatArray:
    energy: FloatArray = np.ldexp(distances_of(points, centres) / mantissas, -powers)
    reference = energy.argmin(axis=1)
    rows = np.arange(len(points))
    base = energy[rows, reference][:, None]
    gap: FloatArray = energy - base
    # D squares of rounded differences, their sum, and the quotient.
    error = (points.shape[1] + 5) / 2 * _EPS * (energy + base) + _TINY
    error[rows, reference] = 0.0
    _spare_repeated(error, reference, centres, mantissas, powers)
    wanting = np.flatnonzero(((error > 0) & ~acceptable(gap, error)).any(axis=1))
    if not len(wanting):
        return gap
    part, fine, rough = points[wanting], gap[wanting], error[wanting]
    anchor = reference[wanting]
    pairs, other = np.nonzero((rough > 0) & ~acceptable(fine, rough))
    for a, b in row_blocks(len(pairs), 20 * points.shape[1]):
        row, k = pairs[a:b], other[a:b]
        j = anchor[row]
        high, low = energy_pairs(part[row].T, centres[k].T, mantissas[k])
        base_high, base_low = energy_pairs(part[row].T, centres[j].T, mantissas[j])
        high, low = np.ldexp(high, -powers[k]), np.ldexp(low, -powers[k])
        base_high, base_low = np.ldexp(base_high, -powers[j]), np.ldexp(base_low, -powers[j])
        fine[row, k] = (high - base_high) + (low - base_low)
        # The first difference may round once, if the two are far apart: then that is all.
        size = (8 * points.shape[1] + 32) * _EPS**2 * (high + base_high)
        rough[row, k] = size + 2 * _EPS * np.abs(fine[row, k]) + _TINY
    rebase(fine, rough)
    for n in np.flatnonzero(((rough > 0) & ~acceptable(fine, rough)).any(axis=1)):
        fine[n] = _exact(part[n], centres, mantissas, powers)
    gap[wanting] = fine
    return gap


def _spare_repeated(
    error: FloatArray,
    reference: IntArray,
    centres: FloatArray,
    mantissas: FloatArray,
    powers: IntArray,
) -> None:
    """Components with the centre and the variance of the reference need no bound: gap 0."""
    table = np.column_stack([centres, mantissas, powers])
    _, kind = np.unique(table, axis=0, return_inverse=True)
    kind = kind.ravel()
    if len(set(kind.tolist())) < len(kind):
        error[kind[reference][:, None] == kind[None, :]] = 0.0


def _exact(
    point: FloatArray, centres: FloatArray, mantissas: FloatArray, powers: IntArray
) -> list[float]:
    squares, exponent = exact_squares(point, centres)
    unit = Fraction(2) ** exponent
    energies = [
        square * unit / Fraction(m) / 2 ** int(p)
        for square, m, p in zip(squares, mantissas.tolist(), powers.tolist(), strict=True)
    ]
    least = min(energies)
    return [max(float(e - least), 5e-324) if e > least else 0.0 for e in energies]
