"""What k-means and a learned shared width cannot fall below, for any centres (B8b, B8c)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from . import _checks as check
from .tropical import rationals


def distortion_floor(x: npt.ArrayLike, k: int) -> float:
    """Return (M − K) δ/2, which the k-means objective of K centres is never below (B8b).

    M is the number of different points and δ their least squared distance. It is 0 unless there
    are more different points than centres. Compares all pairs, exactly: for a few hundred points.

    Args:
        x: points, (N, D).
        k: the number of centres, >= 1.

    Raises:
        ValueError: for malformed input.
    """
    points, count = check.points(x), check.count(k, "k")
    different = np.unique(points + 0.0, axis=0)
    if len(different) <= count:
        return 0.0
    exact = rationals(different)
    gaps = [((exact[n + 1 :] - exact[n]) ** 2).sum(axis=1).min() for n in range(len(exact) - 1)]
    return float((len(different) - count) * min(gaps) / Fraction(2))


def variance_floor(x: npt.ArrayLike, k: int) -> float:
    """Return the floor over ND: no M-step for one shared variance gives less (B8c).

    Args:
        x: points, (N, D).
        k: the number of components, >= 1.

    Raises:
        ValueError: for malformed input.
    """
    points = check.points(x)
    return distortion_floor(points, k) / points.size
