"""What is said of a reader's own line; plain data, loads nothing heavy."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["right", "true", "false", "not understood", "undecided"]

_SAID: dict[str, str] = {
    "right": "right.",
    "true": "true, but it is not the line that is needed: it does not get you further here.",
    "false": "false:",
    "not understood": "not understood:",
    "undecided": "neither shown nor refuted:",
}


@dataclass(frozen=True)
class Said:
    """The kind of answer, how the line was read, and why."""

    kind: Kind
    read: str = ""
    said: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """What is printed."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.read:
            yield f"  read as     {self.read}"
        first, *rest = self.said or ("",)
        told = f"{_SAID[self.kind]} {first}".rstrip()
        for text in (told, *rest):
            yield textwrap.fill(text, 88, initial_indent="  ", subsequent_indent="    ")
