"""How far EM is from k-means behind a step, and where it rests: bounds in numbers (D10, D10b, D11).

Gaps, spreads and moves are exact; for a few thousand points.
"""

import math

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .em import em_means, responsibilities
from .narrow import hardening_bound
from .tropical import rational_distances, rationals


def step_error_bound(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: float
) -> FloatArray:
    """Return 2NcR_f/N_k, by which the next means of EM differ at most from those of clusters (D10).

    Here c = e^{−δ/2σ²}/π_min, with the least gap δ > 0 of a point to a centre that is not its
    nearest, and R_f is the spread of the data in coordinate f. Tied points count by weight.

    Args:
        x: points, (N, D).
        means: centres, (K, D), each of which is nearest to some point.
        weights: positive mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0.

    Returns:
        The bounds, (K, D); 0 at σ = 0, and where all centres are nearest to all points.

    Raises:
        ValueError: for malformed input and for an empty cluster.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    distance = rational_distances(points, centres)
    gap = distance - distance.min(axis=1, keepdims=True)
    if not (gap == 0).any(axis=0).all():
        k = int(np.flatnonzero(~(gap == 0).any(axis=0))[0])
        raise ValueError(f"centre {k} is nearest to no point: its cluster is empty.")
    size = responsibilities(points, centres, weights, sigma2).sum(axis=0)
    least = float(min(gap[gap > 0], default=math.inf))
    small = hardening_bound(least, weights, sigma2) if least < math.inf else 0.0
    exact = rationals(points)
    spread = (exact.max(axis=0) - exact.min(axis=0)).astype(np.float64)
    out: FloatArray = 2 * len(points) * small * spread / size[:, None]
    return out


def gap_change_bound(x: npt.ArrayLike, means: npt.ArrayLike, others: npt.ArrayLike) -> float:
    """Return 2D(ρ² + 2ρB): no gap shrinks by more from one set of centres to the other (D10b).

    ρ is the largest move of a coordinate of a centre, B the largest way from a centre to a point
    in one coordinate. So centres whose bound is below the least gap give the same labels.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        others: the centres after the move, (K, D).

    Raises:
        ValueError: for malformed input.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    after = check.centres(others, points, "others")
    if after.shape != centres.shape:
        raise ValueError(f"others has shape {after.shape}, but means has shape {centres.shape}.")
    at = rationals(centres)
    move = abs(rationals(after) - at).max()
    reach = abs(rationals(points)[:, None] - at).max()
    return float(2 * points.shape[1] * (move**2 + 2 * move * reach))


def rest_error_bound(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: float
) -> FloatArray:
    """Return how far centres are at most from the means of their clusters, (K, D) (D11).

    What a step of EM still moves them, and `step_error_bound`, whose arguments these are. Where EM
    rests the first is nothing.

    Raises:
        ValueError: as `step_error_bound`.
    """
    moved = em_means(x, means, weights, sigma2) - np.asarray(means, dtype=np.float64)
    out: FloatArray = np.abs(moved) + step_error_bound(x, means, weights, sigma2)
    return out
