"""Fuzzy c-means, for comparison: another way to soften k-means, with powers for exponentials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb, fmpq

from . import _checks as check
from ._checks import FloatArray
from ._rationals import rational
from .accuracy import UNDERFLOW
from .balls import WINDOW, Levels, Point, column_shares, redone
from .gaps import distances_of
from .msteps import mean_update
from .scaling import checked_in_unit, from_scale

_EPS = float(np.finfo(np.float64).eps)
#: A logarithm of a membership that is known to this is good enough.
_LOSS = 1e-10
#: Squares below this may have lost digits to underflow.
_TINY = 2.0**-960


@dataclass(frozen=True, eq=False)
class FuzzyResult:
    """A run of fuzzy c-means.

    Attributes:
        means: the last centres, (K, D).
        memberships: u of the points for these centres, (N, K).
        objective: Σ_n s_n Σ_k u_nk^m d_nk.
        history: that before the first step and after each; never increases.
        n_iter: the number of steps taken.
        converged: whether the last step lowered it by no more than `tol` of it.
    """

    means: FloatArray
    memberships: FloatArray
    objective: float
    history: tuple[float, ...]
    n_iter: int
    converged: bool


def fuzzy_memberships(x: npt.ArrayLike, means: npt.ArrayLike, fuzzifier: float = 2.0) -> FloatArray:
    """Return u_nk = d_nk^{−1/(m−1)} / Σ_j d_nj^{−1/(m−1)}, shape (N, K).

    A point that coincides with centres belongs to these alone, in equal parts: the limit.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        fuzzifier: m > 1; the memberships harden as m → 1.

    Raises:
        ValueError: for m <= 1 and malformed input.
    """
    power = _fuzzifier(fuzzifier)
    points, centres, _ = checked_in_unit(x, means)
    return _Shares(points, centres, power).memberships


def power_excess(t: float, fuzzifier: float) -> float:
    """Return t^m − 1 − m(t − 1) >= 0, by how much a power lies above its tangent at 1 (F3a).

    With t the ratio of a membership to the best one, it is what fuzzy c-means loses by it.

    Args:
        t: > 0.
        fuzzifier: m > 1.

    Raises:
        ValueError: for other values.
    """
    base, power = check.tolerance(t, "t"), _fuzzifier(fuzzifier)
    if not 0 < base < np.inf:
        raise ValueError(f"t must be positive and finite, but it is {base}.")
    step = base - 1
    if abs(step) > 2.0**-6:
        return float(base**power - 1 - power * step)
    # Near 1 the first terms cancel: the binomial series, without them.
    term, out = power * step, 0.0
    for j in range(2, 12):
        term *= (power - j + 1) / j * step
        out += term
    return out


def run_fuzzy_c_means(
    x: npt.ArrayLike,
    means: npt.ArrayLike,
    fuzzifier: float = 2.0,
    *,
    sample_weight: npt.ArrayLike | None = None,
    max_iter: int = 300,
    tol: float = 1e-10,
) -> FuzzyResult:
    """Minimise Σ_n s_n Σ_k u_nk^m d_nk over memberships and centres, in turns.

    Unlike EM it has no temperature, and its memberships do not depend on the unit of the data.

    Args:
        x: points, (N, D).
        means: the first centres, (K, D).
        fuzzifier: m > 1.
        sample_weight: s, (N,); one each by default.
        max_iter: the largest number of steps.
        tol: converged if a step lowers the objective by no more than this part of it.
    """
    power = _fuzzifier(fuzzifier)
    points, centres, unit = checked_in_unit(x, means)
    weights = check.row_weights(sample_weight, len(points))
    steps, limit = check.count(max_iter, "max_iter", 0), check.tolerance(tol)
    history: list[float] = []
    converged = False
    while True:
        shares = _Shares(points, centres, power)
        history.append(shares.objective(weights))
        if len(history) > 1:
            converged = history[-2] - history[-1] <= limit * history[-2]
        if converged or len(history) > steps:
            break
        centres = mean_update(points, shares.columns(weights), centres)
    with np.errstate(over="ignore", under="ignore"):
        history = np.ldexp(history, unit).tolist()
    return FuzzyResult(
        from_scale(centres, unit),
        shares.memberships,
        history[-1],
        tuple(history),
        len(history) - 1,
        converged,
    )


def _fuzzifier(value: float) -> float:
    number = check.tolerance(value, "fuzzifier")
    if not 1 < number < np.inf:
        raise ValueError(f"fuzzifier must be finite and greater than 1, but it is {number}.")
    return number


class _Shares:
    """Memberships of points for some centres, from their logarithms.

    Near m = 1 these are quotients by a small number, as near σ = 0: what distances in doubles
    leave in doubt comes from balls.
    """

    def __init__(self, points: FloatArray, centres: FloatArray, fuzzifier: float) -> None:
        self._points, self._centres, self._m = points, centres, fuzzifier
        self._distance = distances_of(points, centres)
        least = self._distance.min(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            logs = np.log(least / self._distance) / (fuzzifier - 1)
        # At a centre the others have nothing: the limit.
        logs = np.where(self._distance == least, 0.0, logs)
        # Two distances, their quotient and its logarithm.
        self._doubt = (points.shape[1] + 8) * _EPS / (fuzzifier - 1)
        several = np.count_nonzero(logs >= -UNDERFLOW - self._doubt, axis=1) > 1
        rows = np.flatnonzero(several & ((self._doubt > _LOSS) | (least[:, 0] < _TINY)))
        redone(logs.T, points[rows], rows, self._levels)
        total = np.exp(logs).sum(axis=1, keepdims=True)
        self._logs = logs - np.log(total)
        self.memberships: FloatArray = np.exp(logs) / total

    @cached_property
    def _levels(self) -> Levels:
        centres = [[rational(v) for v in centre] for centre in self._centres.tolist()]
        power = rational(self._m) - 1

        def logs(x: Point) -> list[Any]:
            squares = [
                sum(((a - b) ** 2 for a, b in zip(x, centre, strict=True)), fmpq(0))
                for centre in centres
            ]
            if not all(squares):
                return [arb(0) if not square else arb("-inf") for square in squares]
            return [-arb(square).log() / power for square in squares]

        return Levels(logs)

    def objective(self, weights: FloatArray | None) -> float:
        """Σ_n s_n Σ_k u_nk^m d_nk."""
        loss = (self.memberships**self._m * self._distance).sum(axis=1)
        return float(loss.sum() if weights is None else loss @ weights)

    def columns(self, weights: FloatArray | None) -> FloatArray:
        """s_n u_nk^m, (N, K); a column that is tiny everywhere is divided by its largest."""
        s = np.ones(len(self._points)) if weights is None else weights
        share = self.memberships**self._m
        logs = self._m * self._logs
        largest = logs[s > 0].max(axis=0)
        for k in np.flatnonzero((largest < -WINDOW) & (largest > -np.inf)):
            share[:, k] = np.exp(np.minimum(logs[:, k] - largest[k], 0.0))
            counted = np.flatnonzero((s > 0) & np.isfinite(logs[:, k]))
            level = logs[counted, k]
            doubt = self._m * self._doubt + _EPS * np.abs(level)
            near = level + doubt >= (level - doubt).max() - WINDOW
            rows = counted[near]
            if doubt[near].max() > _LOSS:
                found = column_shares(self._points[rows], int(k), self._levels)
                share[:, k] = 0.0
                share[rows, k] = np.asarray(found) ** self._m
        return share * s[:, None]
