"""No other covariance is as good as the scatter, and a flat cloud of points has no best one.

Main results:
    * C2c ``other-centre``, C2u ``other-covariance-factor``, C2p ``other-covariance-pivots``:
      whoever differs from the weighted mean and scatter loses something.
    * C2s ``flat-cloud``: for points in a hyperplane there is no best covariance.
"""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Cases,
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    LogBound,
    LogLaws,
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
    total,
)

from .clouds import Column, Fit, cloud, fit
from .triangular import another

CHAPTER = Chapter(
    "other_covariances",
    "No other covariance is as good",
    "The weighted mean and the weighted scatter are not beaten. Are they the only best pair, and "
    "what if the scatter is not positive definite? A pair can differ from the best one in three "
    "ways: in the centre, in the factor of the precision, or in its pivots. Each of the three "
    "loses something. And if the points lie in a hyperplane, there is no best pair.",
)


def _gain(d: Derivation, g: Fit) -> Ref:
    """What any centre and precision lose, by C2; and why no term of it is negative."""
    c, ratio = g.c, g.s.v[g.c.p.i] * g.c.p.w[g.c.p.i]
    with d.details():
        gain = d.have(equal(g.top - c.Q, g.lost), "Known (C2).", Cite("full-covariance", 2))
        d.have(at_most(sp.log(ratio), ratio - 1), "No term is negative.", LogBound())
    return gain


@derivation(
    label="C2c",
    slug="other-centre",
    title="Any other centre is worse",
    summary="If the centre is not the weighted mean, take the first coordinate $a$ in which they "
    "differ. The squared distance that C2 leaves over has a term that sees it.",
)
def other_centre(d: Derivation) -> None:
    """mu_a != mean_a, mu_e = mean_e before a: then Q(mu, Lambda) < Q(mean, S^-1)."""
    g = fit(d)
    c, top = g.c, g.top
    p, m, mu, e, U = c.p, c.mean, c.mu, c.p.e, c.p.U
    a = d.index("a", p.D)
    d.assume("other", differs(mu[a], m[a]))
    d.assume("same_before", equal(mu[e], m[e]), forall=e, given=less(e, a))
    seen = total(U[e, a] * (mu[e] - m[e]), e)
    with d.details():
        with d.calc(seen) as one:
            one.eq(
                U[a, a] * (mu[a] - m[a]),
                "Before $a$ they agree, after $a$ the column is zero.",
                Cite("one-place", y=(e, mu[e]), o=(e, m[e]), p=(e, U[e, a]), q=(e, sp.Integer(0))),
            )
            one.eq(mu[a] - m[a], "On its diagonal $U$ has a one.", Rewrite(Ref("U_unit")))
        with d.calc(0) as line:
            line.lt((mu[a] - m[a]) ** 2, "There they differ.", Gap((mu[a] - m[a]) ** 2))
            line.eq(seen**2, "It is one of the squares of the distance.", Rewrite(one.shown))
    gain = _gain(d, g)
    d.show(
        less(c.Q, top),
        "What a centre and a precision lose is known exactly (C2). No term of it is negative, and "
        "one square is positive: at the first coordinate in which the centre differs from the "
        "mean.",
        combine((gain, -1), gap=g.lost),
    )
    d.pitfall(
        "That the mean is the *only* best centre needs the precision to be invertible. Here it is, "
        "by the ones on the diagonal of $U$ and the positive pivots."
    )
    d.refer("Bishop, PRML, section 9.2.2")


@derivation(
    label="C2u",
    slug="other-covariance-factor",
    title="Any other covariance is worse: the factor",
    summary="A precision is not $S^{-1}$ if its factor $U$ is not $\\hat{U}$, or if one of its "
    "pivots is not $1/v$. This is the first case: $U$ and $\\hat{U}$ differ in column "
    "$b$, for the last time in row $a$, which must lie above the diagonal.",
)
def other_covariance_factor(d: Derivation) -> None:
    """U_ab != V_ab, the same below: then Q(mu, Lambda) < Q(mean, S^-1)."""
    g = fit(d)
    a, b = another(d, g.c.p, g.V)
    with d.details():
        d.have(
            less(0, (g.s.C[a, b] - delta(a, b)) ** 2),
            "Then $C = L^\\top U$ is not the identity, at this entry (A6u).",
            Cite("covariance-lemma-factor", 0),
        )
    gain = _gain(d, g)
    d.show(
        less(g.c.Q, g.top),
        "What a precision loses is known exactly (C2). No term of it is negative, and where $C = "
        "L^\\top U$ is not the identity (A6u) a square is positive.",
        combine((gain, -1), gap=g.lost),
    )
    d.refer("Anderson, An Introduction to Multivariate Statistical Analysis, section 3.2")


@derivation(
    label="C2p",
    slug="other-covariance-pivots",
    title="Any other covariance is worse: the pivots",
    summary="This is the second case. With C2c and C2u it shows that the weighted mean and the "
    "weighted scatter are the only maximum.",
)
def other_covariance_pivots(d: Derivation) -> None:
    """v_b w_b != 1: then Q(mu, Lambda) < Q(mean, S^-1)."""
    g = fit(d)
    b = d.index("b", g.c.p.D)
    ratio = g.s.v[b] * g.c.p.w[b]
    d.assume("other", differs(ratio, 1))
    gain = _gain(d, g)
    with d.details():
        d.have(less(sp.log(ratio), ratio - 1), "It touches at 1 only.", LogBound())
    d.show(
        less(g.c.Q, g.top),
        "What a precision loses is known exactly (C2). The logarithm touches its tangent at $1$ "
        "only, so the term of the pivot $b$ is positive, and none is negative.",
        combine((gain, -1), gap=g.lost),
    )
    d.refer("Anderson, An Introduction to Multivariate Statistical Analysis, section 3.2")


@derivation(
    label="C2s",
    slug="flat-cloud",
    title="Points in a hyperplane have no best covariance",
    summary="Suppose that coordinate $b$ of the points is a fixed combination of the others, up "
    "to a constant $h$; then they lie in a hyperplane, as $D$ points or fewer always do. "
    "Column $b$ of $U$ holds the combination. Make the Gaussian thinner across the "
    "hyperplane: multiply pivot $b$ of the precision by $t$. Nothing is lost, and $\\log "
    "t$ is gained for each point. So there is no maximum: the gain exceeds every bound.",
)
def flat_cloud(d: Derivation) -> None:
    """Q with pivot b multiplied by t = Q + (N_r / 2) log t, for every t > 0."""
    c = cloud(d)
    p, n, x, r, m = c.p, c.n, c.x, c.r, c.mean
    e, i, j, U, w = p.e, p.i, p.j, p.U, p.w
    b, k = d.index("b", p.D), d.index("k", n.size)
    h = d.symbol("h", note="height of the hyperplane")
    t = d.symbol("t", "positive", note="how much thinner the Gaussian is made")
    others = total((1 - delta(e, b)) * U[e, b] * x[n, e], e)
    d.assume("flat", equal(x[n, b], h - others), forall=n)
    thin = d.define("s", (j, b), w[j] * t ** delta(j, b), note="pivots, with $t$ in place $b$")
    before = d.define("Q_m", (), c.at(m), tex=r"\bar{Q}", note="$Q$ at the mean")
    after = d.define(
        "Q_t", b, c.at(m, w=Column(thin, b)), tex=r"\bar{Q}'", note="$Q$ at the mean, made thinner"
    )[b]
    with d.details():
        with d.calc(total(U[e, b] * x[n, e], e)) as level:
            level.eq(U[b, b] * x[n, b] + others, "Set coordinate $b$ apart.", Algebra())
            level.eq(x[n, b] + others, "On its diagonal $U$ has a one.", Rewrite(Ref("U_unit")))
            level.eq(h, "All have the same height.", Rewrite(Ref("flat")))
        deviation = total(U[e, b] * (x[n, e] - m[e]), e)
        with d.calc(deviation) as zero:
            zero.eq(
                total(U[e, b] * x[n, e], e)
                - total(r[k] * total(U[e, b] * x[k, e], e), k) / c.count,
                "Average the heights.",
                Unfold("m"),
            )
            zero.eq(h - total(r[k] * h, k) / c.count, "All have height $h$.", Rewrite(level.shown))
            zero.eq(0, "The weights add up to $N_r$.", Unfold("N_r"))
    square = total(U[e, j] * (x[n, e] - m[e]), e) ** 2
    unchanged = equal(thin[j, b] * square, w[j] * square)
    same, other = d.case("same", equal(j, b)), d.case("another", differs(j, b))
    with d.details():
        with d.when(same):
            if_same = d.have(unchanged, "The length is zero.", Rewrite(Ref("same"), zero.shown))
        with d.when(other):
            if_other = d.have(unchanged, "The pivot stays.", KnownIndicators("s"))
        each = d.have(unchanged, "In every direction.", Cases(if_same, if_other))
    with d.calc(
        after,
        "All points and their mean have the same height in direction $b$, so the pivot there has "
        "nothing to multiply. Only the normaliser changes, and it grows without bound.",
    ) as line:
        change = total(r[n] * total(thin[j, b] * square - w[j] * square, j), n)
        gained = c.count / 2 * total(sp.log(thin[i, b]) - sp.log(w[i]), i)
        line.eq(before + gained - change / 2, "Lengths and pivots.", Unfold("Q_t", "Q_m", "N_r"))
        line.eq(before + gained, "The lengths have not changed.", Rewrite(each))
        line.eq(before + c.count / 2 * sp.log(t), "One log has moved.", LogLaws("s"), goal=True)
    d.pitfall(
        "A mixture with free covariances can always play this trick: let one component shrink to a "
        "few points that lie in a hyperplane. Its likelihood has no maximum then; what EM finds is "
        "a local one at best, and the global one does not exist. For $k$-means the question does "
        "not come up, because there the covariance is prescribed."
    )
    d.refer("Bishop, PRML, section 9.2.1", "Day, Biometrika 56 (1969), 463-474")
