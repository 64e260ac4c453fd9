"""How good the bound is that hard EM, and so k-means, climbs.

Main results:
    * G5 ``hard-bound``: how far the bound of hard EM lies below the log-likelihood.
    * G5.1 ``hard-bound-learned``: the same at the learned variance, a function of J alone.
    * G5.2 ``lloyd-climbs``: each step of k-means raises that bound.
"""

from __future__ import annotations

import sympy as sp
from hardlimit import numeric
from hardlimit.proofs.author import (
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    Gap,
    LogLaws,
    Monotone,
    at_most,
    combine,
    delta,
    derivation,
    equal,
    less,
    termwise,
    total,
)

from .crosschecks import compare, nearest_labels, one_hot, uniform
from .hard_model import LF, bells, density, double_sum, learned_value, lower_bound
from .lloyd import lloyd_step
from .notation import mixture, width

CHAPTER = Chapter(
    "hard_bound",
    "What hardening costs",
    "Hard EM, and so k-means, climbs a bound on the log-likelihood instead of the log-likelihood "
    "itself. How much is lost? The gap is the doubt that the labels hide: $-\\log r_{n c_n}$ for "
    "each point, and no more than $\\log K$ at nearest centres (G5). At the variance that belongs "
    "to its loss, the bound is a function of the loss of k-means and of nothing else (G5.1), and "
    "k-means climbs it (G5.2).",
)


@derivation(
    label="G5",
    slug="hard-bound",
    title="How much hardening costs",
    summary="The bound that hard EM climbs lies below the log-likelihood by $-\\sum_n \\log r_{n "
    "c_n}$: each point pays for the doubt that its label hides. At nearest centres the "
    "most probable of $K$ components has probability $1/K$ at least, so no point pays "
    "more than $\\log K$, at any width.",
)
def hard_bound(d: Derivation) -> None:
    """l - F(delta_c) = -sum_n log r_(n, c_n), between 0 and N log K."""
    m = mixture(d)
    K, D, n, k, j = m.K, m.D, m.n, m.k, m.j
    s = width(d)
    c = d.assignment("c", m.N, values=K, note="labels of nearest centres")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    near = d.assume("nearest", at_most(dist[n, c[n]], dist[n, k]), forall=(n, k))
    phi = bells(d, m, s, dist)
    r = d.define(
        "r", (n, k), phi[n, k] / total(phi[n, j], j), note="responsibilities, equal weights"
    )
    F = d.define("F", (), lower_bound(m, phi, c), tex=r"F(\delta_c)", note="bound at $\\delta_c$")
    evidence = total(sp.log(total(phi[n, k] / K, k)), n)
    ell = d.define("ell", (), evidence, tex=r"\ell", note="log-likelihood")
    doubt = -total(sp.log(r[n, c[n]]), n)
    gap = d.show(
        equal(ell - F, doubt),
        "At a point mass the bound is the log of the joint density (E1). The difference of the "
        "logs is the log of a ratio: of the part that the label accounts for, over the whole.",
        LogLaws("ell", "F", "r"),
    )
    with d.details():
        one = d.have(
            at_most(r[n, c[n]], 1),
            "A probability is at most one.",
            Gap(total((1 - delta(k, c[n])) * phi[n, k], k) / total(phi[n, j], j), "r"),
        )
        low = d.have(at_most(sp.log(r[n, c[n]]), 0), "So its log is at most zero.", Monotone(one))
    d.show(
        at_most(F, ell),
        "A responsibility is at most one, so its log is at most zero.",
        combine((low, 1, (n,)), (gap, -1)),
    )
    with d.details():
        smaller = d.have(
            at_most(sp.exp(-dist[n, k] / (2 * s**2)), sp.exp(-dist[n, c[n]] / (2 * s**2))),
            "No bell is higher than that of the nearest centre.",
            Monotone(near, 1 / (2 * s**2)),
        )
        term = d.have(
            at_most(phi[n, k], phi[n, c[n]]),
            "The same factor in front.",
            combine((smaller, (2 * sp.pi * s**2) ** (-D / 2)), "phi"),
        )
        whole = d.have(
            at_most(total(phi[n, k], k), K * phi[n, c[n]]), "At most $K$.", termwise(term, k)
        )
        share = d.have(
            at_most(1 / m.K, r[n, c[n]]),
            "So its share is $1/K$ at least.",
            combine((whole, 1 / (K * total(phi[n, k], k))), "r"),
        )
        high = d.have(at_most(-sp.log(K), sp.log(r[n, c[n]])), "Take logs.", Monotone(share))
    d.show(
        at_most(ell, F + m.N * sp.log(K)),
        "No bell is higher at $\\mathbf{x}_n$ than that of the nearest centre, and all have the "
        "same factor in front. So its share is $1/K$ at least.",
        combine((high, 1, (n,)), gap),
    )
    d.pitfall(
        "A step of k-means raises the bound, not always the likelihood itself: that may fall, by "
        "less than the gap. For labels other than the nearest ones the gap has no limit."
    )
    d.refer(LF)
    compare(
        d,
        numeric.log_likelihood,
        F + doubt,
        lambda p: numeric.log_likelihood(p.x, p.means, uniform(p), p.sigma2),
        c=nearest_labels,
    )


@derivation(
    label="G5.1",
    slug="hard-bound-learned",
    title="The bound of k-means",
    summary="At the variance that belongs to its loss, k-means has a bound that is a function of "
    "the loss alone, $-N\\log K - \\frac{ND}{2}(\\log\\frac{2\\pi J}{ND} + 1)$, and the "
    "log-likelihood of the mixture lies between it and $N \\log K$ more.",
)
def hard_bound_learned(d: Derivation) -> None:
    """G5 at the variance J/(ND)."""
    m = mixture(d)
    n, k = m.n, m.k
    c = d.assignment("c", m.N, values=m.K, note="labels of nearest centres")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    d.assume("nearest", at_most(dist[n, c[n]], dist[n, k]), forall=(n, k))
    J = d.define("J", (), double_sum(m, c), tex="J(c)", note="loss of k-means")
    d.assume("some_error", less(0, J))
    best = d.define("u", (), J / (m.N * m.D), tex=r"\hat{v}", note="mean squared error")
    psi = d.define(
        "psi",
        (n, k),
        density(m, sp.sqrt(best), dist[n, k]),
        tex=r"\hat{\mathcal{N}}",
        note="density of component $k$ with variance $\\hat{v}$",
    )
    evidence = total(sp.log(total(psi[n, k] / m.K, k)), n)
    ell = d.define("ell", (), evidence, tex=r"\hat{\ell}", note="log-likelihood at $\\hat{v}$")
    F = d.define(
        "F", (), lower_bound(m, psi, c), tex=r"\hat{F}(\delta_c)", note="bound at $\\hat{v}$"
    )
    top = learned_value(m, J)
    with d.details():
        d.have(less(0, best), "Some point is off its centre.", ByHypothesis())
    value = d.show(
        equal(F, top),
        "At this variance the bound depends on the loss alone (G4.2).",
        Cite("hard-width", 1, v=best),
    )
    here = (("sigma", sp.sqrt(best)),)
    with d.details():
        low = d.have(at_most(F, ell), "A bound (G5).", Cite("hard-bound", 1, symbols=here))
        high = d.have(
            at_most(ell, F + m.N * sp.log(m.K)),
            "Not far below (G5).",
            Cite("hard-bound", 2, symbols=here),
        )
    d.show(
        at_most(top, ell),
        "It is a bound on the log-likelihood (G5); put in its value.",
        combine(low, (value, -1)),
    )
    d.show(
        at_most(ell, top + m.N * sp.log(m.K)),
        "It is below the log-likelihood by $N \\log K$ at most (G5), and $-N\\log K$ and $N\\log "
        "K$ cancel.",
        combine(high, value),
    )
    d.pitfall(
        "This compares k-means with a mixture of equal weights and one width, held at the variance "
        "$J/ND$. EM would go on and find a greater likelihood at another variance, since the soft "
        "squared error is not $J$."
    )
    d.refer(LF)
    compare(d, numeric.evidence_lower_bound, top, _learned_bound, c=nearest_labels)


def _learned_bound(p: numeric.Problem) -> float:
    """The bound at nearest labels and their own variance."""
    hard = one_hot(p, nearest_labels(p))
    variance = numeric.shared_variance(p.x, p.means, hard)
    return numeric.evidence_lower_bound(p.x, hard, p.means, uniform(p), variance)


@derivation(
    label="G5.2",
    slug="lloyd-climbs",
    title="k-means climbs a bound on the likelihood",
    summary="A step of k-means never lowers the bound of G5.1, because the bound rises when the "
    "loss falls. So k-means does climb towards greater likelihood, of a mixture with "
    "equal weights and one width, but it climbs a lower bound and not the likelihood "
    "itself.",
)
def lloyd_climbs(d: Derivation) -> None:
    """The bound of G5.1 does not fall in a step of k-means."""
    g = lloyd_step(d)
    m = g.m
    d.assume("some_error", less(0, g.J_new))
    with d.details():
        d.have(less(0, g.u.whole(m.k)), "As G1.1 says.", Cite("update-step", c=(m.n, g.b[m.n])))
        falls = d.have(at_most(g.J_new, g.J), "The loss (G1).", Cite("lloyd-descent", 2))
        d.have(less(0, g.J), "It was positive before.", combine(falls, gap=g.J_new))
        logs = d.have(at_most(sp.log(g.J_new), sp.log(g.J)), "Take logs.", Monotone(falls))
    d.show(
        at_most(learned_value(m, g.J), learned_value(m, g.J_new)),
        "A step of k-means never raises the loss (G1). The bound is a constant minus $ND/2$ times "
        "the log of the loss.",
        combine((logs, m.N * m.D / 2), logs=True),
    )
    d.pitfall(
        "If the loss reaches zero, every point lies on its centre and the bound is infinite: with "
        "as many centres as distinct points the likelihood has no maximum."
    )
    d.refer(LF)
