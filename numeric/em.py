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
from .accuracy import (
    Acceptable,
    both,
    column_accuracy,
    exponent_accuracy,
    halved_quotient,
    relative,
    share_accuracy,
    signed,
)
from .balls import WINDOW, column_shares, mixture_levels
from .energies import energy_gaps
from .gaps import gaps_of, lead_of
from .msteps import mean_update
from .parameters import CovarianceType, trusted
from .scaling import checked_in_unit, from_scale

#: Exponents are known to this part of themselves, and far better.
_CLOSE = 2.0**-30


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
    points, centres, prior, active, power = mixture_in_unit(x, means, weights)
    numerator = prior[active] * density_ratios(
        points, centres[active], prior[active], spread_of(sigma2, active), power
    )
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
    points, centres, prior, active, _ = mixture_in_unit(x, means, weights)
    nearest = gaps_of(points, centres[active], signed) == 0
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
    points, centres, prior, active, power = mixture_in_unit(x, means, weights)
    value = check.variance(sigma2)
    gap = gaps_of(points, centres[active], both(relative, share_accuracy(prior, value, power)))
    numerator = prior[active] * shared_ratios(gap, value, power)
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
    `em_mean_limit`. A component of weight zero keeps its mean.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0, or positive variances, (K,).
    """
    points, centres, prior, active, power = mixture_in_unit(x, means, weights)
    present, near, spread = prior[active], centres[active], spread_of(sigma2, active)
    if spread.ndim == 0 and spread == 0:
        share = limit_columns(points, near, present)
    else:
        share = _columns(points, near, present, spread, power)
    out = centres.copy()
    out[active] = mean_update(points, share, near)
    return from_scale(out, power)


def limit_columns(points: FloatArray, centres: FloatArray, prior: FloatArray) -> FloatArray:
    """Multiples of the responsibilities near σ = 0: π_k/W_n at the points of least gap (D4, D5)."""
    gap = gaps_of(points, centres)
    # π_k cancels in the mean, but with it the share of an untied point is 1 exactly.
    share = prior / np.where(gap == 0, prior, 0.0).sum(axis=1, keepdims=True)
    return np.where(lead_of(points, centres, gap) == 0, share, 0.0)


def _columns(
    points: FloatArray, centres: FloatArray, prior: FloatArray, spread: FloatArray, power: int
) -> FloatArray:
    """The responsibilities, (N, K); a column that is tiny everywhere is divided by its largest."""
    if spread.ndim == 0:
        value = float(spread)
        gap = gaps_of(points, centres, both(relative, column_accuracy(value, power)))
        exponent = halved_quotient(gap, value, power)
    else:
        logits = _log_ratios(points, centres, prior, spread, power, relative)
        exponent = logits.max(axis=1, keepdims=True) - logits
    with np.errstate(under="ignore"):
        share = prior * np.exp(-exponent)
    share /= share.sum(axis=1, keepdims=True)
    least = exponent.min(axis=0)
    far = np.flatnonzero(least > WINDOW)
    if not far.size:
        return share
    kind: CovarianceType = "spherical" if spread.ndim else "shared"
    here = from_scale(points, power)
    levels = mixture_levels(trusted(prior, from_scale(centres, power), spread, kind))
    # Beside its exponent a share has π_k and a sum between the least weight and one.
    window = WINDOW - np.log(prior.min())
    for k in far:
        with np.errstate(over="ignore"):
            bound = (least[k] + window) * (1 + _CLOSE)
        rows = np.flatnonzero(exponent[:, k] <= bound)
        share[:, k] = 0.0
        share[rows, k] = column_shares(here[rows], int(k), levels)
    return share


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
    points, centres, prior, active, _ = mixture_in_unit(x, means, weights)
    empty = np.ones(len(prior), dtype=np.bool_)
    empty[active] = gaps_of(points, centres[active], signed).min(axis=0) > 0
    return MeanLimit(em_means(x, means, weights, 0.0), empty)


def shared_ratios(gap: FloatArray, sigma2: float, power: int = 0) -> FloatArray:
    """Return e^{−gap 2^power/2σ²}, and the indicator of gap = 0 for σ² = 0."""
    if sigma2 == 0:
        return np.where(gap == 0, 1.0, 0.0)
    with np.errstate(over="ignore", under="ignore"):
        ratio: FloatArray = np.exp(-halved_quotient(gap, sigma2, power))
    return ratio


def spread_of(sigma2: npt.ArrayLike, active: BoolArray) -> FloatArray:
    """The variances of the active components; () if shared, also where all (K,) are equal."""
    if np.ndim(sigma2) == 0:
        return np.asarray(check.variance(sigma2))
    spread = check.finite_array(sigma2, "sigma2", 1)
    if spread.shape == active.shape and not spread.any():
        return np.asarray(0.0)
    spread = check.variances(spread, len(active))[active]
    return np.asarray(spread[0]) if (spread == spread[0]).all() else spread


def density_ratios(
    points: FloatArray, centres: FloatArray, prior: FloatArray, spread: FloatArray, power: int
) -> FloatArray:
    """N(x_n|μ_k, σ_k² I) relative to a component of each point, (N, K), never all zero."""
    if spread.ndim == 0:
        value = float(spread)
        # Ties are decided at every σ, so that the tied are never off their share of the limit.
        gap = gaps_of(points, centres, both(signed, share_accuracy(prior, value, power)))
        return shared_ratios(gap, value, power)
    logits = _log_ratios(points, centres, prior, spread, power)
    ratio: FloatArray = np.exp(logits - logits.max(axis=1, keepdims=True))
    return ratio


def _log_ratios(
    points: FloatArray,
    centres: FloatArray,
    prior: FloatArray,
    sigma2: FloatArray,
    power: int,
    also: Acceptable | None = None,
) -> FloatArray:
    # Relative to the least variance, so that the factors σ_k^{−D} count as weights.
    mantissas, exponents = np.frexp(sigma2)
    least = int(exponents.min())
    scale = (np.log(mantissas) + (exponents - least) * np.log(2)) * (points.shape[1] / 2)
    good = exponent_accuracy(np.log(prior) - scale, power - least)
    gap, own = energy_gaps(points, centres, sigma2, both(also, good) if also else good)
    with np.errstate(over="ignore", under="ignore"):
        logits: FloatArray = -np.ldexp(gap, power + own - 1) - scale
    return logits


def mixture_in_unit(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray, int]:
    """Checked arguments, in a unit that keeps squares in range: squares are 2^power as large."""
    points, centres, power = checked_in_unit(x, means)
    prior = check.mixing_weights(weights, len(centres))
    return points, centres, prior, prior > 0, power
