"""How narrow is narrow enough: one width for all points that are away from the borders (D3)."""

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .tropical import rationals


def hardening_bound(gap: float, weights: npt.ArrayLike, sigma2: float) -> float:
    """Return e^{−δ/2σ²} / π_min, which no total variation of soft and hard exceeds (D3).

    Args:
        gap: δ > 0, by which all other centres are farther than the nearest, in squared distance.
        weights: positive mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0; the bound is 0 at 0.

    Raises:
        ValueError: for other values.
    """
    value, least = check.variance(sigma2), _least(weights)
    return math.exp(-_positive(gap, "gap") / (2 * value)) / least if value else 0.0


def narrow_variance(gap: float, weights: npt.ArrayLike, error: float) -> float:
    """Return σ² = δ / 2 log(1/επ_min), narrow enough for an error of ε at such points (D3).

    Args:
        gap: δ > 0, by which all other centres are farther than the nearest, in squared distance.
        weights: positive mixing weights, (K,), summing to one.
        error: ε, in 0..1 without the ends.

    Raises:
        ValueError: for other values.
    """
    allowed = _positive(error, "error")
    if allowed >= 1:
        raise ValueError(f"error must be less than 1, but it is {allowed}.")
    return _positive(gap, "gap") / (2 * -math.log(allowed * _least(weights)))


def border_error(
    means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: float, before: float
) -> FloatArray:
    """Return what others than a hold of the point at 1/2(1 + u) of the way from μ_a to μ_b, (K, K).

    If b is the nearest centre to a, the point belongs to a alone, just before the border; and yet
    this does not vanish as u does, at any width (D3b). Distances are exact.

    Args:
        means: centres, (K, D).
        weights: positive mixing weights, (K,), summing to one.
        sigma2: the shared variance, > 0.
        before: u > 0.

    Raises:
        ValueError: for other values.
    """
    centres = rationals(check.points(means, "means"))
    prior = check.mixing_weights(weights, len(centres))
    value, u = check.variance(sigma2), Fraction(_positive(before, "before"))
    if value == 0 or not (prior > 0).all():
        raise ValueError("sigma2 and weights must be positive here.")
    spot = centres[:, None] + (centres[None] - centres[:, None]) / (2 * (1 + u))
    square = ((spot[:, :, None] - centres) ** 2).sum(axis=3)
    least = square.min(axis=2, keepdims=True)
    mass = prior * np.exp(-(square - least).astype(np.float64) / (2 * value))
    own = np.eye(len(centres), dtype=bool)[:, None, :]
    out: FloatArray = np.where(own, 0.0, mass).sum(axis=2) / mass.sum(axis=2)
    return out


def _positive(value: float, name: str) -> float:
    number = check.tolerance(value, name)
    if not 0 < number < math.inf:
        raise ValueError(f"{name} must be positive and finite, but it is {number}.")
    return number


def _least(weights: npt.ArrayLike) -> float:
    array = check.finite_array(weights, "weights", 1)
    least = float(check.mixing_weights(array, len(array)).min())
    if least == 0:
        raise ValueError("weights must be positive here.")
    return least
