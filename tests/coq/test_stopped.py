"""A run that is killed at any moment leaves nothing behind that makes the next one fail."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.coq.run.store import library_folder

from ..commands import Started
from .opened import needs_coq

#: Whole runs, one after the other.
pytestmark = pytest.mark.slow
COQC = shutil.which("coqc")
FILE = """\
from hardlimit.proofs.author import *

@derivation(label="T1", slug="square", title="A square expands")
def square(d):
    a, b = d.symbol("a"), d.symbol("b")
    d.goal(equal((a + b)**2, a**2 + 2*a*b + b**2))
    d.have(equal((a + b)**2, a**2 + 2*a*b + b**2), Algebra(), "Multiply out.")

@derivation(label="T2", slug="cites", title="Cites it")
def cites(d):
    u, v = d.symbol("u"), d.symbol("v")
    d.goal(equal((u + v)**2, u**2 + 2*u*v + v**2))
    d.have(equal((u + v)**2, u**2 + 2*u*v + v**2),
           Cite("square", symbols=(("a", u), ("b", v))), "The square with other names.")
"""
#: Stands in for Coq: at its call of that number the whole run is killed.
STAND_IN = """\
#!/bin/sh
[ "$1" = --version ] && exec {coqc} --version
echo >> {calls}
if [ "$(wc -l < {calls})" = {number} ]; then
    {act}
    kill -9 0
fi
exec {coqc} "$@"
"""
#: What is done before: nothing; all that is asked; a file that is cut off half-way.
ACTS = {
    "before": ":",
    "after": '{coqc} "$@"',
    "half-way": '{coqc} "$@"; for f in *.vo; do head -c 9000 $f > half; mv half $f; done',
}
Verify = Callable[[int, str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def verify(whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Run the command on the file; it is killed at the call of Coq of that number."""
    monkeypatch.setenv("HARDLIMIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(whole_library, library_folder(tmp_path / "cache" / "coq"))
    (tmp_path / "mine.py").write_text(FILE)
    stand_in, calls = tmp_path / "bin" / "coqc", tmp_path / "calls"
    stand_in.parent.mkdir()
    monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")

    def verify(number: int, act: str) -> subprocess.CompletedProcess[str]:
        calls.write_text("")
        act = ACTS[act].format(coqc=COQC)
        stand_in.write_text(STAND_IN.format(coqc=COQC, calls=calls, number=number, act=act))
        stand_in.chmod(0o755)
        return Started(("verify", "--kernel", "mine.py", "--jobs", "1")).end()

    return verify


@needs_coq
@pytest.mark.parametrize(
    "moments",
    [
        [(1, "half-way"), (2, "after"), (1, "after")],
        [(2, "before"), (1, "before")],
    ],
)
def test_the_next_run_is_as_if_nothing_had_been(
    moments: list[tuple[int, str]], verify: Verify, tmp_path: Path
) -> None:
    for number, act in moments:
        stopped = verify(number, act)
        assert stopped.returncode == -signal.SIGKILL, stopped.stdout + stopped.stderr
    whole = verify(0, "before")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "Coq: 2/2 theorems proved, 2/2 steps" in whole.stdout
    left = {path.name for path in (tmp_path / "cache" / "coq").iterdir()}
    assert not [name for name in left if name.startswith("work-")]
    again = verify(1, "before")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Coq: 2/2 theorems proved, 2/2 steps" in again.stdout


@needs_coq
def test_a_file_that_was_damaged_is_made_again_with_all_that_uses_it(
    verify: Verify, tmp_path: Path
) -> None:
    assert verify(0, "before").returncode == 0
    (square,) = (tmp_path / "cache" / "coq").glob("own-*/U_*.vo")
    square.write_bytes(square.read_bytes()[:9000])
    found = verify(0, "before")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "Coq: 2/2 theorems proved" in found.stdout
    assert verify(1, "before").returncode == 0
