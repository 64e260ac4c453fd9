"""What the page does for a reader, in a real browser: notes at symbols, search, for all readers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hardlimit.proofs.report.data import Report
from hardlimit.proofs.report.render.page import gentle_page, reference_pages, single_page
from hardlimit.proofs.report.render.reading import read_book
from hardlimit.proofs.report.render.slim import slim

from ..browser import AXE, PROGRAM, Browser

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed"),
    pytest.mark.xdist_group("browser"),
]
TEXT = r"""# One

Of each symbol $w_n$ something is told.

| symbol | shape | meaning |
| --- | --- | --- |
| $N$; $n$; $D$, $d$ | counts | points; *one* of them; the dimension |
| $x_{n,d}$; $w_n$ | number; above $0$ | a coordinate; <b>its</b> weight |
| $m_d$, $W$, $\bar{x}_d$ | numbers | others |

:: A2 goal 1

?? Is $w_n$ large?
? No.
! It is not.
:: A2 goal 1
"""


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    """A short book with an exercise."""
    shown = replace(report, theorems=tuple(t for t in report.theorems if t.label == "A2"))
    return gentle_page(shown, read_book(shown, [("one.md", TEXT)]), {})


def legend(browser: Browser, box: str) -> dict[str, str]:
    """What the list of symbols of a box says of each, after its button is pressed by key."""
    browser.run(f"document.querySelector({json.dumps(box + ' .what')}).focus()")
    browser.press("Enter")
    told: list[list[str]] = browser.run(
        f"""[...document.querySelectorAll({json.dumps(box + " .legend > dt")})]
          .map((name) => [name, name.nextElementSibling].map((e) => e.textContent.trim()))"""
    )
    return dict(told)


def test_the_symbols_of_a_formula_are_told_by_key(browser: Browser, page: str) -> None:
    browser.show(page, 1400)
    told = legend(browser, ".drawn")
    assert told["n"] == "one of them (counts)"
    assert told["N"] == "points (counts)"
    assert told["xn,d"] == "a coordinate (number)"
    assert told["wn"] == "<b>its</b> weight (above 0)"
    assert told["d"] == "the dimension (counts)"
    assert browser.run("document.querySelector('.what').ariaExpanded") == "true"
    browser.press("Enter")
    assert browser.run("document.querySelector('.legend').hidden")
    assert browser.faults == []


POINT = """((at, kind) => {
  const side = document.querySelector(".side");
  const e = at < 0 ? document.body : document.querySelectorAll("main p math mi")[at];
  const told = { bubbles: true, pointerType: "mouse" };
  e.dispatchEvent(kind === "click" ? new MouseEvent("click", told) : new PointerEvent(kind, told));
  const place = side.getBoundingClientRect();
  return [side.hidden, side.textContent, place.left >= 0 && place.right <= innerWidth];
})"""


@pytest.mark.parametrize("kind", ["click", "pointerover"])
def test_a_note_stands_beside_a_symbol_that_is_pointed_at(
    browser: Browser, page: str, kind: str
) -> None:
    browser.show(page, 360)
    # The letter itself and its index: the largest symbol that begins there.
    assert browser.run(f"{POINT}(0, '{kind}')") == [False, "<b>its</b> weight (above 0)", True]
    assert browser.run(f"{POINT}(1, '{kind}')") == [False, "one of them (counts)", True]
    browser.press("Escape")
    assert browser.run("document.querySelector('.side').hidden")
    assert browser.run(f"{POINT}(0, 'click'), {POINT}(-1, 'click')")[0]
    assert browser.faults == []


def test_the_reference_tells_symbols_of_a_theorem_from_what_it_is_given(
    browser: Browser, report: Report
) -> None:
    browser.show(single_page(report), 1400)
    told = legend(browser, "#steiner-identity .statement")
    assert told["W"].startswith("W=∑")
    assert told["xn,d"].startswith("xn,d,wn,md∈ℝ")
    assert not told["xn,d"].endswith((",", "."))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (r"\bar{x}_d", {"A2"}),
        ("w_n (x_n", {"A2"}),
        (r"\frac{1}{W}", {"A2", "A5"}),
        (r"sum_n w_n", {"A2"}),
        (r"\sum_{n=1}^{N} w_{n}", {"A2"}),
        ("nothing of it", set()),
        ("<img src=x onerror=window.hit=1>", set()),
        ("steiner", {"A2"}),
        ("\\frac{" * 60, set()),
        ("", None),
    ],
)
def test_theorems_are_found_by_pieces_of_their_formulas(
    index: Browser, asked: str, found: set[str] | None
) -> None:
    shown: list[str] = index.run(f"""(() => {{
      const box = document.querySelector("#find");
      box.value = {json.dumps(asked)};
      box.dispatchEvent(new Event("input"));
      return [...document.querySelectorAll("[data-f]")].filter((e) => e.checkVisibility())
        .map((e) => e.querySelector("b").textContent);
    }})()""")
    every = index.run("document.querySelectorAll('[data-f]').length")
    assert len(shown) == every if found is None else set(shown) == found
    assert index.faults == []
    assert index.run("String(window.hit)") == "undefined"


@pytest.fixture
def index(browser: Browser, report: Report) -> Browser:
    """The list of all theorems."""
    pages = reference_pages(report)
    assert browser.run("1") == 1
    browser.show(pages["index.html"], 1400)
    return browser


def test_a_slim_page_is_the_same_document(browser: Browser, page: str, report: Report) -> None:
    tree = """document.documentElement.innerHTML.replace(/\\s*(<[^>]*>)\\s*/g, "$1")"""
    for whole in (page, reference_pages(report)["index.html"]):
        small = slim(whole)
        assert len(small) < len(whole)
        seen = []
        for text in (whole, small):
            browser.show(text.replace("<script>", '<script type="off">'), 1400)
            seen.append(browser.run(tree))
        assert seen[0] == seen[1]


CHECK = """(async () => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  document.querySelectorAll(".what").forEach((button) => button.click());
  const boxes = [...document.querySelectorAll("main *")];
  const left = (e) => e.tabIndex < 0 && e.scrollWidth > e.clientWidth + 1
    && getComputedStyle(e).overflowX === "auto";
  for (let n = 0; n < 50 && boxes.some(left); n++) await new Promise((d) => setTimeout(d, 100));
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((v) => [v.id, ...v.nodes.map((n) => n.html)]);
})()"""


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: npm install --no-save axe-core")
@pytest.mark.parametrize("width", [1400, 360])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_has_nothing_to_say(
    browser: Browser, page: str, report: Report, width: int, dark: bool
) -> None:
    shown: list[Any] = [page, single_page(report), reference_pages(report)["index.html"]]
    for text in shown:
        browser.show(text, width, dark=dark)
        browser.run(f"{AXE.read_text(encoding='utf-8')};1")
        assert browser.run(CHECK) == []
