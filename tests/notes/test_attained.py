r"""Values at an optimum: ``\max_\mu \ell(\mu) = \ell(\hat\mu)``, and what is said for all \mu."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged, note

SQUARES = (
    r"Let $a_n$ and $c$ be real for $n \le N$; let $w_n > 0$; "
    r"write $J(c) = \sum_n w_n (a_n - c)^2$; write $\bar a = \frac{\sum_n w_n a_n}{\sum_n w_n}$. "
)
COIN = (
    r"Let $x_n \in \{0, 1\}$ for $n \le N$; let $\theta \in (0, 1)$; write $m = \sum_n x_n$; "
    r"suppose $0 < m < N$; "
    r"write $\ell(\theta) = m \log \theta + (N - m) \log (1 - \theta)$. "
)
COUNTS = (
    r"Let $k_n \in \mathbb{N}_0$ for $n \le N$; let $\lambda > 0$; write $S = \sum_n k_n$; "
    r"suppose $S > 0$; write $\hat\lambda = S/N$; write $Q(\lambda) = S \log\lambda - N \lambda$. "
)
SHARES = (
    r"Let $n_k > 0$ and $\pi_k > 0$ for $k \le K$ with $\sum_k \pi_k = 1$; "
    r"write $N = \sum_k n_k$; write $\hat\pi_k = n_k/N$; write $Q(\pi) = \sum_k n_k \log \pi_k$. "
)


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (SQUARES, r"\min_c J(c) = J(\bar a)"),
        (SQUARES, r"J(\bar a) = \inf_{c \in \mathbb{R}} J(c)"),
        (SQUARES, r"\min_c J(c) = \sum_n w_n a_n^2 - \frac{(\sum_n w_n a_n)^2}{\sum_n w_n}"),
        (SQUARES, r"\min_c \sum_n w_n (a_n - c)^2 = \sum_n w_n (a_n - \bar a)^2"),
        (SQUARES, r"0 \le \min_c J(c)"),
        (SQUARES, r"J(c) \ge J(\bar a) \quad \text{for all } c \in \mathbb{R}"),
        (COIN, r"\max_{\theta \in (0, 1)} \ell(\theta) = \ell(m/N)"),
        (COIN, r"\ell(m/N) \ge \ell(\theta) \text{ for all } \theta"),
        (COIN, r"0 \le \ell(m/N) - \ell(\theta)"),
        (COUNTS, r"\sup_{\lambda > 0} Q(\lambda) = Q(\hat\lambda)"),
        (COUNTS, r"\max_\lambda Q(\lambda) = S \log \frac{S}{N} - S"),
        (COUNTS, r"Q(\lambda) \le Q(S/N)"),
        (SHARES, r"\max_\pi Q(\pi) = Q(\hat\pi)"),
    ],
)
def test_what_is_derived(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [DERIVED]


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (SQUARES, r"\max_c J(c) = J(\bar a)"),
        (SQUARES, r"\min_c J(c) = J(0)"),
        (SQUARES, r"\min_c J(c) = J(\bar a) + 1"),
        (SQUARES, r"\min_c J(c) = 0"),
        (SQUARES, r"J(\bar a) = \min_c J(c) = 0"),
        (COIN, r"\max_\theta \ell(\theta) = \ell\left(\frac{N - m}{N}\right)"),
        (COIN, r"\ell(\theta) \ge \ell(m/N) \text{ for all } \theta"),
        (COUNTS, r"\max_\lambda Q(\lambda) = S \log \frac{S}{N} - N"),
        (SHARES, r"\min_\pi Q(\pi) = Q(\hat\pi)"),
    ],
)
def test_what_is_false(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [FALSE]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        # Of the greatest value it is not known where it is taken, or that it is taken.
        (r"\max_c (- e^c) = 0", "where is this value taken"),
        (r"\max_c J(c) \ge 0", "where is this value taken"),
        (r"\min_c J(c) < 3", "where is this value taken"),
        # Inside, c is no number; outside it is.
        (r"\min_c J(c) = J(c)", "no one value"),
        (r"\min_c J(c) \le J(c)", "no one value"),
        (r"J(c) \le \min_c J(c)", "no one value"),
        # What is over less than was declared is another number.
        (r"\min_{c > 0} J(c) = J(\bar a)", "over what was declared"),
        (r"\min_{c \in [0, 1]} J(c) = J(\bar a)", "over what was declared"),
        (r"J(c) \ge J(\bar a) \text{ for all } c > 0", "over what was declared"),
        (r"J(c) \ge J(\bar a) \text{ for all } c = 2", "it ends the line"),
        (r"\min_{c, \bar a} J(c) = 0", "one variable"),
        (r"\min_c J(c) = 0 \iff \bar a = 0", "one least or greatest value"),
    ],
)
def test_what_is_not_read(line: str, said: str) -> None:
    notes = read_document(note(SQUARES, line), "n.tex")
    assert said in notes.lines[-1].error


def test_for_all_values_of_what_is_pinned_is_not_read() -> None:
    pinned = SQUARES + r"Suppose $c = \bar a$."
    line = r"J(c) \le J(\bar a) \text{ for all } c"
    assert judged(note(pinned, line)).statuses == [NOT_UNDERSTOOD]


def test_the_next_row_goes_on_from_the_value() -> None:
    rows = r"J(\bar a) &= \min_c J(c) \\ &= \sum_n w_n a_n^2 - \bar a^2 \sum_n w_n"
    text = note(SQUARES) + f"\\begin{{align*}}\n{rows}\n\\end{{align*}}\n"
    assert judged(text).statuses == [DERIVED, DERIVED]
    wrong = text.replace(r"\sum_n w_n\n", "N\n").replace(r"\bar a^2 \sum_n w_n", r"\bar a^2")
    assert judged(wrong).statuses == [DERIVED, FALSE]


def test_a_chance_of_which_nothing_is_said_lies_between_0_and_1() -> None:
    text = (
        "# A coin\n\nLet $x_1, \\dots, x_N \\in \\{0, 1\\}$ and $m = \\sum_n x_n$. "
        "Suppose $0 < m < N$.\n\n"
        "$$\\ell(\\theta) = m \\log\\theta + (N - m) \\log(1 - \\theta)$$\n\n"
    )
    right, wrong = (rf"$$\max_\theta \ell(\theta) = \ell({p})$$" for p in ("m/N", "1/2"))
    assert judged(text + right, "n.md").statuses == [DERIVED, DERIVED]
    assert judged(text + wrong, "n.md").statuses[1] != DERIVED
