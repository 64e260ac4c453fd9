"""What is supposed of some things only, or by somebody, is not supposed of all by the text."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

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


@pytest.mark.parametrize(
    "sentence",
    [
        "Let $n$ be such that $x_n > 0$.",
        "Pick $n$ with $x_n > 0$.",
        "Fix $n$ satisfying $x_n > 0$.",
        "Suppose that $x_n > 0$ implies $x_n > 1$.",
        "Suppose $x_n > 0$ for all $n$ implies $x_n > 1$.",
        "Suppose $x_n > 0$ gives $x_n > 1$.",
        "Suppose $x_n > 0$ ensures that $x_n > 1$.",
        "Suppose $x_n > 0$ holds because $x_n > 1$.",
        "Suppose $x_n > 0$ follows from $x_n > 1$.",
    ],
)
def test_of_one_or_of_none(sentence: str) -> None:
    assert absolute(sentence) != DERIVED


@pytest.mark.parametrize(
    "sentence",
    [
        "Suppose $x_n > 0$. This implies",
        "Suppose $x_n > 0$, which implies",
        "Suppose $x_n > 0$; then $x_n > -1$. It follows that",
        "Suppose that $x_n > 0$, so that we get",
    ],
)
def test_what_is_supposed_may_imply(sentence: str) -> None:
    assert absolute(sentence) == DERIVED


@pytest.mark.parametrize(
    "sentence",
    [
        "We now drop this.",
        "From here on we no longer assume this.",
        "This assumption is not needed.",
        "In general, however, the signs are arbitrary.",
        "In general, we have",
        "In the general case,",
        "The general case follows.",
        "Back in general,",
        "Otherwise,",
        "If not, we have",
        "Conversely,",
        "In the other case,",
        "On the other hand, if $x_n < 0$, then",
        "Suppose now $x_n < 0$. Then",
        "Suppose instead $x_n < 0$. Then",
        "Suppose, on the contrary, $x_n < 0$. Then",
        "Now suppose $x_n < 0$. Then",
    ],
)
def test_what_is_given_up_is_not_supposed(sentence: str) -> None:
    assert absolute(f"Suppose $x_n > 0$. {sentence}") != DERIVED


@pytest.mark.parametrize(
    "sentence",
    [
        "We drop the constants.",
        "We forget the index.",
        "Now suppose $t > 0$. Then",
        "The terms that do not depend on $x_n$ are dropped.",
    ],
)
def test_what_is_not_given_up_is_supposed(sentence: str) -> None:
    assert absolute(f"Suppose $x_n > 0$. {sentence}") == DERIVED


@pytest.mark.parametrize("end", ["$\\square$", "\\qed", "\u220e", "\u25a1"])
@pytest.mark.parametrize("mark", ["**", "*", "_"])
def test_a_proof_supposes_for_itself(mark: str, end: str) -> None:
    shown = "\n\n$$\n|x_n| = x_n .\n$$\n\n"
    given = "Let $x_n$ be real for $n = 1, \\dots, N$.\n\n"
    text = f"{given}{mark}Proof.{mark} Suppose $x_n > 0$. Then{shown}{end}\n\nFor the data{shown}"
    assert judged(text, "notes.md").statuses == [DERIVED, FALSE]
    theorem = f"{given}{mark}Theorem.{mark} Suppose $x_n > 0$. Then{shown}"
    theorem += f"{mark}Proof.{mark} Clear, since{shown}{end}\n\nFor the data{shown}"
    assert judged(theorem, "notes.md").statuses == [DERIVED, DERIVED, FALSE]
