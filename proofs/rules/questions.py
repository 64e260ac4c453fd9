"""Questions that lead to one another, each answered once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .facts import Reason

Question = tuple[str, Any]


class Questions:
    """Keeps answers: a reason, or None for "don't know".

    What is asked for its own sake says nothing.  A question that has no answer for that reason
    alone is asked again, so that it does not matter which one comes first.

    Args:
        room: how many answers are kept.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._known: dict[Question, Reason | None] = {}
        self._open: set[Question] = set()
        #: Open questions on which the one that is asked now has come back,
        self._back: set[Question] = set()
        #: and for each that has no answer so far, those on which it has.
        self._unsure: dict[Question, set[Question]] = {}

    def answer(self, asked: Question, decide: Callable[[], Reason | None]) -> Reason | None:
        """The answer that is kept, or else the one that ``decide`` finds."""
        if asked in self._known:
            return self._known[asked]
        if asked in self._open or asked in self._unsure:
            self._back |= self._unsure.get(asked, {asked})
            return None
        before, self._back = self._back, set()
        self._open.add(asked)
        try:
            found = decide()
        finally:
            self._open.discard(asked)
            back, self._back = self._back, before
        self._keep(asked, found, back)
        return found

    def left_out(self, asked: Question) -> None:
        """What is asked now has no answer for the sake of ``asked``, which is not asked at all."""
        self._back.add(asked)

    def asked_for(self, asked: Question) -> None:
        """It does not matter any more that ``asked`` was left out."""
        self._back.discard(asked)

    def _keep(self, asked: Question, found: Reason | None, back: set[Question]) -> None:
        if asked in back:
            back.discard(asked)
            self._settle(asked, found)
        if found is None and back:
            self._unsure[asked] = back
            self._back |= back
        else:
            if len(self._known) >= self._room:
                self._known.clear()
            self._known[asked] = found
        if not self._open:
            self._unsure.clear()

    def _settle(self, asked: Question, found: Reason | None) -> None:
        """What had no answer for the sake of ``asked`` has none indeed, or is asked again."""
        for other, back in list(self._unsure.items()):
            if asked in back:
                del self._unsure[other]
                if found is None and back == {asked}:
                    self._known[other] = None
                elif found is None:
                    self._unsure[other] = back - {asked}
