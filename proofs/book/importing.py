"""Imports derivations: those of installed packages, or those in somebody's own file.

This runs in the author's own process, never in the one that judges.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import importlib.util
import os
import sys
import sysconfig
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from ..language.errors import ran_out
from .cache import file_digest
from .discovery import InputError, module_name, packages, shown_path
from .registry import ENTRIES, Entry, collect


@dataclass(frozen=True, eq=False)
class Book:
    """Derivations that are read together.

    They may cite those that stand before them in the book; those of a file may cite the
    installed ones as well.
    """

    entries: tuple[Entry, ...]
    missing: tuple[str, ...] = ()


def open_origin(origin: str) -> Book:
    """The book of an origin: the path of a file, or nothing for the installed packages.

    Raises:
        InputError: if it cannot be imported.
    """
    return open_file(Path(origin)) if origin else library()


@functools.cache
def library() -> Book:
    """All derivations of the installed packages, in reading order.

    Chapters that are listed but do not exist are named in ``missing``.

    Raises:
        InputError: if a package cannot be imported or uses one name twice.
    """
    names, missing = _chapters()
    entries = tuple(entry for name in names for entry in _entries(_import(name)))
    for kind in ("slug", "label"):
        seen: set[str] = set()
        for entry in entries:
            name = getattr(entry, kind)
            if name in seen:
                raise InputError(f"two installed derivations have the {kind} {name}")
            seen.add(name)
    return Book(entries, missing)


def entries_of(package: str) -> tuple[Entry, ...]:
    """The derivations of one installed package."""
    names = [n for n in _chapters()[0] if n == package or n.startswith(f"{package}.")]
    return tuple(entry for name in names for entry in _entries(_import(name)))


@functools.cache
def open_file(path: Path) -> Book:
    """The derivations in the file ``path``, which must be resolved.

    A module of an installed package is imported by its import name, so that it is never
    imported twice; any other file under a name of its own.

    Raises:
        InputError: if it does not import.
    """
    name = module_name(path)
    return Book(tuple(_entries(_import(name) if name else _import_path(path))))


def sources(*, helpers: bool = False) -> tuple[tuple[str, str], ...]:
    """(path, digest) of every file that the derivations loaded so far are made of.

    ``helpers``: only those that hold no derivations themselves.
    """
    _note_sources()
    return tuple(sorted((p, d) for p, (d, holds) in _noted.items() if not (helpers and holds)))


#: Asked for once: to work it out takes long, and it is needed for every module.
_STDLIB = sysconfig.get_path("stdlib") + os.sep
_noted: dict[str, tuple[str, bool]] = {}
_judged: set[str] = set()


def _note_sources() -> None:
    """Remember the digests of newly imported files, as near to their import as can be."""
    for name in sys.modules.keys() - _judged:
        _judged.add(name)
        file = getattr(sys.modules[name], "__file__", None)
        if file and _is_local(name, file):
            _noted[file] = (file_digest(file), bool(getattr(sys.modules[name], ENTRIES, ())))


def _is_local(name: str, file: str) -> bool:
    """Whether the file belongs to a user or to announced derivations, not to a library."""
    if name.startswith(("hardlimit.proofs", "hardlimit.numeric")):
        return False
    if any(name == package or name.startswith(f"{package}.") for package in packages()):
        return True
    installed = f"{os.sep}site-packages{os.sep}" in file or f"{os.sep}dist-packages{os.sep}" in file
    return not installed and not file.startswith(_STDLIB)


# -- importing -------------------------------------------------------------------------
def _chapters() -> tuple[list[str], tuple[str, ...]]:
    names: list[str] = []
    missing: list[str] = []
    for package in packages():
        listed = getattr(_import(package), "CHAPTERS", None)
        if listed is None:
            names.append(package)
            continue
        for chapter in (f"{package}.{short}" for short in listed):
            exists = importlib.util.find_spec(chapter) is not None
            (names if exists else missing).append(chapter)
    return names, tuple(missing)


def _entries(module: ModuleType) -> list[Entry]:
    try:
        return collect(module)
    except ValueError as error:
        raise InputError(f"{shown_path(str(module.__file__))}: {error}") from error


def _import(name: str) -> ModuleType:
    try:
        with contextlib.redirect_stdout(sys.stderr):
            module = importlib.import_module(name)
    except BaseException as error:  # to leave the process would look like a pass
        raise InputError(_why(name, "", error)) from error
    _note_sources()
    return module


class _FromText(SourceFileLoader):
    """Compiles the text as it stands: compiled files are told apart by seconds and sizes only."""

    def get_code(self, fullname: str) -> CodeType:
        """The code of the file, whatever lies in __pycache__."""
        return self.source_to_code(self.get_data(self.path), self.path)


class _Local(MetaPathFinder):
    """Has modules beside an author's file compiled from their texts, too."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module if it is local; all others are left to those who come after."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin is None or type(spec.loader) is not SourceFileLoader:
            return None
        if not _is_local(name, spec.origin):
            return None
        spec.loader = _FromText(name, spec.origin)
        return spec


_LOCAL = _Local()


def _import_path(path: Path) -> ModuleType:
    name = f"hardlimit_file_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_loader(name, _FromText(name, str(path)))
    if spec is None:
        raise InputError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.parent)
    if folder not in sys.path:
        # Last, so that no file beside the author's can stand in for an installed module.
        sys.path.append(folder)
    sys.modules[name] = module
    try:
        if _LOCAL not in sys.meta_path:
            sys.meta_path.insert(0, _LOCAL)
        # What the file prints is no part of our output.
        with contextlib.redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)  # type: ignore[union-attr]
    except BaseException as error:
        del sys.modules[name]
        raise InputError(_why(shown_path(path), str(path), error)) from error
    _note_sources()
    return module


def _why(name: str, file: str, error: BaseException) -> str:
    """One line: what does not import, and why; with the places, so far as they are known.

    ``file`` is the author's own: its line stands behind ``name``, that of another file at the end.
    """
    text = ran_out(error) or " ".join(str(error).split()) or "no reason given"
    frames = traceback.extract_tb(error.__traceback__)
    places = [(f.filename, f.lineno) for f in frames if _is_users(f.filename)]
    if isinstance(error, SyntaxError):
        text = error.msg
        if error.filename and error.lineno:
            places.append((error.filename, error.lineno))
    own = [line for where, line in places if where == file]
    place = f":{own[-1]}" if own else ""
    last = places[-1] if places and places[-1][0] != file else None
    tail = f" ({shown_path(last[0])}:{last[1]})" if last else ""
    return f"{name}{place} does not import: {type(error).__name__}: {text}{tail}"


def _is_users(file: str) -> bool:
    return "importlib" not in file and file != __file__
