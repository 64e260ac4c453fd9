"""The pages: well formed, self-contained, everything escaped, every formula in MathML."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hardlimit.proofs.report.data import DeclarationReport, Report
from hardlimit.proofs.report.render import outline
from hardlimit.proofs.report.render.fonts import in_small, math_font
from hardlimit.proofs.report.render.htmlparts import setting_html
from hardlimit.proofs.report.render.page import gentle_page, reference_pages, single_page
from hardlimit.proofs.report.render.prose import formula_html
from hardlimit.proofs.report.render.reading import read_book
from hardlimit.proofs.report.render.settings import Setting
from hardlimit.proofs.report.render.template import asset_bytes, asset_text

TEXT = r"""# One

| symbol | shape | meaning |
| --- | --- | --- |
| $N$, $n$, $D$, $d$, $x_{n,d}$, $w_n$, $m_d$, $W$, $\bar{x}_d$ | numbers | all |

:: A2 goal 1
"""
NODE = shutil.which("node")
VOID = {"meta", "input", "br", "hr", "img", "link"}


class Reader(HTMLParser):
    """Collects attributes and formulas, and complains of tags that do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[tuple[str, str, str]] = []
        self.formulas: list[str] = []
        self.scripts: list[str] = []
        self.policy = ""
        self.in_formula = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        self.targets += [
            (tag, name, values[name])
            for name in ("href", "src", "action", "srcset", "data", "poster")
            if name in values
        ]
        assert tag != "code" or "tex" not in values.get("class", "")
        if tag == "math":
            self.in_formula = True
            self.formulas.append("")
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("path", "rect", "circle", "mspace"):
            pytest.fail(f"<{tag}/> closes itself")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag
        self.in_formula = self.in_formula and tag != "math"

    def handle_data(self, data: str) -> None:
        if self.in_formula:
            self.formulas[-1] += data
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return single_page(report)


@pytest.fixture(scope="module")
def page(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def test_tags_match_and_ids_are_unique(page: Reader) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_inner_links_lead_somewhere(page: Reader) -> None:
    inner = {target[1:] for _, _, target in page.targets if target.startswith("#")}
    assert inner <= set(page.ids)
    assert {"steiner-identity", "steiner-identity-2"} <= inner


def test_nothing_is_fetched(text: str, page: Reader) -> None:
    outer = [(tag, name) for tag, name, target in page.targets if not target.startswith("#")]
    assert set(outer) == {("a", "href")}
    style = text[text.index("<style>") : text.index("</style>")]
    assert all(part.startswith(('"data:', "data:")) for part in style.split("url(")[1:])
    assert "@import" not in style


def test_the_policy_allows_only_the_scripts_of_the_page(page: Reader) -> None:
    assert page.policy.startswith("default-src 'none';")
    allowed = re.findall(r"'sha256-(.*?)'", page.policy)
    digests = [hashlib.sha256(script.encode()).digest() for script in page.scripts]
    assert allowed == [base64.b64encode(digest).decode() for digest in digests]
    assert "unsafe" not in page.policy.split("style-src")[0]


def test_formulas_are_set_when_the_page_is_written(page: Reader) -> None:
    squeezed = ["".join(formula.split()) for formula in page.formulas]
    assert "a<b" in squeezed
    assert "xn,d,wn,md∈ℝ" in squeezed
    assert any(formula.startswith("limσ↓0rn,k(σ)") for formula in squeezed)
    assert len(page.formulas) > 100


def test_what_is_no_mathematics_is_shown_as_source() -> None:
    assert formula_html(r"a \gdef b & <") == r'<code class="tex">a \gdef b &amp; &lt;</code>'


def test_text_is_escaped(text: str) -> None:
    assert "&lt;b&gt;not bold&lt;/b&gt;" in text
    assert "<b>not bold" not in text
    assert "&lt;Annals of Statistics&gt;" in text


def test_every_step_is_foldable_and_says_why(report: Report, text: str) -> None:
    steps = [step for theorem in report.theorems for step in theorem.steps]
    assert text.count('<li class="step ') == len(steps)
    assert len(re.findall(r"<details><summary><span>", text)) == len(steps) - 1
    assert text.count('<p class="because">') == 1
    assert "<details open" not in text


def test_local_cases_are_shown(text: str) -> None:
    assert text.count('<section class="case">') == 2


def test_failures_are_shown(text: str) -> None:
    assert text.count('class="failure"') == 2
    assert "is refuted at a = 1" in text


def test_a_script_cannot_be_closed_from_inside() -> None:
    for name in ("page.js", "study.js"):
        assert "</script" not in asset_text(name).lower()
        assert "<!--" not in asset_text(name)


def test_an_empty_report_has_a_page() -> None:
    reader = Reader()
    reader.feed(single_page(Report("<0>")))
    assert reader.open == []
    assert set(reference_pages(Report("<0>"))) == {"index.html"}


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("name", ["page.js", "study.js"])
def test_scripts_parse(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(asset_bytes(name))
    subprocess.run([str(NODE), "--check", str(tmp_path / name)], check=True, capture_output=True)


@pytest.mark.parametrize("name", ["math.woff2", "math-small.woff2"])
def test_the_font_draws_what_mathml_draws_by_itself(name: str) -> None:
    ttlib = pytest.importorskip("fontTools.ttLib", reason="fontTools is not installed")
    pytest.importorskip("brotli", reason="brotli is not installed")
    font = ttlib.TTFont(io.BytesIO(asset_bytes(name)))
    assert "MATH" in font
    needed = set(map(ord, "√∑∏∞∂∇‖|()[]{}⟨⟩−±·×≤≥≠≈→⟶↓↦∈∉ℝ𝟏𝐱𝝁𝑥𝜎𝒩¯^~ˆ˜′…⟺"))
    promised = in_small() if name != "math.woff2" else set(map(ord, "∫∅"))
    assert {hex(code) for code in (needed | promised) - set(font.getBestCmap())} == set()


def test_a_page_takes_the_small_font_only_where_it_has_all_signs() -> None:
    small, whole = asset_bytes("math-small.woff2"), asset_bytes("math.woff2")
    assert len(small) < 0.6 * len(whole)
    assert math_font("<math><mi>x</mi><mo>=</mo><mi>\u03c3</mi></math> \u222b") == small
    for sign in "\u222b", "\u03a0", "\U0001d400", "\u05d0", "&#8747;":
        assert math_font(f"<math><mi>x</mi></math><math><mi>{sign}</mi></math>") == whole


def test_notes_stand_by_what_they_explain(text: str) -> None:
    assert (
        "(points &amp; weights, <math><msub><mi>w</mi><mi>n</mi></msub></math> of any sign),"
        in text
    )
    assert "<p>total weight, 100 % of all <math>" in text


def test_levels_are_shown_once(report: Report, text: str) -> None:
    other = sum(step.level != t.level for t in report.theorems for step in t.steps)
    articles = text[text.index("<article") : text.index('<section id="levels">')]
    assert articles.count('class="level ') == len(report.theorems) + other


def test_every_step_is_in_the_reference_and_reached_from_the_book(report: Report) -> None:
    proved = tuple(t for t in report.theorems if t.holds and t.steps)
    assert sum(len(t.steps) for t in proved) > 5
    pages = reference_pages(report)
    ids = {name: set(re.findall(r' id="(.*?)"', text)) for name, text in pages.items()}
    for theorem in report.theorems:
        anchors = {f"{theorem.slug}-{step.number}" for step in theorem.steps}
        assert any(anchors | {theorem.slug} <= found for found in ids.values())
    page = gentle_page(report, replace(read_book(report, [("a.md", TEXT)]), drawn=proved), {})
    links = re.findall(r'href="reference/(.*?)#(.*?)"', page)
    assert all(anchor in ids[name] for name, anchor in links)
    lines = {f"{t.slug}-{line.step.number}" for t in [proved[0]] for line in outline.lines(t)}
    assert lines <= {anchor for _, anchor in links}


def test_a_chapter_a_page_with_links_between_them(report: Report) -> None:
    pages = reference_pages(report)
    chapters = {"foundations.html", "limit.html", "a-chapter-nobody-announced.html"}
    assert set(pages) == {"index.html", *chapters}
    ids: dict[str, set[str]] = {}
    targets: list[tuple[str, str]] = []
    for name, text in pages.items():
        reader = Reader()
        reader.feed(text)
        assert reader.open == []
        ids[name] = set(reader.ids)
        targets += [(name, target) for tag, _, target in reader.targets if tag == "a"]
    inner = [(name, target) for name, target in targets if "://" not in target]
    assert any(target == "foundations.html#softmin" for _, target in inner)
    for name, target in inner:
        file, _, anchor = target.partition("#")
        assert anchor in ids[file or name] or not anchor


def test_side_conditions_are_told_once_and_in_words(text: str) -> None:
    assert "needed by" not in text
    assert text.count("a denominator") <= text.count("<article")


def test_coq_text_stands_under_the_statement(in_coq: Report) -> None:
    page = single_page(in_coq)
    assert "Variable N : nat.\n\nTheorem statement_1 :\n  forall n, n &lt;= N -&gt; R." in page
    assert "It rests on no axiom but <code>classic</code>." in page
    assert "<span>Steps &amp; limits</span>" in page
    assert "Theorem t : 0 &lt; 1." in page
    assert "<p>For all σ:</p>" in page
    assert "<ul><li>μ ≤ 2 σ², and more;</li><li>π is what it was.</li></ul>" in page
    assert '<p class="comment">    ln det A\n    ≤ 0</p>' in page
    assert "Theorem t : 0 &lt; 1." in reference_pages(in_coq)["in-coq-alone.html"]


def test_the_ranges_of_an_entry_stand_in_formulas_of_their_own() -> None:
    """On a narrow page a line breaks between them."""
    entry = r"c_{tk} \in \mathbb{R} \text{ for } t = 1, \dots, T,\ k = 1, \dots, K"
    told = setting_html(Setting((DeclarationReport(entry), DeclarationReport("s > 0"))))
    assert told.count("<math>") == 3
    assert '<span class="g"><math><msub>' in told
    assert "<mi>T</mi></math>, <math><mi>k</mi>" in told
    assert '<span class="g t"><math><mi>s</mi>' in told
