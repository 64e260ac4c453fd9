"""Responsibilities harden: the limit of the E-step as sigma falls to 0, ties and weights included.

Main results:
    * D1 ``hard-responsibilities``: the limit of the responsibilities, with ties and weights.
    * D1b ``hardening-error``: the total variation between soft and hard, exactly.
    * D1c ``hardening-rate``: that error falls like exp(-gap / 2 sigma^2).
    * D2 ``vanishing-weights``: weights that vanish with sigma shift the border.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import (
    excess,
    hard_responsibilities,
    responsibilities,
    tie_weight,
    total_variation,
)
from hardlimit.proofs.author import (
    Algebra,
    Cases,
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    LimitLaws,
    Monotone,
    Rewrite,
    Unfold,
    at_most,
    combine,
    derivation,
    differs,
    equal,
    indicator,
    minimum,
    product,
    tends_to,
    termwise,
    total,
)

from .crosschecks import compare
from .hardening import Hardening, hardening
from .lemmas import change_of_shares
from .notation import mixture, width

CHAPTER = Chapter(
    "limit",
    "Responsibilities harden",
    "A mixture of Gaussians with one common width $\\sigma$ shares each point out among its "
    "components; k-means gives each point to the nearest centre. Here the one becomes the other, "
    "as $\\sigma$ falls to zero. All the exponentials $e^{-d_{nk}/(2\\sigma^2)}$ vanish in this "
    "limit, so it cannot be taken in numerator and denominator one by one: first divide by the "
    "largest. What is left is $1$ for a nearest centre and falls to $0$ for every other. The "
    "width is lowered by us: an EM that learns it does not, as a rule, let it go to zero.",
)


@derivation(
    label="D1",
    slug="hard-responsibilities",
    title="Responsibilities harden",
    summary="As $\\sigma \\to 0$ all of a point goes to its nearest centres. If several are "
    "equally near, they share it in proportion to their weights; if one is strictly "
    "nearest, it takes everything, whatever its weight.",
)
def hard_responsibilities_(d: Derivation) -> None:
    """r_nk in gap form, and its limit t_nk = pi_k 1[d_nk = m_n] / W_n."""
    g = hardening(d)
    n, k, j = g.m.n, g.m.k, g.m.j
    form = g.pi[k] * g.falling(n, k) / total(g.pi[j] * g.falling(n, j), j)
    bayes = _by_bayes(d, g)
    d.goal(equal(g.r[n, k], form), tends_to(g.r[n, k], g.s, g.t[n, k]), equal(bayes, g.r[n, k]))
    with d.details():
        d.have(equal(bayes, g.r[n, k]), "Bayes' rule (B2).", Cite("responsibilities", 0))
    with d.calc(g.r[n, k]) as line:
        line.eq(
            form,
            "Every exponential vanishes in the limit, so we divide numerator and denominator by "
            "the largest, $e^{-m_n/(2\\sigma^2)}$; the ratio stays the same.",
            Unfold("r"),
        )
        line.tends(
            g.t[n, k],
            g.s,
            "Where $d_{nk} = m_n$ the exponential is $1$ for every $\\sigma$, elsewhere its "
            "exponent falls to $-\\infty$. The denominator tends to $W_n > 0$, since some centre "
            "is nearest.",
            LimitLaws("t", "h", "W"),
        )
    d.pitfall(
        "It is often said that the term with the smallest distance goes to zero most slowly, so "
        "its share tends to one. That leaves ties open and gives no rate, and before one has "
        "divided it is a limit of $0/0$. With a tie the shares are $\\pi_k/W_n$; they are equal "
        "only for equal weights."
    )
    d.refer("Bishop, PRML, section 9.3.2", "MacKay, ITILA, chapters 20 and 22")
    compare(d, responsibilities, g.r[n, k])
    compare(d, hard_responsibilities, g.t[n, k])
    compare(d, tie_weight, g.W[n])


def _by_bayes(d: Derivation, g: Hardening) -> sp.Expr:
    """Declare the Gaussian densities; the share of component k in the density at point n."""
    n, k, j, e, x, mu = g.m.n, g.m.k, g.m.j, g.m.e, g.m.x, g.m.mu
    bell = sp.exp(-((x[n, e] - mu[k, e]) ** 2) / (2 * g.s**2))
    density = d.define(
        "density",
        (n, k),
        product((2 * sp.pi * g.s**2) ** sp.Rational(-1, 2) * bell, e),
        tex=r"\mathcal{N}",
        note="density of component $k$ at point $n$",
    )
    return g.pi[k] * density[n, k] / total(g.pi[j] * density[n, j], j)


@derivation(
    label="D1b",
    slug="hardening-error",
    title="How far soft and hard are apart",
    summary="At any width, the mass that the responsibilities leave with centres that are not "
    "nearest is $\\rho_n/(1 + \\rho_n)$, and this is also the total variation between "
    "soft and hard: half the sum of all changes. Nothing is approximated here.",
)
def hardening_error(d: Derivation) -> None:
    """r_nk by rho_n, the mass off the nearest centres, and the total variation."""
    g = hardening(d, normalised=True)
    n, k = g.m.n, g.m.k
    pi, h, W, r, t, rho = g.pi, g.h, g.W, g.r, g.t, g.rho
    form = pi[k] / W[n] * g.falling(n, k) / (1 + rho[n])
    off = total((1 - h[n, k]) * r[n, k], k)
    share = rho[n] / (1 + rho[n])
    with d.details():
        split = d.have(
            equal(g.mass(n), W[n] * sp.exp(-g.least[n] / (2 * g.s**2)) * (1 + rho[n])),
            "A5, for the distances.",
            g.softmin(4),
        )
    soft = d.show(
        equal(r[n, k], form),
        "The soft minimum lemma (A5), with distances for energies and $\\tau = 2\\sigma^2$, "
        "splits the denominator into nearest centres and others.",
        Rewrite(split, "r"),
    )
    with d.calc(
        off,
        "Add up what the centres hold that are not nearest: by definition $\\rho_n$ of $1 + "
        "\\rho_n$.",
    ) as elsewhere:
        elsewhere.eq(total((1 - h[n, k]) * form, k), "Each has this form.", Rewrite(soft))
        elsewhere.eq(share, "By definition.", Unfold("rho"), goal=True)
    change = t[n, k] * share + (1 - h[n, k]) * r[n, k]
    each = change_of_shares(d, g, soft, change)
    with d.details():
        one = d.have(equal(total(t[n, k], k), 1), "$W_n$ is their sum.", Unfold("t", "W"))
    with d.calc(
        g.error(n),
        "What the nearest centres have lost, $t_{nk}\\rho_n/(1+\\rho_n)$ each, is what the others "
        "hold. So half the sum of all changes is either of the two.",
    ) as line:
        line.eq(total(change, k) / 2, f"Add the change of {each} over the centres.", Rewrite(each))
        line.eq((share * total(t[n, k], k) + off) / 2, "What is lost, and what is held.", Algebra())
        line.eq(share, "The two are the same.", Rewrite(one, elsewhere.shown), goal=True)
    d.pitfall(
        "Half the sum of the absolute changes, not the largest change: with many centres each may "
        "hold little, and yet much of the point is misplaced."
    )
    compare(
        d,
        total_variation,
        g.error(n),
        lambda p: total_variation(
            responsibilities(p.x, p.means, p.weights, p.sigma2),
            hard_responsibilities(p.x, p.means, p.weights),
        ),
        axes=(n,),
    )
    compare(d, excess, rho[n])


@derivation(
    label="D1c",
    slug="hardening-rate",
    title="The error falls exponentially",
    summary="Let $\\Delta_n$ be any lower bound for how much farther the centres that are not "
    "nearest are, in squared distance. Then the error of hard for soft assignment is at "
    "most $\\frac{1 - W_n}{W_n} e^{-\\Delta_n/(2\\sigma^2)}$: it is tiny as soon as "
    "$\\sigma^2$ is small against the gap.",
)
def hardening_rate(d: Derivation) -> None:
    """rho_n and the total variation are at most ((1 - W_n) / W_n) exp(-Delta_n / 2 sigma^2)."""
    g = hardening(d, normalised=True)
    n, k = g.m.n, g.m.k
    h, W, rho = g.h, g.W, g.rho
    gap = d.family("Delta", g.m.N, note="lower bound of the gap to the other centres")
    beyond = d.assume(
        "gap",
        at_most(gap[n], g.d[n, k] - g.least[n]),
        forall=(n, k),
        given=differs(g.d[n, k], g.least[n]),
    )
    small = sp.exp(-gap[n] / (2 * g.s**2))
    bound = (1 - W[n]) / W[n] * small
    term, most = (1 - h[n, k]) * g.falling(n, k), (1 - h[n, k]) * small
    near = d.case("nearest", equal(g.d[n, k], g.least[n]))
    with d.details():
        with d.when(near):
            is_one = d.have(equal(h[n, k], 1), "$k$ is nearest.", KnownIndicators("h"))
            if_near = d.have(
                at_most(term, most),
                "Both sides are zero.",
                combine((is_one, small - g.falling(n, k))),
            )
        with d.when("farther", differs(g.d[n, k], g.least[n])):
            decay = d.have(
                at_most(g.falling(n, k), small),
                "$k$ is farther by $\\Delta_n$.",
                Monotone(beyond, factor=1 / (2 * g.s**2)),
            )
            if_far = d.have(at_most(term, most), "Not negative.", combine((decay, 1 - h[n, k])))
        each = d.have(at_most(term, most), "In both cases.", Cases(if_near, if_far))
    with d.calc(
        rho[n],
        "A centre that is not nearest is farther by $\\Delta_n$ at least, so its exponential is "
        "at most $e^{-\\Delta_n/(2\\sigma^2)}$. Multiply by its weight and add: the others weigh "
        "$1 - W_n$.",
    ) as bounded:
        bounded.le(
            total((1 - h[n, k]) * (g.pi[k] / W[n]) * small, k),
            "Multiply by $\\pi_k/W_n$ and add.",
            termwise(each, k, "rho", factor=g.pi[k] / W[n]),
        )
        bounded.eq(
            (total(g.pi[k], k) - W[n]) / W[n] * small, "The others weigh $1 - W_n$.", Unfold("W")
        )
        bounded.eq(bound, "The weights sum to one.", Rewrite(g.one), goal=True)
    with d.calc(
        g.error(n), "The error is $\\rho_n/(1 + \\rho_n)$ exactly (D1b), which is below $\\rho_n$."
    ) as line:
        line.eq(rho[n] / (1 + rho[n]), "The error (D1b).", Cite("hardening-error", 2))
        line.le(rho[n], "Dividing by more than one only helps.", Gap(rho[n] ** 2 / (1 + rho[n])))
        line.le(bound, "The bound of $\\rho_n$.", combine(bounded.shown), goal=True)
    d.pitfall(
        "The bound is for one point, with its own gap. There is no bound for all points of space "
        "at once: however small $\\sigma$ is, points close enough to the border between two "
        "centres of equal weight have an error as near to $\\tfrac12$ as one likes."
    )


@derivation(
    label="D2",
    slug="vanishing-weights",
    title="Weights that vanish with the width",
    summary="Fixed weights drop out of the limit, but weights that vanish like "
    "$e^{-c_k/(2\\sigma^2)}$ do not: a point then goes to the centre with the least "
    "$d_{nk} + c_k$. The cells are those of a power diagram, not of the nearest centre.",
)
def vanishing_weights(d: Derivation) -> None:
    """Weights proportional to a_k exp(-c_k / 2 s^2): the least d_nk + c_k takes the point."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    s = width(d)
    a = d.family("a", m.K, sign="positive", note="what is left of the weights")
    c = d.family("c", m.K, note="handicaps of the components")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    vanishing = a[k] * sp.exp(-c[k] / (2 * s**2))
    pi = d.define(
        "pi",
        k,
        vanishing / total(a[j] * sp.exp(-c[j] / (2 * s**2)), j),
        note="mixing weights at width $\\sigma$",
    )
    mass = total(pi[j] * sp.exp(-dist[n, j] / (2 * s**2)), j)
    r = d.define(
        "r", (n, k), pi[k] * sp.exp(-dist[n, k] / (2 * s**2)) / mass, note="responsibilities"
    )
    cost = d.define("E", (n, k), dist[n, k] + c[k], note="distance with handicap")
    least = d.define("M", n, minimum(cost[n, j], j), note="the least of these")
    best = indicator(cost[n, k], least[n])
    hard = a[k] * best / total(a[j] * indicator(cost[n, j], least[n]), j)

    def falling(centre: Any) -> Any:
        return sp.exp(-(cost[n, centre] - least[n]) / (2 * s**2))

    d.show(
        equal(total(pi[k], k), 1),
        "The weights are divided by their sum, so they are weights at every width.",
        Unfold("pi"),
    )
    with d.calc(r[n, k]) as line:
        line.eq(
            a[k] * falling(k) / total(a[j] * falling(j), j),
            "The exponentials of weight and distance make one; the common factor of the weights "
            "cancels, and we divide by the largest exponential as before.",
            Unfold("r", "pi", "E"),
        )
        line.tends(
            hard,
            s,
            "Only the components with the least $d_{nk} + c_k$ are left, and they share by $a_k$.",
            LimitLaws(),
            goal=True,
        )
    d.pitfall(
        "That the weights do not matter in the limit is true for fixed weights. If EM learns the "
        "weights, an emptying component loses weight exponentially fast, and this is its case."
    )
