r"""Notes as derivations: each block of givens begins one, each row of a display is a line of it.

A row may hold several relations, and go on from the row above by beginning with a sign.  What
is not understood is put by with its place; the rows around it are read all the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from ..drafts.drafting import Draft
from ..language.alike import refuse_alike
from ..language.claims import HasGradient
from ..language.errors import HardlimitError
from ..language.substitution import indices_among
from ..language.vocabulary import Index
from ..report.render.matrices import MatrixPrinter
from .cleared import cleared_beside
from .documents import Block, Display, Document, Heading, Inline, Part, Prose, Row, document
from .equivalent import refuted, under
from .extremes import bounds_beside
from .given import GivenReader
from .letters import with_letters
from .lines import Line, Notes, Problem
from .named import LineNames
from .parting import parted
from .places import NotUnderstood
from .proportions import NO_CONDITION
from .relations import RelationReader
from .shares import shares_beside
from .solving import solved_first
from .stated import Stated
from .statements import JOINED, condition_of, with_arrows
from .within import SentenceReader

_EACH = (
    "for each # under its own condition (if all of them are one condition, write it with another "
    "letter)"
)
_BOTH = (
    "is 'for all' said of each statement under its own condition, or of the condition alone? "
    "Write them in two rows"
)
_DOUBTFUL = (
    "does this row go on from the row above? Then put & before the sign of the first row; "
    "else end the row above with a comma"
)


def read_document(text: str, file: str = "", *, markdown: bool | None = None) -> Notes:
    """The derivations of a LaTeX or Markdown file; nothing in it is ever evaluated.

    Whether it is Markdown is told by its name unless it is said.
    """
    if markdown is None:
        markdown = PurePath(file).suffix.lower() in (".md", ".markdown")
    return _Builder(document(text, file, markdown=markdown)).built()


class _Builder(SentenceReader):
    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        self.title = ""
        #: What the last statement says, or what stands behind its \\iff.
        self.part: list[Stated] | None = None
        #: The condition that was held back, since something follows from it by an arrow.
        self.premise: list[Stated] = []
        #: What mere equations of this row named.
        self.named: list[str] = []
        #: The unknowns of which it was said what their equations are.
        self.solved: set[str] = set()
        #: The means over labels of which it was said what they are without denominator.
        self.cleared: set[str] = set()

    def built(self) -> Notes:
        for offset, message in self.parts.redefined:
            self._problem(NotUnderstood(message, offset))
        self.free = not any(isinstance(part, Block) for part in self.parts.parts)
        behind = {prose.start: prose for prose in self.parts.prose if prose.behind}
        parts = self._in_order()
        after = dict[int, Display | None]()
        next_: Display | None = None
        for part in reversed(parts):
            if isinstance(part, Display):
                after[part.start], next_ = next_, part
            elif not isinstance(part, Prose | Inline):
                next_ = None
        for part in parts:
            if isinstance(part, Heading):
                self._read_deferred(last=True)
                self._headed(part)
                self.title = part.title
            elif isinstance(part, Block):
                self._read_deferred(last=True)
                self._block(part)
            elif isinstance(part, Prose):
                self._prose(part)
            elif isinstance(part, Display):
                self._before(behind.get(part.end))
                self._rows(part, after[part.start])
        self._state(self.claims)
        self._read_deferred(last=True)
        self._in_place()
        self._all_found()
        self._close()
        for draft in self.notes.drafts:
            with_letters(draft.context, draft.steps)
        return self.notes

    def _in_order(self) -> list[Part | Prose]:
        """Prose, and all else, as they stand in the file."""
        return sorted([*self.parts.parts, *self.parts.prose], key=lambda part: part.start)

    def _begin(self, start: int, *, also: bool = False) -> Draft:
        """A derivation; ``also``: with what was given and shown before."""
        self._close()
        source, number = self.notes.source, len(self.notes.drafts) + 1
        stem = re.sub(r"[^a-z0-9]+", "-", PurePath(source.file).stem.lower()).strip("-")[:40]
        line = source.place(start).line
        draft = Draft(
            f"N{number}",
            f"{stem or 'notes'}-{number}",
            self.title or f"Derivation {number}, from line {line} on",
            "notes",
            file=source.file,
        )
        if also and self.notes.drafts:
            _carry(self.draft, draft)
        else:
            self.labels = {}
        self.notes.drafts.append(draft)
        self.block, self.unread = "", []
        self._renew(GivenReader(source, draft))
        return draft

    def _renew(self, reader: GivenReader) -> None:
        self.names = reader.names
        self.last, self.solved, self.cleared = None, set(), set()
        self._printer_again()

    def _block(self, block: Block) -> None:
        source = self.notes.source
        draft = self._begin(block.start, also=block.also)
        reader = GivenReader(source, draft)
        reader.read(block.start, block.end)
        self.block = source.text[block.start : block.end]
        self.unread = [source.place(problem.offset).line for problem in reader.problems]
        for problem in reader.problems:
            self._problem(problem, len(self.notes.drafts) - 1)
        later = (p for p in self.parts.parts if isinstance(p, Block) and p.start > block.start)
        self.later = "".join(source.text[p.start : p.end] for p in later if p.also)
        self._renew(reader)

    def _problem(self, error: NotUnderstood, derivation: int = -1) -> None:
        place = self.notes.source.place(error.offset)
        self.notes.problems.append(Problem(place, error.told(self.notes.source), derivation))

    # -- rows --------------------------------------------------------------------------
    def _read_line(self, row: Row, follows: str) -> Line:
        """A row as read; ``follows`` is the arrow by which the next one is joined to it."""
        place = self.notes.source.place(row.start)
        text = self.notes.source.text[row.start : row.end]
        line = Line(place, text, len(self.notes.drafts) - 1, why=row.why)
        self.named = []
        if self.names is None:
            error = f"{place}: no block says what is given (see \\begin{{given}})"
            return replace(line, error=error)
        self._supply(row.start, row.end)
        try:
            if row.doubtful:
                raise NotUnderstood(_DOUBTFUL, row.start)
            return self._row(row, line, follows)
        except HardlimitError as error:
            self._close()
            self.last, self.part, self.premise, self.waits = None, None, [], False
            # What was named before that stays, and is told.
            line = replace(line, named=tuple(self.named))
            if not isinstance(error, NotUnderstood):
                return replace(line, error=f"{place}: {error}")
            name = error.undeclared
            if name and self.unread and name in self.block:
                where = ", ".join(map(str, sorted(set(self.unread))))
                said = f"{name} is not declared, but may be so in line {where}, which was not read"
                return replace(line, error=f"{place}: {said}", hangs=True)
            return replace(line, error=error.told(self.notes.source))

    def _row(self, row: Row, line: Line, follows: str) -> Line:
        assert self.names is not None  # noqa: S101
        steps: list[str] = []
        continued = False
        given: set[Index] = set()
        lost: list[tuple[str, Any]] = []
        entries: dict[str, tuple[Index, ...]] = {}
        groups = self._defined(row, follows)
        joined = len(groups) > 1 or row.arrow or follows
        if joined and r"\propto" in self.notes.source.text[row.start : row.end]:
            raise NotUnderstood(NO_CONDITION, row.start)
        for number, group in enumerate(groups):
            leads = r"\implies" if number + 1 < len(groups) else follows
            stated: list[tuple[RelationReader, list[Stated], bool]] = []
            for place, (start, end) in enumerate(group):
                reader = self._reader(start, end)
                goes_on = reader.goes_on() and reader.peek() != r"\iff"
                continued = continued or goes_on
                if goes_on and self.last is None:
                    reader.after_gap()
                    self.last = reader.last
                    message = f"{line.place}: the left side is that of a line not understood"
                    named = tuple(self.named)
                    return replace(line, error=message, hangs=True, named=named)
                if goes_on and (number or place):
                    raise reader.error("a statement begins with its left side")
                if reader.peek() == r"\iff":
                    if not self.part:
                        raise reader.error(r"what stands before \iff was not understood")
                    reader.previous = self.part
                stated.append((reader, self._read(reader, goes_on, given), goes_on))
                given |= {index for _, index in reader.given}
                self.last = reader.last
            self._have_values([one for _, some, _ in stated for one in some])
            if any(reader.took_limit for reader, _, _ in stated):
                self.taken.append(f"as ${self.limit}$")
            self.taken += (remark for reader, _, _ in stated for remark in reader.remarks)
            self._tell_each(stated)
            held = self.waits = self._held(stated, leads)
            for reader, found, goes_on in stated:
                beside = reader.beside()
                found = _slopes(found) if held else self._linked(found)
                if not (row.why or held):
                    found = [part for one in found for part in parted(one, self.draft.context)]
                    if not goes_on:
                        found = solved_first(found, self.draft.context, self.solved)
                    draft = self.draft
                    beside += bounds_beside(found, draft.context, draft.steps)
                    beside += shares_beside(found, draft.context, draft.steps)
                    beside += cleared_beside(found, draft.context, draft.steps, self.cleared)
                self._check([*beside, *found], row)
                if not goes_on:
                    self._close()
                for one in beside:
                    steps.append(self._beside(one, line))
                    lost += [(steps[-1], part) for part in one.lost]
                for one in found:
                    steps.append(self._step(one, line, row, bool(self.chain)))
                    lost += [(steps[-1], part) for part in one.lost]
                    entries[steps[-1]] = one.entries
        if row.label and steps:
            self.labels[row.label] = steps[-1]
        if self.guessed:
            line = replace(line, guessed=self._doubts(steps))
        printed = tuple(self._printed(step, entries.get(step, ()), line) for step in steps)
        return replace(
            line,
            steps=tuple(steps),
            lost=tuple(lost),
            printed=printed,
            goes_on=continued,
            named=tuple(self.named),
        )

    def _tell_each(self, stated: list[tuple[RelationReader, list[Stated], bool]]) -> None:
        """Tell that a condition "for all k" is one for each k, where that is how it is read."""
        together = {
            index.name
            for _, found, _ in stated
            for one in found
            for condition in one.quantified
            for index in condition.forall
        }
        for reader, _, _ in stated:
            if together & {*reader.each}:
                raise reader.error(_BOTH)
        for name in dict.fromkeys(i for reader, _, _ in stated for i in reader.each):
            self.taken.append(_EACH.replace("#", name))

    def _reader(self, start: int, end: int) -> RelationReader:
        assert self.names is not None  # noqa: S101
        reader = RelationReader(self.parts.source, start, end, self.names)
        reader.in_line = True
        reader.announced = self.limit
        return reader

    def _read(self, reader: RelationReader, goes_on: bool, given: set[Index]) -> list[Stated]:
        """What a statement says, under the condition that was held back before it.

        ``given`` are the indices that stand in the row before it.
        """
        here = reader.token
        last = self.last if goes_on else None
        found = reader.line(last)
        before = [last.value.expr] if last is not None else []
        before += [e for one in self.premise for e in one.relation.expressions()]
        reader.refuse_unsure(given.union(indices_among(before)))
        try:
            return under(self.premise, found, self.draft.context) if self.premise else found
        except NotUnderstood as error:
            raise reader.error(error.message, here) from None

    def _held(self, stated: list[tuple[RelationReader, list[Stated], bool]], leads: str) -> bool:
        """Whether what is stated is but the condition of what follows by the arrow ``leads``.

        What follows by an arrow itself is claimed, and the condition of what follows from it.
        """
        premise, last = self.premise, stated[-1][0]
        self.part, self.premise = last.part or _freed(stated[-1][1], premise), []
        alone = leads == r"\iff" and last.part is None and len(stated) == 1
        said = [(r, _freed(r.part or some, premise)) for r, some, _ in stated]
        said = [(r, [one for one in some if one not in _slopes(some)]) for r, some in said]
        leading = leads == r"\implies" and refuted(
            (o for _, s in said for o in s), self.draft.context
        )
        if not alone and not leading:
            return False
        self.part = [reader.worked_out(one) for reader, some in said for one in some]
        self.premise = self.part if leads == r"\implies" else []
        return not premise and last.part is None

    def _defined(self, row: Row, follows: str) -> list[list[tuple[int, int]]]:
        """The statements of a row between its arrows, with all that they name defined."""
        assert self.names is not None  # noqa: S101
        source, given = self.parts.source, GivenReader(self.parts.source, self.draft)
        naming = LineNames(given, free=self.free)
        self.named = naming.told
        before = self._declared()
        end, more = naming.where(row.start, row.end)
        self._renamed(given, before)
        found: list[list[tuple[int, int]]] = [[]]
        for start, stop, arrow in with_arrows(source, row.start, end, self.names):
            found += [[]] if arrow and found[-1] else []
            found[-1].append((start, stop))
        found[-1] += more
        alone = len(found) == 1 and not (row.arrow or follows or row.why)
        waiting = [part for group in found for part in group]
        while waiting:
            # What \hat a says by \hat b waits for it.
            later = [p for p in waiting if not self._names_in(naming, p, waiting, alone=alone)]
            waiting = later if len(later) < len(waiting) else []
        return [self._with_shared(group) for group in found]

    def _names_in(
        self,
        naming: LineNames,
        part: tuple[int, int],
        waiting: list[tuple[int, int]],
        *,
        alone: bool,
    ) -> bool:
        """Define what a statement names; False if it has to wait for what another one names."""
        before, told = self._declared(), len(self.named)
        try:
            made = naming.define(*part, self.block if self.unread else (), equations=alone)
        except NotUnderstood as error:
            if not error.undeclared or len(waiting) < 2:
                raise
            return False
        if made:
            self._renamed(naming.reader, before, told)
        return True

    def _with_shared(self, group: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The statements, those joined by "and" with the condition behind the last of them."""
        if len(group) < 2:
            return group
        found, condition = list[tuple[int, int]](), ""
        for number, (start, end) in reversed([*enumerate(group)]):
            own = condition_of(self.parts.source, start, end)
            behind = group[number + 1][0] if number + 1 < len(group) else end
            joined = JOINED.fullmatch(self.parts.source.text, end, behind)
            condition = own if own or not joined else condition
            if condition and not own:
                text = self.parts.source.text[start:end]
                start, end = self._copy(rf"{text} \quad {condition}", start)
            found.append((start, end))
        return found[::-1]

    def _declared(self) -> tuple[dict[str, Any], ...]:
        """The definitions and numbers that there are."""
        return dict(self.draft.context.definitions), dict(self.draft.context.symbols)

    def _renamed(
        self, given: GivenReader, before: tuple[dict[str, Any], ...], told: int = 0
    ) -> None:
        """Go on with the names that there are now.

        ``before`` are those that there were, ``told`` says how many of this row are to be told.

        Raises:
            VocabularyError: if two would be printed alike; then there are those as before.
        """
        assert self.names is not None  # noqa: S101
        context, names = self.draft.context, given.names
        if len(names.known) <= len(self.names.known):
            return
        try:
            refuse_alike(context)
        except HardlimitError:
            made: tuple[dict[str, Any], ...] = (context.definitions, context.symbols)
            for now, kept in zip(made, before, strict=True):
                for name in now.keys() - kept.keys():
                    del now[name]
            del self.named[told:]
            raise
        names.bound.update(self.names.bound)
        self.names, self.printer = names, MatrixPrinter(context.snapshot())


def _freed(found: list[Stated], premise: list[Stated]) -> list[Stated]:
    """What is stated, without the condition under which it was."""
    held = [one.relation for one in premise]
    return [replace(one, under=tuple(r for r in one.under if r not in held)) for one in found]


def _slopes(found: list[Stated]) -> list[Stated]:
    """What a slope is, in ``f' = g = 0``: that is a claim, also where g = 0 is a condition."""
    return [one for one in found if isinstance(one.relation, HasGradient) and len(found) > 1]


def _carry(old: Draft, new: Draft) -> None:
    """What was given and shown before, on which a block with "also" builds."""
    for name in ("sizes", "indices", "symbols", "families", "definitions", "hypotheses"):
        getattr(new.context, name).update(getattr(old.context, name))
    new.context.size_notes.update(old.context.size_notes)
    new.context.random.update(old.context.random)
    new.steps += old.steps
    new.goals += old.goals
