"""What the library states is remembered for the search, and is evidence of nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.book.authoring import Author
from hardlimit.proofs.book.cache import Cache, default_folder
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.book.shelf import shelf_of

from ..commands import Outcome

Run = Callable[..., Outcome]

#: True, and beyond every rule, so that what is stated elsewhere is looked through.
LINE = r"""
\begin{given} Let $x > 0$. \end{given}
\[ 1 + x + \frac{x^2}{2} \le e^x \]
"""


def stored() -> Path:
    (file,) = default_folder().glob("statements-*.json")
    return file


@pytest.fixture
def asked(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the process that imports the library is asked for, from now on."""
    found: list[str] = []
    ask = Author._ask

    def noticed(author: Author, *question: str) -> object:
        if author._origin == LIBRARY:
            found.append(" ".join(question))
        return ask(author, *question)

    monkeypatch.setattr(Author, "_ask", noticed)
    return found


def test_the_library_is_asked_once(run: Run, asked: list[str]) -> None:
    Path("mine.tex").write_text(LINE)
    assert "no reason found" in run("verify", "mine.tex").out
    assert "write square" in asked
    asked.clear()
    Path("mine.tex").write_text(LINE.replace("2}", "3}"))
    shelf_of.cache_clear()
    assert "no reason found" in run("verify", "mine.tex").out
    assert asked == []


def test_a_forged_statement_proves_nothing(run: Run, library: Path) -> None:
    Path("mine.tex").write_text(LINE)
    run("verify", "mine.tex")
    origin = str(Path("mine.tex").resolve())
    (slug,) = shelf_of(origin).slugs()
    forged = {**shelf_of(origin).statement(slug), "slug": "square", "label": "T1"}
    Cache()._write(stored().stem, {"square": forged})
    Path("mine.tex").write_text(LINE + "\n")
    shelf_of.cache_clear()
    found = run("verify", "mine.tex", "--json")
    assert '"level": "derived"' not in found.out
    assert "derived" not in run("verify", "mine.tex").out


@pytest.mark.parametrize("data", [{"square": 5}, {"square": {}}, {"a": {"label": []}}, {}])
def test_statements_of_another_form_count_for_nothing(
    run: Run, library: Path, data: dict[str, object]
) -> None:
    Path("mine.tex").write_text(LINE)
    run("verify", "mine.tex")
    Cache()._write(stored().stem, data)
    Path("mine.tex").write_text(LINE + "\n")
    shelf_of.cache_clear()
    found = run("verify", "mine.tex")
    assert "no reason found" in found.out
    assert found.err == ""


def test_a_neighbour_that_breaks_the_language_is_matched_with_nothing(
    run: Run, library: Path
) -> None:
    Path("mine.py").write_text(
        """
from hardlimit.proofs.author import derivation, equal, less

@derivation(label="X1", slug="broken", title="Its index is a size")
def broken(d):
    N = d.size("N")
    x = d.family("x", N)
    d.show(equal(x[N], x[N]), "It is so.")

@derivation(label="X2", slug="sound", title="A true line below a false one")
def sound(d):
    x = d.symbol("x")
    d.have(equal(x + 1, x), "It is not so.")
    d.show(less(x, x + 1), "One is more than none.")
"""
    )
    found = run("verify", "mine.py").out
    assert "N is not an index" in found
    assert "internal error" not in found
    assert "X2 step 1" in found
    assert "X2 step 2" not in found
