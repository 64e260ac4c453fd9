"""Lines about least and greatest values whose bounds are stated beside them."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .test_wordings import verdicts

SOFT = r"Let $a_k$, $b_{nk}$ be real for $k \le K$, $n \le N$; let $\tau > 0$."
LEAST = (
    r"Let $d_{nk}$ be real for $n \le N$, $k \le K$; let $c_n, z_n \in \{1, \dots, K\}$; suppose "
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        r"0 \le \tau \log \sum_k e^{a_k/\tau} - \max_k a_k \le \tau \log K",
        r"\max_k a_k - \tau \log \sum_k e^{a_k/\tau} \le 0",
        r"\left| \tau \log \sum_k e^{a_k/\tau} - \max_k a_k \right| \le \tau \log K",
        r"0 \le \sum_n (\tau \log \sum_k e^{b_{nk}/\tau} - \max_k b_{nk}) \le N \tau \log K",
    ],
)
def test_a_soft_maximum_written_to_one_side(line: str) -> None:
    assert verdicts(SOFT, line).statuses == [DERIVED]


@pytest.mark.parametrize(
    "line",
    [
        r"0 \le \max_k a_k - \tau \log \sum_k e^{a_k/\tau}",
        r"\tau \log \sum_k e^{a_k/\tau} - \max_k a_k \le \log K",
        r"\sum_n (\tau \log \sum_k e^{b_{nk}/\tau} - \max_k b_{nk}) \le \tau \log K",
        r"\left| \tau \log \sum_k e^{a_k/\tau} - \max_k a_k \right| < \tau \log K",
    ],
)
def test_what_is_no_bound_of_a_soft_maximum(line: str) -> None:
    assert verdicts(SOFT, line).statuses == [FALSE]


@pytest.mark.parametrize(
    ("supposed", "line"),
    [
        (r"$d_{n z_n} \le d_{nk}$ for all $n$ and $k$.", r"d_{n z_n} = \min_k d_{nk}"),
        (
            r"$d_{n z_n} \le d_{nk}$ for all $n$ and $k$.",
            r"\sum_n d_{n z_n} = \sum_n \min_k d_{nk}",
        ),
        (r"$d_{n z_n} = \min_k d_{nk}$ for all $n$.", r"\sum_n d_{n z_n} \le \sum_n d_{n c_n}"),
    ],
)
def test_the_least_value_is_at_a_label(supposed: str, line: str) -> None:
    assert verdicts(LEAST + supposed, line).statuses == [DERIVED]


@pytest.mark.parametrize(
    ("supposed", "line"),
    [
        (r"$d_{n z_n} \le d_{nk}$ for all $n$ and $k$.", r"d_{n c_n} = \min_k d_{nk}"),
        (r"$d_{n z_n} = \min_k d_{nk}$ for all $n$.", r"\sum_n d_{n c_n} \le \sum_n d_{n z_n}"),
        (r"$d_{n z_n} = \min_k d_{nk}$ for all $n$.", r"\sum_n d_{n z_n} < \sum_n d_{n c_n}"),
    ],
)
def test_at_another_label_it_is_not(supposed: str, line: str) -> None:
    assert verdicts(LEAST + supposed, line).statuses == [FALSE]


@pytest.mark.slow
def test_what_stands_on_two_sides_is_left_as_it_is() -> None:
    lines = [
        r"-2\tau^2 \log \sum_k e^{-a_k/(2\tau^2)} \le \min_k a_k",
        r"\min_k (a_k + 2 \tau) = 2 \min_k (\frac{a_k}{2} + \tau)",
    ]
    found = verdicts(SOFT, *lines)
    assert found.statuses == [DERIVED, DERIVED]
    assert sum(len(report.steps) for report in found.reports.values()) == 3
