"""What is asked of every hostile input, and what became of many."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

#: Seconds of the processor for one input.
SECONDS = 10
#: How a command may end.
CODES = (0, 1, 2, 130)


class Fault(AssertionError):
    """An input that made a traceback, a hang, a strange exit code or an unclear message."""


class NoEnd(BaseException):
    """The time of one input is over; nothing that expects an error may stop it."""


def in_time(work: Callable[[], Any], seconds: int = SECONDS) -> Any:
    """The result of ``work``.

    Raises:
        NoEnd: if it takes ``seconds`` of the processor, or waits long.
    """
    over = []

    def stop(number: int, frame: FrameType | None) -> None:
        over.append(number)
        raise NoEnd

    before = [signal.signal(number, stop) for number in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 30 * seconds)
    try:
        found = work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])
    if over:
        raise NoEnd
    return found


def judge(code: int, said: str) -> None:
    """Raise :class:`Fault` unless a run ended as it may."""
    lines = said.split("\n")
    if code not in CODES:
        raise Fault(f"exit code {code}")
    if "Traceback" in said or (said and lines[-1]):
        raise Fault(f"stderr: {said[-300:]!r}")
    if code != 2:
        return
    # One sentence for each target of which nothing can be checked.
    plain = len(lines) > 1 and all(line.startswith("hardlimit: ") for line in lines[:-1])
    usage = lines[0].startswith("usage: hardlimit") and ": error: " in lines[-2]
    if not (plain or usage) or not all(c.isprintable() for line in lines for c in line):
        raise Fault(f"no clear sentence: {said[-300:]!r}")


@dataclass
class Tally:
    """What became of many inputs."""

    seen: Counter[tuple[str, ...]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def run(self, name: str, about: str, work: Callable[[], tuple[str, ...]]) -> None:
        """Count what becomes of one input; faults are kept, and the time of the slowest."""
        begun = time.process_time()
        try:
            self.seen[work()] += 1
        except (Exception, NoEnd) as error:
            self.faults.append(f"{name}: {type(error).__name__}: {error}: {about[:600]}")
            print(f"FAULT {self.faults[-1]}", flush=True)
        taken = time.process_time() - begun
        if taken > self.slowest[0]:
            self.slowest = (taken, f"{name}: {about[:200]}")

    def table(self) -> Iterator[str]:
        """One line for each kind of input, with what became of how many."""
        for kind in dict.fromkeys(key[0] for key in sorted(self.seen)):
            mine = {key[1]: count for key, count in sorted(self.seen.items()) if key[0] == kind}
            parts = ", ".join(f"{what} {count}" for what, count in mine.items())
            yield f"  {kind:<12} {sum(mine.values()):>7}: {parts}"
        yield f"  slowest: {self.slowest[0]:.2f} s, {self.slowest[1]}"
        yield f"  faults: {len(self.faults)}"
