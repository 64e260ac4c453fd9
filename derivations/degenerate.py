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
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    LogBound,
    LogLaws,
    Monotone,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    minimum,
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
    "it is. The log-likelihood is at least $-\\tfrac{D}{2} \\log v_a$ plus what does not depend on "
    "$v_a$. So for every $B$ it exceeds $B$ as soon as the variance $v_a$ is small enough.",
)
def unbounded_likelihood(d: Derivation) -> None:
    """log pi_a - (D/2) log(2 pi v_a) + R_ib <= ell, and B <= ell once v_a is small enough."""
    m = mixture(d)
    n, k, j, e, D = m.n, m.k, m.j, m.e, m.D
    i, (a, b) = d.index("i", m.N), d.indices("a b", m.K)
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    v = d.family("v", m.K, sign="positive", note="variances, one for each component")
    B = d.symbol("B", note="any bound")
    bell = (2 * sp.pi * v[k]) ** (-D / 2) * sp.exp(-m.distance(n, k) / (2 * v[k]))
    phi = d.define("phi", (n, k), bell, note="densities of the components")

    def density(point: Any) -> Any:
        return total(pi[k] * phi[point, k], k)

    ell = d.define("ell", (), total(sp.log(density(n)), n), tex=r"\ell", note="log-likelihood")
    kept = total((1 - delta(n, i)) * sp.log(pi[b] * phi[n, b]), n)
    rest = d.define("R", (i, b), kept, note="what $b$ alone gives to the other points")
    high = sp.log(pi[a]) - D * sp.log(2 * sp.pi * v[a]) / 2
    d.assume("two_components", differs(a, b))
    place = d.assume("on_a_point", equal(m.mu[a, e], m.x[i, e]), forall=e)
    narrow = d.assume("narrow", at_most(B, high + rest[i, b]))
    with d.details():
        one = d.have(
            at_most(pi[j] * phi[n, j], density(n)),
            "A sum of positive terms is at least each of them.",
            Gap(total((1 - delta(k, j)) * pi[k] * phi[n, k], k)),
        )
    log = d.have(
        at_most(sp.log(pi[j] * phi[n, j]), sp.log(density(n))),
        "The density of a point is at least what one component gives to it.",
        Monotone(one),
    )
    with d.details():
        peak = d.have(
            equal(phi[i, a], (2 * sp.pi * v[a]) ** (-D / 2)),
            "On its own mean a bell has its peak.",
            Rewrite(place, "phi"),
        )
        with d.calc(high) as line:
            line.eq(sp.log(pi[a] * (2 * sp.pi * v[a]) ** (-D / 2)), "Take logs.", LogLaws())
            line.eq(sp.log(pi[a] * phi[i, a]), "This is the peak.", Rewrite(peak))
    there = line.shown
    with d.calc(high + rest[i, b]) as line:
        line.le(
            sp.log(density(i)) + total((1 - delta(n, i)) * sp.log(density(n)), n),
            "At point $i$ count on component $a$ alone, which has its peak there; at all other "
            "points on component $b$ alone.",
            combine(
                there,
                log.at({n: i, j: a}),
                (log.at({j: b}), 1 - delta(n, i), (n,)),
                "R",
            ),
        )
        line.eq(ell, "These are all points.", Unfold("ell"), goal=True)
    d.show(
        at_most(B, ell),
        "Component $b$ does not know the variance of $a$, so it may be as small as one likes.",
        combine(narrow, line.shown),
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
            "The log-likelihood is below that of the least distances (D7b) …",
            combine((scaled, 1 / (2 * s**2))),
        )
        line.le(
            -lead - low / (2 * s**2),
            "… and these add up to $\\delta$ at least.",
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
