"""Fuzzy c-means, for comparison: another way to soften k-means, with powers for exponentials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .gaps import distances_of
from .msteps import mean_update


@dataclass(frozen=True, eq=False)
class FuzzyResult:
    """A run of fuzzy c-means.

    Attributes:
        means: the last centres, (K, D).
        memberships: u of the points for these centres, (N, K).
        objective: Σ_n s_n Σ_k u_nk^m d_nk.
        history: that before the first step and after each; never increases.
        n_iter: the number of steps taken.
        converged: whether the last step lowered it by no more than `tol` of it.
    """

    means: FloatArray
    memberships: FloatArray
    objective: float
    history: tuple[float, ...]
    n_iter: int
    converged: bool


def fuzzy_memberships(x: npt.ArrayLike, means: npt.ArrayLike, fuzzifier: float = 2.0) -> FloatArray:
    """Return u_nk = d_nk^{−1/(m−1)} / Σ_j d_nj^{−1/(m−1)}, shape (N, K).

    A point that coincides with centres belongs to these alone, in equal parts: the limit.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        fuzzifier: m > 1; the memberships harden as m → 1.

    Raises:
        ValueError: for m <= 1 and malformed input.
    """
    points = check.points(x)
    return _memberships(distances_of(points, check.centres(means, points)), _fuzzifier(fuzzifier))


def run_fuzzy_c_means(
    x: npt.ArrayLike,
    means: npt.ArrayLike,
    fuzzifier: float = 2.0,
    *,
    sample_weight: npt.ArrayLike | None = None,
    max_iter: int = 300,
    tol: float = 1e-10,
) -> FuzzyResult:
    """Minimise Σ_n s_n Σ_k u_nk^m d_nk over memberships and centres, in turns.

    Unlike EM it has no temperature, and its memberships do not depend on the unit of the data.

    Args:
        x: points, (N, D).
        means: the first centres, (K, D).
        fuzzifier: m > 1.
        sample_weight: s, (N,); one each by default.
        max_iter: the largest number of steps.
        tol: converged if a step lowers the objective by no more than this part of it.
    """
    points = check.points(x)
    centres = check.centres(means, points).copy()
    power = _fuzzifier(fuzzifier)
    weights = check.row_weights(sample_weight, len(points))
    steps, limit = check.count(max_iter, "max_iter", 0), check.tolerance(tol)
    history: list[float] = []
    converged = False
    while True:
        distance = distances_of(points, centres)
        u = _memberships(distance, power)
        share = u**power if weights is None else u**power * weights[:, None]
        history.append(float((share * distance).sum()))
        if len(history) > 1:
            converged = history[-2] - history[-1] <= limit * history[-2]
        if converged or len(history) > steps:
            break
        centres = mean_update(points, share, centres)
    return FuzzyResult(centres, u, history[-1], tuple(history), len(history) - 1, converged)


def _fuzzifier(value: float) -> float:
    number = check.tolerance(value, "fuzzifier")
    if not 1 < number < np.inf:
        raise ValueError(f"fuzzifier must be finite and greater than 1, but it is {number}.")
    return number


def _memberships(distance: FloatArray, fuzzifier: float) -> FloatArray:
    least = distance.min(axis=1, keepdims=True)
    # Relative to the nearest centre the powers lie in 0..1, whatever the unit.
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        ratio = np.where(distance == least, 1.0, least / distance)
        weight = np.where(distance == least, 1.0, ratio ** (1 / (fuzzifier - 1)))
    out: FloatArray = weight / weight.sum(axis=1, keepdims=True)
    return out
