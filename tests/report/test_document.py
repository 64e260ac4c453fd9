"""The LaTeX document and fragment: what they say, and that TeX takes them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hardlimit.proofs.report.data import Report
from hardlimit.proofs.report.render.charts import Chart, Plot, Series, drawn
from hardlimit.proofs.report.render.document import gentle_tex, latex_fragment, reference_tex
from hardlimit.proofs.report.render.picture import Panel, responsibility_picture
from hardlimit.proofs.report.render.reading import read_book
from hardlimit.proofs.report.render.write import compile_pdf

PDFLATEX = shutil.which("pdflatex")
needs_tex = pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed")
HOST = r"""\documentclass{%s}
\usepackage{amsmath,amssymb,amsthm}
%s
\begin{document}
Before. \input{one} \input{two} After.
\end{document}
"""


def run_tex(source: Path) -> str:
    """Run pdflatex once; its log, or a failure with its last lines."""
    done = subprocess.run(
        [str(PDFLATEX), "-halt-on-error", "-interaction=nonstopmode", source.name],
        cwd=source.parent,
        capture_output=True,
        check=False,
    )
    log = done.stdout.decode("utf-8", errors="replace")
    assert done.returncode == 0, log[-2000:]
    return source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def overfull(log: str) -> list[float]:
    return [float(size) for size in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)", log)]


def test_document_is_ascii_and_whole(report: Report) -> None:
    text = reference_tex(report)
    assert text.isascii()
    assert text.count("\\begin{theorem}") == len(report.theorems)
    body = text[text.index("\\begin{document}") :]
    shown = body.count("\\hlstep{") + body.count("\\hlunder{")
    assert shown == sum(len(theorem.steps) for theorem in report.theorems)
    assert body.count("\\hlunder{") == 1
    assert "@@" not in text


def test_document_needs_only_the_base_packages(report: Report) -> None:
    text = reference_tex(report)
    packages = set(re.findall(r"\\usepackage(?:\[.*?\])?\{(.*?)\}", text))
    assert packages == {"geometry", "amsmath,amssymb,amsthm", "color,graphicx", "hyperref"}


def test_only_a_proof_is_called_one(report: Report) -> None:
    text = reference_tex(report)
    proofs = [theorem for theorem in report.theorems if theorem.level in ("derived", "proved")]
    assert text.count("\\textit{Proof.}") == len(proofs)
    body = text[text.index("\\begin{document}") :]
    assert body.count("\\hlqed") == len(proofs)


def test_continued_steps_leave_out_the_left_side(report: Report) -> None:
    text = reference_tex(report)
    continued = sum(step.continues for theorem in report.theorems for step in theorem.steps)
    assert len(re.findall(r"\\hlstep\{\d+\}\{\}\{", text)) == continued > 0


def test_citations_are_links_in_the_document_and_words_in_the_fragment(report: Report) -> None:
    assert "\\hlref{softmin}{A5}" in reference_tex(report)
    assert "\\hlref{" not in latex_fragment(report.theorems[2]).split("\\makeatother")[-1]


def test_an_empty_report_has_a_document() -> None:
    assert "\\end{document}" in reference_tex(Report("0"))


@pytest.mark.slow
@needs_tex
def test_document_compiles_without_wide_lines(report: Report, tmp_path: Path) -> None:
    points = [(0.1 * n, 0.3 * n) for n in range(9)]
    shares = [(n / 8, 1 - n / 8) for n in range(9)]
    panel = Panel(0.5, points, [(0, 0), (0.7, 1.6)], shares, "length & more", "waiting time")
    curve = Series("dashed", [(0, 0), (1, 2)], "σ → 0 & more", (0.5, 0.1))
    others = (Series("bars", [(0, 1)]), Series("band", [(0, 0, 1), (1, 1, 2)]))
    plot = Plot("σ = 2", (curve, *others), (-1, 1), (0, 2), [(0, "½")], [(1, "1")], "place")
    figures = {
        "shares": responsibility_picture([panel, panel, panel]),
        "bars": drawn(Chart("bars", "Three bars", (plot, plot, plot))),
    }
    text = "# One\n\n!! shares Points & shares.\n\n!! bars Bars.\n"
    book = read_book(report, [("one.md", text)], figures=figures)
    source = tmp_path / "hardlimit.tex"
    source.write_text(gentle_tex(report, book, figures), encoding="ascii")
    run_tex(source)
    source.write_text(reference_tex(report), encoding="ascii")
    assert compile_pdf(source) == tmp_path / "hardlimit.pdf"
    assert (tmp_path / "hardlimit.pdf").read_bytes().startswith(b"%PDF")
    run_tex(source)
    log = run_tex(source)
    assert max(overfull(log), default=0.0) <= 20
    assert "undefined" not in log


@pytest.mark.slow
@needs_tex
@pytest.mark.parametrize(
    ("kind", "preamble"),
    [
        ("article", ""),
        ("report", r"\newtheorem{theorem}{Satz}[chapter]\newcommand{\hlmark}[1]{(#1)}"),
        ("amsart", r"\newtheorem{theorem}{Theorem}\newenvironment{pitfall}{}{}"),
    ],
)
def test_fragments_compile_in_a_host(
    report: Report, tmp_path: Path, kind: str, preamble: str
) -> None:
    (tmp_path / "host.tex").write_text(HOST % (kind, preamble), encoding="ascii")
    (tmp_path / "two.tex").write_text(latex_fragment(report.theorems[0]), encoding="ascii")
    for theorem in report.theorems:
        (tmp_path / "one.tex").write_text(latex_fragment(theorem), encoding="ascii")
        log = run_tex(tmp_path / "host.tex")
        assert max(overfull(log), default=0.0) <= 20


def test_fragment_names_its_packages_first(report: Report) -> None:
    head = latex_fragment(report.theorems[0]).splitlines()[:4]
    assert all(line.startswith("%") for line in head)
    assert "amsmath, amssymb and amsthm" in " ".join(head)


def test_notes_stand_by_what_they_explain(report: Report) -> None:
    text = reference_tex(report)
    assert "(points \\& weights, $w_n$ of any sign), $N, D" in text
    assert "}{total weight, 100 \\% of all $w_n$}" in text


def test_document_says_where_the_coq_text_is(in_coq: Report, tmp_path: Path) -> None:
    text = reference_tex(in_coq)
    for name in ("coq/Book/T_steiner_identity.v", "coq/Beyond/Steps_2.v"):
        assert name.replace("_", "\\_") in text.replace("\\allowbreak{}", "")
    assert "\\item[D9] Steps \\& limits: " in text
    if PDFLATEX:
        (tmp_path / "in.tex").write_text(text)
        assert overfull(run_tex(tmp_path / "in.tex")) == []
