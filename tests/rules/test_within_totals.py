"""A term of a known total, and terms at places that differ: signs that rest on these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hardlimit.proofs.author import (
    ByHypothesis,
    Gap,
    at_most,
    delta,
    differs,
    equal,
    less,
    total,
)
from sympy import log

from ..lab import accepted, paper, refused


class Shares:
    """p_k >= 0 and q_k > 0 that sum to 1, v_k >= 0 of any sum, u_k of any sign that sum to 1."""

    def __init__(self, size: int = 2) -> None:
        d = self.d = paper()
        K = self.K = d.size("K")
        self.k, self.j = d.indices("k j", K)
        self.p = d.family("p", K, sign="nonnegative")
        self.q = d.family("q", K, sign="positive")
        self.v = d.family("v", K, sign="nonnegative")
        self.u = d.family("u", K)
        for name in ("p", "q", "u"):
            family = getattr(self, name)
            d.assume(f"one_{name}", equal(total(family[self.k], self.k), 1))
        d.assume("some", at_most(size, K))
        self.first, self.second = d.place(K, 1), d.place(K, 2)
        self.last = d.place(K, K)


TRUE: dict[str, Callable[[Shares], Any]] = {
    "a share": lambda s: at_most(s.p[s.k], 1),
    "more than it": lambda s: at_most(s.p[s.k], 1 + s.v[s.j]),
    "the logarithm of a share": lambda s: at_most(log(s.q[s.j]), 0),
    "an entropy's term": lambda s: at_most(0, -s.q[s.j] * log(s.q[s.j])),
    "its reciprocal": lambda s: at_most(1, 1 / s.q[s.k]),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_term_is_at_most_the_total(name: str) -> None:
    s = Shares()
    s.d.have(TRUE[name](s), "x", ByHypothesis())
    accepted(s.d)


FALSE: dict[str, Callable[[Shares], Any]] = {
    "a share need not be below 1": lambda s: less(s.p[s.k], 1),
    "two shares are twice as much": lambda s: at_most(s.p[s.k] + s.p[s.j], 1),
    "of no known total": lambda s: at_most(s.v[s.k], 1),
    "half of the total": lambda s: at_most(2 * s.p[s.k], 1),
    "terms of any sign": lambda s: at_most(s.u[s.k], 1),
}


@pytest.mark.parametrize("name", FALSE)
def test_no_more_is_known_of_a_term(name: str) -> None:
    s = Shares()
    s.d.have(FALSE[name](s), "x", ByHypothesis())
    refused(s.d, "")


def test_a_bound_of_the_total_will_do() -> None:
    d = paper()
    N = d.size("N")
    n, c = d.index("n", N), d.symbol("c")
    w = d.family("w", N, sign="nonnegative")
    d.assume("bounded", at_most(total(w[n] ** 2, n), c))
    d.have(at_most(w[n] ** 2, c), "x", ByHypothesis())
    accepted(d)
    d.have(at_most(w[n], c), "x", ByHypothesis())
    refused(d, "")


def without(s: Shares, *at: Any) -> Any:
    """The sum of v without its terms at these places."""
    return total(s.v[s.j] * (1 - sum(delta(s.j, i) for i in at)), s.j)


def test_terms_at_places_that_differ() -> None:
    s = Shares()
    whole = total(s.v[s.j], s.j)
    for at in ((s.first, s.second), (s.first, s.last)):
        s.d.have(at_most(sum(s.v[i] for i in at), whole), "x", Gap(without(s, *at)))
    with s.d.when("apart", differs(s.k, s.first)):
        s.d.have(at_most(s.v[s.k] + s.v[s.first], whole), "x", Gap(without(s, s.k, s.first)))
    accepted(s.d)


@pytest.mark.parametrize("at", ["k and 1", "2 and the last", "1 and 1"])
def test_places_that_may_be_one(at: str) -> None:
    s = Shares()
    one, other = {
        "k and 1": (s.k, s.first),
        "2 and the last": (s.second, s.last),
        "1 and 1": (s.first, s.first),
    }[at]
    claim = at_most(s.v[one] + s.v[other], total(s.v[s.j], s.j))
    s.d.have(claim, "x", Gap(without(s, one, other)))
    refused(s.d, "nothing here shows that 0 <= total")


def test_the_second_place_and_the_last_of_three() -> None:
    s = Shares(3)
    claim = at_most(s.v[s.second] + s.v[s.last], total(s.v[s.j], s.j))
    s.d.have(claim, "x", Gap(without(s, s.second, s.last)))
    accepted(s.d)
