r"""The prose between displays, taken into sentences: words, formulas and marks with their places.

A sentence ends at a full stop, a blank line, an item of a list, or a display.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .prose import COMMANDS, Piece

_PIECE = re.compile(
    r"\$(?P<dollar>[^$]+)\$"
    r"|\\\((?P<round>.+?)\\\)"
    r"|(?P<short>\b(?:i\.i\.d\.|i\.e\.|e\.g\.|w\.r\.t\.|resp\.|cf\.|vs\.|[Ee]qs?\.|[Ff]ig\.|[Ss]ec\.))"
    r"|(?P<word>[A-Za-z][A-Za-z0-9'’-]*)"
    r"|(?P<stop>[.!?](?=[\s*_)]|$)|\n[ \t]*\n|\n[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]|\\(?:item|par)\b)"
    r"|\\(?:label|ref|eqref|cite[tp]?|vspace|hspace)\*?(?:\[[^\]\n]*\])?\{[^}\n]*\}"
    r"|\\(?:begin|end)\{[a-z]*\*?\}"
    r"|(?P<command>\\[A-Za-z]+)|\\."
    r"|(?P<mark>[,;:().])",
    re.DOTALL,
)


@dataclass
class Sentence:
    """The pieces of a sentence; ``behind``: it goes on from the display before it.

    ``odd``: a command stands in it that may print anything.
    """

    pieces: list[Piece] = field(default_factory=list)
    behind: bool = False
    odd: bool = False

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.pieces[0].start

    @property
    def words(self) -> list[str]:
        """Its words, in small letters."""
        return [p.text for p in self.pieces if not p.math]


def sentences(text: str, start: int, end: int, *, behind: bool) -> Iterator[Sentence]:
    """The sentences of ``text`` between two places; ``behind`` a display or not."""
    here = Sentence(behind=behind)
    for found in _PIECE.finditer(text, start, end):
        if found["stop"]:
            if here.pieces:
                yield here
                here = Sentence()
            continue
        for name in ("dollar", "round"):
            if found[name] is not None:
                span = found.span(name)
                here.pieces.append(Piece(found[name], *span, math=True))
        if found["command"] and found["command"] not in COMMANDS:
            here.odd = True
        said = found["word"] or found["short"] or found["mark"]
        if said:
            here.pieces.append(Piece(said.lower().replace("’", "'"), *found.span()))
    if here.pieces:
        yield here
