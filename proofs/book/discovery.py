"""Where derivations are: the packages that announce them, and the names of their files.

A package announces its derivations by an entry point of the group
``hardlimit.derivations`` whose value is an import name.  That package lists its chapter
modules in ``CHAPTERS``, in reading order; a module without ``CHAPTERS`` is one chapter.
Nothing is imported here; that is left to the author's own process (:mod:`.importing`).
"""

from __future__ import annotations

import functools
import importlib.util
from importlib.metadata import entry_points
from pathlib import Path

from ..language.errors import HardlimitError
from .notebooks import notebook_of

GROUP = "hardlimit.derivations"
#: How the names of notes end; files of any other name are Python.
NOTES = (".tex", ".md", ".markdown")
#: The origin of the installed derivations; any other origin is the path of a file.
LIBRARY = ""


class InputError(HardlimitError):
    """What the user named cannot be used; the message is one clear sentence."""


class NothingHeld(InputError):
    """A file that can be imported holds no derivation."""


class NothingRead(InputError):
    """Notes of which no line was understood; each line says why (:meth:`.Session.lines`).

    ``path`` is their file.
    """

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


@functools.cache
def packages() -> tuple[str, ...]:
    """The import names of the installed packages that announce derivations."""
    found = {point.value for point in entry_points(group=GROUP)}
    return tuple(sorted(found))


def module_name(path: Path) -> str | None:
    """The import name of ``path`` if it is a module of an announced package, else None."""
    for package in packages():
        for folder in folders(package):
            if path.suffix == ".py" and path.is_relative_to(folder):
                parts = path.relative_to(folder).with_suffix("").parts
                return ".".join((package, *(p for p in parts if p != "__init__")))
    return None


def shown_path(path: str | Path) -> str:
    """``path`` for a reader: within its package, or relative to the current folder."""
    real = Path(path).resolve()
    real = notebook_of(real) or real
    for package in packages():
        for folder in folders(package):
            if real.is_relative_to(folder):
                return real.relative_to(folder.parent).as_posix()
    here = Path.cwd().resolve()
    return real.relative_to(here).as_posix() if real.is_relative_to(here) else str(real)


def is_notes(origin: str | Path) -> bool:
    """Whether a file holds notes in LaTeX or Markdown, which are read and never run."""
    return Path(origin).suffix.lower() in NOTES


@functools.cache
def folders(package: str) -> tuple[Path, ...]:
    """Where the modules of a package lie; nothing of it is imported."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return ()
    return tuple(Path(p).resolve() for p in (spec and spec.submodule_search_locations) or ())
