"""What algebra may take for positive: entries of which facts say so, products, factors of sums."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    LogLaws,
    at_most,
    differs,
    equal,
    indicator,
    less,
    product,
    total,
)
from hardlimit.proofs.rules.normal.convert import Normaliser

from ..lab import accepted, outcome, paper, refused, refused_by_rule, wipe
from ..names import Names

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
    assert (last.rule_status, last.instances.status) == ("refutes", "refutes")


def test_a_product_of_positive_sums_is_positive(o: Entries) -> None:
    o.d.assume("diagonal", less(0, o.c[o.k, o.k]), forall=o.k)
    whole = product(o.c[o.j, o.j] + o.s, o.j)
    o.d.have(equal(sp.Abs(whole), whole), Algebra(), "No factor is negative.")
    accepted(o.d)


#: Products of factors of any sign are what their factors are, whatever the index is called.
SAME: dict[str, Any] = {
    "other form": lambda o: (
        product((o.p[o.j] + 1) * o.p[o.j], o.j),
        product(o.p[o.k] ** 2 + o.p[o.k], o.k),
    ),
    "inside a sum": lambda o: (
        total(product((o.lam[o.n, o.j] - 1) * (o.lam[o.n, o.j] + 1), o.j), o.n),
        total(product(o.lam[o.t, o.k] ** 2 - 1, o.k), o.t),
    ),
    "around a sum": lambda o: (
        product(2 * total(o.c[o.j, o.k], o.k), o.j),
        product(total(2 * o.c[o.i, o.j], o.j), o.i),
    ),
    "one in the other": lambda o: (
        product(product((o.c[o.j, o.k] + 1) * o.y, o.k), o.j),
        product(product(o.c[o.i, o.j] * o.y + o.y, o.j), o.i),
    ),
    "positive and other factors": lambda o: (
        product(o.s, o.j) * product(o.p[o.j], o.j) / product(o.s, o.k),
        product(o.p[o.i], o.i),
    ),
}
OTHER: dict[str, Any] = {
    "columns for rows": lambda o: (
        product(total(o.c[o.j, o.k], o.k), o.j),
        product(total(o.c[o.k, o.j], o.k), o.j),
    ),
    "columns for rows inside": lambda o: (
        total(product(o.c[o.j, o.k], o.k), o.j),
        total(product(o.c[o.k, o.j], o.k), o.j),
    ),
    "minus outside": lambda o: (product(-o.p[o.j], o.j), -product(o.p[o.j], o.j)),
    "root of a square": lambda o: (sp.sqrt(product(o.p[o.j], o.j) ** 2), product(o.p[o.j], o.j)),
    "absolute values": lambda o: (product(sp.Abs(o.p[o.j]), o.j), product(o.p[o.j], o.j)),
    "a free index bound": lambda o: (
        product(o.c[o.j, o.k], o.k),
        product(o.c[o.k, o.k], o.k),
    ),
    "a sum for a product": lambda o: (product(o.p[o.j], o.j), total(o.p[o.j], o.j)),
    "the other range": lambda o: (product(o.y, o.j), product(o.y, o.n)),
    "one factor for all": lambda o: (product(o.y, o.j), o.y),
}


@pytest.mark.parametrize("name", SAME)
def test_products_of_the_same_factors_are_the_same(name: str) -> None:
    o = Sums()
    o.d.have(equal(*SAME[name](o)), Algebra(), "The factors are the same.")
    accepted(o.d)


@pytest.mark.parametrize("name", OTHER)
def test_products_of_other_factors_are_others(name: str) -> None:
    o = Sums()
    o.d.have(equal(*OTHER[name](o)), Algebra(), "So it is said.")
    last = outcome(o.d).steps[-1]
    assert (last.rule_status, last.instances.status) == ("refutes", "refutes"), last.rule_detail


# -- factors of sums ----------------------------------------------------------------------------
ACCEPTED: dict[str, Any] = {
    "root of a product that was multiplied out": lambda o: (
        sp.sqrt(o.s * o.u + o.s + o.u + 1),
        sp.sqrt(o.s + 1) * sp.sqrt(o.u + 1),
    ),
    "root of a square": lambda o: (sp.sqrt(o.s**2 + 2 * o.s * o.u + o.u**2), o.s + o.u),
    "log of a product that was multiplied out": lambda o: (
        sp.log(o.s * o.u + o.s + o.u + 1),
        sp.log(o.s + 1) + sp.log(o.u + 1),
    ),
    "log of a quotient whose numerator was multiplied out": lambda o: (
        sp.log((o.s * o.u + o.s) * o.u / (o.u + 1)),
        sp.log(o.s) + sp.log(o.u),
    ),
    "one factor of unknown sign": lambda o: (
        sp.log(o.above * o.s + o.above),
        sp.log(o.above) + sp.log(o.s + 1),
    ),
    "what is left is one factor": lambda o: (
        sp.log(o.z * o.above + o.z - o.above - 1),
        sp.log(o.above + 1) + sp.log(o.z - 1),
    ),
    "factors of sums of entries": lambda o: (
        total(sp.log(total(o.q[o.k], o.k) * o.q[o.j] + o.q[o.j] ** 2), o.j),
        total(sp.log(o.q[o.j]), o.j) + total(sp.log(total(o.q[o.k], o.k) + o.q[o.j]), o.j),
    ),
    "logarithms of numbers above one": lambda o: (
        sp.log(o.s * sp.log(2) ** 3),
        sp.log(o.s) + 3 * sp.log(sp.log(2)),
    ),
    "one over the logarithm of a number above one": lambda o: (
        sp.log(o.s / sp.log(6)),
        sp.log(o.s) - sp.log(sp.log(3) + sp.log(2)),
    ),
}
#: True for some signs of y and x only; under the logarithm or root is a positive number.
REFUSED: dict[str, Any] = {
    "root of a square of unknown sign": lambda o: (sp.sqrt(o.y**2 + 2 * o.y + 1), o.y + 1),
    "factor of unknown sign taken out of a root": lambda o: (
        sp.sqrt((o.y**2 + 2 * o.y + 1) * o.s + o.y**2 + 2 * o.y + 1),
        (o.y + 1) * sp.sqrt(o.s + 1),
    ),
    "half of the factors of unknown sign": lambda o: (
        sp.log(sp.expand((o.y**2 + 1) * (o.s + 1))),
        sp.log(o.s + 1) + 2 * sp.log(o.y**2 + 1) / 2 + sp.log(2),
    ),
    "sign lost": lambda o: (
        sp.log(o.s**2 + 2 * o.s * o.u + o.u**2),
        2 * sp.log(o.s + o.u) + sp.log(o.s),
    ),
    "exponent of one factor only": lambda o: (
        sp.sqrt(o.s**3 + 3 * o.s**2 + 3 * o.s + 1),
        o.s + 1,
    ),
    "the logarithm of a number below one": lambda o: (
        sp.sqrt(sp.log(sp.Rational(1, 2)) ** 2 * o.s),
        sp.log(sp.Rational(1, 2)) * sp.sqrt(o.s),
    ),
    "the logarithm of a positive number": lambda o: (
        sp.sqrt(sp.log(o.s) ** 2 * o.u),
        sp.log(o.s) * sp.sqrt(o.u),
    ),
    "an indicator is its own square, not its own factor": lambda o: (
        sp.log(1 + 3 * o.i_y),
        sp.log(1 + o.i_y),
    ),
}


class Sums(Entries):
    """Numbers, of which some are positive."""

    def __init__(self) -> None:
        super().__init__()
        self.u, self.y = self.d.symbol("u", "positive"), self.d.symbol("y")
        self.above = self.d.symbol("above")
        self.q = self.d.family("q", self.k.size, sign="positive")
        self.i_y = indicator(self.y, 0)
        self.d.assume("defined", less(0, (self.y + 1) ** 2))
        self.d.assume("above_zero", less(0, self.above))
        self.z = self.d.symbol("z")
        self.d.assume("beyond", less(1, self.z))
        self.d.assume("product", less(0, self.z * self.above + self.z - self.above - 1))


@pytest.mark.parametrize("name", ACCEPTED)
def test_positive_factors_are_found(name: str) -> None:
    o = Sums()
    lhs, rhs = ACCEPTED[name](o)
    o.d.have(equal(lhs, rhs), LogLaws() if lhs.has(sp.log) else Algebra(), "Take it apart.")
    accepted(o.d)


@pytest.mark.parametrize("name", REFUSED)
def test_factors_of_unknown_sign_stay(name: str) -> None:
    o = Sums()
    lhs, rhs = REFUSED[name](o)
    o.d.have(equal(lhs, rhs), LogLaws() if lhs.has(sp.log) else Algebra(), "So it is said.")
    last = outcome(o.d).steps[-1]
    assert (last.rule_status, last.instances.status) == ("refutes", "refutes"), last.rule_detail


def test_the_log_of_two_factors_of_unknown_sign_does_not_split() -> None:
    o = Sums()
    both = sp.log(sp.expand((o.y - 1) * (o.z - 2))), sp.log(o.y - 1) + sp.log(o.z - 2)
    normal = Normaliser(o.d.context, logs=True)
    assert not normal.equal(*both)


# -- Sums of several terms that a fact says are positive -----------------------------------------
ROOT = sp.sqrt


@pytest.fixture
def w() -> Names:
    """Declarations that many tests share."""
    return Names()


def _below_one(w: Names) -> tuple[Any, Any]:
    """Two numbers between 0 and 1."""
    p, q = w.d.symbol("u", "positive"), w.d.symbol("v", "positive")
    w.d.assume("below", less(p, 1))
    w.d.assume("also", less(q, 1))
    return p, q


KNOWN_SUMS: dict[str, Any] = {
    "log of a quotient": lambda p, q: (
        sp.log((1 - p) / (1 - q)),
        sp.log(1 - p) - sp.log(1 - q),
    ),
    "log of a product": lambda p, q: (
        sp.log(p * (1 - p) ** 2 * (1 - q)),
        sp.log(p) + 2 * sp.log(1 - p) + sp.log(1 - q),
    ),
    "log odds": lambda p, q: (
        sp.log(p / (1 - p) * (1 - q) / q),
        sp.log(p / (1 - p)) - sp.log(q / (1 - q)),
    ),
}


@pytest.mark.parametrize("name", KNOWN_SUMS)
def test_a_sum_known_to_be_positive(w: Names, name: str) -> None:
    lhs, rhs = KNOWN_SUMS[name](*_below_one(w))
    w.d.have(equal(lhs, rhs), LogLaws(), "x")
    accepted(w.d)


FALSE_SUMS: dict[str, Any] = {
    "a quotient of logs": lambda p, q: (
        sp.log((1 - p) / (1 - q)),
        sp.log(1 - p) / sp.log(1 - q),
    ),
    "the other way up": lambda p, q: (
        sp.log((1 - p) / (1 - q)),
        sp.log(1 - q) - sp.log(1 - p),
    ),
    "a log of a sum": lambda p, q: (sp.log(2 - p - q), sp.log(1 - p) + sp.log(1 - q)),
    "a root that turns its sign": lambda p, q: (ROOT((1 - p) ** 2), p - 1),
}


@pytest.mark.parametrize("name", FALSE_SUMS)
def test_no_other_law_of_sums(w: Names, name: str) -> None:
    lhs, rhs = FALSE_SUMS[name](*_below_one(w))
    w.d.have(equal(lhs, rhs), LogLaws(), "x")
    refused(w.d, "")


#: What is known of the y in a root of (1 - y)^2, which need not be 1 - y.
TOO_WEAK: dict[str, Any] = {
    "nothing": lambda w, y: None,
    "not above": lambda w, y: w.d.assume("h", at_most(y, 2)),
    "another bound": lambda w, y: w.d.assume("h", less(y, 2)),
    "the other side": lambda w, y: w.d.assume("h", less(1, y)),
    "in another case": lambda w, y: w.d.case("h", less(y, 1)),
}


@pytest.mark.parametrize("name", TOO_WEAK)
def test_a_root_of_a_square_needs_the_sign(w: Names, name: str) -> None:
    TOO_WEAK[name](w, w.y)
    w.d.assume("apart", differs(1 - w.y, 0))
    w.d.have(equal(ROOT((1 - w.y) ** 2), 1 - w.y), Algebra(), "x")
    refused(w.d, DIFFER)


def test_a_sum_is_positive_at_the_indices_known(w: Names) -> None:
    """For all n; not for one other, and not one step beyond the range."""
    w.d.assume("all", less(w.x[w.n], 1), forall=w.n)
    w.d.have(equal(total(ROOT((1 - w.x[w.m]) ** 2), w.m), total(1 - w.x[w.m], w.m)), Algebra(), "x")
    accepted(w.d)
    wipe(w.d)
    one = w.d.case("one", less(w.w[w.n], 1))
    line = equal(ROOT((1 - w.w[w.n]) ** 2), 1 - w.w[w.n])
    w.d.have(line, Algebra(), "x", under=one)
    accepted(w.d)
    line = equal(ROOT((1 - w.w[w.m]) ** 2), 1 - w.w[w.m])
    w.d.have(line, Algebra(), "x", under=one)
    refused(w.d, DIFFER)


def test_a_sum_is_positive_within_its_range(w: Names) -> None:
    T = w.d.size("T")
    t = w.d.index("t", T)
    f = w.d.family("f", T)
    w.d.assume("all", less(f[t], 1), forall=t)
    w.d.assume("apart", differs(1 - f[t + 1], 0), forall=t)
    w.d.have(equal(ROOT((1 - f[t + 1]) ** 2), 1 - f[t + 1]), Algebra(), "x")
    refused_by_rule(w.d, DIFFER)


def test_a_sum_known_for_all_is_no_diagonal(w: Names) -> None:
    """1 - sum_j b(j, k) > 0 for all k says nothing about sum_k b(k, k)."""
    c = w.d.family("c", w.K, w.K)
    w.d.assume("all", less(total(c[w.j, w.k], w.j), 1), forall=w.k)
    trace = 1 - total(c[w.k, w.k], w.k)
    w.d.assume("apart", differs(trace, 0))
    w.d.have(equal(ROOT(trace**2), trace), Algebra(), "x")
    refused(w.d, DIFFER)


def test_a_sum_that_is_turned_round_may_stand_there_already(w: Names) -> None:
    """(-y)^-1 is -y^-1 beside y^(1/2): half of the logarithm is left of both."""
    w.d.assume("above", less(1, w.y))
    line = sp.log(-ROOT(w.y - 1) / (1 - w.y))
    w.d.have(equal(line, -sp.log(w.y - 1) / 2), LogLaws(), "x")
    accepted(w.d)
    w.d.have(equal(line, -sp.log(w.y - 1)), LogLaws(), "x")
    refused(w.d, "the two sides differ")
