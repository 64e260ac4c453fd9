"""EM with learned weights e^{−c_k/2σ²}, down to the limit σ → 0: handicaps of squared distances.

Distances and handicaps are compared as exact rationals, so no tie is missed and none is invented.
All loops are plain: meant for at most a few thousand points.
"""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import BoolArray, FloatArray


class TropicalStep(NamedTuple):
    """One step of EM whose weights are e^{−c_k/2σ²}.

    Attributes:
        means: the new means, (K, D).
        handicaps: c'_k = −2σ² log π'_k, or its limit as σ → 0, >= 0, (K,).
    """

    means: FloatArray
    handicaps: FloatArray


def tropical_step(
    x: npt.ArrayLike, means: npt.ArrayLike, handicaps: npt.ArrayLike, sigma2: float = 0.0
) -> TropicalStep:
    """Return c'_k = min_n q_nk and the means of the points where q_nk = c'_k (D6, D6b).

    With costs E_nk = d_nk + c_k the excess is q_nk = E_nk − min_j E_nj; a point counts one over
    the number of its best components. At a positive variance this is the exact step of EM that
    learns its weights (D6e): no share underflows, however narrow the bells are.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        handicaps: c, (K,); a common constant does not matter.
        sigma2: the shared variance, >= 0.

    Raises:
        ValueError: for wrong shapes, non-finite values and a negative variance.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    c = check.finite_array(handicaps, "handicaps", 1)
    if c.shape != (len(centres),):
        raise ValueError(f"handicaps must have length {len(centres)}, but its length is {len(c)}.")
    value = check.variance(sigma2)
    cost = rational_distances(points, centres) + rationals(c)
    excess = cost - cost.min(axis=1, keepdims=True)
    new = excess.min(axis=0)
    mass = _falling(excess, value).sum(axis=1, keepdims=True)
    # Of the largest share of the component, which may underflow itself.
    share = _falling(excess - new, value) / mass
    moved = (share / share.sum(axis=0)).T @ points
    out = new.astype(np.float64)
    if value:
        out += 2 * value * _minus_log(share.mean(axis=0), new == 0, excess, value)
    return TropicalStep(moved, out)


def _falling(excess: npt.NDArray[Any], sigma2: float) -> FloatArray:
    """e^{−q/2σ²}; in the limit 1 where q = 0, and 0 elsewhere."""
    if sigma2 == 0:
        return np.where(excess == 0, 1.0, 0.0)
    with np.errstate(under="ignore", over="ignore"):
        out: FloatArray = np.exp(-excess.astype(np.float64) / (2 * sigma2))
    return out


def _minus_log(
    mean: FloatArray, best: BoolArray, excess: npt.NDArray[Any], sigma2: float
) -> FloatArray:
    """−log of mean shares; of one near one it is found from what the other components have."""
    out: FloatArray = -np.log(mean)
    for k in np.flatnonzero(best & (mean > 0.5)):
        bells = _falling(excess, sigma2)
        others = np.delete(bells, k, axis=1).sum(axis=1) / bells.sum(axis=1)
        out[k] = -np.log1p(-others.mean())
    return out


def rationals(values: FloatArray) -> npt.NDArray[Any]:
    """The exact values of an array of doubles."""
    out: npt.NDArray[Any] = np.vectorize(Fraction, otypes=[object])(values)
    return out


def rational_distances(points: FloatArray, centres: FloatArray) -> npt.NDArray[Any]:
    """d_nk = ‖x_n − μ_k‖², exactly, (N, K)."""
    difference = rationals(points)[:, None] - rationals(centres)[None]
    out: npt.NDArray[Any] = (difference**2).sum(axis=2)
    return out
