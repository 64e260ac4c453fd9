"""An unknown that an inverse defines: its equations are stated before the line that needs them."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged

GIVEN = r"""\begin{given}
Let $X \in \mathbb{R}^{n \times p}$, $y \in \mathbb{R}^n$; let $\lambda > 0$.
Write $G = X^\top X$ and $M = X^\top X + \lambda I$, and let $G$ and $M$ be invertible.
Let $b = (X^\top X)^{-1} X^\top y$ and $c = (X^\top X + \lambda I)^{-1} X^\top y$.
\end{given}
"""


@pytest.mark.slow
def test_wrong_normal_equations_are_false() -> None:
    wrong = [
        r"X^\top X b = 2 X^\top y",
        r"X^\top X c = X^\top y",
        r"(X^\top X + \lambda I_p) b = X^\top y",
        r"X^\top (y - X c) = 0",
        r"y - X b = 0",
    ]
    found = judged(GIVEN + "".join(rf"\[ {line} \]" + "\n" for line in wrong))
    assert found.statuses == [FALSE] * len(wrong)
    # Before a line that is false nothing is put.
    assert sum(len(report.steps) for report in found.reports.values()) == len(wrong)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ([r"X^\top X b = X^\top y"], 2),
        ([r"X^\top (y - X b) = 0"], 3),
        ([r"X^\top X b = X^\top y", r"X^\top (y - X b) = 0"], 3),
        ([r"G b = X^\top y", r"X^\top X b = X^\top y"], 2),
        ([r"(X^\top X + \lambda I) c = X^\top y"], 2),
        ([r"X b + y = y + X b"], 1),
    ],
)
def test_normal_equations_are_stated_once_where_they_are_needed(
    lines: list[str], count: int
) -> None:
    found = judged(GIVEN + "".join(rf"\[ {line} \]" + "\n" for line in lines))
    assert found.statuses == [DERIVED] * len(lines), [line.message for line in found.lines]
    (report,) = found.reports.values()
    assert len(report.steps) == count


def test_the_inverse_of_another_matrix_has_no_normal_equations() -> None:
    text = GIVEN.replace(r"b = (X^\top X)^{-1} X^\top y$", r"b = (X^\top X)^{-1} G^{-1} X^\top y$")
    assert judged(text + "\\[ X^\\top X b = X^\\top y \\]").statuses == [FALSE]
