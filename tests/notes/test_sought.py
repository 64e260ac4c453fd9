"""A new name of which prose says that it was found is no definition: any value would do."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged, note

DATA = "Let $x_1, \\dots, x_N > 0$ be counts. The log-likelihood of the rate $\\lambda > 0$ is\n\n"
GAIN = "$$\\ell(\\lambda) = \\sum_n (x_n \\log \\lambda - \\lambda) .$$\n\n"
SLOPE = "\\frac{d\\ell}{d\\lambda} = \\sum_n \\left( \\frac{x_n}{\\lambda} - 1 \\right) = 0"
FOUND = "\\frac{2}{N} \\sum_n x_n"


def statuses(prose: str, *lines: str) -> list[str]:
    """The verdicts on displays behind a sentence, without that on the objective."""
    shown = "".join(f"$$\n{line} .\n$$\n\n" for line in lines)
    return judged(f"{DATA}{GAIN}{prose}\n\n{shown}", "notes.md").statuses[1:]


@pytest.mark.parametrize("name", [r"\hat\lambda", r"\lambda^*", r"\lambda_{\text{ML}}"])
@pytest.mark.parametrize(
    "prose",
    [
        "Setting the derivative to zero yields",
        "Solving for $\\lambda$ we find",
        "The slope vanishes at",
        "This is maximised by",
        "The maximum likelihood estimate is",
        "Hence",
        "With a Lagrange multiplier we get",
        "Setting $\\ell'(\\lambda) = 0$ we have",
        "Write $S$ for the sum. Then",
        "Writing the sum out, we find",
        "The M-step update reads",
    ],
)
def test_what_was_found_is_not_merely_named(prose: str, name: str) -> None:
    assert statuses(prose, f"{name} = {FOUND}") == [NOT_UNDERSTOOD]


def test_it_is_said_what_to_write() -> None:
    text = f"{DATA}{GAIN}Setting the derivative to zero yields\n\n$$\\hat\\lambda = {FOUND}$$\n"
    message = judged(text, "notes.md").lines[-1].message
    assert "put the slope that is set to 0 into a display above" in message
    assert "is a new name" not in message


def test_beside_a_block_too() -> None:
    text = note("Let $x_n$ be real for $n \\le N$; let $t$ be real.")
    text += "Setting the derivative to zero yields\n\\[ \\hat t = \\sum_n x_n \\]\n"
    assert judged(text).statuses == [NOT_UNDERSTOOD]


def test_a_slope_that_is_shown_says_of_what() -> None:
    right = statuses("Its slope is zero where", SLOPE, f"\\hat\\lambda = {FOUND.replace('2', '1')}")
    assert right == [DERIVED, DERIVED]
    assert statuses("Its slope is zero where", SLOPE, f"\\hat\\lambda = {FOUND}")[1] == FALSE


@pytest.mark.parametrize("prose", ["Write", "We define the estimate, which will be best,", "Now"])
def test_what_is_named_may_stand(prose: str) -> None:
    lines = (f"\\hat\\lambda = {FOUND}", "N \\hat\\lambda = 2 \\sum_n x_n")
    assert statuses(prose, *lines) == [DERIVED, DERIVED]


@pytest.mark.parametrize(
    "said", ["Setting $\\ell'(\\lambda) = 0$ we find", "Setting $\\ell'(\\hat\\lambda) = 0$ gives"]
)
def test_a_slope_may_be_set_to_zero_in_the_text(said: str) -> None:
    slope = SLOPE.removesuffix(" = 0").replace("\\frac{d\\ell}{d\\lambda}", "\\ell'(\\lambda)")
    for found, verdict in ((FOUND.replace("2", "1"), DERIVED), (FOUND, FALSE)):
        shown = f"$$\n{slope} .\n$$\n\n{said}\n\n$$\n\\hat\\lambda = {found} .\n$$\n\n"
        text = f"{DATA}{GAIN}The slope is\n\n{shown}Since it is concave, this is the maximum.\n"
        assert judged(text, "notes.md").statuses[1:] == [DERIVED, verdict]
