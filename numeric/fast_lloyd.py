"""Lloyd's algorithm on data of any size: labels are exact, work goes where labels may change.

Each point remembers by how much its second nearest centre is farther than its nearest. Centres move
by known distances, so until these add up to that slack the label cannot have changed (Hamerly's
bounds, kept as one number a point against one clock a cluster). Scores of the other points come
from one matrix product, in single precision as long as its error bound leaves few of them open;
what a bound leaves open is decided by exact arithmetic. Sums of clusters change by the points that
change clusters (`_clusters`). Long runs are compiled where Numba is installed (`compiling`).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._buffers import small_buffers
from ._checks import FloatArray, IntArray
from ._clusters import Clusters
from ._compiled_pass import SPAN, CompiledPass
from ._kept import Kept
from ._reading import Reader
from ._scores import Floats, Scores, unit_for
from .blocks import Rows, extent_of, rows_of
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
        scale = power_for(largest)
        size, dimension = centres.shape
        self._chunk = max(512, min(8192, _SCORE_BYTES // (8 * size)))
        self._piece = max(384, min(self._chunk, _ROW_BYTES // (8 * dimension) // 64 * 64))
        self._rows, self._weights = rows, weights
        self._reader = reader = Reader(rows, extent, scale, self._piece)
        centres = np.ldexp(centres, scale)
        # Slacks and scores are in a unit in which single precision holds squares of the data.
        about = 0.0 if reader.origin is None else reader.origin
        reach = float(max(np.abs(a - about).max() for a in (reader.low, reader.high, centres)))
        exponent = int(np.frexp(reach)[1])
        self._unit = 1.0 if abs(exponent) < _TAME else 2.0**-exponent
        unit = unit_for(reach * self._unit, dimension)
        self._unit2 = unit**2
        self._kept = Kept(rows.count, size)
        self._clusters = Clusters(reader, self._kept, centres, weights, unit * self._unit)
        self._double_stands, self._work = False, 0.0
        self._compiled: CompiledPass | None = None
        self._open: list[tuple[FloatArray, IntArray]] = []
        self._waiting = 0
        self._double = Scores(np.float64, size, dimension, _FEW, unit=unit)
        self._single: Scores | None = Scores(
            np.float32, size, dimension, self._chunk, self._piece, unit=unit
        )

    @small_buffers()
    def run(self, max_iter: int, tol: float) -> KMeansResult:
        looked: list[float] = []
        converged, clusters, scale = False, self._clusters, self._reader.scale
        with np.errstate(over="ignore", under="ignore"):
            limit = float(np.ldexp(tol, 2 * scale))
        while len(looked) < max_iter and not converged:
            changed, seen = self._assign()
            looked.append(seen / self._rows.count)
            still = not changed and len(looked) > 1
            # Of a partition that stands, means are taken afresh: they are then a function of it.
            afresh = not clusters.summed or still or len(looked) % _REFRESH == 0
            if afresh or clusters.have_faded():
                clusters.sum_afresh()
            moved = clusters.move()
            converged = still or moved <= limit
        # The labels are those of the last centres, and nothing is left of the sums' history.
        if self._assign()[0] or not converged:
            clusters.count()
        del self._double, self._single
        with np.errstate(over="ignore", under="ignore"):
            distortion = float(np.ldexp(clusters.distortion(), -2 * scale))
        return KMeansResult(
            means=np.ldexp(clusters.centres, -scale),
            labels=self._kept.result(),
            distortion=distortion,
            n_iter=len(looked),
            converged=converged,
            empty=np.flatnonzero(clusters.mass == 0),
            evaluated=tuple(looked),
        )

    def _assign(self) -> tuple[bool, int]:
        """Label every point whose label may have changed: whether any did, how many were seen."""
        self._double_stands = False
        module = compiled_pass(self._work)
        if module is not None:
            return self._assign_compiled(module)
        if self._single is not None:
            self._single.move(self._in_scores(self._clusters.centres), self._clusters.clock)
        changed, seen = False, 0
        clock = self._clusters.clock.astype(np.float32)
        for block, start, size in self._reader.spans():
            where = self._chosen(clock, start, size)
            count = size if where is None else len(where)
            if not count:
                continue
            rows = block()
            seen += count
            for a in range(0, count, self._chunk):
                changed |= self._label(rows, start, a, where)
        self._work += counted(seen, *self._clusters.centres.shape)
        return changed | self._label_open(), seen

    def _assign_compiled(self, module: ModuleType) -> tuple[bool, int]:
        """The same by compiled code, which also takes the sums of the first labels."""
        if self._compiled is None:
            origin = self._reader.origin
            origin = np.zeros(self._rows.dimension) if origin is None else origin
            units = self._unit, self._unit2
            self._compiled = CompiledPass(module, self._kept, self._weights, origin, units)
        clusters = self._clusters
        self._compiled.move(self._in_scores(clusters.centres), clusters.clock)
        fresh, clusters.summed = not clusters.summed, True
        changed, seen = False, 0
        for block, start, size in self._reader.spans():
            rows = None
            for a in range(0, size, SPAN):
                where = self._compiled.open(start + a, min(SPAN, size - a))
                if not len(where):
                    continue
                rows = block() if rows is None else rows
                seen += len(where)
                for x, index in self._reader.as_doubles(rows[a : a + SPAN], where):
                    sums = clusters.sums, clusters.mass, fresh
                    moved, left = self._compiled.label(x, index, start + a, *sums)
                    changed |= moved
                    for b in range(0, len(left), self._piece):
                        at = left[b : b + self._piece] + a
                        changed |= self._label_in_double(self._reader.taken(rows, at), at + start)
        return changed, seen

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
                changed |= self._label_in_double(self._reader.taken(rows, index), index + start)
            return changed
        for a in pieces:
            if where is None:
                part = in_unit(
                    rows[first + a : min(first + a + self._piece, end)], self._reader.scale
                )
            else:
                part = self._reader.taken(rows, chosen[a : a + self._piece])
            self._single.put(a, self._in_scores(part))
        labels, slack, left = self._single.nearest(len(chosen))
        at = slice(start + first, start + end) if where is None else chosen + start
        moved, old, new = self._kept.put(at, labels, slack, left)
        if self._clusters.summed:
            for a in range(0, len(moved), self._piece):
                span = slice(a, a + self._piece)
                index = chosen[moved[span]]
                self._clusters.transfer(
                    self._reader.taken(rows, index), index + start, old[span], new[span]
                )
        if not len(left):
            return bool(len(moved))
        if len(left) > max(8, _OPEN * len(chosen)):
            self._single = None
        self._open.append((self._reader.taken(rows, chosen[left]).copy(), chosen[left] + start))
        self._waiting += len(left)
        settled = self._waiting > self._piece and self._label_open()
        return bool(len(moved)) or settled

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
            self._double.move(self._in_scores(self._clusters.centres), self._clusters.clock)
            self._double_stands = True
        changed = False
        for a in range(0, len(x), _FEW):
            part, where = x[a : a + _FEW], rows[a : a + _FEW]
            self._double.put(0, self._in_scores(part))
            labels, slack, left = self._double.nearest(len(part))
            if len(left):
                labels[left] = nearest_of(part[left], self._clusters.centres)
            moved, old, new = self._kept.put(where, labels, slack, left[:0])
            if self._clusters.summed and len(moved):
                self._clusters.transfer(part[moved], where[moved], old, new)
            changed |= bool(len(moved))
        return changed

    def _in_scores(self, x: FloatArray) -> FloatArray:
        x = self._reader.centred(x)
        return x if self._unit == 1 else x * self._unit
