"""The path of EM near σ → 0, for one shared variance: most points belong to one centre, provably.

One matrix product gives ‖μ_k‖² − 2 x·μ_k with a bound of its error. Where all but one centre lie
farther than the nearest by more than that bound and what exponentials need to underflow, the
share of the point is 1, exactly. The few other points get their gaps from differences, in twice
the precision or in integers if need be (`gaps`). Moments are those of x − μ_k, so nothing cancels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ._checks import FloatArray, IntArray
from .accuracy import UNDERFLOW, halved_quotient, share_accuracy
from .em import shared_ratios
from .gaps import distances_of, gaps_of
from .parameters import Mixture
from .scaling import in_unit
from .statistics import Statistics

_EPS = float(np.finfo(np.float64).eps)
#: Bytes of the scores and shares of one chunk.
_CHUNK_BYTES = 1 << 20
#: How much an error may change a share of a point within EM.
SHARE_ERROR = 2.0**-40


@dataclass(frozen=True, eq=False)
class HardeningPlan:
    """The mixture (positive weights, one shared variance), and how to work.

    Attributes:
        mixture: in the unit of the scaled data.
        origin: what is subtracted before the matrix product, (D,).
        reference: the points that moments are about, (K, D); None for the means.
        hard: whether a point goes to its best component as a whole.
        scale: data are multiplied by 2^scale.
    """

    mixture: Mixture
    origin: FloatArray
    reference: FloatArray | None
    hard: bool
    scale: int = 0


def block_statistics(
    rows: npt.NDArray[np.generic], weights: FloatArray | None, plan: HardeningPlan
) -> Statistics:
    """Return the statistics of a block about the reference points."""
    size, dimension = plan.mixture.means.shape
    chunk = max(256, min(4096, _CHUNK_BYTES // (8 * (2 * size + 2 * dimension + 4))))
    work = _Chunk(plan, min(chunk, len(rows)))
    out = None
    for start in range(0, len(rows), chunk):
        part = in_unit(rows[start : start + chunk], plan.scale)
        s = None if weights is None else weights[start : start + chunk]
        found = work.statistics(part, s)
        out = found if out is None else out + found
    if out is None:
        raise ValueError("a block has no rows.")
    return out


class _Chunk:
    """Buffers, and what is the same for all chunks."""

    def __init__(self, plan: HardeningPlan, chunk: int) -> None:
        mixture = plan.mixture
        size, dimension = mixture.means.shape
        self._plan = plan
        self._sigma2 = float(mixture.covariances)
        self._means, self._prior = mixture.means, mixture.weights
        centres = mixture.means - plan.origin
        self._factor = -2.0 * centres
        squares = np.einsum("kd,kd->k", centres, centres)
        self._squares = squares[:, None]
        self._widest = float(squares.max())
        # |fl(s) − s| ≤ (D + 6) ε (‖z‖ + ‖c‖)² covers the products, their sum and the shift.
        self._relative = 4 * (dimension + 6) * _EPS
        spread = float(np.ptp(np.log(self._prior)))
        with np.errstate(over="ignore"):
            self._window = 2 * self._sigma2 * (UNDERFLOW + spread)
        self._log_prior = np.log(self._prior)
        self._index = np.arange(size, dtype=np.float64)
        self._z, self._d = np.empty((chunk, dimension)), np.empty((chunk, dimension))
        self._scores, self._shares = np.empty((size, chunk)), np.empty((size, chunk))
        self._least = np.empty(chunk)

    def statistics(self, x: FloatArray, s: FloatArray | None) -> Statistics:
        n = len(x)
        labels, redone = self._nearest(x)
        shares, d = self._shares[:, :n], self._d[:n]
        # Points that share are added apart; here each other point is at its one centre.
        shares[:, redone] = 0.0
        if s is not None:
            shares *= s
        mass = shares.sum(axis=1)
        np.take(self._means, labels, axis=0, out=d)
        np.subtract(x, d, out=d)
        square = np.einsum("nd,nd->n", d, d, out=self._least[:n])
        if len(redone):
            square[redone] = 0.0
        distortion = float(square.sum() if s is None else square @ s)
        second = distortion
        if self._plan.reference is not None:
            np.take(self._plan.reference, labels, axis=0, out=d)
            np.subtract(x, d, out=d)
            square = np.einsum("nd,nd->n", d, d, out=self._least[:n])
            if len(redone):
                square[redone] = 0.0
            second = float(square.sum() if s is None else square @ s)
        first = shares @ d
        evidence = float(mass @ self._log_prior)
        sums = Statistics(mass, first, np.asarray(second), evidence, distortion)
        if len(redone):
            sums = sums + self._sharing(x[redone], None if s is None else s[redone])
        return sums

    def _nearest(self, x: FloatArray) -> tuple[IntArray, IntArray]:
        """The centres of the points that have one, as labels and as shares; the other points."""
        n = len(x)
        z, scores, shares, least = (
            self._z[:n],
            self._scores[:, :n],
            self._shares[:, :n],
            self._least[:n],
        )
        np.subtract(x, self._plan.origin, out=z)
        np.matmul(self._factor, z.T, out=scores)
        scores += self._squares
        np.min(scores, axis=0, out=least)
        reach = np.einsum("nd,nd->n", z, z)
        reach += self._widest
        reach *= self._relative
        reach += self._window
        least += reach
        np.less_equal(scores, least, out=shares)
        counts = shares.sum(axis=0)
        # One centre is within reach, and only then do the ones of the column add up to its index.
        redone = np.flatnonzero(counts != 1.0)
        labels = (self._index @ shares).astype(np.intp)
        labels[redone] = 0
        return labels, redone

    def _sharing(self, x: FloatArray, s: FloatArray | None) -> Statistics:
        """Statistics of the points that more than one component may have a share of."""
        plan, sigma2 = self._plan, self._sigma2
        good = share_accuracy(self._prior, sigma2, 0, SHARE_ERROR)
        gap = gaps_of(x, self._means, good)
        joint = self._prior * shared_ratios(gap, sigma2)
        total = joint.sum(axis=1)
        if plan.hard:
            best = joint.argmax(axis=1)
            rows = np.arange(len(x))
            evidence_rows = np.log(joint[rows, best])
            share = np.zeros_like(joint)
            share[rows, best] = 1.0
        else:
            evidence_rows = np.log(total)
            share = joint / total[:, None]
        if s is not None:
            share *= s[:, None]
            evidence_rows = evidence_rows * s
        distance = distances_of(x, self._means)
        least = distance.min(axis=1)
        distortion = float(least.sum() if s is None else least @ s)
        centres = self._means if plan.reference is None else plan.reference
        if plan.reference is not None:
            distance = distances_of(x, centres)
        mass = share.sum(axis=0)
        first = np.array([share[:, k] @ (x - centre) for k, centre in enumerate(centres)])
        return Statistics(
            mass,
            first,
            np.asarray((share * distance).sum()),
            float(evidence_rows.sum()),
            distortion,
            len(x),
        )


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
