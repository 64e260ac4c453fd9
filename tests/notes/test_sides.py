"""Lines about signs, soft thresholds, and events by order: what turns where a number is 0."""

from __future__ import annotations

import pytest
from hardlimit.proofs.author import reaches, sign
from hardlimit.proofs.notes.places import Source
from hardlimit.proofs.notes.relations import read_expression
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged, note
from .sheet import NAMES, PRINTER, printed, refusal

NUMBERS = (
    r"Let $x, a, b, z$ be real; let $\lambda > 0$. "
    r"Write $S = \operatorname{sign}(z) \max(|z| - \lambda, 0)$."
)
LAW = (
    r"Let $(X, Y)$ take the values $(x_k, y_k)$ with probability $p_k$ for $k \le K$; let $a > 0$; "
    r"let $c$ be real. Write $m = \mathbb{E}[X]$; suppose $y_k \ge 0$ for all $k$."
)

TRUE = {
    "signs": (
        NUMBERS,
        r"\operatorname{sign}(x) |x| = x",
        r"x = |x| \operatorname{sgn}(x)",
        r"\operatorname{sign}(x)^2 = 1 \quad \text{if } x \ne 0",
        r"\operatorname{sign}(-x) = -\operatorname{sign}(x)",
        r"\operatorname{sign}(x a) = \operatorname{sign}(x) \operatorname{sign}(a)",
        r"||x| - |a|| \le |x - a|",
        r"\max(x, \max(a, b)) = \max(\max(x, a), b)",
    ),
    "a soft threshold": (
        NUMBERS,
        r"S = z - \lambda \quad \text{if } z > \lambda",
        r"S = 0 \quad \text{if } |z| \le \lambda",
        r"|S| = \max(|z| - \lambda, 0)",
        r"(z - S) S = \lambda |S|",
        r"|z - S| \le \lambda",
    ),
    "what SymPy's Abs takes apart": (
        NUMBERS,
        r"|\operatorname{sign}(b) \max(|b| - \lambda, 0)| = \max(|b| - \lambda, 0)",
        r"\sqrt{(b \max(|b| - \lambda, 0))^2} = |b| \max(|b| - \lambda, 0)",
    ),
    "order": (
        NUMBERS,
        r"\mathbf 1[x \ge a] + \mathbf 1[x < a] = 1",
        r"\mathbf 1[x \ge a] = 1 \quad \text{if } x \ge a",
        r"\mathbf 1[x > a] = 0 \quad \text{if } x \le a",
        r"\mathbf 1[x \ge a] - \mathbf 1[x > a] = \mathbf 1[x = a]",
        r"\mathbf 1[a \le x < b] \le \mathbf 1[x \ge a]",
        r"\mathbf 1[|x| \ge \lambda] \le \frac{x^2}{\lambda^2}",
    ),
    "events": (
        LAW,
        r"\mathbf 1[y_k \ge a] \le \frac{y_k}{a}",
        r"\mathbb{P}(Y \ge a) \le \frac{\mathbb{E}[Y]}{a}",
        r"\mathbb{P}(Y \ge a) = \mathbb{E}[\mathbf 1[Y \ge a]]",
        r"\mathbb{P}(|X - m| \ge a) \le \frac{\mathbb{E}[(X - m)^2]}{a^2}",
        r"\mathbb{P}(\max(X, Y) \ge a) \le \mathbb{P}(X \ge a) + \mathbb{P}(Y \ge a)",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", TRUE)
def test_what_holds_on_either_side(kind: str) -> None:
    found = judged(note(*TRUE[kind]))
    assert found.statuses == [DERIVED] * (len(TRUE[kind]) - 1), [v.message for v in found.lines]


WRONG = {
    "signs": (
        NUMBERS,
        r"\operatorname{sign}(x)^2 = 1",
        r"\operatorname{sign}(x) x = x",
        r"\operatorname{sign}(x + a) = \operatorname{sign}(x) + \operatorname{sign}(a)",
        r"\operatorname{sign}(x) \ge 0",
        r"0 < |x|",
        r"|x + a| = |x| + |a|",
    ),
    "a soft threshold": (
        NUMBERS,
        r"S = z - \lambda \quad \text{if } z > 0",
        r"S = 0 \quad \text{if } |z| \le 2 \lambda",
        r"S \ne 0 \quad \text{if } |z| \ge \lambda",
        r"|z - S| < \lambda \quad \text{if } |z| \ge \lambda",
        r"|S| = |z| - \lambda",
        r"S \text{ minimises } (b - z)^2 + \lambda |b| \text{ over } b",
    ),
    "order": (
        NUMBERS,
        r"\mathbf 1[x \ge a] = \mathbf 1[x > a]",
        r"\mathbf 1[x > a] + \mathbf 1[x < a] = 1",
        r"\mathbf 1[x \ge a] = 0 \quad \text{if } x \le a",
        r"\mathbf 1[x \ge \lambda] \le \frac{x}{\lambda}",
        r"\mathbf 1[x \ge a] \le \frac{x}{a} \quad \text{if } x \ge 0 \text{ and } a \ne 0",
        r"\mathbf 1[x \ge \lambda] < \frac{x}{\lambda} \quad \text{if } x \ge 0",
    ),
    "events": (
        LAW,
        r"\mathbb{P}(X \ge a) \le \frac{\mathbb{E}[X]}{a}",
        r"\mathbb{P}(Y \ge c) \le \frac{\mathbb{E}[Y]}{a}",
        r"\mathbb{P}(Y \ge a) = \mathbb{P}(Y > a)",
        r"\mathbb{P}(|X - m| \ge a) \le \frac{\mathbb{E}[(X - m)^2]}{a}",
        r"\mathbb{P}(\max(X, Y) \ge a) \le \mathbb{P}(X \ge a)",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRONG)
def test_at_0_and_without_a_condition_it_does_not(kind: str) -> None:
    found = judged(note(*WRONG[kind]))
    assert found.statuses == [FALSE] * (len(WRONG[kind]) - 1), [v.text for v in found.lines]


@pytest.mark.slow
def test_a_soft_threshold_is_a_minimum() -> None:
    found = judged(
        note(
            NUMBERS,
            r"(z - S) S = \lambda |S|",
            r"(z - S) b \le \lambda |b|",
            r"\tfrac12 (S - z)^2 + \lambda |S| \le \tfrac12 (b - z)^2 + \lambda |b|",
            r"S \text{ minimises } \tfrac12 (b - z)^2 + \lambda |b| \text{ over } b",
        )
    )
    assert found.statuses == [DERIVED] * 4


def test_a_temperature_is_large_in_some_instance() -> None:
    block = (
        r"Let $a_k$ be real, $\pi_k > 0$ for $k \le K$; let $\tau > 0$; suppose $\sum_k \pi_k = 1$."
    )
    found = judged(note(block, r"a_k \le \tau (11 + a_k^2)", r"a_k \le (11 + a_k^2) / \tau"))
    assert found.statuses == [FALSE, FALSE]


def test_how_an_order_is_written() -> None:
    t, u = (read_expression(Source(name), 0, 1, NAMES) for name in "tu")
    for expr in (reaches(t, u), sign(t - u), 1 - reaches(t, 0), reaches(t, u) * reaches(u, t)):
        tex = PRINTER.expression(expr)
        assert read_expression(Source(tex), 0, len(tex), NAMES) == expr
    assert printed(r"\mathbf 1[t > u] = 1") == printed(r"1 - \mathbf 1[u \ge t] = 1")
    assert PRINTER.plain(reaches(t, 2)) == "1[t ≥ 2]"
    assert "an indicator compares by" in refusal(r"\mathbf 1[t] = 1")


def test_what_is_false_is_not_said_to_hold() -> None:
    given = "Let $a, b, c$ be real; suppose $a^2 + b^2 = c^2$ (p)."
    found = judged(note(given, r"|a| \ne |b|", r"a^2 \ne b^2")).lines
    assert [line.status for line in found] == [FALSE] * 2
    assert not any("it holds" in line.message for line in found)
