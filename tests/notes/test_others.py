r"""The least of all others, ``\min_{j \ne k} d_j``: read, printed, found, and refused."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged, note

GIVEN = (
    r"Let $d_j$ be real for $i, j, k \le K$; suppose $2 \le K$; let $b_k$ be real; "
    r"let $m_k = \min_{j \ne k} d_j - d_k$; suppose $d_k + b_k \le d_j$ for all $j$, $k$ "
    r"if $j \ne k$ (gap)."
)


def test_what_is_derived() -> None:
    lines = [
        r"\min_{j \ne k} d_j \le d_i \quad \text{if } i \ne k",
        r"m_k \le d_j - d_k \quad \text{for all } j \ne k",
        r"\max_{j \ne k} d_j \ge d_i \quad \text{if } i \ne k",
        r"d_k + b_k \le \min_{j \ne k} d_j",
        r"b_k \le m_k",
        r"\max_{j \ne k} d_j \le \max_j d_j",
        r"\min_{j \ne 1} d_j \le d_2",
        r"\max_{j \ne k} d_j = -\min_{j \ne k} (-d_j)",
        r"\min_{j \ne k} (2 + d_j) = 2 + \min_{j \ne k} d_j",
    ]
    found = judged(note(GIVEN, *lines)).lines
    assert [(n, f.message) for n, f in zip(lines, found, strict=True) if f.status != DERIVED] == []


@pytest.mark.slow
def test_what_is_false_and_how_it_is_read() -> None:
    lines = [
        r"m_k \le d_j - d_k",
        r"m_k \ge 0",
        r"\min_{j \ne k} d_j \le d_k",
        r"\min_{j \ne k} d_j = \min_j d_j",
        r"\max_{j \ne k} d_j \le \min_{j \ne k} d_j",
    ]
    found = judged(note(GIVEN, *lines)).lines
    assert [f.status for f in found] == [FALSE] * len(lines)
    assert [f.read[0] for f in found[2:]] == [
        r"\min_{j \ne k} d_{j} \le d_{k}",
        r"\min_{j \ne k} d_{j} = \min_{j} d_{j}",
        r"-\min_{j \ne k} (-d_{j}) \le \min_{j \ne k} d_{j}",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"\min_{j \ne k} d_j \le d_i", "are there others? Suppose $2 \\le K$"),
        (r"\min_{j \ne j} d_j \le d_i", "over all but one"),
        (r"\min_{j : j = k} d_j \le d_i", "over all but one"),
        (r"\min_{j < k} d_j \le d_i", "only sums are over pairs"),
    ],
)
def test_what_is_refused(line: str, said: str) -> None:
    (found,) = judged(note(r"Let $d_j$ be real for $i, j, k \le K$.", line)).lines
    assert found.status == NOT_UNDERSTOOD
    assert said in found.message


def test_what_says_nothing_is_no_part_of_a_difference() -> None:
    block = r"Let $d_k$ be real for $j, k \le K$ and $a$ real; suppose $a \le a$ (same)."
    found = judged(note(block, r"\min_j d_j + 1 \le d_k", r"\min_j d_j \le d_k"))
    assert found.statuses == [FALSE, DERIVED]


def test_a_slip_leaves_the_least_of_others_whole() -> None:
    found = judged(note(GIVEN, r"\min_{j \ne k} d_j \le d_k", r"\min_j d_j = \min_{j \ne k} d_j"))
    assert found.statuses == [FALSE] * 2
    assert not any(r"\delta" in one.message for one in found.lines)
