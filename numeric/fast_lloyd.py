"""Lloyd's algorithm on data of any size: labels are exact, work goes where labels may change.

Each point remembers by how much its second nearest centre is farther than its nearest. Centres
move by known distances, so until these add up to that slack the label cannot have changed
(Hamerly's bounds, kept as one number a point against one clock a cluster). Scores of the other
points come from one matrix product, in single precision as long as its error bound leaves few of
them open; what a bound leaves open is decided by exact arithmetic. Sums of clusters change by the
points that change clusters. Long runs are compiled where Numba is installed (`compiling`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._buffers import small_buffers
from ._checks import FloatArray, IntArray
from ._compiled_pass import SPAN, CompiledPass
from ._kept import GLANCE, Kept, Words
from ._scores import Floats, Scores, unit_for
from .blocks import Block, Extent, Rows, extent_of, rows_of
from .compiling import compiled_pass, counted
from .gaps import nearest_of
from .scaling import in_unit, power_for

#: Bytes of the rows that are read at a time, and of the scores of one chunk: they stay in the
#: second-level cache.
_ROW_BYTES, _SCORE_BYTES = 3 << 17, 1 << 19
#: Where more of a chunk than this must be looked at, all of it is.
_MOST = 0.6
#: Exponents of data whose squares are far from the ends of single precision.
_TAME = 30
#: Sums are taken afresh after so many steps, so that their rounding does not grow.
_REFRESH = 32
#: So they are where a cluster has lost all but such a part of its weight: it might be rounding.
_FADED = 2.0**-12
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
    empty cluster keeps its centre. It is `lloyd`, without the trajectory. Beside the data
    and the labels that are returned, memory does not grow with N.

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
        unit = unit_for(reach * self._unit, dimension)
        self._slack_unit, self._unit2 = unit * self._unit, unit**2
        self._kept = Kept(rows.count, size)
        self._index = np.arange(size, dtype=np.uint32)[:, None]
        self._sums, self._mass = np.zeros((size, dimension)), np.zeros(size)
        self._most = self._mass
        self._clock, self._summed, self._double_stands = np.zeros(size), False, False
        self._work = 0.0
        self._compiled: CompiledPass | None = None
        self._open: list[tuple[FloatArray, IntArray]] = []
        self._waiting = 0
        self._chunk = max(512, min(8192, _SCORE_BYTES // (8 * size)))
        self._piece = max(384, min(self._chunk, _ROW_BYTES // (8 * dimension) // 64 * 64))
        self._read = np.empty((self._piece, dimension))
        self._double = Scores(np.float64, size, dimension, _FEW, unit=unit)
        self._single: Scores | None = Scores(
            np.float32, size, dimension, self._chunk, self._piece, unit=unit
        )

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
            afresh = not self._summed or still or len(looked) % _REFRESH == 0
            if afresh or (self._mass < _FADED * self._most).any():
                self._sum_afresh()
            moved = self._move()
            converged = still or moved <= limit
        # The labels are those of the last centres, and nothing is left of the sums' history.
        if self._assign()[0] or not converged:
            self._mass = self._mass_of_labels()
        del self._double, self._single
        distortion = self._distortion()
        return KMeansResult(
            means=np.ldexp(self._centres, -self._scale),
            labels=self._kept.result(),
            distortion=distortion,
            n_iter=len(looked),
            converged=converged,
            empty=np.flatnonzero(self._mass == 0),
            evaluated=tuple(looked),
        )

    def _assign(self) -> tuple[bool, int]:
        """Label every point whose label may have changed: whether any did, how many were seen."""
        self._double_stands = False
        module = compiled_pass(self._work)
        if module is not None:
            return self._assign_compiled(module)
        if self._single is not None:
            self._single.move(self._in_scores(self._centres), self._clock)
        changed, seen = False, 0
        clock = self._clock.astype(np.float32)
        for block, start, size in self._spans():
            where = self._chosen(clock, start, size)
            count = size if where is None else len(where)
            if not count:
                continue
            rows = block()
            seen += count
            for a in range(0, count, self._chunk):
                changed |= self._label(rows, start, a, where)
        self._work += counted(seen, *self._centres.shape)
        return changed | self._label_open(), seen

    def _assign_compiled(self, module: ModuleType) -> tuple[bool, int]:
        """The same by compiled code, which also takes the sums of the first labels."""
        if self._compiled is None:
            origin = np.zeros(self._rows.dimension) if self._origin is None else self._origin
            units = self._unit, self._unit2
            self._compiled = CompiledPass(module, self._kept, self._weights, origin, units)
        self._compiled.move(self._in_scores(self._centres), self._clock)
        fresh, self._summed = not self._summed, True
        changed, seen = False, 0
        for block, start, size in self._spans():
            rows = None
            for a in range(0, size, SPAN):
                where = self._compiled.open(start + a, min(SPAN, size - a))
                if not len(where):
                    continue
                rows = block() if rows is None else rows
                seen += len(where)
                for x, index in self._as_doubles(rows[a : a + SPAN], where):
                    sums = self._sums, self._mass, fresh
                    moved, left = self._compiled.label(x, index, start + a, *sums)
                    changed |= moved
                    for b in range(0, len(left), self._piece):
                        at = left[b : b + self._piece] + a
                        changed |= self._label_in_double(self._taken(rows, at), at + start)
        return changed, seen

    def _as_doubles(
        self, rows: npt.NDArray[Any], where: npt.NDArray[np.int32]
    ) -> Iterator[tuple[FloatArray, npt.NDArray[np.int32]]]:
        """Rows as compiled code reads them, and which of `where` these are: all, if it can."""
        plain = rows.dtype == np.float64 and rows.flags.c_contiguous and rows.flags.aligned
        if plain and not self._scale:
            yield rows, where
            return
        for a in range(0, len(where), self._piece):
            part = where[a : a + self._piece]
            yield self._taken(rows, part), part

    def _spans(self) -> Iterator[tuple[Block, int, int]]:
        """The blocks, where they begin and how many rows they have."""
        return zip(self._rows.blocks, self._rows.starts(), self._rows.sizes, strict=True)

    def _chosen(self, clock: Floats, start: int, size: int) -> IntArray | None:
        """Which points of a block to look at: those whose labels may have changed, or all."""
        where = self._kept.open(clock, start, size)
        return where if len(where) <= _MOST * size else None

    def _label(
        self, rows: npt.NDArray[Any], start: int, first: int, where: IntArray | None
    ) -> bool:
        """Label a chunk of the block that begins at `start`; return whether any label changed.

        The chunk begins at `first`, of the rows `where` of the block or else of all.
        """
        end = min(first + self._chunk, len(rows) if where is None else len(where))
        chosen = np.arange(first, end) if where is None else where[first:end]
        pieces = range(0, len(chosen), self._piece)
        if self._single is None:
            changed = False
            for a in pieces:
                index = chosen[a : a + self._piece]
                changed |= self._label_in_double(self._taken(rows, index), index + start)
            return changed
        for a in pieces:
            if where is None:
                part = in_unit(rows[first + a : min(first + a + self._piece, end)], self._scale)
            else:
                part = self._taken(rows, chosen[a : a + self._piece])
            self._single.put(a, self._in_scores(part))
        labels, slack, left = self._single.nearest(len(chosen))
        at = slice(start + first, start + end) if where is None else chosen + start
        moved, old, new = self._kept.put(at, labels, slack, left)
        if self._summed:
            for a in range(0, len(moved), self._piece):
                span = slice(a, a + self._piece)
                index = chosen[moved[span]]
                self._transfer(self._taken(rows, index), index + start, old[span], new[span])
        if not len(left):
            return bool(len(moved))
        if len(left) > max(8, _OPEN * len(chosen)):
            self._single = None
        self._open.append((self._taken(rows, chosen[left]).copy(), chosen[left] + start))
        self._waiting += len(left)
        settled = self._waiting > self._piece and self._label_open()
        return bool(len(moved)) or settled

    def _taken(
        self, rows: npt.NDArray[Any], index: npt.NDArray[np.signedinteger[Any]]
    ) -> FloatArray:
        """Some rows of a block in the unit of the centres; the next call may overwrite them."""
        if rows.dtype == np.float64 and len(index) <= len(self._read):
            # An index that is known to be right needs no second buffer.
            rows = np.take(rows, index, axis=0, out=self._read[: len(index)], mode="clip")
        else:
            rows = np.take(rows, index, axis=0)
        return in_unit(rows, self._scale)

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
        if not self._double_stands:
            self._double.move(self._in_scores(self._centres), self._clock)
            self._double_stands = True
        changed = False
        for a in range(0, len(x), _FEW):
            part, where = x[a : a + _FEW], rows[a : a + _FEW]
            self._double.put(0, self._in_scores(part))
            labels, slack, left = self._double.nearest(len(part))
            if len(left):
                labels[left] = nearest_of(part[left], self._centres)
            moved, old, new = self._kept.put(where, labels, slack, left[:0])
            if self._summed and len(moved):
                self._transfer(part[moved], where[moved], old, new)
            changed |= bool(len(moved))
        return changed

    def _in_scores(self, x: FloatArray) -> FloatArray:
        return self._centred(x) if self._unit == 1 else self._centred(x) * self._unit

    def _centred(self, x: FloatArray) -> FloatArray:
        return x if self._origin is None else x - self._origin

    def _transfer(self, x: FloatArray, where: IntArray, old: Words, new: Words) -> None:
        """Move points from the sums of their old clusters to those of their new ones."""
        change = np.subtract(new == self._index, old == self._index, dtype=np.float64)
        if self._weights is not None:
            change *= self._weights[where]
        self._sums += change @ self._centred(x)
        self._mass += change.sum(axis=1)

    def _chunks(self) -> Iterator[tuple[FloatArray, slice]]:
        """The points chunk by chunk, in the unit of the centres, and which rows they are."""
        for block, start, size in self._spans():
            rows = block()
            for a in range(0, size, self._piece):
                b = min(a + self._piece, size)
                yield in_unit(rows[a:b], self._scale), slice(start + a, start + b)

    def _sum_afresh(self) -> None:
        self._sums[:], self._mass[:], self._summed = 0.0, 0.0, True
        for x, where in self._chunks():
            hot = (self._index == self._kept.labels(where)).astype(np.float64)
            if self._weights is not None:
                hot *= self._weights[where]
            self._sums += hot @ self._centred(x)
            self._mass += hot.sum(axis=1)
        self._most = self._mass.copy()

    def _mass_of_labels(self) -> FloatArray:
        """The weight of each cluster, (K,)."""
        out = np.zeros(self._size)
        for a in range(0, self._rows.count, GLANCE):
            part = slice(a, a + GLANCE)
            s = None if self._weights is None else self._weights[part]
            out += np.bincount(self._kept.labels(part), s, self._size)
        return out

    def _move(self) -> float:
        """Put the centres on the means of their clusters; return Σ_k ‖μ_k' − μ_k‖²."""
        self._most = np.maximum(self._most, self._mass)
        held = self._mass > 0
        if held.all():
            means = self._sums / self._mass[:, None]
        else:
            means = self._centres.copy()
            np.divide(self._sums, self._mass[:, None], out=means, where=held[:, None])
        if self._origin is not None:
            np.add(means, self._origin, out=means, where=held[:, None])
        drift = means - self._centres
        drift *= drift
        squares = drift.sum(axis=1)
        # The own centre of a cluster may come no nearer, and any other by no more than the
        # farthest move among them.
        drift = np.sqrt(squares)
        drift *= self._slack_unit * (1 + 1e-12)
        top = drift.argmax()
        most = drift[top]
        self._clock += drift + most
        if self._size > 1:
            drift[top] = -1.0
            self._clock[top] += drift.max() - most
        self._centres = means
        return float(squares.sum())

    def _distortion(self) -> float:
        total = 0.0
        for x, where in self._chunks():
            difference = self._read[: len(x)]
            np.take(self._centres, self._kept.labels(where), axis=0, out=difference, mode="clip")
            np.subtract(x, difference, out=difference)
            square = np.einsum("nd,nd->n", difference, difference)
            total += float(square.sum() if self._weights is None else square @ self._weights[where])
        with np.errstate(over="ignore", under="ignore"):
            return float(np.ldexp(total, -2 * self._scale))
