"""Notes in LaTeX and Markdown on the command line: a verdict for each line, at its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import GOOD, Outcome

Run = Callable[..., Outcome]

TEX = r"""\documentclass{article}
\usepackage{amsmath,hardlimit}
\title{On means}
\begin{document}
\section{The mean balances}
\begin{given}
Let $x_n$ be real for $n \le N$; let $t$ be real; write $m = \frac{1}{N} \sum_n x_n$.
\end{given}
\begin{align*}
  \sum_n (x_n - m) &= \sum_n x_n - N m \\  % apart
                   &= 0                    % by definition of $m$
\end{align*}
\[ \sum_n (x_n - t)^2 = \sum_n (x_n - m)^2 + N (m - t)^2 \]
\end{document}
"""
MD = r"""# Squares

> **Given.** Let $a$, $b$ be real.

$$
(a + b)^2 = a^2 + 2 a b + b^2
$$
"""


def test_every_line_has_its_verdict_at_its_place(run: Run) -> None:
    Path("notes.tex").write_text(TEX)
    found = run("verify", "notes.tex")
    assert found.code == 0, found.out
    rows = [line.split() for line in found.out.splitlines() if line.startswith("notes.tex:")]
    assert [row[:2] for row in rows] == [
        ["notes.tex:10", "derived"],
        ["notes.tex:11", "derived"],
        ["notes.tex:13", "derived"],
    ]
    assert "1 theorem, 4 steps: all hold" in found.out
    assert "The mean balances" in found.out


def test_files_of_all_kinds_in_one_run(run: Run) -> None:
    Path("notes.tex").write_text(TEX)
    Path("squares.md").write_text(MD)
    Path("good.py").write_text(GOOD)
    found = run("verify", "notes.tex", "squares.md", "good.py::T1", "--json")
    assert found.code == 0
    data = json.loads(found.out)
    assert [t["label"] for t in data["theorems"]] == ["N1", "N1", "T1"]
    assert [(n["file"], n["line"]) for n in data["lines"]] == [
        ("notes.tex", 10),
        ("notes.tex", 11),
        ("notes.tex", 13),
        ("squares.md", 6),
    ]
    last = data["lines"][-1]
    assert (last["status"], last["theorem"], last["reasons"]) == ("derived", "N1", ["Algebra"])
    assert last["read"] == ["(a + b)^{2} = a^{2} + 2 a b + b^{2}"]
    assert "cached" in run("verify", "squares.md").out


def test_a_false_line_shows_the_smallest_counterexample_and_the_slip(run: Run) -> None:
    Path("notes.tex").write_text(TEX.replace("N (m - t)^2", "N (m - t)"))
    found = run("verify", "notes.tex", "--json")
    assert found.code == 1
    rows = {row["line"]: row for row in json.loads(found.out)["lines"]}
    assert [rows[n]["status"] for n in (10, 11, 13)] == ["derived", "derived", "false"]
    assert rows[13]["slip"] == "a missing square"
    assert rows[13]["counterexample"][0].startswith("N = ")
    shown = run("verify", "notes.tex")
    assert "notes.tex:13      FALSE" in shown.out
    assert "the slip may be a missing square" in shown.out
    assert "N1 FAILS" in shown.out


def test_a_line_that_is_not_understood_fails_the_file(run: Run) -> None:
    Path("notes.tex").write_text(TEX.replace("= 0 ", r"= \foo{0} "))
    found = run("verify", "notes.tex")
    assert found.code == 1
    assert "notes.tex:11      not read" in found.out
    assert r"\foo" in found.out
    assert "FAILS" in found.out
    assert run("verify", "notes.tex").code == 1
    assert run("proof", "--only", "notes.tex", "--no-kernel").code == 1
    studied = run("study", "notes.tex")
    assert studied.code == 1
    assert "does not hold: line 11: not understood" in studied.out
    assert not list(Path("build").glob("*.tex"))


def test_a_false_line_supports_nothing(run: Run) -> None:
    text = TEX.replace("= 0 ", "= 1 ").replace("(m - t)^2 \\]", "(m - t)^2 \\]\n\\[ m = t \\]")
    Path("notes.tex").write_text(text)
    rows = json.loads(run("verify", "notes.tex", "--json").out)["lines"]
    assert [row["status"] for row in rows] == ["derived", "false", "derived", "false"]


CANCELS = r"""\begin{given} Let $a$, $b$ be real. \end{given}
\begin{align*}
  \frac{a}{a} + b + b &= 1 + 2 b % by Algebra
\end{align*}
"""


def test_what_cancels_needs_a_value_whatever_becomes_of_the_search(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("notes.tex").write_text(CANCELS)
    assert "a part that cancels may have no value" in run("verify", "notes.tex").out

    def broken(*arguments: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("hardlimit.proofs.search.completing.Bench", broken)
    found = run("verify", "notes.tex", "--no-cache")
    assert found.code == 1
    assert "ValueError" in found.out


def test_a_block_that_is_not_understood_fails_the_file(run: Run) -> None:
    Path("notes.tex").write_text(TEX.replace("let $t$ be real", "let $t$ be a unicorn"))
    found = run("verify", "notes.tex")
    assert found.code == 1
    assert "notes.tex:7" in found.out


TEX_OF_ONE = "\\begin{given} Let $t$ be real. \\end{given}\n\\[ (t - t) = 0 \\]\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bare.tex", r"\[ 1 = 1 \]", "no block says what is given"),
        ("bare.md", "Prose alone.", "> **Given.**"),
        ("empty.tex", "", r"\begin{given}"),
        ("block.tex", r"\begin{given} Let $a > 0$. \end{given}", "a formula below it"),
        ("latin.tex", b"\xe9", "not utf-8"),
        ("notes.txt", TEX_OF_ONE, "notes in .tex or .md"),
        ("notes", TEX_OF_ONE, "notes in .tex or .md"),
        ("mine.rst", "print(open('made', 'w'))", "a file of derivations ends in .py"),
        ("proof.json", "{}", "hardlimit recheck"),
    ],
)
def test_what_holds_no_derivation_is_unusable(
    run: Run, name: str, text: str | bytes, said: str
) -> None:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = run("verify", f"./{name}")
    assert found.code == 2
    assert said in found.err
    assert found.err.count("\n") == 1
    assert not Path("made").exists()


UNREAD = r"""\begin{given}
  Let $a$ be a unicorn. \foo{} is red. Let $b$ be real; suppose $b =$; for $n \le N$.
\end{given}
\[ a = a + \]
\[ c_ = ( \]
"""


def test_of_notes_of_which_nothing_is_read_every_line_is_told(run: Run) -> None:
    Path("none.tex").write_text(UNREAD)
    found = run("verify", "none.tex")
    assert found.code == 2
    assert found.err == "hardlimit: none.tex: nothing of what it says was understood\n"
    told = [row.split()[0] for row in found.out.splitlines() if " not read " in row]
    assert told == ["none.tex:2"] * 4 + ["none.tex:4", "none.tex:5"]
    data = json.loads(run("verify", "none.tex", "--json").out)
    assert {row["status"] for row in data["lines"]} == {"not understood"}
    assert [one["file"] for one in data["unusable"]] == ["none.tex"]
    # Where one sentence has to do, it is the first, and says how many more there are.
    one = run("suggest", "none.tex")
    assert (one.code, one.err.count("\n")) == (2, 1)
    assert "a unicorn" in one.err
    assert "of 5 more hardlimit verify tells" in one.err


def test_a_sentence_that_is_not_read_takes_no_other_with_it(run: Run) -> None:
    given = "Let $a$ be real; \\unless{} suppose $a = 1$. Let $b > 0$. It is false that $b < 1$."
    lines = r"\[ (a + b)^2 = a^2 + 2 a b + b^2 \] \[ a = 1 \] \[ b \ge 0 \] \[ b < 1 \]"
    Path("notes.tex").write_text(f"\\begin{{given}} {given} \\end{{given}}\n{lines}\n")
    found = run("verify", "notes.tex", "--json")
    assert found.code == 1
    status = [row["status"] for row in json.loads(found.out)["lines"]]
    # Nothing of the two sentences is supposed, and what may rest on them is not called false.
    bad = "not understood"
    assert status == [bad, bad, "derived", "undecided", "derived", "undecided"]


def test_a_file_that_is_not_there(run: Run) -> None:
    found = run("verify", "none.tex")
    assert found.code == 2
    assert "there is no file none.tex" in found.err


@pytest.mark.slow
def test_a_document_of_ones_own_has_its_own_title(run: Run) -> None:
    Path("notes.tex").write_text(TEX)
    Path("good.py").write_text(GOOD)
    for name, title, files in (
        ("notes.tex", "The mean balances", "N1"),
        ("good.py", "good", "good"),
    ):
        assert run("proof", "--only", name, "--no-kernel").code == 0
        for end in ("tex", "html"):
            text = Path(f"build/{files}.{end}").read_text()
            assert title in text
            assert "hard limit" not in text.partition("</h1>")[0].partition("tableofcontents")[0]
            assert "hardlimit_file" not in text


def test_notes_go_where_derivations_go(run: Run) -> None:
    Path("notes.tex").write_text(TEX)
    assert run("proof", "--only", "notes.tex", "--no-kernel", "--fragment").code == 0
    assert r"\sum" in Path("build/N1.tex").read_text()
    assert "show" in run("study", "notes.tex", "--all").out
    listed = run("list", "notes.tex").out.split()
    assert listed[:6] == ["N1", "-", "notes-1", "The", "mean", "balances"]
    exported = run("export", "notes.tex::N1")
    assert exported.code == 0
    Path("proof.json").write_text(exported.out)
    assert run("recheck", "proof.json").code == 0
