"""One pass over the data: an E-step and the sums of its M-step, in the arithmetic that suffices."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any

import numpy as np

from . import differences, features, hardening
from ._checks import BoolArray, FloatArray
from .balls import doubts_of
from .blocks import Block, Extent, MapBlocks
from .parameters import CovarianceType, Mixture, trusted
from .shared_points import HardeningPlan, Points
from .statistics import Maximum, Statistics, maximise
from .ties import ties_of

#: A log-density that is known to this is good enough for the fast path.
_LOSS = 1e-10
#: If more than this share of the rows is redone, it is cheaper not to try to avoid it.
_MANY = 0.25
#: But only while differences decide ties well enough.
_CROWDED_LOSS = 1e-6
#: So many points that blocks have kept are worked on at a time.
_TOGETHER = 4096
#: Full covariances of more dimensions have too many products for a feature basis.
_WIDE = 64

Work = tuple[Block, FloatArray | None]


@dataclass(frozen=True)
class Setting:
    """What is learned, how points are assigned, what is added to variances."""

    learn_weights: bool
    learn_means: bool
    learn_covariances: bool
    hard: bool
    regularisation: float


@dataclass(frozen=True, eq=False)
class Seen:
    """What one pass found.

    Attributes:
        sums: the statistics of the components of positive weight.
        reference: the points they are about.
        active: which components those are, (K,).
        path: the arithmetic of the pass.
        log_likelihood: ℓ, in the unit of the data as given.
    """

    sums: Statistics
    reference: FloatArray
    active: BoolArray
    path: str
    log_likelihood: float

    def maximum(self, mixture: Mixture) -> Maximum:
        """The M-step, for the components of positive weight."""
        return maximise(self.sums, self.reference, mixture.covariance_type)


class Passes:
    """Passes over the same data, multiplied by 2^scale.

    Args:
        work: the blocks and the weights of their points.
        extent: of the data as given.
        count: how many rows there are.
        scale: the power of two.
        setting: what is learned.
        sigma2: the fixed shared variance in the unit of the data as given, if there is one.
        map_blocks: applies a function to `work`, in order.
    """

    def __init__(
        self,
        work: Sequence[Work],
        extent: Extent,
        count: int,
        scale: int,
        setting: Setting,
        sigma2: float | None,
        map_blocks: MapBlocks,
    ) -> None:
        self._work, self._map, self._setting = work, map_blocks, setting
        self.scale, self._sigma2 = scale, sigma2
        self.total, self._count = extent.total, count
        self.low, self.high = np.ldexp(extent.low, scale), np.ldexp(extent.high, scale)
        self.origin = np.ldexp(extent.mean, scale)
        self._reach = np.maximum(self.high - self.origin, self.origin - self.low)
        # Near zero, zero will do: nothing then need be subtracted from all points.
        half = float((self.high / 2 - self.low / 2).max())
        near = np.abs(self.origin).max() <= half / 2
        self._near = np.zeros_like(self.origin) if near else self.origin
        self._scatter: dict[str, tuple[FloatArray, float]] = {}
        self._crowded = self._precise = False

    def __call__(self, mixture: Mixture, reference: FloatArray | None = None) -> Seen:
        """Run one pass; moments about `reference` are asked for where plain ones lost digits."""
        active = mixture.weights > 0
        present = mixture.present
        if reference is not None:
            reference = reference[active]
        path = self._path(present, reference)
        if path == "features":
            sums, about = self._features(present)
        elif path == "hardening":
            sums, about = self._hardening(present, reference)
        else:
            ties = ties_of(present, self.scale) if self._setting.hard else None
            doubts = doubts_of(present, self.scale)
            plan = differences.DifferencePlan(present, reference, ties, doubts, self.scale)
            sums = self._sum(partial(_differences, plan=plan))
            about = present.means if reference is None else reference
            # K D² numbers: another pass has other factors.
            present.__dict__.pop("triangles", None)
        level = self._level(sums, path, present)
        return Seen(sums, about, active, path, level)

    def map(self, function: Callable[[Work], Any]) -> Iterable[Any]:
        """Apply a function to the blocks, in order."""
        return self._map(function, self._work)

    def _path(self, mixture: Mixture, reference: FloatArray | None) -> str:
        kind = mixture.covariance_type
        if kind == "full" and mixture.means.shape[1] > _WIDE:
            return "differences"
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            lost = features.loss(mixture, self.origin, self._reach)
        if reference is None and lost < _LOSS:
            return "features"
        sigma2 = mixture.shared_variance
        if kind in ("shared", "spherical") and sigma2 is not None:
            if kind == "shared" and not (self._crowded and lost < _CROWDED_LOSS):
                return "hardening"
            if sigma2 == 0:
                return "hardening"
        return "differences"

    def _features(self, mixture: Mixture) -> tuple[Statistics, FloatArray]:
        ties = None
        if self._setting.hard:
            length = features.n_features(mixture.covariance_type, mixture.means.shape[1])
            lost = features.loss(mixture, self.origin, self._reach)
            ties = ties_of(mixture, self.scale, length, lost)
        plan = features.plan_of(mixture, self.origin, ties, self.scale)
        scatter: FloatArray = np.zeros(())
        if plan.kind in ("shared", "tied"):
            scatter, _ = self._scatter_of(self.origin, plan.kind)
        parts = self._map(partial(_features, plan=plan), self._work)
        theta_sums, evidence = reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]), parts)
        found = features.statistics_of(theta_sums, evidence, mixture, scatter)
        return found, np.broadcast_to(self.origin, mixture.means.shape)

    def _hardening(
        self, mixture: Mixture, reference: FloatArray | None
    ) -> tuple[Statistics, FloatArray]:
        means, sigma2 = mixture.means, np.asarray(mixture.shared_variance)
        shared = trusted(mixture.weights, means, sigma2)
        apart = hardening.least_distance(means)
        rest = (self._setting.hard, self.scale)
        if reference is None and not self._precise:
            scatter, largest = self._scatter_of(self._near, "shared")
            # Squares of doubles are summed to a few roundings of themselves.
            radius2 = largest * (1 + 2.0**-30)
            plan = HardeningPlan(shared, self._near, None, *rest, radius2, apart)
            sums = self._hardened(plan)
            error = self.total * (radius2 + ((means - self._near) ** 2).sum(axis=1).max())
            error *= 4 * (means.shape[1] + 6) * np.finfo(np.float64).eps
            whole = replace(sums, second=scatter, distortion=sums.distortion + float(scatter))
            if error < _LOSS * whole.distortion:
                self._crowded = sums.redone > _MANY * self._count
                return whole, np.broadcast_to(self._near, means.shape)
            # The data are too wide for their distortion to be a difference of two sums.
            self._precise = True
        about = means if reference is None else reference
        radius2 = float((np.maximum(self.high - self._near, self._near - self.low) ** 2).sum())
        plan = HardeningPlan(shared, self._near, about, *rest, radius2, apart)
        sums = self._hardened(plan)
        self._crowded = sums.redone > _MANY * self._count
        return sums, about

    def _scatter_of(self, origin: FloatArray, kind: CovarianceType) -> tuple[FloatArray, float]:
        """What `features.scatter_of` finds in all blocks; it is the same in every pass."""
        name = f"{kind} about {'the near origin' if origin is self._near else 'the origin'}"
        if name not in self._scatter:
            plan = features.FeaturePlan(np.zeros((1, 1)), origin, kind, None, self.scale)
            parts = list(self._map(partial(_scatter, plan=plan), self._work))
            total = np.asarray(reduce(operator.add, (part for part, _ in parts)))
            self._scatter[name] = total, max(largest for _, largest in parts)
        return self._scatter[name]

    def _hardened(self, plan: HardeningPlan) -> Statistics:
        return reduce(operator.add, self._hardened_parts(plan))

    def _hardened_parts(self, plan: HardeningPlan) -> Iterator[Statistics]:
        """The statistics of blocks, and of the points that they have kept, some at a time."""
        kept: list[Points] = []
        for part, more in self._map(partial(_hardening, plan=plan), self._work):
            yield part
            kept += more
            if sum(len(x) for x, _ in kept) > _TOGETHER:
                yield hardening.sharing(kept, plan)
                kept = []
        if kept:
            yield hardening.sharing(kept, plan)

    def _sum(self, function: Any) -> Statistics:
        parts = iter(self._map(function, self._work))
        found: Statistics = next(parts)
        for part in parts:
            found = found.take(part)
            # Not to be kept while the next is made: second moments may be K D² numbers.
            del part
        return found

    def _level(self, sums: Statistics, path: str, mixture: Mixture) -> float:
        dimension = mixture.means.shape[1]
        if path == "hardening" and self._sigma2 is not None:
            return hardening.log_likelihood_of(
                sums, self._sigma2, self.total, dimension, -2 * self.scale
            )
        level = float(sums.evidence)
        if path == "hardening":
            value = mixture.shared_variance or 0.0
            level = hardening.log_likelihood_of(sums, value, self.total, dimension, 0)
        # Densities of data that are 2^scale as large are 2^(−scale D) as large.
        return float(level + self.total * dimension * self.scale * math.log(2))


def _features(work: Work, plan: features.FeaturePlan) -> tuple[FloatArray, float]:
    block, weights = work
    return features.block_statistics(block(), weights, plan)


def _scatter(work: Work, plan: features.FeaturePlan) -> tuple[FloatArray, float]:
    block, weights = work
    return features.scatter_of(block(), weights, plan)


def _hardening(work: Work, plan: HardeningPlan) -> tuple[Statistics, list[Points]]:
    block, weights = work
    return hardening.block_statistics(block(), weights, plan)


def _differences(work: Work, plan: differences.DifferencePlan) -> Statistics:
    block, weights = work
    return differences.block_statistics(block(), weights, plan)
