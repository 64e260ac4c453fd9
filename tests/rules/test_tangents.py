"""Tangents of the logarithm, and optima that they show: what they must refuse."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    ConvexOptimum,
    Tangents,
    at_most,
    differs,
    equal,
    less,
    maximises,
    minimises,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.language.errors import DerivationError

from ..lab import accepted, barred, refused, refused_by_rule, wipe
from ..names import Names


def test_tangents(o: Names) -> None:
    d, k, s, p, K, y = o.d, o.k, o.s, o.p, o.K, o.y
    one = d.assume("one", equal(total(p[k], k), 1))
    entropy = -total(p[k] * sp.log(p[k]), k)
    d.have(at_most(sp.log(s), 2 * s - 1 - sp.log(2)), Tangents(((2 * s, 1, ()),)), "At a half.")
    d.have(at_most(1 + y, sp.exp(y)), Tangents(((sp.exp(y), 1, ()),)), "An exponential.")
    parts = ((one, -1, ()), (one, sp.log(K), ()))
    d.have(at_most(entropy, sp.log(K)), Tangents(((1 / (K * p[k]), p[k], (k,)),), parts), "Gibbs.")
    apart = d.case("apart", differs(s, 1))
    d.have(less(sp.log(s), s - 1), Tangents(((s, 1, ()),)), "Elsewhere it is strict.", under=apart)
    accepted(d)


def test_tangents_refuse(o: Names) -> None:
    d, k, n, s, p, y, x = o.d, o.k, o.n, o.s, o.p, o.y, o.x
    log = sp.log(s)
    beyond: Any = k + 1
    cases = [
        (at_most(log, s - 2), Tangents(((s, 1, ()),)), "do not add up", "refutes"),
        (at_most(s - 1, log), Tangents(((s, -1, ()),)), "the factor of a tangent", "refutes"),
        (at_most(log, s), Tangents(((s, 1, ()),)), "do not add up", "accepts"),
        # At 1 the tangent touches.
        (less(log, s - 1), Tangents(((s, 1, ()),)), "nothing here is strict", "refutes"),
        # A logarithm of what may not be positive.
        (at_most(0, 1 - y), Tangents(((y, 1, ()),)), "log needs it positive", "refutes"),
        # A factor whose sign is not known, and a sum over it.
        (
            at_most(total(x[n] * log, n), total(x[n] * (s - 1), n)),
            Tangents(((s, x[n], (n,)),)),
            "the factor of a tangent",
            "refutes",
        ),
        # A sum runs over an index, not over the one after it.
        (
            at_most(total(p[k] * log, k), total(p[k] * (s - 1), k)),
            Tangents(((s, p[k], (beyond,)),)),
            "no sum runs over",
            "accepts",
        ),
        # Summed over one index twice it would count twice.
        (
            at_most(total(p[k] * log, k), total(p[k] * (s - 1), k)),
            Tangents(((s, p[k], (k, k)),)),
            "no sum runs over",
            "accepts",
        ),
        (equal(log, s - 1), Tangents(((s, 1, ()),)), "concludes AtMost", "refutes"),
    ]
    for relation, rule, reason, alone in cases:
        wipe(d)
        d.have(relation, rule, "x")
        refused(d, reason, alone=alone)


def test_tangents_name_one() -> None:
    with pytest.raises(DerivationError, match="no tangent is named"):
        Tangents(())


def test_convex_optimum(o: Names) -> None:
    d, s, y = o.d, o.s, o.y
    rate = d.symbol("rate", "positive")
    touch = ConvexOptimum(((s * rate, 2, ()),))
    d.have(maximises(1 / s, rate, 2 * sp.log(rate) - 2 * s * rate), touch, "A tangent.")
    square = ConvexOptimum((), gap=(y - s) ** 2)
    d.have(minimises(s, y, y**2 - 2 * s * y), square, "A square.")
    accepted(d)


def test_convex_optimum_refuses(o: Names) -> None:
    d, s, y = o.d, o.s, o.y
    rate = d.symbol("rate", "positive")
    d.assume("small", less(rate, 1))
    gain = 2 * sp.log(rate) - 2 * s * rate
    touch = ConvexOptimum(((s * rate, 2, ()),))
    square = ConvexOptimum((), gap=(y - s) ** 2)
    cases = [
        # With rate < 1 the point 1/s need not lie in the domain, nor is the domain named.
        (maximises(1 / s, rate, gain), touch, "the domain must name", ""),
        (maximises(1 / s, rate, gain, domain=("small",)), touch, "lies in the domain", ""),
        (minimises(s, y, 2 * s * y - y**2), square, "do not add up", "refutes"),
        (maximises(s, y, y**2 - 2 * s * y), square, "do not add up", "refutes"),
        # Stationary is not enough: y^3 - 3 y at 1 is the least only nearby.
        (
            minimises(1, y, y**3 - 3 * y),
            ConvexOptimum((), gap=(y - 1) ** 2 * (y + 2)),
            "the term left out",
            "",
        ),
        # Least at two points.
        (
            minimises(0, y, y**2 * (y - s) ** 2, unique=True),
            ConvexOptimum((), gap=y**2 * (y - s) ** 2),
            "is each other worse",
            "refutes",
        ),
        (at_most(0, y**2), square, "concludes Optimum", "accepts"),
    ]
    for relation, rule, reason, alone in cases:
        wipe(d)
        d.have(relation, rule, "x")
        refused_by_rule(d, reason) if not alone else refused(d, reason, alone=alone)
    wipe(d)
    d.have(
        minimises(s, y, y**2 - 2 * s * y), square, "Here only.", under=d.case("here", less(0, y))
    )
    refused_by_rule(d, "makes this local, not global")


def test_a_point_that_depends_on_the_variable_is_none(o: Names) -> None:
    """At the values drawn y is y: no instance can tell that y is not best."""
    d, s, y = o.d, o.s, o.y
    hidden = d.define("hidden", (), s + y)
    square = ConvexOptimum((), gap=(y - s) ** 2)
    own = total((o.x[o.n] - s) ** 2, o.n)
    for relation, said in [
        (minimises(y, y, (y - s) ** 2), "optimum y still depends on y"),
        (maximises(hidden, y, -((y - s) ** 2)), "optimum hidden still depends on y"),
        (minimises(o.x[o.m], o.x[o.m], own), "optimum x[m] still depends on x"),
        (zero_exactly_at(y - s, y, 2 * s - y), "root 2*s - y still depends on y"),
    ]:
        wipe(d)
        d.have(relation, square, "x")
        barred(d, said)
    wipe(d)
    d.have(minimises(hidden - y, y, (y - s) ** 2), square, "It is s.")
    accepted(d)


@pytest.mark.parametrize("kind", ["positive", "may be 0", "elsewhere", "nowhere"])
def test_a_sum_of_tangents_is_strict_where_one_is_at_a_known_index(o: Names, kind: str) -> None:
    """sum_k c_k log p_k < sum_k c_k (p_k - 1), where p_j is not 1 at some j, and c_j > 0."""
    d, k, j, p = o.d, o.k, o.j, o.p
    sign = "nonnegative" if kind == "may be 0" else "positive"
    c, q = d.family("c", o.K, sign=sign), d.family("q", o.K, sign="positive")
    apart = {"nowhere": at_most(1, p[j]), "elsewhere": differs(q[j], 1)}.get(kind, differs(p[j], 1))
    claim = less(total(c[k] * sp.log(p[k]), k), total(c[k] * (p[k] - 1), k))
    with d.when("apart", apart):
        d.have(claim, "x", Tangents(((p[k], c[k], (k,)),)))
    if kind == "positive":
        accepted(d)
    else:
        refused(d, "nothing here is strict")
