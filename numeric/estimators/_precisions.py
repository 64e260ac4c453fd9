"""Covariances of every kind to precisions, and back."""

from __future__ import annotations

import numpy as np

from .._checks import FloatArray
from ..factors import factors_of
from ..parameters import CovarianceType


def cholesky_of_precisions(covariances: FloatArray, kind: CovarianceType) -> FloatArray:
    """Return upper triangular U with U Uᵀ = Σ⁻¹, and 1/σ for the other kinds; 1/0 is inf."""
    if kind not in ("full", "tied"):
        with np.errstate(divide="ignore"):
            return np.asarray(1 / np.sqrt(covariances))
    return np.triu(np.swapaxes(factors_of(covariances)[1], -1, -2))


def precisions_of(roots: FloatArray, kind: CovarianceType) -> FloatArray:
    """Return the precisions of these Cholesky factors."""
    if kind not in ("full", "tied"):
        with np.errstate(over="ignore"):
            return np.asarray(roots**2)
    return np.asarray(roots @ np.swapaxes(roots, -1, -2))


def covariances_from(precisions: FloatArray, kind: CovarianceType) -> FloatArray:
    """Return the covariances with these precisions; U = L of the precision gives U⁻ᵀ U⁻¹.

    Raises:
        ValueError: for a precision whose inverse is no double.
    """
    with np.errstate(divide="ignore", over="ignore"):
        if kind not in ("full", "tied"):
            out = np.asarray(1 / precisions)
        else:
            _, inverse = factors_of(precisions)
            out = np.swapaxes(inverse, -1, -2) @ inverse
    if not np.isfinite(out).all():
        raise ValueError("precisions_init has a precision that is too small to be inverted.")
    return out
