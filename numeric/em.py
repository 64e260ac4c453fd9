"""The E-step of EM for spherical Gaussian mixtures, and its mean map, down to and including σ = 0.

Every function is pure. `sigma2 == 0` means the limit σ → 0, not an error: responsibilities
become t_nk, the mass of a point split among its exactly tied nearest centres in proportion to
their weights. Labels such as (D1) refer to the catalogue of statements.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import BoolArray, FloatArray
from .gaps import distances_of, gaps_of, lead_of
from .msteps import mean_update


class MeanLimit(NamedTuple):
    """The σ → 0 limit of an EM mean update.

    Attributes:
        means: the limit means, (K, D).
        empty: (K,), true where a component is nearest to no point, so that its mean comes from
            the points of least gap instead of a cluster of its own; also true for a component
            of weight zero, whose mean is returned unchanged.
    """

    means: FloatArray
    empty: BoolArray


def responsibilities(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: npt.ArrayLike
) -> FloatArray:
    """Return the posterior probabilities r_nk of the components (B2, D1), shape (N, K).

    For a shared variance r_nk = π_k e^{−g_nk/2σ²} / Σ_j π_j e^{−g_nj/2σ²} with the gaps g_nk to
    the nearest centre, and `sigma2 == 0` gives the limit t_nk. For one variance per component
    r_nk ∝ π_k σ_k^{−D} e^{−d_nk/2σ_k²}, without exact ties and without a limit. Components of
    weight zero are left out altogether: they receive 0 and are nobody's nearest.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0, or positive variances, (K,).

    Raises:
        ValueError: for wrong shapes, non-finite values, negative or unnormalised weights.
    """
    points, centres, prior, active = _mixture(x, means, weights)
    if np.ndim(sigma2) == 0:
        ratio = shared_ratios(gaps_of(points, centres[active]), check.variance(sigma2))
    else:
        spread = check.variances(sigma2, len(prior))[active]
        logits = log_ratios(points, centres[active], spread)
        ratio = np.exp(logits - logits.max(axis=1, keepdims=True))
    numerator = prior[active] * ratio
    out = np.zeros((len(points), len(prior)))
    out[:, active] = numerator / numerator.sum(axis=1, keepdims=True)
    return out


def hard_responsibilities(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike
) -> FloatArray:
    """Return t_nk = π_k 1[k ∈ T_n] / W_n, the σ → 0 limit of the responsibilities (D1).

    Shapes and errors are those of `responsibilities`.
    """
    return responsibilities(x, means, weights, 0.0)


def tie_weight(x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike) -> FloatArray:
    """Return W_n = Σ_{k ∈ T_n} π_k, the total weight of the nearest centres, shape (N,)."""
    points, centres, prior, active = _mixture(x, means, weights)
    nearest = gaps_of(points, centres[active]) == 0
    total: FloatArray = np.where(nearest, prior[active], 0.0).sum(axis=1)
    return total


def excess(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: float
) -> FloatArray:
    """Return ρ_n(σ) = Σ_{k ∉ T_n} (π_k / W_n) e^{−g_nk/2σ²}, shape (N,); 0 at σ = 0 (A5, D1).

    The distance of soft from hard assignment is exactly ρ_n / (1 + ρ_n), in total variation.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0.
    """
    points, centres, prior, active = _mixture(x, means, weights)
    gap = gaps_of(points, centres[active])
    numerator = prior[active] * shared_ratios(gap, check.variance(sigma2))
    on_ties = np.where(gap == 0, prior[active], 0.0).sum(axis=1)
    off_ties = np.where(gap == 0, 0.0, numerator).sum(axis=1)
    with np.errstate(over="ignore"):
        ratio: FloatArray = off_ties / on_ties
    return ratio


def total_variation(r: npt.ArrayLike, t: npt.ArrayLike) -> FloatArray:
    """Return ½ Σ_k |r_nk − t_nk|, shape (N,), for rows that sum to one.

    Computed as Σ_k max(r_nk − t_nk, 0), which is the same for distributions and stays accurate
    when the difference is far smaller than the entries of t.

    Raises:
        ValueError: for different shapes, negative entries or rows that do not sum to one.
    """
    first = check.distributions(r, "r")
    second = check.distributions(t, "t")
    if first.shape != second.shape:
        raise ValueError(f"r has shape {first.shape}, but t has shape {second.shape}.")
    return np.asarray(np.maximum(first - second, 0.0).sum(axis=-1))


def em_means(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: npt.ArrayLike
) -> FloatArray:
    """Return the means after one EM step, shape (K, D).

    Equals `mean_update(x, responsibilities(...))` wherever that is defined. The responsibilities
    of a component are normalised by their largest over n before they leave the log domain, so
    the mean is finite, and right, also where all of them underflow. `sigma2 == 0` gives
    `em_mean_limit`. A component of weight zero keeps its mean, and so does, with one variance per
    component, one whose log-density is beyond the range of doubles at every point.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0, or positive variances, (K,).
    """
    points, centres, prior, active = _mixture(x, means, weights)
    if np.ndim(sigma2) == 0:
        gap = gaps_of(points, centres[active])
        lead = lead_of(points, centres[active], gap)
        value = check.variance(sigma2)
        evidence = (prior[active] * shared_ratios(gap, value)).sum(axis=1, keepdims=True)
        # π_k cancels in the mean, but with it the share of an untied point tends to 1 exactly.
        share = prior[active] * shared_ratios(lead, value) / evidence
    else:
        logits = log_ratios(points, centres[active], check.variances(sigma2, len(prior))[active])
        top = logits.max(axis=1, keepdims=True)
        evidence = (prior[active] * np.exp(logits - top)).sum(axis=1, keepdims=True)
        log_share = logits - top - np.log(evidence)
        largest = log_share.max(axis=0)
        # A column of −inf lies beyond the range of doubles even as a logarithm: keep the mean.
        share = np.exp(log_share - np.where(np.isfinite(largest), largest, 0.0))
    out = centres.copy()
    out[active] = mean_update(points, share, centres[active])
    return out


def em_mean_limit(x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike) -> MeanLimit:
    """Return the σ → 0 limit of the EM mean update, with empty components flagged (D4, D5).

    With A_k the points of least gap g_nk to centre k, ties decided exactly,
    μ_k → Σ_{n ∈ A_k} x_n / W_n / Σ_{n ∈ A_k} 1 / W_n. Where the least gap is zero this is
    Σ_n t_nk x_n / Σ_n t_nk: the mean of the cluster if there are no ties. Where it is positive
    the component is empty and moves to the points nearest to defecting to it.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
    """
    points, centres, prior, active = _mixture(x, means, weights)
    empty = np.ones(len(prior), dtype=np.bool_)
    empty[active] = gaps_of(points, centres[active]).min(axis=0) > 0
    return MeanLimit(em_means(points, centres, prior, 0.0), empty)


def log_ratios(points: FloatArray, centres: FloatArray, sigma2: FloatArray) -> FloatArray:
    """Return log N(x_n|μ_k, σ_k² I) up to a constant per point, shape (N, K), never +inf or NaN.

    The constant is chosen so that some finite entry of each row is 0: with variances relative
    to the least, e_nk = d_nk σ_min²/σ_k² is formed first, and only its gaps are divided by σ_min².
    """
    least = sigma2.min()
    with np.errstate(over="ignore"):
        energy = distances_of(points, centres) / (sigma2 / least)
        reference = energy.argmin(axis=1)[:, np.newaxis]
        gap = energy - np.take_along_axis(energy, reference, axis=1)
        scale = np.log(sigma2) * (points.shape[1] / 2)
        logits: FloatArray = -(gap / least / 2) - (scale - scale[reference])
    return logits


def shared_ratios(gap: FloatArray, sigma2: float) -> FloatArray:
    """Return e^{−gap/2σ²}, and the indicator of gap = 0 for σ² = 0."""
    if sigma2 == 0:
        return np.where(gap == 0, 1.0, 0.0)
    # Neither 2σ² nor 1/σ² is formed: they leave the range of doubles before the quotient does,
    # and a quotient beyond it has the exponential 0 anyway.
    with np.errstate(over="ignore", under="ignore"):
        ratio: FloatArray = np.exp(-(gap / sigma2 / 2))
    return ratio


def _mixture(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    points = check.points(x)
    centres = check.centres(means, points)
    prior = check.mixing_weights(weights, len(centres))
    return points, centres, prior, prior > 0
