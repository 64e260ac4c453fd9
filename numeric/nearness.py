"""Which centres may have a share of which points, by one matrix product and a bound of its error.

Scores are ‖c_k‖² − 2 z·c_k, in single or double precision. A centre whose score exceeds the least
by more than the bound, and by what exponentials need to underflow, has no share.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import FloatArray, IntArray

# Added to an index, so that a sum of two is not taken for one.
_ONE = 2.0**32
#: Bounds are rounded up by more than their sums are rounded down.
_UP = 1 + 2.0**-20
#: Bytes of points that are multiplied at a time, in doubles: they stay in the second-level cache.
_PIECE_BYTES = 3 << 17
#: One bound serves for all points where it is no wider than such a part of the least squared
#: distance between centres, or than exponentials make it anyway.
_PART = {np.dtype(np.float32): 0.25, np.dtype(np.float64): 1e-6}


def errors_of(precision: type[np.floating[Any]], dimension: int) -> tuple[float, float]:
    """What a score is known to, relative to ‖z‖² + ‖c‖² and beside that.

    |fl(s) − s| ≤ (D + 8) (ε (‖z‖ + ‖c‖)² + tiny): of products, their sum and the shift.
    """
    limits = np.finfo(precision)
    return 4 * (dimension + 8) * float(limits.eps), 4 * (dimension + 8) * float(limits.tiny)


class Nearness:
    """Centres and buffers. Points and centres are about the same origin.

    Args:
        precision: of the products, `np.float32` or `np.float64`.
        centres: (K, D).
        window: squared distances that differ by more leave the farther centre no share.
        radius2: no point is farther from the origin than its root.
        apart: the least squared distance between different centres.
        chunk: how many points there are at a time, at most.
    """

    def __init__(
        self,
        precision: type[np.floating[Any]],
        centres: FloatArray,
        window: float,
        radius2: float,
        apart: float,
        chunk: int,
    ) -> None:
        size, dimension = centres.shape
        self._factor = (-2.0 * centres.T).astype(precision, order="C")
        squares = np.einsum("kd,kd->k", centres, centres)
        self._squares = squares[:, None].astype(precision)
        self._widest, self._window = float(squares.max()), window
        self._relative, self._least = errors_of(precision, dimension)
        bound = self._relative * (radius2 + self._widest)
        narrow = bound < max(window, _PART[np.dtype(precision)] * apart)
        self._reach = self._bound(radius2) if narrow else None
        self._piece = max(384, min(chunk, _PIECE_BYTES // (8 * dimension) // 64 * 64))
        self._points = np.empty((self._piece, dimension), dtype=precision)
        self._product = np.empty((self._piece, size), dtype=precision)
        self._scores = np.empty((size, chunk), dtype=precision)
        self._norms = np.empty(chunk, dtype=precision)
        self._index = np.arange(size) + _ONE

    def mark(self, z: FloatArray, shares: FloatArray) -> tuple[FloatArray, IntArray]:
        """Write 1 to `shares`, (K, n), where a centre may have a share of a point, else 0.

        Return codes of the centres of points that have one, and which points have more.
        """
        n = len(z)
        for start in range(0, n, self._piece):
            self._score(z[start : start + self._piece], slice(start, min(start + self._piece, n)))
        scores = self._scores[:, :n]
        least = scores.min(axis=0)
        if self._reach is None:
            least += self._bound(self._norms[:n]).astype(scores.dtype)
        else:
            least += scores.dtype.type(self._reach)
        np.less_equal(scores, least, out=shares)
        # The ones of a column add up to the index of one centre, or to more than there are.
        codes = self._index @ shares
        return codes, (codes >= 2 * _ONE).nonzero()[0]

    @staticmethod
    def labels(codes: FloatArray, more: IntArray) -> IntArray:
        """The centres of points, given what `mark` returns; 0 for those that have more."""
        codes[more] = _ONE
        return (codes - _ONE).astype(np.intp)

    def _score(self, z: FloatArray, where: slice) -> None:
        """Put down the scores of points, (m, D), in the columns `where`."""
        points: npt.NDArray[np.floating[Any]] = z
        if z.dtype != self._points.dtype:
            points = self._points[: len(z)]
            np.copyto(points, z, casting="same_kind")
        # A product of few columns is faster than one of few rows, and turning it is cheap.
        product = np.matmul(points, self._factor, out=self._product[: len(z)])
        np.add(product.T, self._squares, out=self._scores[:, where])
        if self._reach is None:
            np.einsum("nd,nd->n", points, points, out=self._norms[where])

    def _bound(self, squared_norm: Any) -> Any:
        with np.errstate(over="ignore"):
            error = self._relative * (squared_norm + self._widest) + self._least
            return _UP * (error + self._window)
