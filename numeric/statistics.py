"""Sufficient statistics of an EM step: additive over rows, about one point for each component.

With reference points c_k the statistics are Σ_n s_n r_nk, Σ_n s_n r_nk (x_n − c_k) and the
second moments about c_k that the kind of covariance needs. The M-step (C1–C5) is a function of
their sums alone, so blocks may be summed anywhere, as long as their order is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ._checks import FloatArray, IntArray
from .parameters import CovarianceType

_EPS = float(np.finfo(np.float64).eps)
LOG_2PI = math.log(2 * math.pi)


@dataclass(frozen=True, eq=False)
class Statistics:
    """Sums over rows. ℓ = evidence − (distortion/σ²)/2, so that σ² = 0 need not be divided by.

    Attributes:
        mass: N_k = Σ_n s_n r_nk, (K,).
        first: Σ_n s_n r_nk (x_n − c_k), (K, D).
        second: () Σ s r ‖x − c‖² over all k for shared covariances, (K,) of them for spherical,
            (K, D) squares for diagonal, the products of full covariances as `packed` has them,
            (K, D(D + 1)/2), and the sum of outer products over k, (D, D), for tied.
        evidence: Σ_n s_n times the logarithm of the density, without what `distortion` holds.
        distortion: Σ_n s_n min_k d_nk where the densities were taken relative to the nearest
            centre, else 0.
        redone: how many rows needed more than plain double precision.
    """

    mass: FloatArray
    first: FloatArray
    second: FloatArray
    evidence: float
    distortion: float = 0.0
    redone: int = 0

    def __add__(self, other: Statistics) -> Statistics:
        return Statistics(
            self.mass + other.mass,
            self.first + other.first,
            self.second + other.second,
            self.evidence + other.evidence,
            self.distortion + other.distortion,
            self.redone + other.redone,
        )

    def take(self, other: Statistics) -> Statistics:
        """The same sum, in the arrays of this one."""
        mass, first, second = self.mass, self.first, self.second
        mass += other.mass
        first += other.first
        second += other.second
        return Statistics(
            mass,
            first,
            second,
            self.evidence + other.evidence,
            self.distortion + other.distortion,
            self.redone + other.redone,
        )


@dataclass(frozen=True, eq=False)
class Maximum:
    """What the M-step gives.

    Attributes:
        weights: N_k / Σ_j N_j, (K,).
        means: c_k + first/N_k, (K, D); c_k for a component without mass.
        covariances: in the shape of their kind; NaN for a component without mass.
        lost: a bound, relative to the covariances, of what is lost to the difference of the
            second moment and the square of the first.
        reference: c, (K, D).
        shift: the means less c, before they are rounded, (K, D).
    """

    weights: FloatArray
    means: FloatArray
    covariances: FloatArray
    lost: float
    reference: FloatArray
    shift: FloatArray


def maximise(sums: Statistics, reference: FloatArray, kind: CovarianceType) -> Maximum:
    """Return the M-step for the sums of all rows about `reference`, (K, D)."""
    mass, held = sums.mass, sums.mass > 0
    size = reference.shape[1]
    total = math.fsum(mass.tolist())
    shift = np.divide(sums.first, mass[:, None], out=np.zeros_like(reference), where=held[:, None])
    drift = mass @ (shift**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        if kind == "shared":
            value = np.asarray((sums.second - drift) / (total * size))
            lost = _share(drift / (total * size), value)
        elif kind == "spherical":
            square = (shift**2).sum(axis=1) / size
            value = sums.second / mass / size - square
            lost = _share(square, value)
        elif kind == "diag":
            value = sums.second / mass[:, None] - shift**2
            lost = _share(shift**2, value)
        elif kind == "tied":
            outer = (shift * (mass / total)[:, None]).T @ shift
            value = _symmetric(sums.second / total - outer)
            lost = _share(np.diag(outer).max(keepdims=True), _least_pivots(value))
        else:
            value = unpacked(sums.second, size)
            for own, move, part in zip(value, shift, mass, strict=True):
                own /= part
                own -= move[:, None] * move
            lost = _share((shift**2).max(axis=1), _least_pivots(value))
    weights = mass / total if total > 0 else mass
    if kind in _FLAT:
        value = np.maximum(value, 0)
    return Maximum(weights, reference + shift, value, lost, reference, shift)


_FLAT = ("shared", "spherical", "diag")


def places(size: int) -> IntArray:
    """Where the products x_d x_e, d ≤ e, of D = `size` axes stand in a (D, D) array, row by row."""
    rows, columns = np.triu_indices(size)
    out: IntArray = rows * size + columns
    return out


def packed(matrix: FloatArray, where: IntArray) -> FloatArray:
    """The entries of a symmetric matrix at `places`, (D(D + 1)/2,)."""
    return matrix.reshape(-1).take(where)


def unpacked(products: FloatArray, size: int) -> FloatArray:
    """Symmetric matrices, (K, D, D), of what `packed` gives of each, (K, D(D + 1)/2)."""
    out, where = np.empty((len(products), size, size)), places(size)
    mirrored = where % size * size + where // size
    for matrix, own in zip(out, products, strict=True):
        matrix.reshape(-1)[where] = own
        matrix.reshape(-1)[mirrored] = own
    return out


def _symmetric(value: FloatArray) -> FloatArray:
    out: FloatArray = (value + np.swapaxes(value, -1, -2)) / 2
    return out


def _least_pivots(matrices: FloatArray) -> FloatArray:
    """The least squared pivot of each matrix; 0 if it is not positive definite."""
    stack = matrices.reshape(-1, *matrices.shape[-2:])
    out = np.zeros(len(stack))
    for k, matrix in enumerate(stack):
        if not np.isfinite(matrix).all():
            out[k] = np.nan
            continue
        try:
            out[k] = np.diag(np.linalg.cholesky(matrix)).min() ** 2
        except np.linalg.LinAlgError:
            out[k] = 0.0
    return out


def _share(taken: FloatArray, left: FloatArray) -> float:
    """The largest ε taken/left of components that have any."""
    taken, left = np.asarray(taken), np.asarray(left)
    useful = (taken > 0) & np.isfinite(left)
    if not useful.any():
        return 0.0
    with np.errstate(over="ignore"):
        ratio = taken[useful] / np.maximum(left[useful], np.finfo(np.float64).tiny)
    return float(_EPS * ratio.max())
