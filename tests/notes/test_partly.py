"""What is supposed of some things only, or by somebody, is not supposed of all by the text."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED

from .judged import judged


def absolute(sentence: str) -> str:
    """The verdict on |x_n| = x_n behind a sentence about real x_n."""
    given = "Let $x_n$ be real for $n = 1, \\dots, N$."
    (status,) = judged(f"{given}\n\n{sentence}\n\n$$\n|x_n| = x_n .\n$$\n", "notes.md").statuses
    return status


@pytest.mark.parametrize(
    "sentence",
    [
        "Suppose $x_n > 0$ for observed $n$.",
        "Suppose $x_n > 0$ for treated patients.",
        "Suppose $x_n > 0$ for training points $n$.",
        "Suppose $x_n > 0$ for all labelled $n$.",
        "Suppose $x_n > 0$ for all $n$ in the training set.",
        "Suppose $x_n > 0$ for all $n$ with a positive label.",
        "Suppose $x_n > 0$ within a class.",
        "Suppose $x_n > 0$ over the training set.",
        "Suppose $x_n > 0$ among the labelled.",
        "Suppose $x_n > 0$ per class.",
        "Suppose $x_n > 0$ overall.",
        "Suppose that for treated patients, $x_n > 0$.",
        "Suppose that for all old $n$, $x_n > 0$.",
        "Suppose that for all $n > 1$, $x_n > 0$.",
        "Suppose that for all $n < N$, $x_n > 0$.",
        "Suppose that for all $n$ of the class, $x_n > 0$.",
        "Suppose that for a single $n$, $x_n > 0$.",
        "Suppose that in the training set, $x_n > 0$.",
        "Suppose that in the mean, $x_n > 0$.",
        "Suppose that up to noise, $x_n > 0$.",
        "Suppose there is a point with $x_n > 0$.",
        "Suppose a fraction has $x_n > 0$.",
        "The teacher, supposing $x_n > 0$, describes the model.",
        "Such a model has $x_n > 0$.",
    ],
)
def test_of_some(sentence: str) -> None:
    assert absolute(sentence) != DERIVED


@pytest.mark.parametrize(
    "sentence",
    [
        "Suppose $x_n > 0$.",
        "Suppose $x_n > 0$ for all $n$.",
        "Suppose $x_n > 0$ for every data point $n$.",
        "Suppose $x_n > 0$ for all observations.",
        "Suppose that for all $n$, $x_n > 0$.",
        "Suppose that for each point $n$, $x_n > 0$.",
        "Suppose that for all $n = 1, \\dots, N$, $x_n > 0$.",
        "Suppose that, as usual, $x_n > 0$.",
        "Throughout this section we assume $x_n > 0$.",
    ],
)
def test_of_all(sentence: str) -> None:
    assert absolute(sentence) == DERIVED
