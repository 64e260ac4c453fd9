"""The nearest centres of many points by one matrix product, and what its error bound leaves open.

Scores are ‖c_k‖² − 2 x·c_k, in single or double precision, in a unit in which they stay below 1/8.
With them comes a lower bound of how much farther the second nearest centre is than the nearest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import FloatArray, IntArray

Floats = npt.NDArray[np.floating[Any]]
# From here on products of rows by themselves are faster than squares (NumPy 2).
_WIDE = 128 if hasattr(np, "vecdot") else np.inf
#: What differences of roots lose to underflow.
TINY = 1e-37
# Added to an index, so that a sum of two is not taken for one.
_ONE = 2.0**22
#: Slacks are rounded down by more than single precision rounds up: their own, and that of clocks.
_DOWN = 1 - 2.0**-20


def unit_for(reach: float, dimension: int) -> float:
    """The power of two to give lengths in, if no coordinate of a point or centre exceeds `reach`.

    Scores are then no more than 3 D reach² times its square, less than 1/8.
    """
    return float(np.ldexp(1.0, -int(np.frexp(reach * np.sqrt(32.0 * dimension))[1])))


class Scores:
    """Buffers and centres. Points and centres are about the same origin, and not far from one.

    Args:
        precision: of the products, `np.float32` or `np.float64`.
        size: K.
        dimension: D.
        chunk: how many points there are at a time, at most.
        piece: how many of these are put at a time, at most; all by default.
        unit: what lengths are multiplied by, as `unit_for` says: slacks and clocks are so given.
    """

    def __init__(
        self,
        precision: type[np.floating[Any]],
        size: int,
        dimension: int,
        chunk: int,
        piece: int | None = None,
        *,
        unit: float,
    ) -> None:
        self._precision, self._size, self._unit2 = precision, size, unit**2
        # z and c rounded, D products, their sums: |fl(s) − s| ≤ (D + 5) ε/2 (‖z‖² + ‖c‖²), with
        # ‖z‖² in it (D + 5) ε (‖z‖² + ‖c‖²), and roots lose 2 ε of that sum. This is twice as much.
        self._relative = precision(2 * (dimension + 8) * np.finfo(precision).eps)
        self._least = precision(2 * (dimension + 8) * np.finfo(precision).tiny)
        self._points = np.empty((piece or chunk, dimension), dtype=precision)
        self._squared = np.empty_like(self._points)
        self._ones = np.full(dimension, self._unit2, dtype=precision)
        self._product = np.empty((len(self._points), size), dtype=precision)
        self._norms = np.empty(chunk, dtype=precision)
        self._scores = np.empty((size, chunk), dtype=precision)
        self._hot = np.empty((size, chunk), dtype=precision)
        self._counted = np.arange(size, dtype=precision) + precision(_ONE)

    def move(self, centres: FloatArray, clock: FloatArray) -> None:
        """Put the centres, (K, D), where they are now, and the clocks of their clusters, (K,)."""
        squares = np.einsum("kd,kd->k", centres, centres) * self._unit2
        self._factor = (-2.0 * self._unit2 * centres.T).astype(self._precision, order="C")
        self._squares = squares[:, None].astype(self._precision)
        self._common = self._relative * self._precision(squares.max()) + self._least
        self._clock = (clock - TINY).astype(self._precision)

    def put(self, start: int, x: FloatArray) -> None:
        """Put the scores of the points x, (m, D), in their places: from `start` on."""
        z, places = self._points[: len(x)], slice(start, start + len(x))
        np.copyto(z, x, casting="same_kind")
        # A product of few columns is twice as fast as one of few rows, turning it is cheap.
        product = np.matmul(z, self._factor, out=self._product[: len(x)])
        np.add(product.T, self._squares, out=self._scores[:, places])
        norms = self._norms[places]
        if x.shape[1] >= _WIDE:
            np.vecdot(z, z, out=norms)
            norms *= self._precision(self._unit2)
        else:
            squared = np.multiply(z, z, out=self._squared[: len(x)])
            np.matmul(squared, self._ones, out=norms)

    def nearest(self, count: int) -> tuple[npt.NDArray[np.uint32], Floats, IntArray]:
        """Return labels and slacks of the first `count` points, and which points are left open."""
        scores, hot, norms = self._scores[:, :count], self._hot[:, :count], self._norms[:count]
        first = scores.min(axis=0)
        np.equal(scores, first, out=hot)
        labels = self._counted @ hot
        # One is more than all others.
        scores += hot
        second = scores.min(axis=0)
        # For the least score and for the next together, twice over.
        error = norms * self._relative
        error += self._common
        near = second - first <= error
        # Equal least scores have all been taken out of the way; then the sum tells.
        near |= labels >= self._precision(_ONE + self._size)
        left = near.nonzero()[0]
        labels -= self._precision(_ONE)
        index = labels.astype(np.uint32)
        slack = self._slack(first, second, norms, error)
        if len(left):
            index[left] = 0
            slack[left] = -np.inf
        slack += self._clock.take(index)
        slack *= self._precision(_DOWN)
        return index, slack, left

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
        second -= np.sqrt(first, out=first)
        return second
