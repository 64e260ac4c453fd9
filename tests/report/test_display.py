"""Theorems in notebooks and in Markdown: hostile words stay words, formulas stay formulas."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.cli import styles
from hardlimit.proofs.report.data import Report, TheoremReport
from hardlimit.proofs.report.display import ShownLine, ShownTheorem
from hardlimit.proofs.report.render.image import lacking, theorem_image
from hardlimit.proofs.report.render.markdown import theorem_markdown
from hardlimit.proofs.report.render.notebook_json import notebook

HOSTILE = "<script>alert(1)</script> *x* [a](b) $a<b$ `c` | \\ & # !"


@pytest.fixture
def hostile(report: Report) -> TheoremReport:
    """A theorem whose words are markup."""
    first = report.theorems[0]
    steps = tuple(replace(step, why=HOSTILE) for step in first.steps)
    return replace(first, title=HOSTILE, summary=HOSTILE, steps=steps)


def test_a_theorem_shows_itself_with_formulas_set(report: Report) -> None:
    shown = ShownTheorem(report.theorems[0])
    forms = shown._repr_mimebundle_()
    assert list(forms) == ["text/html", "text/latex", "text/markdown", "text/plain"]
    assert forms["text/html"] == shown._repr_html_()
    assert forms["text/html"].count("<math") > 10
    assert "<script" not in forms["text/html"]
    assert forms["text/latex"].startswith("$$\n\\begin{gathered}\n\\sum_{n=1}^{N}")
    assert "$$\n\\sum_{n=1}^{N}" in forms["text/markdown"]
    assert forms["text/plain"].startswith("A2  The mean minimises squared error")
    assert "Σₙ wₙ" in forms["text/plain"]
    assert list(shown._repr_mimebundle_(include=["text/latex"])) == ["text/latex"]
    assert "text/html" not in shown._repr_mimebundle_(exclude=["text/html"])


def test_a_line_shows_itself_and_what_is_folded_under_it(report: Report) -> None:
    shown = ShownTheorem(report.theorems[0])
    assert [line.line.number for line in shown] == [str(n) for n in range(1, len(shown) + 1)]
    line = shown[1]
    assert isinstance(line, ShownLine)
    assert "<details>" in line._repr_html_()
    assert line._repr_latex_() == f"$\\displaystyle {line.line.step.claim}$"
    assert repr(line).startswith("(1) ")
    for number in (0, -1, len(shown) + 1):
        with pytest.raises(IndexError, match=r"^A2 has the lines 1 to "):
            shown[number]


def test_what_does_not_hold_is_not_called_a_proof(report: Report) -> None:
    refuted = next(t for t in report.theorems if not t.holds)
    shown = ShownTheorem(refuted)
    assert not shown.holds
    for text in shown._repr_mimebundle_().values():
        assert not re.search(r"<h4>Proof|\*\*Proof|∎", text)


def test_what_does_not_hold_says_so_wherever_it_is_shown(report: Report) -> None:
    refuted = next(t for t in report.theorems if not t.holds)
    shown = ShownTheorem(refuted)
    wrong = [line for line in shown if line.line.step.level == "refuted"]
    assert wrong
    for item in (shown, *wrong):
        for kind, text in item._repr_mimebundle_().items():
            assert re.search(r"refut(ed|es)", text), kind
    for line in shown:
        assert f"({line.line.step.level})" in repr(line)
    # Where all holds, a line says its level if it is not that of the whole.
    whole = next(t for t in report.theorems if t.holds)
    for level, said in ((whole.level, False), ("tested", True)):
        steps = tuple(replace(s, level=level) for s in whole.steps)
        text = theorem_markdown(replace(whole, steps=steps))
        assert ("**(1)** (tested)" in text) == said


def test_hostile_words_stay_words(hostile: TheoremReport) -> None:
    page = ShownTheorem(hostile)._repr_html_() + ShownTheorem(hostile)[1]._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    text = theorem_markdown(hostile)
    assert not re.search(r"(?<!\\)<(?!https?:)", text)
    assert r"\<script\>alert(1)\</script\> *x* \[a\](b) $a \lt b$ ``c`` \| \\ \& \# \!" in text


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("a < b > c", r"a \lt b \gt c"),
        (r"\operatorname*{arg\,min}_{z} f", r"\mathop{\mathrm{arg\,min}}\limits_{z} f"),
        (r"\operatorname{diag} a", r"\mathop{\mathrm{diag}} a"),
    ],
)
def test_formulas_are_those_that_github_sets(report: Report, latex: str, shown: str) -> None:
    theorem = replace(report.theorems[0], statement=(latex,), steps=())
    assert f"$$\n{shown}\n$$" in theorem_markdown(theorem)


# -- notebooks -----------------------------------------------------------------------------
def run_cells(text: str) -> list[Any]:
    """The values of the code cells of a notebook, run from top to bottom."""
    found: list[Any] = []
    names: dict[str, Any] = {}
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = compile(ast.Expression(last.value), "cell", "eval")
            found.append(eval(value, names))
    return found


def test_a_notebook_of_the_book_runs_from_top_to_bottom() -> None:
    from hardlimit.proofs.notebook import theorem

    text = notebook([theorem("exercise-between").report])
    whole, line, told = run_cells(text)
    assert isinstance(whole, ShownTheorem)
    assert whole.report.label == "Ex9"
    assert isinstance(line, ShownLine)
    assert told[0] is True


def test_a_notebook_of_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hardlimit.proofs.notebook import theorems

    given = "> **Given.** Let $a$ be real.\n\n"
    (tmp_path / "n.md").write_text(f"{given}$$(a+1)^2 = a^2+2a+1$$\n\n$$a=a+1$$\n")
    monkeypatch.chdir(tmp_path)
    found = theorems("n.md")
    text = notebook([shown.report for shown in found], "n.md")
    *_, told = run_cells(text)
    assert told == (False, "refuted")
    assert found[0][1].line.step.level == "derived"


def test_a_notebook_has_the_form_of_nbformat(hostile: TheoremReport) -> None:
    found = json.loads(notebook([replace(hostile, label="1 a\"b'\n", slug="x'\\\"")]))
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in found["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in found["cells"]:
        wanted = {"id", "cell_type", "metadata", "source"}
        wanted |= {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        assert set(cell) == wanted
        if cell["cell_type"] == "code":
            ast.parse("".join(cell["source"]))


# -- pictures ------------------------------------------------------------------------------
@pytest.mark.skipif(bool(lacking("svg") or lacking("png")), reason="no TeX, or no pdftocairo")
def test_a_theorem_is_a_picture(report: Report) -> None:
    svg = theorem_image(report.theorems[0], "svg", "0").decode()
    width, height = (float(n) for n in re.findall(r' (?:width|height)="([\d.]+)', svg)[:2])
    assert 300 < width < 500
    assert 80 < height < 500
    assert theorem_image(report.theorems[0], "png", "0").startswith(b"\x89PNG\r\n")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def only(*here: str) -> Callable[[str], str | None]:
        return lambda name: name if name in here else None

    for here, missing in (
        ((), "pdflatex and pdftocairo or dvisvgm"),
        (("pdflatex",), "pdftocairo or dvisvgm"),
        (("pdftocairo",), "pdflatex"),
        (("pdflatex", "dvisvgm"), ""),
    ):
        monkeypatch.setattr("shutil.which", only(*here))
        assert lacking("svg") == missing


def test_the_command_offers_all_styles() -> None:
    from hardlimit.proofs.cli import _parser

    told = " ".join(_parser()._subparsers._group_actions[0].choices["proof"].format_usage().split())  # type: ignore[union-attr, index, call-overload]
    assert f"{{{','.join(styles.STYLES)}}}" in told
