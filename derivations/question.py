"""The question that started this text, the answer it got, and ten corrections: the first half.

Main results:
    * Q1 ``additive-constant``: a log-density is a squared error *plus* a term with the width.
    * Q2 ``squared-length``: the square of a vector is a sum of squares.
    * Q3 ``empty-set``: an empty cluster leaves its centre undetermined.
    * Q4 ``indicator-rows``: an indicator is a number, and differs from point to point.
    * Q8 ``least-squares``: the mean is best for the *squared* error, and so for Gaussians.

The other five are in :mod:`.soft_question`.  Nothing is cited, since nothing comes before.
The claims as the answer words them, and what the checker says to them: :mod:`.rejected`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Chapter,
    Derivation,
    GlobalOptimum,
    KnownIndicators,
    LogLaws,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    minimises,
    total,
)

CHAPTER = Chapter(
    "question",
    "The question",
    '*The question.* A student looks for "a gentle, easy-to-understand proof" that k-means is a '
    'special case of a Gaussian mixture fitted by EM, and is "confused why there was a sudden '
    'mention of the Dirac Delta Function as a prior" in a lecture. In short: there are two such '
    "proofs, and they are different theorems. One takes a *limit*: as the common width $\\sigma$ "
    "goes to zero, the soft assignments of EM harden (D1) and its objective becomes the loss of "
    "k-means (D7). The other needs *no limit*: if only point masses are allowed as guesses at the "
    "hidden labels, EM with equal weights is k-means at every $\\sigma$ (E1, G4). The delta "
    "of the lecture belongs to the second. It is such a point mass; it takes the place of the "
    "posterior, not of the prior."
    "\n\n"
    '*The answer.* The reply that the student got points the right way. The "log-density of '
    'Gaussian distribution" is a squared error up to a constant (A1, Q1), so "to estimate the '
    'mean you need to minimize the squared error" (A2, Q8). "The loss function of $k$-means" '
    "sums the squared distances to the centres of the clusters (Q2, Q3; G1 says how the algorithm "
    'lowers it), with "a indicator function … (hence the Dirac delta)" (E3, Q4). "There is also '
    "a 'soft' variant\" with weights that sum to one (F1, Q5, Q6), which \"measure how far "
    '$\\mathbf{x}_i$ lies from the $j$-th cluster mean" (B2, Q7). A "finite mixture '
    'distribution" looks similar (B1, Q10), and so "soft $k$-means is very much like a Gaussian '
    'mixture model" (F2 says exactly how much, Q9 under which assumptions).'
    "\n\n"
    "*Ten corrections.* A proof cannot be *very much like*. Ten of these wordings are false or "
    "incomplete as they stand. For each one we prove what is true instead, in a small theorem that "
    "needs nothing but school algebra: here about densities, squared errors and indicators, in the "
    "next chapter about soft weights and mixtures. The wordings themselves were given to the same "
    "checker, which rejects all ten, and says why.",
)


SEED = "Cross Validated, question 551529: https://stats.stackexchange.com/questions/551529"


def gaussian(x: Any, mean: Any, width: Any) -> Any:
    """The density of a Gaussian in one dimension."""
    return (2 * sp.pi * width**2) ** sp.Rational(-1, 2) * sp.exp(
        -((x - mean) ** 2) / (2 * width**2)
    )


@derivation(
    label="Q1",
    slug="additive-constant",
    title="Proportional to, or equal up to a constant?",
    summary="The answer has $\\log p(x|\\mu,\\sigma) \\propto -\\frac{1}{2\\sigma^2}(x-\\mu)^2$. "
    "In log space it is an *equality up to an added term*. The term cancels when two "
    "means are compared, and does not cancel when two widths are.",
)
def additive_constant(d: Derivation) -> None:
    """log p = -(x - mu)^2/2s^2 - log(2 pi s^2)/2."""
    x, mu = d.symbol("x", note="a point"), d.symbol("mu", note="a mean")
    nu = d.symbol("nu", note="another mean")
    s = d.symbol("sigma", "positive", note="a width")
    t = d.symbol("tau", "positive", note="another width")
    here, other = sp.log(gaussian(x, mu, s)), sp.log(gaussian(x, nu, s))
    wide = sp.log(gaussian(x, mu, t))
    value = -((x - mu) ** 2) / (2 * s**2) - sp.log(2 * sp.pi * s**2) / 2
    means = ((x - nu) ** 2 - (x - mu) ** 2) / (2 * s**2)
    widths = (x - mu) ** 2 * (1 / t**2 - 1 / s**2) / 2 + sp.log(t / s)
    d.show(
        equal(here, value),
        "The log of a product is a sum: the bell gives the squared error, the factor in front "
        "gives a term in which the mean does not occur, but the width does.",
        LogLaws(),
    )
    d.show(
        equal(here - other, means),
        "Compare two means at one width: the term is the same for both and drops out. So the best "
        "mean is the one with the least squared error.",
        LogLaws(),
    )
    d.show(
        equal(here - wide, widths),
        "Compare two widths: now it stays. To drop it would make the widest bell the best.",
        LogLaws(),
    )
    d.pitfall(
        '"Proportional" would mean that the *ratio* of two log-densities is the ratio of two '
        "squared errors. It is their difference that behaves so."
    )
    d.refer(SEED)


@derivation(
    label="Q2",
    slug="squared-length",
    title="The square of a vector",
    summary="The answer writes $(\\mathbf{x}_i - \\mathbf{m}_j)^2$ with bold letters. For vectors "
    "read $\\lVert\\mathbf{x}_i - \\mathbf{m}_j\\rVert^2$, the sum of the squared "
    "coordinates. It is not the square of their sum, and it lets every coordinate be "
    "treated for itself.",
)
def squared_length(d: Derivation) -> None:
    """(sum_e u_e)^2 = |u|^2 + cross terms;  sum_n |x_n - m|^2 coordinate by coordinate."""
    N, D = d.size("N", note="number of points"), d.size("D", note="dimension")
    n = d.index("n", N)
    e, f = d.indices("e f", D)
    x = d.family("x", N, D, vector=True, note="points")
    m = d.family("m", D, vector=True, note="a centre")
    u, v = x[n, e] - m[e], x[n, f] - m[f]
    length = total(u**2, e)
    cross = total((1 - delta(e, f)) * u * v, e, f)
    d.show(
        equal(total(u, e) ** 2, length + cross),
        "Squaring the sum of the coordinates brings in products of different coordinates.",
        Algebra(),
    )
    d.show(
        equal(total(length, n), total(total(u**2, n), e)),
        "The squared length has none, so the sum over points may be taken one coordinate at a "
        "time, and the best centre found one coordinate at a time.",
        Algebra(),
    )
    d.pitfall(
        "This is also why the bells must be *spherical*: with other covariances the products of "
        "different coordinates come back."
    )
    d.refer(SEED)


@derivation(
    label="Q3",
    slug="empty-set",
    title="An empty cluster leaves its centre free",
    summary="The answer minimises over the sets $S$, and $\\mathbf{m}_j$ stands there "
    "unexplained. For given sets the best $\\mathbf{m}_j$ is the mean of $S_j$ (A2), but "
    "only if $S_j$ has a point in it. If not, the loss does not depend on $\\mathbf{m}_j$ "
    "at all.",
)
def empty_set(d: Derivation) -> None:
    """J(c, m) does not change if the centre of an empty cluster j is moved by any v."""
    N, K, D = d.size("N", note="points"), d.size("K", note="clusters"), d.size("D")
    n, j, e = d.index("n", N), d.index("j", K), d.index("e", D)
    x = d.family("x", N, D, vector=True, note="points")
    m = d.family("m", K, D, vector=True, note="centres")
    v = d.family("v", D, vector=True, note="any move")
    c = d.assignment("c", N, values=K, note="label: the set that a point is in")
    d.assume("empty", differs(c[n], j), forall=n)
    moved = total(total((x[n, e] - m[c[n], e] - delta(c[n], j) * v[e]) ** 2, e), n)
    loss = total(total((x[n, e] - m[c[n], e]) ** 2, e), n)
    d.show(
        equal(moved, loss),
        "Move the centre of cluster $j$ by any $\\mathbf{v}$: only points of that cluster would "
        "notice, and there are none.",
        KnownIndicators(),
    )
    d.pitfall(
        '"The mean of $S_j$" is then $0/0$. An algorithm needs a rule for empty clusters; '
        "k-means in this text lets them keep their centre (G1.1)."
    )
    d.refer(SEED)


@derivation(
    label="Q4",
    slug="indicator-rows",
    title="An indicator is a number",
    summary="The answer explains the indicator $\\mathbb{1}(\\mathbf{x}_i \\in S_j)$ and adds "
    '"(hence the Dirac delta)". But an indicator is a number, zero or one, and no Dirac delta. '
    "Nor is it a prior: a prior is one distribution for all points, and the indicators of "
    "different points differ. The nearest thing to a prior that they give is their average.",
)
def indicator_rows(d: Derivation) -> None:
    """delta (1 - delta) = 0, sum_j delta = 1; the average over the points is N_j / N."""
    N, K = d.size("N", note="number of points"), d.size("K", note="number of clusters")
    i, j = d.index("i", N), d.index("j", K)
    c = d.assignment("c", N, values=K, note="label: the set that a point is in")
    row = delta(j, c[i])
    share = d.define("a", j, total(row, i) / N, note="share of the points in cluster $j$")
    d.show(equal(row * (1 - row), 0), "Only zero and one solve $t(1-t) = 0$.", Algebra())
    d.show(
        equal(total(row, j), 1),
        "For one point they sum to one: they are a probability vector, the posterior that the "
        "lecture writes as a delta (E1, E3).",
        Algebra(),
    )
    d.show(
        equal(total(share[j], j), 1),
        "Averaged over the points they are the shares of the clusters, a vector for all points.",
        Unfold("a"),
    )
    d.pitfall(
        "In the lecture the prior is uniform, $1/K$ for every cluster. The delta is the guess at "
        "the posterior of one point."
    )
    d.refer(SEED)


@derivation(
    label="Q8",
    slug="least-squares",
    title="The mean is best for squared error",
    summary='"… in general, arithmetic mean is the value that minimizes the squared error." True, '
    "and here is why: any other value adds its squared distance from the mean, once for each "
    "point. But it is the *squared* error that the mean minimises, not every error, and so it is "
    "the most likely centre of a Gaussian, not of every distribution.",
)
def least_squares(d: Derivation) -> None:
    """sum (x - m)^2 = sum (x - xbar)^2 + N (m - xbar)^2, and the Gaussian likelihood."""
    N = d.size("N", note="number of points")
    n = d.index("n", N)
    x = d.family("x", N, note="points on a line")
    m = d.symbol("m", note="any value")
    s = d.symbol("sigma", "positive", note="width")
    mean = d.define("xbar", (), total(x[n], n) / N, tex=r"\bar{x}", note="arithmetic mean")
    error, least = total((x[n] - m) ** 2, n), total((x[n] - mean) ** 2, n)
    extra = N * (m - mean) ** 2
    at_m = total(sp.log(gaussian(x[n], m, s)), n)
    at_mean = total(sp.log(gaussian(x[n], mean, s)), n)
    best = minimises(mean, m, error, unique=True)
    identity = d.show(
        equal(error, least + extra),
        "Write $x_n - m = (x_n - \\bar{x}) + (\\bar{x} - m)$ and expand: the mixed terms cancel, "
        "because deviations from the mean sum to zero.",
        Unfold("xbar"),
    )
    with d.details():
        bound = d.have(at_most(least, error), "Not negative.", combine((identity, -1), gap=extra))
        strict = d.have(
            less(least, error),
            "That square is positive.",
            combine((identity, -1), gap=extra),
            under=d.case("elsewhere", differs(m, mean)),
        )
    d.show(
        best,
        "The second term is $N$ times a square: never negative, and positive unless $m$ is the "
        "mean. So the mean is the only best value.",
        GlobalOptimum(bound, strict),
    )
    with d.calc(
        at_m,
        "The log-likelihood of a Gaussian is this error, scaled and turned round (Q1). So its "
        "fall from the mean is the squared distance moved, scaled.",
    ) as line:
        line.eq(
            -error / (2 * s**2) - N * sp.log(2 * sp.pi * s**2) / 2, "Q1, for all points.", LogLaws()
        )
        line.eq(
            -(least + extra) / (2 * s**2) - N * sp.log(2 * sp.pi * s**2) / 2,
            "The error is known.",
            Rewrite(identity),
        )
        line.eq(at_mean - extra / (2 * s**2), "The rest is lost.", LogLaws(), goal=True)
    d.pitfall(
        "For the *absolute* error the best value is a median: with the points 0, 0 and 3 the mean "
        "1 costs 4, the median 0 costs 3. The mean is most likely for Gaussians and their "
        'relatives, the exponential families, and not "in general".'
    )
    d.refer(SEED)
