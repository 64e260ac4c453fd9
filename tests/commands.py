"""Small files of derivations, and ways to run the command on them; fixtures of two rooms."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hardlimit.proofs.book import cache, checking, discovery, importing, session, shelf
from hardlimit.proofs.cli import main

HEAD = "from hardlimit.proofs.author import *\n\n"

SQUARE = """
@derivation(label="T1", slug="square", title="A square expands", summary="About $(a+b)^2$.")
def square(d):
    a, b = d.symbol("a"), d.symbol("b")
    d.goal(equal((a + b)**2, a**2 + 2*a*b + b**2))
    d.have(equal((a + b)**2, a**2 + 2*a*b + b**2), Algebra(), "Multiply out.")
"""

SUM = """
@derivation(label="T2", slug="sum-of-squares", title="Squares in a sum")
def sum_of_squares(d):
    N = d.size("N")
    n = d.index("n", N)
    x, m = d.family("x", N), d.symbol("m")
    d.goal(equal(total((x[n] + m)**2, n), total(x[n]**2 + 2*x[n]*m + m**2, n)))
    with d.calc(total((x[n] + m)**2, n)) as line:
        line.eq(total(x[n]**2 + 2*x[n]*m + m**2, n), "Expand every term.", Algebra())
"""

CITES = """
@derivation(label="T3", slug="cites", title="Cites the square")
def cites(d):
    u, v = d.symbol("u"), d.symbol("v")
    d.goal(equal((u + v)**2, u**2 + 2*u*v + v**2))
    d.have(
        equal((u + v)**2, u**2 + 2*u*v + v**2),
        Cite("square", symbols=(("a", u), ("b", v))),
        "This is the square with other names.",
    )
"""

GOOD = HEAD + SQUARE + "\n" + SUM + "\n" + CITES

WRONG_SIGN = (
    HEAD
    + """
@derivation(label="W1", slug="wrong-sign", title="Wrong sign")
def wrong(d):
    N = d.size("N")
    n = d.index("n", N)
    x, m = d.family("x", N), d.symbol("m")
    d.goal(equal(total((x[n] - m)**2, n), total(x[n]**2 + 2*x[n]*m + m**2, n)))
    d.have(
        equal(total((x[n] - m)**2, n), total(x[n]**2 + 2*x[n]*m + m**2, n)),
        Algebra(),
        "Multiply out.",
    )
"""
)

MISSING = (
    HEAD
    + """
@derivation(label="M1", slug="missing", title="A denominator may vanish")
def missing(d):
    a, b, c = d.symbol("a"), d.symbol("b"), d.symbol("c")
    # assumptions
    d.goal(equal((a + c)/b, a/b + c/b))
    d.have(equal((a + c)/b, a/b + c/b), Algebra(), "Divide each term.")
"""
)


@dataclass
class Outcome:
    """What one run of the command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and a cache of its own outside it."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("HARDLIMIT_CACHE", str(tmp_path / "cache"))
    # What the cache does is tested wherever; whether a process can be confined, by itself.
    monkeypatch.setattr(session, "can_confine", lambda: True)
    return work


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Forget what the process remembers of files: tests change them."""
    forget()
    yield
    forget()


def forget() -> None:
    """Empty every memory of the process about derivations."""
    for module in (cache, checking, discovery, importing, shelf):
        _forget(module)
    importing._noted.clear()
    importing._judged.clear()
    for name in [n for n in sys.modules if n.startswith(("hardlimit_file_", "toybook"))]:
        del sys.modules[name]


def _forget(module: ModuleType) -> None:
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run the command in this process, as if it had just started."""

    def run(*argv: object) -> Outcome:
        forget()
        capsys.readouterr()
        try:
            code = main([str(part) for part in argv])
        except SystemExit as stop:
            code = int(stop.code or 0)
        text = capsys.readouterr()
        return Outcome(code, text.out, text.err)

    return run


def start(*argv: object, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, *options, "-m", "hardlimit.proofs.cli", *map(str, argv)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env=os.environ.copy()
    )


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package of derivations with two chapters, instead of the real ones."""
    package = tmp_path / "site" / "toybook"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('CHAPTERS = ("first", "second")\n')
    (package / "first.py").write_text(
        GOOD + '\nCHAPTER = Chapter("first", "The first", "About squares.")\n'
    )
    (package / "second.py").write_text(
        HEAD
        + 'CHAPTER = Chapter("second", "The second")\n'
        + """
@derivation(label="S1", slug="again", title="The square again")
def again(d):
    p, q = d.symbol("p"), d.symbol("q")
    d.goal(equal((p + q)**2, p**2 + 2*p*q + q**2))
    d.have(
        equal((p + q)**2, p**2 + 2*p*q + q**2),
        Cite("square", symbols=(("a", p), ("b", q))),
        "The first chapter has it.",
    )
"""
    )
    monkeypatch.syspath_prepend(str(package.parent))
    point = SimpleNamespace(name="toy", value="toybook")
    monkeypatch.setattr(discovery, "entry_points", lambda group: [point])
    return package
