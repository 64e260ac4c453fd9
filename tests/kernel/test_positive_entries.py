"""Facts that say which entries of a family are positive: where algebra may use them."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import Algebra, differs, equal, less, product, total

from .lab import accepted, outcome, paper, refused

DIFFER = "residue is not zero"


class Entries:
    """A matrix, a sequence and a table of numbers of any sign."""

    def __init__(self) -> None:
        self.d = paper()
        N, K = self.d.size("N"), self.d.size("K")
        self.t, self.n = self.d.indices("t n", N)
        self.j, self.k, self.i = self.d.indices("j k i", K)
        self.c, self.loss = self.d.family("cov", K, K), self.d.family("loss", N)
        self.lam, self.p = self.d.family("lam", N, K), self.d.family("p", K)
        self.s = self.d.symbol("s", "positive")

    def root(self, entry: Any, *over: Any, under: Any = ()) -> None:
        """(u^2 + s u^2)^(1/2) = u (1 + s)^(1/2), which is false for u < 0."""
        root, there = sp.sqrt(entry**2 + self.s * entry**2), entry * sp.sqrt(1 + self.s)
        if over:
            root, there = total(root, *over), total(there, *over)
        self.d.have(equal(root, there), Algebra(), "Take the square out of the root.", under)


@pytest.fixture
def o() -> Entries:
    """Fresh declarations."""
    return Entries()


# -- the diagonal -------------------------------------------------------------------------------
def test_the_diagonal_is_read(o: Entries) -> None:
    o.d.assume("diagonal", less(0, o.c[o.k, o.k]), forall=o.k)
    o.root(o.c[o.k, o.k])
    o.root(o.c[o.i, o.i], o.i)
    accepted(o.d)


def test_the_diagonal_says_nothing_of_other_entries(o: Entries) -> None:
    o.d.assume("diagonal", less(0, o.c[o.k, o.k]), forall=o.k)
    o.d.assume("there", differs(o.c[o.j, o.k], 0), forall=(o.j, o.k))
    o.root(o.c[o.j, o.k])
    refused(o.d, DIFFER)


def test_one_entry_of_the_diagonal_is_no_other(o: Entries) -> None:
    o.d.assume("corner", less(0, o.c[o.k, o.k]))
    o.d.assume("there", differs(o.c[o.j, o.j], 0), forall=o.j)
    o.root(o.c[o.k, o.k])
    o.root(o.c[o.j, o.j])
    refused(o.d, DIFFER)


# -- from the second entry on -------------------------------------------------------------------
def test_the_entries_from_the_second_on_are_read(o: Entries) -> None:
    o.d.assume("later", less(0, o.loss[o.t + 1]), forall=o.t)
    o.root(o.loss[o.t + 1])
    o.root(o.loss[o.n + 1], o.n)
    accepted(o.d)


@pytest.mark.parametrize("over", ["t", ""])
def test_the_first_entry_is_not_among_those_from_the_second_on(o: Entries, over: str) -> None:
    o.d.assume("later", less(0, o.loss[o.t + 1]), forall=o.t)
    o.d.assume("there", differs(o.loss[o.t], 0), forall=o.t)
    o.root(o.loss[o.t], *((o.t,) if over else ()))
    refused(o.d, DIFFER)


def test_all_entries_of_the_range_say_nothing_of_the_one_beyond(o: Entries) -> None:
    o.d.assume("all", less(0, o.loss[o.t]), forall=o.t)
    o.d.assume("there", differs(o.loss[o.t + 1], 0), forall=o.t)
    o.root(o.loss[o.t])
    o.root(o.loss[o.t + 1])
    refused(o.d, DIFFER)


def test_the_entry_after_one_index_is_read_at_that_index_only(o: Entries) -> None:
    o.d.assume("next", less(0, o.loss[o.t + 1]))
    o.d.assume("there", differs(o.loss[o.n + 1], 0), forall=o.n)
    o.root(o.loss[o.t + 1])
    o.root(o.loss[o.n + 1])
    refused(o.d, DIFFER)


# -- where a fact does not hold -----------------------------------------------------------------
def test_a_fact_with_a_condition_is_not_read(o: Entries) -> None:
    o.d.assume("above", less(0, o.c[o.k, o.k]), forall=o.k, given=less(0, o.p[o.k]))
    o.d.assume("there", differs(o.c[o.k, o.k], 0), forall=o.k)
    o.root(o.c[o.k, o.k])
    refused(o.d, DIFFER)


def test_a_fact_of_one_case_is_not_read_in_another(o: Entries) -> None:
    above = o.d.case("above", less(0, o.c[o.k, o.k]))
    below = o.d.case("below", less(o.c[o.k, o.k], 0))
    o.root(o.c[o.k, o.k], under=above)
    o.root(o.c[o.k, o.k], under=below)
    refused(o.d, DIFFER)


# -- products -----------------------------------------------------------------------------------
def test_a_product_of_factors_of_unknown_sign_is_not_taken_for_positive(o: Entries) -> None:
    whole = product(o.p[o.j] + o.s, o.j)
    o.d.have(equal(sp.Abs(whole), whole), Algebra(), "So it is said.")
    last = outcome(o.d).steps[-1]
    assert (last.rule_status, last.instances.status) == ("undecided", "refutes")


def test_a_product_of_positive_sums_is_positive(o: Entries) -> None:
    o.d.assume("diagonal", less(0, o.c[o.k, o.k]), forall=o.k)
    whole = product(o.c[o.j, o.j] + o.s, o.j)
    o.d.have(equal(sp.Abs(whole), whole), Algebra(), "No factor is negative.")
    accepted(o.d)
