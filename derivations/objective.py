"""The limit of the objective: what EM climbs becomes what k-means descends.

Main results:
    * D7 ``soft-objective``: the soft objective lies between two bounds at any width, and tends
      to the k-means objective.
    * D7b ``likelihood-limit``: the same for -2 sigma^2 times the log-likelihood.
    * D8 ``best-centres``: centres that are best for EM are nearly best for k-means.
    * D8b ``best-likelihood``: centres that are best for k-means lose little likelihood.
    * D9 ``expected-limit``: sigma^2 Q tends to minus half the k-means objective.
"""

from __future__ import annotations

import sympy as sp
from hardlimit.numeric import distortion as least_distortion
from hardlimit.numeric import (
    expected_complete_log_likelihood,
    log_likelihood,
    responsibilities,
    soft_distortion,
    softmin,
    squared_distances,
)
from hardlimit.proofs.author import (
    Cases,
    Chapter,
    Cite,
    Derivation,
    KnownIndicators,
    LimitLaws,
    LogLaws,
    Rewrite,
    Squeeze,
    Unfold,
    at_most,
    combine,
    derivation,
    differs,
    equal,
    tends_to,
    termwise,
    total,
)

from .crosschecks import compare
from .hardening import (
    distortion,
    hardening,
    least_weight,
    likelihood,
    soft_objective,
    totals,
    two_mixtures,
)
from .lemmas import weight_of_nearest

CHAPTER = Chapter(
    "objective",
    "The limit of the objective",
    "So far one step of EM became one step of k-means. Now the functions behind the steps: EM "
    "climbs the log-likelihood $\\ell$, k-means descends the distortion $\\mathcal{D} = \\sum_n "
    "m_n$, the sum of squared distances to the nearest centres. The log-likelihood itself has no "
    "limit as $\\sigma \\to 0$. But $-2\\sigma^2\\ell$ is, up to a term that does not depend on "
    "the centres, a sum of soft minima $F_\\sigma$, and a soft minimum tends to the minimum. The "
    "bounds hold at every width and for all centres at once, so they compare the best centres, "
    "too.",
)


@derivation(
    label="D7",
    slug="soft-objective",
    title="The soft objective and its bounds",
    summary="For all centres and every width the soft objective $F_\\sigma$ exceeds the k-means "
    "objective $\\mathcal{D}$, by $2N\\sigma^2\\log(1/\\pi_{\\min})$ at most. The excess "
    "is known exactly, and as $\\sigma \\to 0$ it vanishes.",
)
def bounds_and_limit(d: Derivation) -> None:
    """F = D + 2 s^2 sum log(1/W) - 2 s^2 sum log(1 + rho), and its bounds and limit."""
    g = hardening(d, normalised=True)
    n, s = g.m.n, g.s
    W, rho, least = g.W, g.rho, g.least
    lowest = least_weight(d, g.m, g.pi)
    one = -2 * s**2 * sp.log(g.mass(n))
    both = totals(d, g)
    F, D = both.soft, both.hard
    ties, rest = 2 * s**2 * sp.log(1 / W[n]), 2 * s**2 * sp.log(1 + rho[n])
    exact = D + total(ties, n) - total(rest, n)
    upper = D + total(ties, n)
    uniform = D + 2 * g.m.N * s**2 * sp.log(1 / lowest)
    with d.details():
        point = d.have(equal(one, least[n] + ties - rest), "A5, for each point.", g.softmin(0))
    d.show(
        equal(F, exact),
        "Each point contributes a soft minimum of its distances; A5 gives it exactly, for $\\tau = "
        "2\\sigma^2$. Add over the points: the least distances add up to "
        "$\\mathcal{D}$.",
        Rewrite(point, "F", "distortion"),
    )
    with d.details():
        below = d.have(at_most(least[n], one), "A5, for each point.", g.softmin(1))
    lower = d.show(
        at_most(D, F),
        "A soft minimum is never below the minimum (A5); add over the points.",
        termwise(below, n, "F", "distortion"),
    )
    with d.details():
        above = d.have(at_most(one, least[n] + ties), "A5, for each point.", g.softmin(2))
        bound = d.show(at_most(F, upper), "Add up.", termwise(above, n, "F", "distortion"))
    heavy = weight_of_nearest(d, g, lowest)
    close = d.show(
        at_most(F, uniform),
        "It is above the minimum by $2\\sigma^2 \\log(1/W_n)$ at most (A5), and a nearest centre "
        "weighs $\\pi_{\\min}$ at least. Add over the points.",
        combine(bound, (heavy, 2 * s**2, (n,))),
    )
    with d.details():
        meets = d.have(tends_to(uniform, s, D), "A constant times $\\sigma^2$.", LimitLaws())
    d.show(
        tends_to(F, s, D),
        "Both bounds meet in $\\mathcal{D}$: a constant times $\\sigma^2$ goes to zero.",
        Squeeze(lower, close, None, meets),
    )
    d.pitfall(
        "The weights must sum to one. Without them, for $-2\\sigma^2\\log\\sum_k "
        "e^{-d_{nk}/(2\\sigma^2)}$, the bounds change sides: it lies below the least distance."
    )
    d.refer("Broderick, Kulis and Jordan, MAD-Bayes, arXiv:1212.2126")
    compare(d, soft_distortion, F)
    compare(
        d,
        softmin,
        one,
        lambda p: softmin(squared_distances(p.x, p.means), p.weights, 2 * p.sigma2),
        axes=(n,),
    )
    compare(d, least_distortion, D)


@derivation(
    label="D7b",
    slug="likelihood-limit",
    title="The log-likelihood, scaled",
    summary="Times $-2\\sigma^2$ the log-likelihood is the soft objective plus a term that does "
    "not depend on the centres. So maximising the likelihood over the centres is "
    "minimising $F_\\sigma$, and in the limit it is minimising the k-means objective.",
)
def likelihood_limit(d: Derivation) -> None:
    """-2 s^2 ell = N D s^2 log(2 pi s^2) + F, and it tends to the distortion."""
    g = hardening(d, normalised=True)
    n, k, s, N, size = g.m.n, g.m.k, g.s, g.m.N, g.m.D
    W, rho = g.W, g.rho
    both = totals(d, g)
    F, D = both.soft, both.hard
    lowest = least_weight(d, g.m, g.pi)
    density = (2 * sp.pi * s**2) ** (-size / 2) * sp.exp(-g.d[n, k] / (2 * s**2))
    ell = d.define(
        "ell", (), total(sp.log(total(g.pi[k] * density, k)), n), tex=r"\ell", note="log-likelihood"
    )
    constant = N * size * s**2 * sp.log(2 * sp.pi * s**2)
    scaled = -2 * s**2 * ell
    uniform = constant + D + 2 * N * s**2 * sp.log(1 / lowest)
    same = d.show(
        equal(scaled, constant + F),
        "The factor in front of the bell curves comes out of the logarithm, the same for every "
        "point and every component.",
        LogLaws("ell", "F"),
    )
    with d.details():
        low = d.have(at_most(D, F), "D7.", Cite("soft-objective", 1))
    d.show(
        at_most(constant + D, scaled),
        "The soft objective is never below the k-means objective (D7).",
        combine(low, (same, -1)),
    )
    with d.details():
        high = d.have(
            at_most(F, D + 2 * N * s**2 * sp.log(1 / lowest)), "D7.", Cite("soft-objective", 3)
        )
    d.show(
        at_most(scaled, uniform),
        "Nor is it far above (D7), and the constant is the same.",
        combine(high, same),
    )
    exact = D + total(2 * s**2 * sp.log(1 / W[n]), n) - total(2 * s**2 * sp.log(1 + rho[n]), n)
    with d.details():
        form = d.have(equal(F, exact), "D7.", Cite("soft-objective", 0))
    with d.calc(
        scaled,
        "Put in the exact form of $F_\\sigma$ (D7). The constant vanishes, as "
        "$\\sigma^2\\log\\sigma^2 \\to 0$; all other logarithms stay bounded.",
    ) as line:
        line.eq(constant + F, "They differ by a constant.", Rewrite(same))
        line.eq(constant + exact, "Put in the exact form of the soft objective.", Rewrite(form))
        line.tends(D, s, "Logs stay bounded.", LimitLaws("rho"), goal=True)
    d.pitfall(
        "The log-likelihood itself tends to $-\\infty$ (or to $+\\infty$, if every point is a "
        "centre). Only with the factor $2\\sigma^2$ is there a limit, and it needs $\\sigma^2 "
        "\\log \\sigma^2 \\to 0$."
    )
    d.refer("Broderick, Kulis and Jordan, MAD-Bayes, arXiv:1212.2126")
    compare(d, log_likelihood, ell)


@derivation(
    label="D8",
    slug="best-centres",
    title="Best for EM is nearly best for k-means",
    summary="If centres $\\boldsymbol{\\mu}$ are not worse than $\\boldsymbol{\\nu}$ for the soft "
    "objective, their k-means objective is worse by $2N\\sigma^2\\log(1/\\pi_{\\min})$ at "
    "most. With $\\boldsymbol{\\mu}$ best for EM and $\\boldsymbol{\\nu}$ best for "
    "k-means this bounds what EM loses; it vanishes with $\\sigma$.",
)
def best_centres(d: Derivation) -> None:
    """F(mu) <= F(nu) implies D(mu) <= D(nu) + 2 N s^2 log(1 / pi_min)."""
    m, pi, s, nu, lowest = two_mixtures(d)
    soft, soft_nu = soft_objective(d, m, pi, s, m.mu), soft_objective(d, m, pi, s, nu)
    hard, hard_nu = distortion(d, m, m.mu), distortion(d, m, nu)
    better = d.assume("better_for_em", at_most(soft, soft_nu))
    slack = 2 * m.N * s**2 * sp.log(1 / lowest)
    with d.details():
        low = d.have(at_most(hard, soft), "D7.", Cite("soft-objective", 1))
        high = d.have(
            at_most(soft_nu, hard_nu + slack),
            "D7, for any centres.",
            Cite("soft-objective", 3, mu=(m.k, m.e, nu[m.k, m.e])),
        )
    with d.calc(hard) as line:
        line.le(
            soft, "At the first centres the k-means objective is below the soft one.", combine(low)
        )
        line.le(
            soft_nu,
            "By hypothesis the soft one is not above its value at the other centres.",
            combine(better),
        )
        line.le(
            hard_nu + slack,
            "There it is little more than the k-means objective.",
            combine(high),
            goal=True,
        )
    d.pitfall(
        "Nearly best, not best: at positive width the centres that maximise the likelihood need "
        "not minimise $\\mathcal{D}$. That there are best centres, and that limits of them are "
        "best for k-means, follows from this bound but is not shown here."
    )


@derivation(
    label="D8b",
    slug="best-likelihood",
    title="Best for k-means is nearly best for EM",
    summary="If $\\boldsymbol{\\nu}$ is not worse than $\\boldsymbol{\\mu}$ for k-means, its "
    "log-likelihood is lower by $N\\log(1/\\pi_{\\min})$ at most, at any width. With "
    "equal weights this is $\\log K$ for each point.",
)
def best_likelihood(d: Derivation) -> None:
    """D(nu) <= D(mu) implies ell(mu) - N log(1 / pi_min) <= ell(nu)."""
    m, pi, s, nu, lowest = two_mixtures(d)
    hard, hard_nu = distortion(d, m, m.mu), distortion(d, m, nu)
    ell, ell_nu = likelihood(d, m, pi, s, m.mu), likelihood(d, m, pi, s, nu)
    better = d.assume("better_for_k_means", at_most(hard_nu, hard))
    loss = m.N * sp.log(1 / lowest)
    constant = m.N * m.D * s**2 * sp.log(2 * sp.pi * s**2)
    slack = 2 * s**2 * loss
    there = (("mu", (m.k, m.e), nu[m.k, m.e]),)
    with d.details():
        low = d.have(at_most(constant + hard, -2 * s**2 * ell), "D7b.", Cite("likelihood-limit", 1))
        high = d.have(
            at_most(-2 * s**2 * ell_nu, constant + hard_nu + slack),
            "D7b, from below.",
            Cite("likelihood-limit", 2, families=there),
        )
    d.show(
        at_most(ell - loss, ell_nu),
        "The likelihood of any centres is known up to the slack from their k-means objective "
        "(D7b). Add the two bounds and the hypothesis, and divide by $2\\sigma^2$.",
        combine(*((ref, 1 / (2 * s**2)) for ref in (low, high, better))),
    )


@derivation(
    label="D9",
    slug="expected-limit",
    title="The expected complete log-likelihood",
    summary="Times $\\sigma^2$ the function that the M-step maximises tends to minus half the "
    "squared distances, counted with hard responsibilities: minus half the k-means "
    "objective.",
)
def expected_limit(d: Derivation) -> None:
    """s^2 Q tends to -1/2 sum t_nk d_nk, which is -1/2 of the distortion."""
    g = hardening(d)
    n, k, s, size = g.m.n, g.m.k, g.s, g.m.D
    r, t, dist, least = g.r, g.t, g.d, g.least
    logs = sp.log(g.pi[k]) - size / 2 * sp.log(2 * sp.pi * s**2) - dist[n, k] / (2 * s**2)
    Q = d.define("Q", (), total(r[n, k] * logs, k, n), note="expected complete log-likelihood")
    D = d.define(
        "distortion", (), total(least[n], n), tex=r"\mathcal{D}", note="the k-means objective"
    )
    hard = -total(t[n, k] * dist[n, k], k, n) / 2
    with d.details():
        each = d.have(tends_to(r[n, k], s, t[n, k]), "D1.", Cite("hard-responsibilities", 1))
    scaled = s**2 * sp.log(g.pi[k]) - size / 2 * s**2 * sp.log(2 * sp.pi * s**2) - dist[n, k] / 2
    with d.calc(
        s**2 * Q,
        "Take $\\sigma^2$ under the sum: it cancels the one below the distances. The terms with "
        "$\\sigma^2$ and $\\sigma^2\\log\\sigma^2$ vanish, and the responsibilities harden (D1).",
    ) as line:
        line.eq(total(r[n, k] * scaled, k, n), "Take $\\sigma^2$ under the sum.", Unfold("Q"))
        line.tends(hard, s, "The distances stay.", LimitLaws(each), goal=True)
    with d.details():
        with d.when("farther", differs(dist[n, k], least[n])):
            zero = d.have(
                equal(t[n, k] * dist[n, k], t[n, k] * least[n]),
                "Its share is zero.",
                KnownIndicators("t", "h"),
            )
        with d.when("nearest", equal(dist[n, k], least[n])) as nearest:
            same = d.have(
                equal(t[n, k] * dist[n, k], t[n, k] * least[n]),
                "It is the least.",
                Rewrite(nearest),
            )
        least_only = d.have(
            equal(t[n, k] * dist[n, k], t[n, k] * least[n]), "In both cases.", Cases(same, zero)
        )
        one = d.have(equal(total(t[n, k], k), 1), "$W_n$ is their sum.", Unfold("t", "W"))
    with d.calc(
        hard,
        "Hard responsibilities see the least distance only, and they sum to one: so it counts "
        "once for each point.",
    ) as line:
        line.eq(-total(t[n, k] * least[n], k, n) / 2, "Only the least.", Rewrite(least_only))
        line.eq(-total(least[n], n) / 2, "They sum to one.", Rewrite(one))
        line.eq(-D / 2, "The least distances add up.", Unfold("distortion"), goal=True)
    d.pitfall(
        "Bishop's formula (9.43) states this limit without the factor $\\sigma^2$. But $Q$ itself "
        "has no finite limit in general."
    )
    d.refer("Bishop, PRML, section 9.3.2", "stats.stackexchange.com/questions/364464")
    compare(
        d,
        expected_complete_log_likelihood,
        Q,
        lambda p: expected_complete_log_likelihood(
            p.x, responsibilities(p.x, p.means, p.weights, p.sigma2), p.means, p.weights, p.sigma2
        ),
    )
