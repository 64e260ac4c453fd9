r"""Names given within a line: ``S := \sum_n x_n``, ``\frac{S}{N} =: m``, ``\text{where } m = ...``.

What is named there is defined as in a block, before the line is read; the line then says what
the name stands for, and is judged like any other.  An equation that begins with a name which is
nowhere declared, ``\\hat b = \\frac{S}{T}``, names it too; then that is told beside the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Container

from .defining import PROPORTIONAL
from .given import GivenReader
from .names import read_written
from .newnames import is_new_name, outside
from .places import NotUnderstood, Source
from .prose import Piece
from .sides import BINARY, SIGNS, TURNED
from .tokens import Stream, Token

_ENDS = frozenset((*SIGNS, r"\iff", r"\forall", PROPORTIONAL))
#: What may stand in a line that begins with a new name.
_CHAINED = frozenset((*BINARY, *TURNED, r"\equiv", PROPORTIONAL))
_WORDS = (r"\text", r"\mbox", r"\textnormal")


_TRAILING = re.compile(r"(?:[\s&,;]|\\q?quad(?![A-Za-z])|\\[,;: ])*$")


class LineNames:
    """Defines what is named within a line."""

    def __init__(self, reader: GivenReader, *, free: bool = False) -> None:
        self.reader = reader
        #: Whether what a new function is of may be new, too.
        self.free = free
        self.source: Source = reader.source
        #: What was named by a mere equation, as it is written.
        self.told: list[str] = []

    def where(self, start: int, end: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Define what a row says behind "where".

        Returns:
            Where the row ends without it; and the equation, if the name has its meaning already.

        Raises:
            NotUnderstood: if a name cannot be given so.
        """
        stream = Stream(self.source, start, end)
        for place, token in outside(stream.tokens):
            if token.text not in _WORDS or _word(stream.tokens, place) not in ("where", "with"):
                continue
            first = _behind_braces(stream.tokens, place)
            behind = self._joined(stream.tokens, first, end)
            here = token.start - len(_TRAILING.search(self.source.text[start : token.start])[0])  # type: ignore[index]
            if all(map(self.reader.defines, behind)):
                self.reader.in_any_order(behind)
                return here, ()
            if self._is_defined(first, end):
                return here, ((first, end),)
        return end, ()

    def _joined(self, tokens: list[Token], start: int, end: int) -> list[Piece]:
        r"""The equations between a place and the end, joined by ``\text{and}`` or commas."""
        found: list[Piece] = []
        for place, token in outside(tokens):
            joins = token.text == "," or (token.text in _WORDS and _word(tokens, place) == "and")
            if token.start >= start and joins:
                found.append(Piece(self.source.text[start : token.start], start, token.start, True))
                start = token.end if token.text == "," else _behind_braces(tokens, place)
        return [
            piece
            for piece in (*found, Piece(self.source.text[start:end], start, end, True))
            if not _TRAILING.fullmatch(piece.text)
        ]

    def _is_defined(self, start: int, end: int) -> bool:
        """Whether an equation stands there for a name that is defined."""
        stream = Stream(self.source, start, end)
        try:
            found = self.reader.names.matching(read_written(stream))
        except NotUnderstood:
            return False
        return bool(found) and found[0][0].kind == "definition" and stream.peek() == "="

    def define(
        self, start: int, end: int, unsure: Container[str] = (), *, equations: bool = False
    ) -> bool:
        """Define what the statement between two places names; whether a name was made.

        Args:
            start: where the statement begins.
            end: where it ends.
            unsure: heads that a mere equation does not name: they may have a meaning.
            equations: whether a mere equation may name.

        Raises:
            NotUnderstood: if a name cannot be given so.
        """
        stream = Stream(self.source, start, end)
        made = False
        signs = [
            (place, token)
            for place, token in outside(stream.tokens)
            if token.text in _ENDS or token.text in _WORDS
        ]
        for number, (place, token) in enumerate(signs):
            behind = signs[number + 1][1].start if number + 1 < len(signs) else end
            last = signs[number - 1][1].end if number else start
            before = stream.tokens[place - 1].text if place else ""
            if token.text == "=" and before == ":":
                colon = stream.tokens[place - 1]
                name = Piece(self.source.text[last:behind], last, behind, True)
                if self._is_new(last, colon.start) and self.reader.defines(name):
                    self.reader.define(name)
                    made = True
            elif token.text == "=" and stream.tokens[place + 1].text == ":":
                colon = stream.tokens[place + 1]
                if self._is_new(colon.end, behind):
                    name = Piece(self.source.text[colon.end : behind], colon.end, behind, True)
                    value = Piece(self.source.text[last : token.start], last, token.start, True)
                    self.reader.define(name, value)
                    made = True
            elif equations and not number and _chains(signs):
                name = Piece(self.source.text[start:behind], start, behind, True)
                names = self.reader.names
                new = is_new_name(self.source, start, token.start, names, unsure, free=self.free)
                if new and self.reader.defines(name):
                    self.reader.define(name)
                    told = self.source.text[start : token.start].strip(" &")
                    factor = " (up to a positive factor)" if token.text == PROPORTIONAL else ""
                    self.told.append(told + factor)
                    made = True
        return made

    def _is_new(self, start: int, end: int) -> bool:
        """Whether a name stands there that is not declared."""
        stream = Stream(self.source, start, end)
        try:
            written = read_written(stream)
        except NotUnderstood:
            return False
        return not self.reader.names.matching(written) or bool(stream.peek())


def _chains(signs: list[tuple[int, Token]]) -> bool:
    """Whether a statement begins with what may name, and nothing but signs of order follows."""
    return signs[0][1].text in ("=", PROPORTIONAL) and {sign.text for _, sign in signs} <= _CHAINED


def _word(tokens: list[Token], place: int) -> str:
    word = ""
    for token in tokens[place + 2 :]:
        if not token.is_letter:
            break
        word += token.text
    return word.lower()


def _behind_braces(tokens: list[Token], place: int) -> int:
    while tokens[place].text not in ("}", ""):
        place += 1
    return tokens[place].end
