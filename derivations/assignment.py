"""Without ties the limit of the E-step is the assignment step of k-means.

Main results:
    * D1d ``nearest-centre``: one strictly nearest centre takes the whole point.
    * D1e ``assignment-error``: how far EM is from that at positive width.
    * D1f ``uniform-weights``: the same for equal weights.
    * D1g ``sharp-rate``: 2 sigma^2 times the log of the error tends to minus the gap.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Antisymmetry,
    ByHypothesis,
    Cases,
    Chapter,
    Cite,
    Derivation,
    Family,
    KnownIndicators,
    LimitLaws,
    MinimumIsLeast,
    Monotone,
    Rewrite,
    Squeeze,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    minimum,
    tends_to,
    total,
)

from .hardening import hardening
from .lemmas import share_of_next, share_of_others
from .notation import Mixture, mixture, width

CHAPTER = Chapter(
    "assignment",
    "Without ties: the assignment step",
    "Suppose now that every point has one strictly nearest centre. Then the shares of the last "
    "chapter are all or nothing: the nearest centre takes the point, whatever the weights are. "
    "This is the assignment step of k-means, and the indicator of a nearest centre becomes the "
    "Kronecker delta of an assignment. We also say how small the width must be for EM to be as "
    "close to k-means as one wants.",
)


@derivation(
    label="D1d",
    slug="nearest-centre",
    title="One nearest centre: the assignment step of k-means",
    summary="If one centre is strictly nearest to $\\mathbf{x}_n$, say number $c_n$, the "
    "responsibilities tend to $1$ for $c_n$ and to $0$ for all others, whatever the "
    "weights. This is the assignment step of k-means; the weights matter for the speed "
    "only.",
)
def nearest_centre(d: Derivation) -> None:
    """If c_n is strictly nearest to x_n, then r_nk tends to delta(k, c_n), with a bound."""
    g = hardening(d)
    n, k, s = g.m.n, g.m.k, g.s
    pi, h, W, dist = g.pi, g.h, g.W, g.d
    c = d.assignment("c", g.m.N, values=g.m.K, note="the nearest centre of each point")
    beyond = d.assume(
        "strictly_nearest", less(dist[n, c[n]], dist[n, k]), forall=(n, k), given=differs(k, c[n])
    )
    mine, every, picked = dist[n, c[n]], dist[n, k], delta(k, c[n])
    with d.details():
        with d.when("own", equal(k, c[n])) as own:
            same = d.have(equal(every, mine), "$k$ is $c_n$.", Rewrite(own))
            if_own = d.have(at_most(mine, every), "Equal is at most.", combine((same, -1)))
        with d.when("other", differs(k, c[n])):
            if_other = d.have(at_most(mine, every), "By hypothesis.", combine(beyond))
        below = d.have(at_most(mine, every), "In both cases.", Cases(if_own, if_other))
        least = minimum(every, k)
        up = d.have(at_most(mine, least), "So for the least distance.", MinimumIsLeast(below))
        down = d.have(at_most(least, mine), "It is one of the distances.", ByHypothesis())
        found = d.have(equal(least, mine), "Both.", Antisymmetry(down, up))
        at_c = d.have(equal(g.least[n], mine), "It is called $m_n$.", Rewrite(found, "m"))
        with d.when("own", equal(k, c[n])):
            d.have(equal(every, g.least[n]), "Centre $c_n$ is nearest.", Rewrite(own, at_c))
            if_own = d.have(equal(h[n, k], picked), "Both are one.", KnownIndicators("h"))
        with d.when("other", differs(k, c[n])):
            d.have(less(g.least[n], every), "Others are farther.", combine(beyond, at_c))
            if_other = d.have(equal(h[n, k], picked), "Both are zero.", KnownIndicators("h"))
        single = d.have(equal(h[n, k], picked), "In both cases.", Cases(if_own, if_other))
        weight = d.show(equal(W[n], pi[c[n]]), "One term is left.", Rewrite(single, "W"))
    hard = d.show(
        equal(g.t[n, k], picked),
        "Centre $c_n$ is the only one at the least distance. So $W_n$ is its weight, which "
        "cancels in $\\pi_k \\mathbf{1}[d_{nk} = m_n] / W_n$: that is one for $c_n$ and zero for "
        "all others.",
        Rewrite(single, weight, "t"),
    )
    with d.calc(g.r[n, k], "The responsibilities tend to these hard ones (D1).", goal=True) as line:
        line.tends(g.t[n, k], s, "Known from D1.", Cite("hard-responsibilities", 1))
        line.eq(picked, "Put in what was found.", Rewrite(hard))
    d.pitfall(
        "That $c_n$ is a nearest centre is not enough: with a tie the limit is a split. And the "
        "weights drop out because they stay fixed while $\\sigma$ falls, not because they would "
        "never matter."
    )
    d.refer(
        "Bishop, PRML, section 9.3.2",
        "Murphy, Probabilistic Machine Learning: An Introduction, section 21.4.1",
    )


@derivation(
    label="D1e",
    slug="assignment-error",
    title="How far EM is from the assignment of k-means",
    summary="Without a tie the error of the k-means assignment is at most "
    "$\\bigl(\\tfrac{1}{\\pi_{c_n}} - 1\\bigr) e^{-\\Delta_n/(2\\sigma^2)}$. A light "
    "centre needs a smaller $\\sigma$ to win its points.",
)
def assignment_error(d: Derivation) -> None:
    """Half sum |r_nk - delta(k, c_n)| <= (1/pi_(c_n) - 1) exp(-Delta_n / 2 sigma^2)."""
    g = hardening(d, normalised=True)
    n, k = g.m.n, g.m.k
    pi, W = g.pi, g.W
    c, gap = _tie_free(d, g.m, g.d, g.least)
    error = total(sp.Abs(g.r[n, k] - delta(k, c[n])), k) / 2
    small = sp.exp(-gap[n] / (2 * g.s**2))
    bound = (1 / pi[c[n]] - 1) * small
    with d.details():
        hard = d.have(equal(g.t[n, k], delta(k, c[n])), "D1d.", Cite("nearest-centre", 1))
        weight = d.have(equal(W[n], pi[c[n]]), "D1d.", Cite("nearest-centre", 0))
    with d.calc(
        error,
        "Without a tie the hard responsibilities are the assignment of k-means, and $W_n$ is the "
        "weight of $c_n$ (D1d). So this is the error bounded in D1c.",
    ) as line:
        line.eq(g.error(n), "So this is the error that is bounded already.", Rewrite(hard))
        line.le((1 - W[n]) / W[n] * small, "The bound (D1c).", Cite("hardening-rate", 1))
        line.eq(bound, "Put the weight of $c_n$ in for $W_n$.", Rewrite(weight), goal=True)
    d.pitfall(
        "The factor is not $K - 1$ unless the weights are equal: a centre of weight $0.01$ has the "
        "factor $99$, even if there are only two centres."
    )


@derivation(
    label="D1f",
    slug="uniform-weights",
    title="The bound for equal weights",
    summary="With equal weights the error is at most $(K - 1)\\,e^{-\\Delta_n/(2\\sigma^2)}$. So "
    "a width with $\\sigma^2 \\le \\Delta_n / (2 \\log((K - 1)/\\varepsilon))$ makes it "
    "at most $\\varepsilon$.",
)
def uniform_weights(d: Derivation) -> None:
    """Equal weights: the error is at most (K - 1) exp(-Delta_n / 2 sigma^2)."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    s = width(d)
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    least = d.define("m", n, minimum(dist[n, j], j), note="least squared distance")
    c, gap = _tie_free(d, m, dist, least)
    mass = total(sp.exp(-dist[n, j] / (2 * s**2)), j)
    r = d.define("r", (n, k), sp.exp(-dist[n, k] / (2 * s**2)) / mass, note="responsibilities")
    error = total(sp.Abs(r[n, k] - delta(k, c[n])), k) / 2
    small = sp.exp(-gap[n] / (2 * s**2))
    d.show(
        at_most(error, (m.K - 1) * small),
        "Put $\\pi_k = 1/K$ in: equal weights cancel in the responsibilities, and the factor "
        "becomes $1/(1/K) - 1 = K - 1$.",
        Cite("assignment-error", pi=(k, 1 / m.K)),
    )


def _tie_free(d: Derivation, m: Mixture, dist: Any, least: Any) -> tuple[Family, Family]:
    """The strictly nearest centre c_n of each point, and a lower bound Delta_n of its gap."""
    n, k = m.n, m.k
    c = d.assignment("c", m.N, values=m.K, note="the nearest centre of each point")
    gap = d.family("Delta", m.N, note="lower bound of the gap to the other centres")
    d.assume(
        "strictly_nearest", less(dist[n, c[n]], dist[n, k]), forall=(n, k), given=differs(k, c[n])
    )
    d.assume(
        "gap",
        at_most(gap[n], dist[n, k] - least[n]),
        forall=(n, k),
        given=differs(dist[n, k], least[n]),
    )
    return c, gap


@derivation(
    label="D1g",
    slug="sharp-rate",
    title="The rate is sharp",
    summary="Let $b_n$ be the next centre: a nearest one of those that are not nearest, and "
    "$\\Delta_n$ its gap. Then $2\\sigma^2$ times the log of the error tends to "
    "$-\\Delta_n$, with ties or without. So the bound cannot be improved but by constants.",
)
def sharp_rate(d: Derivation) -> None:
    """2 s^2 log(rho_n / (1 + rho_n)) tends to minus the gap to the next centre."""
    g = hardening(d, normalised=True)
    n, k, s = g.m.n, g.m.k, g.s
    W, dist, least, rho = g.W, g.d, g.least, g.rho
    b = d.assignment("b", g.m.N, values=g.m.K, note="the next centre of each point")
    gap = d.define("Delta", n, dist[n, b[n]] - least[n], note="the gap to the next centre")
    d.assume("not_nearest", less(least[n], dist[n, b[n]]), forall=n)
    d.assume(
        "but_next",
        at_most(dist[n, b[n]] - least[n], dist[n, k] - least[n]),
        forall=(n, k),
        given=differs(dist[n, k], least[n]),
    )
    weight, error = g.pi[b[n]], rho[n] / (1 + rho[n])
    small, scaled = sp.exp(-gap[n] / (2 * s**2)), 2 * s**2 * sp.log(error)
    d.goal(at_most(weight * small, error), tends_to(scaled, s, -gap[n]))
    with d.details():
        zero = d.have(equal(g.h[n, b[n]], 0), "It is not nearest.", KnownIndicators("h"))
    low = share_of_next(d, g, b[n], zero, weight * small)
    with d.details():
        d.have(less(0, error), "It is not zero.", combine(low, gap=weight * small))
        below = d.have(at_most(sp.log(weight * small), sp.log(error)), "Take logs.", Monotone(low))
        lower = 2 * s**2 * sp.log(weight) - gap[n]
        under = d.have(
            at_most(lower, scaled), "Times $2\\sigma^2$.", combine((below, 2 * s**2), logs=True)
        )
    high = share_of_others(d, g, b[n], zero, small)
    with d.details():
        above = d.have(
            at_most(sp.log(error), sp.log((1 - W[n]) / W[n] * small)), "Take logs.", Monotone(high)
        )
        upper = 2 * s**2 * sp.log((1 - W[n]) / W[n]) - gap[n]
        over = d.have(
            at_most(scaled, upper), "Times $2\\sigma^2$.", combine((above, 2 * s**2), logs=True)
        )
        left = d.have(tends_to(lower, s, -gap[n]), "A constant times $\\sigma^2$.", LimitLaws())
        right = d.have(tends_to(upper, s, -gap[n]), "A constant times $\\sigma^2$.", LimitLaws())
    d.have(
        tends_to(scaled, s, -gap[n]),
        "From above the error is bounded by the same exponential times a constant (D1c). Take "
        "logarithms, times $2\\sigma^2$: the constants vanish, and both bounds tend to the gap.",
        Squeeze(under, over, left, right),
    )
    d.pitfall(
        "The rate is set by the gap in squared distance over $2\\sigma^2$, for each point by its "
        "own. Points near a border between two cells harden last."
    )
