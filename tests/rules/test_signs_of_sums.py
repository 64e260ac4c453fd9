"""Signs of sums that are taken apart, of a fact and what is added to it, and below fractions."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import (
    ByHypothesis,
    Derivation,
    LogLaws,
    at_most,
    differs,
    equal,
    less,
    total,
)
from hardlimit.proofs.rules.spreading import spread
from sympy import log

from ..lab import accepted, paper, refused_by_rule


class Sums:
    """Weights and numbers of any sign, and a few symbols."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        self.N, K = self.d.size("N"), self.d.size("K")
        self.n, self.m = self.d.indices("n m", self.N)
        self.k, self.j = self.d.indices("k j", K)
        self.q, self.x = self.d.family("q", self.N, K), self.d.family("x", self.N)
        self.w = self.d.family("w", self.N, sign="positive")
        self.a, self.b = self.d.symbol("a"), self.d.symbol("b")
        self.p = self.d.symbol("p", "positive")

    def shows(self, relation: Any) -> None:
        """One line by the signs alone."""
        self.d.have(relation, "Its sign.", ByHypothesis())


@pytest.fixture
def o() -> Sums:
    return Sums()


def test_spreading_keeps_the_value(o: Sums) -> None:
    n, m, x, q, k = o.n, o.m, o.x, o.q, o.k
    assert spread(total(1 - x[n], n)) == o.N - total(x[n], n)
    doubled = spread(total(o.a * x[n] * (o.b + 1), n, m))
    assert doubled == o.a * o.b * o.N * total(x[n], n) + o.a * o.N * total(x[n], n)
    assert spread(total(q[n, k] * (o.a - 1), n)) == o.a * total(q[n, k], n) - total(q[n, k], n)
    many = total((x[n] + o.a + o.b + 1) ** 2, n)
    assert spread(many) == many


def test_a_sum_taken_apart_has_its_sign(o: Sums) -> None:
    n, k, q, x = o.n, o.k, o.q, o.x
    o.d.assume("more", less(0, total(q[n, k] * (1 - x[n]), n)), forall=k)
    o.shows(less(0, total(q[n, o.j], n) - total(q[n, o.j] * x[n], n)))
    accepted(o.d)


@pytest.mark.parametrize("which", range(5))
def test_what_a_sum_does_not_say(o: Sums, which: int) -> None:
    n, k, q, x = o.n, o.k, o.q, o.x
    o.d.assume("more", less(0, total(q[n, k] * (1 - x[n]), n)), forall=k)
    o.shows(
        (
            less(0, o.N - total(q[n, k] * x[n], n)),
            less(0, total(q[n, k] * x[n], n) - total(q[n, k], n)),
            less(0, total(q[n, k], n) - total(q[n, o.j] * x[n], n)),
            less(0, 1 - total(q[n, k] * x[n], n) / total(q[n, k], n)),
            less(0, total(q[n, k], n) - 2 * total(q[n, k] * x[n], n)),
        )[which]
    )
    refused_by_rule(o.d, "nothing here shows")


def test_a_mean_of_shares_is_below_one(o: Sums) -> None:
    n = o.n
    o.d.assume("rest", less(0, total(1 - o.x[n], n)))
    o.shows(less(total(o.x[n], n) / o.N, 1))
    accepted(o.d)


def test_a_fact_and_what_is_not_negative(o: Sums) -> None:
    o.d.assume("large", less(1, o.a))
    o.shows(less(0, total(o.w[o.n], o.n) + o.a - 1))
    o.shows(at_most(0, o.a + o.p - 1))
    accepted(o.d)


@pytest.mark.parametrize("which", range(3))
def test_a_fact_and_what_may_be_negative(o: Sums, which: int) -> None:
    o.d.assume("large", less(1, o.a))
    o.shows(
        (
            less(0, total(o.x[o.n], o.n) + o.a - 1),
            less(0, o.a + o.b - 1),
            less(0, o.p + o.a - 2),
        )[which]
    )
    refused_by_rule(o.d, "nothing here shows")


def test_one_over_a_negative_number(o: Sums) -> None:
    o.d.assume("below", less(o.a, 0))
    o.shows(less(0, -o.p / o.a))
    accepted(o.d)
    o.shows(less(0, o.p / o.a))
    refused_by_rule(o.d, "nothing here shows")


def test_one_over_a_number_of_any_sign(o: Sums) -> None:
    o.d.assume("some", differs(o.a, 0))
    o.shows(less(0, -o.p / o.a))
    refused_by_rule(o.d, "nothing here shows")


def test_logarithms_of_sums_that_a_fact_says_are_positive(o: Sums) -> None:
    o.d.assume("filled", less(0, total(o.x[o.n], o.n)))
    s = total(o.x[o.n], o.n)
    o.d.have(equal(log(s / o.p), log(s) - log(o.p)), "The law.", LogLaws())
    o.d.have(equal(log(1 - o.p / (s + o.p)), log(s) - log(s + o.p)), "The law.", LogLaws())
    accepted(o.d)


def test_logarithms_of_sums_of_any_sign(o: Sums) -> None:
    s = total(o.x[o.n], o.n)
    o.d.assume("apart", less(0, s / o.a))
    o.d.have(equal(log(s / o.a), log(s) - log(o.a)), "No law.", LogLaws())
    refused_by_rule(o.d, "nothing here shows")


def test_facts_are_taken_several_times_and_several_at_once(o: Sums) -> None:
    o.d.assume("first", less(1, o.a))
    o.d.assume("second", less(1, o.b))
    o.shows(less(0, 2 * o.a + o.p - 2))
    o.shows(less(0, o.a + o.b - 2))
    o.shows(less(0, o.a + 3 * o.b + o.p - 4))
    accepted(o.d)


@pytest.mark.parametrize(
    "line",
    [
        lambda o: less(0, 2 * o.a + o.p - 3),  # a > 1 says 2 a - 2 > 0 alone
        lambda o: less(0, o.a + o.b - 2),  # nothing is said of b
        lambda o: less(0, 2 - 2 * o.a + o.p),  # no factor below 0
        lambda o: less(0, o.a * o.b - 1),
        lambda o: less(0, o.x[o.n] + o.a - 1),
    ],
)
def test_a_fact_says_no_more_than_its_multiples(o: Sums, line: Any) -> None:
    o.d.assume("first", less(1, o.a))
    o.shows(line(o))
    refused_by_rule(o.d, "nothing here shows")


def test_the_logarithm_of_a_quotient_of_sums_that_facts_add_up_to(o: Sums) -> None:
    o.d.assume("first", less(1, o.a))
    o.d.assume("second", less(1, o.b))
    above, below = o.a - 1 + total(o.p, o.n), 2 * o.a + o.b - 3
    o.d.have(equal(log(above / below), log(above) - log(below)), "The law.", LogLaws())
    accepted(o.d)


def test_a_quotient_that_is_positive_has_two_signs_unless_one_is_known(o: Sums) -> None:
    """(1 - a)/(b - c) > 0 says b < c for a > 1, and nothing of either where a is of any sign."""
    c = o.d.symbol("c")
    o.d.assume("whole", less(0, (1 - o.a) / (o.b - c)))
    law = equal(log((1 - o.a) / (o.b - c)), log(o.a - 1) - log(c - o.b))
    o.d.have(law, "No law.", LogLaws())
    refused_by_rule(o.d, "nothing here shows")
