"""What the chapters say to their readers: whole sentences, notes, names that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hardlimit.derivations import FURTHER
from hardlimit.proofs.book.checking import checker_of
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.kernel.derivation import Derivation

CHECKER = checker_of(LIBRARY)
DERIVATIONS = {CHECKER.listed(slug).label: slug for slug in CHECKER.slugs()}
#: What prose may refer to: theorems with a derivation, and those in Coq alone.
KNOWN = {*DERIVATIONS, *(label for label, _ in FURTHER)}
LABEL = re.compile(r"(?<![\w$^{])([A-GQ]\d+(?:\.\d+)?[a-z]?)(?![\w^}])")


def prose(derivation: Derivation) -> Iterator[str]:
    """All that a derivation and its chapter say in words."""
    chapters = {slug: text for slug, _, text in CHECKER.shelf.contents().chapters}
    yield from (chapters[derivation.chapter], derivation.summary, derivation.pitfall)
    yield from (step.why for step in derivation.steps)


@pytest.fixture(params=DERIVATIONS)
def written(request: pytest.FixtureRequest) -> Derivation:
    return CHECKER.derivation(DERIVATIONS[request.param])


def test_reasons_are_sentences(written: Derivation) -> None:
    for step in written.steps:
        assert re.fullmatch(r"[A-Z$\"].*[.?!](\)|\"|”)?", step.why, re.DOTALL), step.why


def test_reasons_point_back(written: Derivation) -> None:
    for place, step in enumerate(written.steps):
        earlier = {s.number for s in written.steps[:place]}
        assert set(re.findall(r"\bsteps? (\d+)", step.why)) <= earlier, step.why


def test_definitions_say_what_they_stand_for(written: Derivation) -> None:
    assert [d.name for d in written.context.definitions.values() if not d.note] == []


def test_labels_are_those_of_theorems(written: Derivation) -> None:
    named = {label for text in prose(written) for label in LABEL.findall(text)}
    assert named <= KNOWN
