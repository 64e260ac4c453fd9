"""What Lloyd's algorithm keeps of each point, in the four bytes of the label that is returned.

The label stands in the last bits. Before it stand the first bits of the slack in single precision:
numbers >= 0 that are cut so are ordered as they were, but equal where they nearly were.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import IntArray
from ._scores import Floats

Words = npt.NDArray[np.uint32]
#: So many points at a time are gone through.
GLANCE = 16384


class Kept:
    """Labels, all 0 at first, and slacks, none at first.

    Args:
        count: N.
        size: K.
    """

    def __init__(self, count: int, size: int) -> None:
        self._words: Words = np.zeros(count, dtype=np.uint32)
        self._label_bits = np.asarray((1 << max(8, (size - 1).bit_length())) - 1, np.uint32)
        # Without the sign, which only zero may have.
        self._slack_bits = np.asarray(~self._label_bits & np.uint32(2**31 - 1))

    def labels(self, where: slice | IntArray) -> Words:
        """The labels of some points."""
        return self._words[where] & self._label_bits

    def put(
        self, where: slice | IntArray, labels: Words, slack: Floats, left: IntArray
    ) -> tuple[IntArray, Words, Words]:
        """Put down labels and slacks of points; those that are left keep their old labels.

        What has no slack > 0 is open at any time. Return which of the points changed labels,
        their old ones and their new ones.
        """
        before = self._words[where] if isinstance(where, slice) else self._words.take(where)
        old = before & self._label_bits
        if len(left):
            labels[left] = old[left]
        moved = (old != labels).nonzero()[0]
        words = self._cut(slack)
        words |= labels
        self._words[where] = words
        return moved, old.take(moved), labels.take(moved)

    def open(self, clock: Floats, start: int, size: int) -> IntArray:
        """Which of `size` points from `start` on have no more slack than their cluster's clock.

        Both are cut alike, so that none is missed.
        """
        most = self.most(clock)
        out = np.empty(size, dtype=np.bool_)
        for a in range(0, size, GLANCE):
            words = self._words[start + a : start + min(a + GLANCE, size)]
            own = most.take(words & self._label_bits)
            np.less_equal(words, own, out=out[a : a + GLANCE])
        return out.nonzero()[0]

    def most(self, clock: Floats) -> Words:
        """The largest word of each cluster that is open at such clocks, (K,)."""
        return self._cut(clock) | self._label_bits

    @property
    def bits(self) -> Words:
        """Those of the label and those of the slack."""
        return np.array([self._label_bits, self._slack_bits])

    def words(self, start: int, size: int) -> Words:
        """The words of some points, to be written to."""
        return self._words[start : start + size]

    def result(self) -> npt.NDArray[Any]:
        """The labels, in the place of all that was kept: the last thing to ask for."""
        self._words &= self._label_bits
        return self._words.view(np.int32)

    def _cut(self, values: Floats) -> Words:
        """The first bits of numbers, 0 for those that are not positive."""
        words: Words = np.maximum(values, 0, dtype=np.float32).view(np.uint32)
        words &= self._slack_bits
        return words
