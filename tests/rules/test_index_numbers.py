"""An index as a number: between 1 and its size; sums of its powers, and no others."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Gradient,
    LogLaws,
    as_number,
    at_most,
    delta,
    equal,
    factorial,
    gamma,
    has_gradient,
    less,
    over_maps,
    product,
    total,
)
from hardlimit.proofs.exchange.formulas import FormulaReader, plain_formula
from hardlimit.proofs.language.vocabulary import IndexNumber
from hardlimit.proofs.language.whole import whole
from hardlimit.proofs.language.wording import written
from hardlimit.proofs.notes.names import Names as NotesNames
from hardlimit.proofs.notes.places import Source
from hardlimit.proofs.notes.relations import read_expression
from hardlimit.proofs.report.render.formula import Printer

from ..lab import accepted, barred, refused
from ..names import Names

i, SAID = as_number, ByHypothesis()
TRUE: dict[str, Any] = {
    "numbers": lambda o: (equal(total(i(o.n), o.n), o.N * (o.N + 1) / 2), Algebra()),
    "squares": lambda o: (
        equal(total(i(o.n) ** 2, o.n), o.N * (o.N + 1) * (2 * o.N + 1) / 6),
        Algebra(),
    ),
    "cubes": lambda o: (equal(total(i(o.n) ** 3, o.n), total(i(o.n), o.n) ** 2), Algebra()),
    "a variance": lambda o: (
        equal(total((i(o.n) - (o.N + 1) / 2) ** 2, o.n), o.N * (o.N**2 - 1) / 12),
        Algebra(),
    ),
    "two sums": lambda o: (
        equal(total(i(o.n) * i(o.k), o.n, o.k), o.N * (o.N + 1) * o.K * (o.K + 1) / 4),
        Algebra(),
    ),
    "one after the other": lambda o: (
        equal(total(i(o.n + 1), o.n), o.N * (o.N + 3) / 2),
        Algebra(),
    ),
    "a factorial": lambda o: (equal(product(i(o.n), o.n), factorial(o.N)), Algebra()),
    "its logarithm": lambda o: (
        equal(sp.log(factorial(o.N)), total(sp.log(i(o.n)), o.n)),
        LogLaws(),
    ),
    "a delta": lambda o: (equal(total(i(o.n) * delta(o.n, o.m), o.n), i(o.m)), Algebra()),
    "another letter": lambda o: (
        equal(total(2 * i(o.n) * o.x[o.n], o.n), 2 * total(o.x[o.m] * i(o.m), o.m)),
        Algebra(),
    ),
    "at most the size": lambda o: (at_most(i(o.k), o.K), SAID),
    "at least 1": lambda o: (at_most(1, i(o.k)), SAID),
    "positive": lambda o: (less(0, total(i(o.k) * o.p[o.k], o.k)), SAID),
    "a slope": lambda o: (
        has_gradient(total(i(o.k) * o.y, o.k), o.y, total(i(o.k), o.k)),
        Gradient(),
    ),
    "a factor of a power": lambda o: (
        equal((o.s ** i(o.k) + 1) * o.s, o.s ** (i(o.k) + 1) + o.s),
        Algebra(),
    ),
}
FALSE: dict[str, Any] = {
    "half a square": lambda o: (equal(total(i(o.n), o.n), o.N**2 / 2), Algebra()),
    "a factorial too small": lambda o: (equal(product(i(o.n), o.n), gamma(o.N)), Algebra()),
    "a factorial of another size": lambda o: (
        equal(product(i(o.n), o.n), factorial(o.K)), Algebra()),
    "squares of logarithms": lambda o: (
        equal(total(sp.log(i(o.n)) ** 2, o.n), sp.log(factorial(o.N)) ** 2), LogLaws()),
    "from 0": lambda o: (equal(total(i(o.n), o.n), o.N * (o.N - 1) / 2), Algebra()),
    "another size": lambda o: (equal(total(i(o.n), o.n), o.K * (o.K + 1) / 2), Algebra()),
    "the last number": lambda o: (equal(total(i(o.n), o.n), o.N * i(o.m)), Algebra()),
    "the square of a sum": lambda o: (
        equal(total(i(o.n) ** 2, o.n), total(i(o.n), o.n) ** 2), Algebra()),
    "the next one is in range": lambda o: (at_most(i(o.n + 1), o.N), SAID),
    "below the size": lambda o: (less(i(o.n), o.N), SAID),
    "another range": lambda o: (at_most(i(o.k), o.N), SAID),
    "above 1": lambda o: (less(1, i(o.n)), SAID),
    "two indices": lambda o: (equal(i(o.n), i(o.m)), Algebra()),
    "the number of its entries": lambda o: (
        equal(total(i(o.n) * o.x[o.n], o.n), o.N * total(o.x[o.n], o.n)), Algebra()),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_an_index_is_a_number(o: Names, name: str) -> None:
    relation, rule = TRUE[name](o)
    o.d.have(relation, rule, "x")
    accepted(o.d)


@pytest.mark.parametrize("name", FALSE)
def test_what_it_is_not(o: Names, name: str) -> None:
    relation, rule = FALSE[name](o)
    o.d.have(relation, rule, "x")
    refused(o.d, "")


def test_labels_are_numbers(o: Names) -> None:
    c = o.d.assignment("c", o.N, values=o.K)
    o.d.have(at_most(i(c[o.n]), o.K), SAID, "x")
    accepted(o.d)
    o.d.have(at_most(i(c[o.n]), o.N), SAID, "x")
    refused(o.d, "")


def test_labels_that_are_summed_over(o: Names) -> None:
    z = o.d.assignment("z", o.N, values=o.K)
    o.d.have(equal(over_maps(2 * i(z[o.n]), z), 2 * over_maps(i(z[o.n]), z)), Algebra(), "x")
    accepted(o.d)


@pytest.mark.parametrize("of", ["a symbol", "a number", "a size", "the next one"])
def test_what_is_no_index(o: Names, of: str) -> None:
    others = {"a symbol": o.y, "a number": sp.Integer(3), "a size": o.N, "the next one": o.n + 1}
    o.d.have(less(0, IndexNumber(others[of])), SAID, "x")
    barred(o.d, "is no number")


def test_how_it_is_written(o: Names) -> None:
    expr = total(i(o.k) * o.p[o.k], o.k) / o.K
    printer = Printer(o.d.context)
    tex = printer.expression(expr)
    assert tex == r"\frac{1}{K} \sum_{k=1}^{K} k p_{k}"
    assert read_expression(Source(tex), 0, len(tex), NotesNames(o.d.context)) == expr
    assert FormulaReader(o.d.context).formula(plain_formula(expr)) == expr
    lone = r"\sum_{n=1}^{N} n"
    assert read_expression(Source(lone), 0, len(lone), NotesNames(o.d.context)) == total(
        i(o.n), o.n
    )
    assert written(i(o.k + 1) ** 2) == "(as_number(k) + 1)**2"
    assert printer.expression(IndexNumber(o.k + 1) * o.y) == "y (1 + k)"
    assert whole(i(o.k) ** 2 - o.K, o.d.context)
