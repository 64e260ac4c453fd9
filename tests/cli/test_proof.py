"""``hardlimit proof``: what is written, and that nothing is half written."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hardlimit.proofs.book import discovery
from hardlimit.proofs.cli import books, creating, styles
from hardlimit.proofs.coq.run import running
from hardlimit.proofs.report.render.write import TexError

from ..commands import GOOD, WRONG_SIGN, Outcome

Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def without_tex_and_coq(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PDF and no Coq: both have tests of their own."""
    monkeypatch.setattr(books, "compile_pdf", lambda path: None)
    monkeypatch.setattr(running, "version", lambda: "")


def test_everything_is_written(run: Run, library: Path) -> None:
    found = run("proof")
    assert found.code == 0
    assert sorted(p.name for p in Path("build").iterdir()) == [
        "report.json",
        "toybook-reference",
        "toybook-reference.tex",
    ]
    pages = sorted(p.name for p in Path("build/toybook-reference").iterdir())
    assert pages == ["first.html", "index.html", "second.html"]
    assert "wrote build/toybook-reference/index.html and 2 pages beside it" in found.out
    assert "no PDF: there is no pdflatex here" in found.out
    report = json.loads(Path("build/report.json").read_text())
    assert [theorem["label"] for theorem in report["theorems"]] == ["T1", "T2", "T3", "S1"]
    assert [chapter["title"] for chapter in report["chapters"]] == ["The first", "The second"]
    tex = Path("build/toybook-reference.tex").read_text()
    assert r"\begin{document}" in tex
    assert "A square expands" in tex
    assert "A square expands" in Path("build/toybook-reference/first.html").read_text()


def test_a_chapter_that_is_no_more_leaves_no_page(run: Run, library: Path) -> None:
    Path("build/toybook-reference").mkdir(parents=True)
    Path("build/toybook-reference/gone.html").write_text("old")
    assert run("proof").code == 0
    assert not Path("build/toybook-reference/gone.html").exists()


def test_our_own_book_has_the_plain_names(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "OURS", "toybook")
    assert run("proof").code == 0
    assert {"reference", "reference.tex"} < {p.name for p in Path("build").iterdir()}
    assert "is the hard limit of EM" in Path("build/reference/index.html").read_text()


def written() -> str:
    """All that stands in the folder of what was written."""
    files = [path for path in Path("build").rglob("*") if path.is_file()]
    return "\n".join(path.read_text() for path in files)


def test_nothing_of_ours_is_on_the_pages_of_another_package(run: Run, library: Path) -> None:
    (library / "__init__.py").write_text('CHAPTERS = ("first", "second")\nTEXTS = ("front.md",)\n')
    (library / "front.md").write_text("# All about squares\n\nWords, as in [T1].\n")
    assert run("proof").code == 0
    assert {"toybook.html", "toybook.tex"} < {p.name for p in Path("build").iterdir()}
    page = Path("build/toybook.html").read_text()
    assert "<title>All about squares</title>" in page
    assert "href=toybook-reference/first.html#square" in page
    index = Path("build/toybook-reference/index.html").read_text()
    assert "<title>All theorems – All about squares</title>" in index
    assert run("proof", "--only", "T2").code == 0
    assert "hard limit" not in written()
    assert "gentle proof" not in written()
    assert "Thirty points" not in page  # the picture that moves


def test_each_package_has_a_book_of_its_own(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = library.parent / "zoobook"
    other.mkdir()
    own = (library / "second.py").read_text()
    own = (
        own.replace('"S1"', '"O1"').replace('"again"', '"otherwise"').replace("def again", "def o")
    )
    (other / "__init__.py").write_text(own.replace("The second", "Others"))
    (library / "__init__.py").write_text('CHAPTERS = ("first",)\nTEXTS = ("front.md",)\n')
    (library / "front.md").write_text("# All about squares\n\nWords, as in [T1] and [O1].\n")
    points = [SimpleNamespace(name=name, value=name) for name in ("toybook", "zoobook")]
    monkeypatch.setattr(discovery, "entry_points", lambda group: points)
    found = run("proof")
    assert found.code == 0, found.err
    page = Path("build/toybook.html").read_text()
    assert "href=toybook-reference/first.html#square" in page
    assert "href=zoobook-reference/second.html#otherwise" in page
    theirs = Path("build/zoobook-reference/second.html").read_text()
    assert "href=../toybook-reference/first.html#square" in theirs  # what it cites
    assert "All about squares" not in theirs
    assert not Path("build/zoobook.html").exists()
    assert "otherwise" not in Path("build/toybook-reference/index.html").read_text()


def test_nothing_of_ours_is_on_the_pages_of_a_new_folder(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    creating.new("course")
    monkeypatch.chdir("course")
    found = run("proof")
    assert found.code == 0, found.err
    assert sorted(p.name for p in Path("build").iterdir()) == ["N1.html", "N1.json", "N1.tex"]
    assert "The mean is best" in Path("build/N1.html").read_text()
    assert "hard limit" not in written()


def test_one_theorem_has_its_own_files(run: Run, library: Path) -> None:
    assert run("proof", "--only", "T2", "--output", "one").code == 0
    assert sorted(p.name for p in Path("one").iterdir()) == ["T2.html", "T2.json", "T2.tex"]
    assert "Squares in a sum" in Path("one/T2.tex").read_text()
    assert "A square expands" not in Path("one/T2.tex").read_text()


def test_a_fragment_has_no_preamble(run: Run, library: Path) -> None:
    assert run("proof", "--only", "T2", "--fragment").code == 0
    assert [p.name for p in Path("build").iterdir()] == ["T2.tex"]
    tex = Path("build/T2.tex").read_text()
    assert r"\documentclass" not in tex
    assert r"\begin{document}" not in tex


def test_a_file_of_ones_own(run: Run) -> None:
    Path("mine.py").write_text(GOOD)
    assert run("proof", "--only", "mine.py").code == 0
    assert Path("build/mine.tex").exists()
    assert run("proof", "--only", "mine.py", "--fragment").code == 0
    assert {"T1.tex", "T2.tex", "T3.tex"} < {p.name for p in Path("build").iterdir()}


def test_a_fragment_of_what(run: Run) -> None:
    found = run("proof", "--fragment")
    assert found.code == 2
    assert "--fragment needs --only" in found.err


def test_notes_come_with_a_package_and_a_bibliography(run: Run, library: Path) -> None:
    assert run("proof", "--only", "T2", "--style", "notes").code == 0
    files = ["T2.tex", "hardlimit.bib", "hardlimit.sty"]
    assert sorted(p.name for p in Path("build").iterdir()) == files
    assert "\\begin{proof}" in Path("build/T2.tex").read_text()
    assert "\\ProvidesPackage{hardlimit}" in Path("build/hardlimit.sty").read_text()


def test_markdown_and_a_notebook_hold_all_that_is_asked_for(run: Run) -> None:
    Path("mine.py").write_text(GOOD)
    for style, name in (("markdown", "mine.md"), ("notebook", "mine.ipynb")):
        found = run("proof", "--only", "mine.py", "--style", style)
        assert found.code == 0, found.err
        assert f"wrote build/{name}" in found.out
        text = Path("build", name).read_text()
        assert text.index("A square expands") < text.index("Cites the square")
    assert "file='../mine.py'" in text


def test_a_picture_without_its_programs(run: Run, library: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("PATH", "")
    found = run("proof", "--only", "T2", "--style", "svg")
    assert found.code == 2
    assert found.err == (
        "hardlimit: --style svg needs pdflatex and pdftocairo or dvisvgm, which is not here\n"
    )
    assert not Path("build").exists()


def test_notes_with_what_they_cite(run: Run) -> None:
    Path("mine.py").write_text(GOOD.replace("the square with other names", "T1, renamed"))
    wanted = ("proof", "--only", "mine.py::T3", "--style", "notes")
    found = run(*wanted, "--with-dependencies")
    assert found.code == 0, found.err
    tex = Path("build/T3.tex").read_text()
    assert tex.index("A square expands") < tex.index("Cites the square")
    assert "This is \\ref{hl:square}, renamed." in tex
    assert run(*wanted).code == 0
    assert "A square expands" not in Path("build/T3.tex").read_text()


def test_notes_of_the_book_with_what_they_cite(run: Run, library: Path) -> None:
    wanted = ("proof", "--only", "T3", "--style", "notes", "--with-dependencies")
    for _ in range(2):  # found, and then known
        found = run(*wanted)
        assert found.code == 0, found.err
        tex = Path("build/T3.tex").read_text()
        assert tex.index("A square expands") < tex.index("Cites the square")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--style", "notes"), "--style notes needs --only"),
        (("--only", "T1", "--style", "notes", "--fragment"), "which one?"),
        (("--only", "T1", "--with-dependencies"), "goes with --style notes"),
    ],
)
def test_notes_of_what(run: Run, options: tuple[str, ...], said: str) -> None:
    found = run("proof", *options)
    assert found.code == 2
    assert said in found.err
    assert found.err.count("\n") == 1


def test_what_fails_is_not_printed(run: Run) -> None:
    Path("mine.py").write_text(GOOD)
    run("proof", "--only", "mine.py")
    before = {path: path.read_bytes() for path in Path("build").iterdir()}
    Path("mine.py").write_text(GOOD + WRONG_SIGN)
    found = run("proof", "--only", "mine.py")
    assert found.code == 1
    assert "nothing is written, because W1 must hold first" in found.err
    assert {path: path.read_bytes() for path in Path("build").iterdir()} == before


@pytest.mark.parametrize("output", ["file", "file/below", "closed/below"])
def test_an_unwritable_folder(run: Run, output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.py").write_text(GOOD)
    Path("file").write_text("in the way")
    Path("closed").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    if output.startswith("closed") and os.access("closed", os.W_OK):
        pytest.skip("this user may write everywhere")
    found = run("proof", "--only", "mine.py", "--output", output)
    assert found.code == 2
    assert found.out == ""
    assert found.err.startswith(f"hardlimit: cannot write to the folder {output}: ")
    assert found.err.count("\n") == 1


def test_an_interrupted_write_leaves_the_old_output_whole(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("mine.py").write_text(GOOD)
    run("proof", "--only", "mine.py")
    before = {path.name: path.read_bytes() for path in Path("build").iterdir()}
    Path("mine.py").write_text(GOOD.replace("A square expands", "Another title"))

    def interrupted(source: object, target: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        patch.setenv("HARDLIMIT_CACHE", "nowhere")
        found = run("proof", "--no-cache", "--only", "mine.py")
    assert found.code == 130
    assert found.err == "hardlimit: interrupted\n"
    assert {path.name: path.read_bytes() for path in Path("build").iterdir()} == before


def test_a_full_disk(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.py").write_text(GOOD)

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(styles, "write_whole", full)
    found = run("proof", "--only", "mine.py")
    assert found.code == 2
    assert found.err == "hardlimit: cannot write to the folder build: no space left on device\n"


def test_tex_that_is_refused_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(path: Path) -> Path:
        raise TexError("mine.tex:7: Undefined control sequence.")

    monkeypatch.setattr(books, "compile_pdf", refuses)
    Path("mine.py").write_text(GOOD)
    found = run("proof", "--only", "mine.py")
    assert found.code == 1
    assert "mine.tex:7: Undefined control sequence." in found.err


def test_the_pictures_of_a_package(run: Run, library: Path) -> None:
    (library / "front.md").write_text("# One\n\n!! shares Points.\n\n!! bars Three bars.\n")
    (library / "__init__.py").write_text(
        'CHAPTERS = ("first",)\nTEXTS = ("front.md",)\n\n'
        "def opening_picture():\n"
        "    from hardlimit.proofs.report.render.picture import Panel\n"
        "    return [Panel(0.5, [[0, 0], [1, 2]], [[0, 1], [1, 0]], [[1, 0], [0, 1]])]\n"
        "def charts():\n"
        "    from hardlimit.proofs.report.render.charts import Chart, Plot, Series\n"
        "    bars = Series('bars', [(0, 0.25), (1, 0.75)])\n"
        "    return [Chart('bars', 'Bars', (Plot('a title', (bars,), (-1, 2), (0, 1)),))]\n"
    )
    assert run("proof").code == 0
    assert Path("build/toybook.tex").read_text().count(r"\begin{picture}") == 2
    assert "a title" in Path("build/toybook.html").read_text()
    assert "σ = 0.5" in Path("build/toybook.html").read_text()


def test_the_picture_of_our_own_derivations() -> None:
    from hardlimit.derivations import opening_picture

    panels = opening_picture()
    assert [panel.sigma for panel in panels] == [2.0, 0.7, 0.15]
    soft = [
        sum(0.01 < next(iter(share)) < 0.99 for share in panel.responsibilities) for panel in panels
    ]
    assert soft[0] > soft[1] > soft[2]
