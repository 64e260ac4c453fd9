"""The other end: what a mixture does when its width is large.

Main results:
    * D13 ``wide-responsibilities``: shares tend to the weights, all means to the grand mean.
    * D13b ``wide-objective``: the objective tends to a mean distance, where it was a least one.
    * D13c ``step-gradient``: how the means answer to a small move of the centres.
    * D13d ``collapse``: at the grand mean, moves along an axis grow by lambda / sigma^2 a step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from hardlimit.numeric import Problem, em_jacobian, responsibilities, softmin
from hardlimit.proofs.author import (
    Algebra,
    Chapter,
    Derivation,
    Gap,
    Gradient,
    LimitLaws,
    LogBound,
    Monotone,
    Rewrite,
    Squeeze,
    Unfold,
    UseTotal,
    at_most,
    combine,
    delta,
    derivation,
    equal,
    has_gradient,
    tends_to,
    termwise,
    total,
)

from .crosschecks import compare
from .notation import mixture, weights, width

CHAPTER = Chapter(
    "wide",
    "The other end: a wide mixture",
    "Send the width the other way. Then distances do not matter, every point is shared by weight, "
    "and after one step all means lie on the grand mean: the mixture has collapsed into a single "
    "bell. Somewhere in between, as the width falls, the means must part. Where? A small move of "
    "the centres along an axis of the data with variance $\\lambda$ grows by $\\lambda/\\sigma^2$ "
    "in one step of EM, *whatever the weights and the number of components are*, and a move of all "
    "centres together is forgotten. So the collapse attracts what is near exactly if $\\sigma^2$ "
    "is larger than the largest variance of the data along any axis, "
    "$\\lambda_{\\max}(S)$. The last sentence adds that the axes of $S$ span the space, which is "
    "not a derivation here; and it is about small moves: far away there may be better fits.",
)


@derivation(
    label="D13",
    slug="wide-responsibilities",
    title="A wide mixture shares by weight",
    summary="As $\\sigma \\to \\infty$, that is $\\beta = 1/\\sigma^2 \\to 0$, every "
    "responsibility tends to the weight of its component, and every mean to the grand mean, in one "
    "step.",
)
def wide_responsibilities(d: Derivation) -> None:
    """r_nk -> pi_k and mu'_k -> sum_n x_n / N as beta = 1 / sigma^2 falls to 0."""
    m = mixture(d)
    n, k, j, f, x = m.n, m.k, m.j, m.f, m.x
    pi, one = weights(d, m)
    beta = d.symbol("beta", "positive", note="one over the squared width")

    def bell(i: Any) -> Any:
        return pi[i] * sp.exp(-beta * m.distance(n, i) / 2)

    r = d.define("r", (n, k), bell(k) / total(bell(j), j), note="responsibilities")
    with d.calc(r[n, k]) as line:
        line.tends(pi[k] / total(pi[j], j), beta, "Every bell becomes flat.", LimitLaws("r"))
        line.eq(pi[k], "The weights sum to one.", Rewrite(one), goal=True)
    soft = line.shown
    with d.calc(total(r[n, k] * x[n, f], n) / total(r[n, k], n)) as line:
        line.tends(
            total(pi[k] * x[n, f], n) / total(pi[k], n),
            beta,
            "So all points count alike in every mean.",
            LimitLaws(soft),
        )
        line.eq(total(x[n, f], n) / m.N, "The weight cancels.", Algebra(), goal=True)
    d.pitfall(
        "Not $1/K$ each, unless the weights are equal. And no choice of first centres survives a "
        "step at a very large width."
    )
    compare(
        d,
        responsibilities,
        r[n, k],
        beta=lambda p: 1 / p.sigma2,
    )


@derivation(
    label="D13b",
    slug="wide-objective",
    title="From the least distance to the mean one",
    summary="The soft objective of a point lies between $\\sum_k \\pi_k d_k / (1 + "
    "d_k/2\\sigma^2)$ and $\\sum_k \\pi_k d_k$. So as $\\sigma \\to \\infty$ it tends to the "
    "*mean* distance, where it tends to the *least* one as $\\sigma \\to 0$ (D7). The mean one is "
    "lowest with all centres at the grand mean.",
)
def wide_objective(d: Derivation) -> None:
    """sum pi d / (1 + beta d / 2) <= -(2 / beta) log sum pi e^(-beta d / 2) <= sum pi d."""
    K = d.size("K", note="number of components")
    k = d.index("k", K)
    dist = d.family("dist", K, sign="nonnegative", tex="d", note="squared distances of a point")
    pi = d.family("pi", K, sign="positive", note="mixing weights")
    beta = d.symbol("beta", "positive", note="one over the squared width")
    one = d.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    y = beta * dist[k] / 2
    mass = d.define("Z", (), total(pi[k] * sp.exp(-y), k), note="total mass")
    a = d.define("a", k, sp.log(1 + y), note="a logarithm")
    soft, mean = -2 / beta * sp.log(mass), total(pi[k] * dist[k], k)
    low = total(pi[k] * dist[k] / (1 + y), k)
    with d.details():
        tangent = d.have(at_most(sp.log(1 + y), y), "The tangent of log.", LogBound())
        turned = d.have(at_most(-y, -a[k]), "The other way round.", combine(tangent, "a"))
        down = d.have(at_most(sp.exp(-y), sp.exp(-a[k])), "The exponential.", Monotone(turned))
    convex = d.have(
        at_most(dist[k] / (1 + y), 2 / beta * (1 - sp.exp(-y))),
        "For $y = d_k/2\\sigma^2$ we have $e^{-y} \\le 1/(1+y)$, since $\\log(1+y) \\le y$.",
        combine((down, 2 / beta), "a", logs=True),
    )
    log = d.have(at_most(sp.log(mass), mass - 1), "The tangent of log once more.", LogBound())
    with d.calc(low) as line:
        line.le(
            2 / beta * total(pi[k] * (1 - sp.exp(-y)), k),
            "Add up over the components.",
            termwise(convex, k, factor=pi[k]),
        )
        line.eq(2 / beta * (1 - mass), "The weights sum to one.", UseTotal(one, "Z"))
        line.le(soft, "This is the tangent.", combine((log, 2 / beta)), goal=True)
    below = line.shown
    share = sp.exp(-y) / mass
    lost = 2 / beta * total(pi[k] * (share - 1 - sp.log(share)), k)
    with d.details():
        d.have(at_most(sp.log(share), share - 1), "The tangent of log.", LogBound())
    with d.calc(soft) as line:
        line.le(soft + lost, "Add what lies between the tangent and the logarithm.", Gap(lost))
        line.eq(
            mean + 2 / beta * (total(pi[k] * sp.exp(-y), k) / mass - 1),
            "The logarithm of an exponential is a distance.",
            UseTotal(one, logs=True),
        )
        line.eq(mean, "The rest is one minus one.", Unfold("Z"), goal=True)
    with d.details():
        limit = d.have(tends_to(low, beta, mean), "Denominators tend to one.", LimitLaws())
    d.show(
        tends_to(soft, beta, mean),
        "Both bounds tend to the mean distance.",
        Squeeze(below, line.shown, limit, None),
    )
    d.pitfall(
        "So one objective has k-means at one end and no clusters at all at the other. To lower one "
        "end is not to lower the other: a step of k-means may raise it (G6b)."
    )
    compare(
        d,
        softmin,
        soft,
        lambda p: softmin(_one_point(p)[None], p.weights, 2 * p.sigma2)[0],
        axes=(),
        dist=_one_point,
        beta=lambda p: 1 / p.sigma2,
    )


def _one_point(problem: Problem) -> Any:
    """The squared distances of the first point."""
    return np.square(problem.x[0] - problem.means).sum(axis=1)


@derivation(
    label="D13c",
    slug="step-gradient",
    title="How the means answer to a move",
    summary="Move the centre of $b$ by a little. The responsibilities change by "
    "$r_{nk}(\\delta_{kb} - r_{nb})(\\mathbf{x}_n - \\boldsymbol{\\mu}_b)/\\sigma^2$, and the new "
    "means by the covariance of this with the data. Where no point is shared, nothing changes.",
)
def step_gradient(d: Derivation) -> None:
    """N_k s^2 d mu'_kf / d mu_bg = sum_n r_nk (delta_kb - r_nb) (x_ng - mu_bg) (x_nf - mu'_kf)."""
    m = mixture(d)
    n, k, j, f, x, mu = m.n, m.k, m.j, m.f, m.x, m.mu
    g, b = d.index("g", m.D), d.index("b", m.K)
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    s = width(d)

    def bell(i: Any) -> Any:
        return pi[i] * sp.exp(-m.distance(n, i) / (2 * s**2))

    r = d.define("r", (n, k), bell(k) / total(bell(j), j), note="responsibilities")
    size = total(r[n, k], n)
    moved = total(r[n, k] * x[n, f], n) / size
    new = d.define("mu_new", (k, f), moved, tex=r"\mu'", vector=True, note="means after the step")
    y = d.symbol("y", note="any number")
    slope = r[n, k] * (delta(k, b) - r[n, b]) * (x[n, g] - mu[b, g]) / s**2
    answer = total(slope * (x[n, f] - new[k, f]), n) / size
    d.show(
        has_gradient(r[n, k], mu[b, g], slope),
        "The chain rule; a share that grows takes from all others.",
        Gradient("r"),
    )
    d.show(
        equal(total(r[n, k] * (x[n, f] - new[k, f]), n), 0),
        "The new mean $y$ is where the shares balance: $\\sum_n r_{nk}(x_{nf} - y) = 0$.",
        Unfold("mu_new"),
    )
    d.show(
        has_gradient(total(r[n, k] * (x[n, f] - y), n), mu[b, g], total(slope * (x[n, f] - y), n)),
        "At any fixed $y$ this sum answers so. To keep the balance $y$ must move by this over "
        "$N_k$, since the sum falls by $N_k$ as $y$ grows by one.",
        Gradient("r"),
    )
    d.pitfall(
        "The factor $r_{nk}(\\delta_{kb} - r_{nb})$ is of the size of $r(1-r)$, and $1/\\sigma^2$ "
        "stands before it: for small $\\sigma$ the answer is tiny away from the borders and huge "
        "at them."
    )
    compare(
        d,
        em_jacobian,
        answer,
        lambda p: em_jacobian(p.x, p.means, p.weights, _reach(p) ** 2),
        axes=(k, f, b, g),
        sigma=_reach,
    )


def _reach(problem: Problem) -> float:
    """A width of the size of the distances: no share underflows."""
    return float(np.abs(problem.x[:, None] - problem.means).max()) or 1.0


@derivation(
    label="D13d",
    slug="collapse",
    title="When the means part",
    summary="With all centres on the grand mean the shares are the weights, and the gradient of "
    "D13c is $(\\delta_{kb} - \\pi_b) S/\\sigma^2$, with the covariance $S$ of the data. A move of "
    "the centres by $t_k \\mathbf{v}$ along an axis of $S$ becomes $(\\lambda/\\sigma^2)(t_k - "
    "\\bar{t}) \\mathbf{v}$: differences grow exactly if $\\lambda > \\sigma^2$.",
)
def collapse(d: Derivation) -> None:
    """J t v = (lambda / s^2) (t - sum pi t) v for S v = lambda v."""
    m = mixture(d)
    n, k, j, e, f, x = m.n, m.k, m.j, m.e, m.f, m.x
    pi, one = weights(d, m)
    s = width(d)
    g, b = d.index("g", m.D), d.index("b", m.K)
    v = d.family("v", m.D, vector=True, note="an axis of the data")
    lam = d.symbol("lambda", note="the variance of the data along it")
    t = d.family("t", m.K, note="how far each centre is moved along it")
    centre = d.define(
        "xbar", f, total(x[n, f], n) / m.N, tex=r"\bar{x}", vector=True, note="grand mean"
    )
    spread = total((x[n, f] - centre[f]) * (x[n, g] - centre[g]), n) / m.N
    S = d.define("S", (f, g), spread, note="covariance of the data")
    J = d.define("J", (k, f, b, g), (delta(k, b) - pi[b]) * S[f, g] / s**2, note="gradient there")
    axis = d.assume("axis", equal(total(S[f, g] * v[g], g), lam * v[f]), forall=f)
    bell = sp.exp(-total((x[n, e] - centre[e]) ** 2, e) / (2 * s**2))
    slope = pi[k] * (delta(k, b) - pi[b]) * (x[n, g] - centre[g]) / s**2
    apart = t[k] - total(pi[b] * t[b], b)
    with d.calc(pi[k] * bell / total(pi[j] * bell, j)) as line:
        line.eq(pi[k] / total(pi[j], j), "All bells are the same.", Algebra())
        line.eq(pi[k], "The weights sum to one.", Rewrite(one), goal=True)
    d.show(
        equal(total(slope * (x[n, f] - centre[f]), n) / total(pi[k], n), J[k, f, b, g]),
        "Put these shares, and the grand mean for old and new means, into D13c.",
        Unfold("J", "S"),
    )
    with d.calc(total(J[k, f, b, g] * t[b] * v[g], b, g)) as line:
        line.eq(
            apart / s**2 * total(S[f, g] * v[g], g),
            "What the centres have in common drops out: only differences from their mean count.",
            Unfold("J"),
        )
        line.eq(
            lam / s**2 * apart * v[f],
            "Along an axis the covariance is a number.",
            UseTotal(axis),
            goal=True,
        )
    d.pitfall(
        "“Linearly stable” is about small moves. With an outlier a split fit may beat the collapse "
        "although $\\sigma^2$ is above $\\lambda_{\\max}$; so an annealed width may miss it."
    )
