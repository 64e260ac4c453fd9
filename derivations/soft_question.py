"""The answer, second half: soft weights and mixtures, in five corrections.

Main results:
    * Q5 ``soft-is-hard``: the soft loss alone has a hard optimum.
    * Q6 ``soft-unbounded``: without w >= 0 the soft loss has no optimum at all.
    * Q7 ``nearer-is-heavier``: the weights grow with closeness.
    * Q9 ``log-odds``: which assumptions make the nearest centre the most probable one.
    * Q10 ``two-kinds-of-weights``: mixing weights and responsibilities.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Antisymmetry,
    ByHypothesis,
    Chapter,
    Derivation,
    Gap,
    LogLaws,
    MinimumIsLeast,
    Monotone,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    less,
    minimum,
    termwise,
    total,
)

from .question import SEED

CHAPTER = Chapter(
    "soft_question",
    "The question: soft weights",
    "The second half of the answer goes from hard to soft: give every point a weight $w_{ij}$ for "
    "every cluster, and compare with a mixture. The idea is right, but the loss that is written "
    "down does not carry it out. Minimised over the weights it is hard again (Q5), or has no "
    "minimum at all (Q6). And the likeness with a mixture holds for the right kind of weights "
    "only (Q7, Q10), under assumptions that have to be named (Q9).",
)


@derivation(
    label="Q5",
    slug="soft-is-hard",
    title="The soft loss has a hard optimum",
    summary="The answer minimises the soft loss over $S$, which does not occur in it. Minimise "
    "over the weights $w$ instead, and the softness is gone: no weights do better than to "
    "put each point wholly to a nearest centre. What makes assignments soft is an entropy "
    "term (F2).",
)
def soft_is_hard(d: Derivation) -> None:
    """sum_i min_j d_ij <= sum_i sum_j w_ij d_ij, reached by one-hot weights at nearest centres."""
    N, K = d.size("N", note="number of points"), d.size("K", note="number of clusters")
    i = d.index("i", N)
    j, k = d.indices("j k", K)
    dist = d.family("d", N, K, sign="nonnegative", note="squared distances")
    w = d.family("w", N, K, sign="nonnegative", note="weights")
    c = d.assignment("c", N, values=K, note="labels of nearest centres")
    one = d.assume("weights_sum_to_one", equal(total(w[i, j], j), 1), forall=i)
    near = d.assume("nearest", at_most(dist[i, c[i]], dist[i, j]), forall=(i, j))
    least = minimum(dist[i, k], k)
    soft = total(w[i, j] * dist[i, j], j, i)
    hard = total(delta(j, c[i]) * dist[i, j], j, i)
    mean = total(w[i, j] * dist[i, j], j)
    with d.calc(least) as each, d.details():
        each.eq(total(w[i, j] * least, j), "The weights sum to one.", Rewrite(one))
        each.le(mean, "No weight is negative.", Gap(total(w[i, j] * (dist[i, j] - least), j)))
    d.show(
        at_most(total(least, i), soft),
        "The weights of a point sum to one, so its part of the loss is an average of distances, "
        "and no average is below the least of them. Add over the points.",
        termwise(each.shown, i),
    )
    with d.details():
        attained = d.have(
            equal(dist[i, c[i]], least),
            "Both inequalities together.",
            Antisymmetry(
                d.have(at_most(dist[i, c[i]], least), "None is nearer.", MinimumIsLeast(near)),
                d.have(at_most(least, dist[i, c[i]]), "It is one of them.", ByHypothesis()),
            ),
        )
    with d.calc(
        hard,
        "Indicators pick one distance for each point. That of a nearest centre is the least, so "
        "hard weights reach the bound.",
    ) as line:
        line.eq(total(dist[i, c[i]], i), "The indicators pick one distance.", Algebra())
        line.eq(total(least, i), "It is the least one.", Rewrite(attained), goal=True)
    d.pitfall(
        "With ties the optimal weights are not unique: any split among the nearest centres costs "
        "the same. The responsibilities of a mixture are *not* a minimiser of the soft loss."
    )
    d.refer(SEED)


@derivation(
    label="Q6",
    slug="soft-unbounded",
    title="Weights below zero leave no optimum",
    summary="The answer asks of the weights only that $\\sum_j w_{ij} = 1$. That is not enough. "
    "Take weight from a far centre, below zero, and give it to a near one: the soft loss "
    "falls below any number, for each point that has two different distances.",
)
def soft_unbounded(d: Derivation) -> None:
    """w = (1 + t) e_a - t e_b with t = (d_a + B)/(d_b - d_a): sum w = 1, loss = -B."""
    K = d.size("K", note="number of clusters")
    j, a, b = d.indices("j a b", K)
    dist = d.family("d", K, sign="nonnegative", note="squared distances of one point")
    B = d.symbol("B", note="any number, as large as you please")
    d.assume("different", differs(dist[a], dist[b]))
    t = d.define(
        "t", (a, b), (dist[a] + B) / (dist[b] - dist[a]), note="how much weight is taken from $b$"
    )
    w = (1 + t[a, b]) * delta(j, a) - t[a, b] * delta(j, b)
    d.show(
        equal(total(w, j), 1),
        "What is taken from $b$ is given to $a$, so the weights still sum to one.",
        Algebra(),
    )
    with d.calc(
        total(w * dist[j], j),
        "The loss falls in proportion to what is taken from $b$, and nothing stops it: with this "
        "$t$ it is $-B$.",
    ) as line:
        line.eq(dist[a] - t[a, b] * (dist[b] - dist[a]), "In proportion to $t$.", Algebra())
        line.eq(-B, "As low as one pleases.", Unfold("t"), goal=True)
    d.pitfall("A weight has to be a probability: $w_{ij} \\ge 0$ *and* $\\sum_j w_{ij} = 1$.")
    d.refer(SEED)


@derivation(
    label="Q7",
    slug="nearer-is-heavier",
    title="The weights grow with closeness",
    summary='The answer says that the weights "measure how far" a point lies from a centre. They '
    "measure how *near* it lies. In the mixture they are probabilities, and with equal weights "
    "and one width the nearer centre has the greater one.",
)
def nearer_is_heavier(d: Derivation) -> None:
    """d_k < d_j implies r_j < r_k, for equal mixing weights."""
    K = d.size("K", note="number of components")
    i, j, k = d.indices("i j k", K)
    dist = d.family("d", K, sign="nonnegative", note="squared distances of one point")
    s = d.symbol("sigma", "positive", note="common width")
    r = d.define(
        "r",
        j,
        sp.exp(-dist[j] / (2 * s**2)) / total(sp.exp(-dist[i] / (2 * s**2)), i),
        note="probability of component $j$, given the point",
    )
    near = d.assume("nearer", less(dist[k], dist[j]))
    with d.details():
        bells = d.have(
            less(sp.exp(-dist[j] / (2 * s**2)), sp.exp(-dist[k] / (2 * s**2))),
            "The bell is higher where the distance is smaller.",
            Monotone(near, 1 / (2 * s**2)),
        )
    d.show(
        less(r[j], r[k]),
        "The bell is higher where the distance is smaller, and both responsibilities are divided "
        "by the same sum.",
        combine((bells, 1 / total(sp.exp(-dist[i] / (2 * s**2)), i)), "r"),
    )
    d.pitfall(
        "With unequal mixing weights even this can fail: a heavy component wins over a slightly "
        "nearer light one (B2, Q9)."
    )
    d.refer(SEED)


@derivation(
    label="Q9",
    slug="log-odds",
    title="What has to be assumed",
    summary='The answer ends with "soft k-means is very much like a Gaussian mixture model". It is '
    "the mixture's E-step under three assumptions, none of which it names: spherical components, "
    "one common width, and equal (or fixed) weights. The log of the odds of two components shows "
    "what each of them removes.",
)
def log_odds(d: Derivation) -> None:
    """log odds = log(pi_k/pi_j) + D log(s_j/s_k) + d_j/2s_j^2 - d_k/2s_k^2."""
    K, D = d.size("K", note="number of components"), d.size("D", note="dimension")
    j, k = d.indices("j k", K)
    dist = d.family("d", K, sign="nonnegative", note="squared distances of one point")
    pi = d.family("pi", K, sign="positive", note="mixing weights")
    s = d.family("sigma", K, sign="positive", note="widths, one for each component")
    p = d.symbol("p", "positive", note="one weight for all")
    t = d.symbol("tau", "positive", note="one width for all")

    def joint(weight: Any, width: Any, distance: Any) -> Any:
        """Weight times density of a spherical Gaussian at that squared distance."""
        return weight * (2 * sp.pi * width**2) ** (-D / 2) * sp.exp(-distance / (2 * width**2))

    odds = sp.log(joint(pi[k], s[k], dist[k])) - sp.log(joint(pi[j], s[j], dist[j]))
    general = (
        sp.log(pi[k] / pi[j])
        + D * sp.log(s[j] / s[k])
        + dist[j] / (2 * s[j] ** 2)
        - dist[k] / (2 * s[k] ** 2)
    )
    same = sp.log(joint(p, t, dist[k])) - sp.log(joint(p, t, dist[j]))
    d.show(
        equal(odds, general),
        "In general the odds depend on the weights, on the widths, and on each distance in units "
        "of its own width.",
        LogLaws(),
    )
    d.show(
        equal(same, (dist[j] - dist[k]) / (2 * t**2)),
        "With one weight and one width for all, only the distances are left, and the more "
        "probable component is the nearer one.",
        LogLaws(),
    )
    d.pitfall(
        '"Very much like" is no statement that could be proved. What can be proved: soft k-means '
        "with an entropy term is this E-step (F2), and its hard limit is k-means (D1, D7)."
    )
    d.refer(SEED)


@derivation(
    label="Q10",
    slug="two-kinds-of-weights",
    title="Two kinds of weights",
    summary="The answer's mixture reads $p(\\mathbf{x}) = \\sum_j "
    "w_j\\,\\mathcal{N}(\\mathbf{x}_i|\\boldsymbol\\mu_j, \\boldsymbol\\sigma_j^2)$: a "
    "point $\\mathbf{x}_i$ on one side only, a bold $\\boldsymbol\\sigma_j^2$ where a "
    "covariance $\\Sigma_j$ belongs, and $w$ for two things. The mixing weights $\\pi_j$ "
    "are the same for all points. The weights of the soft loss correspond to the "
    "responsibilities $r_{ij}$, which differ from point to point.",
)
def two_kinds_of_weights(d: Derivation) -> None:
    """r_ij = pi_j N_ij / p(x_i): rows sum to one, and r_ij / pi_j = N_ij / p(x_i)."""
    N, K = d.size("N", note="number of points"), d.size("K", note="number of components")
    i = d.index("i", N)
    j, k = d.indices("j k", K)
    pi = d.family("pi", K, sign="positive", note="mixing weights, the same for all points")
    phi = d.family(
        "phi",
        N,
        K,
        sign="positive",
        tex=r"\mathcal{N}",
        note="density of component $j$ at point $i$",
    )
    p = d.define("p", i, total(pi[k] * phi[i, k], k), note="density of the mixture at point $i$")
    r = d.define("r", (i, j), pi[j] * phi[i, j] / p[i], note="responsibilities")
    d.show(
        equal(r[i, j] * p[i], pi[j] * phi[i, j]),
        "Bayes' rule: of the density at a point, component $j$ accounts for this part.",
        Unfold("r"),
    )
    d.show(equal(total(r[i, j], j), 1), "The parts make up the whole.", Unfold("r", "p"))
    d.show(
        equal(r[i, j] / pi[j], phi[i, j] / p[i]),
        "A responsibility is the mixing weight, corrected by how well the component fits the "
        "point. The two agree only where it fits as well as the mixture does.",
        Unfold("r"),
    )
    d.pitfall(
        "Only the responsibilities turn into the indicators of k-means. The mixing weights stay, "
        "and in the limit they matter only for ties (D1)."
    )
    d.refer(SEED)
