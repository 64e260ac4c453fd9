r"""Names by apposition, "the posterior $r_k = ...$", and conditions on what is named."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged

BEGIN = "Let $p_k > 0$ and $q_k > 0$ with $\\sum_{k=1}^K q_k = 1$. "
GAP = (
    "$$\\log \\sum_k p_k - \\sum_k q_k \\log \\frac{p_k}{q_k} "
    "= \\sum_k q_k \\log \\frac{q_k}{r_k}.$$"
)
COUNTS = "Let $x_1, \\dots, x_n \\in \\{0, 1\\}$, and let $s = \\sum_i x_i$ with $0 < s < n$. "


@pytest.mark.parametrize(
    "prose",
    [
        "The gap is the divergence to the posterior #:",
        "The gap is measured by its posterior probability #:",
        "It is the divergence to the weights #, as one sees:",
    ],
)
def test_a_noun_calls_it_so(prose: str) -> None:
    right = prose.replace("#", "$r_k = \\frac{p_k}{\\sum_j p_j}$")
    assert judged(f"{BEGIN}{right}\n{GAP}", "n.md").statuses == [DERIVED]
    wrong = prose.replace("#", "$r_k = \\frac{2 p_k}{\\sum_j p_j}$")
    assert judged(f"{BEGIN}{wrong}\n{GAP}", "n.md").statuses == [FALSE]


@pytest.mark.parametrize("prose", ["We are told that $r_k = 1$:", "The claim is $q_k = 1$:"])
def test_other_words_do_not(prose: str) -> None:
    shown = "$$\\sum_k q_k = K.$$" if "q_k" in prose else "$$\\sum_k r_k = K.$$"
    assert DERIVED not in judged(f"{BEGIN}{prose}\n{shown}", "n.md").statuses


def test_a_condition_on_what_is_named() -> None:
    line = "Then\n$$\\frac{s}{n} < #, \\quad \\frac{n - s}{n} < #.$$"
    assert set(judged(COUNTS + line.replace("#", "1"), "n.md").statuses) == {DERIVED}
    assert FALSE in judged(COUNTS + line.replace("#", "\\frac12"), "n.md").statuses
    claimed = COUNTS.replace("with", "so")
    assert DERIVED not in judged(claimed + line.replace("#", "1"), "n.md").statuses[:1]


@pytest.mark.parametrize("domain", ["0 < p < 1", "p \\in (0, 1)"])
def test_the_domain_behind_a_function(domain: str) -> None:
    row = f"\\ell(p) = s \\log p + (n - s) \\log (1 - p), \\qquad {domain}"
    text = f"{COUNTS}The log-likelihood is\n$${row} .$$\nIt is maximised by\n$$\\hat p = #.$$"
    found = judged(text.replace("#", "\\frac{s}{n}"), "n.md")
    assert found.statuses == [DERIVED] * 3
    assert "0 < p < 1" in found.lines[0].message or "(0, 1)" in found.lines[0].message
    assert FALSE in judged(text.replace("#", "\\frac{s}{2 n}"), "n.md").statuses


def test_what_is_no_domain_is_a_line() -> None:
    row = "f(x) = x^2 + 1, \\quad x > 0"
    assert FALSE in judged(f"Let $x$ be real. Then\n$${row}.$$", "n.md").statuses
    text = "Let $y$ be real. Then\n$$f(x) = x^2, \\quad y > 0.$$"
    assert DERIVED not in judged(text, "n.md").statuses
