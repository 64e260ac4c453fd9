"""Unusable input: one clear sentence, exit code 2, never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.cli import verify as verify_command

from ..commands import GOOD, Outcome, Started, start

Run = Callable[..., Outcome]

FILES = {
    "empty.py": "",
    "plain.py": "x = 1\n",
    "syntax.py": "x = = 1\n",
    "import.py": "import no_such_module\n",
    "divides.py": "def f():\n    return 1 / 0\n\nf()\n",
    "leaves.py": "raise SystemExit(0)\n",
    "twice.py": GOOD.replace('"T2"', '"T1"'),
    "label.py": GOOD.replace('"T2"', '"T 2"'),
    "good.py": GOOD,
}

CASES = {
    "nowhere.py": "there is no file nowhere.py",
    "no/where": "there is no file no/where",
    "folder/": "folder holds no file of derivations or notes",
    "empty.py": "empty.py holds no derivation",
    "plain.py": "plain.py holds no derivation",
    "syntax.py": "syntax.py:1 does not import: SyntaxError: invalid syntax",
    "import.py": "import.py:1 does not import: ModuleNotFoundError: No module named",
    "divides.py": "divides.py:2 does not import: ZeroDivisionError: division by zero",
    "leaves.py": "leaves.py:1 does not import: SystemExit",
    "twice.py": "twice.py: T1 is the name of two derivations",
    "label.py": "does not import: ValueError: 'T 2' cannot be a label",
    "bytes.py": "bytes.py does not import",
    "good.py::T7": "there is no derivation in good.py 'T7'; did you mean",
    "squares": "there is no installed derivation 'squares'; did you mean square",
    "D99x": "there is no installed derivation 'D99x'",
}


@pytest.mark.parametrize("command", ["verify", "study"])
@pytest.mark.parametrize("target", CASES)
def test_one_sentence_for_bad_input(run: Run, library: Path, command: str, target: str) -> None:
    for name, text in FILES.items():
        Path(name).write_text(text)
    Path("bytes.py").write_bytes(b"\x00\xff\xfe@derivation")
    Path("folder").mkdir()
    found = run(command, target)
    assert found.code == 2
    assert found.out == ""
    assert CASES[target] in found.err
    assert found.err.startswith("hardlimit: ")
    assert found.err.count("\n") == 1


def test_a_listed_chapter_that_does_not_exist(run: Run, library: Path) -> None:
    (library / "__init__.py").write_text('CHAPTERS = ("first", "third")\n')
    for _ in range(2):
        found = run("verify")
        assert (found.code, found.out) == (2, "")
        assert "the chapter toybook.third is listed but does not exist" in found.err
        # What is there can be checked all the same, and that does not hide the gap.
        assert run("verify", "T1").code == 0


def test_a_chapter_that_does_not_import(run: Run, library: Path) -> None:
    (library / "second.py").write_text("1 / 0\n")
    found = run("verify")
    assert found.code == 2
    assert "toybook.second does not import: ZeroDivisionError" in found.err


@pytest.mark.parametrize(
    "arguments", [(), ("frob",), ("verify", "--jobs", "0"), ("verify", "--jobs", "x"), ("study",)]
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    found = run(*arguments)
    assert found.code == 2
    assert "usage: hardlimit" in found.err


@pytest.mark.slow
def test_a_reader_that_goes_away(folder: Path) -> None:
    Path("good.py").write_text(GOOD)
    command = [sys.executable, "-m", "hardlimit.proofs.cli", "verify", "good.py"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 141
    progress = "[0/3] checking T1 …\n"  # where the machine is busy
    assert done.stderr.replace(progress, "") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize(
    ("jobs", "sent", "code", "said"),
    [
        (1, signal.SIGINT, 130, "hardlimit: interrupted\n"),
        (2, signal.SIGINT, 130, "hardlimit: interrupted\n"),
        (2, signal.SIGTERM, 143, ""),
    ],
)
def test_an_early_end(folder: Path, jobs: int, sent: int, code: int, said: str) -> None:
    slow = GOOD + "\n    import time\n    open('started', 'w').close()\n    time.sleep(600)\n"
    Path("slow.py").write_text(slow)
    Path("good.py").write_text(GOOD)
    process = Started(("verify", "slow.py", "good.py", "--jobs", jobs))
    while not Path("started").exists() and process.running:
        time.sleep(0.05)
    process.signal(sent)
    done = process.end()
    assert (done.returncode, done.stderr) == (code, said)


def test_a_worker_that_is_killed(run: Run) -> None:
    Path("dies.py").write_text(GOOD + "\n    import os, signal\n    os.kill(os.getpid(), 9)\n")
    for jobs in ("1", "2"):
        found = run("verify", "--jobs", jobs, "dies.py")
        assert found.code == 1
        said = "T3: dies.py: its process was ended by SIGKILL before cites was handed over"
        assert said in found.out
        # It costs nobody else anything.
        assert "3 theorems, 2 steps: T3 FAILS" in found.out


def test_progress_is_for_terminals_only(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status = verify_command.StatusLine()
    status.show(0, 3, "T1")
    assert capsys.readouterr().err == ""
    status._on = True
    status.show(1, 3, "T2")
    status.clear()
    assert "[1/3] checking T2" in capsys.readouterr().err


def test_an_error_of_our_own_is_a_failure_and_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hardlimit.proofs.book.checking import Checker

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "the disk is on fire")

    monkeypatch.setattr(Checker, "report", broken)
    Path("good.py").write_text(GOOD)
    found = run("verify", "--jobs", "1", "good.py::T1")
    assert found.code == 1
    assert "internal error in test_input.py" in found.out


def test_help_and_version_import_nothing_heavy(folder: Path) -> None:
    for option in ("--help", "--version"):
        done = start(option, options=("-X", "importtime"))
        assert done.returncode == 0
        assert "hardlimit" in done.stdout
        for heavy in ("sympy", "numpy", "flint"):
            assert f" {heavy}\n" not in done.stderr


def test_other_packages_add_commands(run: Run) -> None:
    """``judge`` and ``certify`` belong to the numeric side, which the proofs do not import."""
    assert "certify" in run("--help").out
    found = run("certify", "nothing.csv", "--k", "2")
    assert found.code == 2
    assert "nothing.csv" in found.err
    assert run("judge", "no.such.module:Model").code == 2
