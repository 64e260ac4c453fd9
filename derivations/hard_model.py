"""Gaussians of equal weight, their bound at point masses, and the loss of k-means.

What the chapters on the Dirac delta and on hard EM speak of, declared once.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import Derivation, delta, total, xlogy

from .notation import Mixture

#: The paper that the chapters on the bound rest on.
LF = "Luecke and Forster, k-means as a variational EM approximation, arXiv:1704.04812"


def density(m: Mixture, s: Any, distance: Any) -> Any:
    """The spherical Gaussian density at a given squared distance from its mean (A1)."""
    return (2 * sp.pi * s**2) ** (-m.D / 2) * sp.exp(-distance / (2 * s**2))


def bells(d: Derivation, m: Mixture, s: Any, dist: Any) -> Any:
    """Define the component densities phi at the squared distances ``dist``."""
    return d.define(
        "phi",
        (m.n, m.k),
        density(m, s, dist[m.n, m.k]),
        tex=r"\mathcal{N}",
        note="density of component $k$",
    )


def bounds(d: Derivation, m: Mixture, phi: Any, c: Any, b: Any) -> tuple[Any, Any]:
    """Define the bound at the point masses of the labels c and b."""
    return (
        d.define("F", (), lower_bound(m, phi, c), tex=r"F(\delta_c)", note="bound at $\\delta_c$"),
        d.define(
            "F_b", (), lower_bound(m, phi, b), tex=r"F(\delta_{c'})", note="bound at $\\delta_{c'}$"
        ),
    )


def losses(d: Derivation, m: Mixture, dist: Any, c: Any, b: Any) -> tuple[Any, Any]:
    """Define the loss of k-means at the labels c and b."""
    n = m.n
    return (
        d.define("J", (), total(dist[n, c[n]], n), tex="J(c)", note="loss of k-means"),
        d.define("J_b", (), total(dist[n, b[n]], n), tex="J(c')", note="loss at $c'$"),
    )


def lower_bound(m: Mixture, phi: Any, labels: Any) -> Any:
    """E_q log p(x, z) plus the entropy of q, at the point masses of ``labels``; prior 1/K."""
    n, k = m.n, m.k
    q = delta(k, labels[n])
    return total(q * sp.log(phi[n, k] / m.K), k, n) - total(xlogy(q, q), k, n)


def bound_value(m: Mixture, error: Any, variance: Any) -> Any:
    """The bound at point masses with the given loss and variance (E1)."""
    size = m.N * m.D / 2
    return -m.N * sp.log(m.K) - size * sp.log(2 * sp.pi * variance) - error / (2 * variance)


def learned_value(m: Mixture, error: Any) -> Any:
    """The same at the variance error/(ND)."""
    mean_square = error / (m.N * m.D)
    return -m.N * sp.log(m.K) - m.N * m.D / 2 * (sp.log(2 * sp.pi * mean_square) + 1)


def double_sum(m: Mixture, labels: Any) -> Any:
    """The loss of k-means with indicators, as the answer on the web writes it (E3)."""
    return total(delta(m.k, labels[m.n]) * m.distance(m.n, m.k), m.n, m.k)
