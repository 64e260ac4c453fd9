"""Small files of derivations, and ways to run the command on them; fixtures of two rooms."""

from __future__ import annotations

import atexit
import importlib
import math
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import hardlimit.derivations as derivations
import pytest
from hardlimit.proofs.book import cache, checking, discovery, importing, session, shelf
from hardlimit.proofs.book.discovery import LIBRARY
from hardlimit.proofs.cli import main
from hardlimit.proofs.cli.verify import StatusLine

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


#: What SymPy imports when it first adds two terms.
LATE = ["sympy.tensor.tensor"]
CHAPTERS = [f"hardlimit.derivations.{name}" for name in derivations.CHAPTERS]


@pytest.fixture(autouse=True, scope="session")
def chapters() -> None:
    """Authors' processes are copies of this one: they find what is installed imported."""
    for name in (*CHAPTERS, *LATE):
        importlib.import_module(name)


@pytest.fixture(scope="session")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that knows what the installed book holds, and no verdict: to ask takes a process."""
    kept = tmp_path_factory.mktemp("contents")
    asking = session.Session(cache.Cache(kept))
    asking.contents(LIBRARY)
    asking.remember_contents()
    return kept


@pytest.fixture(autouse=True)
def folder(
    request: pytest.FixtureRequest,
    contents: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """An empty current folder, and a cache of its own outside it, with ``contents`` alone."""
    work = tmp_path / "work"
    work.mkdir()
    if "library" not in request.fixturenames:
        shutil.copytree(contents, tmp_path / "cache")
    monkeypatch.chdir(work)
    monkeypatch.setenv("HARDLIMIT_CACHE", str(tmp_path / "cache"))
    # What the cache does is tested wherever; whether a process can be confined, by itself.
    monkeypatch.setattr(session, "can_confine", lambda: True)
    # On a busy machine a line of progress would come between what is said.
    monkeypatch.setattr(StatusLine, "BETWEEN", math.inf)
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
        # The checker's own sources stay what they are; to read them all takes long.
        if hasattr(value, "cache_clear") and value is not cache.environment:
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


class Started:
    """The command in a process of its own, which has everything loaded before it begins."""

    def __init__(self, argv: tuple[object, ...], out: str = "") -> None:
        self._said = [tempfile.NamedTemporaryFile() for _ in range(2)]  # noqa: SIM115
        files = [out or self._said[0].name, self._said[1].name]
        given = [str(part) for part in argv]
        self._process = _SERVER.Process(
            target=_be_the_command,
            args=(given, os.getcwd(), dict(os.environ), files),
        )
        self._process.start()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(int(self._process.pid or 0), number)

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def end(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end; what it wrote."""
        self._process.join(PATIENCE)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            pytest.fail("the command comes to no end")
        return subprocess.CompletedProcess([], code, *(f.read().decode() for f in self._said))


#: Seconds that a process may take on a machine that does much else.
PATIENCE = 3600
_SERVER: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
_SERVER.set_forkserver_preload(
    ["tests.commands", "hardlimit.proofs.book.checking", *CHAPTERS, *LATE]
)


def _be_the_command(
    argv: list[str], folder: str, environment: dict[str, str], files: list[str]
) -> None:
    """What ``python -m hardlimit.proofs.cli`` does, from its first line to its end."""
    # What is sent to its whole group reaches nobody else.
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_TRUNC), number)
    StatusLine.BETWEEN = math.inf
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == 2 else signal.SIG_DFL)
    try:
        sys.exit(main(argv))
    finally:
        # As at the end of any Python process; those that multiprocessing makes leave it out.
        atexit._run_exitfuncs()


def start(*argv: object, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; with ``options`` of Python, in a new one."""
    if not options:
        return Started(argv).end()
    command = [sys.executable, *options, "-m", "hardlimit.proofs.cli", *map(str, argv)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env=os.environ.copy(),
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
