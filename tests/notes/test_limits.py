r"""Limits that prose announces: "As $\sigma \to 0$, we get"."""

from __future__ import annotations

import pytest
from hardlimit.proofs.notes.documents import Display, document
from hardlimit.proofs.notes.limits import announced
from hardlimit.proofs.report.lines import DERIVED, FALSE, NOT_UNDERSTOOD

from .judged import judged, note

BLOCK = (
    "\\begin{given}\n"
    r"Let $d_{nk}$ be real for $n \le N$, $j, k \le K$; let $\sigma > 0$; let $\beta > 0$. "
    r"Write $\gamma_{nk} = \frac{e^{-d_{nk}/\sigma}}{\sum_j e^{-d_{nj}/\sigma}}$."
    "\n\\end{given}\n"
)
LINE = r"\[ \gamma_{nk} \to 0 \quad \text{if } d_{nj} < d_{nk} \]"
FALLS, GROWS = r"\sigma \to 0", r"\beta \to \infty"


def limits(text: str) -> list[str]:
    """The limit that is announced for each display."""
    parts = document(text)
    shown = [part for part in parts.parts if isinstance(part, Display)]
    return [announced(parts.narrative, display, parts.prose) for display in shown]


@pytest.mark.parametrize(
    ("before", "behind", "limit"),
    [
        (r"As $\sigma \to 0$,", "", FALLS),
        (r"When $\sigma$ goes to zero we get", "", FALLS),
        (r"In the limit $\sigma \downarrow 0$:", "", FALLS),
        (r"Thus, letting $\sigma \to 0^+$, the shares are", "", FALLS),
        (r"In the limit where $\sigma$ shrinks to $0$ they harden:", "", FALLS),
        (r"Now let $\sigma \to 0$. Then", "", FALLS),
        (r"Letting $\beta \rightarrow \infty$ gives", "", GROWS),
        (r"As $\beta$ grows to infinity", "", GROWS),
        (r"As $\sigma^2 \to 0$", "", r"\sigma^2 \to 0"),
        ("We have", r"as $\sigma \to 0$.", FALLS),
        ("We have", r"when $\sigma$ tends to zero, and we are done.", FALLS),
    ],
)
def test_a_limit_that_is_said(before: str, behind: str, limit: str) -> None:
    assert limits(f"{before}\n{LINE}\n{behind}\n") == [limit]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (r"Does $\gamma$ converge as $\sigma \to 0$?", ""),
        (r"What happens as $\sigma \to 0$", ""),
        (r"It is not clear whether, as $\sigma \to 0$,", ""),
        (r"This would hold as $\sigma \to 0$,", ""),
        (r"As $\sigma \to 0$ or $\beta \to \infty$", ""),
        (r"As $\sigma \to 0$,", r"as $\beta \to \infty$."),
        (r"As $\sigma \to 0$ this is bad. We have", ""),
        (r"Now let $\sigma \to 0$. As $\beta$ is fixed,", ""),
        (r"The map $\sigma \to 0$ is constant, so", ""),
        (r"As $\sigma$ is not near zero,", ""),
        (r"Somebody says: ``as $\sigma \to 0$,''", ""),
        ("", r"As $\sigma \to 0$ we get the next one."),
        ("", r"Here $\sigma \to 0$."),
    ],
)
def test_a_limit_that_is_not_said(before: str, behind: str) -> None:
    assert limits(f"{before}\n{LINE}\n{behind}\n") == [""]


def test_it_holds_for_one_display_alone() -> None:
    text = (
        f"As $\\sigma \\to 0$,\n{LINE}\nand also\n{LINE}\nas $\\beta \\to \\infty$, and\n{LINE}\n"
    )
    assert limits(text) == [FALLS, GROWS, ""]


def test_what_is_derived_and_what_is_false() -> None:
    found = judged(f"{BLOCK}As $\\sigma \\to 0$,\n{LINE}\nso that\n{LINE}\n")
    assert found.statuses == [DERIVED, NOT_UNDERSTOOD]
    assert r"taken from the text: as $\sigma \to 0$" in found.lines[0].message
    assert r"Write (\sigma \to 0) behind the line" in found.lines[1].message
    wrong = LINE.replace(r"\to 0", r"\to 1")
    for limit, line in ((FALLS, wrong), (GROWS, LINE), (r"\sigma \to \infty", LINE)):
        assert judged(f"{BLOCK}As ${limit}$,\n{line}\n").statuses == [FALSE]


def test_the_limit_of_the_line_itself_counts() -> None:
    own = LINE.replace(r"\quad", r"\quad (\sigma \to 0) \quad")
    found = judged(f"{BLOCK}As $\\beta \\to \\infty$,\n{own}\n")
    assert found.statuses == [DERIVED]
    assert "taken from the text" not in found.lines[0].message


def test_the_square_of_what_is_positive() -> None:
    squared = LINE.replace(r"\quad", r"\quad (\sigma^2 \to 0) \quad")
    assert judged(f"{BLOCK}{squared}\n").statuses == [DERIVED]
    assert judged(f"{BLOCK}As $\\sigma^2 \\to 0$,\n{LINE}\n").statuses == [DERIVED]
    assert judged(f"{BLOCK}As $d^2 \\to 0$,\n{LINE}\n").statuses == [NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (r"\frac{c}{\sigma} \to 1 \quad (\sigma \to \infty)", "at sigma = 2^(2^"),
        (r"\lim_{\sigma \to \infty} \frac{c}{\sigma} = 3", "at sigma = 2^(2^"),
        (r"c \sigma \to 1 \quad (\sigma \to 0)", "at sigma = 2^-(2^"),
    ],
)
def test_a_false_limit_is_told_where_the_variable_goes(row: str, place: str) -> None:
    found = judged(note(r"Let $c > 0$ and $\sigma > 0$.", row)).lines[0]
    assert found.status == FALSE
    assert place in found.message
