r"""The indicator of the nearest centre: r_{nk} = 1 if k = \arg\min_j d_{nj}, and 0 otherwise."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged

DATA = r"""# K-means

Let $x_1, \dots, x_N \in \mathbb{R}^D$ be data and $\mu_1, \dots, \mu_K \in \mathbb{R}^D$.
"""
CASES = r"""
$$ r_{nk} = \begin{cases} 1 & \text{if } k = \arg\min_j \|x_n - \mu_j\|^2 \\
   0 & \text{otherwise} \end{cases} $$
"""
COST = r"""
$$ J = \sum_{n=1}^N \sum_{k=1}^K r_{nk} \|x_n - \mu_k\|^2 $$
"""
MEAN = r"\frac{\sum_n r_{nk} x_n}{\sum_n r_{nk}}"


def said(*parts: str) -> list[str]:
    return judged(DATA + "".join(parts), "n.md").statuses


def line(text: str) -> str:
    return f"\n$$ {text} $$\n"


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{1}{N} \sum_n r_{nk} x_n \text{ minimises } J \text{ over } \mu_k",
        r"\sum_n r_{nk} = 1",
        r"\sum_k r_{nk} = K",
        r"r_{nk} = \frac{1}{K}",
        # The furthest centre.
        r"\sum_k r_{nk} \|x_n - \mu_k\|^2 = \max_k \|x_n - \mu_k\|^2",
        r"\sum_k r_{nk} \|x_n - \mu_k\|^2 \ge \sum_k \|x_n - \mu_k\|^2",
    ],
)
def test_what_does_not_follow_is_false(text: str) -> None:
    assert said(CASES, COST, line(text))[-1] == FALSE


@pytest.mark.parametrize("parts", [(CASES, COST), (COST, CASES)])
def test_the_mean_is_the_minimiser(parts: tuple[str, str]) -> None:
    text = rf"{MEAN} \text{{ minimises }} J \text{{ over }} \mu_k"
    assert said(*parts, line(r"\sum_k r_{nk} = 1"), line(text)) == [DERIVED] * 4


def test_the_slope_set_to_zero_gives_the_mean() -> None:
    slope = r"\frac{\partial J}{\partial \mu_k} = -2 \sum_n r_{nk} (x_n - \mu_k) = 0"
    rows = (CASES, COST, "\nSetting it to zero,\n", line(slope), "\ngives\n")
    assert said(*rows, line(rf"\mu_k = {MEAN}")) == [DERIVED] * 4
    assert said(*rows, line(r"\mu_k = \frac{1}{N} \sum_n r_{nk} x_n"))[-1] == FALSE


@pytest.mark.parametrize(
    "least",
    [
        r"\operatorname*{arg\,min}_j \|x_n - \mu_j\|^2",
        r"\argmin_{j} \|x_n - \mu_j\|^2",
        r"\underset{j}{\arg\min} \|x_n - \mu_j\|^2",
    ],
)
def test_however_it_is_set(least: str) -> None:
    cases = CASES.replace(r"\arg\min_j \|x_n - \mu_j\|^2", least)
    assert said(cases, line(r"\sum_k r_{nk} = 1")) == [DERIVED] * 2


def test_that_it_is_the_only_one_is_supposed_and_told() -> None:
    found = judged(DATA + CASES, "n.md").lines[0].message
    assert "supposed to be the only one" in found


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        # One for all points: of which point it is the label is not said.
        (CASES.replace("r_{nk}", "r_k"), "which one is least for which"),
        (CASES.replace("1 &", "2 &"), "which one is the arg min where two are alike"),
        (CASES.replace("k = ", r"k \\in "), ""),
    ],
)
def test_what_is_not_read(cases: str, told: str) -> None:
    error = read_document(DATA + cases, "n.md").lines[0].error
    assert error
    assert told in error


def test_what_is_defined_already_is_judged() -> None:
    before = "\nWrite $r_{nk} = 1$.\n"
    assert DERIVED not in said(before, CASES)[-2:]
