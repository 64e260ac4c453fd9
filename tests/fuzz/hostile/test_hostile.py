"""A sample of hostile input, of which :mod:`.runs` makes as much as wanted."""

from __future__ import annotations

import contextlib
import random
import sys
from collections import Counter
from pathlib import Path

import pytest
from hardlimit.proofs.exchange.strict import canonical
from hardlimit.proofs.rules import Algebra

from ... import sizes
from ...sizes import draws
from . import runs
from .documents import document
from .inputs import zoo
from .tally import Fault, NoEnd, Tally, in_time, judge

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="alarms and links of another kind")


@pytest.fixture
def names(folder: Path) -> tuple[str, ...]:
    return zoo(folder, canonical(runs.exports(folder)[0]))


def ends(tally: Tally) -> Counter[str]:
    """How often each end came, whatever the kind of input."""
    assert not tally.faults
    found: Counter[str] = Counter()
    for (_, what), count in tally.seen.items():
        found[what] += count
    return found


@pytest.mark.slow
def test_argument_lists(names: tuple[str, ...]) -> None:
    found = ends(runs.commands(draws(150), sizes.number(2), names))
    assert found.total() == draws(150)
    assert found["exit 2"] > found["exit 0"] > 0
    assert found["exit 1"] > 0


@pytest.mark.slow
def test_documents(folder: Path) -> None:
    found = ends(runs.fuzz_documents(draws(100), sizes.number(2), runs.exports(folder)))
    assert found.total() == draws(100)
    assert found["refused"] > found.total() / 2
    assert found["derived"] > 0


def test_a_document_is_the_same_whenever_it_is_made(folder: Path) -> None:
    given = runs.exports(folder)
    (folder / "elsewhere").mkdir()
    with contextlib.chdir(folder / "elsewhere"):
        assert runs.exports(folder / "elsewhere") == given
    kinds = set()
    for number in range(30):
        one, two = (document(random.Random(f"{number}"), given) for _ in "ab")
        assert one == two
        kinds.add(one[0])
    assert len(kinds) > 4


def test_processes(names: tuple[str, ...]) -> None:
    assert ends(runs.processes(draws(2), sizes.number(2), names)).total() == draws(2)


def test_a_fault_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    for code, said in (
        (1, "Traceback (most recent call last):\n"),
        (3, ""),
        (-11, ""),
        (2, "hardlimit: one\ntwo\n"),
        (2, "hardlimit: \x1b[2J\n"),
        (2, ""),
    ):
        with pytest.raises(Fault):
            judge(code, said)
    judge(2, "hardlimit: there is no file x\n")
    tally = Tally()
    tally.run("one", "an input", lambda: (str(1 // 0), ""))
    assert tally.faults == ["one: ZeroDivisionError: integer division or modulo by zero: an input"]
    assert "FAULT one" in capsys.readouterr().out


def test_a_hang_is_noticed_even_by_what_expects_every_error() -> None:
    def forever() -> None:
        try:
            while True:
                pass
        except BaseException:
            return

    with pytest.raises(NoEnd):
        in_time(forever, seconds=1)


def test_an_internal_error_in_a_report_is_a_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    given = runs.exports(folder)
    monkeypatch.setattr(Algebra, "check", broken)
    with pytest.raises(Fault, match="internal error: KeyError"):
        runs.read(canonical(given[1]))


CASES = {
    "loop.py": "cannot read 'loop.py': too many levels of symbolic links",
    "loop.py/x.py": "cannot read 'loop.py/x.py': too many levels of symbolic links",
    "a" * 5000: "file name too long",
    "a" * 300 + ".py": "file name too long",
    "": "there is no installed derivation ''",
    "two\nlines.py": r"there is no file two\nlines.py",
    "\x1b[2J.py": r"there is no file \x1b[2J.py",
}


@pytest.mark.slow
@pytest.mark.parametrize("target", CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("command", ["verify", "study"])
def test_names_of_files(names: tuple[str, ...], command: str, target: str) -> None:
    code, said = runs.run_here([command, target])
    assert code == 2
    assert CASES[target] in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "0", "-1", "1_0", " 1", "1.5", "x"])
def test_numbers_out_of_bounds(names: tuple[str, ...], number: str) -> None:
    for option in ("--memory", "--seconds"):
        code, said = runs.run_here(["recheck", "good.json", f"{option}={number}"])
        assert code == 2
        assert "is not a whole number from 1 to a million" in said
