"""Breaking wide formulas never changes what they say."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.data import Report
from hardlimit.proofs.report.render.breaking import (
    fine_pieces,
    pieces,
    relaxed,
    width,
    with_breaks,
)


def formulas(report: Report) -> list[str]:
    found: list[str] = []
    for theorem in report.theorems:
        found += [*(d.latex for d in theorem.definitions), *theorem.hypotheses, *theorem.statement]
        for step in theorem.steps:
            found += [step.claim, step.lhs, step.rhs, *step.under]
    return found


def test_pieces_hold_the_whole_formula(report: Report) -> None:
    for latex in formulas(report):
        cut = pieces(latex, least=0)
        assert "".join("".join(cut).split()) == "".join(latex.split())
        assert all(piece.count("{") == piece.count("}") for piece in cut)
        assert all(piece.count("\\left") == piece.count("\\right") for piece in cut)
        assert all(piece.count("\\begin") == piece.count("\\end") for piece in cut)


def test_fine_pieces_hold_the_whole_formula(report: Report) -> None:
    for latex in formulas(report):
        for most in (0, 5, 14):
            cut = fine_pieces(latex, most=most)
            back = "".join("".join(cut).split())
            back = back.replace("\\Bigl", "\\left").replace("\\Bigr", "\\right")
            assert back == "".join(latex.split())
            assert all(piece.count("{") == piece.count("}") for piece in cut)
            assert all(piece.count("\\left") == piece.count("\\right") for piece in cut)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"r (a + b) + c", ["r (a", "+ b) + c"]),
        (r"r \left(a + b\right)", [r"r \Bigl(a", r"+ b\Bigr)"]),
        (r"\frac{a + b}{c}", [r"\frac{a + b}{c}"]),
        (r"e^{(a + b)}", [r"e^{(a + b)}"]),
        (r"\log(a (b + c))", [r"\log(a (b + c))"]),
        (r"x \left(\frac{y}{z}\right)^{2}", ["x", r"\left(\frac{y}{z}\right)^{2}"]),
        (r"a \quad \text{for all } n", ["a", r"\quad \text{for all } n"]),
    ],
)
def test_where_a_long_piece_is_cut(latex: str, expected: list[str]) -> None:
    assert fine_pieces(latex, most=0) == expected
    assert fine_pieces(latex, most=99) == [latex]


def test_about_how_wide_a_formula_is() -> None:
    assert width(r"\frac{a + b + c}{d}") == pytest.approx(width("a + b + c") + 0.2)
    assert width("x_{n}^{2}") == pytest.approx(width("x_{n}"))
    assert width(r"\sum_{n=1}^{N} x") < width(r"n = 1 N x") + 1
    assert width("a" * 40) > 20


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("- a + b", ["- a", "+ b"]),
        ("a = - b", ["a", "= - b"]),
        (r"\left(a + b\right) + c", [r"\left(a + b\right)", "+ c"]),
        (r"e^{a + b} - c", ["e^{a + b}", "- c"]),
        (r"x_+ + y", ["x_+", "+ y"]),
        (r"\lVert x - y \rVert^2 \le z", [r"\lVert x - y \rVert^2", r"\le z"]),
        (r"a \cdot - b", [r"a \cdot - b"]),
    ],
)
def test_where_a_formula_is_cut(latex: str, expected: list[str]) -> None:
    assert pieces(latex, least=0) == expected


def test_short_formulas_are_left_alone() -> None:
    assert with_breaks("a = b") == "a = b"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\left(a + b\right)", "(a + b)"),
        (r"\left[k \in T\right]", r"[k \in T]"),
        (r"\left(\frac{a}{b}\right)", r"\left(\frac{a}{b}\right)"),
        (r"\left(a + \left(b\right)\right)", "(a + (b))"),
        (r"\left(a \left(\sum_k b\right)\right)", r"\left(a \left(\sum_k b\right)\right)"),
        (r"\left|a\right|", r"\left|a\right|"),
        (r"\left. a \right|_{0}", r"\left. a \right|_{0}"),
    ],
)
def test_brackets_around_flat_contents_are_plain(latex: str, expected: str) -> None:
    assert relaxed(latex) == expected
