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
    Rule,
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
    "they must sum to one, so a gradient of zero is not what we look for. Lagrange's method finds "
    "a candidate, and Gibbs' inequality, which needs no calculus, proves that it is the maximum "
    "and also says what happens at the boundary, where a component is empty. At the end we put "
    "the three parts of the M-step together.",
)


@derivation(
    label="C5",
    slug="weights",
    title="The new weights are shares",
    summary="Weights must sum to one, so the gradient comes with a Lagrange multiplier "
    "$\\lambda$. SymPy finds $\\pi_j = N_j/\\lambda$, and the constraint forces $\\lambda "
    "= N$. A Lagrange point is only a candidate; Gibbs' inequality shows that it is the "
    "maximum.",
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
    with d.details():
        slopes = has_gradient(lagrangian, pi[j], slope)
        d.show(slopes, "By one weight.", Gradient("Lambda", "Q", "N_r"))
    d.show(
        zero_exactly_at(slope, pi[j], found),
        "Lagrange's way to find them: multiplied by $\\pi_j$ the equation for the gradient is "
        "linear, so each weight is proportional to its count; they sum to one for $\\lambda = N$.",
        LinearRoot(lam / pi[j]),
    )
    with d.details():
        counts = d.have(equal(total(w.count[k], k), m.N), "The rows add up.", Rewrite(rows, "N_r"))
        left = total(found.xreplace({j: k}), k) - 1
        d.have(equal(left, m.N / lam - 1), "Add up the counts.", Rewrite(counts))
        d.show(
            zero_exactly_at(m.N / lam - 1, lam, m.N),
            "The constraint holds for this multiplier only.",
            LinearRoot(1 / lam),
        )
        d.have(equal(total(best[k], k), 1), "They sum to one.", Rewrite(counts, "s"))
        d.have(less(0, best[k]), "No component is empty.", ByHypothesis())
        now = d.have(equal(w.Q, w.by_component()), "Sum over points.", Cite("separate-parts"))
        then = d.have(
            equal(top, w.by_component(pi=best)),
            "The same at the shares.",
            Cite("separate-parts", 0, "Q_s", "S", "N_r", pi=(k, best[k])),
        )
    with d.calc(
        top - w.Q,
        "The proof needs no gradient: of $Q$ at the shares less $Q$ at any weights only the "
        "weights are left, as $N$ times a Kullback-Leibler divergence.",
    ) as gain:
        gain.eq(w.by_component(pi=best) - w.by_component(), "Subtract.", Rewrite(now, then))
        gain.eq(m.N * KL, "The weights make a divergence.", LogLaws("s", "KL"), goal=True)

    def gibbs(part: int) -> Rule:
        rows = (("q", (k,), best[k]), ("p", (k,), pi[k]))
        return Cite("gibbs", part, C=m.K, families=rows, b=j)

    with d.details():
        low = d.have(at_most(0, KL), "Gibbs' inequality (A4).", gibbs(0))
        bound = d.show(
            at_most(w.Q, top), "It is not negative.", combine((gain.shown, -1), (low, m.N))
        )
        with d.when("elsewhere", differs(pi[j], best[j])):
            high = d.have(less(0, KL), "Gibbs, if they differ (A4).", gibbs(1))
            strict = d.have(
                less(w.Q, top), "It is positive.", combine((gain.shown, -1), (high, m.N))
            )
    d.show(
        optimum,
        "By Gibbs' inequality (A4) a divergence is never negative, and positive if some weight is "
        "not the share. So the shares are the one global maximum.",
        GlobalOptimum(bound, strict),
    )
    d.pitfall(
        "Lagrange's method finds points where the gradient is at right angles to the constraint. "
        "That proves no maximum, and it does not see the boundary of the simplex, where a weight "
        "is zero: with an empty component the equation $N_j/\\pi_j = \\lambda$ has no solution."
    )
    d.refer("Bishop, PRML, section 9.2", "Stanford CS229, lecture notes")
    compare(d, weight_update, best[k])


@derivation(
    label="C5b",
    slug="weights-boundary",
    title="Empty components and the boundary",
    summary="If a component is empty, its best weight would be zero, on the boundary of what is "
    "allowed. The bound holds all the same, with $0 \\log 0 = 0$; only it is not reached "
    "by any positive weights.",
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

    def gibbs(part: int) -> Rule:
        families = (("q", (k,), best[k]), ("p", (k,), pi[k]))
        return Cite("gibbs", part, C=m.K, families=families, b=j)

    with d.details():
        counts = d.have(equal(total(count[k], k), m.N), "The rows add up.", Rewrite(rows, "N_r"))
        d.have(equal(total(best[k], k), 1), "They sum to one.", Rewrite(counts, "s"))
    gain = d.show(
        equal(supremum - any_weights, m.N * KL),
        "The part of $Q$ that depends on the weights falls short of the value at the shares by a "
        "divergence. Where a count is zero, both sides have a zero.",
        LogLaws("s", "KL"),
    )
    with d.details():
        low = d.have(at_most(0, KL), "Gibbs, with zeros (A4).", gibbs(0))
    d.show(
        at_most(any_weights, supremum),
        "By Gibbs' inequality, which allows zeros in its first argument (A4), the divergence is "
        "not negative: no weights exceed the value at the shares.",
        combine((gain, -1), (low, m.N)),
    )
    empty = d.case("empty", equal(count[j], 0))
    with d.details(), d.when(empty):
        with d.calc(best[j]) as line:
            line.eq(0, "If component $j$ is empty, its share is zero.", Rewrite(Ref("empty"), "s"))
            line.lt(pi[j], "Its weight is positive.", Gap(pi[j]))
        high = d.have(less(0, KL), "Gibbs, since they differ (A4).", gibbs(1))
    with d.when(empty):
        d.have(
            less(any_weights, supremum),
            "If component $j$ is empty, its share is zero, and a positive weight differs from it: "
            "the divergence is positive (A4).",
            combine((gain, -1), (high, m.N)),
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
    "the best value of one block whatever the later ones are. So together they are the "
    "joint maximum of $Q$ over all parameters, although each was found by itself.",
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
                ("Q_all", {"mu": new.mean, "v": new.spread, "pi": new.share}, "all parameters new"),
            ),
            1,
        )
    ]
    centred = ("mu", (k, e), new.mean[k, e])
    narrowed = ("v", (k,), new.spread[k])
    with d.calc(w.Q) as line:
        line.le(
            stages[0],
            "Replace the centres by the weighted means: whatever weights and variances are, $Q$ "
            "does not fall (C1).",
            Cite("means", 3),
        )
        line.le(
            stages[1],
            "Replace the variances by the mean squares about the new centres (C3).",
            Cite("component-variances", 3, families=(centred,)),
        )
        line.le(
            stages[2],
            "Replace the weights by the shares (C5).",
            Cite("weights", 4, families=(centred, narrowed), symbols=(("lambda", m.N),)),
            goal=True,
        )
    d.pitfall(
        "Maximising block by block finds a joint maximum only because the best centres depend on "
        "nothing else, and the best variances on nothing but the centres. In general such taking "
        "of turns gets stuck."
    )
    d.refer("MacKay, ITILA, chapter 22", "Bishop, PRML, section 9.2")


@derivation(
    label="B5g",
    slug="em-round",
    title="One round, from any responsibilities",
    summary="Put E-step, M-step and bound together. From *any* responsibilities $r$, the new "
    "parameters have a log-likelihood of at least the old bound $\\mathcal{F}$. With the "
    "posterior for $r$ the old bound is the old log-likelihood, and this is EM; with hard "
    "labels it is the promise that $k$-means will inherit.",
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
    with d.details():
        d.have(less(0, new.spread[k]), "No cloud has shrunk to its mean.", ByHypothesis())
        d.have(less(0, new.share[k]), "No component is empty.", ByHypothesis())
    put = (("mu", (k, e), new.mean[k, e]), ("v", (k,), new.spread[k]), ("pi", (k,), new.share[k]))
    inserted = ("F_new", "density_new", "H", "Q_all")
    with d.details():
        apart = d.have(
            equal(lifted, top + H),
            "Bound and entropy at the new parameters (C0).",
            Cite("expected-log-likelihood", 1, families=put, names=inserted),
        )
        rise = d.have(at_most(w.Q, top), "The whole M-step (C1 to C5).", Cite("whole-m-step"))
    with d.calc(
        old,
        "The bound is $Q$ plus the entropy of the responsibilities (C0). The M-step takes $Q$ to "
        "its maximum (C1 to C5) and leaves the entropy alone.",
    ) as higher:
        higher.eq(w.Q + H, "The old bound (C0).", Cite("expected-log-likelihood", 1))
        higher.le(top + H, "The first part grows.", combine(rise))
        higher.eq(lifted, "The new bound.", Rewrite(apart), goal=True)
    joint = (("p", (n, k), new.share[k] * after[n, k]), ("q", (n, k), r[n, k]))
    with d.details():
        below = d.have(
            at_most(lifted, ell),
            "A bound for any responsibilities (B4).",
            Cite("e-step", 0, "F_new", "ell_new", families=joint),
        )
    d.show(
        at_most(old, ell),
        "So the new log-likelihood is at least the old bound. If $r$ was the posterior, the old "
        "bound was the old log-likelihood, and that has not fallen.",
        Chain(higher.shown, below),
    )
    d.pitfall(
        "With responsibilities other than the posterior the log-likelihood itself may fall in such "
        "a round; only the bound is sure to rise. This is so for hard labels."
    )
    d.refer("Neal and Hinton, A view of the EM algorithm", "Lücke and Forster, arXiv:1704.04812")
