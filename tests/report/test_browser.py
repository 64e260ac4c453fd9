"""The page in a real browser, where there is one: width, scripts, folds, time, keys, own lines."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from typing import Any

import pytest
from hardlimit.proofs.report.data import Report, TheoremReport
from hardlimit.proofs.report.render.page import gentle_page
from hardlimit.proofs.report.render.reading import read_book

from ..browser import PROGRAM, Browser
from ..exercises import KINDS as ANSWERS
from ..exercises import in_page, told

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed"),
    pytest.mark.xdist_group("browser"),
]
#: Times are looked at where nothing else runs: by ``make benchmark``.
QUIET = bool(os.environ.get("HARDLIMIT_QUIET"))
#: Runs before anything of a page does.
BEFORE = """
  window.long = [];
  new PerformanceObserver((l) => l.getEntries().forEach((e) => long.push(e.duration)))
    .observe({ type: "longtask", buffered: true });
"""
LOOK = """(async () => {
  const all = (s) => [...document.querySelectorAll(s)];
  const timed = (work) => { const s = performance.now(); work(); return performance.now() - s; };
  await new Promise((done) => setTimeout(done, 300));
  const found = { long: Math.max(0, ...long) };
  // What this machine takes now for ten million roots: some 10 ms when it is quiet.
  const roots = () => timed(() => { for (let n = 0, x = 0; n < 1e7; n++) x += Math.sqrt(n); });
  found.unit = [roots(), roots(), roots()].sort((a, b) => a - b)[1];
  found.paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const root = document.documentElement;
  found.width = [root.scrollWidth, innerWidth];
  found.folds = all("details.proof").length;
  found.open = timed(() => {
    document.querySelector("[data-open]").click();
    document.body.offsetHeight;
  });
  found.closed = all("details.proof:not([open]), .step > details:not([open])").length;
  found.opened = [root.scrollWidth, innerWidth];
  // Boxes are measured when the browser has time.
  const boxes = all(".formula, .wide, .if, .suppose, .conditions li, pre")
    .filter((e) => !e.closest("details:not([open])"));
  const scrolls = (e) =>
    e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "auto";
  for (let n = 0; n < 6000 && !(found.unreached === 0); n++) {
    await new Promise((done) => setTimeout(done, 100));
    found.unreached = boxes.filter((e) => e.tabIndex < 0 && scrolls(e)).length;
  }
  const slider = document.querySelector("#sigma");
  found.slider = slider.value;
  found.shown = !document.querySelector(".study").hidden;
  const pace = [];
  window.requestAnimationFrame = (work) => { work(); return 0; };
  for (let n = 0; n < 20; n++) pace.push(timed(() => {
    slider.value = 1 - n / 5;
    slider.dispatchEvent(new Event("input"));
  }));
  found.pace = pace.sort((a, b) => a - b)[10];
  return found;
})()"""
SYMBOLS = (
    r"N; n; D; d; W; c; C; \tau; K; k; j; \sigma; \rho; E; r; b; m; a; x; f; g; x_{n,d}; w_n; m_d; "
    r"\bar{x}_d; \pi_k; d_{n,j}; r_{n,k}; E_c; p_c; t_c; \mathbf{x}_n"
)


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    """A book as long as ours: the theorems of the report many times over."""
    proved = [t for t in report.theorems if t.holds and t.steps]
    copies = tuple(
        replace(t, label=f"Z{n}{place}", slug=f"z{n}-{place}")
        for n in range(12)
        for place, t in enumerate(proved)
    )
    many = replace(report, theorems=copies)
    rows = "| symbol | shape | meaning |\n| - | - | - |\n"
    rows += "".join(f"| ${letter}$ | s | m |\n" for letter in SYMBOLS.split("; "))
    shown = "\n\n".join(f":: {t.label} goal 1" for t in copies if t.title == proved[0].title)
    book = read_book(many, [("one.md", f"# One\n\n{rows}\n{shown}")])
    return gentle_page(many, replace(book, drawn=copies), {})


@pytest.mark.parametrize(("width", "dark"), [(1400, False), (360, True)])
def test_the_page_is_quick_and_never_scrolls_sideways(
    browser: Browser, page: str, width: int, dark: bool
) -> None:
    browser.show(page, width, dark=dark, before=BEFORE)
    found = browser.run(LOOK)
    assert browser.faults == []
    assert browser.fetched == []
    assert found["width"][0] <= width  # less by the scroll bar
    assert found["opened"][0] <= width
    assert found["unreached"] == 0  # what scrolls is reached with the keyboard
    assert found["folds"] == 12
    assert found["closed"] == 0
    assert found["shown"]
    assert float(found["slider"]) > 0  # soft
    assert found["paint"] > 0
    if QUIET:  # 0.5 s, 1 s, 6 ms, 200 ms
        assert found["paint"] <= 50 * found["unit"]
        assert found["open"] <= 100 * found["unit"]
        assert found["pace"] <= 0.6 * found["unit"]
        assert found["long"] <= 20 * found["unit"]


VALUES = """(async () => {
  document.querySelector("#study").scrollIntoView();
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const slider = document.querySelector("#sigma"), found = [];
  const soft = document.querySelector("[data-value=soft]");
  for (let n = 0; n < 200 && !soft.textContent; n++) await frame();
  for (const width of [1, -1, -4]) {
    slider.value = width;
    slider.dispatchEvent(new Event("input"));
    await frame(); await frame();
    found.push(Object.fromEntries([...document.querySelectorAll("[data-value]")]
      .map((cell) => [cell.dataset.value, Number(cell.textContent)])));
  }
  slider.value = 0;
  document.querySelector("[data-lloyd]").click();
  const bars = [...document.querySelectorAll(".bells rect")];
  return [...found, bars.map((bar) => Number(bar.getAttribute("height")))];
})()"""


def test_the_picture_that_moves_hardens(browser: Browser, page: str) -> None:
    browser.show(page, 1400)
    wide, narrow, hard, after = browser.run(VALUES)
    for found in (wide, narrow, hard):
        assert found["hard"] - 1e-3 <= found["soft"] <= found["bound"] + 1e-3
        assert found["hard"] == wide["hard"]  # no centre has moved
    assert wide["doubt"] > narrow["doubt"] > hard["doubt"]
    assert wide["apart"] > narrow["apart"] > hard["apart"]
    assert hard["soft"] == pytest.approx(hard["hard"], rel=1e-3)
    assert 0.5 < wide["mark"] < narrow["mark"] <= hard["mark"] == 1
    assert 0 < after[0] < after[1] < 54  # the mark is nearer to the second
    assert browser.faults == []


FOCUS = """(() => {
  const e = document.activeElement;
  const at = e.getBoundingClientRect();
  return { place: [...document.querySelectorAll("*")].indexOf(e), tag: e.tagName,
    seen: at.width > 0 && at.height > 0 && getComputedStyle(e).outlineStyle !== "none" };
})()"""
CONTROLS = """[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter((e) => e.checkVisibility() && !e.closest(".study[hidden]")).length"""


def test_the_tab_key_reaches_all_controls_in_the_order_of_the_page(
    browser: Browser, page: str
) -> None:
    browser.show(page, 1400)
    wanted = browser.run(CONTROLS)
    places: list[int] = []
    for _ in range(wanted + 5):
        browser.press("Tab")
        at = browser.run(FOCUS)
        if at["tag"] == "BODY" or at["place"] in places:
            break
        assert at["seen"], at
        places.append(at["place"])
    assert places == sorted(places)
    assert wanted > 20
    assert len(places) == wanted


def test_a_fold_opens_with_the_enter_key(browser: Browser, page: str) -> None:
    browser.show(page, 1400)
    browser.run("document.querySelector('details.proof > summary').focus()")
    browser.press("Enter")
    assert browser.run("document.querySelector('details.proof').open")


# -- a reader's own lines ------------------------------------------------------------------
KINDS = ("right", "near", "true", "false", "not-understood")
PLACES = [
    {"\\sigma": "1", "p": "1/2", "q": "3", "x": "-1"},
    {"\\sigma": "2", "p": "1", "q": "1", "x": "2"},
]
ASKED = {
    "a": (r"(p + q)^{2} = p^{2} + 2 p q + q^{2}",),
    "b": (r"\frac{q}{p + q} e^{-p/(2 \sigma^{2})} \longrightarrow 0 \quad (\sigma \downarrow 0)",),
    "c": (r"p + x = 0 \iff x = -p", r"p \le p + q"),
}


def _answer(name: str) -> TheoremReport:
    nothing: tuple[Any, ...] = ()
    return TheoremReport(
        f"T{name}", f"t-{name}", "T", "c", "", nothing, nothing, nothing, ASKED[name], "derived",
        nothing, nothing,
    )  # fmt: skip


def tried(browser: Browser, lines: list[tuple[str, str]]) -> list[list[str]]:
    """What the page says of lines, each written under one of the exercises."""
    report = Report("0", theorems=tuple(map(_answer, ASKED)))
    rows = "| symbol | shape | meaning |\n| - | - | - |\n| $p$, $q$, $x$, $\\sigma$ | s | m |\n"
    blocks = "\n\n".join(f"?? Q\n? h\n! A.\n:: T{name}" for name in ASKED)
    book = read_book(report, [("one.md", f"# One\n\n{rows}\n{blocks}")])
    browser.show(gentle_page(report, book, {}, {f"t-{name}": PLACES for name in ASKED}), 1400)
    found: list[list[str]] = browser.run(f"""
      {json.dumps([[list(ASKED).index(n), line] for n, line in lines])}.map(([n, line]) => {{
        const box = document.querySelectorAll(".try")[n], said = box.querySelector("output");
        box.querySelector("input").value = line;
        box.requestSubmit();
        return [said.className, said.textContent];
      }})""")
    assert browser.run("String(window.hit)") == "undefined"
    assert browser.faults == []
    assert browser.fetched == []
    return found


def test_lines_of_ones_own_are_judged_in_the_page(browser: Browser) -> None:
    cases = {
        ("a", "p^2 + 2pq + q^2"): "right",
        ("a", "= q^2 + 2 q p + p^2"): "right",
        ("a", r"(p+q)^2 = p^2 + q^2 + 2 p \cdot q"): "right",
        ("a", "p (p + 2 q) + q^2"): "near",
        ("a", "(p + q)^2 = (q + p)^2"): "true",
        ("a", "p = p"): "true",
        ("a", "p + q > p"): "true",
        ("a", "p^2 + q^2"): "false",
        ("a", "p^2 + p q + q^2 = (p+q)^2"): "false",
        ("a", "1/(p-p)"): "false",
        ("a", r"\log(-p) = \log(-p)"): "false",
        ("a", r"\frac{p"): "not-understood",
        ("a", "p/2q"): "not-understood",
        ("a", "p/q/2"): "not-understood",
        ("a", r"\log p/q"): "not-understood",
        ("a", "z = 1"): "not-understood",
        ("a", "p = q r"): "not-understood",
        ("a", r"a = b \quad c = d"): "not-understood",
        ("a", "{" * 400): "not-understood",
        ("a", "-" * 400): "not-understood",
        ("a", "p" * 501): "not-understood",
        ("b", r"\frac{q e^{-p/(2\sigma^2)}}{p+q} \to 0"): "right",
        ("b", r"\frac{q}{p+q} e^{-p/(2\sigma^2)} \to 1"): "false",
        ("b", r"e^{-p/(2\sigma^2)} \to 0 \quad (\sigma \downarrow 0)"): "true",
        ("b", r"\sigma \to 0"): "true",
        ("c", "x = -p"): "right",
        ("c", r"p + x = 0 \iff x = -p"): "right",
        ("c", r"x + p = 0 ⟺ -p = x"): "right",
        ("c", r"p + x = 0 \iff x = p"): "false",
        ("c", r"0 = 0 \iff x = -p"): "false",
        ("c", r"p - p = 1 \iff x < x"): "true",
        ("c", r"p + x \iff x = -p"): "not-understood",
        ("c", r"x = 0 \iff x = 0 \iff x = -p"): "not-understood",
        ("c", "p + q >= p"): "right",
        ("c", r"x = p"): "false",
        ("c", r"\sum_{n=1}^{2} n p = 3 p"): "true",
        ("c", r"\sum_{n=1}^{2} n p = 2 p"): "false",
    }  # fmt: skip
    said = tried(browser, list(cases))
    wrong = [(c, s) for (c, kind), s in zip(cases.items(), said, strict=True) if s[0] != kind]
    assert wrong == []
    told = dict(zip(cases, (text for _, text in said), strict=True))
    assert told["a", "p^2 + q^2"].startswith("False: at σ = 1, p = 0.5000, q = 3, x = -1 the sides")
    assert "“z” means nothing here" in told["a", "z = 1"]
    assert "stored here" in told["a", "p = p"]


def test_four_answers_to_each_exercise_of_the_book(browser: Browser) -> None:
    for label, (kinds, said) in in_page(browser).items():
        assert kinds == list(ANSWERS), label
        assert said[2].startswith("False: at "), label
        assert all(f"  page: {answer}\n" in told(label) for answer in said), label
    assert browser.faults == []


def test_nothing_that_is_written_is_run(browser: Browser) -> None:
    draw = random.Random(13)
    pieces = r"p q x \sigma \frac \log exp e ^ _ { } ( ) [ ] = < \le \to + - * / 1 0.5 \sum k ' $"
    hostile = [
        "window.hit=1", "constructor.constructor('window.hit=1')()", "`${window.hit=1}`",
        "<img src=x onerror=window.hit=1>", "__proto__", "p[constructor]", "\\__proto__ = 1",
        "\\constructor", "\\toString{p}", "p=>window.hit=1", "\u202e", "\ud83d", "\\",
    ]  # fmt: skip
    lines = [("abc"[n % 3], line) for n, line in enumerate(hostile)]
    for n in range(10_000 - len(lines)):
        some = (draw.choice(pieces.split()) for _ in range(draw.randint(1, 14)))
        lines.append(("abc"[n % 3], draw.choice(("", " ")).join(some)))
    said = tried(browser, lines)
    kinds = {kind for kind, _ in said}
    assert {"true", "false", "not-understood"} <= kinds <= {*KINDS}
    assert {kind for kind, _ in said[: len(hostile)]} == {"not-understood"}
