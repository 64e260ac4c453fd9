"""Author code, seen from the process that judges: ask, and read what is handed over.

A child process imports a book (an author's file, or the installed packages), writes each
derivation when it is asked for it, and hands over plain data; cross-checks, which call the
author's NumPy functions, run there as well.  Nothing the child does to its own memory
reaches the process that judges; a child that hands nothing over is a failure, whatever its
exit status.  Nothing here imports SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from ..exchange.strict import FileRefused
from ..language.errors import HardlimitError, RanOut
from ..report.data import CrossCheckReport
from ..report.lines import NoteLine
from .bounds import Bounds, Watch
from .child import Child, Ended
from .discovery import InputError, shown_path
from .handed import (
    Contents,
    Opening,
    Read,
    Written,
    read_contents,
    read_crosscheck,
    read_further,
    read_lines,
    read_openings,
    read_written,
    text_of,
)

#: Cross-checks say that they get on; all of one derivation may take so many times a step's seconds.
_TURNS = 10


class BuildError(HardlimitError):
    """The function that writes a derivation raised an error, or ended its process."""

    exit_code = 1


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
        self._child: Child | None = None
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
        return self._told("open", read_contents)

    def written(self, slug: str) -> Written:
        """The derivation of that slug.

        Raises:
            BuildError: if its function raises, or what it hands over is no plain data.
        """
        try:
            found = self._ask("write", slug)
            written = None if "error" in found else read_written(found)
        except Ended as error:
            raise BuildError(f"{self._name}: {error} before {slug} was handed over") from None
        except RanOut as error:
            raise BuildError(f"{self._name}: {error}") from None
        except FileRefused as error:
            raise BuildError(f"{self._name}: {slug}: {error}") from None
        if written is None:
            raise BuildError(text_of(found["error"]))
        return written

    def lines(self) -> tuple[NoteLine, ...]:
        """The lines of notes, as they were read."""
        return self._told("lines", read_lines)

    def further(self) -> tuple[tuple[str, str, str], ...]:
        """Package, label and module of what the installed packages state in Coq alone."""
        return self._told("further", read_further)

    def openings(self) -> tuple[Opening, ...]:
        """What each installed package adds to its documents."""
        return self._told("openings", read_openings)

    def _told(self, question: str, read: Callable[[dict[str, Any]], Read]) -> Read:
        """The answer about the book as a whole.

        Raises:
            InputError: if there is none.
            RanOut: if it takes too long.
        """
        try:
            found = self._ask(question)
            if "error" in found:
                raise InputError(text_of(found["error"]))
            return read(found)
        except Ended as error:
            raise InputError(
                f"{self._name}: {error} before any derivation was handed over"
            ) from None
        except FileRefused as error:
            raise InputError(f"{self._name}: {error}") from None
        except RanOut as error:
            raise RanOut(f"{self._name}: {error}") from None

    def begin_crosschecks(self, slugs: Iterable[str]) -> None:
        """Have the cross-checks of these derivations run while others work.

        A process that took the place of one that is lost writes them anew, and must then write
        the same.
        """
        for slug in slugs:
            if not self._started().send("crosscheck", slug):
                return
            self._asked.append(slug)

    def crosscheck(self, slug: str, digest: str) -> CrossCheckReport:
        """What the cross-checks of a derivation say; its data must have that digest."""
        try:
            while slug not in self._ready:
                if slug not in self._asked:
                    self.begin_crosschecks([slug])
                if not self._asked:
                    raise Ended("its process is gone")
                self._hear()
        except (Ended, RanOut) as error:
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
                self._hear()
        except (Ended, RanOut):
            self._asked.clear()
        return slug in self._ready or slug not in self._asked

    def _hear(self) -> None:
        """Take in the answer to the oldest question about cross-checks."""
        if self._child is None:
            raise Ended("its process is gone")
        found: CrossCheckReport | str
        try:
            found = read_crosscheck(self._answer(self._child, _TURNS))
        except FileRefused as error:
            found = f"The cross-check hands over no report: {error}."
        self._ready[self._asked.pop(0)] = found

    def _ask(self, *question: str) -> dict[str, Any]:
        while self._asked:
            self._hear()
        child = self._started()
        if not child.send(*question):
            self._end()
        return self._answer(child)

    def _started(self) -> Child:
        """The process, started anew if it is gone."""
        if self._child is None or not self._child.alive:
            self._child = Child(self._origin, self.bounds.memory)
        return self._child

    def _answer(self, child: Child, turns: int = 1) -> dict[str, Any]:
        """The next answer; silence is bounded by a step's seconds, the whole by ``turns`` of it."""
        silence, whole = Watch(child.pid), Watch(child.pid)
        step = self.bounds.step_seconds
        while True:
            if child.poll():
                message = child.receive()
                if message is None:
                    self._end()
                silence.restart()
                if message != {"beat": True}:
                    return message
            for watch, limit in ((silence, step), (whole, step * turns)):
                if watch.passed(limit):
                    self.close()
                    raise RanOut(f"undecided: no end within {limit:g} s")

    def _end(self) -> NoReturn:
        child, self._child = self._child, None
        how = child.end() if child is not None else "its process is gone"
        raise Ended(how)

    def close(self) -> None:
        """Stop the child."""
        if self._child is not None:
            self._child.end()
            self._child = None


def _failed(why: str) -> CrossCheckReport:
    return CrossCheckReport("the author's function", 0, 0.0, ok=False, detail=why)
