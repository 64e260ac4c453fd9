"""Where the likelihood has no bound, and where it has one.

Main results:
    * B8 ``unbounded-likelihood``: with widths of their own, components can earn any likelihood.
    * B8b ``two-points-one-centre``: two points that share a nearest centre keep the loss up.
    * B8c ``width-has-a-floor``: so EM with one learned width never goes below a fixed width.
    * B8d ``bounded-likelihood``: and its likelihood has a bound.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import log_likelihood
from hardlimit.proofs.author import (
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    LimitLaws,
    LogBound,
    LogLaws,
    Monotone,
    Rewrite,
    Squeeze,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    minimum,
    tends_to,
    total,
)

from .crosschecks import compare
from .notation import Mixture, mixture, weights, width

CHAPTER = Chapter(
    "degenerate",
    "Who sends the width to zero?",
    "“As $\\sigma \\to 0$” is said of EM as if EM did it. Does it? Two cases must be kept apart. "
    "If every component has a width of its own, the likelihood has no bound: one component sits "
    "down on a data point and shrinks, the others take care of the rest. If all share *one* width, "
    "and there are more different points than centres, the likelihood is bounded, and the learned "
    "width has a floor that depends on the data only. So the limit of this text is *imposed*: EM "
    "would walk away from it. The reason is counting. With more different points than centres, two "
    "of them have the same nearest centre, and it cannot be close to both. That there are two such "
    "points is the pigeonhole principle; it is a hypothesis here, for “more different points than "
    "centres” cannot be said in the language of these derivations.",
)


@derivation(
    label="B8",
    slug="unbounded-likelihood",
    title="With widths of their own there is no bound",
    summary="Put the mean of component $a$ on the data point $i$, and let component $b$ stay where "
    "it is. The log-likelihood is at least $-\\tfrac{D}{2} \\log u$, with the variance $u$ of $a$, "
    "plus what does not depend on $u$. So it goes to $\\infty$ as $u \\to 0$: $e^{-2\\ell/D}$ goes "
    "to $0$.",
)
def unbounded_likelihood(d: Derivation) -> None:
    """log pi_a - (D/2) log(2 pi u) + R_ib <= ell, and e^(-2 ell / D) -> 0 as u falls to 0."""
    m = mixture(d)
    n, k, e, D = m.n, m.k, m.e, m.D
    i, (a, b) = d.index("i", m.N), d.indices("a b", m.K)
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    v = d.family("v", m.K, sign="positive", note="variances of the other components")
    u = d.symbol("u", "positive", note="variance of component $a$")
    d.assume("two_components", differs(a, b))
    place = d.assume("on_a_point", equal(m.mu[a, e], m.x[i, e]), forall=e)

    def bell(point: Any, i: Any, variance: Any) -> Any:
        return (2 * sp.pi * variance) ** (-D / 2) * sp.exp(-m.distance(point, i) / (2 * variance))

    phi = d.define("phi", (n, k), bell(n, k, v[k]), note="densities at these variances")
    peak = d.define("psi", (n, a), bell(n, a, u), tex=r"\psi", note="density of component $a$")

    def density(point: Any) -> Any:
        return pi[a] * peak[point, a] + total((1 - delta(k, a)) * pi[k] * phi[point, k], k)

    ell = d.define("ell", a, total(sp.log(density(n)), n), tex=r"\ell", note="log-likelihood")
    kept = total((1 - delta(n, i)) * sp.log(pi[b] * phi[n, b]), n)
    rest = d.define("R", (i, b), kept, note="what $b$ alone gives to the other points")
    high = sp.log(pi[a]) - D * sp.log(2 * sp.pi * u) / 2
    with d.details():
        apart = d.have(equal(delta(a, b), 0), "They are two components.", KnownIndicators())
        others = total((1 - delta(k, a)) * (1 - delta(k, b)) * pi[k] * phi[n, k], k)
        one = d.have(
            at_most(pi[b] * phi[n, b], density(n)),
            "A sum of positive terms is at least each of them.",
            combine((apart, pi[b] * phi[n, b]), gap=pi[a] * peak[n, a] + others),
        )
        two = d.have(
            at_most(pi[a] * peak[n, a], density(n)),
            "Likewise.",
            Gap(total((1 - delta(k, a)) * pi[k] * phi[n, k], k)),
        )
        logs = [
            d.have(at_most(sp.log(pi[b] * phi[n, b]), sp.log(density(n))), "Logs.", Monotone(one)),
            d.have(at_most(sp.log(pi[a] * peak[n, a]), sp.log(density(n))), "Logs.", Monotone(two)),
        ]
        on_top = d.have(
            equal(peak[i, a], (2 * sp.pi * u) ** (-D / 2)),
            "On its own mean a bell has its peak.",
            Rewrite(place, "psi"),
        )
        with d.calc(high) as line:
            line.eq(sp.log(pi[a] * (2 * sp.pi * u) ** (-D / 2)), "Laws of log.", LogLaws())
            line.eq(sp.log(pi[a] * peak[i, a]), "This is the peak.", Rewrite(on_top))
    there = line.shown
    bound = d.show(
        at_most(high + rest[i, b], ell[a]),
        "At point $i$ count on component $a$ alone, which has its peak there; at all other points "
        "on component $b$ alone.",
        combine(there, logs[1].at({n: i}), (logs[0], 1 - delta(n, i), (n,)), "R", "ell"),
    )
    end = 2 * sp.pi * u * sp.exp(-2 * (sp.log(pi[a]) + rest[i, b]) / D)
    with d.details():
        turned = d.have(
            at_most(-2 * ell[a] / D, -2 * (high + rest[i, b]) / D),
            "Times $-2/D$.",
            combine((bound, 2 / D)),
        )
        grown = d.have(
            at_most(sp.exp(-2 * ell[a] / D), sp.exp(-2 * (high + rest[i, b]) / D)),
            "The exponential grows.",
            Monotone(turned),
        )
        above = d.have(
            at_most(sp.exp(-2 * ell[a] / D), end), "Laws of log.", combine(grown, logs=True)
        )
        below = d.have(at_most(0, sp.exp(-2 * ell[a] / D)), "It is positive.", ByHypothesis())
        limit = d.have(tends_to(end, u, 0), "Component $b$ does not know $u$.", LimitLaws())
    d.show(
        tends_to(sp.exp(-2 * ell[a] / D), u, 0),
        "Nothing in this bound but the peak depends on $u$, and the peak has no bound.",
        Squeeze(below, above, None, limit),
    )
    d.pitfall(
        "“Maximum likelihood” has no meaning here: there is no maximum. What EM finds is a local "
        "one, if it does not run into such a spike; a constant added to variances hides the "
        "spikes, and then its size decides which of them look good."
    )


class Pair:
    """Two points with a common nearest centre, and what the chapter says of them."""

    def __init__(self, d: Derivation) -> None:
        self.m = m = mixture(d)
        n, k, j, e = m.n, m.k, m.j, m.e
        g, h = d.indices("g h", m.N)
        a = d.index("a", m.K)
        self.g, self.h, self.a = g, h, a
        self.d = d.define("d", (n, k), m.distance(n, k), note="squared distances")
        least = minimum(self.d[n, j], j)
        self.least = d.define("m", n, least, note="squared distance to a nearest centre")
        whole = total(self.least[n], n)
        self.D = d.define("distortion", (), whole, tex=r"\mathcal{D}", note="the k-means objective")
        self.between = total((m.x[g, e] - m.x[h, e]) ** 2, e)
        d.assume("two_points", differs(g, h))
        self.first = d.assume("nearest_to_one", equal(self.least[g], self.d[g, a]))
        self.second = d.assume("nearest_to_the_other", equal(self.least[h], self.d[h, a]))


@derivation(
    label="B8b",
    slug="two-points-one-centre",
    title="Two points that share a centre",
    summary="If the points $g$ and $h$ have the same nearest centre, the k-means objective is at "
    "least half their squared distance, wherever the centres are.",
)
def two_points_one_centre(d: Derivation) -> None:
    """|x_g - x_h|^2 / 2 <= D."""
    p = Pair(d)
    m, n, e, g, h, a = p.m, p.m.n, p.m.e, p.g, p.h, p.a
    with d.details():
        apart = d.have(equal(delta(g, h), 0), "They are two points.", KnownIndicators())
    with d.calc(p.between / 2) as line:
        line.le(
            p.d[g, a] + p.d[h, a],
            "The best place for a centre is half-way; elsewhere it costs more (A2).",
            Gap(total((m.x[g, e] + m.x[h, e] - 2 * m.mu[a, e]) ** 2, e) / 2, "d"),
        )
        line.eq(
            p.least[g] + p.least[h],
            "It is the nearest of both.",
            Rewrite(p.first, p.second),
        )
        line.le(
            p.D,
            "The other points cost nothing less than zero.",
            combine(
                (apart, p.least[g]),
                "distortion",
                gap=total((1 - delta(n, g)) * (1 - delta(n, h)) * p.least[n], n),
            ),
            goal=True,
        )
    d.pitfall(
        "Different *rows* are not different *points*: if the data have duplicates, count what is "
        "different. With as many centres as different points the objective may be zero."
    )


@derivation(
    label="B8c",
    slug="width-has-a-floor",
    title="One learned width has a floor",
    summary="The M-step for one common width gives $\\sigma^2 = \\sum_{nk} r_{nk} d_{nk} / ND$. "
    "Whatever the shares and centres are, this is at least $\\lVert\\mathbf{x}_g - "
    "\\mathbf{x}_h\\rVert^2 / 2ND$: EM cannot go to $\\sigma = 0$, and started below the floor it "
    "is above it after one step.",
)
def width_has_a_floor(d: Derivation) -> None:
    """|x_g - x_h|^2 / (2 N D) <= sum r d / (N D), for any shares and any centres."""
    p = Pair(d)
    N, D, n, k = p.m.N, p.m.D, p.m.n, p.m.k
    w = d.family("w", N, p.m.K, sign="nonnegative", note="shares, whatever they are")
    d.assume("rows_sum_to_one", equal(total(w[n, k], k), 1), forall=n)
    loss = total(w[n, k] * p.d[n, k], k, n)
    two = d.have(
        at_most(p.between / 2, p.D),
        "One of the two points is not close to its nearest centre (B8b).",
        Cite("two-points-one-centre"),
    )
    soft = d.have(
        at_most(p.D, loss),
        "And no shares cost less than labels do (F1).",
        Cite("soft-loss-is-hard", 1),
    )
    d.show(
        at_most(p.between / (2 * N * D), loss / (N * D)),
        "Divide by $ND$. Take for $g$ and $h$ the two closest different points: the floor depends "
        "on the data only.",
        combine((two, 1 / (N * D)), (soft, 1 / (N * D))),
    )
    d.pitfall(
        "“EM becomes k-means as $\\sigma \\to 0$” does not say that EM sends $\\sigma$ there. With "
        "a learned common width it is a soft method for ever."
    )


@derivation(
    label="B8d",
    slug="bounded-likelihood",
    title="With one width the likelihood is bounded",
    summary="If the k-means objective is at least $\\delta > 0$ for all centres, the "
    "log-likelihood is at most $-\\tfrac{ND}{2}(1 + \\log(2\\pi\\delta/ND))$, for all centres, "
    "weights and widths.",
)
def bounded_likelihood(d: Derivation) -> None:
    """ell <= -(N D / 2) (log(2 pi delta / N D) + 1)."""
    m: Mixture = mixture(d)
    N, n, k, j, D = m.N, m.n, m.k, m.j, m.D
    pi, _ = weights(d, m)
    s = width(d)
    low = d.symbol("delta", "positive", note="what the k-means objective is at least")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    whole = total(minimum(dist[n, j], j), n)
    hard = d.define("distortion", (), whole, tex=r"\mathcal{D}", note="the k-means objective")
    bell = (2 * sp.pi * s**2) ** (-D / 2) * sp.exp(-dist[n, k] / (2 * s**2))
    terms = total(sp.log(total(pi[k] * bell, k)), n)
    ell = d.define("ell", (), terms, tex=r"\ell", note="log-likelihood")
    spread = d.assume("spread", at_most(low, hard))
    lead = N * D / 2 * sp.log(2 * sp.pi * s**2)
    with d.details():
        scaled = d.have(
            at_most(2 * s**2 * lead + hard, -2 * s**2 * ell),
            "What centres can gain is limited by their distances (D7b).",
            Cite("likelihood-limit", 1),
        )
        ratio = low / (N * D * s**2)
        tangent = d.have(at_most(sp.log(ratio), ratio - 1), "The tangent of log.", LogBound())
    with d.calc(ell) as line:
        line.le(
            -lead - hard / (2 * s**2),
            "The log-likelihood is below that of the least distances (D7b).",
            combine((scaled, 1 / (2 * s**2))),
        )
        line.le(
            -lead - low / (2 * s**2),
            "The least distances add up to $\\delta$ at least.",
            combine((spread, 1 / (2 * s**2))),
        )
        line.le(
            -N * D / 2 * (sp.log(2 * sp.pi * low / (N * D)) + 1),
            "A narrow width gains by its peak and pays for the distances; the tangent of the "
            "logarithm shows that $\\sigma^2 = \\delta/ND$ is the best balance.",
            combine((tangent, N * D / 2), logs=True),
            goal=True,
        )
    d.pitfall(
        "With $\\delta = 0$, as many centres as different points, there is no bound: then also one "
        "common width may go to zero."
    )
    compare(d, log_likelihood, ell, axes=(), delta=lambda p: 2.0**-300)
