"""Names that lines make: an equation that begins with a new name says what it stands for."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged
from .test_wordings import verdicts

BLOCK = r"""
Let $x_n, y_n$ be real for $n \le N$, $0 < \theta < 1$, $a, b$ real, $z_n \in \{0, 1\}$ and
$f(a) = a^2 + b$; suppose $S > 0$ where $S = \sum_n (x_n - \bar x)^2$ and
$\bar x = \frac{1}{N} \sum_n x_n$.
"""


def test_an_equation_names() -> None:
    lines = [
        r"\hat b = \frac{1}{S} \sum_n (x_n - \bar x) y_n",
        r"\hat a = \frac{1}{N} \sum_n y_n - \hat b \bar x",
        r"\sum_n (y_n - \hat a - \hat b x_n) = 0",
        r"\ell(\theta) = \log \prod_n \theta^{z_n} (1 - \theta)^{1 - z_n}",
        r"\ell'(\theta) = \sum_n \left( \frac{z_n}{\theta} - \frac{1 - z_n}{1 - \theta} \right)",
        r"w_n = x_n + y_n",
        r"\sum_n w_n = \sum_n x_n + \sum_n y_n",
    ]
    found = verdicts(BLOCK, *lines).lines
    assert [one.status for one in found] == [DERIVED] * len(lines)
    told = r"is a new name: the equation says what it stands for"
    new = [one.message.removesuffix(told).strip() for one in found]
    assert new == [r"\hat b", r"\hat a", "", r"\ell(\theta)", "", "w_n", ""]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"X_n = 2", "did you mean x"),
        (r"c = c + 1", "c is not declared"),
        (r"x_n^\star = x_n^\star + 1", "did you mean x"),
        (r"x_n' = 2", "did you mean x"),
        (r"c = u + 1", "u is not declared"),
        (r"\ell(\hat\theta) = 1", r"is not declared"),
        (r"c = 1 \implies c^2 = 1", "c is not declared"),
        (r"c = 1 \iff 2 c = 2", "c is not declared"),
        (r"c = 1 \quad \text{if } a > 0", "c is not declared"),
        (r"2 c = 1", "c is not declared"),
        (r"c \le 1", "c is not declared"),
        (r"n = 1", ""),
        (r"\vec a = 2", r"\vec{a} is not declared"),
        (r"\operatorname{Var}(a) = 0", ""),
        (r"\mathrm{Var}(a) = 0", ""),
        (r"\mathbb{E}(a) = a", ""),
    ],
)
def test_what_names_nothing(line: str, said: str) -> None:
    (found,) = verdicts(BLOCK, line).lines
    assert found.status == NOT_UNDERSTOOD
    assert said in found.message


def test_a_mark_makes_another_name() -> None:
    lines = [r"x_n^\star = 2 x_n", r"\sum_n x_n^\star = 2 \sum_n x_n", "a^* = a + 1", r"a^2 = 7"]
    assert verdicts(BLOCK, *lines).statuses == [DERIVED] * 3 + [FALSE]


def test_several_names_behind_where() -> None:
    both = r"w = \frac{a}{m}, \text{ and } m = \sum_n x_n^2 + 1"
    lines = [
        rf"w m = a, \quad \text{{where }} {both}",
        r"w m = a",
        r"u v = 1, \quad \text{where } u = 2 \text{ and } v > 1",
    ]
    found = verdicts(BLOCK, *lines).lines
    assert [one.status for one in found] == [DERIVED, DERIVED, NOT_UNDERSTOOD]


def test_a_slope_is_no_new_name() -> None:
    found = verdicts(BLOCK, r"f'(a) = 0", r"f''(a) = 1", r"f(a) = a^2").lines
    assert [one.status for one in found] == [FALSE] * 3


def test_what_is_new_is_said_once() -> None:
    found = verdicts(BLOCK, r"c = a + b", r"c = a + 2 b", r"c = b + a").lines
    assert [one.status for one in found] == [DERIVED, FALSE, DERIVED]


def test_what_was_not_read_is_not_named() -> None:
    text = (
        r"\begin{given}Let $a$ be real. Let $c \in \mathbb{Q}(\sqrt 2)$ be wild.\end{given}"
        "\n\\[ c = a \\]\n"
    )
    (found,) = [line for line in judged(text).lines if line.text]
    assert found.status == NOT_UNDERSTOOD
    assert "which was not read" in found.message


def test_several_unknowns_at_once() -> None:
    (found,) = verdicts(BLOCK, r"(\hat a, \hat b) = \arg\min_{a, b} f(a)").lines
    assert "is over one variable or family" in found.message


@pytest.mark.slow
def test_logarithms_of_products_have_slopes_and_optima() -> None:
    lines = [
        r"p = \frac{1}{N} \sum_n z_n",
        r"\ell(\theta) = \log \prod_n \theta^{z_n} (1 - \theta)^{1 - z_n}",
        r"p = \arg\max_\theta \ell(\theta)",
        r"2 p = \arg\max_\theta \ell(\theta)",
    ]
    block = BLOCK + r"Suppose $0 < \sum_n z_n < N$."
    found = verdicts(block, *lines).lines
    assert [one.status for one in found] == [DERIVED] * 3 + [FALSE]


EM = r"""
Let $x_n \in \mathbb{R}^D$ for $n \le N$, $\mu_k \in \mathbb{R}^D$ for $j, k \le K$;
let $\sigma > 0$; let $r_{nk} \ge 0$ with $\sum_k r_{nk} = 1$ and $N_k = \sum_n r_{nk} > 0$.
"""


def test_what_is_supposed_of_a_new_name() -> None:
    lines = [
        r"N_k > 0",
        r"\sum_k N_k = N",
        r"Q(\mu) = \sum_n \sum_k r_{nk} \log \mathcal{N}(x_n \mid \mu_k, \sigma^2 I)",
        r"\nabla_{\mu_k} Q = \frac{1}{\sigma^2} \sum_n r_{nk} (x_n - \mu_k)",
        r"\nabla_{\mu_k} Q = 0 \iff \mu_k = \frac{1}{N_k} \sum_n r_{nk} x_n",
        r"\nabla_{\mu_k} Q = 0 \iff \mu_k = \frac{1}{N} \sum_n r_{nk} x_n",
    ]
    found = verdicts(EM, *lines).lines
    assert [one.status for one in found] == [DERIVED] * 5 + [FALSE]


@pytest.mark.slow
def test_a_condition_about_all_values_of_an_index() -> None:
    """Of "f if d_k < d_j for all j" the quantifier belongs to the condition: f has no j."""
    share = r"\frac{e^{-r_{nk}}}{\sum_j e^{-r_{nj}}}"
    least = r"\quad \text{if } r_{nk} \le r_{nj} \text{ for all } j"
    lines = [
        rf"{share} \ge \frac{{1}}{{K}} {least}",
        rf"{share} > \frac{{1}}{{K}} {least} \ne k",
        r"r_{nk} > 0 \quad \text{if } r_{nj} = 0 \text{ for all } j \ne k",
        r"r_{nk} < 1 \quad \text{if } r_{nj} = 0 \text{ for all } j \ne k",
        r"r_{nk} > 0 \quad \text{if } r_{nj} = 0",
    ]
    found = verdicts(EM, *lines).lines
    assert [one.status for one in found[1:2]] == [FALSE]
    assert [one.status for one in found[3:]] == [FALSE, FALSE]
    assert not [one.status for one in (found[0], found[2]) if one.status in (FALSE, NOT_UNDERSTOOD)]
    assert r"\text{for all } j \text{ with } j \ne k" in found[3].read[0]


@pytest.mark.slow
def test_a_letter_that_is_bound_is_another_than_that_of_the_condition() -> None:
    lines = [
        r"\min_j r_{nj} < r_{nk} \quad \text{if } r_{nj} < r_{nk}",
        r"\min_j r_{nj} < r_{nj} \quad \text{if } r_{nj} < r_{nk}",
        r"r_{nk} < r_{nj} \quad \text{if } \sum_j r_{nj} < r_{nj}",
    ]
    found = verdicts(EM, *lines).lines
    assert [one.status for one in found[:2]] == [DERIVED, FALSE]
    assert found[2].status not in (FALSE, NOT_UNDERSTOOD)


def test_names_of_rows_that_are_not_understood_are_told() -> None:
    found = verdicts(BLOCK, r"c = 5 \le \log", r"c = 5", r"q = 1, e = 2", r"q = 1").lines
    assert [one.status for one in found] == [NOT_UNDERSTOOD, DERIVED] * 2
    told = r"is a new name: the equation says what it stands for"
    assert [told in one.message for one in found] == [True, False] * 2
    (wrong,) = verdicts(BLOCK, r"c = 5 = 6").lines
    assert wrong.status == FALSE
    assert wrong.message.endswith(f"; c {told}")


@pytest.mark.parametrize("line", ["e = 3", "e := 3", r"a = b, \quad \text{where } e = 3"])
def test_a_name_that_looks_like_another_spoils_no_other_line(line: str) -> None:
    found = verdicts(BLOCK, line, r"(a + b)^2 = a^2 + 2 a b + b^2", line).lines
    assert [one.status for one in found] == [NOT_UNDERSTOOD, DERIVED, NOT_UNDERSTOOD]
    assert all("the base of the exponential" in found[at].message for at in (0, 2))


def test_a_condition_about_some_entries_is_no_equation_between_matrices() -> None:
    lines = [
        r"2 r_{nk} \le 2 \quad \text{if } r_{nj} \le 1 \text{ for all } j",
        r"2 r_{nk} = 0 \quad \text{if } r_{nk} = 0",
    ]
    found = verdicts(EM, *lines).lines
    assert [one.status for one in found] == [DERIVED] * 2
    assert found[0].read == (
        r"2 r_{nk} \le 2 \quad \text{if } r_{nj} \le 1 \quad \text{for all } j",
    )
    assert found[1].read == (r"2 r_{nk} = 0 \quad \text{if } r_{nk} = 0",)
