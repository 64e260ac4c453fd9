"""First parameters for the estimators, by chance that is repeatable.

Starts by k-means++ are drawn from the points as a set with multiplicities: the order of the rows
does not matter, and a point of weight two is as good as two points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import _checks as check
from .._checks import FloatArray, IntArray
from ..blocks import BLOCK_BYTES, Rows, extent_of, rows_of
from ..covariances import regularised, singular
from ..parameters import CovarianceType, covariance_shape, trusted
from ..scaling import in_unit, power_for
from ..starts import kmeans_plus_plus
from ..units import out_of_unit

#: Shares of the rows from start to stop in the components, (stop − start, K).
Shares = Callable[[int, int], FloatArray]
#: Weights, means and, where they are asked for, covariances.
Parameters = tuple[FloatArray, FloatArray, FloatArray | None]
#: Blocks of points with their weighted shares.
Parts = Iterator[tuple[FloatArray, FloatArray]]


def generator_of(random_state: object) -> np.random.Generator:
    """Return a source of randomness for None, a whole number, a Generator or a RandomState.

    A RandomState is asked for a seed, and moves on by that.

    Raises:
        ValueError: for anything else.
    """
    if random_state is None:
        return np.random.default_rng()
    if isinstance(random_state, np.random.Generator):
        return random_state
    if isinstance(random_state, np.random.RandomState):
        return np.random.default_rng(random_state.randint(0, 2**31 - 1, size=4).tolist())
    if isinstance(random_state, int | np.integer) and not isinstance(random_state, bool):
        if random_state >= 0:
            return np.random.default_rng(int(random_state))
        raise ValueError(f"random_state must not be negative, but it is {random_state}.")
    raise ValueError(
        "random_state must be None, a whole number, a numpy Generator or a RandomState, "
        f"but it is of type {type(random_state).__name__}."
    )


@dataclass(frozen=True)
class _Taken:
    array: npt.NDArray[Any]
    rows: IntArray

    def __call__(self) -> npt.NDArray[Any]:
        return np.take(self.array, self.rows, axis=0)


def first_centres(
    x: npt.NDArray[Any],
    size: int,
    init: Any,
    rng: np.random.Generator,
    weights: FloatArray | None,
) -> FloatArray:
    """Return first centres, (K, D).

    Args:
        x: points, (N, D).
        size: K.
        init: "k-means++"; "random", K rows without repetition, in proportion to their weight; an
            array of centres; or a function of `(X, n_clusters, random_state)` that returns one.
        rng: the source of randomness.
        weights: those of the points, (N,).
    """
    if isinstance(init, str):
        if init not in ("k-means++", "random"):
            raise ValueError(
                f"init must be 'k-means++', 'random', an array or a function, but it is {init!r}."
            )
        if init == "random":
            return np.asarray(x[distinct_rows(len(x), size, rng, weights)], dtype=np.float64)
        order = _order(x)
        sorted_weights = None if weights is None else weights[order]
        rows = kmeans_plus_plus(_in_order(x, order), size, rng, sample_weight=sorted_weights)
        return np.asarray(x[order[rows]], dtype=np.float64)
    if callable(init):
        init = init(x, size, random_state=np.random.RandomState(int(rng.integers(2**31))))
    centres = check.finite_array(init, "init", 2)
    for axis, what in ((0, f"clusters {size}"), (1, f"features of the data {x.shape[1]}")):
        if centres.shape[axis] != (size, x.shape[1])[axis]:
            raise ValueError(
                f"The shape of the initial centers {centres.shape} does not match the number of "
                f"{what}."
            )
    return centres


def distinct_rows(
    count: int, size: int, rng: np.random.Generator, weights: FloatArray | None
) -> IntArray:
    """Return `size` different rows, drawn in proportion to their weights."""
    useful = count if weights is None else int(np.count_nonzero(weights))
    if useful < size:
        raise ValueError(f"{size} different rows cannot be drawn from {useful} of positive weight.")
    share = None if weights is None else weights / weights.sum()
    return np.asarray(rng.choice(count, size, replace=False, p=share), dtype=np.intp)


def _order(x: npt.NDArray[Any]) -> IntArray:
    """Return an order of the rows that depends on their values alone, equal rows aside."""
    columns = [in_unit(column, _scale(x)) for column in x.T]
    # One key, summed column by column so that equal rows have equal keys to the last bit.
    key = np.zeros(len(x))
    for index, column in enumerate(columns, start=1):
        key += math.cos(index) * column
    order: IntArray = np.argsort(key, kind="stable")
    tied = np.flatnonzero(np.diff(key[order]) == 0)
    if len(tied) and (x[order[tied]] != x[order[tied + 1]]).any():
        return np.asarray(np.lexsort(columns), dtype=np.intp)
    return order


def _in_order(x: npt.NDArray[Any], order: IntArray) -> Rows:
    if x.nbytes <= BLOCK_BYTES:
        return rows_of(x[order])
    plain = rows_of(x)
    spans = zip(plain.starts(), plain.sizes, strict=True)
    blocks = tuple(_Taken(x, order[start : start + size]) for start, size in spans)
    return Rows(blocks, plain.sizes, plain.dimension)


def _scale(x: npt.NDArray[Any]) -> int:
    return power_for(float(max(abs(float(x.max())), abs(float(x.min())))))


def parameters_from_shares(
    x: npt.NDArray[Any],
    shares: Shares,
    means: FloatArray,
    kind: CovarianceType | None,
    weights: FloatArray | None,
    added: float,
) -> Parameters:
    """Return the M-step (C1–C5) for given shares, in two passes over the data.

    A component without mass keeps its mean, from `means`, (K, D). Where a covariance is singular,
    σ² I takes its place with σ² the mean variance about the means of all components.

    Args:
        x: points, (N, D).
        shares: of the points in the components.
        means: (K, D).
        kind: of the covariances, or None if there is no need of them.
        weights: those of the points, (N,).
        added: what is added to the variances.

    Raises:
        ValueError: if the mean variance is zero too, and the kind of covariance has no limit.
    """
    rows, scale = rows_of(x), _scale(x)
    anchor = np.ldexp(extent_of(rows, weights).mean, scale)
    mass, first = np.zeros(len(means)), np.zeros(means.shape)
    for z, r in _parts(rows, scale, shares, weights):
        mass += r.sum(axis=0)
        first += r.T @ (z - anchor)
    held = mass > 0
    centres = np.ldexp(means, scale)
    centres[held] = anchor + first[held] / mass[held, None]
    prior = mass / mass.sum()
    if kind is None:
        return prior, np.ldexp(centres, -scale), None
    parts = _parts(rows, scale, shares, weights)
    value = _covariances(parts, mass, centres, kind, math.ldexp(added, 2 * scale))
    mixture = out_of_unit(trusted(prior, centres, value, kind), scale)
    return mixture.weights, mixture.means, mixture.covariances


def _covariances(
    parts: Parts, mass: FloatArray, centres: FloatArray, kind: CovarianceType, added: float
) -> FloatArray:
    size, dimension = centres.shape
    outer = kind in ("full", "tied")
    second = np.zeros((size, dimension, dimension) if outer else (size, dimension))
    for z, r in parts:
        for k in range(size):
            deviation = z - centres[k]
            if outer:
                second[k] += (deviation * r[:, k, None]).T @ deviation
            else:
                second[k] += r[:, k] @ deviation**2
    total, safe = float(mass.sum()), np.where(mass > 0, mass, 1.0)
    trace = np.trace(second, axis1=1, axis2=2) if outer else second.sum(axis=1)
    pooled = float(trace.sum()) / total / dimension
    if kind == "shared":
        value = np.asarray(pooled)
    elif kind == "tied":
        value = second.sum(axis=0) / total
    elif kind == "spherical":
        value = trace / safe / dimension
    else:
        value = second / safe.reshape(-1, *[1] * (second.ndim - 1))
    return _positive(regularised(value, kind, added), kind, pooled + added)


def require_addable(x: npt.NDArray[Any], added: float) -> None:
    """Refuse an addition to variances that is out of all proportion to the data.

    Raises:
        ValueError: if it is beyond the range of doubles in the unit of the data.
    """
    scale = _scale(x)
    if added and scale and math.frexp(added)[1] + 2 * scale > 1000:
        raise ValueError(
            f"reg_covar={added} is beyond the range of doubles in the unit of such small data; "
            "rescale the data by a power of two, or set reg_covar=0."
        )


def _parts(rows: Rows, scale: int, shares: Shares, weights: FloatArray | None) -> Parts:
    for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
        r = shares(start, start + size)
        if weights is not None:
            r = r * weights[start : start + size, None]
        yield in_unit(block(), scale), r


def _positive(value: FloatArray, kind: CovarianceType, pooled: float) -> FloatArray:
    flat = np.atleast_1d(singular(value, kind))
    if not flat.any() or kind == "shared":
        return value
    instead = round_covariances(pooled, kind, len(flat), value.shape[-1] if value.ndim else 1)
    if kind == "tied" or pooled == 0:
        return instead
    out = np.array(value)
    out[flat] = instead[flat]
    return out


def round_covariances(sigma2: float, kind: CovarianceType, size: int, dimension: int) -> FloatArray:
    """Return σ² I in the shape of a kind of covariance, for K components of dimension D.

    Raises:
        ValueError: for σ² = 0 if the kind has no limit.
    """
    if sigma2 == 0 and kind not in ("shared", "spherical"):
        raise ValueError(
            "every point coincides with the mean of its component, so there is no positive "
            "variance to start from and the likelihood is unbounded; set reg_covar, or fit "
            "fewer components."
        )
    shape = covariance_shape(kind, size, dimension)
    if kind in ("tied", "full"):
        return np.array(np.broadcast_to(sigma2 * np.eye(dimension), shape))
    return np.full(shape, sigma2)
