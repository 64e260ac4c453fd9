"""Spherical mixtures and k-means: what differs, and where one width is narrow enough.

Main results:
    * D3 ``uniform-hardening``: away from the borders one width is narrow enough for all points.
    * D3b ``border-stays-soft``: at the borders no width is.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import border_error, hardening_bound, responsibilities, total_variation
from hardlimit.proofs.author import (
    Chapter,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    LimitLaws,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    tends_to,
    total,
)

from .crosschecks import compare
from .hardening import hardening, least_weight
from .lemmas import least_of_nearest
from .notation import width

#: No gap of a problem that is not a tie is smaller.
TINY = 2.0**-300

CHAPTER = Chapter(
    "spherical",
    "Spherical mixtures and k-means: what differs",
    "Clusters are known to be round, so one fits a mixture of spherical Gaussians, and its labels "
    "are not those of k-means. Why? Because *spherical* settles one of five choices. The others: "
    "one width for all components or one for each; weights that are fixed or learned; shares or "
    "labels; and a width that is given, learned, or sent to zero. k-means is one corner of this "
    "table. The chapters that follow walk along its edges, one difference each.\n\n"
    '*GaussianMixture(covariance_type="spherical")*: a width for each component, learned weights, '
    "shares, learned widths. Borders are spheres or planes. A component may shrink on one point "
    "and earn any likelihood (B8); the constant that scikit-learn adds to variances is then its "
    "width. It starts from the labels of KMeans, so what differs is what EM makes of them.\n\n"
    '*GaussianMixture(covariance_type="tied")*: one common ellipse, learned weights, shares, '
    "learned shape. Borders are planes, moved towards the lighter component. In the limit it is "
    "k-means for whitened data (D12), not for the data as they are.\n\n"
    '*GaussianMixture(covariance_type="diag" or "full")*: a shape for each component. Borders are '
    "quadrics. Needs the most data, and collapses as *spherical* does.\n\n"
    "*One common round width, learned; fixed equal weights; shares*: the nearest relative of "
    "k-means, and none of scikit-learn's kinds. Borders are those of k-means, but "
    "soft. Its width has a floor (B8c): nothing drives it to zero.\n\n"
    "*The same with labels for shares*: k-means exactly, at every width (G4). *The same with the "
    "width sent to zero by us*: k-means in the limit (D1, D4, D7), for the points that are away "
    "from the borders (D3).\n\n"
    "*The same with learned weights, width sent to zero*: still nearest centres, but an empty "
    "component stays empty for long (D6).\n\n"
    "*A given width for each component, sent to zero together*: the least $d_{nk}/v_k$ takes the "
    "point, and borders are spheres (D12b, D12c). *The same with learned widths and labels*: "
    "another criterion, and one without a least value (D12d, D12e).\n\n"
    "*KMeans*: one width, whichever (G4), equal weights, labels. Borders are the planes half-way "
    "between centres. Where clusters overlap it puts their centres too far apart (D14).\n\n"
    "*Fuzzy c-means*: shares by powers of distances, no mixture at all (F3).\n\n"
    "This chapter is about the first question that one meets: how narrow is narrow enough? Away "
    "from the borders there is a width for all points; at the borders there is none.",
)


@derivation(
    label="D3",
    slug="uniform-hardening",
    title="Away from the borders one width serves all points",
    summary="Take only points whose other centres are farther than the nearest by $\\delta$ at "
    "least, in squared distance. The error of hard for soft assignment is at most "
    "$e^{-\\delta/2\\sigma^2}/\\pi_{\\min}$ for each of them, and this bound vanishes with "
    "$\\sigma$. For an error of $\\varepsilon$, "
    "$\\sigma^2 = \\delta / 2\\log(1/\\varepsilon\\pi_{\\min})$ is narrow enough.",
)
def uniform_hardening(d: Derivation) -> None:
    """TV(r_n, t_n) <= exp(-delta / 2 s^2) / pi_min for every n with gap delta, and -> 0."""
    g = hardening(d, normalised=True)
    n, k = g.m.n, g.m.k
    gap = d.symbol("delta", "positive", note="gap of all points to the borders")
    d.assume(
        "apart",
        at_most(gap, g.d[n, k] - g.least[n]),
        forall=(n, k),
        given=differs(g.d[n, k], g.least[n]),
    )
    lowest = least_weight(d, g.m, g.pi)
    small = sp.exp(-gap / (2 * g.s**2))
    with d.details():
        turned = least_of_nearest(d, g, lowest)
    with d.calc(g.error(n)) as line:
        line.le(
            (1 - g.W[n]) / g.W[n] * small,
            "The error of a point is bounded by its gap (D1c), and every gap is $\\delta$ at "
            "least.",
            Cite("hardening-rate", 1, Delta=(n, gap)),
        )
        line.le(small / g.W[n], "The other centres weigh less than one.", Gap(small))
        line.le(
            small / lowest,
            "The nearest weigh $\\pi_{\\min}$ at least. Now no point is left in the bound.",
            combine((turned, small)),
            goal=True,
        )
    d.show(
        tends_to(small / lowest, g.s, 0),
        "It vanishes, so one width is narrow enough for all these points at once.",
        LimitLaws(),
    )
    d.pitfall(
        "“EM converges to k-means” is meant point by point. The width that is needed depends on "
        "the point that is nearest to a border, and for the points of a continuous law there is "
        "always a nearer one (D3b)."
    )
    compare(
        d,
        hardening_bound,
        small / lowest,
        lambda p: hardening_bound(TINY, p.weights, p.sigma2),
        delta=lambda p: TINY,
    )
    compare(
        d,
        total_variation,
        g.error(n),
        lambda p: total_variation(
            responsibilities(p.x, p.means, p.weights, p.sigma2),
            responsibilities(p.x, p.means, p.weights, 0.0),
        ),
        axes=(n,),
        delta=lambda p: TINY,
    )


@derivation(
    label="D3b",
    slug="border-stays-soft",
    title="At the borders no width is narrow enough",
    summary="Walk from a centre $a$ towards the nearest other centre $b$ and stop just before the "
    "border, after $1/(1+u)$ of the way to it. There $a$ is strictly nearest. Yet, *whatever the "
    "width is*, the error of giving the point to $a$ tends to $\\pi_b/(\\pi_a + \\pi_b)$ at least "
    "as $u \\to 0$: to $\\tfrac12$ for equal weights.",
)
def border_stays_soft(d: Derivation) -> None:
    """d_a < d_k for k != a, and 1 - r_a >= pi_b E / (pi_a + pi_b E) -> pi_b / (pi_a + pi_b)."""
    K, D = d.size("K", note="number of components"), d.size("D", note="dimension")
    (a, b, k, j), e = d.indices("a b k j", K), d.index("e", D)
    mu = d.family("mu", K, D, vector=True, note="centres")
    pi = d.family("pi", K, sign="positive", note="mixing weights")
    s = width(d)
    u = d.symbol("u", "positive", note="how far the point stays away from the border")

    def square(p: Any, q: Any) -> Any:
        return total((mu[p, e] - mu[q, e]) ** 2, e)

    far = d.define("Lambda", (a, b), square(a, b), note="squared distance of two centres")
    d.assume("other", differs(a, b))
    d.assume("distinct", less(0, far[a, b]))
    nearest = d.assume("neighbour", at_most(far[a, b], far[a, k]), forall=k, given=differs(k, a))
    way, rest = 1 / (2 * (1 + u)), u / (1 + u)
    spot = mu[a, e] + way * (mu[b, e] - mu[a, e])
    x = d.define("x", (a, b, e), spot, vector=True, note="a point just before the border")
    to = total((x[a, b, e] - mu[k, e]) ** 2, e)
    dist = d.define("d", (a, b, k), to, note="its squared distances")

    def bell(i: Any) -> Any:
        return sp.exp(-dist[a, b, i] / (2 * s**2))

    mass = d.define("Z", (a, b), total(pi[j] * bell(j), j), note="total mass there")
    r = d.define("r", (a, b, k), pi[k] * bell(k) / mass[a, b], note="its responsibilities")
    E = sp.exp(-rest * far[a, b] / (2 * s**2))
    both = pi[a] + pi[b] * E
    lost, half = pi[b] * E / both, pi[b] / (pi[a] + pi[b])
    excess = (1 + 2 * u) * way * (far[a, k] - far[a, b])
    split = d.have(
        equal(
            dist[a, b, k] - dist[a, b, a],
            way * square(b, k) + excess + rest * far[a, b],
        ),
        "Compare the distance of any centre $k$ with that of $a$.",
        Unfold("d", "x", "Lambda"),
    )
    with d.when("another", differs(k, a)):
        d.have(
            less(dist[a, b, a], dist[a, b, k]),
            "No other centre is nearer to $a$ than $b$. So for $k \\ne a$ no term is negative and "
            "the last is positive: the point belongs to $a$ alone.",
            combine(
                (split, -1),
                (nearest, (1 + 2 * u) * way),
                gap=way * square(b, k) + rest * far[a, b],
            ),
        )
    with d.details():
        tie = d.have(
            equal(dist[a, b, b], dist[a, b, a] + rest * far[a, b]),
            "For $k = b$ only the last term is left.",
            Unfold("d", "x", "Lambda"),
        )
        shrunk = d.have(equal(bell(b), bell(a) * E), "Put it into the bell of $b$.", Rewrite(tie))
        apart = d.have(equal(delta(a, b), 0), "These are two components.", KnownIndicators())
        two = d.have(
            at_most(bell(a) * both, mass[a, b]),
            "The total mass is that of $a$ and $b$ at least.",
            combine(
                (shrunk, -pi[b]),
                (apart, pi[a] * bell(a)),
                "Z",
                gap=total((1 - delta(j, a)) * (1 - delta(j, b)) * pi[j] * bell(j), j),
            ),
        )
    d.show(
        at_most(lost, 1 - r[a, b, a]),
        "Yet $b$ is farther by $\\frac{u}{1+u}\\Lambda_{ab}$ only, so it takes this part from $a$, "
        "and the other components take theirs.",
        combine((two, pi[a] / (mass[a, b] * both)), "r"),
    )
    d.show(
        tends_to(lost, u, half),
        "Keep the width and let the point go to the border: in the end weights alone decide.",
        LimitLaws(),
    )
    d.pitfall(
        "So there is no bound of $|r_{na} - 1|$ for all points of space, at any $\\sigma > 0$, and "
        "two programs that round differently may label points at a border differently."
    )
    compare(
        d,
        border_error,
        total((1 - delta(j, a)) * r[a, b, j], j),
        lambda p: border_error(p.means, p.weights, p.sigma2, 0.25),
        axes=(a, b),
        u=lambda p: 0.25,
    )
