"""Where the likelihood has no bound, and where it has one.

Main results:
    * B8 ``unbounded-likelihood``: with widths of their own, components can earn any likelihood.
    * B8b ``more-points-than-centres``: more points than centres keep the loss of k-means up.
    * B8c ``width-has-a-floor``: so EM with one learned width never goes below a fixed width.
    * B8d ``bounded-likelihood``: and its likelihood has a bound.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from hardlimit.numeric import Problem, distortion_floor, log_likelihood, variance_floor
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cases,
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    LimitLaws,
    LogBound,
    LogLaws,
    MinimumIsLeast,
    Monotone,
    Ref,
    Rewrite,
    Squeeze,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    minimum,
    pos,
    tends_to,
    termwise,
    total,
)

from .crosschecks import compare, distinct_variances
from .exact_values import first_on_a_point, least_gap
from .notation import mixture, weights, width

CHAPTER = Chapter(
    "degenerate",
    "Who sends the width to zero?",
    "“As $\\sigma \\to 0$” is said of EM as if EM did it. Does it? Two cases must be kept apart. "
    "If every component has a width of its own, the likelihood has no bound: one component sits "
    "down on a data point and shrinks, the others take care of the rest. If all share *one* width, "
    "and there are more different points than centres, the likelihood is bounded, and the learned "
    "width has a floor that depends on the data only. So the limit of this text is *imposed*: EM "
    "would walk away from it. The reason is counting. With more different points than centres, "
    "some of them must share a centre, and it cannot be close to all of them. (One says "
    "*pigeonhole*; here the pigeons are counted, which gives a better bound for more points.) In "
    "these bounds all $N$ points are different. Copies only add to the loss; that is not derived.",
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
    compare(
        d,
        log_likelihood,
        ell[a],
        _spiked,
        axes=(i, a),
        mu=first_on_a_point,
        v=distinct_variances,
        u=lambda p: p.sigma2 / 2,
    )


def _spiked(problem: Problem) -> Any:
    """The log-likelihood with half the variance for each component in turn, for each point."""
    means, out = first_on_a_point(problem), []
    for k in range(len(means)):
        variances = distinct_variances(problem)
        variances[k] = problem.sigma2 / 2
        out.append(log_likelihood(problem.x, means, problem.weights, variances))
    return np.array([out] * len(problem.x))


class Apart:
    """More points than centres, any two of them apart; and what the chapter says of them."""

    def __init__(self, d: Derivation) -> None:
        self.m = m = mixture(d)
        n, k, j, e = m.n, m.k, m.j, m.e
        self.i = i = d.index("i", m.N)
        self.gap = d.symbol("delta", "positive", note="the least squared distance of two points")
        self.d = d.define("d", (n, k), m.distance(n, k), note="squared distances to centres")
        least = minimum(self.d[n, j], j)
        self.least = d.define("m", n, least, note="squared distance to a nearest centre")
        whole = total(self.least[n], n)
        self.D = d.define("distortion", (), whole, tex=r"\mathcal{D}", note="the k-means objective")
        self.between = total((m.x[n, e] - m.x[i, e]) ** 2, e)
        self.apart = d.assume(
            "apart", at_most(self.gap, self.between), forall=(n, i), given=differs(n, i)
        )

    def labels(self, d: Derivation) -> tuple[Any, Ref]:
        """Labels of nearest centres, and that they are."""
        n, j = self.m.n, self.m.j
        c = d.assignment("c", self.m.N, values=self.m.K, note="labels of nearest centres")
        near = at_most(self.d[n, c[n]], self.d[n, j])
        return c, d.assume("nearest", near, forall=(n, j))

    @property
    def bound(self) -> Any:
        """Half the least squared distance for each point that is too many."""
        return self.gap * (self.m.N - self.m.K) / 2


@derivation(
    label="B8b",
    slug="more-points-than-centres",
    title="More points than centres",
    summary="Let any two of $N$ points be $\\delta$ apart at least, in squared distance. Wherever "
    "$K < N$ centres are put, the k-means objective is at least $(N - K)\\delta/2$: half a squared "
    "distance for each point too many.",
)
def more_points_than_centres(d: Derivation) -> None:
    """delta (N - K) / 2 <= D, by counting pairs with the same label."""
    p = Apart(d)
    m, i = p.m, p.i
    K, n, k, j, e, x, mu = m.K, m.n, m.k, m.j, m.e, m.x, m.mu
    c, near = p.labels(d)
    same, other = delta(c[n], c[i]), 1 - delta(n, i)
    size = d.define("count", k, total(delta(k, c[n]), n), tex="N", note="sizes of the clusters")
    middle = total(same * x[i, e], i) / size[c[n]]
    y = d.define("y", (n, e), middle, vector=True, note="mean of the cluster of point $n$")
    with d.details():
        with d.calc(1) as line:
            line.le(size[c[n]], "A cluster holds its point.", Gap(total(same * other, i), "count"))
        own = line.shown
        d.have(less(0, size[c[n]]), "So it is not empty.", combine(own, gap=1))
        sizes = d.have(equal(total(same, i), size[c[n]]), "Count.", Unfold("count"))
    moved = total((y[n, e] - mu[c[n], e]) ** 2, e, n)
    steiner = d.have(
        equal(
            2 * total(p.d[n, c[n]], n),
            total(same / size[c[n]] * p.between, i, n) + 2 * moved,
        ),
        "By Steiner's identity (A2), squared distances to a centre are those within the pairs of a "
        "cluster, divided by its size, and what the centre is away from the mean.",
        Rewrite(sizes, "y", "d"),
    )
    pair, held = p.gap * other * same / size[c[n]], same / size[c[n]] * p.between
    with d.details():
        with d.when("two", differs(n, i)):
            two = d.have(
                at_most(pair, held),
                "They are apart.",
                combine((p.apart, same / size[c[n]]), gap=p.gap * same * delta(n, i) / size[c[n]]),
            )
        with d.when("one", equal(n, i)):
            none = d.have(equal(delta(n, i), 1), "The same point.", KnownIndicators())
            one = d.have(
                at_most(pair, held),
                "Nothing is asked.",
                combine((none, -p.gap * same / size[c[n]]), gap=held),
            )
        each = d.have(at_most(pair, held), "In both cases.", Cases(two, one))
    pairs = d.have(
        equal(total(pair, i, n), p.gap * total(1 - 1 / size[c[n]], n)),
        "Different points are $\\delta$ apart. A point has $N_{c_n} - 1$ others in its cluster; "
        "over the size of the cluster this is $1 - 1/N_{c_n}$.",
        Rewrite(sizes),
    )
    shares = total(delta(k, c[n]) / size[c[n]], n)
    with d.details():
        with d.when("occupied", less(0, size[k])), d.calc(shares) as line:
            line.eq(1, "Its points are as many as its size.", Unfold("count"))
            line.le(1, "That is one.", Gap(0))
        full, part = line.shown, delta(k, c[n]) / size[c[n]]
        light = d.have(
            at_most(part, delta(k, c[n])), "Sizes are one at least.", combine((own, part))
        )
        with d.when("empty", equal(0, size[k])) as empty, d.calc(shares) as line:
            line.le(total(delta(k, c[n]), n), "Term by term.", termwise(light, n))
            line.eq(size[k], "This is the size.", Unfold("count"))
            line.eq(0, "It is empty.", Rewrite(empty))
            line.le(1, "Less than one.", Gap(1))
        few = d.have(at_most(shares, 1), "In both cases.", Cases(full, line.shown))
    with d.calc(total(1 / size[c[n]], n)) as line:
        line.eq(
            total(delta(k, c[n]) / size[c[n]], n, k),
            "Sort the points by their clusters.",
            Algebra(),
        )
        line.le(K, "In a cluster these add up to one, in an empty one to zero.", termwise(few, k))
    with d.details():
        low = d.have(
            at_most(p.d[n, c[n]], minimum(p.d[n, j], j)),
            "No centre is nearer.",
            MinimumIsLeast(near),
        )
    d.show(
        at_most(p.bound, p.D),
        "So the pairs weigh $(N - K)\\delta$ at least, and twice the objective is not less.",
        combine(
            (low, 1, (n,)),
            (steiner, -sp.Rational(1, 2)),
            (each, sp.Rational(1, 2), (i, n)),
            (pairs, -sp.Rational(1, 2)),
            (line.shown, p.gap / 2),
            names=("distortion", "m"),
            gap=moved,
        ),
    )
    d.pitfall(
        "Different *rows* are not different *points*: if the data have duplicates, count what is "
        "different. With as many centres as different points the objective may be zero."
    )
    compare(
        d,
        distortion_floor,
        pos(p.bound),
        lambda q: distortion_floor(q.x, len(q.means)),
        axes=(),
        delta=least_gap,
    )


@derivation(
    label="B8c",
    slug="width-has-a-floor",
    title="One learned width has a floor",
    summary="The M-step for one common width gives $\\sigma^2 = \\sum_{nk} r_{nk} d_{nk} / ND$. "
    "Whatever the shares and centres are, this is at least $(N - K)\\delta/2ND$: EM cannot go to "
    "$\\sigma = 0$, and started below the floor it is above it after one step.",
)
def width_has_a_floor(d: Derivation) -> None:
    """delta (N - K) / (2 N D) <= sum r d / (N D), for any shares and any centres."""
    p = Apart(d)
    p.labels(d)
    N, D, n, k = p.m.N, p.m.D, p.m.n, p.m.k
    w = d.family("w", N, p.m.K, sign="nonnegative", note="shares, whatever they are")
    d.assume("rows_sum_to_one", equal(total(w[n, k], k), 1), forall=n)
    loss = total(w[n, k] * p.d[n, k], k, n)
    hard = d.have(
        at_most(p.bound, p.D),
        "There are more points than centres, so not all are close to one (B8b).",
        Cite("more-points-than-centres"),
    )
    soft = d.have(
        at_most(p.D, loss),
        "And no shares cost less than labels do (F1).",
        Cite("soft-loss-is-hard", 1),
    )
    d.show(
        at_most(p.bound / (N * D), loss / (N * D)),
        "Divide by $ND$. The floor depends on the data only.",
        combine((hard, 1 / (N * D)), (soft, 1 / (N * D))),
    )
    d.pitfall(
        "“EM becomes k-means as $\\sigma \\to 0$” does not say that EM sends $\\sigma$ there. With "
        "a learned common width it is a soft method for ever."
    )
    compare(
        d,
        variance_floor,
        pos(p.bound) / (N * D),
        lambda q: variance_floor(q.x, len(q.means)),
        axes=(),
        delta=least_gap,
        w=lambda q: q.responsibilities,
    )


@derivation(
    label="B8d",
    slug="bounded-likelihood",
    title="With one width the likelihood is bounded",
    summary="Let there be more points than centres, any two of them $\\delta$ apart, and let "
    "$\\mathcal{D}_0 = (N - K)\\delta/2$. Then the log-likelihood is at most "
    "$-\\tfrac{ND}{2}(1 + \\log(2\\pi\\mathcal{D}_0/ND))$, for all centres, weights and widths.",
)
def bounded_likelihood(d: Derivation) -> None:
    """ell <= -(N D / 2) (log(2 pi low / N D) + 1) with low = delta (N - K) / 2."""
    p = Apart(d)
    p.labels(d)
    m = p.m
    N, n, k, D = m.N, m.n, m.k, m.D
    d.assume("more_points_than_centres", less(m.K, N))
    pi, _ = weights(d, m)
    s = width(d)
    low = d.define(
        "low", (), p.bound, tex=r"\mathcal{D}_0", note="what the k-means objective is at least"
    )
    hard = p.D
    bell = (2 * sp.pi * s**2) ** (-D / 2) * sp.exp(-p.d[n, k] / (2 * s**2))
    terms = total(sp.log(total(pi[k] * bell, k)), n)
    ell = d.define("ell", (), terms, tex=r"\ell", note="log-likelihood")
    with d.details():
        over = d.have(
            less(0, m.N - m.K), "There are more.", combine(Ref("more_points_than_centres"))
        )
        d.have(less(0, low), "So it is positive.", combine((over, p.gap / 2), "low"))
        floor = d.have(at_most(p.bound, hard), "As shown (B8b).", Cite("more-points-than-centres"))
        spread = d.have(at_most(low, hard), "By its name.", combine(floor, "low"))
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
            "The least distances add up to $\\mathcal{D}_0$ at least (B8b).",
            combine((spread, 1 / (2 * s**2))),
        )
        line.le(
            -N * D / 2 * (sp.log(2 * sp.pi * low / (N * D)) + 1),
            "A narrow width gains by its peak and pays for the distances; the tangent of the "
            "logarithm shows that $\\sigma^2 = \\mathcal{D}_0/ND$ is the best balance.",
            combine((tangent, N * D / 2), logs=True),
            goal=True,
        )
    d.pitfall(
        "With as many centres as different points there is no bound: then also one common width "
        "may go to zero."
    )
    compare(d, log_likelihood, ell, axes=(), delta=lambda p: 2.0**-300)
