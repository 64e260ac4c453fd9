"""Coq that is stopped, fails or lies: never a pass, and a sentence that says what happened."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.coq.run import running

from ..commands import HEAD, SQUARE, Outcome

Run = Callable[..., Outcome]
COQC = shutil.which("coqc")
pytestmark = pytest.mark.skipif(COQC is None, reason="there is no coqc here")

STOPPED = "coqc was stopped (SIGKILL)"
UNREAD = "Coq does not say what it has understood"
#: What stands in for Coq at files of that name, the exit code, and what is said then.
ODD = {
    "killed at the library": ("*", "kill -9 $$", 1, f"does not compile: Vocabulary: {STOPPED}"),
    "killed half-way": (
        "*U_????????????????.v",
        "kill -9 $$",
        0,
        f"step 1 stays derived: {STOPPED}",
    ),
    "killed at the end": ("*Questions*", "kill -9 $$", 0, f"step 1 stays derived: {STOPPED}"),
    "says nothing": ("*U_????????????????.v", "exit 0", 1, f"{UNREAD}: "),
    "fails": (
        "*U_????????????????.v",
        "exit 1",
        1,
        "coqc ended with exit code 1 and does not say why",
    ),
    "says nothing at the end": ("*Questions*", "exit 0", 1, f"{UNREAD}: Coq did not answer"),
    "says too much": ("*Questions*", "echo x", 1, f"{UNREAD}: Coq did not answer"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_odd_coq_is_no_pass(
    run: Run, whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from hardlimit.proofs.coq.run.witness import library_folder

    files, act, code, said = ODD[name]
    if files != "*":
        shutil.copytree(whole_library, library_folder(tmp_path / "cache" / "coq"))
    stand_in = tmp_path / "bin" / "coqc"
    stand_in.parent.mkdir()
    stand_in.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && exec {COQC} --version\n'
        f'case "$*" in {files}) {act};; esac\nexec {COQC} "$@"\n'
    )
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")
    Path("good.py").write_text(HEAD + SQUARE)
    found = run("verify", "--kernel", "--jobs", "1", "good.py")
    assert found.code == code, found.out
    assert said in found.out + found.err
    assert "1/1 theorems proved" not in found.out
    assert "Traceback" not in found.out + found.err


def test_a_process_that_dies_while_it_asks(
    run: Run, whole_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.coq.run.witness import library_folder

    shutil.copytree(whole_library, library_folder(tmp_path / "cache" / "coq"))
    monkeypatch.setattr(running, "compile_file", lambda *_: os._exit(0))
    Path("good.py").write_text(HEAD + SQUARE)
    found = run("verify", "--kernel", "good.py")
    assert (found.code, found.err) == (
        1,
        "hardlimit: a process that asked Coq died (out of memory?)\n",
    )
