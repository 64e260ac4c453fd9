r"""Marks of a step, $\mu^{(t)}$ and $\mu^{(t+1)}$, are those of the old and the new one."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged

BEGIN = (
    "Let $x_1, \\dots, x_N \\in \\mathbb{R}^D$, $\\pi_k > 0$ and "
    "$\\mu_1^{(t)}, \\dots, \\mu_K^{(t)} \\in \\mathbb{R}^D$. In the E-step,\n"
    "$$r_{nk}^{(t)} = \\frac{\\pi_k e^{-\\|x_n - \\mu_k^{(t)}\\|^2}}"
    "{\\sum_{j=1}^K \\pi_j e^{-\\|x_n - \\mu_j^{(t)}\\|^2}}.$$\nIn the M-step we maximise\n"
    "$$Q(\\mu) = - \\sum_{n=1}^N \\sum_{k=1}^K r_{nk}^{(t)} \\|x_n - \\mu_k\\|^2.$$\n"
    "Setting the gradient to zero gives\n"
)
RIGHT = "\\frac{\\sum_{n=1}^N r_{nk}^{(t)} x_n}{\\sum_{n=1}^N r_{nk}^{(t)}}"


@pytest.mark.parametrize("letter", ["t", "s", "\\tau"])
def test_a_step_of_em(letter: str) -> None:
    text = f"{BEGIN}$$\\mu_k^{{(t+1)}} = {RIGHT}.$$".replace("(t", f"({letter}")
    found = judged(text, "n.md")
    assert found.statuses == [DERIVED] * 4
    assert "maximises" in found.lines[-1].text
    wrong = text.replace(f"{{\\sum_{{n=1}}^N r_{{nk}}^{{({letter})}}}}.$$", "{N}.$$")
    assert FALSE in judged(wrong, "n.md").statuses


def test_the_old_is_not_the_new_one() -> None:
    text = "Let $a > 0$. The step is\n$$x^{(t+1)} = x^{(t)} - a x^{(t)}.$$\nHence\n$$#.$$"
    assert judged(text.replace("#", "x^{(t+1)} = (1 - a) x^{(t)}"), "n.md").statuses[-1] == DERIVED
    for wrong in ("x^{(t+1)} = x^{(t)}", "x^{(t+1)} = (1 - a) x^{(t+1)}", "x^{(t+1)} = (1 - a)"):
        assert judged(text.replace("#", wrong), "n.md").statuses[-1] != DERIVED


def test_a_letter_of_a_sum_is_no_step() -> None:
    text = "Let $x$ be real. Then\n$$\\sum_{t=1}^T x^{(t)} = T x^{(t)}.$$"
    assert DERIVED not in judged(text, "n.md").statuses
