"""The store: a file gets there whole; a note holds for the bytes it speaks of; it is pruned."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hardlimit.proofs.coq.run import running, store
from hardlimit.proofs.coq.run.store import (
    WHOLE,
    bench,
    build_library,
    kept_line,
    library_folder,
    noted,
    prune,
    prune_book,
    take_note,
    unit_of,
    workshop,
)

from .opened import needs_coq


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HARDLIMIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "coq"


def test_a_note_is_about_the_files_as_they_were(tmp_path: Path) -> None:
    note, a, b = (tmp_path / name for name in ("n.json", "a", "b"))
    a.write_text("1")
    b.write_text("2")
    take_note(note, "key", [a, b], {"what": 3})
    assert noted(note, "key", [a, b]) == {"what": 3}
    assert noted(note, "other", [a, b]) is None
    assert noted(note, "key", [b, a]) is None
    assert noted(note, "key", [a]) is None
    a.write_text("1 ")
    assert noted(note, "key", [a, b]) is None
    a.write_text("1")
    assert noted(note, "key", [a, b]) == {"what": 3}
    a.unlink()
    assert noted(note, "key", [a, b]) is None


def test_where_compiled_proofs_are_kept_is_said(own_cache: Path) -> None:
    with workshop(True) as kept:
        (kept / "T.vo").write_bytes(bytes(2_600_000))
        assert kept_line(kept).startswith(f"compiled proofs are kept in {own_cache} (3 MB")
    with workshop(False) as passing:
        assert kept_line(passing) == ""


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": "key"}', "null", "\x00"])
def test_a_note_cut_off_is_none(text: str, tmp_path: Path) -> None:
    note = tmp_path / "n.json"
    note.write_text(text)
    assert noted(note, "key", []) is None


def test_what_was_begun_leaves_nothing(tmp_path: Path) -> None:
    def begin() -> None:
        with bench(tmp_path) as work:
            (work / "T.vo").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin()
    assert list(tmp_path.iterdir()) == []


def test_one_run_at_a_time_writes(own_cache: Path) -> None:
    with workshop(cached=True) as first:
        assert first == own_cache
        with workshop(cached=True) as second:
            assert second != first
        with workshop(cached=False) as third:
            assert third != first
        assert not second.exists()
        assert not third.exists()
    with workshop(cached=True) as again:
        assert again == own_cache


def test_a_run_that_was_stopped_is_tidied_up(own_cache: Path) -> None:
    left = own_cache / "work-abc"
    left.mkdir(parents=True)
    (left / "T.vo").write_text("half")
    with workshop(cached=True):
        assert not left.exists()


def test_where_nothing_can_be_written_a_passing_folder_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HARDLIMIT_CACHE", str(tmp_path / "file" / "below"))
    with workshop(cached=True) as folder:
        assert folder.is_dir()


@pytest.mark.slow
@needs_coq
def test_a_library_that_is_not_whole_is_built_again(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = {"A": "Definition a := 1.\n", "B": "From Hardlimit Require Import A.\n"}
    monkeypatch.setattr(running, "library_sources", lambda: sources)
    library = library_folder(own_cache)
    built: list[str] = []

    def build() -> list[str]:
        built.clear()
        build_library(library, lambda name, seconds: built.append(name))
        return list(built)

    assert build() == ["A", "B"]
    assert build() == []
    for damage in ("A.vo", "B.vo", WHOLE):
        whole = (library / damage).read_bytes()
        for bytes_ in (whole[: len(whole) // 2], b""):
            (library / damage).write_bytes(bytes_)
            assert build() == ["A", "B"], damage
    (library / "A.vo").unlink()
    assert build() == ["A", "B"]
    assert [p.name for p in own_cache.iterdir()] == [library.name]


@needs_coq
def test_another_library_lies_elsewhere(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = library_folder(own_cache)
    monkeypatch.setattr(running, "OPTIONS", ("-q",))
    second = library_folder(own_cache)
    monkeypatch.setattr(running, "library_sources", lambda: {"A": ""})
    assert len({first, second, library_folder(own_cache)}) == 3


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    for age, name in enumerate(("own-a", "own-b", "own-c", "book", "library-old", "work-x")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "T.vo").write_bytes(b"x" * 100)
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    prune(tmp_path, [tmp_path / "book"], most=200)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book", "own-a", "own-b"]
    prune(tmp_path, [tmp_path / "own-b"], most=0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["own-b"]
    assert store.size(tmp_path) == 100


def test_a_derivation_that_is_gone_leaves_the_book(tmp_path: Path) -> None:
    used, old = f"U_{'0' * 16}", f"U_{'1' * 16}"
    texts = {"T_a_b.unit": used, "T_old.unit": old}
    names = (
        "T_a_b.v",
        "T_a_b.json",
        "T_a.v",
        "T_old.v",
        f"{used}.vo",
        f"{old}.vo",
        "S_a_b.v",
        "Audit.v",
    )
    for name in names:
        (tmp_path / name).write_text(json.dumps(name))
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    assert unit_of(tmp_path, "T_a_b") == used
    prune_book(tmp_path, ["a-b", "a"])
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["T_a.v", "T_a_b.json", "T_a_b.unit", "T_a_b.v", f"{used}.vo"]


@pytest.mark.parametrize(
    "text", ["", "U_0", "U_1. Axiom a : False. Require Book.U_1", "../U_" + "0" * 16]
)
def test_what_names_no_compiled_file_is_not_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "T_a.unit").write_text(text)
    assert unit_of(tmp_path, "T_a") == ""
