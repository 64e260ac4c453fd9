"""Runs the checking of a file in a process of its own, with bounds on its time and memory.

Imports nothing heavy.  Whatever the file makes SymPy or the kernel do -- a number of a
million digits, a sum that never ends, a crash -- happens there; running out of either bound is
the verdict "undecided", never a pass.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from ..exchange.strict import FileRefused, parse
from ..language.errors import RanOut, trouble
from .bounds import Bounds, Watch, end_with_parent, limit_memory
from .workers import METHOD

_LOOK = 0.2


def messages(data: bytes, bounds: Bounds) -> Iterator[dict[str, Any]]:
    """What the checking process says of the file ``data``, one message at a time.

    First ``targets`` (slugs) and ``waiting`` (a report of each theorem, before it is checked);
    then a ``step`` for each step, and a ``theorem`` (its report) with its ``statement``.

    Raises:
        FileRefused: if the file is refused.
        RanOut: if a bound is reached, or the process dies.
    """
    context: Any = multiprocessing.get_context(METHOD)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(data, bounds.memory, sender), daemon=True)
    process.start()
    sender.close()
    try:
        yield from _listen(receiver, bounds, process.pid)
    finally:
        process.kill()
        process.join()
        receiver.close()


def _listen(receiver: Connection, bounds: Bounds, pid: int) -> Iterator[dict[str, Any]]:
    silence, whole = Watch(pid), Watch(pid)
    while True:
        while not receiver.poll(_LOOK):
            for watch, limit in ((silence, bounds.step_seconds), (whole, bounds.total_seconds)):
                if watch.passed(limit):
                    raise RanOut(f"undecided: no end within {limit:g} s")
        silence.restart()
        try:
            message = json.loads(receiver.recv_bytes())
        except (EOFError, OSError):
            raise RanOut("undecided: the checking process died (out of memory?)") from None
        if "refused" in message:
            raise FileRefused(message["refused"])
        if "ran_out" in message:
            raise RanOut(message["ran_out"])
        if "done" in message:
            return
        yield message


# -- in the process --------------------------------------------------------------------
def _work(data: bytes, memory: int, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def say(**message: Any) -> None:
        sender.send_bytes(json.dumps(message).encode())

    end_with_parent()
    limit_memory(memory)
    with contextlib.suppress(BrokenPipeError):
        try:
            document = parse(data)
            from . import recheck

            recheck.report(document, say)
            say(done=True)
        except FileRefused as error:
            say(refused=str(error))
        except Exception as error:
            say(ran_out=f"undecided: {trouble(error)}")
