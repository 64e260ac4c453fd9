"""The fast path of EM: one matrix product for the E-step and one for the M-step of each block.

log π_k N_k(x) = θ_k · φ(x) with features φ(x) = (1, x, squares of x). Components are rows, so
that maxima and sums over components run along contiguous memory:

| kind | φ(x) |
| --- | --- |
| shared, tied | 1, x; the quadratic term is common to all components and cancels |
| spherical | 1, x, ‖x‖² |
| diag | 1, x, x_d² |
| full | 1, x, x_d x_e for d ≤ e |

x is taken about the grand mean. What this costs in accuracy is bounded by `loss`: it is fit for
use while the data are not wide compared to the narrowest component, and only then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ._buffers import small_buffers
from ._checks import FloatArray, IntArray
from .parameters import CovarianceType, Mixture
from .scaling import in_unit
from .statistics import LOG_2PI, Statistics
from .ties import Ties

_EPS = float(np.finfo(np.float64).eps)
#: Below this a precision may overflow.
LEAST = 1e-290
#: Bytes of one chunk's features and log-densities: they stay in the second-level cache.
CHUNK_BYTES = 1 << 19


@dataclass(frozen=True, eq=False)
class FeaturePlan:
    """What a block needs to know: θ (K, P), the origin (D,), and how to assign points as a whole.

    For the kinds whose quadratic term is common, `common` is its precision (D, D) or (), and the
    caller subtracts half its product with the scatter of the data from the evidence.
    """

    theta: FloatArray
    origin: FloatArray
    kind: CovarianceType
    ties: Ties | None = None
    scale: int = 0


def loss(mixture: Mixture, origin: FloatArray, reach: FloatArray) -> float:
    """Return a bound of the error of a log-density on this path, for |x − origin| ≤ reach."""
    wide = (np.abs(mixture.means - origin) + reach) ** 2
    c = mixture.covariances
    matrices = mixture.covariance_type in ("tied", "full")
    if float((np.diagonal(c, axis1=-2, axis2=-1) if matrices else c).min()) < LEAST:
        return np.inf
    if mixture.covariance_type in ("shared", "spherical"):
        size = wide.sum(axis=1) / c
    elif mixture.covariance_type == "diag":
        size = (wide / c).sum(axis=1)
    else:
        inverse = np.abs(np.linalg.inv(c))
        root = np.sqrt(wide)
        size = (np.matmul(root[:, None, :], inverse)[:, 0, :] * root).sum(axis=1)
    return float(_EPS * np.max(size))


def plan_of(
    mixture: Mixture, origin: FloatArray, ties: Ties | None = None, scale: int = 0
) -> FeaturePlan:
    """Return θ for a mixture whose weights are all positive."""
    centres = mixture.means - origin
    size, dimension = centres.shape
    kind, c = mixture.covariance_type, mixture.covariances
    theta = np.empty((size, n_features(kind, dimension)))
    linear = theta[:, 1 : 1 + dimension]
    constant = np.log(mixture.weights) - dimension * LOG_2PI / 2
    if kind in ("shared", "spherical"):
        precision = np.broadcast_to(1 / c, (size,))
        linear[:] = centres * precision[:, None]
        constant = constant + np.log(precision) * (dimension / 2)
        if kind == "spherical":
            theta[:, -1] = -precision / 2
    elif kind == "diag":
        linear[:] = centres / c
        theta[:, 1 + dimension :] = -0.5 / c
        constant = constant - np.log(c).sum(axis=1) / 2
    else:
        factor, inverse = mixture.factors
        precision = np.swapaxes(inverse, -1, -2) @ inverse
        log_det = 2 * np.log(np.diagonal(factor, axis1=-2, axis2=-1)).sum(axis=-1)
        linear[:] = np.matmul(precision, centres[:, :, None])[:, :, 0]
        constant = constant - log_det / 2
        if kind == "full":
            rows, columns = np.triu_indices(dimension)
            square = -precision[:, rows, columns]
            square[:, rows == columns] /= 2
            theta[:, 1 + dimension :] = square
    theta[:, 0] = constant - (linear * centres).sum(axis=1) / 2
    return FeaturePlan(theta, origin, kind, ties, scale)


def n_features(kind: CovarianceType, dimension: int) -> int:
    """Return P, the length of φ."""
    square = {"spherical": 1, "diag": dimension, "full": dimension * (dimension + 1) // 2}
    return 1 + dimension + square.get(kind, 0)


@small_buffers()
def block_statistics(
    rows: npt.NDArray[np.generic], weights: FloatArray | None, plan: FeaturePlan
) -> tuple[FloatArray, float]:
    """Return Σ_n s_n r_nk φ(x_n), (K, P), and Σ_n s_n log Σ_k exp(θ_k · φ(x_n))."""
    size, length = plan.theta.shape
    chunk = max(128, min(8192, CHUNK_BYTES // (8 * (length + size + 2))))
    chunk = min(chunk, len(rows))
    features, joint = np.empty((length, chunk)), np.empty((size, chunk))
    top, total = np.empty(chunk), np.empty(chunk)
    sums, product, evidence = np.zeros((size, length)), np.empty((size, length)), 0.0
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        n = len(part)
        phi, a = features[:, :n], joint[:, :n]
        fill_features(part, plan, phi)
        np.matmul(plan.theta, phi, out=a)
        s = None if weights is None else weights[start : start + chunk]
        best = None if plan.ties is None else plan.ties.most_probable(a, part)
        evidence += soften(a, top[:n], total[:n], s, best)
        np.matmul(a, phi.T, out=product)
        sums += product
    return sums, evidence


def fill_features(part: npt.NDArray[np.generic], plan: FeaturePlan, phi: FloatArray) -> None:
    """Write φ of some rows into `phi`, (P, n)."""
    dimension = part.shape[1]
    phi[0] = 1.0
    x = phi[1 : 1 + dimension]
    if plan.scale:
        np.ldexp(part.T, plan.scale, out=x)
        x -= plan.origin[:, None]
    else:
        np.subtract(part.T, plan.origin[:, None], out=x)
    square = phi[1 + dimension :]
    if plan.kind == "spherical":
        np.einsum("dn,dn->n", x, x, out=square[0])
    elif plan.kind == "diag":
        np.multiply(x, x, out=square)
    elif plan.kind == "full":
        at = 0
        for d in range(dimension):
            np.multiply(x[d:], x[d], out=square[at : at + dimension - d])
            at += dimension - d


def soften(
    joint: FloatArray,
    top: FloatArray,
    total: FloatArray,
    weights: FloatArray | None,
    best: IntArray | None,
) -> float:
    """Turn logarithms (K, n) into s_n r_nk, in place; return Σ_n s_n log Σ_k exp.

    With the components `best` of the points, r is 1 there, and of the logarithms the largest count.
    """
    np.max(joint, axis=0, out=top)
    if best is not None:
        evidence = float(top.sum() if weights is None else top @ weights)
        joint[:] = 0.0
        joint[best, np.arange(len(best))] = 1.0 if weights is None else weights
        return evidence
    joint -= top
    np.exp(joint, out=joint)
    np.sum(joint, axis=0, out=total)
    if weights is None:
        evidence = float(np.add.reduce(top))
        np.divide(1.0, total, out=top)
        joint *= top
        return evidence + float(np.add.reduce(np.log(total, out=total)))
    evidence = float(top @ weights)
    np.divide(weights, total, out=top)
    joint *= top
    return evidence + float(np.log(total, out=total) @ weights)


def statistics_of(
    sums: FloatArray, evidence: float, mixture: Mixture, scatter: FloatArray
) -> Statistics:
    """Return the statistics about the origin, given what `scatter_of` gives."""
    kind, c = mixture.covariance_type, mixture.covariances
    dimension = mixture.means.shape[1]
    mass, first = sums[:, 0].copy(), sums[:, 1 : 1 + dimension].copy()
    square = sums[:, 1 + dimension :]
    if kind == "shared":
        return Statistics(mass, first, scatter, evidence - float(scatter / c) / 2)
    if kind == "tied":
        trace = float((np.linalg.inv(c) * scatter).sum())
        return Statistics(mass, first, scatter, evidence - trace / 2)
    if kind == "spherical":
        return Statistics(mass, first, square[:, 0].copy(), evidence)
    return Statistics(mass, first, square.copy(), evidence)


def scatter_of(
    rows: npt.NDArray[np.generic], weights: FloatArray | None, plan: FeaturePlan
) -> tuple[FloatArray, float]:
    """Return Σ s (x − origin)(x − origin)ᵀ of a block, (D, D), for tied; its trace for shared.

    With the trace comes the largest ‖x − origin‖², with the matrix infinity.
    """
    dimension = rows.shape[1]
    tied = plan.kind == "tied"
    out, largest = np.zeros((dimension, dimension) if tied else ()), np.inf if tied else 0.0
    chunk = max(128, CHUNK_BYTES // (16 * dimension))
    moved = plan.origin.any()
    for start in range(0, len(rows), chunk):
        x = in_unit(rows[start : start + chunk], plan.scale)
        if moved:
            x = x - plan.origin
        s = None if weights is None else weights[start : start + chunk]
        if tied:
            out += x.T @ (x if s is None else x * s[:, None])
        else:
            squares = np.einsum("nd,nd->n", x, x)
            out += squares.sum() if s is None else s @ squares
            largest = max(largest, float(squares.max()))
    return out, largest
