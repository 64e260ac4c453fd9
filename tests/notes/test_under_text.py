"""A condition that the sentence before a display says is the condition of its row."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, UNDECIDED

from .judged import judged

REAL = "Let $x, y \\in \\mathbb{R}$.\n\n"


def statuses(before: str, row: str) -> list[str]:
    """The verdicts on a display behind a sentence."""
    return judged(f"{REAL}{before}\n\n$$\n{row} .\n$$\n", "notes.md").statuses


@pytest.mark.parametrize(
    "before",
    [
        "If $x > 0$, then",
        "If $x > 0$ then",
        "Whenever $x > 0$, we have",
        "When $x > 0$, the absolute value of $x$ is the number itself, so",
        "In particular, if $x > 0$ and $y > 0$, then",
    ],
)
def test_a_condition_before_a_display(before: str) -> None:
    assert statuses(before, "|x| = x") == [DERIVED]
    assert statuses(before, "|x| = 2 x") == [FALSE]
    assert statuses(before.replace("x >", "x <"), "|x| = x") == [FALSE]


@pytest.mark.parametrize(
    "before",
    [
        "If $x > 0$, all is well. Then",
        "If $x > 0$, then $y > 0$, and",
        "If $x > 0$, it would not be so, but",
        "It is not clear whether, if $x > 0$, then",
        "Unless $x > 0$, we have",
        "If either $x > 0$ or $y > 0$, then",
        "If $x$ is positive, then",
        "If $x > 0$, and even for negative $x$, we have",
        "If $x > 0$, this is easy, and in general",
        "If $x > 0$, it is clear; always",
        "If $x > 0$, clear, else by symmetry,",
        "If $x > 0$, so for both signs",
        "If $x > 0$, the claim is clear, and by symmetry it is so everywhere:",
        "When $x > 0$, but also at zero and below,",
        "Provided $x > 0$, or in its absence,",
        "If $x > 0$, we are done, and it remains the general statement",
    ],
)
def test_what_is_no_condition_of_it(before: str) -> None:
    assert DERIVED not in statuses(before, "|x| = x")


def test_of_all_indices() -> None:
    given = "Let $d_k > 0$ and $w_k > 0$ for $k = 1, \\dots, K$. Let $s > 0$.\n\n"
    share = "\\frac{w_k e^{-d_k / s}}{\\sum_{j=1}^K w_j e^{-d_j / s}}"
    shown = f"\n\n$$\n\\lim_{{s \\to 0}} {share} = LIMIT .\n$$\n"
    nearest = f"{given}If $d_k < d_j$ for all $j \\ne k$, the others vanish, so{shown}"
    for text, limit, verdict in (
        (nearest, "1", DERIVED),
        (nearest, "0", FALSE),
        (nearest.replace("<", "\\le"), "1", FALSE),
    ):
        assert judged(text.replace("LIMIT", limit), "notes.md").statuses == [verdict]


def test_rows_of_several_have_their_own_conditions() -> None:
    rows = "|x| &= x \\\\ &= -(-x)"
    assert statuses("If $x > 0$, then", f"\\begin{{aligned}} {rows} \\end{{aligned}}")[0] in (
        FALSE,
        UNDECIDED,
    )
