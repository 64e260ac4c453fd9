"""Foundations: the Gaussian log-density, means, Gibbs' inequality, the soft minimum.

Main results:
    * A1 ``log-density``: the log of the spherical Gaussian density.
    * A2 ``steiner``: the weighted mean minimises the squared error, and by how much.
    * A4 ``gibbs``: Kullback-Leibler divergence is never negative, zero only at equality.
    * A5 ``softmin``: the soft minimum, exactly, between two bounds, and its limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cases,
    Chapter,
    Derivation,
    Family,
    Gap,
    GlobalOptimum,
    Index,
    KnownIndicators,
    LimitLaws,
    LogBound,
    LogLaws,
    Monotone,
    Ref,
    Rewrite,
    Squeeze,
    Unfold,
    at_most,
    combine,
    derivation,
    differs,
    equal,
    indicator,
    less,
    minimises,
    minimum,
    product,
    tends_to,
    termwise,
    total,
    xlogy,
)

CHAPTER = Chapter(
    "foundations",
    "Foundations",
    "Four facts carry everything that follows. None needs more than school algebra, the "
    "logarithm, and finite sums. We prove each for any number of points, components and "
    "dimensions: the letters $N$, $K$ and $D$ are never replaced by numbers.",
)


@derivation(
    label="A1",
    slug="log-density",
    title="The log of the Gaussian density",
    summary="Taking logs turns the bell curve into a squared distance. The equality is exact: the "
    "additive term may be dropped when only the mean varies, but not when $\\sigma$ or "
    "the dimension does.",
)
def log_density(d: Derivation) -> None:
    """log of prod_e (2 pi s^2)^(-1/2) exp(-(x_e - m_e)^2 / 2 s^2)."""
    D = d.size("D", note="dimension")
    e = d.index("e", D)
    x = d.family("x", D, vector=True, note="a point")
    m = d.family("m", D, vector=True, tex=r"\mu", note="the mean")
    s = d.symbol("sigma", "positive", note="standard deviation")
    one = (2 * sp.pi * s**2) ** sp.Rational(-1, 2) * sp.exp(-((x[e] - m[e]) ** 2) / (2 * s**2))
    density = d.define("density", (), product(one, e), tex=r"\mathcal{N}", note="the density")
    square = total((x[e] - m[e]) ** 2, e)
    result = -D / 2 * sp.log(2 * sp.pi * s**2) - square / (2 * s**2)
    product_form = d.show(
        equal(density, (2 * sp.pi * s**2) ** (-D / 2) * sp.exp(-square / (2 * s**2))),
        "The coordinates are independent, so the density is a product of one bell curve for each; "
        "exponents of a product add up to the squared distance.",
        LogLaws("density"),
    )
    d.show(
        equal(sp.log(density), result),
        "The log of a product is the sum of the logs, and $\\log e^u = u$.",
        Rewrite(product_form),
    )
    d.pitfall(
        "Many notes write $\\log p(x) \\propto -(x-\\mu)^2/2\\sigma^2$. In log space it is an "
        "equality up to an additive term, and that term depends on $\\sigma$ and $D$."
    )
    d.refer("Bishop, PRML, section 2.3", "StatProofBook, multivariate normal distribution")


@derivation(
    label="A2",
    slug="steiner",
    title="The mean minimises the squared error",
    summary="Moving from the weighted mean $\\bar{x}$ to any other point $z$ costs exactly the "
    "total weight times the squared move. So the mean is the only minimiser: no calculus, "
    "and a global statement.",
)
def steiner(d: Derivation) -> None:
    """Steiner's identity and its minimiser, in D dimensions with weights of any sign."""
    N, D = d.size("N", note="number of points"), d.size("D", note="dimension")
    n, e, f = d.index("n", N), *d.indices("e f", D)
    w = d.family("w", N, note="weights")
    x = d.family("x", N, D, vector=True, note="points")
    m = d.family("m", D, vector=True, tex="z", note="any other point")
    W = d.define("W", (), total(w[n], n), tex="M", note="total weight")
    xbar = d.define(
        "xbar", e, total(w[n] * x[n, e], n) / W, tex=r"\bar{x}", vector=True, note="weighted mean"
    )
    d.assume("positive_total", less(0, W))

    error = total(w[n] * total((x[n, e] - m[e]) ** 2, e), n)
    least = total(w[n] * total((x[n, e] - xbar[e]) ** 2, e), n)
    extra = W * total((m[e] - xbar[e]) ** 2, e)

    centred = d.have(
        equal(total(w[n] * (x[n, e] - xbar[e]), n), 0),
        "The mean is the balance point: weighted deviations from it cancel.",
        Unfold("W", "xbar"),
    )
    cross = (x[n, e] - xbar[e]) * (xbar[e] - m[e])
    with d.calc(
        error,
        "Go from $x_n$ to $z$ by way of the mean and expand the square. The mixed part cancels, "
        "because the mean is the balance point; the last part does not depend on $n$, and the "
        "weights add up to $M$.",
    ) as line:
        line.eq(
            total(w[n] * total((x[n, e] - xbar[e]) ** 2 + 2 * cross + (xbar[e] - m[e]) ** 2, e), n),
            "Go by way of the mean.",
            Algebra(),
        )
        line.eq(
            least + 2 * total((xbar[e] - m[e]) * total(w[n] * (x[n, e] - xbar[e]), n), e) + extra,
            "The weights add up to $M$.",
            Unfold("W"),
        )
        line.eq(least + extra, "Deviations cancel.", Rewrite(centred), goal=True)
    with d.details():
        bound = d.have(at_most(least, error), "Squares are not negative.", Gap(extra, "W", "xbar"))
        with d.when("elsewhere", differs(m[f], xbar[f])):
            strict = d.have(less(least, error), "That square is positive.", Gap(extra, "W", "xbar"))
    d.show(
        minimises(xbar[f], m[f], error, unique=True),
        "The extra term is a positive weight times a squared length: no point is better than the "
        "mean, and every other point is worse.",
        GlobalOptimum(bound, strict),
    )
    d.pitfall(
        "Setting the gradient to zero finds the mean but does not prove that it is a minimum. "
        "Single weights may be negative or zero; only their sum must be positive. If $W = 0$ (an "
        "empty cluster) every $m$ is as good as any other."
    )
    d.refer("Shalev-Shwartz and Ben-David, Understanding Machine Learning, Lemma 22.1")


@derivation(
    label="A4",
    slug="gibbs",
    title="Gibbs' inequality",
    summary="The Kullback-Leibler divergence from $q$ to $p$ is never negative and vanishes only "
    "at $q = p$. Here $q$ may have zeros: $0 \\log 0$ counts as $0$, which the point "
    "masses of the Dirac chapter need.",
)
def gibbs(d: Derivation) -> None:
    """KL(q || p) >= 0 with equality only at q = p, from log t <= t - 1."""
    C = d.size("C", note="number of outcomes")
    c, b = d.indices("c b", C)
    q = d.family("q", C, sign="nonnegative", note="any distribution")
    p = d.family("p", C, sign="positive", note="reference distribution")
    kl = d.define(
        "KL", (), total(xlogy(q[c], q[c] / p[c]), c), tex=r"\mathrm{KL}", note="divergence"
    )
    q_one = d.assume("q_sums_to_one", equal(total(q[c], c), 1))
    p_one = d.assume("p_sums_to_one", equal(total(p[c], c), 1))
    best = minimises(p[b], q[b], kl, domain=("q_sums_to_one",), unique=True)

    each = _one_outcome(
        d,
        q,
        p,
        c,
        at_most,
        "The logarithm lies below its tangent, $\\log t \\le t - 1$; take $t = p_c/q_c$ and "
        "multiply by $q_c$. Where $q_c = 0$ the right side is $0$ and the left is $-p_c$.",
    )
    terms = total(xlogy(q[c], q[c] / p[c]), c)
    with d.calc(
        0,
        "Add this over all outcomes. Both distributions sum to one, so the left sides sum to zero.",
    ) as bound:
        bound.eq(total(q[c] - p[c], c), "Both sum to one.", Rewrite(q_one, p_one))
        bound.le(terms, "Add the inequality over all outcomes.", termwise(each, c))
        bound.eq(kl, "This sum is the divergence.", Unfold("KL"), goal=True)
    with d.details(), d.when("elsewhere", differs(q[b], p[b])):
        _one_outcome(d, q, p, b, less, "Both are strict.")
        with d.calc(0) as strict:
            strict.eq(total(q[c] - p[c], c), "Both sum to one.", Rewrite(q_one, p_one))
            gap = total(xlogy(q[c], q[c] / p[c]) - q[c] + p[c], c)
            strict.lt(terms, "The term at $b$ is positive.", Gap(gap))
            strict.eq(kl, "This sum is the divergence.", Unfold("KL"))
    d.show(
        best,
        "At $q = p$ every logarithm is $\\log 1 = 0$. If $q$ differs from $p$ somewhere, the "
        "tangent does not touch there, and the inequality is strict.",
        GlobalOptimum(bound.shown, strict.shown),
    )
    d.pitfall(
        "Lagrange multipliers find $q = p$ but say nothing about the boundary, where some $q_c = "
        "0$; and the reversed divergence $\\mathrm{KL}(p\\,\\|\\,q)$ is infinite there."
    )
    d.refer("StatProofBook, Gibbs' inequality", "Neal and Hinton, A view of the EM algorithm")


def _one_outcome(
    d: Derivation, q: Family, p: Family, i: Index, relation: Callable[..., Any], why: str
) -> Ref:
    """q_i - p_i <= q_i log(q_i / p_i), or < where the two differ."""
    term = xlogy(q[i], q[i] / p[i])
    with d.details():
        with d.when(f"zero_at_{i.name}", equal(q[i], 0)) as zero, d.calc(q[i] - p[i]) as line:
            line.eq(-p[i], "The first term is zero.", Rewrite(zero))
            below = line.lt if relation is less else line.le
            below(0, "Probabilities of the reference are positive.", Gap(p[i]))
            line.eq(term, "By convention $0 \\log 0 = 0$.", Rewrite(zero))
        with d.when(f"positive_at_{i.name}", less(0, q[i])):
            tangent = d.have(
                relation(sp.log(p[i] / q[i]), p[i] / q[i] - 1), "Below its tangent.", LogBound()
            )
            elsewhere = d.have(
                relation(q[i] - p[i], term), "Times $q$.", combine((tangent, q[i]), logs=True)
            )
    return d.have(relation(q[i] - p[i], term), why, Cases(line.shown, elsewhere))


@derivation(
    label="A5",
    slug="softmin",
    title="The soft minimum",
    summary="$-\\tau\\log\\sum_c p_c e^{-E_c/\\tau}$ is a smooth stand-in for the least energy. "
    "It is computed exactly here, ties and unequal weights included; two bounds follow at "
    "once, and with them the limit $\\tau \\to 0$. Every limit of this text is this lemma "
    "again.",
)
def softmin(d: Derivation) -> None:
    """Exact soft minimum with weights and ties, its bounds and its limit."""
    C = d.size("C", note="number of states")
    c, b = d.indices("c b", C)
    p = d.family("p", C, sign="positive", note="weights")
    E = d.family("E", C, note="energies")
    tau = d.symbol("tau", "positive", note="temperature")
    p_one = d.assume("weights_sum_to_one", equal(total(p[c], c), 1))
    m = d.define("m", (), minimum(E[b], b), note="least energy")
    t = d.define("t", c, indicator(E[c], m), note="one where the minimum is attained")
    W = d.define("W", (), total(p[c] * t[c], c), note="weight of the minimisers")
    excess = sp.exp(-(E[c] - m) / tau)
    rho = d.define(
        "rho", (), total((1 - t[c]) * (p[c] / W) * excess, c), note="relative mass elsewhere"
    )
    mass = total(p[c] * sp.exp(-E[c] / tau), c)
    soft = -tau * sp.log(mass)
    exact = m + tau * sp.log(1 / W) - tau * sp.log(1 + rho)
    upper = m + tau * sp.log(1 / W)
    split_mass = W * sp.exp(-m / tau) * (1 + rho)
    d.goal(equal(soft, exact), at_most(m, soft), at_most(soft, upper), tends_to(soft, tau, m))
    d.goal(equal(mass, split_mass))

    with d.details():
        with d.when("attained", equal(E[c], m)) as attained:
            here = d.have(equal(t[c] * excess, t[c]), "$e^0 = 1$.", Rewrite(attained))
        with d.when("not_attained", differs(E[c], m)):
            there = d.have(equal(t[c] * excess, t[c]), "$t_c = 0$.", KnownIndicators("t"))
        flat = d.have(equal(t[c] * excess, t[c]), "In both cases.", Cases(here, there))
        with d.calc(mass) as split:
            split.eq(
                sp.exp(-m / tau) * (total(p[c] * (t[c] * excess), c) + W * rho),
                "The states that are not least make $\\rho$.",
                Unfold("rho"),
            )
            split.eq(split_mass, "The states of least energy weigh $W$.", Rewrite(flat, "W"))
    identity = d.have(
        equal(soft, exact),
        "Take the largest exponential, $e^{-m/\\tau}$, out of the sum. The states of least energy "
        "are left with $1$ and weigh $W$ together, the others add $W\\rho$. The log of the "
        "product is a sum of logs.",
        Rewrite(split.shown),
    )
    with d.details():
        smaller = d.have(
            at_most(sp.exp(-E[c] / tau), sp.exp(-m / tau)), "None is below.", Monotone()
        )
        below = d.have(
            at_most(mass, sp.exp(-m / tau)),
            "The weights sum to one.",
            combine((smaller, p[c], (c,)), (p_one, sp.exp(-m / tau))),
        )
        logs = d.have(at_most(sp.log(mass), -m / tau), "The logarithm grows.", Monotone(below))
    lower = d.have(
        at_most(m, soft),
        "No exponential is above $e^{-m/\\tau}$ and the weights sum to one, so their mean is not "
        "above it either. Times $-\\tau$ its logarithm is not below $m$.",
        combine((logs, tau), logs=True),
    )
    with d.details():
        sign = d.have(at_most(0, rho), "No term of $\\rho$ is negative.", ByHypothesis())
        rest = d.have(at_most(0, sp.log(1 + rho)), "And $\\log 1 = 0$.", Monotone(sign))
    above = d.have(
        at_most(soft, upper),
        "The others only add to the sum: $\\rho \\ge 0$, so its term can be left out.",
        combine((rest, tau), identity),
    )
    with d.details():
        meets = d.have(tends_to(upper, tau, m), "$W$ does not move.", LimitLaws())
    d.have(
        tends_to(soft, tau, m),
        "Both bounds meet in $m$: $W$ does not depend on $\\tau$, so $\\tau$ times its logarithm "
        "goes to zero.",
        Squeeze(lower, above, None, meets),
    )
    d.pitfall(
        "Without normalised weights the bounds change: $-\\tau\\log\\sum_c e^{-E_c/\\tau}$ lies "
        "between $m - \\tau\\log C$ and $m$. And a computer algebra system asked for the limit "
        "with two energies returns the one that comes first in the alphabet."
    )
    d.refer("Neal and Hinton, A view of the EM algorithm", "MacKay, ITILA, chapter 20")
