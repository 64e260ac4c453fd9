"""Instances that an author gives are taken as they are, judged strictly, and never instead."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import pytest
import sympy as sp
from hardlimit.proofs.author import Derivation, at_most, delta, equal, less, total
from hardlimit.proofs.instances.examples import Example, checked
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.vacuity import require_instance
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.language.claims import Claim
from hardlimit.proofs.language.errors import DerivationError, Undecided

R = sp.Rational


class Sheet:
    """Points with labels, weights that sum to one, a positive number, a definition."""

    def __init__(self) -> None:
        self.d = Derivation("X", "examples", "Examples", "tests")
        N, K = self.d.size("N"), self.d.size("K")
        self.n, self.m = self.d.indices("n m", N)
        self.k = self.d.index("k", K)
        self.x, self.r = self.d.family("x", N), self.d.family("r", N, K, sign="nonnegative")
        self.c, self.p = self.d.assignment("c", N, values=K), self.d.symbol("p", "positive")
        self.d.define("mean", (), total(self.x[self.n], self.n) / N)
        self.d.assume("each", equal(total(self.r[self.n, self.k], self.k), 1), forall=self.n)

    def values(self, **changed: Any) -> dict[str, Any]:
        return {
            "x": [1, R(355, 113)],
            "r": [[1, 0], [R(1, 3), Fraction(2, 3)]],
            "c": [2, 1],
            "p": R(1, 7),
        } | changed


SIZES = {"N": 2, "K": 2}


def test_an_example_is_taken_as_it_is() -> None:
    s = Sheet()
    example = Example.of(SIZES, s.values(), {"n": 2, "m": 1, "k": 2})
    [at] = checked([example], s.d.context)
    assert at.values["x", 2] == flint.fmpq(355, 113)
    assert at.values["r", 2, 2] == flint.fmpq(2, 3)
    assert at.values["c", 1] == 2
    assert at.indices == {"n": 2, "m": 1, "k": 2}
    assert hash(example) == hash(Example.of(SIZES, s.values(), {"n": 2, "m": 1, "k": 2}))


def test_free_indices_take_several_values() -> None:
    s = Sheet()
    found = checked([Example.of(SIZES, s.values())], s.d.context)
    assert {at.indices["n"] == at.indices["m"] for at in found} == {True, False}


def test_examples_come_first_and_replace_nothing() -> None:
    s = Sheet()
    drawn = list(Pool(s.d.context, "x", COUNT).instances(()))
    both = list(
        Pool(s.d.context, "x", COUNT, examples=[Example.of(SIZES, s.values())]).instances(())
    )
    given = len(both) - len(drawn)
    assert given >= 1
    assert all(at.values["p"] == flint.fmpq(1, 7) for at in both[:given])
    assert [at.values for at in both[given:]] == [at.values for at in drawn]


def test_an_example_refutes() -> None:
    """log p < 20 holds at everything that is drawn near small numbers."""
    s = Sheet()
    line = Claim(less(sp.log(s.p), 20))
    assert examine(line, Pool(s.d.context, "x", COUNT)).status == "accepts"
    examples = [Example.of(SIZES, s.values(p=10**9))]
    assert examine(line, Pool(s.d.context, "x", COUNT, examples=examples)).status == "refutes"


def test_an_example_makes_no_wrong_line_right() -> None:
    s = Sheet()
    example = Example.of(SIZES, s.values(x=[0, 0]))
    pool = Pool(s.d.context, "x", COUNT, examples=[example] * 9)
    assert examine(Claim(equal(s.x[s.n], 0)), pool).status == "refutes"


@pytest.mark.slow
def test_what_nobody_draws_is_looked_at_where_an_example_is_given() -> None:
    """x^3 + y^3 = 1729 has whole solutions; none is found by solving for one entry."""
    d = Derivation("X", "cubes", "Cubes", "tests")
    N = d.size("N")
    n = d.index("n", N)
    x, y, a = d.symbol("x", "positive"), d.symbol("y", "positive"), d.family("a", N)
    d.assume("cubes", equal(x**3 + y**3, 1729))
    with pytest.raises(Undecided, match="no instance of all hypotheses was found"):
        require_instance(d.context, "cubes")
    examples = [
        Example.of({"N": 2}, {"x": x0, "y": y0, "a": [1, 2]}) for x0, y0 in ((1, 12), (9, 10))
    ]
    require_instance(d.context, "cubes", examples)
    pool = Pool(d.context, "cubes", COUNT, shrink=False, examples=examples)
    true = equal(x**3 + y**3 + total(a[n], n), 1729 + total(a[n], n))
    assert examine(Claim(true), pool).status == "accepts"
    assert examine(Claim(at_most(x, 8)), pool).status == "refutes"
    assert examine(Claim(equal(total(a[n], n), 3)), pool).status == "refutes"
    without = Pool(d.context, "cubes", COUNT)
    assert examine(Claim(true), without).status == "undecided"


@pytest.mark.slow
def test_one_example_alone_is_not_enough() -> None:
    d = Derivation("X", "roots", "Roots", "tests")
    x = d.symbol("x", "positive")
    root = R(35, 3)
    d.assume("cube", equal(x**3, root**3))
    pool = Pool(d.context, "roots", COUNT, examples=[Example.of({}, {"x": root})])
    assert examine(Claim(equal(x, root)), pool).status == "undecided"
    assert examine(Claim(equal(x, 3)), pool).status == "refutes"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": ({"z": 1}, "gives z a value, which is not declared"),
    "defined": ({"mean": 1}, "gives mean a value, but it is defined"),
    "short": ({"x": [1]}, "the values of x in the example have the wrong shape"),
    "long": ({"x": [1, 2, 3, 4]}, "the values of x in the example have the wrong shape"),
    "flat": ({"r": [1, 0]}, "the values of r in the example have the wrong shape"),
    "deep": ({"x": [[1], [2]]}, "the value of x in the example is a list"),
    "a list": ({"p": [1]}, "the value of p in the example is a list"),
    "zero": ({"p": 0}, "p is 0 in the example, but it is declared positive"),
    "negative": ({"r": [[2, -1], [1, 0]]}, "r is -1 in the example, but it is declared nonneg"),
    "label": ({"c": [3, 1]}, "the labels c of the example must be whole numbers 1 to 2"),
    "half": ({"c": [R(1, 2), 1]}, "the labels c of the example must be whole numbers"),
    "hypothesis": (
        {"r": [[1, 0], [1, 1]]},
        "the hypothesis each does not hold at the example at n = 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_example_is_refused_in_one_sentence(name: str) -> None:
    changed, message = WRONG[name]
    s = Sheet()
    with pytest.raises(DerivationError) as raised:
        checked([Example.of(SIZES, s.values(**changed))], s.d.context)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("value", [0.5, "1", None, True, sp.Symbol("y"), sp.sqrt(2), {"a": 1}])
def test_only_exact_numbers_are_taken(value: Any) -> None:
    with pytest.raises(DerivationError, match="must be a whole number"):
        Example.of(SIZES, {"p": value})


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"N": 2}, "gives no value for the size K"),
        ({"N": 0, "K": 2}, "the size N of the example is 0"),
        ({"N": 10**9, "K": 2}, "the size N of the example is 1000000000"),
        ({"N": 2, "K": 2, "L": 1}, "names the size L, which is not declared"),
    ],
)
def test_wrong_sizes(sizes: dict[str, int], message: str) -> None:
    s = Sheet()
    with pytest.raises(DerivationError, match=message):
        checked([Example.of(sizes, s.values())], s.d.context)


def test_wrong_indices_and_missing_values() -> None:
    s = Sheet()
    with pytest.raises(DerivationError, match="the index n of the example is 3, not 1 to 2"):
        checked([Example.of(SIZES, s.values(), {"n": 3})], s.d.context)
    with pytest.raises(DerivationError, match="names the index q"):
        checked([Example.of(SIZES, s.values(), {"q": 1})], s.d.context)
    with pytest.raises(DerivationError, match="gives no value for p"):
        checked([Example.of(SIZES, {n: v for n, v in s.values().items() if n != "p"})], s.d.context)
    both = [Example.of(SIZES, s.values()), Example.of(SIZES, s.values(p=-1))]
    with pytest.raises(DerivationError, match=r"example 2: .* declared positive"):
        checked(both, s.d.context)


def test_a_hypothesis_about_free_indices_chooses_them() -> None:
    d = Derivation("X", "apart", "Apart", "tests")
    K = d.size("K")
    k, j = d.indices("k j", K)
    d.family("a", K)
    d.assume("apart", equal(delta(k, j), 0))
    found = checked([Example.of({"K": 2}, {"a": [1, 2]})], d.context)
    assert found
    assert all(at.indices["k"] != at.indices["j"] for at in found)
