"""What a process that checks may use, and how it says that it gets on.  Imports nothing heavy."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Beats that follow the one before sooner than this are not passed on.
_SECONDS_BETWEEN = 0.5
#: Linux: the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Bounds:
    """Seconds a step and in all (of processor time), and bytes of memory on top of what is in
    use at first."""

    step_seconds: float = 120.0
    total_seconds: float = 3600.0
    memory: int = 4 * 2**30


def limit_memory(memory: int) -> None:
    """Bound the memory of this process where the system can; it leaves no core file."""
    with contextlib.suppress(ImportError, ValueError, OverflowError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        whole = memory + _in_use(resource.getpagesize())
        resource.setrlimit(resource.RLIMIT_AS, (whole, whole))


def collect_seldom() -> None:
    """Look seldom for rings of objects that nobody needs: formulas are many, and kept."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def end_with_parent() -> None:
    """Have the system end this process when the one that started it is gone, where it can."""
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Watch:
    """How long a process has been at something: by its own processor time, so that a busy
    machine makes nobody late; of one that sleeps, by the clock, at last."""

    #: So many times its bound a process may take by the clock.
    PATIENCE = 10.0

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.restart()

    def restart(self) -> None:
        """It begins something new."""
        self._begun, self._spent = time.monotonic(), _processor_seconds(self._pid)

    def passed(self, seconds: float) -> bool:
        """Whether it has been at it for longer than that."""
        if time.monotonic() - self._begun > seconds * self.PATIENCE:
            return True
        spent = _processor_seconds(self._pid)
        return spent is not None and self._spent is not None and spent - self._spent > seconds


def _processor_seconds(pid: int) -> float | None:
    """The processor time of a process so far, where the system says."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return None


def _in_use(page: int) -> int:
    """Bytes of address space of this process, zero where the system does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * page
    return 0


@dataclass
class _Pulse:
    """Who is told that this process gets on, and when that was last."""

    listener: Callable[[], None] | None = None
    last: float = 0.0


#: A process works for one other, which waits for it: so there is one for all that runs in it, as
#: there is one pipe, and no check need hand it on to what it calls.
_PULSE = _Pulse()


def listen(listener: Callable[[], None]) -> None:
    """Have ``listener`` called now and then by :func:`beat`."""
    _PULSE.listener = listener


def beat(_: object = None) -> None:
    """Say that another step is done; whoever waits for this process then waits on."""
    now = time.monotonic()
    if _PULSE.listener is not None and now - _PULSE.last > _SECONDS_BETWEEN:
        _PULSE.last = now
        _PULSE.listener()
