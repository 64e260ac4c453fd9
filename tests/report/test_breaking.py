"""Breaking wide formulas never changes what they say."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.data import Report
from hardlimit.proofs.report.render.breaking import pieces, relaxed, with_breaks


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
