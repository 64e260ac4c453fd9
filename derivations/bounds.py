"""Bounds that every course uses: the largest term, log-sum-exp, Cauchy-Schwarz, the softplus.

Main results:
    * I1 ``largest-bounded``: what bounds every value bounds the largest.
    * I2 ``log-sum-exp-bounds``: log sum exp lies between the largest term and that plus log K.
    * I3 ``cauchy-schwarz``: the square of a sum of products, with weights and without.
    * I4 ``softplus-bounds``: log(1 + e^z) lies above z and 0, and at most log 2 above both.
    * I5 ``soft-minimum-bounds``: at temperature t, -t log sum exp(-d/t) lies below the least d,
      by at most t log K, and tends to it.
    * I8 ``soft-maximum-bounds``, I9 ``soft-maximum-of-shares``: t log sum exp(f/t) lies above the
      largest f, by at most t log K; with weights that sum to 1 it lies below.
    * I6 ``triangle-inequality``, I7 ``triangle-inequality-of-two``: sizes of sums and differences.
"""

from __future__ import annotations

from typing import Any

from hardlimit.proofs.author import (
    AbsoluteBound,
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    Gap,
    LimitLaws,
    LogLaws,
    MinimumIsLeast,
    Monotone,
    Squeeze,
    at_most,
    combine,
    delta,
    derivation,
    equal,
    less,
    minimum,
    pos,
    tends_to,
    total,
)
from sympy import Abs, Rational, exp, log

CHAPTER = Chapter(
    "bounds",
    "Bounds",
    "Nine bounds that lecture notes use without a proof. They are cited where a line of one's "
    "own is of that form. The largest of some numbers is written as minus the least of their "
    "opposites.",
)


@derivation(
    label="I1",
    slug="largest-bounded",
    title="What bounds every value bounds the largest",
    summary="If no value is above $c$, the largest is not: it is one of them.",
)
def largest_bounded(d: Derivation) -> None:
    K = d.size("K")
    k, j = d.indices("k j", K)
    f, c = d.family("f", K), d.symbol("c")
    bounded = d.assume("bounded", at_most(f[k], c), forall=k)
    with d.details():
        turned = d.have(at_most(-c, -f[k]), "Change all signs.", combine(bounded))
        least = d.have(
            at_most(-c, minimum(-f[j], j)), "The least is one of them.", MinimumIsLeast(turned)
        )
    d.show(at_most(-minimum(-f[j], j), c), "Change the signs again.", combine(least))


@derivation(
    label="I2",
    slug="log-sum-exp-bounds",
    title="Log-sum-exp and the largest term",
    summary="The sum is at least its largest term and at most $K$ times that; so the logarithm "
    "of a sum of exponentials is the largest exponent up to $\\log K$.",
)
def log_sum_exp(d: Derivation) -> None:
    K = d.size("K")
    k, j = d.indices("k j", K)
    f = d.family("f", K)
    top, whole = -minimum(-f[j], j), total(exp(f[j]), j)
    with d.details():
        others = total((1 - delta(j, k)) * exp(f[j]), j)
        part = d.have(at_most(exp(f[k]), whole), "The others are positive.", Gap(others))
    one = d.show(at_most(f[k], log(whole)), "Logarithms of both sides.", Monotone(part))
    with d.details():
        turned = d.have(at_most(-log(whole), -f[k]), "Change the signs.", combine(one))
        least = d.have(
            at_most(-log(whole), minimum(-f[j], j)),
            "The least is one of them.",
            MinimumIsLeast(turned),
        )
    d.show(at_most(top, log(whole)), "The largest is one of them.", combine(least))
    with d.details():
        below = d.have(at_most(f[k], top), "None is above the largest.", ByHypothesis())
        each = d.have(
            at_most(exp(f[k]), exp(top)), "The exponential preserves it.", Monotone(below)
        )
        summed = d.have(at_most(whole, K * exp(top)), "Add them up.", combine((each, 1, (k,))))
        logs = d.have(
            at_most(log(whole), log(K * exp(top))), "Logarithms of both sides.", Monotone(summed)
        )
        apart = d.have(equal(log(K * exp(top)), top + log(K)), "The log of a product.", LogLaws())
    d.show(
        at_most(log(whole), top + log(K)), "At most $K$ times the largest.", combine(logs, apart)
    )


@derivation(
    label="I3",
    slug="cauchy-schwarz",
    title="Cauchy and Schwarz",
    summary="What is missing to equality is half a double sum of squares (Lagrange), so nothing "
    "has to be divided by.",
)
def cauchy_schwarz(d: Derivation) -> None:
    N = d.size("N")
    n, m = d.indices("n m", N)
    x, y = d.family("x", N), d.family("y", N)
    w = d.family("w", N, sign="nonnegative")
    pairs = (x[n] * y[m] - x[m] * y[n]) ** 2
    d.show(
        at_most(total(x[n] * y[n], n) ** 2, total(x[n] ** 2, n) * total(y[n] ** 2, n)),
        "The gap is half the sum of $(x_n y_m - x_m y_n)^2$ over all pairs.",
        Gap(total(pairs, n, m) / 2),
    )
    d.show(
        at_most(
            total(w[n] * x[n] * y[n], n) ** 2,
            total(w[n] * x[n] ** 2, n) * total(w[n] * y[n] ** 2, n),
        ),
        "The same with weights.",
        Gap(total(w[n] * w[m] * pairs, n, m) / 2),
    )


@derivation(
    label="I4",
    slug="softplus-bounds",
    title="The softplus is a soft positive part",
    summary="The softplus lies above $0$ and above $z$, and is never more than $\\log 2$ above the "
    "larger of them, and so above $|z|$.",
)
def softplus(d: Derivation) -> None:
    z = d.symbol("z")
    soft = log(1 + exp(z))
    with d.details():
        above = d.have(less(0, soft), "The logarithm of what is above one.", ByHypothesis())
        more = d.have(less(exp(z), 1 + exp(z)), "One is positive.", ByHypothesis())
    beyond = d.show(less(z, soft), "Logarithms of both sides.", Monotone(more))
    with d.details():
        one = d.have(at_most(z, 2 * soft - z), "Twice the same.", combine((beyond, 2)))
        other = d.have(at_most(-z, 2 * soft - z), "The softplus is positive.", combine((above, 2)))
        size = d.have(at_most(Abs(z), 2 * soft - z), "Either sign.", AbsoluteBound(one, other))
    d.show(at_most(pos(z), soft), "Half the sum of $z$ and $|z|$.", combine((size, Rational(1, 2))))
    with d.details():
        over = d.have(at_most(z, pos(z)), "A number is at most its size.", Gap((Abs(z) - z) / 2))
        first = d.have(
            at_most(exp(z), exp(pos(z))), "The exponential preserves it.", Monotone(over)
        )
        second = d.have(at_most(1, exp(pos(z))), "It is not negative.", Monotone())
        both = d.have(at_most(1 + exp(z), 2 * exp(pos(z))), "Add.", combine(first, second))
        logs = d.have(
            at_most(soft, log(2 * exp(pos(z)))), "Logarithms of both sides.", Monotone(both)
        )
        apart = d.have(
            equal(log(2 * exp(pos(z))), pos(z) + log(2)), "The log of a product.", LogLaws()
        )
    near = d.show(at_most(soft, pos(z) + log(2)), "At most twice the larger.", combine(logs, apart))
    d.show(
        at_most(soft, Abs(z) + log(2)),
        "The larger of $0$ and $z$ is at most $|z|$.",
        combine(near, gap=(Abs(z) - z) / 2),
    )


@derivation(
    label="I5",
    slug="soft-minimum-bounds",
    title="The soft minimum without weights",
    summary="At temperature $\\tau$ the free energy $-\\tau\\log\\sum_k e^{-d_k/\\tau}$ lies below "
    "the least energy, by at most $\\tau\\log K$; so it tends to it as $\\tau \\to 0$.",
)
def soft_minimum(d: Derivation) -> None:
    K = d.size("K")
    k, j = d.indices("k j", K)
    energy, tau = d.family("d", K), d.symbol("tau", sign="positive")
    least, whole = minimum(energy[j], j), total(exp(-energy[j] / tau), j)
    soft = -tau * log(whole)
    with d.details():
        part = d.have(
            at_most(-energy[k] / tau, log(whole)),
            "The sum is at least each of its terms.",
            Cite("log-sum-exp-bounds", f=(k, -energy[k] / tau)),
        )
    each = d.show(at_most(soft, energy[k]), "Times $-\\tau$.", combine((part, tau)))
    above = d.show(at_most(soft, least), "The least is one of them.", MinimumIsLeast(each))
    with d.details():
        below = d.have(at_most(least, energy[k]), "None is below the least.", ByHypothesis())
        over = d.have(
            at_most(-energy[k] / tau, -least / tau),
            "Divide by $-\\tau$.",
            combine((below, 1 / tau)),
        )
        raised = d.have(
            at_most(exp(-energy[k] / tau), exp(-least / tau)),
            "The exponential preserves it.",
            Monotone(over),
        )
        summed = d.have(
            at_most(whole, K * exp(-least / tau)), "Add them up.", combine((raised, 1, (k,)))
        )
        logs = d.have(
            at_most(log(whole), log(K * exp(-least / tau))),
            "Logarithms of both sides.",
            Monotone(summed),
        )
        apart = d.have(
            equal(log(K * exp(-least / tau)), log(K) - least / tau),
            "The log of a product.",
            LogLaws(),
        )
    under = d.show(
        at_most(least - tau * log(K), soft),
        "At most $K$ times the largest.",
        combine((logs, tau), (apart, tau)),
    )
    d.show(at_most(least, soft + tau * log(K)), "The same, as an upper bound.", combine(under))
    with d.details():
        limit = d.have(
            tends_to(least - tau * log(K), tau, least), "$\\tau\\log K$ falls.", LimitLaws()
        )
    d.show(tends_to(soft, tau, least), "Between two bounds.", Squeeze(under, above, limit, None))


@derivation(
    label="I6",
    slug="triangle-inequality",
    title="The triangle inequality for sums",
    summary="The absolute value of a sum is at most the sum of the absolute values, with weights "
    "that are not negative and without: it bounds each term from both sides.",
)
def triangle(d: Derivation) -> None:
    N = d.size("N")
    n = d.index("n", N)
    x, w = d.family("x", N), d.family("w", N, sign="nonnegative")
    for weight, why in (
        (w[n], "No number exceeds its size, nor does its negative: add these up, for either sign."),
        (1, "With weights 1."),
    ):
        size = Abs(x[n])
        by_terms = AbsoluteBound(
            over=total(weight * (size - x[n]), n), under=total(weight * (size + x[n]), n)
        )
        d.show(at_most(Abs(total(weight * x[n], n)), total(weight * size, n)), why, by_terms)


@derivation(
    label="I7",
    slug="triangle-inequality-of-two",
    title="The triangle inequality for two numbers",
    summary="From above, and from below: sizes differ by no more than the numbers do.",
)
def triangle_of_two(d: Derivation) -> None:
    u, v = d.symbol("u"), d.symbol("v")
    gap, both = Abs(u - v), Abs(u) + Abs(v)

    def bound(a: Any, size: Any) -> AbsoluteBound:
        return AbsoluteBound(over=size - a, under=size + a)

    d.show(
        at_most(Abs(u + v), both),
        "No number exceeds its size, nor does its negative: add two of these for either sign.",
        bound(u + v, both),
    )
    d.show(at_most(gap, both), "The same for $u$ and $-v$.", bound(u - v, both))
    with d.details():
        first = d.have(
            at_most(Abs(u), gap + Abs(v)), "The same for $u - v$ and $v$.", bound(u, gap + Abs(v))
        )
        second = d.have(
            at_most(Abs(v), gap + Abs(u)), "And for $v - u$ and $u$.", bound(v, gap + Abs(u))
        )
    one = d.show(at_most(Abs(u) - Abs(v), gap), "Since $u = (u - v) + v$.", combine(first))
    with d.details():
        other = d.have(at_most(Abs(v) - Abs(u), gap), "Bring one over.", combine(second))
    d.show(
        at_most(Abs(Abs(u) - Abs(v)), gap),
        "Likewise $v = (v - u) + u$, so this holds for either sign.",
        AbsoluteBound(one, other),
    )


@derivation(
    label="I8",
    slug="soft-maximum-bounds",
    title="The soft maximum",
    summary="At temperature $\\tau$ the soft maximum $\\tau\\log\\sum_k e^{f_k/\\tau}$ lies above "
    "the largest value, by at most $\\tau\\log K$.",
)
def soft_maximum(d: Derivation) -> None:
    K = d.size("K")
    k, j = d.indices("k j", K)
    f, tau = d.family("f", K), d.symbol("tau", sign="positive")
    soft, top = tau * log(total(exp(f[j] / tau), j)), -minimum(-f[j], j)

    whole, put = soft / tau, (k, f[k] / tau)
    with d.details():
        one = d.have(
            at_most(f[k] / tau, whole),
            "So it is at temperature 1 (I2).",
            Cite("log-sum-exp-bounds", 0, f=put),
        )
        above = d.have(
            at_most(top / tau, whole),
            "The same for the largest (I2).",
            Cite("log-sum-exp-bounds", 1, f=put),
        )
        below = d.have(
            at_most(whole, top / tau + log(K)),
            "And from above (I2).",
            Cite("log-sum-exp-bounds", 2, f=put),
        )
    d.show(at_most(f[k], soft), "Times $\\tau$.", combine((one, tau)))
    d.show(at_most(top, soft), "The largest is one of them.", combine((above, tau)))
    d.show(at_most(soft, top + tau * log(K)), "Times $\\tau$ again.", combine((below, tau)))


@derivation(
    label="I9",
    slug="soft-maximum-of-shares",
    title="The soft maximum with weights that sum to one",
    summary="Weights that sum to one turn the sum into a mean, and a mean is not above the largest "
    "value; nor is it below the share of any one.",
)
def soft_maximum_of_shares(d: Derivation) -> None:
    K = d.size("K")
    k, j = d.indices("k j", K)
    p = d.family("p", K, sign="positive")
    f, tau = d.family("f", K), d.symbol("tau", sign="positive")
    d.assume("weights_sum_to_one", equal(total(p[k], k), 1))
    for sign, why in ((1, "Times $\\tau$."), (-1, "The same for the soft minimum.")):
        mass = total(p[j] * exp(sign * f[j] / tau), j)
        mine = p[k] * exp(sign * f[k] / tau)
        with d.details():
            others = total((1 - delta(j, k)) * p[j] * exp(sign * f[j] / tau), j)
            part = d.have(at_most(mine, mass), "The others are positive.", Gap(others))
            logs = d.have(at_most(log(mine), log(mass)), "Logarithms.", Monotone(part))
        own = sign * (tau * log(p[k])) + f[k]
        sides = (own, sign * tau * log(mass))[::sign]
        d.show(at_most(*sides), why, combine((logs, tau), logs=True))
    mass = total(p[j] * exp(f[j] / tau), j)
    with d.details():
        turned = d.have(
            at_most(minimum(-f[j], j), -tau * log(mass)),
            "A soft minimum of the opposites is not below the least (A5).",
            Cite("softmin", 1, C=K, E=(k, -f[k])),
        )
    d.show(at_most(tau * log(mass), -minimum(-f[j], j)), "Change all signs.", combine(turned))
