"""Algebra, Unfold, LogLaws: what they must refuse, and that they accept."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    LogLaws,
    Unfold,
    delta,
    differs,
    equal,
    indicator,
    less,
    minimum,
    product,
    total,
    xlogy,
)

from ..lab import accepted, barred, refused, wipe
from ..names import Names

DIFFER = "residue is not zero"


# -- Algebra ------------------------------------------------------------------------------------
def test_algebra_accepts(o: Names) -> None:
    o.d.have(
        equal(
            total((o.x[o.n] - o.y) ** 2, o.n),
            total(o.x[o.n] ** 2, o.n) - 2 * o.y * total(o.x[o.m], o.m) + o.N * o.y**2,
        ),
        Algebra(),
        "Expand.",
    )
    o.d.have(equal(total(o.p[o.k], o.k) ** 2, total(o.p[o.k] * o.p[o.j], o.k, o.j)), Algebra(), "x")
    o.d.have(equal(total(delta(o.k, o.j) * o.p[o.k], o.k), o.p[o.j]), Algebra(), "Collapse.")
    assert accepted(o.d).level == "derived"


FALSE_ALGEBRA: dict[str, Any] = {
    "sign": lambda o: (
        total((o.x[o.n] - o.y) ** 2, o.n),
        total(o.x[o.n] ** 2, o.n) + 2 * o.y * total(o.x[o.n], o.n) + o.N * o.y**2,
    ),
    "wrong size": lambda o: (total(o.y, o.n), o.K * o.y),
    "square of a sum is no sum of squares": lambda o: (
        total(o.p[o.k], o.k) ** 2,
        total(o.p[o.k] ** 2, o.k),
    ),
    "product of sums over one index": lambda o: (
        total(o.x[o.n], o.n) * total(o.w[o.n], o.n),
        total(o.x[o.n] * o.w[o.n], o.n),
    ),
    "transposed entry": lambda o: (
        total(o.b[o.k, o.j] * o.p[o.k], o.k, o.j),
        total(o.b[o.j, o.k] * o.p[o.k], o.k, o.j),
    ),
    "trace for a total": lambda o: (total(o.b[o.k, o.k], o.k), total(o.b[o.k, o.j], o.k, o.j)),
    "trace over row sums": lambda o: (
        total(o.b[o.k, o.k] / total(o.b[o.k, o.j], o.j), o.k),
        sp.Integer(1),
    ),
    "delta at another index": lambda o: (total(delta(o.k, o.j) * o.p[o.k], o.k), o.p[o.i]),
    "delta is not one": lambda o: (delta(o.k, o.j) * o.p[o.k], o.p[o.k]),
    "exponent of a sum": lambda o: (sp.exp(total(o.x[o.n], o.n)), total(sp.exp(o.x[o.n]), o.n)),
    "reciprocal of a sum": lambda o: (1 / total(o.p[o.k], o.k), total(1 / o.p[o.k], o.k)),
    "root of a sum": lambda o: (
        total(o.p[o.k] ** 2, o.k) ** sp.Rational(1, 2),
        total(o.p[o.k], o.k),
    ),
    "least of a sum": lambda o: (
        minimum(o.p[o.k] + o.r[o.n, o.k], o.k),
        minimum(o.p[o.k], o.k) + minimum(o.r[o.n, o.k], o.k),
    ),
    "least turned over": lambda o: (minimum(-o.p[o.k], o.k), -minimum(o.p[o.k], o.k)),
    "indicator of another equation": lambda o: (indicator(o.x[o.n], 0), indicator(o.x[o.n], 1)),
    "indicator of a product": lambda o: (
        indicator(o.x[o.n] * o.y, 0),
        indicator(o.x[o.n], o.y),
    ),
    "absolute value dropped": lambda o: (sp.Abs(o.x[o.n] - o.y), o.x[o.n] - o.y),
    "product of a sum": lambda o: (
        product(o.p[o.k] + o.s, o.k),
        product(o.p[o.k], o.k) + product(o.s, o.k),
    ),
    "convention for the wrong zero": lambda o: (xlogy(o.s, o.p[o.k]), xlogy(o.p[o.k], o.s)),
}


@pytest.mark.parametrize("name", FALSE_ALGEBRA)
def test_algebra_refuses_what_is_false(o: Names, name: str) -> None:
    lhs, rhs = FALSE_ALGEBRA[name](o)
    o.d.have(equal(lhs, rhs), Algebra(), "So it is said.")
    refused(o.d, DIFFER)


def test_algebra_refuses_the_laws_of_log(o: Names) -> None:
    o.d.have(equal(sp.log(o.s * o.p[o.k]), sp.log(o.s) + sp.log(o.p[o.k])), Algebra(), "x")
    refused(o.d, "the laws of log are needed", alone="accepts")


def test_algebra_refuses_to_stand_still(o: Names) -> None:
    o.d.have(equal(total(o.x[o.n], o.n), total(o.x[o.m], o.m)), Algebra(), "x")
    refused(o.d, "nothing is done here", alone="accepts")


def test_algebra_refuses_other_relations(o: Names) -> None:
    o.d.have(less(o.s, o.s + o.p[o.k]), Algebra(), "x")
    refused(o.d, "concludes Equal, not LessThan", alone="accepts")


# -- Unfold -------------------------------------------------------------------------------------
def test_unfold(o: Names) -> None:
    W = o.d.define("W", (), total(o.p[o.k], o.k))
    share = o.d.define("share", o.j, o.p[o.j] / W)
    o.d.have(equal(total(share[o.k], o.k), 1), Unfold(("W", "share")), "Shares sum to one.")
    accepted(o.d)


def test_unfold_refuses(o: Names) -> None:
    W = o.d.define("W", (), total(o.p[o.k], o.k))
    share = o.d.define("share", o.j, o.p[o.j] / W)
    o.d.have(equal(total(share[o.k], o.k), W), Unfold(("W", "share")), "x")
    refused(o.d, "also with the definitions written out")
    wipe(o.d)
    o.d.have(equal(total(share[o.k], o.k), 1), Unfold(("share",)), "One name is not enough.")
    refused(o.d, "the two sides differ", alone="accepts")
    wipe(o.d)
    o.d.have(equal(o.p[o.k] / W, share[o.k]), Unfold(("W", "share")), "One name too many.")
    refused(o.d, "is not what makes it so", alone="accepts")
    wipe(o.d)
    o.d.have(equal(o.p[o.k] / W, share[o.k]), Unfold(("other",)), "x")
    refused(o.d, "no definition 'other'", alone="accepts")


# -- LogLaws ------------------------------------------------------------------------------------
def test_log_laws_accept(o: Names) -> None:
    o.d.have(equal(sp.log(o.s**2 / o.p[o.k]), 2 * sp.log(o.s) - sp.log(o.p[o.k])), LogLaws(), "x")
    o.d.have(equal(sp.log(product(o.p[o.k], o.k)), total(sp.log(o.p[o.k]), o.k)), LogLaws(), "x")
    accepted(o.d)


FALSE_LOGS: dict[str, Any] = {
    "log of a sum": lambda o: (sp.log(o.s + o.p[o.k]), sp.log(o.s) + sp.log(o.p[o.k])),
    "sum moved into log": lambda o: (sp.log(total(o.p[o.k], o.k)), total(sp.log(o.p[o.k]), o.k)),
    "log lost": lambda o: (sp.log(o.s * o.p[o.k]), o.s + sp.log(o.p[o.k])),
    "factor lost": lambda o: (sp.log(o.s**o.K), sp.log(o.s)),
    "quotient turned over": lambda o: (sp.log(o.s / o.p[o.k]), sp.log(o.p[o.k]) - sp.log(o.s)),
}


@pytest.mark.parametrize("name", FALSE_LOGS)
def test_log_laws_refuse_what_is_false(o: Names, name: str) -> None:
    lhs, rhs = FALSE_LOGS[name](o)
    o.d.have(equal(lhs, rhs), LogLaws(), "So it is said.")
    refused(o.d, "also by the laws of the logarithm")


def _bells(o: Names) -> tuple[Any, Any]:
    """Two bells of one number, their product as two others."""
    x, a, b = o.y, o.x[o.n], o.w[o.n]
    s, t = o.s, o.p[o.k]
    whole = s**2 + t**2
    v, m = s**2 * t**2 / whole, (a * t**2 + b * s**2) / whole
    lhs = sp.exp(-((x - a) ** 2) / (2 * s**2)) * sp.exp(-((x - b) ** 2) / (2 * t**2)) / (s * t)
    rhs = sp.exp(-((x - m) ** 2) / (2 * v)) * sp.exp(-((a - b) ** 2) / (2 * whole))
    return lhs, rhs / sp.sqrt(v * whole)


def test_positive_sides_are_compared_by_their_logarithms(o: Names) -> None:
    lhs, rhs = _bells(o)
    o.d.have(equal(lhs, rhs), LogLaws(), "x")
    accepted(o.d)


UNLIKE: dict[str, Any] = {
    "a factor": lambda o: (_bells(o)[0], 2 * _bells(o)[1], "refutes"),
    "a sign": lambda o: (_bells(o)[0], -_bells(o)[1], "refutes"),
    "both may be negative": lambda o: (o.y * _bells(o)[0], o.y * _bells(o)[1], "accepts"),
    "only the squares": lambda o: (o.y * sp.exp(o.y), sp.Abs(o.y) * sp.exp(o.y), "refutes"),
    "nothing": lambda o: (sp.exp(o.y), sp.Integer(0), "refutes"),
}


@pytest.mark.parametrize("name", UNLIKE)
def test_other_sides_are_not(o: Names, name: str) -> None:
    lhs, rhs, alone = UNLIKE[name](o)
    o.d.have(equal(lhs, rhs), LogLaws(), "x")
    refused(o.d, "the two sides differ", alone=alone)


def test_log_laws_refuse_plain_algebra(o: Names) -> None:
    o.d.have(equal((o.s + 1) * sp.log(o.s), o.s * sp.log(o.s) + sp.log(o.s)), LogLaws(), "x")
    refused(o.d, "no law of the logarithm is needed", alone="accepts")


@pytest.mark.parametrize("assumed", [False, True])
def test_log_of_a_product_needs_signs(o: Names, assumed: bool) -> None:
    """log(x y) = log x + log y where only x y > 0 is known, and where both are positive."""
    z = o.d.symbol("z")
    o.d.assume("both", less(0, o.y * z))
    if assumed:
        o.d.assume("y_above", less(0, o.y))
        o.d.assume("z_above", less(0, z))
    o.d.have(equal(sp.log(o.y * z), sp.log(o.y) + sp.log(z)), LogLaws(), "x")
    if assumed:
        accepted(o.d)
    else:
        refused(o.d, "log needs it positive", paste='d.assume("name_it", less(0, ')


def test_even_powers_keep_their_sign_inside(o: Names) -> None:
    o.d.assume("nonzero", differs(o.y, 0))
    o.d.have(equal(sp.exp(xlogy(sp.Rational(1, 2), o.y**2)), o.y), LogLaws(), "x")
    refused(o.d, "also by the laws of the logarithm")


# -- what is written ------------------------------------------------------------------------------
def test_nothing_but_the_vocabulary(o: Names) -> None:
    for foreign in (sp.Max(o.y, o.s), sp.Float(0.5) * o.y, sp.Symbol("other"), sp.sin(o.y)):
        d = Names()
        d.d.have(equal(foreign, d.y), Algebra(), "x")
        barred(d.d, "")
