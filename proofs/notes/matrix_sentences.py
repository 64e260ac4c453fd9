r"""Sentences of a block that say what matrices are.

::

    Let $A$ be a real $D \times D$ matrix; let $S \in \mathbb{R}^{D \times D}$ be symmetric and
    invertible; suppose $Q$ is orthogonal; let $L$ be unit lower triangular;
    let $\Lambda = \Sigma^{-1}$.

Each property is one or two hypotheses about entries.  An inverse is a family of its own, of which
two hypotheses say what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import sympy as sp

from ..language.claims import Equal, Hypothesis, LessThan, NotEqual, Relation
from ..language.errors import HardlimitError
from ..language.inverses import inverse_hypotheses, inverses, require_square
from ..language.settling import settled
from ..language.symbols import look
from ..language.vocabulary import Index, delta, total
from .blocks import Clause
from .chances import ChanceReader
from .declaring import Declared, plain_name
from .names import Known, Written, read_written
from .places import NotUnderstood
from .prose import Piece
from .relations import RelationReader
from .tokens import Stream

_PROPERTIES = {
    "symmetric": "symmetric",
    **dict.fromkeys(("invertible", "nonsingular", "non-singular"), "invertible"),
    "orthogonal": "orthogonal",
    "diagonal": "diagonal",
    "triangular": "triangular",
}
#: Words of which one makes a sentence one of this kind; the others only stand there.
SIGNAL = frozenset((*_PROPERTIES, "matrix", "matrices", "definite", "semidefinite"))
_DEFINITE = frozenset(("positive", "negative", "definite", "semidefinite"))
_PLAIN = frozenset(("a", "an", "the", "real", "square", "be", "is", "are", "both", "all", "each"))
#: Names for products that have an inverse, where a text does not use the letter.
_LETTERS = "GMHQSWVCUZ"
_ENDS = ("with", "such", "where", "satisfying", "if", "unless", "or", "not")
_TOLD = (
    "that a matrix is positive (semi)definite is said by a factor: let $L$ be a $D \\times D$ "
    "matrix, write $A = L^\\top L$ (every such matrix is one of these), and for a definite one let "
    "$L$ be invertible"
)


@dataclass
class Group:
    """Names and what is said of them; ``sizes`` are those of D × D."""

    names: list[Piece] = field(default_factory=list)
    sizes: tuple[Written, Written] | None = None
    said: list[str] = field(default_factory=list)
    described: bool = False


def speaks_of_matrices(clause: Clause) -> bool:
    """Whether a sentence says of something that it is a matrix, or which one."""
    return any(not p.math and p.text in SIGNAL for p in clause.pieces)


class MatrixSentences(ChanceReader):
    """Reads what a block says of matrices."""

    def _declared(self, piece: Piece) -> Declared:
        raise NotImplementedError

    def _declare(self, item: Declared, piece: Piece) -> None:
        raise NotImplementedError

    def _matrices(self, found: list[Piece]) -> None:
        for group in self._matrix_groups(found):
            if not group.names:
                raise self._error("of which matrix is this said?", found[0])
            for piece in group.names:
                self._matrix(piece, group)

    def _matrix_groups(self, found: list[Piece]) -> list[Group]:
        groups, words = [Group()], list[str]()
        for piece in found:
            here = groups[-1]
            if piece.math and self._span(piece) is not None:
                continue
            if piece.math:
                sizes = self._matrix_sizes(piece)
                if sizes is not None and here.names and here.sizes is None:
                    here.sizes, here.described = sizes, True
                elif here.described:
                    groups.append(Group([piece]))
                    words = []
                else:
                    here.names.append(piece)
            elif piece.text in _DEFINITE:
                raise self._error(_TOLD, piece)
            elif piece.text in _ENDS:
                raise self._error(
                    f"what follows {piece.text!r} is said in a sentence of its own: suppose ...",
                    piece,
                )
            elif piece.text in _PROPERTIES:
                here.said.append(" ".join([*words, _PROPERTIES[piece.text]]))
                here.described, words = True, []
            elif piece.text in ("lower", "upper", "unit"):
                words.append(piece.text)
            elif piece.text in ("matrix", "matrices"):
                here.described = True
            elif piece.text not in _PLAIN and piece.text not in ("and", ",", "for", "every"):
                raise self._error(f"the word {piece.text!r} is not understood of a matrix", piece)
        if words:
            raise self._error(f"{' '.join(words)} what? Say triangular", found[-1])
        return groups

    def _matrix_sizes(self, piece: Piece) -> tuple[Written, Written] | None:
        r"""The sizes of ``D \times D``."""
        stream = Stream(self.source, piece.start, piece.end)
        try:
            rows = read_written(stream)
            stream.take(r"\cdot")
            columns = read_written(stream)
        except NotUnderstood:
            return None
        return None if stream.peek() else (rows, columns)

    def _matrix(self, piece: Piece, group: Group) -> None:
        """Declare the matrices of a formula, where they are new, and suppose what is said."""
        if group.said == ["invertible"] and self._is_product(piece):
            piece = self.with_name(piece)
        item = self._declared(piece)
        if group.sizes is not None and item.coordinates is None and not item.kind:
            rows, columns = group.sizes
            item = replace(item, kind="real", coordinates=rows, columns=columns)
        if item.kind:
            if item.columns is None:
                raise self._error("this declares no matrix", piece)
            self._declare(item, piece)
        for written in item.written:
            known = self._known_matrix(written, piece, item)
            for said in group.said:
                self._within(piece.start, partial(self._has_property, known, said, piece))

    def _known_matrix(self, written: Written, piece: Piece, item: Declared) -> Known:
        for known, rest in self.names.matching(written):
            labels = len(rest) == len(known.sizes) - 2 and known.kind in ("family", "definition")
            if labels and all(label.text in self.names.indices for label in rest):
                return known
        tex = written.tex()
        raise self._error(
            f"{tex} is no matrix: say first, let ${tex} \\in \\mathbb{{R}}^{{D \\times D}}$", piece
        )

    # -- properties --------------------------------------------------------------------
    def _has_property(self, known: Known, said: str, piece: Piece) -> None:
        require_square(known.sizes, known.tex)
        if said == "invertible":
            self._invertible(known, piece)
            return
        *_, row, column = at = self._matrix_letters(known)
        thing = known.thing
        zero, turned = sp.Integer(0), (*at[:-2], column, row)
        held: list[tuple[str, Relation, tuple[Index, ...], Relation | None]] = []
        if said == "symmetric":
            held.append(("symmetric", Equal(thing[at], thing[turned]), at, None))
        elif said == "diagonal":
            held.append(("diagonal", Equal(thing[at], zero), at, NotEqual(row, column)))
        elif said == "orthogonal":
            inner = Index("c#1", known.sizes[-1])
            for name, left, right in (
                ("rows", (row, inner), (column, inner)),
                ("columns", (inner, row), (inner, column)),
            ):
                entries = [thing[(*at[:-2], *pair)] for pair in (left, right)]
                product = self._named(total(sp.Mul(*entries), inner), at)
                held.append((f"orthogonal_{name}", Equal(product, delta(row, column)), at, None))
        elif said.removeprefix("unit ") in ("lower triangular", "upper triangular"):
            guard = LessThan(row, column) if "lower" in said else LessThan(column, row)
            held.append(("triangular", Equal(thing[at], zero), at, guard))
            if said.startswith("unit"):
                entry = thing[(*at[:-2], row, row)]
                held.append(("unit", Equal(entry, sp.Integer(1)), at[:-1], None))
        else:
            raise self._error(f"{said}: say 'lower triangular' or 'upper triangular'", piece)
        for word, relation, forall, guard_ in held:
            self._hold(Hypothesis(f"{known.name}_{word}", relation, forall, guard_), piece)

    def _hold(self, hypothesis: Hypothesis, piece: Piece) -> None:
        self.into.suppose(hypothesis)
        self.places[hypothesis.name] = piece.start

    def _matrix_letters(self, known: Known) -> tuple[Index, ...]:
        """Letters for the entries of a matrix, and for what stands before them."""
        found: list[Index] = []
        names = self.names
        for size in known.sizes:
            letter = names.letter(size, {i.name for i in found})
            if letter is None:
                raise NotUnderstood(f"declare one more index that runs over 1..{size}", 0)
            found.append(letter)
        return tuple(found)

    def _named(self, expr: Any, at: tuple[Index, ...]) -> Any:
        return settled(expr, self.into.context, frozenset(i.name for i in at))

    # -- products ----------------------------------------------------------------------
    def _is_product(self, piece: Piece) -> bool:
        r"""Whether a formula is a matrix that is no name, such as ``X^\top X + \lambda I``."""
        reader = RelationReader(self.source, piece.start, piece.end, self.names)
        try:
            value = reader.expression()
        except HardlimitError:
            return False
        return value.is_matrix and not (reader.peek() or isinstance(value.expr, sp.Indexed))

    def with_name(self, piece: Piece) -> Piece:
        """A new name for the matrix that a formula is; what it is said of is read by that."""
        text = self.source.text
        letter = next((x for x in _LETTERS if not re.search(rf"(?<![a-zA-Z\\]){x}", text)), "")
        if not letter:
            raise self._error("a product has no name: write $M = ...$, and say it of $M$", piece)
        said = f"{letter} = {text[piece.start : piece.end]}"
        self.source, start, end = self.source.with_copy(said, piece.start)
        self.define(Piece(said, start, end, True))
        return Piece(letter, start, start + 1, True)

    # -- inverses ----------------------------------------------------------------------
    def _invertible(self, known: Known, piece: Piece) -> None:
        """Declare the inverse of a matrix."""
        if known.name in inverses(self.into.context.hypotheses.values()):
            raise self._error(f"{known.tex} has an inverse already", piece)
        seen = look(known.tex)
        if seen.sup or seen.tail:
            raise self._error("a matrix that has an inverse has a name without a mark", piece)
        tex = f"{known.tex}^{{\\mathrm{{inv}}}}"
        self._inverse_as(known, tex, piece)

    def _inverse_as(self, known: Known, tex: str, piece: Piece) -> None:
        r"""Declare a family of this name, and suppose that it is the inverse of ``known``."""
        size = require_square(known.sizes, known.tex)
        at = self._matrix_letters(known)
        self._refuse_twice(tex, piece, len(at))
        name = plain_name(look(tex), self.into.context.declared(), [i.name for i in at])
        note = f"the inverse of ${known.tex}$"
        other = self.into.family(name, *known.sizes, tex=tex, note=note)
        pair = inverse_hypotheses(known.thing, other, at, Index("c#1", size), name)
        for one in pair:
            relation = one.relation.map(lambda expr: self._named(expr, at))
            self._hold(replace(one, relation=relation), piece)

    def _inverse_defined(self, piece: Piece) -> bool:
        r"""Whether ``\Lambda = \Sigma^{-1}`` is written, of a matrix; then it is declared."""
        stream = Stream(self.source, piece.start, piece.end)
        try:
            new = read_written(stream)
            stream.took(":")
            stream.take("=")
            old = read_written(stream)
        except NotUnderstood:
            return False
        whole = stream.took("^", "{", "-", "1", "}") and not stream.peek()
        found = self.names.matching(old) if whole else []
        for known, rest in found:
            matrix = len(known.sizes) >= 2 and known.kind in ("family", "definition")
            if matrix and known.name not in inverses(self.into.context.hypotheses.values()):
                own, labels = self._split(new, piece)
                sizes = tuple(i.size for i in labels)
                if len(rest) != len(known.sizes) - 2 or sizes != known.sizes[:-2]:
                    return False
                tex = Written(new.head, own, new.mark, new.token).tex()
                self._within(piece.start, partial(self._inverse_as, known, tex, piece))
                return True
        return False
