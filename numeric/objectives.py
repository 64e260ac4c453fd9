"""Likelihoods, bounds and distortions of spherical Gaussian mixtures.

`sigma2` is one shared variance or, where noted, an array of one variance per component. Sums
are over all points; entropies and divergences are per row. Labels refer to the catalogue.
"""

import math

import numpy as np
import numpy.typing as npt

from . import _checks as check
from ._checks import FloatArray
from .accuracy import halved_quotient, share_accuracy
from .em import density_ratios, mixture_in_unit, shared_ratios, spread_of
from .gaps import distances_of, gaps_of

_LOG_2PI = math.log(2 * math.pi)


def log_density(x: npt.ArrayLike, mean: npt.ArrayLike, sigma2: float) -> FloatArray:
    """Return log N(x_n | μ, σ² I) = −(D/2) log 2πσ² − ‖x_n − μ‖²/2σ², shape (N,) (A1).

    Args:
        x: points, (N, D).
        mean: one centre, (D,).
        sigma2: the variance, > 0.

    Raises:
        ValueError: for σ² <= 0 and malformed input.
    """
    centre = check.finite_array(mean, "mean", 1)
    return _log_densities(x, centre[np.newaxis], check.variances(sigma2, 1))[:, 0]


def log_likelihood(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: npt.ArrayLike
) -> float:
    """Return ℓ = Σ_n log Σ_k π_k N(x_n | μ_k, σ_k² I).

    For a shared variance ℓ = −(ND/2) log 2πσ² − F_σ/2σ² (D7), and `sigma2 == 0` gives the limit:
    −inf, or +inf if every point coincides with a centre.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0, or positive variances, (K,).
    """
    points = check.points(x)
    centres = check.centres(means, points)
    prior = check.mixing_weights(weights, len(centres))
    spread = spread_of(sigma2, prior > 0)
    if spread.ndim:
        return float(row_log_likelihoods(points, centres, prior, sigma2).sum())
    value = float(spread)
    least = distances_of(points, centres[prior > 0]).min(axis=1).sum()
    if value == 0:
        return -math.inf if least > 0 else math.inf
    normaliser = points.size / 2 * (_LOG_2PI + math.log(value))
    with np.errstate(over="ignore"):
        return float(_log_evidence(points, centres, prior, value) - normaliser - least / value / 2)


def row_log_likelihoods(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: npt.ArrayLike
) -> FloatArray:
    """Return log Σ_k π_k N(x_n | μ_k, σ_k² I), shape (N,); arguments are those of `log_likelihood`.

    Coordinates may be as large as doubles are. For σ² = 0 it is +inf at points that coincide
    with a centre, and −inf elsewhere.
    """
    points, centres, prior, active, power = mixture_in_unit(x, means, weights)
    spread, present, near = spread_of(sigma2, active), prior[active], centres[active]
    dimension = points.shape[1]
    distance = distances_of(points, near)
    if spread.ndim == 0 and spread == 0:
        return np.where(distance.min(axis=1) > 0, -math.inf, math.inf)
    # log Σ π_k N_k = log N_j + log Σ π_k N_k/N_j with j a component of each point that is best.
    ratio = density_ratios(points, near, present, spread, power)
    best = ratio.argmax(axis=1)[:, np.newaxis]
    evidence = np.log((present * ratio).sum(axis=1)) - np.log(
        np.take_along_axis(ratio, best, axis=1)[:, 0]
    )
    wide = np.broadcast_to(spread, near.shape[:1])
    exponent = np.empty_like(distance)
    for k, value in enumerate(wide):
        exponent[:, k] = halved_quotient(distance[:, k], float(value), power)
    density = -(dimension / 2) * (_LOG_2PI + np.log(wide)) - exponent
    return np.asarray(np.take_along_axis(density, best, axis=1)[:, 0] + evidence)


def expected_complete_log_likelihood(
    x: npt.ArrayLike,
    r: npt.ArrayLike,
    means: npt.ArrayLike,
    weights: npt.ArrayLike,
    sigma2: npt.ArrayLike,
) -> float:
    """Return Q = Σ_n Σ_k r_nk (log π_k + log N(x_n | μ_k, σ_k² I)), with 0 log 0 = 0.

    −inf if some r_nk > 0 where π_k = 0.

    Args:
        x: points, (N, D).
        r: rows summing to one, (N, K).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
        sigma2: a positive variance, shared or one per component, (K,).
    """
    points = check.points(x)
    centres = check.centres(means, points)
    prior = check.mixing_weights(weights, len(centres))
    share = check.distributions(check.memberships(r, len(points)), "r")
    if share.shape[1] != len(centres):
        raise ValueError(f"r has {share.shape[1]} columns, but there are {len(centres)} means.")
    density = _log_densities(points, centres, check.variances(sigma2, len(centres)))
    with np.errstate(divide="ignore"):
        joint = np.log(prior) + density
    return float(np.multiply(share, joint, out=np.zeros_like(joint), where=share > 0).sum())


def entropy(r: npt.ArrayLike) -> FloatArray:
    """Return H(r_n) = −Σ_k r_nk log r_nk with 0 log 0 = 0, over the last axis, shape (N,).

    Raises:
        ValueError: if a row is not a probability distribution.
    """
    share = check.distributions(r, "r")
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(-(share * logs).sum(axis=-1))


def evidence_lower_bound(
    x: npt.ArrayLike,
    q: npt.ArrayLike,
    means: npt.ArrayLike,
    weights: npt.ArrayLike,
    sigma2: npt.ArrayLike,
) -> float:
    """Return F(q, θ) = Q(q, θ) + Σ_n H(q_n), at most ℓ(θ), equal at the posterior (B3).

    Arguments are those of `expected_complete_log_likelihood`, with `q` for `r`.
    """
    expected = expected_complete_log_likelihood(x, q, means, weights, sigma2)
    return expected + float(entropy(q).sum())


def kl_divergence(q: npt.ArrayLike, p: npt.ArrayLike) -> FloatArray:
    """Return KL(q_n ‖ p_n) = Σ_k q_nk log(q_nk / p_nk) ≥ 0, over the last axis, shape (N,) (A4).

    Summed as Σ_k q_nk (t − 1 − log t) with t = p_nk/q_nk, whose terms are not negative and add up
    to the same for distributions. 0 log 0 = 0, and +inf where q_nk > 0 = p_nk.

    Raises:
        ValueError: for different shapes or rows that are not distributions.
    """
    first = check.distributions(q, "q")
    second = check.distributions(p, "p")
    if first.shape != second.shape:
        raise ValueError(f"q has shape {first.shape}, but p has shape {second.shape}.")
    inside = first > 0
    with np.errstate(divide="ignore", over="ignore"):
        # u = t − 1. Near u = 0 both terms of u − log(1 + u) are tiny and log1p keeps their
        # digits; elsewhere p/q may overflow, so its logarithm is taken in two parts.
        change = second - first
        u = np.divide(change, first, out=np.zeros_like(first), where=inside)
        near = first * (u - np.log1p(np.clip(u, -0.5, 0.5)))
        logs = np.log(np.where(inside, second, 1.0)) - np.log(np.where(inside, first, 1.0))
        terms = np.where(np.abs(u) < 0.5, near, change - first * logs)
    return np.asarray(np.where(inside, terms, second).sum(axis=-1))


def soft_distortion(
    x: npt.ArrayLike, means: npt.ArrayLike, weights: npt.ArrayLike, sigma2: float
) -> float:
    """Return F_σ(μ) = −2σ² Σ_n log Σ_k π_k e^{−d_nk/2σ²}, and D(μ) for σ = 0 (D7, F2).

    Computed as D(μ) − 2σ² Σ_n log Σ_k π_k e^{−g_nk/2σ²}, which neither overflows nor loses the
    limit. Components of weight zero do not count, in D(μ) either.

    Args:
        x: points, (N, D).
        means: centres, (K, D).
        weights: mixing weights, (K,), summing to one.
        sigma2: the shared variance, >= 0.
    """
    points = check.points(x)
    centres = check.centres(means, points)
    prior = check.mixing_weights(weights, len(centres))
    value = check.variance(sigma2)
    least = float(distances_of(points, centres[prior > 0]).min(axis=1).sum())
    if value == 0:
        return least
    return least - value * (2 * _log_evidence(points, centres, prior, value))


def softmin(energies: npt.ArrayLike, weights: npt.ArrayLike, tau: float) -> FloatArray:
    """Return −τ log Σ_c p(c) e^{−E(c)/τ}, over the last axis, and min E for τ = 0 (A5).

    For weights that sum to one it lies between min E and min E + τ log(1/W), W the weight of the
    minimisers.

    Args:
        energies: finite, (..., C).
        weights: (C,), summing to one; energies of weight zero do not count.
        tau: the temperature, >= 0.
    """
    energy = check.finite_array(energies, "energies", max(np.ndim(energies), 1))
    prior = check.mixing_weights(weights, energy.shape[-1])
    temperature = check.variance(tau, "tau")
    energy = energy[..., prior > 0]
    least = energy.min(axis=-1)
    if temperature == 0:
        return np.asarray(least)
    with np.errstate(over="ignore", under="ignore"):
        ratio = np.exp(-(energy - least[..., np.newaxis]) / temperature)
    return np.asarray(least - temperature * np.log((prior[prior > 0] * ratio).sum(axis=-1)))


def _log_evidence(
    points: FloatArray, centres: FloatArray, prior: FloatArray, sigma2: float
) -> float:
    """Return Σ_n log Σ_k π_k e^{−g_nk/2σ²} = Σ_n (log W_n + log(1 + ρ_n))."""
    active = prior > 0
    good = share_accuracy(prior, sigma2)
    ratio = shared_ratios(gaps_of(points, centres[active], good), sigma2)
    return float(np.log((prior[active] * ratio).sum(axis=1)).sum())


def _log_densities(x: npt.ArrayLike, means: FloatArray, sigma2: FloatArray) -> FloatArray:
    points = check.points(x)
    distance = distances_of(points, check.centres(means, points))
    with np.errstate(over="ignore"):
        exponent = distance / sigma2 / 2
    out: FloatArray = -(points.shape[1] / 2) * (_LOG_2PI + np.log(sigma2)) - exponent
    return out
