r"""Where k-means stops: a local minimum, unless a point lies on a border.

Main results:
    * G3a ``local-minimum``: while the labels stay, every move of the centres costs something.
    * G3b ``ties-can-be-left``: with a point on a border there is a way down.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hardlimit.numeric import Problem, assignment_distortion, distortion, exact
from hardlimit.proofs.author import (
    ByHypothesis,
    Chapter,
    Derivation,
    MinimumIsLeast,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    minimum,
    total,
)

from .crosschecks import compare, nearest_labels
from .exact_values import cluster_means, fractions
from .lloyd import loss
from .notation import mixture

CHAPTER = Chapter(
    "local",
    "Where k-means stops",
    "k-means stops when every centre is the mean of its points and every point is with a nearest "
    "centre. Is this a minimum of its loss? Not the least one, as a rule; and not even a local one "
    "if a point lies on a border: then give the point to the other centre, which costs nothing, "
    "and let that centre follow. If no point does, labels do not change under small moves, and "
    "then every move of an occupied centre costs. How small is small enough needs "
    "roots and continuity, which these derivations do not have: it is proved in Coq alone (G3), as "
    "is that EM with a small width has a maximum of the likelihood close by (D11).",
)


@derivation(
    label="G3a",
    slug="local-minimum",
    title="While the labels stay, moving costs",
    summary="Let every centre be the mean of its cluster. Move the centres anywhere such that the "
    "labels $c$ still choose nearest ones. The k-means objective there is that of before plus "
    "$\\sum_k N_k \\lVert\\boldsymbol{\\nu}_k - \\boldsymbol{\\mu}_k\\rVert^2$ at least.",
)
def local_minimum(d: Derivation) -> None:
    """J(c, mu) + sum_k N_k |nu_k - mu_k|^2 <= D(nu), and D(mu) <= J(c, mu)."""
    m = mixture(d)
    n, k, e, f, j = m.n, m.k, m.e, m.f, m.j
    b = d.index("b", m.K)
    c = d.assignment("c", m.N, values=m.K, note="labels")
    nu = d.family("nu", m.K, m.D, vector=True, note="other centres")
    member = delta(k, c[n])
    size = d.define("count", k, total(member, n), tex="N", note="sizes of the clusters")

    def to(centre: Any, i: Any) -> Any:
        return total((m.x[n, e] - centre[i, e]) ** 2, e)

    def objective(name: str, centre: Any, tex: str) -> Any:
        body = total(minimum(to(centre, j), j), n)
        return d.define(name, (), body, tex=tex, note="k-means objective")

    before = objective("D_mu", m.mu, r"\mathcal{D}(\boldsymbol{\mu})")
    after = objective("D_nu", nu, r"\mathcal{D}(\boldsymbol{\nu})")
    here, there = loss(m, c, m.mu), loss(m, c, nu)
    means = d.assume(
        "means", equal(total(member * m.x[n, e], n), size[k] * m.mu[k, e]), forall=(k, e)
    )
    stay = d.assume("labels_stay", at_most(to(nu, c[n]), to(nu, j)), forall=(n, j))
    move = total(size[k] * total((nu[k, e] - m.mu[k, e]) ** 2, e), k)
    with d.calc(there) as line:
        line.eq(
            here
            - 2
            * total(
                (total(member * m.x[n, e], n) - size[k] * m.mu[k, e]) * (nu[k, e] - m.mu[k, e]),
                e,
                k,
            )
            + move,
            "Write $\\mathbf{x}_n - \\boldsymbol{\\nu}_k$ as a deviation from the old centre and a "
            "move, and expand.",
            Unfold("count"),
        )
        line.eq(here + move, "Deviations from a mean sum to zero.", Rewrite(means))
    steiner = line.shown
    with d.details():
        least = d.have(
            at_most(to(nu, c[n]), minimum(to(nu, j), j)),
            "No centre is nearer.",
            MinimumIsLeast(stay),
        )
        bound = d.have(
            at_most(minimum(to(m.mu, j), j), to(m.mu, c[n])), "A minimum.", ByHypothesis()
        )
    low = d.show(
        at_most(here + move, after),
        "The labels still choose nearest centres, so this loss is the objective there.",
        combine((steiner, -1), (least, 1, (n,)), "D_nu"),
    )
    high = d.have(
        at_most(before, here),
        "And the objective before is at most the loss of any labels.",
        combine((bound, 1, (n,)), "D_mu"),
    )
    occupied = d.case("occupied", less(0, size[b]))
    moved = d.case("moved", differs(nu[b, f], m.mu[b, f]))
    d.have(
        less(before, after),
        "So if a centre with a point moves, the objective rises.",
        combine(high, low, gap=move),
        under=(occupied, moved),
    )
    d.pitfall(
        "A local minimum among many. And for an *empty* cluster nothing rises: its centre may move "
        "until it takes a point from another."
    )
    compare(
        d,
        distortion,
        here + move,
        lambda p: distortion(p.x, p.means),
        axes=(),
        mu=cluster_means,
        nu=lambda p: p.means,
        c=nearest_labels,
    )


@derivation(
    label="G3b",
    slug="ties-can-be-left",
    title="With a point on a border there is a way down",
    summary="Let the point $i$ of another cluster be as near to $\\boldsymbol{\\mu}_b$ as to its "
    "own centre. Give it to $b$, which costs nothing, and move $\\boldsymbol{\\mu}_b$ towards it "
    "by the part $t/(N_b + 1)$ of the way. For every $t$ in $0 < t \\le 1$ the loss falls, by "
    "$(2t - t^2) d_{ib}/(N_b + 1)$: as small a move as one likes is a way down.",
)
def ties_can_be_left(d: Derivation) -> None:
    """E_b(nu) + |x_i - nu|^2 = E_b(mu) + |x_i - mu|^2 - (2 t - t^2) |x_i - mu|^2 / (N + 1)."""
    N, D = d.size("N", note="number of points"), d.size("D", note="dimension")
    (n, i), e = d.indices("n i", N), d.index("e", D)
    x = d.family("x", N, D, vector=True, note="points")
    mu = d.family("mu", D, vector=True, note="centre of the cluster $b$")
    w = d.family("w", N, sign="nonnegative", note="one for a point of the cluster, else zero")
    t = d.symbol("t", "positive", note="how far the centre moves")
    size = d.define("S", (), total(w[n], n), tex="N_b", note="size of the cluster")
    step = t / (size + 1)
    nu = d.define("nu", (i, e), mu[e] + step * (x[i, e] - mu[e]), vector=True, note="new centre")

    def cost(centre: Any) -> Any:
        own = total(w[n] * total((x[n, e] - centre(e)) ** 2, e), n)
        return own + total((x[i, e] - centre(e)) ** 2, e)

    far = d.define("d", i, total((x[i, e] - mu[e]) ** 2, e), note="squared distance of the point")
    mean = d.assume("mean", equal(total(w[n] * x[n, e], n), size * mu[e]), forall=e)
    short = d.assume("not_beyond", at_most(t, 1))
    away = d.assume("not_there", less(0, far[i]))
    before, after = cost(lambda f: mu[f]), cost(lambda f: nu[i, f])
    saved = t * (2 - t) * far[i] / (size + 1)
    cross = total((total(w[n] * x[n, e], n) - size * mu[e]) * (x[i, e] - mu[e]), e)
    with d.calc(after) as line:
        line.eq(
            before - saved - 2 * step * cross,
            "The points of the cluster lose by the square of the move, the new one wins.",
            Unfold("nu", "d", "S"),
        )
        line.eq(before - saved, "The cluster is at its mean.", Rewrite(mean), goal=True)
    d.show(
        less(after, before),
        "What is saved is positive for every such $t$.",
        combine(line.shown, (away, t / (size + 1)), (short, t * far[i] / (size + 1))),
    )
    d.pitfall(
        "So the tie rule of a program decides whether it stops here. “k-means ends in a local "
        "minimum” needs the words *without a point on a border*."
    )
    compare(
        d,
        assignment_distortion,
        before - saved,
        _moved,
        axes=(i,),
        mu=_mean_of_first,
        w=_in_first,
        t=lambda p: 0.5,
    )


def _in_first(problem: Problem) -> Any:
    """One for the points of the first cluster."""
    return (exact.labels(problem.x, problem.means) == 0).astype(int)


def _mean_of_first(problem: Problem) -> Any:
    """The mean of the first cluster, exactly."""
    return cluster_means(problem)[0]


def _moved(problem: Problem) -> Any:
    """The loss of the first cluster and each point, with the centre half the way to its mean."""
    member = _in_first(problem).astype(bool)
    mean, out = _mean_of_first(problem), []
    for point in problem.x:
        new = mean + (fractions(point) - mean) / (2 * (int(member.sum()) + 1))
        rows = np.vstack([problem.x[member], point])
        centre = new.astype(float)[None]
        out.append(assignment_distortion(rows, centre, np.zeros(len(rows), dtype=int)))
    return out
