"""What is declared of a value: above 0, below 0, a whole number; and what does not follow."""

from __future__ import annotations

import random
from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.author import (
    AbsoluteValue,
    Algebra,
    ByHypothesis,
    Cite,
    Derivation,
    Gradient,
    LinearRoot,
    LogLaws,
    at_most,
    equal,
    has_gradient,
    less,
    minimises,
    total,
    zero_exactly_at,
)
from hardlimit.proofs.instances.values import Values
from hardlimit.proofs.language.declared import DECLARED, SIGNS
from hardlimit.proofs.language.errors import DerivationError
from hardlimit.proofs.language.whole import whole
from hardlimit.proofs.report.render.formula_given import declarations
from hardlimit.proofs.report.render.formula_layout import Layout

from ..lab import accepted, barred, paper, refused, theorem


class Signed:
    """One symbol or family of each sign."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        self.N = self.d.size("N")
        self.n = self.d.index("n", self.N)
        self.x, self.y = (self.d.symbol(name, "negative") for name in "xy")
        self.z = self.d.symbol("z", "nonpositive")
        self.u = self.d.family("u", self.N, sign="negative")
        self.c, self.k = self.d.family("c", self.N, sign="natural"), self.d.symbol("k", "natural")
        self.a = self.d.symbol("a")
        self.m = self.d.define("m", (), total(self.u[self.n], self.n) / self.N)


@pytest.fixture
def o() -> Signed:
    return Signed()


SAID = ByHypothesis()
TRUE: dict[str, Any] = {
    "below 0": lambda o: (less(o.x, 0), SAID),
    "not above 0": lambda o: (at_most(o.z, 0), SAID),
    "a product of two": lambda o: (less(0, o.x * o.y), SAID),
    "a product of three": lambda o: (less(o.x * o.y * o.u[o.n], 0), SAID),
    "one that may be 0": lambda o: (at_most(0, o.x * o.z), SAID),
    "a sum": lambda o: (less(total(o.u[o.n], o.n), 0), SAID),
    "a mean": lambda o: (less(o.m, 0), SAID),
    "an inverse": lambda o: (less(1 / o.x, 0), SAID),
    "a square": lambda o: (less(0, o.x**2), SAID),
    "its absolute value": lambda o: (equal(sp.Abs(o.x), -o.x), AbsoluteValue()),
    "a logarithm": lambda o: (has_gradient(sp.log(-o.x), o.x, 1 / o.x), Gradient()),
    "counts": lambda o: (at_most(0, total(o.c[o.n], o.n) * o.k), SAID),
    "a root below 0": lambda o: (zero_exactly_at(o.x + 2, o.x, -2), LinearRoot(-1)),
}
FALSE: dict[str, Any] = {
    "a product of two": lambda o: (less(o.x * o.y, 0), SAID, "", "refutes"),
    "one that may be 0": lambda o: (less(o.z, 0), SAID, "", "refutes"),
    "a product with one that may be 0": lambda o: (less(0, o.x * o.z), SAID, "", "refutes"),
    "its own absolute value": lambda o: (equal(sp.Abs(o.x), o.x), AbsoluteValue(), "", "refutes"),
    "log of a product": lambda o: (
        equal(sp.log(o.x * o.y), sp.log(o.x) + sp.log(o.y)), LogLaws(), "log needs", "refutes"),
    "a root of it": lambda o: (
        equal((sp.sqrt(o.x) + 1) * o.a, o.a * sp.sqrt(o.x) + o.a), Algebra(),
        "a power needs it positive", "refutes"),
    "a denominator that may be 0": lambda o: (
        equal(o.z / o.z + 1 / o.z, 1 + 1 / o.z), Algebra(), "a denominator", "refutes"),
    "a slope where it may be 0": lambda o: (
        has_gradient(o.z**2, o.z, 2 * o.z), Gradient(), "boundary", "accepts"),
    "a root above 0": lambda o: (
        zero_exactly_at(o.x - 2, o.x, 2), LinearRoot(-1), "lies in the domain", "accepts"),
    "a count above 0": lambda o: (less(0, o.k), SAID, "", "refutes"),
    "a count below 12": lambda o: (at_most(o.k, 11), SAID, "", "refutes"),
    "whole numbers by their sign": lambda o: (at_most(o.k, o.k**2), SAID, "", "accepts"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_is_declared(o: Signed, name: str) -> None:
    relation, rule = TRUE[name](o)
    o.d.have(relation, rule, "x")
    accepted(o.d)


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_follow(o: Signed, name: str) -> None:
    relation, rule, reason, alone = FALSE[name](o)
    o.d.have(relation, rule, "x")
    refused(o.d, reason, alone=alone)


def counted() -> Derivation:
    d = paper("counted")
    k = d.symbol("k", "natural")
    d.show(at_most(0, k), "x", SAID)
    return d


def test_a_whole_number_is_put_in_for_a_whole_number(o: Signed) -> None:
    known = {"counted": theorem(counted())}
    for value in (o.N, 2, o.k**2 + total(o.c[o.n], o.n)):
        o.d.have(at_most(0, value), Cite("counted", symbols=(("k", sp.sympify(value)),)), "x")
        accepted(o.d, known)
    o.d.have(at_most(0, o.a**2), Cite("counted", symbols=(("k", o.a**2),)), "x")
    refused(o.d, "needs a whole number for k", alone="accepts", theorems=known)


def test_what_is_seen_to_be_whole(o: Signed) -> None:
    n = o.n
    for yes in (sp.Integer(3), o.N * o.k - 2, total(o.c[n] ** 2, n), o.k**0):
        assert whole(sp.sympify(yes), o.d.context)
    for no in (sp.Rational(1, 2), o.k / 2, o.a, 1 / (o.k + 1), o.m, o.u[n], sp.exp(o.k)):
        assert not whole(no, o.d.context)


@pytest.mark.parametrize("how", ["slope", "optimum", "root"])
def test_nothing_varies_by_a_whole_number(o: Signed, how: str) -> None:
    k = o.k
    relation = {
        "slope": has_gradient(k**2, k, 2 * k),
        "optimum": minimises(0, k, k**2),
        "root": zero_exactly_at(k - 2, k, 2),
    }[how]
    o.d.have(relation, Gradient(), "x")
    barred(o.d, "k is a whole number")


@pytest.mark.parametrize("word", SIGNS)
def test_what_is_drawn_fits(word: str) -> None:
    d = paper()
    d.family("f", d.size("N"), sign=word)
    draws = Values(d.context, random.Random(3))
    seen = [
        value
        for pool in ("equal", "generic", "lattice", "mixed")
        for _ in range(20)
        for _, value in draws.everything({"N": 3}, pool)
    ]
    assert all(DECLARED[word].fits(value) for value in seen)
    assert len(set(seen)) > 5
    assert DECLARED[word].strict or flint.fmpq(0) in seen


def test_a_sign_that_is_none() -> None:
    with pytest.raises(DerivationError, match=r"a sign is one of real, .*negative.*, not 'below'"):
        paper().symbol("x", "below")


def test_how_a_sign_is_printed(o: Signed) -> None:
    printed = [text for text, _ in declarations(Layout(o.d.context), ())]
    assert printed[1:] == [
        "x < 0",
        "y < 0",
        r"z \le 0",
        r"k \in \{0, 1, 2, \dots\}",
        r"a \in \mathbb{R}",
        r"u_{n} < 0 \text{ for } n = 1, \dots, N",
        r"c_{n} \in \{0, 1, 2, \dots\} \text{ for } n = 1, \dots, N",
    ]
