"""How long Coq takes for each lemma: its own notes, read while it works."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

#: ``coqc -time`` notes after each sentence where it stands (in bytes), how it begins (with
#: ``~`` for a space) and its time, in all and of the processor.
_NOTE = re.compile(r"Chars \d+ - (\d+) \[(.*)\] [\d.]+ secs \(([\d.]+)u,([\d.]+)s\)")
_BEGINS = re.compile(r"(?:Lemma|Theorem)~(\w+)")
_ENDS = ("Qed.", "Admitted.", "Defined.")


class Watch:
    """What the notes say.

    Attributes:
        lemma: the lemma that Coq has begun and not ended; empty if there is none.
        seconds: the processor time of each lemma, by name.
    """

    def __init__(self) -> None:
        self.lemma = ""
        self.seconds: dict[str, float] = {}
        self._end = 0

    def reads(self, line: str) -> bool:
        """Whether ``line`` is a note, which is then heeded."""
        note = _NOTE.fullmatch(line.rstrip("\n"))
        if note is None:
            return False
        self._end, sentence = int(note[1]), note[2]
        if begins := _BEGINS.match(sentence):
            self.lemma = begins[1]
        if self.lemma:
            spent = self.seconds.get(self.lemma, 0.0) + float(note[3]) + float(note[4])
            self.seconds[self.lemma] = round(spent, 3)
        if sentence in _ENDS:
            self.lemma = ""
        return True

    def line(self, text: bytes) -> int:
        """The line of ``text`` at which the sentence begins that has no note yet."""
        rest = text[self._end :]
        return 1 + text.count(b"\n", 0, len(text) - len(rest.lstrip()))


class Limit:
    """Calls ``stop`` where what it stands around has not ended, nor put it off, in time."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self.passed = False
        self._stop = stop
        self._timer: threading.Timer | None = None

    def put_off(self, seconds: float) -> None:
        """From now it is ``seconds``."""
        self._cancel()
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> Limit:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._cancel()
        if kind is not None:
            self._stop()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._stop()
