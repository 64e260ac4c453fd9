r"""Prose as it goes on between displays: what it gives is there for the lines after it.

A sentence that begins with "where", right behind a display, is read before it.  What is supposed
of names that are known already holds from there to the next heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from ..language.errors import HardlimitError
from ..language.substitution import names_among
from ..report.render.formula import Printer
from .announcing import Told
from .documents import Document, Prose, Row
from .having import suppose_values
from .lines import Line
from .named import LineNames
from .newnames import outside
from .places import NotUnderstood
from .prose import Piece
from .ranged import ranges_in
from .reciprocals import turned
from .scopes import Scopes, bounds
from .sentences import Sentence, sentences
from .stated import Stated
from .statements import statements
from .stationary import bare
from .telling import ProseReader
from .tokens import Stream
from .worded import worded

#: A name with its variables, of which some are squared; and a chain that ends in an accented name.
_OF_SQUARES = re.compile(
    r"(?:\\mathcal\s*\{(?!N\})[A-Z]\}|\\?[A-Za-z]+)\s*\("
    r"(?P<of>(?:\s*\\?[A-Za-z]+(?:_\{?\w+\}?)?(?:\^\{?2\}?)?\s*[,;]?)+)\)"
)
_SQUARED = re.compile(r"\^\{?2\}?")
_ENDS_IN_NAME = re.compile(
    r"=\s*(?P<name>\\(?:bar|hat|tilde|overline)\s*\{?\s*\\?[A-Za-z]+\s*\}?(?:_\{?\w+\}?)?)[\s.,&]*\Z"
)
_FOLLOWS = frozenset(("where", "with", "here"))


class Narrator(Scopes):
    """Reads prose; what a derivation and a row are is told by the class below."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        #: What prose gave since the last line, and where it said a condition that was not read.
        self.taken: list[str] = []
        self.restricts: list[int] = []
        #: The formulas of sentences that were not read, with the lines where these stand.
        self.unread_said: list[tuple[str, int]] = []
        #: Functions that are written as ones of squares.
        self.squares: set[str] = set()
        #: Text of blocks that are still to come.
        self.later = ""
        #: What a sentence behind a display states of names that it was read for.
        self.claims: list[tuple[int, int]] = []

    def _read_line(self, row: Row, follows: str) -> Line:
        raise NotImplementedError

    def _line(self, row: Row, follows: str) -> Line:
        """A row as read, with what was taken from prose for it."""
        shown = self.parts.source.text[row.start : row.end]
        if self.free and self.notes.drafts:
            row = self._turned(self._unsquared(row))
            self._redefined(row)
            self._name_last(row)
        line = replace(self._read_line(row, follows), text=shown)
        taken, self.taken = (*self.taken, *self._still_supposed(line)), []
        return replace(line, taken=taken, restricted=tuple(self.restricts))

    def _unread(self, row: Row, said: str) -> Line:
        """A row that is not read, and why, with what was taken from prose for it."""
        source = self.notes.source
        place, text = source.place(row.start), source.text[row.start : row.end]
        taken, self.taken = tuple(self.taken), []
        return Line(place, text, len(self.notes.drafts) - 1, error=said, taken=taken)

    def _still_supposed(self, line: Line) -> list[str]:
        """What rows before supposed of the names of a line, which no sentence says."""
        if not (self.free and self.notes.drafts):
            return []
        context = self.draft.context
        used = self._names_of(line.steps)
        own = [h for name, h in context.hypotheses.items() if name not in self.said]
        held = [
            Printer(context).relation(h.relation)
            for h in own
            if names_among(h.relation.expressions()) <= used
        ]
        told = " ".join(self.taken)
        return [f"{one} (supposed above)" for one in held if one not in told]

    def _prose(self, part: Prose) -> None:
        """Read the sentences before the next display."""
        self.restricts = []
        found = list(sentences(self.parts.narrative, part.start, part.end, behind=part.behind))
        self._state(self.claims)
        self.claims = []
        bound = [*bounds(self.parts.narrative, part.start, part.end)]
        for sentence in found:
            while bound and bound[0].place <= sentence.start:
                self._bound(bound.pop(0))
            restricts = [*self.restricts]
            claims = [] if self._explains(sentence) else self._told(sentence).claims
            if self._concludes_all(sentence):
                self.restricts = restricts
            self._state(claims)
            self._concluded(sentence, claims)
        for one in bound:
            self._bound(one)

    def _before(self, display: Prose | None) -> None:
        """Read what stands behind a display and says "where"."""
        if display is None or not display.behind:
            return
        found = sentences(self.parts.narrative, display.start, display.end, behind=True)
        first = next(found, None)
        if first is not None and self._explains(first):
            self.claims = self._told(first).claims

    def _explains(self, sentence: Sentence) -> bool:
        """Whether a sentence says what stands in the display before; one on its own "With" not."""
        word = sentence.pieces[0].text if sentence.behind else ""
        return word in _FOLLOWS and not self.parts.narrative.startswith("With", sentence.start)

    def _told(self, sentence: Sentence) -> Told:
        if self.free and not self.notes.drafts:
            self._first(sentence.start)
        if self.free:
            heads = {str(k.look.light().head) for k in self.names.known} if self.names else set()
            sentence.pieces, source = worded(sentence.pieces, self.parts.source, heads)
            self.parts, self.notes.source = replace(self.parts, source=source), source
        if self.names is None or not self.notes.drafts:
            return Told()
        self._hold(sentence)
        if self.free:
            reader = ProseReader(self.parts.source, self.draft)
            again = reader.given_again(sentence) & self.old
            more = self._restricted() | self.draft.context.definitions.keys()
            self._forget(again | (reader.given_freely(sentence) & more))
            self._drop(sentence)
        context = self.draft.context
        before = set(context.hypotheses)
        known = {item.name for item in self.names.known}
        reader = ProseReader(self.parts.source, self.draft)
        told = reader.tell(sentence, only_names=None if self.free else self.later)
        fresh = [h for name, h in context.hypotheses.items() if name not in before]
        self.said = (self.said & before) | {h.name for h in fresh}
        old = [
            h.name
            for h in fresh
            if known & names_among(h.relation.expressions()) - {*context.sizes}
        ]
        if old and (self.notes.lines or self.inner is not None):
            self.local.update(old)
            if self.draft.steps:
                self._begin_again(sentence, old)
        if told.taken:
            self._renamed_by(ProseReader(self.parts.source, self.draft))
        self.taken += told.taken
        self.guessed |= reader.guessed
        if told.restricts and self.free and not self._sets_slope(sentence):
            line = self.notes.source.place(sentence.start).line
            self.restricts.append(line)
            self.unread_said += [(p.text, line) for p in sentence.pieces if p.math]
        return told

    def _hold(self, sentence: Sentence) -> None:
        """Hold fixed what a sentence says is held fixed."""
        raise NotImplementedError

    def _concludes_all(self, sentence: Sentence) -> bool:
        """Whether a sentence concludes whatever it relates, so that it is no condition."""
        raise NotImplementedError

    def _concluded(self, sentence: Sentence, claimed: list[tuple[int, int]]) -> None:
        """Read what a sentence concludes."""
        raise NotImplementedError

    def _sets_slope(self, sentence: Sentence) -> bool:
        """Whether all that a sentence says is that a slope above is set to zero."""
        raise NotImplementedError

    def _first(self, start: int) -> None:
        """The derivation of a file without blocks, with the sizes up to which its sums run."""
        draft = self._begin(start)
        ranges = ranges_in(self.parts.source)
        letters = {letter for letter, _ in ranges}
        for size in sorted({size for _, size in ranges} - letters):
            with suppress(HardlimitError):
                draft.size(size)
        self.names = ProseReader(self.parts.source, draft).names

    def _begin_again(self, sentence: Sentence, names: list[str]) -> None:
        """A derivation that goes on from this one, for hypotheses that hold from here on."""
        last = self.draft
        self._begin(sentence.start, also=True)
        for name in names:
            del last.context.hypotheses[name]

    def _supply(self, start: int, end: int) -> None:
        """Take what is not declared in a row as it is used there."""
        if not self.free or self.names is None:
            return
        reader = ProseReader(self.parts.source, self.draft)
        reader.supply(start, end)
        if reader.supplied:
            self._renamed_by(reader)
            self.taken += map(self._with_unread, reader.supplied)
            self.guessed |= reader.guessed

    def _with_unread(self, supplied: str) -> str:
        """What a name was taken for, and which sentence speaks of it but was not read."""
        head = re.escape(re.split(r"[_\s^({>]|(?<=.)\\", supplied, maxsplit=1)[0])
        own = re.compile(rf"(?<![A-Za-z\\]){head}(?![A-Za-z])")
        where = sorted({line for text, line in self.unread_said if own.search(text)})
        if not where:
            return supplied
        lines = " and ".join(map(str, where))
        said = f"what line {lines} says of it was not read: say it by 'let' or 'suppose'"
        return f"{supplied.removesuffix(')')}; {said})"

    def _have_values(self, stated: Iterable[Stated]) -> None:
        """Suppose that what is divided by is not 0, where there is no block to say so."""
        if self.free:
            told = (one for one in stated if not one.over_positive)
            exprs = [e for one in told for e in one.relation.expressions()]
            self.taken += suppose_values(exprs, self.draft)

    def _doubts(self, steps: Iterable[str]) -> tuple[str, ...]:
        """What steps say of names that are only taken as they are used."""
        context = self.draft.context
        used = sorted(self._names_of(steps) & self.guessed)
        things = [context.symbols.get(n) or context.families.get(n) for n in used]
        return tuple(thing.tex for thing in things if thing is not None)

    def _names_of(self, steps: Iterable[str]) -> frozenset[str]:
        """The names of which steps speak, with those that stand behind definitions."""
        context, claims = self.draft.context, [self.draft.steps[int(n) - 1].claim for n in steps]
        whole = [e for c in claims for e in c.relation.expressions()]
        return names_among((*whole, *map(context.unfold_all, whole)))

    def _named_in(self, start: int, end: int) -> ProseReader:
        """What the equations between two places name, and what is missing in them."""
        self._supply(start, end)
        reader = ProseReader(self.parts.source, self.draft)
        naming = LineNames(reader, free=True)
        for first, last in statements(self.parts.source, start, end, reader.names):
            with suppress(HardlimitError):
                naming.define(first, last, equations=True)
        return reader

    def _copy(self, text: str, offset: int) -> tuple[int, int]:
        """Where ``text`` stands now, to be read for what is at ``offset``."""
        source, start, end = self.parts.source.with_copy(text, offset)
        self.parts, self.notes.source = replace(self.parts, source=source), source
        return start, end

    def _unsquared(self, row: Row) -> Row:
        r"""The row with $Q(\mu, \sigma)$ for $Q(\mu, \sigma^2)$, which is the same function."""
        text = self.parts.source.text[row.start : row.end]
        first = _OF_SQUARES.match(text)
        named = first is not None and "^" in first["of"]
        if first and named and text[first.end() :].lstrip(" &")[:1] == "=":
            reader = ProseReader(self.parts.source, self.draft)
            if not reader.is_function(row.start, row.end):
                self.squares.add(bare(first[0]))
        plain = _OF_SQUARES.sub(
            lambda m: _SQUARED.sub("", m[0]) if bare(m[0]) in self.squares else m[0], text
        )
        if plain == text:
            return row
        start, end = self._copy(plain, row.start)
        return replace(row, start=start, end=end)

    def _turned(self, row: Row) -> Row:
        r"""The row $s^2 = 1/c$ for $\frac{1}{s^2} = c$, where that names."""
        if self.names is None:
            return row
        plain = turned(self.parts.source, row.start, row.end, self.names)
        if not plain:
            return row
        self.taken.append(plain)
        start, end = self._copy(plain.replace("=", ":=", 1), row.start)
        return replace(row, start=start, end=end)

    def _name_last(self, row: Row) -> None:
        r"""Define the name at the end of ``\hat\mu = \frac{S}{N} = \bar x``."""
        source = self.parts.source
        found = _ENDS_IN_NAME.search(source.text, row.start, row.end)
        if found is None or self.names is None:
            return
        try:
            tokens = Stream(source, row.start, found.start()).tokens
        except NotUnderstood:
            return  # The row itself is read next, and says why.
        before = [t for _, t in outside(tokens) if t.text in ("=", ",", ";", r"\iff")]
        if all(t.text != "=" for t in before):
            return
        name = Piece(found["name"], *found.span("name"), math=True)
        value = Piece("", before[-1].end, found.start(), True)
        reader = ProseReader(source, self.draft)
        told = reader.names_last(name, value)
        if told:
            self._renamed_by(reader)
            self.taken.append(told)

    def _redefined(self, row: Row) -> None:
        r"""Forget $\ell(\theta)$ of a section before where a row says what $\ell(\lambda)$ is."""
        name = ProseReader(self.parts.source, self.draft).function_again(row.start, row.end)
        if name in self.old:
            self._forget({name})

    def _state(self, claims: list[tuple[int, int]]) -> None:
        """Lines for what prose states of names that have their meaning."""
        for start, end in claims:
            self.notes.lines.append(self._line(Row(start, end), ""))
