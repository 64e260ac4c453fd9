"""``hardlimit attack``: the table, the same as data, and exit codes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.rules import Algebra

from ..commands import CITES, HEAD, PATIENCE, SQUARE, WRONG_SIGN, Outcome

Run = Callable[..., Outcome]

SMALL = HEAD + SQUARE + "\n" + CITES


@pytest.fixture
def small(folder: Path) -> Path:
    (folder / "small.py").write_text(SMALL)
    return folder / "small.py"


def test_the_table(run: Run, small: Path) -> None:
    outcome = run("attack", small, "--jobs", 1)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0].startswith("T1     square ")
    assert "mutants  none survives" in lines[0]
    head = next(line for line in lines if line.lstrip().startswith("mutants"))
    assert head.split("  ")[-1].strip() in ("still proved", "weaker", "equivalent", "statement")
    rows = {line[:20].strip(): line.split() for line in lines[lines.index(head) + 1 :]}
    assert {"sign", "factor 2", "exponent", "all"} <= set(rows)
    assert "  rule " in outcome.out
    assert "survivors: 0" in lines
    assert lines[-1].endswith("s of processor time")


@pytest.mark.slow
def test_the_same_as_data_however_many_processes(run: Run, small: Path) -> None:
    one, two = (run("attack", small, "--json", "--jobs", jobs) for jobs in (1, 2))
    assert one.code == two.code == 0
    data, again = json.loads(one.out), json.loads(two.out)
    for found in (data, again):
        for item in found["derivations"]:
            assert item.pop("seconds") >= 0
    assert data == again
    assert [item["slug"] for item in data["derivations"]] == ["square", "cites"]
    whole = data["all"]
    assert whole["mutants"] == sum(n for name, n in whole.items() if name != "mutants")
    assert whole["mutants"] == sum(item["mutants"] for item in data["operators"].values())
    assert whole["both"] > whole["mutants"] // 2
    assert data["witnesses"]["rule"]["refused"] <= data["witnesses"]["rule"]["of"]
    assert data["survivors"] == []
    assert all(sentence.endswith(".") for sentence in data["blind"])


def test_one_target_alone(run: Run, small: Path) -> None:
    outcome = run("attack", f"{small}::T3", "--json")
    assert [item["slug"] for item in json.loads(outcome.out)["derivations"]] == ["cites"]


@pytest.mark.slow
def test_a_checker_that_accepts_everything_is_found_out(
    run: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Algebra, "check", lambda self, claim, state: None)
    outcome = run("attack", f"{small}::T1", "--jobs", 1)
    assert outcome.code == 1
    assert "SURVIVE" in outcome.out.splitlines()[0]
    assert "ALARM: T1 square, step 1, " in outcome.out
    assert "  (a + b)**2 = a**2 + 2*a*b + b**2\n" in outcome.out
    data = json.loads(run("attack", f"{small}::T1", "--jobs", 1, "--json").out)
    assert {item["result"] for item in data["survivors"]} == {"alarm"}


def test_what_does_not_hold_is_not_attacked(run: Run, folder: Path) -> None:
    (folder / "wrong.py").write_text(WRONG_SIGN)
    outcome = run("attack", "wrong.py")
    assert outcome.code == 1
    assert "not attacked: it does not hold: step 1 does not hold" in outcome.out


def test_bad_input(run: Run, folder: Path) -> None:
    outcome = run("attack", "no-such-file.py")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("hardlimit: ")
    assert run("attack", "--jobs", "0").code == 2


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_an_early_end(small: Path) -> None:
    pause = (
        "def square(d):\n    import time\n    open('started', 'w').close()\n    time.sleep(600)\n"
    )
    small.write_text(SMALL.replace("def square(d):\n", pause))
    command = [sys.executable, "-m", "hardlimit.proofs.cli", "attack", str(small), "--jobs", "2"]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # A test run in the background of a shell ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not Path("started").exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (130, "hardlimit: interrupted\n")
