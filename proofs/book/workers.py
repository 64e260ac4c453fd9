"""Processes that share the work of a run, each watched: one that comes to no end is stopped.

What a worker is lost on -- a step without end, too much memory, a crash -- costs that piece of
work alone, and is said of it; it is never a pass.  Imports nothing heavy.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence, Set
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from ..language.errors import HardlimitError, trouble
from .bounds import Bounds, Watch, collect_seldom, end_with_parent, limit_memory, listen

Found = TypeVar("Found")
#: Called with the number of pieces done, of all, and the label of the next one.
Progress = Callable[[int, int, str], None]
#: How a process is made: a copy of this one with all that is loaded, where that is safe.
METHOD = "fork" if sys.platform == "linux" else "spawn"

_LOOK = 0.2


def in_parallel(
    function: Callable[..., Found],
    calls: Sequence[tuple[Any, ...]],
    labels: Sequence[str],
    jobs: int,
    progress: Progress,
    *,
    lost: Callable[[tuple[Any, ...], str], Found],
    bounds: Bounds | None = None,
    parts: Sequence[Set[Any]] = (),
) -> Generator[Found, None, None]:
    """The values of ``function`` at ``calls``, in their order, found by several processes.

    ``lost`` gives the value at a call whose process was lost, and is told why.  ``parts``: of
    each call, what a process that did it need not do again for another.
    """
    crew = _Crew(function, calls, jobs, bounds or Bounds(), parts or [frozenset()] * len(calls))
    try:
        with _orderly_end():
            for number, label in enumerate(labels):
                while number not in crew.found:
                    progress(crew.finished, len(calls), label)
                    crew.look()
                kind, value = crew.found.pop(number)
                if kind == "error":
                    raise value
                yield lost(calls[number], value) if kind == "lost" else value
    finally:
        crew.end()


class _Crew:
    """The processes, what each is at, and what they found."""

    def __init__(
        self,
        function: Callable[..., Any],
        calls: Sequence[tuple[Any, ...]],
        jobs: int,
        bounds: Bounds,
        parts: Sequence[Set[Any]],
    ) -> None:
        self._function, self._bounds, self._parts = function, bounds, parts
        self._left = dict(enumerate(calls))
        self._workers: list[_Worker | None] = [None] * min(jobs, len(calls))
        #: By the number of the call: "value", "error" or "lost", and which, or why.
        self.found: dict[int, tuple[str, Any]] = {}
        self.finished = 0

    def look(self) -> None:
        """Give out work and take in what is found; wait a little if there is nothing."""
        for place, worker in enumerate(self._workers):
            if self._left and (worker is None or worker.number is None):
                self._workers[place] = self._give(worker)
        busy = [w for w in self._workers if w is not None and w.number is not None]
        wait([w.pipe for w in busy], timeout=_LOOK)
        for worker in busy:
            self._take(worker)

    def _give(self, worker: _Worker | None) -> _Worker:
        others = [w for w in self._workers if w is not None and w is not worker]
        elsewhere = set().union(*(w.did for w in others))
        number = preferred(self._left, self._parts, worker.did if worker else set(), elsewhere)
        call, parts = self._left.pop(number), self._parts[number]
        if worker is not None:
            with contextlib.suppress(OSError):
                worker.give(number, call, parts)
                return worker
            worker.end()
        worker = _Worker(self._function, self._bounds.memory, [w.pipe for w in others])
        worker.give(number, call, parts)
        return worker

    def _take(self, worker: _Worker) -> None:
        number = worker.number
        outcome = worker.heard(self._bounds.step_seconds)
        if outcome is None or number is None:
            return
        self.found[number] = outcome
        self.finished += 1
        if outcome[0] == "lost":
            worker.end()
            self._workers[self._workers.index(worker)] = None

    def end(self) -> None:
        """Stop all processes."""
        for worker in self._workers:
            if worker is not None:
                worker.end()


def preferred(
    left: Iterable[int], parts: Sequence[Set[Any]], own: Set[Any], elsewhere: Set[Any]
) -> int:
    """Which call a process that did ``own`` is to get: little is done twice, and much is done."""

    def repeated(number: int) -> tuple[int, int]:
        return len((parts[number] & elsewhere) - own), -len(parts[number] & own)

    return min(left, key=repeated)


class _Worker:
    """One process, and the number of the call that it is at.

    ``others`` are our ends of the pipes to the others: a process that is a copy of ours must
    not keep them, or it would never learn that we are gone.
    """

    def __init__(
        self, function: Callable[..., Any], memory: int, others: Sequence[Connection]
    ) -> None:
        context: Any = multiprocessing.get_context(METHOD)
        self.pipe, theirs = context.Pipe()
        self.number: int | None = None
        #: The parts of what it did, and does.
        self.did: set[Any] = set()
        copies = [*others, self.pipe] if METHOD == "fork" else []
        self._process = context.Process(
            target=_serve, args=(function, memory, theirs, copies), daemon=True
        )
        self._process.start()
        self._watch = Watch(self._process.pid)
        theirs.close()

    def give(self, number: int, call: tuple[Any, ...], parts: Set[Any]) -> None:
        """Have the process work on a call."""
        self.pipe.send(call)
        self.number = number
        self.did |= parts
        self._watch.restart()

    def heard(self, seconds: float) -> tuple[str, Any] | None:
        """What became of the call; None while it is worked on."""
        try:
            while self.pipe.poll():
                kind, value = self.pipe.recv()
                self._watch.restart()
                if kind != "beat":
                    self.number = None
                    return kind, value
        except (EOFError, OSError):
            return "lost", "the checking process died (out of memory?)"
        if self._watch.passed(seconds):
            return "lost", f"no end within {seconds:g} s"
        return None

    def end(self) -> None:
        """Stop the process."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


@contextlib.contextmanager
def _orderly_end() -> Iterator[None]:
    """Let SIGTERM end this process by an exception, so that its workers do not outlive it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# -- in the process ----------------------------------------------------------------------------
def _serve(
    function: Callable[..., Any], memory: int, pipe: Connection, others: Sequence[Connection]
) -> None:
    """Work on call after call until there are no more."""
    # Ctrl-C ends a worker without a word; the parent speaks for all.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    end_with_parent()
    limit_memory(memory)
    collect_seldom()
    listen(lambda: pipe.send(("beat", None)))
    with contextlib.suppress(EOFError, OSError):
        while True:
            call = pipe.recv()
            pipe.send(_outcome(function, call))


def _outcome(function: Callable[..., Any], call: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "value", function(*call)
    except KeyboardInterrupt:
        raise
    except HardlimitError as error:
        return "error", error
    except BaseException as error:  # a fault of ours must not look like a verdict
        return "lost", trouble(error)


def default_jobs() -> int:
    """As many processes as this process may use processors."""
    affinity: Any = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
