r"""0 \log 0 = 0 where a file says so, and only there."""

from __future__ import annotations

import pytest
from hardlimit.proofs.report.lines import DERIVED, FALSE

from .judged import judged, note

GIVEN = r"Let $p_k \ge 0$, $q_k > 0$ for $k \le K$; let $0 < u < 1$; let $w \ge 0$"
SAID = r"we set $0 \log 0 = 0$"


@pytest.mark.parametrize(
    "said",
    [
        rf"; {SAID}",
        r", with the convention $0 \log 0 = 0$",
        r", where as usual $0 \log 0 := 0$",
        r", with the convention that $0 \ln 0 = 0$",
    ],
)
def test_the_convention_is_read_in_many_wordings(said: str) -> None:
    found = judged(note(f"{GIVEN}{said}.", r"w \log w = w \cdot \log w"), "c.tex")
    assert found.statuses == [DERIVED], [line.message for line in found.lines]


def test_without_it_the_line_has_no_value_at_0() -> None:
    found = judged(note(f"{GIVEN}.", r"w \log w = w \log w + 0"), "c.tex")
    assert found.statuses == [FALSE]
    assert "not positive" in found.lines[0].message


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (r"p_k \log \frac{p_k}{q_k} = p_k \log p_k - p_k \log q_k", DERIVED),
        (r"w \log (1 + w) \ge 0", DERIVED),
        (r"w \log u \le 0", DERIVED),
        (r"w \log w \ge 0", FALSE),
        (r"w \log w \le 0", FALSE),
        (r"\log w \le w", FALSE),  # no weight
        (r"u \log w \le 0", FALSE),  # another weight
        (r"2 \log w = \log w + \log w", FALSE),
        (r"q_k \log q_k = \log (q_k^{q_k})", DERIVED),
    ],
)
def test_it_is_about_weights_that_may_vanish_with_what_stands_inside(
    line: str, status: str
) -> None:
    found = judged(note(f"{GIVEN}; {SAID}.", line), "c.tex")
    assert found.statuses == [status], [one.message for one in found.lines]
