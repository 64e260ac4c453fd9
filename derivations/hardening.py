"""What the chapters on the limit compare: soft and hard responsibilities of one mixture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from hardlimit.proofs.author import Cite, Derivation, indicator, minimum, total
from hardlimit.proofs.context import Family

from .notation import Mixture, mixture, weights, width


@dataclass(frozen=True)
class Hardening:
    """A mixture with its distances, nearest centres, soft and hard responsibilities.

    ``d``: squared distances; ``least``: m_n, the least of them; ``h``: 1 for a nearest
    centre; ``W``: weight of the nearest centres; ``r``, ``t``: responsibilities, soft and
    hard; ``rho``: mass elsewhere, relative to the mass of the nearest centres.
    """

    m: Mixture
    pi: Family
    s: Any
    d: Any
    least: Any
    h: Any
    W: Any
    r: Any
    t: Any
    rho: Any

    def falling(self, n: Any, k: Any) -> Any:
        """exp(-(d_nk - m_n) / 2 sigma^2): 1 for a nearest centre, less than 1 elsewhere."""
        return sp.exp(-(self.d[n, k] - self.least[n]) / (2 * self.s**2))

    def mass(self, n: Any) -> Any:
        """sum_k pi_k exp(-d_nk / 2 sigma^2)."""
        k = self.m.k
        return total(self.pi[k] * sp.exp(-self.d[n, k] / (2 * self.s**2)), k)

    def error(self, n: Any) -> Any:
        """Total variation between r_n and t_n."""
        k = self.m.k
        return total(sp.Abs(self.r[n, k] - self.t[n, k]), k) / 2

    def softmin(self, part: int) -> Cite:
        """The soft minimum lemma with the distances for energies, at temperature 2 sigma^2."""
        n, k = self.m.n, self.m.k
        return Cite(
            "softmin",
            part=part,
            sizes=(("C", self.m.K),),
            symbols=(("tau", 2 * self.s**2),),
            families=(("p", (k,), self.pi[k]), ("E", (k,), self.d[n, k])),
        )


def hardening(d: Derivation) -> Hardening:
    """Declare a mixture and all that the chapters on the limit speak of."""
    m = mixture(d)
    pi, _ = weights(d, m)
    s = width(d)
    n, k, j = m.n, m.k, m.j
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    least = d.define("m", n, minimum(dist[n, j], j), note="least squared distance")
    h = d.define("h", (n, k), indicator(dist[n, k], least[n]), note="one for a nearest centre")
    W = d.define("W", n, total(pi[k] * h[n, k], k), note="weight of the nearest centres")
    t = d.define("t", (n, k), pi[k] * h[n, k] / W[n], note="hard responsibilities")
    mass = total(pi[j] * sp.exp(-dist[n, j] / (2 * s**2)), j)
    r = d.define(
        "r", (n, k), pi[k] * sp.exp(-dist[n, k] / (2 * s**2)) / mass, note="responsibilities"
    )
    falling = sp.exp(-(dist[n, k] - least[n]) / (2 * s**2))
    rho = d.define(
        "rho", n, total((1 - h[n, k]) * (pi[k] / W[n]) * falling, k), note="relative mass elsewhere"
    )
    return Hardening(m, pi, s, dist, least, h, W, r, t, rho)


@dataclass(frozen=True)
class Objectives:
    """The soft objective F_sigma of some centres, and their k-means objective."""

    soft: Any
    hard: Any


def totals(d: Derivation, g: Hardening) -> Objectives:
    """Declare the two objectives of the centres of ``g``."""
    n = g.m.n
    soft = total(-2 * g.s**2 * sp.log(g.mass(n)), n)
    hard = total(g.least[n], n)
    return Objectives(
        d.define("F", (), soft, tex=r"F_{\sigma}", note="the soft objective"),
        d.define("distortion", (), hard, tex=r"\mathcal{D}", note="the k-means objective"),
    )


def objectives(d: Derivation, m: Mixture, pi: Family, s: Any, mu: Family) -> Objectives:
    """Declare the two objectives of the centres ``mu``; their names show the centres."""
    n, k, e = m.n, m.k, m.e
    distance = total((m.x[n, e] - mu[k, e]) ** 2, e)
    soft = -2 * s**2 * sp.log(total(pi[k] * sp.exp(-distance / (2 * s**2)), k))
    at = rf"(\boldsymbol{{\{mu.name}}})"
    return Objectives(
        d.define(f"F_{mu.name}", (), total(soft, n), tex=rf"F_{{\sigma}}{at}"),
        d.define(
            f"distortion_{mu.name}", (), total(minimum(distance, k), n), tex=rf"\mathcal{{D}}{at}"
        ),
    )


def likelihood(d: Derivation, m: Mixture, pi: Family, s: Any, mu: Family) -> Any:
    """Declare the log-likelihood of the centres ``mu``; its name shows the centres."""
    n, k, e = m.n, m.k, m.e
    distance = total((m.x[n, e] - mu[k, e]) ** 2, e)
    density = (2 * sp.pi * s**2) ** (-m.D / 2) * sp.exp(-distance / (2 * s**2))
    body = total(sp.log(total(pi[k] * density, k)), n)
    return d.define(f"ell_{mu.name}", (), body, tex=rf"\ell(\boldsymbol{{\{mu.name}}})")


def least_weight(d: Derivation, m: Mixture, pi: Family) -> Any:
    """Declare pi_min, the least of the mixing weights."""
    body = minimum(pi[m.j], m.j)
    return d.define("pi_min", (), body, tex=r"\pi_{\min}", note="the least weight")


def two_mixtures(d: Derivation) -> tuple[Mixture, Family, Any, Family, Any]:
    """Declare a mixture, other centres nu to compare with, and the least weight."""
    m = mixture(d)
    pi, _ = weights(d, m)
    s = width(d)
    nu = d.family("nu", m.K, m.D, vector=True, note="other centres")
    return m, pi, s, nu, least_weight(d, m, pi)


__all__ = [
    "Hardening",
    "Objectives",
    "hardening",
    "least_weight",
    "likelihood",
    "objectives",
    "totals",
    "two_mixtures",
]
