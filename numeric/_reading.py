"""Rows as Lloyd's algorithm reads them: as doubles in its unit, and about its origin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import FloatArray
from .blocks import Block, Extent, Rows
from .scaling import in_unit

Index = npt.NDArray[np.signedinteger[Any]]


class Reader:
    """Some rows at a time, times 2^scale.

    Args:
        rows: the data.
        extent: of the data as given.
        scale: the power of two.
        piece: how many rows there are at a time, at most.
    """

    def __init__(self, rows: Rows, extent: Extent, scale: int, piece: int) -> None:
        self.rows, self.scale, self.piece = rows, scale, piece
        self.low, self.high = np.ldexp(extent.low, scale), np.ldexp(extent.high, scale)
        mean, half = np.ldexp(extent.mean, scale), self.high / 2 - self.low / 2
        # The grand mean, if the data lie so far from zero that scores would lose digits.
        self.origin = mean if np.abs(mean).max() > 4 * half.max() else None
        self.buffer = np.empty((piece, rows.dimension))

    def spans(self) -> Iterator[tuple[Block, int, int]]:
        """The blocks, where they begin and how many rows they have."""
        return zip(self.rows.blocks, self.rows.starts(), self.rows.sizes, strict=True)

    def pieces(self) -> Iterator[tuple[FloatArray, slice]]:
        """All rows piece by piece, and which they are."""
        for block, start, size in self.spans():
            rows = block()
            for a in range(0, size, self.piece):
                b = min(a + self.piece, size)
                yield in_unit(rows[a:b], self.scale), slice(start + a, start + b)

    def taken(self, rows: npt.NDArray[Any], index: Index) -> FloatArray:
        """Some rows of a block; the next call may overwrite them."""
        if rows.dtype == np.float64 and len(index) <= len(self.buffer):
            # An index that is known to be right needs no second buffer.
            rows = np.take(rows, index, axis=0, out=self.buffer[: len(index)], mode="clip")
        else:
            rows = np.take(rows, index, axis=0)
        return in_unit(rows, self.scale)

    def as_doubles(
        self, rows: npt.NDArray[Any], where: npt.NDArray[np.int32]
    ) -> Iterator[tuple[FloatArray, npt.NDArray[np.int32]]]:
        """Rows as compiled code reads them, and which of `where` these are: all, if it can."""
        plain = rows.dtype == np.float64 and rows.flags.c_contiguous and rows.flags.aligned
        if plain and not self.scale:
            yield rows, where
            return
        for a in range(0, len(where), self.piece):
            part = where[a : a + self.piece]
            yield self.taken(rows, part), part

    def centred(self, x: FloatArray) -> FloatArray:
        """Rows or centres about the origin."""
        return x if self.origin is None else x - self.origin
