"""The mixture model: hidden labels, their probabilities, and where two components meet.

Main results:
    * B1 ``latent-form``: the sum over all labellings factorises.
    * B1p ``label-posterior``: and so does their posterior.
    * B1g ``gaussian-likelihood``: the log-likelihood of a mixture of equally wide Gaussians.
    * B2 ``responsibilities``: Bayes' rule for the label of a point; what cancels, what stays.
    * B2b ``equal-responsibility``: where two components claim a point equally.
"""

from __future__ import annotations

import sympy as sp
from hardlimit.numeric import log_likelihood, responsibilities
from hardlimit.proofs.author import (
    ByHypothesis,
    Chain,
    Chapter,
    Cite,
    Derivation,
    LimitLaws,
    LinearRoot,
    LogBound,
    LogLaws,
    Ref,
    Rewrite,
    SumOverAssignments,
    Unfold,
    at_most,
    combine,
    derivation,
    equal,
    less,
    over_maps,
    product,
    tends_to,
    total,
    zero_exactly_at,
)

from .crosschecks import compare
from .models import Gaussians, gaussians, labelled
from .propose import solve

CHAPTER = Chapter(
    "mixture",
    "The mixture model",
    "A mixture is a story about how the data arose: for every point a label is drawn, with "
    "probabilities $\\pi_1, \\dots, \\pi_K$, and then the point is drawn from the component with "
    "that label. The labels are lost, only the points are left. This chapter computes what can be "
    "said about the lost labels: the *responsibility* of each component for each point. In the "
    "question's words these are the soft weights $w_{ij}$; here they are not assumed but derived, "
    "by Bayes' rule, and they turn out to grow with closeness.",
)


def closed_form(d: Derivation, g: Gaussians) -> Ref:
    """The step that cites A1: the density as a normaliser times the bell curve."""
    n, k, e, s = g.m.n, g.m.k, g.m.e, g.sigma
    with d.details():
        return d.have(
            equal(g.density[n, k], (2 * sp.pi * s**2) ** (-g.m.D / 2) * g.bell(n, k)),
            "Exponents add up to the squared distance; the $D$ factors before them multiply.",
            Cite("log-density", x=(e, g.m.x[n, e]), m=(e, g.m.mu[k, e])),
        )


@derivation(
    label="B1",
    slug="latent-form",
    title="One hidden label per point",
    summary="Summing over all $K^N$ ways to label the data seems hopeless. But the points are "
    "independent, so the sum falls apart into one small sum for each point. The densities "
    "$f_{nk}$ may be of any kind here.",
)
def latent_form(d: Derivation) -> None:
    """sum_z prod_n pi_(z_n) f(x_n | z_n) = prod_n sum_k pi_k f(x_n | k)."""
    w = labelled(d)
    n, k, pi, f, z = w.n, w.k, w.pi, w.f, w.z
    logs = total(sp.log(total(pi[k] * f[n, k], k)), n)
    with d.calc(
        w.data,
        "The points are drawn independently, so points and labels have a product for a density. "
        "Add over all labels: multiplying out the $N$ sums on the right gives every combination "
        "exactly once.",
    ) as known:
        known.eq(
            over_maps(product(pi[z[n]] * f[n, z[n]], n), z),
            "The points are independent; add over all labels.",
            Unfold("P"),
        )
        known.eq(w.mixed, "Each combination occurs exactly once.", SumOverAssignments(), goal=True)
    d.show(
        equal(sp.log(w.data), logs),
        "The log of a product is a sum over the points. The sum over components stays inside the "
        "log: this is why a mixture cannot be fitted in one stroke.",
        Rewrite(known.shown),
    )
    d.pitfall(
        "The factorisation comes from the independence of the points; if one common label were "
        "drawn for all of them, the sum would stand outside the product. And every labelling "
        "counts $K!$ times in disguise: renaming the components changes nothing, so no optimum of "
        "a mixture is unique."
    )
    d.refer("Bishop, PRML, section 9.2", "Stanford CS229, lecture notes")


@derivation(
    label="B1p",
    slug="label-posterior",
    title="The labels, given the data",
    summary="Bayes' rule gives the probability of a whole labelling $c$, given the data. It is a "
    "product of one factor for each point: once the data are seen, the labels are still "
    "independent of each other. So it is enough to study one point at a time.",
)
def label_posterior(d: Derivation) -> None:
    """p(c | X) = prod_n r_(n, c_n) with r_nk = pi_k f_nk / sum_j pi_j f_nj."""
    w = labelled(d)
    n, k, j, pi, f = w.n, w.k, w.j, w.pi, w.f
    c = d.assignment("c", w.z.rows, values=w.z.values, note="any one labelling of the data")
    r = d.define(
        "r",
        (n, k),
        pi[k] * f[n, k] / total(pi[j] * f[n, j], j),
        note="probability of label $k$ for point $n$, given that point",
    )
    joint = product(pi[c[n]] * f[n, c[n]], n)
    with d.details():
        known = d.have(equal(w.data, w.mixed), "It is a product (B1).", Cite("latent-form"))
    with d.calc(
        joint / w.data,
        "By Bayes' rule a labelling has its share of the density of the data. Both are products "
        "over the points (B1), so divide point by point: each factor is Bayes' rule for one point.",
    ) as line:
        line.eq(joint / w.mixed, "Bayes' rule for all labels at once.", Rewrite(known))
        line.eq(
            product(pi[c[n]] * f[n, c[n]] / total(pi[k] * f[n, k], k), n),
            "Divide point by point.",
            LogLaws(),
        )
        line.eq(product(r[n, c[n]], n), "Bayes' rule for one point.", Unfold("r"), goal=True)
    d.pitfall(
        "Independent *given the parameters*: if weights and centres are unknown and random, too, "
        "the labels of different points do depend on each other."
    )
    d.refer("Bishop, PRML, section 9.2", "Neal and Hinton, A view of the EM algorithm")


@derivation(
    label="B1g",
    slug="gaussian-likelihood",
    title="The log-likelihood of a Gaussian mixture",
    summary="If all components are equally wide, their normalisers are the same and leave the "
    "sum. What remains inside the logarithm are weights and distances only: the soft "
    "minimum of the squared distances, which later tends to the $k$-means loss.",
)
def gaussian_likelihood(d: Derivation) -> None:
    """log-likelihood = -(ND/2) log 2 pi sigma^2 + sum_n log sum_k pi_k exp(-d_nk / 2 sigma^2)."""
    g = gaussians(d)
    m, n, k, s = g.m, g.m.n, g.m.k, g.sigma
    z = d.assignment("z", m.N, values=m.K, note="labels that run through all possibilities")
    data = over_maps(product(g.pi[z[n]] * g.density[n, z[n]], n), z)
    ell = d.define("ell", (), sp.log(data), tex=r"\ell", note="log-likelihood")
    inner = total(g.pi[k] * g.bell(n, k), k)
    common = 2 * sp.pi * s**2
    result = -m.N * m.D / 2 * sp.log(common) + total(sp.log(inner), n)
    bell = closed_form(d, g)
    with d.calc(
        ell,
        "Sum the labels out point by point (B1) and put the bells in. All have one width, hence "
        "one normaliser, and it comes out of the sum and out of the log.",
    ) as line:
        line.eq(
            total(sp.log(total(g.pi[k] * g.density[n, k], k)), n),
            "The labels are summed out (B1).",
            Cite("latent-form", 1, f=(n, k, g.density[n, k])),
        )
        line.eq(
            total(sp.log(common ** (-m.D / 2) * inner), n),
            "One width, one normaliser.",
            Rewrite(bell),
        )
        line.eq(result, "The log of a product is a sum.", LogLaws(), goal=True)
    d.pitfall(
        "The first term does not involve the centres, but it is not a constant: it depends on "
        "$\\sigma$ and grows without bound as $\\sigma \\to 0$. It may be dropped when the centres "
        "are fitted, and not when $\\sigma$ is."
    )
    d.refer("Bishop, PRML, section 9.2")
    compare(d, log_likelihood, result)


@derivation(
    label="B2",
    slug="responsibilities",
    title="Responsibilities",
    summary="The responsibility of a component is its share in the density at the point. With a "
    "common width everything cancels but weights and distances, and the log of the ratio "
    "of two responsibilities is a straight-line function of the point.",
)
def label_probabilities(d: Derivation) -> None:
    """r_nk = pi_k e^(-d_nk/2s^2) / sum_j pi_j e^(-d_nj/2s^2); sums to one; log-odds are affine."""
    g = gaussians(d)
    n, k, j, e, i = g.m.n, g.m.k, g.m.j, g.m.e, g.i
    pi, r, dist, s, x, mu = g.pi, g.r, g.dist, g.sigma, g.m.x, g.m.mu
    soft = pi[k] * g.bell(n, k) / total(pi[i] * g.bell(n, i), i)
    gaps = 1 / total(pi[i] / pi[k] * sp.exp(-(dist[n, i] - dist[n, k]) / (2 * s**2)), i)
    odds = sp.log(pi[k] / pi[j]) + (dist[n, j] - dist[n, k]) / (2 * s**2)
    lengths = total(mu[k, e] ** 2, e) - total(mu[j, e] ** 2, e)
    slope = total((mu[k, e] - mu[j, e]) * x[n, e], e)
    affine = sp.log(pi[k] / pi[j]) + slope / s**2 - lengths / (2 * s**2)
    bell = closed_form(d, g)
    with d.calc(
        r[n, k],
        "Bayes' rule: the density of label $k$ and point $n$ together, over that of the point "
        "with whatever label. All have one width, so the factor before the exponential cancels.",
    ) as closed:
        closed.eq(
            pi[k] * g.density[n, k] / total(pi[i] * g.density[n, i], i), "Bayes' rule.", Unfold("r")
        )
        closed.eq(soft, "One width, hence one such factor.", Rewrite(bell), goal=True)
    d.show(
        equal(total(r[n, k], k), 1),
        "The shares of a whole add up to one: some component has produced the point.",
        Unfold("r"),
    )
    with d.details():
        d.show(less(0, r[n, k]), "No bell curve is ever zero.", ByHypothesis())
    d.show(
        equal(r[n, k], gaps),
        "Divide numerator and denominator by the numerator. Only differences of distances remain, "
        "which is the form in which a limit can be taken.",
        Rewrite(closed.shown),
    )
    with d.details():
        with d.calc(sp.log(r[n, k] / r[n, j])) as ratio:
            ratio.eq(
                sp.log(pi[k] / pi[j] * sp.exp((dist[n, j] - dist[n, k]) / (2 * s**2))),
                "The common denominator cancels.",
                Rewrite(closed.shown),
            )
            ratio.eq(odds, "The log of a product is the sum of the logs.", LogLaws(), goal=True)
        straight = d.have(equal(odds, affine), "The square of the point cancels.", Unfold("d"))
    d.show(
        equal(sp.log(r[n, k] / r[n, j]), affine),
        "Take the log of the ratio of two components: their common denominator cancels, and so "
        "does $\\lVert\\mathbf{x}_n\\rVert^2$. What is left has degree one in the point, so equal "
        "responsibility means a hyperplane.",
        Chain(ratio.shown, straight),
    )
    d.pitfall(
        "The normalisers cancel only because the width is shared. With widths $\\sigma_k$ of their "
        "own each component keeps a factor $\\sigma_k^{-D}$, and the log-ratio becomes quadratic."
    )
    d.refer("Bishop, PRML, section 9.2", "MacKay, ITILA, chapter 22")
    compare(d, responsibilities, soft, axes=(n, k))


@derivation(
    label="B2b",
    slug="equal-responsibility",
    title="Where two components meet",
    summary="Walk from one centre to another. The point where both are equally responsible is not "
    "the midpoint, unless the weights agree: it is shifted toward the lighter component, "
    "by $\\sigma^2 \\log(\\pi_k/\\pi_j)$ over the distance of the centres. As $\\sigma "
    "\\to 0$ the shift vanishes and the boundary becomes the perpendicular bisector, as "
    "in $k$-means.",
)
def equal_responsibility(d: Derivation) -> None:
    """log(r_nk / r_nj) = (L / s^2)(u - t) with t = -(s^2 / L) log(pi_k / pi_j)."""
    g = gaussians(d)
    n, k, j, e = g.m.n, g.m.k, g.m.j, g.m.e
    pi, r, dist, s, x, mu = g.pi, g.r, g.dist, g.sigma, g.m.x, g.m.mu
    u = d.symbol("u", note="position along the line of the centres, from the midpoint")
    square = total((mu[k, e] - mu[j, e]) ** 2, e)
    L = d.define("L", (k, j), sp.sqrt(square), note="distance of the two centres")
    along = total((x[n, e] - (mu[k, e] + mu[j, e]) / 2) * (mu[k, e] - mu[j, e]), e) / L[k, j]
    place = d.define(
        "w", (n, k, j), along, note="position of the point along that line, positive toward $k$"
    )
    d.assume("centres_differ", less(0, square))
    height = sp.log(pi[k] / pi[j])
    odds = sp.log(r[n, k] / r[n, j])
    line_odds = height + L[k, j] * u / s**2
    letter = sp.Dummy("h", real=True)
    found = solve(letter + L[k, j] * u / s**2, u).xreplace({letter: height})
    shift = d.define("t", (k, j), found, note="the place that SymPy's solver proposes")
    with d.calc(
        odds,
        "The log-ratio depends on the difference of two squared distances only (B2). That "
        "measures how far along the line of the centres the point lies.",
    ) as line:
        line.eq(
            height + (dist[n, j] - dist[n, k]) / (2 * s**2),
            "The log-ratio of B2.",
            Cite("responsibilities", 4),
        )
        line.eq(
            height + L[k, j] * place[n, k, j] / s**2,
            "Distance along the line of the centres.",
            Unfold("d", "w"),
            goal=True,
        )
    d.show(
        zero_exactly_at(line_odds, u, shift[k, j]),
        "Equal responsibilities mean that the log-ratio is zero. It is linear in the position "
        "$u$, so there is exactly one such place.",
        LinearRoot(-L[k, j] / s**2, "t"),
    )
    with d.details():
        one = d.have(
            at_most(sp.log(pi[j] / pi[k]), pi[j] / pi[k] - 1), "Below its tangent at 1.", LogBound()
        )
        two = d.have(
            at_most(sp.log(pi[k] / pi[j]), pi[k] / pi[j] - 1), "The reciprocal.", LogBound()
        )
    scale = s**2 / L[k, j]
    d.show(
        at_most(0, (pi[j] - pi[k]) * shift[k, j]),
        "Which way is the border moved from the midpoint? The logarithm of $\\pi_j/\\pi_k$ lies "
        "between $1 - \\pi_k/\\pi_j$ and $\\pi_j/\\pi_k - 1$: the heavier component gains ground.",
        combine((one, pi[k] * scale), (two, pi[j] * scale), "t", logs=True),
    )
    d.show(
        tends_to(shift[k, j], s, 0),
        "The factor $\\sigma^2$ takes the shift to zero: in the limit only distances count.",
        LimitLaws("t"),
    )
    d.pitfall(
        "With unequal weights and $\\sigma > 0$ the most probable component need not be the "
        "nearest one. That they agree is a statement about the limit $\\sigma \\to 0$, or about "
        "equal weights."
    )
    d.refer("MacKay, ITILA, chapter 22", "Bishop, PRML, section 4.2")
