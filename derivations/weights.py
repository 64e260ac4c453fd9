"""The M-step for the weights, and the whole M-step at once.

Main results:
    * C5 ``weights``: the new weights are N_k/N, by Lagrange and then by Gibbs.
    * C5b ``weights-boundary``: the same bound where components are empty.
    * C1-5 ``whole-m-step``: all blocks together are the joint maximum.
    * B5g ``em-round``: from any responsibilities the new likelihood is at least the old bound.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import weight_update
from hardlimit.proofs.author import (
    ByHypothesis,
    Chain,
    Chapter,
    Cite,
    Derivation,
    Gap,
    GlobalOptimum,
    Gradient,
    LinearRoot,
    LogLaws,
    Ref,
    Rewrite,
    UseTotal,
    at_most,
    combine,
    derivation,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    product,
    total,
    xlogy,
    zero_exactly_at,
)

from .crosschecks import compare
from .models import expected, new_parameters
from .propose import gradient, solve

CHAPTER = Chapter(
    "weights",
    "The M-step: the weights",
    "What is left are the mixing weights. They differ from the other parameters in one respect: "
    "they must sum to one, so a gradient of zero is not what we look for. Lagrange's method "
    "finds a candidate, and Gibbs' inequality, which needs no calculus, proves that it is the "
    "maximum and also says what happens at the boundary, where a component is empty. At the end "
    "we put the three parts of the M-step together.",
)


@derivation(
    label="C5",
    slug="weights",
    title="The new weights are shares",
    summary="Weights must sum to one, so the gradient comes with a Lagrange multiplier $\\lambda$. "
    "SymPy finds $\\pi_j = N_j/\\lambda$, and the constraint forces $\\lambda = N$. A Lagrange "
    "point is only a candidate; Gibbs' inequality shows that it is the maximum.",
)
def shares(d: Derivation) -> None:
    """argmax over the simplex of Q is pi_k = N_k / N."""
    w = expected(d)
    m, k, j, pi = w.m, w.m.k, w.m.j, w.pi
    rows = w.rows(d)
    w.nonempty(d)
    d.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    lam = d.symbol("lambda", "positive", note="Lagrange multiplier")
    best = d.define("s", k, w.count[k] / m.N, tex=r"\hat{\pi}", note="shares of the points")
    top = d.define("Q_s", (), w.at(pi=best), tex=r"\hat{Q}", note="$Q$ at these weights")
    lagrangian = d.define(
        "Lambda", (), w.Q + lam * (1 - total(pi[k], k)), note="$Q$ with the constraint built in"
    )
    slope = gradient(w.by_component() + lam * (1 - total(pi[k], k)), pi[j])
    found = solve(slope, pi[j])
    divergence = total(xlogy(best[k], best[k] / pi[k]), k)
    KL = d.define("KL", (), divergence, tex=r"\mathrm{KL}", note="divergence of the weights")
    optimum = maximises(best[j], pi[j], w.Q, domain=("weights_sum_to_one",), unique=True)
    d.goal(
        has_gradient(lagrangian, pi[j], slope),
        zero_exactly_at(slope, pi[j], found),
        zero_exactly_at(m.N / lam - 1, lam, m.N),
        equal(top - w.Q, m.N * KL),
        at_most(w.Q, top),
        optimum,
    )
    d.have(
        has_gradient(lagrangian, pi[j], slope),
        Gradient(("Lambda", "Q", "N_r")),
        "SymPy differentiates $Q$ with the constraint built in.",
    )
    d.have(
        zero_exactly_at(slope, pi[j], found),
        LinearRoot(lam / pi[j]),
        "Multiplied by $\\pi_j$ the equation is linear: each weight is proportional to its count.",
    )
    counts = d.have(
        equal(total(w.count[k], k), m.N),
        UseTotal((rows,), names=("N_r",)),
        "The counts add up to $N$, because every point is shared out completely.",
    )
    d.have(
        equal(total(found.xreplace({j: k}), k) - 1, m.N / lam - 1),
        UseTotal((counts,)),
        "Put the solution into the constraint $\\sum_k \\pi_k - 1 = 0$ and add up the counts.",
    )
    d.have(
        zero_exactly_at(m.N / lam - 1, lam, solve(m.N / lam - 1, lam)),
        LinearRoot(1 / lam),
        "The constraint holds for $\\lambda = N$ only. So the candidate is $\\hat{\\pi}_j = "
        "N_j/N$.",
    )
    d.have(
        equal(total(best[k], k), 1),
        UseTotal((counts,), names=("s",)),
        "The shares may serve as weights: they sum to one.",
    )
    d.have(less(0, best[k]), ByHypothesis(), "None of them is zero, since no component is empty.")
    now = d.have(
        equal(w.Q, w.by_component()),
        Cite("separate-parts"),
        "Is it the maximum? Take $Q$ at any weights, summed over the points first.",
    )
    then = d.have(
        equal(top, w.by_component(pi=best)),
        Cite("separate-parts", families=(("pi", (k,), best[k]),), names=("Q_s", "S", "N_r")),
        "The same at the shares.",
    )
    line = d.calc(top - w.Q)
    line.eq(
        w.by_component(pi=best) - w.by_component(), Rewrite((now, then)), "Take the difference."
    )
    line.eq(
        m.N * KL,
        LogLaws(("s", "KL")),
        "Only the weights are left, and they form a Kullback-Leibler divergence.",
    )
    gain = line.done()

    def gibbs(part: int) -> Cite:
        rows = (("q", (k,), best[k]), ("p", (k,), pi[k]))
        return Cite("gibbs", part=part, sizes=(("C", m.K),), families=rows, indices=(("b", j),))

    low = d.have(
        at_most(0, KL), gibbs(0), "By Gibbs' inequality (A4) a divergence is never negative."
    )
    bound = d.have(
        at_most(w.Q, top),
        combine((gain, -1), (low, m.N)),
        "So no weights do better than the shares.",
    )
    elsewhere = d.case("elsewhere", differs(pi[j], best[j]))
    high = d.have(
        less(0, KL),
        gibbs(1),
        "The divergence is positive if some weight is not the share (A4).",
        under=elsewhere,
    )
    strict = d.have(
        less(w.Q, top),
        combine((gain, -1), (high, m.N)),
        "Then $Q$ is smaller than at the shares.",
        under=elsewhere,
    )
    d.have(optimum, GlobalOptimum(bound, strict), "The shares are the one global maximum.")
    d.pitfall(
        "Lagrange's method finds points where the gradient is at right angles to the constraint. "
        "That proves no maximum, and it does not see the boundary of the simplex, where a weight "
        "is zero: with an empty component the equation $N_j/\\pi_j = \\lambda$ has no solution."
    )
    d.refer("Bishop, PRML, section 9.2", "Stanford CS229, lecture notes")
    compare(
        d,
        weight_update,
        best[k],
        lambda p: weight_update(p.responsibilities),
        names="r",
        axes=(k,),
    )


@derivation(
    label="C5b",
    slug="weights-boundary",
    title="Empty components and the boundary",
    summary="If a component is empty, its best weight would be zero, on the boundary of what is "
    "allowed. The bound holds all the same, with $0 \\log 0 = 0$; only it is not reached by any "
    "positive weights.",
)
def shares_with_zeros(d: Derivation) -> None:
    """sum_k N_k log pi_k <= sum_k N_k log(N_k / N), zeros among the N_k allowed."""
    w = expected(d)
    m, k, j, pi, count = w.m, w.m.k, w.m.j, w.pi, w.count
    rows = w.rows(d)
    d.assume("weights_sum_to_one", equal(total(pi[k], k), 1))
    best = d.define("s", k, count[k] / m.N, tex=r"\hat{\pi}", note="shares of the points")
    divergence = total(xlogy(best[k], best[k] / pi[k]), k)
    KL = d.define("KL", (), divergence, tex=r"\mathrm{KL}", note="divergence of the weights")
    any_weights = total(count[k] * sp.log(pi[k]), k)
    supremum = total(xlogy(count[k], count[k] / m.N), k)
    d.goal(equal(supremum - any_weights, m.N * KL), at_most(any_weights, supremum))

    def gibbs(part: int) -> Cite:
        families = (("q", (k,), best[k]), ("p", (k,), pi[k]))
        return Cite("gibbs", part=part, sizes=(("C", m.K),), families=families, indices=(("b", j),))

    counts = d.have(
        equal(total(count[k], k), m.N),
        UseTotal((rows,), names=("N_r",)),
        "The counts add up to $N$, empty components or not.",
    )
    d.have(
        equal(total(best[k], k), 1),
        UseTotal((counts,), names=("s",)),
        "So the shares are a distribution, though perhaps with zeros.",
    )
    gain = d.have(
        equal(supremum - any_weights, m.N * KL),
        LogLaws(("s", "KL")),
        "The part of $Q$ that depends on the weights falls short of the value at the shares by a "
        "divergence. Where a count is zero, both sides have a zero.",
    )
    low = d.have(
        at_most(0, KL),
        gibbs(0),
        "Gibbs' inequality (A4) allows zeros in its first argument, here the shares.",
    )
    d.have(
        at_most(any_weights, supremum),
        combine((gain, -1), (low, m.N)),
        "So no weights exceed the value at the shares.",
    )
    empty = d.case("empty", equal(count[j], 0))
    line = d.calc(best[j], under=empty)
    line.eq(
        0, Rewrite((Ref("empty"),), names=("s",)), "If component $j$ is empty, its share is zero."
    )
    line.lt(pi[j], Gap(pi[j]), "Its weight is positive.")
    line.done()
    high = d.have(
        less(0, KL),
        gibbs(1),
        "Then share and weight differ, and the divergence is positive (A4).",
        under=empty,
    )
    d.have(
        less(any_weights, supremum),
        combine((gain, -1), (high, m.N)),
        "So every choice of positive weights misses the bound.",
        under=empty,
    )
    d.pitfall(
        "An algorithm that learns the weights drives the weight of an emptying component to zero, "
        "and a component of weight zero never comes back. With fixed weights it can."
    )
    d.refer("Bishop, PRML, section 9.2")


@derivation(
    label="C1-5",
    slug="whole-m-step",
    title="The whole M-step at once",
    summary="Centres first, then variances about the *new* centres, then weights: each step takes "
    "the best value of one block whatever the later ones are. So together they are the joint "
    "maximum of $Q$ over all parameters, although each was found by itself.",
)
def whole_m_step(d: Derivation) -> None:
    """Q(pi, mu, v) <= Q(N_k/N, weighted means, mean squares about them)."""
    w = expected(d)
    m, k, e = w.m, w.m.k, w.m.e
    new = new_parameters(d, w)
    stages = [
        d.define(name, (), w.at(**put), tex=rf"Q_{{{number}}}", note=note)
        for number, (name, put, note) in enumerate(
            (
                ("Q_m", {"mu": new.mean}, "new centres"),
                ("Q_mu", {"mu": new.mean, "v": new.spread}, "new centres and variances"),
                (
                    "Q_all",
                    {"mu": new.mean, "v": new.spread, "pi": new.share},
                    "all parameters new",
                ),
            ),
            1,
        )
    ]
    d.goal(at_most(w.Q, stages[2]))
    centred = ("mu", (k, e), new.mean[k, e])
    narrowed = ("v", (k,), new.spread[k])
    line = d.calc(w.Q)
    line.le(
        stages[0],
        Cite("means", part=3),
        "Replace the centres by the weighted means: whatever weights and variances are, $Q$ does "
        "not fall (C1).",
    )
    line.le(
        stages[1],
        Cite("component-variances", part=3, families=(centred,)),
        "Replace the variances by the mean squares about the new centres (C3).",
    )
    line.le(
        stages[2],
        Cite("weights", part=4, families=(centred, narrowed), symbols=(("lambda", m.N),)),
        "Replace the weights by the shares (C5).",
    )
    line.done()
    d.pitfall(
        "Maximising block by block finds a joint maximum only because the best centres depend on "
        "nothing else, and the best variances on nothing but the centres. In general such "
        "taking of turns gets stuck."
    )
    d.refer("MacKay, ITILA, chapter 22", "Bishop, PRML, section 9.2")


@derivation(
    label="B5g",
    slug="em-round",
    title="One round, from any responsibilities",
    summary="Put E-step, M-step and bound together. From *any* responsibilities $r$, the new "
    "parameters have a log-likelihood of at least the old bound $\\mathcal{F}$. With the posterior "
    "for $r$ the old bound is the old log-likelihood, and this is EM; with hard labels it is the "
    "promise that $k$-means will inherit.",
)
def em_round(d: Derivation) -> None:
    """F(r, old parameters) <= log-likelihood at the new parameters."""
    w = expected(d)
    m, n, k, e, r = w.m, w.m.n, w.m.k, w.m.e, w.r
    new = new_parameters(d, w)

    def densities(name: str, mu: Any, v: Any, tex: str, note: str) -> Any:
        square = (m.x[n, e] - mu[k, e]) ** 2
        one = (2 * sp.pi * v[k]) ** sp.Rational(-1, 2) * sp.exp(-square / (2 * v[k]))
        return d.define(name, (n, k), product(one, e), tex=tex, note=note)

    before = densities("density", m.mu, w.v, r"\mathcal{N}", "old density of component $k$")
    after = densities("density_new", new.mean, new.spread, r"\mathcal{N}'", "its new density")

    def bound(name: str, pi: Any, density: Any, tex: str, note: str) -> Any:
        terms = total(xlogy(r[n, k], pi[k] * density[n, k] / r[n, k]), k, n)
        return d.define(name, (), terms, tex=tex, note=note)

    old = bound("F", w.pi, before, r"\mathcal{F}", "the bound at the old parameters")
    lifted = bound("F_new", new.share, after, r"\mathcal{F}'", "the bound at the new ones")
    H = d.define(
        "H", (), -total(xlogy(r[n, k], r[n, k]), k, n), note="entropy of the responsibilities"
    )
    evidence = total(sp.log(total(new.share[k] * after[n, k], k)), n)
    ell = d.define("ell_new", (), evidence, tex=r"\ell'", note="new log-likelihood")
    top = d.define(
        "Q_all",
        (),
        w.at(mu=new.mean, v=new.spread, pi=new.share),
        tex="Q'",
        note="all parameters new",
    )
    d.goal(at_most(old, lifted), at_most(old, ell))
    d.have(
        less(0, new.spread[k]),
        ByHypothesis(),
        "The new variances are positive, since no cloud of points has shrunk to its mean.",
    )
    d.have(
        less(0, new.share[k]),
        ByHypothesis(),
        "The new weights are positive, since no component is empty.",
    )
    put = (
        ("mu", (k, e), new.mean[k, e]),
        ("v", (k,), new.spread[k]),
        ("pi", (k,), new.share[k]),
    )
    inserted = ("F_new", "density_new", "H", "Q_all")
    apart = d.have(
        equal(lifted, top + H),
        Cite("expected-log-likelihood", part=1, families=put, names=inserted),
        "At the new parameters, too, the bound is $Q$ plus the entropy (C0).",
    )
    rise = d.have(
        at_most(w.Q, top), Cite("whole-m-step"), "The M-step takes $Q$ to its maximum (C1 to C5)."
    )
    line = d.calc(old)
    line.eq(
        w.Q + H,
        Cite("expected-log-likelihood", part=1),
        "The old bound is $Q$ plus the entropy of the responsibilities.",
    )
    line.le(top + H, combine(rise), "The M-step lifts the first part and leaves the second alone.")
    line.eq(lifted, Rewrite((apart,)), "What results is the bound at the new parameters.")
    higher = line.done()
    joint = (("p", (n, k), new.share[k] * after[n, k]), ("q", (n, k), r[n, k]))
    below = d.have(
        at_most(lifted, ell),
        Cite("e-step", part=0, families=joint, names=("F_new", "ell_new")),
        "A bound lies below the log-likelihood, whatever the responsibilities are (B4).",
    )
    d.have(
        at_most(old, ell),
        Chain((higher, below)),
        "So the new log-likelihood is at least the old bound. If $r$ was the posterior, the old "
        "bound was the old log-likelihood, and that has not fallen.",
    )
    d.pitfall(
        "With responsibilities other than the posterior the log-likelihood itself may fall in "
        "such a round; only the bound is sure to rise. This is so for hard labels."
    )
    d.refer(
        "Neal and Hinton, A view of the EM algorithm",
        "Lücke and Forster, arXiv:1704.04812",
    )
