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
from hardlimit.proofs.book.drawings import plain_table, read_table
from hardlimit.proofs.book.handed import read_openings
from hardlimit.proofs.exchange.strict import FileRefused
from hardlimit.proofs.report.data import DeclarationReport, FurtherReport, Report, TheoremReport
from hardlimit.proofs.report.render.document import gentle_tex
from hardlimit.proofs.report.render.outline import lines
from hardlimit.proofs.report.render.page import gentle_page, reference_files
from hardlimit.proofs.report.render.reading import (
    Book,
    Display,
    Exercise,
    Figure,
    Notation,
    Table,
    TextRefused,
    read_book,
)
from hardlimit.proofs.report.render.reading_finding import Finder
from hardlimit.proofs.report.render.reading_marks import sources
from hardlimit.proofs.report.render.reading_symbols import NotRead, canonical, symbols
from hardlimit.proofs.report.render.tables import Numbers, set_table
from hardlimit.proofs.report.render.write import compile_pdf

HEAD = r"""# On one page

| symbol | shape | meaning |
| --- | --- | --- |
| $N$, $n$, $D$, $d$ | numbers | sizes & indices |
| $x_{n,d}$, $w_n$, $m_d$ | numbers | data |
| $\tau$, $c$, $C$ | numbers | others |
"""
W = ":: A2 defines W\n:: A2 defines \\bar{x}\n"


def read(report: Report, text: str, **announced: str) -> Book:
    return read_book(report, [("text.md", HEAD + text)], announced, ["bars"])


def refusal(report: Report, text: str) -> str:
    with pytest.raises(TextRefused) as found:
        read(report, text)
    said = str(found.value)
    assert re.match(r"text\.md:\d+: ", said)
    assert "\n" not in said
    return said


def displays(book: Book) -> list[Display]:
    return [block for text in book.texts for block in text.blocks if isinstance(block, Display)]


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


def test_a_formula_is_named_by_the_line_that_shows_it(report: Report) -> None:
    first, *others = report.theorems[0].steps
    steiner = replace(report.theorems[0], steps=(replace(first, folded=True), *others))
    shown = lines(steiner)
    below = next(line for line in shown if line.below)
    claims = (shown[-1].step.claim, "0 = 0", below.below[0].claim)
    finder = Finder(replace(report, theorems=(replace(steiner, statement=claims),)))

    def named(*asked: str) -> list[str]:
        return [source.shown for source in sources(finder.formula(one)[1] for one in asked)]

    last, carried = shown[-1].number, below.number
    assert named("A2.1") == [f"A2 ({last})"]
    assert named("A2 goal 2") == ["A2"]  # no line of its own
    assert named("A2 goal 3") == [f"A2 ({carried}.1)"]
    assert named(f"A2 step {below.below[0].number}") == [f"A2 ({carried}.1)"]
    assert named("A2.1", "A2 goal 3") == [f"A2 ({last})", f"({carried}.1)"]
    assert named(f"A2 step {below.step.number}", "A2 goal 3") == [f"A2 ({carried})"]
    step = finder.formula("A2 goal 3")[1]
    assert step.anchor == f"{steiner.slug}-{below.below[0].number}"
    assert named("A2 defines W") == ["A2"]
    assert named("A2 defines W", "A2.1") == [f"A2 ({last})"]


def test_hypotheses_once_a_section(small: Report) -> None:
    again = "\n:: Z1 goal 1; Z1 goal 2\n\n## More\n\n:: Z1 goal 1"
    small = replace(small, theorems=(replace(small.theorems[0], statement=("w_n = 1", "n = n")),))
    one, other = displays(read(small, again))
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
            read_book(small, [("text.md", text)])
    with pytest.raises(TextRefused, match="one table of its notation"):
        read(small, "\n| symbol | shape | meaning |\n| - | - | - |\n| $x$ | number | none |")
    (page,) = read(small, "").texts
    assert [len(b.rows) for b in page.blocks if isinstance(b, Notation)] == [3]


def test_a_table_of_words(small: Report) -> None:
    table = "\n| bells | border |\n| --- | --- |\n| one *width* | a plane |\n| own | a sphere |"
    (page,) = read(small, table).texts
    (found,) = (b for b in page.blocks if isinstance(b, Table))
    assert found.head == ("bells", "border")
    assert found.rows == (("one *width*", "a plane"), ("own", "a sphere"))
    for wrong, said in {
        table + "\n| one cell |": "a cell for each of its columns",
        "\n| a | b |\n| --- | --- |": "has rows",
        "\n| a | b |": "stands",
        "\n| a | b |\n| c | d |": "stands",
        "\n| $x$ | b |\n| --- | --- |\n| c | d |": "plain names",
        # Only the notation declares symbols, and cells are read as all prose is.
        "\n| a | b |\n| --- | --- |\n| $\\zeta$ | d |": "does not declare",
        "\n| a | b |\n| --- | --- |\n| [D9] | d |": "no theorem D9",
    }.items():
        with pytest.raises(TextRefused, match=said):
            read(small, wrong)


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
    for wrong in (r"\mathrm{}", r"\mathrm{\hat{x}}", r"\mathrm{x_n}", r"\mathrm{x\ y}"):
        with pytest.raises(NotRead):
            symbols(wrong)


def test_words_are_symbols_and_indices_of_indices_do_not_count() -> None:
    (word, index) = symbols(r"\mathrm{KL}_{n}")
    assert (str(word), str(index)) == (r"\mathrm{KL} with 1 index", "n")
    assert symbols(r"\mathrm{KL}") != [word]
    first, *_ = symbols(r"\mu_{t+1,c_{t+1,n}}")
    assert first == symbols(r"\mu_{t+1,k}")[0]
    assert first != symbols(r"\mu_{t,k}")[0]
    assert symbols("d_{n c_n}")[0] == symbols("d_{nk}")[0]


def test_a_text_leads_to_one_beside_it_by_its_title(small: Report) -> None:
    text = [("one.md", "# One\n\nSee [Two and more].")]
    with pytest.raises(TextRefused, match="there is no theorem Two and more"):
        read_book(small, text)
    book = read_book(small, text, beside=["Two and more"])
    assert book.links == {"Two and more": "text-two-and-more"}
    files = reference_files(small, "reference", ["Two and more"])
    page = gentle_page(small, book, {}, files=files)
    assert page.count('href="reference/two-and-more.html#text-two-and-more"') == 2
    assert "[Two and more]" in gentle_tex(small, book, {}).replace("\\hltextlink{", "[").replace(
        "}.", "]."
    )
    assert canonical(r"\sum_{i=1}^{K} r_{i}") == canonical(r"\sum_{j=1}^{K} r_{j}")
    assert canonical(r"\sum_{i=1}^{K} r_{i}") != canonical(r"\sum_{j=1}^{K} r_{k}")


def test_texts_share_their_symbols(small: Report) -> None:
    second = "# Two\n\nTake $w_n$.\n\n:: Z1 goal 1"
    book = read_book(small, [("one.md", HEAD), ("two.md", second)])
    assert [text.title for text in book.texts] == ["On one page", "Two"]
    assert [theorem.label for theorem in book.drawn] == ["Z1"]
    with pytest.raises(TextRefused, match=r"two\.md:3: \$q\$ has q"):
        read_book(small, [("one.md", HEAD), ("two.md", "# Two\n\nTake $q$.")])


def test_a_figure_is_there_and_says_what_it_shows(small: Report) -> None:
    (text,) = read(small, "\n!! bars Three bars\n& more.\n").texts
    assert text.blocks[-1] == Figure("bars", "Three bars & more.")
    assert "there is no picture 'lines'" in refusal(small, "\n!! lines Some.")
    assert "says in words" in refusal(small, "\n!! bars")
    assert "has q" in refusal(small, "\n!! bars With $q$.")


EXERCISE = "\n?? What is\n$w_n$?\n? Think.\n? Look\nup.\n! It is so.\n:: Z1 goal 1\n"


def test_an_exercise_has_hints_and_a_checked_answer(small: Report) -> None:
    (text,) = read(small, EXERCISE).texts
    found = text.blocks[-1]
    assert isinstance(found, Exercise)
    assert (found.question, found.hints) == ("What is $w_n$?", ("Think.", "Look up."))
    assert (found.answer, found.drawn[0].latex) == ("It is so.", ("w_{n} = 1",))
    for line in ("? Think.\n? Look\nup.\n", "! It is so.\n", ":: Z1 goal 1\n"):
        assert "an exercise has" in refusal(small, EXERCISE.replace(line, ""))
    assert "an exercise has" in refusal(small, EXERCISE + "! Or so.")
    assert "on one line" in refusal(small, EXERCISE + "more")
    assert "Z5 does not hold" in refusal(small, EXERCISE.replace("Z1", "Z5"))
    assert "has q" in refusal(small, EXERCISE.replace("It is", "It is $q$"))


def test_the_file_of_a_package_is_handed_over(tmp_path: Path) -> None:
    module = ModuleType("package")
    module.__file__ = str(tmp_path / "__init__.py")
    assert desk._texts(module, "TEXTS") == []
    (tmp_path / "page.md").write_text("# One\n", encoding="utf-8")
    module.TEXTS = ("page.md",)  # type: ignore[attr-defined]
    assert desk._texts(module, "TEXTS") == [[str(tmp_path / "page.md"), "# One", ""]]
    for name, said in (("../page.md", "must name"), (7, "must name"), ("no.md", "cannot be read")):
        module.TEXTS = (name,)  # type: ignore[attr-defined]
        with pytest.raises(InputError, match=said):
            desk._texts(module, "TEXTS")


def test_a_text_is_a_file_and_what_stands_in_it() -> None:
    nothing = ("slugs", "remarks", "panels", "charts", "tables", "reference_texts")
    plain: dict[str, object] = {"package": "p", **{name: [] for name in nothing}}

    def texts(found: object) -> tuple[tuple[str, str], ...]:
        return read_openings({"openings": [{**plain, "texts": found}]})[0].texts

    assert texts([]) == ()
    assert texts([["a.md", "# A", ""]]) == (("a.md", "# A\n"),)
    wrong: object
    for wrong in ([[]], "a.md", [["a.md", 1]], None, [["a.md", "\u202e"]]):
        with pytest.raises(FileRefused):
            texts(wrong)


def test_a_table_is_handed_over_as_text() -> None:
    table = Numbers("t", ("$\\sigma$", "share"), (("2", "0.5"), ("1", "$10^{-1}$")))
    assert read_table(plain_table(table)) == table
    told = set_table(table)
    assert told.svg.count("<td>") == 4
    assert "\\begin{tabular}{r@{\\quad}r}" in told.latex
    wrong: object
    for wrong in ([], [["2"]], [["2", 1]], [["2", "\u202e"]]):
        with pytest.raises(FileRefused):
            read_table({"name": "t", "head": ["a", "b"], "rows": wrong})


def test_on_the_page_and_on_paper(small: Report, tmp_path: Path) -> None:
    text = (
        "\nA **strong** & *soft* word, 2 < 3, $w_n$ [Z1]:\n:: Z1 goal 1\n"
        "\n- one\n- two\n\n1. three\n" + EXERCISE.replace("Z1", "Z4") + "\nAlso [Z3].\n"
    )
    book = read(small, text)
    found = gentle_page(small, book, {})
    assert "<strong>strong</strong> &amp; <em>soft</em> word, 2 &lt; 3, " in found
    assert '[<a href="#z1">Z1</a>]' in found
    assert '[<a href="reference/foundations.html#z3">Z3</a>]' in found
    assert '<details class="proof" id="z1"><summary>Proof of <b>Z1</b>' in found
    assert '<details class="proof" id="z4">' in found
    assert "<summary>Hint 2</summary><p>Look up.</p>" in found
    assert "<caption>Notation</caption>" in found
    tex = gentle_tex(small, book, {})
    assert tex.index("\\hltexttitle{On one page}") < tex.index("\\hltexttitle{Hints and answers}")
    assert tex.index("{Hints and answers}") < tex.index("\\label{hl:z1}")
    assert "\\label{hl:z4}" not in tex
    assert "\\textbf{strong} \\& \\emph{soft}" in tex
    assert tex.isascii()
    if shutil.which("pdflatex"):
        (tmp_path / "a.tex").write_text(tex)
        assert compile_pdf(tmp_path / "a.tex") is not None
