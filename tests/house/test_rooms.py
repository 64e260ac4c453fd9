"""The rooms of `proofs` lie on floors, no import runs back up, and none runs in a circle."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import hardlimit.numeric as numeric
import hardlimit.proofs as proofs
import pytest

from . import ONE_PROCESS, parsed

pytestmark = ONE_PROCESS

#: The rooms, lowest floor first: each imports from those below it only.
FLOORS = (
    ("language",),
    ("rules", "instances"),
    ("kernel",),
    ("drafts", "exchange", "report", "search"),
    ("notes",),
    ("book",),
    ("attack", "author", "coq", "notebook"),
    ("cli",),
)
FOLDERS = {part.__name__: Path(next(iter(part.__path__))).resolve() for part in (proofs, numeric)}


def modules(package: str) -> dict[str, Path]:
    """The modules of a package by their dotted names."""
    found = {}
    for path in FOLDERS[package].rglob("*.py"):
        parts = path.relative_to(FOLDERS[package]).with_suffix("").parts
        found[".".join((package, *(p for p in parts if p != "__init__")))] = path
    return found


@functools.cache
def imported(name: str, path: Path) -> tuple[str, ...]:
    """What a module names in an import, wherever it stands, for type checkers alone too."""
    return tuple(_imported(name, path))


def _imported(name: str, path: Path) -> Iterator[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = parts[: len(parts) - node.level + 1] if node.level else []
            whole = ".".join((*base, *([node.module] if node.module else [])))
            yield from (f"{whole}.{alias.name}" for alias in node.names)
            yield whole


def graph(package: str) -> dict[str, set[str]]:
    """Which modules of a package each of them imports from."""
    every = modules(package)
    return {name: ({*imported(name, path)} & every.keys()) - {name} for name, path in every.items()}


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """The modules of which none can come first; nothing if there is no circle."""
    left = {name: set(below) for name, below in arrows.items()}
    while ready := [name for name, below in left.items() if not below & left.keys()]:
        for name in ready:
            del left[name]
    return sorted(left)


@pytest.mark.parametrize("package", FOLDERS)
def test_no_circle(package: str) -> None:
    every = graph(package)
    # A package as such is named along with its modules; what is in it counts by itself.
    bare = {name for name, path in modules(package).items() if path.name == "__init__.py"}
    bare -= {f"{package}.{room}" for room in ("rules", "report.render")}
    assert circle({name: below - bare for name, below in every.items()}) == []


def test_rooms_import_from_lower_floors() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    assert len(FLOORS) <= 8
    back = []
    for name, below in graph("hardlimit.proofs").items():
        for other in below:
            upper, lower = ((*n.split("."), "")[2] for n in (name, other))
            if upper and lower and upper != lower and floor[lower] >= floor[upper]:
                back.append(f"{name} imports {other}")
    assert back == []


def test_a_circle_is_seen() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == ["a", "b", "c", "d"]
    assert circle({"a": {"b"}, "b": set()}) == []
