r"""Normal equations of least squares: a gradient set to zero, and X^\top X b = X^\top y solved."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged, note

GIVEN = (
    r"Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$ and $\beta \in \mathbb{R}^D$; "
    r"let $\lambda > 0$. "
)
INVERTIBLE = GIVEN + r"Suppose $X^\top X$ is invertible. "
SOLVED = INVERTIBLE + r"Suppose $X^\top X \beta = X^\top y$. "
PROSE = r"""
\documentclass{article}
\begin{document}
\section{Least squares}
Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$ and $\lambda > 0$. We minimise
\[ L(\beta) = OBJECTIVE . \]
The gradient is
\[ \nabla_\beta L = GRADIENT . \]
Setting it to zero,
\[ NORMAL , \]
hence
\[ SOLUTION . \]
\end{document}
"""
PLAIN = {
    "OBJECTIVE": r"\|y - X \beta\|^2",
    "GRADIENT": r"-2 X^T (y - X\beta)",
    "NORMAL": r"X^T X \beta = X^T y",
    "SOLUTION": r"\hat\beta = (X^T X)^{-1} X^T y",
}
RIDGE = {
    "OBJECTIVE": r"\|y - X \beta\|^2 + \lambda \|\beta\|^2",
    "GRADIENT": r"-2 X^T (y - X\beta) + 2 \lambda \beta",
    "NORMAL": r"(X^T X + \lambda I) \beta = X^T y",
    "SOLUTION": r"\hat\beta = (X^T X + \lambda I)^{-1} X^T y",
}


def prose(parts: dict[str, str], **other: str) -> list[str]:
    """The verdicts on a lecture with these formulas."""
    text = PROSE
    for place, formula in (parts | other).items():
        text = text.replace(place, formula)
    return judged(text).statuses


@pytest.mark.parametrize("parts", [PLAIN, RIDGE])
def test_the_gradient_is_set_to_zero_and_solved(parts: dict[str, str]) -> None:
    assert prose(parts) == [DERIVED] * 4
    hatted = parts["NORMAL"].replace(r"\beta", r"\hat\beta")
    assert prose(parts, NORMAL=hatted) == [DERIVED] * 4
    plain = parts["SOLUTION"].replace(r"\hat", "")
    assert prose(parts, SOLUTION=plain) == [DERIVED] * 4


@pytest.mark.parametrize(
    ("place", "formula"),
    [
        ("GRADIENT", r"2 X^T (y - X\beta)"),
        ("GRADIENT", r"- X^T (y - X\beta)"),
        ("NORMAL", r"X^T X \beta = - X^T y"),
        ("NORMAL", r"X^T X \beta = 2 X^T y"),
        ("SOLUTION", r"\hat\beta = - (X^T X)^{-1} X^T y"),
        ("SOLUTION", r"\hat\beta = 2 (X^T X)^{-1} X^T y"),
        ("SOLUTION", r"\hat\beta = (X^T X + \lambda I)^{-1} X^T y"),
    ],
)
def test_one_wrong_formula_is_not_derived(place: str, formula: str) -> None:
    found = prose(PLAIN, **{place: formula})
    at = ["OBJECTIVE", "GRADIENT", "NORMAL", "SOLUTION"].index(place)
    assert found[at] != DERIVED
    assert FALSE in found or place != "GRADIENT"
    ridge = prose(RIDGE, SOLUTION=r"\hat\beta = (X^T X - \lambda I)^{-1} X^T y")
    assert ridge[3] != DERIVED


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (GIVEN, r"\nabla_\beta \|y - X \beta\|^2 = -2 X^\top (y - X \beta)"),
        (INVERTIBLE, r"(X^\top X)^{-1} X^\top X = I"),
        (SOLVED, r"\beta = (X^\top X)^{-1} X^\top y"),
        (GIVEN + r"Suppose $-2 X^\top (y - X \beta) = 0$.", r"X^\top X \beta = X^\top y"),
    ],
)
def test_what_is_derived(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [DERIVED]


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (GIVEN, r"\nabla_\beta \|y - X \beta\|^2 = 2 X^\top (y - X \beta)"),
        (GIVEN, r"\nabla_\beta \|y - X \beta\|^2 = - X^\top (y - X \beta)"),
        (INVERTIBLE, r"\beta = (X^\top X)^{-1} X^\top y"),
        (SOLVED, r"\beta = 2 (X^\top X)^{-1} X^\top y"),
        (SOLVED, r"(X^\top X)^{-1} \beta = X^\top y"),
    ],
)
def test_what_is_false(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [FALSE]


@pytest.mark.parametrize(
    ("block", "line", "said"),
    [
        (GIVEN, r"\beta = (X^\top X)^{-1} X^\top y", "is not said"),
        (INVERTIBLE, r"\beta = (X X^\top)^{-1} X^\top y", "is not said"),
        (SOLVED, r"\beta = (X^\top X)^{-1} X y", "do not multiply"),
        (GIVEN, r"\nabla_\beta \|y - X \beta\|^2 = -2 X (y - X \beta)", "do not multiply"),
    ],
)
def test_what_is_not_read(block: str, line: str, said: str) -> None:
    lines = read_document(note(block, line), "n.tex").lines
    assert said in lines[-1].error
    assert judged(note(block, line)).statuses == [NOT_UNDERSTOOD]


def test_a_product_of_vectors_is_not_taken_to_have_an_inverse() -> None:
    """It has one in one dimension only, where false lines would be true."""
    text = (
        "# Rank one\n\nLet $u \\in \\mathbb{R}^D$ and $v \\in \\mathbb{R}^D$.\n\n"
        "$$(u v^\\top)^{-1} u v^\\top = I_D$$\n"
    )
    assert judged(text, "n.md").statuses == [NOT_UNDERSTOOD]


LEAST = (
    r"Let $X \in \mathbb{R}^{N \times D}$, $y \in \mathbb{R}^N$, $\beta, b \in \mathbb{R}^D$; "
    r"suppose $X^\top X b = X^\top y$ (normal). "
)


@pytest.mark.parametrize(
    "function",
    [r"\|y + X \beta\|^2", r"\|y - X \beta\|^2 + \|\beta\|^2", r"\|y - 2 X \beta\|^2"],
)
def test_a_solution_of_other_normal_equations_is_no_minimiser(function: str) -> None:
    line = rf"b \text{{ minimises }} {function} \text{{ over }} \beta"
    assert judged(note(LEAST, line)).statuses == [FALSE]


def test_without_the_normal_equations_nothing_is_a_minimiser() -> None:
    block = LEAST.partition("suppose")[0]
    line = r"b \text{ minimises } \|y - X \beta\|^2 \text{ over } \beta"
    assert judged(note(block, line)).statuses == [FALSE]


def test_not_the_only_minimiser_where_columns_depend_on_each_other() -> None:
    line = r"b = \arg\min_\beta \|y - X \beta\|^2"
    assert judged(note(LEAST, line)).statuses == [FALSE]


@pytest.mark.parametrize("function", [r"\|y - X \beta\|^2", r"\frac{1}{2} \|y - X \beta\|^2"])
def test_a_solution_of_the_normal_equations_is_a_minimiser(function: str) -> None:
    line = rf"b \text{{ minimises }} {function} \text{{ over }} \beta"
    assert judged(note(LEAST, line)).statuses == [DERIVED]
