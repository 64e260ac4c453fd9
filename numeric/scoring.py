"""What a mixture says about points: densities, shares, components; and points drawn from it."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _checks as check
from ._checks import FloatArray, IntArray
from .balls import doubts_of
from .blocks import Rows, rows_of
from .differences import chunk_rows, log_joint
from .em import responsibilities
from .objectives import row_log_likelihoods
from .parameters import Mixture, trusted
from .scaling import in_unit, power_for
from .ties import Ties, ties_of
from .units import into_unit

#: The logarithm of a share that counts is known to this.
_SHARES = 1e-9


def score_samples(x: Any, mixture: Mixture) -> FloatArray:
    """Return log Σ_k π_k N_k(x_n), shape (N,).

    For σ² = 0 it is −inf, and +inf at points that coincide with a centre.

    Args:
        x: points, (N, D): whatever `rows_of` takes.
        mixture: the parameters.

    Raises:
        ValueError: for malformed points and for another dimension than that of the mixture.
    """
    rows = _matching(x, mixture)
    spherical = _spherical(mixture)
    out = np.empty(rows.count)
    at = 0
    for part in _chunks(rows, mixture):
        if spherical is None:
            joint, redone, lacking = _joint(part, mixture)
            top = joint.max(axis=0)
            level = top + np.log(np.exp(joint - top).sum(axis=0))
            level[redone] += lacking
        else:
            level = row_log_likelihoods(part, mixture.means, mixture.weights, spherical)
        out[at : at + len(part)] = level
        at += len(part)
    return out


def log_likelihood_of(x: Any, mixture: Mixture) -> float:
    """Return Σ_n log Σ_k π_k N_k(x_n), as `score_samples`."""
    return float(score_samples(x, mixture).sum())


def predict_proba(x: Any, mixture: Mixture) -> FloatArray:
    """Return the responsibilities r_nk = π_k N_k(x_n)/Σ_j π_j N_j(x_n), shape (N, K) (B2, D1).

    For spherical covariances they are those of `responsibilities`, to σ² = 0 included. For
    other kinds equal multiples of the identity are taken as such.
    """
    rows = _matching(x, mixture)
    spherical = _spherical(mixture)
    out = np.zeros((rows.count, len(mixture.weights)))
    active = mixture.weights > 0
    at = 0
    for part in _chunks(rows, mixture):
        if spherical is None:
            joint, _, _ = _joint(part, mixture)
            joint -= joint.max(axis=0)
            np.exp(joint, out=joint)
            joint /= joint.sum(axis=0)
            out[at : at + len(part), active] = joint.T
        else:
            out[at : at + len(part)] = responsibilities(
                part, mixture.means, mixture.weights, spherical
            )
        at += len(part)
    return out


def predict(x: Any, mixture: Mixture) -> IntArray:
    """Return the most probable component of each point, the lowest index at ties, (N,)."""
    rows = _matching(x, mixture)
    spherical = _spherical(mixture)
    active = np.flatnonzero(mixture.weights > 0)
    out = np.empty(rows.count, dtype=np.intp)
    at = 0
    for part in _chunks(rows, mixture):
        if spherical is None:
            present, scale = _present(part, mixture)
            best = ties_of(present, scale).most_probable(log_joint(part, present, scale), part)
            labels: IntArray = active[best]
        else:
            shares = responsibilities(part, mixture.means, mixture.weights, spherical)
            if spherical.any():
                with np.errstate(divide="ignore"):
                    level = np.log(shares.T)
                labels = Ties(_as_spherical(mixture), _SHARES).most_probable(level, part)
            else:
                labels = shares.argmax(axis=1)
        out[at : at + len(part)] = labels
        at += len(part)
    return out


def sample(mixture: Mixture, count: int, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """Draw points from a mixture.

    Args:
        mixture: the parameters; σ² = 0 gives the means themselves.
        count: how many, N >= 1.
        rng: the source of randomness.

    Returns:
        points, (N, D), ordered by component, and their components, (N,).
    """
    size = check.count(count, "count")
    weights = mixture.weights / mixture.weights.sum()
    labels = np.repeat(np.arange(len(weights)), rng.multinomial(size, weights))
    noise = rng.standard_normal((size, mixture.means.shape[1]))
    kind, c = mixture.covariance_type, mixture.covariances
    if kind in ("shared", "spherical"):
        noise *= np.sqrt(c if kind == "shared" else c[labels, None])
    elif kind == "diag":
        noise *= np.sqrt(c[labels])
    else:
        factor, _ = mixture.factors
        for k in range(len(weights)):
            own = labels == k
            noise[own] = noise[own] @ (factor if kind == "tied" else factor[k]).T
    return mixture.means[labels] + noise, labels


def _matching(x: Any, mixture: Mixture) -> Rows:
    rows = rows_of(x)
    if rows.dimension != mixture.means.shape[1]:
        raise ValueError(
            f"x has dimension {rows.dimension}, "
            f"but the mixture has dimension {mixture.means.shape[1]}."
        )
    return rows


def _chunks(rows: Rows, mixture: Mixture) -> Any:
    step = chunk_rows(*mixture.means.shape)
    for block in rows.blocks:
        part = block()
        for start in range(0, len(part), step):
            chunk = in_unit(part[start : start + step], 0)
            if not np.isfinite(chunk).all():
                raise ValueError("x contains NaN or infinity.")
            yield chunk


def _spherical(mixture: Mixture) -> FloatArray | None:
    if mixture.shared_variance is not None:
        return np.asarray(mixture.shared_variance)
    return mixture.covariances if mixture.covariance_type == "spherical" else None


def _joint(part: FloatArray, mixture: Mixture) -> tuple[FloatArray, IntArray, FloatArray]:
    """log π_k N_k(x_n) of the components of positive weight, (K', n).

    Some columns lack something: which, and what.
    """
    present, scale = _present(part, mixture)
    joint = log_joint(part, present, scale)
    redone, lacking = doubts_of(present, scale).settle(joint, part)
    return joint + part.shape[1] * scale * np.log(2), redone, lacking


def _present(part: FloatArray, mixture: Mixture) -> tuple[Mixture, int]:
    """The components of positive weight for these points times 2^scale, and scale."""
    present = mixture.present
    scale = power_for(max(float(np.abs(part).max()), float(np.abs(mixture.means).max())))
    return into_unit(present, scale), scale


def _as_spherical(mixture: Mixture) -> Mixture:
    """The same mixture, if its covariances are multiples of the identity."""
    value = mixture.shared_variance
    if value is None:
        return mixture
    return trusted(mixture.weights, mixture.means, np.asarray(value), "shared")
