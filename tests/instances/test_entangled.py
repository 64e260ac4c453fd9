"""Instances are drawn over what hypotheses leave open, whatever letter an equation defines."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import Derivation, at_most, equal, less
from hardlimit.proofs.instances.pool import Pool
from hardlimit.proofs.instances.witness import COUNT, examine
from hardlimit.proofs.language.claims import Claim, Relation


def letters(signs: str = "real real real") -> tuple[Derivation, Any, Any, Any]:
    d = Derivation("E", "entangled", "Entangled", "tests")
    x, a, b = (d.symbol(name, sign) for name, sign in zip("xab", signs.split(), strict=True))
    return d, x, a, b


def status(d: Derivation, assumed: list[Relation], claim: Relation) -> str:
    for number, relation in enumerate(assumed):
        d.assume(f"h{number}", relation)
    pool = Pool(d.context, d.slug, COUNT, shrink=False)
    return examine(Claim(claim, ()), pool).status


ORDERS = list(itertools.permutations(range(3)))
WAYS = ("x + a = b", "b = x + a", "x = b - a", "a = b - x", "x + a - b = 0")


def equation(way: str, x: Any, a: Any, b: Any) -> Relation:
    left, right = way.split(" = ")
    names = {"x": x, "a": a, "b": b}
    read = [sp.sympify(side, locals=names) for side in (left, right)]
    return equal(*read)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("turn", range(2))
@pytest.mark.parametrize("false", "xab")
def test_what_an_equation_and_a_bound_leave_open_is_seen(way: str, turn: int, false: str) -> None:
    d, x, a, b = letters()
    assumed = [equation(way, x, a, b), at_most(1, a + b)]
    claim = at_most(0, {"x": x, "a": a, "b": b}[false])
    assert status(d, assumed[:: 1 - 2 * turn], claim) == "refutes"


@pytest.mark.parametrize("way", WAYS)
def test_what_follows_is_never_refuted(way: str) -> None:
    d, x, a, b = letters()
    assert status(d, [equation(way, x, a, b), at_most(1, a + b)], at_most(1, x + 2 * a)) == (
        "accepts"
    )


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_hypotheses_decides_nothing(order: tuple[int, ...]) -> None:
    d, x, a, b = letters("positive real real")
    c = d.symbol("c")
    assumed = [equal(x + a, b), equal(b - c, a), less(1, b + c)]
    assert status(d, [assumed[i] for i in order], at_most(0, b)) == "refutes"


@pytest.mark.parametrize("order", ORDERS)
def test_an_equation_for_two_letters_that_are_bounded_is_met_by_a_third(
    order: tuple[int, ...],
) -> None:
    d, x, a, b = letters()
    assumed = [equal(b, x * a), at_most(b, 1), at_most(-2, a)]
    assert status(d, [assumed[i] for i in order], at_most(x, 3)) == "refutes"


def test_entries_that_are_worked_out_and_bounded_are_met_by_others() -> None:
    d = Derivation("E", "rows", "Rows", "tests")
    N = d.size("N")
    n = d.index("n", N)
    x, a, b = (d.family(name, N) for name in "xab")
    d.assume("sum", equal(x[n] + a[n], b[n]), forall=n)
    d.assume("low", at_most(1, a[n] + b[n]), forall=n)
    pool = Pool(d.context, d.slug, COUNT, shrink=False)
    assert examine(Claim(at_most(0, b[n]), ()), pool).status == "refutes"
    assert examine(Claim(at_most(1, x[n] + 2 * a[n]), ()), pool).status == "accepts"
