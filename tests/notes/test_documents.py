"""Files: where mathematics stands in LaTeX and Markdown, rows, reasons, several blocks."""

from __future__ import annotations

from typing import Any

import pytest
from hardlimit.proofs.language.claims import AtMost, Equal
from hardlimit.proofs.notes.documents import Block, Display, Heading, Inline, document
from hardlimit.proofs.notes.lines import Notes
from hardlimit.proofs.notes.reading import read_document
from hardlimit.proofs.report.lines import DERIVED, FALSE, NO_REASON, NOT_UNDERSTOOD
from hardlimit.proofs.rules import Chain, Rewrite
from hardlimit.proofs.rules.unsaid import UNSAID

from .judged import judged

TEX = r"""
\documentclass{article}  % $ not mathematics
\newcommand{\x}{$y$}
\begin{document}
\section{Shares}
\begin{given}
  Let $r_{nk} \ge 0$, $n \le N$, $k \le K$; write $N_k = \sum_n r_{nk}$;
  suppose $\sum_k r_{nk} = 1$ for all $n$ (shares).
\end{given}
Prose with $N_k$ and \(r_{nk}\), at a price of \$5.
\begin{verbatim} $ \[ no \] $ \end{verbatim}
\begin{align}
  \sum_k N_k &= \sum_n \sum_k r_{nk} \\ % by definition of $N_k$
             &= \sum_n 1 \label{eq:one} \\[2pt] % by UseTotal(shares)
             &= N , \qquad n = 1, \dots, N \nonumber
\end{align}
since there are $N$ points. Then more prose.
\begin{equation*}
  \begin{split}
    N &= \sum_k N_k \quad \text{(by (1) above)} \\
      &\ge 0 .
  \end{split}
\end{equation*}
\end{document}
$$ after = the end $$
"""

MARKDOWN = r"""
# Shares

> **Given.** Let $r_{nk} \ge 0$, $n \le N$, $k \le K$;
> write $N_k = \sum_n r_{nk}$;
> suppose $\sum_k r_{nk} = 1$ for all $n$ (shares).

Prose with $N_k$, and `$code$`.

```python
x = "$$ not mathematics $$"
```

$$
\begin{aligned}
  \sum_k N_k &= \sum_n \sum_k r_{nk} \\
             &= N
\end{aligned}
$$

```math
N \ge 0, \quad N > 0
```

> A quotation, and nothing given: $$ N = N + 1 $$
"""


def steps(notes: Notes) -> list[tuple[type, ...]]:
    """The kinds of relations of each line."""
    found = []
    for line in notes.lines:
        all_steps = notes.drafts[line.derivation].steps
        found.append(tuple(type(all_steps[int(s) - 1].claim.relation) for s in line.steps))
    return found


def test_latex_taken_apart() -> None:
    parts = document(TEX).parts
    assert [type(part) for part in parts] == [
        Heading,
        Block,
        Inline,
        Inline,
        Display,
        Inline,
        Display,
    ]


def test_rows_and_their_reasons() -> None:
    notes = read_document(TEX, "notes.tex")
    assert not notes.problems
    assert not notes.not_understood
    assert steps(notes) == [(Equal,), (Equal,), (Equal,), (Equal,), (AtMost,)]
    draft = notes.drafts[0]
    assert draft.slug == "notes-1"
    assert draft.title == "Shares"
    rules = [step.rule for step in draft.steps]
    assert rules[0].name == "Unfold"
    assert isinstance(rules[1], Rewrite)
    assert rules[2] == UNSAID
    assert isinstance(rules[3], Chain)
    assert [line.why for line in notes.lines[2:4]] == [
        "since there are $N$ points.",
        "by (1) above",
    ]
    for line in notes.lines:
        row = TEX.splitlines()[line.place.line - 1]
        assert row[line.place.column - 1 :].startswith(line.text.split("\n")[0][:4])


def test_what_is_shown_by_rows_together_is_shown() -> None:
    found = judged(TEX)
    assert found.statuses == [DERIVED] * 5
    (report,) = found.reports.values()
    assert report.holds
    derivation = found.checker.derivation(report.slug)
    assert Equal(*derivation.steps[3].claim.relation.expressions()) in derivation.goals


def test_markdown() -> None:
    notes = read_document(MARKDOWN, "notes.md")
    assert not notes.problems
    assert [line.text.split("&")[0].strip() for line in notes.lines[:2]] == [r"\sum_k N_k", "= N"]
    assert steps(notes) == [(Equal,), (Equal,), (AtMost, type(notes_less(notes))), (Equal,)]
    statuses = judged(MARKDOWN, "notes.md").statuses
    assert statuses == [DERIVED, DERIVED, DERIVED, FALSE]
    assert notes.lines[1].place.line == 17


def notes_less(notes: Notes) -> object:
    """The second relation of the third line."""
    line = notes.lines[2]
    return notes.drafts[0].steps[int(line.steps[1]) - 1].claim.relation


@pytest.mark.parametrize(
    "line",
    [
        r"\renewcommand{\le}{\ge}",
        r"\renewcommand\sigma{\tau}",
        r"\def\frac#1#2{#2/#1}",
        r"\let\le\ge",
        r"\DeclareMathOperator*{\min}{max}",
        r"\catcode`\-=12",
    ],
)
def test_commands_of_the_grammar_keep_their_meaning(line: str) -> None:
    (problem,) = read_document(f"\n{line}\n{TEX}", "notes.tex").problems
    assert problem.place.line == 2
    assert "another meaning" in problem.message
    harmless = r"\newcommand{\course}{Clusters}\def\term{autumn}"
    assert not read_document(f"{harmless}\n{TEX}", "notes.tex").problems


def test_macros_stand_for_their_bodies() -> None:
    text = r"""
\newcommand{\R}{\mathbb{R}}
\newcommand{\norm}[1]{\lVert #1 \rVert}
\def\half{\tfrac12}
\newcommand*\diff[2]{#1 - #2}
\begin{document}
\begin{given} Let $x \in \R^D$, $y \in \R^D$; let $t$ be real. \end{given}
\begin{align*}
  \norm{\diff{x}{y}}^2 &= \norm x^2 - 2 \langle x, y \rangle + \norm{y}^2 \\
  \half t &= \half
\end{align*}
\end{document}
"""
    verdicts = judged(text, "macros.tex").lines
    assert [v.status for v in verdicts] == [DERIVED, FALSE]
    assert verdicts[1].line == 10


@pytest.mark.parametrize(
    ("definition", "use", "said"),
    [
        (r"\newcommand{\a}{\a \a}", r"\a", "grows beyond all bounds"),
        (r"\providecommand{\a}{t}", r"\a", r"not \a"),
        (r"\newcommand{\a}[1]{#1 + #2}", r"\a t", "has no argument #2"),
        (r"\newcommand{\a}[1]{#1}", r"t + \a", "needs its arguments"),
        (r"\newcommand{\a}[1]{#1}", r"\a{t", "does not end"),
    ],
)
def test_macros_that_stand_for_nothing(definition: str, use: str, said: str) -> None:
    text = rf"{definition} \begin{{given}} Let $t$, $u$ be real. \end{{given}} \[ t = {use} \]"
    (line,) = read_document(text, "macros.tex").lines
    assert said in line.error


def test_a_second_block_begins_anew_or_adds() -> None:
    text = r"""
\begin{given} Let $a > 0$. \end{given}
\[ a \ge 0 \]
\begin{given}[also] Let $b > 0$; suppose $b = a$ (same). \end{given}
\[ b^2 = a^2 \]
\begin{given} Let $b > 0$. \end{given}
\[ a > 0 \]
\[ b > 0 \]
"""
    notes = read_document(text, "two.tex")
    verdicts = judged(text, "two.tex").lines
    assert [v.status for v in verdicts] == [DERIVED, DERIVED, NOT_UNDERSTOOD, DERIVED]
    assert "a is not declared" in verdicts[2].message
    assert [len(d.context.hypotheses) for d in notes.drafts] == [0, 1, 0]


def test_without_a_block_nothing_is_understood() -> None:
    (verdict,) = judged(r"\[ 1 = 1 \]", "bare.tex").lines
    assert verdict.status == NOT_UNDERSTOOD
    assert "no block says what is given" in verdict.message


def test_a_line_that_is_not_understood_is_one_failure() -> None:
    text = r"""
\begin{given} Let $a > 0$. \end{given}
\begin{align*}
  a &= \foo a \\
    &= a \\
  a &\ge 0
\end{align*}
"""
    verdicts = judged(text, "gap.tex").lines
    assert [(v.status, v.hangs) for v in verdicts] == [
        (NOT_UNDERSTOOD, False),
        (NOT_UNDERSTOOD, True),
        (DERIVED, False),
    ]


def test_rows_that_only_break_a_formula_are_one() -> None:
    text = r"""
\begin{given} Let $a$, $b$ be real. \end{given}
\begin{align*}
  (a + b)^2 &= a^2 \\
            &\quad + 2 a b \\
            &\quad + b^2 \\
            &\ge 0
\end{align*}
"""
    notes = read_document(text, "broken.tex")
    assert [line.place.line for line in notes.lines] == [4, 7]
    assert judged(text, "broken.tex").statuses == [DERIVED, DERIVED]


def test_a_reason_that_does_not_do_is_said_though_the_line_holds() -> None:
    text = r"""
\begin{given} Let $a > 0$. \end{given}
\begin{align*}
  (a + 1)^2 &= a^2 + 2a + 1 % by LogLaws
\end{align*}
"""
    (verdict,) = judged(text, "reason.tex").lines
    assert verdict.status == DERIVED
    assert "the reason given does not do" in verdict.message


def test_a_reason_with_arguments_that_are_none_is_refused() -> None:
    text = r"""
\begin{given} Let $a > 0$. \end{given}
\[ a = a % by Unfold(b)
\]
"""
    (verdict,) = judged(text, "reason.tex").lines
    assert verdict.status == NOT_UNDERSTOOD
    assert "'b' is no definition" in verdict.message


def test_what_cancels_must_have_a_value() -> None:
    text = r"""
\begin{given} Let $a$ be real; let $b > 0$. \end{given}
\[ \frac{a}{a} = 1 \]
\[ \frac{b}{b} = 1 + 0 \cdot \log b \]
\[ 0 \cdot \log a = 0 \]
"""
    verdicts = judged(text, "cancel.tex").lines
    assert verdicts[0].status != DERIVED
    assert verdicts[2].status != DERIVED
    assert "cancels" in verdicts[0].message


def test_a_line_without_a_value_says_what_to_suppose() -> None:
    text = r"""
\begin{given} Let $r_{nk} \ge 0$, $n \le N$, $k \le K$; write $N_k = \sum_n r_{nk}$. \end{given}
\[ \frac{1}{N_k} \sum_n r_{nk} = 1 \]
"""
    (verdict,) = judged(text, "zero.tex").lines
    assert verdict.status == FALSE
    assert "zero" in verdict.message or "0" in verdict.message
    assert any(entry.startswith("r[") for entry in verdict.counterexample)
    mended = text.replace(r"\sum_n r_{nk}$. ", r"\sum_n r_{nk}$; suppose $N_k > 0$. ")
    (verdict,) = judged(mended, "zero.tex").lines
    assert verdict.status == DERIVED


def test_contradictory_hypotheses_prove_nothing() -> None:
    text = r"""
\begin{given} Let $a > 0$; suppose $a < 0$. \end{given}
\[ a = 2 a \]
"""
    (verdict,) = judged(text, "void.tex").lines
    assert verdict.status not in (DERIVED, NO_REASON)
    assert "what is given does not do" in verdict.message


def test_a_false_line_supports_nothing_below_it() -> None:
    text = r"""
\begin{given} Let $a$, $b$ be real. \end{given}
\begin{align*}
  a &= b \\
  a^2 &= b^2
\end{align*}
"""
    verdicts = judged(text, "false.tex").lines
    assert [v.status for v in verdicts] == [FALSE, FALSE]


def test_a_search_that_breaks_is_told_and_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: Any) -> Any:
        raise ValueError("broken")

    monkeypatch.setattr("hardlimit.proofs.search.completing.find_reason", broken)
    text = r"\begin{given} Let $a$ be real. \end{given} \[ (a + 1)^2 = a^2 + 2a + 1 \]"
    with pytest.raises(ValueError, match="broken"):
        judged(text)


def test_a_row_with_its_own_left_side_is_no_rest_of_the_row_above() -> None:
    text = "\\begin{align}\n a &\\ge 0 \\\\\n -b &\\le 1 \\\\\n & - c \\\\\n &= 2\n\\end{align}"
    (display,) = document(text).parts
    assert isinstance(display, Display)
    assert len(display.rows) == 3
