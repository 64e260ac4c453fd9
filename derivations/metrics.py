"""Other covariances in the limit: a common shape, widths of one's own, widths that are learned.

Main results:
    * D12 ``tied-shape``: a common covariance gives k-means for whitened data.
    * D12b ``own-widths``: with given widths of one's own the least d / v takes the point.
    * D12c ``round-borders``: its borders are spheres.
    * D12d ``learned-widths``: widths learned with hard labels have another criterion.
    * D12e ``learned-widths-unbounded``: and that one has no least value.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import (
    Problem,
    classification_criterion,
    dividing_ball,
    own_width_shares,
    squared_distances,
)
from hardlimit.proofs.author import (
    Algebra,
    Chapter,
    Cite,
    Derivation,
    LimitLaws,
    LogLaws,
    Rewrite,
    Unfold,
    delta,
    derivation,
    equal,
    indicator,
    less,
    minimum,
    total,
)

from .crosschecks import compare, distinct_variances, some_factor, some_labels
from .exact_values import first_alone, first_on_a_point
from .notation import mixture, width

CHAPTER = Chapter(
    "metrics",
    "Other covariances in the limit",
    "k-means is the limit of a mixture whose components share *one round* width. What is the limit "
    "of the others? With a common ellipse it is k-means again, but for data that have been "
    "whitened. With a width for each component, given and sent to zero together, it is something "
    "else: a wide component reaches farther than a narrow one, and the border between the two is a "
    "sphere round the narrow one. The log-determinants, which one might expect to matter, only "
    "decide ties. And if the widths are *learned*, with labels in place of shares, the loss of "
    "k-means is gone altogether: what falls is a sum of logarithms, and it falls without end as "
    "soon as a cluster has one point. So it is *shared* that makes k-means out of *spherical*.",
)


@derivation(
    label="D12",
    slug="tied-shape",
    title="A common shape: whitened data",
    summary="Let all components have the covariance $\\sigma^2 (U^\\top U)^{-1}$. Their distance "
    "is the squared Euclidean distance of $U\\mathbf{x}_n$ and $U\\boldsymbol{\\mu}_k$, so as "
    "$\\sigma \\to 0$ a point goes to the nearest centre of the *whitened* data; and means of "
    "whitened points are whitened means, so the update is the same.",
)
def tied_shape(d: Derivation) -> None:
    """(x - mu)^T P (x - mu) = |U x - U mu|^2, the limit of the shares, and the mean."""
    m = mixture(d)
    n, k, j, e, f, x, mu = m.n, m.k, m.j, m.e, m.f, m.x, m.mu
    g = d.index("g", m.D)
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    s = width(d)
    U = d.family("U", m.D, m.D, note="a factor of the common precision, such as Cholesky's")
    norm = d.symbol("eta", "positive", note="the factor before the bells, the same for all")
    w = d.family("w", m.N, sign="nonnegative", note="shares of one cluster")
    d.assume("occupied", less(0, total(w[n], n)))
    P = d.define("P", (e, f), total(U[g, e] * U[g, f], g), note="the common precision at width 1")
    y = d.define("y", (n, e), total(U[e, f] * x[n, f], f), vector=True, note="whitened points")
    nu = d.define("nu", (k, e), total(U[e, f] * mu[k, f], f), vector=True, note="whitened centres")
    dist = d.define("d", (n, k), total((y[n, e] - nu[k, e]) ** 2, e), note="their distances")
    least = d.define("m", n, minimum(dist[n, j], j), note="the least of these")
    h = d.define("h", (n, k), indicator(dist[n, k], least[n]), note="one for a nearest centre")

    def form(i: Any) -> Any:
        return total((x[n, e] - mu[i, e]) * P[e, f] * (x[n, f] - mu[i, f]), e, f)

    def bell(i: Any) -> Any:
        return pi[i] * norm * sp.exp(-form(i) / (2 * s**2))

    def white(i: Any) -> Any:
        return pi[i] * sp.exp(-dist[n, i] / (2 * s**2))

    hard = pi[k] * h[n, k] / total(pi[j] * h[n, j], j)
    same = d.show(
        equal(form(k), dist[n, k]),
        "The quadratic form is a sum of squares in the coordinates of the whitened data.",
        Unfold("P", "d", "y", "nu"),
    )
    with d.calc(bell(k) / total(bell(j), j)) as line:
        line.eq(
            white(k) / total(white(j), j),
            "The common factor, with its determinant, cancels.",
            Rewrite(same),
        )
        line.tends(
            hard,
            s,
            "These are the responsibilities of a spherical mixture of the whitened data (D1).",
            Cite("hard-responsibilities", 1, x=y, mu=nu),
            goal=True,
        )
    d.show(
        equal(
            total(w[n] * y[n, e], n) / total(w[n], n),
            total(U[e, f] * (total(w[n] * x[n, f], n) / total(w[n], n)), f),
        ),
        "Whitening is linear, so it goes through means.",
        Unfold("y"),
    )
    d.pitfall(
        "Whiten by the covariance *within* clusters, which the mixture estimates, not by that of "
        "all data: scaling every column to variance one is another metric, and may hide the very "
        "direction in which the clusters lie apart."
    )
    compare(
        d,
        squared_distances,
        dist[n, k],
        lambda p: squared_distances(p.x @ some_factor(p).T, p.means @ some_factor(p).T),
        U=some_factor,
        w=lambda p: p.responsibilities[:, 0],
    )


@derivation(
    label="D12b",
    slug="own-widths",
    title="Given widths of one's own: the least d / v",
    summary="Let component $k$ have the variance $v_k\\sigma^2$. As $\\sigma \\to 0$ a point goes "
    "to the component with the least $d_{nk}/v_k$, whatever the weights are. Weights and "
    "log-determinants are left only where several are least: there the shares go by "
    "$\\pi_k v_k^{-D/2}$.",
)
def own_widths(d: Derivation) -> None:
    """The shares tend to pi_k v_k^(-D/2) 1[d_nk / v_k least], normalised."""
    m = mixture(d)
    n, k, j, D = m.n, m.k, m.j, m.D
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    v = d.family("v", m.K, sign="positive", note="variances at $\\sigma = 1$")
    s = width(d)
    cost = d.define("E", (n, k), m.distance(n, k) / v[k], note="distance in the unit of $k$")
    least = d.define("M", n, minimum(cost[n, j], j), note="the least of these")
    h = d.define("h", (n, k), indicator(cost[n, k], least[n]), note="one where it is least")

    def density(i: Any) -> Any:
        bell = sp.exp(-m.distance(n, i) / (2 * v[i] * s**2))
        return pi[i] * (2 * sp.pi * v[i] * s**2) ** (-D / 2) * bell

    def left(i: Any) -> Any:
        return pi[i] * v[i] ** (-D / 2)

    def falling(i: Any) -> Any:
        return sp.exp(-(cost[n, i] - least[n]) / (2 * s**2))

    hard = left(k) * h[n, k] / total(left(j) * h[n, j], j)
    with d.calc(density(k) / total(density(j), j)) as line:
        line.eq(
            left(k) * falling(k) / total(left(j) * falling(j), j),
            "Powers of $2\\pi\\sigma^2$ cancel, those of $v_k$ stay. Divide by the largest bell.",
            LogLaws("E"),
        )
        line.tends(
            hard,
            s,
            "All bells vanish but those with the least cost. What stands before them does not "
            "move.",
            LimitLaws("h"),
            goal=True,
        )
    d.pitfall(
        "Not a Voronoi diagram: a point may go to the *farther* of two centres, if that component "
        "is wide. And $-2\\sigma^2$ times a log-determinant vanishes, so it is no fixed charge of "
        "a wide component, as it is for $\\sigma > 0$."
    )
    compare(
        d,
        own_width_shares,
        hard,
        lambda p: own_width_shares(p.x, p.means, p.weights, distinct_variances(p)),
        axes=(n, k),
        v=distinct_variances,
    )


@derivation(
    label="D12c",
    slug="round-borders",
    title="Its borders are spheres",
    summary="Between components of variances $v < w$ the border is a sphere. The narrower "
    "component has its inside; the centre of the sphere lies on the line through both means, "
    "beyond that of the narrower one.",
)
def round_borders(d: Derivation) -> None:
    """|x - mu|^2 / v - |x - nu|^2 / w = (w - v) / (v w) (|x - z|^2 - R)."""
    D = d.size("D", note="dimension")
    e = d.index("e", D)
    x = d.family("x", D, vector=True, note="a point")
    mu = d.family("mu", D, vector=True, note="mean of the narrower component")
    nu = d.family("nu", D, vector=True, note="mean of the wider one")
    v, w = (d.symbol(name, "positive", note="variance") for name in ("v", "w"))
    d.assume("narrower", less(v, w))
    middle = mu[e] + v / (w - v) * (mu[e] - nu[e])
    z = d.define("z", e, middle, vector=True, note="centre of the sphere")
    far = total((mu[e] - nu[e]) ** 2, e)
    radius = d.define("R", (), v * w * far / (w - v) ** 2, note="its squared radius")
    here, there = total((x[e] - mu[e]) ** 2, e) / v, total((x[e] - nu[e]) ** 2, e) / w
    d.show(
        equal(here - there, (w - v) / (v * w) * (total((x[e] - z[e]) ** 2, e) - radius)),
        "Complete the square. The difference of costs is negative inside of this sphere, where the "
        "narrower component wins, and positive outside.",
        Unfold("z", "R"),
    )
    d.pitfall(
        "Equal variances are not a small special case: as $v \\to w$ centre and radius go to "
        "infinity, and only then the border is a plane. A wide component surrounds a narrow one, "
        "so its cell may have a hole."
    )
    compare(
        d,
        dividing_ball,
        radius,
        lambda p: dividing_ball(p.means[0], p.means[-1], p.sigma2, 2 * p.sigma2).radius2,
        axes=(),
        x=lambda p: p.x[0],
        mu=lambda p: p.means[0],
        nu=lambda p: p.means[-1],
        v=lambda p: p.sigma2,
        w=lambda p: 2 * p.sigma2,
    )


@derivation(
    label="D12d",
    slug="learned-widths",
    title="Learned widths: another criterion",
    summary="Give the components variances of their own, points labels for shares, and let the "
    "variances be learned. What falls is "
    "$\\sum_n (d_{nc_n}/v_{c_n} + D \\log v_{c_n})$, and at the best variances this is "
    "$ND + D \\sum_k N_k \\log \\hat{v}_k$: a sum of *logarithms* of scatters, where k-means has "
    "the sum of the scatters $\\sum_k D N_k \\hat{v}_k$ itself.",
)
def learned_widths(d: Derivation) -> None:
    """-2 ell = C + N D log 2 pi, and C at the best variances."""
    m = mixture(d)
    N, n, k, D = m.N, m.n, m.k, m.D
    c = d.assignment("c", N, values=m.K, note="labels")
    v = d.family("v", m.K, sign="positive", note="variances")
    at = m.distance(n, c[n])

    def criterion(u: Any) -> Any:
        return total(at / u[c[n]] + D * sp.log(u[c[n]]), n)

    bell = (2 * sp.pi * v[c[n]]) ** (-D / 2) * sp.exp(-at / (2 * v[c[n]]))
    ell = total(sp.log(bell), n)
    member = delta(k, c[n])
    count = d.define("count", k, total(member, n), tex="N", note="sizes of the clusters")
    scatter = d.define("S", k, total(member * m.distance(n, k), n), note="their scatters")
    d.assume("occupied", less(0, count[k]), forall=k)
    d.assume("spread", less(0, scatter[k]), forall=k)
    best = d.define("v_hat", k, scatter[k] / (D * count[k]), tex=r"\hat{v}", note="best variances")
    logs = D * total(count[k] * sp.log(best[k]), k)
    d.show(
        equal(-2 * ell, criterion(v) + N * D * sp.log(2 * sp.pi)),
        "The log of a bell is a squared distance over its variance, plus the log of the variance.",
        LogLaws(),
    )
    with d.calc(criterion(best)) as line:
        line.eq(
            total(scatter[k] / best[k] + D * count[k] * sp.log(best[k]), k),
            "Put in the best variances (C3) and collect the points of each cluster.",
            Unfold("S", "count"),
        )
        line.eq(
            D * total(count[k], k) + logs,
            "A scatter over its own variance is $D$ for each point of the cluster.",
            Unfold("v_hat"),
        )
        line.eq(N * D + logs, "Every point has one label.", Unfold("count"), goal=True)
    d.pitfall(
        "“Hard EM for a spherical mixture is k-means” holds for a *shared* width (G4). With own "
        "widths it prefers one tight cluster and one wide one to two equal ones."
    )
    compare(
        d,
        classification_criterion,
        criterion(v),
        lambda p: classification_criterion(p.x, p.means, some_labels(p), distinct_variances(p)),
        axes=(),
        c=some_labels,
        v=distinct_variances,
    )


@derivation(
    label="D12e",
    slug="learned-widths-unbounded",
    title="And that one has no least value",
    summary="Let a cluster consist of one point, and put its centre there. The criterion is then "
    "$D \\log u$ plus what the others add, with the variance $u$ of this cluster, which is free. "
    "So it goes to $-\\infty$ as $u \\to 0$: $e^{C/D}$ goes to $0$.",
)
def learned_widths_unbounded(d: Derivation) -> None:
    """C = D log u + C', and e^(C / D) -> 0 as u falls to 0."""
    m = mixture(d)
    n, e, D = m.n, m.e, m.D
    i = d.index("i", m.N)
    c = d.assignment("c", m.N, values=m.K, note="labels")
    v = d.family("v", m.K, sign="positive", note="variances of the other clusters")
    u = d.symbol("u", "positive", note="variance of the cluster of point $i$")
    alone = d.assume("alone", equal(delta(c[n], c[i]), delta(n, i)), forall=n)
    place = d.assume("on_its_centre", equal(m.mu[c[i], e], m.x[i, e]), forall=e)
    mine, at = delta(c[n], c[i]), m.distance(n, c[n])
    theirs = total((1 - mine) * (at / v[c[n]] + D * sp.log(v[c[n]])), n)
    rest = d.define("rest", i, theirs, tex="C'", note="what the other clusters add")
    cost = d.define(
        "C", i, total(mine * (at / u + D * sp.log(u)), n) + rest[i], note="the criterion"
    )
    own = total((m.x[i, e] - m.mu[c[i], e]) ** 2, e) / u + D * sp.log(u)
    with d.calc(cost[i]) as line:
        line.eq(own + rest[i], "The cluster has one point.", Rewrite(alone, "C"))
        line.eq(
            D * sp.log(u) + rest[i],
            "Its distance is zero, so dividing it by a small variance costs nothing.",
            Rewrite(place),
            goal=True,
        )
    free = line.shown
    with d.calc(sp.exp(cost[i] / D)) as line:
        with line.through("Put this into an exponential.") as finer:
            finer.eq(sp.exp((D * sp.log(u) + rest[i]) / D), "As shown.", Rewrite(free))
            finer.eq(u * sp.exp(rest[i] / D), "The exponential of a logarithm.", Algebra())
        line.tends(0, u, "The others do not know this variance.", LimitLaws(), goal=True)
    d.pitfall(
        "The best variance of a cluster of one point is zero, and the M-step would divide by it. "
        "What programs add to variances (`reg_covar`) then decides the result."
    )
    compare(
        d,
        classification_criterion,
        cost[i],
        _alone,
        axes=(i,),
        mu=first_on_a_point,
        c=first_alone,
        v=distinct_variances,
        u=lambda p: p.sigma2 / 2,
    )


def _alone(problem: Problem) -> Any:
    """The criterion with half the variance for the cluster of each point in turn."""
    labels, means = first_alone(problem), first_on_a_point(problem)
    out = []
    for label in labels:
        variances = distinct_variances(problem)
        variances[label] = problem.sigma2 / 2
        out.append(classification_criterion(problem.x, means, labels, variances))
    return out
