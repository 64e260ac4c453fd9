r"""Posteriors up to a constant: p(\theta \mid x) \propto p(x \mid \theta) p(\theta)."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged, note

COIN = r"""Let $\theta \in (0, 1)$; let $a > 0$, $b > 0$; let $x_n \in \{0, 1\}$ for $n \le N$;
write $S = \sum_n x_n$; write $p(x \mid \theta) = \prod_n \theta^{x_n} (1 - \theta)^{1 - x_n}$ and
$p(\theta) = \mathrm{Beta}(\theta \mid a, b)$;
write $p(\theta \mid x) \propto p(x \mid \theta) p(\theta)$. """
COUNTS = r"""Let $\lambda > 0$; let $a > 0$, $b > 0$; let $x_n \in \mathbb{N}_0$ for $n \le N$;
write $S = \sum_n x_n$;
write $p(x \mid \lambda) = \prod_n \frac{\lambda^{x_n} e^{-\lambda}}{\Gamma(x_n + 1)}$ and
$p(\lambda) = \mathrm{Gamma}(\lambda \mid a, b)$;
write $p(\lambda \mid x) \propto p(x \mid \lambda) p(\lambda)$. """
MEAN = r"""Let $x_n$ be real for $n \le N$; let $\sigma > 0$, $s_0 > 0$; let $\mu$, $m_0$ be real;
write $v = \frac{1}{\frac{1}{s_0^2} + \frac{N}{\sigma^2}}$ and
$m = v \left( \frac{m_0}{s_0^2} + \frac{1}{\sigma^2} \sum_n x_n \right)$;
write $p(x \mid \mu) = \prod_n \mathcal{N}(x_n \mid \mu, \sigma^2)$ and
$p(\mu) = \mathcal{N}(\mu \mid m_0, s_0^2)$;
write $p(\mu \mid x) \propto p(x \mid \mu) p(\mu)$. """


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (COIN, r"p(\theta \mid x) \propto \theta^{S + a - 1} (1 - \theta)^{N - S + b} "),
        (COIN, r"p(\theta \mid x) = \mathrm{Beta}(\theta \mid a + S, b + N)"),
        (COIN, r"p(\theta \mid x) = \mathrm{Beta}(\theta \mid S, N - S)"),
        (COUNTS, r"p(\lambda \mid x) \propto \lambda^{S + a} e^{-(N + b) \lambda}"),
        (COUNTS, r"p(\lambda \mid x) = \mathrm{Gamma}(\lambda \mid a + S, b)"),
        (COUNTS, r"p(\lambda \mid x) = \mathrm{Gamma}(\lambda \mid a + S, b - N)"),
        (MEAN, r"p(\mu \mid x) = \mathcal{N}(\mu \mid m, s_0^2)"),
        (MEAN, r"p(\mu \mid x) = \mathcal{N}(\mu \mid m_0, v)"),
        (MEAN, r"p(\mu \mid x) \propto e^{-\frac{(\mu - m)^2}{v}}"),
    ],
)
def test_another_posterior_is_false(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [FALSE]


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (COIN, r"p(\theta \mid x) \propto \theta^{S + a - 1} (1 - \theta)^{N - S + b - 1}"),
        (COIN, r"p(\theta \mid x) = \mathrm{Beta}(\theta \mid a + S, b + N - S)"),
        (COUNTS, r"p(\lambda \mid x) \propto \lambda^{S + a - 1} e^{-(N + b) \lambda}"),
        (COUNTS, r"p(\lambda \mid x) = \mathrm{Gamma}(\lambda \mid a + S, b + N)"),
        (MEAN, r"p(\mu \mid x) \propto e^{-\frac{(\mu - m)^2}{2 v}}"),
        (MEAN, r"p(\mu \mid x) = \mathcal{N}(\mu \mid m, v)"),
    ],
)
def test_conjugate_posteriors(block: str, line: str) -> None:
    found = judged(note(block, line))
    assert found.statuses == [DERIVED], found.lines[0].message


@pytest.mark.parametrize(
    ("block", "line", "said"),
    [
        # Whether it is normalised is not told by a formula.
        (
            COIN,
            r"p(\theta \mid x) = \theta^{S + a - 1} (1 - \theta)^{N - S + b - 1}",
            "factor only",
        ),
        (COIN, r"p(\theta \mid x) = p(x \mid \theta) p(\theta)", "factor only"),
        (COIN, r"p(\theta \mid x) = 2 \mathrm{Beta}(\theta \mid a + S, b + N - S)", "factor only"),
        (COIN, r"p(\theta \mid x) = \mathrm{Beta}(a \mid a + S, b + N - S)", "factor only"),
        # No density: a parameter that depends on what it is of.
        (COIN, r"p(\theta \mid x) = \mathrm{Beta}(\theta \mid \theta, b)", "do not depend"),
        # A Gaussian on (0, 1) has an integral below 1.
        (COIN, r"p(\theta \mid x) = \mathcal{N}(\theta \mid 0, 1)", "lives between"),
        # The factor that is left open depends on a.
        (COIN, r"\frac{\partial}{\partial a} \log p(\theta \mid x) = 0", "may depend on this"),
        (
            COIN,
            r"p(\theta \mid x) = \mathrm{Beta}(\theta \mid a, b) \text{ if } a = 1",
            "condition",
        ),
    ],
)
def test_what_is_not_read(block: str, line: str, said: str) -> None:
    assert said in read_document(note(block, line), "n.tex").lines[-1].error


def test_the_interval_of_the_density_is_that_of_the_variable() -> None:
    block = COIN.replace(r"\theta \in (0, 1)", r"\theta \in (0, \frac12)")
    line = r"p(\theta \mid x) = \mathrm{Beta}(\theta \mid a + S, b + N - S)"
    assert "lives between 0 and 1" in read_document(note(block, line), "n.tex").lines[-1].error


def test_parameters_have_to_be_positive() -> None:
    block = COUNTS.replace("$a > 0$", "$a$ be real")
    found = judged(note(block, r"p(\lambda \mid x) = \mathrm{Gamma}(\lambda \mid a + S, b + N)"))
    assert found.statuses == [FALSE]


@pytest.mark.parametrize(
    ("block", "line", "factor"),
    [
        (
            COIN,
            r"p(\theta \mid x) = \mathrm{Beta}(\theta \mid a + S, b + N)",
            r"- \sum_{n=1}^{N} x",
        ),
        (COUNTS, r"p(\lambda \mid x) = \mathrm{Gamma}(\lambda \mid a + S, b)", r"N \lambda"),
    ],
)
def test_a_false_proportion_is_told_by_numbers_and_what_it_lacks(
    block: str, line: str, factor: str
) -> None:
    message = judged(note(block, line)).lines[0].message
    assert "the ratio of the two sides is" in message
    assert factor.replace(" ", "") in message.replace(" ", "")
    assert "slope" not in message


PROSE = r"""# Coins

Let $x_1, \dots, x_N \in \{0, 1\}$. Let $\theta \in (0, 1)$ and $a, b > 0$. Write $S = \sum_n x_n$.

$$ p(x \mid \theta) = \prod_n \theta^{x_n} (1 - \theta)^{1 - x_n} $$

With the prior $p(\theta) = \mathrm{Beta}(\theta \mid a, b)$,

$$
\begin{aligned}
p(\theta \mid x) &\propto p(x \mid \theta) p(\theta) \\
 &\propto \theta^{S + a - 1} (1 - \theta)^{N - S + b - 1} .
\end{aligned}
$$

$$ p(\theta \mid x) = \mathrm{Beta}(\theta \mid a + S, b + N - S) . $$
"""


def test_notes_without_a_block_name_the_posterior_and_tell_it() -> None:
    found = judged(PROSE, "n.md")
    assert found.statuses == [DERIVED] * 4
    assert "(up to a positive factor) is a new name" in found.lines[1].message
