r"""New names of which the prose says that they were found: at a slope of 0, or as what is best.

"Setting the derivative to zero yields" $\hat\lambda = \frac{1}{N} \sum_n x_n$: that is a claim.
Where no display says which slope, the row names $\hat\lambda$, and of what a text says that it is
maximised or minimised a line of its own says that it is so there.  So it does of what is marked as
an optimum is, $\hat b$ or $b^*$, beside a function of b, unless the text says that it only names.
Where no text says what is best, any other right side would do as well: the row is not read at all.

Of several variables each is best whatever the others are, or where those found before are best, or
only all together: what is not refuted of these is claimed, the strongest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ..language.claims import Equal
from ..language.errors import HardlimitError
from ..language.substitution import names_among
from ..report.render.formula import Printer
from .casing import CaseRows
from .documents import Document, Row
from .equivalent import refuted
from .functions import Function, read_function
from .lines import Line
from .marks import Mark, mark_of, put_mark
from .names import Known, read_written
from .places import NotUnderstood, Place, Source
from .sayings import Saying
from .tokens import Stream

_READ_AS = "the text says that this is found: so it is claimed of what it says is best"
_HAT = (
    "it is written as what is best, beside a function that the text calls so: so it is claimed; "
    "write 'let' before it if it is a mere name"
)
_OF_IT = "that it is best, as the text has it, cannot be said of it"
_LEAST = {"minimises": r"\min", "maximises": r"\max"}
_BETTER = {"minimises": r"\le", "maximises": r"\ge"}


@dataclass(frozen=True)
class Waiting:
    """A name that is best only together with one that is found further below."""

    mark: Mark
    place: Place
    function: Function


class Seeker(CaseRows):
    """Asks of what is found whether it is."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        #: What was claimed to be best before.
        self.found: list[Mark] = []
        self.together: list[Waiting] = []

    def _sought(self, line: Line, row: Row, start: int) -> list[Line]:
        """The lines of a row, given what stands before its display, which begins at ``start``."""
        marks = [] if line.error else [mark for name in line.named if (mark := mark_of(name))]
        said = Saying.before(self.parts.source.text, start)
        if not (marks or line.error):
            marks = self._called(line.named, said) or self._solves(row, line.named, said)
        if not marks:
            return [line]
        marks = [m for m in marks if not m.weak or (said.solves and self._function([m], said))]
        if not marks or said.names or (any(m.updated for m in marks) and not said.solves):
            return [line]
        best = None
        with suppress(NotUnderstood):
            best = self._best(marks, said, row, line.place)
        if best is None:
            waits = any(one.place == line.place for one in self.together)
            return [line if waits or self._is_name(marks, said) else _not_found(line, marks[0])]
        if best.error:
            return [replace(line, error=f"{line.place}: {_OF_IT}: {best.error}", named=())]
        return [line, replace(best, taken=(*best.taken, _READ_AS if said.finds else _HAT))]

    def _called(self, named: Sequence[str], said: Saying) -> list[Mark]:
        """A name of any look that the sentence calls the place of an optimum of one number."""
        if len(named) != 1 or not said.calls_best or self.names is None:
            return []
        known = [f for f in map(read_function, self.names.known) if f is not None]
        if not known or len(known[-1].own) != 1 or not named[0].strip("\\").isalpha():
            return []
        return [Mark(known[-1].own[0].head, named[0], weak=True)]

    def _solves(self, row: Row, named: Sequence[str], said: Saying) -> list[Mark]:
        """The name of what solves a slope above, where the sentence calls it the optimum, too."""
        if named or not said.calls_best or self.names is None:
            return []
        left, equals, _ = self.parts.source.text[row.start : row.end].partition("=")
        mark = mark_of(left.strip(" &\n")) if equals else None
        known = self._matching(mark.best) if mark is not None else []
        return [mark] if mark and any(item.kind == "definition" for item in known) else []

    def _is_name(self, marks: Sequence[Mark], said: Saying) -> bool:
        """Whether it is a mere name, where nothing could be claimed of it."""
        return said.uses or not (said.finds or (said.way and any(map(self._objective, marks))))

    def _all_found(self) -> None:
        """Refuse what was to be best together with what was not found."""
        left = {one.place: one.mark for one in self.together}
        for at, line in enumerate(self.notes.lines):
            if line.place in left and line.named:
                self.notes.lines[at] = _not_found(line, left[line.place])
        self.together = []

    def _best(self, marks: list[Mark], said: Saying, row: Row, place: Place) -> Line | None:
        r"""The line that says of what is best that it is, where the text says of what.

        ``\hat\pi \text{ maximises } Q(\pi) \text{ over } \pi``.  What is supposed of all \pi, an
        equation, is claimed of \hat\pi before.  None is read where the claim has to wait.
        """
        function, variables = self._function(marks, said), {mark.own for mark in marks}
        for mark in marks if said.way else []:
            own = read_written(Stream(Source(mark.own), 0, len(mark.own)))
            self._inside(own, mark.own, mark.best, row, "optimum")
        single = said.finds or not any(map(self._is_family, marks))
        if function is not None:
            waiting = [one for one in self.together if one.function.item == function.item]
            marks = [*(one.mark for one in waiting if one.mark.own not in variables), *marks]
            readings = self._readings(marks, function, said)
        elif len(marks) == 1 and single and said.way and (shown := self._objective(marks[0])):
            readings = [[_over(marks[0], said, shown)]]
        else:
            return None
        best = next((r for r in readings[:-1] if not self._refuted(r, row)), readings[-1])
        if function is not None and len(marks) == 1 and self._waits(marks[0], function, best, row):
            self.together.append(Waiting(marks[0], place, function))
            return None
        claims = [part for mark in marks for part in self._constraints(mark)]
        line = self._beside_it(row, r", \quad ".join((*claims, *best)))
        if not line.error:
            self.found += marks
            self.together = [one for one in self.together if one.mark not in marks]
        return line

    def _waits(self, mark: Mark, function: Function, claims: Sequence[str], row: Row) -> bool:
        """Whether it is not best by itself, and another variable of the function is found below."""
        others = {w.head for w in function.own} - {mark.own}
        if not others or not self._refuted(claims, row):
            return False
        return bool(others & {found.own for found in self._still_found(row) - {*self.found}})

    def _still_found(self, row: Row) -> frozenset[Mark]:
        """What is said to be best below a row, or above it and waits."""
        raise NotImplementedError

    def _function(self, marks: Sequence[Mark], said: Saying) -> Function | None:
        """The last function of these variables, where the text says which way it is best."""
        if not said.way or self.names is None:
            return None
        sought = {mark.own for mark in marks}
        known = [f for f in map(read_function, self.names.known) if f is not None]
        known = [f for f in known if sought <= {w.head for w in f.own}]
        if said.multiplies:
            known.sort(key=lambda f: -len(f.own))
        return known[-1] if known else None

    def _readings(self, marks: Sequence[Mark], function: Function, said: Saying) -> list[list[str]]:
        """What may be claimed, the strongest first."""
        heads, own = {w.head for w in function.own}, {mark.own for mark in marks}
        before = [m for m in self.found if m.own in heads - own and self._matching(m.best)]
        whole = function.item.tex
        starts = [whole, _at(whole, before)] if before else [whole]
        one_by_one = [
            [_over(m, said, _at(start, marks[:n])) for n, m in enumerate(marks)] for start in starts
        ]
        if len(marks) == 1:
            return one_by_one
        return [*one_by_one, *([f"{_at(s, marks)} {_BETTER[said.way]} {s}"] for s in starts)]

    def _refuted(self, claims: Sequence[str], row: Row) -> bool:
        """Whether one of the claims is false at an instance, or cannot be read."""
        for claim in claims:
            try:
                stated = self._reader(*self._copy(claim, row.start)).line()
            except HardlimitError:
                return True
            if refuted(stated, self.draft.context):
                return True
        return False

    def _beside_it(self, row: Row, claim: str) -> Line:
        """A line beside a row; the row below goes on from the row."""
        last, place = self.last, row.start
        line = self._line(Row(*self._copy(claim, place)), "")
        self.last = last
        return replace(line, text=claim)

    def _is_family(self, mark: Mark) -> bool:
        """Whether the variable has indices: with that of the data it is rather predicted."""
        return any(item.sizes for item in self._matching(mark.own)[:1])

    def _objective(self, mark: Mark) -> str:
        """The last definition that is no function, and has the variable in it."""
        names = self._named_by(mark)
        for item in reversed(self.names.known if self.names else ()):
            body = self.draft.context.definitions.get(item.name)
            single = item.kind == "definition" and not (item.sizes or item.look.tail)
            other = mark_of(item.tex)
            single = single and (other is None or other.weak)
            if single and body and names & names_among([body.body]):
                return item.tex
        return ""

    def _named_by(self, mark: Mark) -> frozenset[str]:
        """The declared name of a variable."""
        return frozenset(item.name for item in self._matching(mark.own)[:1])

    def _matching(self, name: str) -> list[Known]:
        """What a name may mean here."""
        assert self.names is not None  # noqa: S101
        written = read_written(Stream(Source(name), 0, len(name)))
        return [item for item, _ in self.names.matching(written)]

    def _constraints(self, mark: Mark) -> Iterator[str]:
        """The equations that are supposed of a variable, said of where it is best."""
        context, names = self.draft.context, self._named_by(mark)
        for held in context.hypotheses.values():
            about = names_among(held.relation.expressions())
            if isinstance(held.relation, Equal) and held.guard is None and names & about:
                yield put_mark(mark, Printer(context).relation(held.relation))


def _over(mark: Mark, said: Saying, shown: str) -> str:
    """That a function is best there; and nowhere else, where the text says so."""
    if said.only:
        return rf"{mark.best} = \arg{_LEAST[said.way]}_{{{mark.own}}} {shown}"
    return rf"{mark.best} \text{{ {said.way} }} {shown} \text{{ over }} {mark.own}"


def _at(shown: str, marks: Sequence[Mark]) -> str:
    """The function where some of its variables are best."""
    name, bracket, arguments = shown.partition("(")
    for mark in marks:
        arguments = put_mark(mark, arguments)
    return name + bracket + arguments


def _not_found(line: Line, mark: Mark) -> Line:
    message = (
        f"{line.place}: the text says how {mark.best} is found, but nothing says of what: put the "
        r"slope that is set to 0 into a display above, \frac{d L}{d b} = ... = 0, or write "
        rf"{mark.best} = \arg\max_{{{mark.own}}} L({mark.own})"
    )
    return replace(line, error=message, named=())
