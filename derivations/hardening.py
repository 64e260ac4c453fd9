"""What the chapters on the limit compare: soft and hard responsibilities of one mixture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Cite,
    Derivation,
    Family,
    Ref,
    Rule,
    equal,
    indicator,
    minimum,
    total,
)

from .notation import Mixture, mixture, weights, width


class Hardening:
    """A mixture and what the chapters on the limit say of it, declared when first used.

    So a derivation states no definition that it does not need.
    """

    def __init__(self, d: Derivation, m: Mixture, pi: Family, s: Any) -> None:
        self._derivation = d
        self.m = m
        self.pi = pi
        self.s = s

    @cached_property
    def d(self) -> Any:
        """Squared distances d[n, k]."""
        n, k = self.m.n, self.m.k
        body = self.m.distance(n, k)
        return self._derivation.define("d", (n, k), body, note="squared distances")

    @cached_property
    def least(self) -> Any:
        """The least distance m[n] of each point."""
        n, j = self.m.n, self.m.j
        body = minimum(self.d[n, j], j)
        return self._derivation.define("m", n, body, note="least squared distance")

    @cached_property
    def h(self) -> Any:
        """h[n, k] is 1 if centre k is nearest to point n, else 0."""
        n, k = self.m.n, self.m.k
        body = indicator(self.d[n, k], self.least[n])
        return self._derivation.define("h", (n, k), body, note="one for a nearest centre")

    @cached_property
    def W(self) -> Any:
        """The weight W[n] of the nearest centres."""
        n, k = self.m.n, self.m.k
        body = total(self.pi[k] * self.h[n, k], k)
        return self._derivation.define("W", n, body, note="weight of the nearest centres")

    @cached_property
    def r(self) -> Any:
        """Responsibilities r[n, k]."""
        n, k, j = self.m.n, self.m.k, self.m.j
        body = self._bell(n, k) / total(self._bell(n, j), j)
        return self._derivation.define("r", (n, k), body, note="responsibilities")

    @cached_property
    def t(self) -> Any:
        """Hard responsibilities t[n, k]: nearest centres share by weight."""
        n, k = self.m.n, self.m.k
        body = self.pi[k] * self.h[n, k] / self.W[n]
        return self._derivation.define("t", (n, k), body, note="hard responsibilities")

    @cached_property
    def rho(self) -> Any:
        """The mass of the other centres, relative to that of the nearest ones."""
        n, k = self.m.n, self.m.k
        body = total((1 - self.h[n, k]) * (self.pi[k] / self.W[n]) * self.falling(n, k), k)
        return self._derivation.define("rho", n, body, note="relative mass elsewhere")

    @cached_property
    def one(self) -> Ref:
        """The hypothesis that the weights sum to one."""
        k = self.m.k
        return self._derivation.assume("weights_sum_to_one", equal(total(self.pi[k], k), 1))

    def _bell(self, n: Any, k: Any) -> Any:
        return self.pi[k] * sp.exp(-self.d[n, k] / (2 * self.s**2))

    def falling(self, n: Any, k: Any) -> Any:
        """exp(-(d_nk - m_n) / 2 sigma^2): 1 for a nearest centre, less than 1 elsewhere."""
        return sp.exp(-(self.d[n, k] - self.least[n]) / (2 * self.s**2))

    def mass(self, n: Any) -> Any:
        """sum_k pi_k exp(-d_nk / 2 sigma^2)."""
        k = self.m.k
        return total(self._bell(n, k), k)

    def error(self, n: Any) -> Any:
        """Total variation between r_n and t_n."""
        k = self.m.k
        return total(sp.Abs(self.r[n, k] - self.t[n, k]), k) / 2

    def softmin(self, part: int) -> Rule:
        """The soft minimum lemma with the distances for energies, at temperature 2 sigma^2."""
        n, k = self.m.n, self.m.k
        return Cite(
            "softmin", part, C=self.m.K, tau=2 * self.s**2, p=(k, self.pi[k]), E=(k, self.d[n, k])
        )


def hardening(d: Derivation, *, normalised: bool = False) -> Hardening:
    """Declare a mixture for the chapters on the limit.

    Args:
        d: the derivation to declare it in.
        normalised: whether to assume that the weights sum to one. The limits do not need
            it, since any common factor cancels; the bounds do.
    """
    m = mixture(d)
    g = Hardening(d, m, d.family("pi", m.K, sign="positive", note="mixing weights"), width(d))
    if normalised:
        _ = g.one
    return g


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


def soft_objective(d: Derivation, m: Mixture, pi: Family, s: Any, mu: Family) -> Any:
    """Declare the soft objective of the centres ``mu``; its name shows the centres."""
    n, k, e = m.n, m.k, m.e
    distance = total((m.x[n, e] - mu[k, e]) ** 2, e)
    one = -2 * s**2 * sp.log(total(pi[k] * sp.exp(-distance / (2 * s**2)), k))
    return d.define(
        f"F_{mu.name}",
        (),
        total(one, n),
        tex=rf"F_{{\sigma}}{_at(mu)}",
        note=_of(mu, "soft objective"),
    )


def distortion(d: Derivation, m: Mixture, mu: Family) -> Any:
    """Declare the k-means objective of the centres ``mu``; its name shows the centres."""
    n, k, e = m.n, m.k, m.e
    distance = total((m.x[n, e] - mu[k, e]) ** 2, e)
    body = total(minimum(distance, k), n)
    return d.define(
        f"distortion_{mu.name}",
        (),
        body,
        tex=rf"\mathcal{{D}}{_at(mu)}",
        note=_of(mu, "k-means objective"),
    )


def _at(mu: Family) -> str:
    return rf"(\boldsymbol{{\{mu.name}}})"


def _of(mu: Family, what: str) -> str:
    return rf"{what} of the centres $\boldsymbol{{\{mu.name}}}$"


def likelihood(d: Derivation, m: Mixture, pi: Family, s: Any, mu: Family) -> Any:
    """Declare the log-likelihood of the centres ``mu``; its name shows the centres."""
    n, k, e = m.n, m.k, m.e
    distance = total((m.x[n, e] - mu[k, e]) ** 2, e)
    density = (2 * sp.pi * s**2) ** (-m.D / 2) * sp.exp(-distance / (2 * s**2))
    body = total(sp.log(total(pi[k] * density, k)), n)
    return d.define(
        f"ell_{mu.name}", (), body, tex=rf"\ell{_at(mu)}", note=_of(mu, "log-likelihood")
    )


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
