"""Entropy makes k-means soft, and the responsibilities of the mixture are its assignments.

Main results:
    * F2a ``lagrange-proposal``: with an entropy term Lagrange proposes the responsibilities.
    * F2 ``entropy-softens``: they are the only minimiser, and the minimum is F_sigma.
    * F2b ``block-descent``: one EM step lowers F_sigma, by how much at least.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import (
    em_means,
    evidence_lower_bound,
    soft_distortion,
)
from hardlimit.proofs.author import (
    Algebra,
    Chain,
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
    derivation,
    differs,
    equal,
    has_gradient,
    less,
    minimises,
    substitute_index,
    total,
    xlogy,
)

from .crosschecks import compare
from .notation import mixture, width
from .propose import gradient, solve
from .soft import assignments

CHAPTER = Chapter(
    "entropy",
    "Entropy makes it soft",
    "Add to the soft loss the relative entropy of the assignment to the mixing weights, with the "
    "factor $2\\sigma^2$. Now the best assignment is neither all nor nothing: it is the "
    "responsibility of the Gaussian mixture with that width, and the least value is the soft "
    "objective $F_\\sigma$. So soft k-means with entropy is EM for the means, at fixed weights "
    "and width; $2\\sigma^2$ is its temperature, and k-means is what is left at temperature zero. "
    "Lagrange's method finds the minimiser; Gibbs' inequality proves that it is one.",
)


@derivation(
    label="F2a",
    slug="lagrange-proposal",
    title="What Lagrange proposes",
    summary="Add $2\\sigma^2 \\sum_k w_k \\log(w_k/\\pi_k)$ to the soft loss of one point, and a "
    "multiplier $\\lambda$ for the sum of the weights. The derivative vanishes at one "
    "positive $w_k$; made to sum to one, these are the responsibilities.",
)
def lagrange_proposal(d: Derivation) -> None:
    """The gradient of the Lagrangian is 2 s^2 log(w_k / s_k), and s_k / sum s = r_k."""
    K = d.size("K", note="number of centres")
    k, b = d.indices("k b", K)
    dist = d.family("d", K, note="squared distances of one point")
    pi = d.family("pi", K, sign="positive", note="mixing weights")
    w = d.family("w", K, sign="positive", note="soft assignment of the point")
    s = width(d)
    multiplier = d.symbol("lambda", note="multiplier for the sum of the weights")
    entropy = 2 * s**2 * total(w[k] * (sp.log(w[k]) - sp.log(pi[k])), k)
    lagrangian = d.define(
        "L",
        (),
        total(w[k] * dist[k], k) + entropy + multiplier * (total(w[k], k) - 1),
        note="Lagrangian: soft loss with entropy, and the constraint built in",
    )
    slope = gradient(d.context.unfold_all(lagrangian), w[b])
    zero = solve(slope, w[b])
    every = substitute_index(zero, b, k)
    shape = 2 * s**2 * sp.log(w[b] / zero)
    soft = pi[b] * sp.exp(-dist[b] / (2 * s**2)) / total(pi[k] * sp.exp(-dist[k] / (2 * s**2)), k)
    with d.details():
        first = d.have(has_gradient(lagrangian, w[b], slope), "By one weight.", Gradient("L"))
        second = d.have(equal(slope, shape), "The fraction is one at the zero.", LogLaws())
    d.show(
        has_gradient(lagrangian, w[b], shape),
        "Differentiate by the weight of one centre. Set to zero, this gives one weight; below it "
        "the derivative is negative, above it positive.",
        Chain(first, second),
    )
    d.show(
        equal(zero / total(every, k), soft),
        "The multiplier is a common factor of all of them; dividing by the sum removes it.",
        Algebra(),
    )
    d.pitfall(
        "A zero of the derivative is a proposal, not a proof: it says nothing of weights that are "
        "zero, where there is no derivative, nor of a global minimum. That is shown next."
    )


@derivation(
    label="F2",
    slug="entropy-softens",
    title="Entropy makes it soft",
    summary="With the entropy term the loss is $F_\\sigma$ plus $2\\sigma^2$ times the divergence "
    "of the assignment from the responsibilities. So the responsibilities are the only "
    "minimiser, and the least value is the soft objective $F_\\sigma$.",
)
def entropy_softens(d: Derivation) -> None:
    """sum w d + 2 s^2 sum w log(w / pi) = F + 2 s^2 sum KL(w || r)."""
    m = mixture(d)
    n, k, j = m.n, m.k, m.j
    i, b = d.index("i", m.N), d.index("b", m.K)
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    s = width(d)
    w, rows = assignments(d, m)
    dist = d.define("d", (n, k), m.distance(n, k), note="squared distances")
    mass = d.define("Z", n, total(pi[j] * sp.exp(-dist[n, j] / (2 * s**2)), j), note="total mass")
    r = d.define(
        "r", (n, k), pi[k] * sp.exp(-dist[n, k] / (2 * s**2)) / mass[n], note="responsibilities"
    )
    F = d.define(
        "F", (), -2 * s**2 * total(sp.log(mass[n]), n), tex=r"F_{\sigma}", note="soft objective"
    )
    entropy = total(xlogy(w[n, k], w[n, k] / pi[k]), k, n)
    loss = d.define(
        "G",
        (),
        total(w[n, k] * dist[n, k], k, n) + 2 * s**2 * entropy,
        tex=r"G_{\sigma}",
        note="soft loss with entropy",
    )
    gap = d.define(
        "KL", n, total(xlogy(w[n, k], w[n, k] / r[n, k]), k), tex=r"\mathrm{KL}", note="divergence"
    )
    best = minimises(r[i, b], w[i, b], loss, domain=("rows_sum_to_one",), unique=True)
    with d.calc(
        loss,
        "A distance over $2\\sigma^2$ is minus the log of its exponential; with the logarithm of "
        "the entropy it makes a divergence from the responsibilities, up to the total mass $Z_n$. "
        "The weights of each point sum to one, so what is left is $F_\\sigma$.",
    ) as identity:
        identity.eq(
            total(
                2 * s**2 * (xlogy(w[n, k], w[n, k] / pi[k]) + w[n, k] * dist[n, k] / (2 * s**2)),
                k,
                n,
            ),
            "The factor $2\\sigma^2$ in front.",
            Unfold("G"),
        )
        identity.eq(
            2 * s**2 * total(xlogy(w[n, k], w[n, k] / r[n, k]) - w[n, k] * sp.log(mass[n]), k, n),
            "A distance is minus the log of its exponential.",
            LogLaws("r"),
        )
        identity.eq(
            2 * s**2 * total(gap[n], n) - 2 * s**2 * total(w[n, k] * sp.log(mass[n]), k, n),
            "A divergence for each point.",
            Unfold("KL"),
        )
        identity.eq(
            2 * s**2 * total(gap[n], n) - 2 * s**2 * total(sp.log(mass[n]), n),
            "The weights sum to one.",
            Rewrite(rows),
        )
        identity.eq(F + 2 * s**2 * total(gap[n], n), "It is $F_\\sigma$.", Unfold("F"), goal=True)
    with d.details():
        d.have(equal(total(r[n, k], k), 1), "They sum to one.", Unfold("r", "Z"))
        positive = d.have(
            at_most(0, gap[n]),
            "Gibbs' inequality (A4).",
            Cite("gibbs", 0, C=m.K, families=_rows(k, w[n, k], r[n, k])),
        )
    bound = d.show(
        at_most(F, loss),
        "By Gibbs' inequality (A4) no divergence is negative.",
        combine((identity.shown, -1), (positive, 2 * s**2, (n,))),
    )
    with d.details(), d.when("elsewhere", differs(w[i, b], r[i, b])):
        d.have(
            less(0, gap[i]),
            "Gibbs, if they differ (A4).",
            Cite("gibbs", 1, C=m.K, b=b, families=_rows(k, w[i, k], r[i, k])),
        )
        strict = d.have(
            less(F, loss),
            "One term is positive.",
            combine((identity.shown, -1), gap=2 * s**2 * total(gap[n], n)),
        )
    d.show(
        best,
        "At the responsibilities all divergences are zero, so the bound is reached there; if an "
        "assignment differs at some point, its divergence there is positive (A4).",
        GlobalOptimum(bound, strict),
    )
    d.pitfall(
        "The mixing weights belong in the entropy term: without them the minimiser is the "
        "responsibility for equal weights. And fuzzy c-means, with powers $w_{nk}^m$ in place of "
        "the entropy, is a different method: its weights are not responsibilities of a mixture."
    )
    d.refer(
        "Neal and Hinton, A view of the EM algorithm",
        "MacKay, ITILA, chapter 20",
        "Rose, deterministic annealing (1998)",
    )
    compare(d, soft_distortion, F)
    constant = m.N * m.D * s**2 * sp.log(2 * sp.pi * s**2)
    compare(
        d, evidence_lower_bound, -(loss + constant) / (2 * s**2), w=lambda p: p.responsibilities
    )


def _rows(k: Any, q: Any, p: Any) -> tuple[tuple[str, tuple[Any, ...], Any], ...]:
    """The two distributions of Gibbs' inequality, over the components."""
    return (("q", (k,), q), ("p", (k,), p))


@derivation(
    label="F2b",
    slug="block-descent",
    title="EM for the means is descent by turns",
    summary="The E-step minimises the loss with entropy over the assignment, the M-step over the "
    "means. So each EM step lowers $F_\\sigma$, by the squared moves of the means, "
    "weighted by the soft sizes, at least.",
)
def block_descent(d: Derivation) -> None:
    """F(new means) <= F(means) - sum_k N_k |mu_k - new_k|^2."""
    m = mixture(d)
    n, k, j, e, x, mu = m.n, m.k, m.j, m.e, m.x, m.mu
    pi = d.family("pi", m.K, sign="positive", note="mixing weights")
    s = width(d)
    mass = total(pi[j] * sp.exp(-m.distance(n, j) / (2 * s**2)), j)
    r = d.define(
        "r", (n, k), pi[k] * sp.exp(-m.distance(n, k) / (2 * s**2)) / mass, note="responsibilities"
    )
    size = d.define("N_soft", k, total(r[n, k], n), tex="N", note="soft size of component $k$")
    new = d.define(
        "mu_new",
        (k, e),
        total(r[n, k] * x[n, e], n) / size[k],
        tex=r"\mu^{\mathrm{new}}",
        vector=True,
        note="means after one EM step",
    )

    def distance(centre: Any) -> Any:
        return total((x[n, e] - centre[k, e]) ** 2, e)

    def objective(centre: Any) -> Any:
        inner = total(pi[k] * sp.exp(-distance(centre) / (2 * s**2)), k)
        return -2 * s**2 * total(sp.log(inner), n)

    F = d.define(
        "F",
        (),
        objective(mu),
        tex=r"F_{\sigma}(\boldsymbol{\mu})",
        note="soft objective before the step",
    )
    F_new = d.define(
        "F_new",
        (),
        objective(new),
        tex=r"F_{\sigma}(\boldsymbol{\mu}^{\mathrm{new}})",
        note="soft objective after it",
    )
    entropy = 2 * s**2 * total(xlogy(r[n, k], r[n, k] / pi[k]), k, n)
    loss = total(r[n, k] * distance(mu), k, n) + entropy
    loss_new = total(r[n, k] * distance(new), k, n) + entropy
    move = total((mu[k, e] - new[k, e]) ** 2, e)
    moves = total(size[k] * move, k)
    with d.details():
        d.have(equal(total(r[n, k], k), 1), "They sum to one.", Unfold("r"))
        here = d.have(equal(loss, F), "E-step (F2).", Cite("entropy-softens", 0, w=(n, k, r[n, k])))
        there = d.have(
            at_most(F_new, loss_new),
            "The same assignment bounds it at the new means (F2).",
            Cite("entropy-softens", 1, w=(n, k, r[n, k]), mu=(k, e, new[k, e])),
        )
    steiner = d.have(
        equal(total(r[n, k] * distance(mu), n), total(r[n, k] * distance(new), n) + size[k] * move),
        "M-step: going from the old mean to the weighted mean saves exactly the soft size times "
        "the squared move (A2).",
        Cite("steiner", 0, w=(n, r[n, k]), x=(n, e, x[n, e]), m=(e, mu[k, e])),
    )
    d.show(
        at_most(F_new, F - moves),
        "At the responsibilities the loss with entropy is $F_\\sigma$, and at the new means the "
        "same assignment still bounds it from above (F2). The entropy is the same before and "
        "after.",
        combine(here, there, (steiner, -1, (k,))),
    )
    d.pitfall(
        "For fixed weights and width. If EM learns them, too, $F_\\sigma$ changes its meaning from "
        "step to step, and it is the log-likelihood that never falls."
    )
    d.refer("Neal and Hinton, A view of the EM algorithm")
    compare(
        d,
        soft_distortion,
        F_new,
        lambda p: soft_distortion(
            p.x, em_means(p.x, p.means, p.weights, p.sigma2), p.weights, p.sigma2
        ),
    )
