"""Termination: the means of k-means stop moving after finitely many steps.

Main results:
    * G2.1 ``loss-of-labels``: what a step saves, in terms of the labels alone.
    * G2.2 ``savings-are-falls``: three numbers and two indicators.
    * G2 ``lloyd-terminates``: means move in finitely many steps only, whatever the tie rule.
"""

from __future__ import annotations

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
    Pigeonhole,
    Ref,
    Rewrite,
    at_most,
    combine,
    derivation,
    equal,
    indicator,
    less,
    total,
)

from .crosschecks import compare, some_labels
from .lloyd import Clusters, clusters
from .notation import mixture

CHAPTER = Chapter(
    "termination",
    "Why k-means stops",
    "A step of k-means never raises the loss, and lowers it if a mean moves. That alone is no "
    "proof that the algorithm stops: a loss can fall for ever, by less and less. What saves the "
    "day is that after an update the loss belongs to the *labels* (G1.1), and there are only "
    "finitely many ways to label the points. The argument must get by without a rule for ties, "
    "because data may contain equal points and equal distances.",
)


@derivation(
    label="G2.1",
    slug="loss-of-labels",
    title="A step in terms of the labels",
    summary="After an update the loss is a function $V$ of the labels alone. Let labels $c$ lead "
    "to centres $\\boldsymbol{\\mu}$, and let $c'$ be labels of nearest centres. Then "
    "$V(c')$ is below $V(c)$ by the squared moves $\\Delta$ of the next update, or more.",
)
def loss_of_labels(d: Derivation) -> None:
    """V(b) + Delta <= V(c)."""
    m = mixture(d)
    n, k, e, x, mu = m.n, m.k, m.e, m.x, m.mu
    old = d.family("o", m.K, m.D, vector=True, note="centres before the first update")
    c = d.assignment("c", m.N, values=m.K, note="labels")
    b = d.assignment("b", m.N, values=m.K, tex="c'", note="labels of nearest centres")
    first = clusters(d, x, lambda i: c[i], (n, k, e))
    then = clusters(d, x, lambda i: b[i], (n, k, e), mark="_b")
    updated = d.assume("updated", equal(mu[k, e], first.centre(k, e, old[k, e])), forall=(k, e))
    d.assume("nearest", at_most(m.distance(n, b[n]), m.distance(n, k)), forall=(n, k))
    again = d.define(
        "again",
        (k, e),
        then.centre(k, e, mu[k, e]),
        tex=r"\mu^{+}",
        vector=True,
        note="centres after the second update",
    )
    moves = total(then.count[k] * total((mu[k, e] - again[k, e]) ** 2, e), k)
    saved = d.define("S", (), moves, tex=r"\Delta", note="sizes times squared moves")
    for labels, part in ((c, first), (b, then)):
        put = (("c", (n,), labels[n]),)
        with d.details():
            d.have(
                less(0, part.whole(k)), "Well defined (G1.1).", Cite("update-step", families=put)
            )
            d.have(
                less(0, part.count[labels[n]]),
                "Not empty (G1.1).",
                Cite("update-step", 2, families=put),
            )
    reached = total(total((x[n, e] - mu[c[n], e]) ** 2, e), n)
    with d.details():
        with d.calc(reached) as before:
            before.eq(
                total(total((x[n, e] - first.centre(c[n], e, old[c[n], e])) ** 2, e), n),
                "The centres after the first update.",
                Rewrite(updated),
            )
            before.eq(first.V, "Of labels alone.", Cite("update-step", 3, mu=(k, e, old[k, e])))
        next_loss = total(total((x[n, e] - again[b[n], e]) ** 2, e), n)
        after = d.have(equal(next_loss, then.V), "The same.", Cite("update-step", 3, c=(n, b[n])))
        step = d.have(
            at_most(next_loss + saved, reached), "One step (G1).", Cite("lloyd-descent", 1)
        )
    d.show(
        at_most(then.V + saved, first.V),
        "The loss that an update reaches depends on the labels alone (G1.1). Between two of them "
        "lies one step of k-means, which saves what its moves are worth (G1).",
        combine(step, (after, -1), before.shown),
    )
    d.pitfall(
        "That the loss depends on the labels alone is true right after an update, not in between: "
        "after an assignment it still depends on where the centres are."
    )
    d.refer("Shalev-Shwartz and Ben-David, Understanding Machine Learning, section 22.2")
    compare(
        d,
        numeric.assignment_distortion,
        first.V,
        _loss_after_update,
        c=some_labels,
        K=lambda p: len(p.means),
    )


def _loss_after_update(p: numeric.Problem) -> float:
    """The loss after the centres were updated for some labels."""
    labels = some_labels(p)
    centres = numeric.update(p.x, labels, len(p.means), p.means)
    return numeric.assignment_distortion(p.x, centres, labels)


@derivation(
    label="G2.2",
    slug="savings-are-falls",
    title="What saves something is a fall",
    summary="A small lemma about three numbers: if a quantity falls by $S$ at least, then it "
    "falls wherever $S$ is not zero. Said with indicators, which can be added up over all "
    "steps.",
)
def savings_are_falls(d: Derivation) -> None:
    """W + S <= V with S >= 0 implies 1[S != 0] <= 1[W != V]."""
    V, W = d.symbol("V", note="a number before"), d.symbol("W", tex="V'", note="and after")
    S = d.symbol("S", "nonnegative", note="what is saved at least")
    saves = d.assume("saves", at_most(W + S, V))
    moves, falls = 1 - indicator(S, 0), 1 - indicator(W, V)
    same, lower = d.case("same", equal(W, V)), d.case("lower", less(W, V))
    with d.details():
        with d.when(same):
            none = d.have(
                equal(S, 0),
                "Both.",
                Antisymmetry(
                    d.have(at_most(S, 0), "Nothing was saved.", combine(saves, (Ref("same"), -1))),
                    d.have(at_most(0, S), "They are not negative.", ByHypothesis()),
                ),
            )
            with d.calc(moves) as first:
                first.eq(0, "Then the indicator is one, and the left side is zero.", Rewrite(none))
                first.le(falls, "An indicator is at most one.", ByHypothesis())
        with d.when(lower), d.calc(moves) as second:
            second.le(1, "The left side is at most one.", Gap(indicator(S, 0)))
            second.eq(falls, "The indicator is zero.", KnownIndicators())
        d.have(at_most(W, V), "It never rises.", combine(saves, gap=S))
    d.show(
        at_most(moves, falls),
        "If the number stays the same, nothing was saved, and the left side is zero; if it falls, "
        "the right side is one. It never rises.",
        Cases(first.shown, second.shown),
    )
    d.pitfall("The converse is false: the number may fall although $S = 0$.")


@derivation(
    label="G2",
    slug="lloyd-terminates",
    title="The means move finitely often",
    summary="Each fall of the loss leads to labels that were not there before, and there are "
    "$K^N$ ways to label $N$ points. So, however long k-means runs, means move in fewer "
    "than $K^N$ of the steps after the first, and then never again. Ties may be decided "
    "in any way, even differently each time.",
)
def lloyd_terminates(d: Derivation) -> None:
    """1 + (number of steps after the first in which means move) <= K^N."""
    N, D = d.size("N", note="number of data points"), d.size("D", note="dimension")
    T = d.size("T", note="number of steps after the first")
    K = d.size("K", note="number of clusters")
    n, k, t, e = d.index("n", N), d.index("k", K), d.index("t", T), d.index("e", D)
    x = d.family("x", N, D, vector=True, note="data points")
    mu = d.family("mu", T, K, D, vector=True, note="centres before step $t$")
    c = d.assignment("c", T, N, values=K, note="labels in step $t$")
    run = clusters(d, x, lambda i: c[t, i], (n, k, e), (t,))
    d.assume("updated", equal(mu[t + 1, k, e], run.centre(k, e, mu[t, k, e])), forall=(t, k, e))
    own, other = mu[t + 1, c[t + 1, n], e], mu[t + 1, k, e]
    d.assume(
        "nearest",
        at_most(total((x[n, e] - own) ** 2, e), total((x[n, e] - other) ** 2, e)),
        forall=(t, n, k),
    )
    later = Clusters(run.count, run.sums, run.empty, run.V, (t + 1,))
    again = later.centre(k, e, mu[t + 1, k, e])
    moves = total(run.count[t + 1, k] * total((mu[t + 1, k, e] - again) ** 2, e), k)
    saved = d.define("S", t, moves, tex=r"\Delta", note="sizes times squared moves in step $t + 1$")
    still, level = indicator(saved[t], 0), indicator(run.V[t + 1], run.V[t])
    for time, part in ((t, run), (t + 1, later)):
        put = (("c", (n,), c[time, n]), ("mu", (k, e), mu[time, k, e]))
        with d.details():
            d.have(
                less(0, part.whole(k)), "Well defined (G1.1).", Cite("update-step", families=put)
            )
            d.have(
                less(0, run.count[time, c[time, n]]),
                "Not empty (G1.1).",
                Cite("update-step", 2, families=put),
            )
    both = (
        ("c", (n,), c[t, n]),
        ("b", (n,), c[t + 1, n]),
        ("o", (k, e), mu[t, k, e]),
        ("mu", (k, e), mu[t + 1, k, e]),
    )
    saves = d.have(
        at_most(run.V[t + 1] + saved[t], run.V[t]),
        "The loss after step $t$ is a function $V_t$ of the labels $c_t$; it falls by what the "
        "moves of the next step save, or more (G2.1).",
        Cite("loss-of-labels", families=both),
    )
    with d.details():
        never_rises = d.have(
            at_most(run.V[t + 1], run.V[t]), "It never rises.", combine(saves, gap=saved[t])
        )
    falls = d.have(
        at_most(1 + total(1 - level, t), K**N),
        "Equal labels have equal losses. So each time the loss falls, the labels are new, and "
        "there are $K^N$ of them.",
        Pigeonhole(never_rises, "c"),
    )
    with d.details():
        counted = d.have(
            at_most(1 - still, 1 - level),
            "When means move, the loss falls (G2.2).",
            Cite("savings-are-falls", V=run.V[t], W=run.V[t + 1], S=saved[t]),
        )
    d.show(
        at_most(1 + total(1 - still, t), K**N),
        "When means move the loss falls (G2.2). So the steps in which they move are no more than "
        "the falls.",
        combine(falls, (counted, 1, (t,))),
    )
    d.pitfall(
        "One often reads that ties must be decided consistently, or the algorithm may not stop. "
        "That is needed if one waits for the *labels* to repeat: equal points at a tie can be "
        "exchanged for ever, with all means fixed. The means stop in any case. The bound $K^N$ is "
        "no estimate of the running time, which is usually short but can be exponential."
    )
    d.refer("Shalev-Shwartz and Ben-David, Understanding Machine Learning, section 22.2")
