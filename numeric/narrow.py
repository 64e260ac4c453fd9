"""How narrow is narrow enough: one width for all points that are away from the borders (D3)."""

import math

import numpy.typing as npt

from . import _checks as check


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
