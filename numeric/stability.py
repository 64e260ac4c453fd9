"""How EM for the means answers to a small move of the centres, and when all centres collapse."""

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .em import responsibilities
from .msteps import mean_update


def em_jacobian(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: float
) -> FloatArray:
    """Return ∂μ'_kf / ∂μ_bg of one EM step for the means (D13c), shape (K, D, K, D).

    It is Σ_n r_nk (δ_kb − r_nb)(x_nf − μ'_kf)(x_ng − μ_bg) / (N_k σ²).

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: positive mixing weights, (K,), summing to one.
        sigma2: the shared variance, > 0; so large that no component has only shares that
            underflow.

    Raises:
        ValueError: for wrong shapes, non-finite values, a variance that is not positive or too
            small.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    value = check.variance(sigma2)
    if value == 0:
        raise ValueError("sigma2 must be positive here.")
    r = responsibilities(points, centres, weights, value)
    if not (r.sum(axis=0) > 0).all():
        raise ValueError("sigma2 is so small that all shares of a component underflow.")
    new = mean_update(points, r, centres)
    share = r / r.sum(axis=0)
    answer = np.eye(len(centres))[None] - r[:, None, :]
    out: FloatArray = np.einsum(
        "nk,nkb,nkf,nbg->kfbg",
        share,
        answer,
        points[:, None] - new,
        (points[:, None] - centres) / value,
    )
    return out


def collapse_step(x: npt.ArrayLike, difference: npt.ArrayLike, sigma2: float) -> FloatArray:
    """Return Su/σ²: what a step near the collapse makes of a difference of centres (D13d, D13e).

    S is the covariance of the data, and no matrix is formed.

    Args:
        x: points, (N, D).
        difference: u, (D,).
        sigma2: the shared variance, > 0.

    Raises:
        ValueError: for wrong shapes, non-finite values, a variance that is not positive.
    """
    points = check.points(x)
    u = check.finite_array(difference, "difference", 1)
    if u.shape != points.shape[1:]:
        raise ValueError(f"difference must have length {points.shape[1]}, but it has {len(u)}.")
    value = check.variance(sigma2)
    if value == 0:
        raise ValueError("sigma2 must be positive here.")
    centred = points - points.mean(axis=0)
    out: FloatArray = (centred @ u) @ centred / len(points) / value
    return out


def critical_variance(x: npt.ArrayLike) -> float:
    """Return λ_max of the covariance of the data: collapse is stable exactly above it (D13d).

    Near the grand mean a move of the centres along the first axis grows by λ_max/σ² a step,
    whatever the weights and the number of components are.

    Args:
        x: points, (N, D).

    Raises:
        ValueError: for malformed input.
    """
    points = check.points(x)
    centred = points - points.mean(axis=0)
    return float(np.linalg.eigvalsh(centred.T @ centred / len(points))[-1])
