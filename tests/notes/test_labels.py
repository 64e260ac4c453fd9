"""Means of labelled points: the centroid step of k-means, as notes write it."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .test_wordings import verdicts

POINTS = (
    r"Let $x_n$ be real for $n \le N$; let $\mu_k$ be real for $k \le K$; let $w_n > 0$; "
    r"let $c_n, b_n \in \{1, \dots, K\}$; suppose $\sum_n \mathbf 1[c_n = k] > 0$ for all $k$; "
    r"let $\bar x = \frac{1}{N} \sum_n x_n$; "
    r"let $J(c, \mu) = \frac{1}{N} \sum_n (x_n - \mu_{c_n})^2$. "
)
MEANS = r"Write $m_k = \frac{\sum_n \mathbf 1[c_n = k] x_n}{\sum_n \mathbf 1[c_n = k]}$."


def test_the_centroid_step_with_labels() -> None:
    vectors = POINTS.replace("$x_n$ be real", r"$x_n \in \mathbb{R}^D$").partition(r"let $\bar x")[
        0
    ]
    vectors = vectors.replace(r"$\mu_k$ be real", r"$\mu_k \in \mathbb{R}^D$")
    function = r"Let $J(c, \mu) = \sum_n \lVert x_n - \mu_{c_n} \rVert^2$. "
    assert verdicts(vectors + function + MEANS, r"J(c, m) \le J(c, \mu)").statuses == [DERIVED]


@pytest.mark.parametrize(
    "line",
    [
        r"J(c, m) \le J(c, \mu)",
        r"\sum_n (x_n - m_{c_n})^2 \le \sum_n (x_n - \bar x)^2",
        r"\sum_n (x_n - \mu_{c_n})^2 = \sum_n (x_n - m_{c_n})^2 + \sum_n (m_{c_n} - \mu_{c_n})^2",
    ],
)
def test_what_is_derived(line: str) -> None:
    assert verdicts(POINTS + MEANS, line).statuses == [DERIVED]


def test_weighted_means() -> None:
    means = MEANS.replace(r"\mathbf 1", r"w_n \mathbf 1")
    line = r"\sum_n w_n (x_n - m_{c_n})^2 \le \sum_n w_n (x_n - \mu_{c_n})^2"
    assert verdicts(POINTS + means, line).statuses == [DERIVED]


@pytest.mark.slow
def test_what_is_false() -> None:
    lines = [
        r"J(c, \mu) \le J(c, m)",
        r"J(c, m) < J(c, \mu)",
    ]
    found = verdicts(POINTS + MEANS, *lines)
    assert found.statuses == [FALSE] * len(lines)
    # Before a line that is false nothing is put.
    assert sum(len(report.steps) for report in found.reports.values()) == len(lines)
    other_labels = verdicts(POINTS + MEANS, r"J(b, m) \le J(b, \mu)")
    assert other_labels.statuses == [FALSE]
    other = MEANS.replace(r"{\sum_n \mathbf 1[c_n = k]}", "{N}")
    assert verdicts(POINTS + other, r"J(c, m) \le J(c, \mu)").statuses == [FALSE]


@pytest.mark.slow
def test_an_empty_cluster_has_no_mean() -> None:
    empty = POINTS.replace(r"suppose $\sum_n \mathbf 1[c_n = k] > 0$ for all $k$; ", "")
    assert DERIVED not in verdicts(empty + MEANS, r"J(c, m) \le J(c, \mu)").statuses
