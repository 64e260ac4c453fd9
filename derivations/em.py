"""The bound that EM climbs: the identity behind it, the E-step, and why EM never loses.

Main results:
    * B3 ``elbo``: log-likelihood = bound + divergence from the posterior, for any q.
    * B4 ``e-step``: the posterior is the one q that makes the bound greatest.
    * B4p ``point-masses``: the bound where all mass lies on one label per point.
    * B4h ``restricted-e-step``: among point masses the most probable labels are best.
    * B5 ``em-monotone``: the log-likelihood rises at least as much as Q does.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import kl_divergence
from hardlimit.proofs.author import (
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    Family,
    GlobalOptimum,
    Index,
    LogLaws,
    Monotone,
    Rewrite,
    Rule,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    maximises,
    total,
    xlogy,
)

from .crosschecks import compare, positive_rows
from .models import Model, bound, model

CHAPTER = Chapter(
    "em",
    "The bound that EM climbs",
    "The log-likelihood of a mixture has a sum inside a logarithm, and no formula gives its "
    "maximum. EM goes around the obstacle. Choose for every point *any* probabilities $q_{nk}$ "
    "for its label; they define a bound on the log-likelihood, and the gap is exactly a "
    "Kullback-Leibler divergence. So EM takes turns: the E-step chooses $q$ to close the gap, the "
    "M-step chooses parameters to lift the bound. Nothing here is about Gaussians: the joint "
    "density $p_{nk}$ of point $n$ and label $k$ may be that of any model.",
)


@derivation(
    label="B3",
    slug="elbo",
    title="The bound and its gap",
    summary="For any probabilities $q$ at all, zeros included, the log-likelihood is a bound "
    "$\\mathcal{F}$ plus the divergence of $q$ from the posterior. The bound can be "
    "computed and maximised although the log-likelihood cannot.",
)
def elbo(d: Derivation) -> None:
    """log p(X) = F(q) + sum_n KL(q_n || p(z_n | x_n)), and F = E_q log p(X, Z) + H(q)."""
    m = model(d)
    b = bound(d, m)
    n, k, p, q, r = m.n, m.k, m.p, b.q, m.r
    expected = total(q[n, k] * sp.log(p[n, k]), k, n)
    with d.calc(
        m.ell,
        "Average the log-density of each point over the labels: it does not depend on them. The "
        "posterior is the joint density over that of the point, so the log splits: one part is "
        "the bound, the other a divergence for each point.",
    ) as line:
        line.eq(total(sp.log(m.evidence[n]), n), "The points are independent.", Unfold("ell"))
        line.eq(
            total(q[n, k] * sp.log(m.evidence[n]), k, n),
            "The probabilities of a point sum to one.",
            Rewrite(b.rows),
        )
        line.eq(
            total(q[n, k] * (sp.log(p[n, k]) - sp.log(r[n, k])), k, n),
            "Bayes' rule, solved for the density.",
            LogLaws("r"),
        )
        line.eq(
            total(xlogy(q[n, k], p[n, k] / q[n, k]) + xlogy(q[n, k], q[n, k] / r[n, k]), k, n),
            "Add and subtract $\\log q_{nk}$.",
            LogLaws(),
        )
        line.eq(b.F + total(b.KL[n], n), "Bound and divergences.", Unfold("F", "KL"), goal=True)
    d.show(
        equal(b.F, expected + b.H),
        "The bound itself has two parts: the average of the log of the joint density, which is "
        "all that the M-step sees, and the entropy of $q$, which it cannot change.",
        LogLaws("F", "H"),
    )
    d.pitfall(
        "The identity holds for every $q$ whose rows sum to one, not only for the posterior, and "
        "also for $q$ with zeros. That one may treat the points separately is no approximation: "
        "the true posterior factorises (B1). A model whose posterior does not is covered too: let "
        "there be one point, and let $k$ run through all labellings."
    )
    d.refer("Neal and Hinton, A view of the EM algorithm", "Bishop, PRML, section 9.4")
    compare(
        d,
        kl_divergence,
        b.KL[n],
        lambda at: kl_divergence(
            at.responsibilities, positive_rows(at) / positive_rows(at).sum(axis=1, keepdims=True)
        ),
        p=positive_rows,
    )


@derivation(
    label="B4",
    slug="e-step",
    title="The E-step: the posterior is best",
    summary="A divergence is never negative, so $\\mathcal{F}$ is indeed a lower bound. It "
    "touches the log-likelihood at the posterior and nowhere else: responsibilities are "
    "not a choice but the unique best answer.",
)
def e_step(d: Derivation) -> None:
    """F(q) <= log p(X), and the posterior is the unique maximiser of F."""
    m = model(d)
    b = bound(d, m)
    n, k, q, r = m.n, m.k, b.q, m.r
    i, a = d.index("i", m.N), d.index("a", m.K)
    best = maximises(r[i, a], q[i, a], b.F, domain=("rows_sum_to_one",), unique=True)

    def gibbs(point: Index, part: int) -> Rule:
        rows = (("q", (k,), q[point, k]), ("p", (k,), r[point, k]))
        return Cite("gibbs", part, C=m.K, families=rows, b=a)

    with d.details():
        gap = d.have(equal(m.ell, b.F + total(b.KL[n], n)), "The gap (B3).", Cite("elbo"))
        d.have(equal(total(r[n, k], k), 1), "The parts sum to the whole.", Unfold("r", "evidence"))
        each = d.have(at_most(0, b.KL[n]), "Gibbs' inequality (A4).", gibbs(n, 0))
    lower = d.show(
        at_most(b.F, m.ell),
        "The gap between the two is a sum of divergences (B3), and by Gibbs' inequality none is "
        "negative (A4).",
        combine((gap, -1), (each, 1, (n,))),
    )
    with d.details(), d.when("elsewhere", differs(q[i, a], r[i, a])):
        d.have(less(0, b.KL[i]), "Gibbs, if they differ (A4).", gibbs(i, 1))
        strict = d.have(
            less(b.F, m.ell),
            "One term is positive, none is negative.",
            combine((gap, -1), gap=total(b.KL[n], n)),
        )
    d.show(
        best,
        "At the posterior all divergences are zero, so the bound is reached. If $q$ differs from "
        "it at some point, the divergence there is positive (A4), and the bound is lower.",
        GlobalOptimum(lower, strict),
    )
    d.pitfall(
        "The order of the arguments matters: the divergence is taken from $q$ to the posterior. "
        "The reversed one is infinite as soon as $q$ has a zero, and would forbid the point masses "
        "of the next theorem."
    )
    d.refer(
        "Neal and Hinton, A view of the EM algorithm",
        "Shalev-Shwartz and Ben-David, Understanding Machine Learning, Lemma 24.2",
    )


def bound_at(d: Derivation, m: Model, name: str, c: Family) -> Any:
    """The bound F at the point masses q_nk = delta(k, c_n)."""
    mass = delta(m.k, c[m.n])
    body = total(xlogy(mass, m.p[m.n, m.k] / mass), m.k, m.n)
    labels = c.tex
    return d.define(
        name,
        (),
        body,
        tex=rf"\mathcal{{F}}_{labels}",
        note=f"the bound at the point masses on the labels ${labels}$",
    )


@derivation(
    label="B4p",
    slug="point-masses",
    title="The bound at a point mass",
    summary="Put all the mass of $q$ on one label for each point: $q_{nk}$ is one for $k = c_n$ "
    "and zero otherwise. The bound is then the log of the joint density of points and "
    "labels, and the gap is the improbability of the labels chosen.",
)
def point_masses(d: Derivation) -> None:
    """F(delta_c) = sum_n log p(x_n, c_n);  KL(delta_c || r) = -sum_n log r_(n, c_n)."""
    m = model(d)
    n, k, p, r = m.n, m.k, m.p, m.r
    c = d.assignment("c", m.N, values=m.K, note="one label for each point")
    F = bound_at(d, m, "F_c", c)
    mass = delta(k, c[n])
    divergence = total(xlogy(mass, mass / r[n, k]), k, n)
    KL = d.define("KL", (), divergence, tex=r"\mathrm{KL}_c", note="divergence from the posterior")
    d.show(
        equal(F, total(sp.log(p[n, c[n]]), n)),
        "Of the sum over labels one term survives, the one at $c_n$, and there $q = 1$.",
        Unfold("F_c"),
    )
    d.show(
        equal(KL, -total(sp.log(r[n, c[n]]), n)),
        "In the divergence, too, one term survives: $1 \\cdot \\log(1/r)$.",
        LogLaws("KL"),
    )
    d.pitfall(
        "All this is finite only because labels are discrete: a point mass on a continuous "
        "quantity would have infinite divergence from any density. And a point mass has no "
        "entropy, so the bound is the joint log-density and nothing else."
    )
    d.refer("Lücke and Forster, arXiv:1704.04812")


@derivation(
    label="B4h",
    slug="restricted-e-step",
    title="The E-step among point masses",
    summary="If only point masses are allowed for $q$, the best choice is the most probable label "
    "of every point. This restricted E-step will turn out to be the assignment step of "
    "$k$-means.",
)
def restricted_e_step(d: Derivation) -> None:
    """F(delta_b) <= F(delta_c) for the most probable labels c and any labels b."""
    m = model(d)
    n, k, p, r = m.n, m.k, m.p, m.r
    c = d.assignment("c", m.N, values=m.K, note="the most probable label of each point")
    b = d.assignment("b", m.N, values=m.K, note="any other labels")
    best, other = bound_at(d, m, "F_c", c), bound_at(d, m, "F_b", b)
    most = d.assume("most_probable", at_most(p[n, k], p[n, c[n]]), forall=(n, k))
    more = total(sp.log(r[n, c[n]] / r[n, b[n]]), n)
    with d.details():
        here = d.have(equal(best, total(sp.log(p[n, c[n]]), n)), "B4p.", Cite("point-masses"))
        there = d.have(
            equal(other, total(sp.log(p[n, b[n]]), n)),
            "The same for $b$.",
            Cite("point-masses", c=(n, b[n])),
        )
        order = d.have(
            at_most(p[n, b[n]], p[n, c[n]]), "As probable as any.", ByHypothesis(most.at({k: b[n]}))
        )
        logs = d.have(
            at_most(sp.log(p[n, b[n]]), sp.log(p[n, c[n]])), "Logs keep order.", Monotone(order)
        )
    d.show(
        at_most(other, best),
        "At point masses the bound is the log of the joint density (B4p), a sum over the points. "
        "The label $c_n$ is at least as probable as $b_n$, and logarithms keep the order.",
        combine((logs, 1, (n,)), (here, -1), there),
    )
    d.show(
        equal(best - other, more),
        "The difference is the log of how much more probable each label is. So any labels that "
        "are not the most probable are strictly worse.",
        Rewrite(here, there, "r"),
    )
    d.pitfall(
        "The most probable label is not always that of the nearest centre: the weights $\\pi_k$ "
        "have a say, too. And with ties the best labels are not unique, while the unrestricted "
        "E-step always has exactly one answer."
    )
    d.refer(
        "Lücke and Forster, arXiv:1704.04812",
        "Shalev-Shwartz and Ben-David, Understanding Machine Learning, Lemma 24.2",
    )


@derivation(
    label="B5",
    slug="em-monotone",
    title="EM never lowers the likelihood",
    summary="Let $Q$ be the average log of the joint density under the present posterior. "
    "Whatever new parameters do for $Q$, they do at least as much for the log-likelihood. "
    "So the M-step need not even maximise: it is enough that $Q$ does not fall.",
)
def em_monotone(d: Derivation) -> None:
    """log p'(X) - log p(X) >= Q' - Q, hence EM is monotone for any M-step that keeps Q."""
    m = model(d)
    n, k, j, p, r = m.n, m.k, m.j, m.p, m.r
    new = d.family(
        "p_new", m.N, m.K, sign="positive", tex="p'", note="joint density at the new parameters"
    )
    evidence = d.define(
        "evidence_new", n, total(new[n, j], j), tex="p'", note="density of the point"
    )
    ell = d.define(
        "ell_new", (), total(sp.log(evidence[n]), n), tex=r"\ell'", note="new log-likelihood"
    )
    before = d.define(
        "Q",
        (),
        total(r[n, k] * sp.log(p[n, k]), k, n),
        note="before the M-step, under the posterior",
    )
    after = d.define(
        "Q_new", (), total(r[n, k] * sp.log(new[n, k]), k, n), tex="Q'", note="after the M-step"
    )
    H = d.define("H", (), -total(r[n, k] * sp.log(r[n, k]), k, n), note="entropy of the posterior")
    rises = d.assume("m_step", at_most(before, after))
    with d.details():
        rows = d.have(equal(total(r[n, k], k), 1), "They sum to one.", Unfold("r", "evidence"))
    with d.calc(
        m.ell,
        "Before the step the bound is tight: average over the posterior, which sums to one, and "
        "by Bayes' rule the log of the density splits into $Q$ and the entropy.",
    ) as tight:
        tight.eq(total(sp.log(m.evidence[n]), n), "The points are independent.", Unfold("ell"))
        tight.eq(total(r[n, k] * sp.log(m.evidence[n]), k, n), "They sum to one.", Rewrite(rows))
        tight.eq(
            total(r[n, k] * (sp.log(p[n, k]) - sp.log(r[n, k])), k, n), "Bayes' rule.", LogLaws("r")
        )
        tight.eq(before + H, "These are $Q$ and the entropy.", Unfold("Q", "H"))
    with d.details():
        lower = d.have(
            at_most(after + H, ell),
            "The old posterior still gives a bound (B4).",
            Cite("e-step", 0, p=(n, k, new[n, k]), q=(n, k, r[n, k]), logs=True),
        )
    gain = d.show(
        at_most(after - before, ell - m.ell),
        "After the step the old posterior still gives a lower bound (B4), with the same entropy. "
        "Subtract: the entropy drops out.",
        combine(lower, tight.shown),
    )
    d.show(
        at_most(m.ell, ell),
        "The M-step did not lower $Q$, so the log-likelihood did not fall either.",
        combine(gain, rises),
    )
    d.pitfall(
        "Monotone does not mean convergent, and a limit need not be a maximum, not even a local "
        "one: EM may stop at a saddle point, such as coinciding centres."
    )
    d.refer(
        "Neal and Hinton, A view of the EM algorithm",
        "prove2.me, UnderstandingML: em_monotone (machine-checked)",
    )
