"""What a file of notes is, once read: derivations, its lines, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..drafts.drafting import Draft
from .places import Place, Source


@dataclass(frozen=True)
class Line:
    """A row as it was read: ``steps`` are the numbers of its relations in ``derivation``.

    ``error`` says what was not understood; ``hangs`` that only the left side is missing,
    because the row above was not understood.  ``lost`` are parts, by step, that need a value
    although they cancel.  ``printed`` is the reading, in LaTeX again.  ``goes_on``: its left
    side is the right side of the row above.  ``named`` are new names that its equations made.
    ``taken`` is what the prose before it gave, ``restricted`` where that says a condition which
    was not read, ``guessed`` are names in it that are nowhere declared.
    """

    place: Place
    text: str
    derivation: int
    steps: tuple[str, ...] = ()
    why: str = ""
    error: str = ""
    hangs: bool = False
    goes_on: bool = False
    named: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    restricted: tuple[int, ...] = ()
    guessed: tuple[str, ...] = ()
    lost: tuple[tuple[str, Any], ...] = ()
    printed: tuple[str, ...] = ()
    #: Whether it stands within a sentence, and why it is then not judged at all.
    within: bool = False
    unjudged: str = ""


@dataclass(frozen=True)
class Problem:
    """Something in a block that was not understood, with the derivation that it is given for."""

    place: Place
    message: str
    derivation: int = -1


@dataclass
class Notes:
    """A file as read: derivations (rules are None where no reason is given) and lines."""

    source: Source
    drafts: list[Draft] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def not_understood(self) -> list[Line]:
        """The lines that were not read."""
        return [line for line in self.lines if line.error]
