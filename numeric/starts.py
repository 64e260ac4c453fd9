"""First centres: k-means++ and farthest-point traversal, and a mixture to start EM from.

Both work on data about a point of their own, so that an offset of the data changes nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray, IntArray
from .blocks import Rows, extent_of, rows_of
from .parameters import CovarianceType, Mixture, covariance_shape
from .scaling import in_unit, power_for


def kmeans_plus_plus(
    x: Any,
    n_clusters: int,
    rng: np.random.Generator,
    *,
    sample_weight: npt.ArrayLike | None = None,
    trials: int | None = None,
) -> IntArray:
    """Return the rows of `n_clusters` first centres by greedy k-means++, (K,).

    Each next centre is drawn with probability proportional to s_n min_j d_nj, several times, and
    the draw that lowers Σ_n s_n min_j d_nj most is kept. Once every point coincides with a
    centre the next is drawn by weight alone, so that repeated points are allowed.

    Args:
        x: points, (N, D): whatever `rows_of` takes.
        n_clusters: K, at least 1.
        rng: the source of randomness.
        sample_weight: s, (N,); one each by default.
        trials: draws for each centre; 2 + ⌊log K⌋ by default.
    """
    rows = rows_of(x)
    size = check.count(n_clusters, "n_clusters")
    weights = check.row_weights(sample_weight, rows.count)
    draws = 2 + int(np.log(size)) if trials is None else check.count(trials, "trials")
    mass = np.ones(rows.count) if weights is None else weights
    scale = _scale(rows, weights)
    chosen = [_draw(mass, rng, 1)[0]]
    nearest = _distances(rows, row_at(rows, chosen[0]), scale)
    while len(chosen) < size:
        candidates = _draw(mass * nearest, rng, draws)
        if not candidates.size:
            chosen.append(int(_draw(mass, rng, 1)[0]))
            continue
        best, kept, level = int(candidates[0]), nearest, np.inf
        for row in candidates:
            after = np.minimum(nearest, _distances(rows, row_at(rows, int(row)), scale))
            potential = float(after @ mass)
            if potential < level:
                best, level, kept = int(row), potential, after
        chosen.append(best)
        nearest = kept
    return np.asarray(chosen, dtype=np.intp)


def traversal(x: Any, n_clusters: int) -> IntArray:
    """Return rows of first centres: the one nearest to the grand mean, then always the farthest.

    There is no chance in it. Repeats rows if there are too few different ones.
    """
    rows = rows_of(x)
    size = check.count(n_clusters, "n_clusters")
    scale = _scale(rows, None)
    # The grand mean is taken relative to a point, so that an offset does not change the choice.
    anchor = row_at(rows, 0)
    total = np.zeros(rows.dimension)
    for block in rows.blocks:
        total += (in_unit(block(), scale) - np.ldexp(anchor, scale)).sum(axis=0)
    middle = total / rows.count
    chosen = [int(_distances(rows, anchor, scale, middle).argmin())]
    nearest = _distances(rows, row_at(rows, chosen[0]), scale)
    while len(chosen) < size:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, _distances(rows, row_at(rows, chosen[-1]), scale))
    return np.asarray(chosen, dtype=np.intp)


def row_at(rows: Rows, index: int) -> FloatArray:
    """Return one point, (D,)."""
    for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
        if index < start + size:
            return np.asarray(block()[index - start], dtype=np.float64)
    raise ValueError(f"there is no row {index}.")


def mixture_from_centres(
    x: Any,
    means: npt.ArrayLike,
    covariance_type: CovarianceType = "shared",
    *,
    sample_weight: npt.ArrayLike | None = None,
) -> Mixture:
    """Return equal weights, these means, and σ² = Σ_n s_n min_k d_nk/(D Σ_n s_n) for every kind.

    If every point coincides with a centre, σ² = 0: shared and spherical mixtures are then the
    limit, and other kinds have no such value.

    Raises:
        ValueError: for malformed input, and for σ² = 0 where the kind has no limit.
    """
    rows = rows_of(x)
    centres = check.of_dimension(means, rows.dimension)
    weights = check.row_weights(sample_weight, rows.count)
    scale = _scale(rows, weights)
    least = np.full(rows.count, np.inf)
    for centre in centres:
        np.minimum(least, _distances(rows, centre, scale), out=least)
    total = rows.count if weights is None else weights.sum()
    level = float(least.sum() if weights is None else least @ weights)
    with np.errstate(over="ignore", under="ignore"):
        sigma2 = float(np.ldexp(level / total / rows.dimension, -2 * scale))
    if not np.isfinite(sigma2) or (sigma2 == 0 < level):
        raise ValueError(
            "the variances of these data are beyond the range of doubles; "
            "rescale the data by a power of two."
        )
    size = len(centres)
    shape = covariance_shape(covariance_type, size, rows.dimension)
    if covariance_type in ("tied", "full"):
        value = np.broadcast_to(sigma2 * np.eye(rows.dimension), shape)
    else:
        value = np.full(shape, sigma2)
    if sigma2 == 0 and covariance_type not in ("shared", "spherical"):
        raise ValueError(
            "every point coincides with a centre, so there is no positive variance to start from "
            "and the likelihood is unbounded; give the covariances to start from."
        )
    return Mixture(np.full(size, 1 / size), centres, value, covariance_type)


def _scale(rows: Rows, weights: FloatArray | None) -> int:
    extent = extent_of(rows, weights)
    return power_for(float(max(np.abs(extent.low).max(), np.abs(extent.high).max())))


def _distances(
    rows: Rows, point: FloatArray, scale: int, move: FloatArray | float = 0.0
) -> FloatArray:
    out = np.empty(rows.count)
    for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
        difference = in_unit(block(), scale) - np.ldexp(point, scale) - move
        np.einsum("nd,nd->n", difference, difference, out=out[start : start + size])
    return out


def _draw(mass: FloatArray, rng: np.random.Generator, count: int) -> IntArray:
    """Rows drawn in proportion to `mass`; none if there is no mass."""
    total = np.cumsum(mass / mass.max() if mass.max() > 0 else mass)
    if not total[-1] > 0:
        return np.zeros(0, dtype=np.intp)
    where = np.searchsorted(total, rng.random(count) * total[-1], side="right")
    last = int(np.flatnonzero(mass)[-1])
    return np.asarray(np.minimum(where, last), dtype=np.intp)
