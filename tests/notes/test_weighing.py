"""Bounds that lecturers write in one line: means between extremes, squares, greatest values."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .test_wordings import verdicts

LAW = (
    r"Let $p_k \ge 0$ and $x_k$ be real for $k \le K$ with $\sum_k p_k = 1$; let $q_k > 0$. "
    r"Let $X$ take the values $x_k$ with probability $p_k$. Let $a$, $b$, $u$ be real. "
    r"Write $s_k = \frac{e^{x_k}}{\sum_j e^{x_j}}$. "
)


@pytest.mark.slow
def test_what_is_derived() -> None:
    lines = [
        r"\min_k x_k \le \sum_k p_k x_k \le \max_k x_k",
        r"\sum_k p_k |x_k| \le \max_k |x_k|",
        r"\min_k x_k^2 \le \mathbb{E}[X^2]",
        r"\mathbb{E}[X^4] \ge \mathbb{E}[X^2]^2",
        r"\left( \sum_k p_k \sqrt{q_k} \right)^2 \le \sum_k p_k q_k",
        r"\max_k p_k \le 1",
        r"\max_k s_k \le 1",
        r"\max_k x_k^2 \le \sum_k x_k^2",
        r"|a| - |b| \le |a - b|",
        r"\log(1 + e^u) \le \log 2 + |u|",
        r"\log(1 + e^u) \le \log 2 + \tfrac{u}{2} + \tfrac{|u|}{2}",
    ]
    found = verdicts(LAW, *lines).lines
    assert [(n, f.message) for n, f in zip(lines, found, strict=True) if f.status != DERIVED] == []


@pytest.mark.slow
def test_what_is_false() -> None:
    lines = [
        r"\sum_k p_k x_k \le \min_k x_k",
        r"\min_k x_k < \sum_k p_k x_k",
        r"\sum_k q_k x_k \le \max_k x_k",
        r"\mathbb{E}[X^4] > \mathbb{E}[X^2]^2",
        r"\left( \sum_k p_k \sqrt{q_k} \right)^2 \ge \sum_k p_k q_k",
        r"\max_k p_k < 1",
        r"\log(1 + e^u) \le \log 2 + \tfrac{|u|}{2}",
    ]
    found = verdicts(LAW, *lines).lines
    assert [n for n, f in zip(lines, found, strict=True) if f.status != FALSE] == []
