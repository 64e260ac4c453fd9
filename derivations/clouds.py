"""Weighted points and a Gaussian with a full covariance, declared once for their chapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    Family,
    Index,
    Ref,
    Rewrite,
    delta,
    equal,
    less,
    total,
)

from .triangular import Factors, Precision, best_precision, factors, precision


@dataclass(frozen=True)
class Cloud:
    """Weighted points, their mean and scatter, and what a Gaussian makes of them."""

    p: Precision
    n: Index
    x: Family
    r: Family
    mu: Family
    count: Any
    mean: Any
    scatter: Any
    Q: Any = None

    def at(self, mu: Any, U: Any = None, w: Any = None) -> Any:
        """The expected log-likelihood with other parameters put in, written out."""
        p, n, x = self.p, self.n, self.x
        pivots = w or p.w
        log_det = total(sp.log(pivots[p.i]), p.i)
        square = p.length(lambda e: x[n, e] - mu[e], U, w)
        return total(self.r[n] * (log_det - p.D * sp.log(2 * sp.pi) - square) / 2, n)


class Column:
    """One column of a family of two indices, written like a family of one."""

    def __init__(self, family: Any, column: Index) -> None:
        self.family, self.column = family, column

    def __getitem__(self, row: Any) -> Any:
        return self.family[row, self.column]


def cloud(d: Derivation) -> Cloud:
    """Declare weighted points, a centre, a precision, and the expected log-likelihood Q."""
    N = d.size("N", note="number of data points")
    p = precision(d)
    n, e, f = d.index("n", N), p.e, p.f
    x = d.family("x", N, p.D, vector=True, note="data points")
    r = d.family("r", N, sign="nonnegative", note="responsibilities of the component, held fixed")
    mu = d.family("mu", p.D, vector=True, note="centre of the component")
    count = d.define(
        "N_r", (), total(r[n], n), note="number of points that the component answers for"
    )
    d.assume("nonempty", less(0, count))
    mean = d.define(
        "m",
        e,
        total(r[n] * x[n, e], n) / count,
        tex=r"\hat{\mu}",
        vector=True,
        note="weighted mean",
    )
    scatter = d.define(
        "S",
        (e, f),
        total(r[n] * (x[n, e] - mean[e]) * (x[n, f] - mean[f]), n) / count,
        note="weighted scatter about the mean",
    )
    density = d.define(
        "density",
        n,
        (2 * sp.pi) ** (-p.D / 2)
        * sp.sqrt(p.det)
        * sp.exp(-p.length(lambda e: x[n, e] - mu[e]) / 2),
        tex=r"\mathcal{N}",
        note="density of the Gaussian at point $n$",
    )
    Q = d.define(
        "Q",
        (),
        total(r[n] * sp.log(density[n]), n),
        note="expected log-likelihood of the component",
    )
    return Cloud(p, n, x, r, mu, count, mean, scatter, Q)


def moved(d: Derivation, c: Cloud) -> Any:
    """Declare the squared distance of the centre from the mean, as the precision measures it."""
    return d.define(
        "move",
        (),
        c.p.length(lambda e: c.mu[e] - c.mean[e]),
        tex=r"\lVert \boldsymbol{\mu} - \hat{\boldsymbol{\mu}} \rVert_\Lambda^2",
        note="squared distance from the mean, as $\\Lambda$ measures it",
    )


def eliminated(d: Derivation, c: Cloud, s: Factors) -> None:
    """Assume that L and v are what Cholesky's elimination makes of the scatter S.

    Together the two equations say S = L diag(v) L^T, solved for the number found next.
    """
    e, i, j, L, v, S = c.p.e, c.p.i, c.p.j, s.L, s.v, c.scatter
    others = total((1 - delta(i, j)) * L[i, j] ** 2 * v[j], j)
    d.assume("pivots", equal(v[i], S[i, i] - others), forall=i)
    others = total((1 - delta(i, j)) * L[e, j] * v[j] * L[i, j], j)
    d.assume("columns", equal(L[e, i], (S[e, i] - others) / v[i]), forall=(i, e))


def factored(d: Derivation, c: Cloud, s: Factors) -> Ref:
    """S = L diag(v) L^T, from the way in which L and v are computed."""
    e, f, i, j, L, v, S = c.p.e, c.p.f, c.p.i, c.p.j, s.L, s.v, c.scatter
    with d.calc(
        total(L[e, j] * v[j] * L[f, j], j),
        "Elimination was made for this: set apart the term in which $L$ is on its diagonal, where "
        "it has a one.",
    ) as line:
        rest = total((1 - delta(f, j)) * L[e, j] * v[j] * L[f, j], j)
        line.eq(L[e, f] * v[f] * L[f, f] + rest, "Set the diagonal of $L$ apart.", Algebra())
        line.eq(L[e, f] * v[f] + rest, "On its diagonal $L$ has a one.", Rewrite(Ref("L_unit")))
        line.eq(S[e, f], "So it was chosen.", Rewrite(Ref("columns").at({e: e, i: f})))
    return line.shown


@dataclass(frozen=True)
class Fit:
    """A cloud with the factors of its scatter S and of S^-1, and what the best fit gains.

    ``top`` is Q at the weighted mean and S^-1, ``move`` the squared distance of the centre
    from the mean, and ``lost`` what any centre and precision lack to ``top``.
    """

    c: Cloud
    s: Factors
    V: Family
    u: Any
    top: Any
    move: Any

    @property
    def lost(self) -> Any:
        """What the precision and the centre lose, by C2."""
        return self.c.count / 2 * (self.s.loss + self.move)


def fit(d: Derivation) -> Fit:
    """Declare a cloud with a positive definite scatter, and what Cholesky makes of it."""
    c = cloud(d)
    s = factors(d, c.p)
    eliminated(d, c, s)
    V, u = best_precision(d, c.p, s)
    top = d.define(
        "Q_best", (), c.at(c.mean, V, u), tex=r"\hat{Q}", note="$Q$ at the mean and $S^{-1}$"
    )
    return Fit(c, s, V, u, top, moved(d, c))
