"""``hardlimit proof`` with a text of a package, or with one that must stop it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import Outcome

Run = Callable[..., Outcome]

TEXT = (
    "# In front\n\n| symbol | shape | meaning |\n| --- | --- | --- |\n| $N$ | count | points |\n\n"
)


def _package(library: Path, text: str) -> None:
    (library / "__init__.py").write_text('CHAPTERS = ("first",)\nTEXTS = ("front.md",)\n')
    (library / "front.md").write_text(text)


@pytest.mark.slow
def test_the_text_of_a_package_is_the_book(run: Run, library: Path) -> None:
    _package(library, TEXT + "Words about $N$.\n")
    assert run("proof", "--no-kernel").code == 0
    assert r"\hltexttitle{In front}" in Path("build/toybook.tex").read_text()
    page = Path("build/toybook.html").read_text()
    assert "id=text-in-front" in page
    assert "href=toybook-reference/index.html" in page
    assert r"\tableofcontents" in Path("build/toybook-reference.tex").read_text()


def test_a_text_that_names_nothing_stops_the_proof(run: Run, library: Path) -> None:
    _package(library, TEXT + ":: Z99\n")
    found = run("proof", "--no-kernel")
    assert found.code == 2
    assert found.err.endswith("front.md:7: there is no theorem Z99\n")
    assert not Path("build/toybook.html").exists()


def test_a_file_that_is_not_there(run: Run, library: Path) -> None:
    (library / "__init__.py").write_text('CHAPTERS = ("first",)\nTEXTS = ("front.md",)\n')
    found = run("proof", "--no-kernel")
    assert found.code == 2
    assert "front.md cannot be read: no such file or directory" in found.err
    assert "Traceback" not in found.err
