"""What the chapters say to their readers: whole sentences, notes, names that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hardlimit.derivations import FURTHER
from hardlimit.proofs.book.checking import checker_of
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.kernel.derivation import Derivation

#: They share the book as it is read.
pytestmark = pytest.mark.xdist_group("installed derivations")
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


def written() -> Iterator[tuple[str, Derivation]]:
    """Every derivation, and its label."""
    for label, slug in DERIVATIONS.items():
        yield label, CHECKER.derivation(slug)


@pytest.mark.slow
def test_reasons_are_sentences() -> None:
    for label, derivation in written():
        for step in derivation.steps:
            whole = re.fullmatch(r"[A-Z$\"].*[.?!](\)|\"|”)?", step.why, re.DOTALL)
            assert whole, f"{label}: {step.why}"


def test_reasons_point_back() -> None:
    for label, derivation in written():
        for place, step in enumerate(derivation.steps):
            earlier = {s.number for s in derivation.steps[:place]}
            named = set(re.findall(r"\bsteps? (\d+)", step.why))
            assert named <= earlier, f"{label}: {step.why}"


def test_definitions_say_what_they_stand_for() -> None:
    for label, derivation in written():
        assert [d.name for d in derivation.context.definitions.values() if not d.note] == [], label


def test_labels_are_those_of_theorems() -> None:
    for label, derivation in written():
        assert {name for text in prose(derivation) for name in LABEL.findall(text)} <= KNOWN, label
