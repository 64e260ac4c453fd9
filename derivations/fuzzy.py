"""Fuzzy c-means: another way to soften k-means, and no mixture of Gaussians.

Main results:
    * F3a ``power-tangent``: a power lies above its tangent at 1 (Bernoulli).
    * F3 ``fuzzy-shares``: the best shares for fixed centres, for every exponent m > 1.
    * F3b ``fuzzy-limits``: m -> 1 is hard, m -> oo is uniform.
    * F3c ``fuzzy-has-no-scale``: the unit of the data does not matter; for a mixture it does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from hardlimit.numeric import Problem, fuzzy_memberships, power_excess
from hardlimit.proofs.author import (
    Algebra,
    Chapter,
    Cite,
    Derivation,
    GlobalOptimum,
    LimitLaws,
    LogBound,
    LogLaws,
    Monotone,
    Rewrite,
    Unfold,
    at_most,
    combine,
    derivation,
    equal,
    indicator,
    less,
    minimises,
    minimum,
    termwise,
    total,
)

from .crosschecks import compare
from .exact_values import fractions, on_a_line
from .notation import mixture

CHAPTER = Chapter(
    "fuzzy",
    "Fuzzy c-means is no mixture",
    "There is a second way to soften k-means, older than most texts on mixtures: raise the shares "
    "to a power $m > 1$ and minimise $\\sum_{nk} w_{nk}^m d_{nk}$. It is often said to be what EM "
    "is before the limit. It is not. Its best shares go by *powers* of distances, those of the "
    "mixture by *exponentials*: fuzzy c-means looks at ratios of distances, the mixture at "
    "differences. Or, in the words of this text: its shares are a soft minimum, too, but of the "
    "*logarithms* of the distances, with $m - 1$ for temperature. So they harden as $m \\to 1$; "
    "but they have no width, do not notice the unit of the data, and a point far from all centres "
    "is shared equally, where a mixture gives it to the nearest. We write $p = m - 1$. Shares are "
    "taken positive here: a power with a symbol for exponent has no value at zero.",
)


@derivation(
    label="F3a",
    slug="power-tangent",
    title="A power lies above its tangent",
    summary="$t^m \\ge 1 + m(t - 1)$ for $t > 0$ and every real $m > 1$ (Bernoulli's inequality).",
)
def power_tangent(d: Derivation) -> None:
    """1 + (1 + p)(t - 1) <= t^(1 + p) for t > 0 and p > 0."""
    t, p = (d.symbol(name, "positive") for name in ("t", "p"))
    power = t ** (1 + p)
    mean = d.define("A", (), (power + p) / (1 + p), note="a weighted mean of the power and 1")
    a = d.define("a", (), sp.log(t), note="the logarithm of $t$")
    b = d.define("b", (), sp.log(mean), note="that of the mean")
    first = d.have(
        at_most(sp.log(power / mean), power / mean - 1),
        "The logarithm lies below its tangent: at the power over the mean.",
        LogBound(),
    )
    second = d.have(at_most(sp.log(1 / mean), 1 / mean - 1), "Also at one over it.", LogBound())
    with d.details():
        one = d.have(equal(sp.log(power / mean), (1 + p) * a - b), "A quotient.", LogLaws("a", "b"))
        other = d.have(equal(sp.log(1 / mean), -b), "Another.", LogLaws("b"))
    rate = 1 / ((1 + p) * mean)
    with d.details():
        upper = d.have(
            at_most(mean * ((1 + p) * a - b), power - mean),
            "The first, times the mean.",
            combine((first, mean), (one, -mean)),
        )
        lower = d.have(
            at_most(-mean * b, 1 - mean),
            "The second, times the mean.",
            combine((second, mean), (other, -mean)),
        )
        whole = d.have(equal(power + p, (1 + p) * mean), "What the mean is.", Unfold("A"))
    logs = d.have(
        at_most(a, b),
        "Weigh the two by $1$ and $p$. On the right everything cancels.",
        combine((upper, rate), (lower, p * rate), (whole, rate)),
    )
    with d.details():
        order = d.have(at_most(sp.exp(a), sp.exp(b)), "The exponential increases.", Monotone(logs))
    d.show(
        at_most(1 + (1 + p) * (t - 1), power),
        "So $t$ is at most the mean. Multiply by $1 + p$.",
        combine((order, 1 + p), "a", "b", "A", logs=True),
    )
    d.pitfall(
        "For $m < 1$ the inequality turns round, and the shares below are then the worst ones."
    )
    compare(
        d,
        power_excess,
        power - 1 - (1 + p) * (t - 1),
        lambda q: power_excess(q.sigma, 1 + _power(q)),
        axes=(),
        t=lambda q: q.sigma,
        p=_power,
    )


@derivation(
    label="F3",
    slug="fuzzy-shares",
    title="The best shares of fuzzy c-means",
    summary="For fixed centres, none of them on a data point, and any exponent $m = 1 + p > 1$, "
    "the shares $d_{nk}^{-1/p} / \\sum_j d_{nj}^{-1/p}$ minimise $\\sum_{nk} w_{nk}^m d_{nk}$ over "
    "all positive shares that sum to one for each point: globally, not only where a gradient "
    "vanishes.",
)
def fuzzy_shares(d: Derivation) -> None:
    """sum w^(1 + p) d >= sum_n Z_n^(-p), with equality at u = d^(-1/p) / Z."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    i, b = d.index("i", m.N), d.index("b", m.K)
    p = d.symbol("p", "positive", note="the exponent is $m = 1 + p$")
    w = d.family("w", m.N, m.K, sign="positive", note="shares")
    rows = d.assume("rows_sum_to_one", equal(total(w[n, k], k), 1), forall=n)
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    d.assume("off_centres", less(0, dist[n, k]), forall=(n, k))
    mass = d.define("Z", n, total(dist[n, j] ** (-1 / p), j), note="total of the powers")
    u = d.define("u", (n, k), dist[n, k] ** (-1 / p) / mass[n], note="shares by powers")
    loss = d.define("L", (), total(w[n, k] ** (1 + p) * dist[n, k], k, n), note="the fuzzy loss")
    ratio, rate = w[n, k] / u[n, k], mass[n] ** (-p)
    value = total(rate, n)
    one = d.show(equal(total(u[n, k], k), 1), "These shares are shares.", Unfold("u", "Z"))
    tangent = d.have(
        at_most(1 + (1 + p) * (ratio - 1), ratio ** (1 + p)),
        "Compare any share with this one: their ratio, to the power $m$, lies above the tangent.",
        Cite("power-tangent", t=ratio),
    )
    flat = d.have(
        equal(u[n, k] ** (1 + p) * dist[n, k], u[n, k] * rate),
        "What a share pays is in proportion to it, at the same rate for all centres: that is what "
        "makes it the best.",
        LogLaws("u"),
    )
    each = d.have(
        at_most(rate * ((1 + p) * w[n, k] - p * u[n, k]), w[n, k] ** (1 + p) * dist[n, k]),
        "So the tangent is linear in the share, with one slope for all centres.",
        combine(
            (tangent, u[n, k] ** (1 + p) * dist[n, k]),
            (flat, -1 - (1 + p) * (ratio - 1)),
            logs=True,
        ),
    )
    with d.calc(value) as line:
        line.eq(
            total(rate * ((1 + p) * total(w[n, k], k) - p * total(u[n, k], k)), n),
            "Both kinds of shares sum to one.",
            Rewrite(rows, one),
        )
        line.le(loss, "Add up over centres and points.", termwise(each, k, n, names="L"), goal=True)
    lower = line.shown
    with d.details(), d.calc(total(u[n, k] ** (1 + p) * dist[n, k], k, n)) as line:
        line.eq(
            total(rate * total(u[n, k], k), n), "Every term is share times rate.", Rewrite(flat)
        )
        line.eq(value, "The shares sum to one.", Rewrite(one))
        line.le(loss, "This is the bound.", combine(lower))
    d.show(
        minimises(u[i, b], w[i, b], loss, domain=("rows_sum_to_one",)),
        "At these shares the bound is reached.",
        GlobalOptimum(line.shown),
    )
    d.pitfall(
        "Lagrange gives these shares in one line and does not show that they are best. And a point "
        "*on* a centre needs a rule of its own, for a power of zero is no number."
    )
    d.refer("phvu.net, where EM without the limit is called fuzzy c-means")
    compare(
        d,
        fuzzy_memberships,
        u[n, k],
        lambda q: fuzzy_memberships(q.x, q.means, 1 + _power(q)),
        w=lambda q: (q.responsibilities + q.weights) / 2,
        p=_power,
    )


def _power(problem: Problem) -> float:
    """An exponent less one: 1/2, 1 or 2."""
    return 2.0 ** (len(problem.x) % 3 - 1)


@derivation(
    label="F3b",
    slug="fuzzy-limits",
    title="Hard at one end, uniform at the other",
    summary="Let $\\lambda_k$ be the logarithms of the squared distances. The shares are "
    "$e^{-\\lambda_k/p}$, normalised: a soft minimum of logarithms. As $m \\to 1$ they harden, "
    "like those of a mixture as $\\sigma \\to 0$; as $m \\to \\infty$ all centres share equally.",
)
def fuzzy_limits(d: Derivation) -> None:
    """p -> 0: nearest centres share equally; q = 1/p -> 0: 1 / K each."""
    K = d.size("K", note="number of centres")
    k, j = d.indices("k j", K)
    lam = d.family("lam", K, tex=r"\lambda", note="logarithms of the squared distances of a point")
    p = d.symbol("p", "positive", note="the exponent is $m = 1 + p$ …")
    q = d.symbol("q", "positive", note="… or $m = 1 + 1/q$")
    least = d.define("m", (), minimum(lam[j], j), tex=r"\lambda_{\min}", note="the least of these")
    h = d.define("h", k, indicator(lam[k], least), note="one for a nearest centre")

    def shares(weight: Any) -> Any:
        return weight(k) / total(weight(j), j)

    with d.calc(shares(lambda i: sp.exp(-lam[i] / p))) as line:
        line.eq(
            shares(lambda i: sp.exp(-(lam[i] - least) / p)),
            "Divide by the largest power.",
            Algebra(),
        )
        line.tends(shares(lambda i: h[i]), p, "All others vanish.", LimitLaws("h"), goal=True)
    with d.calc(shares(lambda i: sp.exp(-lam[i] * q))) as line:
        line.tends(1 / total(1, j), q, "Now every exponential tends to one.", LimitLaws())
        line.eq(1 / K, "There are $K$ of them.", Algebra(), goal=True)
    d.pitfall(
        "With ties the shares of the limit are *equal*; those of a mixture go by its weights (D1). "
        "And “uniform” is not “by the weights”, which is where a wide mixture ends (D13)."
    )
    compare(
        d,
        fuzzy_memberships,
        shares(lambda i: sp.exp(-lam[i] / p)),
        lambda x: fuzzy_memberships([[0.0]], on_a_line(x)[:, None], 1 + _power(x))[0],
        axes=(k,),
        lam=lambda x: 2 * np.log(on_a_line(x)),
        q=_power,
        p=_power,
    )


@derivation(
    label="F3c",
    slug="fuzzy-has-no-scale",
    title="Fuzzy c-means has no scale",
    summary="Multiply all squared distances by $t$, as a change of the unit does. The shares of "
    "fuzzy c-means do not change. Those of a mixture do: for $t > 1$ the odds of the nearer of two "
    "centres grow. So for no choice of $m$ and $\\sigma$ are the two the same for all data.",
)
def fuzzy_has_no_scale(d: Derivation) -> None:
    """u(t d) = u(d), and r_a / r_b at t d is larger than at d, for d_a < d_b and t > 1."""
    K = d.size("K", note="number of centres")
    k, j, a, b = d.indices("k j a b", K)
    dist = d.family("d", K, sign="positive", note="squared distances of a point")
    p = d.symbol("p", "positive", note="the exponent is $m = 1 + p$")
    s = d.symbol("sigma", "positive", note="width of the mixture")
    t = d.symbol("t", "positive", note="change of the unit of squared distances")
    d.assume("finer", less(1, t))
    nearer = d.assume("nearer", less(dist[a], dist[b]))

    def fuzzy(unit: Any) -> Any:
        return (unit * dist[k]) ** (-1 / p) / total((unit * dist[j]) ** (-1 / p), j)

    def soft(i: Any, unit: Any) -> Any:
        return sp.exp(-unit * dist[i] / (2 * s**2)) / total(sp.exp(-unit * dist[j] / (2 * s**2)), j)

    apart = (dist[b] - dist[a]) / (2 * s**2)
    d.show(equal(fuzzy(t), fuzzy(1)), "The power of the unit cancels.", LogLaws())
    with d.calc(soft(a, 1) / soft(b, 1)) as line:
        line.eq(sp.exp(apart), "The odds of a mixture go by the difference.", Algebra())
        line.lt(
            sp.exp(t * apart),
            "In a finer unit the difference is larger.",
            Monotone(nearer, factor=(t - 1) / (2 * s**2)),
        )
        line.eq(soft(a, t) / soft(b, t), "These are the odds there.", Algebra(), goal=True)
    d.pitfall(
        "A method without a scale cannot tell tight clusters from wide ones. What a mixture learns "
        "as $\\sigma$, the user of fuzzy c-means chooses as $m$, by habit $m = 2$."
    )
    compare(
        d,
        fuzzy_memberships,
        fuzzy(1),
        lambda x: fuzzy_memberships([[0.0]], 3 * on_a_line(x)[:, None], 1 + _power(x))[0],
        axes=(k,),
        d=lambda x: fractions(on_a_line(x)) ** 2,
        p=_power,
        t=lambda x: 9,
    )
