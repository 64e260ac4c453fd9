"""Texts with drawn formulas: what the grammar takes, and every way in which a build must fail."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hardlimit.proofs.book import desk
from hardlimit.proofs.book.discovery import InputError
from hardlimit.proofs.book.handed import read_opening
from hardlimit.proofs.exchange.strict import FileRefused
from hardlimit.proofs.report.data import DeclarationReport, FurtherReport, Report, TheoremReport
from hardlimit.proofs.report.render.document import latex_document
from hardlimit.proofs.report.render.page import html_page
from hardlimit.proofs.report.render.reading import (
    Display,
    FirstPage,
    Notation,
    TextRefused,
    first_page,
)
from hardlimit.proofs.report.render.reading_symbols import NotRead, canonical, symbols
from hardlimit.proofs.report.render.write import compile_pdf

HEAD = r"""# On one page

| symbol | shape | meaning |
| --- | --- | --- |
| $N$, $n$, $D$, $d$ | numbers | sizes & indices |
| $x_{n,d}$, $w_n$, $m_d$ | numbers | data |
| $\tau$, $c$, $C$ | numbers | others |
"""
W = ":: A2 defines W\n:: A2 defines \\bar{x}\n"


def read(report: Report, text: str, **announced: str) -> FirstPage:
    return first_page(report, HEAD + text, "text.md", announced)


def refusal(report: Report, text: str) -> str:
    with pytest.raises(TextRefused) as found:
        read(report, text)
    said = str(found.value)
    assert re.match(r"text\.md:\d+: ", said)
    assert "\n" not in said
    return said


def displays(page: FirstPage) -> list[Display]:
    return [block for block in page.blocks if isinstance(block, Display)]


def _small(label: str, statement: str, definition: str = "", under: str = "") -> TheoremReport:
    return TheoremReport(
        label=label,
        slug=label.lower().replace(".", "-"),
        title=label,
        chapter="foundations",
        summary="",
        given=(),
        definitions=(DeclarationReport(definition),) if definition else (),
        hypotheses=(under,) if under else (),
        statement=(statement, "m = m"),
        level="derived",
        cites=(),
        steps=(),
    )


@pytest.fixture
def small() -> Report:
    return Report(
        "0",
        theorems=(
            _small("Z1", "w_{n} = 1", r"w_{n} := \sum_{c=1}^{C} c", "N > 0"),
            _small("Z2", "w_{n} = 2", r"w_{n} := \sum_{d=1}^{C} d"),
            _small("Z3", "w_{n} = 3", r"w_{n} := \sum_{d=1}^{C} 2 d"),
            _small("Z4", r"w_{n} = \sum_{c=1}^{C} 2 c"),
            _small("Z1.2", "D = D"),
            replace(_small("Z5", "N = N"), failure="no"),
        ),
    )


def test_a_formula_is_that_of_the_report(report: Report) -> None:
    steiner = report.theorems[0]
    definitions = (
        DeclarationReport(r"W := \sum_{n=1}^{N} w_{n}"),
        DeclarationReport(r"\bar{x}_{d} := \frac{1}{W} \sum_{n=1}^{N} w_{n} x_{n,d}"),
    )
    report = replace(report, theorems=(replace(steiner, definitions=definitions),))
    first, second, third = displays(read(report, W + ":: A2"))
    assert first.drawn[0].latex == (definitions[0].latex,)
    assert second.drawn[0].latex == (definitions[1].latex,)
    assert third.drawn[0].latex == steiner.statement
    assert third.drawn[0].supposes == steiner.hypotheses
    step = displays(read(report, W + ":: A2 step 3"))[2].drawn[0]
    assert step.latex == (steiner.steps[2].claim,)
    assert step.anchor == "steiner-identity-3"


def test_level_once_and_hypotheses_once_a_section(small: Report) -> None:
    again = "\n:: Z1 goal 1; Z1 goal 2\n\n## More\n\n:: Z1 goal 1"
    small = replace(small, theorems=(replace(small.theorems[0], statement=("w_n = 1", "n = n")),))
    one, other = displays(read(small, again))
    assert [drawn.level for drawn in (*one.drawn, *other.drawn)] == ["derived", "", ""]
    assert [drawn.supposes for drawn in (*one.drawn, *other.drawn)] == [("N > 0",), (), ("N > 0",)]


def test_what_is_not_there_fails(small: Report) -> None:
    assert "text.md:9: there is no theorem Q9" in refusal(small, "\n:: Q9")
    assert "there is no theorem Q9" in refusal(small, "\nSee [Q9].")
    assert "states no formula number 3" in refusal(small, "\n:: Z1 goal 3")
    assert "states no formula number 0" in refusal(small, "\n:: Z1.0")
    assert "has no step 4" in refusal(small, "\n:: Z1 step 4")
    assert "defines no W" in refusal(small, "\n:: Z1 defines W")
    assert "there is no theorem Z1.\u00b2" in refusal(small, "\n:: Z1.\u00b2")
    assert "there is no theorem Z1.1111" in refusal(small, f"\n:: Z1.{'1' * 5000}")
    assert "names no formula" in refusal(small, "\n:: Z1 because")
    assert "names no formula" in refusal(small, "\n::")


def test_what_does_not_hold_fails(small: Report) -> None:
    assert "Z5 does not hold" in refusal(small, "\n:: Z5 goal 1")
    assert "Z5 does not hold" in refusal(small, "\nAs [Z5] says.")
    weak = replace(small.theorems[0], level="unchecked")
    tested = replace(small, theorems=(weak,))
    assert "Z1 does not hold" in refusal(tested, "\n:: Z1 goal 1")


def test_a_label_that_names_two_things_fails(small: Report) -> None:
    assert "write 'theorem Z1.2' or 'Z1 goal 2'" in refusal(small, "\n:: Z1.2")
    alone = replace(small, theorems=(*small.theorems, small.theorems[0]))
    assert "two are Z1" in refusal(alone, "\n:: Z1 goal 1")


def test_a_symbol_means_one_thing(small: Report) -> None:
    read(small, "\n:: Z1 goal 1; Z2 goal 1")  # the same sum, over another letter
    said = refusal(small, "\n:: Z1 goal 1; Z3 goal 1")
    assert "Z3 defines w with 1 index otherwise than Z1" in said
    read(small, "\n:: Z1 goal 1; Z4 goal 1; Z3 goal 1")  # an equation that joins them


def test_undeclared_symbols_fail(small: Report) -> None:
    assert "$q_n$ has q with 1 index" in refusal(small, "\nTake $q_n$.")
    assert "has w, which" in refusal(small, "\nTake $w$.")
    assert r"has \hat{w} with 1 index" in refusal(small, "\nTake $\\hat{w}_n$.")
    assert "has k, which" in refusal(small, "\nTake $w_k$.")
    other = replace(small, theorems=(_small("Z1", "q = 1"),))
    assert "what Z1.1 says has q" in refusal(other, "\n:: Z1.1")
    told = replace(small, theorems=(_small("Z1", "n = n", under="q > 0"),))
    assert "what Z1.1 says has q" in refusal(told, "\n:: Z1.1")


@pytest.mark.parametrize(
    "text",
    [
        "$$w_n$$",
        r"\[w_n\]",
        "`code`",
        "[a](https://b.example)",
        "> said",
        "<b>bold</b>",
        "one $ only",
        r"$\gdef\le{\ge}$",
        r"$\text{free}$",
        r"$\operatorname{rank} m_d$",
        "$ $",
        "### Deep",
        "| one | more | table |",
    ],
)
def test_what_the_grammar_has_not_fails(small: Report, text: str) -> None:
    refusal(small, f"\n{text}")


def test_a_relation_in_a_line_stands_in_a_theorem(small: Report) -> None:
    read(small, "\nSuppose $N > 0$ [Z1].")
    assert "$N > 0$ stands in no theorem" in refusal(small, "\nSuppose $N > 0$.")
    assert "$w_n = 7$ stands in no theorem" in refusal(small, "\nHence $w_n = 7$ [Z1].")
    assert "stands in no theorem" in refusal(small, "\nHence $w_n \\to 1$ [Z1].")


def test_what_is_in_coq_alone(small: Report) -> None:
    assert read(small, "\nSee [D9].", D9="Steps").links["D9"] == ""
    proved = replace(small, further=(FurtherReport("D9", "Steps", "", "", ""),))
    assert read(proved, "\nSee [D9].").links["D9"] == "beyond-Steps"
    refused = replace(small, further=(FurtherReport("D9", "Steps", "", "", "", failure="no"),))
    with pytest.raises(TextRefused, match="there is no theorem D9"):
        read(refused, "\nSee [D9].", D9="Steps")


def test_a_text_has_one_title_and_one_table(small: Report) -> None:
    for text in ("", "Words.", HEAD + "\n# Again", "## Low"):
        with pytest.raises(TextRefused):
            first_page(small, text, "text.md")
    with pytest.raises(TextRefused, match="columns"):
        first_page(small, "# A\n\n| a | b | c |\n| - | - | - |\n| $x$ | y | z |", "text.md")
    assert [len(b.rows) for b in read(small, "").blocks if isinstance(b, Notation)] == [3]


def test_symbols_and_bound_letters() -> None:
    assert [str(s) for s in symbols(r"F_{\sigma} F e^{-d_{n c_{n}}} 0")] == [
        r"F_{\sigma}".replace("_{\\sigma}", " with 1 index"),
        r"\sigma",
        "F",
        "d with 2 indices",
        "n",
        "c with 1 index",
        "n",
    ]
    with pytest.raises(NotRead):
        symbols(r"\require{x}")
    with pytest.raises(NotRead):
        symbols(r"\mathbf{xy}")
    assert canonical(r"\sum_{i=1}^{K} r_{i}") == canonical(r"\sum_{j=1}^{K} r_{j}")
    assert canonical(r"\sum_{i=1}^{K} r_{i}") != canonical(r"\sum_{j=1}^{K} r_{k}")


def test_the_file_of_a_package_is_handed_over(tmp_path: Path) -> None:
    module = ModuleType("package")
    module.__file__ = str(tmp_path / "__init__.py")
    assert desk._first_page(module) == []
    (tmp_path / "page.md").write_text("# One", encoding="utf-8")
    module.FIRST_PAGE = "page.md"  # type: ignore[attr-defined]
    assert desk._first_page(module) == [str(tmp_path / "page.md"), "# One"]
    for name, said in (("../page.md", "must name"), (7, "must name"), ("no.md", "cannot be read")):
        module.FIRST_PAGE = name  # type: ignore[attr-defined]
        with pytest.raises(InputError, match=said):
            desk._first_page(module)


def test_a_first_page_is_a_file_and_its_text() -> None:
    plain: dict[str, object] = {"remarks": [], "panels": []}
    assert read_opening({**plain, "first_page": []}).first_page is None
    assert read_opening({**plain, "first_page": ["a.md", "# A\n"]}).first_page == ("a.md", "# A\n")
    for wrong in (["a.md"], "a.md", ["a.md", 1], None, ["a.md", "\u202e"]):
        with pytest.raises(FileRefused):
            read_opening({**plain, "first_page": wrong})


def test_first_in_both_documents(small: Report, tmp_path: Path) -> None:
    text = (
        "\nA **strong** & *soft* word, 2 < 3, $w_n$ [Z1]:\n:: Z1 goal 1\n\n- one\n- two\n\n1. three"
    )
    page = read(small, text)
    found = html_page(small, picture_svg=None, first=page)
    assert found.index('id="whole-proof"') < found.index('id="about"')
    assert "<strong>strong</strong> &amp; <em>soft</em> word, 2 &lt; 3, " in found
    assert '[<a href="#z1">Z1</a>]' in found
    assert "<caption>Notation</caption>" in found
    tex = latex_document(small, picture=None, first=page)
    assert tex.index("\\hltexttitle{On one page}") < tex.index("\\tableofcontents")
    assert "\\textbf{strong} \\& \\emph{soft}" in tex
    assert tex.isascii()
    if shutil.which("pdflatex"):
        (tmp_path / "a.tex").write_text(tex)
        assert compile_pdf(tmp_path / "a.tex") is not None
