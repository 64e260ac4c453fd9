"""The M-step for the variances.

Main results:
    * C3 ``component-variances``: one variance for each component, with the factor 1/D.
    * C4 ``shared-variance``: one variance for all, divided by ND.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import component_variances, shared_variance
from hardlimit.proofs.author import (
    Chain,
    Chapter,
    Cite,
    Derivation,
    GlobalOptimum,
    Gradient,
    LinearRoot,
    LogBound,
    LogLaws,
    Ref,
    Rewrite,
    Unfold,
    at_most,
    combine,
    derivation,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    total,
    zero_exactly_at,
)

from .crosschecks import compare
from .models import Shared, expected
from .propose import gradient, solve

CHAPTER = Chapter(
    "variances",
    "The M-step: the variances",
    "The centres are settled, and they did not depend on the variances. Now it is the turn of the "
    "variances, about whatever centres are given. We write $v$ for $\\sigma^2$, since that is the "
    "quantity to be chosen. A component may have a variance of its own, or all may share one; for "
    "$k$-means it will be a shared one. In $k$-means the variance seems to play no role. It is "
    "there, but it only measures the loss and never steers it.",
)


@derivation(
    label="C3",
    slug="component-variances",
    title="A variance for each component",
    summary="With the centres held fixed, the best variance of a component is its mean squared "
    "distance to its centre *per coordinate*. The tangent of the logarithm shows that the "
    "zero of the gradient is the global maximum, although $Q$ is not concave in the "
    "variance.",
)
def variances(d: Derivation) -> None:
    """argmax over v of Q is v_k = sum_n r_nk d_nk / (D N_k)."""
    w = expected(d)
    m, k, j, v = w.m, w.m.k, w.m.j, w.v
    w.nonempty(d)
    d.assume("spread_out", less(0, w.spread[k]), forall=k)
    best = d.define(
        "u", k, w.spread[k] / (m.D * w.count[k]), tex=r"\hat{v}", note="mean squares per coordinate"
    )
    top = d.define("Q_u", (), w.at(v=best), tex=r"\hat{Q}", note="$Q$ at these variances")
    slope = gradient(w.by_component(), v[j])
    ratio = best[k] / v[k]
    extra = total(m.D * w.count[k] / 2 * (ratio - 1 - sp.log(ratio)), k)
    optimum = maximises(best[j], v[j], w.Q, unique=True)
    with d.details():
        d.show(has_gradient(w.Q, v[j], slope), "Term by term.", Gradient("Q", "S", "N_r"))
        d.have(equal(solve(slope, v[j]), best[j]), "SymPy's zero is this one.", Unfold("u"))
    d.show(
        zero_exactly_at(slope, v[j], best[j]),
        "The normaliser pulls the variance down, the squared distances push it up. The gradient "
        "is a positive factor times $\\hat{v}_j - v_j$, so they balance at $\\hat{v}_j$ only.",
        LinearRoot(m.D * w.count[j] / (2 * v[j] ** 2), "u"),
    )
    with d.details():
        now = d.have(equal(w.Q, w.by_component()), "Sum over points.", Cite("separate-parts"))
        then = d.have(
            equal(top, w.by_component(v=best)),
            "The same at the new variances.",
            Cite("separate-parts", 0, "Q_u", "S", "N_r", v=(k, best[k])),
        )
    with d.calc(
        top - w.Q,
        "Take $Q$ at the new variances less $Q$ at any others: the weights cancel, and what "
        "remains depends on the ratios $\\hat{v}_k/v_k$ only.",
    ) as gain:
        gain.eq(w.by_component(v=best) - w.by_component(), "Subtract.", Rewrite(now, then))
        gain.eq(extra, "Only the ratios are left.", LogLaws("u"), goal=True)
    with d.details():
        tangent = d.have(at_most(sp.log(ratio), ratio - 1), "Below its tangent at 1.", LogBound())
        bound = d.show(
            at_most(w.Q, top),
            "No term is negative.",
            combine((gain.shown, -1), (tangent, m.D * w.count[k] / 2, (k,))),
        )
        with d.when("elsewhere", differs(v[j], best[j])):
            d.have(
                less(sp.log(best[j] / v[j]), best[j] / v[j] - 1),
                "It touches at 1 only.",
                LogBound(),
            )
            strict = d.have(
                less(w.Q, top), "One is positive.", combine((gain.shown, -1), gap=extra)
            )
    d.show(
        optimum,
        "The logarithm lies below its tangent, $\\log t \\le t - 1$, and touches it at $t = 1$ "
        "only. So no term of the difference is negative, and each is positive where a variance is "
        "another.",
        GlobalOptimum(bound, strict),
    )
    d.pitfall(
        "The missing $1/D$: a squared distance adds up $D$ squares, so dividing by $N_k$ alone "
        "gives a variance $D$ times too large. And the sum of squares must be positive: if all "
        "points of a component sit on its centre, $Q$ grows without bound as $v_k \\to 0$."
    )
    d.refer("Bishop, PRML, section 9.2", "MacKay, ITILA, chapter 22")
    compare(d, component_variances, best[k])


@derivation(
    label="C4",
    slug="shared-variance",
    title="One variance for all components",
    summary="If all components share one variance, their sums of squares are pooled and divided "
    "by $ND$. No component needs to be non-empty for this, only some point must be off "
    "its centre.",
)
def pooled_variance(d: Derivation) -> None:
    """argmax over the common v of Q is sum_n sum_k r_nk d_nk / (N D)."""
    w = expected(d, shared=True)
    m, k, v = w.m, w.m.k, w.v[0]
    rows = w.rows(d)
    pooled = d.define("R", (), total(w.spread[k], k), note="all squared distances together")
    d.assume("spread_out", less(0, pooled))
    best = d.define(
        "u", (), pooled / (m.N * m.D), tex=r"\hat{v}", note="mean square per point and coordinate"
    )
    top = d.define("Q_u", (), w.at(v=Shared(best)), tex=r"\hat{Q}", note="$Q$ at this variance")

    def pooled_form(value: Any) -> Any:
        scale = m.N * m.D / 2 * sp.log(2 * sp.pi * value)
        return total(w.count[k] * sp.log(w.pi[k]), k) - scale - pooled / (2 * value)

    slope = gradient(pooled_form(v), v)
    optimum = maximises(best, v, w.Q, unique=True)
    extra = m.N * m.D / 2 * (best / v - 1 - sp.log(best / v))
    with d.details():
        counts = d.have(equal(total(w.count[k], k), m.N), "The rows add up.", Rewrite(rows, "N_r"))

    def collected(value: Any, whole: Any, why: str) -> Ref:
        with d.calc(whole) as line:
            names = ("S", "N_r") if whole == w.Q else ("Q_u", "S", "N_r")
            with d.details():
                line.eq(
                    w.by_component(v=Shared(value)),
                    why,
                    Cite("separate-parts", 0, "Q", names, v=(k, value)),
                )
                line.eq(pooled_form(value), "Pool counts and squares.", Rewrite(counts, "R"))
        return line.shown

    now = collected(v, w.Q, "Collect what the common variance multiplies.")
    each = gradient(w.by_component(), v)
    with d.details():
        first = d.have(has_gradient(w.Q, v, each), "Term by term.", Gradient("Q", "S", "N_r"))
        second = d.have(equal(each, slope), "Pool counts and squares.", Rewrite(counts, "R"))
    d.show(
        has_gradient(w.Q, v, slope),
        "Pool the counts and the squares of all components: the counts add up to $N$, the squares "
        "to $R$.",
        Chain(first, second),
    )
    with d.details():
        d.have(equal(solve(slope, v), best), "SymPy's zero is this one.", Unfold("u"))
    d.show(
        zero_exactly_at(slope, v, best),
        "The gradient is a positive factor times $\\hat{v} - v$, so it vanishes at $\\hat{v}$ "
        "only: all squares over their number $ND$.",
        LinearRoot(m.N * m.D / (2 * v**2), "u"),
    )
    then = collected(best, top, "To see that it is the maximum, do the same at the new variance.")
    with d.calc(
        top - w.Q,
        "Take $Q$ at the new variance less $Q$ at any other: what is left depends on the ratio "
        "$\\hat{v}/v$ only.",
    ) as gain:
        gain.eq(pooled_form(best) - pooled_form(v), "Take the difference.", Rewrite(now, then))
        gain.eq(extra, "It depends on the ratio $\\hat{v}/v$ only.", LogLaws("u"), goal=True)
    with d.details():
        tangent = d.have(at_most(sp.log(best / v), best / v - 1), "Below its tangent.", LogBound())
        bound = d.show(
            at_most(w.Q, top), "Not negative.", combine((gain.shown, -1), (tangent, m.N * m.D / 2))
        )
        with d.when("elsewhere", differs(v, best)):
            tangent = d.have(
                less(sp.log(best / v), best / v - 1), "It touches at 1 only.", LogBound()
            )
            strict = d.have(
                less(w.Q, top),
                "It is positive.",
                combine((gain.shown, -1), (tangent, m.N * m.D / 2)),
            )
    d.show(
        optimum,
        "The logarithm lies below its tangent, $\\log t \\le t - 1$, and touches it at $t = 1$ "
        "only. So the difference is not negative, and positive for any other variance.",
        GlobalOptimum(bound, strict),
    )
    d.pitfall(
        "The pooled variance weights the components by $N_k$; it is not the average of their own "
        "variances. And it is divided by $ND$, not by $N$. With hard labels it is the $k$-means "
        "loss divided by $ND$."
    )
    d.refer("MacKay, ITILA, chapter 22", "Bishop, PRML, section 9.3")
    compare(d, shared_variance, best)
