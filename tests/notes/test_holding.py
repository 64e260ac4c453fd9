r"""What a text holds fixed does not move, though what it stands for does."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged

SHARE = "\\frac{\\pi_k e^{-\\|x_n - \\mu_k\\|^2}}{\\sum_{j=1}^K \\pi_j e^{-\\|x_n - \\mu_j\\|^2}}"
BEGIN = (
    "Let $x_1, \\dots, x_N \\in \\mathbb{R}^D$, $\\mu_1, \\dots, \\mu_K \\in \\mathbb{R}^D$ and "
    f"$\\pi_k > 0$. The responsibilities are\n$$r_{{nk}} = {SHARE}.$$\n"
)
GAIN = "$$Q(\\mu) = -\\sum_{n=1}^N \\sum_{k=1}^K r_{nk} \\|x_n - \\mu_k\\|^2.$$\n"
SLOPE = "Its gradient is\n$$\\nabla_{\\mu_k} Q = 2 \\sum_{n=1}^N r_{nk} (x_n - \\mu_k).$$\n"
ROOT = "Setting it to zero gives\n$$\\mu_k = \\frac{\\sum_n r_{nk} x_n}{\\sum_n r_{nk}}.$$\n"


def statuses(*parts: str) -> list[str]:
    return judged("".join((BEGIN, *parts)), "n.md").statuses


@pytest.mark.parametrize(
    "prose",
    [
        "Holding the responsibilities fixed, we maximise",
        "With $r_{nk}$ held fixed, the objective is",
        "We treat the responsibilities $r_{nk}$ as constants and maximise",
        "For fixed responsibilities, we maximise",
        "In the M-step the responsibilities are kept fixed, and we maximise",
    ],
)
def test_what_is_held_fixed(prose: str) -> None:
    assert statuses(prose, GAIN, SLOPE, ROOT) == [DERIVED] * 4
    wrong = SLOPE.replace("= 2", "= -2"), ROOT.replace("{\\sum_n r_{nk}}", "{N}")
    assert statuses(prose, GAIN, wrong[0], ROOT)[2] == FALSE
    assert statuses(prose, GAIN, SLOPE, wrong[1])[3] == FALSE
    line = judged(f"{BEGIN}{prose}{GAIN}", "n.md").lines[1]
    assert "$r$ held fixed; suppose 0 < r_{nk}" in line.message
    assert "\\sum_{k=1}^{K} r_{nk} = 1" in line.message


@pytest.mark.parametrize(
    "prose",
    [
        "We maximise",
        "The responsibilities are not held fixed, and we maximise",
        "For fixed $N$, we maximise",
        "With the responsibilities above, we maximise",
    ],
)
def test_what_is_not(prose: str) -> None:
    assert DERIVED not in statuses(prose, GAIN, SLOPE)[2:]


@pytest.mark.parametrize(
    "between", ["## The hard limit\n", "In the limit it moves again.\n", "In the next E-step,\n"]
)
def test_it_moves_again(between: str) -> None:
    """What it stands for holds again, and nothing of what was said while it was fixed."""
    held = f"Holding the responsibilities fixed, we maximise\n{GAIN}"
    again = f"{between}\n$$r_{{nk}} = {SHARE}.$$\n"
    assert statuses(held, again) == [DERIVED] * 3
    assert statuses(held, f"$$r_{{nk}} = {SHARE}.$$\n")[2] != DERIVED
    assert DERIVED not in statuses(held, between, SLOPE)[2:]
    assert statuses(held, "## Update of the means\n", SLOPE)[2:] == [DERIVED]
