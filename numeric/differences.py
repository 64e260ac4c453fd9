"""The accurate path of EM: densities from differences x − μ_k, for every kind of covariance.

Nothing is squared before it is subtracted, so wide data and narrow components lose no digits.
Data are transposed once for each chunk; components come one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ._buffers import small_buffers
from ._checks import FloatArray, IntArray
from .balls import Doubts
from .features import LEAST, soften
from .parameters import Mixture
from .statistics import LOG_2PI, Statistics, packed, places
from .ties import Ties

#: Bytes of one chunk: the data, their differences, whitened, and the densities.
_CHUNK_BYTES = 1 << 21


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
        log_det = np.broadcast_to(mixture.triangles.log_det, (size,))
    out: FloatArray = np.log(mixture.weights) - (dimension * LOG_2PI + log_det) / 2
    return out


class _Densities:
    """log π_k N_k of the points of a chunk, with as little work as the kind allows."""

    def __init__(self, mixture: Mixture, chunk: int) -> None:
        self._means, self._kind, self._c = (
            mixture.means,
            mixture.covariance_type,
            mixture.covariances,
        )
        self._constants = log_joint_constants(mixture)[:, None]
        self._z = np.empty(mixture.means.shape[1] * chunk)
        self._panels: tuple[tuple[FloatArray, ...], ...] = ()
        if self._kind in ("tied", "full"):
            self._panels = mixture.triangles.panels
            self._turned = np.empty((len(self._panels[0][0]), chunk))
        elif self._kind == "diag":
            self._turned = np.empty((mixture.means.shape[1], chunk))

    def differences(
        self, x: FloatArray, point: FloatArray, where: IntArray | None = None
    ) -> FloatArray:
        """x − point, (D, n), of all points or some, in a buffer that is used again."""
        shape = len(x), x.shape[1] if where is None else len(where)
        out = self._z[: shape[0] * shape[1]].reshape(shape)
        if where is not None:
            x = np.take(x, where, axis=1, out=out, mode="clip")
        return np.subtract(x, point[:, None], out=out)

    def write(self, x: FloatArray, out: FloatArray) -> None:
        """Write log π_k N_k(x_n), (K, n), of the points x, (D, n)."""
        with np.errstate(over="ignore"):
            for k, mean in enumerate(self._means):
                self._squares(k, self.differences(x, mean), out[k])
            out *= -0.5
            out += self._constants

    def _squares(self, k: int, z: FloatArray, out: FloatArray) -> None:
        """Write the squared Mahalanobis distances of the differences z, (D, n), to centre k."""
        if self._panels:
            self._squares_by(self._panels[k if self._kind == "full" else 0], z, out)
        elif self._kind == "diag":
            squares = np.multiply(z, z, out=self._turned[:, : z.shape[1]])
            if self._c[k].min() < LEAST:
                np.divide(squares, self._c[k][:, None], out=squares)
                np.sum(squares, axis=0, out=out)
            else:
                np.matmul(1 / self._c[k], squares, out=out)
        else:
            np.einsum("dn,dn->n", z, z, out=out)
            out /= self._c if self._kind == "shared" else self._c[k]

    def _squares_by(self, panels: tuple[FloatArray, ...], z: FloatArray, out: FloatArray) -> None:
        out[:] = 0.0
        for panel in panels:
            turned = self._turned[: len(panel), : z.shape[1]]
            np.matmul(panel, z[: panel.shape[1]], out=turned)
            out += np.einsum("dn,dn->n", turned, turned)


def chunk_rows(size: int, dimension: int) -> int:
    """Return how many rows are worked on at a time."""
    return int(max(64, min(8192, _CHUNK_BYTES // (8 * (size + 2 * dimension + 50 + 3)))))


def log_joint(rows: npt.NDArray[np.generic], mixture: Mixture, scale: int = 0) -> FloatArray:
    """Return log π_k N_k(x_n), (K, n), for positive weights and variances."""
    x = np.ascontiguousarray(np.ldexp(rows.T, scale) if scale else rows.T, dtype=np.float64)
    out = np.empty((len(mixture.means), len(rows)))
    _Densities(mixture, len(rows)).write(x, out)
    return out


@small_buffers()
def block_statistics(
    rows: npt.NDArray[np.generic], weights: FloatArray | None, plan: DifferencePlan
) -> Statistics:
    """Return the statistics of a block about the reference points."""
    chunk = min(chunk_rows(*plan.mixture.means.shape), len(rows))
    work = _Block(plan, chunk)
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        work.add(part, None if weights is None else weights[start : start + len(part)])
    return work.sums()


class _Block:
    """The sums of a block, and the buffers of a chunk."""

    def __init__(self, plan: DifferencePlan, chunk: int) -> None:
        mixture, self._plan = plan.mixture, plan
        size, dimension = mixture.means.shape
        self._kind = mixture.covariance_type
        self._densities = _Densities(mixture, chunk)
        self._x, self._joint = np.empty((dimension, chunk)), np.empty((size, chunk))
        self._top, self._total = np.empty(chunk), np.empty(chunk)
        self._mass, self._first = np.zeros(size), np.zeros((size, dimension))
        self._places = places(dimension) if self._kind == "full" else None
        shape = mixture.covariances.shape
        self._second = np.zeros(shape if self._places is None else (size, len(self._places)))
        self._about = mixture.means if plan.reference is None else plan.reference
        self._evidence, self._redone = 0.0, 0

    def sums(self) -> Statistics:
        """The statistics of what has been added."""
        return Statistics(
            self._mass, self._first, self._second, self._evidence, redone=self._redone
        )

    def add(self, part: npt.NDArray[np.generic], s: FloatArray | None) -> None:
        """Add points, no more than a chunk, and their weights."""
        x = self._x[:, : len(part)]
        if self._plan.scale:
            np.ldexp(part.T, self._plan.scale, out=x)
        else:
            np.copyto(x, part.T)
        shares = self._shares(x, part, s)
        self._mass += shares.sum(axis=1)
        for k, share in enumerate(shares):
            self._add_moments(k, x, share)

    def _shares(
        self, x: FloatArray, part: npt.NDArray[np.generic], s: FloatArray | None
    ) -> FloatArray:
        """s_n r_nk, (K, n)."""
        n = len(part)
        joint = self._joint[:, :n]
        self._densities.write(x, joint)
        best = None
        if self._plan.ties is not None:
            best = self._plan.ties.most_probable(joint, part)
        else:
            redone, level = self._plan.doubts.settle(joint, part)
            self._evidence += float(level.sum() if s is None else level @ s[redone])
            self._redone += len(redone)
        self._evidence += soften(joint, self._top[:n], self._total[:n], s, best)
        return joint

    def _add_moments(self, k: int, x: FloatArray, share: FloatArray) -> None:
        touched = np.count_nonzero(share)
        if not touched:
            return
        where = None
        if touched < 0.6 * len(share):
            # Shares that underflowed to zero add nothing.
            where = np.flatnonzero(share)
            share = share[where]
        # Cheaper to subtract again than to keep the differences of all components.
        z = self._densities.differences(x, self._about[k], where)
        self._first[k] += z @ share
        self._add_second(k, z, share)

    def _add_second(self, k: int, z: FloatArray, share: FloatArray) -> None:
        second = self._second
        if self._kind == "shared":
            second += np.einsum("dn,dn,n->", z, z, share)
        elif self._kind == "spherical":
            second[k] += np.einsum("dn,dn->n", z, z) @ share
        elif self._kind == "diag":
            second[k] += (z * z) @ share
        else:
            # The product of one buffer with its own transpose is computed as a symmetric one.
            z = np.multiply(z, np.sqrt(share), out=z)
            if self._places is None:
                second += z @ z.T
            else:
                second[k] += packed(z @ z.T, self._places)
