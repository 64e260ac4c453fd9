"""max(0, x), max(a, b), min(a, b) and 1/(1 + e^-x): what holds of them, and what does not."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import (
    Algebra,
    ByHypothesis,
    Gap,
    Gradient,
    LimitLaws,
    at_most,
    equal,
    has_gradient,
    larger,
    less,
    logistic,
    pos,
    smaller,
    tends_to,
    total,
)
from hardlimit.proofs.exchange.formulas import FormulaReader, plain_formula
from hardlimit.proofs.exchange.strict import FileRefused
from hardlimit.proofs.language.wording import written
from hardlimit.proofs.notes.names import Names as NotesNames
from hardlimit.proofs.notes.places import NotUnderstood, Source
from hardlimit.proofs.notes.relations import read_expression
from hardlimit.proofs.report.render.formula import Printer

from ..lab import accepted, refused, refused_by_rule
from ..names import Names

TRUE: dict[str, Any] = {
    "two halves": lambda o: (equal(pos(o.y) - pos(-o.y), o.y), Algebra()),
    "their sum": lambda o: (equal(pos(o.y) + pos(-o.y), sp.Abs(o.y)), Algebra()),
    "of a positive number": lambda o: (equal(pos(o.s), o.s), Algebra()),
    "a positive factor": lambda o: (equal(o.s * pos(o.y), pos(o.s * o.y)), Algebra()),
    "never negative": lambda o: (at_most(0, total(pos(o.x[o.n] - o.y), o.n)), ByHypothesis()),
    "positive": lambda o: (less(0, pos(o.s)), ByHypothesis()),
    "at least the number": lambda o: (at_most(o.y, pos(o.y)), Gap(pos(-o.y))),
    "the other side": lambda o: (equal(logistic(o.y) + logistic(-o.y), 1), Algebra()),
    "a slope": lambda o: (
        has_gradient(logistic(o.y), o.y, logistic(o.y) * (1 - logistic(o.y))), Gradient()),
    "a slope of a logarithm": lambda o: (
        has_gradient(sp.log(logistic(o.y)), o.y, logistic(-o.y)), Gradient()),
    "above 0": lambda o: (less(0, total(logistic(o.x[o.n]), o.n)), ByHypothesis()),
    "two kinds": lambda o: (
        equal(logistic(o.y), sp.exp(o.y) / (1 + sp.exp(o.y))), Algebra()),
    "the larger and the smaller": lambda o: (
        equal(larger(o.y, o.w[o.n]) + smaller(o.y, o.w[o.n]), o.y + o.w[o.n]), Algebra()),
    "the larger by a positive part": lambda o: (
        equal(larger(o.y, o.w[o.n]), o.y + pos(o.w[o.n] - o.y)), Algebra()),
    "the other way round": lambda o: (
        equal(larger(o.y, o.w[o.n]), -smaller(-o.w[o.n], -o.y)), Algebra()),
    "the larger is above": lambda o: (at_most(o.y, larger(o.y, o.w[o.n])), ByHypothesis()),
    "the smaller is below": lambda o: (at_most(smaller(o.y, o.w[o.n]), o.y), ByHypothesis()),
    "one of two is positive": lambda o: (less(0, larger(o.y, o.s)), ByHypothesis()),
    "both are positive": lambda o: (less(0, smaller(o.s, o.p[o.k])), ByHypothesis()),
    "the limit of the larger": lambda o: (
        tends_to(larger(o.y, o.s), o.s, larger(o.y, 0)), LimitLaws()),
    "a limit": lambda o: (tends_to(pos(o.y - o.s), o.s, pos(o.y)), LimitLaws()),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_positive_parts(o: Names, name: str) -> None:
    relation, rule = TRUE[name](o)
    o.d.have(relation, rule, "x")
    accepted(o.d)


FALSE: dict[str, Any] = {
    "the number itself": lambda o: (equal(pos(o.y), o.y), Algebra()),
    "linear": lambda o: (equal(pos(o.y + o.x[o.n]), pos(o.y) + pos(o.x[o.n])), Algebra()),
    "a factor of any sign": lambda o: (equal(o.y * pos(o.x[o.n]), pos(o.y * o.x[o.n])), Algebra()),
    "even": lambda o: (equal(pos(-o.y), pos(o.y)), Algebra()),
    "positive": lambda o: (less(0, pos(o.y)), ByHypothesis()),
    "odd": lambda o: (equal(logistic(-o.y), -logistic(o.y)), Algebra()),
    "its own slope": lambda o: (has_gradient(logistic(o.y), o.y, logistic(o.y)), Gradient()),
    "above a half": lambda o: (less(sp.Rational(1, 2), logistic(o.y)), ByHypothesis()),
    "the larger is below": lambda o: (at_most(larger(o.y, o.w[o.n]), o.y), ByHypothesis()),
    "the smaller is above": lambda o: (at_most(o.y, smaller(o.y, o.w[o.n])), ByHypothesis()),
    "one of two": lambda o: (less(0, smaller(o.y, o.s)), ByHypothesis()),
    "none of two": lambda o: (at_most(0, larger(o.y, o.w[o.n])), ByHypothesis()),
    "the larger of a sum": lambda o: (
        equal(larger(o.y + o.s, o.w[o.n] + o.y), larger(o.y, o.w[o.n]) + larger(o.s, o.y)),
        Algebra(),
    ),
    "at most the number": lambda o: (at_most(pos(o.y), o.y), Gap(pos(-o.y))),
}


@pytest.mark.parametrize("name", FALSE)
def test_no_other_laws_of_positive_parts(o: Names, name: str) -> None:
    relation, rule = FALSE[name](o)
    o.d.have(relation, rule, "x")
    refused(o.d, "")


def test_a_positive_part_has_no_slope_at_0(o: Names) -> None:
    o.d.have(has_gradient(pos(o.y), o.y, 1), Gradient(), "x")
    refused_by_rule(o.d, "no rule differentiates")


def test_a_positive_part_has_a_value_where_its_argument_has(o: Names) -> None:
    o.d.have(equal(pos(1 / o.y) - pos(-1 / o.y), 1 / o.y), Algebra(), "x")
    refused(o.d, "a denominator", paste="differs(y, 0)")


def test_a_function_without_a_name_in_latex(o: Names) -> None:
    printer = Printer(o.d.context)
    assert printer.expression(logistic(-o.y)) == r"\operatorname{logistic}(-y)"
    assert printer.plain(logistic(o.y)) == "logistic(y)"
    assert plain_formula(logistic(o.y)) == ["logistic", ["symbol", "y"]]
    assert written(logistic(o.y)) == "logistic(y)"


def test_how_a_positive_part_is_written(o: Names) -> None:
    expr = pos(o.y - 1)
    data = plain_formula(expr)
    assert data[0] == "pos"
    assert FormulaReader(o.d.context).formula(data) == expr
    for wrong in (["pos"], [*data, data[1]]):
        with pytest.raises(FileRefused, match="needs 1 parts"):
            FormulaReader(o.d.context).formula(wrong)
    assert written(expr) == "pos(y - 1)"
    printer = Printer(o.d.context)
    assert printer.expression(2 * expr) == r"2 \max(0, y - 1)"
    assert printer.plain(expr) == "max(0, y − 1)"


def test_the_larger_of_two_in_latex(o: Names) -> None:
    printer = Printer(o.d.context)
    assert printer.expression(larger(o.y, o.s)) == r"\max(y, s)"
    assert printer.expression(smaller(o.y, o.s)) == r"\min(y, s)"
    assert larger(0, o.y) == larger(o.y, 0) == pos(o.y)
    for expr in (larger(o.y, o.s), smaller(0, o.s - 1)):
        tex = printer.expression(expr)
        assert read_expression(Source(tex), 0, len(tex), NotesNames(o.d.context)) == expr
        assert FormulaReader(o.d.context).formula(plain_formula(expr)) == expr
    assert written(larger(o.y, smaller(o.s, o.y))) == "larger(y, smaller(s, y))"
    for tex, told in ((r"\max(y)", ", is missing"), (r"\min(y, s, y)", ") is missing")):
        with pytest.raises(NotUnderstood, match=re.escape(told)):
            read_expression(Source(tex), 0, len(tex), NotesNames(o.d.context))
