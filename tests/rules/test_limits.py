"""LimitLaws, Squeeze, Gradient, LinearRoot: what they must refuse, and that they accept."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Chain,
    Gap,
    Gradient,
    LimitLaws,
    LinearRoot,
    Ref,
    Rewrite,
    Squeeze,
    at_most,
    delta,
    differs,
    equal,
    has_gradient,
    indicator,
    less,
    minimum,
    product,
    tends_to,
    total,
    zero_exactly_at,
)

from ..lab import accepted, barred, refused, wipe
from ..names import Names

# -- LimitLaws ----------------------------------------------------------------------------------
TRUE_LIMITS: dict[str, Any] = {
    "positive rate": lambda o: (total(sp.exp(-o.p[o.k] / o.s), o.k), sp.Integer(0)),
    "squared width": lambda o: (sp.exp(-o.p[o.k] / (2 * o.s**2)), sp.Integer(0)),
    "tie": lambda o: (
        sp.exp(-((o.y - 1) ** 2) / o.s), indicator((o.y - 1) ** 2, 0)),
    "s log s": lambda o: (o.s * sp.log(o.s), sp.Integer(0)),
    "log of what stays": lambda o: (sp.log(o.s + o.p[o.k]), sp.log(o.p[o.k])),
    "quotient": lambda o: (o.y / (o.s + o.p[o.k]), o.y / o.p[o.k]),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE_LIMITS)
def test_limit_laws(o: Names, name: str) -> None:
    function, limit = TRUE_LIMITS[name](o)
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    accepted(o.d)


FALSE_LIMITS: dict[str, Any] = {
    "sign of the rate": lambda o: (sp.exp(o.p[o.k] / o.s), sp.Integer(0), "tends to 0 only for"),
    "tie taken for zero": lambda o: (
        sp.exp(-(o.x[o.n] ** 2) / o.s), sp.Integer(0), "give another limit"),
    "tie taken for one": lambda o: (
        sp.exp(-o.p[o.k] / o.s), sp.Integer(1), "give another limit"),
    "unknown rate": lambda o: (sp.exp(-o.x[o.n] / o.s), sp.Integer(0), "gives the sign of"),
    "division by what vanishes": lambda o: (
        o.s / (o.s + o.s**2), sp.Integer(0), "must not be 0"),
    "log of what vanishes": lambda o: (
        sp.log(o.s + sp.exp(-1 / o.s)), sp.Integer(0), "nothing here shows that 0 <"),
    "growing factor": lambda o: (o.p[o.k] / o.s, sp.Integer(0), "may grow without bound"),
    "log alone": lambda o: (o.s**0 * sp.log(o.s), sp.Integer(0), ""),
    "factor two": lambda o: (o.y / (2 * o.s + o.p[o.k]), o.y / (2 * o.p[o.k]), "another limit"),
    "the numerator": lambda o: ((o.s + o.y) / (o.s + 2), o.y, "another limit"),
    "beyond the range": lambda o: (
        total(delta(o.k, o.i + 1) * (1 + o.s), o.k), sp.Integer(1), "another limit"),
    "one term of a sum": lambda o: (
        total(sp.exp(-o.x[o.n] ** 2 / o.s), o.n), sp.Integer(1), "another limit"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_LIMITS)
def test_limit_laws_refuse_what_is_false(o: Names, name: str) -> None:
    function, limit, reason = FALSE_LIMITS[name](o)
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    refused(o.d, reason)


def test_limit_laws_refuse_what_they_do_not_know(o: Names) -> None:
    for function, limit, reason in [
        (minimum(o.s * o.x[o.n], o.n), sp.Integer(0), "no limit law applies"),
        ((sp.exp(o.s) - 1) / o.s, sp.Integer(1), "may grow without bound"),
        (o.s**o.s, sp.Integer(1), "no limit law applies"),
    ]:
        wipe(o.d)
        o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
        refused(o.d, reason, alone="accepts")


# -- Rates that are 0 at one index, products that are multiplied out -------------------------------
def _lone(o: Names, sign: Any = less) -> tuple[Any, Any]:
    """(the share of i, whose distance is the least by ``sign``; the distances)."""
    q = o.d.family("q", o.K)
    o.d.assume("nearest", sign(q[o.i], q[o.j]), forall=o.j, given=differs(o.i, o.j))
    return 1 / total(sp.exp(-(q[o.k] - q[o.i]) / (2 * o.s**2)), o.k), q


def _rates(o: Names, order: bool = True) -> tuple[Any, Any, Any]:
    a, b = o.d.symbol("a", "positive"), o.d.symbol("c", "positive")
    if order:
        o.d.assume("order", less(b, a))
    return (a * sp.exp(-a / o.s) + b * sp.exp(-b / o.s)) * sp.exp(b / o.s), a, b


def test_a_rate_is_split_where_it_is_0(o: Names) -> None:
    share, q = _lone(o)
    for function, limit in [
        (share, sp.Integer(1)),
        (total(o.p[o.k] * sp.exp((q[o.i] - q[o.k]) / o.s), o.k), o.p[o.i]),
        (sp.exp((q[o.i] - q[o.j]) / o.s), delta(o.i, o.j)),
    ]:
        wipe(o.d)
        o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
        accepted(o.d)


def test_a_product_is_multiplied_out(o: Names) -> None:
    raw, _, b = _rates(o)
    o.d.have(tends_to(raw * (1 + o.s), o.s, b), LimitLaws(), "x")
    accepted(o.d)


WRONG_SPLITS: dict[str, Any] = {
    "none is left": lambda o: (_lone(o)[0], sp.Integer(0), "another limit", "refutes"),
    "ties are left": lambda o: (_lone(o, at_most)[0], sp.Integer(1), "must not be 0", "refutes"),
    "the nearest is another": lambda o: (
        1 / total(sp.exp(-(_lone(o)[1][o.k] - o.p[o.j]) / o.s), o.k), sp.Integer(1),
        "the sign of", "refutes"),
    "not 0 there": lambda o: (
        (lambda q: total(sp.exp((q[o.i] - q[o.k] - o.y**2) / o.s), o.k))(_lone(o)[1]),
        sp.Integer(1), "the sign of", "refutes"),
    "the faster rate": lambda o: (*_rates(o)[:2], "another limit", "refutes"),
    "nothing is left": lambda o: (_rates(o)[0], sp.Integer(0), "another limit", "refutes"),
    "no order": lambda o: (*_rates(o, order=False)[::2], "the sign of", "refutes"),
    "growing": lambda o: (
        _rates(o)[0] * sp.exp(1 / o.s), sp.Integer(0), "the sign of", "refutes"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_SPLITS)
def test_nothing_else_is_split_or_multiplied_out(o: Names, name: str) -> None:
    function, limit, reason, alone = WRONG_SPLITS[name](o)
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    refused(o.d, reason, alone=alone)


# -- Powers with a symbol for an exponent ----------------------------------------------------------
def _powers(o: Names) -> tuple[Any, Any, Any]:
    return o.d.symbol("u", "positive"), o.d.symbol("v", "positive"), o.d.symbol("q", "nonnegative")


#: (function, limit) for u, v > 0 and q >= 0.
TRUE_POWERS: dict[str, Any] = {
    "a power": lambda o, u, v, q: (o.s**u + o.y, o.y),
    "times a logarithm": lambda o, u, v, q: (o.s**u * sp.log(o.s), sp.Integer(0)),
    "the sum of two": lambda o, u, v, q: (o.s**u * o.s**v * o.y, sp.Integer(0)),
    "of what stays positive": lambda o, u, v, q: (
        (o.p[o.k] + o.s) ** q, o.p[o.k] ** q),
    "below a rate": lambda o, u, v, q: (sp.exp(-o.p[o.k] / o.s**u), sp.Integer(0)),
    "of what vanishes": lambda o, u, v, q: ((o.s + o.s**2) ** u, sp.Integer(0)),
    "as many as there are": lambda o, u, v, q: (o.s**o.N * o.y, sp.Integer(0)),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE_POWERS)
def test_limits_of_powers(o: Names, name: str) -> None:
    function, limit = TRUE_POWERS[name](o, *_powers(o))
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    accepted(o.d)


FALSE_POWERS: dict[str, Any] = {
    "may be the power 0": lambda o, u, v, q: (o.s**q, sp.Integer(0)),
    "of any sign": lambda o, u, v, q: (o.s**o.y, sp.Integer(0)),
    "below": lambda o, u, v, q: (o.s ** (-u), sp.Integer(0)),
    "the difference of two": lambda o, u, v, q: (o.s**u / o.s**v, sp.Integer(0)),
    "a rate that may stay": lambda o, u, v, q: (sp.exp(-o.p[o.k] / o.s**q), sp.Integer(0)),
    "a rate of any sign": lambda o, u, v, q: (sp.exp(-o.x[o.n] / o.s**u), sp.Integer(0)),
    "a logarithm and the power 0": lambda o, u, v, q: (o.s**q * sp.log(o.s), sp.Integer(0)),
    "another limit": lambda o, u, v, q: ((o.p[o.k] + o.s) ** u, o.p[o.k]),
}


@pytest.mark.parametrize("name", FALSE_POWERS)
def test_no_other_limits_of_powers(o: Names, name: str) -> None:
    function, limit = FALSE_POWERS[name](o, *_powers(o))
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    refused(o.d, "")


# -- Rates that are known under a condition --------------------------------------------------------
def _nearest(o: Names) -> Any:
    """d_i is less than all others: what falls to 0 as s does, for each of the others."""
    dist = o.d.family("dist", o.K)
    o.d.assume("nearest", less(dist[o.i], dist[o.j]), forall=o.j, given=differs(o.j, o.i))
    return dist


GUARDED: dict[str, Any] = {
    "the others": lambda o, f: (total((1 - delta(o.i, o.j)) * f(o.j), o.j), sp.Integer(0)),
    "one and the others": lambda o, f: (
        1 / (1 + total((1 - delta(o.j, o.i)) * f(o.j), o.j)), sp.Integer(1)),
    "with a weight": lambda o, f: (
        total(o.p[o.j] * f(o.j) * (1 - delta(o.j, o.i)), o.j), sp.Integer(0)),
}  # fmt: skip


@pytest.mark.parametrize("name", GUARDED)
def test_limits_under_a_condition(o: Names, name: str) -> None:
    dist = _nearest(o)
    function, limit = GUARDED[name](o, lambda j: sp.exp(-(dist[j] - dist[o.i]) / o.s))
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    accepted(o.d)


FALSE_GUARDED: dict[str, Any] = {
    "all": lambda o, f: (total(f(o.j), o.j), sp.Integer(0)),
    "the other ones": lambda o, f: (total(delta(o.i, o.j) * f(o.j), o.j), sp.Integer(0)),
    "others than k": lambda o, f: (total((1 - delta(o.k, o.j)) * f(o.j), o.j), sp.Integer(0)),
    "added": lambda o, f: (total(1 - delta(o.i, o.j) + f(o.j), o.j), sp.Integer(0)),
    "beside another factor": lambda o, f: (
        total((1 - delta(o.i, o.j)) * f(o.j), o.j) * f(o.k), total(f(o.j), o.j) * 0 + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_GUARDED)
def test_no_other_limits_under_a_condition(o: Names, name: str) -> None:
    dist = _nearest(o)
    function, limit = FALSE_GUARDED[name](o, lambda j: sp.exp(-(dist[j] - dist[o.i]) / o.s))
    o.d.have(tends_to(function, o.s, limit), LimitLaws(), "x")
    refused(o.d, "")


def test_a_limit_is_free_of_its_variable(o: Names) -> None:
    o.d.have(tends_to(o.s + o.y, o.s, o.y + o.s), LimitLaws(), "x")
    barred(o.d, "cannot contain s")


def test_a_limit_of_what_is_defined_by_the_variable(o: Names) -> None:
    """A definition that depends on s is no constant."""
    r = o.d.define("resp", o.k, sp.exp(-o.p[o.k] / o.s))
    o.d.have(tends_to(r[o.k], o.s, r[o.k]), LimitLaws(), "x")
    barred(o.d, "cannot contain s")
    wipe(o.d)
    o.d.have(tends_to(r[o.k], o.s, 1), LimitLaws(), "x")
    refused(o.d, "no limit law applies")
    wipe(o.d)
    o.d.have(tends_to(r[o.k], o.s, 0), LimitLaws(("resp",)), "x")
    accepted(o.d)


def test_a_known_limit_needs_the_same_variable(o: Names) -> None:
    u = o.d.symbol("u", "positive")
    line = o.d.have(tends_to(o.s * o.y, o.s, 0), LimitLaws(), "x")
    o.d.have(tends_to(o.s * o.y + u, u, 0), LimitLaws(known=(line,)), "x")
    refused(o.d, "is not a limit as u falls to 0")


def test_no_hypothesis_about_the_limit_variable(o: Names) -> None:
    o.d.assume("pinned", equal(o.y, o.s))
    o.d.have(tends_to(o.y, o.s, 0), LimitLaws(), "x")
    barred(o.d, "restricts s")


def test_the_limit_variable_is_a_positive_symbol(o: Names) -> None:
    for variable in (o.y, o.N, 2 * o.s, o.p[o.k], o.x[o.n]):
        d = Names()
        d.d.have(tends_to(variable, variable, 0), LimitLaws(), "x")
        barred(d.d, "")


# -- Squeeze ------------------------------------------------------------------------------------
def test_squeeze(o: Names) -> None:
    least = minimum(o.s * o.x[o.n] ** 2, o.n)
    low = o.d.have(at_most(0, least), Gap(least), "x")
    each = minimum(o.x[o.n] ** 2, o.n)
    value = o.s * each
    up = o.d.assume("up", at_most(o.y, o.y))
    o.d.have(tends_to(value, o.s, 0), LimitLaws(), "x")
    accepted(o.d)
    o.d.have(tends_to(least, o.s, 0), Squeeze(low, up, None, None), "x")
    refused(o.d, "not about this function", alone="accepts")


def test_squeeze_refuses(o: Names) -> None:
    f = o.s * o.p[o.k] + o.s**2
    low = o.d.have(less(o.s * o.p[o.k], f), Gap(o.s**2), "x")
    high = o.d.have(less(f, f + o.s), Gap(o.s), "x")
    far = o.d.have(less(f, f + 1), Gap(1), "x")
    a = o.d.have(tends_to(o.s * o.p[o.k], o.s, 0), LimitLaws(), "x")
    b = o.d.have(tends_to(f + o.s, o.s, 0), LimitLaws(), "x")
    c = o.d.have(tends_to(f + 1, o.s, 1), LimitLaws(), "x")
    o.d.have(tends_to(f, o.s, 0), Squeeze(low, high, a, b), "x")
    accepted(o.d)
    for limit, rule, reason, alone in [
        (0, Squeeze(low, far, a, c), "is not the limit of the bound", "accepts"),
        (1, Squeeze(low, far, a, c), "is not the limit of the bound", "refutes"),
        (0, Squeeze(high, low, a, b), "not about this function", "accepts"),
        (0, Squeeze(low, high, None, b), "a bound that moves needs its own limit", "accepts"),
        (0, Squeeze(low, high, b, a), "is not the limit of the bound", "accepts"),
        (0, Squeeze(a, b, a, b), "two inequalities are needed", "accepts"),
    ]:
        o.d.have(tends_to(f, o.s, limit), rule, "x")
        refused(o.d, reason, alone=alone)
        o.d.steps.pop()


# -- Gradient -----------------------------------------------------------------------------------
def test_gradient(o: Names) -> None:
    f = total((o.x[o.n] - o.y) ** 2, o.n)
    o.d.have(has_gradient(f, o.y, -2 * total(o.x[o.n] - o.y, o.n)), Gradient(), "x")
    soft = sp.log(total(sp.exp(o.x[o.n]), o.n))
    o.d.have(
        has_gradient(soft, o.x[o.m], sp.exp(o.x[o.m]) / total(sp.exp(o.x[o.n]), o.n)),
        Gradient(),
        "The softmax.",
    )
    accepted(o.d)


#: (function, variable, gradient): one factor after the other is differentiated.
OF_PRODUCTS: dict[str, Any] = {
    "positive entries": lambda o: (
        product(o.p[o.j], o.j), o.p[o.k], product(o.p[o.j], o.j) / o.p[o.k]),
    "the factor left out": lambda o: (
        product(o.x[o.n], o.n), o.x[o.m],
        product(o.x[o.n] * (1 - delta(o.m, o.n)) + delta(o.m, o.n), o.n)),
    "the factor left out, of positive entries": lambda o: (
        product(o.p[o.j], o.j), o.p[o.k],
        product(o.p[o.j] * (1 - delta(o.k, o.j)) + delta(o.k, o.j), o.j)),
    "squares": lambda o: (
        product(o.p[o.j] ** 2, o.j), o.p[o.k], 2 * product(o.p[o.j] ** 2, o.j) / o.p[o.k]),
    "one number in all factors": lambda o: (
        product(o.s + o.p[o.k], o.k), o.s,
        product(o.s + o.p[o.k], o.k) * total(1 / (o.s + o.p[o.k]), o.k)),
    "a table": lambda o: (
        product(product(o.r[o.n, o.k], o.k), o.n), o.r[o.m, o.j],
        product(product(o.r[o.n, o.k], o.k), o.n) / o.r[o.m, o.j]),
    "a sum of products": lambda o: (
        total(product(o.r[o.n, o.k], o.k), o.n), o.r[o.m, o.j],
        product(o.r[o.m, o.k], o.k) / o.r[o.m, o.j]),
    "a product of sums": lambda o: (
        product(total(o.r[o.n, o.k], o.k), o.n), o.r[o.m, o.j],
        product(total(o.r[o.n, o.k], o.k), o.n) / total(o.r[o.m, o.k], o.k)),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_PRODUCTS)
def test_gradient_of_a_product(o: Names, name: str) -> None:
    o.d.have(has_gradient(*OF_PRODUCTS[name](o)), Gradient(), "x")
    accepted(o.d)


FALSE_OF_PRODUCTS: dict[str, Any] = {
    "nothing": lambda o: (product(o.p[o.j], o.j), o.p[o.k], sp.Integer(0)),
    "the slopes alone": lambda o: (product(o.p[o.j] ** 2, o.j), o.p[o.k], 2 * o.p[o.k]),
    "all factors": lambda o: (product(o.p[o.j], o.j), o.p[o.k], product(o.p[o.j], o.j)),
    "as many as there are": lambda o: (
        product(o.p[o.j], o.j), o.p[o.k], o.K * product(o.p[o.j], o.j) / o.p[o.k]),
    "another factor left out": lambda o: (
        product(o.b[o.j, o.k], o.j), o.b[o.i, o.k], product(o.b[o.j, o.k], o.j) / o.b[o.k, o.k]),
    "a sum for the product": lambda o: (
        product(o.p[o.j], o.j), o.p[o.k], total(o.p[o.j], o.j) - o.p[o.k]),
    "another column": lambda o: (
        product(o.b[o.j, o.k], o.j), o.b[o.i, o.k],
        product(o.b[o.j, o.i], o.j) / o.b[o.i, o.k]),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_OF_PRODUCTS)
def test_no_other_gradient_of_a_product(o: Names, name: str) -> None:
    function, variable, gradient = FALSE_OF_PRODUCTS[name](o)
    o.d.have(has_gradient(function, variable, gradient), Gradient(), "x")
    refused(o.d, "gives another gradient")


def test_a_product_that_may_vanish_is_not_divided(o: Names) -> None:
    """(d/dx_m) prod_n x_n is prod_n x_n / x_m only where x_m is not 0."""
    whole = product(o.x[o.n], o.n)
    o.d.have(has_gradient(whole, o.x[o.m], whole / o.x[o.m]), Gradient(), "x")
    refused(o.d, "nothing here shows that x[m] != 0", paste="differs(x[m], 0)")
    wipe(o.d)
    o.d.assume("none", differs(o.x[o.n], 0), forall=o.n)
    o.d.have(has_gradient(whole, o.x[o.m], whole / o.x[o.m]), Gradient(), "x")
    accepted(o.d)


FALSE_GRADIENTS: dict[str, Any] = {
    "factor two": lambda o: (o.y**2, o.y, o.y),
    "sign": lambda o: ((o.s - o.y) ** 2, o.y, 2 * (o.s - o.y)),
    "every entry": lambda o: (
        total(o.x[o.n] ** 2, o.n), o.x[o.m], 2 * total(o.x[o.n], o.n)),
    "no entry": lambda o: (total(o.x[o.n] ** 2, o.n), o.x[o.m], sp.Integer(0)),
    "log": lambda o: (sp.log(o.s), o.s, o.s),
    "chain rule": lambda o: (sp.exp(o.y**2), o.y, sp.exp(o.y**2)),
    "delta": lambda o: (o.x[o.n] ** 2, o.x[o.m], 2 * o.x[o.n]),
    "size": lambda o: (total(o.y * o.x[o.n], o.n) + o.N * o.y, o.y, total(o.x[o.n], o.n) + o.K),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_GRADIENTS)
def test_gradient_refuses_what_is_false(o: Names, name: str) -> None:
    function, variable, gradient = FALSE_GRADIENTS[name](o)
    o.d.have(has_gradient(function, variable, gradient), Gradient(), "x")
    refused(o.d, "gives another gradient")


def test_gradient_looks_through_definitions(o: Names) -> None:
    """f is named by way of two definitions: neither hides the variable."""
    o.d.define("inner", (), o.y**2)
    outer = o.d.define("outer", (), 3 * o.d.context.definitions["inner"].base)
    o.d.have(has_gradient(outer, o.y, 0), Gradient(), "x")
    refused(o.d, "write it out first")
    wipe(o.d)
    o.d.have(has_gradient(outer, o.y, 0), Gradient(("outer",)), "x")
    refused(o.d, "write it out first")
    wipe(o.d)
    o.d.have(has_gradient(outer, o.y, 6 * o.y), Gradient(("outer", "inner")), "x")
    accepted(o.d)


def test_gradient_refuses_what_has_none(o: Names) -> None:
    q = o.d.family("q", o.K, sign="nonnegative")
    for function, variable, reason, alone in [
        (q[o.k] ** 2, q[o.k], "may lie on the boundary", "accepts"),
        (sp.Abs(o.y), o.y, "no rule differentiates sp.Abs(y) by y", "refutes"),
        (
            minimum(o.x[o.n] - o.y, o.n),
            o.y,
            "no rule differentiates minimum(",
            "refutes",
        ),
    ]:
        wipe(o.d)
        o.d.have(has_gradient(function, variable, 2 * variable), Gradient(), "x")
        refused(o.d, reason, alone=alone)


def test_the_variable_of_a_gradient_is_declared(o: Names) -> None:
    W = o.d.define("W", (), o.y**2)
    for variable in (2 * o.y, o.N, W, o.y + o.s):
        wipe(o.d)
        o.d.have(has_gradient(variable**2, variable, 2 * variable), Gradient(), "x")
        barred(o.d, "is not a declared symbol")


def test_a_gradient_is_not_rewritten_by_what_holds_at_one_place(o: Names) -> None:
    """Where y = 0 the function y vanishes; its slope does not."""
    zero = o.d.case("zero", equal(o.y, 0))
    nothing = o.d.have(equal(o.y, 0), Rewrite((Ref("zero"),)), "x", under=zero)
    flat = o.d.have(has_gradient(sp.Integer(0), o.y, 0), Gradient(), "x", under=zero)
    o.d.have(has_gradient(o.y, o.y, 0), Chain((nothing, flat)), "x", under=zero)
    refused(o.d, "")


# -- LinearRoot ---------------------------------------------------------------------------------
def test_linear_root(o: Names) -> None:
    gradient = -2 * total(o.p[o.k] * (o.x[o.n] - o.y), o.k)
    rate = 2 * total(o.p[o.k], o.k)
    o.d.have(zero_exactly_at(gradient, o.y, o.x[o.n]), LinearRoot(-rate), "x")
    accepted(o.d)


def test_linear_root_refuses(o: Names) -> None:
    u = o.d.symbol("u")
    for function, variable, solution, factor, reason, alone in [
        (u * o.y - o.s * u, o.y, o.s, -u, "must not vanish", "refutes"),
        (o.s * (o.y - 1), o.y, 2, -o.s, "not the factor times", "refutes"),
        (o.y**2 - 1, o.y, 1, -(o.y + 1), "must not vanish", "refutes"),
        (delta(o.k, o.j) * (o.y - 1), o.y, 1, -delta(o.k, o.j), "must not vanish", "refutes"),
    ]:
        wipe(o.d)
        o.d.have(zero_exactly_at(function, variable, solution), LinearRoot(factor), "x")
        refused(o.d, reason, alone=alone)


def test_a_root_depends_on_itself_in_no_rule(o: Names) -> None:
    u = o.d.symbol("u")
    root = zero_exactly_at(o.y**2 - o.y * u, o.y, 2 * o.y - u)
    o.d.have(root, LinearRoot(1), "x")
    barred(o.d, "still depends on y")


@pytest.mark.parametrize("assumed", [False, True])
def test_solving_needs_a_factor_that_is_not_zero(o: Names, assumed: bool) -> None:
    u = o.d.symbol("u")
    if assumed:
        o.d.assume("not_zero", differs(u, 0))
    o.d.have(zero_exactly_at(u * (o.s - o.y), o.y, o.s), LinearRoot(u), "x")
    if assumed:
        accepted(o.d)
    else:
        refused(o.d, "must not vanish", paste='d.assume("name_it", differs(u, 0))')
