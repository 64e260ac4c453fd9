"""EM for Gaussian mixtures of every kind, on data of any size: the loop around blocks and M-steps.

One pass over the data is one E-step and the sums its M-step needs. Which arithmetic a pass uses
follows from error bounds, step by step:

* `"features"`: matrix products; while a log-density is known to 1e-10;
* `"hardening"`: one shared variance near zero, or zero; most shares are proved to be 0 or 1;
* `"differences"`: everything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import BoolArray, FloatArray, IntArray
from .blocks import MapBlocks, Rows, extent_of, rows_of, weight_blocks
from .covariances import about_other, regularised, singular
from .parameters import Mixture, trusted
from .passes import Passes, Seen, Setting
from .rescue import rescued_means
from .scaling import power_for
from .statistics import Maximum
from .units import into_unit, out_of_unit

_EPS = float(np.finfo(np.float64).eps)
#: How much of a covariance may be lost to cancellation before its sums are taken again.
_LOST = 1e-10
#: A component with less than this share of the mass is placed by logarithms of its shares.
_NO_MASS = 2.0**-900

Assignment = Literal["soft", "hard"]


@dataclass(frozen=True, eq=False)
class EMResult:
    """A run of EM.

    Attributes:
        mixture: the last parameters.
        log_likelihood: ℓ = Σ_n s_n log Σ_k π_k N_k(x_n) at these; for hard assignments the
            classification likelihood Σ_n s_n max_k log π_k N_k(x_n). For σ² = 0 it is −inf, or
            +inf if every point coincides with a centre.
        history: that before the first step and after each, n_iter + 1 numbers; never falls (B5).
        n_iter: the number of steps taken.
        converged: whether the last step raised it by no more than `tol`, or moved nothing.
        unbounded: whether a learned covariance collapsed, where the likelihood has no bound (B8);
            the fit has stopped there, and collapsed components keep their last covariance.
        collapsed: the components whose covariances did, (·,).
        empty: the components without a share of any point at the end, (·,).
        paths: the arithmetic of each pass over the data.
        redone: how many rows of the last pass needed more than plain double precision.
    """

    mixture: Mixture
    log_likelihood: float
    history: tuple[float, ...]
    n_iter: int
    converged: bool
    unbounded: bool
    collapsed: IntArray
    empty: IntArray
    paths: tuple[str, ...]
    redone: int


def run_em(
    x: Any,
    start: Mixture,
    *,
    learn_weights: bool = True,
    learn_means: bool = True,
    learn_covariances: bool = True,
    sample_weight: npt.ArrayLike | None = None,
    assignment: Assignment = "soft",
    reg_covar: float = 0.0,
    max_iter: int = 100,
    tol: float = 1e-10,
    map_blocks: MapBlocks | None = None,
) -> EMResult:
    """Run EM from given parameters: the kind of covariance is that of `start`.

    With s_n the weights of the points, a step is r_nk = π_k N_k(x_n)/Σ_j π_j N_j(x_n) (B2), then
    N_k = Σ_n s_n r_nk, π_k = N_k/Σ_j N_j, μ_k = Σ_n s_n r_nk x_n/N_k, and Σ_k the weighted
    covariance about the *new* mean, averaged over what shares it (C1–C5). A component whose N_k
    underflows moves to the points of least excess (D5) and keeps its covariance; if its weight
    is learned that becomes zero, and the component stays where it is.

    Args:
        x: points, (N, D): whatever `rows_of` takes.
        start: the first parameters.
        learn_weights: whether π changes; else it stays that of `start`, in every step.
        learn_means: whether μ changes.
        learn_covariances: whether Σ changes. A fixed shared σ² may be 0: the limit.
        sample_weight: s, (N,), >= 0; one each by default.
        assignment: `"soft"`; or `"hard"`, where each point goes to its most probable component,
            the lowest index at ties (classification EM).
        reg_covar: what is added to learned variances, >= 0.
        max_iter: the largest number of steps, >= 0.
        tol: converged if a step raises ℓ per unit of weight by no more than this, or by no more
            than rounding.
        map_blocks: applies a function to the blocks, in order; by default the built-in `map`, or
            `dask_map` for a Dask array.

    Raises:
        ValueError: for malformed input, and for variances beyond the range of doubles.
    """
    return _Run(
        rows_of(x),
        start,
        Setting(
            learn_weights=bool(learn_weights),
            learn_means=bool(learn_means),
            learn_covariances=bool(learn_covariances),
            hard=_is_hard(assignment),
            regularisation=check.tolerance(reg_covar, "reg_covar"),
        ),
        sample_weight,
        map_blocks,
    ).result(check.count(max_iter, "max_iter", 0), check.tolerance(tol))


def _is_hard(assignment: str) -> bool:
    if assignment not in ("soft", "hard"):
        raise ValueError(f'assignment must be "soft" or "hard", but it is {assignment!r}.')
    return assignment == "hard"


class _Run:
    """One run. Parameters are those of the data times 2^scale until the end."""

    def __init__(
        self,
        rows: Rows,
        start: Mixture,
        setting: Setting,
        sample_weight: npt.ArrayLike | None,
        map_blocks: MapBlocks | None,
    ) -> None:
        if not isinstance(start, Mixture):
            raise ValueError(f"start must be a Mixture, but it is of type {type(start).__name__}.")
        if start.means.shape[1] != rows.dimension:
            raise ValueError(
                f"means has points of dimension {start.means.shape[1]}, "
                f"but x has dimension {rows.dimension}."
            )
        weights = check.row_weights(sample_weight, rows.count)
        work = list(zip(rows.blocks, weight_blocks(rows, weights), strict=True))
        map_blocks = map_blocks or rows.map_blocks
        extent = extent_of(rows, weights, map_blocks)
        largest = max(np.abs(a).max() for a in (extent.low, extent.high, start.means))
        self._scale = power_for(float(largest))
        fixed = None if setting.learn_covariances else start.shared_variance
        self._passes = Passes(work, extent, rows.count, self._scale, setting, fixed, map_blocks)
        self._setting, self._fixed = setting, fixed
        self._start = into_unit(start, self._scale)
        self._covariances = start.covariances
        self._added = math.ldexp(setting.regularisation, 2 * self._scale)

    def result(self, max_iter: int, tol: float) -> EMResult:
        now, setting = self._start, self._setting
        history: list[float] = []
        paths: list[str] = []
        converged = moved = False
        collapsed = np.zeros(0, dtype=np.intp)
        if setting.learn_covariances and not self._added and now.shared_variance == 0:
            collapsed = np.arange(len(now.weights))
        while True:
            seen = self._passes(now)
            paths.append(seen.path)
            history.append(seen.log_likelihood)
            if len(history) > 1 and not collapsed.size:
                converged = not moved or self._settled(history, tol)
            if converged or collapsed.size or len(history) > max_iter:
                break
            after, collapsed = self._step(now, seen, paths)
            moved = not _same(now, after)
            now = after
            # Second moments may be K D² numbers, and the next pass has its own.
            del after, seen
        held = np.zeros(len(now.weights), dtype=np.bool_)
        held[seen.active] = seen.sums.mass > 0
        final = out_of_unit(now, self._scale)
        if not setting.learn_covariances:
            final = trusted(final.weights, final.means, self._covariances, final.covariance_type)
        return EMResult(
            mixture=final,
            log_likelihood=history[-1],
            history=tuple(history),
            n_iter=len(history) - 1,
            converged=converged,
            unbounded=bool(collapsed.size),
            collapsed=collapsed,
            empty=np.flatnonzero(~held),
            paths=tuple(paths),
            redone=seen.sums.redone,
        )

    def _settled(self, history: list[float], tol: float) -> bool:
        last, new = history[-2:]
        if not math.isfinite(new):
            return False
        # What is added to variances is not part of the likelihood, which may fall by it.
        change = abs(new - last) if self._added else new - last
        return bool(change <= self._passes.total * tol + 4 * _EPS * abs(new))

    def _step(self, now: Mixture, seen: Seen, paths: list[str]) -> tuple[Mixture, IntArray]:
        """The M-step, and the components whose covariances collapsed."""
        setting, active = self._setting, seen.active
        best = seen.maximum(now)
        if setting.learn_covariances and best.lost > _LOST:
            about = now.means.copy()
            about[active] = best.means
            del best
            again = self._passes(now, about)
            paths.append(again.path)
            best = again.maximum(now)
        weights, means = now.weights, now.means
        if setting.learn_weights:
            weights = np.zeros(len(now.weights))
            weights[active] = best.weights
        if setting.learn_means:
            means = now.means.copy()
            means[active] = np.clip(best.means, self._passes.low, self._passes.high)
            lost = np.flatnonzero(active)[seen.sums.mass < _NO_MASS * self._passes.total]
            if lost.size:
                means[lost] = rescued_means(self._passes, now, lost)
        covariances, collapsed = now.covariances, np.zeros(0, dtype=np.intp)
        if setting.learn_covariances:
            held = np.zeros(len(active), dtype=np.bool_)
            held[active] = seen.sums.mass > 0
            covariances, collapsed = self._learned(now, best, held, active, seen.sums.mass)
        return trusted(weights, means, covariances, now.covariance_type), collapsed

    def _learned(
        self,
        now: Mixture,
        best: Maximum,
        held: BoolArray,
        active: BoolArray,
        mass: FloatArray,
    ) -> tuple[FloatArray, IntArray]:
        """The covariances of the M-step, and which of them collapsed; those stay as they were."""
        kind = now.covariance_type
        value = best.covariances
        if not self._setting.learn_means:
            apart = (best.reference - now.means[active]) + best.shift
            value = about_other(value, kind, apart, mass)
        value = regularised(value, kind, self._added)
        flat = np.atleast_1d(singular(value, kind))
        if kind in ("shared", "tied"):
            if not flat.any():
                return value, np.zeros(0, dtype=np.intp)
            # σ² = 0 has a meaning of its own; a singular matrix has none.
            kept = np.asarray(0.0) if kind == "shared" else now.covariances
            return kept, np.flatnonzero(active)
        where = np.flatnonzero(active)
        out = value if active.all() else np.array(now.covariances)
        for k, own, good in zip(where, value, held[where] & ~flat, strict=True):
            out[k] = own if good else now.covariances[k]
        return out, where[held[where] & flat]


def _same(a: Mixture, b: Mixture) -> bool:
    pairs = ((a.weights, b.weights), (a.means, b.means), (a.covariances, b.covariances))
    return all(bool((p == q).all()) for p, q in pairs)
