"""What a repository checks: files and folders that are named, by ``pyproject.toml`` or pytest."""

from __future__ import annotations

import re
import tomllib
from codecs import BOM_UTF8, BOM_UTF16
from itertools import islice
from pathlib import Path
from typing import Any

from ..book.discovery import InputError, shown_path

#: Folders that hold nothing of the author's, and files of one target.
_APART = {"build", "dist", "node_modules", "site-packages", "__pycache__"}
MOST = 500
#: What is looked at before a folder is called too large (``/``, a home) to be meant.
_MOST_LOOKED_AT = 20_000
_MARKS = BOM_UTF8 + BOM_UTF16
_MARKDOWN = re.compile(rb"^>[ \t]*\*\*Given", re.MULTILINE)
#: What each reader takes for a beginning, or more: what is not read must be named by it.
_HOLDS = {
    ".py": re.compile(rb"^[ \t]*@[\w.]*\bderivation\b|\bderivation as \w", re.MULTILINE),
    ".tex": re.compile(rb"\\begin\{given\}"),
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".ipynb": re.compile(rb"@[\w.]*\bderivation\b|\bderivation as \w|\*\*Given"),
}


def files_in(folder: Path) -> list[Path]:
    """The files of derivations and of notes in a folder and below it, in order.

    They are told by a look at their text; nothing is run.

    Raises:
        InputError: if there is none, or there are too many to be meant.
    """
    found = _below(folder)
    if not found:
        raise InputError(f"{shown_path(folder)} holds no file of derivations or notes")
    return found


def _below(folder: Path) -> list[Path]:
    found: list[Path] = []
    waiting, left = [folder], _MOST_LOOKED_AT
    while waiting:
        here = waiting.pop()
        try:
            items = sorted(islice(here.iterdir(), left + 1))
        except OSError as error:
            raise InputError(f"cannot read {shown_path(here)}: {error.strerror}") from error
        left -= len(items)
        if left < 0:
            entries = f"{_MOST_LOOKED_AT} files and folders"
            raise InputError(f"{shown_path(folder)} holds more than {entries}: name some")
        for item in items:
            if item.name.startswith(".") or item.name in _APART:
                continue
            if item.is_dir():
                # A link may lead round in a circle; one to a file is a file.
                waiting += [] if item.is_symlink() else [item]
            elif _holds_derivations(item):
                found.append(item)
        if len(found) > MOST:
            raise InputError(f"{shown_path(folder)} holds more than {MOST} files: name some")
    return sorted(found)


def _holds_derivations(path: Path) -> bool:
    pattern = _HOLDS.get(path.suffix.lower())
    if pattern is None:
        return False
    if not path.is_file():
        return False
    try:
        text = path.read_bytes()
    except OSError:
        return True  # whoever reads it says so
    # Line ends as readers take them; and UTF-16 is to be named as unreadable.
    plain = text.lstrip(_MARKS).replace(b"\r", b"\n").replace(b"\0", b"")
    return pattern.search(plain) is not None


def named_files(root: Path, name: str) -> list[Path]:
    """The files that a path or glob (``**`` goes into folders) stands for, within a folder.

    A file that is named itself is meant; of folders, and of what a glob matches, those that
    hold derivations or notes.  Hidden ones are none, nor are those of build folders.

    Raises:
        InputError: if nothing has that name, the folder of that name holds none, or the name
            leads out of ``root``.
    """
    try:
        pattern = str(Path(name).relative_to(root)) if Path(name).is_absolute() else name
        itself = root / pattern
        matched = [root] if pattern and itself == root else sorted(root.glob(pattern))
        below = {path: path.relative_to(root).parts for path in matched}
    except (ValueError, NotImplementedError, OSError) as error:
        said = f"{name!r} is no file, folder or glob below {shown_path(root)}"
        raise InputError(said) from error
    if not matched:
        raise InputError(f"nothing matches {name!r}")
    found: dict[Path, None] = {}
    for path, parts in below.items():
        if path == itself and path.is_file():
            found[path] = None
        elif not any(part.startswith(".") or part in _APART for part in parts):
            if path.is_dir():
                found.update(dict.fromkeys(files_in(path) if path == itself else _below(path)))
            elif _holds_derivations(path):
                found[path] = None
    return sorted(found)


def project_files() -> list[Path]:
    """The files that ``[tool.hardlimit] files`` names: of this folder, or of the nearest above it.

    Raises:
        InputError: if the table is none, or names what is not there.
    """
    path = _project()
    return [] if path is None else _named_by(path)


def project_strict() -> bool:
    """Whether ``[tool.hardlimit] strict`` asks that no reason be replaced by another.

    Raises:
        InputError: if the table is none, or says neither true nor false.
    """
    path = _project()
    if path is None:
        return False
    strict = (_table(path) or {}).get("strict", False)
    if type(strict) is not bool:
        raise InputError(f"{shown_path(path)}: [tool.hardlimit] strict is true or false")
    return strict


def _project() -> Path | None:
    """The ``pyproject.toml`` of this folder, or of the nearest above it."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        path = folder / "pyproject.toml"
        if path.is_file():
            return path
        if (folder / ".git").exists():
            break
    return None


def _table(path: Path) -> dict[str, Any] | None:
    shown = shown_path(path)
    try:
        tools = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeError) as error:
        raise InputError(f"cannot read {shown}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{shown} is no TOML: {error}") from error
    table = tools.get("hardlimit") if isinstance(tools, dict) else None
    return table if table is None or isinstance(table, dict) else {"files": None}


def _named_by(path: Path) -> list[Path]:
    shown, table = shown_path(path), _table(path)
    if table is None:
        return []
    files = table.get("files")
    if not isinstance(files, list) or not files or not all(isinstance(f, str) for f in files):
        raise InputError(f'{shown}: [tool.hardlimit] needs files = ["..."], a list of paths')
    try:
        found = dict.fromkeys(f for name in files for f in named_files(path.parent, name))
    except InputError as error:
        raise InputError(f"{shown}: {error}") from error
    if not found:
        raise InputError(f"{shown}: files names no file of derivations or notes")
    return list(found)
