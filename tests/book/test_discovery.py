"""Registering and finding derivations."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hardlimit.proofs.book import importing
from hardlimit.proofs.book.registry import Chapter, build, collect, derivation

from ..commands import GOOD, HEAD


def module(text: str) -> ModuleType:
    made = ModuleType("made")
    exec(compile(HEAD + text, "made.py", "exec"), made.__dict__)
    return made


def entry(label: str, slug: str, name: str) -> str:
    return f'@derivation(label="{label}", slug="{slug}", title="x")\ndef {name}(d):\n    pass\n'


def test_the_order_is_that_of_the_file() -> None:
    found = collect(module(entry("B", "b", "z") + entry("A", "a", "y")))
    assert [e.label for e in found] == ["B", "A"]


def test_two_functions_of_one_name_are_two_derivations() -> None:
    found = collect(module(entry("A", "a", "same") + entry("B", "b", "same")))
    assert [e.label for e in found] == ["A", "B"]
    assert found[0].function is not found[1].function


def test_an_imported_derivation_belongs_where_it_is_written(tmp_path: Path) -> None:
    first = module(entry("A", "a", "f"))
    second = ModuleType("second")
    second.__dict__["f"] = first.__dict__["f"]
    assert collect(second) == []


@pytest.mark.parametrize(("label", "slug"), [("A", "b"), ("B", "a")])
def test_a_name_is_given_once(label: str, slug: str) -> None:
    with pytest.raises(ValueError, match="is the name of two derivations"):
        collect(module(entry("A", "a", "f") + entry(label, slug, "g")))


@pytest.mark.parametrize("label", ["", "A B", "A::1", "-A", "A/B"])
def test_labels_are_fit_for_files_and_test_names(label: str) -> None:
    with pytest.raises(ValueError, match="cannot be a label"):
        derivation(label=label, slug="a", title="x")


@pytest.mark.parametrize("slug", ["", "A", "a b", "a--b", "-a", "a_b"])
def test_slugs_are_fit_for_addresses(slug: str) -> None:
    with pytest.raises(ValueError, match="cannot be a slug"):
        derivation(label="A", slug=slug, title="x")


def test_a_file_without_a_chapter_is_one_of_its_name() -> None:
    made = module(entry("A", "a", "f"))
    made.__file__ = "/somewhere/round-means.py"
    assert collect(made)[0].chapter == Chapter("own", "round means")


def test_a_derivation_knows_its_names() -> None:
    made = build(collect(module('CHAPTER = Chapter("c", "C")\n' + entry("A", "a", "f")))[0])
    assert (made.label, made.slug, made.title, made.chapter) == ("A", "a", "x", "c")


def test_files_of_one_name_are_different_modules(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "mine.py"
        path.write_text(GOOD.replace("A square", f"Square {name}"))
        found.append(importing.open_file(path))
    assert [book.entries[0].title for book in found] == ["Square one expands", "Square two expands"]
    assert "mine" not in sys.modules


def test_a_file_cannot_replace_an_installed_module(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError\n")
    path = tmp_path / "mine.py"
    path.write_text("import json.tool\n" + GOOD)
    assert len(importing.open_file(path).entries) == 3


def test_our_own_package_lists_its_chapters_without_importing_them() -> None:
    import hardlimit.derivations as ours

    assert all(isinstance(name, str) for name in ours.CHAPTERS)
    assert len(set(ours.CHAPTERS)) == len(ours.CHAPTERS)
