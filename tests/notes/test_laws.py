"""Expectations in notes: what is no law and no random quantity, and what lines are read as."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.lines import Notes
from hardlimit.proofs.notes.reading import read_document

from .judged import judged

GIVEN = r"""\begin{given}
Let $x_n$ be real for $n \le N$; let $b, t$ be real; let $\pi_k > 0$, $f_{nk} > 0$ for $j, k \le K$;
suppose $\sum_k \pi_k = 1$;
write $r_{nk} = \frac{\pi_k f_{nk}}{\sum_j \pi_j f_{nj}}$, $s_k = 2 \pi_k$;
let $X$ take the values $y_k$ with probability $\pi_k$;
let $Z = l$ with probability $v_l$, $l \le L$;
let $(U, V)$ take the values $(u_k, b + l)$ with probability $w_{kl}$; let $q_k$ be a distribution;
let $W = a_l$ with probability $v_l$; let $X$ and $Z$ be independent; MORE
let $G \sim \mathcal{N}(b, t^2)$; let $H$ have mean $t$ and variance $2$.
\end{given}
"""


def read(line: str, more: str = "let $c$ be real.") -> Notes:
    """What becomes of a line behind the block above."""
    return read_document(f"{GIVEN.replace('MORE', more)}\\[ {line} \\]\n", "f.tex")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (r"\mathbb{E}[y_k] = 1", "an expectation needs a law"),
        (r"\mathbb{E}[b] = b", "an expectation needs a law"),
        (r"\operatorname{Var}(b) = 0", "an expectation needs a law"),
        (r"\operatorname{Var}_{\pi}(b) = 0", "of random quantities: this is a number"),
        (r"\operatorname{Var}_X(b) = 0", "of random quantities: this is a number"),
        (r"\operatorname{Cov}(X, b) = 0", "of random quantities: this is a number"),
        (r"\operatorname{Cov}(X) = 0", ", is missing"),
        (r"\mathbb{E}_{\pi}[x_n] = x_n", "nothing inside depends on that: it depends on n"),
        (r"\sum_k \mathbb{E}_{\pi}[y_k] = 1", "nothing inside depends on that: it depends on k"),
        (r"\mathbb{E}_{\pi}[Z] = 1", "the values of Z are over l, but the law is over 1..K"),
        (r"\mathbb{E}_{\pi}[y_k - y_j] = 1", "which index does the law draw, j or k?"),
        (r"\mathbb{E}_{n \sim \pi}[x_n] = 1", "does not run over what"),
        (r"\mathbb{E}_{b}[X] = 1", "b is no law"),
        (r"\mathbb{E}_{r_{nk}}[X] = 1", "is no law"),
        (r"\mathbb{E}[X U] = 1", "the law of both at once is not said"),
        (r"\mathbb{E}[X W] = 1", "the law of both at once is not said"),
        (r"\mathbb{E}[Z W] = 1", "the law of both at once is not said"),
        (r"\mathbb{E}_X[U] = 1", "U is not drawn with X"),
        (r"X = 1", "is a random quantity"),
        (r"\mathbb{E} X U = 1", "needs its brackets"),
        (r"\mathbb{E}[X \mid Z] = 1", "this is a random quantity"),
        (r"\mathbb{E}[X_k] = 1", "is not declared"),
        (r"E_k = 1", "is not declared"),
        (r"\mathbb{E}[G^3] = 1", "no more is declared than mean and variance"),
        (r"\mathbb{E}[G H] = 1", "how these are drawn together is not said"),
        (r"\mathbb{E}[G X] = 1", "how G is drawn with others is not said"),
        (r"\mathbb{E}_{\pi}[G] = 1", "how G is drawn with others is not said"),
        (r"\operatorname{Cov}(G, b) = 0", "b is no random quantity"),
        (r"\mathbb{E}[G/G] = 1", "a part that need not have a value depends on G"),
        (r"G = b", "is a random quantity"),
        (r"\frac{\partial}{\partial b} \mathbb{E}[G^2] = 0", "not stand still where b moves"),
        (r"t = 1 \text{ minimises } \mathbb{E}[G^2]", "does not stand still where t moves"),
        (r"\mathbb{E}_{v}[Z W] = 1", "is not drawn with what stands before it"),
        (r"\mathbb{E}_{k \sim q}[X] = 1", "X is drawn by itself, and the law draws k"),
    ],
)
def test_what_is_not_expected(line: str, message: str) -> None:
    (found,) = read(line).lines
    assert message in found.error


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (r"let $T$ take the values $x_n$ with probability $\pi_k$.", "the values depend on n"),
        (r"let $T$ take the values $b$ with probability $\pi_k$.", "do not depend on it"),
        (r"let $T = k$ with probability $s_k$.", "is not seen to be a law"),
        (r"let $T = k$ with probability $b$.", "depends on no index"),
        (
            r"let $T = k$ with probability $g_{nk}$.",
            "over n and k, or one for each n?",
        ),
        (r"let $g_{nk}$ be positive; let $T = k$ with probability $g_{nk}$.", "or one for each n?"),
        (r"let $T = n + k$ with probability $r_{nk}$.", "each sum over k is 1 already"),
        (r"let $g_k < 0$; let $T = k$ with probability $g_k$.", "a probability is not negative"),
        (r"let $T$ have mean $y_k$ and variance $2$.", "of which k is T drawn?"),
        (r"let $T$ take the values $d_1$ with probability $\pi_k$.", "has no index of a range"),
        (r"let $X = k$ with probability $\pi_k$.", "X has values already"),
        (r"let $b = k$ with probability $\pi_k$.", "b is declared already"),
        (r"let $T = k$ rarely with probability $\pi_k$.", "say 'let $X$ take"),
        (r"let $X$ and $T$ be independent.", "whose values are given"),
        (r"let $U$ and $V$ be independent.", "drawn together"),
        (r"let $r_{nk}$ be probabilities.", "over which index?"),
        (r"let $X$ be real.", "a random quantity already"),
        (r"let $T \sim \mathcal{N}(b, \sigma)$.", "the second number is a variance"),
        (r"let $T \sim \mathcal{U}(0, 1)$.", "have mean"),
        (r"let $T$ have mean $b$ and variance $t$.", "must be seen not to be negative"),
        (r"let $T \sim \mathcal{N}(b, t^2)$; let $T$ be real.", "a random quantity already"),
        (r"write $g = \mathbb{E}_{f_n}[\log \pi_k]$.", "f is not seen to be a law"),
    ],
)
def test_what_is_no_sentence_about_chance(more: str, message: str) -> None:
    problems = read("t = t", more).problems
    assert problems
    assert message in problems[0].message


@pytest.mark.parametrize(
    ("line", "again"),
    [
        (r"\mathbb{E}[X] = 1", r"\sum_{k=1}^{K} \pi_{k} y_{k} = 1"),
        (r"E[2X + b] = 1", r"\sum_{k=1}^{K} \pi_{k} (2 y_{k} + b) = 1"),
        (r"\mathbb{E}_X[b] = 1", r"\sum_{k=1}^{K} b \pi_{k} = 1"),
        (r"\mathbb{E}_{q}[\log \pi_j] = 1", r"\sum_{j=1}^{K} q_{j} \log \pi_{j} = 1"),
        (r"\mathbb{E}_{q}[X] = 1", r"\sum_{j=1}^{K} y_{j} q_{j} = 1"),
        (r"\mathbb{E}_{k \sim r_n}[y_k y_j] = 1", r"\sum_{k=1}^{K} y_{j} y_{k} r_{nk} = 1"),
        (r"\mathbb{E}_{q}[\pi_1 \pi_k] = 1", r"\sum_{k=1}^{K} \pi_{1} \pi_{k} q_{k} = 1"),
        (r"\mathbb{E}[Z^2] = 1", r"\sum_{l=1}^{L} l^{2} v_{l} = 1"),
        (
            r"\mathrm{E}[XZ] = 1",
            r"\sum_{l=1}^{L} \sum_{k=1}^{K} l \pi_{k} y_{k} v_{l} = 1",
        ),
        (
            r"\operatorname{Var}(X) = 1",
            r"\sum_{k=1}^{K} \pi_{k} \left( y_{k} - \sum_{j=1}^{K} \pi_{j} y_{j} \right)^{2} = 1",
        ),
        (r"\mathbb{E}[2 G - 1] = 1", r"2 \mathbb{E}_{G} - 1 = 1"),
        (r"\mathbb{E}_{G} = 1", r"\mathbb{E}_{G} = 1"),
        (r"\operatorname{Var}(G) = 1", r"\mathbb{E}_{GG} - \mathbb{E}_{G}^{2} = 1"),
        (r"\mathbb{E}[U - V] = 1", r"\sum_{l=1}^{L} \sum_{k=1}^{K} w_{kl} (u_{k} - l - b) = 1"),
    ],
)
def test_how_expectations_are_read(line: str, again: str) -> None:
    notes = read(line)
    assert [p.message for p in notes.problems] == []
    assert notes.lines[0].error == ""
    assert notes.lines[0].printed[-1] == again


def test_a_name_that_is_declared_is_that_name() -> None:
    notes = read("E[b] = 1", "let $E$ be real.")
    assert "may be its whole part" in notes.lines[0].error


LINES = r"""\begin{align*}
  \mathbb{E}[t X + b] &= t \mathbb{E}[X] + b \\
  \operatorname{Var}(X + Z) &= \operatorname{Var}(X) + \operatorname{Var}(Z) \\
  \mathbb{E}_{r_n}[\log \pi_k + \log f_{nk} - \log r_{nk}] &= \log \sum_k \pi_k f_{nk} \\
  \mathbb{E}_{f_n}[y_k] &= \sum_k f_{nk} y_k \\
  \mathbb{E}[UV] &= \mathbb{E}[U] \mathbb{E}[V] \\
  \mathbb{E}[(G - c)^2] &= (b - c)^2 + t^2 \\
  c \sum_k \pi_k e_k &\le \mathbb{E}[X]
\end{align*}
"""


@pytest.mark.slow
def test_verdicts() -> None:
    """What is named below the letter must be a law: that f_n sums to 1 is false."""
    found = judged(
        GIVEN.replace(
            "MORE", r"let $c > 0$, $e_k \in \{0, 1\}$; suppose $c e_k \le y_k$ for all $k$;"
        )
        + LINES
    )
    assert found.statuses == [
        "derived",
        "derived",
        "derived",
        "false",
        "false",
        "derived",
        "derived",
    ]


def test_what_a_law_depends_on_is_no_argument() -> None:
    """With another mean it would be another law, and what E[H] is then, nothing says."""
    given = r"""\begin{given}
Let $b, t$ be real; let $H$ have mean $t$ and variance $2$; let $R(b) = b + \mathbb{E}[H]$,
$S(t) = t + \mathbb{E}[H]$.
\end{given}
\[ R(3) = 3 + t \] \[ S(3) = 3 + t \]
"""
    assert judged(given).statuses == ["derived", "not understood"]


def test_what_cancels_once_letters_are_named() -> None:
    """A mean divided by itself is 1 where it is not 0; of positive numbers it is that."""
    given = r"""\begin{given}
Let $p_k > 0$ for $h, i, j, k \le K$; let $x_k$ be real; let $X = x_k$ with probability $p_k$;
let $Y = e^{x_k}$ with probability $p_k$.
\end{given}
\[ \frac{\mathbb{E}[Y]}{\mathbb{E}[Y]} = 1 \]
\[ \frac{2 \mathbb{E}[X]}{\mathbb{E}[X]} = 2 \]
"""
    assert judged(given).statuses == [
        "derived",
        "true at all instances, no reason found",
    ]
    (problem,) = read("t = t", r"write $g = \frac{\mathbb{E}[X]}{\mathbb{E}[X]}$.").problems
    assert "cancels" in problem.message
