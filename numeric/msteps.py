"""The M-steps of EM for spherical Gaussian mixtures: closed forms, for given responsibilities.

Labels such as (C1) refer to the catalogue of statements. Near σ = 0 the responsibilities of a
whole component may underflow; `em.em_means` is the mean update that survives this.
"""

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .gaps import distances_of


def mean_update(
    x: npt.ArrayLike, r: npt.ArrayLike, previous: npt.ArrayLike | None = None
) -> FloatArray:
    """Return μ_k = Σ_n r_nk x_n / N_k, shape (K, D), the M-step for the means (C1).

    Args:
        x: points, (N, D).
        r: non-negative weights, (N, K); rows need not sum to one.
        previous: centres, (K, D), kept where N_k = 0.

    Raises:
        ValueError: if some N_k = 0 and `previous` is not given, and for malformed input.
    """
    points = check.points(x)
    share = check.memberships(r, len(points))
    occupied = share.any(axis=0)
    if previous is not None:
        out = check.centres(previous, points, "previous").copy()
        if len(out) != share.shape[1]:
            raise ValueError(f"previous has {len(out)} centres, but r has {share.shape[1]}.")
    elif not occupied.all():
        raise ValueError(
            f"component {np.argmin(occupied)} is empty, so its mean is undefined: 0/0."
        )
    else:
        out = np.empty((share.shape[1], points.shape[1]))
    for k in np.flatnonzero(occupied):
        column = share[:, k]
        heaviest = column.argmax()
        # A power of two changes no digit and keeps products of tiny or huge shares in range.
        column = np.ldexp(column, -np.frexp(column[heaviest])[1])
        # Relative to the heaviest point, a large common offset does not cancel digits, and the
        # mean of coincident points is that very point.
        anchor = points[heaviest]
        out[k] = anchor + column @ (points - anchor) / column.sum()
    return out


def weight_update(r: npt.ArrayLike) -> FloatArray:
    """Return π_k = N_k / N, shape (K,), the M-step for the weights (C5).

    Raises:
        ValueError: if a row of `r` is not a probability distribution.
    """
    share = check.distributions(check.memberships(r), "r")
    mean: FloatArray = share.mean(axis=0)
    return mean


def shared_variance(x: npt.ArrayLike, means: npt.ArrayLike, r: npt.ArrayLike) -> float:
    """Return σ² = Σ_n Σ_k r_nk d_nk / (N D), the M-step for a shared variance (C4).

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        r: rows summing to one, (N, K).
    """
    points, centres, share = _with_memberships(x, means, r)
    check.distributions(share, "r")
    return float((share * distances_of(points, centres)).sum() / points.size)


def component_variances(x: npt.ArrayLike, means: npt.ArrayLike, r: npt.ArrayLike) -> FloatArray:
    """Return σ_k² = Σ_n r_nk d_nk / (N_k D), shape (K,), the spherical M-step (C3).

    Raises:
        ValueError: if some N_k = 0, and for malformed input.
    """
    points, centres, share = _with_memberships(x, means, r)
    total = share.sum(axis=0)
    if not total.all():
        raise ValueError(
            f"component {np.argmin(total)} is empty, so its variance is undefined: 0/0."
        )
    moment = (share / total * distances_of(points, centres)).sum(axis=0)
    out: FloatArray = moment / points.shape[1]
    return out


def _with_memberships(
    x: npt.ArrayLike, means: npt.ArrayLike, r: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    points = check.points(x)
    centres = check.centres(means, points)
    share = check.memberships(r, len(points))
    if share.shape[1] != len(centres):
        raise ValueError(f"r has {share.shape[1]} columns, but there are {len(centres)} means.")
    return points, centres, share
