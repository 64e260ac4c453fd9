r"""Rows that speak of what is found further below wait for it."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD, UNDECIDED

from .judged import judged

LINE = (
    "Let $x_1, \\dots, x_n$ and $y_1, \\dots, y_n$ be real. We minimise\n"
    "$$S(a, b) = \\sum_{i=1}^n (y_i - a - b x_i)^2.$$\n"
    "Write $\\bar x = \\frac1n \\sum_i x_i$ and $\\bar y = \\frac1n \\sum_i y_i$, and suppose that "
    "$\\sum_i (x_i - \\bar x)^2 > 0$.\n"
)
SLOPE = "\\frac{\\sum_i (x_i - \\bar x) (y_i - \\bar y)}{\\sum_i (x_i - \\bar x)^2}"
NORMAL = (
    "Let $x_1, \\dots, x_n$ be real. We maximise, where $v > 0$,\n"
    "$$L(m, v) = -\\frac n2 \\log v - \\frac{1}{2 v} \\sum_{i=1}^n (x_i - m)^2.$$\n"
)


def lines(begin: str, *rows: str) -> list[tuple[str, str]]:
    """Text and verdict of all lines but the first."""
    text = begin + "".join(f"Hence\n$${row}.$$\n" for row in rows)
    return [(line.text, line.status) for line in judged(text, "notes.md").lines[1:]]


def test_the_intercept_before_the_slope() -> None:
    """The claim on both stands beside the row that waited."""
    a, b = "\\hat a = \\bar y - \\hat b \\bar x", f"\\hat b = {SLOPE}"
    found = lines(LINE, a, b)
    assert [text for text, _ in found] == [a, "S(\\hat{a},\\hat{b}) \\le S(a,b)", b]
    assert {status for _, status in found} == {DERIVED}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("\\bar y + \\hat b \\bar x", SLOPE),
        ("\\bar y - \\hat b", SLOPE),
        ("\\bar y - \\hat b \\bar x", f"2 {SLOPE}"),
        ("\\bar y - \\hat b \\bar x", f"-{SLOPE}"),
    ],
)
def test_a_wrong_one_is_false(a: str, b: str) -> None:
    found = lines(LINE, f"\\hat a = {a}", f"\\hat b = {b}")
    assert FALSE in [status for _, status in found]


def test_the_variance_before_the_mean() -> None:
    variance = "\\hat v = \\frac1n \\sum_i (x_i - \\hat m)^2"
    found = lines(NORMAL, variance, "\\hat m = \\frac1n \\sum_i x_i")
    assert {status for _, status in found} == {DERIVED}
    wrong = variance.replace("\\frac1n", "\\frac{1}{n+1}")
    assert FALSE in [s for _, s in lines(NORMAL, wrong, "\\hat m = \\frac1n \\sum_i x_i")]


def test_rows_that_go_on_wait_too() -> None:
    rows = "\\hat a &= \\bar y - \\hat b \\bar x \\\\\n&= \\frac1n \\sum_i (y_i - \\hat b x_i)"
    text = f"{LINE}Hence\n\\begin{{align}}\n{rows}\n\\end{{align}}\nwith\n$$\\hat b = {SLOPE}.$$"
    assert set(judged(text, "notes.md").statuses) == {DERIVED}
    text = text.replace("(y_i - \\hat b x_i)", "(y_i + \\hat b x_i)")
    assert judged(text, "notes.md").statuses[3] == FALSE


def test_what_is_never_found_is_not_waited_for() -> None:
    found = lines(LINE, "\\hat a = \\bar y - \\hat b \\bar x")
    assert found[-1][1] in (NOT_UNDERSTOOD, UNDECIDED)
    section = "\n## Another\n"
    text = (
        f"{LINE}Hence\n$$\\hat a = \\bar y - \\hat b \\bar x.$$\n{section}\n$$\\hat b = {SLOPE}.$$"
    )
    assert judged(text, "notes.md").statuses[2] in (NOT_UNDERSTOOD, UNDECIDED)


def test_two_that_wait_for_each_other() -> None:
    found = lines(LINE, "\\hat a = \\bar y - \\hat b \\bar x", "\\hat b = \\bar x - \\hat a")
    assert {status for _, status in found} & {FALSE, NOT_UNDERSTOOD, UNDECIDED}


@pytest.mark.parametrize("odd", ["\\overset{d}{=}", "\\stackrel{d}{=}", "\\verb|a|", "\u00e9"])
def test_an_odd_sign_before_a_new_name_loses_one_row(odd: str) -> None:
    """The rows around it are judged all the same."""
    text = f"Let $x$ be real. Then\n$$x = x$$\nand\n$$x {odd} = x = \\hat\\lambda$$\n"
    text += "and\n$$2 x = x + x$$\n"
    assert judged(text, "n.md").statuses == [DERIVED, NOT_UNDERSTOOD, DERIVED]
