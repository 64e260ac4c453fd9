"""A process of an author may write nowhere where verdicts come from, where the system can do it.

What judges is made of files: the checker, the libraries it is built on, Coq, and the folder in
which verdicts and compiled proofs are kept.  A process that writes there needs no access to the
memory of the one that judges.  Linux (from 6.2 on) lets a process give up the right to write for
itself and for all that it starts, for good: Landlock.  It knows only of what is allowed, so that
all is allowed that does not lie on the way to one of those places.  Where there is none,
verdicts on an author's own file are not kept (:class:`.session.Session`).

Imports nothing heavy.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib.util
import os
import shutil
import struct
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from .cache import default_folder
from .discovery import packages

#: How the names of our passing folders begin.
OURS = "hardlimit-"
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
#: The first version that knows of cutting a file short.
_LEAST = 3
#: To write, remove, make of any kind, link elsewhere, and cut short: of a folder, and of a file.
_CHANGES = sum(1 << bit for bit in (1, *range(4, 15)))
_FILE_CHANGES = 1 << 1 | 1 << 14


@functools.cache
def can_confine() -> bool:
    """Whether this system can keep a process from writing where verdicts come from."""
    if sys.platform != "linux":
        return False
    with contextlib.suppress(OSError, AttributeError):
        return _call(_CREATE_RULESET, None, 0, _ASK_VERSION) >= _LEAST
    return False


def confine(own: Path) -> None:
    """Give up, for good, to write where verdicts come from; the folder ``own`` stays open.

    Raises:
        OSError: if the system refuses.
    """
    rules = _call(_CREATE_RULESET, struct.pack("Q", _CHANGES), 8, 0)
    for path in (*_apart_from(_protected()), str(own)):
        with contextlib.suppress(OSError):  # what is gone, or no file, stays closed
            _allow(rules, path)
    _prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _call(_RESTRICT_SELF, rules, 0)
    os.close(rules)


def _allow(rules: int, path: str) -> None:
    place = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        rights = _CHANGES if os.path.isdir(path) else _FILE_CHANGES
        # The kernel's structure is packed.
        _call(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _protected() -> set[Path]:
    """The places that verdicts come from: the checker, what it imports, Coq, what is kept."""
    found = [default_folder(), Path("/proc"), Path(sys.prefix), Path(sys.base_prefix)]
    # Coq works in such folders where none is kept; none that is made later may be opened.
    found.append(Path(tempfile.gettempdir(), OURS))
    found += [Path(path) for path in sysconfig.get_paths().values()]
    # The one that judges imports what it needs when it needs it.
    found += [Path(path) for path in sys.path if os.path.isdir(path or ".")]
    for name in ("hardlimit.proofs", "hardlimit.numeric", *packages()):
        spec = importlib.util.find_spec(name)
        found += [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]
    coq = shutil.which("coqc")
    found += [Path(coq).resolve().parent.parent] if coq else []
    # A link that leads round in a circle is no reason to stop.
    return {Path(os.path.realpath(path.expanduser())) for path in found} - {Path("/")}


def _apart_from(protected: Iterable[Path]) -> Iterator[str]:
    """What lies neither in one of these places nor on the way to one, nor in a folder of ours."""
    closed = {str(path) for path in protected}
    ways = {str(parent) for path in closed for parent in Path(path).parents}
    for folder in ways:
        if any(str(parent) in closed for parent in (Path(folder), *Path(folder).parents)):
            continue
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder):
                if entry.path not in closed | ways and not entry.name.startswith(OURS):
                    yield entry.path


def _call(number: int, *arguments: object) -> int:
    return _checked(_libc().syscall(*map(_whole_word, (number, *arguments))))


def _prctl(*arguments: int) -> int:
    return _checked(_libc().prctl(*map(_whole_word, arguments)))


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _whole_word(argument: object) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
