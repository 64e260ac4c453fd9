"""A name that is defined has that meaning until a sentence gives it another one."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED

from .judged import judged

MEAN = "Let $x_1, \\dots, x_N \\in \\mathbb{R}$ and let $m = \\frac{1}{N} \\sum_n x_n$ be the mean."
ROW = "$$\n\\sum_n (x_n - m) = 0 .\n$$\n"


def behind(sentence: str) -> str:
    """The verdict on what holds of the mean alone, behind a sentence."""
    first, second = judged(f"# T\n\n{MEAN}\n\n{ROW}\n{sentence}\n\n{ROW}", "notes.md").statuses
    assert first == DERIVED
    return second


@pytest.mark.parametrize(
    "sentence",
    [
        "Denote by $m$ the median.",
        "We denote the median by $m$.",
        "The median is denoted by $m$.",
        "Call the median $m$.",
        "We write $m$ for the median.",
        "From now on $m$ is the median.",
        "In what follows, $m$ stands for the median.",
        "Redefine $m$ as the median.",
        "Replace $m$ by the median.",
        "Let now $m$ be the median.",
        "Let $m$ and $s$ denote the median and the spread.",
        "Let $m$ minimise the absolute deviations.",
        "For every $m$ we have",
        "Choose some $m$.",
        "Given a new number $m$, we have",
        "We now regard $m$ as a free variable.",
        "The letter $m$ is reused for the median.",
    ],
)
def test_another_meaning(sentence: str) -> None:
    assert behind(sentence) != DERIVED


@pytest.mark.parametrize(
    "sentence",
    [
        "Here $m$ is the mean.",
        "Let $m$ be as before.",
        "We call $m$ the mean of the data.",
        "With $m$ the mean of the data, we have",
        "The mean $m$ is the centre of the data, and",
    ],
)
def test_the_same_meaning(sentence: str) -> None:
    assert behind(sentence) == DERIVED
