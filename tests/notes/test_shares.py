r"""Bounds of shares and products: \gamma_k <= f_k/f_j, \log p_k <= 0, \prod_n q_n <= 1."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged, note

MIXTURE = (
    r"Let $d_{nk} \ge 0$ for $n \le N$, $j, k \le K$; let $\sigma > 0$; let $\pi_k > 0$ with "
    r"$\sum_k \pi_k = 1$; write $\gamma_{nk} = \frac{\pi_k e^{-d_{nk}/(2\sigma^2)}}"
    r"{\sum_j \pi_j e^{-d_{nj}/(2\sigma^2)}}$. "
)
SOFT = (
    r"Let $a_k$ be real and $w_k > 0$ for $j, k \le K$; "
    r"write $p_k = \frac{e^{a_k}}{\sum_j e^{a_j}}$; let $q_n$ be real with $0 < q_n \le 1$ for "
    r"$n \le N$. "
)


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (MIXTURE, r"\gamma_{nk} \le \frac{\pi_k}{\pi_j} e^{-(d_{nk} - d_{nj})/(2\sigma^2)}"),
        (MIXTURE, r"0 \le \frac{\pi_k}{\pi_j} e^{-(d_{nk} - d_{nj})/(2\sigma^2)} - \gamma_{nk}"),
        (MIXTURE, r"\min_k d_{nk} \le \sum_k \gamma_{nk} d_{nk} \le \max_k d_{nk}"),
        (SOFT, r"p_k \le e^{a_k - a_j}"),
        (SOFT, r"\log p_k \le a_k - a_j"),
        (SOFT, r"\frac{w_k}{\sum_j w_j} \le \frac{w_k}{w_j}"),
        (SOFT, r"\log p_k \le 0"),
        (SOFT, r"0 \le -\log p_k"),
        (SOFT, r"\prod_n q_n \le 1"),
        (SOFT, r"0 \le 1 - \prod_n q_n"),
        (SOFT, r"\log \prod_n q_n \le 0"),
    ],
)
def test_what_is_derived(block: str, line: str) -> None:
    assert {*judged(note(block, line)).statuses} == {DERIVED}


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (MIXTURE, r"\gamma_{nk} \le \frac{\pi_k}{\pi_j} e^{-(d_{nj} - d_{nk})/(2\sigma^2)}"),
        (MIXTURE, r"\gamma_{nk} \le \frac{\pi_j}{\pi_k} e^{-(d_{nk} - d_{nj})/(2\sigma^2)}"),
        (MIXTURE, r"\gamma_{nk} < \frac{\pi_k}{\pi_j} e^{-(d_{nk} - d_{nj})/(2\sigma^2)}"),
        (MIXTURE, r"\sum_k \gamma_{nk} d_{nk} \le \min_k d_{nk}"),
        (SOFT, r"e^{a_k - a_j} \le p_k"),
        (SOFT, r"\log p_k \le a_j - a_k"),
        (SOFT, r"\log p_k < 0"),
        (SOFT, r"\frac{w_k}{\sum_j w_j} \le \frac{w_j}{w_k}"),
        (SOFT, r"\prod_n q_n < 1"),
        (SOFT, r"\prod_n q_n \ge 1"),
        (SOFT, r"\prod_n q_n \le \frac12"),
    ],
)
def test_what_is_false(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [FALSE]
