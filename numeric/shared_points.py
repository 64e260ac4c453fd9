"""The points near σ → 0 that more than one component may have a share of, for one shared variance.

Their gaps are formed from differences, in twice the precision or in integers if need be (`gaps`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ._checks import BoolArray, FloatArray, IntArray
from .accuracy import UNDERFLOW, share_accuracy
from .em import shared_ratios
from .gaps import distances_of, gaps_of
from .nearness import errors_of
from .parameters import Mixture
from .statistics import Statistics
from .ties import Ties

#: Squares between these are far from the ends of single precision.
_TAME = 2.0**-60, 2.0**60
#: How much an error may change a share of a point within EM,
SHARE_ERROR = 2.0**-44
#: which is 2⁻³⁶ of the mass of a component that has no less than this part of the points.
_LEAST_PART = 2.0**-8
NOTHING = np.zeros(())


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


class Shares:
    """The points that more than one component may have a share of."""

    def __init__(self, plan: HardeningPlan) -> None:
        mixture = plan.mixture
        self._plan = plan
        self._sigma2 = float(mixture.covariances)
        self._means, self._prior = mixture.means, mixture.weights
        self._centres = mixture.means - plan.origin
        self._squares = np.einsum("kd,kd->k", self._centres, self._centres)
        with np.errstate(over="ignore"):
            self._window = 2 * self._sigma2 * (UNDERFLOW + float(np.ptp(np.log(self._prior))))

    @property
    def tame(self) -> bool:
        """Whether squares are far from the ends of single precision."""
        radius2 = self._plan.radius2
        return bool(_TAME[0] < radius2 and radius2 + self._squares.max() < _TAME[1])

    @cached_property
    def sharp(self) -> bool:
        """Whether single precision leaves few points open that double precision would not.

        Its errors are then less than what exponentials need to underflow.
        """
        relative, least = errors_of(np.float32, self._means.shape[1])
        error = relative * (self._plan.radius2 + float(self._squares.max())) + least
        return self.tame and error < self._window

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
            z = x - plan.origin
            score = (self._squares - 2 * (z @ self._centres.T)).min(axis=1)
            short = float(score.sum() if s is None else score @ s)
            return Statistics(mass, share.T @ z, NOTHING, evidence, short, len(x))
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
