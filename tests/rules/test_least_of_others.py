r"""The least of all others, min over j other than k: what is known of it, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    ByHypothesis,
    MinimumIsLeast,
    Ref,
    at_most,
    delta,
    differs,
    minimum,
)
from hardlimit.proofs.language.others import least_of_others, others

from ..lab import accepted, paper, refused, refused_by_rule


class Margin:
    """Distances f_j for K >= 2 (or K >= 1), and the least of all but the k-th."""

    def __init__(self, size: int = 2) -> None:
        d = self.d = paper()
        K = self.K = d.size("K")
        self.i, self.j, self.k, self.l = d.indices("i j k l", K)
        self.f, self.c = d.family("f", K), d.symbol("c")
        self.reach = d.assume("others", at_most(size, K))
        self.least = least_of_others(self.f[self.j], self.j, self.k, self.i)


def test_it_is_seen_as_it_is_made_and_multiplied_out() -> None:
    m = Margin()
    assert others(m.least) == (m.f[m.j], m.k)
    body = sp.expand(m.least.args[0]) - m.f[m.k] * delta(m.j, m.k) + m.f[m.j] * delta(m.j, m.k)
    assert others(minimum(body, m.j)) == (m.f[m.j], m.k)


def test_nothing_else_is_taken_for_it() -> None:
    m = Margin()
    tie, top = delta(m.j, m.k), -minimum(-m.f[m.i], m.i)
    for body in (
        m.f[m.j],
        m.f[m.j] * (1 - tie),
        m.f[m.j] * (1 - tie) + tie * minimum(m.f[m.i], m.i),
        m.f[m.j] * (1 - tie) + tie * -minimum(-m.f[m.i] - 1, m.i),
        m.f[m.j] + tie * top,
        m.f[m.i] * (1 - tie) + tie * top,
    ):
        assert others(minimum(body, m.j)) is None, body


def test_it_is_at_most_each_other_value() -> None:
    m = Margin()
    with m.d.when("apart", differs(m.l, m.k)):
        m.d.have(at_most(m.least, m.f[m.l]), "x", ByHypothesis())
    accepted(m.d)
    first, last = m.d.place(m.K, 1), m.d.place(m.K, m.K)
    least = least_of_others(m.f[m.j], m.j, first, m.i)
    m.d.have(at_most(least, m.f[last]), "x", ByHypothesis())
    accepted(m.d)


BEYOND: dict[str, Callable[[Margin], Any]] = {
    "the one left out": lambda m: at_most(m.least, m.f[m.k]),
    "one that may be left out": lambda m: at_most(m.least, m.f[m.l]),
    "the other way round": lambda m: at_most(m.f[m.l], m.least),
}


@pytest.mark.parametrize("name", BEYOND)
def test_no_other_value_is_above_it(name: str) -> None:
    m = Margin()
    m.d.have(BEYOND[name](m), "x", ByHypothesis())
    refused(m.d, "nothing here shows that")


def test_what_bounds_all_others_bounds_the_least_of_them() -> None:
    m = Margin()
    m.d.assume("below", at_most(m.c, m.f[m.j]), forall=(m.j, m.k), given=differs(m.j, m.k))
    m.d.have(at_most(m.c, m.least), "x", MinimumIsLeast(Ref("below")))
    accepted(m.d)


def test_where_there_may_be_no_other_nothing_bounds_it() -> None:
    m = Margin(1)
    m.d.assume("below", at_most(m.c, m.f[m.j]), forall=(m.j, m.k), given=differs(m.j, m.k))
    m.d.have(at_most(m.c, m.least), "x", MinimumIsLeast(Ref("below")))
    refused(m.d, "there may be no other value: suppose that 2 <= K")


def test_a_bound_of_all_will_do_and_one_of_other_values_will_not() -> None:
    m = Margin(1)
    m.d.assume("all", at_most(m.c, m.f[m.j]), forall=m.j)
    m.d.have(at_most(m.c, m.least), "x", MinimumIsLeast(Ref("all")))
    accepted(m.d)
    m = Margin()
    first = m.d.place(m.K, 1)
    m.d.assume("beside", at_most(m.c, m.f[m.j]), forall=m.j, given=differs(m.j, first))
    m.d.have(at_most(m.c, m.least), "x", MinimumIsLeast(Ref("beside")))
    refused_by_rule(m.d, "does not bound every value")


def test_a_step_under_the_condition() -> None:
    m = Margin()
    m.d.assume("below", at_most(m.c + 1, m.f[m.j]), forall=(m.j, m.k), given=differs(m.j, m.k))
    with m.d.when("apart", differs(m.j, m.k)):
        line = m.d.have(at_most(m.c + 1, m.f[m.j]), "x", ByHypothesis(Ref("below")))
    m.d.have(at_most(m.c + 1, m.least), "x", MinimumIsLeast(line))
    accepted(m.d)
