"""Narrow bells: in which sense a Gaussian of width zero is a Dirac delta, and in which not.

Main results:
    * E2 ``delta-substitution``: why putting deltas in for the bells proves nothing.
    * E2.1 ``concentration``: in which sense a shrinking cloud, and so a narrow bell, is a delta.
"""

from __future__ import annotations

import sympy as sp
from hardlimit.numeric import hard_responsibilities
from hardlimit.proofs.author import (
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    Gap,
    LimitLaws,
    LogBound,
    Monotone,
    Rewrite,
    Squeeze,
    Unfold,
    at_most,
    combine,
    derivation,
    equal,
    indicator,
    less,
    minimum,
    tends_to,
    termwise,
    total,
)

from .crosschecks import compare
from .hard_model import bells
from .notation import mixture, weights, width

CHAPTER = Chapter(
    "narrow_bells",
    "A bell of width zero",
    "The third delta is the one of physics: let the width of a Gaussian bell go to zero, and all "
    "its mass gathers at the centre. That is true in the sense of E2.1, and it tempts one to "
    "prove the limit of EM by putting deltas in for the bells. E2 shows what goes wrong: at a "
    "data point that is no centre every bell vanishes, and the responsibility becomes $0/0$. The "
    "limit in D1 is that of the *ratio*, and it is not the ratio of the limits.",
)


@derivation(
    label="E2",
    slug="delta-substitution",
    title="Deltas for the bells: zero over zero",
    summary="As $\\sigma \\to 0$ the bell at a centre vanishes at every other place. A data point "
    "that is no centre then has density 0 under every component *and* under the mixture: "
    "put deltas in for the bells, and the responsibility reads $0/0$. The ratio itself "
    "has a perfectly good limit; one must divide first.",
)
def delta_substitution(d: Derivation) -> None:
    """Numerator -> 0, denominator -> 0, but the ratio -> pi_k 1[k nearest] / W."""
    m = mixture(d)
    n, k, j, D = m.n, m.k, m.j, m.D
    pi, _ = weights(d, m)
    s = width(d)
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    d.assume("apart", less(0, dist[n, k]), forall=(n, k))
    phi = bells(d, m, s, dist)
    numerator = pi[k] * phi[n, k]
    mixed = total(pi[j] * phi[n, j], j)
    least = d.define("m", n, minimum(dist[n, k], k), note="squared distance to the nearest centre")
    h = d.define("h", (n, k), indicator(dist[n, k], least[n]), note="one for a nearest centre")
    W = d.define("W", n, total(pi[k] * h[n, k], k), note="total weight of the nearest centres")
    t = d.define("t", (n, k), pi[k] * h[n, k] / W[n], note="hard responsibilities")
    p = (D + 1) / 2
    ratio = dist[n, k] / (2 * p * s**2)
    height, bound = (2 * sp.pi * s**2) ** (-D / 2), -p - p * sp.log(ratio)
    constant = (2 * sp.pi) ** (-D / 2) * (2 * p / dist[n, k]) ** p * sp.exp(-p)
    with d.details():
        tangent = d.have(at_most(sp.log(ratio), ratio - 1), "Below its tangent.", LogBound())
        exponent = -dist[n, k] / (2 * s**2)
        steep = d.have(at_most(exponent, bound), "Multiply by $(D+1)/2$.", combine((tangent, p)))
        smaller = d.have(
            at_most(sp.exp(exponent), sp.exp(bound)),
            "The exponential keeps the order.",
            Monotone(steep),
        )
        above = d.have(
            at_most(numerator, pi[k] * s * constant),
            "Times the factor of the bell, a single $\\sigma$ is left over.",
            combine((smaller, pi[k] * height), "phi", logs=True),
        )
        below = d.have(at_most(0, numerator), "It is not negative.", ByHypothesis())
        meets = d.have(
            tends_to(pi[k] * s * constant, s, 0), "A constant times $\\sigma$.", LimitLaws()
        )
    each = d.show(
        tends_to(numerator, s, 0),
        "An exponential beats every power: off the centres the bell falls faster than its factor "
        "$\\sigma^{-D}$ grows, so the numerator is at most a constant times $\\sigma$.",
        Squeeze(below, above, None, meets),
    )
    d.show(
        tends_to(mixed, s, 0),
        "The denominator is a finite sum of such terms. So it vanishes, too, and the quotient of "
        "the limits is $0/0$: no number.",
        LimitLaws(each),
    )
    soft = pi[k] * sp.exp(-dist[n, k] / (2 * s**2))
    with d.calc(numerator / mixed) as line:
        line.eq(
            soft / total(pi[j] * sp.exp(-dist[n, j] / (2 * s**2)), j),
            "Divide first instead: the factor in front of the bells cancels.",
            Unfold("phi"),
        )
        line.tends(
            t[n, k],
            s,
            "What is left is the responsibility, which tends to a share of the nearest centres "
            "(D1).",
            Cite("hard-responsibilities", 1),
            goal=True,
        )
    d.show(
        equal(total(t[n, k], k), 1),
        "These limits are a probability distribution, which $0/0$ is not.",
        Unfold("t", "W"),
    )
    d.pitfall(
        "The limit of a ratio is not the ratio of the limits. A proof that replaces every "
        "$\\mathcal{N}(\\boldsymbol{\\mu}_k, \\sigma^2 I)$ by a delta at $\\boldsymbol{\\mu}_k$ "
        "and then reads off the assignments divides zero by zero at every data point that is no "
        "centre."
    )
    d.refer("Bishop, PRML, section 9.3.2")
    compare(d, hard_responsibilities, t[n, k])


@derivation(
    label="E2.1",
    slug="concentration",
    title="When a cloud looks like a point",
    summary="Shrink a cloud of points $\\mathbf{v}_c$ with probabilities $q_c$ towards "
    "$\\boldsymbol{\\mu}$. Its mean squared distance from $\\boldsymbol{\\mu}$ falls like "
    "$\\sigma^2$, and the mean of every function without steep slopes tends to the value "
    "at $\\boldsymbol{\\mu}$. We prove this for finitely many points. That it carries "
    "over to the bell $\\mathcal{N}(\\boldsymbol{\\mu}, \\sigma^2 I)$, a cloud of "
    "infinitely many with $V = D$ and root mean square distance $\\sigma\\sqrt{D}$, is "
    "cited, not proved here; in this sense a narrow bell is a delta.",
)
def concentration(d: Derivation) -> None:
    """sum q |mu + s v - mu|^2 = s^2 V, and (E f - f(mu))^2 <= L^2 s^2 V."""
    C, D = d.size("C", note="number of points of the cloud"), d.size("D", note="dimension")
    c = d.index("c", C)
    e = d.index("e", D)
    q = d.family("q", C, sign="nonnegative", note="probabilities")
    v = d.family("v", C, D, vector=True, note="points of the cloud before shrinking")
    mu = d.family("mu", D, vector=True, note="where the cloud shrinks to")
    s = d.symbol("sigma", "positive", note="how far it is shrunk")
    f = d.family("f", C, note="values of a function at the points of the shrunken cloud")
    f0 = d.symbol("f0", tex="f_0", note="its value at $\\boldsymbol{\\mu}$")
    L = d.symbol("L", "nonnegative", note="the steepest slope of the function")
    y = d.define("y", (c, e), mu[e] + s * v[c, e], vector=True, note="the shrunken cloud")
    V = d.define(
        "V", (), total(q[c] * total(v[c, e] ** 2, e), c), note="mean squared length of the points"
    )
    mean = d.define("M", (), total(q[c] * f[c], c), tex=r"\bar{f}", note="mean of the function")
    one = d.assume("q_sums_to_one", equal(total(q[c], c), 1))
    square = total((y[c, e] - mu[e]) ** 2, e)
    slope = d.assume("slope", at_most((f[c] - f0) ** 2, L**2 * square), forall=c)
    spread = total(q[c] * square, c)
    size = d.show(
        equal(spread, s**2 * V),
        "Every distance from the centre is shrunk by $\\sigma$, every squared one by $\\sigma^2$.",
        Unfold("y", "V"),
    )
    apart = total(q[c] * (f[c] - mean) ** 2, c)
    with d.calc(
        (mean - f0) ** 2,
        "The variance of the function is at most its mean squared difference from the value at "
        "the centre (A2). The function cannot change faster than its steepest slope allows, and "
        "the cloud has shrunk by $\\sigma$.",
    ) as line:
        line.le((mean - f0) ** 2 + apart, "Add the variance.", Gap(apart))
        line.eq(total(q[c] * (f[c] - f0) ** 2, c), "Steiner's identity (A2).", Rewrite(one, "M"))
        line.le(L**2 * spread, "By the steepest slope.", termwise(slope, c, factor=q[c]))
        line.eq(L**2 * s**2 * V, "It has shrunk by $\\sigma$.", Rewrite(size), goal=True)
    d.pitfall(
        "This is convergence of *means of functions*, not of densities: the density itself tends "
        "to zero at every other place (E2). The distance is $\\sigma\\sqrt{D}$, so in high "
        "dimensions a bell is a point only for a much smaller $\\sigma$."
    )
    d.refer("Mathlib, where `gaussianReal` of variance 0 is defined to be a Dirac measure")
