"""Indices and arguments that a step names: of the right range, and of the vocabulary."""

from __future__ import annotations

import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cases,
    Cite,
    Gap,
    Ref,
    Rewrite,
    at_most,
    delta,
    differs,
    equal,
    less,
    total,
    xlogy,
)

from ..lab import accepted, outcome, paper, refused, theorem, wipe
from ..names import Names


def test_a_wild_index_does_not_change_its_range(o: Names) -> None:
    """delta(k, j) = 1 for one component says nothing about points."""
    a = o.d.assignment("a", o.N, values=o.N)
    h = o.d.assume("one", equal(delta(o.k, o.j), 1), forall=(o.k, o.j))
    o.d.have(equal(delta(a[o.n], a[o.m]), 1), Rewrite((h,)), "x")
    refused(o.d, "does not occur")


def test_a_number_that_happens_to_be_whole_is_no_index(o: Names) -> None:
    o.d.have(equal(o.p[o.k], sp.exp(xlogy(1, o.p[o.k]))), Algebra(), "x")
    o.d.have(equal(o.p[o.k] + sp.pi, sp.exp(xlogy(1, o.p[o.k])) + sp.pi), Algebra(), "x")
    accepted(o.d)


def test_arguments_of_rules_are_of_the_vocabulary(o: Names) -> None:
    o.d.have(at_most(0, total(o.x[o.n] ** 2, o.n)), Gap(sp.Sum(o.x[o.n] ** 2, (o.n, 1, 3))), "x")
    refused(o.d, "is not 1..size", alone="accepts")


def test_cases_need_a_value_to_compare() -> None:
    d = paper()
    x, y = d.symbol("x"), d.symbol("y", "positive")
    cases = [d.case("one", equal(1 / x, 1)), d.case("other", differs(1 / x, 1))]
    for case in cases:
        d.have(less(0, y), ByHypothesis(), "x", under=case)
    d.have(less(0, y), Cases((Ref("1"), Ref("2"))), "x")
    checked = outcome(d)
    assert checked.steps[-1].rule_status == "refutes"
    assert "a denominator" in checked.steps[-1].rule_detail


def test_an_index_of_the_same_name_and_another_range_is_not_taken_over() -> None:
    d = paper("one")
    C = d.size("C")
    a, b = d.indices("a b", C)
    d.assume("same", at_most(2, C + delta(a, b)), forall=(a, b))
    d.goal(at_most(2, C + delta(a, b)))
    d.have(at_most(2, C + delta(a, b)), ByHypothesis(), "x")
    known = {"one": theorem(d)}
    e = paper("use")
    N, K = e.size("N"), e.size("K")
    a, b = e.indices("a b", N)
    i, j = e.indices("i j", K)
    e.assume("same", at_most(2, K + delta(i, j)), forall=(i, j))
    e.have(at_most(2, K + delta(a, b)), Cite("one", sizes=(("C", K),)), "x")
    refused(e, "says something else", theorems=known, alone="refutes")
    wipe(e)
    put = Cite("one", sizes=(("C", K),), indices=(("a", i), ("b", j)))
    e.have(at_most(2, K + delta(i, j)), put, "x")
    accepted(e, known)
