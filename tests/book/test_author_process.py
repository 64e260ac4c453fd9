"""Author code runs once, in a process of its own: nothing it does there is a verdict."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hardlimit.proofs.exchange.strict import canonical

from ..commands import GOOD, HEAD, PATIENCE, Outcome, start

Run = Callable[..., Outcome]

FALSE = """
@derivation(label="Z1", slug="zero-is-one", title="FALSE")
def one(d):
    x = d.symbol("x")
    d.goal(equal(x, x + 1))
    d.have(equal(x, x + 1), Algebra(), "x")
"""

#: Code of a file with a false line, and what is said where the process ends by it.
ENDS = {
    "exit": "import os; os._exit(0)",
    "exec": "import os; os.execv('/bin/true', ['true'])",
    "fork": "import os\nif os.fork(): os._exit(0)",
    "double fork": "import os\nif os.fork(): os._exit(0)\nif os.fork(): os._exit(0)",
    "terminated": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "aborted": "import os; os.abort()",
    "closed": "import os; os.closerange(0, 4096)",
    "exit by name": "import sys; sys.exit(0)",
    "system exit": "raise SystemExit(0)",
    "interrupted": "raise KeyboardInterrupt",
}
#: Code after which the line is handed over, and refused all the same.
SURVIVES = {
    "atexit": "import atexit, os; atexit.register(os._exit, 0)",
    "hook": "import sys; sys.excepthook = lambda *a: None",
    "rule": "from hardlimit.proofs.rules import Algebra as A\nA.check = lambda *a: None",
    "gate": "import hardlimit.proofs.kernel.gate as g\ng._verdict = lambda *a: ''\n"
    "g.check_step = None",
    "instances": "import hardlimit.proofs.kernel.gate as g\n"
    "from hardlimit.proofs.instances.verdict import Verdict\n"
    "g.examine = lambda *a: Verdict('accepts', 24, '', None)",
    "exit code": "import hardlimit.proofs.cli as c, sys\nc._run = lambda *a: 0\nsys.exit = None",
    "print": "import os; os.write(1, b'1 theorem, 1 step: all hold (0.1 s)\\n')",
    "handler": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "report": "from hardlimit.proofs.report.data import TheoremReport\n"
    "TheoremReport.holds = property(lambda self: True)",
    "truth": "import sympy; sympy.Symbol.__eq__ = lambda *a: True",
}


@pytest.mark.parametrize("how", ENDS)
def test_a_process_that_ends_hands_nothing_over(folder: Path, how: str) -> None:
    Path("mine.py").write_text(f"{ENDS[how]}\n{HEAD}{FALSE}")
    done = start("verify", "mine.py")
    assert done.returncode in (1, 2)
    assert "all hold" not in done.stdout
    assert "mine.py" in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("how", SURVIVES)
def test_what_is_patched_there_judges_nothing(folder: Path, how: str) -> None:
    Path("mine.py").write_text(f"{SURVIVES[how]}\n{HEAD}{FALSE}")
    done = start("verify", "mine.py")
    assert done.returncode in (1, 2), done.stdout
    assert "all hold" not in done.stdout


@pytest.mark.parametrize("how", ENDS)
def test_a_function_that_ends_its_process_costs_its_derivation(run: Run, how: str) -> None:
    body = ENDS[how].replace("\n", "\n    ")
    late = FALSE.replace("    x = d", f"    {body}\n    x = d")
    Path("mine.py").write_text(GOOD + late)
    found = run("verify", "--jobs", "1", "mine.py")
    assert found.code == 1
    assert found.out.count("derived") == 3
    assert "Z1 FAILS" in found.out


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.2, 0.4])
def test_a_thread_that_ends_the_process(folder: Path, seconds: float) -> None:
    Path("mine.py").write_text(
        "import os, threading, time\n"
        f"threading.Thread(target=lambda: (time.sleep({seconds}), os._exit(0)), daemon=True)"
        f".start()\n{HEAD}{FALSE}"
    )
    assert start("verify", "mine.py").returncode in (1, 2)


@pytest.mark.slow
def test_a_loop_at_the_top_is_bounded(folder: Path) -> None:
    Path("mine.py").write_text(f"while True: pass\n{HEAD}{FALSE}")
    done = start("verify", "--seconds", "1", "mine.py")
    assert done.returncode == 1
    assert done.stderr == "hardlimit: mine.py: undecided: no end within 1 s\n"


def test_a_loop_in_a_function_is_bounded(folder: Path) -> None:
    Path("mine.py").write_text(GOOD + FALSE.replace("    x = d", "    while True: pass\n    x = d"))
    done = start("verify", "--seconds", "1", "mine.py")
    assert done.returncode == 1
    assert "Z1: mine.py: undecided: no end within 1 s" in done.stdout


def test_memory_is_bounded(folder: Path) -> None:
    Path("mine.py").write_text(f"x = bytearray(3 * 2**30)\n{HEAD}{FALSE}")
    done = start("verify", "--memory", "200", "mine.py")
    assert done.returncode in (1, 2)
    assert "memory" in done.stderr


LINES = "x\n1 theorem, 1 step: all hold (0.1 s)"
CONTENTS: dict[str, Any] = {
    "chapters": [["c", "c", ""]],
    "listed": [["Z1", "zero", "t", "", "c", "mine.py", 1]],
    "missing": [],
    "sources": [],
}
#: What a child says its file holds, to have lines of its own printed.
LOUD: dict[str, Any] = {
    "an error": {"error": LINES},
    "a label": {**CONTENTS, "listed": [[LINES, "zero", "t", "", "c", "mine.py", 1]]},
    "a title": {**CONTENTS, "listed": [["Z1", "zero", LINES, "", "c", "mine.py", 1]]},
    "a file": {**CONTENTS, "listed": [["Z1", "zero", "t", "", "c", LINES, 1]]},
    "a chapter that is missing": {**CONTENTS, "missing": [LINES]},
}


@pytest.mark.parametrize("what", LOUD)
def test_what_is_handed_over_prints_no_line_of_its_own(run: Run, what: str) -> None:
    """It answers before the file is imported, by writing into the pipe itself."""
    said = canonical(LOUD[what])
    Path("mine.py").write_text(
        f"import os, struct\nsaid = {said!r}\n"
        "for fd in range(3, 999):\n"
        "    try:\n"
        "        os.write(fd, struct.pack('!i', len(said)) + said)\n"
        "    except OSError:\n"
        f"        pass\n{HEAD}{FALSE}"
    )
    found = run("verify", "mine.py")
    assert found.code == 2
    assert found.err == (
        "hardlimit: mine.py: what is handed over has several lines where there must be one\n"
    )


FORGED = {
    "report": ('{"derivation":{"label":"Z1"},"places":[],"crosschecks":0,"sources":[]}', 1),
    "nothing": ("{}", 1),
    "no data": ("not even JSON", 1),
    "beats": ('{"beat":true}', 10**6),
    "far too long": (" " * 9_000_000, 1),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_a_function_writes_into_the_pipe_is_data(folder: Path, what: str) -> None:
    message, times = FORGED[what]
    code = f"""
    import os, struct, time
    text = {message[:100]!r}.encode() + b" " * {max(0, len(message) - 100)} + b"\\n"
    for _ in range({times}):
        for fd in range(3, 999):
            try:
                os.write(fd, struct.pack("!i", len(text)) + text)
            except OSError:
                pass
        begun = time.process_time()
        while time.process_time() < begun + 0.05:
            pass
"""
    Path("mine.py").write_text(HEAD + FALSE.replace("    x = d", f"{code}    x = d"))
    done = start("verify", "--seconds", "1", "mine.py")
    assert done.returncode == 1
    assert "Z1: mine.py" in done.stdout
    assert "internal error" not in done.stdout + done.stderr


@pytest.mark.slow
def test_nobody_is_left_behind(folder: Path) -> None:
    """The child that is in a loop ends with us, however we end."""
    Path("mine.py").write_text(
        f"import os\nopen('pid', 'w').write(str(os.getpid()))\nwhile True: pass\n{HEAD}{FALSE}"
    )
    assert start("verify", "--seconds", "1", "mine.py").returncode == 1
    pid = int(Path("pid").read_text())
    for _ in range(10 * PATIENCE):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the child lives on")


# -- one object --------------------------------------------------------------------------------
TRUE = FALSE.replace("x + 1", "x").replace("equal(x, x)", "equal(2*x, x + x)")


def test_a_function_is_called_once(run: Run) -> None:
    """It writes a true line at first and a false one afterwards: only the first counts."""
    Path("mine.py").write_text(
        HEAD
        + """
from pathlib import Path
CALLS = Path(__file__).with_name("calls")

@derivation(label="F1", slug="flip", title="Written once")
def one(d):
    x = d.symbol("x")
    calls = CALLS.read_text() if CALLS.exists() else ""
    CALLS.write_text(calls + "I")
    claim = equal(2*x, x + x) if not calls else equal(x, x + 1)
    d.goal(claim)
    d.have(claim, Unfold(()) if calls else ByHypothesis(), "x")
"""
    )
    found = run("verify", "mine.py")
    assert Path("calls").read_text() == "I"
    again = run("verify", "mine.py")
    assert Path("calls").read_text() == "II"
    assert (found.code, again.code) == (0, 1)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_process_makes_no_difference(run: Run, jobs: str) -> None:
    """The line differs from one run of the function to the next; all see what was handed over."""
    Path("mine.py").write_text(
        HEAD
        + """
import os
from pathlib import Path
TOLD = Path(__file__).with_name("told")

@derivation(label="F1", slug="flip", title="FALSE where it is checked")
def one(d):
    x = d.symbol("x")
    again = hasattr(os, "told") or TOLD.exists()
    os.told = True
    TOLD.write_text("")
    claim = equal(x, x + 1) if again else equal((x + 1)**2, x**2 + 2*x + 1)
    d.goal(claim)
    d.have(claim, Algebra(), "x")
"""
    )
    found = run("verify", "--jobs", jobs, "--json", "mine.py")
    assert found.code == 0
    assert "x^{2}" in found.out


def test_a_crosscheck_of_another_derivation_counts_for_nothing(run: Run) -> None:
    """The child is lost after handing over; the one that replaces it writes something else."""
    Path("mine.py").write_text(
        HEAD
        + """
import os
from pathlib import Path
FIRST = Path(__file__).with_name("first")

@derivation(label="F1", slug="flip", title="Compared as another one")
def one(d):
    x, y = d.symbol("x"), d.symbol("y" if FIRST.exists() else "z")
    claim = equal((x + y)**2, x**2 + 2*x*y + y**2)
    d.goal(claim)
    d.have(claim, Algebra(), "x")
    FIRST.write_text("")
    d.crosscheck(CrossCheck("f", 2*x, (), lambda p: {"x": p}, lambda p: 2*p, lambda: [1.0]))

@derivation(label="F2", slug="ends", title="Ends the process")
def two(d):
    os._exit(0)
"""
    )
    found = run("verify", "--jobs", "1", "mine.py")
    assert found.code == 1
    assert "It was made of another derivation than the one that was checked." in found.out


def test_another_name_is_not_taken(run: Run) -> None:
    Path("mine.py").write_text(
        HEAD
        + """
@derivation(label="F1", slug="one", title="Renames itself")
def one(d):
    d.slug = "gibbs"
    x = d.symbol("x")
    d.goal(equal(x + x, 2*x))
    d.have(equal(x + x, 2*x), Algebra(), "x")
"""
    )
    found = run("verify", "mine.py")
    assert found.code == 1
    assert "another name than F1" in found.out


# -- never stale -------------------------------------------------------------------------------
EDITED = """
@derivation(label="C1", slug="edited", title="FALSE after the edit")
def one(d):
    x = d.symbol("x")
    rhs = x**2 + FACTOR * x + 1
    d.goal(equal((x + 1) ** 2, rhs))
    d.have(equal((x + 1) ** 2, rhs), Algebra(), "x")
"""
SOURCES = {
    "text": "from pathlib import Path\nFACTOR = int(Path('number').read_text())\n",
    "json": "import json\nFACTOR = json.load(open('number'))\n",
    "exec": "scope = {}\nexec('f = ' + open('number').read(), scope)\nFACTOR = scope['f']\n",
    "time": "import os\nFACTOR = int(os.path.getsize('number') == 1) * 2\n",
}


@pytest.mark.parametrize("source", SOURCES)
def test_what_a_file_reads_is_read_again(run: Run, source: str) -> None:
    Path("number").write_text("2")
    Path("mine.py").write_text(f"{SOURCES[source]}{HEAD}{EDITED}")
    assert run("verify", "mine.py").code == 0
    assert run("verify", "mine.py").out.count("cached") == 1
    Path("number").write_text("30")
    found = run("verify", "mine.py")
    assert found.code == 1
    assert "does not hold" in found.out


def test_the_surroundings_count(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.py").write_text(f"import os\nFACTOR = int(os.environ['FACTOR'])\n{HEAD}{EDITED}")
    monkeypatch.setenv("FACTOR", "2")
    assert run("verify", "mine.py").code == 0
    monkeypatch.setenv("FACTOR", "3")
    assert run("verify", "mine.py").code == 1


@pytest.mark.parametrize("patch", ["rule", "gate", "instances", "report"])
def test_a_patched_engine_leaves_no_verdict(run: Run, patch: str) -> None:
    """An evil version of the file, then the honest one with the same false line."""
    Path("mine.py").write_text(f"{SURVIVES[patch]}\n{HEAD}{FALSE}")
    run("verify", "mine.py")
    Path("mine.py").write_text(HEAD + FALSE)
    found = run("verify", "mine.py")
    assert found.code == 1
    assert "cached" not in found.out


# -- names that are taken ----------------------------------------------------------------------
def test_a_name_of_the_library_is_not_shadowed_silently(run: Run, library: Path) -> None:
    Path("mine.py").write_text(HEAD + FALSE.replace("Z1", "T1"))
    found = run("verify", "mine.py")
    assert found.code == 1
    assert "mine.py: T1 (zero-is-one) shares a name with an installed derivation" in found.err
    installed = run("verify", "T1")
    assert (installed.code, installed.err) == (0, "")
    assert "A square expands" in installed.out


def test_a_slug_of_the_library_is_not_shadowed_silently(run: Run, library: Path) -> None:
    Path("mine.py").write_text(GOOD.replace('label="T', 'label="X'))
    found = run("verify", "mine.py")
    assert found.code == 0
    assert found.err.count("shares a name") == 3
