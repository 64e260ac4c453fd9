"""The M-step for full covariance matrices.

Main results:
    * C2q ``mean-and-scatter``: what a Gaussian sees of weighted points is their mean and scatter.
    * C2 ``full-covariance``: the best covariance is the weighted scatter, if that is positive
      definite; C2k ``all-covariances``: for all components at once.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import (
    component_covariances,
    expected_log_density,
    mean_update,
)
from hardlimit.proofs.author import (
    Chapter,
    Cite,
    Derivation,
    LogBound,
    LogLaws,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    equal,
    less,
    product,
    termwise,
    total,
)

from .clouds import Cloud, cloud, factored, fit, moved
from .crosschecks import compare, some_covariance, some_factor, some_pivots
from .triangular import inverted

CHAPTER = Chapter(
    "full_covariance",
    "The M-step: full covariances",
    "Now a component may choose its whole covariance. We look at one component with its "
    "responsibilities $r_n$; the components do not interfere with one another, so what holds for "
    "one holds for each. The answer is the one everybody expects: the weighted mean and the "
    "weighted scatter about it. What is rarely said is that the scatter must be positive "
    "definite, and what happens if it is not.",
)


def _flat(c: Cloud) -> Any:
    """D log 2 pi, the part of the normaliser that nothing changes."""
    return c.p.D * sp.log(2 * sp.pi)


def _trace(d: Derivation, c: Cloud) -> Any:
    """Declare tr(Lambda S) with the scatter S of the points."""
    e, f = c.p.e, c.p.f
    body = total(c.p.matrix[e, f] * c.scatter[f, e], f, e)
    return d.define(
        "tr", (), body, tex=r"\operatorname{tr}(\Lambda S)", note="trace of the product"
    )


@derivation(
    label="C2q",
    slug="mean-and-scatter",
    title="Only mean and scatter count",
    summary="Steiner's identity again, now for all directions at once. Of the points, the "
    "expected log-likelihood of one component sees their number, their weighted mean and "
    "their weighted scatter. The centre stands in one term alone, a squared distance to "
    "the mean.",
)
def mean_and_scatter(d: Derivation) -> None:
    """Q = N_r / 2 (log det Lambda - tr(Lambda S) - D log 2 pi - |U^T (mu - mean)|_w^2)."""
    c = cloud(d)
    p, n, x, r, mu, m = c.p, c.n, c.x, c.r, c.mu, c.mean
    e, j, U, w = p.e, p.j, p.U, p.w
    trace = _trace(d, c)
    move = moved(d, c)
    about = total(r[n] * p.length(lambda e: x[n, e] - mu[e]), n)
    around = total(r[n] * p.length(lambda e: x[n, e] - m[e]), n)
    result = c.count / 2 * (sp.log(p.det) - trace - _flat(c) - move)
    with d.details():
        steiner = d.have(
            equal(about, around + c.count * move),
            "Steiner's identity (A2), where the Gaussian is round.",
            Cite(
                "steiner",
                w=(n, r[n]),
                x=(n, j, sp.sqrt(w[j]) * total(U[e, j] * x[n, e], e)),
                m=(j, sp.sqrt(w[j]) * total(U[e, j] * mu[e], e)),
            ),
        )
    within = d.show(
        equal(around, c.count * trace),
        "Write the squares as double sums, and sum over the points first: out comes the scatter, "
        "entry by entry against the precision.",
        Unfold("tr", "S", "Lambda"),
    )
    with d.calc(
        c.Q,
        "The logarithm of a Gaussian is a normaliser and a squared length; in the coordinates "
        "$\\mathrm{diag}(\\sqrt{w})\\,U^\\top\\mathbf{x}$ it is round, and Steiner's identity "
        "(A2) splits the squares into those about the mean and the move.",
    ) as line:
        line.eq(
            c.count / 2 * (sp.log(p.det) - _flat(c)) - about / 2,
            "The log of a Gaussian.",
            LogLaws("Q", "density", "N_r"),
        )
        line.eq(result, "The squared lengths are known.", Rewrite(steiner, within), goal=True)
    d.pitfall(
        "The scatter is taken about the weighted *mean*, not about the centre $\\mu$: about "
        "another point it is larger, by the outer product of the difference. And it is divided by "
        "$N_r$, not by $N$ or $N_r - 1$."
    )
    d.refer("Bishop, PRML, section 2.3.4", "Anderson, section 3.2")
    compare(
        d,
        expected_log_density,
        c.Q,
        lambda p: expected_log_density(
            p.x, p.responsibilities[:, 0], p.means[0], some_covariance(p)
        ),
        r=lambda p: p.responsibilities[:, 0],
        mu=lambda p: p.means[0],
        U=some_factor,
        w=some_pivots,
    )
    compare(
        d,
        component_covariances,
        c.scatter[e, p.f],
        lambda p: component_covariances(
            p.x, mean_update(p.x, p.responsibilities), p.responsibilities
        )[0],
        r=lambda p: p.responsibilities[:, 0],
        mu=lambda p: p.means[0],
    )


@derivation(
    label="C2",
    slug="full-covariance",
    title="The best covariance is the weighted scatter",
    summary="Let the weighted scatter $S$ be positive definite. Cholesky's elimination then finds "
    "its factors, column by column: these are the equations for $v_i$ and $L_{ei}$, and "
    "the first part says that they amount to $S = L\\,\\mathrm{diag}(v)\\,L^\\top$. The "
    "equation for $\\hat{U}_{ij}$ computes the inverse of $L^\\top$. No centre and no "
    "precision does better than the weighted mean with $\\hat{\\Lambda} = S^{-1}$: of all "
    "pairs at once, and with what the others lose written down exactly.",
)
def full_covariance(d: Derivation) -> None:
    """Q(mu, Lambda) <= Q(weighted mean, S^-1) for every centre and every precision."""
    g = fit(d)
    c, s, V, u, top, move = g.c, g.s, g.V, g.u, g.top, g.move
    p, m, e, f, i, j = c.p, c.mean, c.p.e, c.p.f, c.p.i, c.p.j
    L, v, w, half = s.L, s.v, p.w, c.count / 2
    trace, flat = _trace(d, c), _flat(c)
    best = d.define(
        "precision",
        (e, f),
        total(V[e, j] * u[j] * V[f, j], j),
        tex=r"\hat{\Lambda}",
        note="inverse of the scatter",
    )
    trace_at_best = d.define(
        "tr_best",
        (),
        total(best[e, f] * c.scatter[f, e], f, e),
        tex=r"\operatorname{tr}(\hat{\Lambda} S)",
        note="trace of the product",
    )
    bound = -sp.log(s.det) - p.D
    value = sp.log(p.det) - trace
    d.goal(
        equal(total(L[e, j] * v[j] * L[f, j], j), c.scatter[e, f]),
        equal(top, half * (bound - flat)),
        equal(top - c.Q, g.lost),
        at_most(c.Q, top),
    )
    whole = factored(d, c, s)

    def by_factors(matrix: Any) -> Any:
        return total(matrix[e, f] * total(L[f, i] * v[i] * L[e, i], i), f, e)

    with d.calc(value) as lemma, d.details():
        lemma.eq(
            sp.log(p.det) - by_factors(p.matrix),
            "By its factors.",
            Rewrite(whole, "tr", reverse=True),
        )
        lemma.eq(bound - s.loss, "What is missing is known (A6).", Cite("covariance-lemma", 1))
    with d.calc(c.Q) as now, d.details():
        now.eq(half * (value - flat - move), "As in C2q.", Cite("mean-and-scatter", 1))
        now.eq(half * (bound - s.loss - flat - move), "What the lemma says.", Rewrite(lemma.shown))
    inner = inverted(d, p, s, V)
    with d.calc(trace_at_best) as ones, d.details():
        ones.eq(by_factors(best), "By its factors.", Rewrite(whole, "tr_best", reverse=True))
        ones.eq(
            total(v[i] * u[j] * total(L[e, i] * V[e, j], e) ** 2, i, j),
            "Multiply out.",
            Unfold("precision"),
        )
        ones.eq(total(v[i] * u[j] * delta(i, j), i, j), "It is the identity.", Rewrite(inner))
        ones.eq(p.D, "The pivots cancel and leave $D$ ones.", Unfold("u"))
    logs = total(sp.log(u[i]), i)
    with d.calc(
        top,
        "Only mean and scatter count (C2q). Against its own inverse the scatter has the trace "
        "$D$, and its pivots are reciprocal, so their logarithms change sign.",
    ) as then:
        then.eq(
            half * (logs - trace_at_best - flat),
            "At the mean there is no distance to it (C2q).",
            Cite("mean-and-scatter", 1, mu=(e, m[e]), U=(i, j, V[i, j]), w=(i, u[i]), logs=True),
        )
        then.eq(
            half * (logs - p.D - flat), f"That trace is $D$, by {ones.shown}.", Rewrite(ones.shown)
        )
        then.eq(half * (bound - flat), "The pivots are reciprocal.", LogLaws("u", "det_S"))
    gain = d.have(
        equal(top - c.Q, g.lost),
        "For any other pair the covariance lemma (A6) says what is missing to the bound. What "
        "both have cancels.",
        Rewrite(then.shown, now.shown),
    )
    with d.details():
        tangent = d.have(
            at_most(sp.log(v[i] * w[i]), v[i] * w[i] - 1), "Below its tangent.", LogBound()
        )
    d.have(
        at_most(c.Q, top),
        "Squares are not negative, and the logarithm lies below its tangent at $1$: no term of "
        "the difference is negative, so nothing does better.",
        combine((gain, -1), (tangent, half, (i,)), "loss", gap=half * (s.off(p) + move)),
    )
    d.pitfall(
        "That $S$ must be positive definite is usually left out. It is here as the pivots $v_i > "
        "0$ of the elimination. With $D$ points or fewer it never holds: the points lie in a "
        "hyperplane, a pivot is zero, and there is no best covariance at all (C2s). Software then "
        "adds something to the diagonal, and so maximises something else."
    )
    d.refer(
        "Bishop, PRML, sections 2.3.4 and 9.2.2",
        "Anderson, An Introduction to Multivariate Statistical Analysis, section 3.2",
    )


@derivation(
    label="C2k",
    slug="all-covariances",
    title="All components at once",
    summary="The components share the points but no parameters, so that their best choices do not "
    "get in one another's way. Every component takes its own weighted mean and its own "
    "weighted scatter. Each scatter must be positive definite: a single flat component is "
    "enough to leave the whole mixture without a best fit.",
)
def all_covariances(d: Derivation) -> None:
    """sum_k Q_k <= sum_k Q_k at (weighted mean, S_k^-1)."""
    N = d.size("N", note="number of data points")
    K = d.size("K", note="number of components")
    D = d.size("D", note="dimension")
    n, k = d.index("n", N), d.index("k", K)
    e, f, i, j = d.indices("e f i j", D)
    x = d.family("x", N, D, vector=True, note="data points")
    r = d.family("r", N, K, sign="nonnegative", note="responsibilities, held fixed")
    mu = d.family("mu", K, D, vector=True, note="centres")
    U = d.family("U", K, D, D, note="upper triangular, ones on the diagonals")
    w = d.family("w", K, D, sign="positive", note="pivots of the precisions")
    L = d.family("L", K, D, D, note="lower triangular, ones on the diagonals")
    v = d.family("v", K, D, sign="positive", note="pivots of the scatters")
    V = d.family("V", K, D, D, tex=r"\hat{U}", note="inverses of $L_k^\\top$, of the form of $U$")
    for family, zeros in ((U, less(j, i)), (L, less(i, j)), (V, less(j, i))):
        name, places = family.name, (k, i, j)
        d.assume(f"{name}_triangular", equal(family[k, i, j], 0), forall=places, given=zeros)
        d.assume(f"{name}_unit", equal(family[k, i, i], 1), forall=(k, i))
    count = d.define(
        "N_r", k, total(r[n, k], n), tex="N", note="number of points that component $k$ answers for"
    )
    d.assume("nonempty", less(0, count[k]), forall=k)
    mean = d.define(
        "m",
        (k, e),
        total(r[n, k] * x[n, e], n) / count[k],
        tex=r"\hat{\mu}",
        vector=True,
        note="weighted means",
    )
    deviations = (x[n, e] - mean[k, e]) * (x[n, f] - mean[k, f])
    S = d.define(
        "S", (k, e, f), total(r[n, k] * deviations, n) / count[k], note="weighted scatters"
    )
    others = total((1 - delta(i, j)) * L[k, i, j] ** 2 * v[k, j], j)
    d.assume("pivots", equal(v[k, i], S[k, i, i] - others), forall=(k, i))
    others = total((1 - delta(i, j)) * L[k, e, j] * v[k, j] * L[k, i, j], j)
    d.assume("columns", equal(L[k, e, i], (S[k, e, i] - others) / v[k, i]), forall=(k, i, e))
    rows_below = total((1 - delta(e, i)) * L[k, e, i] * V[k, e, j], e)
    d.assume("inverse", equal(V[k, i, j], delta(i, j) - rows_below), forall=(k, i, j))
    u = d.define("u", (k, j), 1 / v[k, j], tex=r"\hat{w}", note="reciprocal pivots")

    def square(mu: Any, U: Any, w: Any) -> Any:
        turned = total(U[k, e, j] * (x[n, e] - mu[k, e]), e)
        return total(w[k, j] * turned**2, j)

    height = (2 * sp.pi) ** (-D / 2) * sp.sqrt(product(w[k, i], i))
    density = d.define(
        "density",
        (n, k),
        height * sp.exp(-square(mu, U, w) / 2),
        tex=r"\mathcal{N}",
        note="density of component $k$ at point $n$",
    )
    own = total(r[n, k] * sp.log(density[n, k]), n)
    log_det = total(sp.log(u[k, i]), i)
    log_best = (log_det - D * sp.log(2 * sp.pi) - square(mean, V, u)) / 2
    best = total(r[n, k] * log_best, n)
    Q = d.define("Q", (), total(own, k), note="expected log-likelihood, without the weights")
    top = d.define("Q_best", (), total(best, k), tex=r"\hat{Q}", note="$Q$ at means and scatters")
    with d.details():
        one = d.have(
            at_most(own, best),
            "Each component alone (C2).",
            Cite(
                "full-covariance",
                3,
                r=(n, r[n, k]),
                mu=(e, mu[k, e]),
                U=(i, j, U[k, i, j]),
                w=(i, w[k, i]),
                L=(i, j, L[k, i, j]),
                v=(i, v[k, i]),
                V=(i, j, V[k, i, j]),
            ),
        )
    d.show(
        at_most(Q, top),
        "Each component alone does not exceed what its mean and its scatter give (C2). Add over "
        "the components.",
        termwise(one, k, "Q", "Q_best"),
    )
    d.pitfall(
        "The maximum is over all centres and covariances together, not over one after the other "
        "with the rest held fixed. If the components must share one covariance, this does not "
        "apply: the scatters are then pooled, weighted by $N_k$."
    )
    d.refer("Bishop, PRML, section 9.2.2")
