"""Whether a step of k-means can lower the likelihood of the mixture: it can.

Main results:
    * G6 ``likelihood-cannot-fall``: not if it lowers the loss by enough.
    * G6b ``lloyd-lowers-likelihood``: two points, where it does.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.numeric import Problem, log_likelihood
from hardlimit.proofs.author import (
    Chapter,
    Cite,
    Derivation,
    Gap,
    LogBound,
    Monotone,
    at_most,
    combine,
    derivation,
    less,
)

from .crosschecks import compare
from .hardening import distortion, likelihood, two_mixtures
from .notation import width

CHAPTER = Chapter(
    "falling",
    "k-means may lower the likelihood",
    "A step of k-means never raises its own loss (G1), and it never lowers the bound that EM with "
    "labels climbs (G4). Does it never lower the *likelihood* either? It does: k-means pulls the "
    "centres apart, and a mixture whose bells are wide wants them close. But what it can lose is "
    "limited, by $\\log K$ for each point if the weights are equal. So a step that lowers the loss "
    "by more than $2\\sigma^2 N \\log K$ cannot lower the likelihood, and for a narrow mixture "
    "this is almost every step.",
)


@derivation(
    label="G6",
    slug="likelihood-cannot-fall",
    title="When a step cannot lower the likelihood",
    summary="Compare any two sets of centres. The log-likelihood of the second is at least that of "
    "the first, plus what the k-means objective falls over $2\\sigma^2$, less "
    "$N\\log(1/\\pi_{\\min})$. So a fall of the objective by $2\\sigma^2 N\\log(1/\\pi_{\\min})$ "
    "is enough.",
)
def likelihood_cannot_fall(d: Derivation) -> None:
    """ell(mu) + (D(mu) - D(nu)) / 2 s^2 - N log(1 / pi_min) <= ell(nu)."""
    m, pi, s, nu, lowest = two_mixtures(d)
    hard, hard_nu = distortion(d, m, m.mu), distortion(d, m, nu)
    ell, ell_nu = likelihood(d, m, pi, s, m.mu), likelihood(d, m, pi, s, nu)
    loss = m.N * sp.log(1 / lowest)
    lead = m.N * m.D * s**2 * sp.log(2 * sp.pi * s**2)
    low = d.have(
        at_most(lead + hard, -2 * s**2 * ell),
        "The first likelihood is not above what the distances allow (D7b).",
        Cite("likelihood-limit", 1),
    )
    high = d.have(
        at_most(-2 * s**2 * ell_nu, lead + hard_nu + 2 * s**2 * loss),
        "The second is not below it by more than the slack (D7b).",
        Cite("likelihood-limit", 2, mu=(m.k, m.e, nu[m.k, m.e])),
    )
    d.show(
        at_most(ell + (hard - hard_nu) / (2 * s**2) - loss, ell_nu),
        "Add the two and divide by $2\\sigma^2$. If the objective falls by at least "
        "$2\\sigma^2 N\\log(1/\\pi_{\\min})$, nothing is lost.",
        combine((low, 1 / (2 * s**2)), (high, 1 / (2 * s**2))),
    )
    d.pitfall(
        "“k-means is hard EM, so it climbs the likelihood”: it climbs a *bound* of it (G5). The "
        "likelihood itself may fall (G6b)."
    )
    compare(
        d,
        log_likelihood,
        ell_nu,
        lambda p: log_likelihood(p.x, p.means, p.weights, p.sigma2),
        axes=(),
        nu=lambda p: p.means,
    )


@derivation(
    label="G6b",
    slug="lloyd-lowers-likelihood",
    title="Two points where it does",
    summary="Data $-a$ and $a$, centres $-c$ and $c$, equal weights. One step of k-means puts the "
    "centres on the points, and its loss falls to zero. If $\\sigma$ is large against $a$ and $c$ "
    "small, as in $a = 1$, $c = \\tfrac12$, $\\sigma = 2$, the log-likelihood falls, too.",
)
def lloyd_lowers_likelihood(d: Derivation) -> None:
    """ell(a, -a) < ell(c, -c) if (a^2 + c^2) (s^2 + 2 a^2) < 2 a^2 s^2."""
    a = d.symbol("a", "positive", note="the data are $-a$ and $a$")
    c = d.symbol("c", "positive", note="the centres are $-c$ and $c$")
    s = width(d)
    d.assume("wide", less((a**2 + c**2) * (s**2 + 2 * a**2), 2 * a**2 * s**2))

    def bell(point: Any, centre: Any) -> Any:
        peak = (2 * sp.pi * s**2) ** sp.Rational(-1, 2)
        return peak * sp.exp(-((point - centre) ** 2) / (2 * s**2))

    def likelihood_at(u: Any) -> Any:
        return sum(sp.log((bell(point, u) + bell(point, -u)) / 2) for point in (a, -a))

    before = d.define("ell", (), likelihood_at(c), tex=r"\ell", note="log-likelihood before")
    after = d.define("ell_new", (), likelihood_at(a), tex=r"\ell'", note="log-likelihood after")
    z = 2 * a**2 / s**2
    b = d.define("b", (), sp.log(1 + z), note="a logarithm")
    front = -sp.log(2 * sp.pi * s**2)
    u, v = (sp.exp(-((a - e) ** 2) / (2 * s**2)) for e in (c, -c))
    d.show(
        less((a - c) ** 2, (a + c) ** 2),
        "Each point is nearer to the centre on its own side, so this is the step of k-means.",
        Gap(4 * a * c),
    )
    with d.details():
        parts = [
            d.have(at_most(sp.log(w), w - 1), "The tangent of log.", LogBound())
            for w in (2 * u / (u + v), 2 * v / (u + v), (1 + sp.exp(-z)) / 2, 1 + z)
        ]
        turned = d.have(at_most(-z, -b), "The other way round.", combine(parts[3], "b"))
        down = d.have(at_most(sp.exp(-z), sp.exp(-b)), "The exponential.", Monotone(turned))
    kept = d.have(
        at_most(front - (a**2 + c**2) / s**2, before),
        "Before: the log of a mean is at least the mean of the logs, which is this.",
        combine(parts[0], parts[1], "ell", logs=True),
    )
    lost = d.have(
        at_most(after, front - 2 * a**2 / (s**2 + 2 * a**2)),
        "After: each point has one centre on itself and one far away. With $\\log t \\le t - 1$ "
        "and $e^{-z} \\le 1/(1+z)$, for $z = 2a^2/\\sigma^2$, its logarithm is at most this.",
        combine((parts[2], 2), down, "ell_new", "b", logs=True),
    )
    rest = 2 * a**2 * s**2 - (a**2 + c**2) * (s**2 + 2 * a**2)
    with d.calc(after) as line:
        line.le(front - 2 * a**2 / (s**2 + 2 * a**2), "The bound from above.", combine(lost))
        line.lt(
            front - (a**2 + c**2) / s**2,
            "By hypothesis it lies below the bound from below.",
            Gap(rest / (s**2 * (s**2 + 2 * a**2))),
        )
        line.le(before, "So the likelihood has fallen.", combine(kept), goal=True)
    d.pitfall(
        "To run k-means first “because it cannot hurt” and to start EM from its centres is a good "
        "habit for narrow clusters. For wide ones the first step of EM takes back what k-means did."
    )
    compare(
        d,
        log_likelihood,
        before,
        lambda p: log_likelihood([[-1.0], [1.0]], [[-_near(p)], [_near(p)]], [0.5, 0.5], 4.0),
        axes=(),
        a=lambda p: 1.0,
        c=_near,
        sigma=lambda p: 2.0,
    )


def _near(problem: Problem) -> float:
    """A centre between 0 and 1/2."""
    return (1 + len(problem.x) % 8) / 16
