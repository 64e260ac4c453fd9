r"""Wordings of lecturers: braces with claims, words above signs, counts, pairs, arrows, names."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD, UNDECIDED

from .judged import Judged, judged
from .sheet import given

ROWS = (
    r"Let $x_i$, $y_i$ be real for $i \le N$; let $z_n \in \{1, \dots, K\}$ for $n \le N$, "
    r"$k \le K$; let $t$, $u$ be real; let $\lambda > 0$. Write $N_k = \#\{n : z_n = k\}$. "
    r"Let $C(t) = \sum_i (y_i - t x_i)^2 + \lambda t^2$. "
    r"Write $m = \frac{\sum_i x_i y_i}{\sum_i x_i^2 + \lambda}$. "
)


def verdicts(block: str, *displays: str) -> Judged:
    """The verdicts on displays, each of rows."""
    shown = "\n".join(f"\\begin{{align*}}\n{rows}\n\\end{{align*}}" for rows in displays)
    return judged(f"\\begin{{given}}\n{block}\n\\end{{given}}\n{shown}\n")


def test_what_is_derived() -> None:
    lines = [
        r"\sum_k \underbrace{\#\{n : z_n = k\}}_{= N_k} = N",
        r"\overbrace{\sum_k N_k}^{N} + \underbrace{t^2}_{\ge 0} \ge N",
        r"\sum_k N_k \overset{\text{by (1)}}{=} N",
        r"\sum_k N_k \stackrel{(a)}{\le} N",
        r"N - N_k = |\{n : z_n \ne k\}|",
        r"\sum_{i < j} (x_i - x_j)^2 = N \sum_i x_i^2 - (\sum_i x_i)^2",
        r"\sum_{1 \le i < j \le N} x_i x_j = \tfrac12 \sum_{i \ne j} x_i x_j",
        r"\sum_{i=2}^{N} x_i = \sum_i x_i - x_1",
        r"\sum_{i=1}^{N-1} x_i = \sum_i x_i - x_N",
        r"\sum_{i=1}^{N-1} (x_{i+1} - x_i) = x_N - x_1",
        r"m = \mathop{\mathrm{arg\,min}}_t C(t)",
        r"C'(t) = 0 \iff t (\sum_i x_i^2 + \lambda) = \sum_i x_i y_i",
        r"u = 1 \iff 2 u = 2",
        r"\sum_i x_i = 0 \implies \sum_i (x_i + u) = N u",
        r"t > 0, u > 0 \Rightarrow t u > 0",
        r"S := \sum_i x_i, \quad S^2 \le N \sum_i x_i^2",
        r"\frac{1}{N} \sum_i y_i =: b, \quad \sum_i (y_i - b) = 0",
        r"\sum_i (x_i - a) = 0, \quad \text{where } a = \frac{S}{N}",
        r"N a = S, \quad \text{where } a = \frac{S}{N}",
        r"\frac{1 + x_j^2}{1 + x_h^2} > 0",
    ]
    found = verdicts(ROWS, *lines).lines
    assert [(n, f.message) for n, f in zip(lines, found, strict=True) if f.status != DERIVED] == []


@pytest.mark.slow
def test_what_is_false() -> None:
    lines = [
        r"\sum_k \underbrace{N_k}_{= N} = N",
        r"N - N_k = |\{n : z_n = k\}|",
        r"\sum_{i < j} x_i x_j = \sum_{i \ne j} x_i x_j",
        r"\sum_{i=2}^{N} x_i = \sum_i x_i - x_N",
        r"\sum_{i=1}^{N-1} (x_{i+1} - x_i) = x_1 - x_N",
        r"u = 1 \iff 2 u = 3",
        r"u^2 = t^2 \implies u = t",
        r"u \le t \iff u^2 \le t^2",
        r"C'(t) = 0 \iff t = 2 m",
        r"N a = u, \quad \text{where } a = u",
        r"m := u",
        r"N_k = 0 \implies N_k + u = u + 1",
    ]
    found = verdicts(ROWS, *lines).lines
    assert [n for n, f in zip(lines, found, strict=True) if f.status != FALSE] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"u \propto 2 u", "leaves a factor open"),
        (r"u \approx u", "states nothing that can be checked"),
        (r"u \overset{!}{=} 1", "another sign"),
        (r"u \overset{d}{=} t", "another sign"),
        (r"u \stackrel{\text{if } t = u}{=} t", "another sign"),
        (r"2 \underbrace{t + u}_{= 0} = 0", "a brace is no bracket"),
        (r"\sum_{i < j} (x_i - x_j) = 0", "the same with both exchanged"),
        (r"\sum_{i < j} x_i x_j = x_j", "Use another letter"),
        (r"\sum_i \sum_{j < i} x_j = 0", "cannot depend on another"),
        (r"\sum_{i=1}^{N-2} x_i = 0", "less 1"),
        (r"\max_{j \ne i} x_j \ge 0", "are there others"),
        (r"\#\{i : x_i > 0\} \ge 0", "compares labels"),
        (r"x_i = 0 \implies \sum_j x_j = 0", "of each"),
        (r"q := q + 1", "q is not declared"),
    ],
)
def test_what_is_refused_with_one_sentence(line: str, said: str) -> None:
    (found,) = verdicts(ROWS, line).lines
    assert found.status == NOT_UNDERSTOOD
    assert said in found.message


def test_a_sum_over_pairs_of_declared_indices() -> None:
    """Of j that is declared: summed over as well, or given?  It is given where it stands, too."""
    block = r"Let $a_{ij}$ be real for $i, j \le N$; let $x_i$ be real for $i \le N$."
    known = (
        r"\sum_{i \ne j} a_{ij} = \sum_i a_{ij} - a_{jj}",
        r"\sum_{i \ne j} x_i = \sum_i x_i - x_j",
        r"\sum_{i, j \ne i} x_i x_j = (\sum_i x_i)^2 - \sum_i x_i^2",
        r"\sum_j \sum_{i \ne j} x_i x_j = (\sum_i x_i)^2 - \sum_i x_i^2",
        r"\sum_i a_{ij} - a_{jj} + 0 &= \sum_i a_{ij} - a_{jj} \\ &= \sum_{i \ne j} a_{ij}",
        r"x_j = 0 \\ \implies \sum_{i \ne j} x_i x_j = 0",
        r"\sum_{i \ne j} \delta_{ij} = 0 \quad \text{for all } j",
    )
    assert set(verdicts(block, *known).statuses) == {DERIVED}
    unsure = (
        r"\sum_{i \ne j} a_{ij} = \sum_{i, j} a_{ij} - \sum_i a_{ii}",
        r"\sum_{i \ne j} 1 = N (N - 1)",
        r"\sum_{i \ne j} \delta_{ij} = 0",
    )
    found = verdicts(block, *unsure).lines
    assert all("summed over as well, or given" in line.message for line in found)
    # The letters of the line before are declared as well.
    found = verdicts(
        "Let $x_1, \\dots, x_N$ be real.", "x_j \\le x_j", unsure[0].replace("a_{ij}", "x_i x_j")
    ).lines
    assert [line.status for line in found] == [DERIVED, NOT_UNDERSTOOD]


@pytest.mark.slow
def test_arrows_between_rows() -> None:
    right = (
        r"C'(t) &= -2 \sum_i x_i (y_i - t x_i) + 2 \lambda t \\ &= 0 \\ \Rightarrow t &= m",
        r"C'(t) = 0 &\iff t \lambda = \sum_i x_i (y_i - t x_i) \\ &\iff t = m",
        r"C'(t) &= 0 \\ \iff t &= m",
        r"\sum_i (x_i - u) &= \sum_i x_i - N u \\ \Rightarrow N u + \sum_i (x_i - u) &= \sum_i x_i",
    )
    assert set(verdicts(ROWS, *right).statuses) == {DERIVED}
    wrong = right[0].replace("t &= m", "t &= 2 m")
    # The condition is no claim, and has the verdict of what is said to follow from it.
    assert verdicts(ROWS, wrong).statuses == [DERIVED, FALSE, FALSE]
    wrong = right[1].replace("t = m", "t = m + 1")
    assert verdicts(ROWS, wrong).statuses == [DERIVED, FALSE]


def test_a_condition_is_shown() -> None:
    found = verdicts(ROWS, r"u^2 = t^2 \implies u = t", r"u^2 \ge 0").lines[0]
    assert found.read == (r"u = t \quad \text{if } u^{2} = t^{2}",)


@pytest.mark.parametrize(
    ("block", "names"),
    [
        (r"Let $(x_i, y_i)$ be pairs of reals for $i \le N$.", "x y"),
        (r"Let $(x_1, y_1), \dots, (x_n, y_n) \in \mathbb{R} \times \{0, 1\}$.", "x y"),
        (r"Let $(a_k, b_k) \in \mathbb{R}^2$ for $k \le K$.", "a b"),
        (
            r"Let $(x_i, y_i)$, $i = 1, \dots, n$, be data with $x_i$ real and $y_i \in \{0, 1\}$.",
            "x y",
        ),
        (r"Let $p_k > 0$ for $k \le K$, $\sum_k p_k = 1$; let the likelihood $L_k > 0$.", "p L"),
    ],
)
def test_what_blocks_declare(block: str, names: str) -> None:
    draft, problems = given(block)
    assert not problems
    assert list(draft.context.families) == names.split()


def test_a_divergence_of_one_law_from_another() -> None:
    found = verdicts(
        r"Let $p_k > 0$ and $q_k > 0$ for $k \le K$ with $\sum_k p_k = 1$ and $\sum_k q_k = 1$. "
        r"Let $D(p \| q) = \sum_k p_k \log \frac{p_k}{q_k}$.",
        r"D(p \,\|\, q) \ge 0",
        r"D(p \Vert q) = \sum_k p_k \log p_k - \sum_k p_k \log q_k",
        r"D(q \| p) = \sum_k q_k \log \frac{q_k}{p_k}",
        r"D(p \| q) = D(q \| p)",
        r"D(q \| p) = \sum_k p_k \log \frac{p_k}{q_k}",
        r"D(p \| q \| p) = 0",
    )
    assert found.statuses == [DERIVED] * 3 + [FALSE] * 2 + [NOT_UNDERSTOOD]


def test_a_weight_pi_alone_and_a_mean_inside_of_bounds() -> None:
    block = (
        r"Let $x_1, \dots, x_n \in \{0, 1\}$, let $\pi \in (0, 1)$. "
        r"Let $\bar x = \frac{1}{n} \sum_i x_i$ with $0 < \bar x < 1$. "
        r"Let $\ell(\pi) = n \bar x \log \pi + n (1 - \bar x) \log (1 - \pi)$."
    )
    found = verdicts(
        block, r"\ell'(\pi) = 0 \iff \pi = \bar x", r"\bar x = \arg\max_\pi \ell(\pi)", r"\pi > 3"
    )
    assert found.statuses == [DERIVED, DERIVED, FALSE]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (r"Let $(x_i, y_i)$ be data for $i \le N$.", "no kind"),
        (r"Let $(x_i, y_i) \in \mathbb{R}^3$ for $i \le N$.", "is expected"),
        (r"Let $(x_1, y_1), \dots, (x_n, z_n)$ be pairs of reals.", "the last index"),
        (r"Let $x$ be real. Write $S = \underbrace{x}_{= 1}$.", "does not follow"),
        (
            r"Let $x_i$ be real for $i, j \le N$. Write $S_j = \sum_{i < j} x_i x_j$.",
            "another letter",
        ),
    ],
)
def test_what_blocks_refuse(block: str, said: str) -> None:
    _, problems = given(block)
    assert any(said in str(problem) for problem in problems), problems


def test_notes_of_conditional_lines_alone_state_them() -> None:
    found = verdicts(r"Let $t$, $u$ be real.", r"2 t = 2 \iff t = 1", r"u < 0 \implies u^2 > 0")
    assert found.statuses == [DERIVED, DERIVED]
    (report,) = found.reports.values()
    assert report.holds
    assert report.level == "derived"
    # What is stated is what the lines say, each with its condition; there is nothing to cite.
    assert report.statement == (
        r"t = 1 \quad \text{if } 2 t = 2",
        r"2 t = 2 \quad \text{if } t = 1",
        r"0 < u^{2} \quad \text{if } u < 0",
    )
    assert report.remarks == ()
    (checked,) = [found.checker.check(slug) for slug in found.reports]
    assert checked.theorem is not None
    assert checked.theorem.goals == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "status"),
    [
        (r"t^2 = t \iff t = 1", FALSE),
        (r"u < 0 \implies u^3 > 0", FALSE),
        (r"t^2 = 1 \implies t = 1", FALSE),
        (r"a x_n = b \implies x_n = b", FALSE),
        # What follows from nothing that can be holds of nothing.
        (r"u^2 < 0 \implies u = 5", UNDECIDED),
    ],
)
def test_a_false_line_among_conditional_ones_alone_is_false(line: str, status: str) -> None:
    block = r"Let $t$, $u$, $a$, $b$ be real; let $x_n$ be real for $n \le N$."
    found = verdicts(block, r"u = t \implies u^2 \ge t^2", line)
    assert found.statuses == [DERIVED, status]
    assert not any(report.holds for report in found.reports.values())
