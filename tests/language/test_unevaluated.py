"""A formula that SymPy would make another one of is refused, whatever door it comes by.

Built again from its parts, u (1/u) is 1: a denominator is lost before it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cite,
    Derivation,
    Gap,
    LinearRoot,
    Monotone,
    Rewrite,
    at_most,
    combine,
    delta,
    equal,
    has_gradient,
    indicator,
    less,
    minimises,
    minimum,
    product,
    tends_to,
    total,
    xlogy,
    zero_exactly_at,
)
from hardlimit.proofs.language.evaluated import unevaluated
from hardlimit.proofs.language.vocabulary import Index

from ..lab import barred, paper, theorem
from ..lab import refused_by_rule as refused

FAR = sp.Rational(355, 113)
NOT_NORMAL = "is not in normal form"


class Names:
    """Points x_n, a real y, a positive p; u and v vanish at 355/113 only."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        self.N = self.d.size("N")
        self.n, self.m = self.d.indices("n m", self.N)
        self.x = self.d.family("x", self.N)
        self.y, self.p = self.d.symbol("y"), self.d.symbol("p", "positive")
        self.u, self.v = self.x[self.n] - FAR, self.y - FAR


@pytest.fixture
def o() -> Names:
    return Names()


def one(u: Any) -> Any:
    """u (1/u), as it is written."""
    return sp.Mul(u, 1 / u, evaluate=False)


class Kept(sp.Add):  # type: ignore[misc]
    """A sum that is not SymPy's own."""


FORMULAS: dict[str, Callable[[Names], Any]] = {
    "a number divided by itself": lambda o: one(o.v),
    "in a sum": lambda o: total(one(o.u), o.n),
    "in a product": lambda o: product(one(o.u), o.n),
    "in a minimum": lambda o: minimum(one(o.u), o.n),
    "in an indicator": lambda o: indicator(one(o.v), 1),
    "in a weighted logarithm": lambda o: xlogy(o.p, one(o.v)),
    "in an exponent": lambda o: sp.exp(one(o.v)),
    "in a power": lambda o: o.p ** one(o.v),
    "in an absolute value": lambda o: sp.Abs(xlogy(o.p, one(o.v))),
    "a difference of one thing": lambda o: sp.Add(1 / o.v, -1 / o.v, evaluate=False),
    "zero times": lambda o: sp.Mul(0, 1 / o.v, evaluate=False),
    "to the power zero": lambda o: sp.Pow(1 / o.v, 0, evaluate=False),
    "one to a power": lambda o: sp.Pow(1, 1 / o.v, evaluate=False),
    "a root squared": lambda o: sp.Pow(sp.sqrt(o.y), 2, evaluate=False),
    "exp of a logarithm": lambda o: sp.exp(sp.log(o.y), evaluate=False),
    "logarithm of one": lambda o: sp.log(1, evaluate=False),
    "an inverse of an inverse": lambda o: sp.Pow(1 / o.v, -1, evaluate=False),
    "a delta of one index": lambda o: sp.KroneckerDelta(o.n, o.n, evaluate=False) * o.x[o.n],
    "terms in another order": lambda o: sp.Add(*(o.y + o.p).args[::-1], evaluate=False),
    "a sum of sums": lambda o: sp.Add(o.y, sp.Add(o.p, 1), evaluate=False),
    "a fraction not in lowest terms": lambda o: o.y + sp.Rational._new(2, 4, 1),
    "a sum of another kind": lambda o: Kept(o.y, o.p, evaluate=False),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_in_a_line(o: Names, name: str) -> None:
    formula = FORMULAS[name](o)
    assert unevaluated(formula) is not None
    o.d.have(equal(formula, formula + o.p - o.p), Algebra(), "x")
    barred(o.d, NOT_NORMAL)


LINES: dict[str, Callable[[Names, Any], Any]] = {
    "equation": lambda o, e: equal(e, 1),
    "other side": lambda o, e: at_most(1, e),
    "function of a gradient": lambda o, e: has_gradient(e + o.p, o.p, 1),
    "gradient": lambda o, e: has_gradient(o.p, o.p, e),
    "limit": lambda o, e: tends_to(o.p, o.p, e - 1),
    "root": lambda o, e: zero_exactly_at(o.p - 1, o.p, e),
    "optimum": lambda o, e: minimises(e, o.y, (o.y - 1) ** 2),
}


@pytest.mark.parametrize("name", LINES)
def test_in_a_relation(o: Names, name: str) -> None:
    z = o.d.symbol("z")
    o.d.have(LINES[name](o, one(z - FAR)), Algebra(), "x")
    barred(o.d, NOT_NORMAL)


def test_in_a_goal(o: Names) -> None:
    o.d.goal(equal(one(o.v), 1))
    o.d.have(equal(o.y - o.y + o.p, o.p), Algebra(), "x")
    barred(o.d, NOT_NORMAL)


def test_in_a_definition(o: Names) -> None:
    s = o.d.define("s", o.n, one(o.u))
    o.d.have(equal(total(s[o.n], o.n), o.N), Algebra(), "x")
    barred(o.d, NOT_NORMAL)


def test_in_a_definition_without_indices(o: Names) -> None:
    o.d.define("s", (), one(o.v))
    o.d.have(equal(o.p + o.p, 2 * o.p), Algebra(), "x")
    barred(o.d, NOT_NORMAL)


@pytest.mark.parametrize("guard", [False, True])
def test_in_a_hypothesis(o: Names, guard: bool) -> None:
    asked, held = (equal(one(o.v), 1), less(0, o.y))
    o.d.assume("h", held if guard else asked, given=asked if guard else None)
    o.d.have(equal(o.p + o.p, 2 * o.p), Algebra(), "x")
    barred(o.d, NOT_NORMAL)


def test_in_a_case(o: Names) -> None:
    case = o.d.case("c", equal(one(o.v), 1))
    o.d.goal(equal(o.p, o.p))
    o.d.have(equal(o.p + o.p, 2 * o.p), Algebra(), "x", under=case)
    barred(o.d, NOT_NORMAL)


ARGUMENTS: dict[str, Callable[[Names, Any], Any]] = {
    "gap": lambda o, e: (at_most(0, o.p), Gap(o.p + e - 1)),
    "term left out": lambda o, e: (at_most(0, o.p), combine(gap=o.p + e - 1)),
    "factor of a line": lambda o, e: (
        at_most(0, o.p),
        combine((o.d.assume("h", at_most(0, o.p)), e)),
    ),
    "factor of an order": lambda o, e: (
        at_most(1, sp.exp(o.p)),
        Monotone(o.d.assume("h", at_most(0, o.p)), e),
    ),
    "factor of a root": lambda o, e: (zero_exactly_at(o.p - 1, o.p, 1), LinearRoot(-e)),
    "index of a line": lambda o, e: (
        at_most(0, o.x[o.n]),
        ByHypothesis(o.d.assume("h", at_most(0, o.x[o.n]), forall=o.n).at({o.n: e})),
    ),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_in_an_argument_of_a_rule(o: Names, name: str) -> None:
    claim, rule = ARGUMENTS[name](o, one(o.v))
    o.d.have(claim, rule, "x")
    refused(o.d, NOT_NORMAL)


@pytest.mark.parametrize("kind", ["symbol", "family"])
def test_in_what_a_citation_puts_in(o: Names, kind: str) -> None:
    known = paper("known")
    n = known.index("n", known.size("N"))
    x, y = known.family("x", n.size), known.symbol("y")
    known.have(equal(total(x[n] + y, n), total(x[n], n) + n.size * y), Algebra(), "x")
    if kind == "symbol":
        rule = Cite("known", symbols=(("y", one(o.v)),))
        line = equal(total(o.x[o.n] + 1, o.n), total(o.x[o.n], o.n) + o.N)
    else:
        rule = Cite("known", families=(("x", (o.n,), one(o.u)),))
        line = equal(total(1 + o.y, o.n), o.N + o.N * o.y)
    o.d.have(line, rule, "x")
    refused(o.d, NOT_NORMAL, {"known": theorem(known)})


NORMAL: dict[str, Callable[[Names], Any]] = {
    "a quotient": lambda o: o.u / o.v + 1 / o.p,
    "a root": lambda o: sp.sqrt(o.p + 2) * sp.sqrt(2) * sp.Rational(-7, 3),
    "exponentials": lambda o: sp.exp(-o.y / o.p) * sp.log(2 * sp.pi * o.p),
    "binders": lambda o: total(minimum(o.x[o.m], o.m) * product(o.x[o.m] + 1, o.m), o.n),
    "indicators": lambda o: indicator(o.y, o.p) * delta(o.n, o.m) + xlogy(o.p, sp.Abs(o.y)),
    "the next index": lambda o: o.x[o.n + 1] - o.x[o.n],
}


@pytest.mark.parametrize("name", NORMAL)
def test_what_sympy_writes_is_normal(o: Names, name: str) -> None:
    assert unevaluated(NORMAL[name](o)) is None


def test_a_symbol_that_equals_every_other(o: Names) -> None:
    class Other(sp.Symbol):  # type: ignore[misc]
        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

        __hash__ = sp.Symbol.__hash__

    o.d.have(equal(Other("y", real=True) + o.p, o.y + o.p + 1), Algebra(), "x")
    barred(o.d, "y is not in normal form")


def test_an_index_that_is_no_index(o: Names) -> None:
    """A subclass could compare as it likes."""

    class Other(Index):
        pass

    entry = o.x.base[Other("n", o.N)]
    o.d.have(equal(total(entry, Other("n", o.N)), 0), Rewrite(()), "x")
    barred(o.d, "the index n ")
