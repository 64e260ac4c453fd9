"""Sentences with mathematics in them, as words, formulas and marks of punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .places import NotUnderstood, Source, shortened

_PIECE = re.compile(
    r"%[^\n]*"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|\$(?P<dollar>[^$]+?)\$"
    r"|\\\((?P<round>.+?)\\\)"
    r"|\\\[(?P<square>.+?)\\\]"
    r"|\\(?:begin|end)\{(?:itemize|enumerate|quote|center)\}"
    r"|\\(?:label|ref|eqref|cite)\{[^}]*\}"
    r"|(?P<command>\\[A-Za-z]+)|\\."
    r"|(?P<word>[A-Za-z][A-Za-z0-9_-]*)"
    r"|(?P<mark>[,;.:()])"
    r"|(?P<other>\S)",
    re.DOTALL,
)
#: What a sentence may hold without saying anything.
_SILENT = "{}*~->&#"
#: Commands that show what they are about as it stands; another may hide it, or print more.
COMMANDS = frozenset(
    rf"\{word}"
    for word in (
        *("textbf", "textit", "textrm", "textsf", "textsc", "emph", "text", "item", "noindent"),
        *("par", "smallskip", "medskip", "bigskip", "quad", "qquad", "enspace", "ldots", "dots"),
        *("newline", "linebreak", "hfill", "bf", "it", "em", "rm", "strong", "centering"),
    )
)


@dataclass(frozen=True)
class Piece:
    """A word (in small letters), a mark, or (``math``) a formula between two places.

    ``odd``: a sign that belongs to no sentence.
    """

    text: str
    start: int
    end: int
    math: bool = False
    odd: bool = False


def shown(found: list[Piece]) -> str:
    """Words and marks as they stand, each formula written #."""
    return " ".join("#" if p.math else p.text for p in found)


def pieces(source: Source, start: int, end: int) -> tuple[list[Piece], list[NotUnderstood]]:
    """The pieces of a text, and what is said of those that are odd."""
    out: list[Piece] = []
    problems: list[NotUnderstood] = []

    def refuse(text: str, at: int) -> None:
        said = shortened(source.text[start:at])
        problems.append(NotUnderstood(f"{text} is not understood", at, said))
        out.append(Piece(text, at, at + len(text), odd=True))

    for found in _PIECE.finditer(source.text, start, end):
        for name in ("display", "dollar", "round", "square"):
            if found[name] is not None:
                out.append(Piece(found[name], found.start(name), found.end(name), True))
        if found["command"] and found["command"] not in COMMANDS:
            refuse(found["command"], found.start())
        elif found["word"]:
            out.append(Piece(found["word"].lower(), found.start(), found.end()))
        elif found["mark"]:
            out.append(Piece(found["mark"], found.start(), found.end()))
        elif found["other"] and found["other"] not in _SILENT:
            refuse(found["other"], found.start())
    return out, problems
