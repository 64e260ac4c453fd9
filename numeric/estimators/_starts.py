"""First parameters for the estimators, by chance that is repeatable.

Starts by k-means++ are drawn from the points as a set with multiplicities: the order of the rows
does not matter, and a point of weight two is as good as two points.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import _checks as check
from .._checks import FloatArray, IntArray
from ..blocks import BLOCK_BYTES, Rows, extent_of, rows_of
from ..covariances import regularised, singular
from ..parameters import CovarianceType, Mixture, trusted
from ..scaling import in_unit, power_for
from ..starts import kmeans_plus_plus
from ..units import out_of_unit

#: Shares of the rows from start to stop in the components, (stop − start, K).
Shares = Callable[[int, int], FloatArray]


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
    if centres.shape != (size, x.shape[1]):
        raise ValueError(
            f"The shape of the initial centers {centres.shape} does not match the number of "
            f"clusters {size} and of features {x.shape[1]}."
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


def mixture_from_shares(
    x: npt.NDArray[Any],
    shares: Shares,
    means: FloatArray,
    kind: CovarianceType,
    weights: FloatArray | None,
    added: float,
) -> Mixture:
    """Return the M-step (C1–C5) for given shares, in two passes over the data.

    A component without mass keeps its mean, from `means`, (K, D). Where a covariance is singular,
    σ² I takes its place with σ² the mean variance about the means of all components.

    Raises:
        ValueError: if that is zero too, and the kind of covariance has no limit.
    """
    rows, scale = rows_of(x), _scale(x)
    extent = extent_of(rows, weights)
    anchor = np.ldexp(extent.mean, scale)
    size, dimension = means.shape
    mass, first = np.zeros(size), np.zeros((size, dimension))
    for z, r in _parts(rows, scale, shares, weights):
        mass += r.sum(axis=0)
        first += r.T @ (z - anchor)
    held = mass > 0
    centres = np.ldexp(means, scale)
    centres[held] = anchor + first[held] / mass[held, None]
    outer = kind in ("full", "tied")
    second = np.zeros((size, dimension, dimension) if outer else (size, dimension))
    for z, r in _parts(rows, scale, shares, weights):
        for k in range(size):
            deviation = z - centres[k]
            if outer:
                second[k] += (deviation * r[:, k, None]).T @ deviation
            else:
                second[k] += r[:, k] @ deviation**2
    total = float(mass.sum())
    trace = np.trace(second, axis1=1, axis2=2) if outer else second.sum(axis=1)
    pooled = float(trace.sum()) / total / dimension
    safe = np.where(held, mass, 1.0)
    if kind == "shared":
        value = np.asarray(pooled)
    elif kind == "tied":
        value = second.sum(axis=0) / total
    elif kind == "spherical":
        value = trace / safe / dimension
    else:
        value = second / safe.reshape(-1, *[1] * (second.ndim - 1))
    plus = math.ldexp(added, 2 * scale)
    value = _positive(regularised(value, kind, plus), kind, pooled + plus)
    mixture = trusted(mass / total, centres, value, kind)
    return out_of_unit(mixture, scale)


def _parts(rows: Rows, scale: int, shares: Shares, weights: FloatArray | None) -> Any:
    for start, size, block in zip(rows.starts(), rows.sizes, rows.blocks, strict=True):
        r = shares(start, start + size)
        if weights is not None:
            r = r * weights[start : start + size, None]
        yield in_unit(block(), scale), r


def _positive(value: FloatArray, kind: CovarianceType, pooled: float) -> FloatArray:
    flat = np.atleast_1d(singular(value, kind))
    if not flat.any() or kind == "shared":
        return value
    if pooled == 0:
        if kind == "spherical":
            return np.zeros_like(value)
        raise ValueError(
            "every point coincides with the mean of its component, so there is no positive "
            "variance to start from and the likelihood is unbounded; set reg_covar, or fit "
            "fewer components."
        )
    dimension = value.shape[-1]
    if kind == "tied":
        return pooled * np.eye(dimension)
    out = np.array(value)
    out[flat] = pooled * np.eye(dimension) if kind == "full" else pooled
    return out
