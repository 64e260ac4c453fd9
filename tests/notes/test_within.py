r"""What sentences conclude is judged as what is displayed, or told that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hardlimit.proofs.book.suggesting import suggestions
from hardlimit.proofs.report.lines import DERIVED, FALSE, UNJUDGED, fails

from .judged import judged

SHARES = (
    "Let $r_{nk} \\ge 0$ with $\\sum_k r_{nk} = 1$ for all $n$, and write $N_k = \\sum_n r_{nk}$. "
    "Then\n$$\\sum_{n=1}^N \\sum_{k=1}^K r_{nk} = N.$$\n"
)
MEAN = "Let $x_1, \\dots, x_n$ be real numbers. We minimise\n$$S(m) = \\sum_i (x_i - m)^2.$$\n"


def said(begin: str, sentence: str) -> list[tuple[str, str]]:
    """Text and verdict of what a sentence behind a display says."""
    return [(line.text, line.status) for line in judged(begin + sentence, "notes.md").lines[1:]]


@pytest.mark.parametrize(
    "sentence",
    [
        "So $#$.",
        "Hence, $#$.",
        "It follows that $#$.",
        "We therefore have $#$, and the shares add up.",
        "This gives $#$ (one expects it).",
        "Thus $N_k \\ge 0$ for all $k$ and $#$.",
    ],
)
def test_what_is_concluded(sentence: str) -> None:
    right = said(SHARES, sentence.replace("#", "\\sum_k N_k = N"))
    assert right[-1] == ("\\sum_k N_k = N", DERIVED)
    wrong = said(SHARES, sentence.replace("#", "\\sum_k N_k = K"))
    assert wrong[-1] == ("\\sum_k N_k = K", FALSE)


@pytest.mark.parametrize(
    "sentence",
    [
        "If $\\sum_k N_k = K$, we are done.",
        "We want to show that $\\sum_k N_k = K$.",
        "Can we have $\\sum_k N_k = K$?",
        "It is not so that $\\sum_k N_k = K$.",
        "The total $\\sum_k N_k = K$ is unusual.",
        "Suppose, so to speak, $\\sum_k N_k = K$.",
        "One might think that we have $\\sum_k N_k = K$.",
        "Only for $N = K$ we have $\\sum_k N_k = K$.",
        "Substituting this, we get $\\sum_k N_k = K$.",
        "At the optimum we have $\\sum_k N_k = K$.",
    ],
)
def test_what_is_not(sentence: str) -> None:
    assert FALSE not in [status for _, status in said(SHARES, sentence)]


def test_what_is_not_settled_is_told_and_fails_nothing() -> None:
    found = judged(f"{SHARES}If $N_1 = 0$ this is clear. So $N_k = 2$. Hence $q \\le 7$.", "n.md")
    assert found.statuses == [DERIVED, UNJUDGED, UNJUDGED]
    assert not any(map(fails, found.lines))
    assert all(report.holds for report in found.reports.values())
    assert "display it" in found.lines[1].message
    below = judged(f"{SHARES}So $q \\le 7$. Let $q > 9$. Then\n$$q \\ge 9.$$", "n.md")
    assert below.statuses == [DERIVED, UNJUDGED, DERIVED]


def test_what_a_slope_is() -> None:
    """The slope is judged, and waits for what it is set to."""
    begin = MEAN.replace("We minimise", "We look at")
    sentence = "Its derivative is $S'(m) = #$. Setting it to zero gives $m = \\frac1n \\sum_i x_i$."
    right = said(begin, sentence.replace("#", "-2 \\sum_i (x_i - m)"))
    assert [status for _, status in right] == [DERIVED, DERIVED]
    wrong = said(begin, sentence.replace("#", "2 \\sum_i (x_i - m)"))
    assert [status for _, status in wrong] == [FALSE, DERIVED]


def test_a_mere_name_is_not_concluded() -> None:
    text = f"{SHARES}Hence $q = 3$.\n$$q = 3$$\n"
    assert judged(text, "n.md").statuses[1] == UNJUDGED
    text = f"{SHARES}Hence $\\hat q = 3$.\n"
    assert judged(text, "n.md").statuses[1] == UNJUDGED


def test_what_a_slope_gives() -> None:
    prose = "Setting the derivative to zero gives $\\sum_i (x_i - m) = 0$, hence $m = #$."
    for value, verdict in (("\\frac1n \\sum_i x_i", DERIVED), ("\\frac2n \\sum_i x_i", FALSE)):
        assert [s for _, s in said(MEAN, prose.replace("#", value))] == [DERIVED, verdict]
        hat = f"Setting the derivative to zero gives $\\hat m = {value}$."
        assert [s for _, s in said(MEAN, hat)] == [DERIVED, verdict]


def test_a_display_does_not_go_on_from_a_sentence() -> None:
    text = f"{SHARES}So $\\sum_k N_k = N$.\n$$= \\sum_n 1$$"
    assert judged(text, "n.md").lines[-1].status == DERIVED
    assert judged(text.replace("\\sum_n 1", "K"), "n.md").lines[-1].status == FALSE


def test_no_reason_is_put_into_a_sentence(tmp_path: Path) -> None:
    found = judged(f"{SHARES}So $\\sum_k N_k = N$.\n", "n.md")
    (slug,) = found.reports
    put = [(s.line, bool(s.text)) for s in suggestions(found.checker, slug)]
    assert put == [(2, True), (3, False)]


def test_nothing_is_left_of_what_is_not_judged() -> None:
    """The root of which an unsettled formula spoke is not supposed any more."""
    slope = "$$S'(m) = -2 \\sum_i (x_i - m) = 0$$"
    text = f"{MEAN}We set the slope to zero,\n{slope}\nso $m^2 = 7$. Hence\n"
    text += "$$m = \\frac1n \\sum_i x_i.$$"
    assert judged(text, "n.md").statuses[2:] in ([UNJUDGED, DERIVED], [FALSE, DERIVED])
