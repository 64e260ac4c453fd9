r"""Displays row by row; a row that speaks of what is found further below waits for that.

``\hat a = \bar y - \hat b \bar x`` stands before ``\hat b = ...``: it is read behind it, with the
rows that go on from it, and stands in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from .documents import Display, Document, Row
from .limits import announced
from .lines import Line
from .marks import Mark, mark_of, marks_in
from .names import read_written
from .newnames import outside
from .places import NotUnderstood
from .prose import Piece
from .sayings import FAR, sentence_before
from .sentences import Sentence
from .sides import SIGNS
from .sought import Seeker
from .stationary import bare, stationary
from .telling import ProseReader
from .tokens import Stream
from .under_text import condition_before

_SECTION = re.compile(r"\\(?:sub)*section|\n#|\\begin\{given\}")


@dataclass
class Deferred:
    """Rows of a display that wait, and where their lines belong; ``lines`` once they are read."""

    rows: list[tuple[Row, str, Row | None]]
    display: Display
    at: int
    lines: list[Line] = field(default_factory=list)


class DisplayReader(Seeker):
    """Reads displays."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        #: The limit that the sentence around a display says.
        self.limit = ""
        #: Whether the line of a row waits for what follows from it.
        self.waits = False
        self.deferred: list[Deferred] = []
        #: What the sentence before a definition says.
        self.called: dict[str, str] = {}

    def _rows(self, display: Display, after: Display | None) -> None:
        rows, waiting = self._under_text(display), list[int]()
        self.limit = announced(self.parts.narrative, display, self.parts.prose)
        below = [*rows[1:], after.rows[0] if after is not None and after.rows else None]
        put_off = False
        for number, row in enumerate(rows):
            follows = rows[number + 1].arrow if number + 1 < len(rows) else ""
            put_off = self._goes_on(row) if put_off else self._speaks_of_later(row)
            if put_off:
                self._defer(row, follows, below[number], display)
                continue
            for line in self._lines_sought(row, follows, below[number], display):
                waiting = self._added(line, waiting)
        self._read_deferred()

    def _lines_sought(
        self, row: Row, follows: str, below: Row | None, display: Display
    ) -> list[Line]:
        """The lines of a row, with those on what is found there."""
        row = self._without_domain(row)
        before = {*self.draft.context.definitions} if self.notes.drafts else set()
        found = self._lines_of(row, follows, below, display)
        new = self.draft.context.definitions.keys() - before if self.notes.drafts else ()
        said = sentence_before(self.parts.source.text[: display.start]).lower()
        self.called |= dict.fromkeys(new, said)
        return [line for read in found for line in self._sought(read, row, display.start)]

    def _under_text(self, display: Display) -> tuple[Row, ...]:
        """The rows of a display; of a single one with the condition that is said before it."""
        if not self.free or len(display.rows) != 1 or display.rows[0].arrow:
            return display.rows
        (row,) = display.rows
        text = self.parts.source.text[row.start : row.end]
        if re.search(r"\\text|\\mbox|\\iff|\\implies|\\Right", text):
            return display.rows
        said = condition_before(self.parts.narrative, display, self.parts.prose)
        if said is None:
            return display.rows
        line = self.notes.source.place(said.start).line
        self.restricts = [at for at in self.restricts if at != line]
        start, end = self._copy(rf"{text} \quad {said.text}", row.start)
        return (replace(row, start=start, end=end),)

    def _added(self, line: Line, waiting: list[int]) -> list[int]:
        """Add a line to which those that wait belong; the lines that wait behind it."""
        self.notes.lines.append(line)
        for at in waiting:
            held = self.notes.lines[at]
            self.notes.lines[at] = replace(
                held,
                steps=(*held.steps, *line.steps),
                lost=(*held.lost, *line.lost),
                printed=(*held.printed, *line.printed),
                error=line.error,
                hangs=bool(line.error),
            )
        return [*waiting, len(self.notes.lines) - 1] if self.waits and not line.error else []

    def _without_domain(self, row: Row) -> Row:
        r"""The row without "\quad 0 < p < 1" behind a function of p, of which that is taken."""
        source = self.parts.source
        if not self.free or self.names is None:
            return row
        try:
            stream = Stream(source, row.start, row.end)
            commas = [t for _, t in outside(stream.tokens) if t.text == ","]
            read_written(stream)
            stream.take("(")
            variables = [read_written(stream)]
            while stream.took(","):
                variables.append(read_written(stream))
            last = Stream(source, commas[-1].end if commas else row.end, row.end)
        except NotUnderstood:
            return row
        signs = {t.text for _, t in outside(last.tokens)}
        names = {w.head for w in variables} & {t.text for t in last.tokens}
        if "=" in signs or not names or not signs & {"<", ">", r"\le", r"\ge", r"\in"}:
            return row
        start, end = last.tokens[0].start, row.end
        piece = Piece(source.text[start:end], start, end, math=True)
        reader = ProseReader(source, self.draft)
        told = reader.tell(Sentence([Piece("let", start, start), piece]))
        if told.claims or told.restricts or not told.taken:
            return row
        self._renamed_by(reader)
        self.taken += told.taken
        return replace(row, end=commas[-1].start)

    # -- what waits -----------------------------------------------------------------------
    def _speaks_of_later(self, row: Row) -> bool:
        """Whether a row is on an optimum that is nowhere declared, and found further below.

        Where a slope is asked for, it is of where that is 0, and waits for nothing.
        """
        source = self.parts.source
        slope = self.asked is not None or stationary(source, row.start, row.end) is not None
        if self.names is None or slope:
            return False
        own = mark_of(source.text[row.start : row.end].strip(" &\n"))
        return any(
            bare(mark.best) in bare(source.text[row.start : row.end])
            and mark != own
            and not self._matching(mark.best)
            for mark in self._found_below(row)
        )

    def _still_found(self, row: Row) -> frozenset[Mark]:
        rows = [row for one in self.deferred if not one.lines for row, _, _ in one.rows]
        above = (mark_of(self.parts.source.text[r.start : r.end].strip(" &\n")) for r in rows)
        return self._found_below(row) | {mark for mark in above if mark is not None}

    def _found_below(self, row: Row) -> frozenset[Mark]:
        """What is said to be best, by an equation, below a row in its section."""
        ahead = self.parts.source.text[row.end : row.end + FAR]
        return marks_in(_SECTION.split(ahead, maxsplit=1)[0])

    def _goes_on(self, row: Row) -> bool:
        """Whether a row goes on from the one above."""
        try:
            first = Stream(self.parts.source, row.start, row.end).peek()
        except NotUnderstood:
            return False
        return bool(row.arrow or row.doubtful) or first in (*SIGNS, "&")

    def _defer(self, row: Row, follows: str, below: Row | None, display: Display) -> None:
        """Put a row off, with the row above if it goes on from that."""
        if not (self.deferred and self._goes_on(row) and self.deferred[-1].display is display):
            self.deferred.append(Deferred([], display, len(self.notes.lines)))
        self.deferred[-1].rows.append((row, follows, below))

    def _read_deferred(self, *, last: bool = False) -> None:
        """Read the rows of which all is known that they speak of; in the ``last`` place, all."""
        if self.names is None:
            return
        for one in self.deferred:
            if one.lines or (not last and self._speaks_of_later(one.rows[0][0])):
                continue
            kept, self.last, asked, self.asked = self.last, None, self.asked, None
            for row, follows, below in one.rows:
                one.lines += self._lines_sought(row, follows, below, one.display)
            self.last, self.asked = kept, asked

    def _in_place(self) -> None:
        """Put the lines that waited where they belong."""
        for one in reversed(self.deferred):
            self.notes.lines[one.at : one.at] = one.lines
