"""The sums of Lloyd's clusters, which change by the points that do, and where they put centres."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._checks import FloatArray, IntArray
from ._kept import GLANCE, Kept, Words
from ._reading import Reader

#: Sums are taken afresh where a cluster has lost all but such a part of its weight: it might be
#: rounding.
_FADED = 2.0**-12


class Clusters:
    """Centres, and the sums of their points.

    Args:
        reader: the data.
        kept: the labels.
        centres: the first centres in the unit of the reader, (K, D).
        weights: those of the points, (N,).
        unit: what lengths are multiplied by in slacks.

    Attributes:
        sums: Σ s_n (x_n − origin) of each cluster, (K, D).
        mass: Σ s_n, (K,).
        clock: by how much slacks have shrunk in all, (K,).
        summed: whether there are sums already.
    """

    def __init__(
        self,
        reader: Reader,
        kept: Kept,
        centres: FloatArray,
        weights: FloatArray | None,
        unit: float,
    ) -> None:
        self._reader, self._kept, self._weights, self._unit = reader, kept, weights, unit
        self.centres, self.summed = centres, False
        self._index = np.arange(len(centres), dtype=np.uint32)[:, None]
        self.sums, self.mass = np.zeros(centres.shape), np.zeros(len(centres))
        self._most, self.clock = self.mass, np.zeros(len(centres))

    def transfer(self, x: FloatArray, where: IntArray, old: Words, new: Words) -> None:
        """Move points from the sums of their old clusters to those of their new ones."""
        change = np.subtract(new == self._index, old == self._index, dtype=np.float64)
        self._add(change, x, where)

    def sum_afresh(self) -> None:
        """Take the sums anew, by the labels."""
        self.sums[:], self.mass[:], self.summed = 0.0, 0.0, True
        for x, where in self._reader.pieces():
            hot = (self._index == self._kept.labels(where)).astype(np.float64)
            self._add(hot, x, where)
        self._most = self.mass.copy()

    def _add(self, change: FloatArray, x: FloatArray, where: Any) -> None:
        if self._weights is not None:
            change *= self._weights[where]
        self.sums += change @ self._reader.centred(x)
        self.mass += change.sum(axis=1)

    def have_faded(self) -> bool:
        """Whether what is left of a cluster might be rounding."""
        return bool((self.mass < _FADED * self._most).any())

    def count(self) -> None:
        """Take the weights of the clusters alone anew, by the labels."""
        self.mass = np.zeros(len(self.centres))
        for a in range(0, self._reader.rows.count, GLANCE):
            part = slice(a, a + GLANCE)
            s = None if self._weights is None else self._weights[part]
            self.mass += np.bincount(self._kept.labels(part), s, len(self.centres))

    def move(self) -> float:
        """Put the centres on the means of their clusters; return Σ_k ‖μ_k' − μ_k‖²."""
        self._most = np.maximum(self._most, self.mass)
        held, origin = self.mass > 0, self._reader.origin
        if held.all():
            means = self.sums / self.mass[:, None]
        else:
            means = self.centres.copy()
            np.divide(self.sums, self.mass[:, None], out=means, where=held[:, None])
        if origin is not None:
            np.add(means, origin, out=means, where=held[:, None])
        drift = means - self.centres
        drift *= drift
        squares = drift.sum(axis=1)
        self.centres = means
        self._advance(np.sqrt(squares))
        return float(squares.sum())

    def _advance(self, drift: FloatArray) -> None:
        """Let clocks run, by how far the centres moved.

        The own centre of a cluster may come no nearer, and any other by no more than the
        farthest move among them.
        """
        drift *= self._unit * (1 + 1e-12)
        top = drift.argmax()
        most = drift[top]
        self.clock += drift + most
        if len(drift) > 1:
            drift[top] = -1.0
            self.clock[top] += drift.max() - most

    def distortion(self) -> float:
        """J of the centres and the labels, in the unit of the reader."""
        total = 0.0
        for x, where in self._reader.pieces():
            difference = self._reader.buffer[: len(x)]
            np.take(self.centres, self._kept.labels(where), axis=0, out=difference, mode="clip")
            np.subtract(x, difference, out=difference)
            square = np.einsum("nd,nd->n", difference, difference)
            total += float(square.sum() if self._weights is None else square @ self._weights[where])
        return total
