"""Author code runs here: once, in a child process bounded in time and memory.

The child imports a book (an author's file, or the installed packages), writes each derivation
when it is asked for it, and hands over plain data through a pipe; cross-checks, which call
the author's NumPy functions, run there as well.  Nothing the child does to its own memory
reaches the process that judges; a child that hands nothing over is a failure, whatever its
exit status.  Nothing here imports SymPy before the child does.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn, TypeVar

from ..exchange.strict import FileRefused, canonical, read_part, showable
from ..language.errors import HardlimitError, RanOut
from ..report.data import CrossCheckReport
from .bounds import Bounds, end_with_parent, limit_memory
from .discovery import InputError, shown_path
from .workers import METHOD

Read = TypeVar("Read")


class BuildError(HardlimitError):
    """The function that writes a derivation raised an error, or ended its process."""

    exit_code = 1


@dataclass(frozen=True)
class Listed:
    """A derivation of a book: who it is, and the file and line of its function."""

    label: str
    slug: str
    title: str
    summary: str
    chapter: str
    file: str
    line: int


@dataclass(frozen=True)
class Contents:
    """What a book holds: chapters (slug, title, introduction), derivations in reading order.

    ``missing`` are chapters that are announced but not there; ``sources`` the path and digest
    of each file that was imported.
    """

    chapters: tuple[tuple[str, str, str], ...]
    listed: tuple[Listed, ...]
    missing: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Written:
    """One derivation as it was handed over.

    ``data`` is its plain form, ``places`` the file and line of each step, ``crosschecks`` how
    many cross-checks it has, and ``sources`` the files they depend on.
    """

    data: Any
    places: tuple[tuple[str, int], ...]
    crosschecks: int
    sources: tuple[tuple[str, str], ...]

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the data: all that is checked and shown, places and files apart."""
        return hashlib.sha256(canonical(self.data)).hexdigest()

    @property
    def cites(self) -> tuple[str, ...]:
        """The slugs that the derivation cites, in order of first use."""
        rules = (step["rule"] for step in self.data["steps"])
        return tuple(dict.fromkeys(rule["slug"] for rule in rules if rule["rule"] == "Cite"))


class Author:
    """The child process of one book, seen from the process that judges.

    Args:
        origin: the path of a file, or nothing for the installed packages.

    Attributes:
        bounds: seconds without an answer, seconds in all, and memory.
    """

    def __init__(self, origin: str) -> None:
        self.bounds = Bounds()
        self._origin = origin
        self._child: _Child | None = None
        self._ready: dict[str, CrossCheckReport | str] = {}
        self._asked: list[str] = []

    @property
    def _name(self) -> str:
        return shown_path(self._origin) if self._origin else "the installed derivations"

    def contents(self) -> Contents:
        """What the book holds.

        Raises:
            InputError: if it cannot be read, or its process ends without saying so.
        """
        try:
            found = self._ask("open")
        except _Ended as error:
            raise InputError(
                f"{self._name}: {error} before any derivation was handed over"
            ) from None
        except RanOut as error:
            raise RanOut(f"{self._name}: {error}") from None
        if "error" in found:
            raise InputError(_text(found["error"]))
        return _contents(found)

    def written(self, slug: str) -> Written:
        """The derivation of that slug.

        Raises:
            BuildError: if its function raises, or what it hands over is no plain data.
        """
        try:
            found = self._ask("write", slug)
        except _Ended as error:
            raise BuildError(f"{self._name}: {error} before {slug} was handed over") from None
        except RanOut as error:
            raise BuildError(f"{self._name}: {error}") from None
        if "error" in found:
            raise BuildError(_text(found["error"]))
        return _written(found)

    def begin_crosschecks(self, slugs: Iterable[str]) -> None:
        """Have the cross-checks of these derivations run while others work.

        The derivations were written by this child, and their own objects are compared.
        """
        for slug in slugs:
            child = self._child
            if child is None or not child.send("crosscheck", slug):
                return
            self._asked.append(slug)

    def crosscheck(
        self, slug: str, digest: str, waiting: Callable[[], None] = lambda: None
    ) -> CrossCheckReport:
        """What the cross-checks of a derivation say; its data must have that digest."""
        try:
            while slug not in self._ready:
                if slug not in self._asked:
                    self.begin_crosschecks([slug])
                if not self._asked:
                    raise _Ended("its process is gone")
                self._hear(waiting)
        except (_Ended, RanOut) as error:
            self._asked.clear()
            return _failed(f"The cross-check came to no end: {error}.")
        found = self._ready[slug]
        if isinstance(found, str):
            return _failed(found)
        if found.digest != digest:
            return _failed("It was made of another derivation than the one that was checked.")
        return found

    def ready(self, slug: str) -> bool:
        """Whether :meth:`crosscheck` need not wait; takes in what is there."""
        try:
            while self._asked and slug not in self._ready:
                if self._child is None or not self._child.poll(0.0):
                    return False
                self._hear(lambda: None)
        except (_Ended, RanOut):
            self._asked.clear()
        return slug in self._ready or slug not in self._asked

    def _hear(self, waiting: Callable[[], None]) -> None:
        """Take in the answer to the oldest question about cross-checks."""
        if self._child is None:
            raise _Ended("its process is gone")
        answer = self._answer(self._child, waiting)
        slug = self._asked.pop(0)
        try:
            self._ready[slug] = _crosscheck(answer)
        except FileRefused as error:
            self._ready[slug] = f"The cross-check hands over no report: {error}."

    def _ask(self, *question: str) -> dict[str, Any]:
        while self._asked:
            self._hear(lambda: None)
        if self._child is None or not self._child.alive:
            self._child = _Child(self._origin, self.bounds.memory)
        if not self._child.send(*question):
            self._end()
        return self._answer(self._child, lambda: None)

    def _answer(self, child: _Child, waiting: Callable[[], None]) -> dict[str, Any]:
        """The next answer; the bounds apply to the silence, and to the whole."""
        begun = heard = time.monotonic()
        while True:
            waiting()
            if child.poll():
                message = child.receive()
                if message is None:
                    self._end()
                heard = time.monotonic()
                if message != {"beat": True}:
                    return message
            now = time.monotonic()
            for since, limit in (
                (heard, self.bounds.step_seconds),
                (begun, self.bounds.total_seconds),
            ):
                if now - since > limit:
                    self.close()
                    raise RanOut(f"undecided: no end within {limit:g} s")

    def _end(self) -> NoReturn:
        child, self._child = self._child, None
        how = child.end() if child is not None else "its process is gone"
        raise _Ended(how)

    def close(self) -> None:
        """Stop the child."""
        if self._child is not None:
            self._child.end()
            self._child = None


class _Ended(Exception):
    """The child is gone; says how it ended."""


class _Child:
    """The process and our end of the pipe; bytes go through it, never objects."""

    def __init__(self, origin: str, memory: int) -> None:
        context: Any = multiprocessing.get_context(METHOD)
        self._pipe, theirs = context.Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._process = context.Process(target=_serve, args=(origin, memory, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return bool(self._process.is_alive())

    def send(self, *question: str) -> bool:
        """Ask; False if nobody is there."""
        try:
            self._pipe.send_bytes(json.dumps(question).encode())
        except OSError:
            return False
        return True

    def poll(self, seconds: float = 0.2) -> bool:
        """Wait a little for an answer, or for the end of the process."""
        with contextlib.suppress(OSError, EOFError):
            return bool(self._pipe.poll(seconds))
        return True

    def receive(self) -> dict[str, Any] | None:
        """The answer; None if there is none because the process has ended."""
        try:
            data = self._pipe.recv_bytes()
        except (OSError, EOFError):
            return None
        # An heir of the process that we started speaks for nobody.
        if not self.alive:
            return None
        try:
            message = read_part(data)
        except FileRefused as error:
            return {"error": f"what is handed over is no plain data: {error}"}
        return message if isinstance(message, dict) else {"error": "what is handed over is odd"}

    def end(self) -> str:
        """Stop the process; how it ended if it had ended before."""
        self._process.join(0.5)
        code = self._process.exitcode
        self._process.kill()
        self._process.join()
        self._pipe.close()
        if code is None:
            return "its process answered no more"
        if code < 0:
            return f"its process was ended by {signal.Signals(-code).name}"
        return f"its process ended with exit status {code}"


# -- reading what was handed over --------------------------------------------------------------
def _refusing(function: Callable[[dict[str, Any]], Read]) -> Callable[[dict[str, Any]], Read]:
    """Data of another form is refused, whatever is wrong with it."""

    @functools.wraps(function)
    def strict(found: dict[str, Any]) -> Read:
        try:
            return function(found)
        except FileRefused:
            raise
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise FileRefused(f"what is handed over has another form ({error})") from None

    return strict


@_refusing
def _contents(found: dict[str, Any]) -> Contents:
    listed = tuple(_listed(*item) for item in _list(found["listed"]))
    chapters = tuple((_text(s), _text(t), _text(i)) for s, t, i in _list(found["chapters"]))
    missing = tuple(map(_text, _list(found["missing"])))
    return Contents(chapters, listed, missing, _sources(found["sources"]))


def _listed(
    label: Any, slug: Any, title: Any, summary: Any, chapter: Any, file: Any, line: Any
) -> Listed:
    first, second, third, fourth, fifth, sixth = map(
        _text, (label, slug, title, summary, chapter, file)
    )
    return Listed(first, second, third, fourth, fifth, sixth, _whole(line))


@_refusing
def _written(found: dict[str, Any]) -> Written:
    data = found["derivation"]
    slugs = [step["rule"]["slug"] for step in data["steps"] if step["rule"]["rule"] == "Cite"]
    list(map(_text, slugs))
    places = tuple((_text(file), _whole(line)) for file, line in _list(found["places"]))
    if len(places) != len(data["steps"]):
        raise FileRefused("what is handed over has another number of lines")
    return Written(data, places, _whole(found["crosschecks"]), _sources(found["sources"]))


@_refusing
def _crosscheck(found: dict[str, Any]) -> CrossCheckReport | str:
    if "error" in found:
        return _text(found["error"])
    report = found["report"]
    return CrossCheckReport(
        function=_text(report["function"]),
        problems=_whole(report["problems"]),
        max_error=float(_text(report["max_error"])),
        ok=report["ok"] is True,
        detail=_text(report["detail"]),
        digest=_text(found["digest"]),
    )


def _sources(found: Any) -> tuple[tuple[str, str], ...]:
    return tuple((_text(path), _text(digest)) for path, digest in _list(found))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise FileRefused("what is handed over has no text where there must be one")
    showable(value)
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise FileRefused("what is handed over has no whole number where there must be one")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise FileRefused("what is handed over has no list where there must be one")
    return value


def _failed(why: str) -> CrossCheckReport:
    return CrossCheckReport("the author's function", 0, 0.0, ok=False, detail=why)


# -- in the child ------------------------------------------------------------------------------
def _serve(origin: str, memory: int, pipe: Connection) -> None:
    """Answer one question after the other."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _alone(pipe.fileno())
    end_with_parent()
    limit_memory(memory)
    from .desk import Desk

    desk = Desk(origin, lambda: _say(pipe, {"beat": True}))
    with contextlib.suppress(EOFError, OSError), contextlib.redirect_stdout(sys.stderr):
        while True:
            question = json.loads(pipe.recv_bytes())
            _say(pipe, desk.answer(*question))
    sys.stderr.flush()
    os._exit(0)


def _say(pipe: Connection, message: Any) -> None:
    pipe.send_bytes(canonical(message))


def _alone(ours: int) -> None:
    """Leave the child no way to speak to anybody but through its pipe and standard error.

    The numbers of inherited files stay taken, so that objects copied from the parent that
    close theirs close nothing of the child's.
    """
    with contextlib.suppress(OSError):
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in _open_files():
            if number not in (1, 2, ours, nothing):
                with contextlib.suppress(OSError):
                    os.dup2(nothing, number)
        os.dup2(2, 1)


def _open_files() -> Iterator[int]:
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        names = list(map(str, range(256)))
    for name in names:
        with contextlib.suppress(OSError):
            os.fstat(int(name))
            yield int(name)
