"""k-means in Lloyd's form: assign, update, and both objectives.

Two rules make the algorithm a function: a point tied between centres goes to the lowest index
(ties are decided exactly), and an empty cluster keeps its centre. Neither is the σ → 0 limit of
EM, which splits tied points and moves empty components: see `em.em_mean_limit`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray, IntArray
from .gaps import distances_of, nearest_of
from .msteps import mean_update


@dataclass(frozen=True, eq=False)
class LloydResult:
    """A run of Lloyd's algorithm.

    Attributes:
        means: the last centres, (K, D).
        labels: the assignment to these centres, (N,).
        distortion: D(μ) of these centres.
        history: D(μ) of every centre set in `trajectory`; never increases (G1).
        trajectory: the centres before the first step and after each, n_iter + 1 arrays.
        n_iter: the number of steps taken.
        converged: whether the last step moved no centre.
    """

    means: FloatArray
    labels: IntArray
    distortion: float
    history: tuple[float, ...]
    trajectory: tuple[FloatArray, ...]
    n_iter: int
    converged: bool


def assign(x: npt.ArrayLike, means: npt.ArrayLike) -> IntArray:
    """Return a nearest centre c(n) ∈ argmin_k d_nk for each point, the lowest index at ties.

    Args:
        x: points, (N, D).
        means: centres, (K, D).

    Returns:
        labels in 0..K−1, (N,).
    """
    points = check.points(x)
    return nearest_of(points, check.centres(means, points))


def update(
    x: npt.ArrayLike, labels: npt.ArrayLike, n_clusters: int, previous: npt.ArrayLike
) -> FloatArray:
    """Return the mean of each cluster, (K, D); an empty cluster keeps its previous centre.

    This is `mean_update` (C1) with the indicators of the assignment as responsibilities.

    Args:
        x: points, (N, D).
        labels: integers in 0..n_clusters−1, (N,).
        n_clusters: K.
        previous: centres, (K, D).

    Raises:
        ValueError: for labels out of range and malformed input.
    """
    points = check.points(x)
    size = check.count(n_clusters, "n_clusters")
    chosen = check.assignment(labels, len(points), size)
    return mean_update(points, np.eye(size)[chosen], previous)


def distortion(x: npt.ArrayLike, means: npt.ArrayLike) -> float:
    """Return D(μ) = Σ_n min_k ‖x_n − μ_k‖²."""
    points = check.points(x)
    return float(distances_of(points, check.centres(means, points)).min(axis=1).sum())


def assignment_distortion(x: npt.ArrayLike, means: npt.ArrayLike, labels: npt.ArrayLike) -> float:
    """Return J(c, μ) = Σ_n ‖x_n − μ_c(n)‖², at least D(μ), with equality for nearest centres."""
    points = check.points(x)
    centres = check.centres(means, points)
    chosen = check.assignment(labels, len(points), len(centres))
    difference = points - centres[chosen]
    return float(np.einsum("nd,nd->n", difference, difference).sum())


def lloyd(x: npt.ArrayLike, means: npt.ArrayLike, max_iter: int = 300) -> LloydResult:
    """Run Lloyd's algorithm until no centre moves, or for `max_iter` steps (G1, G2).

    The stopping rule looks at the centres, not at the labels or at a tolerance: after an update
    D is a function of the partition and falls whenever a centre moves, so this stops in exact
    arithmetic. In doubles a partition determines its means bit by bit, with the same effect.

    Args:
        x: points, (N, D).
        means: initial centres, (K, D).
        max_iter: the largest number of steps, at least 0.

    Raises:
        ValueError: for a negative `max_iter` and malformed input.
    """
    max_iter = check.count(max_iter, "max_iter", 0)
    points = check.points(x)
    centres = check.centres(means, points).copy()
    trajectory = [centres]
    converged = False
    while len(trajectory) <= max_iter and not converged:
        moved = update(points, assign(points, centres), len(centres), centres)
        converged = bool((moved == centres).all())
        trajectory.append(moved)
        centres = moved
    history = tuple(distortion(points, step) for step in trajectory)
    return LloydResult(
        means=centres,
        labels=assign(points, centres),
        distortion=history[-1],
        history=history,
        trajectory=tuple(trajectory),
        n_iter=len(trajectory) - 1,
        converged=converged,
    )
