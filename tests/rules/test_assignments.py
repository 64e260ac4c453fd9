"""Sums and means over assignments: what the rules refuse, and that they accept."""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import (
    MeanOverAssignments,
    SumOverAssignments,
    equal,
    over_maps,
    product,
    total,
)

from ..lab import accepted, paper, refused
from ..names import Names


# -- sums over assignments -----------------------------------------------------------------------
def test_sum_over_assignments(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    left = over_maps(product(o.r[o.n, z[o.n]], o.n), z)
    o.d.have(equal(left, product(total(o.r[o.n, o.k], o.k), o.n)), SumOverAssignments(), "x")
    accepted(o.d)
    for lhs, rhs, reason in [
        (left, total(product(o.r[o.n, o.k], o.n), o.k), "not a product over n"),
        (left, product(total(o.r[o.n, o.k], o.n), o.k), ""),
        (left, product(total(o.r[o.m, o.k] ** 2, o.k), o.m), "the factors on the two sides"),
        (over_maps(total(o.r[o.n, z[o.n]], o.n), z),
         product(total(o.r[o.n, o.k], o.k), o.n), "not a sum over assignments of a product"),
        (over_maps(product(o.r[o.n, z[o.n]] * o.p[z[o.n]], o.n), z),
         product(total(o.r[o.n, o.k], o.k), o.n), "the factors on the two sides"),
    ]:  # fmt: skip
        o.d.have(equal(lhs, rhs), SumOverAssignments(), "x")
        refused(o.d, reason)
        o.d.steps.pop()


def test_a_product_over_two_indices_does_not_factor() -> None:
    d = paper()
    N, K, M = d.size("N"), d.size("K"), d.size("M")
    n, k, m = d.index("n", N), d.index("k", K), d.index("m", M)
    z, f = d.assignment("z", N, values=K), d.family("f", N, K, M)
    left = over_maps(sp.Product(f[n, z[n], m], (n, 1, N), (m, 1, M)), z)
    right = sp.Product(total(f[n, k, m], k), (n, 1, N), (m, 1, M))
    d.have(equal(left, right), SumOverAssignments(), "x")
    refused(d, "")


def test_letters_that_both_sides_bind_are_told_apart() -> None:
    """The product on the left may bind the letter of the sum on the right."""
    d = paper()
    N = d.size("N")
    n, m = d.indices("n m", N)
    a, c = d.family("a", N), d.family("c", N, N)
    z = d.assignment("z", N, values=N)
    for left, right in [
        (a[z[m]], a[n]),
        (a[z[m]] ** 2, a[n] * a[m]),
        (c[z[m], z[m]], c[n, m]),
        (c[z[m], z[m]] + a[z[m]], c[m, n] + a[m]),
    ]:
        sides = over_maps(product(left, m), z), product(total(right, m), n)
        d.have(equal(*sides), "x", SumOverAssignments())
        refused(d, "the factors on the two sides differ")
        d.steps.pop()
    sides = over_maps(product(c[m, z[m]], m), z), product(total(c[n, m], m), n)
    d.have(equal(*sides), "x", SumOverAssignments())
    accepted(d)


def test_mean_over_assignments(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    g = o.d.family("g", o.N, o.K)
    rows = o.d.assume("rows", equal(total(o.r[o.n, o.k], o.k), 1), forall=o.n)
    weight = product(o.r[o.n, z[o.n]], o.n)
    left = over_maps(weight * total(g[o.m, z[o.m]], o.m), z)
    right = total(o.r[o.m, o.k] * g[o.m, o.k], o.k, o.m)
    o.d.have(equal(left, right), MeanOverAssignments(rows), "x")
    accepted(o.d)
    pair = over_maps(weight * total(g[o.m, z[o.m]] * o.p[z[o.m]], o.m), z)
    squares = over_maps(weight * total(g[o.m, z[o.m]], o.m) ** 2, z)
    for lhs, rhs, reason in [
        (pair, right, "the terms on the two sides differ"),
        (left, total(g[o.m, o.k], o.k, o.m), "the terms on the two sides differ"),
        (squares, right, "a product over the points times a sum"),
        (left, total(o.r[o.m, o.k] * g[o.m, o.k], o.m, o.k), "over k, then over the points"),
    ]:
        o.d.have(equal(lhs, rhs), MeanOverAssignments(rows), "x")
        last = "accepts" if rhs != right and lhs is left and "then" in reason else "refutes"
        refused(o.d, reason, alone=last)
        o.d.steps.pop()


def test_a_mean_needs_a_distribution(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    g = o.d.family("g", o.N, o.K)
    rows = o.d.assume("rows", equal(total(o.r[o.n, o.k], o.k), 2), forall=o.n)
    left = over_maps(product(o.r[o.n, z[o.n]], o.n) * total(g[o.m, z[o.m]], o.m), z)
    right = total(o.r[o.m, o.k] * g[o.m, o.k], o.k, o.m)
    o.d.have(equal(left, right), MeanOverAssignments(rows), "x")
    refused(o.d, "does not say that the rows sum to one")
