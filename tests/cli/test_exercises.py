"""The exercises of the book: a line that is right, one that is idle, one that is false, none."""

from __future__ import annotations

import pytest
from hardlimit.proofs.book.places import MOST, places

from ..exercises import CHECKER, KINDS, LINES, SLUGS, in_terminal, told


def test_all_exercises_are_here() -> None:
    assert {label for label in SLUGS if label.startswith("Ex")} == set(LINES)


@pytest.mark.parametrize("label", LINES)
def test_four_answers(label: str) -> None:
    kinds, said = in_terminal(label)
    assert kinds == list(KINDS)
    assert "\n  at " in said[2]  # where
    assert " = " in said[2].partition("\n  at ")[2]
    assert all(answer in told(label) for answer in said), "python -m tests.exercises"


@pytest.mark.parametrize("label", LINES)
def test_numbers_for_the_page_satisfy_what_is_given(label: str) -> None:
    derivation = CHECKER.derivation(SLUGS[label])
    context = derivation.context
    found = places(derivation)
    assert 3 <= len(found) <= MOST
    names = {symbol.tex for symbol in context.symbols.values()} | set(context.sizes)
    assert all(set(place) == names for place in found)
    assert len({str(place) for place in found}) == len(found)
    positive = {s.tex for s in context.symbols.values() if s.symbol.is_positive} | {*context.sizes}
    assert all(not place[name].startswith(("-", "0")) for place in found for name in positive)


def test_labels_have_no_numbers_for_the_page() -> None:
    assert places(CHECKER.derivation(SLUGS["A2"])) == []
