"""The gentle book as it is: no longer than it may be, on paper and on the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hardlimit.proofs.book.bounds import Bounds
from hardlimit.proofs.book.checking import Checker, checker_of
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.book.handed import Opening
from hardlimit.proofs.book.places import stored
from hardlimit.proofs.cli.books import OURS, books_of, figures_of
from hardlimit.proofs.report.data import Report, TheoremReport
from hardlimit.proofs.report.render.document import gentle_tex
from hardlimit.proofs.report.render.page import gentle_page
from hardlimit.proofs.report.render.reading import LINK
from hardlimit.proofs.report.render.slim import slim

from ..browser import PROGRAM, Browser
from .test_browser import BEFORE, LOOK, QUIET

pytestmark = pytest.mark.xdist_group("browser")
#: Of the one file that is the page.
MOST_BYTES = 400_000
#: By what page the student's questions are answered: indicators, cluster means, the delta.
ANSWERED = {"The weighted mean": 5, "The objective hardens": 7, "What this does not say": 9}


class Whole:
    """The book of the installed packages, of which only what it draws is checked."""

    def __init__(self) -> None:
        checker = checker_of(LIBRARY)
        openings = checker.shelf.author.openings()
        self.opening: Opening = next(o for o in openings if o.package == OURS)
        every = (*self.opening.texts, *self.opening.reference_texts)
        text = "\n".join(text for _, text in every)
        drawn = " ".join(re.findall(r"^:: (.*)$", text, re.MULTILINE))
        # A relation in a line stands in a theorem that is linked beside it.
        for paragraph in text.split("\n\n"):
            if r"\longrightarrow" in paragraph:
                drawn += " ".join(["", *LINK.findall(paragraph)])
        theorems = tuple(_report(checker, slug, drawn) for slug in checker.slugs())
        self.report = Report("0.1.0", theorems=theorems)
        self.figures = figures_of(self.opening)
        self.book, self.before = books_of(self.report, self.opening)
        asked = [(LIBRARY, theorem.slug) for theorem in self.book.answers]
        places = stored(asked, 1, Bounds())
        self.page = gentle_page(self.report, self.book, self.figures, places)


def _report(checker: Checker, slug: str, drawn: str) -> TheoremReport:
    """What is drawn is checked; of all others the text says no more than their label."""
    listed = checker.listed(slug)
    if re.search(rf"(?<![\w.]){re.escape(listed.label)}(?![\w-]|\.\d\d)", drawn):
        return checker.report(slug)
    nothing: tuple[str, ...] = ()
    return TheoremReport(
        listed.label, slug, listed.title, listed.chapter, "", (), (), nothing, nothing, "derived",
        nothing, (),
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Whole:
    return Whole()


def test_the_page_is_one_small_file(whole: Whole) -> None:
    assert 300_000 < len(slim(whole.page).encode()) <= MOST_BYTES


def test_every_formula_names_a_line_of_a_proof_that_is_printed(whole: Whole) -> None:
    named = re.findall(r'<p class="source">(.*?)</p>', whole.page)
    shown = [re.sub("<[^>]*>", "", one) for one in named]
    assert "D7 (2), (3), (4)" in shown
    assert all(re.fullmatch(r"\w+( \(\d+\))?(, (\w+ )?\(\d+\))*", one) for one in shown), shown
    ids = set(re.findall(r'id="([^"]+)"', whole.page))
    inner = [a for one in named for a in re.findall(r'href="#([^"]+)"', one)]
    assert len(inner) > 20
    assert set(inner) <= ids


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")
def test_the_whole_proof_is_one_page_and_the_answers_come_early(
    whole: Whole, tmp_path: Path
) -> None:
    tex = gentle_tex(whole.report, whole.book, whole.figures)
    # Where a heading stands is noted in the log.
    note = r"\let\hlhead\hltexthead\def\hltexthead#1{\hlhead{#1}\write-1{at: \thepage: #1}}"
    first, end, others = tex.rpartition("\\hltextend\n")
    assert first
    text = f"{first}{end}{note}\\write-1{{after: \\thepage}}\n{others}"
    (tmp_path / "book.tex").write_text(text)
    subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "book.tex"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    log = (tmp_path / "book.log").read_text(errors="replace")
    assert "after: 2" in log  # the second text begins on page 2
    assert "Overfull \\hbox" not in log
    found = {title: int(page) for page, title in re.findall(r"at: (\d+): ([A-Z].*)", log)}
    assert {title for title, most in ANSWERED.items() if not 2 < found[title] <= most} == set()


EMPTY = "<!doctype html><html lang=en><title>Empty</title><p>Nothing"
PAINT = """new Promise((done) => setTimeout(() =>
  done(performance.getEntriesByName("first-contentful-paint")[0].startTime), 300))"""


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")
@pytest.mark.parametrize(("width", "dark"), [(1400, True), (360, False)])
def test_the_book_is_quick_and_nothing_of_it_slides_or_fails(
    browser: Browser, whole: Whole, width: int, dark: bool
) -> None:
    browser.show(EMPTY, width)
    empty = browser.run(PAINT)
    browser.show(whole.page, width, dark=dark, before=BEFORE)
    pictures = browser.run("""[...document.querySelectorAll(".picture, .picture svg")].map((e) => {
      const at = e.getBoundingClientRect();
      return [at.left, at.right, e.scrollWidth - e.clientWidth]; })""")
    assert len(pictures) > 20
    assert all(left >= 0 and right <= width and over <= 1 for left, right, over in pictures)
    found = browser.run(LOOK)
    assert browser.faults == []
    assert browser.fetched == []
    assert found["folds"] == len(whole.book.drawn)
    assert found["closed"] == found["unreached"] == 0
    assert max(found["width"][0], found["opened"][0]) <= width
    times = {name: round(found[name], 1) for name in ("paint", "open", "pace", "long", "unit")}
    print(f"{width}: {times} ms; first paint {found['paint'] / empty:.1f} times an empty page's")
    if QUIET:
        assert found["paint"] <= min(500, 8 * empty)
        assert found["open"] <= 1000
        assert found["pace"] <= 16
        assert found["long"] <= 200
