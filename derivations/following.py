"""Many steps: how EM follows k-means, and where both come to rest.

Main results:
    * D10 ``step-forgets``: wherever EM stands, its next means are nearly those of the clusters.
    * D10b ``near-stays-near``: centres near those of k-means give the same labels.
    * D11 ``fixed-points-near``: where EM rests is exponentially near to the means of clusters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from hardlimit.numeric import (
    Problem,
    gap_change_bound,
    rest_error_bound,
    step_error_bound,
)
from hardlimit.proofs.author import (
    AbsoluteBound,
    ByHypothesis,
    Chapter,
    Cite,
    Derivation,
    Index,
    at_most,
    combine,
    delta,
    derivation,
    differs,
    less,
    total,
)

from .crosschecks import compare
from .exact_values import border_gap, fractions, spread
from .hardening import Hardening, hardening, least_weight
from .notation import mixture
from .update import Means, means

CHAPTER = Chapter(
    "following",
    "Step by step with k-means",
    "One step of EM tends to one step of k-means. Do many? And does EM come to rest where k-means "
    "does? What is needed is that errors do not add up, and they do not: *a step forgets where the "
    "centres were*, but for the labels. As long as no point is near a border, the next means of EM "
    "are those of the clusters, up to an error that vanishes exponentially, whatever error the "
    "centres had before (D10). And centres that are near enough to those of k-means give the same "
    "labels (D10b). So the steps can be joined, one after the other, as many as one likes; and "
    "where EM rests, it rests exponentially near to the means of clusters (D11). The joining "
    "itself, for symbolic many steps, and that there *is* exactly one place where EM rests near "
    "each one of k-means, need induction and the fixed point theorem of Banach, which these "
    "derivations do not have: both are proved in Coq alone (D10, D11).",
)


def _away(d: Derivation) -> tuple[Hardening, Means, Any, Any]:
    """A mixture with no point near a border; its means, c, and the spread of the data."""
    g = hardening(d, normalised=True)
    n, k, f, x = g.m.n, g.m.k, g.m.f, g.m.x
    i = d.index("i", g.m.N)
    gap = d.symbol("delta", "positive", note="gap of all points to the borders")
    apart = at_most(gap, g.d[n, k] - g.least[n])
    d.assume("apart", apart, forall=(n, k), given=differs(g.d[n, k], g.least[n]))
    mean = means(d, g)
    R = d.family("R", g.m.D, sign="nonnegative", note="spread of the data in each coordinate")
    d.assume("spread", at_most(x[n, f] - x[i, f], R[f]), forall=(n, i, f))
    d.assume("not_empty", less(0, mean.T[k]), forall=k)
    return g, mean, sp.exp(-gap / (2 * g.s**2)) / least_weight(d, g.m, g.pi), R


def _rows(problem: Problem) -> Any:
    """The points, of many some forty: the spread speaks of all pairs of them."""
    return problem.x[:: 1 + len(problem.x) // 40]


def _compare(d: Derivation, function: Callable[..., Any], bound: Any, k: Index, f: Index) -> None:
    """Cross-check a bound on the means."""
    compare(
        d,
        function,
        bound,
        lambda p: function(_rows(p), p.means, p.weights, p.sigma2),
        axes=(k, f),
        x=lambda p: _rows(p),
        delta=lambda p: border_gap(_rows(p), p.means, p.sigma),
        R=lambda p: spread(_rows(p)),
    )


@derivation(
    label="D10",
    slug="step-forgets",
    title="A step forgets where the centres were",
    summary="Let EM stand anywhere, with no point nearer to a border than $\\delta$, and let $c$ "
    "be $e^{-\\delta/2\\sigma^2}/\\pi_{\\min}$. Its next means differ from those of the clusters "
    "by at most $2NcR_f/N_k$, and $N_k \\ge \\bar{N}_k - 2Nc$. Both depend on the old centres by "
    "their labels only.",
)
def step_forgets(d: Derivation) -> None:
    """N_k |mu' - xbar| <= 2 N R c and N_hard - 2 N c <= N_k, with c = e^(-delta/2s^2) / pi_min."""
    g, mean, small, R = _away(d)
    n, k, j, f, N = g.m.n, g.m.k, g.m.j, g.m.f, g.m.N

    def change(i: Any) -> Any:
        return sp.Abs(g.r[n, i] - g.t[n, i])

    with d.details():
        error = d.have(at_most(g.error(n), small), "The error (D3).", Cite("uniform-hardening", 0))
        others = total((1 - delta(k, j)) * change(k), k)
        one = d.have(at_most(change(j), 2 * small), "A share.", combine((error, 2), gap=others))
        each = one.at({j: k})
        soft, hard = mean.soft[k, f], mean.hard[k, f]
        far = d.have(
            at_most(sp.Abs(soft - hard), R[f] * total(change(k), n) / mean.N[k]),
            "As known (D4c).",
            Cite("mean-error"),
        )
    d.show(
        at_most(sp.Abs(soft - hard), 2 * N * R[f] * small / mean.N[k]),
        "No share of a point is off by more than $2c$ (D3), so no mean by more than this (D4c).",
        combine(far, (each, R[f] / mean.N[k], (n,))),
    )
    lost = change(k) + g.r[n, k] - g.t[n, k]
    d.show(
        at_most(mean.T[k] - 2 * N * small, mean.N[k]),
        "Nor does a cluster lose more than $2c$ of each point: it does not become empty.",
        combine((each, 1, (n,)), "N_soft", "N_hard", gap=total(lost, n)),
    )
    d.pitfall(
        "“Errors add up over the steps” is what one fears, and would be so for a slow method. Here "
        "a step takes labels and data, and nothing else of the centres."
    )
    bound = 2 * N * R[f] * small / mean.N[k]
    _compare(d, step_error_bound, bound, k, f)


@derivation(
    label="D10b",
    slug="near-stays-near",
    title="Centres that are near give the same labels",
    summary="Let the centres $\\boldsymbol{\\nu}$ of EM differ from the centres "
    "$\\boldsymbol{\\mu}$ of k-means by at most $\\rho$ in each coordinate, and let no point be "
    "farther than $B$ from a centre there. Then a gap shrinks by at most $2D(\\rho^2 + 2\\rho B)$. "
    "So for small $\\rho$ half of each gap is left, D10 holds at $\\boldsymbol{\\nu}$ with the "
    "labels of $\\boldsymbol{\\mu}$, and for small $\\sigma$ the next centres of both differ by at "
    "most $\\rho$ again.",
)
def near_stays_near(d: Derivation) -> None:
    """d_nk(nu) - d_nb(nu) >= d_nk(mu) - d_nb(mu) - 2 D (rho^2 + 2 rho B) if |nu - mu| <= rho."""
    m = mixture(d)
    n, k, e, x, mu = m.n, m.k, m.e, m.x, m.mu
    b = d.index("b", m.K)
    nu = d.family("nu", m.K, m.D, vector=True, note="centres of EM")
    rho = d.symbol("rho", "nonnegative", note="how far they are at most, in each coordinate")
    B = d.symbol("B", "nonnegative", note="how far a point is at most, in each coordinate")
    move, off = nu[k, e] - mu[k, e], x[n, e] - mu[k, e]
    right = d.assume("near_above", at_most(move, rho), forall=(k, e))
    left = d.assume("near_below", at_most(-move, rho), forall=(k, e))
    d.assume("in_reach_above", at_most(off, B), forall=(n, k, e))
    below = d.assume("in_reach_below", at_most(-off, B), forall=(n, k, e))

    def to(centre: Any, i: Any) -> Any:
        return total((x[n, e] - centre[i, e]) ** 2, e)

    change = m.D * (rho**2 + 2 * rho * B)
    farther = d.have(
        at_most(to(nu, k) - to(mu, k), change),
        "In each coordinate a square changes by the square of the move, and twice the move times "
        "the distance.",
        combine(
            (right, rho + move, (e,)),
            (right, B - off, (e,)),
            (below, rho + move, (e,)),
        ),
    )
    nearer = d.have(
        at_most(to(mu, k) - to(nu, k), change),
        "The same the other way round.",
        combine(
            (left, B - off, (e,)),
            (right, B + off, (e,)),
            gap=total(rho**2 + move**2, e),
        ),
    )
    d.show(
        at_most(to(mu, k) - to(mu, b) - 2 * change, to(nu, k) - to(nu, b)),
        "A gap is the difference of two squared distances.",
        combine(nearer, farther.at({k: b})),
    )
    d.pitfall(
        "How small $\\rho$ must be depends on the point that is nearest to a border. In a sample "
        "there is one; for all points of space there is none (D3b)."
    )
    compare(
        d,
        gap_change_bound,
        2 * change,
        lambda p: gap_change_bound(p.x, p.means, _near(p)),
        axes=(),
        nu=_near,
        rho=lambda p: abs(fractions(_near(p)) - fractions(p.means)).max(),
        B=lambda p: abs(fractions(p.x)[:, None] - fractions(p.means)).max(),
    )


def _near(problem: Problem) -> Any:
    """Other centres, not far: each is moved by a part of its way to the next one."""
    return problem.means + (np.roll(problem.means, 1, axis=0) - problem.means) / 64


@derivation(
    label="D11",
    slug="fixed-points-near",
    title="Where EM rests",
    summary="With no point nearer to a border than $\\delta$, the centres of EM differ from the "
    "means of their clusters by at most what a step still moves them, and $2NcR_f/N_k$ as in D10. "
    "So where EM rests, with no move, its centres are the means of their clusters but for an "
    "exponentially small error.",
)
def fixed_points_near(d: Derivation) -> None:
    """|mu_kf - xbar_kf| <= |mu_kf - mu'_kf| + 2 N R_f c / N_k."""
    g, mean, small, R = _away(d)
    k, f, N = g.m.k, g.m.f, g.m.N
    move, error = g.m.mu[k, f] - mean.soft[k, f], mean.soft[k, f] - mean.hard[k, f]
    away = g.m.mu[k, f] - mean.hard[k, f]
    bound = sp.Abs(move) + 2 * N * R[f] * small / mean.N[k]
    near = d.have(
        at_most(sp.Abs(error), 2 * N * R[f] * small / mean.N[k]),
        "The next means are near those of the clusters (D10).",
        Cite("step-forgets", 0),
    )
    sides = []
    with d.details():
        for sign, side in ((1, "On one side."), (-1, "On the other.")):
            parts = [
                d.have(at_most(sign * part, sp.Abs(part)), "A size.", ByHypothesis())
                for part in (move, error)
            ]
            sides.append(d.have(at_most(sign * away, bound), side, combine(near, *parts)))
    d.show(
        at_most(sp.Abs(away), bound),
        "To get from a centre to the mean of its cluster, go by way of its next place.",
        AbsoluteBound(sides[0], sides[1]),
    )
    d.pitfall(
        "Not every place where EM rests is like this: with all centres on the grand mean it rests, "
        "too, and every point is on a border."
    )
    _compare(d, rest_error_bound, bound, k, f)
