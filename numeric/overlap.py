"""Two overlapping Gaussians ½ N(−a, s²) + ½ N(a, s²): where hard and soft centres end (D14)."""

import math

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray

#: Gauss–Legendre quadrature on panels as wide as what is integrated varies.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
#: Beyond so many standard deviations, or e-folds, nothing is left.
_FAR = 40.0


def kmeans_centre(a: float, s: float) -> float:
    """Return E|X| = a + 2 (s φ(a/s) − a Φ(−a/s)), where k-means puts its centres ±c (D14c).

    It is larger than a: the centres lie outside the true means.

    Args:
        a: the true mean, >= 0.
        s: the true standard deviation, > 0.

    Raises:
        ValueError: for other values.
    """
    mean, width = _parameters(a, s)
    ratio = mean / width
    density = math.exp(-(ratio**2) / 2) / math.sqrt(2 * math.pi)
    below = math.erfc(ratio / math.sqrt(2)) / 2
    return mean + 2 * (width * density - mean * below)


def folded_step(places: npt.ArrayLike, probabilities: npt.ArrayLike) -> float:
    """Return Σ_c q_c |y_c|, where k-means puts the right centre, for any first ±t (D14).

    The data are a cloud and its mirror image, in equal parts.

    Args:
        places: y, (C,): where the cloud is along the line of centres.
        probabilities: q >= 0, (C,), summing to one.

    Raises:
        ValueError: for malformed input.
    """
    y, q = _cloud(places, probabilities)
    return float(q @ np.abs(y))


def shared_step(
    places: npt.ArrayLike, probabilities: npt.ArrayLike, centre: float, sigma2: float
) -> float:
    """Return Σ_c q_c y_c tanh(t y_c/σ²), where EM puts the right centre from ±t (D14d).

    Args:
        places: y, (C,): where the cloud is along the line of centres; its mirror image is at −y.
        probabilities: q >= 0, (C,), summing to one.
        centre: t > 0.
        sigma2: the variance of the model, > 0.

    Raises:
        ValueError: for malformed input.
    """
    y, q = _cloud(places, probabilities)
    start, value = _parameters(0.0, centre)[1], check.variance(sigma2)
    if value == 0:
        raise ValueError("sigma2 must be positive here: folded_step is the limit.")
    with np.errstate(over="ignore"):
        return float(q @ (y * np.tanh(start * (y / value))))


def _cloud(places: npt.ArrayLike, probabilities: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    y = check.finite_array(places, "places", 1)
    return y, check.mixing_weights(probabilities, len(y))


def soft_centre(a: float, s: float, sigma2: float, *, steps: int = 10_000) -> float:
    """Return the centre c > 0 at which EM with equal weights and variance σ² stays, or 0.

    EM goes c ← E[X tanh(c X/σ²)]. At σ = s it stays at a, the truth; for σ → 0 it tends to the
    centre of k-means; from σ² = a² + s² on there is only 0.

    Args:
        a: the true mean, >= 0.
        s: the true standard deviation, > 0.
        sigma2: the variance of the model, > 0.
        steps: how many steps to take from the centre of k-means at most.

    Raises:
        ValueError: for other values.
    """
    mean, width = _parameters(a, s)
    value = check.variance(sigma2)
    if value == 0:
        raise ValueError("sigma2 must be positive here: kmeans_centre is the limit.")
    count = check.count(steps, "steps")
    hard = centre = kmeans_centre(mean, width)
    for _ in range(count):
        new = hard - _softened(mean, width, centre / value)
        if abs(new - centre) <= 1e-15 * width:
            break
        centre = new
    return centre


def _softened(mean: float, width: float, slope: float) -> float:
    """E|X| − E[X tanh(bX)] = E[2|X|/(1 + e^{2b|X|})], for b ≥ 0: what is smooth on either side."""
    low = max(0.0, mean - _FAR / 4 * width)
    high = mean + _FAR / 4 * width
    if slope * (high - low) > _FAR:
        high = min(high, max(low, _FAR / slope))
    panels = 1 + int((high - low) * (1 / width + slope))
    half = (high - low) / panels / 2
    x = (low + half * (1 + 2 * np.arange(panels)[:, None]) + half * _NODES).ravel()
    bells = np.exp(-(((x - mean) / width) ** 2) / 2) + np.exp(-(((x + mean) / width) ** 2) / 2)
    with np.errstate(over="ignore"):
        inside = 2 * x / (1 + np.exp(2 * slope * x)) * bells
    total = half * float(np.tile(_WEIGHTS, panels) @ inside)
    return total / (width * math.sqrt(2 * math.pi))


def _parameters(a: float, s: float) -> tuple[float, float]:
    mean, width = check.tolerance(a, "a"), check.tolerance(s, "s")
    if not (np.isfinite(mean) and 0 < width < np.inf):
        raise ValueError(f"a must be finite and s positive and finite, but they are {a} and {s}.")
    return mean, width
