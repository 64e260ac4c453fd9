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

from ..language.substitution import names_among
from .documents import Display, Document, Row
from .equivalent import refuted
from .functions import read_function
from .lines import Line
from .marks import mark_of
from .names import Known, Written, read_written
from .newnames import between, is_new_name, outside
from .places import NotUnderstood, Source
from .setting import Asked, Setter
from .sides import BINARY, TURNED
from .stated import Stated
from .stationary import ARROWS, Stationary, bare, solved
from .tokens import IMPLIES, Stream
from .vanishing import Vanishing

_APART = frozenset((*BINARY, *TURNED, *ARROWS, ",", ";", ":", r"\text", r"\mbox", r"\propto"))
_ARROW = re.compile(r"\\(?:implies|Rightarrow|Longrightarrow)(?![A-Za-z])")
#: Kinds of what a function may be differentiated by.
_VARIED = ("symbol", "family")
_WHERE = "it is so where ${}$, as the text has it"
_BEST = "the text says that this is found: it is claimed that it {} what is sought"
_NOT_SAID = (
    "the text says that this is so where a slope is 0, but nothing says of what function: name "
    "it, L(b) = ..., or put the slope into a display above, \\frac{d L}{d b} = ... = 0"
)
#: Factors by which a slope between vectors may differ from what is set to zero.
_FACTORS = ("", "-", "2", "-2", r"\frac{1}{2}", r"-\frac{1}{2}")


@dataclass(frozen=True)
class Slope:
    """The slope of what is called ``name``, ``whole`` with its arguments, by a variable.

    ``single``: it is the only one.
    """

    name: str
    whole: str
    variable: Written
    single: bool

    @property
    def tex(self) -> str:
        """The slope in LaTeX."""
        return rf"\frac{{\partial {self.name}}}{{\partial {self.variable.tex()}}}"


@dataclass(frozen=True)
class Reading:
    """A way to read a row: what is told of it, and the whole.

    ``unread``: it is of a form that is read as a row only.
    """

    slope: Slope
    told: str
    said: str
    unread: bool = False


class UnshownSlopes(Setter):
    """Reads rows that hold where a slope is 0 which no display shows."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        #: The slopes of which it was said that they are 0.
        self.zeros: list[Slope] = []

    def _where_zero(self, row: Row, follows: str, display: Display) -> Line | None:
        """The line of a row that is so where slopes are 0, or something is best; else None."""
        if self.names is None or row.arrow or row.doubtful:
            return None
        text = self.parts.source.text
        said = Vanishing.before(text, display.start)
        if said is None or not (said.sets or said.way or (self.zeros and said.follows)):
            return None
        sides, end = self._equation(row)
        if len(sides) < 2 or not self._is_false(row.start, end, sides[0]):
            return None
        behind, slopes = text[end : row.end], self._slopes_of(row, said, sides[0])
        if not (said.sets or said.way):
            slopes = [one for one in self.zeros if one.name in {s.name for s in slopes}]
        alone = not (behind or follows)
        for slope in slopes:
            if _is(slope.variable, sides[0]):
                self._inside(slope.variable, sides[0], sides[1], row)
        best = self._best_reading(row, [*_readings(slopes, sides, said, alone=alone)])
        if best is None:
            unread = self._unread(row, f"{self.notes.source.place(row.start)}: {_NOT_SAID}")
            return unread if said.sets and alone else None
        self.taken.append(best.told)
        slope = best.slope
        self.guessed -= {item.name for item, _ in self.names.matching(slope.variable)}
        waiting = Stationary((_zero(sides),), slope.variable, slope.variable.tex(), set=True)
        rest = rf", \quad {' = '.join(sides[1:])}" if len(sides) > 2 else behind
        line = self._copied(row, best.said + (self._marked(waiting, behind, row) or rest), follows)
        self.zeros += [slope] if slope not in self.zeros else []
        if said.sets and alone and not _is(slope.variable, sides[0]):
            at = len(self.notes.lines)
            self.asked = Asked(waiting, at, waits=False, end=display.end, unshown=True)
        return line

    def _marked(self, slope: Stationary, behind: str, row: Row) -> str:
        r"""What follows by an arrow where it gives a name, ``\implies \hat b = c``."""
        found = solved(self.parts.source, _ARROW.sub("", behind), slope) if behind else None
        said = self._solution(slope, found, row) if found is not None and found.marked else None
        return rf", \quad {said}" if said else ""

    def _best_reading(self, row: Row, readings: list[Reading]) -> Reading | None:
        """The first reading that is not false at an instance, or else the first of all."""
        context, first = self.draft.context, None
        for one in readings:
            if one.unread or (stated := self._stated(one.said, row)):
                first = first or one
                if one.unread or not refuted(stated, context, conditional=True):
                    return one
        return first

    def _equation(self, row: Row) -> tuple[list[str], int]:
        """The sides of a row that is a chain of equations, and where it or an arrow ends it."""
        source = self.parts.source
        try:
            tokens = Stream(source, row.start, row.end).tokens
        except NotUnderstood:
            return [], row.end
        signs = [t for _, t in outside(tokens)]
        end = next((t.start for t in signs if t.text in IMPLIES), row.end)
        signs = [t for t in signs if t.start < end and t.text in _APART]
        if not signs or {t.text for t in signs} != {"="} or (end < row.end and len(signs) > 1):
            return [], row.end
        sides = [source.text[a:b].strip(" &\n.,;") for a, b in between(row.start, end, signs)]
        return (sides if all(sides) else []), end

    def _is_false(self, start: int, end: int, left: str) -> bool:
        """Whether an equation gives no new name, and is false as it stands."""
        assert self.names is not None  # noqa: S101
        self._supply(start, end)
        first = self.parts.source.text.index(left, start)
        new = is_new_name(self.parts.source, first, first + len(left), self.names, free=self.free)
        return not new and self._refuted_at(start, end)

    def _stated(self, said: str, row: Row) -> list[Stated]:
        """What a reading states, if it can be read."""
        return self._stated_at(*self._copy(said, row.start))

    def _slopes_of(self, row: Row, said: Vanishing, left: str) -> list[Slope]:
        """The slopes that may be meant: of the function that is named, or else known last.

        By the variable that is named, or that stands alone on the left, or in the row.
        """
        by, text = said.variable, self.parts.source.text[row.start : row.end]
        functions = self._functions_in(said)
        for part in (by, text) if by else (left, text):
            for name, whole, own in functions:
                found = _names_in(part, own)
                if part is text and by:
                    found = [w for w in found if _occurs(w.head, by)]
                if part is not text:
                    found = [w for w in found if _is(w, part)]
                if found:
                    single = name == whole or len(own) == 1
                    return [Slope(name, whole, one, single) for one in found]
        return []

    def _functions_in(self, said: Vanishing) -> list[tuple[str, str, frozenset[str]]]:
        """Functions and then objectives, the last first, with the heads of their variables."""
        assert self.names is not None  # noqa: S101
        known = self.names.known[::-1]
        found = [
            *filter(None, map(self._function_of, known)),
            *filter(None, map(self._objective_of, known)),
        ]
        named = [one for one in found if _occurs(one[0], said.function or said.text)]
        return named if named or said.function else found

    def _function_of(self, item: Known) -> tuple[str, str, frozenset[str]] | None:
        """How a function is called, the whole, and the heads of its variables."""
        if (found := read_function(item)) is None:
            return None
        return found.written.tex(), item.tex, frozenset(w.head for w in found.own)

    def _objective_of(self, item: Known) -> tuple[str, str, frozenset[str]] | None:
        """How what is no function is called, and the heads of what it may be differentiated by."""
        assert self.names is not None  # noqa: S101
        body = self.draft.context.definitions.get(item.name)
        plain = item.kind == "definition" and not (item.sizes or item.look.tail)
        if body is None or not plain or mark_of(item.tex) is not None:
            return None
        used = names_among([body.body])
        varied = [one for one in self.names.known if one.name in used and one.kind in _VARIED]
        return item.tex, item.tex, frozenset(_written(one.tex).head for one in varied)


def _readings(
    slopes: list[Slope], sides: list[str], said: Vanishing, *, alone: bool
) -> Iterator[Reading]:
    """What a row may say: where something is best, where its slope is 0, or what that is.

    What follows from it by an arrow follows from the equation, not from what the slope is.  What
    is plainly said to be best is held against that alone, if no other variable has a say in it.
    """
    for slope in slopes:
        solves = _is(slope.variable, sides[0])
        if said.way and solves and alone:
            over = rf"{slope.whole} \text{{ over }} {slope.variable.tex()}"
            best = rf"{sides[1]} \text{{ {said.way} }} {over}"
            yield Reading(slope, _BEST.format(said.way), best)
        if said.way and solves and ((said.plainly and slope.single) or not said.sets):
            continue
        given = f"{slope.tex} = 0"
        yield Reading(slope, _WHERE.format(given), rf"{given} \iff {sides[0]} = {sides[1]}")
        if alone and not solves:
            for factor in _FACTORS:
                shown = rf"{slope.tex} = {factor} ({_zero(sides)})"
                yield Reading(slope, _WHERE.format(given), shown)
    if len(slopes) > 1 and alone and not said.way:
        given = r", \quad ".join(f"{slope.tex} = 0" for slope in slopes)
        whole = rf"{given} \implies {sides[0]} = {sides[1]}"
        yield Reading(slopes[0], _WHERE.format(given), whole, unread=True)


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
