"""An author's process writes nowhere where verdicts come from: not now, and not for later runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hardlimit.proofs.rules as rules
import pytest
from hardlimit.proofs.book import child, session
from hardlimit.proofs.book.cache import default_folder
from hardlimit.proofs.book.confine import can_confine

from ..commands import GOOD, HEAD, PATIENCE, Outcome, start
from .test_author_process import FALSE

Run = Callable[..., Outcome]
confined = pytest.mark.skipif(not can_confine(), reason="this system cannot confine a process")

#: What the process writes to the places that are named in ``PLACES``, and how.
WAYS = {
    "write": "open(place, 'w').write('x')",
    "append": "open(place, 'a').write('x')",
    "cut short": "os.truncate(place, 0)",
    "remove": "os.remove(place)",
    "move there": "open('made', 'w').write('x'); os.replace('made', place)",
    "move away": "os.replace(place, 'taken')",
    "link": "open('made', 'w').write('x'); os.link('made', place + '2')",
    "symlink": "os.symlink('made', place + '2')",
    "through a symlink": "os.symlink(place, f'way{n}'); open(f'way{n}', 'w').write('x')",
    "folder": "os.mkdir(place + '2')",
    "rename the folder": "os.rename(os.path.dirname(place), os.path.dirname(place) + '2')",
    "from a shell": "import subprocess; subprocess.run(['sh', '-c', f'echo x > {place}'])",
    "from an heir": "pid = os.fork()\n"
    "    if not pid:\n"
    "        try:\n"
    "            os.setsid(); open(place, 'w').write('x')\n"
    "        finally:\n"
    "            os._exit(0)\n"
    "    os.waitpid(pid, 0)",
}


@pytest.fixture
def places() -> Iterator[dict[str, Path]]:
    """Files where verdicts come from; each is as it was afterwards."""
    cache = default_folder()
    kept = cache / "coq" / "own-1" / "T_x.json"
    kept.parent.mkdir(parents=True)
    engine = Path(rules.__file__).with_name("for_a_test.txt")
    found = {"cache": cache / "theorem-1.json", "coq": kept, "engine": engine}
    for path in found.values():
        path.write_text("as it was")
    yield found
    engine.unlink()


@confined
def test_nothing_is_written_where_verdicts_come_from(run: Run, places: dict[str, Path]) -> None:
    tried = "".join(
        f"\nn, place = {n}, {str(path)!r}\ntry:\n    {way}\nexcept OSError as error:\n"
        f"    assert error.errno in (errno.EACCES, errno.EXDEV), error\n"
        f"else:\n    assert {name!r} in PASS, {name!r}\n"
        for n, path in enumerate(places.values())
        for name, way in WAYS.items()
    )
    passes = '{"from a shell", "from an heir"}'  # what fails there is not told here
    Path("mine.py").write_text(f"import errno, os\nPASS = {passes}\n{tried}\n{HEAD}{FALSE}")
    found = run("verify", "mine.py")
    assert found.code == 1, found.err
    for path in places.values():
        assert path.read_text() == "as it was"
        assert [p.name for p in path.parent.glob(f"{path.stem}*")] == [path.name]
        assert not path.parent.with_name(f"{path.parent.name}2").exists()


@confined
def test_a_forged_verdict_is_not_stored(run: Run) -> None:
    """The process puts the verdict on its own false line where it would be looked for."""
    Path("mine.py").write_text(
        HEAD
        + """
import hardlimit.proofs.kernel.gate as gate
from hardlimit.proofs.book.cache import Cache
from hardlimit.proofs.book.shelf import shelf_of
from hardlimit.proofs.book.checking import Checker
from hardlimit.proofs.book.desk import Desk
from hardlimit.proofs.book.handed import read_written
from hardlimit.proofs.instances.verdict import Verdict

@derivation(label="Z1", slug="zero-is-one", title="FALSE")
def one(d):
    x = d.symbol("x")
    d.goal(equal(x, x + 1))
    d.have(equal(x, x + 1), Algebra(), "x")

def forged():
    Algebra.check = lambda *a: None
    gate.examine = lambda *a: Verdict("accepts", 24, "", None)
    desk = Desk(__file__)
    shelf = shelf_of(__file__)
    from hardlimit.proofs.book.handed import read_contents
    shelf._contents = read_contents(desk.answer("open"))
    shelf._handed["zero-is-one"] = read_written(desk.answer("write", "zero-is-one"))
    report = Checker(shelf).report("zero-is-one")
    assert report.holds
    Cache().put_theorem(shelf.key("zero-is-one"), report)

import sys
if not hasattr(sys, "forging"):
    sys.forging = True
    forged()
"""
    )
    for _ in range(2):
        found = run("verify", "mine.py")
        assert found.code == 1
        assert "x = 1 + x" in found.out
        assert "cached" not in found.out


#: Modules that the one that judges imports, in its own current folder.
SHADOWS = """
for name in ("sympy", "flint", "mpmath", "numpy"):
    with open(name + ".py", "w") as file:
        file.write("import os; print('1 theorem, 1 step: all hold'); os._exit(0)")
import sys
sys.path[:] = [path for path in sys.path if path not in ("", ".", PATH)]
"""
RUNS = {
    "the command": (["-m", "hardlimit.proofs.cli", "verify", "mine.py"], None),
    "a path": (["-m", "hardlimit.proofs.cli", "verify", "mine.py"], "."),
    "pytest": (["-m", "pytest", "-q", "-p", "no:hypothesispytest"], None),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", RUNS)
def test_nothing_is_imported_that_the_process_wrote(folder: Path, how: str) -> None:
    arguments, path = RUNS[how]
    if not can_confine() and how != "the command":
        pytest.skip("this system cannot confine a process")
    Path("pytest.ini").write_text("[pytest]\nderivation_files = mine.py\n")
    Path("mine.py").write_text(f"PATH = {str(folder)!r}{SHADOWS}{HEAD}{FALSE}")
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, **({"PYTHONPATH": path} if path else {})},
    )
    assert done.returncode in (1, 2), done.stdout
    assert "all hold" not in done.stdout


@confined
def test_other_places_are_open(folder: Path) -> None:
    """A file may keep something beside it, and has a folder for what is passing."""
    Path("mine.py").write_text(
        "import tempfile\nopen('beside', 'w').write('x')\n"
        f"open('passing', 'w').write(tempfile.mkdtemp())\n{GOOD}"
    )
    assert start("verify", "mine.py").returncode == 0
    assert Path("beside").read_text() == "x"
    assert not Path(Path("passing").read_text()).exists()


def test_where_no_process_can_be_confined_no_verdict_on_its_file_is_kept(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (child, session):
        monkeypatch.setattr(module, "can_confine", lambda: False)
    Path("good.py").write_text(GOOD)
    for _ in range(2):
        found = run("verify", "good.py")
        assert found.code == 0
        assert "cached" not in found.out
    assert not list(default_folder().glob("theorem-*"))
