"""Equations between matrices, by words: what is proved from what is known, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.author import Derivation, delta, equal, total
from hardlimit.proofs.report.lines import DERIVED, FALSE
from hardlimit.proofs.search import find_reason
from hardlimit.proofs.search.words import words_of

from ..notes.judged import judged, note
from .lab import question

GIVEN = (
    r"Let $A$ and $B$ be invertible $D \times D$ matrices; "
    r"write $M = A B$, and let $M$ be invertible. "
    r"Let $S$ be an invertible symmetric $D \times D$ matrix."
)
SUMS = (
    r"Let $A, B \in \mathbb{R}^{D \times D}$; write $L = I + A B$, and let $L$ be invertible; "
    r"write $R = I + B A$, and let $R$ be invertible."
)


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (GIVEN, [r"(A B)^{-1} = B^{-1} A^{-1}", r"S^{-\top} = S^{-1}", r"M^{-1} A = B^{-1}"]),
        (SUMS, [r"L^{-1} A = A R^{-1}", r"L^{-1} = I - A R^{-1} B"]),
    ],
)
def test_what_follows_from_inverses(given: str, lines: list[str]) -> None:
    found = judged(note(given, *lines)).lines
    assert [f.message for f in found if f.status != DERIVED] == []


def test_what_does_not() -> None:
    lines = [r"(A B)^{-1} = A^{-1} B^{-1}", r"A^{-\top} = A^{-1}", r"A^{-1} B = B A^{-1}"]
    found = judged(note(GIVEN, *lines)).lines
    assert [f.status for f in found] == [FALSE] * len(lines)


class Matrices:
    """A, B and C with entries, and A C = C A where that is asked."""

    def __init__(self) -> None:
        self.d = Derivation("T", "sheet", "A sheet", "tests")
        self.D = self.d.size("D")
        self.i, self.j, self.k, self.l, self.m, self.n = self.d.indices("i j k l m n", self.D)
        self.A, self.B, self.C = (self.d.family(name, self.D, self.D) for name in "ABC")

    def product(self, one: Any, other: Any, i: Any, j: Any) -> Any:
        return total(one[i, self.k] * other[self.k, j], self.k)


def test_words_are_read_off_entries() -> None:
    m = Matrices()
    A, B, i, j, k = m.A, m.B, m.i, m.j, m.k
    both = (("A", False), ("B", False))
    assert words_of(m.product(A, B, i, j), i, j) == {both: 1}
    assert words_of(m.product(A, B, i, j), j, i) == {(("B", True), ("A", True)): 1}
    assert words_of(2 * A[j, i] - delta(i, j), i, j) == {(("A", True),): 2, (): -1}
    for other in (
        total(A[i, k] * B[i, k], k),
        total(A[i, k], k) * B[i, j],
        A[i, j] * B[i, j],
        A[i, i] * B[i, j],
        total(A[i, k] * B[k, j] * A[k, k], k),
    ):
        assert words_of(other, i, j) is None, other


@pytest.mark.parametrize("known", [True, False])
def test_what_commutes_with_a_matrix_commutes_with_its_square(known: bool) -> None:
    m = Matrices()
    A, C, i, j = m.A, m.C, m.i, m.j
    if known:
        commute = equal(m.product(A, C, i, j), m.product(C, A, i, j))
        m.d.assume("commute", commute, forall=(i, j))
    left = total(A[i, m.l] * m.product(A, C, m.l, j), m.l)
    right = total(m.product(C, A, i, m.l) * A[m.l, j], m.l)
    found = find_reason(question(m.d, equal(left, right)))
    assert (found is not None) == known
