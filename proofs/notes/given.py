r"""The block that says what is given, in sentences of a closed grammar::

    Let $x_{nd}$, $n \le N$, $d \le D$, be real; let $r_{nk} \ge 0$ for $n \le N$, $k \le K$;
    let $\mu_k \in \mathbb{R}^D$; let $c_n \in \{1, \dots, K\}$; let $\sigma > 0$;
    write $\hat\mu_{kd} = \sum_n r_{nk} x_{nd} / \sum_n r_{nk}$;
    suppose $\sum_k r_{nk} = 1$ for all $n$ (simplex).

Each sentence ends with a semicolon, a full stop, or where the next one begins.  A range
declares its index and its size.  A definition's subscripts are its parameters.  What is
supposed holds for all values of its free indices, unless the sentence names those for which
it holds (``for all $n$``) and those that are fixed (``for a fixed $k$``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

import sympy as sp

from ..language.alike import refuse_alike
from ..language.claims import AtMost, Equal, Hypothesis, Relation
from ..language.errors import HardlimitError
from ..language.fixed import letters
from ..language.symbols import look
from ..language.vocabulary import Index
from .blocks import DEPENDS, FILLERS, LET, SUPPOSE, WRITE, Clause, without_remarks
from .branches import without_cases
from .chances import speaks_of_chance
from .conventions import without_convention
from .declaring import (
    FROM_ONE,
    Declared,
    plain_name,
    read_declaration,
    read_member,
    read_pairs,
)
from .defining import light_tex
from .kinds import KINDS
from .matrix_sentences import MatrixSentences, speaks_of_matrices
from .names import Written, read_written
from .places import NotUnderstood
from .prose import Piece, pieces
from .ranged import ranges_in
from .tokens import Stream

_RELATION = re.compile(r"[=<>≤≥≠]|\\(?:le|ge|ne|leq|geq|neq)(?![A-Za-z])")
_SPEAK_ON = ("with", "such", "satisfying", "where", "subject")


class GivenReader(MatrixSentences):
    """Reads blocks into declarations."""

    def read(self, start: int, end: int) -> None:
        """Read the block between two places; what is not understood is put by."""
        found, odd = pieces(self.source, start, end)
        self.problems += odd
        found = [self._without_cases(piece) for piece in found]
        self.read_clauses(self._clauses(without_convention(found), start))

    def _without_cases(self, piece: Piece) -> Piece:
        try:
            self.source, piece = without_cases(self.source, piece)
        except NotUnderstood as error:
            self.problems.append(error)
        return piece

    def read_clauses(self, clauses: list[Clause]) -> None:
        """Read sentences; what is not understood is put by."""
        for clause in clauses:
            try:
                self._within(clause.start, partial(self._spans, clause))
            except NotUnderstood as error:
                self.problems.append(error)
        for clause in clauses:
            read = (
                self._chance
                if speaks_of_chance(clause)
                else self._matrices
                if speaks_of_matrices(clause) and clause.verb not in WRITE
                else self._let_and_suppose
                if clause.verb in LET
                else self._write
                if clause.verb in WRITE
                else self._suppose
            )
            try:
                said = clause.pieces
                if clause.verb in SUPPOSE:
                    said, defined = self._where(said)
                    if defined:
                        self._within(clause.start, partial(self._write, defined))
                self._within(clause.start, partial(read, said))
                self._within(clause.start, lambda: refuse_alike(self.into.context))
            except NotUnderstood as error:
                self.problems.append(error)
        self._coordinates()

    def _where(self, found: list[Piece]) -> tuple[list[Piece], list[Piece]]:
        """What is supposed, and the definitions behind "where" of what stands in it."""
        for place, piece in enumerate(found):
            if piece.math or piece.text != "where":
                continue
            behind = found[place + 1 :]
            maths = [p for p in behind if p.math]
            others = {p.text for p in behind if not p.math}
            if maths and others <= {"and", ","} and all(map(self.defines, maths)):
                return _without_joins(found[:place]), behind
        return found, []

    def _let_and_suppose(self, found: list[Piece]) -> None:
        """Declarations, and behind "with" or "such that" what is supposed of them."""
        begin, place, tail = 0, 0, False
        while place < len(found):
            piece = found[place]
            if not tail and not piece.math and piece.text in _SPEAK_ON:
                more = next((p for p in found[place:] if p.math), None)
                own = self._heads(found[begin:place])
                if more is not None and not self._declares(more, own) and self._span(more) is None:
                    if piece.text == "where" and self.defines(more):
                        self._let(found[begin:place], found[place + 1 :])
                        return
                    self._let(found[begin:place])
                    begin, tail = place + 1, True
            elif tail and piece.math and self._declares(piece):
                self._suppose(_without_joins(found[begin:place]))
                begin, tail = place, False
            elif not tail and piece.math and self._supposes(found, place):
                # "let $p_k > 0$, $\\sum_k p_k = 1$": what declares nothing is supposed.
                self._let(_without_joins(found[begin:place]))
                begin, tail = place, True
            place += 1
        rest = found[begin:]
        if tail:
            self._suppose(rest)
        else:
            self._let(rest)

    def _supposes(self, found: list[Piece], place: int) -> bool:
        """Whether a relation stands behind declarations that is none itself."""
        piece, before = found[place], found[:place]
        joined = bool(before) and before[-1].text in (",", "and") and not before[-1].math
        if not joined or not _RELATION.search(piece.text) or self._span(piece) is not None:
            return False
        if not any(p.math and self._span(p) is None for p in before) or self.defines(piece):
            return False
        try:
            if not read_pairs(self.source, piece.start, piece.end, self.names):
                self._declared(piece)
        except NotUnderstood:
            return True
        return False

    def _heads(self, found: list[Piece]) -> set[str]:
        """The looks of what is declared or defined in these formulas."""
        heads = set[str]()
        for piece in found:
            if piece.math and self._span(piece) is None:
                try:
                    written = read_written(Stream(self.source, piece.start, piece.end))
                except NotUnderstood:
                    continue
                heads.add(look(written.head).light().head)
        return heads

    def _declares(self, piece: Piece, own: Collection[str] = ()) -> bool:
        """Whether the formula says the kind of names that are not declared yet.

        ``own`` are those that the sentence itself declares before.
        """
        try:
            items = read_pairs(self.source, piece.start, piece.end, self.names)
            item = items[0] if items else self._declared(piece)
        except NotUnderstood:
            return False
        if not item.kind and all(w.head in self.names.indices for w in item.written):
            return False  # "for all $n$" belongs to what is supposed
        known = {known.look.light().head for known in self.names.known} | {*own}
        return all(look(w.head).light().head not in known for w in item.written)

    def _let(self, found: list[Piece], where: list[Piece] | None = None) -> None:
        """Declare, then define: "$f(x) = a x^2$ with $x$ real, ``where`` $a = 2$"."""
        found = self._without_pairs(without_remarks(found, DEPENDS))
        waiting: list[tuple[Declared, Piece]] = []
        later: list[Piece] = []
        place, defined = 0, False
        while place < len(found):
            piece = found[place]
            place += 1
            if piece.math:
                self._refuse_some(found, place - 1)
                if self._span(piece) is not None:
                    continue
                if self.defines(piece):
                    for pair in waiting:
                        self._known_kind(*pair)
                    waiting, defined = [], True
                    later.append(piece)
                elif waiting and piece.text.lstrip().startswith((r"\mathbb", r"\{")):
                    waiting = [
                        (item if item.kind else self._member_of(item, piece), at)
                        for item, at in waiting
                    ]
                else:
                    pairs = read_pairs(self.source, piece.start, piece.end, self.names)
                    waiting += [(item, piece) for item in pairs or [self._declared(piece)]]
            elif piece.text in ("be", "is", "are") or (
                piece.text in KINDS and not all(item.kind for item, _ in waiting)
            ):
                place -= piece.text in KINDS
                told = not waiting or all(item.kind for item, _ in waiting)
                if told and (waiting or defined) and not self._says_kind(found, place):
                    place = self._described(found, place)
                    continue
                self._refuse_bounded(found[: place - 1], [item for item, _ in waiting])
                natural = bool(waiting) and all(item.kind == "natural" for item, _ in waiting)
                kind, place, note = self._kind(found, place, natural)
                waiting = [(self._of_kind(item, kind, note, at), at) for item, at in waiting]
            elif piece.text not in (",", "(", ")", ":") and piece.text not in FILLERS:
                self._refuse_some(found, place - 1)
                if not (defined or (waiting and all(item.kind for item, _ in waiting))):
                    raise self._error(f"the word {piece.text!r} is not understood", piece)
                place = self._described(found, place - 1)
        if not waiting and not defined and not any(self._span(p) for p in found if p.math):
            raise NotUnderstood("'let' declares nothing", found[0].start if found else 0)
        for item, piece in waiting:
            self._known_kind(item, piece)
        if where:
            self._write(where)
        for piece in later:
            self._within(piece.start, partial(self.define, piece))

    def _without_pairs(self, found: list[Piece]) -> list[Piece]:
        """Without "$(x_i, y_i)$ be data with" where what follows says what x_i and y_i are."""
        first = next((n for n, p in enumerate(found) if p.math and self._span(p) is None), None)
        words = [n for n, p in enumerate(found) if p.text in ("with", "where") and not p.math]
        if first is None or not words or not found[first].text.lstrip().startswith("("):
            return found
        pairs = read_pairs(self.source, found[first].start, found[first].end, self.names)
        later = self._heads([p for p in found[words[0] :] if p.math])
        heads = {look(w.head).light().head for item in pairs for w in item.written}
        if not pairs or any(item.kind for item in pairs) or not heads <= later:
            return found
        between = [p for p in found[first + 1 : words[0]] if p.math]
        said = {p.text for p in found[first + 1 : words[0]] if not p.math}
        if not said <= FILLERS | {",", "i.i.d"} or any(self._span(p) is None for p in between):
            return found
        return [*found[:first], *between, *found[words[0] + 1 :]]

    def _known_kind(self, item: Declared, piece: Piece) -> None:
        if not item.kind:
            raise self._error(
                "say what it is: real, > 0, \\ge 0, \\in \\mathbb{R}^D, "
                "\\in \\{1, \\dots, K\\}, or a size",
                piece,
            )
        self._declare(item, piece)

    def _member_of(self, item: Declared, piece: Piece) -> Declared:
        return read_member(self.source, piece.start, piece.end, item)

    def _declared(self, piece: Piece) -> Declared:
        return read_declaration(self.source, piece.start, piece.end, self.names)

    def _declare(self, item: Declared, piece: Piece) -> None:
        if item.square and (item.kind not in ("positive", "nonnegative") or item.bounded):
            raise self._error(
                r"of a square one can say > 0 or \ge 0: its positive root is declared", piece
            )
        if item.upto is not None:
            item = self._sequence(item, piece)
        for written in item.written:
            if item.kind == FROM_ONE:
                known = self.names.matching(written)
                if not (known and known[0][0].kind == "size" and not known[0][1]):
                    raise self._error(
                        f"is {written.tex()} a whole number? Say that it is an integer; of a real "
                        "one suppose that it is at least 1",
                        piece,
                    )
                continue
            if item.kind == "size" or (item.bounds and self._is_size(written)):
                size = self._within(piece.start, partial(self._new_size, written, item.note))
                self._suppose_bounds(item, size, (), piece)
                continue
            if item.kind == "index":
                raise self._error("say the range of an index: $n \\le N$", piece)
            own, labels = self._split(written, piece)
            sizes = [i.size for i in labels]
            sizes += [self._size(s, piece) for s in (item.coordinates, item.columns) if s]
            tex = Written(written.head, own, written.mark, written.token).tex()
            letters = [i.name for i in labels]
            is_vector = item.coordinates is not None and item.columns is None
            self._refuse_twice(tex, piece, 2 if is_vector else len(sizes))
            name = plain_name(look(tex), self.into.context.declared(), letters)
            self._within(
                piece.start,
                partial(self._make, name, tex, sizes, item, piece),
            )

    def _make(self, name: str, tex: str, sizes: list[Any], item: Declared, piece: Piece) -> None:
        if item.kind == "label":
            assert item.values is not None  # noqa: S101
            values = self._size(item.values, piece)
            if not sizes:
                raise self._error("a label belongs to an index: write c_n", piece)
            self.into.assignment(name, *sizes, values=values, tex=tex)
            return
        sign = item.kind
        if sizes:
            bold = look(tex).head.startswith("bold:")
            vector = item.columns is None and (item.coordinates is not None or bold)
            family = self.into.family(
                name, *sizes, sign=sign, tex=light_tex(tex, vector), vector=vector
            )
            at = tuple(self._any_index(size, name) for size in sizes) if item.bounded else ()
            entry = family[at] if at else None
        else:
            at, entry = (), self.into.symbol(name, sign, tex=tex)
        self._suppose_bounds(item, entry, at, piece)

    def _is_size(self, written: Written) -> bool:
        """Whether the name is that of a size."""
        return any(item.kind == "size" and not rest for item, rest in self.names.matching(written))

    def _suppose_bounds(self, item: Declared, entry: Any, at: Any, piece: Piece) -> None:
        for relation in _bounds(item, entry):
            held = Hypothesis(self._unnamed(), relation, at)
            self.into.suppose(held)
            self.places[held.name] = piece.start

    def _any_index(self, size: Any, name: str) -> Index:
        found = next(iter(letters(self.into.context, size)), None)
        if found is None:
            raise HardlimitError(f"declare an index that runs over 1..{size} before {name}")
        return found

    def _sequence(self, item: Declared, piece: Piece) -> Declared:
        r"""The index and the size of ``x_1, \dots, x_N``: n and N; up to ``x_n``: i and n."""
        assert item.upto is not None  # noqa: S101
        size = self._size(item.upto, piece)
        (label,) = item.written[0].labels
        if size.name.islower():
            # A letter that sums of the text have for another range is none of this one.
            apart = {letter for letter, upto in ranges_in(self.source) if upto != size.name}
            taken = {*self.into.context.declared(), *apart}
            same = (i.name for i in letters(self.into.context, size))
            name = next(same, next((c for c in "ijlpqr" if c not in taken), label.text))
            label = replace(label, text=name, tex=name)
            first, *others = item.written
            item = replace(item, written=(replace(first, labels=(label,)), *others))
        known = self.names.indices.get(label.text)
        if known is not None and known.size != size:
            raise self._error(f"{label} runs over 1..{known.size} already: write x_n", piece)
        if known is None:
            self._within(
                piece.start, lambda: self.into.index(plain_name(look(label.tex), {}), size)
            )
        return item


def _without_joins(found: list[Piece]) -> list[Piece]:
    """Without what joins a sentence to the next one."""
    while found and found[-1].text in ("and", ",") and not found[-1].math:
        found = found[:-1]
    return found


def _bounds(item: Declared, entry: Any) -> list[Relation]:
    """What a declaration says of an entry beyond the signs that can be declared."""
    if item.binary:
        return [Equal(entry**2, entry), AtMost(entry, sp.Integer(1))]
    return [bound.of(entry) for bound in item.bounds]
