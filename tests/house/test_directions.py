"""Dependencies run one way, and what must be light is light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import hardlimit.derivations as derivations
import hardlimit.numeric as numeric
import hardlimit.proofs as proofs
import pytest

from . import ONE_PROCESS, parsed

pytestmark = ONE_PROCESS

FOLDERS = {
    package.__name__.rpartition(".")[2]: Path(next(iter(package.__path__))).resolve()
    for package in (derivations, numeric, proofs)
}
#: What each part must not import.
APART = {"proofs": ("derivations", "numeric"), "numeric": ("derivations", "proofs")}
HEAVY = ("sympy", "numpy", "flint", "mpmath", "sklearn", "hardlimit.derivations")


def _imports(path: Path, package: str) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            yield ".".join(p for p in (base, node.module or "") if p)
            yield from (
                ".".join(p for p in (base, node.module or "", alias.name) if p)
                for alias in node.names
            )


@pytest.mark.parametrize("part", APART)
def test_one_way(part: str) -> None:
    folder = FOLDERS[part]
    others = tuple(f"hardlimit.{other}" for other in APART[part])
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder).parent.parts
        for name in _imports(path, ".".join(("hardlimit", part, *inside))):
            assert not name.startswith(others), f"{path.name} imports {name}"


def test_no_package_file_at_the_top() -> None:
    for folder in FOLDERS.values():
        top = folder.parent
        assert not (top / "__init__.py").exists()
        assert not (top / "hardlimit" / "__init__.py").exists()
        assert not (top / "dev" / "typing" / "hardlimit" / "__init__.py").exists()


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["recheck", "--help"]])
def test_help_is_light(argv: list[str]) -> None:
    code = (
        "import sys, json, contextlib, io\n"
        "from hardlimit.proofs.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    main({argv!r})\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = json.loads(out.stdout)
    assert [n for n in loaded if n.startswith(HEAVY)] == []


def test_refusing_a_file_is_light(tmp_path: Path) -> None:
    """What is no file of ours is refused before anything large is imported."""
    code = (
        "import sys, json\n"
        "from hardlimit.proofs.exchange import names, strict\n"
        "from hardlimit.proofs.book import guard\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [n for n in json.loads(out.stdout) if n.startswith(HEAVY)] == []


def test_the_wheel_holds_every_package() -> None:
    """``pyproject.toml`` lists the packages: one that is missing there is in no wheel."""
    top = FOLDERS["proofs"].parent
    settings = tomllib.loads((top / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    there = {
        ".".join(("hardlimit", *path.parent.relative_to(top).parts))
        for folder in FOLDERS.values()
        for path in folder.rglob("__init__.py")
    }
    assert listed == there


def test_every_part_says_the_version() -> None:
    settings = tomllib.loads((FOLDERS["proofs"].parent / "pyproject.toml").read_text("utf-8"))
    parts = (derivations, numeric, proofs)
    assert {part.__version__ for part in parts} == {settings["project"]["version"]}
