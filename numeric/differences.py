"""The accurate path of EM: densities from differences x − μ_k, for every kind of covariance.

Nothing is squared before it is subtracted, so wide data and narrow components lose no digits.
Data are transposed once for each chunk; components come one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ._buffers import small_buffers
from ._checks import FloatArray
from .balls import Doubts
from .features import LEAST, soften
from .parameters import Mixture
from .statistics import LOG_2PI, Statistics
from .ties import Ties

#: Bytes of one chunk: the data, their differences, whitened, and the densities.
_CHUNK_BYTES = 1 << 22
#: Triangular products are cut into row blocks of this size, which halves their cost.
_TRIANGLE = 50


@dataclass(frozen=True, eq=False)
class DifferencePlan:
    """The mixture (positive weights only), the points its moments are about, how to assign them
    as a whole, and what to do where densities are not known well enough."""

    mixture: Mixture
    reference: FloatArray | None
    ties: Ties | None
    doubts: Doubts
    scale: int = 0


def log_joint_constants(mixture: Mixture) -> FloatArray:
    """Return log π_k − (D log 2π + log det Σ_k)/2, (K,)."""
    size, dimension = mixture.means.shape
    kind, c = mixture.covariance_type, mixture.covariances
    if kind in ("shared", "spherical"):
        log_det = np.broadcast_to(dimension * np.log(c), (size,))
    elif kind == "diag":
        log_det = np.log(c).sum(axis=1)
    else:
        pivots = np.diagonal(mixture.factors[0], axis1=-2, axis2=-1)
        log_det = np.broadcast_to(2 * np.log(pivots).sum(axis=-1), (size,))
    out: FloatArray = np.log(mixture.weights) - (dimension * LOG_2PI + log_det) / 2
    return out


class _Whitening:
    """‖L_k⁻¹ (x − μ_k)‖² of a chunk, with as little work as the kind allows."""

    def __init__(self, mixture: Mixture, chunk: int) -> None:
        self._kind = mixture.covariance_type
        self._c = mixture.covariances
        dimension = mixture.means.shape[1]
        if self._kind in ("tied", "full"):
            _, self._inverse = mixture.factors
        if self._kind in ("tied", "full", "diag"):
            self._turned = np.empty((dimension, chunk))

    def squares(self, k: int, z: FloatArray, out: FloatArray) -> None:
        """Write the squared Mahalanobis distances of the differences z, (D, n), to centre k."""
        if self._kind == "diag":
            squares = self._turned[:, : z.shape[1]]
            np.multiply(z, z, out=squares)
            if self._c[k].min() < LEAST:
                np.divide(squares, self._c[k][:, None], out=squares)
                np.sum(squares, axis=0, out=out)
            else:
                np.matmul(1 / self._c[k], squares, out=out)
            return
        if self._kind in ("shared", "spherical"):
            np.einsum("dn,dn->n", z, z, out=out)
            out /= self._c if self._kind == "shared" else self._c[k]
            return
        inverse = self._inverse if self._kind == "tied" else self._inverse[k]
        turned = self._turned[:, : z.shape[1]]
        if len(z) > 2 * _TRIANGLE:
            for i in range(0, len(z), _TRIANGLE):
                j = min(i + _TRIANGLE, len(z))
                np.matmul(inverse[i:j, :j], z[:j], out=turned[i:j])
        else:
            np.matmul(inverse, z, out=turned)
        np.einsum("dn,dn->n", turned, turned, out=out)


def chunk_rows(size: int, dimension: int) -> int:
    """Return how many rows are worked on at a time."""
    return int(max(64, min(8192, _CHUNK_BYTES // (8 * (size + 3 * dimension + 3)))))


def log_joint(rows: npt.NDArray[np.generic], mixture: Mixture, scale: int = 0) -> FloatArray:
    """Return log π_k N_k(x_n), (K, n), for positive weights and variances."""
    size, dimension = mixture.means.shape
    constants = log_joint_constants(mixture)
    whitening = _Whitening(mixture, len(rows))
    x = np.ascontiguousarray(np.ldexp(rows.T, scale) if scale else rows.T, dtype=np.float64)
    out, z = np.empty((size, len(rows))), np.empty((dimension, len(rows)))
    with np.errstate(over="ignore"):
        for k in range(size):
            np.subtract(x, mixture.means[k][:, None], out=z)
            whitening.squares(k, z, out[k])
        out *= -0.5
        out += constants[:, None]
    return out


@small_buffers()
def block_statistics(
    rows: npt.NDArray[np.generic], weights: FloatArray | None, plan: DifferencePlan
) -> Statistics:
    """Return the statistics of a block about the reference points."""
    mixture = plan.mixture
    size, dimension = mixture.means.shape
    kind = mixture.covariance_type
    chunk = min(chunk_rows(size, dimension), len(rows))
    constants, whitening = log_joint_constants(mixture), _Whitening(mixture, chunk)
    x, z = np.empty((dimension, chunk)), np.empty((dimension, chunk))
    joint, top, total = np.empty((size, chunk)), np.empty(chunk), np.empty(chunk)
    mass, first = np.zeros(size), np.zeros((size, dimension))
    second = np.zeros(mixture.covariances.shape)
    about = mixture.means if plan.reference is None else plan.reference
    evidence, many = 0.0, 0
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        n = len(part)
        here, a = x[:, :n], joint[:, :n]
        if plan.scale:
            np.ldexp(part.T, plan.scale, out=here)
        else:
            np.copyto(here, part.T)
        with np.errstate(over="ignore"):
            for k in range(size):
                np.subtract(here, mixture.means[k][:, None], out=z[:, :n])
                whitening.squares(k, z[:, :n], a[k])
            a *= -0.5
            a += constants[:, None]
        s = None if weights is None else weights[start : start + n]
        best = None
        if plan.ties is not None:
            best = plan.ties.most_probable(a, part)
        else:
            redone, level = plan.doubts.settle(a, part)
            evidence += float(level.sum() if s is None else level @ s[redone])
            many += len(redone)
        evidence += soften(a, top[:n], total[:n], s, best)
        mass += a.sum(axis=1)
        for k in range(size):
            share = a[k]
            touched = np.count_nonzero(share)
            if not touched:
                continue
            # Cheaper to subtract again than to keep the differences of all components.
            held = z[:, :n]
            np.subtract(here, about[k][:, None], out=held)
            if touched < 0.6 * n:
                # Shares that underflowed to zero add nothing.
                where = np.flatnonzero(share)
                held, share = held[:, where], share[where]
            first[k] += held @ share
            _add_second(second, kind, k, held, share)
    return Statistics(mass, first, second, evidence, redone=many)


def _add_second(second: FloatArray, kind: str, k: int, z: FloatArray, share: FloatArray) -> None:
    if kind == "shared":
        second += np.einsum("dn,dn,n->", z, z, share)
    elif kind == "spherical":
        second[k] += np.einsum("dn,dn->n", z, z) @ share
    elif kind == "diag":
        second[k] += (z * z) @ share
    else:
        # The product of one buffer with its own transpose is computed as a symmetric one.
        z = np.multiply(z, np.sqrt(share), out=z)
        if kind == "tied":
            second += z @ z.T
        else:
            second[k] += z @ z.T
