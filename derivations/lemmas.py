"""Longer parts of the derivations on the limit, each a few steps about one quantity.

They write steps into the derivation that they are given and return the last of them.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteValue,
    AtMinimum,
    ByHypothesis,
    Cases,
    Cite,
    Derivation,
    Gap,
    KnownIndicators,
    Monotone,
    Ref,
    Rewrite,
    UseTotal,
    at_most,
    combine,
    delta,
    differs,
    equal,
    less,
    termwise,
    total,
)

from .hardening import Hardening


def change_of_shares(d: Derivation, g: Hardening, soft: Ref, change: sp.Expr) -> Ref:
    """|r_nk - t_nk| = t_nk rho_n / (1 + rho_n) + (1 - h_nk) r_nk, by cases."""
    n, k = g.m.n, g.m.k
    h, r, t, rho = g.h, g.r, g.t, g.rho
    lost = t[n, k] * rho[n] / (1 + rho[n])
    moved = sp.Abs(r[n, k] - t[n, k])
    near = d.case("nearest", equal(g.d[n, k], g.least[n]))
    is_one = d.have(
        equal(h[n, k], 1),
        KnownIndicators(("h",)),
        "First case: centre $k$ is nearest to $\\mathbf{x}_n$, so its indicator is one.",
        under=near,
    )
    less_than_hard = d.have(
        equal(r[n, k], t[n, k] - lost),
        Rewrite((soft, Ref("nearest"), is_one), names=("t",)),
        "Its exponential is $e^0 = 1$, so $r_{nk} = t_{nk}/(1 + \\rho_n)$.",
        under=near,
    )
    d.have(
        at_most(r[n, k], t[n, k]),
        combine(less_than_hard, gap=lost),
        "A nearest centre holds less than in the limit.",
        under=near,
    )
    line = d.calc(moved, under=near)
    line.eq(t[n, k] - r[n, k], AbsoluteValue(), "So the absolute value is the loss.")
    line.eq(lost, Rewrite((less_than_hard,)), "How much that is we have just seen.")
    line.eq(
        change,
        Rewrite((is_one,)),
        "Since $h_{nk} = 1$, the term with $1 - h_{nk}$ is zero and may be added.",
    )
    if_near = line.done()
    far = d.case("farther", differs(g.d[n, k], g.least[n]))
    is_zero = d.have(
        equal(h[n, k], 0),
        KnownIndicators(("h",)),
        "Second case: centre $k$ is not nearest, so its indicator is zero.",
        under=far,
    )
    nothing = d.have(
        equal(t[n, k], 0),
        Rewrite((is_zero,), names=("t",)),
        "Its indicator is zero, so it holds nothing in the limit.",
        under=far,
    )
    line = d.calc(moved, under=far)
    line.eq(sp.Abs(r[n, k]), Rewrite((nothing,)), "So all that it holds now is change.")
    line.eq(
        r[n, k],
        AbsoluteValue(),
        "Responsibilities are positive, so the absolute value does nothing.",
    )
    line.eq(
        change,
        Rewrite((is_zero, nothing)),
        "Since $h_{nk} = t_{nk} = 0$, only the term with $1 - h_{nk}$ is left there.",
    )
    if_far = line.done()
    return d.have(
        equal(moved, change),
        Cases((if_near, if_far)),
        "One formula serves both cases: what is lost where $k$ is nearest, what is held elsewhere.",
    )


def share_of_next(d: Derivation, g: Hardening, b: Any, zero: Ref, low: sp.Expr) -> Ref:
    """pi_b exp(-Delta_n / 2 sigma^2) <= r_nb <= rho_n / (1 + rho_n)."""
    n, k, j, pi, h, r = g.m.n, g.m.k, g.m.j, g.pi, g.h, g.r
    mass = total(pi[j] * g.falling(n, j), j)
    d.have(
        equal(r[n, k], pi[k] * g.falling(n, k) / total(pi[j] * g.falling(n, j), j)),
        Cite("hard-responsibilities", part=0),
        "The responsibilities, divided through by the largest exponential.",
    )
    each = d.have(
        at_most(g.falling(n, j), 1),
        Monotone(),
        "No exponential is above one then, since $d \\ge m$.",
    )
    line = d.calc(mass)
    line.le(
        total(pi[j], j),
        termwise(each, j, factor=pi[j]),
        "So the denominator is at most the sum of the weights.",
    )
    line.eq(1, UseTotal((g.one,)), "The weights sum to one.")
    line.done()
    line = d.calc(low)
    line.le(
        r[n, b],
        Gap(low * (1 - mass) / mass, names=("r", "Delta")),
        "Dividing by at most one can only increase the share of the next centre.",
    )
    line.eq(
        (1 - h[n, b]) * r[n, b], Rewrite((zero,)), "It is one of the centres that are not nearest."
    )
    line.le(
        total((1 - h[n, k]) * r[n, k], k),
        Gap(total((1 - delta(k, b)) * (1 - h[n, k]) * r[n, k], k)),
        "All of these together hold no less.",
    )
    line.eq(
        g.rho[n] / (1 + g.rho[n]),
        Cite("hardening-error", part=1),
        "What they hold together is exactly the error.",
    )
    return line.done()


def share_of_others(d: Derivation, g: Hardening, b: Any, zero: Ref, small: sp.Expr) -> Ref:
    """rho_n / (1 + rho_n) <= ((1 - W_n) / W_n) exp(-Delta_n / 2 sigma^2), with 1 - W_n > 0."""
    n, k, pi, h, W, rho = g.m.n, g.m.k, g.pi, g.h, g.W, g.rho
    rest = d.have(
        equal(1 - W[n], total(pi[k] * (1 - h[n, k]), k)),
        UseTotal((g.one,), names=("W",)),
        "From above: what the nearest centres do not weigh, the others weigh.",
    )
    d.have(
        less(0, 1 - W[n]),
        combine(
            (rest, -1),
            (zero, pi[b]),
            gap=pi[b] + total((1 - delta(k, b)) * pi[k] * (1 - h[n, k]), k),
        ),
        "That is not nothing, since the next centre is among them.",
    )
    bound = d.have(
        at_most(rho[n], (1 - W[n]) / W[n] * small),
        Cite("hardening-rate", families=(("Delta", (n,), g.d[n, b] - g.least[n]),)),
        "The bound is known, and its gap may be that of the next centre.",
    )
    line = d.calc(rho[n] / (1 + rho[n]))
    line.le(rho[n], Gap(rho[n] ** 2 / (1 + rho[n])), "The error is below $\\rho_n$.")
    line.le((1 - W[n]) / W[n] * small, combine(bound), "So the bound holds for the error, too.")
    return line.done()


def weight_of_nearest(d: Derivation, g: Hardening, lowest: Any) -> Ref:
    """log(1 / W_n) <= log(1 / pi_min): some centre is nearest, and it weighs pi_min at least."""
    n, k, j = g.m.n, g.m.k, g.m.j
    W, pi = g.W, g.pi
    smallest = d.have(
        at_most(lowest, pi[k]),
        ByHypothesis(),
        "For a bound without ties: no weight is below the least weight.",
    )
    near = d.case("nearest", equal(g.d[n, k], g.least[n]))
    is_one = d.have(
        equal(g.h[n, k], 1),
        KnownIndicators(("h",)),
        "Take any centre $k$ that is nearest to $\\mathbf{x}_n$.",
        under=near,
    )
    line = d.calc(lowest, under=near)
    line.le(pi[k], combine(smallest), "So its weight is at least that.")
    line.eq(pi[k] * g.h[n, k], Rewrite((is_one,)), "It is nearest, so its weight counts in $W_n$.")
    line.le(
        W[n],
        Gap(total((1 - delta(j, k)) * pi[j] * g.h[n, j], j), names=("W",)),
        "The other terms of $W_n$ are not negative.",
    )
    there = line.done()
    d.have(
        at_most(lowest, W[n]),
        AtMinimum(there),
        "Some centre is nearest, so this holds for every point.",
    )
    turned = d.have(
        at_most(1 / W[n], 1 / lowest),
        Gap((W[n] - lowest) / (lowest * W[n])),
        "Reciprocals of positive numbers compare the other way round.",
    )
    return d.have(
        at_most(sp.log(1 / W[n]), sp.log(1 / lowest)),
        Monotone(turned),
        "The logarithm increases.",
    )
