"""What has a value at one place need not have one at another: fixed indices, limits, roots."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Derivation,
    LimitLaws,
    LinearRoot,
    Unfold,
    delta,
    differs,
    equal,
    indicator,
    less,
    tends_to,
    total,
    zero_exactly_at,
)

from ..lab import accepted, paper, refused


class Sheet:
    """Numbers a_k, of which a_l is not a_j for the fixed l and j; labels c_n; s > 0."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        N, K = self.d.size("N"), self.d.size("K")
        self.i, self.j, self.k, self.l = self.d.indices("i j k l", K)
        self.m, self.n, self.o = self.d.indices("m n o", N)
        self.a, self.y = self.d.family("a", K), self.d.family("y", K)
        self.c = self.d.assignment("c", N, values=K)
        self.s, self.t = self.d.symbol("s", "positive"), self.d.symbol("t")


@pytest.fixture
def w() -> Sheet:
    return Sheet()


def split(here: Any, u: Any, v: Any) -> Any:
    """u/(u - v) - v/(u - v), times ``here``: it is ``here`` where it has a value."""
    return here * u / (u - v) - here * v / (u - v)


def test_a_denominator_at_a_fixed_index_is_none_at_another(w: Sheet) -> None:
    a, i, j, here = w.a, w.i, w.j, delta(w.i, w.l)
    w.d.assume("apart", differs(a[w.l], a[j]))
    w.d.have(equal(split(here, a[w.l], a[j]), here + delta(i, j)), "False at i = j.", Algebra())
    refused(w.d, "the two sides differ")


@pytest.mark.slow
def test_nor_is_one_at_a_fixed_label(w: Sheet) -> None:
    at, other, here = w.a[w.c[w.o]], w.a[w.c[w.n]], delta(w.c[w.m], w.c[w.o])
    w.d.assume("apart", differs(at, other))
    false = equal(split(here, at, other), here + delta(w.c[w.m], w.c[w.n]))
    w.d.have(false, "False where m has the label of n.", Algebra())
    refused(w.d, "the two sides differ")


@pytest.mark.parametrize("name", ["i", "m"])
def test_what_has_a_value_everywhere_has_one_at_the_fixed_index(w: Sheet, name: str) -> None:
    at, here = (
        (w.a[w.l], delta(w.i, w.l)) if name == "i" else (w.a[w.c[w.o]], delta(w.c[w.m], w.c[w.o]))
    )
    other = w.a[w.i] if name == "i" else w.a[w.c[w.m]]
    w.d.assume("there", differs(at, 0))
    w.d.have(equal(here * w.y[w.j] * other / at, here * w.y[w.j]), "The same entry.", Algebra())
    accepted(w.d)


def test_a_fixed_index_leaves_its_sum(w: Sheet) -> None:
    size = w.d.define("size", w.k, total(delta(w.k, w.c[w.n]), w.n))
    w.d.assume("there", differs(w.a[w.k], 0))
    share = total(delta(w.k, w.c[w.n]) * w.a[w.c[w.n]] / w.a[w.k], w.n)
    w.d.have(equal(share, size[w.k]), "Each is one.", Unfold("size"))
    accepted(w.d)


def test_what_is_known_beside_a_factor_is_not_known_where_it_is_zero(w: Sheet) -> None:
    u, v, s = w.a[w.k], w.a[w.l], w.s
    apart, square = 1 - indicator(u, v), u**2 - 2 * u * v + v**2
    line = tends_to(apart * square / ((u - v) ** 2 + s), s, apart + delta(w.k, w.l))
    w.d.have(line, "False at k = l: it is 0 there.", LimitLaws())
    refused(w.d, "a denominator: nothing here shows that a[k] - a[l] != 0")


def test_a_limit_whose_value_is_known_everywhere(w: Sheet) -> None:
    apart = 1 - indicator(w.t, 0)
    w.d.have(tends_to(apart * w.t**2 / (w.t**2 + w.s), w.s, apart), "It is 0 or 1.", LimitLaws())
    accepted(w.d)


def test_a_root_at_which_a_sum_may_vanish(w: Sheet) -> None:
    whole = total(w.y[w.j], w.j)
    w.d.assume("whole", differs(whole, 0))
    line = zero_exactly_at((w.t - w.y[w.i]) / whole, w.y[w.i], w.t)
    w.d.have(line, "The other entries may take t back.", LinearRoot(1 / whole))
    refused(w.d, "nothing here shows that total(y[j], j) != 0")


@pytest.mark.parametrize("shown", [False, True])
def test_a_root_that_may_meet_another_entry(w: Sheet, shown: bool) -> None:
    gap = w.y[w.j] - w.y[w.i]
    w.d.assume("order", less(w.y[w.i], w.y[w.j]))
    if shown:
        w.d.have(differs(gap, 0), "One lies above.", ByHypothesis())
    line = zero_exactly_at((w.t - w.y[w.i]) / gap, w.y[w.i], w.t)
    w.d.have(line, "At t = y_j it has no value.", LinearRoot(1 / gap))
    refused(w.d, "nothing here shows that -y[i] + y[j] != 0")


def test_a_root_where_the_unknown_has_a_sign(w: Sheet) -> None:
    d = w.d
    d.assume("sign", less(0, w.y[w.i]), forall=w.i)
    d.assume("there", less(0, w.t))
    d.assume("mass", equal(total(w.y[w.j], w.j), w.s))
    line = zero_exactly_at((w.t - w.y[w.i]) / w.y[w.i], w.y[w.i], w.t)
    d.have(line, "It has a value wherever y is positive.", LinearRoot(1 / w.y[w.i]))
    accepted(d)
