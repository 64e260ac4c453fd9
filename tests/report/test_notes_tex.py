r"""Theorems as lecture notes: \ref, \cite, one package, and how much room they take in TeX."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hardlimit.proofs.book.checking import checker_of
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.report.data import DeclarationReport, Report, TheoremReport
from hardlimit.proofs.report.render.notes_tex import notes_bib, notes_sty, notes_tex
from hardlimit.proofs.report.render.sentences import premises
from hardlimit.proofs.report.theorems import theorem_report

from ..commands import PATIENCE

LABELS = ("A5", "C1", "D1", "D4", "D7")
HERE = {"D1": "hard-responsibilities", "D7": "soft-objective"}
CLASSES = ["article", "article amsthm", "article cleveref", "article narrow", "beamer"]


@pytest.fixture(scope="module")
def theorems() -> dict[str, TheoremReport]:
    """D1 and D7 of the book, by label."""
    checker = checker_of(LIBRARY)
    return {label: theorem_report(checker.check(slug), None) for label, slug in HERE.items()}


def test_what_is_printed_is_referred_to_and_what_is_not_is_cited(report: Report) -> None:
    first, *others = report.theorems
    why = "By A2, see A2.1 and $A2$; C1 and (D1)."
    steps = tuple(replace(step, why=why) for step in first.steps)
    second = replace(others[0], label="C1", slug="means", steps=steps)
    text = notes_tex([first, second], [*LABELS, "A2.1"], "0")
    told = "By \\ref{hl:steiner-identity}, see \\cite[A2.1]{hardlimit} and $A2$; "
    told += "\\ref{hl:means} and (\\cite[D1]{hardlimit})."
    assert told in text
    assert first.label == "A2"
    assert re.findall(r"\\label\{(.*?)\}", text) == ["hl:steiner-identity", "hl:means"]
    assert text.count("\\begin{proof}") == text.count("\\end{proof}") == 2


def test_theorem_and_proof_and_nothing_else(theorems: dict[str, TheoremReport]) -> None:
    text = notes_tex([theorems["D1"]], LABELS, "0")
    assert theorems["D1"].pitfall
    for other in ("Pitfall", "Cross-check", "References", "In words", "needs", "derived"):
        assert other not in text
    assert "\\providecommand" not in text
    assert text.isascii()


def test_over_what_free_indices_range_is_said_and_of_bound_ones_it_is_not(
    theorems: dict[str, TheoremReport],
) -> None:
    said = {label: premises(theorem) for label, theorem in theorems.items()}
    assert said["D1"].endswith("Then for all $n \\le N$ and $k \\le K$")
    assert said["D1"].startswith(
        "Let there be $N$ data points and $K$ components. Let $\\sigma > 0$,"
    )
    assert said["D7"].endswith("Suppose $\\sum_{k=1}^{K} \\pi_{k} = 1$. Then")


def test_what_the_hypotheses_speak_of_is_let_before_them_and_is_not_stated_for_all() -> None:
    said = premises(theorem_report(checker_of(LIBRARY).check("nearer-is-heavier"), None))
    let, _, rest = said.partition(" Write ")
    assert let.endswith("$j, k \\le K$.")
    assert rest.endswith("Suppose $d_{k} < d_{j}$. Then")


def test_all_keys_are_in_the_bibliography(report: Report) -> None:
    named = [t for t in report.theorems if t.references]
    assert named
    bib = notes_bib(report.theorems, "0")
    keys = re.findall(r"@misc\{(.*?),", bib)
    assert len(set(keys)) == len(keys)
    assert len(keys) == 1 + len({source for t in named for source in t.references})
    cited = re.findall(r"\\cite(?:\[.*?\])?\{(.*?)\}", notes_tex(report.theorems, LABELS, "0"))
    assert set(cited) <= set(keys)


def typeset(folder: Path, kind: str, body: str) -> str:
    """The log of a document of this class with ``body`` in it."""
    name = kind.partition(" ")[0]
    (folder / "bare.tex").write_text(
        f"\\documentclass{{{name}}}\\begin{{document}}\\null\\end{{document}}", encoding="utf-8"
    )
    bare = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "bare.tex"],
        cwd=folder,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    if bare.returncode:  # a class may be there without what it needs, as beamer without pgf
        pytest.skip(f"{name}.cls, or what it needs, is not here")
    head, after = f"\\documentclass{{{name}}}", ""
    if kind == "article amsthm":
        head = "\\documentclass[a4paper]{article}\\usepackage{amsthm}\\newtheorem{theorem}{Theorem}"
    if kind == "article cleveref":
        if subprocess.run(
            ["kpsewhich", "cleveref.sty"], capture_output=True, check=False
        ).returncode:
            pytest.skip("there is no cleveref here")
        after = "\\usepackage{cleveref}"  # which must be the last
    if kind == "article narrow":  # as narrow as a slide
        head += "\\usepackage[paperwidth=128mm,paperheight=96mm,margin=10mm]{geometry}"
    (folder / "hardlimit.sty").write_text(notes_sty(), encoding="utf-8")
    text = f"{head}\\usepackage{{hardlimit}}{after}\\begin{{document}}{body}\\end{{document}}"
    (folder / "notes.tex").write_text(text, encoding="utf-8")
    for _ in range(2):  # the second run has the references
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "notes.tex"],
            cwd=folder,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        log = (folder / "notes.log").read_text(encoding="utf-8", errors="replace")
        assert done.returncode == 0, log[-1500:]
    return log


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")
@pytest.mark.parametrize("kind", CLASSES)
def test_both_compile_without_overfull_boxes(
    theorems: dict[str, TheoremReport], tmp_path: Path, kind: str
) -> None:
    shown = list(theorems.values())
    if kind == "article":  # a definition wider than a line, which nothing may divide
        terms = " + ".join([r"x \frac{y_{n}}{z_{n}}"] * 13)
        wide = DeclarationReport(rf"Q := \left({terms}\right)")
        shown.append(replace(shown[0], slug="wide", definitions=(wide,)))
    text = notes_tex(shown, LABELS, "0")
    refer = "\\cref" if kind == "article cleveref" else "\\ref"
    text += f"See {refer}{{hl:soft-objective}}."
    (tmp_path / "both.tex").write_text(text, encoding="utf-8")
    slides = kind == "beamer"
    frame = "\\begin{frame}[allowframebreaks]{Notes}\\input{both}\\end{frame}"
    log = typeset(tmp_path, kind, frame if slides else "\\input{both}")
    assert "Overfull" not in log
    if slides:  # each statement and each proof has a slide
        assert "Output written on notes.pdf (4 pages" in log
    assert "Reference `" not in log  # \ref leads somewhere


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")
def test_how_much_of_a_page_they_take(theorems: dict[str, TheoremReport], tmp_path: Path) -> None:
    boxes = ""
    for label, theorem in theorems.items():
        (tmp_path / f"{label}.tex").write_text(notes_tex([theorem], LABELS, "0"))
        boxes += f"\\setbox0\\vbox{{\\input{{{label}}}}}\\typeout{{{label} \\the\\ht0}}"
    log = typeset(tmp_path, "article", boxes)
    heights = {m[1]: float(m[2]) for m in re.finditer(r"^(D[17]) ([\d.]+)pt$", log, re.MULTILINE)}
    page = 845  # points of A4 paper
    assert 50 < heights["D1"] <= page / 3
    assert 50 < heights["D7"] <= 2 * page / 3
