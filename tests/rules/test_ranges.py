"""What is known for all indices of one range is not used at indices of another.

Each false line has its counterexample far from the numbers that instances are drawn from
(355/113), so that the rule alone has to refuse it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    MinimumIsLeast,
    Ref,
    Rewrite,
    at_most,
    delta,
    differs,
    equal,
    indicator,
    less,
    minimum,
    total,
)

from ..lab import accepted, paper
from ..lab import refused_by_rule as refused

FAR = sp.Rational(355, 113)


class Ranges:
    """Points n, m in 1..N, components k, j, i in 1..K, labels of both kinds, values a_v."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        self.N, self.K, self.V = (self.d.size(name) for name in "NKV")
        self.n, self.m, self.o = self.d.indices("n m o", self.N)
        self.k, self.j, self.i = self.d.indices("k j i", self.K)
        self.v = self.d.index("v", self.V)
        self.a, self.w = self.d.family("a", self.V), self.d.family("w", self.K)
        self.c = self.d.assignment("c", self.N, values=self.K)
        self.own = self.d.assignment("own", self.N, values=self.N)

    def hits(self, here: Any, there: Any) -> Any:
        """How many a_v equal 355/113 + delta(here, there)."""
        return total(indicator(self.a[self.v], FAR + delta(here, there)), self.v)


@pytest.fixture
def s() -> Ranges:
    return Ranges()


#: A known total of all pairs of points, and lines that use it elsewhere.  At N = 1, K = 2 and
#: a = 355/113 the total is 0 for all points and 1 where the two components differ.
ELSEWHERE: dict[str, Callable[[Ranges], tuple[Any, Any]]] = {
    "components": lambda s: (s.hits(s.k, s.j), 0),
    "labels": lambda s: (s.hits(s.c[s.n], s.c[s.m]), 0),
    "a label and a component": lambda s: (s.hits(s.c[s.n], s.k), 0),
    "components that are summed over": lambda s: (total(s.hits(s.k, s.j) * s.w[s.k], s.k), 0),
    "both summed over": lambda s: (total(s.hits(s.k, s.j) * s.w[s.k] * s.w[s.j], s.k, s.j), 0),
    "the square": lambda s: (s.hits(s.k, s.j) ** 2, 0),
    "beside another": lambda s: (s.hits(s.k, s.j) * s.hits(s.n, s.m) + s.hits(s.k, s.i), 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("line", ELSEWHERE)
def test_a_known_total_holds_for_its_own_range(s: Ranges, line: str) -> None:
    known = s.d.assume("known", equal(s.hits(s.n, s.m), 0), forall=(s.n, s.m))
    s.d.have(equal(*ELSEWHERE[line](s)), Rewrite((known,)), "x")
    found = line == "beside another"
    refused(s.d, "the two sides still differ" if found else "does not occur in this line")


WITHIN: dict[str, Callable[[Ranges], tuple[Any, Any]]] = {
    "other points": lambda s: (s.hits(s.m, s.o), 0),
    "points by labels": lambda s: (s.hits(s.own[s.n], s.m), 0),
    "points that are summed over": lambda s: (total(s.hits(s.o, s.m), s.o), 0),
    "both summed over": lambda s: (total(s.hits(s.o, s.m), s.o, s.m), 0),
}


@pytest.mark.parametrize("line", WITHIN)
def test_a_known_total_holds_for_all_of_its_range(s: Ranges, line: str) -> None:
    known = s.d.assume("known", equal(s.hits(s.n, s.m), 0), forall=(s.n, s.m))
    s.d.have(equal(*WITHIN[line](s)), Rewrite((known,)), "x")
    accepted(s.d)


@pytest.mark.slow
def test_one_known_total_for_two_ranges(s: Ranges) -> None:
    def both(here: Any, there: Any) -> Any:
        return total(indicator(s.a[s.v], FAR + here + 2 * there), s.v)

    known = s.d.assume(
        "known", equal(both(delta(s.n, s.m), delta(s.k, s.j)), 0), forall=(s.n, s.m, s.k, s.j)
    )
    line = equal(both(delta(s.n, s.o), delta(s.i, s.j)), 0)
    s.d.have(line, Rewrite((known,)), "x")
    accepted(s.d)
    s.d.steps.clear()
    s.d.goals.clear()
    s.d.have(equal(both(delta(s.i, s.k), delta(s.i, s.j)), 0), Rewrite((known,)), "x")
    refused(s.d, "does not occur in this line")


def test_an_equation_is_read_at_its_own_range(s: Ranges) -> None:
    known = s.d.assume(
        "known", equal(indicator(s.a[s.v], FAR + delta(s.n, s.m)), 0), forall=(s.n, s.m, s.v)
    )
    line = equal(indicator(s.a[s.v], FAR + delta(s.k, s.j)), 0)
    s.d.have(line, Rewrite((known,)), "x")
    refused(s.d, "does not occur")
    s.d.steps.clear()
    s.d.goals.clear()
    s.d.have(line, Rewrite((known.at({s.n: s.k}),)), "x")
    refused(s.d, "k does not range over 1..N")


def test_a_condition_is_met_at_its_own_range(s: Ranges) -> None:
    """Two points differ; two components need not."""
    s.d.assume("apart", differs(s.n, s.m))
    h = s.d.assume("h", equal(s.w[s.k], s.w[s.j]), forall=(s.k, s.j), given=differs(s.k, s.j))
    s.d.have(equal(s.w[s.k], s.w[s.j]), Rewrite((h,)), "x")
    refused(s.d, "nothing here shows that k != j")


def test_a_minimum_over_another_range(s: Ranges) -> None:
    """b <= delta(n, m) for all points says nothing of components."""
    b = s.d.symbol("b")
    h = s.d.assume("h", at_most(b, FAR * delta(s.n, s.m)), forall=s.n)
    s.d.have(at_most(b, minimum(FAR * delta(s.k, s.j), s.k)), MinimumIsLeast(h), "x")
    refused(s.d, "does not bound every value")


@pytest.mark.parametrize("letter", ["n", "o"])
@pytest.mark.parametrize("named", [False, True])
def test_a_minimum_whatever_the_letter(s: Ranges, letter: str, named: bool) -> None:
    x, b = s.d.family("x", s.N), s.d.symbol("b")
    h: Ref = s.d.assume("h", at_most(b, x[s.n]), forall=s.n)
    bound = getattr(s, letter)
    rule = MinimumIsLeast(h.at({s.n: s.o}) if named else h)
    s.d.have(at_most(b, minimum(x[bound], bound)), rule, "x")
    accepted(s.d)


def test_a_sum_known_to_be_positive_for_one_range_says_nothing_of_another() -> None:
    """For N = 1 the fact is about equal indices alone; k and j may differ."""
    d = paper()
    N, K, T = d.size("N"), d.size("K"), d.size("T")
    n, m = d.indices("n m", N)
    k, j = d.indices("k j", K)
    t = d.index("t", T)
    y, c = d.symbol("y"), d.symbol("c")
    z = d.assignment("z", T, values=K)
    d.assume("h", less(0, y + c * delta(n, m)), (n, m))
    for i in (delta(k, j), delta(k, z[t]), delta(z[t], j)):
        term = y + c * i
        for left, right in [
            (sp.Abs(term), term),
            (sp.Abs(2 * term) * sp.Abs(c), 2 * term * sp.Abs(c)),
            (total(sp.Abs(term), k), total(term, k)),
        ]:
            if i.has(k) or not isinstance(left, sp.Sum):
                d.have(equal(left, right), "x", Algebra())
                refused(d, "the two sides differ")
                d.steps.pop()
    own = y + c * delta(m, n)
    d.have(equal(sp.Abs(own), own), "x", Algebra())
    accepted(d)


def test_the_order_of_two_indices_is_no_sign_of_a_number() -> None:
    d = paper()
    k, j = d.indices("k j", d.size("K"))
    y, c = d.symbol("y"), d.symbol("c")
    d.assume("h", less(0, y + c))
    with d.when("before", less(k, j)):
        d.have(equal(sp.Abs(y + c) * c, (y + c) * c), "x", Algebra())
    accepted(d)
