"""The gentle book as it is: no longer than it may be, on paper and on the page."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hardlimit.proofs.book.bounds import Bounds
from hardlimit.proofs.book.checking import Checker, checker_of
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.book.handed import Opening
from hardlimit.proofs.book.places import stored
from hardlimit.proofs.cli.books import OURS, books_of, figures_of
from hardlimit.proofs.report.data import Report, TheoremReport
from hardlimit.proofs.report.render.document import gentle_tex, reference_tex
from hardlimit.proofs.report.render.page import gentle_page, reference_files, reference_pages
from hardlimit.proofs.report.render.reading import LINK, title_of
from hardlimit.proofs.report.render.slim import slim

from ..browser import AXE, PROGRAM, Browser
from .test_browser import BEFORE, LOOK, QUIET
from .test_page_help import CHECK

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
#: Of the one file that is the page.
MOST_BYTES = 400_000
#: Of the path with its exercises, answers and proofs, of all texts, and of those of the reference.
MOST_PAGES = {"path": 12, "book": 15, "climbing": 4}
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
        titles = [title_of(text) for _, text in self.opening.reference_texts]
        files = reference_files(self.report, "reference", titles)
        self.page = gentle_page(self.report, self.book, self.figures, places, files)


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
    number = r"\(\d+(\.\d+)?\)"
    assert all(re.fullmatch(rf"\w+( {number})?(, (\w+ )?{number})*", one) for one in shown), shown
    ids = set(re.findall(r'id="([^"]+)"', whole.page))
    inner = [a for one in named for a in re.findall(r'href="#([^"]+)">([^<]+)', one)]
    assert len(inner) > 20
    assert {anchor for anchor, _ in inner} <= ids
    # A link that names a line leads to it, not to its theorem.
    lines = {anchor for anchor, name in inner if "(" in name}
    assert lines <= set(re.findall(r'<li class="step [^"]*" id="([^"]+)"', whole.page))


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
    proofs, last, rest = text.rpartition("\\hltexttitle{")  # of what comes after the proofs
    log = _set(f"{proofs}\\write-1{{path: \\thepage}}{last}{rest}", tmp_path)
    assert "after: 2" in log  # the second text begins on page 2
    assert "Overfull \\hbox" not in log
    assert "undefined" not in log
    (path,) = re.findall(r"path: (\d+)", log)
    assert 10 <= int(path) <= MOST_PAGES["path"]
    assert _pages(log) <= MOST_PAGES["book"]
    found = {title: int(page) for page, title in re.findall(r"at: (\d+): ([A-Z].*)", log)}
    assert {title for title, most in ANSWERED.items() if not 2 < found[title] <= most} == set()


def _set(tex: str, folder: Path) -> str:
    """The log of LaTeX, run twice so that what is referred to is known."""
    (folder / "book.tex").write_text(tex)
    for _ in range(2):
        subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "book.tex"],
            cwd=folder, capture_output=True, check=False,
        )  # fmt: skip
    return (folder / "book.log").read_text(errors="replace")


def _pages(log: str) -> int:
    (found,) = re.findall(r"Output written on book\.pdf \((\d+) page", log)
    return int(found)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")
def test_why_em_climbs_and_k_means_stops_are_four_pages(whole: Whole, tmp_path: Path) -> None:
    titles = [book.texts[0].title for book in whole.before]
    assert titles == ["Why EM climbs", "Why k-means comes to rest"]
    alone = replace(whole.report, theorems=(), chapters=(), further=())
    tex = reference_tex(alone, whole.before, whole.figures)
    first = tex.index("\\hltexttitle{Why EM")
    end = "\\write-1{ends: \\thepage}\\end{document}"
    text = f"{tex[:first]}\\clearpage\\write-1{{begins: \\thepage}}{tex[first:]}"
    log = _set(text.replace("\\end{document}", end), tmp_path)
    assert "Overfull \\hbox" not in log
    begins, ends = (int(n) for n in re.findall(r"(?:begins|ends): (\d+)", log))
    assert 3 <= ends - begins + 1 <= MOST_PAGES["climbing"]


def test_the_reference_begins_with_texts_to_which_the_book_leads(whole: Whole) -> None:
    assert '[<a href="reference/why-em-climbs.html#text-why-em-climbs">Why EM' in whole.page
    pages = reference_pages(whole.report, whole.before, whole.figures)
    climbing = pages["why-em-climbs.html"]
    assert 'href="why-k-means-comes-to-rest.html#text-why-k-means-comes-to-rest"' in climbing
    assert climbing.count('<details class="proof"') == 5  # B3, B4, B5, C5, F2
    assert pages["index.html"].index("why-em-climbs") < pages["index.html"].index(
        "All theorems</h2>"
    )


def test_the_table_holds_what_the_formula_says(whole: Whole) -> None:
    (table,) = whole.opening.tables
    for sigma, gap, near, far in table.rows:
        odds = math.exp(-0.5 / (2 * float(sigma) ** 2))
        assert float(gap) == pytest.approx(0.25 / float(sigma) ** 2, abs=0.005)
        assert float(near) == pytest.approx(1 / (1 + odds), abs=5e-5)
        told = float(re.sub(r"\$(.*) .cdot 10\^\{(.*)\}\$", r"\1e\2", far))
        assert told == pytest.approx(odds / (1 + odds), abs=5e-5, rel=0.05)
        assert f"<td>{near}</td>" in whole.page


#: Milliseconds from frame to frame, while the slider goes, if the page has one.
FRAMES = """(async () => {
  const slider = document.querySelector("#sigma");
  slider?.scrollIntoView();
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let n = 0; n < 5; n++) await frame();
  const start = performance.now();
  for (let n = 0; n < 40; n++) {
    if (slider) {
      slider.value = 1 - n / 10;
      slider.dispatchEvent(new Event("input"));
    }
    await frame();
  }
  return (performance.now() - start) / 40;
})()"""
EMPTY = "<!doctype html><html lang=en><title>Empty</title><p>Nothing"
PAINT = """new Promise((done) => setTimeout(() =>
  done(performance.getEntriesByName("first-contentful-paint")[0].startTime), 300))"""


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")
@pytest.mark.parametrize(("width", "dark"), [(1400, True), (360, False)])
def test_the_book_is_quick_and_nothing_of_it_slides_or_fails(
    browser: Browser, whole: Whole, width: int, dark: bool
) -> None:
    browser.show(EMPTY, width)
    empty, still = browser.run(PAINT), browser.run(FRAMES)
    browser.show(whole.page, width, dark=dark, before=BEFORE)
    frames = browser.run(FRAMES) / still
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
    # No formula needs to be pushed to and fro, not even those of the proofs.
    assert (
        browser.run("""[...document.querySelectorAll(".formula")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)""")
        == []
    )
    times = {name: round(found[name], 1) for name in ("paint", "open", "pace", "long", "unit")}
    print(f"{width}: {times} ms; first paint {found['paint'] / empty:.1f} times an empty page's,")
    print(f"a frame while the slider goes {frames:.2f} times one of an empty page")
    if QUIET:
        assert frames <= 2
        assert found["paint"] <= min(500, 8 * empty)
        assert found["open"] <= 1000
        assert found["pace"] <= 6
        assert found["long"] <= 200


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")
@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: npm install --no-save axe-core")
@pytest.mark.parametrize(
    ("width", "dark"), [(1400, False), (1400, True), (360, False), (360, True)]
)
def test_axe_has_nothing_to_say_of_the_texts(
    browser: Browser, whole: Whole, width: int, dark: bool
) -> None:
    others = reference_pages(whole.report, whole.before, whole.figures)
    for page in (
        whole.page,
        others["why-em-climbs.html"],
        others["why-k-means-comes-to-rest.html"],
    ):
        browser.show(page, width, dark=dark)
        browser.run(f"{AXE.read_text(encoding='utf-8')};1")
        assert browser.run(CHECK) == []
        assert browser.run("document.documentElement.scrollWidth") <= width
