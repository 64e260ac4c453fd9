"""Rows of displays with cases: one line a branch, or a name that is written by indicators."""

from __future__ import annotations

from dataclasses import replace

from .branches import ALONE, BEGIN, Cases, by_indicators, cases_of, claims
from .documents import Display, Document, Row
from .lines import Line
from .nearest import NearestRows
from .newnames import is_new_name, outside
from .places import NotUnderstood
from .prose import Piece
from .sides import SIGNS, Side
from .telling import ProseReader
from .tokens import Stream, Token


class CaseRows(NearestRows):
    """Reads rows, of which those with cases are several lines."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        self.last: Side | None = None
        #: The text of the last block, and the lines in it of which something was not read.
        self.block, self.unread = "", list[int]()

    def _lines_of(self, row: Row, follows: str, below: Row | None, display: Display) -> list[Line]:
        """The lines of a row; ``below`` is the row that may go on from it."""
        source = self.parts.source
        if BEGIN not in source.text[row.start : row.end] or row.doubtful or self.names is None:
            return [self._row_line(row, follows, below, display)]
        try:
            cases = cases_of(source, row.start, row.end)
            signs = self._signs_before(row, cases)
            if row.arrow or follows:
                raise NotUnderstood(ALONE, row.start)
            colon = len(signs) > 1 and signs[0].text == ":"
            end = signs[0].start
            named = len(signs) == 1 + colon and signs[-1].text == "="
            unsure = self.block if self.unread else ()
            new = named and is_new_name(source, row.start, end, self.names, unsure, free=self.free)
            if named and (new or self.free):
                nearest = self._by_labels(row, cases, new=new)
                if nearest is not None:
                    return [nearest]
            if new:
                return [self._by_indicators(row, cases)]
            return self._by_branches(row, cases, signs)
        except NotUnderstood as error:
            self._close()
            self.last = None
            return [replace(self._unread(row, error.told(self.parts.source)), why=row.why)]

    def _signs_before(self, row: Row, cases: Cases) -> list[Token]:
        """The signs before the cases, of which the last one ends what stands there."""
        end = row.start + len(cases.left)
        tokens = Stream(self.parts.source, row.start, end).tokens[:-1]
        free = [t for _, t in outside(tokens)]
        signs = [t for t in free if t.text in (*SIGNS, ":")]
        plain = all(
            t.text not in (",", ";", r"\text", r"\mbox", r"\iff", r"\implies") for t in free
        )
        if not signs or signs[-1] is not tokens[-1] or not plain:
            raise NotUnderstood(ALONE, end)
        return signs

    def _by_indicators(self, row: Row, cases: Cases) -> Line:
        """The line of a row that says of a new name what it is."""
        shown = self.parts.source.text[row.start : row.end]
        if self.free:
            reader = ProseReader(self.parts.source, self.draft)
            end = row.start + len(cases.left)
            reader.indices_of(Piece(cases.left, row.start, end, math=True))
            self._renamed_by(reader)
        return replace(self._read_as(row, by_indicators(cases), row.start), text=shown)

    def _by_branches(self, row: Row, cases: Cases, signs: list[Token]) -> list[Line]:
        """What stands before the last sign, if it states something, and a line a branch."""
        found = claims(cases)
        lines, whole = list[Line](), cases.left
        before = [t for t in signs if t.text != ":"]
        if len(before) > 1:
            chain = self.parts.source.text[row.start : before[-1].start]
            lines.append(self._read_as(replace(row, why=""), chain, row.start))
            left = self.parts.source.text[before[-2].end : row.start + len(whole)]
            found = [(place, left + text[len(whole) :]) for place, text in found]
        last = None if len(before) > 1 else self.last
        for place, text in found:
            self._close()
            self.last = last
            lines.append(self._read_as(row, text, place))
        self._close()
        self.last = None
        return lines

    def _read_as(self, row: Row, text: str, place: int) -> Line:
        """The line of a row that is read as ``text``, which stands for what is at ``place``."""
        start, end = self._copy(text, place)
        return self._line(Row(start, end, row.why, row.label), "")
