"""Derivations that ask for too much: "undecided" in one sentence, whatever the command."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.rules import Algebra

from ..commands import GOOD, HEAD, SQUARE, Outcome, Started

Run = Callable[..., Outcome]

#: The body of a derivation, and what is said of it.
GREEDY = {
    "laughs": (
        """
    f = a
    for i in range(60):
        f = d.define(f"f{i}", (), f**2 + f)
    show(equal(f, f + 1))
""",
        "undecided: with its definitions written out a formula may have more than 20000 parts",
    ),
    "laughing entries": (
        """
    f = x
    for i in range(60):
        f = d.define(f"f{i}", (n,), f[n] + total(f[m], m))
    show(equal(f[n], f[n] + 1))
""",
        "undecided: with its definitions written out a formula may have more than 20000 parts",
    ),
    "deep": (
        """
    f = a
    for i in range(200):
        f = exp(f)
    show(equal(f, a))
""",
        "nested more than 120 levels deep",
    ),
    "many indices": (
        """
    y = d.family("y", *12 * [N])
    show(equal(y[12 * (n,)], a))
""",
        "the indices of y has more than 6 items",
    ),
    "all at once": (
        """
    places = d.indices(" ".join(f"i{k}" for k in range(12)), N)
    d.assume("all", at_most(x[n], 1), places)
    show(equal(a, a))
""",
        "undecided: an instance would have 244140625 places to look at, more than 50000",
    ),
    "long number": (
        """
    show(equal(a, 7**9999))
""",
        "cannot be written down: a number has more than 10000 bits",
    ),
    "powers of powers": (
        """
    f = a
    for i in range(6):
        f = (f + 1)**1000
    show(equal(f, f + a))
""",
        "instances  cannot decide: an exponent is too large",
    ),
    "high power": (
        """
    show(equal((a + x[n])**1000, a))
""",
        "rule       Algebra cannot decide: a power of a sum is too high to expand",
    ),
}
LEAVES = {
    "no error": "raise SystemExit(0)",
    "an error": "raise SystemExit('gone')",
    "no Exception": "raise type('Odd', (BaseException,), {})('odd')",
    "out of memory": "raise MemoryError",
    "without end": "f = lambda: f(); f()",
    "dead": "import os; os._exit(0)",
}


def _written(body: str) -> str:
    start = """
from sympy import exp
@derivation(label="X1", slug="greedy", title="Greedy")
def greedy(d):
    a, N = d.symbol("a"), d.size("N")
    n, m = d.indices("n m", N)
    x = d.family("x", N)
    def show(relation):
        d.goal(relation)
        d.have(relation, Algebra(), "See.")
"""
    return HEAD + start + body


def _said(text: str) -> int:
    """How many lines there are besides those that say how far the run is."""
    return sum(not line.startswith("[") for line in text.splitlines())


def _no_pass(found: Outcome) -> None:
    """The command has said so, on one side or the other, and left in order."""
    assert found.code in (1, 2)
    assert "Traceback" not in found.out + found.err
    assert "internal error" not in found.out + found.err
    assert _said(found.err) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("name", GREEDY)
def test_a_greedy_derivation_is_no_pass(run: Run, name: str) -> None:
    body, expected = GREEDY[name]
    Path("greedy.py").write_text(_written(body))
    found = run("verify", "greedy.py")
    _no_pass(found)
    assert expected in found.out


@pytest.mark.slow
@pytest.mark.parametrize("name", GREEDY)
def test_no_command_falls_over_a_greedy_derivation(run: Run, name: str) -> None:
    Path("greedy.py").write_text(_written(GREEDY[name][0]))
    _no_pass(run("attack", "greedy.py"))
    _no_pass(run("proof", "--no-kernel", "--only", "greedy.py"))
    assert not list(Path("build").iterdir())
    studied = run("study", "greedy.py")
    exported = run("export", "greedy.py", "--output", "greedy.json")
    for found in (studied, exported):
        assert "Traceback" not in found.out + found.err
    assert studied.code in (1, 2) or "X1 does not hold" in studied.out
    if exported.code == 0:
        again = run("recheck", "greedy.json")
        _no_pass(again)
        assert "X1 FAILS" in again.out


@pytest.mark.slow
@pytest.mark.parametrize("name", LEAVES)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_derivation_that_leaves_is_no_pass(run: Run, name: str, jobs: int) -> None:
    Path("leaves.py").write_text(GOOD + _written(f"    {LEAVES[name]}\n").removeprefix(HEAD))
    found = run("verify", "leaves.py", "--jobs", jobs)
    _no_pass(found)
    assert "4 theorems, 3 steps: X1 FAILS" in found.out
    assert run("study", "leaves.py::X1").code in (1, 2)


@pytest.mark.parametrize("name", [n for n in LEAVES if n != "dead"])
def test_a_file_that_leaves_is_no_pass(run: Run, name: str) -> None:
    Path("leaves.py").write_text(f"{HEAD}{LEAVES[name]}\n")
    for command in ("verify", "study", "export", "attack"):
        found = run(command, "leaves.py")
        assert (found.code, found.out) == (2, "")
        assert re.match(r"hardlimit: leaves\.py:\d+ does not import: ", found.err)


def _comes_to_no_end(*_: object) -> None:
    while True:
        pass


def _takes_memory(*_: object) -> None:
    held = [bytes(50_000_000)]
    while True:
        held.append(bytes(50_000_000))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the stand-ins are inherited by fork")
@pytest.mark.parametrize(
    ("work", "said"),
    [
        (_comes_to_no_end, "undecided: no end within 1 s"),
        (_takes_memory, "Algebra cannot decide: the memory does not suffice"),
    ],
)
def test_time_and_memory_of_a_step(
    run: Run, work: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Algebra, "check", work)
    Path("good.py").write_text(HEAD + SQUARE)
    limits = ("--seconds", "1", "--memory", "500", "--jobs", "1")
    found = run("verify", "good.py", *limits)
    _no_pass(found)
    assert said in found.out
    assert "T1 FAILS" in found.out
    levels = {
        t["level"] for t in json.loads(run("verify", "good.py", "--json", *limits).out)["theorems"]
    }
    assert not levels & {"derived", "proved"}
    assert run("proof", "--only", "good.py::T1", *limits).code == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("command", ["verify", "study", "export"])
def test_a_full_disk(command: str) -> None:
    Path("good.py").write_text(GOOD)
    done = Started((command, "good.py"), out="/dev/full").end()
    assert done.returncode == 1
    assert done.stderr == "hardlimit: no space left on device\n"
