r"""Slopes that are set to zero in words, "setting the derivative to zero gives" $b = c$.

The display shows no slope, and says of b what is false of most b: that the slope is 0 is its
condition.  Read is ``\frac{d L}{d b} = 0 \iff b = c``, of the function that the sentence names, or
that is known last, by the variable of which the row speaks; and likewise what it is set to zero as,
``-2 \sum_n (x_n - b) = 0``.  A row that is true as it stands is read as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from ..language.errors import HardlimitError
from ..language.substitution import names_among
from .documents import Display, Document, Row
from .equivalent import refuted
from .functions import read_function
from .lines import Line
from .marks import mark_of
from .names import Known, Written, read_written
from .newnames import between, is_new_name, outside
from .places import NotUnderstood, Source
from .sayings import Saying
from .setting import Asked, Setter
from .sides import BINARY, TURNED
from .stated import Stated
from .stationary import ARROWS, Stationary, bare
from .tokens import Stream

_SLOPE = re.compile(
    r"(?i)\b(?:derivatives?|gradients?|slopes?|differentiat\w+|partials?|score)\b"
    r"|\\partial(?![A-Za-z])|\\nabla(?![A-Za-z])|[A-Za-z]'\s*\("
)
_ZERO = re.compile(
    r"(?i)\b(?:zero|vanish\w*|stationar\w*|solv\w+)\b|=\s*0\s*(?:\$|\\\))|\bto\s+\$0\$"
)
#: Words that say both.
_BOTH = re.compile(
    r"(?i)\b(?:first[- ]order|stationarity|optimality) conditions?\b|\bstationary point"
    r"|\b(?:normal|score|estimating|likelihood) equations?\b"
)
_BY = re.compile(r"(?:with respect to|w\.?r\.?t\.?|in|by|for)\s+\$(?P<v>[^$=<>]+)\$")
#: Words of a row that follows from slopes that were set to zero above.
_FOLLOWS = re.compile(
    r"(?i)\b(?:so|hence|thus|therefore|which|giv\w+|yields?|from|solv\w+|substitut\w+|plug\w+"
    r"|insert\w+|rearrang\w+|eliminat\w+|obtain\w*|gets?|finds?|implies|equivalently)\b"
)
_APART = frozenset((*BINARY, *TURNED, *ARROWS, ",", ";", ":", r"\text", r"\mbox", r"\propto"))
#: Kinds of what a function may be differentiated by.
_VARIED = ("symbol", "family")
_TOLD = "that the slope is 0 is a condition, as the text has it: ${}$"
_NOT_SAID = (
    "the text says that this is so where a slope is 0, but nothing says of what function: name "
    "it, L(b) = ..., or put the slope into a display above, \\frac{d L}{d b} = ... = 0"
)
#: Factors by which a slope between vectors may differ from what is set to zero.
_FACTORS = ("", "-", "2", "-2", r"\frac{1}{2}", r"-\frac{1}{2}")


@dataclass(frozen=True)
class Slope:
    """The slope of what is called ``name`` by a variable."""

    name: str
    variable: Written

    @property
    def tex(self) -> str:
        """The slope in LaTeX."""
        return rf"\frac{{\partial {self.name}}}{{\partial {self.variable.tex()}}}"


@dataclass(frozen=True)
class Reading:
    """A way to read a row: what is given in it, and the whole."""

    slope: Slope
    given: str
    said: str


class UnshownSlopes(Setter):
    """Reads rows that hold where a slope is 0 which no display shows."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        #: The slopes of which it was said that they are 0.
        self.zeros: list[Slope] = []

    def _where_zero(self, row: Row, follows: str, display: Display) -> Line | None:
        """The line of a row that is so where slopes are 0 only; None for any other row."""
        if self.names is None or row.arrow or follows or row.doubtful:
            return None
        sentence = Saying.before(self.parts.source.text, display.start).sentence
        sets = bool(_BOTH.search(sentence) or (_SLOPE.search(sentence) and _ZERO.search(sentence)))
        if not sets and not (self.zeros and _FOLLOWS.search(sentence)):
            return None
        sides = self._equation(row)
        if len(sides) < 2 or not self._is_false(row, sides[0]):
            return None
        slopes = self._slopes_of(row, sentence, sides[0])
        if not sets:
            slopes = [one for one in self.zeros if one.name in {s.name for s in slopes}]
        readings = [one for slope in slopes for one in _readings(slope, sides)]
        stated = [(one, found) for one in readings if (found := self._stated(one.said, row))]
        if not stated:
            unread = self._unread(row, f"{self.notes.source.place(row.start)}: {_NOT_SAID}")
            return unread if sets else None
        context = self.draft.context
        sound = (o for o, said in stated if not refuted(said, context, conditional=True))
        best = next(sound, stated[0][0] if sets or len(slopes) < 2 else _together(slopes, sides))
        slope = best.slope
        self.taken.append(_TOLD.format(best.given))
        self.guessed -= {item.name for item, _ in self.names.matching(slope.variable)}
        rest = rf", \quad {' = '.join(sides[1:])}" if len(sides) > 2 else ""
        line = self._copied(row, best.said + rest)
        self.zeros += [slope] if slope not in self.zeros else []
        if sets and not _is(slope.variable, sides[0]):
            waiting = Stationary((_zero(sides),), slope.variable, slope.variable.tex(), set=True)
            self.asked = Asked(waiting, len(self.notes.lines), waits=False, end=display.end)
        return line

    def _equation(self, row: Row) -> list[str]:
        """The sides of a row that is a chain of equations and nothing else."""
        source = self.parts.source
        try:
            tokens = Stream(source, row.start, row.end).tokens
        except NotUnderstood:
            return []
        signs = [t for _, t in outside(tokens) if t.text in _APART]
        if not signs or {t.text for t in signs} != {"="}:
            return []
        parts = [source.text[a:b] for a, b in between(row.start, row.end, signs)]
        sides = [part.strip(" &\n.,;") for part in parts]
        return sides if all(sides) else []

    def _is_false(self, row: Row, left: str) -> bool:
        """Whether a row gives no new name, and is false as it stands."""
        assert self.names is not None  # noqa: S101
        self._supply(row.start, row.end)
        start = self.parts.source.text.index(left, row.start)
        new = is_new_name(self.parts.source, start, start + len(left), self.names, free=self.free)
        stated = [] if new else self._stated_at(row.start, row.end)
        return refuted(stated, self.draft.context)

    def _stated(self, said: str, row: Row) -> list[Stated]:
        """What a reading states, if it can be read."""
        return self._stated_at(*self._copy(said, row.start))

    def _stated_at(self, start: int, end: int) -> list[Stated]:
        try:
            return self._reader(start, end).line()
        except HardlimitError:
            return []

    def _slopes_of(self, row: Row, sentence: str, left: str) -> list[Slope]:
        """The slopes that may be meant: of the function that is named, or else known last.

        By the variable that the sentence names, that stands alone on the left, or in the row.
        """
        by, text = _BY.search(sentence), self.parts.source.text[row.start : row.end]
        functions = self._functions_in(sentence)
        for part in (by["v"], text) if by else (left, text):
            for name, own in functions:
                found = _names_in(part, own)
                if part is text and by:
                    found = [w for w in found if _occurs(w.head, by["v"])]
                if part is not text:
                    found = [w for w in found if _is(w, part)]
                if found:
                    return [Slope(name, one) for one in found]
        return []

    def _functions_in(self, sentence: str) -> list[tuple[str, frozenset[str]]]:
        """Functions and then objectives, the last first, with the heads of their variables."""
        assert self.names is not None  # noqa: S101
        known = self.names.known[::-1]
        found = [
            *filter(None, map(self._function_of, known)),
            *filter(None, map(self._objective_of, known)),
        ]
        return [one for one in found if _occurs(one[0], sentence)] or found

    def _function_of(self, item: Known) -> tuple[str, frozenset[str]] | None:
        """How a function is called, and the heads of its variables."""
        found = read_function(item)
        return (found.written.tex(), frozenset(w.head for w in found.own)) if found else None

    def _objective_of(self, item: Known) -> tuple[str, frozenset[str]] | None:
        """How what is no function is called, and the heads of what it may be differentiated by."""
        assert self.names is not None  # noqa: S101
        body = self.draft.context.definitions.get(item.name)
        plain = item.kind == "definition" and not (item.sizes or item.look.tail)
        if body is None or not plain or mark_of(item.tex) is not None:
            return None
        used = names_among([body.body])
        varied = [one for one in self.names.known if one.name in used and one.kind in _VARIED]
        return item.tex, frozenset(_written(one.tex).head for one in varied)


def _readings(slope: Slope, sides: list[str]) -> Iterator[Reading]:
    """What a row may say of a slope: where it is 0, or that it is a multiple of it."""
    given = f"{slope.tex} = 0"
    yield Reading(slope, given, rf"{given} \iff {sides[0]} = {sides[1]}")
    if not _is(slope.variable, sides[0]):
        for factor in _FACTORS:
            yield Reading(slope, given, rf"{slope.tex} = {factor} ({_zero(sides)})")


def _together(slopes: list[Slope], sides: list[str]) -> Reading:
    """That a row follows from all the slopes being 0."""
    given = r", \quad ".join(f"{slope.tex} = 0" for slope in slopes)
    return Reading(slopes[0], given, rf"{given} \implies {sides[0]} = {sides[1]}")


def _zero(sides: list[str]) -> str:
    """What an equation sets to zero."""
    return sides[0] if sides[1] == "0" else f"{sides[0]} - ({sides[1]})"


def _written(tex: str) -> Written:
    return read_written(Stream(Source(tex), 0, len(tex)))


def _occurs(name: str, text: str) -> bool:
    """Whether a name stands in a text, and not within another one."""
    return bool(re.search(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])", text))


def _names_in(text: str, heads: frozenset[str]) -> list[Written]:
    """The names with one of these heads that stand in a text, each once."""
    found = dict[str, Written]()
    for head in heads:
        for place in re.finditer(rf"(?<![A-Za-z\\]){re.escape(head)}(?![A-Za-z])", text):
            with suppress(NotUnderstood):
                written = read_written(Stream(Source(text), place.start(), len(text)))
                found.setdefault(written.tex(), written)
    return sorted(found.values(), key=lambda w: text.index(w.head))


def _is(written: Written, text: str) -> bool:
    """Whether a text is a name and nothing else."""
    return bare(written.tex()) == bare(text)
