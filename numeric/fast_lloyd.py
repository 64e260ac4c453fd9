"""Lloyd's algorithm on data of any size: labels are exact, work goes where labels may change.

Each point remembers by how much its second nearest centre is farther than its nearest. Centres
move by known distances, so until these add up to that slack the label cannot have changed
(Hamerly's bounds, kept as one number a point against one clock a cluster). Scores of the other
points come from one matrix product, in single precision as long as its error bound leaves few of
them open; what a bound leaves open is decided by exact arithmetic. Sums of clusters change by the
points that change clusters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._buffers import small_buffers
from ._checks import FloatArray, IntArray
from ._scores import Floats, Scores
from .blocks import Extent, Rows, extent_of, rows_of
from .gaps import nearest_of
from .scaling import in_unit, power_for

#: Bytes of the rows of one chunk, and of its scores: they stay in the second-level cache.
_ROW_BYTES, _SCORE_BYTES = 3 << 18, 1 << 20
#: Where more of a chunk than this must be looked at, all of it is.
_MOST = 0.75
#: Exponents of data whose squares are far from the ends of single precision.
_TAME = 30
#: Sums are taken afresh after so many steps, so that their rounding does not grow.
_REFRESH = 32
#: So many points at a time are worked on in double precision.
_FEW = 1024
#: Single precision is given up if it leaves more than this share of a chunk open.
_OPEN = 0.02


@dataclass(frozen=True, eq=False)
class KMeansResult:
    """A run of Lloyd's algorithm on data of any size.

    Attributes:
        means: the last centres, (K, D).
        labels: the assignment to these centres, (N,), integers of 32 bits.
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
    empty cluster keeps its centre. It is `lloyd`, without the trajectory. Beside the labels that
    are returned, memory grows with N by five bytes a point.

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
    centres = check.of_dimension(means, rows.dimension)
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
        # Slacks and scores are in a unit in which single precision holds squares of the data.
        about = 0.0 if self._origin is None else self._origin
        sides = (np.ldexp(extent.low, self._scale), np.ldexp(extent.high, self._scale))
        reach = float(max(np.abs(a - about).max() for a in (*sides, self._centres)))
        exponent = int(np.frexp(reach)[1])
        self._unit = 1.0 if abs(exponent) < _TAME else 2.0**-exponent
        self._labels = np.zeros(rows.count, dtype=np.min_scalar_type(size - 1))
        self._index = np.arange(size, dtype=self._labels.dtype)[:, None]
        self._slack = np.full(rows.count, -np.inf, dtype=np.float32)
        self._sums, self._mass = np.zeros((size, dimension)), np.zeros(size)
        self._clock, self._summed = np.zeros(size), False
        self._open: list[tuple[FloatArray, IntArray]] = []
        self._waiting = 0
        rows_fit, scores_fit = _ROW_BYTES // (8 * dimension), _SCORE_BYTES // (8 * size)
        self._chunk = max(512, min(8192, rows_fit, scores_fit))
        self._double = Scores(np.float64, size, dimension, _FEW)
        self._single: Scores | None = Scores(np.float32, size, dimension, self._chunk)

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
        del self._slack, self._double, self._single
        return KMeansResult(
            means=np.ldexp(self._centres, -self._scale),
            labels=self._labels.astype(np.int32),
            distortion=self._distortion(),
            n_iter=len(looked),
            converged=converged,
            empty=np.flatnonzero(self._mass == 0),
            evaluated=tuple(looked),
        )

    def _assign(self) -> tuple[bool, int]:
        """Label every point whose label may have changed: whether any did, how many were seen."""
        centres = self._centred(self._centres) * self._unit
        for scores in filter(None, (self._single, self._double)):
            scores.move(centres, self._clock)
        changed, seen = False, 0
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
                changed |= self._label(in_unit(part, self._scale), at)
        return changed | self._label_open(), seen

    def _label(self, x: FloatArray, where: slice | IntArray) -> bool:
        """Label the points `x`, rows `where`, and return whether any changed."""
        rows = np.arange(where.start, where.stop) if isinstance(where, slice) else where
        if self._single is None:
            return self._label_in_double(x, rows)
        labels, slack, left = self._single.nearest(self._in_scores(x))
        changed = self._relabel(x, where, labels, slack, left)
        if len(left):
            self._open.append((x[left], rows[left]))
            if len(left) > max(8, _OPEN * len(x)):
                self._single = None
            self._waiting += len(left)
            if self._waiting > self._chunk // 2:
                changed |= self._label_open()
        return changed

    def _label_open(self) -> bool:
        """Label the points that single precision has left open; return whether any changed."""
        if not self._open:
            return False
        x, rows = (np.concatenate(part) for part in zip(*self._open, strict=True))
        self._open.clear()
        self._waiting = 0
        return self._label_in_double(x, rows)

    def _label_in_double(self, x: FloatArray, rows: IntArray) -> bool:
        """Label by scores in double precision, and exactly where they leave a label open."""
        changed = False
        for a in range(0, len(x), _FEW):
            part, where = x[a : a + _FEW], rows[a : a + _FEW]
            labels, slack, left = self._double.nearest(self._in_scores(part))
            if len(left):
                labels[left] = nearest_of(part[left], self._centres)
            changed |= self._relabel(part, where, labels, slack, left[:0])
        return changed

    def _relabel(
        self, x: FloatArray, where: slice | IntArray, labels: Floats, slack: Floats, left: IntArray
    ) -> bool:
        """Put down labels and slacks, but for points that are left; return whether any changed."""
        self._slack[where] = slack
        old, new = self._labels[where], labels.astype(self._labels.dtype)
        new[left] = old[left]
        moved = np.flatnonzero(old != new)
        if len(moved):
            if self._summed:
                self._transfer(x[moved], where, moved, old[moved], new[moved])
            self._labels[where] = new
        return bool(len(moved))

    def _in_scores(self, x: FloatArray) -> FloatArray:
        return self._centred(x) if self._unit == 1 else self._centred(x) * self._unit

    def _centred(self, x: FloatArray) -> FloatArray:
        return x if self._origin is None else x - self._origin

    def _transfer(
        self,
        x: FloatArray,
        where: slice | IntArray,
        moved: IntArray,
        old: npt.NDArray[np.unsignedinteger[Any]],
        new: npt.NDArray[np.unsignedinteger[Any]],
    ) -> None:
        """Move points from the sums of their old clusters to those of their new ones."""
        change = (new == self._index).astype(np.float64)
        change -= old == self._index
        if self._weights is not None:
            change *= self._weights[where][moved]
        self._sums += change @ self._centred(x)
        self._mass += change.sum(axis=1)

    def _chunks(self) -> Iterator[tuple[FloatArray, slice]]:
        """The points chunk by chunk, in the unit of the centres, and which rows they are."""
        spans = zip(self._rows.blocks, self._rows.starts(), self._rows.sizes, strict=True)
        for block, start, size in spans:
            rows = block()
            for a in range(0, size, self._chunk):
                b = min(a + self._chunk, size)
                yield in_unit(rows[a:b], self._scale), slice(start + a, start + b)

    def _sum_afresh(self) -> None:
        self._sums[:], self._mass[:], self._summed = 0.0, 0.0, True
        for x, where in self._chunks():
            hot = (self._index == self._labels[where]).astype(np.float64)
            if self._weights is not None:
                hot *= self._weights[where]
            self._sums += hot @ self._centred(x)
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
        for x, where in self._chunks():
            difference = x - self._centres[self._labels[where]]
            square = np.einsum("nd,nd->n", difference, difference)
            total += float(square.sum() if self._weights is None else square @ self._weights[where])
        with np.errstate(over="ignore", under="ignore"):
            return float(np.ldexp(total, -2 * self._scale))
