"""Phrases of prose that say by words what signs would say: right lines hold, slips are found."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD, UNDECIDED

from .judged import judged


def statuses(text: str) -> list[str]:
    return judged(text, "notes.md").statuses


INDICATES = r"""We are given points $x_1, \ldots, x_n \in \mathbb{R}^d$.
Let $z_{ij} \in \{0, 1\}$ indicate whether point $i$ is assigned to cluster $j$, so that
$\sum_{j=1}^k z_{ij} = 1$. Let $n_j = \sum_{i=1}^n z_{ij}$, and assume that
no cluster is empty, $n_j > 0$.
Then $$#$$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum_{j=1}^k n_j = n", DERIVED),
        (r"\sum_{i=1}^n z_{ij}^2 = n_j", DERIVED),
        (r"\sum_{j=1}^k n_j = k", FALSE),
        (r"\sum_{i=1}^n z_{ij} = 1", FALSE),
        (r"\sum_{i=1}^n z_{ij}^2 = n_j^2", FALSE),
        (r"n_j > 1", FALSE),
    ],
)
def test_what_an_indicator_indicates_is_no_doubt(line: str, verdict: str) -> None:
    assert statuses(INDICATES.replace("#", line)) == [verdict]


def test_what_an_indicator_says_by_a_relation_is_not_passed_over() -> None:
    said = INDICATES.replace("point $i$ is assigned to cluster $j$", "$x_i > c_j$")
    assert DERIVED not in statuses(said.replace("#", r"\sum_{j=1}^k n_j = n"))


@pytest.mark.parametrize(
    "given",
    [
        r"Let $x_1, \dots, x_n$ be real numbers, not all equal.",
        r"Let $x_1, \dots, x_n \in \mathbb{R}$, which are not all equal.",
        r"We observe $x_1, \dots, x_n \in \mathbb{R}$, $n \ge 2$, not all equal.",
        r"Given pairs $(x_i, y_i)$, $i = 1, \dots, n$, with not all $x_i$ equal, we fit a line.",
        r"Let $x_1, \dots, x_n$ be real numbers. Assume that not all $x_i$ are the same.",
    ],
)
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum_{i=1}^n (x_i - \bar x)^2 > 0", DERIVED),
        (r"\sum_{i=1}^n x_i^2 > n \bar x^2", DERIVED),
        (r"\bar x > 0", FALSE),
        (r"\sum_{i=1}^n (x_i - \bar x)^2 > 1", FALSE),
    ],
)
def test_that_not_all_are_equal_is_supposed(given: str, line: str, verdict: str) -> None:
    mean = r"Let $\bar x = \frac{1}{n} \sum_{i=1}^n x_i$."
    assert statuses(f"{given}\n{mean} Then\n$$ {line} $$\n") == [verdict]


@pytest.mark.parametrize(
    "given",
    [
        r"Let $x_1, \dots, x_n$ be real numbers, not all positive.",
        r"Let $x_1, \dots, x_n$ be real numbers, not all zero.",
        r"If not all of some other numbers are equal, let $x_1, \dots, x_n$ be real numbers.",
    ],
)
def test_other_things_that_not_all_are_stay_unread(given: str) -> None:
    mean = r"Let $\bar x = \frac{1}{n} \sum_{i=1}^n x_i$."
    line = r"\sum_{i=1}^n (x_i - \bar x)^2 > 0"
    assert DERIVED not in statuses(f"{given}\n{mean} Then\n$$ {line} $$\n")


VECTORS = r"""Let $p = (p_1, \dots, p_K)$ and $q = (q_1, \dots, q_K)$ be two
probability vectors#. Then
$$ % $$
$$ \sum_{k=1}^K p_k q_k \le 1 $$
"""


@pytest.mark.parametrize(
    ("said", "line", "verdict"),
    [
        (" with positive entries", r"\sum_{k=1}^K p_k \log \frac{p_k}{q_k} \ge 0", DERIVED),
        (" with positive entries", r"\sum_{k=1}^K (p_k - q_k) = 0", DERIVED),
        (" with positive entries", r"\sum_{k=1}^K p_k \log \frac{q_k}{p_k} \ge 0", FALSE),
        (" with positive entries", r"\sum_{k=1}^K p_k q_k = 1", FALSE),
        ("", r"\sum_{k=1}^K p_k = 1", DERIVED),
        ("", r"\sum_{k=1}^K p_k^2 \le 1", DERIVED),
        ("", r"p_k > 0", FALSE),
    ],
)
def test_probability_vectors_are_distributions(said: str, line: str, verdict: str) -> None:
    assert statuses(VECTORS.replace("#", said).replace("%", line))[0] == verdict


def test_a_probability_vector_beside_other_things_is_one_alone() -> None:
    text = r"""Let $c_1, \dots, c_K > 0$ be weights, $N = \sum_{k=1}^K c_k$, and let
$\theta = (\theta_1, \dots, \theta_K)$ be a probability vector. Then
$$ \sum_{k=1}^K \theta_k = 1 $$
$$ \sum_{k=1}^K c_k = 1 $$
"""
    assert statuses(text) == [DERIVED, FALSE]


COUNTED = r"""Let $x_1, \dots, x_n > 0$ be waiting times, and let
$$ \ell(\beta) = n \log \beta - \beta \sum_{i=1}^n x_i $$
with $\beta > 0$. Then
$$ \ell'(\beta) = \frac{n}{\beta} - \sum_{i=1}^n x_i . $$
Setting the derivative to zero gives
$$ # $$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\hat\beta = \frac{n}{\sum_{i=1}^n x_i} = \frac{1}{\bar x}", DERIVED),
        (r"\hat\beta = \frac{n}{\sum_{i=1}^n x_i} = \bar x", FALSE),
        (r"\frac{1}{\hat\beta} = \frac{1}{n} \sum_{i=1}^n x_i = \bar x", DERIVED),
    ],
)
def test_a_mean_that_is_not_said_to_be_one_is_the_usual_one(line: str, verdict: str) -> None:
    assert verdict in statuses(COUNTED.replace("#", line))[1:]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{1}{n} \sum_{i=1}^n x_i = \bar x", DERIVED),
        (r"\hat\mu = \frac{1}{n} \sum_{i=1}^n x_i = \bar x", DERIVED),
        (r"\hat\mu = \frac{1}{n + 1} \sum_{i=1}^n x_i = \bar x", FALSE),
        (r"\sum_{i=1}^n (x_i - \bar x) = 0", DERIVED),
        (r"\sum_{i=1}^n x_i^2 = n \bar x^2", FALSE),
    ],
)
def test_lines_with_the_usual_mean(line: str, verdict: str) -> None:
    assert statuses(f"Let $x_1, \\dots, x_n$ be real numbers.\n$$ {line} $$\n") == [verdict]


def test_a_mean_that_the_text_defines_is_that_one() -> None:
    text = r"""Let $x_1, \dots, x_n$ be real numbers and let $w_1, \dots, w_n > 0$ be weights.
$$ \sum_{i=1}^n w_i (x_i - \bar x) = 0 , $$
where $\bar x = \frac{\sum_{i=1}^n w_i x_i}{\sum_{i=1}^n w_i}$.
"""
    assert statuses(text)[0] == DERIVED


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\mathbb{E}[X^2] = \mu^2 + \sigma^2", DERIVED),
        (r"\mathbb{E}[X^2] = \mu^2 - \sigma^2", FALSE),
        (r"\mathbb{E}[X^2] = \sigma^2", FALSE),
    ],
)
def test_a_random_variable_with_a_mean_and_a_variance(line: str, verdict: str) -> None:
    given = r"Let $X$ be a random variable with mean $\mu$ and variance $\sigma^2$. Then"
    assert statuses(f"{given}\n$$ {line} $$\n") == [verdict]


@pytest.mark.parametrize(
    ("factor", "verdict"),
    [(r"(2\pi\sigma^2)^{-D/2}", DERIVED), (r"(2\pi\sigma^2)^{-1/2}", FALSE)],
)
def test_a_line_that_begins_with_a_density_names_no_function(factor: str, verdict: str) -> None:
    text = r"""Let $x_1, \dots, x_N \in \mathbb{R}^D$ be data, $\mu_k \in \mathbb{R}^D$ for
$k = 1, \dots, K$ and $\sigma^2 > 0$. The density is
$$ \mathcal{N}(x_n \mid \mu_k, \sigma^2 I) = #
\exp\left(-\frac{\|x_n - \mu_k\|^2}{2\sigma^2}\right). $$
"""
    assert statuses(text.replace("#", factor)) == [verdict]


def test_a_slope_whose_sum_wants_a_letter_is_read() -> None:
    text = r"""Let $x_1, \dots, x_n \in \mathbb{R}^d$ be feature vectors with labels
$y_i \in \{0, 1\}$, and let
$$ \sigma(t) = \frac{1}{1 + e^{-t}} . $$
Write $p_i = \sigma(w^\top x_i)$, where $w \in \mathbb{R}^d$.
$$ L(w) = -\sum_{i=1}^n \left[ y_i \log p_i + (1 - y_i) \log (1 - p_i) \right] $$
$$ \nabla_w L(w) = \sum_{i=1}^n (p_i - y_i) x_i $$
$$ \nabla_w L(w) = \sum_{i=1}^n (y_i - p_i) x_i $$
"""
    assert statuses(text) == [DERIVED, DERIVED, DERIVED, FALSE]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sum_{j=1}^m p_j^2 \ge 0", DERIVED),
        (r"\sum_{j=1}^m \sum_{i=1}^n p_j a_i = \sum_{i=1}^n a_i \sum_{j=1}^m p_j", DERIVED),
        (r"\sum_{j=1}^m p_j = \sum_{j=1}^n a_j", FALSE),
        (r"\sum_{j=1}^m a_j^2 \ge 0", NOT_UNDERSTOOD),
        (r"\sum_{j=1}^m \sum_{j=1}^n p_j a_j = 0", NOT_UNDERSTOOD),
    ],
)
def test_a_letter_may_be_bound_over_another_range_elsewhere(line: str, verdict: str) -> None:
    text = r"""Let $a_1, \dots, a_n$ and $p_1, \dots, p_m$ be real numbers.
$$ \sum_{i=1}^n \sum_{j=1}^n a_i a_j = \left( \sum_{i=1}^n a_i \right)^2 $$
"""
    assert statuses(f"{text}$$ {line} $$\n") == [DERIVED, verdict]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (r"Let $c_1, \dots, c_n \ge 0$ be the observed counts.", DERIVED),
        (r"Let $c_1, \dots, c_n \ge 0$ be the expected counts.", NOT_UNDERSTOOD),
        (r"Let $c_1, \dots, c_n \ge 0$ be soft counts.", NOT_UNDERSTOOD),
        (r"Let $c_1, \dots, c_n \ge 0$ be weights.", NOT_UNDERSTOOD),
    ],
)
def test_counts_are_whole_numbers_unless_they_are_soft(given: str, verdict: str) -> None:
    line = r"\sum_{i=1}^n (\log c_i! - 1) = \sum_{i=1}^n \log c_i! - n"
    assert statuses(f"{given}\n$$ {line} $$\n") == [verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{n}{\sum_{i=1}^n k_i} > 0", DERIVED),
        (r"\sum_{i=1}^n k_i \ge n", DERIVED),
        (r"\sum_{i=1}^n k_i > n", FALSE),
        (r"\sum_{i=1}^n k_i \ge n + 1", FALSE),
    ],
)
def test_whole_numbers_from_one_on(line: str, verdict: str) -> None:
    given = r"Let $k_i \in \{1, 2, \dots\}$ for $i = 1, \dots, n$."
    assert statuses(f"{given}\n$$ {line} $$\n") == [verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\sqrt{u v} \le \frac{u + v}{2}", DERIVED),
        (r"\log (u v) = \log u + \log v", DERIVED),
        (r"\sqrt{u v} \ge \frac{u + v}{2}", FALSE),
        (r"u v > 1", FALSE),
    ],
)
def test_for_new_names_says_what_these_are(line: str, verdict: str) -> None:
    assert statuses(f"For $u, v > 0$ we have\n$$ {line} $$\n") == [verdict]


def test_for_some_values_of_a_known_name_is_no_declaration() -> None:
    text = r"""Let $x$ be real. For $x > 0$ we have
$$ x + |x| = 2 x . $$
$$ x > 0 $$
"""
    assert DERIVED not in statuses(text)[1:]


@pytest.mark.parametrize(
    ("said", "line", "verdict"),
    [
        (r"If $y_1, \dots, y_n > 0$ have mean $m$, then", r"\sum_{i=1}^n y_i > 0", DERIVED),
        (r"If $y_1, \dots, y_n > 0$ have mean $m$, then", r"\sum_{i=1}^n y_i > 1", FALSE),
    ],
)
def test_if_before_data_that_are_new_gives_them(said: str, line: str, verdict: str) -> None:
    assert statuses(f"{said}\n$$ {line} $$\n") == [verdict]


def test_if_before_data_that_are_known_is_a_condition() -> None:
    text = r"""Let $x_1, \dots, x_n$ be real numbers. If $x_1, \dots, x_n > 0$,
then the sum is positive.
$$ \sum_{i=1}^n x_i > 0 $$
"""
    assert DERIVED not in statuses(text)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\mathrm{KL}(p \,\|\, q) \ge 0", DERIVED),
        (r"-\sum_{k=1}^K p_k \log q_k = H(p) + \mathrm{KL}(p \,\|\, q)", DERIVED),
        (r"-\sum_{k=1}^K p_k \log q_k = H(p) - \mathrm{KL}(p \,\|\, q)", FALSE),
        (r"\mathrm{KL}(p \,\|\, q) \le 0", FALSE),
        (r"H(p) \ge \log K", FALSE),
    ],
)
def test_a_text_says_what_its_divergence_is(line: str, verdict: str) -> None:
    text = r"""Let $p = (p_1, \dots, p_K)$ and $q = (q_1, \dots, q_K)$ be probability vectors
with positive entries, and let
$$ H(p) = -\sum_{k=1}^K p_k \log p_k . $$
$$ \mathrm{KL}(p \,\|\, q) = \sum_{k=1}^K p_k \log \frac{p_k}{q_k} $$
"""
    assert statuses(f"{text}$$ {line} $$\n") == [DERIVED, DERIVED, verdict]


LAGRANGE = r"""Let $c_1, \dots, c_K > 0$ be weights, and $\theta = (\theta_1, \dots, \theta_K)$ a
probability vector with $\theta_k > 0$. We form the Lagrangian
$$ \Lambda(\theta, \lambda) = \sum_{k=1}^K c_k \log \theta_k - \lambda \left( \sum_{k=1}^K \theta_k - 1 \right) $$
and set its partial derivatives to zero:
$$ \frac{\partial \Lambda}{\partial \theta_k} = # = 0 . $$
Inserting into the constraint,
$$ % . $$
"""  # noqa: E501


@pytest.mark.parametrize(
    ("slope", "line", "first", "second"),
    [
        (r"\frac{c_k}{\theta_k} - \lambda", r"\sum_{k=1}^K \theta_k = 1", True, True),
        (r"\frac{c_k}{\theta_k} - \lambda", r"\sum_{k=1}^K \theta_k = 2", True, False),
        (r"\frac{c_k}{\theta_k} + \lambda", r"\sum_{k=1}^K \theta_k = 1", False, None),
    ],
)
def test_a_lagrangian_is_no_slip_for_its_multiplier(
    slope: str, line: str, first: bool, second: bool | None
) -> None:
    found = statuses(LAGRANGE.replace("#", slope).replace("%", line))
    assert (found[1] == DERIVED, found[1] == FALSE) == (first, not first)
    if second is not None:
        assert (found[2] == DERIVED) == second


LINE = r"""Let $(x_i, y_i)$, $i = 1, \dots, n$, be pairs of real numbers with not all $x_i$
equal, and let
$$ S(a, b) = \sum_{i=1}^n (y_i - a - b x_i)^2 . $$
The partial derivatives are
$$ \frac{\partial S}{\partial a} = -2 \sum_{i=1}^n (y_i - a - b x_i), $$
$$ \frac{\partial S}{\partial b} = -2 \sum_{i=1}^n x_i (y_i - a - b x_i). $$
Setting both to zero gives the normal equations
$$ \begin{aligned} # \end{aligned} $$
"""


@pytest.mark.parametrize(
    ("rows", "verdicts"),
    [
        (
            r"n a + b \sum_{i=1}^n x_i &= \sum_{i=1}^n y_i, \\ "
            r"a \sum_{i=1}^n x_i + b \sum_{i=1}^n x_i^2 &= \sum_{i=1}^n x_i y_i.",
            [DERIVED, DERIVED],
        ),
        (
            r"n a - b \sum_{i=1}^n x_i &= \sum_{i=1}^n y_i, \\ "
            r"a \sum_{i=1}^n x_i + b \sum_{i=1}^n x_i &= \sum_{i=1}^n x_i y_i.",
            [FALSE, FALSE],
        ),
    ],
)
def test_of_two_slopes_that_are_zero_each_gives_its_equation(
    rows: str, verdicts: list[str]
) -> None:
    assert statuses(LINE.replace("#", rows))[3:] == verdicts


@pytest.mark.parametrize(
    ("given", "line", "verdict"),
    [
        (
            r"Let $n_1, \dots, n_K \ge 0$ be counts with total $n = \sum_{k=1}^K n_k > 0$.",
            r"\sum_{k=1}^K \frac{n_k}{n} = 1",
            DERIVED,
        ),
        (
            r"Let $n_1, \dots, n_K \ge 0$ be counts with total $n = \sum_{k=1}^K n_k > 0$.",
            r"\sum_{k=1}^K \frac{n_k}{n} = n",
            FALSE,
        ),
        (
            r"Let $x_1, \dots, x_n$ be real. Write $S = \sum_{i=1}^n x_i^2$ and suppose $S > 0$.",
            r"\frac{1}{S} \sum_{i=1}^n x_i^2 = 1",
            DERIVED,
        ),
        (
            r"Let $x_1, \dots, x_n$ be real. Write $S = \sum_{i=1}^n x_i^2$ and suppose $S > 0$.",
            r"S = \sum_{i=1}^n x_i",
            FALSE,
        ),
        (
            r"For $a_1, \dots, a_n, b_1, \dots, b_n > 0$ we have",
            r"\sum_{i=1}^n a_i b_i > 0",
            DERIVED,
        ),
        (
            r"For $a_1, \dots, a_n, b_1, \dots, b_n > 0$ we have",
            r"\sum_{i=1}^n a_i b_i = \sum_{i=1}^n a_i",
            FALSE,
        ),
        (
            r"Let $u \in \mathbb{R}^d$ be a unit vector, $u^\top u = 1$.",
            r"\|2 u\|^2 = 4",
            DERIVED,
        ),
        (
            r"Let $u \in \mathbb{R}^d$ be a unit vector, $u^\top u = 1$.",
            r"\|2 u\|^2 = 2",
            FALSE,
        ),
        (
            r"Let $X \in \mathbb{R}^{n \times d}$ be the design matrix, $y \in \mathbb{R}^n$ "
            r"and $w \in \mathbb{R}^d$.",
            r"\|y - X w\|^2 = y^\top y - w^\top X^\top y + w^\top X^\top X w",
            FALSE,
        ),
        (
            r"Let $x_1, \dots, x_n \in \mathbb{R}$ be observations from a Laplace distribution.",
            r"\sum_{i=1}^n x_i > 0",
            FALSE,
        ),
        (
            r"Let $x_1, \dots, x_n \in \mathbb{R}$ be from an exponential distribution.",
            r"\sum_{i=1}^n x_i > 0",
            UNDECIDED,
        ),
    ],
)
def test_what_words_say_beside_a_formula_that_says_it(given: str, line: str, verdict: str) -> None:
    assert statuses(f"{given}\n$$ {line} $$\n") == [verdict]
