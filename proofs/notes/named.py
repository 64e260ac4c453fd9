r"""Names given within a line: ``S := \sum_n x_n``, ``\frac{S}{N} =: m``, ``\text{where } m = ...``.

What is named there is defined as in a block, before the line is read; the line then says what
the name stands for, and is judged like any other.  An equation that begins with a name which is
nowhere declared, ``\\hat b = \\frac{S}{T}``, names it too; then that is told beside the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from .given import GivenReader
from .names import Written, read_written
from .places import NotUnderstood, Source
from .prose import Piece
from .relations import RelationReader
from .sides import BINARY, TURNED
from .tokens import Stream, Token

_OPEN = ("(", "[", r"\{", "{", r"\langle")
_CLOSE = (")", "]", r"\}", "}", r"\rangle")
_ENDS = frozenset((*BINARY, *TURNED, r"\equiv", r"\to", r"\iff", r"\forall", r"\xrightarrow"))
#: What may stand in a line that begins with a new name.
_CHAINED = frozenset((*BINARY, *TURNED, r"\equiv"))
#: Words that have a meaning of their own, however they are set.
_TAKEN = frozenset(
    ("Var", "Cov", "Corr", "E", "P", "Pr", "KL", "H", "MI", "tr", "Tr", "det", "rank", "diag",
     "sgn", "sign", "id", "span", "dim", "softmax", "sigmoid", "erf", "argmin", "argmax")
)  # fmt: skip
_WORDS = (r"\text", r"\mbox", r"\textnormal")


_TRAILING = re.compile(r"(?:[\s&,;]|\\q?quad(?![A-Za-z])|\\[,;: ])*$")


class LineNames:
    """Defines what is named within a line."""

    def __init__(self, reader: GivenReader) -> None:
        self.reader = reader
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
        for place, token in _outside(stream.tokens):
            if token.text not in _WORDS or _word(stream.tokens, place) not in ("where", "with"):
                continue
            first = _behind_braces(stream.tokens, place)
            behind = Piece(self.source.text[first:end], first, end, True)
            here = token.start - len(_TRAILING.search(self.source.text[start : token.start])[0])  # type: ignore[index]
            if self.reader.defines(behind):
                self.reader.define(behind)
                return here, ()
            if self._is_defined(first, end):
                return here, ((first, end),)
        return end, ()

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
        outside = list(_outside(stream.tokens))
        made = False
        signs = [
            (place, token)
            for place, token in outside
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
                if self._is_named(start, token.start, unsure) and self.reader.defines(name):
                    self.reader.define(name)
                    self.told.append(self.source.text[start : token.start].strip(" &"))
                    made = True
        return made

    def _is_named(self, start: int, end: int, unsure: Container[str]) -> bool:
        r"""Whether ``\hat b`` or ``\ell(\theta)`` stands there, of which nothing is known yet.

        What is like a declared name is no new one, but for an accent or a mark: it may be a slip.
        """
        names = self.reader.names
        stream = Stream(self.source, start, end)
        try:
            written = read_written(stream)
            arguments = _arguments(stream)
        except NotUnderstood:
            return False
        reader = RelationReader(self.source, start, end, names)
        if names.matching(written) or reader.function_of(written)[0] is not None:
            return False
        if written.head in unsure or written.head in names.indices or _is_operator(written.head):
            return False
        bare = written.head.startswith("\\") and "{" in written.head  # \hat{b} beside b
        if not bare and set(written.mark) <= {"'"} and names.near(written):
            return False
        return all(names.matching(argument) for argument in arguments)

    def _is_new(self, start: int, end: int) -> bool:
        """Whether a name stands there that is not declared."""
        stream = Stream(self.source, start, end)
        try:
            written = read_written(stream)
        except NotUnderstood:
            return False
        return not self.reader.names.matching(written) or bool(stream.peek())


def _chains(signs: list[tuple[int, Token]]) -> bool:
    """Whether a statement begins with an equation, and nothing but signs of order follows."""
    return signs[0][1].text == "=" and {sign.text for _, sign in signs} <= _CHAINED


def _is_operator(head: str) -> bool:
    r"""Whether it is set as operators are: ``\operatorname{Var}`` is none of an author's names."""
    font, _, word = head.rstrip("}").partition("{")
    return font in (r"\operatorname", r"\mathbb") or (
        font in (r"\mathrm", r"\text") and word in _TAKEN
    )


def _arguments(stream: Stream) -> list[Written]:
    """The names in the brackets behind a name; there may be none.

    Raises:
        NotUnderstood: if anything else stands there.
    """
    found: list[Written] = []
    if stream.took("("):
        found.append(read_written(stream))
        while stream.took(","):
            found.append(read_written(stream))
        stream.take(")")
    stream.took("&")
    if stream.peek():
        raise stream.error("a name is expected")
    return found


def _outside(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens outside all brackets, with their places."""
    depth = 0
    for place, token in enumerate(tokens):
        depth -= token.text in _CLOSE
        if depth <= 0:
            yield place, token
        depth += token.text in _OPEN


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
