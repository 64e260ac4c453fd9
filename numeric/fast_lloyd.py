"""Lloyd's algorithm on data of any size: labels are exact, work goes where labels may change.

Each point remembers by how much its second nearest centre is farther than its nearest. Centres
move by known distances, so until these add up to that slack the label cannot have changed
(Hamerly's bounds, kept as one number a point against one clock a cluster). Scores of the other
points come from one matrix product, ties and near ties from exact arithmetic; sums of clusters
change by the points that change clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._buffers import small_buffers
from ._checks import FloatArray, IntArray
from .blocks import Extent, Rows, extent_of, rows_of
from .gaps import nearest_of
from .scaling import in_unit, power_for

_EPS = float(np.finfo(np.float64).eps)
#: Bytes of the scores of one chunk.
_CHUNK_BYTES = 1 << 21
#: Where more of a chunk than this must be looked at, all of it is.
_MOST = 0.5
#: Sums are taken afresh after so many steps, so that their rounding does not grow.
_REFRESH = 32
# Taken to scores that do not count.
_HUGE = 2.0**1000
# Added to an index, so that a sum of two is not taken for one.
_ONE = 2.0**32


@dataclass(frozen=True, eq=False)
class KMeansResult:
    """A run of Lloyd's algorithm on data of any size.

    Attributes:
        means: the last centres, (K, D).
        labels: the assignment to these centres, (N,).
        distortion: J = Σ_n s_n ‖x_n − μ_c(n)‖² of these.
        n_iter: the number of steps taken.
        converged: whether the last step changed no label, or moved the centres by no more than
            `tol`.
        empty: the clusters without a point, (·,).
        evaluated: for each step, the share of the points whose distances were looked at.
    """

    means: FloatArray
    labels: IntArray
    distortion: float
    n_iter: int
    converged: bool
    empty: IntArray
    evaluated: tuple[float, ...]


def run_lloyd(
    x: Any,
    means: npt.ArrayLike,
    *,
    sample_weight: npt.ArrayLike | None = None,
    max_iter: int = 300,
    tol: float = 0.0,
) -> KMeansResult:
    """Run Lloyd's algorithm until no label changes, or for `max_iter` steps (G1, G2).

    Points tied between centres go to the lowest index, exactly as the given doubles stand; an
    empty cluster keeps its centre. It is `lloyd`, without the trajectory. Beside the labels and
    one short float for each point, memory does not grow with N.

    Args:
        x: points, (N, D): whatever `rows_of` takes.
        means: the first centres, (K, D).
        sample_weight: s, (N,), >= 0; one each by default.
        max_iter: the largest number of steps, >= 0.
        tol: also converged if Σ_k ‖μ_k' − μ_k‖² of a step is no more than this.

    Raises:
        ValueError: for malformed input.
    """
    rows = rows_of(x)
    centres = check.finite_array(means, "means", 2)
    if centres.shape[1] != rows.dimension:
        raise ValueError(
            f"means has points of dimension {centres.shape[1]}, "
            f"but x has dimension {rows.dimension}."
        )
    weights = check.row_weights(sample_weight, rows.count)
    steps, limit = check.count(max_iter, "max_iter", 0), check.tolerance(tol)
    return _Lloyd(rows, centres, weights).run(steps, limit)


class _Lloyd:
    """The state of a run: centres and data are multiplied by 2^scale."""

    def __init__(self, rows: Rows, centres: FloatArray, weights: FloatArray | None) -> None:
        extent = extent_of(rows, weights)
        largest = float(max(np.abs(a).max() for a in (extent.low, extent.high, centres)))
        self._scale = power_for(largest)
        self._rows, self._weights, self._size = rows, weights, len(centres)
        self._centres = np.ldexp(centres, self._scale)
        self._origin = self._origin_of(extent)
        size, dimension = centres.shape
        # Slacks are single precision, in a unit in which the data are near one.
        self._unit = 2.0 ** -int(np.frexp(largest)[1] + self._scale) if largest else 1.0
        self._relative = 4 * (dimension + 6) * _EPS
        self._labels = np.zeros(rows.count, dtype=np.min_scalar_type(size - 1))
        self._slack = np.full(rows.count, -np.inf, dtype=np.float32)
        self._sums, self._mass = np.zeros((size, dimension)), np.zeros(size)
        self._clock = np.zeros(size)
        chunk = self._chunk = max(1024, min(8192, _CHUNK_BYTES // (16 * size)))
        self._chunks = [
            (block, start, a, min(a + chunk, start + count))
            for block, start, count in zip(rows.blocks, rows.starts(), rows.sizes, strict=True)
            for a in range(start, start + count, chunk)
        ]
        self._scores, self._hot = np.empty((size, chunk)), np.empty((size, chunk))
        self._index = np.arange(size, dtype=np.float64)
        self._counted = self._index + _ONE

    def _origin_of(self, extent: Extent) -> FloatArray | None:
        """The grand mean, if the data lie so far from zero that scores would lose digits."""
        mean = np.ldexp(extent.mean, self._scale)
        half = np.ldexp(extent.high / 2 - extent.low / 2, self._scale)
        return mean if np.abs(mean).max() > 4 * half.max() else None

    @small_buffers()
    def run(self, max_iter: int, tol: float) -> KMeansResult:
        looked: list[float] = []
        converged = False
        with np.errstate(over="ignore", under="ignore"):
            limit = float(np.ldexp(tol, 2 * self._scale))
        while len(looked) < max_iter and not converged:
            changed, seen = self._assign()
            looked.append(seen / self._rows.count)
            still = not changed and len(looked) > 1
            # Of a partition that stands, means are taken afresh: they are then a function of it.
            if len(looked) == 1 or still or len(looked) % _REFRESH == 0:
                self._sum_afresh()
            moved = self._move()
            converged = still or moved <= limit
        # The labels are those of the last centres, and nothing is left of the sums' history.
        if self._assign()[0] or not converged:
            self._sum_afresh()
        return KMeansResult(
            means=np.ldexp(self._centres, -self._scale),
            labels=self._labels.astype(np.intp),
            distortion=self._distortion(),
            n_iter=len(looked),
            converged=converged,
            empty=np.flatnonzero(self._mass == 0),
            evaluated=tuple(looked),
        )

    def _assign(self) -> tuple[int, int]:
        """Label every point whose label may have changed: how many did, and were looked at."""
        centres = self._centres if self._origin is None else self._centres - self._origin
        squares = np.einsum("kd,kd->k", centres, centres)
        self._factor, self._squares = -2.0 * centres, squares[:, None]
        self._widest = float(squares.max())
        changed = seen = 0
        clock = self._clock.astype(np.float32)
        spans = zip(self._rows.blocks, self._rows.starts(), self._rows.sizes, strict=True)
        for block, start, size in spans:
            stop = start + size
            own = np.take(clock, self._labels[start:stop])
            where = np.flatnonzero(self._slack[start:stop] <= own)
            if not len(where):
                continue
            rows, some = block(), len(where) <= _MOST * size
            seen += len(where) if some else size
            for a in range(0, len(where) if some else size, self._chunk):
                if some:
                    chosen = where[a : a + self._chunk]
                    part: npt.NDArray[Any] = np.take(rows, chosen, axis=0)
                    at: slice | IntArray = chosen + start
                else:
                    part = rows[a : a + self._chunk]
                    at = slice(start + a, start + a + len(part))
                changed += self._label(in_unit(part, self._scale), at)
        return changed, seen

    def _label(self, x: FloatArray, where: slice | IntArray) -> int:
        """Label the points `x`, rows `where`, and return how many changed."""
        z = x if self._origin is None else x - self._origin
        scores, hot = self._scores[:, : len(x)], self._hot[:, : len(x)]
        np.matmul(self._factor, z.T, out=scores)
        scores += self._squares
        first = scores.min(axis=0)
        np.equal(scores, first, out=hot)
        labels = self._counted @ hot
        labels -= _ONE
        hot *= _HUGE
        scores += hot
        second = scores.min(axis=0)
        norms = np.einsum("nd,nd->n", z, z)
        # |fl(s) − s| ≤ (D + 6) ε (‖z‖ + ‖c‖)², for the least score and for the next.
        error = (norms + self._widest) * self._relative
        near = second - first <= error
        # Equal least scores have all been taken out of the way; then the sum tells.
        near |= labels >= self._size
        doubtful = np.flatnonzero(near)
        if len(doubtful):
            labels[doubtful] = nearest_of(x[doubtful], self._centres)
        clock = np.take(self._clock, labels.astype(np.intp))
        slack = self._slack_of(first, second, norms, error, clock)
        slack[doubtful] = -np.inf
        self._slack[where] = slack
        old = self._labels[where].astype(np.float64)
        moved = np.flatnonzero(old != labels)
        if len(moved):
            self._labels[where] = labels
            s = None
            if self._weights is not None:
                s = self._weights[where][moved]
            self._transfer(x[moved], s, old[moved], labels[moved])
        return len(moved)

    def _slack_of(
        self,
        first: FloatArray,
        second: FloatArray,
        norms: FloatArray,
        error: FloatArray,
        clock: FloatArray,
    ) -> FloatArray:
        """A lower bound of the distance to the second centre less that to the first, by the clock.

        The error bound of the squares, twice what they need, covers the rounding of the roots.
        """
        first += norms
        first += error
        second += norms
        second -= error
        np.maximum(second, 0.0, out=second)
        np.maximum(first, 0.0, out=first)
        slack = np.sqrt(second, out=second)
        slack -= np.sqrt(first, out=first)
        slack *= self._unit
        slack += clock
        np.minimum(slack, 1e30, out=slack)
        # Rounded down by more than single precision rounds up.
        slack -= np.abs(slack) * 2.0**-22
        slack -= 1e-37
        return slack

    def _transfer(
        self, x: FloatArray, s: FloatArray | None, old: FloatArray, new: FloatArray
    ) -> None:
        """Move points from the sums of their old clusters to those of their new ones."""
        change = (new == self._index[:, None]).astype(np.float64)
        change -= old == self._index[:, None]
        if s is not None:
            change *= s
        self._sums += change @ (x if self._origin is None else x - self._origin)
        self._mass += change.sum(axis=1)

    def _sum_afresh(self) -> None:
        self._sums[:], self._mass[:] = 0.0, 0.0
        for block, start, a, b in self._chunks:
            x = in_unit(block()[a - start : b - start], self._scale)
            hot = self._hot[:, : b - a]
            np.equal(self._index[:, None], self._labels[a:b], out=hot)
            if self._weights is not None:
                hot *= self._weights[a:b]
            self._sums += hot @ (x if self._origin is None else x - self._origin)
            self._mass += hot.sum(axis=1)

    def _move(self) -> float:
        """Put the centres on the means of their clusters; return Σ_k ‖μ_k' − μ_k‖²."""
        held = self._mass > 0
        means = self._centres.copy()
        means[held] = self._sums[held] / self._mass[held, None]
        if self._origin is not None:
            means[held] += self._origin
        squares = ((means - self._centres) ** 2).sum(axis=1)
        # The own centre of a cluster may come no nearer, and any other by no more than the
        # farthest move among them.
        drift = self._unit * np.sqrt(squares) * (1 + 1e-12)
        others = np.full(self._size, drift.max())
        top = int(drift.argmax())
        others[top] = np.delete(drift, top).max(initial=0.0)
        self._clock += drift + others
        self._centres = means
        return float(squares.sum())

    def _distortion(self) -> float:
        total = 0.0
        for block, start, a, b in self._chunks:
            x = in_unit(block()[a - start : b - start], self._scale)
            difference = x - self._centres[self._labels[a:b]]
            square = np.einsum("nd,nd->n", difference, difference)
            total += float(square.sum() if self._weights is None else square @ self._weights[a:b])
        with np.errstate(over="ignore", under="ignore"):
            return float(np.ldexp(total, -2 * self._scale))
