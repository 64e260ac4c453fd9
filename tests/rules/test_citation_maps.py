"""A citation puts things in for what the theorem has declared, each as it was declared, once."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Cite,
    Derivation,
    Gap,
    Ref,
    Rewrite,
    Unfold,
    at_most,
    delta,
    equal,
    indicator,
    less,
    termwise,
    total,
)
from hardlimit.proofs.kernel.gate import Theorem

from ..lab import accepted, paper, theorem
from ..lab import refused_by_rule as refused

FAR = sp.Rational(355, 113)


def size_at_least_one() -> Theorem:
    """1 <= N."""
    d = paper("size")
    N = d.size("N")
    n, m = d.indices("n m", N)
    one = d.have(at_most(delta(n, m), 1), Gap(1 - delta(n, m)), "x")
    d.have(at_most(1, N), termwise(one, m), "x")
    d.goal(at_most(1, N))
    return theorem(d)


def means() -> Theorem:
    """sum_n (x_n - mean) = 0 and, at a point m and a positive scale s, s x_m + s c_m^2 >= s x_m."""
    d = paper("means")
    N, K = d.size("N"), d.size("K")
    n, m = d.indices("n m", N)
    x, w = d.family("x", N), d.family("w", K)
    s, t = d.symbol("s", "positive"), d.symbol("t")
    c = d.assignment("c", N, values=K)
    mean = d.define("mean", (), total(x[n], n) / N)
    d.have(equal(total(x[n] - mean, n), 0), Unfold(("mean",)), "x")
    d.goal(equal(total(x[n] - mean, n), 0))
    bound = at_most(s * x[m], s * x[m] + s * w[c[m]] ** 2 + t**2)
    d.have(bound, Gap(s * w[c[m]] ** 2 + t**2), "x")
    d.goal(bound)
    return theorem(d)


THEOREMS = {"size": size_at_least_one(), "means": means()}


class Sheet:
    """Declarations under the names of the theorems, and some others."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        d = self.d
        self.N, self.K, self.M = (d.size(name) for name in "NKM")
        self.n, self.m, self.o = d.indices("n m o", self.N)
        self.k, self.j = d.indices("k j", self.K)
        self.x, self.w = d.family("x", self.N), d.family("w", self.K)
        self.z = d.family("z", self.N)
        self.s, self.t = d.symbol("s", "positive"), d.symbol("t")
        self.y = d.symbol("y")
        self.c = d.assignment("c", self.N, values=self.K)
        self.far = 1 - indicator(113 * self.y, 355)
        self.line = at_most(
            self.s * self.x[self.m],
            self.s * self.x[self.m] + self.s * self.w[self.c[self.m]] ** 2 + self.t**2,
        )


@pytest.fixture
def o() -> Sheet:
    return Sheet()


SIZES = {
    "by the map of symbols": lambda o: Cite("size", symbols=(("N", o.far),)),
    "by the map of sizes": lambda o: Cite("size", sizes=(("N", o.far),)),
    "by both": lambda o: Cite("size", sizes=(("N", o.M),), symbols=(("N", o.far),)),
    "by the map of families": lambda o: Cite("size", families=(("N", (), o.far),)),
}


@pytest.mark.parametrize("way", SIZES)
def test_a_size_becomes_a_size(o: Sheet, way: str) -> None:
    """1 <= N at N = 0, by whatever map."""
    o.d.have(at_most(1, o.far), SIZES[way](o), "x")
    wanted = (
        "say what the size N of size is here"
        if "of sizes" in way
        else "nothing can be put in for it as a"
    )
    refused(o.d, wanted, THEOREMS)


NO_SIZES: dict[str, Any] = {
    "a number": lambda o: sp.Integer(3),
    "half": lambda o: sp.Rational(1, 2),
    "a symbol": lambda o: o.s,
    "one more": lambda o: o.N + 1,
    "an index": lambda o: o.n,
    "an entry": lambda o: o.x[o.n],
}


@pytest.mark.parametrize("what", NO_SIZES)
def test_nothing_but_a_declared_size(o: Sheet, what: str) -> None:
    o.d.have(at_most(1, o.N + 1), Cite("size", sizes=(("N", NO_SIZES[what](o)),)), "x")
    refused(o.d, "say what the size N of size is here: one of the sizes declared", THEOREMS)


WRONG: dict[str, tuple[Any, str]] = {
    "unknown symbol": (lambda o: {"symbols": (("q", o.s),)}, "means declares no q"),
    "unknown size": (lambda o: {"sizes": (("V", o.N),)}, "means declares no V"),
    "unknown index": (lambda o: {"indices": (("p", o.n),)}, "means declares no p"),
    "unknown family": (lambda o: {"families": (("f", (o.n,), o.x[o.n]),)}, "declares no f"),
    "an index as a symbol": (lambda o: {"symbols": (("m", o.s),)}, "m is an index of means"),
    "a family as a symbol": (lambda o: {"symbols": (("x", o.s),)}, "x is a family of means"),
    "an assignment as a symbol": (lambda o: {"symbols": (("c", o.s),)}, "c is a family of"),
    "a definition as a symbol": (lambda o: {"symbols": (("mean", o.s),)}, "mean is a definition"),
    "a symbol as a family": (
        lambda o: {"families": (("s", (o.n,), o.x[o.n]),)}, "s is a symbol of means",
    ),
    "a definition as a family": (
        lambda o: {"families": (("mean", (o.n,), o.x[o.n]),)}, "mean is a definition of means",
    ),
    "a symbol as a size": (lambda o: {"sizes": (("s", o.N),)}, "s is a symbol of means"),
    "a symbol as an index": (lambda o: {"indices": (("s", o.n),)}, "s is a symbol of means"),
    "a symbol twice": (
        lambda o: {"symbols": (("s", o.s), ("s", 2 * o.s))}, "two things are put in for the symbol",
    ),
    "a size twice": (
        lambda o: {"sizes": (("N", o.N), ("N", o.M))}, "two things are put in for the size N",
    ),
    "an index twice": (
        lambda o: {"indices": (("m", o.m), ("m", o.n))}, "two things are put in for the index m",
    ),
    "a family twice": (
        lambda o: {"families": (("x", (o.n,), o.x[o.n]), ("x", (o.n,), o.z[o.n]))},
        "two things are put in for the family x",
    ),
    "a parameter twice": (
        lambda o: {"families": (("x", (o.n, o.n), o.x[o.n]),)}, "has one parameter twice",
    ),
    "a parameter of another range": (
        lambda o: {"families": (("x", (o.k,), o.w[o.k]),)}, "the family x of means has other",
    ),
    "an index of another range": (
        lambda o: {"indices": (("m", o.k),)}, "k does not range over 1..N",
    ),
    "the next index": (lambda o: {"indices": (("m", o.m + 1),)}, "does not range over 1..N"),
    "an index for a symbol": (lambda o: {"symbols": (("t", o.n),)}, "the index n stands where"),
    "a label for a symbol": (lambda o: {"symbols": (("t", o.c[o.n]),)}, "the index c[n] stands"),
    "labels for numbers": (
        lambda o: {"families": (("w", (o.k,), o.k),)}, "stands where a number is expected",
    ),
    "numbers for labels": (
        lambda o: {"families": (("c", (o.n,), o.x[o.n]),)}, "is not an assignment as c",
    ),
    "points for labels": (
        lambda o: {"families": (("c", (o.n,), o.n),)}, "is not an assignment as c",
    ),
    "an unknown definition here": (lambda o: {"names": ("mean",)}, "no definition 'mean'"),
    "a negative scale": (lambda o: {"symbols": (("s", -o.s),)}, "means needs s > 0"),
    "a scale without a value": (lambda o: {"symbols": (("s", 1 / o.y**2),)}, "a denominator"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_map_takes_the_names_of_its_kind(o: Sheet, wrong: str) -> None:
    given, why = WRONG[wrong]
    o.d.have(o.line, Cite("means", part=1, **given(o)), "x")
    refused(o.d, why, THEOREMS)


RIGHT: dict[str, Any] = {
    "as declared": lambda o: {},
    "all named": lambda o: {
        "sizes": (("N", o.N), ("K", o.K)),
        "indices": (("m", o.m), ("n", o.n)),
        "symbols": (("s", o.s), ("t", o.t)),
        "families": (("x", (o.n,), o.x[o.n]), ("w", (o.k,), o.w[o.k]), ("c", (o.n,), o.c[o.n])),
    },
    "sign turned where no sign is declared": lambda o: {"symbols": (("t", -o.t),)},
}


@pytest.mark.parametrize("right", RIGHT)
def test_names_as_declared_are_taken(o: Sheet, right: str) -> None:
    o.d.have(o.line, Cite("means", part=1, **RIGHT[right](o)), "x")
    accepted(o.d, THEOREMS)


def test_another_size(o: Sheet) -> None:
    o.d.have(at_most(1, o.M), Cite("size", sizes=(("N", o.M),)), "x")
    accepted(o.d, THEOREMS)


# -- what is put in at an earlier line ---------------------------------------------------------
AT: dict[str, tuple[Any, str]] = {
    "an index that the line has not": (lambda o: {o.n: o.o}, "does not hold for every n"),
    "an index of another range": (lambda o: {o.m: o.k}, "k does not range over 1..N"),
    "the next index": (lambda o: {o.m: o.m + 1}, "m + 1 does not range over 1..N"),
    "a label": (lambda o: {o.m: o.c[o.m]}, "c[m] does not range over 1..N"),
    "a number": (lambda o: {o.m: o.s}, "s does not range over 1..N"),
    "a number for a symbol": (lambda o: {o.s: o.s}, "does not hold for every s"),
}


@pytest.mark.parametrize("wrong", AT)
def test_at_takes_the_indices_of_a_line(o: Sheet, wrong: str) -> None:
    h = o.d.assume("h", at_most(0, o.x[o.m]), forall=o.m)
    put, why = AT[wrong]
    o.d.have(at_most(0, o.x[o.m]), ByHypothesis(h.at(put(o))), "x")
    refused(o.d, why)


def test_two_values_at_one_index(o: Sheet) -> None:
    h = o.d.assume("h", at_most(0, o.x[o.m]), forall=o.m)
    o.d.have(at_most(0, o.x[o.o]), ByHypothesis(h.at({o.m: o.n}).at({o.m: o.o})), "x")
    refused(o.d, "at an index of h two values are named")


def test_an_index_that_is_fixed(o: Sheet) -> None:
    o.d.assume("h", at_most(0, o.x[o.m]))
    o.d.have(at_most(0, o.x[o.n]), ByHypothesis(Ref("h", ((o.m, o.n),))), "x")
    refused(o.d, "h does not hold for every m")


NAMES: dict[str, Any] = {
    "Unfold": lambda o, names: (equal(o.b, o.y), Unfold(names)),
    "Rewrite": lambda o, names: (equal(o.b * o.y, o.t**2), Rewrite((o.h,), names)),
    "Gap": lambda o, names: (at_most(o.y, o.b + 1), Gap(1, names)),
    "ByHypothesis": lambda o, names: (less(0, o.b), ByHypothesis(o.g, names)),
}


@pytest.mark.parametrize("rule", NAMES)
@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("b", "b"), "the definition b is named twice"),
        (("b", "y"), "there is no definition 'y' to unfold"),
        (("b", "nothing"), "there is no definition 'nothing' to unfold"),
        (("b",), ""),
    ],
)
def test_names_of_definitions(o: Sheet, rule: str, names: tuple[str, ...], why: str) -> None:
    o.b = o.d.define("b", (), o.y)  # type: ignore[attr-defined]
    o.h = o.d.assume("h", equal(o.y, o.t))  # type: ignore[attr-defined]
    o.g = o.d.assume("g", less(0, o.y))  # type: ignore[attr-defined]
    relation, given = NAMES[rule](o, names)
    o.d.have(relation, given, "x")
    if why:
        refused(o.d, why)
    else:
        accepted(o.d)


def test_all_alike(o: Sheet) -> None:
    """What a citation leaves out keeps its name: the same line by algebra."""
    mean = o.d.define("mean", (), total(o.x[o.n], o.n) / o.N)
    line = equal(total(o.x[o.n] - mean, o.n), 0)
    o.d.have(line, Cite("means"), "x")
    accepted(o.d, THEOREMS)
    o.d.have(equal(2 * total(o.x[o.n], o.n), 2 * o.N * mean), Algebra(), "x")
    refused(o.d, "the two sides differ", THEOREMS)
