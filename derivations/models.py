"""The models that several chapters speak of, each declared once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Derivation,
    Family,
    Index,
    Ref,
    equal,
    less,
    over_maps,
    product,
    total,
    xlogy,
)

from .notation import Mixture, mixture, width


@dataclass(frozen=True)
class Labelled:
    """Data with hidden labels, of any kind."""

    n: Index
    k: Index
    j: Index
    pi: Family
    f: Family
    z: Family
    data: Any
    mixed: Any


def labelled(d: Derivation) -> Labelled:
    """Declare weights, densities of any kind, and the density of data with hidden labels."""
    N = d.size("N", note="number of data points")
    K = d.size("K", note="number of components")
    n = d.index("n", N)
    k, j = d.indices("k j", K)
    pi = d.family("pi", K, sign="positive", note="mixing weights")
    f = d.family("f", N, K, sign="positive", note="density of component $k$ at point $n$")
    z = d.assignment("z", N, values=K, note="labels that run through all possibilities")
    data = d.define(
        "P",
        (),
        over_maps(product(pi[z[n]] * f[n, z[n]], n), z),
        tex=r"p(\mathbf{X})",
        note="density of the data, whatever their labels",
    )
    return Labelled(n, k, j, pi, f, z, data, product(total(pi[k] * f[n, k], k), n))


@dataclass(frozen=True)
class Gaussians:
    """Spherical Gaussians of one width around the centres, their weights, and Bayes' rule."""

    m: Mixture
    i: Any
    pi: Family
    sigma: Any
    density: Any
    dist: Any
    r: Any

    def bell(self, n: Any, k: Any) -> Any:
        """exp(-d_nk / 2 sigma^2)."""
        return sp.exp(-self.dist[n, k] / (2 * self.sigma**2))


def gaussians(d: Derivation) -> Gaussians:
    """Declare a mixture of spherical Gaussians of common width; no sum of weights is assumed."""
    m = mixture(d)
    n, k, e = m.n, m.k, m.e
    i = d.index("i", m.K)
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    s = width(d)
    square = (m.x[n, e] - m.mu[k, e]) ** 2
    one = (2 * sp.pi * s**2) ** sp.Rational(-1, 2) * sp.exp(-square / (2 * s**2))
    density = d.define(
        "density",
        (n, k),
        product(one, e),
        tex=r"\mathcal{N}",
        note="density of component $k$ at point $n$",
    )
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distance")
    r = d.define(
        "r",
        (n, k),
        pi[k] * density[n, k] / total(pi[i] * density[n, i], i),
        note="responsibility of component $k$ for point $n$, by Bayes' rule",
    )
    return Gaussians(m, i, pi, s, density, dist, r)


@dataclass(frozen=True)
class Model:
    """A joint density of points and labels, and what it implies."""

    N: Any
    K: Any
    n: Index
    k: Index
    j: Index
    p: Family
    evidence: Any
    r: Any
    ell: Any


@dataclass(frozen=True)
class Bound:
    """Any probabilities q for the labels, and the bound that they give."""

    q: Family
    rows: Ref
    F: Any
    KL: Any
    H: Any


def model(d: Derivation) -> Model:
    """Declare a general joint density; its posterior and log-likelihood are definitions."""
    N = d.size("N", note="number of data points")
    K = d.size("K", note="number of labels")
    n = d.index("n", N)
    k, j = d.indices("k j", K)
    p = d.family("p", N, K, sign="positive", note="joint density of point $n$ and label $k$")
    evidence = d.define(
        "evidence", n, total(p[n, j], j), tex="p", note="density of the point, whatever its label"
    )
    r = d.define(
        "r",
        (n, k),
        p[n, k] / evidence[n],
        note="posterior: probability of the label, given the point",
    )
    ell = d.define("ell", (), total(sp.log(evidence[n]), n), tex=r"\ell", note="log-likelihood")
    return Model(N, K, n, k, j, p, evidence, r, ell)


def bound(d: Derivation, m: Model) -> Bound:
    """Declare any q with rows that sum to one, zeros allowed, and its bound."""
    n, k = m.n, m.k
    q = d.family("q", m.N, m.K, sign="nonnegative", note="any probabilities for the labels")
    rows = d.assume("rows_sum_to_one", equal(total(q[n, k], k), 1), forall=n)
    F = d.define(
        "F",
        (),
        total(xlogy(q[n, k], m.p[n, k] / q[n, k]), k, n),
        tex=r"\mathcal{F}",
        note="the bound, known as the evidence lower bound",
    )
    KL = d.define(
        "KL",
        n,
        total(xlogy(q[n, k], q[n, k] / m.r[n, k]), k),
        tex=r"\mathrm{KL}",
        note="divergence of $q$ from the posterior at point $n$",
    )
    H = d.define("H", (), -total(xlogy(q[n, k], q[n, k]), k, n), note="entropy of $q$")
    return Bound(q, rows, F, KL, H)


class Shared:
    """One value for all components, written like a family."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __getitem__(self, k: Any) -> Any:
        return self.value


@dataclass(frozen=True)
class Expected:
    """The expected complete log-likelihood of spherical Gaussians, and its parts."""

    m: Mixture
    r: Family
    pi: Any
    v: Any
    count: Any
    spread: Any
    Q: Any = None

    def at(self, **put: Any) -> Any:
        """Q with other ``pi``, ``mu`` or ``v`` put in, written out."""
        pi, mu, v = (put.get(a, b) for a, b in (("pi", self.pi), ("mu", self.m.mu), ("v", self.v)))
        m, n, k, e = self.m, self.m.n, self.m.k, self.m.e
        square = total((m.x[n, e] - mu[k, e]) ** 2, e)
        log_density = -m.D / 2 * sp.log(2 * sp.pi * v[k]) - square / (2 * v[k])
        return total(self.r[n, k] * (sp.log(pi[k]) + log_density), k, n)

    def by_component(self, **put: Any) -> Any:
        """The same, summed over the points first, with other ``pi``, ``spread`` or ``v`` put in."""
        pi, spread, v = (
            put.get(a, b) for a, b in (("pi", self.pi), ("spread", self.spread), ("v", self.v))
        )
        k = self.m.k
        scale = self.m.D * self.count[k] / 2 * sp.log(2 * sp.pi * v[k])
        return total(self.count[k] * sp.log(pi[k]) - scale - spread[k] / (2 * v[k]), k)

    def rows(self, d: Derivation) -> Ref:
        """Assume that the responsibilities of every point sum to one."""
        one = equal(total(self.r[self.m.n, self.m.k], self.m.k), 1)
        return d.assume("rows_sum_to_one", one, forall=self.m.n)

    def nonempty(self, d: Derivation) -> Ref:
        """Assume that no component is empty."""
        return d.assume("nonempty", less(0, self.count[self.m.k]), forall=self.m.k)


def expected(d: Derivation, *, shared: bool = False) -> Expected:
    """Declare responsibilities, parameters (a variance each, or a shared one) and Q."""
    m = mixture(d)
    n, k = m.n, m.k
    r = d.family("r", m.N, m.K, sign="nonnegative", note="responsibilities, held fixed")
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    v: Any
    if shared:
        v = Shared(d.symbol("v", "positive", note="common variance"))
    else:
        v = d.family("v", m.K, sign="positive", note="variances")
    count = d.define(
        "N_r", k, total(r[n, k], n), tex="N", note="number of points that component $k$ answers for"
    )
    squares = total(r[n, k] * m.distance(n, k), n)
    spread = d.define("S", k, squares, note="sum of squares about centre $k$")
    plain = Expected(m, r, pi, v, count, spread)
    Q = d.define("Q", (), plain.at(), note="expected complete log-likelihood")
    return replace(plain, Q=Q)


@dataclass(frozen=True)
class NewParameters:
    """What the M-step puts in the place of centres, variances and weights."""

    mean: Any
    within: Any
    spread: Any
    share: Any


def new_parameters(d: Derivation, w: Expected) -> NewParameters:
    """Declare the new parameters, with all that the M-step needs for them to exist."""
    m, n, k, e, r = w.m, w.m.n, w.m.k, w.m.e, w.r
    w.rows(d)
    w.nonempty(d)
    d.assume("weights_sum_to_one", equal(total(w.pi[k], k), 1))
    mean = d.define(
        "m",
        (k, e),
        total(r[n, k] * m.x[n, e], n) / w.count[k],
        tex=r"\hat{\mu}",
        vector=True,
        note="weighted means",
    )
    around = total(r[n, k] * total((m.x[n, e] - mean[k, e]) ** 2, e), n)
    within = d.define("T", k, around, note="sum of squares about the weighted mean")
    d.assume("spread_out", less(0, within[k]), forall=k)
    spread = d.define(
        "u", k, within[k] / (m.D * w.count[k]), tex=r"\hat{v}", note="mean squares per coordinate"
    )
    share = d.define("s", k, w.count[k] / m.N, tex=r"\hat{\pi}", note="shares of the points")
    return NewParameters(mean, within, spread, share)
