r"""``\frac{1}{s^2} = a + b`` names s, where s is new; of what is known it is a claim."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, UNDECIDED

from .judged import judged

GIVEN = "Let $a > 0$ and $b > 0$."
SUM = r"\frac{1}{a} + \frac{1}{b}"


def statuses(prose: str, *lines: str) -> list[str]:
    """The verdicts on displays behind some prose."""
    shown = "".join(f"\n\n$$\n{line}\n$$" for line in lines)
    return judged(f"{prose}{shown}\n", "notes.md").statuses


@pytest.mark.parametrize("name", ["s", "s^2"])
def test_a_row_names(name: str) -> None:
    right, wrong = rf"{name} = \frac{{a b}}{{a + b}}", rf"{name} = \frac{{a + b}}{{a b}}"
    row = rf"\frac{{1}}{{{name}}} = {SUM} ."
    assert statuses(GIVEN, row, right) == [DERIVED, DERIVED]
    assert statuses(GIVEN, row, wrong) == [DERIVED, FALSE]


def test_a_sentence_supposes() -> None:
    said = rf"{GIVEN} Let $s > 0$ be such that $\frac{{1}}{{s^2}} = {SUM}$."
    assert statuses(said, r"s^2 = \frac{a b}{a + b}") == [DERIVED]
    assert statuses(said, r"s^2 = \frac{a + b}{a b}") == [FALSE]


def test_of_what_is_known_it_is_a_claim() -> None:
    said = f"{GIVEN} Let $s > 0$ and $c = a + b$."
    assert statuses(said, rf"\frac{{1}}{{s}} = {SUM}") == [FALSE]
    assert statuses(said, rf"\frac{{1}}{{c}} = {SUM}") == [FALSE]


def test_chains_and_conditions_do_not_name() -> None:
    for row in (rf"\frac{{1}}{{s}} = {SUM} = 2", r"\frac{1}{s} = 2 \text{ if } a = b"):
        assert statuses(GIVEN, row)[0] in (FALSE, UNDECIDED)
