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
    with d.details():
        with d.when("nearest", equal(g.d[n, k], g.least[n])) as nearest:
            is_one = d.have(equal(h[n, k], 1), "It is one.", KnownIndicators("h"))
            less_than_hard = d.have(
                equal(r[n, k], t[n, k] - lost),
                "$e^0 = 1$.",
                Rewrite(soft, nearest, is_one, "t"),
            )
            d.have(at_most(r[n, k], t[n, k]), "It is less.", combine(less_than_hard, gap=lost))
            with d.calc(moved) as if_near:
                if_near.eq(t[n, k] - r[n, k], "So the absolute value is the loss.", AbsoluteValue())
                if_near.eq(lost, "How much that is we have just seen.", Rewrite(less_than_hard))
                if_near.eq(change, "The other term is zero.", Rewrite(is_one))
        with d.when("farther", differs(g.d[n, k], g.least[n])):
            is_zero = d.have(equal(h[n, k], 0), "It is zero.", KnownIndicators("h"))
            nothing = d.have(equal(t[n, k], 0), "It is zero.", Rewrite(is_zero, "t"))
            with d.calc(moved) as if_far:
                if_far.eq(sp.Abs(r[n, k]), "So all that it holds now is change.", Rewrite(nothing))
                if_far.eq(r[n, k], "It is positive.", AbsoluteValue())
                if_far.eq(change, "One term is left.", Rewrite(is_zero, nothing))
        return d.have(equal(moved, change), "In both cases.", Cases(if_near.shown, if_far.shown))


def share_of_next(d: Derivation, g: Hardening, b: Any, zero: Ref, low: sp.Expr) -> Ref:
    """pi_b exp(-Delta_n / 2 sigma^2) <= r_nb <= rho_n / (1 + rho_n)."""
    n, k, j, pi, h, r = g.m.n, g.m.k, g.m.j, g.pi, g.h, g.r
    mass = total(pi[j] * g.falling(n, j), j)
    with d.details():
        d.have(
            equal(r[n, k], pi[k] * g.falling(n, k) / total(pi[j] * g.falling(n, j), j)),
            "Divided by the largest (D1).",
            Cite("hard-responsibilities", 0),
        )
        each = d.have(at_most(g.falling(n, j), 1), "No exponent is positive.", Monotone())
        with d.calc(mass) as line:
            line.le(total(pi[j], j), "Add up.", termwise(each, j, factor=pi[j]))
            line.eq(1, "The weights sum to one.", Rewrite(g.one))
    with d.calc(
        low,
        "Divided by the largest exponential, the sum over the centres is at most one, so the next "
        "centre alone holds this much. It is one of the centres that are not nearest, and what "
        "these hold is the error (D1b).",
    ) as line:
        line.le(r[n, b], "The denominator is small.", Gap(low * (1 - mass) / mass, "r", "Delta"))
        line.eq((1 - h[n, b]) * r[n, b], "It is not nearest.", Rewrite(zero))
        line.le(
            total((1 - h[n, k]) * r[n, k], k),
            "One of several.",
            Gap(total((1 - delta(k, b)) * (1 - h[n, k]) * r[n, k], k)),
        )
        line.eq(g.rho[n] / (1 + g.rho[n]), "The error (D1b).", Cite("hardening-error", 1))
    return line.shown


def share_of_others(d: Derivation, g: Hardening, b: Any, zero: Ref, small: sp.Expr) -> Ref:
    """rho_n / (1 + rho_n) <= ((1 - W_n) / W_n) exp(-Delta_n / 2 sigma^2), with 1 - W_n > 0."""
    n, k, pi, h, W, rho = g.m.n, g.m.k, g.pi, g.h, g.W, g.rho
    with d.details():
        rest = d.have(
            equal(1 - W[n], total(pi[k] * (1 - h[n, k]), k)),
            "The others weigh the rest.",
            Rewrite(g.one, "W"),
        )
        d.have(
            less(0, 1 - W[n]),
            "The next centre is among them.",
            combine(
                (rest, -1),
                (zero, pi[b]),
                gap=pi[b] + total((1 - delta(k, b)) * pi[k] * (1 - h[n, k]), k),
            ),
        )
        bound = d.have(
            at_most(rho[n], (1 - W[n]) / W[n] * small),
            "The bound of D1c, with the gap of the next centre.",
            Cite("hardening-rate", Delta=(n, g.d[n, b] - g.least[n])),
        )
        with d.calc(rho[n] / (1 + rho[n])) as line:
            line.le(rho[n], "The error is below $\\rho_n$.", Gap(rho[n] ** 2 / (1 + rho[n])))
            line.le((1 - W[n]) / W[n] * small, "So for the error.", combine(bound))
    return line.shown


def weight_of_nearest(d: Derivation, g: Hardening, lowest: Any) -> Ref:
    """log(1 / W_n) <= log(1 / pi_min): some centre is nearest, and it weighs pi_min at least."""
    turned = least_of_nearest(d, g, lowest)
    logs = at_most(sp.log(1 / g.W[g.m.n]), sp.log(1 / lowest))
    with d.details():
        return d.have(logs, "The logarithm grows.", Monotone(turned))


def least_of_nearest(d: Derivation, g: Hardening, lowest: Any) -> Ref:
    """1 / W_n <= 1 / pi_min."""
    n, k, j = g.m.n, g.m.k, g.m.j
    W, pi = g.W, g.pi
    with d.details():
        least = d.have(at_most(lowest, pi[k]), "No weight is below the least.", ByHypothesis())
        with d.when("nearest", equal(g.d[n, k], g.least[n])):
            is_one = d.have(equal(g.h[n, k], 1), "Take a nearest centre.", KnownIndicators("h"))
            others = total((1 - delta(j, k)) * pi[j] * g.h[n, j], j)
            there = d.have(
                at_most(lowest, W[n]),
                "Its weight counts in $W_n$.",
                combine(least, (is_one, -pi[k]), "W", gap=others),
            )
        d.have(at_most(lowest, W[n]), "Some centre is nearest.", AtMinimum(there))
        return d.have(
            at_most(1 / W[n], 1 / lowest),
            "Reciprocals turn the order.",
            Gap((W[n] - lowest) / (lowest * W[n])),
        )
