"""Logarithms of shares of single points in balls, for where doubles do not suffice.

Near σ = 0 an exponent may be 1e18 and more, and beside it stands a logarithm of order one that
decides a share all the same: of a weight, of a determinant, of how many components tie. The sum
of the two in doubles is the exponent alone. Here it has as many bits as the question needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat, ctx, fmpq

from ._checks import BoolArray, FloatArray, IntArray
from ._rationals import lower, precision, rational
from .accuracy import UNDERFLOW
from .parameters import Mixture
from .scaling import in_unit
from .ties import ties_of

#: Bits to begin with, and where it ends: more only a matrix that is singular asks for.
_BITS, _MOST = 128, 1 << 13
#: How well a logarithm is known.
_SHARP = 2.0**-60
#: A logarithm of a density that is known to this is good enough,
_LOSS = 1e-10
#: or as well as that of a point so many variances off along each axis.
_ORDINARY = 64.0
#: Shares below e^−this of the largest of their column do not count.
WINDOW = 60.0

Point = Sequence[fmpq]


class Levels:
    """Shares e^{l_k(x)}/Σ_j e^{l_j(x)} of a point, from logarithms in balls.

    Args:
        logs: l(x), as balls of the precision that is set, for a point of exact numbers. It may
            raise ZeroDivisionError where the precision is too low.
    """

    def __init__(self, logs: Callable[[Point], list[Any]]) -> None:
        self._logs = logs
        self._bits = _BITS

    def relative(self, point: FloatArray) -> list[float] | None:
        """Return l_k − max_j l_j, (K,), each known to 2⁻⁶⁰ or too low to count, if it can be."""
        found = self._known(point, None)
        return None if found is None else [float(value.mid()) for value in found]

    def log_share(self, point: FloatArray, k: int) -> Any:
        """Return the logarithm of the share of component k, as a ball, if it can be had."""
        found = self._known(point, k)
        if found is None:
            return None
        with precision(self._bits):
            return found[k] - sum((value.exp() for value in found), arb(0)).log()

    def _known(self, point: FloatArray, wanted: int | None) -> list[Any] | None:
        exact = [rational(value) for value in point.tolist()]
        while True:
            with precision(self._bits):
                try:
                    logs = self._logs(exact)
                except ZeroDivisionError:
                    logs = [arb.nan()]
                top = max(logs, key=arb.mid)
                found = [value - top for value in logs]
                if all(_clear(v, must=k == wanted) for k, v in enumerate(found)):
                    return found
            if self._bits >= _MOST:
                return None
            self._bits *= 2


def _clear(value: Any, *, must: bool) -> bool:
    return bool(value.rad() < _SHARP or (not must and value < -2 * UNDERFLOW))


def mixture_levels(mixture: Mixture) -> Levels:
    """Return log π_k N_k, but for what is common to all k, of positive weights and variances."""
    return Levels(_MixtureLogs(mixture))


class _MixtureLogs:
    """One mixture in exact numbers."""

    def __init__(self, mixture: Mixture) -> None:
        kind, c = mixture.covariance_type, mixture.covariances
        size, dimension = mixture.means.shape
        self._weights = [rational(w) for w in mixture.weights.tolist()]
        self._means = [[rational(v) for v in mean] for mean in mixture.means.tolist()]
        self._matrices: list[list[list[fmpq]]] = []
        self._variances: list[list[fmpq]] = []
        if kind in ("tied", "full"):
            self._matrices = [lower(v) for v in c.reshape(-1, dimension, dimension)]
        else:
            wide = np.broadcast_to(c[:, None] if kind == "spherical" else c, (size, dimension))
            self._variances = [[rational(v) for v in row] for row in wide.tolist()]
        self._known: dict[int, tuple[list[Any], list[Any]]] = {}

    def __call__(self, x: Point) -> list[Any]:
        if ctx.prec not in self._known:
            self._known[ctx.prec] = self._constants()
        inverse, offsets = self._known[ctx.prec]
        out = []
        for k, (mean, offset) in enumerate(zip(self._means, offsets, strict=True)):
            off = [a - b for a, b in zip(x, mean, strict=True)]
            if inverse:
                column = arb_mat([[arb(v)] for v in off])
                energy = (column.transpose() * inverse[k] * column)[0, 0]
            else:
                pairs = zip(off, self._variances[k], strict=True)
                energy = arb(sum((v * v / s for v, s in pairs), fmpq(0)))
            out.append(offset - energy / 2)
        return out

    def _constants(self) -> tuple[list[Any], list[Any]]:
        """Inverse covariances, if they are matrices, and log π_k − log det Σ_k / 2."""
        size = len(self._weights)
        matrices = [arb_mat(m) for m in self._matrices]
        inverse = [m.inv() for m in matrices]
        half = [m.det().log() / 2 for m in matrices]
        half += [sum((arb(v).log() for v in row), arb(0)) / 2 for row in self._variances]
        if len(half) < size:
            inverse, half = inverse * size, half * size
        return inverse, [arb(w).log() - h for w, h in zip(self._weights, half, strict=True)]


@dataclass(frozen=True, eq=False)
class Doubts:
    """What is done where logarithms of densities from doubles leave shares in doubt.

    Attributes:
        mixture: positive weights and variances, in the unit of the scaled data.
        absolute: a logarithm is known to this,
        relative: and this part of itself.
        scale: data are multiplied by 2^scale.
    """

    mixture: Mixture
    absolute: float
    relative: float
    scale: int = 0

    @cached_property
    def levels(self) -> Levels:
        """The same logarithms in balls."""
        return mixture_levels(self.mixture)

    @property
    def tolerance(self) -> float:
        """What a logarithm must be known to: no better than those of points in the midst are."""
        ordinary = self.absolute + self.relative * _ORDINARY * self.mixture.means.shape[1]
        return float(max(_LOSS, ordinary))

    def error(self, level: FloatArray) -> FloatArray:
        """How well logarithms of this size are known."""
        return self.absolute + self.relative * np.abs(level)

    def settle(
        self, joint: FloatArray, rows: npt.NDArray[np.generic]
    ) -> tuple[IntArray, FloatArray]:
        """Write logarithms anew where that decides shares.

        Args:
            joint: log π_k N_k(x_n), (K, n); columns that are redone become relative to their
                largest entry.
            rows: the points, (n, D).

        Returns:
            the columns that were redone, and the largest entries that they had.
        """
        top = joint.max(axis=0)
        doubt = self.error(top)
        open_ = np.flatnonzero(~(doubt <= self.tolerance))
        if not open_.size:
            return open_, top[open_]
        with np.errstate(invalid="ignore"):
            window = top[open_] - (UNDERFLOW + 2 * doubt[open_])
            several = np.count_nonzero(joint[:, open_] >= window, axis=0) > 1
        where = open_[several | ~np.isfinite(top[open_])]
        done: IntArray = where[redone(joint, in_unit(rows[where], self.scale), where, self.levels)]
        return done, top[done]


def redone(joint: FloatArray, points: FloatArray, where: IntArray, levels: Levels) -> BoolArray:
    """Write columns of logarithms anew, each relative to its largest; return which could be.

    Args:
        joint: l_k(x_n), (K, N), changed in place.
        points: those of the columns to be redone, (n, D).
        where: which columns these are, (n,).
        levels: what they are, in balls.
    """
    # Points that repeat are decided once.
    kinds, kind = np.unique(points, axis=0, return_inverse=True)
    done = np.zeros(len(where), dtype=np.bool_)
    for i, point in enumerate(kinds):
        found = levels.relative(point)
        if found is not None:
            mine = kind.ravel() == i
            joint[:, where[mine]] = np.array(found)[:, None]
            done |= mine
    return done


def doubts_of(mixture: Mixture, scale: int) -> Doubts:
    """Return the doubts about densities from differences (`ties_of` says what is known)."""
    ties = ties_of(mixture, scale)
    return Doubts(mixture, ties.absolute, ties.relative, scale)


def column_shares(points: FloatArray, k: int, levels: Levels) -> FloatArray | None:
    """Return the shares that component k has of some points, (n,), divided by their largest."""
    kinds, kind = np.unique(points, axis=0, return_inverse=True)
    logs = [levels.log_share(point, k) for point in kinds]
    if any(value is None for value in logs):
        return None
    with precision(_MOST):
        largest = max(logs, key=arb.mid)
        out = np.array([float((value - largest).mid()) for value in logs])
    with np.errstate(under="ignore"):
        share: FloatArray = np.exp(out)[kind.ravel()]
    return share
