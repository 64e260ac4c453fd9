"""The verdict cache: quick where nothing changed, and never a source of truth."""

from __future__ import annotations

import json
import os
import py_compile
from collections.abc import Callable
from pathlib import Path

import pytest
from hardlimit.proofs.book import cache as cache_module
from hardlimit.proofs.book.cache import Cache, default_folder
from hardlimit.proofs.book.confine import can_confine
from hardlimit.proofs.language.levels import LEVELS

from ..commands import GOOD, HEAD, WRONG_SIGN, Outcome, start

Run = Callable[..., Outcome]

#: A derivation that holds if the module beside it doubles.
HELPED = """
from squares_helper import twice

@derivation(label="H1", slug="twice", title="Twice")
def h(d):
    a = d.symbol("a")
    d.goal(equal(a*(a + 2), a**2 + twice(a)))
    d.have(equal(a*(a + 2), a**2 + twice(a)), Algebra(), "Expand.")
"""


def stored() -> list[Path]:
    return sorted(default_folder().glob("*.json"))


def cached(outcome: Outcome) -> list[str]:
    """The labels of the theorems whose verdicts came out of the cache."""
    return [line.split()[0] for line in outcome.out.splitlines() if line.endswith("cached")]


def test_a_second_run_takes_everything_from_the_cache(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    first = run("verify", "good.py")
    assert cached(first) == []
    second = run("verify", "good.py")
    assert second.code == 0
    assert cached(second) == ["T1", "T2", "T3"]
    assert "3 from the cache" in second.out


def test_a_cached_report_is_the_same_report(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    assert run("verify", "--json", "good.py").out == run("verify", "--json", "good.py").out


def test_a_cached_run_imports_neither_sympy_nor_numpy(folder: Path) -> None:
    assert start("verify", "A1").returncode == 0
    done = start("verify", "A1", options=("-X", "importtime"))
    assert done.returncode == 0
    assert done.stdout.count("cached") == 1
    for heavy in ("sympy", "numpy", "flint", "hardlimit.proofs.kernel"):
        assert f" {heavy}\n" not in done.stderr


@pytest.mark.slow
def test_editing_one_derivation_checks_it_again_and_what_cites_it(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    run("verify", "good.py")
    Path("good.py").write_text("# a comment moves all lines\n" + GOOD)
    moved = run("verify", "--json", "good.py")
    line = GOOD.splitlines().index("    d.have(") + 2
    assert json.loads(moved.out)["theorems"][2]["steps"][0]["line"] == line
    assert cached(run("verify", "good.py")) == ["T1", "T2", "T3"]
    Path("good.py").write_text(
        GOOD.replace("x[n]", "y[n]").replace('"x", N', '"y", N').replace("x, m", "y, m")
    )
    assert cached(run("verify", "good.py")) == ["T1", "T3"]
    twice = "equal(2*(a + b)**2, 2*a**2 + 4*a*b + 2*b**2)"
    more = f'"Multiply out."); d.goal({twice}); d.have({twice}, Algebra(), "Twice.")'
    Path("good.py").write_text(GOOD.replace('"Multiply out.")', more))
    assert cached(run("verify", "good.py")) == ["T2"]


def test_a_changed_sentence_is_shown(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    run("verify", "good.py")
    Path("good.py").write_text(GOOD.replace("Multiply out.", "Expand."))
    report = json.loads(run("verify", "--json", "good.py").out)
    assert report["theorems"][0]["steps"][0]["why"] == "Expand."


def test_failures_are_not_stored(run: Run) -> None:
    Path("wrong.py").write_text(WRONG_SIGN)
    for _ in range(2):
        found = run("verify", "wrong.py")
        assert found.code == 1
        assert "does not hold" in found.out
    assert not [file for file in stored() if file.name.startswith("theorem")]


def test_a_pass_is_forgotten_when_the_file_turns_wrong(run: Run) -> None:
    Path("one.py").write_text(
        WRONG_SIGN.replace("m)**2, n), total(x[n]**2 + 2", "m)**2, n), total(x[n]**2 - 2")
    )
    assert run("verify", "one.py").code == 0
    Path("one.py").write_text(WRONG_SIGN)
    assert run("verify", "one.py").code == 1


def test_what_was_compiled_before_is_not_read(run: Run) -> None:
    """A change within a second that keeps the size leaves Python's compiled file valid."""
    right = WRONG_SIGN.replace("m)**2, n), total(x[n]**2 + 2", "m)**2, n), total(x[n]**2 - 2")
    path = Path("one.py")
    path.write_text(right)
    os.utime(path, (1, 1))
    py_compile.compile(str(path))
    path.write_text(WRONG_SIGN)
    os.utime(path, (1, 1))
    assert len(right) == len(WRONG_SIGN)
    assert run("verify", "one.py").code == 1


def test_nor_is_what_was_compiled_of_a_module_beside(run: Run) -> None:
    helper, call = Path("squares_beside.py"), ("def twice(u):\n    return 2*u\n")
    helper.write_text(call)
    os.utime(helper, (1, 1))
    py_compile.compile(str(helper))
    helper.write_text(call.replace("2*u", "3*u"))
    os.utime(helper, (1, 1))
    derivation = HELPED.replace("squares_helper", "squares_beside")
    Path("mine.py").write_text(HEAD + derivation)
    assert run("verify", "mine.py").code == 1


def test_a_changed_helper_file_counts(run: Run) -> None:
    helper = Path("squares_helper.py")
    helper.write_text("def twice(u):\n    return 2*u\n")
    Path("mine.py").write_text(HEAD + HELPED)
    assert start("verify", "mine.py").returncode == 0
    assert ("cached" in start("verify", "mine.py").stdout) == can_confine()
    helper.write_text("def twice(u):\n    return 3*u\n")
    assert start("verify", "mine.py").returncode == 1


def test_no_cache_neither_reads_nor_writes(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    known = stored()
    run("verify", "--no-cache", "good.py")
    assert stored() == known
    run("verify", "good.py")
    before = {file: file.stat().st_mtime_ns for file in stored()}
    assert cached(run("verify", "--no-cache", "good.py")) == []
    assert {file: file.stat().st_mtime_ns for file in stored()} == before


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["level", "cut", "empty", "bytes", "swap", "folder"])
def test_a_damaged_cache_counts_for_nothing(run: Run, damage: str) -> None:
    Path("good.py").write_text(GOOD)
    expected = run("verify", "--json", "good.py").out
    files = stored()
    assert len(files) > 2, "an index, and the theorems that notes and files may cite"
    for file in files:
        text = file.read_text()
        if damage == "level":
            file.write_text(text.replace("derived", "proved"))
        elif damage == "cut":
            file.write_text(text[: len(text) // 2])
        elif damage == "empty":
            file.write_text("")
        elif damage == "bytes":
            file.write_bytes(b"\xff\x00" * 100)
        elif damage == "swap":
            file.write_text(files[0].read_text())
        else:
            file.unlink()
            file.mkdir()
    found = run("verify", "--json", "good.py")
    assert found.code == 0
    assert found.err == ""
    assert [_plain(t) for t in json.loads(found.out)["theorems"]] == [
        _plain(t) for t in json.loads(expected)["theorems"]
    ]


def _plain(theorem: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in theorem.items() if key != "seconds"}


def test_a_forged_entry_without_its_parts_is_ignored(run: Run) -> None:
    """Even with the right checksum: what is not a report is not a verdict."""
    Path("good.py").write_text(GOOD)
    run("verify", "good.py")
    cache = Cache()
    for file in stored():
        cache._write(file.stem, {"chapters": [], "theorems": [{"label": "T1"}]})
    found = run("verify", "good.py")
    assert found.code == 0
    assert cached(found) == []


def test_a_stored_report_that_fails_is_no_pass(run: Run) -> None:
    Path("good.py").write_text(GOOD)
    run("verify", "good.py")
    cache = Cache()
    for file in stored():
        body = json.loads(file.read_text().partition("\n")[2])
        for theorem in body.get("theorems", ()):
            theorem["level"] = LEVELS[0]
        cache._write(file.stem, body)
    assert cached(run("verify", "good.py")) == []


def test_a_verdict_on_another_theorem_is_no_verdict(run: Run, library: Path) -> None:
    run("verify")
    cache = Cache()
    index = next(file for file in stored() if file.name.startswith("book"))
    body = json.loads(index.read_text().partition("\n")[2])
    for card in body["cards"]:
        card["key"] = body["cards"][0]["key"]
    cache._write(index.stem, body)
    found = run("verify")
    assert [line.split()[0] for line in found.out.splitlines()[:4]] == ["T1", "T2", "T3", "S1"]
    assert cached(found) == ["T1"]


@pytest.mark.slow
def test_another_version_of_the_engine_empties_the_cache(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("good.py").write_text(GOOD)
    run("verify", "good.py")
    cache_module.environment.cache_clear()
    monkeypatch.setattr(cache_module, "version", lambda name: "99.0")
    assert cached(run("verify", "good.py")) == []
    cache_module.environment.cache_clear()


def test_a_cache_that_cannot_be_written_does_no_harm(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("good.py").write_text(GOOD)
    Path("file").write_text("in the way")
    monkeypatch.setenv("HARDLIMIT_CACHE", str(Path("file/cache")))
    found = run("verify", "good.py")
    assert (found.code, found.err) == (0, "")


def test_old_entries_make_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cache_module, "_ENTRIES_KEPT", 10)
    cache = Cache(tmp_path / "small")
    for number in range(11):
        cache._write(f"theorem-{number}", {})
    assert len(list(cache.folder.glob("*.json"))) == 6
    assert (cache.folder / "theorem-10.json").exists()


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARDLIMIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert default_folder() == Path("/somewhere/hardlimit")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/reader")
    assert default_folder() == Path("/home/reader/.cache/hardlimit")
