"""Rewrite: what they must refuse, and that they accept."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Ref,
    Rewrite,
    differs,
    equal,
    less,
    minimum,
    total,
)

from ..lab import accepted, refused, wipe
from ..names import Names


# -- Rewrite ------------------------------------------------------------------------------------
def test_rewrite(o: Names) -> None:
    h = o.d.assume("linear", equal(o.x[o.n], o.y * o.w[o.n]), forall=o.n)
    o.d.have(equal(total(o.x[o.m], o.m), o.y * total(o.w[o.n], o.n)), Rewrite((h,)), "x")
    o.d.have(equal(o.y * o.w[o.n] + 1, o.x[o.n] + 1), Rewrite((h,), reverse=True), "The other way.")
    accepted(o.d)


def test_rewrite_refuses(o: Names) -> None:
    h = o.d.assume("linear", equal(o.x[o.n], o.y * o.w[o.n]), forall=o.n)
    o.d.have(equal(total(o.x[o.m], o.m), o.y * o.w[o.n]), Rewrite((h,)), "The sum is lost.")
    refused(o.d, "after replacing, the two sides still differ")
    wipe(o.d)
    o.d.have(equal(o.y * o.w[o.n], o.x[o.n]), Rewrite((h,), reverse=True), "x")
    o.d.have(equal(2 * o.y * o.w[o.n] - o.y, o.y * (2 * o.w[o.n] - 1)), Rewrite((h,)), "x")
    refused(o.d, "nothing needs to be replaced", alone="accepts")
    o.d.steps.pop()
    o.d.goals.clear()
    o.d.have(equal(total(o.p[o.k], o.k), o.y), Rewrite((h,)), "x")
    refused(o.d, "does not occur in this line")
    o.d.steps.pop()
    o.d.goals.clear()
    o.d.assume("sign", less(0, o.y))
    o.d.have(equal(o.y, 1), Rewrite((Ref("sign"),)), "Not an equation.")
    refused(o.d, "is not an equation")
    o.d.steps.pop()
    o.d.goals.clear()
    o.d.have(equal(o.x[o.n], o.y), Rewrite((Ref("nowhere"),)), "x")
    refused(o.d, "no earlier step or hypothesis 'nowhere'")


def test_rewrite_keeps_a_fixed_index_fixed(o: Names) -> None:
    """x_n = 0 at one n says nothing about a sum over n."""
    here = o.d.case("here", equal(o.x[o.n], 0))
    o.d.have(equal(total(o.x[o.m], o.m), 0), Rewrite((Ref("here"),)), "x", under=here)
    refused(o.d, "does not occur in this line")


def test_rewrite_of_a_guarded_line_needs_its_guard(o: Names) -> None:
    f = o.d.family("f", o.K, sign="nonnegative")
    h = o.d.assume("others", equal(f[o.j], 0), forall=o.j, given=differs(o.j, o.k))
    away = o.d.case("away", differs(o.i, o.k))
    o.d.have(equal(f[o.i] + 1, 1), Rewrite((h.at({o.j: o.i}),)), "At i, where it holds.", away)
    accepted(o.d)
    o.d.have(equal(f[o.k] + 1, 1), Rewrite((h.at({o.j: o.k}),)), "At k itself.", away)
    refused(o.d, "holds only under its condition")
    o.d.steps.pop()
    o.d.have(equal(total(f[o.j], o.j), 0), Rewrite((h,)), "Everywhere.", away)
    refused(o.d, "")


# -- Totals --------------------------------------------------------------------------------------
def test_a_total(o: Names) -> None:
    rows = o.d.assume("rows", equal(total(o.r[o.n, o.k], o.k), 1), forall=o.n)
    o.d.have(
        equal(total(o.x[o.n] * o.r[o.n, o.k], o.k, o.n), total(o.x[o.n], o.n)),
        Rewrite((rows,)),
        "Each row sums to one.",
    )
    accepted(o.d)


FALSE_TOTALS: dict[str, Any] = {
    "another factor depends on it": lambda o: (
        total(o.p[o.k] * o.r[o.n, o.k], o.k),
        total(o.p[o.k], o.k),
    ),
    "columns for rows": lambda o: (total(o.r[o.n, o.k], o.n), sp.Integer(1)),
    "squares": lambda o: (total(o.r[o.n, o.k] ** 2, o.k), sp.Integer(1)),
    "all of it": lambda o: (total(o.r[o.n, o.k], o.k, o.n), sp.Integer(1)),
    "number of columns": lambda o: (total(o.r[o.n, o.k], o.k, o.n), o.K),
}


@pytest.mark.parametrize("name", FALSE_TOTALS)
def test_a_total_refuses_what_is_false(o: Names, name: str) -> None:
    rows = o.d.assume("rows", equal(total(o.r[o.n, o.k], o.k), 1), forall=o.n)
    lhs, rhs = FALSE_TOTALS[name](o)
    o.d.have(equal(lhs, rhs), Rewrite((rows,)), "x")
    found = name in ("all of it", "number of columns")
    refused(o.d, "the two sides still differ" if found else "does not occur in this line")


def test_a_total_refuses_wrong_reasons(o: Names) -> None:
    rows = o.d.assume("rows", equal(total(o.r[o.n, o.k], o.k), 1), forall=o.n)
    o.d.have(equal(total(2 * o.p[o.k], o.k), 2 * total(o.p[o.k], o.k)), Rewrite((rows,)), "x")
    refused(o.d, "nothing needs to be replaced", alone="accepts")
    wipe(o.d)
    two = o.d.assume("pair", equal(total(o.p[o.k], o.k) + o.y, 1))
    o.d.have(equal(total(o.p[o.k], o.k), 1 - o.y), Rewrite((two,)), "x")
    refused(o.d, "does not occur in this line", alone="accepts")


def test_a_total_is_no_trace(o: Names) -> None:
    """Rows that sum to one say nothing about the diagonal."""
    rows = o.d.assume("rows", equal(total(o.b[o.k, o.j], o.j), 1), forall=o.k)
    o.d.have(equal(total(o.b[o.k, o.k], o.k), 1), Rewrite((rows,)), "x")
    refused(o.d, "does not occur in this line")


def test_a_total_ends_with_its_range(o: Names) -> None:
    """What holds for t in 1..T does not hold at T + 1."""
    T = o.d.size("T")
    t = o.d.index("t", T)
    q = o.d.family("q", T, o.K, sign="positive")
    rows = o.d.assume("rows", equal(total(q[t, o.k], o.k), 1), forall=t)
    o.d.have(equal(total(q[t + 1, o.k], o.k), 1), Rewrite((rows,)), "x")
    refused(o.d, "does not occur in this line")


# -- Totals inside logarithms, exponentials, denominators ----------------------------------------
def _rows(o: Names) -> Ref:
    return o.d.assume("rows", equal(total(o.r[o.n, o.k], o.k), 1), forall=o.n)


#: Both sides of lines that hold, as rows sum to one.
INSIDE: dict[str, Any] = {
    "log": lambda o: (total(sp.log(total(o.r[o.n, o.k], o.k)), o.n), sp.Integer(0)),
    "factor inside": lambda o: (
        sp.log(total(o.x[o.n] ** 2 * o.r[o.n, o.k], o.k, o.n) + o.s),
        sp.log(total(o.x[o.n] ** 2, o.n) + o.s),
    ),
    "exp": lambda o: (
        sp.exp(-total(o.x[o.n] * o.r[o.n, o.k], o.n, o.k) / o.s),
        sp.exp(-total(o.x[o.n], o.n) / o.s),
    ),
    "denominator": lambda o: (
        total(o.x[o.n] / (1 + o.s * total(o.r[o.n, o.k], o.k)), o.n),
        total(o.x[o.n], o.n) / (1 + o.s),
    ),
    "summed over the points in a denominator": lambda o: (
        1 / (o.s + total(o.r[o.n, o.k], o.k, o.n)),
        1 / (o.s + o.N),
    ),
    "least value": lambda o: (
        minimum(total(o.x[o.m] * o.r[o.m, o.k] * o.b[o.j, o.i], o.k, o.m), o.j),
        minimum(total(o.x[o.m], o.m) * o.b[o.j, o.i], o.j),
    ),
    "absolute value": lambda o: (
        sp.Abs(total(o.x[o.n] * o.r[o.n, o.k], o.n, o.k) - o.y),
        sp.Abs(total(o.x[o.n], o.n) - o.y),
    ),
}


@pytest.mark.parametrize("name", INSIDE)
def test_a_total_is_used_inside(o: Names, name: str) -> None:
    rows = _rows(o)
    lhs, rhs = INSIDE[name](o)
    o.d.have(equal(lhs, rhs), Rewrite((rows,)), "x")
    accepted(o.d)


FALSE_INSIDE: dict[str, Any] = {
    "columns": lambda o: (sp.log(total(o.r[o.n, o.k], o.n)), sp.Integer(0)),
    "squares": lambda o: (sp.log(total(o.r[o.n, o.k] ** 2, o.k)), sp.Integer(0)),
    "another factor depends on it": lambda o: (
        sp.log(total(o.p[o.k] * o.r[o.n, o.k], o.k)),
        sp.log(total(o.p[o.k], o.k)),
    ),
    "all of it": lambda o: (1 / (o.s + total(o.r[o.n, o.k], o.k, o.n)), 1 / (o.s + 1)),
    "number of columns": lambda o: (1 / (o.s + total(o.r[o.n, o.k], o.k, o.n)), 1 / (o.s + o.K)),
    "a logarithm of each": lambda o: (total(sp.log(o.r[o.n, o.k]), o.k), sp.Integer(0)),
}


@pytest.mark.parametrize("name", FALSE_INSIDE)
def test_no_other_total_inside(o: Names, name: str) -> None:
    rows = _rows(o)
    lhs, rhs = FALSE_INSIDE[name](o)
    o.d.have(equal(lhs, rhs), Rewrite((rows,)), "x")
    refused(o.d, "")


def test_a_total_inside_ends_with_its_range(o: Names) -> None:
    """Neither at T + 1, nor at another index than the one for which it is known."""
    T = o.d.size("T")
    t = o.d.index("t", T)
    q = o.d.family("q", T, o.K, sign="positive")
    rows = o.d.assume("rows", equal(total(q[t, o.k], o.k), 1), forall=t)
    o.d.have(equal(total(sp.log(total(q[t + 1, o.k], o.k)), t), 0), Rewrite((rows,)), "x")
    refused(o.d, "")
    wipe(o.d)
    here = o.d.case("here", equal(total(o.r[o.n, o.k], o.k), 1))
    line = equal(total(sp.log(total(o.r[o.m, o.k], o.k)), o.m), 0)
    o.d.have(line, Rewrite((Ref("here"),)), "x", under=here)
    refused(o.d, "")


def test_a_total_that_takes_the_value_away(o: Names) -> None:
    """log 0 and 1/0 are no values; what is put in must not hide that."""
    none = o.d.assume("none", equal(total(o.x[o.n], o.n), 0))
    s = total(o.x[o.n], o.n)
    o.d.have(equal(sp.log(s), sp.log(2 * s)), Rewrite((none,)), "x")
    refused(o.d, "log needs it positive")
    wipe(o.d)
    o.d.have(equal(1 / s, 2 / s), Rewrite((none,)), "x")
    refused(o.d, "a denominator")
