"""A pass of Lloyd's algorithm by compiled code over spans of rows: what it reads and writes."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import numpy.typing as npt

from ._checks import FloatArray, IntArray
from ._kept import Kept
from ._scores import TINY

#: So many rows at a time, at most.
SPAN = 1 << 16


class CompiledPass:
    """What stays the same from pass to pass, and the buffers.

    Args:
        module: `_compiled`.
        kept: words of all points, which are written to.
        weights: of the points, (N,).
        origin: of the scores, (D,), in the unit of the points.
        units: lengths times the first have squares that are doubles and singles; times the root
            of the second they are slacks, as in `Scores`.
    """

    def __init__(
        self,
        module: ModuleType,
        kept: Kept,
        weights: FloatArray | None,
        origin: FloatArray,
        units: tuple[float, float],
    ) -> None:
        self._module, self._kept, self._bits = module, kept, kept.bits
        self._weights = None if weights is None else np.ascontiguousarray(weights)
        self._given, self._none = (origin, *units), np.zeros(0)
        self._open, self._left = np.empty(SPAN, np.int32), np.empty(SPAN, np.int32)

    def move(self, centres: FloatArray, clock: FloatArray) -> None:
        """Put the centres, as `Scores` takes them, and the clocks of their clusters."""
        self._centres = np.ascontiguousarray(centres)
        self._most = self._kept.most(clock.astype(np.float32))
        self._clock = (clock - TINY).astype(np.float32)

    def open(self, start: int, size: int) -> npt.NDArray[np.int32]:
        """Which of `size` points from `start` on may change labels; the next call overwrites it."""
        words = self._kept.words(start, size)
        count = self._module.open_words(words, self._most, self._bits[0], self._open)
        return self._open[:count]

    def label(
        self,
        x: FloatArray,
        index: npt.NDArray[np.int32],
        start: int,
        sums: FloatArray,
        mass: FloatArray,
        fresh: bool,
    ) -> tuple[bool, IntArray]:
        """Label points; return whether a label changed, and which are left with their old ones.

        Args:
            x: the points from `start` on, or only those of `index`.
            index: which points these are, counted from `start`.
            start: where the span begins.
            sums: Σ s (x − origin) of the clusters, (K, D), which follow the labels.
            mass: Σ s of the clusters, (K,), too.
            fresh: whether all points are yet to be added to these.
        """
        words = self._kept.words(start, SPAN)
        weights = self._none if self._weights is None else self._weights[start : start + SPAN]
        state = self._centres, self._clock, sums, mass, fresh, self._left
        taken = len(x) == len(index)
        found = self._module.label_rows(
            x, index, taken, words, self._bits, weights, *self._given, *state
        )
        return found[1] > 0, self._left[: found[0]].astype(np.intp)
