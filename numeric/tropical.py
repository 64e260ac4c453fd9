"""EM with learned weights in the limit σ → 0: weights become handicaps of distances.

Distances and handicaps are compared as exact rationals, so no tie is missed and none is invented.
All loops are plain: meant for at most a few thousand points.
"""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray


class TropicalStep(NamedTuple):
    """One step of EM whose weights are e^{−c_k/2σ²}, as σ → 0.

    Attributes:
        means: the limits of the new means, (K, D).
        handicaps: c' with −2σ² log π'_k → c'_k >= 0, (K,).
    """

    means: FloatArray
    handicaps: FloatArray


def tropical_step(x: npt.ArrayLike, means: npt.ArrayLike, handicaps: npt.ArrayLike) -> TropicalStep:
    """Return c'_k = min_n q_nk and the means of the points where q_nk = c'_k (D6, D6b).

    With costs E_nk = d_nk + c_k the excess is q_nk = E_nk − min_j E_nj; a point counts one over
    the number of its best components.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        handicaps: c, (K,); a common constant does not matter.

    Raises:
        ValueError: for wrong shapes and non-finite values.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    c = check.finite_array(handicaps, "handicaps", 1)
    if c.shape != (len(centres),):
        raise ValueError(f"handicaps must have length {len(centres)}, but its length is {len(c)}.")
    cost = rational_distances(points, centres) + rationals(c)
    excess = cost - cost.min(axis=1, keepdims=True)
    new = excess.min(axis=0)
    share = np.where(excess == new, 1.0, 0.0) / (excess == 0).sum(axis=1, keepdims=True)
    moved = (share / share.sum(axis=0)).T @ points
    return TropicalStep(moved, new.astype(np.float64))


def rationals(values: FloatArray) -> npt.NDArray[Any]:
    """The exact values of an array of doubles."""
    out: npt.NDArray[Any] = np.vectorize(Fraction, otypes=[object])(values)
    return out


def rational_distances(points: FloatArray, centres: FloatArray) -> npt.NDArray[Any]:
    """d_nk = ‖x_n − μ_k‖², exactly, (N, K)."""
    difference = rationals(points)[:, None] - rationals(centres)[None]
    out: npt.NDArray[Any] = (difference**2).sum(axis=2)
    return out
