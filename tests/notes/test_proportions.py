r"""What is proportional: p(\theta \mid x) \propto \theta^{a - 1} (1 - \theta)^{b - 1}."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged, note

COIN = (
    r"Let $\theta \in (0, 1)$; let $a > 0$, $b > 0$, $Z > 0$, $m > 0$, $r > 0$; "
    r"write $f(\theta) = \frac{1}{Z} \theta^m (1 - \theta)^r \theta^{a - 1} (1 - \theta)^{b - 1}$. "
)
COUNTS = (
    r"Let $\lambda > 0$, $S > 0$, $N > 0$, $a > 0$, $b > 0$, $Z > 0$; "
    r"write $p(\lambda \mid S) = \frac{1}{Z} \lambda^S e^{-N \lambda} "
    r"\lambda^{a - 1} e^{-b \lambda}$. "
)
NORMAL = (
    r"Let $\mu$ and $x$ be real; let $\tau > 0$; "
    r"write $h(\mu) = e^{-(x - \mu)^2/2} e^{-\mu^2/(2 \tau^2)}$. "
)


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (COIN, r"f(\theta) \propto \theta^{a + m - 1} (1 - \theta)^{b + r - 1}"),
        (COIN, r"f(\theta) \propto 3 \theta^{a + m - 1} (1 - \theta)^{b + r - 1}"),
        (
            COIN,
            r"f(\theta) \propto \theta^m \theta^{a - 1} (1 - \theta)^r (1 - \theta)^{b - 1} "
            r"= \theta^{a + m - 1} (1 - \theta)^{b + r - 1}",
        ),
        (COUNTS, r"p(\lambda \mid S) \propto \lambda^{S + a - 1} e^{-(N + b) \lambda}"),
        (NORMAL, r"h(\mu) \propto e^{x \mu - \frac{1 + \tau^2}{2 \tau^2} \mu^2}"),
    ],
)
def test_what_is_derived(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [DERIVED]


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (COIN, r"f(\theta) \propto \theta^{a + m} (1 - \theta)^{b + r - 1}"),
        (COIN, r"f(\theta) \propto \theta^{a + m - 1} (1 - \theta)^{b - r - 1}"),
        (COIN, r"f(\theta) \propto 1"),
        (COIN, r"f(\theta) \propto - \theta^{a + m - 1} (1 - \theta)^{b + r - 1}"),
        (COIN, r"f(\theta) = \theta^{a + m - 1} (1 - \theta)^{b + r - 1}"),
        (COUNTS, r"p(\lambda \mid S) \propto \lambda^{S + a - 1} e^{-(N - b) \lambda}"),
        (COUNTS, r"p(\lambda \mid S) \propto \lambda^{S + a - 1}"),
        (NORMAL, r"h(\mu) \propto e^{x \mu - \mu^2}"),
        (NORMAL, r"h(\mu) \propto e^{x \mu} \propto e^{-\mu^2}"),
    ],
)
def test_what_is_false(block: str, line: str) -> None:
    assert judged(note(block, line)).statuses == [FALSE]


@pytest.mark.parametrize(
    ("block", "line", "said"),
    [
        # In what? No function stands first.
        (COIN, r"\theta^{a} \propto \theta^{a}", "leaves a factor open"),
        (COIN, r"f(\theta) \propto \theta \iff a = 1", "has no condition"),
        (COIN, r"f(\theta) \propto 1 \text{ if } \theta = \frac12", "has no condition"),
        (COIN, r"f(\theta) \propto \theta \implies a = 1", "has no condition"),
        # A slope of 0 says that a function is constant on an interval only.
        (
            r"Let $x$ be real; suppose $x \ne 0$; write $f(x) = x^2$. ",
            r"f(x) \propto x^2",
            "nothing but bounds",
        ),
        (
            r"Let $x$ be real; suppose $x^2 \ge 1$; write $f(x) = x^2$. ",
            r"f(x) \propto x^2",
            "nothing but bounds",
        ),
        (
            r"Let $x \in \mathbb{N}_0$; write $f(x) = 2 x + 2$. ",
            r"f(x) \propto x + 1",
            "leaves a factor open",
        ),
    ],
)
def test_what_is_not_read(block: str, line: str, said: str) -> None:
    assert said in read_document(note(block, line), "n.tex").lines[-1].error


@pytest.mark.parametrize("body", [r"1 + \mathbf 1[x \ge 0]", r"2 + \operatorname{sign}(x)"])
def test_what_jumps_is_not_proportional_to_a_constant(body: str) -> None:
    block = rf"Let $x$ be real; write $f(x) = {body}$. "
    assert judged(note(block, r"f(x) \propto 1")).statuses != [DERIVED]


def test_rows_go_on_in_the_same_variable() -> None:
    rows = (
        r"f(\theta) &\propto \theta^m (1 - \theta)^r \theta^{a - 1} (1 - \theta)^{b - 1} \\"
        "\n"
        r"&\propto 2 \theta^{a + m - 1} (1 - \theta)^{b + r - 1} \\"
        "\n"
        r"&\propto \theta^{a + m - 1}"
    )
    text = note(COIN) + f"\\begin{{align*}}\n{rows}\n\\end{{align*}}\n"
    assert judged(text).statuses == [DERIVED, DERIVED, FALSE]
