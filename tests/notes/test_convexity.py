r"""Inequalities and optima as lecture notes state them: tangents and squares are found."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged, note

SHARES = r"Let $r_{nk} > 0$ for $n \le N$, $k \le K$; write $N_k = \sum_n r_{nk}$. "
POISSON = SHARES + (
    r"Let $x_n > 0$ and $\lambda_k > 0$; write $S_k = \sum_n r_{nk} x_n$ and "
    r"$Q_k = \sum_n r_{nk} (x_n \log \lambda_k - \lambda_k)$."
)
SIMPLEX = r"Let $p_k > 0$, $q_k > 0$, $k \le K$, with $\sum_k p_k = 1$ and $\sum_k q_k = 1$. "
ENERGIES = (
    r"Let $p_k > 0$, $E_k$ be real for $k \le K$ with $\sum_k p_k = 1$; let $\tau > 0$; "
    r"write $Z = \sum_k e^{-E_k / \tau}$."
)


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (POISSON, r"\lambda_k = \frac{S_k}{N_k} \text{ maximises } Q_k"),
        (
            SHARES + r"Let $x_n$, $m_k$ be real, $v_k > 0$. "
            r"Write $S_k = \sum_n r_{nk} (x_n - m_k)^2$; suppose $S_k > 0$.",
            r"v_k = \frac{S_k}{N_k} \text{ minimises } "
            r"\sum_n r_{nk} \left( \log v_k + \frac{(x_n - m_k)^2}{v_k} \right)",
        ),
        (
            SHARES + r"Let $x_n \in \mathbb{R}^D$, $\mu_k \in \mathbb{R}^D$. "
            r"Write $m_k = \frac{1}{N_k} \sum_n r_{nk} x_n$.",
            r"\mu_k = m_k \text{ minimises } \sum_n \sum_k r_{nk} \lVert x_n - \mu_k \rVert^2",
        ),
        (
            r"Let $x_n > 0$ for $n \le N$; let $0 < p < 1$; write $S = \sum_n x_n$.",
            r"p = \frac{N}{N + S} \text{ maximises } \sum_n (\log p + x_n \log (1 - p))",
        ),
        (
            r"Let $c_k > 0$, $\pi_k > 0$, $k \le K$, with $\sum_k \pi_k = 1$; "
            r"write $C = \sum_k c_k$.",
            r"\pi_k = \frac{c_k}{C} \text{ maximises } \sum_k c_k \log \pi_k",
        ),
        (ENERGIES, r"p_k = \frac{e^{-E_k / \tau}}{Z} \text{ minimises } "
         r"\sum_k p_k E_k + \tau \sum_k p_k \log p_k"),
        (
            r"Let $x_n$, $y_n$, $w$ be real, $n \le N$. Write $A = \sum_n x_n^2$, "
            r"$B = \sum_n x_n y_n$; suppose $A > 0$.",
            r"w = \frac{B}{A} \text{ minimises } \sum_n (y_n - w x_n)^2",
        ),
        (
            r"Let $x_n$, $y_n$ be real for $n \le N$; let $\lambda > 0$; let $b$ be real; write "
            r"$L = \sum_n (y_n - b x_n)^2 + \lambda b^2$ and "
            r"$\hat b = \frac{\sum_n x_n y_n}{\sum_n x_n^2 + \lambda}$.",
            r"\hat b \text{ minimises } L",
        ),
        (
            r"Let $S > 0$; let $\eta$ be real; let $N$ be a size.",
            r"\eta = \log \frac{S}{N} \text{ maximises } S \eta - N e^\eta",
        ),
        (SIMPLEX, r"\sum_k p_k \log \frac{p_k}{q_k} \ge 0"),
        (SIMPLEX, r"-\sum_k p_k \log p_k \le \log K"),
        (SIMPLEX, r"\sum_k p_k \log q_k \le \log \sum_k p_k q_k"),
        (
            r"Let $s, t > 0$; $a, b$ be real. "
            r"Write $D = \log \frac{t}{s} + \frac{s^2 + (a - b)^2}{2 t^2} - \frac12$.",
            r"D \ge 0",
        ),
        (r"Let $0 < p < 1$.", r"-p \log p - (1 - p) \log (1 - p) \le \log 2"),
        (
            r"Let $u, v$ be real, $a, b > 0$.",
            r"1 + u \le e^u, \quad e^u \ge e^v (1 + u - v), \quad a \log a \ge a - 1, "
            r"\quad 2 u v \le u^2 + v^2, \quad \sqrt{a b} \le \frac{a + b}{2}, "
            r"\quad 2 \le \frac{a}{b} + \frac{b}{a}, \quad \frac1a \ge \frac2b - \frac{a}{b^2}",
        ),
        (
            r"Let $x_n$ be real for $n \le N$.",
            r"\left( \frac1N \sum_n x_n \right)^2 \le \frac1N \sum_n x_n^2",
        ),
    ],
)  # fmt: skip
def test_a_tangent_or_a_square_is_found(block: str, line: str) -> None:
    found = judged(note(block, line))
    assert found.statuses == [DERIVED], [one.message for one in found.lines]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("block", "line"),
    [
        (POISSON, r"\lambda_k = \frac{N_k}{S_k} \text{ maximises } Q_k"),
        (POISSON, r"\lambda_k = \frac{S_k}{N_k} \text{ minimises } Q_k"),
        (SIMPLEX, r"\sum_k p_k \log \frac{p_k}{q_k} \le 0"),
        (SIMPLEX, r"-\sum_k p_k \log p_k \ge \log K"),
        (SIMPLEX, r"\sum_k p_k \log q_k \ge \log \sum_k p_k q_k"),
        (r"Let $u$ be real.", r"1 + 2 u \le e^u"),
    ],
)
def test_what_is_false_is_false(block: str, line: str) -> None:
    found = judged(note(block, line))
    assert found.statuses == [FALSE], [one.message for one in found.lines]


@pytest.mark.slow
def test_what_the_domain_lacks_is_said_in_latex() -> None:
    block = SHARES + (
        r"Let $\pi_k > 0$ with $\sum_k \pi_k = 1$; suppose $\sum_k r_{nk} = 1$ for all $n$."
    )
    best = r"\pi_k = \frac{N_k}{N} \text{ maximises } \sum_k N_k \log \pi_k"
    (bare,) = judged(note(block, best)).lines
    assert r"nothing here shows that $\sum_{k=1}^{K} \frac{1}{N}" in bare.message
    shown = judged(note(block, r"\sum_k N_k = N", r"\sum_k \frac{N_k}{N} = 1", best))
    assert shown.statuses == 3 * [DERIVED]


def test_the_letters_of_one_index_are_told_apart() -> None:
    """All lambda together make each Q_j greatest; printed as that."""
    found = judged(note(POISSON, r"\lambda_k = \frac{S_k}{N_k} \text{ maximises } Q_k"))
    assert r"Q_{k_{1}}" in found.lines[0].read[0]


@pytest.mark.slow
def test_an_entropy_is_not_negative_without_a_line_between() -> None:
    found = judged(r"""
\begin{given}
  Let $p_k > 0$, $q_k > 0$, $w_{nk} > 0$ for $n \le N$, $k \le K$;
  suppose $\sum_k p_k = 1$, $\sum_k q_k = 2$ and $\sum_k w_{nk} \le 1$; let $u_k$ be real;
  suppose $\sum_k u_k = 1$.
\end{given}
\[ -\sum_k p_k \log p_k \ge 0 \]
\[ -\sum_n \sum_k w_{nk} \log w_{nk} \ge 0 \]
\[ \sum_k p_k^2 \ge \frac1K \]
\[ \sum_k q_k^2 \le 4 \]
\[ \sum_k q_k \log q_k \le 2 \log 2 \]
\[ -\sum_k q_k \log q_k \ge 0 \]
\[ -\sum_n \sum_k w_{nk} \log w_{nk} \ge N - \sum_n \sum_k w_{nk}^2 \]
\[ \sum_k q_k^2 \le 3 \]
\[ \sum_k u_k^2 \le 1 \]
""")
    assert found.statuses == [DERIVED] * 5 + [FALSE] * 4


@pytest.mark.slow
def test_the_soft_minimum_at_a_temperature_lies_between_its_bounds() -> None:
    found = judged(r"""
\begin{given}
  Let $d_k$ be real for $k \le K$; let $\tau > 0$, $\sigma > 0$, $\beta > 0$.
  Write $F(\tau) = -\tau \log \sum_k e^{-d_k/\tau}$.
\end{given}
\[ \min_k d_k - \tau \log K \le F(\tau) \]
\[ F(\tau) \to \min_k d_k \quad (\tau \to 0) \]
\[ -2\sigma^2 \log \sum_k e^{-d_k/(2\sigma^2)} \le \min_k d_k \]
\[ -\frac{1}{\beta} \log \sum_k e^{-\beta d_k} + \frac{\log K}{\beta} \ge \min_k d_k \]
\[ F(\tau) \ge \min_k d_k \]
""")
    assert found.statuses == [DERIVED] * 4 + [FALSE]


@pytest.mark.slow
def test_a_product_of_two_gaussian_densities_is_one_in_each_variable() -> None:
    found = judged(r"""
\begin{given}
  Let $x$, $a$, $b$ be real; let $\sigma > 0$, $\tau > 0$.
  Write $s^2 = \frac{\sigma^2\tau^2}{\sigma^2+\tau^2}$,
  $m = \frac{a \tau^2 + b \sigma^2}{\sigma^2+\tau^2}$,
  $w = \frac{a \sigma^2 + b \tau^2}{\sigma^2+\tau^2}$.
\end{given}
\[ \mathcal{N}(x \mid a, \sigma^2) \, \mathcal{N}(x \mid b, \tau^2)
   = \mathcal{N}(x \mid m, s^2) \, \mathcal{N}(a \mid b, \sigma^2 + \tau^2) \]
\[ \mathcal{N}(x \mid a, \sigma^2) \, \mathcal{N}(x \mid b, \tau^2)
   = \mathcal{N}(x \mid w, s^2) \, \mathcal{N}(a \mid b, \sigma^2 + \tau^2) \]
""")
    assert found.statuses == [DERIVED, FALSE]


@pytest.mark.slow
def test_means_of_two_numbers_sizes_of_sums_and_shares_of_indicators() -> None:
    found = judged(r"""
\begin{given}
  Let $a, b > 0$; let $u, v$ be real; let $x_n$ be real, $w_n > 0$ for $n \le N$;
  let $z_n \in \{0, 1\}$.
  Write $m = \frac{\sum_n w_n z_n}{\sum_n w_n}$.
\end{given}
\[ \frac{2ab}{a+b} \le \sqrt{ab} \le \frac{a+b}{2} \le \sqrt{\frac{a^2 + b^2}{2}} \]
\[ \sqrt{a + b} \le \sqrt a + \sqrt b \]
\[ \frac{a}{1 + a} \le \log(1 + a) \]
\[ |u + v| \le |u| + |v| \]
\[ \left| \sum_n w_n x_n \right| \le \sum_n w_n |x_n| \]
\[ m \le 1 \]
\[ \min_n x_n \le \frac1N \sum_n x_n \le \max_n x_n \]
\[ \sqrt{ab} \le \frac{2ab}{a+b} \]
\[ m \ge 1 \]
""")
    assert found.statuses == [DERIVED] * 7 + [FALSE] * 2


@pytest.mark.slow
def test_a_family_called_pi_is_optimised_over_and_not_the_number() -> None:
    given = (
        r"Let $M_k > 0$ for $k \le K$; write $T = \sum_k M_k$; let $\pi_k > 0$ with "
        r"$\sum_k \pi_k = 1$; let $Q(\pi) = \sum_k M_k \log \pi_k$; "
        r"write $\hat\pi_k = \frac{M_k}{T}$, $\pi^+_k = \frac{1}{K}$."
    )
    lines = [
        r"\sum_k \hat\pi_k = 1",
        r"\hat\pi \text{ maximises } Q(\pi)",
        r"Q(\pi) \le Q(\hat\pi)",
        r"\hat\pi = \arg\max_\pi Q(\pi)",
        r"\pi^+ = \arg\max_\pi Q(\pi)",
        r"\hat\pi \text{ minimises } Q(\pi)",
    ]
    found = judged(note(given, *lines)).lines
    assert [f.status for f in found] == [DERIVED] * 4 + [FALSE] * 2
