"""A sample of hostile input, of which :mod:`.hostile` makes as much as wanted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hardlimit.proofs.exchange.strict import canonical

from . import hostile
from .hostile_inputs import zoo

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="alarms and links of another kind")


@pytest.fixture
def names(folder: Path) -> tuple[str, ...]:
    return zoo(folder, canonical(hostile.exports(folder)[0]))


def test_argument_lists(names: tuple[str, ...]) -> None:
    seen = hostile.commands(400, 2, names)
    assert sum(seen.values()) == 400
    assert seen[2] > seen[0] > 0
    assert seen[1] > 0


def test_changed_documents(folder: Path) -> None:
    seen = hostile.fuzz_documents(300, 2, hostile.exports(folder))
    assert seen["refused"] > 200
    assert seen["read"] > 0


def test_processes(names: tuple[str, ...]) -> None:
    assert sum(hostile.processes(4, 2, names).values()) == 4


def test_a_fault_is_noticed() -> None:
    for code, said in (
        (1, "Traceback (most recent call last):\n"),
        (3, ""),
        (-11, ""),
        (2, "hardlimit: one\ntwo\n"),
        (2, "hardlimit: \x1b[2J\n"),
        (2, ""),
    ):
        with pytest.raises(hostile.Fault):
            hostile.judge(code, said)
    hostile.judge(2, "hardlimit: there is no file x\n")
    with pytest.raises(hostile.Fault, match="no end"):
        hostile.in_time(lambda: [None for _ in iter(int, 1)], seconds=1)


CASES = {
    "loop.py": "cannot read 'loop.py': too many levels of symbolic links",
    "loop.py/x.py": "cannot read 'loop.py/x.py': too many levels of symbolic links",
    "a" * 5000: "file name too long",
    "a" * 300 + ".py": "file name too long",
    "": "there is no installed derivation ''",
    "two\nlines.py": r"there is no file two\nlines.py",
    "\x1b[2J.py": r"there is no file \x1b[2J.py",
}


@pytest.mark.parametrize("target", CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("command", ["verify", "study"])
def test_names_of_files(names: tuple[str, ...], command: str, target: str) -> None:
    code, said = hostile.run_here([command, target])
    assert code == 2
    assert CASES[target] in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "0", "-1", "1_0", " 1", "1.5", "x"])
def test_numbers_out_of_bounds(names: tuple[str, ...], number: str) -> None:
    for option in ("--memory", "--seconds"):
        code, said = hostile.run_here(["recheck", "good.json", f"{option}={number}"])
        assert code == 2
        assert "is not a whole number from 1 to a million" in said
