"""Mixtures whose components have variances v_k σ² of their own, in the limit σ → 0, and hard EM.

This is not k-means: a point goes to the least d_nk / v_k, borders are spheres, and variances that
are learned with hard labels have a criterion of their own.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .tropical import rational_distances, rationals


class Ball(NamedTuple):
    """The points with ‖x − centre‖² < radius2."""

    centre: FloatArray
    radius2: float


def own_width_shares(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, variances: npt.ArrayLike
) -> FloatArray:
    """Return the limit of the responsibilities for variances v_k σ² as σ → 0 (D12b), (N, K).

    A point belongs to the components with the least d_nk / v_k, compared exactly; if there are
    several they share it in proportion to π_k v_k^{−D/2}.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: positive mixing weights, (K,), summing to one.
        variances: v > 0, (K,).

    Raises:
        ValueError: for wrong shapes, weights that are not positive, variances that are not.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    prior = check.mixing_weights(weights, len(centres))
    if not (prior > 0).all():
        raise ValueError("weights must be positive here.")
    v = check.variances(variances, len(centres), "variances")
    energy = rational_distances(points, centres) / rationals(v)
    best = energy == energy.min(axis=1, keepdims=True)
    # Relative to the least variance of those that tie the powers do not leave the range.
    narrow = np.where(best, v, np.inf).min(axis=1, keepdims=True)
    ratio = np.divide(narrow, v, out=np.zeros(best.shape), where=best)
    share = prior * ratio ** (points.shape[1] / 2)
    out: FloatArray = share / share.sum(axis=1, keepdims=True)
    return out


def dividing_ball(mean: npt.ArrayLike, other: npt.ArrayLike, v: float, w: float) -> Ball:
    """Return the ball where ‖x − μ‖² / v < ‖x − ν‖² / w, for v < w (D12c).

    Args:
        mean: μ of the narrower component, (D,).
        other: ν of the wider one, (D,).
        v: the smaller variance, > 0.
        w: the larger variance.

    Raises:
        ValueError: for wrong shapes, or unless 0 < v < w.
    """
    mu = check.finite_array(mean, "mean", 1)
    nu = check.finite_array(other, "other", 1)
    if mu.shape != nu.shape:
        raise ValueError(f"mean has shape {mu.shape}, but other has shape {nu.shape}.")
    small, large = check.variance(v, "v"), check.variance(w, "w")
    if not 0 < small < large:
        raise ValueError(f"variances must satisfy 0 < v < w, but they are {small} and {large}.")
    centre: FloatArray = mu + small / (large - small) * (mu - nu)
    step = mu - nu
    return Ball(centre, small * large * float(step @ step) / (large - small) ** 2)


def classification_criterion(
    x: npt.ArrayLike, means: npt.ArrayLike, labels: npt.ArrayLike, variances: npt.ArrayLike
) -> float:
    """Return Σ_n (d_{n c(n)} / v_{c(n)} + D log v_{c(n)}), lowered by hard EM with own widths.

    (D12d) It is −2 times the log-likelihood of points and labels, less a constant. It has no least
    value: let the variance of a cluster of one point fall (D12e).

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        labels: c, (N,), counted from 0.
        variances: v > 0, (K,).

    Raises:
        ValueError: for wrong shapes, labels that are none, variances that are not positive.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    v = check.variances(variances, len(centres), "variances")
    c = np.asarray(labels)
    if c.shape != (len(points),) or c.dtype.kind not in "iu":
        raise ValueError(f"labels must be {len(points)} whole numbers.")
    if (c < 0).any() or (c >= len(centres)).any():
        raise ValueError(f"labels must lie in 0..{len(centres) - 1}.")
    square = ((points - centres[c]) ** 2).sum(axis=1)
    return float((square / v[c] + points.shape[1] * np.log(v[c])).sum())
