"""1/f(c_n) has a value for all n: this says nothing about 1/f(k) where no point has the label k."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import (
    Algebra,
    Derivation,
    Gap,
    Rewrite,
    Unfold,
    at_most,
    combine,
    delta,
    equal,
    less,
    total,
)

from ..lab import accepted, paper, refused_by_rule

DIFFER = "the two sides differ"


class Labels:
    """Points with labels, the sizes of the clusters, and why the cluster of a point has a size."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        N, self.K = self.d.size("N"), self.d.size("K")
        self.k, self.n, self.i = self.d.index("k", self.K), *self.d.indices("n i", N)
        self.c = self.d.assignment("c", N, values=self.K)
        self.mine = delta(self.k, self.c[self.n])
        self.size = self.d.define("size", self.k, total(self.mine, self.n))
        other = delta(self.c[self.n], self.c[self.i]) * (1 - delta(self.n, self.i))
        own = at_most(1, self.size[self.c[self.n]])
        kept = self.d.have(own, "It holds its point.", Gap(total(other, self.i), "size"))
        self.d.have(less(0, self.size[self.c[self.n]]), "So.", combine(kept, gap=1))

    def over(self, power: Any) -> Any:
        """Sum over n of delta(k, c_n) N_{c_n}^power."""
        return total(self.mine * self.size[self.c[self.n]] ** power, self.n)


@pytest.fixture
def w() -> Labels:
    """Fresh declarations."""
    return Labels()


def test_an_empty_cluster_has_no_share(w: Labels) -> None:
    w.d.have(equal(w.over(-1), 1), "False for an empty cluster.", Unfold("size"))
    refused_by_rule(w.d, DIFFER)


def test_nor_has_it_a_power_of_its_size(w: Labels) -> None:
    w.d.have(equal(w.over(-2) * w.size[w.k], 1), "False.", Unfold("size"))
    refused_by_rule(w.d, DIFFER)


def test_not_all_labels_are_taken(w: Labels) -> None:
    w.d.have(equal(total(w.over(-1), w.k), w.K), "False.", Unfold("size"))
    refused_by_rule(w.d, DIFFER)


def test_nor_where_the_size_is_known_by_another_name(w: Labels) -> None:
    a = w.d.family("a", w.K)
    count = w.d.assume("count", equal(total(w.mine, w.n), a[w.k]), forall=w.k)
    w.d.assume("there", less(0, a[w.c[w.n]]), forall=w.n)
    w.d.have(equal(total(w.mine / a[w.c[w.n]], w.n), 1), "False.", Rewrite(count))
    refused_by_rule(w.d, "does not occur in this line")


def test_a_cluster_with_points_has_one(w: Labels) -> None:
    with w.d.when("occupied", less(0, w.size[w.k])):
        w.d.have(equal(w.over(-1), 1), "Its points are as many as its size.", Unfold("size"))
    accepted(w.d)


def test_what_is_positive_at_all_labels_is_so_at_those_taken(w: Labels) -> None:
    a = w.d.family("a", w.K, sign="positive")
    line = equal(total(w.mine / a[w.c[w.n]], w.n), total(w.mine, w.n) / a[w.k])
    w.d.have(line, "The label is k.", Algebra())
    accepted(w.d)


def test_powers_move_from_the_label_to_the_index(w: Labels) -> None:
    a = w.d.family("a", w.K)
    line = equal(total(w.mine * a[w.c[w.n]] ** 2, w.n), a[w.k] ** 2 * total(w.mine, w.n))
    w.d.have(line, "The label is k.", Algebra())
    accepted(w.d)
    w.d.have(equal(total(w.over(-1), w.k), total(1 / w.size[w.c[w.n]], w.n)), "Sort.", Algebra())
    accepted(w.d)
