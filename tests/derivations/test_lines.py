"""What a reader sees of each proof: few lines, each with a reason of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hardlimit.proofs.book.importing import open_origin
from hardlimit.proofs.book.registry import build
from hardlimit.proofs.kernel.derivation import Derivation

FOLDER = Path(__file__).parents[2] / "derivations"
#: Sentences that say what the checker did, not why a line holds.
MECHANICAL = ("Read the lines", "An earlier theorem", "Add known inequalities")


@pytest.fixture(scope="module")
def book() -> tuple[Derivation, ...]:
    return tuple(build(entry).frozen() for entry in open_origin("").entries)


def test_a_proof_is_a_few_lines(book: tuple[Derivation, ...]) -> None:
    visible = {d.label: sum(not step.folded for step in d.steps) for d in book}
    assert {label: n for label, n in visible.items() if not 1 <= n <= 10} == {}
    assert sum(visible.values()) <= 3 * len(book)


def test_every_line_says_why_in_words_of_its_own(book: tuple[Derivation, ...]) -> None:
    for d in book:
        said = [step.why for step in d.steps if not step.folded]
        assert len(set(said)) == len(said), d.label
        assert not [why for why in said if why.startswith(MECHANICAL)], d.label


def test_the_last_line_is_seen(book: tuple[Derivation, ...]) -> None:
    """What is folded behind it only closes its chain."""
    for d in book:
        last = max(i for i, step in enumerate(d.steps) if not step.folded)
        assert {step.rule.name for step in d.steps[last + 1 :]} <= {"Chain"}, d.label


def test_no_number_of_a_step_is_typed() -> None:
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\b[Ss]teps? \d", node.value), f"{path.name}: {node.value}"
