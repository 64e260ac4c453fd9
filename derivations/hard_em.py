"""EM with point masses is k-means, exactly.

Main results:
    * G4 ``hard-assignment``: the most probable component is that of the nearest centre.
    * G4.1 ``hard-means``: the M-step of hard EM is the update of k-means, at every width.
    * G4.2 ``hard-width``: the variance that hard EM would learn is J/(ND), a by-product.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from hardlimit import numeric
from hardlimit.proofs.author import (
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    GlobalOptimum,
    Gradient,
    LogLaws,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    equal,
    has_gradient,
    less,
    maximises,
    total,
)

from .crosschecks import compare, one_hot, some_labels
from .hard_model import LF, bells, bound_value, density, double_sum, learned_value, lower_bound
from .lloyd import loss, update
from .notation import mixture, width
from .propose import gradient

CHAPTER = Chapter(
    "hard_em",
    "Hard EM is k-means",
    "There are two ways from EM to k-means. One lets the width go to zero. The other keeps the "
    "width and restricts the E-step to point masses, as the lecture does (E1); it is called *hard "
    "EM*. With equal weights and one common width its two steps *are* the two steps of k-means: "
    "the same labels (G4), the same centres (G4.1), whatever the width, and also if the width is "
    "learned along the way (G4.2). Ties are the same ties, and an empty cluster is the same empty "
    "cluster.",
)

CG = "Celeux and Govaert, A classification EM algorithm for clustering"


@derivation(
    label="G4",
    slug="hard-assignment",
    title="The hard E-step is the assignment of k-means",
    summary="Hard EM gives each point to its most probable component, k-means to the nearest "
    "centre. With equal weights and a common width the log-probabilities differ by "
    "differences of squared distances, so the two are the same choice: a nearest centre "
    "is most probable, and a most probable component has a nearest centre.",
)
def hard_assignment(d: Derivation) -> None:
    """log N_nk/K - log N_nj/K = (d_nj - d_nk)/2s^2: most probable is nearest, and back."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    s = width(d)
    b = d.assignment("b", m.N, values=m.K, tex="c'", note="labels of nearest centres")
    c = d.assignment("c", m.N, values=m.K, note="labels of most probable components")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    phi = bells(d, m, s, dist)
    score = d.define(
        "g", (n, k), sp.log(phi[n, k] / m.K), note="log of the joint density, equal weights"
    )
    near = d.assume("nearest", at_most(dist[n, b[n]], dist[n, k]), forall=(n, k))
    most = d.assume("most_probable", at_most(score[n, k], score[n, c[n]]), forall=(n, k))
    odds = d.show(
        equal(score[n, k] - score[n, j], (dist[n, j] - dist[n, k]) / (2 * s**2)),
        "The weight $1/K$ and the factor in front of the bell are the same for both components "
        "and cancel. What is left are the squared distances, in reversed order.",
        LogLaws("g", "phi"),
    )
    with d.details():
        here = d.have(
            equal(score[n, b[n]] - score[n, k], (dist[n, k] - dist[n, b[n]]) / (2 * s**2)),
            "The nearest centre against any other.",
            ByHypothesis(odds.at({k: b[n], j: k})),
        )
    d.show(
        at_most(score[n, k], score[n, b[n]]),
        "No distance is smaller than that of the nearest centre, so no component is more probable.",
        combine((here, -1), (near, 1 / (2 * s**2))),
    )
    with d.details():
        there = d.have(
            equal(score[n, c[n]] - score[n, k], (dist[n, k] - dist[n, c[n]]) / (2 * s**2)),
            "The most probable component against any other.",
            ByHypothesis(odds.at({k: c[n], j: k})),
        )
    d.show(
        at_most(dist[n, c[n]], dist[n, k]),
        "Conversely, no score is greater than that of the most probable component, so no centre "
        "is nearer. The width only sets the scale: this holds for all $\\sigma > 0$.",
        combine((there, 2 * s**2), (most, 2 * s**2)),
    )
    d.pitfall(
        "Equal weights and *one* width are needed. With unequal weights $\\log(\\pi_k/\\pi_j)$ is "
        "added to the difference, and a point goes to a heavier component although its centre is "
        "farther; with unequal widths the cells are not even bounded by planes."
    )
    d.refer(CG, "Murphy, Probabilistic Machine Learning: An Introduction, section 21.4.1")
    compare(d, numeric.log_density, score[n, k], _scores)


def _scores(p: numeric.Problem) -> Any:
    """log N(x_n | mu_k, s^2 I)/K for every point and component."""
    columns = [numeric.log_density(p.x, mean, p.sigma2) for mean in p.means]
    return np.stack(columns, axis=1) - np.log(len(p.means))


@derivation(
    label="G4.1",
    slug="hard-means",
    title="The hard M-step is the update of k-means",
    summary="For given labels the bound is greatest where the loss of k-means is least: at the "
    "means of the clusters. The width only scales the gradient and the gain; it has no "
    "part in where the best centres are. So hard EM with a fixed width, any width, moves "
    "the centres exactly as k-means does.",
)
def hard_means(d: Derivation) -> None:
    """F(delta_c, new) - F(delta_c, mu) = sum_k N_k |mu_k - new_k|^2 / 2s^2."""
    m = mixture(d)
    n, k, j, e, f = m.n, m.k, m.j, m.e, m.f
    s = width(d)
    c = d.assignment("c", m.N, values=m.K, note="any labels, fixed")
    u = update(d, m, c)
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances to the old centres")
    phi = bells(d, m, s, dist)
    far = d.define(
        "d_new",
        (n, k),
        total((m.x[n, e] - u.new[k, e]) ** 2, e),
        tex="d'",
        note="squared distances to the new centres",
    )
    psi = d.define(
        "psi",
        (n, k),
        density(m, s, far[n, k]),
        tex=r"\mathcal{N}'",
        note="density of component $k$ around its new centre",
    )
    F = d.define(
        "F", (), lower_bound(m, phi, c), tex=r"F(\delta_c, \boldsymbol{\mu})", note="bound before"
    )
    F_new = d.define(
        "F_new",
        (),
        lower_bound(m, psi, c),
        tex=r"F(\delta_c, \boldsymbol{\mu}')",
        note="bound after",
    )
    J = d.define("J", (), loss(m, c, m.mu), tex=r"J(c, \boldsymbol{\mu})", note="loss before")
    J_new = d.define(
        "J_new", (), loss(m, c, u.new), tex=r"J(c, \boldsymbol{\mu}')", note="loss after"
    )
    slope = gradient(bound_value(m, double_sum(m, c), s**2), m.mu[j, f])
    pull = (u.sums[j, f] - u.count[j] * m.mu[j, f]) / s**2
    with d.details():
        d.have(has_gradient(F, m.mu[j, f], slope), "Term by term.", Gradient("F", "phi", "d"))
        d.have(equal(slope, pull), "Points less centre.", Unfold("s", "count"))
    d.show(
        has_gradient(F, m.mu[j, f], pull),
        "Only the squared distances know the centres. The gradient vanishes where "
        "$N_j\\boldsymbol{\\mu}_j$ is the sum of the points, at the mean, and $\\sigma$ has no "
        "say in it.",
        Gradient("F", "phi", "d", "s", "count"),
    )
    with d.details():
        d.have(less(0, u.whole(k)), "The new centres are well defined (G1.1).", Cite("update-step"))
        twice = ("b", (n,), c[n])
        now = d.have(
            equal(F, bound_value(m, J, s**2)),
            "The bound before (E1).",
            Cite("point-mass-posterior", 1, families=(twice,)),
        )
        then = d.have(
            equal(F_new, bound_value(m, J_new, s**2)),
            "The bound after (E1).",
            Cite("point-mass-posterior", 1, families=(twice, ("mu", (k, e), u.new[k, e]))),
        )
        saves = d.have(equal(J, J_new + u.saved), "The update (G1.1).", Cite("update-step", 1))
    gain = d.show(
        equal(F_new - F, u.saved / (2 * s**2)),
        "The bound is a constant less the loss over $2\\sigma^2$ (E1), and the update lowers the "
        "loss by the squared moves (G1.1).",
        Rewrite(now, then, saves),
    )
    d.show(
        at_most(F, F_new),
        "A sum of squares is not negative, so no other centres give a greater bound.",
        combine((gain, -1), gap=u.saved / (2 * s**2)),
    )
    d.pitfall(
        "The calculation needs labels that are held fixed while the centres move, and one common "
        'width. And "the gradient is zero" is not yet a maximum, nor does it say anything '
        "about an empty cluster, where it is zero everywhere."
    )
    d.refer(CG, LF)
    compare(
        d,
        numeric.mean_update,
        u.new[k, f],
        lambda p: numeric.mean_update(p.x, one_hot(p, some_labels(p)), p.means),
        c=some_labels,
    )


@derivation(
    label="G4.2",
    slug="hard-width",
    title="The width is a by-product",
    summary="If hard EM learns the common variance as well, it finds $J(c)/ND$, the mean squared "
    "error per coordinate. Neither labels nor centres look at it, so k-means and hard EM "
    "with a learned width still take the same steps. At this variance the bound is a "
    "decreasing function of the loss and of nothing else.",
)
def hard_width(d: Derivation) -> None:
    """max over v of F(delta_c, v) is at J/(ND): -N log K - (ND/2)(log(2 pi J/(ND)) + 1)."""
    m = mixture(d)
    n, k = m.n, m.k
    c = d.assignment("c", m.N, values=m.K, note="any labels")
    v = d.symbol("v", "positive", note="common variance")
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    J = d.define("J", (), double_sum(m, c), tex="J(c)", note="loss of k-means")
    d.assume("some_error", less(0, J))
    best = d.define("u", (), J / (m.N * m.D), tex=r"\hat{v}", note="mean squared error")
    phi = d.define(
        "phi",
        (n, k),
        density(m, sp.sqrt(v), dist[n, k]),
        tex=r"\mathcal{N}",
        note="density of component $k$ with variance $v$",
    )
    psi = d.define(
        "psi",
        (n, k),
        density(m, sp.sqrt(best), dist[n, k]),
        tex=r"\hat{\mathcal{N}}",
        note="the same with variance $\\hat{v}$",
    )
    F = d.define(
        "F", (), lower_bound(m, phi, c), tex=r"F(\delta_c, v)", note="bound at any variance $v$"
    )
    F_best = d.define(
        "F_u", (), lower_bound(m, psi, c), tex=r"F(\delta_c, \hat{v})", note="bound at $\\hat{v}$"
    )
    top = learned_value(m, J)
    optimum = maximises(best, v, F, unique=True)
    with d.details():
        d.have(less(0, best), "Some point is off its centre.", ByHypothesis())
    twice = (("b", (n,), c[n]),)
    d.show(
        equal(F, bound_value(m, J, v)),
        "This is the bound at any variance (E1).",
        Cite("point-mass-posterior", 1, sigma=sp.sqrt(v), families=twice),
    )
    with d.calc(
        F_best,
        "At the variance $\\hat{v} = J/ND$ the loss over $2\\hat{v}$ is $ND/2$, whatever the loss "
        "is.",
    ) as line:
        line.eq(
            bound_value(m, J, best),
            "The bound there (E1).",
            Cite("point-mass-posterior", 1, sigma=sp.sqrt(best), families=twice),
        )
        line.eq(top, "There $J/2\\hat{v}$ is $ND/2$, whatever the loss.", Unfold("u"), goal=True)
    hard = (("r", (n, k), delta(k, c[n])), ("pi", (k,), 1 / m.K))
    with d.details():
        bound = d.show(
            at_most(F, F_best),
            "C4, for indicators.",
            Cite("shared-variance", 3, families=hard, logs=True),
        )
        strict = d.have(
            less(F, F_best),
            "C4, for other variances.",
            Cite("shared-variance", 4, families=hard, logs=True),
            under=d.case("elsewhere", differs(v, best)),
        )
    d.show(
        optimum,
        "The indicators are responsibilities like others, so C4 applies: no variance is better, "
        "and every other one is worse.",
        GlobalOptimum(bound, strict),
    )
    d.pitfall(
        "If every point lies on its centre, $J(c) = 0$, there is no best variance: the bound grows "
        "without limit as $v \\to 0$. And only a *common* variance is harmless; one for each "
        "component changes the labels. So do learned weights: the nearest centre is then no longer "
        "the most probable one."
    )
    d.refer(CG, LF)
    compare(
        d,
        numeric.shared_variance,
        best,
        lambda p: numeric.shared_variance(p.x, p.means, one_hot(p, some_labels(p))),
        c=some_labels,
    )
