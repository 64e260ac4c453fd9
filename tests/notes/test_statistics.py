r"""Notes as lecturers of statistics write them: n values, posteriors, weights, m beside m_g."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged, note
from .sheet import given

POSTERIOR = (
    r"Let $t_1, \dots, t_n > 0$; let $\theta > 0$, $\alpha > 1$, $\beta > 0$. "
    r"Write $T = \sum_i t_i$. "
    r"Let $\ell(\theta) = n \log \theta - \theta T + (\alpha - 1) \log \theta - \beta \theta$."
)
WEIGHTED = r"Let $x_i, y_i$ and $b$ be real for $i \le n$; let $w_i > 0$. "
SPREAD = WEIGHTED + r"Suppose $\sum_i w_i x_i^2 > 0$. "
BEST = r"\frac{\sum_i w_i x_i y_i}{\sum_i w_i x_i^2} = \arg\min_b \sum_i w_i (y_i - b x_i)^2"
GROUPS = (
    r"Let $w_g > 0$ and $m_g$ be real for $g \le G$ with $\sum_g w_g = 1$. "
    r"Write $m = \sum_g w_g m_g$. "
)
LAWS = (
    r"Let $p_k > 0$ and $q_k > 0$ for $k \le K$ with $\sum_k p_k = 1$ and $\sum_k q_k = 1$. "
    r"Write $D = \sum_k p_k \log \frac{p_k}{q_k}$. "
)
APART = r"Let $x$, $a$, $c$ be real, $b > 0$, $d > 0$; suppose $x \ne \frac{a}{b}$ and $c < 1$. "


def verdict(block: str, line: str) -> str:
    """The verdict on one line."""
    found = judged(note(block, line))
    return found.lines[-1].status


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (POSTERIOR, r"\frac{n + \alpha - 1}{T + \beta} = \arg\max_\theta \ell(\theta)"),
        (POSTERIOR, r"\log \frac{T}{n + \alpha - 1} = \log T - \log(n + \alpha - 1)"),
        (SPREAD, BEST),
        (GROUPS, r"\sum_g w_g (m_g - m)^2 = \sum_g w_g m_g^2 - m^2"),
        (APART, r"a - b x \ne 0"),
        (APART, r"\log \frac{2 - c}{d} = \log (2 - c) - \log d"),
        (
            r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$ with $\mu > 1$. "
            r"Let $r(c) = \mathbb{E}[(c X - \mu)^2]$.",
            r"r(c) = c^2 \sigma^2 + (1 - c)^2 \mu^2",
        ),
        (
            r"Let $a_k$ be real for $k \le K$; let $\tau > 0$.",
            r"\frac{e^{a_k / \tau}}{\sum_j e^{a_j / \tau}} "
            r"\xrightarrow[\tau \to \infty]{} \frac{1}{K}",
        ),
    ],
)
def test_what_is_derived(block: str, line: str) -> None:
    assert verdict(block, line) == DERIVED


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (POSTERIOR, r"\frac{n + \alpha}{T + \beta} = \arg\max_\theta \ell(\theta)"),
        (POSTERIOR, r"\log \frac{T}{n + \alpha - 1} = \log T + \log(n + \alpha - 1)"),
        (WEIGHTED, BEST),
        (SPREAD, BEST.replace("(y_i", r"x_i^2 (y_i")),
        (GROUPS, r"\sum_g (m_g - m) = 0"),
        (APART, r"b - a x \ne 0"),
        (APART, r"\frac{1}{2} - c > 0"),
        (
            r"Let $a_k$ be real for $k \le K$; let $\tau > 0$.",
            r"\frac{e^{a_k / \tau}}{\sum_j e^{a_j / \tau}} "
            r"\xrightarrow[\tau \to 0]{} \frac{1}{K}",
        ),
    ],
)
def test_what_is_false(block: str, line: str) -> None:
    assert verdict(block, line) == FALSE


def test_all_components_together_are_no_root() -> None:
    """D = 0 where p = q, all of it: for one k this would be false, so it is not read so."""
    assert verdict(LAWS, r"D = 0 \iff p_k = q_k \text{ for all } k") == NOT_UNDERSTOOD
    each = r"w_g m_g = 1 \iff m_g = \frac{1}{w_g} \text{ for all } g"
    assert verdict(GROUPS, each.replace("= 1", "- 1 = 0", 1)) == DERIVED


def test_values_up_to_a_small_letter() -> None:
    draft, problems = given(r"""
        Let $x_1, \dots, x_n$ be real, and $y_1, \dots, y_m > 0$;
        let $z_1, \dots, z_n \in \mathbb{N}_0$ be counts.
    """)
    assert not problems
    indices = draft.context.indices
    assert {name: i.size.name for name, i in indices.items()} == {"i": "n", "j": "m"}
    assert {f.sign for f in draft.context.families.values()} == {"real", "positive", "natural"}


@pytest.mark.parametrize(
    "sentence",
    [
        r"Let $T$ be an estimator that takes the values $t_k$ with probability $p_k$, $k \le K$.",
        r"Let $T$ take the values $t_k$ with probability $p_k$ for $k \le K$, where $t_k \ge 0$.",
        r"Let $T$ have mean $\mu$ and variance $\sigma^2$, where $\mu \ge 0$.",
    ],
)
def test_what_a_random_quantity_is_called_and_what_is_supposed_of_it(sentence: str) -> None:
    draft, problems = given(sentence)
    assert not problems
    random = draft.context.random
    assert [*random.known, *random.moments] == ["T"]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            r"Let $T$ be twice a number that takes values $t_k$ with probability $p_k$.",
            "say",
        ),
        (
            r"Let $T$ be the half of one that takes values $t_k$ with probability $p_k$.",
            "say",
        ),
        (
            r"Let $T$ be a value that never takes values $t_k$ with probability $p_k$.",
            "say",
        ),
        (r"Let $\ell(\lambda) = \log \lambda$.", r"let \lambda > 0"),
        (r"Let $\pi \in (0, 1)$; let $x$ be real. Write $f = \mathcal{N}(x \mid 0, 1)$.", "3.14"),
        (
            r"Let $m_g$ be real for $g \le G$; let $m \in \mathbb{R}^D$, $m_d > 0$ for $d \le D$.",
            "twice",
        ),
        (
            r"Let $\mu_k \in \mathbb{R}^D$ for $k \le K$; let $\mu \in \mathbb{R}^D$.",
            "twice",
        ),
        (r"Let $m_g$ be real for $g \le G$; let $m > 0$; let $m > 0$.", "twice"),
    ],
)
def test_what_is_told(block: str, said: str) -> None:
    _, problems = given(block)
    assert any(said in str(problem) for problem in problems)
