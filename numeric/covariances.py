"""Covariance matrices: those of given memberships, and what an M-step does to any kind.

Labels such as (C2) refer to the catalogue of statements.
"""

import math

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import BoolArray, FloatArray
from .factors import factors_of, is_positive_definite
from .msteps import _with_memberships
from .parameters import CovarianceType


def component_covariances(x: npt.ArrayLike, means: npt.ArrayLike, r: npt.ArrayLike) -> FloatArray:
    """Return S_k = Σ_n r_nk (x_n − μ_k)(x_n − μ_k)ᵀ / N_k, shape (K, D, D).

    About the weighted means this is the M-step for full covariances, wherever it is positive
    definite (C2).

    Raises:
        ValueError: if some N_k = 0, and for malformed input.
    """
    points, centres, share = _with_memberships(x, means, r)
    total = share.sum(axis=0)
    if not total.all():
        raise ValueError(
            f"component {np.argmin(total)} is empty, so its covariance is undefined: 0/0."
        )
    out = np.empty((len(centres), points.shape[1], points.shape[1]))
    for k, centre in enumerate(centres):
        deviation = points - centre
        out[k] = (share[:, k, None] / total[k] * deviation).T @ deviation
    return out


def expected_log_density(
    x: npt.ArrayLike, r: npt.ArrayLike, mean: npt.ArrayLike, covariance: npt.ArrayLike
) -> float:
    """Return Σ_n r_n log N(x_n | mean, covariance), what the M-step maximises for one component.

    Args:
        x: points, (N, D).
        r: non-negative weights, (N,).
        mean: (D,).
        covariance: positive definite, (D, D).
    """
    points = check.points(x)
    share = check.memberships(np.asarray(r)[:, None], len(points))[:, 0]
    (centre,) = check.centres(np.asarray(mean)[None, :], points, "mean")
    matrix = check.finite_array(covariance, "covariance", 2)
    size = points.shape[1]
    if matrix.shape != (size, size) or not np.allclose(matrix, matrix.T):
        raise ValueError(f"covariance must be a symmetric {size} by {size} matrix.")
    if not is_positive_definite(matrix):
        raise ValueError("covariance is not positive definite.")
    factor, inverse = factors_of(matrix)
    turned = inverse @ (points - centre).T
    log_det = 2 * np.log(np.diag(factor)).sum()
    log_density = -(size * math.log(2 * math.pi) + log_det + (turned**2).sum(axis=0)) / 2
    return float(share @ log_density)


def regularised(value: FloatArray, kind: CovarianceType, added: float) -> FloatArray:
    """Return the covariances with `added` on every variance; matrices are changed in place."""
    if kind not in ("tied", "full"):
        return np.asarray(value + added)
    variances = np.einsum("...dd->...d", value)
    variances += added
    return value


def about_other(
    value: FloatArray, kind: CovarianceType, moves: FloatArray, mass: FloatArray
) -> FloatArray:
    """Return covariances about μ_k + move_k for those about the weighted means μ_k.

    The square of the move is added, averaged over what shares the covariance; to the (K, D, D)
    numbers of full covariances in place.
    """
    size = moves.shape[1]
    if kind == "spherical":
        return np.asarray(value + (moves**2).sum(axis=1) / size)
    if kind == "diag":
        return np.asarray(value + moves**2)
    if kind == "full":
        for own, move in zip(value, moves, strict=True):
            own += move[:, None] * move
        return value
    share = mass / mass.sum()
    if kind == "shared":
        return np.asarray(value + share @ (moves**2).sum(axis=1) / size)
    return np.asarray(value + (moves * share[:, None]).T @ moves)


def singular(value: FloatArray, kind: CovarianceType) -> BoolArray:
    """Return for each covariance whether the likelihood has no bound there (B8).

    A variance is singular if it is 0; a matrix, if its least pivot is no more than rounding.
    """
    if kind in ("shared", "spherical"):
        return np.asarray(value == 0)
    if kind == "diag":
        return np.asarray((value == 0).any(axis=1))
    stack = value.reshape(-1, *value.shape[-2:])
    return np.array([_is_flat(matrix) for matrix in stack])


def _is_flat(matrix: FloatArray) -> bool:
    if not np.isfinite(matrix).all():
        return False
    scale = np.sqrt(np.diag(matrix))
    if not scale.all():
        return True
    correlation = matrix / scale / scale[:, None]
    try:
        pivots = np.diag(np.linalg.cholesky(correlation)) ** 2
    except np.linalg.LinAlgError:
        return True
    return bool(pivots.min() <= 8 * len(matrix) * np.finfo(np.float64).eps)
