"""The path of EM near σ → 0, for one shared variance: most points belong to one centre, provably.

One matrix product gives ‖μ_k‖² − 2 x·μ_k with a bound of its error (`nearness`): in single
precision, and in double for the points that this leaves open. Where all but one centre lie
farther than the nearest by more than that bound and what exponentials need to underflow, the
share of the point is 1, exactly. The few other points are worked on by themselves
(`shared_points`). Moments are those of x − μ_k, so nothing cancels.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ._buffers import small_buffers
from ._checks import FloatArray, IntArray
from .accuracy import halved_quotient
from .gaps import distances_of
from .nearness import Nearness
from .scaling import in_unit
from .shared_points import NOTHING, HardeningPlan, Points, Shares
from .statistics import Statistics

#: Bytes of the points, scores and shares of one chunk.
_CHUNK_BYTES = 1 << 21
#: Bytes of the points that are summed at a time: they stay in the second-level cache.
_SUM_BYTES = 1 << 18
#: Single precision is given up if it leaves more than this share of a chunk open.
_OPEN = 0.25


#: A block keeps no more points than this for others to work on.
_KEPT = 1024


@small_buffers()
def block_statistics(
    rows: npt.NDArray[np.generic], weights: FloatArray | None, plan: HardeningPlan
) -> tuple[Statistics, list[Points]]:
    """Return the statistics of a block about the reference points, and the points they lack.

    What a few points cost is mostly the same for more: those of many blocks go to `sharing`
    together. Many points are worked on here.
    """
    chunk = min(_chunk_rows(plan), len(rows))
    work = _Block(plan, chunk)
    for start in range(0, len(rows), chunk):
        part = in_unit(rows[start : start + chunk], plan.scale)
        work.add(part, None if weights is None else weights[start : start + chunk])
    if sum(len(x) for x, _ in work.waiting + work.kept) > _KEPT:
        return work.finished(), []
    return work.sums(), work.waiting + work.kept


def sharing(kept: list[Points], plan: HardeningPlan) -> Statistics:
    """Return the statistics of the points that blocks have kept, at least one."""
    shares = Shares(plan)
    if shares.sharp:
        return shares.sharing(*_together(kept))
    work = _Block(plan, min(_chunk_rows(plan), sum(len(x) for x, _ in kept)), single=False)
    work.waiting += kept
    return work.finished()


def _chunk_rows(plan: HardeningPlan) -> int:
    size, dimension = plan.mixture.means.shape
    rows: int = min(8192, _CHUNK_BYTES // (8 * (2 * size + dimension)))
    return max(256, rows // 64 * 64)


def _together(points: list[Points]) -> Points:
    weights = [s for _, s in points if s is not None]
    x = np.concatenate([x for x, _ in points])
    return x, np.concatenate(weights) if weights else None


class _Block(Shares):
    """The points that have one centre: their sums, and the points that are still open.

    Attributes:
        waiting: the points that single precision has left open.
        kept: the points that have more than one.
    """

    def __init__(self, plan: HardeningPlan, chunk: int, single: bool = True) -> None:
        super().__init__(plan)
        size, dimension = self._means.shape
        self.kept: list[Points] = []
        self.waiting: list[Points] = []
        self._mass, self._first = np.zeros(size), np.zeros((size, dimension))
        self._distortion = self._second = 0.0
        self._chunk, self._moved = chunk, plan.origin.any()
        self._d, self._square = np.empty((chunk, dimension)), np.empty(chunk)
        self._shares = np.empty((size, chunk))
        self._marks = (self._centres, self._window, plan.radius2, plan.apart, chunk)
        self._single: Nearness | None = None
        if single and self.tame:
            self._single = Nearness(np.float32, *self._marks)

    @cached_property
    def _double(self) -> Nearness:
        return Nearness(np.float64, *self._marks)

    def sums(self) -> Statistics:
        """The statistics of the points that have one centre."""
        mass, first = self._mass, self._first
        evidence = float(mass @ np.log(self._prior))
        if self._plan.reference is not None:
            second = np.asarray(self._second)
            return Statistics(mass, first, second, evidence, self._distortion)
        # Σ ‖x − μ‖² less Σ ‖x − origin‖², which the caller knows.
        short = float(mass @ self._squares) - 2 * float((first * self._centres).sum())
        return Statistics(mass, first, NOTHING, evidence, short)

    def add(self, x: FloatArray, s: FloatArray | None) -> None:
        """Add points, and put those aside that single precision leaves open."""
        if self._single is None:
            self.kept += self._add(self._double, x, s)
            return
        left = self._add(self._single, x, s)
        self.waiting += left
        if sum(len(some) for some, _ in left) > _OPEN * len(x):
            self._single = None
        if sum(len(some) for some, _ in self.waiting) > self._chunk:
            self.settle()

    def finished(self) -> Statistics:
        """The statistics of all points."""
        self.settle()
        sums = self.sums()
        return sums + self.sharing(*_together(self.kept)) if self.kept else sums

    def settle(self) -> None:
        """Add the points put aside, and keep those that have more than one centre."""
        if not self.waiting:
            return
        if self.sharp:
            self.kept += self.waiting
            self.waiting = []
            return
        x, s = _together(self.waiting)
        self.waiting.clear()
        for start in range(0, len(x), self._chunk):
            span = slice(start, start + self._chunk)
            self.kept += self._add(self._double, x[span], None if s is None else s[span])

    def _add(self, near: Nearness, x: FloatArray, s: FloatArray | None) -> list[Points]:
        """Add the points that have one centre; return the others, if there are any."""
        z, shares = self._about_origin(x), self._shares[:, : len(x)]
        codes, left = near.mark(z, shares)
        if len(left):
            shares[:, left] = 0.0
        if s is not None:
            shares *= s
        self._mass += shares.sum(axis=1)
        reference = self._plan.reference
        if reference is not None:
            labels = near.labels(codes, left)
            distortion = second = self._squares_from(self._means, x, labels, left, s)
            if reference is not self._means:
                second = self._squares_from(reference, x, labels, left, s)
            self._distortion += distortion
            self._second += second
            z = self._d[: len(x)]
        few = max(256, _SUM_BYTES // (8 * x.shape[1]))
        for start in range(0, len(x), few):
            span = slice(start, start + few)
            self._first += shares[:, span] @ z[span]
        return [(x[left], None if s is None else s[left])] if len(left) else []

    def _about_origin(self, x: FloatArray) -> FloatArray:
        return np.subtract(x, self._plan.origin, out=self._d[: len(x)]) if self._moved else x

    def _squares_from(
        self,
        centres: FloatArray,
        x: FloatArray,
        labels: IntArray,
        redone: IntArray,
        s: FloatArray | None,
    ) -> float:
        """Σ s ‖x − c‖² of the points that have one centre; the differences stay in their buffer."""
        d = self._d[: len(x)]
        np.take(centres, labels, axis=0, out=d)
        np.subtract(x, d, out=d)
        square = np.einsum("nd,nd->n", d, d, out=self._square[: len(x)])
        square[redone] = 0.0
        return float(square.sum() if s is None else square @ s)


def least_distance(centres: FloatArray) -> float:
    """The least squared distance between different centres."""
    if len(centres) < 2:
        return np.inf
    distance = distances_of(centres, centres)
    return float(np.where(distance > 0, distance, np.inf).min())


def log_likelihood_of(
    sums: Statistics, sigma2: float, total: float, dimension: int, power: int
) -> float:
    """Return ℓ for the sums of all rows; squares of the data are 2^power of those summed."""
    if sigma2 == 0:
        return -np.inf if sums.distortion > 0 else np.inf
    normaliser = total * dimension / 2 * (np.log(2 * np.pi) + np.log(sigma2))
    with np.errstate(over="ignore"):
        exponent = float(halved_quotient(np.asarray(sums.distortion), sigma2, power))
    return float(sums.evidence - normaliser - exponent)
