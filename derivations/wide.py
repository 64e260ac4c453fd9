"""The other end: what a mixture does when its width is large.

Main results:
    * D13 ``wide-responsibilities``: shares tend to the weights, all means to the grand mean.
    * D13b ``wide-objective``: the objective tends to a mean distance, where it was a least one.
    * D13c ``step-gradient``: how the means answer to a small move of the centres.
    * D13d ``collapse``: at the grand mean a step applies S / sigma^2 to what sets centres apart.
    * D13e ``parting``: which grows or shrinks by the variance of the data along it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import sympy as sp
from hardlimit.numeric import Problem, collapse_step, em_jacobian, responsibilities, softmin
from hardlimit.proofs.author import (
    Algebra,
    Chapter,
    Derivation,
    Gap,
    Gradient,
    Index,
    LimitLaws,
    LogBound,
    Monotone,
    Rewrite,
    Squeeze,
    Unfold,
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
from .exact_values import fractions, grand_means
from .notation import Mixture, mixture, weights, width

CHAPTER = Chapter(
    "wide",
    "The other end: a wide mixture",
    "Send the width the other way. Then distances do not matter, every point is shared by weight, "
    "and after one step all means lie on the grand mean: the mixture has collapsed into a single "
    "bell. Somewhere in between, as the width falls, the means must part. Where? At the collapse a "
    "step of EM multiplies what sets the centres apart by $S/\\sigma^2$, with the covariance $S$ "
    "of the data, *whatever the weights and the number of components are*, and a move of all "
    "centres together is forgotten. Let $\\lambda_{\\max}(S)$ be the largest variance of the data "
    "along any line. If $\\sigma^2$ is larger, every small difference dies out; if it is smaller, "
    "the one along that line grows, step by step. No axes of $S$ are needed for this: only that no "
    "line has more variance than $\\lambda_{\\max}$. It is about small moves: far away there may "
    "be better fits. And that the step moves like its gradient near the collapse is what a "
    "derivative means; it is used in the words *dies out* and *grows*, and not derived again. For "
    "two bells that mirror each other the same is shown of the step itself, without a gradient: "
    "above the variance of the data they meet from anywhere (D14d), below it they part (D14e).",
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
        line.eq(2 / beta * (1 - mass), "The weights sum to one.", Rewrite(one, "Z"))
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
            Rewrite(one),
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


class Answer(NamedTuple):
    """The shares of a mixture, the means after a step, and how these answer to a move."""

    r: Any
    new: Any
    slope: Any
    answer: Any


def step_answer(d: Derivation, m: Mixture, pi: Any, s: Any, g: Index, b: Index) -> Answer:
    """Declare a step of EM for the means; what belongs to a move of the centre b along g."""
    n, k, j, f, x, mu = m.n, m.k, m.j, m.f, m.x, m.mu

    def bell(i: Any) -> Any:
        return pi[i] * sp.exp(-m.distance(n, i) / (2 * s**2))

    r = d.define("r", (n, k), bell(k) / total(bell(j), j), note="responsibilities")
    size = total(r[n, k], n)
    moved = total(r[n, k] * x[n, f], n) / size
    new = d.define("mu_new", (k, f), moved, tex=r"\mu'", vector=True, note="means after the step")
    slope = r[n, k] * (delta(k, b) - r[n, b]) * (x[n, g] - mu[b, g]) / s**2
    return Answer(r, new, slope, total(slope * (x[n, f] - new[k, f]), n) / size)


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
    n, k, f, mu = m.n, m.k, m.f, m.mu
    g, b = d.index("g", m.D), d.index("b", m.K)
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    a = step_answer(d, m, pi, width(d), g, b)
    d.show(
        has_gradient(a.r[n, k], mu[b, g], a.slope),
        "The chain rule; a share that grows takes from all others.",
        Gradient("r"),
    )
    d.show(
        has_gradient(a.new[k, f], mu[b, g], a.answer),
        "The quotient rule. Where a share grows by a little, the mean moves towards the point by "
        "this part of $\\mathbf{x}_n - \\boldsymbol{\\mu}'_k$, over $N_k$.",
        Gradient("mu_new", "r"),
    )
    d.pitfall(
        "The factor $r_{nk}(\\delta_{kb} - r_{nb})$ is of the size of $r(1-r)$, and $1/\\sigma^2$ "
        "stands before it: for small $\\sigma$ the answer is tiny away from the borders and huge "
        "at them."
    )
    compare(
        d,
        em_jacobian,
        a.answer,
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
    title="What a step does at the collapse",
    summary="With all centres on the grand mean the shares are the weights, and the gradient of "
    "D13c is $(\\delta_{kb} - \\pi_b) S/\\sigma^2$, with the covariance $S$ of the data. Move the "
    "centres by $\\mathbf{t}_k$, and let $\\mathbf{u}_k = \\mathbf{t}_k - \\sum_b \\pi_b "
    "\\mathbf{t}_b$ be what sets them apart. The means move by $S\\mathbf{u}_k/\\sigma^2$, and "
    "this is all difference again: what the centres have in common is forgotten in one step.",
)
def collapse(d: Derivation) -> None:
    """J t = S u / s^2 with u = t - sum pi t, and sum pi u = 0."""
    m = mixture(d)
    n, k, j, f, x, mu = m.n, m.k, m.j, m.f, m.x, m.mu
    pi, one = weights(d, m)
    s = width(d)
    g, b = d.index("g", m.D), d.index("b", m.K)
    t = d.family("t", m.K, m.D, vector=True, note="how far each centre is moved")
    grand = total(x[n, f], n) / m.N
    centre = d.define("xbar", f, grand, tex=r"\bar{x}", vector=True, note="grand mean")
    together = d.assume("together", equal(mu[k, f], centre[f]), forall=(k, f))
    spread = total((x[n, f] - centre[f]) * (x[n, g] - centre[g]), n) / m.N
    S = d.define("S", (f, g), spread, note="covariance of the data")
    J = d.define("J", (k, f, b, g), (delta(k, b) - pi[b]) * S[f, g] / s**2, note="gradient there")
    apart = t[k, f] - total(pi[b] * t[b, f], b)
    u = d.define("u", (k, f), apart, vector=True, note="what sets the centres apart")
    a = step_answer(d, m, pi, s, g, b)
    with d.details(), d.calc(a.r[n, k]) as line:
        line.eq(pi[k] / total(pi[j], j), "All bells are the same.", Rewrite(together, "r"))
        line.eq(pi[k], "The weights sum to one.", Rewrite(one))
    shares = line.shown
    new = d.have(
        equal(a.new[k, f], centre[f]),
        "At the grand mean all bells are the same: the shares are the weights, and the new means "
        "are where the old ones were.",
        Rewrite(shares, "mu_new", "xbar"),
    )
    d.show(
        equal(a.answer, J[k, f, b, g]),
        "Put this into D13c.",
        Rewrite(shares, new, together, "J", "S"),
    )
    d.show(
        equal(total(J[k, f, b, g] * t[b, g], b, g), total(S[f, g] * u[k, g], g) / s**2),
        "What the centres have in common drops out: only differences from their mean count.",
        Unfold("J", "u"),
    )
    d.show(
        equal(total(pi[k] * u[k, f], k), 0),
        "Differences from a mean have the mean zero, and $S$ keeps it so.",
        Rewrite(one, "u"),
    )
    d.pitfall(
        "$1/K$ in place of the weights would be wrong here: what the centres have in common is "
        "their mean by the weights."
    )
    compare(
        d,
        em_jacobian,
        J[k, f, b, g],
        lambda p: em_jacobian(p.x, grand_means(p).astype(float), p.weights, _reach(p) ** 2),
        axes=(k, f, b, g),
        mu=grand_means,
        sigma=_reach,
    )


@derivation(
    label="D13e",
    slug="parting",
    title="When the means part",
    summary="Let a step take a difference $\\mathbf{u}$ to $S\\mathbf{u}/\\sigma^2$. If no line "
    "has more variance than $\\lambda$, it becomes shorter by the factor $\\lambda/\\sigma^2$, or "
    "more. If the data have the variance $\\rho$ or more along $\\mathbf{u}$, it becomes longer by "
    "$\\rho/\\sigma^2$, or more, and the data have that variance along the new difference, too: so "
    "it goes on. With $\\lambda = \\rho = \\lambda_{\\max}(S)$: the collapse is stable if "
    "$\\sigma^2 > \\lambda_{\\max}(S)$, and not if $\\sigma^2 < \\lambda_{\\max}(S)$.",
)
def parting(d: Derivation) -> None:
    """|Su| <= lambda |u|, rho |u| <= |Su|, and the variance along Su is rho at least."""
    N, D = d.size("N", note="number of data points"), d.size("D", note="dimension")
    n, (f, g) = d.index("n", N), d.indices("f g", D)
    z = d.family("z", N, D, vector=True, note="data, less their grand mean")
    u = d.family("u", D, vector=True, note="a difference of centres")
    s = width(d)
    high = d.symbol("lambda", "positive", note="no line has more variance")
    low = d.symbol("rho", "positive", note="the variance along $\\mathbf{u}$, or less")
    S = d.define("S", (f, g), total(z[n, f] * z[n, g], n) / N, note="covariance of the data")
    a = d.define("a", f, total(S[f, g] * u[g], g), vector=True, note="$S\\mathbf{u}$")
    p = d.define("p", n, total(z[n, f] * u[f], f), note="the data along $\\mathbf{u}$")
    q = d.define("q", n, total(z[n, f] * a[f], f), note="the data along $\\mathbf{a}$")
    along, then = total(p[n] ** 2, n) / N, total(q[n] ** 2, n) / N
    before, after = total(u[f] ** 2, f), total(a[f] ** 2, f)
    most = d.assume("most_along_u", at_most(along, high * before))
    more = d.assume("most_along_a", at_most(then, high * after))
    least = d.assume("least_along_u", at_most(low * before, along))
    with d.details():
        both = d.have(
            equal(total(p[n] * q[n], n) / N, after),
            "Add by columns.",
            Unfold("S", "a", "p", "q"),
        )
        own = d.have(equal(total(u[f] * a[f], f), along), "Add by rows.", Unfold("a", "S", "p"))
    d.show(
        at_most(after / s**4, (high / s**2) ** 2 * before),
        "The square of $\\lambda\\mathbf{u} - S\\mathbf{u}$, as the data see it, is not negative; "
        "and neither along $\\mathbf{u}$ nor along $S\\mathbf{u}$ they see more than $\\lambda$.",
        combine(
            (most, high / s**4),
            (more, 1 / (high * s**4)),
            (both, -2 / s**4),
            gap=total((high * p[n] - q[n]) ** 2, n) / (N * high * s**4),
        ),
    )
    d.show(
        at_most((low / s**2) ** 2 * before, after / s**4),
        "The square of $S\\mathbf{u} - \\rho\\mathbf{u}$ is not negative either.",
        combine(
            (own, -2 * low / s**4),
            (least, 2 * low / s**4),
            gap=total((a[f] - low * u[f]) ** 2, f) / s**4,
        ),
    )
    d.show(
        at_most(low * after, then),
        "And along the new difference the variance is not smaller: it goes on to grow.",
        combine(
            (both, -2 * low),
            (own, -2 * low**2),
            (least, low**2),
            gap=total((q[n] - low * p[n]) ** 2, n) / N + low * total((a[f] - low * u[f]) ** 2, f),
        ),
    )
    d.pitfall(
        "“Linearly stable” is about small moves. With an outlier a split fit may beat the collapse "
        "although $\\sigma^2$ is above $\\lambda_{\\max}$; so an annealed width may miss it."
    )
    compare(
        d,
        collapse_step,
        a[f] / s**2,
        lambda p: collapse_step(p.x, _difference(p), p.sigma2),
        axes=(f,),
        z=_centred,
        u=_difference,
        **{"lambda": _variance, "rho": _along},
    )


def _difference(problem: Problem) -> Any:
    """Some difference of centres."""
    return problem.means[-1] - problem.x[0]


def _centred(problem: Problem) -> Any:
    """The data less their grand mean, exactly."""
    return fractions(problem.x) - grand_means(problem)[0]


def _variance(problem: Problem) -> Fraction:
    """The variance in all coordinates together: no line has more; 1, if it is none."""
    found: Fraction = (_centred(problem) ** 2).sum() / len(problem.x)
    return found or Fraction(1)


def _along(problem: Problem) -> Fraction:
    """The variance along the difference; 1, which is too much, if it is none."""
    u = fractions(_difference(problem))
    seen: Fraction = ((_centred(problem) @ u) ** 2).sum() / len(problem.x)
    return seen / (u**2).sum() if seen else Fraction(1)
