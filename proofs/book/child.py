"""The process in which author code runs: bytes go in and out, bounded in memory and alone."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import weakref
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..exchange.strict import MAX_BYTES, FileRefused, canonical, read_part
from .bounds import collect_seldom, end_with_parent, limit_memory, listen
from .confine import can_confine, confine
from .discovery import is_notes
from .workers import METHOD

#: How often, at 0.05 s, one looks whether a process that fell silent has ended by itself.
_PATIENCE = 10


class Ended(Exception):
    """The child is gone; says how it ended."""


class Child:
    """The process and our end of the pipe; bytes go through it, never objects."""

    def __init__(self, origin: str, memory: int) -> None:
        context: Any = multiprocessing.get_context(METHOD)
        self._pipe, theirs = context.Pipe()
        # The only folder for passing files in which an author's process may write.
        self._own = Path(tempfile.mkdtemp(prefix="hardlimit-author-")) if origin else None
        sys.stdout.flush()
        sys.stderr.flush()
        self._process = context.Process(
            target=_serve, args=(origin, memory, theirs, self._own), daemon=True
        )
        self._process.start()
        # When nobody asks any more, and before multiprocessing asks it politely and then waits.
        self._ended = weakref.finalize(self, _kill, self._process, self._own, os.getpid())
        theirs.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return int(self._process.pid)

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
        """The answer; None if there is none because the process has ended.

        Raises:
            FileRefused: if it is no plain data.
        """
        try:
            data = self._pipe.recv_bytes(MAX_BYTES + 1)
        except (OSError, EOFError):
            return None
        # An heir of the process that we started speaks for nobody.
        if not self.alive:
            return None
        message = read_part(data)
        if not isinstance(message, dict):
            raise FileRefused("what is handed over is no object")
        return message

    def kill(self) -> None:
        """End the process, whatever it does about signals."""
        self._ended()

    def end(self) -> str:
        """Stop the process; how it ended if it had ended before."""
        # Not by join(0.5): the child may have closed the file by which it is waited for.
        for _ in range(_PATIENCE):
            if self._process.exitcode is not None:
                break
            time.sleep(0.05)
        code = self._process.exitcode
        self.kill()
        self._pipe.close()
        if code is None:
            return "its process answered no more"
        if code < 0:
            return f"its process was ended by {signal.Signals(-code).name}"
        return f"its process ended with exit status {code}"


def _kill(process: Any, own: Path | None, owner: int) -> None:
    """End a process that we started, and drop its folder; a copy of us has no say in it."""
    if os.getpid() == owner:
        process.kill()
        process.join()
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)


# -- in the child ------------------------------------------------------------------------------
def _serve(origin: str, memory: int, pipe: Connection, own: Path | None) -> None:
    """Answer one question after the other; what is installed may write where it likes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _alone(pipe.fileno())
    end_with_parent()
    limit_memory(memory)
    collect_seldom()
    if own is not None:
        tempfile.tempdir = os.environ["TMPDIR"] = str(own)
        if can_confine():
            confine(own)
    listen(lambda: _say(pipe, {"beat": True}))
    desk = _desk(origin)
    with contextlib.suppress(EOFError, OSError), contextlib.redirect_stdout(sys.stderr):
        while True:
            question = json.loads(pipe.recv_bytes())
            _say(pipe, desk.answer(*question))
    sys.stderr.flush()
    os._exit(0)


def _desk(origin: str) -> Any:
    """Who answers: for Python, or for notes."""
    if is_notes(origin):
        from .notes_desk import NotesDesk

        return NotesDesk(origin)
    from .desk import Desk

    return Desk(origin)


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
