"""Data sets on which estimators are judged, the small ones first, and how to make one smaller."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from .._checks import FloatArray


@dataclass(frozen=True, eq=False)
class Case:
    """Points, the centres and weights to start from or to stand at, and a variance.

    Attributes:
        x: points, (N, D).
        means: centres, (K, D).
        weights: positive, (K,), summing to one.
        sigma2: a positive variance.
        offset: what is added to all coordinates, for properties about offsets.
        scale: what all lengths are multiplied with, for properties about scales.
    """

    x: FloatArray
    means: FloatArray
    weights: FloatArray
    sigma2: float = 1.0
    offset: float = 0.0
    scale: float = 1.0

    @property
    def size(self) -> int:
        """How much there is to look at."""
        return self.x.size + self.means.size

    def describe(self) -> str:
        """The case in one line, as Python."""
        parts = [f"x={_rows(self.x)}", f"means={_rows(self.means)}"]
        if len(set(self.weights.tolist())) > 1:
            parts.append(f"weights={[round(w, 4) for w in self.weights.tolist()]}")
        parts.append(f"sigma2={self.sigma2:g}")
        if self.offset:
            parts.append(f"offset={self.offset:g}")
        if self.scale != 1:
            parts.append(f"scale={self.scale:g}")
        return ", ".join(parts)


def case(
    x: list[list[float]] | FloatArray,
    means: list[list[float]] | FloatArray,
    weights: list[float] | None = None,
    sigma2: float = 1.0,
) -> Case:
    """A case from plain lists; the weights are uniform unless given."""
    centres = np.asarray(means, dtype=np.float64)
    prior = np.full(len(centres), 1 / len(centres)) if weights is None else np.asarray(weights)
    return Case(np.asarray(x, dtype=np.float64), centres, prior, sigma2)


def groups(seed: int, rows: int, clusters: int, size: int, spread: float = 0.125) -> Case:
    """Groups of points around lattice points that are 4 apart; the start is near them.

    Coordinates are multiples of 2⁻¹⁰ and stay exact when an offset is added.
    """
    rng = np.random.default_rng([seed, rows, clusters, size])
    corners = 4.0 * np.arange(clusters)[:, None] * (np.arange(size) % 2 == 0)
    labels = np.arange(rows) % clusters
    x = corners[labels] + np.round(rng.normal(scale=spread, size=(rows, size)) * 1024) / 1024
    return case(x, corners + 0.5, None, spread**2)


def ordinary() -> Iterator[Case]:
    """Data without any difficulty."""
    yield groups(1, 6, 2, 1)
    yield groups(2, 12, 2, 2)
    yield groups(3, 24, 3, 2)
    yield groups(4, 40, 5, 3)


def overlapping() -> Iterator[Case]:
    """Groups that share points: EM takes many steps."""
    yield replace(groups(5, 10, 2, 1, 2.0), sigma2=2.0)
    yield replace(groups(6, 24, 3, 2, 2.0), sigma2=2.0)
    yield replace(groups(7, 60, 5, 2, 2.0), sigma2=2.0)


SQUARE = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]


def tied() -> Iterator[Case]:
    """Points that are exactly between centres, with equal and unequal weights."""
    yield case([[0.0], [1.0]], [[-1.0], [1.0]])
    yield case([[0.0], [3.0]], [[-1.0], [1.0]], [0.25, 0.75])
    yield case([[0.5, 0.5], [0.3, 0.5]], SQUARE)
    yield case([[0.5, 0.5], [0.3, 0.5], [0.0, 0.0]], SQUARE, [0.1, 0.2, 0.3, 0.4])
    yield case([[0.0], [5.0]], [[0.0], [0.0], [5.0]], [0.5, 0.25, 0.25])


SMALL_VARIANCES = (1.0, 1e-2, 1e-6, 1e-12, 1e-15, 1e-17, 1e-30, 1e-100, 1e-300, 5e-324)


def narrow(cases: Iterator[Case]) -> Iterator[Case]:
    """The same cases at variances down to the smallest double, the largest variance first."""
    every = list(cases)
    for sigma2 in SMALL_VARIANCES:
        yield from (replace(c, sigma2=sigma2) for c in every)


def smaller(start: Case, fails: Callable[[Case], bool], budget: int = 300) -> Case:
    """A case that still fails, from which no point, centre or coordinate can be left out.

    At most `budget` cases are tried; where it ends, the smallest that was found is returned.
    """
    best, tried, improved = start, 0, True
    while improved and tried < budget:
        improved = False
        for candidate in _reductions(best):
            tried += 1
            if fails(candidate):
                best, improved = candidate, True
                break
            if tried >= budget:
                break
    return best


def _reductions(now: Case) -> Iterator[Case]:
    n, k = len(now.x), len(now.means)
    if n > 3:
        yield replace(now, x=now.x[: n // 2])
        yield replace(now, x=now.x[n // 2 :])
    for row in range(n if n > 1 else 0):
        yield replace(now, x=np.delete(now.x, row, axis=0))
    for part in range(k if k > 1 else 0):
        weights = np.delete(now.weights, part)
        yield replace(
            now, means=np.delete(now.means, part, axis=0), weights=weights / weights.sum()
        )
    for axis in range(now.x.shape[1] if now.x.shape[1] > 1 else 0):
        yield replace(
            now, x=np.delete(now.x, axis, axis=1), means=np.delete(now.means, axis, axis=1)
        )
    if len(set(now.weights.tolist())) > 1:
        yield replace(now, weights=np.full(k, 1 / k))
    for digits in (0, 1):
        x, means = np.round(now.x, digits) + 0.0, np.round(now.means, digits) + 0.0
        if (x != now.x).any() or (means != now.means).any():
            yield replace(now, x=x, means=means)


def _rows(table: FloatArray) -> str:
    rows = table.tolist()
    if len(rows) > 12:
        return f"({len(rows)} points of dimension {table.shape[1]}, first {_short(rows[:2])})"
    return _short(rows)


def _short(rows: list[list[float]]) -> str:
    return "[" + ", ".join("[" + ", ".join(f"{v:.17g}" for v in row) + "]" for row in rows) + "]"
