"""Where something stands in a text, and why it was not understood."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..language.errors import HardlimitError
from .macros import Macro

#: The convention that 0 \log 0 is 0.
ZERO_LOGS = re.compile(
    r"0\s*(?:\\cdot\s*)?\\(?:log|ln)\s*(?:0|\(0\)|\{0\})\s*(?::?=|\\equiv|\\coloneqq)\s*0"
)
#: Of what was read up to a fault at most so many characters are shown.
SHOWN = 40


@dataclass(frozen=True)
class Place:
    """Line and column, both from 1 on."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


@dataclass(frozen=True)
class Source:
    """A text, the name of the file that it comes from, and the macros that it defines."""

    text: str
    file: str = ""
    macros: Mapping[str, Macro] = field(default_factory=dict, compare=False)
    #: What was put behind the text, to be read as one formula, and the place it stands for.
    copies: tuple[tuple[int, int], ...] = ()
    #: The letters that stand for several densities, told apart by what is in their brackets.
    densities: frozenset[str] = frozenset()

    def with_copy(self, text: str, offset: int) -> tuple[Source, int, int]:
        """This with ``text`` behind it that stands for what is at ``offset``, and its place."""
        start = len(self.text) + 1
        copies = (*self.copies, (start, offset))
        return replace(self, text=f"{self.text}\n{text}", copies=copies), start, start + len(text)

    @cached_property
    def zero_logs(self) -> bool:
        r"""Whether the text says that 0 \log 0 is 0."""
        return ZERO_LOGS.search(self.text) is not None

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(at + 1 for at, letter in enumerate(self.text) if letter == "\n")]

    def place(self, offset: int) -> Place:
        """Where the character at ``offset`` stands."""
        copy = bisect_right([begin for begin, _ in self.copies], offset)
        if copy:
            return self.place(self.copies[copy - 1][1])
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


class NotUnderstood(HardlimitError):
    """What the grammar does not know: ``offset`` says where, ``read`` what came before.

    ``undeclared`` is the name, and ``without_inverse`` from where to where a matrix stands that is
    not known to have an inverse, where that is all that is wrong.  ``coupled``: each entry of what
    is solved for depends on all equations.
    """

    undeclared = ""
    without_inverse: tuple[int, int] | None = None
    coupled = False

    def __init__(self, message: str, offset: int, read: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.read = read

    def told(self, source: Source) -> str:
        """The whole message: place, what is wrong, what was read up to there."""
        upto = f" (read so far: {self.read})" if self.read else ""
        return f"{source.place(self.offset)}: {self.message}{upto}"


def shortened(text: str) -> str:
    """The end of ``text``, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else f"...{flat[-SHOWN:]}"
