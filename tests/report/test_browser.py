"""The page in a real browser, where there is one: width, scripts, folds, time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.report.data import Report
from hardlimit.proofs.report.render.page import gentle_page
from hardlimit.proofs.report.render.reading import read_book

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
#: Put into a copy of the page: what it measures stands in the title afterwards.
PROBE = """<script>
const long = [];
new PerformanceObserver((l) => l.getEntries().forEach((e) => long.push(e.duration)))
  .observe({ type: "longtask", buffered: true });
addEventListener("load", () => {
  const all = (s) => [...document.querySelectorAll(s)];
  const root = document.documentElement;
  const found = { width: [root.scrollWidth, innerWidth], folds: all("details.proof").length };
  const start = performance.now();
  document.querySelector("[data-open]").click();
  document.body.offsetHeight;
  found.open = performance.now() - start;
  found.closed = all("details.proof:not([open]), .step > details:not([open])").length;
  found.opened = [root.scrollWidth, innerWidth];
  found.slider = document.querySelector("#sigma").value;
  found.shown = !document.querySelector(".study").hidden;
  found.nav = document.querySelector("nav").tabIndex;
  found.long = Math.max(0, ...long);
  document.title = "FOU" + "ND" + JSON.stringify(found) + "END";
});
</script>"""
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


def looked_at(page: str, folder: Path, width: int) -> dict[str, Any]:
    """What the probe finds at this width."""
    page = re.sub(r"<meta http-equiv=[^>]*>", "", page).replace("</body>", PROBE + "</body>")
    (folder / "page.html").write_text(page, encoding="utf-8")
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--user-data-dir={folder / 'profile'}", f"--window-size={width},900"]
    command += ["--timeout=8000", (folder / "page.html").as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=90, check=False)
    found = re.search("FOUND(.*?)END", done.stdout.decode("utf-8", "replace"))
    assert found is not None, done.stderr.decode("utf-8", "replace")[-800:]
    data: dict[str, Any] = json.loads(found[1].replace("&quot;", '"'))
    return data


@pytest.mark.parametrize("width", [1400, 500])  # no window is narrower than 500
def test_the_page_is_quick_and_never_scrolls_sideways(
    page: str, tmp_path: Path, width: int
) -> None:
    found = looked_at(page, tmp_path, width)
    assert found["width"][0] <= found["width"][1]
    assert found["opened"][0] <= found["opened"][1]
    assert found["folds"] == 12
    assert found["closed"] == 0
    assert 0 < found["open"] <= 1000
    assert found["long"] < 1000  # a loaded machine counts, too
    assert found["shown"]
    assert float(found["slider"]) > 0  # soft
    assert found["nav"] == 0
