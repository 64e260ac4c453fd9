"""Factors of covariance matrices, as accurate for smallest doubles as for ordinary ones.

Multiplying axis d by 2^e_d is exact, and changes no digit of a factor but by underflow: so
matrices are factored with their variances near one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import arb

from ._checks import FloatArray, IntArray
from ._rationals import lower, precision

_EPS = float(np.finfo(np.float64).eps)
#: Bits to begin with, and those at which a pivot that is not known from 0 counts as 0.
_BITS, _MOST = 128, 1 << 13
#: Of larger matrices than twice this, inverse factors are kept in panels of so many rows: products
#: with them cost little more than half, and so does keeping them.
_PANEL = 40


@dataclass(frozen=True, eq=False)
class Triangles:
    """The inverses of the factors L_k of some matrices L_k L_kᵀ, without what is zero in them.

    Attributes:
        panels: of each L_k⁻¹ some rows at a time, (j − i, j): rows i to j, as far as column j.
        pivots: the diagonals of L_k, (K, D).
        condition: the largest ‖|L_k⁻¹| |L_k|‖_∞ (Bauer, Skeel).
    """

    panels: tuple[tuple[FloatArray, ...], ...]
    pivots: FloatArray
    condition: float

    @property
    def log_det(self) -> FloatArray:
        """log det L_k L_kᵀ, (K,)."""
        return np.asarray(2 * np.log(self.pivots).sum(axis=1))


def triangles_of(matrices: FloatArray) -> Triangles:
    """Return what `factors_of` does of each of the matrices, (…, D, D), with less memory.

    Raises:
        LinAlgError: for a matrix that has no factor.
    """
    stack = matrices.reshape(-1, *matrices.shape[-2:])
    panels, condition = [], 1.0
    pivots = np.empty(stack.shape[:2])
    for own, matrix in zip(pivots, stack, strict=True):
        factor, inverse = factors_of(matrix)
        own[:] = np.diag(factor)
        panels.append(_panels_of(inverse))
        reach = np.abs(factor, out=factor).sum(axis=1)
        condition = max(condition, float((np.abs(inverse, out=inverse) @ reach).max()))
    return Triangles(tuple(panels), pivots, condition)


def _panels_of(inverse: FloatArray) -> tuple[FloatArray, ...]:
    size = len(inverse)
    step = _PANEL if size > 2 * _PANEL else size
    starts = range(0, size, step)
    return tuple(inverse[i : i + step, : min(i + step, size)].copy() for i in starts)


def factors_of(matrices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return L and L⁻¹ of matrices L Lᵀ, (…, D, D) each; only what is below the diagonal counts.

    Raises:
        LinAlgError: for a matrix that has no such factor.
    """
    unit, powers = _in_unit(matrices)
    factor = np.linalg.cholesky(unit)
    inverse = np.linalg.inv(factor)
    with np.errstate(under="ignore"):
        factor = np.ldexp(factor, -powers[..., :, None])
        return factor, np.ldexp(inverse, powers[..., None, :])


def is_positive_definite(matrix: FloatArray) -> bool:
    """Whether a symmetric matrix, (D, D), is so as its digits stand, and has a factor in doubles.

    With Δ the variances, what Cholesky's algorithm factors is A + E, |E_de| ≤ γ_{D+1} √(Δ_d Δ_e)
    (Higham, Accuracy and Stability of Numerical Algorithms, theorem 10.3), so −D γ Δ ≤ E ≤ D γ Δ.
    If it runs through for A − 4 D γ Δ, A is positive definite; if not, pivots are taken in balls.
    """
    variances = np.diag(matrix)
    if not (np.isfinite(matrix).all() and (variances > 0).all()):
        return False
    unit, _ = _in_unit(matrix)
    less, size = unit.copy(), len(unit)
    np.fill_diagonal(less, np.diag(unit) * (1 - 4 * size * (size + 2) * _EPS))
    return _has_factor(less) or (_has_factor(unit) and _pivots_are_positive(matrix))


def _has_factor(matrix: FloatArray) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True


def _pivots_are_positive(matrix: FloatArray) -> bool:
    bits = _BITS
    while bits <= _MOST:
        with precision(bits):
            rest = [[arb(v) for v in row] for row in lower(matrix)]
            while rest and rest[0][0] > 0:
                (pivot, *top), *below = rest
                rest = [
                    [v - row[0] * other / pivot for v, other in zip(row[1:], top, strict=True)]
                    for row in below
                ]
            if not rest:
                return True
            if rest[0][0] < 0:
                return False
        bits *= 2
    return False


def _in_unit(matrices: FloatArray) -> tuple[FloatArray, IntArray]:
    """The matrices with axis d times 2^e_d, so that variances are near one; and e, (…, D)."""
    variances = np.diagonal(matrices, axis1=-2, axis2=-1)
    powers = -(np.frexp(variances)[1] // 2)
    with np.errstate(under="ignore"):
        return np.ldexp(matrices, powers[..., :, None] + powers[..., None, :]), powers
