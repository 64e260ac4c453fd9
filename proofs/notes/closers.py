"""Where what was begun in a text ends."""

from __future__ import annotations


class Closers:
    """Looks for what closes; what stands nowhere behind a place is not looked for again.

    So a text is gone through in a time that grows with its length, whatever it leaves open.
    """

    def __init__(self, text: str, end: int) -> None:
        self._text, self._end, self._nowhere = text, end, set[str]()

    def first(self, closer: str, start: int) -> int:
        """Where ``closer`` stands first from ``start`` on, or -1; later starts are asked later."""
        if closer in self._nowhere:
            return -1
        found = self._text.find(closer, start, self._end)
        if found < 0:
            self._nowhere.add(closer)
        return found
