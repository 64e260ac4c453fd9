r"""The indicator of which one is least: r_{nk} = 1 if k = \arg\min_j d_{nj}, and 0 otherwise.

It is read by labels: c_n is the one at which d_{nj} is least, once for each n, and r_{nk} is 1
where c_n = k.  That c_n is so is the condition of what rests on it, and of nothing else: where
the centres vary, as on the way to the means, the labels are those that they were.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..language.claims import AtMost, Equal, HasGradient, Hypothesis, Optimum, ZeroExactlyAt
from ..language.substitution import names_among, names_used, substitute_index
from ..report.render.formula import Printer
from .branches import Cases, as_arg_min
from .documents import Document, Row
from .equivalent import refuted
from .having import ZERO, suppose
from .lines import Line
from .names import read_written
from .places import NotUnderstood
from .prose import Piece
from .relations import read_expression
from .stated import Stated
from .telling import ProseReader
from .tokens import Stream
from .unshown import UnshownSlopes

#: Letters of labels, the first that the text has not.
_LETTERS = "czlsuvw"
#: What varies by itself: the labels stay as they are.
_VARIES = (HasGradient, Optimum, ZeroExactlyAt)
_TOLD = (
    "{0} is the label of the least, ${1}$, which is supposed to be the only one; it stays as it "
    "is where the values vary"
)


@dataclass(frozen=True)
class Link:
    """What is supposed of labels, and their name."""

    hypothesis: Hypothesis
    label: str

    def concerns(self, one: Stated, used: frozenset[str]) -> bool:
        """Whether a line that rests on these names may speak of labels and of what is least."""
        values = names_among(self.hypothesis.expressions()) - {self.label}
        return self.label in used and bool(values & used) and not isinstance(one.relation, _VARIES)


class NearestRows(UnshownSlopes):
    """Reads rows that say which one is the least."""

    def __init__(self, parts: Document) -> None:
        super().__init__(parts)
        self.links: list[Link] = []

    def _read_as(self, row: Row, text: str, place: int) -> Line:
        raise NotImplementedError

    def _by_labels(self, row: Row, cases: Cases, *, new: bool) -> Line | None:
        """The line of ``r = 1 if k = arg min``, and 0 otherwise; None for any other cases.

        Raises:
            NotUnderstood: if it cannot be read so.
        """
        chosen = as_arg_min(cases)
        if chosen is None:
            return None
        k, condition = chosen
        left = Piece(cases.left, row.start, row.start + len(cases.left), math=True)
        if self.free:
            name = Piece(cases.left.rstrip(" =&\n"), left.start, left.end, math=True)
            reader = ProseReader(self.parts.source, self.draft)
            reader.indices_of(name)
            self._renamed_by(reader)
        n = self._other(left, k)
        start, end = self._copy(condition, row.start)
        self._supply(start, end)
        self._renamed_by(ProseReader(self.parts.source, self.draft))
        _, [least] = self._reader(start, end).line_of_condition([])
        letter = self._label(n, k, least)
        indicator = rf"\mathbf 1[{letter}_{n.name} = {k}]"
        if not (self._is_declared(left, new=new) and self._supposed(left, indicator)):
            raise NotUnderstood(
                "it is known already: name what is 1 at the least by another letter", row.start
            )
        text = self.parts.source.text[row.start : row.end]
        link = Printer(self.draft.context).relation(self.links[-1].hypothesis.relation)
        self.taken.append(_TOLD.format(f"${letter}_{n.name}$", link))
        return replace(self._read_as(row, cases.left + indicator, row.start), text=text)

    def _other(self, left: Piece, k: str) -> Any:
        """The index of the indicator beside that of which one it is."""
        assert self.names is not None  # noqa: S101
        labels = [
            x.text for x in read_written(Stream(self.parts.source, left.start, left.end)).labels
        ]
        others = [self.names.indices.get(x) for x in labels if x != k]
        if len(labels) != 2 or len(others) != 1 or others[0] is None or k not in labels:
            raise NotUnderstood(
                f"which one is least for which? Write r_{{n{k}}}, with an index n", left.start
            )
        return others[0]

    def _label(self, n: Any, k: str, least: Hypothesis) -> str:
        """Declare labels, and note what is supposed of them; their letter."""
        assert self.names is not None  # noqa: S101
        text, index = self.parts.source.text, self.names.indices[k]
        taken = self.draft.context.declared()
        letter = next(
            (
                x
                for x in _LETTERS
                if x not in taken and not re.search(rf"(?<![A-Za-z\\]){x}(?![A-Za-z])", text)
            ),
            "",
        )
        if not letter:
            raise NotUnderstood("say which one is least by labels of your own", 0)
        label = self.draft.assignment(letter, n.size, values=index.size).base[n]
        self._renamed_by(ProseReader(self.parts.source, self.draft))
        relation = least.relation.map(lambda e: substitute_index(e, index, label))
        link = Hypothesis("", AtMost(*relation.expressions()), (n, least.forall[0]))
        self.links.append(Link(link, letter))
        return letter

    def _is_declared(self, left: Piece, *, new: bool) -> bool:
        """Whether the name is one of numbers; a new one is declared."""
        if not new:
            return self.free
        reader = ProseReader(self.parts.source, self.draft)
        written = read_written(Stream(self.parts.source, left.start, left.end))
        done = bool(reader.declared_as(written, r"{} \ge 0"))
        self._renamed_by(ProseReader(self.parts.source, self.draft))
        return done

    def _supposed(self, left: Piece, indicator: str) -> bool:
        """Whether a name of which nothing but its sign is known could be supposed to be that."""
        assert self.names is not None  # noqa: S101
        start, end = self._copy(cases_name(left), left.start)
        known = read_expression(self.parts.source, start, end, self.names)
        start, end = self._copy(indicator, left.start)
        value = read_expression(self.parts.source, start, end, self.names)
        context = self.draft.context
        plain = not names_used(known) & {*context.definitions}
        _ = plain and suppose(AtMost(ZERO, known), self.draft)
        done = plain and suppose(Equal(known, value), self.draft)
        self.guessed -= names_used(known) if done else set()
        return done

    def _linked(self, found: Sequence[Stated]) -> list[Stated]:
        """What is stated, under what is supposed of labels where it does not hold without."""
        return [self._under_links(one) for one in found]

    def _under_links(self, one: Stated) -> Stated:
        context = self.draft.context
        exprs = one.relation.expressions()
        used = names_among((*exprs, *map(context.unfold_all, exprs)))
        for held in context.hypotheses.values():
            inside = names_among(held.relation.expressions())
            used = used | inside if inside & used else used
        links = [x.hypothesis for x in self.links if x.concerns(one, used)]
        if not links or one.conditional or not refuted([one], context):
            return one
        return replace(one, quantified=tuple(links))


def cases_name(left: Piece) -> str:
    """The name before the sign."""
    return left.text.rstrip(" =&\n:").strip()
