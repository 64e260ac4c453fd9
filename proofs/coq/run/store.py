"""The folder in which compiled files are kept.  Imports no SymPy.

A file gets there whole: Coq works in a folder of its own, and what it made is moved when
it is done, the note on it last.  A note holds for the very bytes that it speaks of, and of
all that they were compiled from; so whatever a run that was stopped leaves behind is at
worst not used.  One run at a time writes; another that finds the folder in use works in a
passing one.  Like the cache of verdicts, the folder is a convenience and never evidence.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...book.cache import combined, default_folder
from ...report.render.write import write_whole
from ..statements.names import module_name
from . import running

#: So many bytes may lie here besides the library and the installed book.
MOST = 100_000_000
WHOLE, _WORK, _LOCK = "whole.json", "work-", "lock"
#: How a file is called that says in which compiled file a derivation is.
UNIT = ".unit"
_UNIT_NAME = re.compile(r"U_[0-9a-f]{16}")


def kept_folder() -> Path:
    """Where compiled files are kept from run to run."""
    return default_folder() / "coq"


@contextlib.contextmanager
def workshop(cached: bool) -> Iterator[Path]:
    """The folder for compiled files: the kept one, or a passing one."""
    with contextlib.ExitStack() as stack:
        if cached:
            kept = _locked(kept_folder(), stack)
            if kept is not None:
                yield kept
                return
        passing = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hardlimit-coq-")))
        if cached:
            _borrow_library(kept_folder(), passing)
        yield passing


def _locked(folder: Path, stack: contextlib.ExitStack) -> Path | None:
    """The folder, if it can be written to and no other run is at it; tidied up."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        lock = stack.enter_context((folder / _LOCK).open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in folder.glob(f"{_WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        return folder
    return None


def _borrow_library(kept: Path, passing: Path) -> None:
    with contextlib.suppress(OSError):
        library = library_folder(kept)
        if (library / WHOLE).exists():
            shutil.copytree(library, library_folder(passing))


@contextlib.contextmanager
def bench(folder: Path) -> Iterator[Path]:
    """A new folder inside ``folder`` for what Coq is at."""
    place = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def file_digest(path: Path) -> str:
    """A digest of the bytes of a file, nothing if there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


# -- notes -------------------------------------------------------------------------------
def noted(note: Path, key: str, files: Iterable[Path]) -> Any:
    """What is noted under ``key``, if it is about ``files`` as they are; else None."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        data = json.loads(note.read_text(encoding="utf-8"))
        if data["key"] == key and data["files"] == [file_digest(f) for f in files]:
            return data["what"]
    return None


def take_note(note: Path, key: str, files: Iterable[Path], what: Any) -> None:
    """Note ``what`` under ``key``, about ``files`` as they are."""
    data = {"key": key, "files": [file_digest(f) for f in files], "what": what}
    write_whole(note, json.dumps(data))


def unit_of(place: Path, module: str) -> str:
    """The name of the compiled file of the folder that a derivation is in; nothing if none is."""
    with contextlib.suppress(OSError, ValueError):
        found = (place / f"{module}{UNIT}").read_text(encoding="utf-8")
        return found if _UNIT_NAME.fullmatch(found) else ""
    return ""


def moved(work: Path, place: Path, names: Iterable[str]) -> None:
    """Move the files of these names from ``work`` to ``place``."""
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        os.replace(work / name, place / name)


# -- the library -------------------------------------------------------------------------
def library_folder(folder: Path) -> Path:
    """Where the compiled library lies: another place for another Coq or another library."""
    texts = [text for _, text in sorted(running.library_sources().items())]
    key = combined([*running.which(), running.OPTIONS, *texts])
    return folder / f"library-{key[:16]}"


def build_library(library: Path, progress: running.Done = lambda name, seconds: None) -> None:
    """Compile the library in the folder ``library``, unless it is there whole already.

    Raises:
        CoqError: if Coq refuses it.
    """
    texts = running.library_sources()
    if _is_whole(library, texts):
        return
    library.parent.mkdir(parents=True, exist_ok=True)
    with bench(library.parent) as work:
        for name, text in texts.items():
            path = work / f"{name}.v"
            path.write_text(text, encoding="utf-8")
            outcome = running.compile_file(
                path, [("Hardlimit", work)], running.LEMMA * running.AGAIN
            )
            if not outcome.ok:
                raise running.CoqError(f"the Coq library does not compile: {name}: {outcome.error}")
            progress(name, outcome.seconds)
        write_whole(work / WHOLE, json.dumps(_digests(work, texts)))
        shutil.rmtree(library, ignore_errors=True)
        os.replace(work, library)


def _is_whole(library: Path, texts: Mapping[str, str]) -> bool:
    with contextlib.suppress(OSError, ValueError):
        told = json.loads((library / WHOLE).read_text(encoding="utf-8"))
        return bool(told == _digests(library, texts))
    return False


def _digests(library: Path, texts: Mapping[str, str]) -> dict[str, str]:
    return {name: file_digest(library / f"{name}.vo") for name in texts}


# -- tidying up --------------------------------------------------------------------------
def prune(folder: Path, keep: Iterable[Path], most: int = MOST) -> None:
    """Remove other libraries, and the oldest beyond ``most`` bytes of what is not to ``keep``."""
    kept = set(keep)
    others = [p for p in folder.iterdir() if p.is_dir() and p not in kept]
    with contextlib.suppress(OSError):
        others.sort(key=lambda p: p.stat().st_mtime, reverse=True)
    left = most
    for place in others:
        left -= size(place)
        if left < 0 or place.name.startswith(("library-", _WORK)):
            shutil.rmtree(place, ignore_errors=True)


def prune_book(place: Path, slugs: Iterable[str]) -> None:
    """Remove what is about none of the derivations ``slugs`` from the folder of a book."""
    names = set(map(module_name, slugs))
    names |= {unit_of(place, name) for name in names}
    for path in place.iterdir() if place.is_dir() else ():
        if path.name.split(".")[0] not in names:
            with contextlib.suppress(OSError):
                path.unlink()


def kept_line(folder: Path) -> str:
    """Where compiled proofs lie, how large it is, and that it may go; nothing of a passing one."""
    if folder != kept_folder():
        return ""
    return f"compiled proofs are kept in {folder} ({size(folder) / 1e6:.0f} MB; it may be deleted)"


def size(folder: Path) -> int:
    """The bytes of all files in a folder."""
    found = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            found += path.stat().st_size if path.is_file() else 0
    return found
