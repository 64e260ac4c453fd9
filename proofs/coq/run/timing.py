"""How long Coq takes for each lemma: its own notes, read while it works; and a bound on it.

All times are the processor's.  On a busy machine a proof takes longer, and is no other.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

#: ``coqc -time`` notes after each sentence where it stands (in bytes), how it begins (with
#: ``~`` for a space) and its time, in all and of the processor.
_NOTE = re.compile(r"Chars \d+ - (\d+) \[(.*)\] [\d.]+ secs \(([\d.]+)u,([\d.]+)s\)")
_BEGINS = re.compile(r"(?:Lemma|Theorem)~(\w+)")
#: How a derivation begins that shares its file with others.
_PART = re.compile(r"Module~T_")
_ENDS = ("Qed.", "Admitted.", "Defined.")
#: How often the time of a process is asked for, and how long one may stand still.
_LOOK, STILL = 0.2, 600.0


class Watch:
    """What the notes say.

    Attributes:
        lemma: the lemma that Coq has begun and not ended; empty if there is none.
        parts: the processor time of each lemma, by name: of those that stand before the first
            derivation, and of each derivation.
    """

    def __init__(self) -> None:
        self.lemma = ""
        self.parts: list[dict[str, float]] = [{}]
        self._end = 0

    @property
    def seconds(self) -> dict[str, float]:
        """The processor time of each lemma of the derivation that Coq is at."""
        return self.parts[-1]

    def reads(self, line: str) -> bool:
        """Whether ``line`` is a note, which is then heeded."""
        note = _NOTE.fullmatch(line.rstrip("\n"))
        if note is None:
            return False
        self._end, sentence = int(note[1]), note[2]
        if _PART.match(sentence):
            self.parts.append({})
        if begins := _BEGINS.match(sentence):
            self.lemma = begins[1]
        if self.lemma:
            spent = self.seconds.get(self.lemma, 0.0) + float(note[3]) + float(note[4])
            self.seconds[self.lemma] = round(spent, 3)
        if sentence in _ENDS or sentence.endswith("Qed."):
            self.lemma = ""
        return True

    def line(self, text: bytes) -> int:
        """The line of ``text`` at which the sentence begins that has no note yet."""
        rest = text[self._end :]
        return 1 + text.count(b"\n", 0, len(text) - len(rest.lstrip()))


def processor_seconds(pid: int) -> float:
    """The processor time that a process has used; 0 if nobody knows."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
        asked = ["ps", "-o", "time=", "-p", str(pid)]
        told = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False)
        days, _, clock = told.stdout.strip().rpartition("-")
        found = 0.0
        for part in clock.split(":"):
            found = 60 * found + float(part)
        return found + 86400 * int(days or 0)
    return 0.0


class Limit:
    """Calls ``stop`` where the process ``pid`` uses more processor time than it may.

    The limit counts from the last :meth:`renew`.  A process that uses none at all for long is
    stopped, too.

    Attributes:
        passed: whether it was stopped for its time.
        still: whether it was stopped for doing nothing.
    """

    def __init__(self, pid: int, seconds: float, stop: Callable[[], None]) -> None:
        self.passed = self.still = False
        self._pid, self._seconds, self._stop = pid, seconds, stop
        self._since = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def renew(self) -> None:
        """From now on it may use all of it again."""
        self._since = processor_seconds(self._pid)

    def _look(self) -> None:
        last, moved = 0.0, time.monotonic()
        while not self._ended.wait(_LOOK):
            used = processor_seconds(self._pid)
            if used > last:
                last, moved = used, time.monotonic()
            self.passed = used - self._since > self._seconds
            self.still = time.monotonic() - moved > STILL
            if self.passed or self.still:
                self._stop()
                return

    def __enter__(self) -> Limit:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._ended.set()
        self._thread.join()
