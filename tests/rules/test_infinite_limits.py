"""What grows beyond all bounds: what does not, what is no statement, and the laws that show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from hardlimit.proofs.author import LimitLaws, Ref, decay, tends_to, total
from hardlimit.proofs.exchange.formulas import FormulaReader, plain_formula
from hardlimit.proofs.language.errors import VocabularyError
from hardlimit.proofs.notes.names import Names as NotesNames
from hardlimit.proofs.notes.places import NotUnderstood, Source
from hardlimit.proofs.notes.relations import read_line
from hardlimit.proofs.report.render.formula import Printer
from sympy import oo

from ..lab import accepted, barred, refused, refused_by_rule
from ..names import Names

#: The claim, and whether instances say that it is false; else it is but not shown.
FALSE: dict[str, Callable[[Names], Any]] = {
    "of unknown sign": lambda o: tends_to(o.y / o.s, o.s, oo),
    "infinity less infinity": lambda o: tends_to(o.p[o.k] / o.s - o.p[o.j] / o.s, o.s, oo),
    "two rates": lambda o: tends_to(1 / o.s - 1 / o.s**2, o.s, oo),
    "0 times infinity": lambda o: tends_to((o.s + o.s**2) / o.s, o.s, oo),
    "a bounded one": lambda o: tends_to(o.y + o.s, o.s, oo),
    "the other way": lambda o: tends_to(1 / o.s, o.s, -oo),
    "a logarithm falls": lambda o: tends_to(sp.log(o.s), o.s, oo),
    "as s grows": lambda o: o.d.at_infinity(1 / o.s, o.s, oo),
    "as s falls": lambda o: o.d.at_infinity(o.s, o.s, 0),
    "a sum with one that may be below 0": lambda o: tends_to(total(o.x[o.n], o.n) / o.s, o.s, oo),
    "e to what falls": lambda o: tends_to(sp.exp(-1 / o.s), o.s, oo),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_grow(o: Names, name: str) -> None:
    o.d.have(FALSE[name](o), LimitLaws(), "x")
    refused(o.d, "")


def test_what_is_not_there_near_the_point(o: Names) -> None:
    """sqrt(p - s)/s has no value at p < s, nor 1/(y + 1/s) at y = -1/s."""
    o.d.have(tends_to(sp.sqrt(o.p[o.k] - o.s) / o.s, o.s, oo), LimitLaws(), "x")
    refused_by_rule(o.d, "a power needs it positive")
    o.d.steps.clear()
    o.d.goals.clear()
    o.d.have(tends_to(1 / (o.y + 1 / o.s), o.s, 0), LimitLaws(), "x")
    refused_by_rule(o.d, "a denominator")


def test_growing_is_not_a_certificate(o: Names) -> None:
    """What is true may be beyond the laws: the sign of what multiplies must be seen."""
    o.d.have(tends_to((o.y**2 + 1) / o.s, o.s, oo), LimitLaws(), "x")
    accepted(o.d)
    o.d.have(tends_to((1 + sp.cos(1)) / o.s, o.s, oo), LimitLaws(), "x")
    barred(o.d, "cos")


def test_a_variable_that_is_restricted(o: Names) -> None:
    o.d.assume("small", sp.Le(o.s, 1))
    o.d.have(o.d.at_infinity(o.s, o.s, oo), LimitLaws(), "x")
    barred(o.d, "restricts s")


def test_no_number_is_infinite(o: Names) -> None:
    for tex, why in (
        (r"y = \infty", "only a limit is infinite"),
        (r"y \le \infty", "only a limit is infinite"),
        (r"\infty \to y \quad (s \to 0)", "nothing goes on from infinity"),
        (r"y \to \infty + 1 \quad (s \to 0)", "not understood"),
        (r"s \to 0 \quad (s \to -\infty)", "it tends to 0 or grows"),
        (r"\frac{1}{\infty} = 0", "infinity is not a number"),
    ):
        with pytest.raises(NotUnderstood, match=why):
            read_line(Source(tex), 0, len(tex), NotesNames(o.d.context))
    with pytest.raises(VocabularyError):
        Printer(o.d.context).expression(oo)


TRUE: dict[str, Callable[[Names], Any]] = {
    "one over what falls": lambda o: tends_to(1 / o.s, o.s, oo),
    "beside a number": lambda o: tends_to(o.p[o.k] / o.s**2 + o.y, o.s, oo),
    "both grow": lambda o: tends_to(o.p[o.k] / o.s**2 + 1 / o.s, o.s, oo),
    "a logarithm": lambda o: tends_to(sp.log(o.s), o.s, -oo),
    "times a positive number": lambda o: tends_to(-o.p[o.k] * sp.log(o.s) - o.y, o.s, oo),
    "e to what grows": lambda o: tends_to(sp.exp(1 / o.s), o.s, oo),
    "the logarithm of what grows": lambda o: tends_to(sp.log(o.p[o.k] + 1 / o.s), o.s, oo),
    "one over what grows": lambda o: tends_to(1 / (o.p[o.k] + 1 / o.s), o.s, 0),
    "a bell at its centre": lambda o: tends_to(1 / (sp.sqrt(2 * sp.pi) * o.s), o.s, oo),
    "a sum": lambda o: tends_to(total(o.p[o.k], o.k) / o.s, o.s, oo),
    "far out": lambda o: o.d.at_infinity(o.p[o.k] * o.s + 1 / o.s, o.s, oo),
    "shares become uniform": lambda o: o.d.at_infinity(
        sp.exp(-o.p[o.k] / o.s) / total(sp.exp(-o.p[o.j] / o.s), o.j), o.s, 1 / o.K
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_grows(o: Names, name: str) -> None:
    o.d.have(TRUE[name](o), LimitLaws(), "x")
    accepted(o.d)


def test_from_an_earlier_line(o: Names) -> None:
    """What is known to grow does so times a positive number; with another sign nothing follows."""
    f = o.d.define("f", (), 1 / o.s + o.y)
    first = o.d.have(tends_to(f, o.s, oo), LimitLaws(("f",)), "x")
    o.d.have(tends_to(o.p[o.k] * f - o.y, o.s, oo), LimitLaws((), (first,)), "x")
    accepted(o.d)
    o.d.have(tends_to(o.y * f, o.s, oo), LimitLaws((), (Ref("1"),)), "x")
    refused(o.d, "")


def test_definitions_are_written_out_far_away(o: Names) -> None:
    """Where s grows, all that depends on s is taken at 1/s."""
    g = o.d.define("g", (), 1 / o.s)
    assert o.d.at_infinity(g + o.y, o.s, o.y).function == o.s + o.y


def test_how_it_is_written(o: Names) -> None:
    printer, names = Printer(o.d.context), NotesNames(o.d.context)
    for relation, tex, plain in (
        (
            tends_to(o.y + 1 / o.s, o.s, oo),
            r"\frac{1}{s} + y \longrightarrow \infty \quad (s \downarrow 0)",
            "1/s + y → ∞  (s ↓ 0)",
        ),
        (
            tends_to(sp.log(o.s), o.s, -oo),
            r"\log s \longrightarrow -\infty \quad (s \downarrow 0)",
            "log(s) → −∞  (s ↓ 0)",
        ),
    ):
        assert printer.relation(relation) == tex
        assert printer.plain_relation(relation) == plain
        (read,) = read_line(Source(tex), 0, len(tex), names)
        assert read.relation == relation
    (read,) = read_line(Source(far := r"\lim_{s \to \infty} s y = y"), 0, len(far), names)
    assert read.relation == o.d.at_infinity(o.s * o.y, o.s, o.y)
    expr = decay(o.y) * o.s
    assert printer.expression(expr) == "s e^{-y}"
    assert FormulaReader(o.d.context).formula(plain_formula(expr)) == expr
