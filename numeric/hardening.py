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

from ._buffers import small_buffers
from ._checks import BoolArray, FloatArray, IntArray
from .accuracy import UNDERFLOW, halved_quotient, share_accuracy
from .em import shared_ratios
from .gaps import distances_of, gaps_of
from .parameters import Mixture
from .scaling import in_unit
from .statistics import Statistics
from .ties import Ties

_EPS = float(np.finfo(np.float64).eps)
#: Bytes of the scores and shares of one chunk.
_CHUNK_BYTES = 1 << 21
#: How much an error may change a share of a point within EM,
SHARE_ERROR = 2.0**-44
#: which is 2⁻³⁶ of the mass of a component that has no less than this part of the points.
_LEAST_PART = 2.0**-8
# Added to an index, so that a sum of two is not taken for one.
_ONE = 2.0**32
_NOTHING = np.zeros(())


@dataclass(frozen=True, eq=False)
class HardeningPlan:
    """The mixture (positive weights, one shared variance), and how to work.

    Attributes:
        mixture: in the unit of the scaled data.
        origin: what is subtracted before the matrix product, (D,).
        reference: the points that moments are about, (K, D). None asks for less: first moments
            about the origin, no second ones, and a distortion that lacks Σ s ‖x − origin‖².
        hard: whether a point goes to its best component as a whole.
        scale: data are multiplied by 2^scale.
        radius2: no point is farther from the origin than its root.
        apart: the least squared distance between different centres.
    """

    mixture: Mixture
    origin: FloatArray
    reference: FloatArray | None
    hard: bool
    scale: int = 0
    radius2: float = np.inf
    apart: float = 0.0


#: Some points, (n, D), and their weights.
Points = tuple[FloatArray, FloatArray | None]
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
    size, dimension = plan.mixture.means.shape
    chunk = max(256, min(8192, _CHUNK_BYTES // (8 * (2 * size + 2 * dimension + 4))))
    work = _Chunk(plan, min(chunk, len(rows)))
    out = None
    kept: list[Points] = []
    for start in range(0, len(rows), chunk):
        part = in_unit(rows[start : start + chunk], plan.scale)
        s = None if weights is None else weights[start : start + chunk]
        found, redone = work.statistics(part, s)
        out = found if out is None else out + found
        if len(redone):
            kept.append((part[redone], None if s is None else s[redone]))
    if out is None:
        raise ValueError("a block has no rows.")
    if sum(len(x) for x, _ in kept) > _KEPT:
        return out + _together(work, kept), []
    return out, kept


def sharing(kept: list[Points], plan: HardeningPlan) -> Statistics:
    """Return the statistics of the points that blocks have kept, at least one."""
    return _together(_Chunk(plan, 1), kept)


def _together(work: _Chunk, kept: list[Points]) -> Statistics:
    weights = [s for _, s in kept if s is not None]
    x = np.concatenate([x for x, _ in kept])
    return work.sharing(x, np.concatenate(weights) if weights else None)


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
        self._index = np.arange(size) + _ONE
        # One bound for all points, where it is no wider than exponentials make it anyway.
        bound = self._relative * (plan.radius2 + self._widest)
        narrow = bound < max(self._window, 1e-6 * plan.apart)
        self._reach = bound + self._window if narrow else None
        self._z, self._d = np.empty((chunk, dimension)), np.empty((chunk, dimension))
        self._scores, self._shares = np.empty((size, chunk)), np.empty((size, chunk))
        self._least = np.empty(chunk)

    def statistics(self, x: FloatArray, s: FloatArray | None) -> tuple[Statistics, IntArray]:
        """Statistics of the points that have one centre, and which points do not."""
        n = len(x)
        labels, redone = self._nearest(x)
        shares, least = self._shares[:, :n], self._least[:n]
        # Points that share are added apart; here each other point is at its one centre.
        shares[:, redone] = 0.0
        if s is not None:
            shares *= s
        mass = shares.sum(axis=1)
        evidence = float(mass @ self._log_prior)
        reference = self._plan.reference
        if reference is None:
            # ‖x − μ‖² less ‖x − origin‖², whose sum the caller knows.
            short = float(least.sum() if s is None else least @ s)
            return Statistics(mass, shares @ self._z[:n], _NOTHING, evidence, short), redone
        distortion = self._squares_from(self._means, x, labels, redone, s)
        second = distortion
        if reference is not self._means:
            second = self._squares_from(reference, x, labels, redone, s)
        first = shares @ self._d[:n]
        return Statistics(mass, first, np.asarray(second), evidence, distortion), redone

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
        square = np.einsum("nd,nd->n", d, d, out=self._least[: len(x)])
        square[redone] = 0.0
        return float(square.sum() if s is None else square @ s)

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
        reach = self._reach
        if reach is None:
            reach = np.einsum("nd,nd->n", z, z)
            reach += self._widest
            reach *= self._relative
            reach += self._window
        np.less_equal(scores, least + reach, out=shares)
        # The ones of a column add up to the index of one centre, or to more than there are.
        labels = self._index @ shares
        redone = np.flatnonzero(labels >= 2 * _ONE)
        labels -= _ONE
        labels[redone] = 0
        return labels.astype(np.intp), redone

    def sharing(self, x: FloatArray, s: FloatArray | None) -> Statistics:
        """Statistics of the points that more than one component may have a share of."""
        plan = self._plan
        joint = self._joint(x, s)
        total = joint.sum(axis=1)
        if plan.hard:
            best = self._best(joint, x)
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
        mass = share.sum(axis=0)
        evidence = float(evidence_rows.sum())
        reference = plan.reference
        if reference is None:
            first = share.T @ (x - plan.origin)
            return Statistics(mass, first, _NOTHING, evidence, 0.0, len(x))
        distance = distances_of(x, self._means)
        least = distance.min(axis=1)
        distortion = float(least.sum() if s is None else least @ s)
        if reference is not self._means:
            distance = distances_of(x, reference)
        first = np.array([share[:, k] @ (x - centre) for k, centre in enumerate(reference)])
        second = np.asarray((share * distance).sum())
        return Statistics(mass, first, second, evidence, distortion, len(x))

    def _joint(self, x: FloatArray, s: FloatArray | None) -> FloatArray:
        """π_k e^{−g_nk/2σ²}, (n, K): shares to `SHARE_ERROR`, their sums to 2⁻³⁶ of themselves."""
        out = self._multiples(x, np.zeros(len(self._prior), dtype=np.bool_))
        part = out / out.sum(axis=1, keepdims=True)
        mass = part.sum(axis=0) if s is None else s @ part
        careful = mass < _LEAST_PART * (len(x) if s is None else s.sum())
        rows = np.flatnonzero(part[:, careful].any(axis=1))
        if len(rows):
            out[rows] = self._multiples(x[rows], careful)
        return out

    def _multiples(self, x: FloatArray, careful: BoolArray) -> FloatArray:
        good = share_accuracy(self._prior, self._sigma2, 0, SHARE_ERROR, careful)
        gap = gaps_of(x, self._means, good)
        return np.asarray(self._prior * shared_ratios(gap, self._sigma2))

    def _best(self, joint: FloatArray, x: FloatArray) -> IntArray:
        """The most probable component of each point, given multiples of the densities, (n, K)."""
        if not self._sigma2:
            # Shares are weights here, without rounding.
            return np.asarray(joint.argmax(axis=1))
        with np.errstate(divide="ignore"):
            level = np.log(joint.T)
        return Ties(self._plan.mixture, 4 * SHARE_ERROR).most_probable(level, x)


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
