"""The nearest centres of many points by one matrix product, and what its error bound leaves open.

Scores are ‖c_k‖² − 2 x·c_k, in single or double precision. With them comes a lower bound of how
much farther the second nearest centre is than the nearest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import FloatArray, IntArray

Floats = npt.NDArray[np.floating[Any]]
# Taken to scores that do not count.
_HUGE = 2.0**100
# Added to an index, so that a sum of two is not taken for one.
_ONE = 2.0**22
#: Slacks are rounded down by more than single precision rounds up: their own, and that of clocks.
_DOWN = 1 - 2.0**-20


class Scores:
    """Buffers and centres. Points and centres are about the same origin, and not far from one.

    Args:
        precision: of the products, `np.float32` or `np.float64`.
        size: K.
        dimension: D.
        chunk: how many points there are at a time, at most.
    """

    def __init__(
        self, precision: type[np.floating[Any]], size: int, dimension: int, chunk: int
    ) -> None:
        self._precision, self._size = precision, size
        self._relative = precision(4 * (dimension + 8) * np.finfo(precision).eps)
        self._least = precision(4 * (dimension + 8) * np.finfo(precision).tiny)
        self._points = np.empty((chunk, dimension), dtype=precision)
        self._squared, self._ones = np.empty_like(self._points), np.ones(dimension, dtype=precision)
        self._scores = np.empty((size, chunk), dtype=precision)
        self._hot = np.empty((size, chunk), dtype=precision)
        self._counted = np.arange(size, dtype=precision) + precision(_ONE)

    def move(self, centres: FloatArray, clock: FloatArray) -> None:
        """Put the centres, (K, D), where they are now, and the clocks of their clusters, (K,)."""
        squares = np.einsum("kd,kd->k", centres, centres)
        self._factor = (-2.0 * centres).astype(self._precision)
        self._squares = squares[:, None].astype(self._precision)
        self._widest = self._precision(squares.max())
        self._clock = clock.astype(self._precision)

    def nearest(self, x: FloatArray) -> tuple[Floats, Floats, IntArray]:
        """Return labels and slacks of points, (n,), and which points are left open."""
        z, scores, hot = self._points[: len(x)], self._scores[:, : len(x)], self._hot[:, : len(x)]
        np.copyto(z, x, casting="same_kind")
        np.matmul(self._factor, z.T, out=scores)
        scores += self._squares
        first = scores.min(axis=0)
        np.equal(scores, first, out=hot)
        labels = self._counted @ hot
        hot *= self._precision(_HUGE)
        scores += hot
        second = scores.min(axis=0)
        norms = np.multiply(z, z, out=self._squared[: len(x)]) @ self._ones
        # |fl(s) − s| ≤ (D + 8) (ε (‖z‖ + ‖c‖)² + tiny), for the least score and for the next.
        error = norms + self._widest
        error *= self._relative
        error += self._least
        near = second - first <= error
        # Equal least scores have all been taken out of the way; then the sum tells.
        near |= labels >= self._precision(_ONE + self._size)
        left = np.flatnonzero(near)
        labels -= self._precision(_ONE)
        labels[left] = 0
        slack = self._slack(first, second, norms, error)
        slack += np.take(self._clock, labels.astype(np.intp))
        slack *= self._precision(_DOWN)
        slack -= self._precision(1e-37)
        slack[left] = -np.inf
        return labels, slack, left

    @staticmethod
    def _slack(first: Floats, second: Floats, norms: Floats, error: Floats) -> Floats:
        """A lower bound of the distance to the second centre less that to the first.

        The error bound of the squares, twice what they need, covers the rounding of the roots.
        """
        second += norms
        second -= error
        norms += error
        first += norms
        np.maximum(second, 0.0, out=second)
        np.sqrt(second, out=second)
        # One cluster has no second centre; slacks are finite in single precision all the same.
        np.minimum(second, 1e15, out=second)
        second -= np.sqrt(first, out=first)
        return second
