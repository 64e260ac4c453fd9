"""Finding derivations: those of installed packages, and those in somebody's own file.

A package announces its derivations by an entry point of the group
``hardlimit.derivations`` whose value is an import name.  That package lists its chapter
modules in ``CHAPTERS``, in reading order; a module without ``CHAPTERS`` is one chapter.
Importing this module imports no derivation and no SymPy.
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
from collections.abc import Callable
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from ..language.errors import HardlimitError
from .cache import file_digest
from .registry import ENTRIES, Entry, collect

GROUP = "hardlimit.derivations"


class InputError(HardlimitError):
    """What the user named cannot be used; the message is one clear sentence."""


@dataclass(frozen=True, eq=False)
class Book:
    """Derivations that are read together.

    They may cite those that stand before them in the book, and all of the book ``before()``,
    which is imported only if something is cited that the book itself does not hold.
    """

    entries: tuple[Entry, ...]
    before: Callable[[], Book | None] = lambda: None
    missing: tuple[str, ...] = ()


@functools.cache
def packages() -> tuple[str, ...]:
    """The import names of the installed packages that announce derivations."""
    found = {point.value for point in entry_points(group=GROUP)}
    return tuple(sorted(found))


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
    return Book(entries, missing=missing)


@functools.cache
def open_file(path: Path) -> Book:
    """The derivations in the file ``path``, which must be resolved.

    A chapter of an installed package is imported by its import name, so that it is never
    imported twice; any other file under a name of its own.

    Raises:
        InputError: if there is no such file, or it does not import, or holds no derivation.
    """
    if path.is_dir():
        raise InputError(f"{shown_path(path)} is a folder; name a file of derivations")
    if not path.is_file():
        raise InputError(f"there is no file {shown_path(path)}")
    name = module_name(path)
    book = _chapter(name) if name else Book(tuple(_entries(_import_path(path))), library)
    if not book.entries:
        raise InputError(
            f"{shown_path(path)} holds no derivation; decorate a function with @derivation(...)"
        )
    return book


def module_name(path: Path) -> str | None:
    """The import name of ``path`` if it is a module of an announced package, else None."""
    for package in packages():
        for folder in _folders(package):
            if path.suffix == ".py" and path.is_relative_to(folder):
                parts = path.relative_to(folder).with_suffix("").parts
                return ".".join((package, *(p for p in parts if p != "__init__")))
    return None


def shown_path(path: str | Path) -> str:
    """``path`` for a reader: within its package, or relative to the current folder."""
    real = Path(path).resolve()
    for package in packages():
        for folder in _folders(package):
            if real.is_relative_to(folder):
                return real.relative_to(folder.parent).as_posix()
    here = Path.cwd().resolve()
    return real.relative_to(here).as_posix() if real.is_relative_to(here) else str(real)


def sources(*, helpers: bool = False) -> tuple[tuple[str, str], ...]:
    """(path, digest) of every file that the derivations loaded so far are made of.

    ``helpers``: only those that hold no derivations themselves.
    """
    _note_sources()
    return tuple(sorted((p, d) for p, (d, holds) in _noted.items() if not (helpers and holds)))


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
    return not installed and not file.startswith(sysconfig.get_path("stdlib") + os.sep)


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


@functools.cache
def _chapter(name: str) -> Book:
    """One module of a package; what stands before it is the chapter before, or the library."""
    return Book(tuple(_entries(_import(name))), functools.partial(_previous, name))


def _previous(name: str) -> Book | None:
    names, _ = _chapters()
    if name not in names:
        return library()
    position = names.index(name)
    return _chapter(names[position - 1]) if position else None


def _entries(module: ModuleType) -> list[Entry]:
    try:
        return collect(module)
    except ValueError as error:
        raise InputError(f"{shown_path(str(module.__file__))}: {error}") from error


def _import(name: str) -> ModuleType:
    try:
        with contextlib.redirect_stdout(sys.stderr):
            module = importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # to leave the process would look like a pass
        raise InputError(f"{name} does not import: {_why(error)}") from error
    _note_sources()
    return module


def _import_path(path: Path) -> ModuleType:
    name = f"hardlimit_file_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(path)))
    if spec is None:
        raise InputError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.parent)
    if folder not in sys.path:
        # Last, so that no file beside the author's can stand in for an installed module.
        sys.path.append(folder)
    sys.modules[name] = module
    try:
        # What the file prints is no part of our output.
        with contextlib.redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)  # type: ignore[union-attr]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        del sys.modules[name]
        raise InputError(f"{shown_path(path)} does not import: {_why(error)}") from error
    _note_sources()
    return module


def _why(error: BaseException) -> str:
    """One line: what went wrong and, if known, the last line of the user's code on the way."""
    text = " ".join(str(error).split()) or "no reason given"
    kind = type(error).__name__
    if isinstance(error, SyntaxError):
        place = f" in line {error.lineno}" if error.lineno else ""
        return f"{kind}{place}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    mine = [f for f in frames if "importlib" not in f.filename and f.filename != __file__]
    where = f" ({shown_path(mine[-1].filename)}:{mine[-1].lineno})" if mine else ""
    return f"{kind}: {text}{where}"


@functools.cache
def _folders(package: str) -> tuple[Path, ...]:
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return ()
    return tuple(Path(p).resolve() for p in (spec and spec.submodule_search_locations) or ())
