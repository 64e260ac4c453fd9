"""The update step: the limit of the M-step for the means, with ties and empty clusters.

Main results:
    * D4 ``mean-limit``: the limit of the means, with ties.
    * D4b ``lloyd-mean``: without ties it is the update step of k-means.
    * D4c ``mean-error``: how far the means are from their limit.
    * D5 ``empty-cluster``: the limit of every mean, also that of an empty cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from hardlimit.numeric import assign, em_mean_limit, em_means, update
from hardlimit.proofs.author import (
    AbsoluteBound,
    Chapter,
    Cite,
    Derivation,
    LimitLaws,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    indicator,
    less,
    minimum,
    tends_to,
    total,
)

from .crosschecks import compare, nearest_labels
from .hardening import Hardening, hardening

CHAPTER = Chapter(
    "update",
    "The update step",
    "The second half of an EM step moves each mean to the average of the data, weighted by the "
    "responsibilities. Its limit follows from theirs, since finite sums and quotients pass to the "
    "limit as long as the denominator does not vanish. Without ties it is the update step of "
    "k-means, so that one whole step of EM becomes one whole step of k-means. Where a cluster is "
    "empty k-means is undefined, and the limit of EM is still computed here.",
)


@dataclass(frozen=True)
class Means:
    """Means after one EM step, and the same with hard responsibilities, with their masses."""

    soft: Any
    hard: Any
    N: Any
    T: Any


def means(d: Derivation, g: Hardening) -> Means:
    """Declare the means after one EM step and their limit."""
    n, k, e, x = g.m.n, g.m.k, g.m.e, g.m.x
    N = d.define("N_soft", k, total(g.r[n, k], n), tex="N", note="soft size of component $k$")
    T = d.define("N_hard", k, total(g.t[n, k], n), tex=r"\bar{N}", note="hard size")
    soft = d.define(
        "mu_new",
        (k, e),
        total(g.r[n, k] * x[n, e], n) / N[k],
        tex=r"\mu^{\mathrm{new}}",
        vector=True,
        note="means after one EM step",
    )
    hard = d.define(
        "xbar",
        (k, e),
        total(g.t[n, k] * x[n, e], n) / T[k],
        tex=r"\bar{x}",
        vector=True,
        note="means with hard responsibilities",
    )
    return Means(soft, hard, N, T)


@derivation(
    label="D4",
    slug="mean-limit",
    title="The means harden",
    summary="If centre $k$ is nearest for some point, ties included, its mean after one EM step "
    "tends to the mean of its points, each counted with its hard responsibility.",
)
def mean_limit(d: Derivation) -> None:
    """The limit of the mean of component k, with ties; k is nearest for some point."""
    g = hardening(d)
    n, k, f = g.m.n, g.m.k, g.m.f
    mean = means(d, g)
    d.assume("not_empty", less(0, mean.T[k]))
    with d.details():
        each = d.have(tends_to(g.r[n, k], g.s, g.t[n, k]), "D1.", Cite("hard-responsibilities", 1))
    d.show(
        tends_to(mean.soft[k, f], g.s, mean.hard[k, f]),
        "Each responsibility has its limit (D1), and the weighted mean (C1) is a quotient of "
        "finite sums of them. The limit of its denominator is not zero: the centre is nearest for "
        "some point.",
        LimitLaws("mu_new", "N_soft", "xbar", "N_hard", each),
    )
    d.pitfall(
        "If the centre is nearest for no point, numerator and denominator both vanish and this "
        "theorem says nothing: there the limit of EM and the recipes for empty clusters part. And "
        "with a tie no rule that gives the point to one centre has the same limit: the points $-1, "
        "0, 1$ with centres $\\mp\\tfrac23$ of equal weight split the $0$."
    )
    d.refer("Bishop, PRML, section 9.3.2")
    compare(d, em_means, mean.soft[k, f])
    compare(
        d, em_mean_limit, mean.hard[k, f], lambda p: em_mean_limit(p.x, p.means, p.weights).means
    )


@derivation(
    label="D4b",
    slug="lloyd-mean",
    title="Without ties: the update step of k-means",
    summary="If every point has one strictly nearest centre, the mean of a non-empty cluster "
    "after one EM step tends to the plain mean of its points: the update step of k-means.",
)
def lloyd_mean(d: Derivation) -> None:
    """Without ties the mean of component k tends to the mean of the points with c_n = k."""
    g = hardening(d)
    n, k, f, x = g.m.n, g.m.k, g.m.f, g.m.x
    c = d.assignment("c", g.m.N, values=g.m.K, note="the nearest centre of each point")
    d.assume(
        "strictly_nearest", less(g.d[n, c[n]], g.d[n, k]), forall=(n, k), given=differs(k, c[n])
    )
    size = d.define("size", k, total(delta(k, c[n]), n), tex=r"\lvert S\rvert", note="cluster size")
    d.assume("not_empty", less(0, size[k]))
    new = total(g.r[n, k] * x[n, f], n) / total(g.r[n, k], n)
    lloyd = total(delta(k, c[n]) * x[n, f], n) / size[k]
    with d.details():
        each = d.have(tends_to(g.r[n, k], g.s, delta(k, c[n])), "D1d.", Cite("nearest-centre", 2))
    d.show(
        tends_to(new, g.s, lloyd),
        "Without ties the responsibilities tend to zero and one (D1d). The denominator tends to "
        "the size of the cluster, which is not zero; what is left is the sum of its points over "
        "their number.",
        LimitLaws("size", each),
    )
    d.pitfall(
        "It is one step that has this limit. To follow many steps, every step on the way must be "
        "without ties and empty clusters; and the number of steps must be fixed before $\\sigma$ "
        "falls to zero."
    )
    d.refer(
        "Bishop, PRML, section 9.3.2", "Bottou and Bengio, leon.bottou.org/papers/bottou-bengio-95"
    )
    compare(
        d,
        update,
        lloyd,
        lambda p: update(p.x, assign(p.x, p.means), len(p.means), p.means),
        axes=(k, f),
        c=nearest_labels,
    )


@derivation(
    label="D4c",
    slug="mean-error",
    title="How far the means are from their limit",
    summary="In each coordinate the means differ from their limit by at most the spread of the "
    "data there, times the sum of all changes of responsibility, over the soft size of "
    "the component. With the bounds above this error falls exponentially, too.",
)
def mean_error(d: Derivation) -> None:
    """|mu_new - xbar| <= R sum_n |r_nk - t_nk| / N_k in each coordinate."""
    g = hardening(d)
    n, k, f, x = g.m.n, g.m.k, g.m.f, g.m.x
    i = d.index("i", g.m.N)
    mean = means(d, g)
    soft, hard, N, T = mean.soft[k, f], mean.hard[k, f], mean.N[k], mean.T[k]
    R = d.family("R", g.m.D, note="spread of the data in each coordinate")
    spread = d.assume("spread", at_most(x[n, f] - x[i, f], R[f]), forall=(n, i, f))
    d.assume("not_empty", less(0, T))
    change, off = g.r[n, k] - g.t[n, k], x[n, f] - hard
    size = sp.Abs(change)
    bound = R[f] * total(size, n) / N
    with d.details():
        above = d.have(
            at_most(off, R[f]),
            "A mean of data points is within $R_f$ of each of them.",
            combine((spread, g.t[i, k] / T, (i,)), "xbar", "N_hard"),
        )
        below = d.have(
            at_most(-off, R[f]),
            "From the other side.",
            combine((spread.at({n: i, i: n}), g.t[i, k] / T, (i,)), "xbar", "N_hard"),
        )
        plus, minus = (size + change) / 2, (size - change) / 2
        up = d.have(
            at_most(change * off, R[f] * size),
            "Times the change.",
            combine((above, plus), (below, minus)),
        )
        down = d.have(
            at_most(-change * off, R[f] * size),
            "The other way round.",
            combine((below, plus), (above, minus)),
        )
    form = d.have(
        equal(soft - hard, total(change * off, n) / N),
        "Take the hard mean away under the sum; hard responsibilities times deviations from it "
        "cancel, so only the changes are left.",
        Unfold("mu_new", "N_soft", "xbar", "N_hard"),
    )
    with d.details():
        high = d.have(at_most(soft - hard, bound), "Add, divide.", combine(form, (up, 1 / N, (n,))))
        low = d.have(
            at_most(-(soft - hard), bound),
            "The other sign.",
            combine((form, -1), (down, 1 / N, (n,))),
        )
    d.show(
        at_most(sp.Abs(soft - hard), bound),
        "The hard mean is a mean of data points, so no deviation from it is above $R_f$. Add the "
        "sizes of the changes and divide by $N_k$.",
        AbsoluteBound(high, low),
    )
    d.pitfall(
        "The soft size $N_k$ stands in the denominator. It tends to $\\bar{N}_k > 0$ here, but a "
        "centre that is nearest for no point has $N_k \\to 0$, and then there is no such bound."
    )


@derivation(
    label="D5",
    slug="empty-cluster",
    title="Every mean has a limit, also that of an empty cluster",
    summary="Let $q_n$ be by how much centre $k$ is farther from $\\mathbf{x}_n$ than the nearest "
    "centre, in squared distance. The mean of component $k$ tends to the mean of the "
    "points with the least $q_n$, weighted by $1/W_n$. If the cluster is empty this is, "
    "as a rule, one data point: the one that is nearest to defecting.",
)
def empty_cluster(d: Derivation) -> None:
    """The limit of every mean: the points of least excess, weighted by 1 / W_n."""
    g = hardening(d)
    n, k, j, f, x, s = g.m.n, g.m.k, g.m.j, g.m.f, g.m.x, g.s
    i = d.index("i", g.m.N)
    q = d.define("q", (n, k), g.d[n, k] - g.least[n], note="how much farther centre $k$ is")
    first = d.define("q_min", k, minimum(q[i, k], i), tex=r"q^{\min}", note="the least of these")
    soft = total(g.r[n, k] * x[n, f], n) / total(g.r[n, k], n)
    now = indicator(q[n, k], first[k]) / g.W[n]
    hard = total(now * x[n, f], n) / total(now, n)
    with d.details():
        known = d.have(
            equal(g.r[n, k], g.pi[k] * g.falling(n, k) / total(g.pi[j] * g.falling(n, j), j)),
            "Divided by the largest exponential (D1).",
            Cite("hard-responsibilities", 0),
        )
    late = sp.exp(-(q[n, k] - first[k]) / (2 * s**2))
    share = late / total(g.pi[j] * g.falling(n, j), j)
    with d.calc(soft) as line:
        line.eq(
            total(share * x[n, f], n) / total(share, n),
            "If the cluster is empty all its responsibilities vanish, so one has to divide once "
            "more: by $\\pi_k$ and by the largest exponential over all points.",
            Rewrite(known, "q"),
        )
        line.tends(
            hard,
            s,
            "Only the points with the least $q_n$ keep a share. The other sum tends to $W_n$.",
            LimitLaws("W", "h"),
            goal=True,
        )
    d.pitfall(
        "k-means computes $0/0$ here, and programs have their own recipes, such as moving the "
        "centre to the point farthest from its own. The limit of EM is another rule; and the empty "
        "cluster is a defect of the limit of the formula, not of EM at positive width."
    )
    compare(
        d, em_mean_limit, hard, lambda p: em_mean_limit(p.x, p.means, p.weights).means, axes=(k, f)
    )
