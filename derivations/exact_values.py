"""What cross-checks bind as fractions: hypotheses hold there exactly, or not at all.

Nothing here calls the functions under test.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from hardlimit.numeric import Problem, exact


def fractions(values: Any) -> Any:
    """The exact values of an array of doubles."""
    return np.vectorize(Fraction, otypes=[object])(np.asarray(values, dtype=float))


def squares(x: Any, means: Any) -> Any:
    """Squared distances, (N, K)."""
    return ((fractions(x)[:, None] - fractions(means)[None]) ** 2).sum(axis=2)


def border_gap(x: Any, means: Any, sigma: float) -> Fraction:
    """The least gap of a point to a centre that is not its nearest.

    If there is none any number is a gap; here one that leaves nothing of a bell of this width.
    """
    distance = squares(x, means)
    gap = distance - distance.min(axis=1, keepdims=True)
    found: Fraction = min(gap[gap > 0], default=4096 * Fraction(sigma) ** 2)
    return found


def spread(points: Any) -> Any:
    """The largest difference of two points in each coordinate, (D,)."""
    x = fractions(points)
    return x.max(axis=0) - x.min(axis=0)


def cluster_means(problem: Problem) -> Any:
    """The means of the points with the same (lowest) nearest centre; an empty one keeps its."""
    labels, x = exact.labels(problem.x, problem.means), fractions(problem.x)
    out = fractions(problem.means)
    for k in set(labels.tolist()):
        out[k] = x[labels == k].sum(axis=0) / int((labels == k).sum())
    return out


def grand_means(problem: Problem) -> Any:
    """The grand mean for each centre."""
    mean = fractions(problem.x).sum(axis=0) / len(problem.x)
    return np.array([mean] * len(problem.means), dtype=object)


def first_on_a_point(problem: Problem) -> Any:
    """The centres, of which the first is put on the first point."""
    out = problem.means.copy()
    out[0] = problem.x[0]
    return out


def first_alone(problem: Problem) -> Any:
    """Labels: the first point is in the first cluster, all others are in the last."""
    labels = np.full(len(problem.x), len(problem.means) - 1)
    labels[0] = 0
    return labels


@lru_cache(maxsize=1_000)
def least_gap(problem: Problem) -> Fraction:
    """The least squared distance of two different points; one if there are no two."""
    points = exact.rationals(np.unique(problem.x, axis=0))
    if len(points) == 1:
        return Fraction(1)
    pairs = itertools.combinations(points, 2)
    least = min(sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) for p, q in pairs)
    return Fraction(int(least.p), int(least.q))


def columns(problem: Problem) -> Any:
    """A law on the points for each component: positive columns that sum to one."""
    share = fractions(problem.responsibilities) + fractions(problem.weights)
    return share / share.sum(axis=0)


def on_a_line(problem: Problem) -> Any:
    """Distances from one point to centres on a line, all positive, (K,)."""
    return 1 + np.abs(problem.means[:, 0] - problem.x[0, 0])
