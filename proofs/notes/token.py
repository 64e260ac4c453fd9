"""One sign of a formula, with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """A command or a character; ``side`` is l or r where ``\\left``, ``\\right`` say which.

    ``apart``: a wide space, or the border of a column, stands before it.
    """

    text: str
    start: int
    end: int
    side: str = ""
    apart: bool = False

    @property
    def is_digit(self) -> bool:
        return len(self.text) == 1 and self.text.isascii() and self.text.isdigit()

    @property
    def is_letter(self) -> bool:
        return len(self.text) == 1 and self.text.isascii() and self.text.isalpha()
