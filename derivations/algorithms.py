"""The algorithm of k-means, after Lloyd: no step raises the loss.

Main results:
    * G1.1 ``update-step``: what the update saves, exactly, empty clusters included.
    * G1 ``lloyd-descent``: what a whole step saves, at least.
    * G1.2 ``lloyd-strict``: a mean that moves lowers the loss strictly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hardlimit import numeric
from hardlimit.proofs.author import (
    Antisymmetry,
    ByHypothesis,
    Cases,
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    Ref,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    termwise,
    total,
)

from .crosschecks import compare, nearest_labels, some_labels
from .lloyd import Update, lloyd_step, loss, update
from .notation import Mixture, mixture

CHAPTER = Chapter(
    "algorithms",
    "The algorithm of k-means",
    "We know now what k-means minimises and where its loss comes from. This chapter is about the "
    "algorithm. It takes turns, like EM: *assign* every point to a nearest centre, then *update* "
    "every centre to the mean of its points. Two things can go wrong at the margin, and both are "
    "treated here instead of being assumed away: several centres may be equally near, and a "
    "cluster may be empty. We show what each half of a step saves. In the next chapter it follows "
    "that the means stop moving after finitely many steps.",
)


@derivation(
    label="G1.1",
    slug="update-step",
    title="The update of k-means",
    summary="Moving every centre to the mean of its cluster lowers the loss by exactly the "
    "squared moves, each counted once for every point of the cluster. An empty cluster "
    "keeps its centre and does no harm. Afterwards the loss depends on the labels alone: "
    "the old centres are forgotten.",
)
def update_step(d: Derivation) -> None:
    """J(c, mu) = J(c, new) + sum_k N_k |mu_k - new_k|^2, and J(c, new) depends on c alone."""
    m = mixture(d)
    n, k, e, x = m.n, m.k, m.e, m.x
    i = d.index("i", m.N)
    c = d.assignment("c", m.N, values=m.K, note="any labels")
    u = update(d, m, c)
    own = d.define(
        "y", (n, e), u.sums[c[n], e] / u.count[c[n]], vector=True, note="mean of the own cluster"
    )
    J = d.define(
        "J", (), loss(m, c, m.mu), tex=r"J(c, \boldsymbol{\mu})", note="loss before the update"
    )
    J_new = d.define(
        "J_new", (), loss(m, c, u.new), tex=r"J(c, \boldsymbol{\mu}')", note="loss after it"
    )
    V = total(total((x[n, e] - own[n, e]) ** 2, e), n)
    d.goal(less(0, u.whole(k)), equal(J, J_new + u.saved), less(0, u.count[c[n]]), equal(J_new, V))
    _denominator(d, m, u)
    if_empty = _empty_cluster(d, m, u, c, i)
    if_occupied = _occupied_cluster(d, m, u, c)
    moved = u.count[k] * total((m.mu[k, e] - u.new[k, e]) ** 2, e)
    with d.details():
        cluster = d.have(
            equal(u.before[k], u.after[k] + moved),
            "For every cluster.",
            Cases(if_empty, if_occupied),
        )
    with d.calc(
        J,
        "By Steiner's identity (A2) the error of a cluster grows by its size times the squared "
        "move away from its mean; an empty cluster has no error. Add over the clusters.",
    ) as line:
        line.eq(total(u.before[k], k), "Add up the clusters.", Unfold("J", "E"))
        line.eq(total(u.after[k] + moved, k), "Each falls.", Rewrite(cluster))
        line.eq(J_new + u.saved, "The new errors add up to the new loss.", Unfold("J_new", "E_new"))

    with d.details():
        with d.calc(1) as one:
            one.le(
                u.count[c[n]],
                "A cluster holds its point.",
                Gap(total(delta(c[n], c[i]) * (1 - delta(n, i)), i), "count"),
            )
        d.have(less(0, u.count[c[n]]), "It is not empty.", combine(one.shown, gap=1))
        mean = d.have(
            equal(u.new[c[n], e], own[n, e]),
            "So its centre is the mean.",
            KnownIndicators("new", "h", "y"),
        )
    d.have(
        equal(J_new, V),
        "Every point is in a cluster, which is not empty: it holds the point. So its new centre "
        "is the mean of its points, wherever the old one was, and the loss depends on the labels "
        "alone.",
        Rewrite(mean, "J_new"),
    )
    d.pitfall(
        'For an empty cluster "the mean of its points" is $0/0$. A rule is needed, and the '
        "theorem holds for this one: the centre stays. Programs differ; some move it to a far "
        "point, which is another algorithm. Nor is this what EM does in the limit, where an empty "
        "component moves towards the point that is nearest to joining it (D5)."
    )
    d.refer("Shalev-Shwartz and Ben-David, Understanding Machine Learning, Lemma 22.1")
    compare(
        d,
        numeric.update,
        u.new[k, m.f],
        lambda p: numeric.update(p.x, some_labels(p), len(p.means), p.means),
        c=some_labels,
    )


def _denominator(d: Derivation, m: Mixture, u: Update) -> None:
    """The denominator of the new centre is positive, also for an empty cluster."""
    k = m.k
    with d.details():
        with d.when("empty", equal(u.count[k], 0)) as empty:
            one = d.have(equal(u.whole(k), 1), "It is one if empty.", Rewrite(empty, "h"))
            first = d.have(less(0, u.whole(k)), "One is positive.", combine((one, -1), gap=1))
        with d.when("occupied", less(0, u.count[k])):
            second = d.have(less(0, u.whole(k)), "At least its size.", ByHypothesis())
    d.have(
        less(0, u.whole(k)),
        "The denominator of a new centre is the size of its cluster, or one where that is empty: "
        "never zero.",
        Cases(first, second),
    )


def _empty_cluster(d: Derivation, m: Mixture, u: Update, c: Any, i: Any) -> Ref:
    """E_k = E'_k + N_k |mu_k - mu'_k|^2 = 0 for an empty cluster."""
    n, k, e = m.n, m.k, m.e
    is_empty = d.case("empty", equal(u.count[k], 0))
    with d.details():
        with d.when(is_empty), d.calc(delta(k, c[i])) as at_most_zero:
            at_most_zero.le(
                u.count[k],
                "None is more than the count.",
                Gap(total(delta(k, c[n]) * (1 - delta(n, i)), n), "count"),
            )
            at_most_zero.eq(0, "In an empty cluster that count is zero.", Rewrite(Ref("empty")))
        with d.when(is_empty):
            at_least_zero = d.have(at_most(0, delta(k, c[i])), "None is negative.", ByHypothesis())
            none = d.have(
                equal(delta(k, c[i]), 0),
                "So all are zero.",
                Antisymmetry(at_most_zero.shown, at_least_zero),
            )
    with d.details(), d.when(is_empty):
        return d.have(
            equal(u.before[k], u.after[k] + u.count[k] * total((m.mu[k, e] - u.new[k, e]) ** 2, e)),
            "So are its errors, wherever its centre is.",
            Rewrite(none, "E", "E_new", "count"),
        )


def _occupied_cluster(d: Derivation, m: Mixture, u: Update, c: Any) -> Ref:
    """E_k = E'_k + N_k |mu_k - mu'_k|^2 for a cluster with points, by A2."""
    n, k, e = m.n, m.k, m.e
    member, mean = delta(k, c[n]), u.sums[k, e] / u.count[k]
    with d.details(), d.when("occupied", less(0, u.count[k])):
        is_mean = d.have(
            equal(u.new[k, e], mean), "The mean of its points.", KnownIndicators("new", "h")
        )
        with d.calc(u.before[k]) as line:
            line.eq(
                total(member * total((m.x[n, e] - mean) ** 2, e), n)
                + u.count[k] * total((m.mu[k, e] - mean) ** 2, e),
                "Steiner's identity (A2), indicators as weights.",
                Cite("steiner", w=(n, member), m=(e, m.mu[k, e])),
            )
            line.eq(
                u.after[k] + u.count[k] * total((m.mu[k, e] - u.new[k, e]) ** 2, e),
                f"That mean is the new centre, by {is_mean}.",
                Rewrite(is_mean, "E_new"),
            )
    return line.shown


@derivation(
    label="G1",
    slug="lloyd-descent",
    title="A step of k-means never loses",
    summary="Assigning points to nearest centres cannot raise the loss, however ties are decided; "
    "the update then saves its squared moves. So the loss never rises, and one step "
    "lowers it by at least $\\sum_k N_k \\lVert\\boldsymbol{\\mu}_k - "
    "\\boldsymbol{\\mu}'_k\\rVert^2$.",
)
def lloyd_descent(d: Derivation) -> None:
    """J(b, new) + sum_k N_k |mu_k - new_k|^2 <= J(c, mu)."""
    g = lloyd_step(d)
    m, n, k = g.m, g.m.n, g.m.k
    with d.details():
        each = d.have(
            at_most(m.distance(n, g.b[n]), m.distance(n, g.c[n])),
            "A nearest centre is no farther than the one before.",
            ByHypothesis(g.nearest.at({k: g.c[n]})),
        )
    assigned = d.show(
        at_most(g.J_b, g.J),
        "Assignment: a nearest centre is no farther than the centre before, whichever of several "
        "nearest ones is taken. Add over all points.",
        termwise(each, n, "J", "J_b"),
    )
    with d.details():
        d.have(less(0, g.u.whole(k)), "Well defined (G1.1).", Cite("update-step", c=(n, g.b[n])))
        updated = d.have(
            equal(g.J_b, g.J_new + g.u.saved),
            "The squared moves (G1.1).",
            Cite("update-step", 1, c=(n, g.b[n])),
        )
    d.show(
        at_most(g.J_new + g.u.saved, g.J),
        "Update: the loss falls by the squared moves, each counted once for every point of the "
        "cluster (G1.1). Add what both halves of the step save.",
        combine((updated, -1), assigned),
    )
    d.show(
        at_most(g.J_new, g.J),
        "What the update saves is a sum of squares, so the loss never rises.",
        combine((updated, -1), assigned, gap=g.u.saved),
    )
    d.pitfall(
        "That the loss falls says nothing about where it stops: the algorithm may end in a "
        "partition that is far from the best one. And what falls is the loss of k-means; the "
        "likelihood of the mixture may fall in the same step."
    )
    d.refer("Shalev-Shwartz and Ben-David, Understanding Machine Learning, Lemma 22.1")
    for formula, labels in ((g.J, some_labels), (g.J_b, nearest_labels)):
        compare(
            d,
            numeric.assignment_distortion,
            formula,
            _distortion(labels),
            c=some_labels,
            b=nearest_labels,
        )


def _distortion(labels: Callable[[numeric.Problem], Any]) -> Callable[[numeric.Problem], float]:
    return lambda p: numeric.assignment_distortion(p.x, p.means, labels(p))


@derivation(
    label="G1.2",
    slug="lloyd-strict",
    title="A mean that moves lowers the loss",
    summary="If the centre of a cluster that holds a point moves, the loss falls strictly. This "
    "is what makes the algorithm stop.",
)
def lloyd_strict(d: Derivation) -> None:
    """J(b, new) < J(c, mu) if the mean of a non-empty cluster j moves."""
    g = lloyd_step(d)
    n, j, f = g.m.n, g.m.j, g.m.f
    d.assume("occupied", less(0, g.u.count[j]))
    d.assume("moved", differs(g.m.mu[j, f], g.u.new[j, f]))
    with d.details():
        d.have(less(0, g.u.whole(g.m.k)), "As G1.1 says.", Cite("update-step", c=(n, g.b[n])))
        cited = d.have(
            at_most(g.J_new + g.u.saved, g.J), "The step (G1).", Cite("lloyd-descent", 1)
        )
    d.show(
        less(g.J_new, g.J),
        "By G1 the step saves a sum of squared moves at least. One term of that sum is positive, "
        "and none is negative.",
        combine(cited, gap=g.u.saved),
    )
    d.pitfall(
        "Changing labels need not lower the loss: a point that is equally near to two equal "
        "clusters can be passed to and fro, with the means fixed. And moving the centre of an "
        "*empty* cluster saves nothing."
    )
    d.refer("Shalev-Shwartz and Ben-David, Understanding Machine Learning, section 22.2")
