r"""Rows in which a slope is set to zero, and the row below that says where it is.

See :mod:`.stationary`.  The row of the slope states what the slope is; that it is 0 is told as a
condition, and the row that solves it is read as ``g = 0 \iff b = c``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..language.errors import HardlimitError
from ..language.substitution import names_among
from ..report.render.formula import Printer
from .documents import Display, Document, Row
from .equivalent import refuted
from .having import domain_relations, suppose
from .letting import Kept
from .lines import Line
from .names import Known, Written
from .narrating import Narrator
from .newnames import outside
from .places import NotUnderstood
from .prose import Piece
from .prosewords import RELATION
from .relations import RelationReader, read_expression
from .sentences import Sentence
from .sides import BINARY, TURNED
from .stated import Stated
from .stationary import ARROWS, Solved, Stationary, bare, continued, several, solved, stationary
from .telling import ProseReader
from .tokens import Stream

_SAYS_SO = re.compile(
    r"(?i)\b(?:set|sets|setting|zero|vanish\w*|equat\w+|stationar\w*|first-order|optimality|solv\w+"
    r"|critical|minimi[sz]\w+|maximi[sz]\w+)\b"
)
_SETS = re.compile(r"(?i)\b(?:zero|vanish\w*|solv\w+|stationar\w*)\b|=\s*0\s*(?:\$|\\\))")
_CONCLUDES = re.compile(
    r"\A[\s.,$\]\\]*(?:\\end\{\w+\*?\}\s*)?(?:and\s+)?(?:so|hence|thus|which|giving)\b"
)
#: Characters of prose before and behind a display in which it may be said.
_BEFORE, _BEHIND = 220, 120
#: What stands before a row that goes on from one of these.
_FOLLOWS = re.compile(
    r"(?i)\b(?:so|hence|thus|therefore|which|giv\w+|yields?|invert\w*|if|or|obtain|get"
    r"|that is|equivalently)\b"
)
_TOLD = "that this is 0 is a condition"


@dataclass(frozen=True)
class Asked:
    """A slope, the line that waits for what it is solved for, and where its display ends."""

    slope: Stationary
    line: int
    waits: bool
    end: int
    #: Whether rows behind it told already what holds where it is 0.
    follows: bool = False
    #: Whether words alone say that it is 0: then they may say so of another one as well.
    unshown: bool = False
    #: What a row solved it for: what is false of any value may follow, and be so of the root.
    root: str = ""


class Setter(Narrator):
    """Reads slopes that are set to zero."""

    asked: Asked | None = None

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        #: The heads of the names b of which \\hat b was supposed to be where a slope is 0.
        self.roots: set[str] = set()
        #: The slopes that stand above a row, one below the other.
        self.shown: list[Stationary] = []

    def _reader(self, start: int, end: int) -> RelationReader:
        """Who reads a line."""
        raise NotImplementedError

    def _row_line(self, row: Row, follows: str, below: Row | None, display: Display) -> Line:
        """The line of a row; ``below`` is the row that may solve it."""
        source = self.parts.source
        asked, self.asked = self.asked, None
        if self.names is None or row.doubtful:
            return self._line(row, follows)
        if asked is not None:
            here = continued(source, row.start, row.end, asked.slope)
            if here is not None:
                return self._slope_line(row, follows, here, below, display, goes_on=True)
            more = asked.unshown and not solved(
                source, source.text[row.start : row.end], asked.slope
            )
            found = self._where_zero(row, follows, display) if more else None
            found = found if found is not None else self._answer(row, asked, display)
            if found is not None:
                return found
        together = several(source, row.start, row.end)
        if together and self._said_around(display):
            self.taken.append(_TOLD)
            return self._copied(row, r", \quad ".join(" = ".join(one.sides) for one in together))
        slope = stationary(source, row.start, row.end)
        if slope is None:
            found = self._where_zero(row, follows, display)
            if found is None:
                self.shown = []
            return found if found is not None else self._line(row, follows)
        return self._slope_line(row, follows, slope, below, display)

    def _where_zero(self, row: Row, follows: str, display: Display) -> Line | None:
        """The line of a row that is so where a slope is 0 which no display shows."""
        raise NotImplementedError

    def _slope_line(
        self,
        row: Row,
        follows: str,
        slope: Stationary,
        below: Row | None,
        display: Display,
        *,
        goes_on: bool = False,
    ) -> Line:
        """The line of a row that begins with a slope, or goes on from one."""
        self.shown.append(slope)
        if slope.behind:
            found = self._within_row(row, slope)
            return found if found is not None else self._line(row, follows)
        text = self.parts.source.text
        next_ = text[below.start : below.end] if below is not None else ""
        answered = bool(next_) and solved(self.parts.source, next_, slope) is not None
        if slope.set and (answered or self._said_around(display)):
            return self._slope(row, slope, answered, display, goes_on=goes_on)
        if not slope.set:
            self.asked = Asked(slope, len(self.notes.lines), waits=False, end=display.end)
        return self._line(row, follows)

    def _sets_slope(self, sentence: Sentence) -> bool:
        r"""Whether all that a sentence says is that a slope is 0: "setting $L'(b) = 0$".

        What holds where it is has that condition itself; it restricts no line.
        """
        relations = [p for p in sentence.pieces if p.math and RELATION.search(p.text)]
        slopes = [stationary(self.parts.source, p.start, p.end) for p in relations]
        says = {*sentence.words} & {"setting", "set", "equating", "solving", "solve"}
        zero = all(one is not None and one.set for one in slopes)
        return bool(says and slopes) and zero

    def _said_around(self, display: Display) -> bool:
        """Whether the prose around a display says that something is set to zero."""
        text = self.parts.source.text
        behind = text[display.end : display.end + _BEHIND]
        before = text[max(display.start - _BEFORE, 0) : display.start]
        return bool(_SAYS_SO.search(before + behind) or _CONCLUDES.match(behind))

    def _slope(
        self, row: Row, slope: Stationary, answered: bool, display: Display, *, goes_on: bool
    ) -> Line:
        """The row without its last sign; where nothing is left, it waits."""
        self.taken.append(_TOLD)
        text = self.parts.source.text[row.start : row.end]
        cut = re.search(r"(?:=|\\(?:overset|stackrel)\s*\{!\}\s*\{=\})[^=]*\Z", text)
        left = text[: cut.start()] if cut else " = ".join(slope.sides)
        waits = len(slope.sides) < 2 or not left.strip(" \n\t&")
        self.asked = Asked(slope, len(self.notes.lines), waits, display.end)
        if not waits:
            return self._copied(row, left)
        said = "a slope is set to zero, and what it is solved for was not read"
        line = self._unread(row, f"{self.notes.source.place(row.start)}: {said}")
        if not answered:
            self.asked = None
        return line

    def _answer(self, row: Row, asked: Asked, display: Display) -> Line | None:
        """The line that solves a slope for its variable; None if it does not."""
        text = self.parts.source.text
        between = text[asked.end : display.start]
        follows = asked.follows and (asked.end == display.end or _FOLLOWS.search(between))
        if not ((asked.slope.set and not asked.follows) or follows or _SETS.search(between)):
            return None
        found = solved(self.parts.source, text[row.start : row.end], asked.slope)
        if found is None or self._is_coupled(asked.slope, found, row):
            plain = bool(asked.root) and not self._refuted_at(row.start, row.end)
            at_root = None if plain else self._at_root(asked.slope, row, asked.root)
            if found is None and (plain or at_root is not None):
                self.asked = replace(asked, end=display.end, follows=True)
            return self._copied(row, at_root) if at_root is not None else None
        said = self._solution(asked.slope, found, row)
        if said is None:
            return None
        line = self._copied(row, said)
        root = "" if found.marked else found.sides[0]
        self.asked = replace(asked, end=display.end, waits=False, follows=True, root=root)
        if asked.waits and not line.error:
            above = self.notes.lines[asked.line]
            same = {"steps": line.steps, "printed": line.printed, "derivation": line.derivation}
            self.notes.lines[asked.line] = replace(above, error="", **same)  # type: ignore[arg-type]
        return line

    def _refuted_at(self, start: int, end: int) -> bool:
        """Whether what stands between two places is false of some values."""
        stated = self._stated_at(start, end)
        self._have_values(stated)
        return refuted(stated, self.draft.context)

    def _stated_at(self, start: int, end: int) -> list[Stated]:
        try:
            return self._reader(start, end).line()
        except HardlimitError:
            return []

    def _within_row(self, row: Row, slope: Stationary) -> Line | None:
        """``L'(b) = g = 0 \\implies b = c`` in one row."""
        found = solved(self.parts.source, slope.behind, slope)
        said = self._solution(slope, found, row) if found is not None else None
        if said is None:
            return None
        begin = " = ".join(slope.sides) + r", \quad " if len(slope.sides) > 1 else ""
        return self._copied(row, begin + said)

    def _solution(self, slope: Stationary, found: Solved, row: Row) -> str | None:
        r"""``g = 0 \iff b = c`` and what goes on from it, if that can be read."""
        if found.more:
            self._define_more(found.more, row)
        target = found.sides[0]
        if found.marked:
            if bare(found.name) in bare(slope.sides[-1]):
                return None
            if not self._gives_name(f"{found.name} = {target}", row):
                return None
            target = found.name
        name = slope.tex if found.marked else found.name
        root = rf"{slope.sides[-1]} = 0 \iff {name} = {target}"
        start, end = self._copy(root, row.start)
        self._supply(start, end)
        assert self.names is not None  # noqa: S101
        self._inside(slope.variable, name, target, row)
        try:
            self._reader(start, end).line()
        except HardlimitError:
            # What was named just now would say itself: it is refused as it cannot be read.
            if not found.marked:
                return None
        rest = " = ".join(found.sides) if len(found.sides) > 1 else ""
        return r", \quad ".join(filter(None, (root, rest, found.more)))

    def _define_more(self, text: str, row: Row) -> None:
        r"""Names that are given behind a comma: ``\mu_k = \frac{S_k}{N_k}, \quad N_k = ...``."""
        start, end = self._copy(text, row.start)
        self._renamed_by(self._named_in(start, end))

    def _gives_name(self, equation: str, row: Row) -> bool:
        r"""Whether ``\hat b = c`` gives a new name."""
        start, end = self._copy(equation, row.start)
        self._supply(start, end)
        reader = ProseReader(self.parts.source, self.draft)
        piece = Piece(equation, start, end, True)
        if not reader.defines(piece):
            return False
        try:
            reader.define(piece)
        except HardlimitError:
            return False
        self._renamed_by(reader)
        self.taken.append(equation)
        return True

    def _inside(
        self, variable: Written, name: str, target: str, row: Row, what: str = "root"
    ) -> None:
        """Suppose that a root or optimum lies where its variable does, if that is not so anyhow."""
        if not self.free or self.names is None:
            return
        known = self._varied(variable)
        start, end = self._copy(target, row.start)
        if not known or "^" in name:
            return
        context = self.draft.context
        try:
            value = context.unfold_all(read_expression(self.parts.source, start, end, self.names))
        except HardlimitError:
            return
        told = domain_relations(known[0].name, value, context)
        shown = [Printer(context).relation(r) for r in told if suppose(r, self.draft)]
        self.taken += [f"{one} (as it is the {what})" for one in shown]

    def _varied(self, variable: Written) -> list[Known]:
        """What is declared under the name of the variable of a slope."""
        found = self.names.matching(variable) if self.names is not None else ()
        return [item for item, _ in found if item.kind in ("symbol", "family")]

    def _is_coupled(self, slope: Stationary, found: Solved, row: Row) -> bool:
        """Whether the entries of a vector are found together only, each from all equations."""
        root = rf"{slope.sides[-1]} = 0 \iff {slope.tex} = {found.sides[0]}"
        start, end = self._copy(root, row.start)
        self._supply(start, end)
        assert self.names is not None  # noqa: S101
        try:
            RelationReader(self.parts.source, start, end, self.names).line()
        except HardlimitError as error:
            return isinstance(error, NotUnderstood) and error.coupled
        return False

    def _at_root(self, slope: Stationary, row: Row, root: str = "") -> str | None:
        r"""A row that speaks of \hat b, or of b: then it is of where the slope is 0.

        That it is 0 there is supposed, or it is the ``root`` that was found; of b itself, which is
        any value, the row says nothing.
        """
        source, own = self.parts.source, slope.variable.head
        bare, text = re.escape(own), source.text[row.start : row.end]
        hat = rf"\hat{{{own}}}"
        hatted = re.compile(rf"\\(?:hat|widehat)\s*(?:\{{\s*{bare}\s*\}}|{bare}(?![A-Za-z]))")
        plain = re.compile(
            rf"(?<![A-Za-z\\]){bare}(?![A-Za-z])" if own.isalpha() else rf"{bare}(?![A-Za-z])"
        )
        if self.names is None or not self.free or self._says_more(row, root):
            return None
        if len({one.variable.tex() for one in self.shown}) > 1:
            # "Setting both to zero": what follows has both conditions.
            return None
        if hatted.search(text) is None:
            if plain.search(text) is None:
                return None
            text = plain.sub(lambda m: hat, text)
        if own in self.roots:
            return text
        condition = plain.sub(lambda m: hat, slope.sides[-1]) + " = 0"
        if self.names.matching(replace(slope.variable, head=hat)) or not self._varied(
            slope.variable
        ):
            return None
        if root:
            named = self._gives_name(f"{plain.sub(lambda m: hat, slope.tex)} = {root}", row)
            self.roots |= {own} if named else set()
            return text if named else None
        start, end = self._copy(condition, row.start)
        kept, reader = Kept(self.draft.context), ProseReader(self.parts.source, self.draft)
        reader.supply(start, end)
        if not reader.supplied or not reader.supposes(Piece(condition, start, end, True)):
            return None
        if self._moves_still(slope.variable):
            kept.restore()
            return None
        self._renamed_by(reader)
        self.roots.add(own)
        self.taken += [*reader.supplied, f"suppose {condition}"]
        self._keeps_conditions(plain, hat)
        return text

    def _moves_still(self, variable: Written) -> bool:
        r"""Whether the last hypothesis, said of \hat b, speaks of b by a definition."""
        context = self.draft.context
        *_, last = context.hypotheses.values()
        used = names_among(map(context.unfold_all, last.relation.expressions()))
        return any(item.name in used for item in self._varied(variable))

    def _keeps_conditions(self, own: re.Pattern[str], hat: str) -> None:
        r"""Suppose of \hat b what is supposed of all b, such as that they sum to 1."""
        assert self.names is not None  # noqa: S101
        context = self.draft.context
        for held in tuple(context.hypotheses.values()):
            said = Printer(context).relation(held.relation)
            if own.search(said) is None or held.guard is not None:
                continue
            start, end = self._copy(own.sub(lambda m: hat, said), 0)
            reader = ProseReader(self.parts.source, self.draft)
            text = self.parts.source.text[start:end]
            if reader.supposes(Piece(text, start, end, True)):
                self._renamed_by(reader)
                self.taken.append(f"suppose {text}")

    def _says_more(self, row: Row, root: str) -> bool:
        """Whether a row is no equation that follows, but one more slope or a definition."""
        source = self.parts.source
        if stationary(source, row.start, row.end) is not None:
            return True
        tokens = Stream(source, row.start, row.end).tokens
        signs = {token.text for _, token in outside(tokens)} & {*BINARY, *TURNED, *ARROWS}
        piece = Piece(source.text[row.start : row.end], row.start, row.end, True)
        reader = ProseReader(source, self.draft)
        known = bool(root) and reader.is_function(row.start, row.end)
        return signs != {"="} or (reader.defines(piece) and not known)

    def _copied(self, row: Row, text: str, follows: str = "") -> Line:
        """The line of a row that is read as ``text``."""
        start, end = self._copy(text, row.start)
        line = self._line(Row(start, end, row.why, row.label), follows)
        shown = self.parts.source.text[row.start : row.end]
        return replace(line, text=shown)
