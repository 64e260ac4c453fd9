"""The Dirac delta of the lecture: a point mass for the posterior, and the indicator.

Main results:
    * E1 ``point-mass-posterior``: at a point mass the bound of EM is the loss of k-means.
    * E1.1 ``nearest-point-mass``: the best point mass is at the nearest centre, at every width.
    * E3 ``indicator``: the delta in the loss of k-means is a number, zero or one.
    * E3.1 ``one-hot``: the probabilities of a point mass are those indicators.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import assignment_distortion, evidence_lower_bound
from hardlimit.proofs.author import (
    Algebra,
    Antisymmetry,
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    Gap,
    LogLaws,
    Monotone,
    Rewrite,
    at_most,
    combine,
    delta,
    derivation,
    equal,
    termwise,
    total,
    xlogy,
)

from .crosschecks import compare, one_hot, some_labels, uniform
from .hard_model import LF, bells, bounds, losses
from .notation import mixture, width

CHAPTER = Chapter(
    "dirac",
    "The Dirac delta of the lecture",
    'A student met the Dirac delta in a lecture on k-means, "as a prior", and wondered where '
    "it came from. The word stands for three different things. In the lecture it is a point "
    "mass in the place of the *posterior* (E1): an approximation that is chosen, not derived, "
    "and that gives k-means at every width, without any limit. In the loss of k-means it is an "
    "indicator (E3): a plain number, zero or one. These two belong together, since the "
    "indicators of a point are the probabilities of its point mass (E3.1). The third delta, a "
    "bell of width zero, is the matter of the next chapter; it has nothing to do with the other "
    "two.",
)

HSE = (
    'HSE University, Bayesian Methods for Machine Learning, lecture "K-means from probabilistic '
    'perspective": https://coursera.org/lecture/bayesian-methods-in-machine-learning/'
    "k-means-from-probabilistic-perspective-qvhOF"
)


@derivation(
    label="E1",
    slug="point-mass-posterior",
    title="Point masses for the posterior",
    summary="EM climbs a lower bound on the log-likelihood, one that holds for every distribution "
    "$q$ of the hidden labels. Allow for $q$ only point masses $\\delta_c$, which put "
    "each point wholly into one cluster, and keep the *prior* uniform. Then the bound is, "
    "up to constants and a sign, the loss of k-means.",
)
def point_mass_posterior(d: Derivation) -> None:
    """F(delta_c) = -N log K - (ND/2) log(2 pi s^2) - J(c)/2s^2, at most the log-likelihood."""
    m = mixture(d)
    N, K, D, n, k = m.N, m.K, m.D, m.n, m.k
    s = width(d)
    c = d.assignment("c", N, values=K, note="any labels, one for each point")
    b = d.assignment("b", N, values=K, tex="c'", note="any other labels")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    phi = bells(d, m, s, dist)

    def value(loss: Any) -> Any:
        return -N * sp.log(K) - N * D / 2 * sp.log(2 * sp.pi * s**2) - loss / (2 * s**2)

    F, F_b = bounds(d, m, phi, c, b)
    J, J_b = losses(d, m, dist, c, b)
    ell = d.define(
        "ell", (), total(sp.log(total(phi[n, k] / K, k)), n), tex=r"\ell", note="log-likelihood"
    )
    q = delta(k, c[n])
    picked = total(sp.log(phi[n, c[n]] / K), n)
    d.show(
        equal(total(xlogy(q, q), k), 0),
        "A point mass is never in doubt: its entropy has the terms $1 \\log 1$ and $0 \\log 0$ "
        "only, and both count as 0.",
        Algebra(),
    )
    with d.calc(
        F,
        "Only the log of the joint density is left in the bound, at the label $c_n$ (B4p). The "
        "log of the uniform prior is $-\\log K$, that of a bell a squared distance (A1); only "
        "this last part knows the labels.",
    ) as at_c:
        at_c.eq(
            picked,
            "At a point mass (B4p).",
            Cite("point-masses", p=(n, k, phi[n, k] / K), logs=True),
        )
        at_c.eq(value(J), "Logs of prior and bell (A1).", LogLaws("phi", "J"), goal=True)
    with d.details():
        at_b = d.have(equal(F_b, value(J_b)), "For other labels.", LogLaws("F_b", "J_b", "phi"))
    d.show(
        equal(F_b - F, (J - J_b) / (2 * s**2)),
        "For other labels $c'$ it is the same. Subtract: the constants cancel, and the bound "
        "rises exactly where the loss of k-means falls.",
        Rewrite(at_b, at_c.shown),
    )
    with d.details():
        one_term = d.have(
            at_most(phi[n, c[n]] / K, total(phi[n, k] / K, k)),
            "The other terms are not negative.",
            Gap(total((1 - q) * phi[n, k] / K, k)),
        )
        logs = d.have(
            at_most(sp.log(phi[n, c[n]] / K), sp.log(total(phi[n, k] / K, k))),
            "The logarithm keeps the order.",
            Monotone(one_term),
        )
    d.show(
        at_most(F, ell),
        "It is a bound: the density of a point is a sum over all components, no smaller than any "
        "one of its terms, and the logarithm keeps the order. Add over the points.",
        termwise(logs, n, "F", "ell"),
    )
    d.pitfall(
        "The delta is not a prior. The prior is $p(z_n = k) = 1/K$ for every point, before and "
        "after; the delta is the restricted guess $q(z_n)$ at the *posterior*. And it is a choice, "
        "not a consequence: for $\\sigma > 0$ the true posterior gives every component some "
        "weight, which is why the bound stays below the log-likelihood."
    )
    d.refer(HSE, LF, "Neal and Hinton, A view of the EM algorithm")
    compare(
        d,
        evidence_lower_bound,
        value(J),
        lambda p: evidence_lower_bound(
            p.x, one_hot(p, some_labels(p)), p.means, uniform(p), p.sigma2
        ),
        c=some_labels,
    )
    compare(
        d,
        assignment_distortion,
        J,
        lambda p: assignment_distortion(p.x, p.means, some_labels(p)),
        c=some_labels,
    )


@derivation(
    label="E1.1",
    slug="nearest-point-mass",
    title="The best point mass is at the nearest centre",
    summary="Among all point masses none gives a larger bound than the one that puts every point "
    "at a nearest centre. That is the assignment step of k-means. It comes out for every "
    "$\\sigma > 0$, with ties decided at will: no width was made small, no limit was "
    "taken.",
)
def nearest_point_mass(d: Derivation) -> None:
    """F(delta_c) <= F(delta_b) for all labels c, if b picks nearest centres."""
    m = mixture(d)
    n, k = m.n, m.k
    s = width(d)
    c = d.assignment("c", m.N, values=m.K, note="any labels, one for each point")
    b = d.assignment("b", m.N, values=m.K, tex="c'", note="labels of nearest centres")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    phi = bells(d, m, s, dist)
    nearest = d.assume("nearest", at_most(dist[n, b[n]], dist[n, k]), forall=(n, k))
    F, F_b = bounds(d, m, phi, c, b)
    J, J_b = losses(d, m, dist, c, b)
    with d.details():
        each = d.have(
            at_most(dist[n, b[n]], dist[n, c[n]]),
            "None is nearer.",
            ByHypothesis(nearest.at({k: c[n]})),
        )
    lower = d.show(
        at_most(J_b, J),
        "A nearest centre is no farther than the one that the labels $c$ choose. Add over all "
        "points.",
        termwise(each, n, "J", "J_b"),
    )
    with d.details():
        difference = d.have(
            equal(F_b - F, (J - J_b) / (2 * s**2)), "E1.", Cite("point-mass-posterior", 2)
        )
    d.show(
        at_most(F, F_b),
        "The bound rises as the loss of k-means falls (E1).",
        combine((difference, -1), (lower, 1 / (2 * s**2))),
    )
    d.pitfall(
        "Texts that know k-means only as a limit conclude that it needs $\\sigma \\to 0$. The "
        "limit hardens the *exact* posterior; here the posterior is replaced by a point mass, and "
        "the width does not matter. Both roads lead to k-means, but they are two theorems."
    )
    d.refer(HSE, LF)


@derivation(
    label="E3",
    slug="indicator",
    title="The indicator is a number",
    summary="The $\\mathbb{1}(\\mathbf{x}_n \\in S_k)$ in the loss of k-means is Kronecker's "
    "delta of two labels: zero or one. For each point these numbers are a probability "
    "vector, the *one-hot* row, and an expected value under it picks a single entry.",
)
def indicator_number(d: Derivation) -> None:
    """Indicators are 0 or 1, sum to one, and pick; the loss of k-means in two forms."""
    m = mixture(d)
    N, K, n, k = m.N, m.K, m.n, m.k
    c = d.assignment("c", N, values=K, note="labels")
    g = d.family("g", N, K, note="any quantity that depends on point and component")
    row = delta(k, c[n])
    loss = total(row * m.distance(n, k), k, n)
    short = total(m.distance(n, c[n]), n)
    d.show(
        equal(row * (1 - row), 0),
        "An indicator is zero or one. (Such a product of Dirac's deltas is not even defined.)",
        Algebra(),
    )
    d.show(equal(total(row, k), 1), "Every point has exactly one label.", Algebra())
    d.show(
        equal(total(row * g[n, k], k), g[n, c[n]]),
        "All terms but one have the factor zero.",
        Algebra(),
    )
    d.show(
        equal(loss, short),
        "So the double sum in the loss of k-means is a single sum over points, each with the "
        "centre of its own cluster.",
        Algebra(),
    )
    d.pitfall(
        "Calling the indicator a Dirac delta mixes up a number with a distribution. The indicator "
        "is Kronecker's delta; it is the probability *vector* of the point mass that E1 puts in "
        "the place of the posterior (E3.1)."
    )
    d.refer("Bishop, PRML, section 9.1, where $r_{nk} \\in \\{0, 1\\}$")
    compare(
        d,
        assignment_distortion,
        loss,
        lambda p: assignment_distortion(p.x, p.means, some_labels(p)),
        c=some_labels,
    )


@derivation(
    label="E3.1",
    slug="one-hot",
    title="Point masses are one-hot rows",
    summary="If a distribution of the labels gives all its weight to $c_n$, its probabilities "
    "*are* the indicators. So the point mass of E1, a measure, and the row of indicators "
    "of E3, a vector, are the same thing in two notations.",
)
def one_hot_rows(d: Derivation) -> None:
    """q >= 0, sum q = 1 and q_(n, c_n) = 1 force q_nk = delta(k, c_n)."""
    N, K = d.size("N", note="number of data points"), d.size("K", note="number of components")
    n = d.index("n", N)
    k, j = d.indices("k j", K)
    c = d.assignment("c", N, values=K, note="labels")
    q = d.family("q", N, K, sign="nonnegative", note="probabilities of the labels")
    one = d.assume("q_sums_to_one", equal(total(q[n, k], k), 1), forall=n)
    certain = d.assume("all_weight_on_c", equal(q[n, c[n]], 1), forall=n)
    row = delta(k, c[n])
    with d.details():
        off = d.have(at_most(0, (1 - row) * q[n, k]), "It is zero at $c_n$.", ByHypothesis())
        with d.calc((1 - row) * q[n, k]) as line:
            line.le(
                total((1 - delta(j, c[n])) * q[n, j], j),
                "One of several.",
                Gap(total((1 - delta(j, k)) * (1 - delta(j, c[n])) * q[n, j], j)),
            )
            line.eq(total(q[n, j], j) - q[n, c[n]], "The whole, less that of $c_n$.", Algebra())
            line.eq(1 - q[n, c[n]], "The whole is one.", Rewrite(one))
            line.eq(0, "The weight of $c_n$ is one, by hypothesis.", Rewrite(certain))
        nothing = d.have(equal((1 - row) * q[n, k], 0), "Both.", Antisymmetry(line.shown, off))
    with d.calc(
        q[n, k],
        "The weights of a point sum to one, and $c_n$ has all of it. So nothing is left for any "
        "other label.",
    ) as line:
        line.eq(row * q[n, k] + (1 - row) * q[n, k], "Split it at $c_n$.", Algebra())
        line.eq(row * q[n, k], f"The part away from $c_n$ is zero, by {nothing}.", Rewrite(nothing))
        line.eq(row * q[n, c[n]], "The other part counts at $k = c_n$ only.", Algebra())
        line.eq(row, "There the weight is one.", Rewrite(certain), goal=True)
    d.pitfall(
        "A measure on the labels $1, \\dots, K$ and a measure on $\\mathbb{R}^D$ are different "
        "things. The delta of the lecture lives on the labels, where it is just a vector; the "
        "delta of a narrow bell lives in space (E2)."
    )
    d.refer(HSE)
