"""The most probable component of a point, decided exactly: the lowest index at ties.

Doubles are rationals, so q_k = (x − μ_k)ᵀ Σ_k⁻¹ (x − μ_k) and s_k = π_k²/det Σ_k are rational,
and 2 log π_k N_k(x) = log s_k − q_k, but for what is common to all k. As the exponential of a
rational other than 0 is irrational (Lindemann), two components tie only if both q and s are
equal. Whatever is no tie is decided by balls that are narrow enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from flint import arb, fmpq, fmpq_mat

from ._checks import FloatArray, IntArray
from ._rationals import lower, precision, rational
from .parameters import Mixture
from .scaling import in_unit

_EPS = float(np.finfo(np.float64).eps)
#: Bits at which what has not been told apart is given up: exponents of doubles need 2^12.
_MOST = 1 << 16


@dataclass(frozen=True, eq=False)
class Ties:
    """How to decide between components whose log-densities are nearly equal.

    Attributes:
        mixture: positive weights and variances, in the unit of the scaled data.
        absolute: a log-density is known to this,
        relative: and this part of itself.
        scale: data are multiplied by 2^scale.
    """

    mixture: Mixture
    absolute: float
    relative: float = 0.0
    scale: int = 0

    def most_probable(self, joint: FloatArray, rows: npt.NDArray[np.generic]) -> IntArray:
        """Return the most probable component of each point, (n,).

        Args:
            joint: log π_k N_k(x_n), (K, n), up to the errors named above.
            rows: the points, (n, D).
        """
        labels: IntArray = joint.argmax(axis=0)
        top = joint[labels, np.arange(len(labels))]
        window = 2 * (self.absolute + self.relative * np.abs(top))
        near = joint >= top - window
        doubtful = np.flatnonzero(np.count_nonzero(near, axis=0) > 1)
        if not len(doubtful):
            return labels
        points = in_unit(rows[doubtful], self.scale)
        # Points that repeat are decided once, with all that any of them is near to.
        kinds, kind = np.unique(points, axis=0, return_inverse=True)
        decide = _Decision(self.mixture)
        found = np.empty(len(kinds), dtype=np.intp)
        for i, point in enumerate(kinds):
            mine = doubtful[kind.ravel() == i]
            found[i] = decide(point, np.flatnonzero(near[:, mine].any(axis=1)))
        labels[doubtful] = found[kind.ravel()]
        return labels


def ties_of(mixture: Mixture, scale: int, length: int = 0, loss: float = 0.0) -> Ties:
    """Return what decides between densities from differences, or between sums of features.

    A solution by a factor L of a covariance loses c = ‖|L⁻¹||L|‖ times the rounding, whatever
    the units of the axes (Bauer, Skeel), and the factor itself c².

    Args:
        mixture: positive weights and variances, in the unit of the scaled data.
        scale: data are multiplied by 2^scale.
        length: the number of features, if densities are sums of these.
        loss: the rounding of one term of such a sum, at most.
    """
    dimension = mixture.means.shape[1]
    c = mixture.covariances
    condition = 1.0
    if mixture.covariance_type in ("tied", "full"):
        condition = mixture.triangles.condition**2
        c = mixture.triangles.pivots
    steps = 8 * (dimension + 4) * condition
    constants = np.abs(np.log(mixture.weights)).max() + dimension * (2 + np.abs(np.log(c)).max())
    if length:
        return Ties(mixture, 4 * (length + steps) * loss + steps * _EPS * constants, 0.0, scale)
    return Ties(mixture, steps * _EPS * constants, steps * _EPS, scale)


def _determinant(matrix: fmpq_mat, name: str) -> fmpq:
    value = matrix.det()
    if value <= 0:
        raise ValueError(f"{name} is not positive definite as its digits stand.")
    return value


class _Decision:
    """One mixture in exact numbers."""

    def __init__(self, mixture: Mixture) -> None:
        self._mixture = mixture
        self._inverse: dict[int, fmpq_mat] = {}
        self._levels: dict[int, fmpq] = {}

    def __call__(self, point: FloatArray, candidates: IntArray) -> int:
        """Return the best of the candidates, which ascend."""
        x = [rational(v) for v in point.tolist()]
        best, *others = candidates.tolist()
        value = self._energy(best, x)
        for k in others:
            energy = self._energy(k, x)
            if self._better(self._level(k), energy, self._level(best), value):
                best, value = k, energy
        return int(best)

    @staticmethod
    def _better(level: fmpq, energy: fmpq, other: fmpq, value: fmpq) -> bool:
        """Whether log level − energy > log other − value."""
        if level == other or energy == value:
            return bool(level >= other and energy <= value and (level, energy) != (other, value))
        bits = 64
        while bits <= _MOST:
            with precision(bits):
                difference = arb(level / other).log() - arb(energy - value)
            if difference > 0 or difference < 0:
                return bool(difference > 0)
            bits *= 2
        raise ValueError(f"two densities at one point differ by less than 2^-{_MOST} of them.")

    def _level(self, k: int) -> fmpq:
        """π_k²/det Σ_k, up to a common factor."""
        if k not in self._levels:
            kind, c = self._mixture.covariance_type, self._mixture.covariances
            weight = rational(float(self._mixture.weights[k])) ** 2
            if kind == "spherical":
                weight /= rational(float(c[k])) ** self._mixture.means.shape[1]
            elif kind == "diag":
                for v in c[k].tolist():
                    weight /= rational(v)
            elif kind == "full":
                weight /= _determinant(fmpq_mat(lower(c[k])), f"covariances[{k}]")
            self._levels[k] = weight
        return self._levels[k]

    def _energy(self, k: int, x: list[fmpq]) -> fmpq:
        """(x − μ_k)ᵀ Σ_k⁻¹ (x − μ_k)."""
        kind, c = self._mixture.covariance_type, self._mixture.covariances
        off = [a - rational(b) for a, b in zip(x, self._mixture.means[k].tolist(), strict=True)]
        if kind in ("tied", "full"):
            column = fmpq_mat([[v] for v in off])
            return (column.transpose() * self._precision(k) * column)[0, 0]
        if kind == "diag":
            return sum((v * v / rational(s) for v, s in zip(off, c[k], strict=True)), fmpq(0))
        variance = rational(float(c if kind == "shared" else c[k]))
        return sum((v * v for v in off), fmpq(0)) / variance

    def _precision(self, k: int) -> fmpq_mat:
        kind, c = self._mixture.covariance_type, self._mixture.covariances
        where = 0 if kind == "tied" else k
        if where not in self._inverse:
            self._inverse[where] = fmpq_mat(lower(c if kind == "tied" else c[k])).inv()
        return self._inverse[where]
