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

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..language.alike import refuse_alike
from ..language.claims import Hypothesis, NotEqual, Relation
from ..language.declarations import Declarations
from ..language.errors import HardlimitError
from ..language.hygiene import check_expression
from ..language.naming import NAME
from ..language.substitution import free_indices, substitute_index
from ..language.symbols import look
from ..language.vocabulary import Index
from .declaring import Declared, Span, plain_name, read_declaration, read_span
from .names import Label, Names, Written, read_written
from .places import NotUnderstood, Source, shortened
from .prose import Piece, pieces
from .relations import RelationReader, Stated
from .values import lost_parts, settled

_LET = ("let",)
_WRITE = ("write", "define", "put", "set", "denote")
_SUPPOSE = ("suppose", "assume")
_VERBS = (*_LET, *_WRITE, *_SUPPOSE)
_KINDS = {
    **dict.fromkeys(("real", "reals", "realvalued", "number", "numbers"), "real"),
    **dict.fromkeys(("nonnegative", "non-negative"), "nonnegative"),
    "positive": "positive",
    **dict.fromkeys(("size", "sizes", "integers", "integer", "count", "counts"), "size"),
    **dict.fromkeys(("index", "indices"), "index"),
}
_FILLERS = frozenset(
    (
        *("a", "an", "the", "all", "every", "each", "any", "that", "we", "us", "it", "with", "and"),
        *("for", "of", "in", "where", "by", "also", "be", "is", "are", "given", "whole"),
        *("real-valued", "point", "points", "clusters", "components", "data", "value", "values"),
        "indexed",
    )
)


@dataclass
class _Clause:
    verb: str
    start: int
    pieces: list[Piece] = field(default_factory=list)


class GivenReader:
    """Reads blocks into declarations."""

    def __init__(self, source: Source, declarations: Declarations) -> None:
        self.source = source
        self.into = declarations
        #: Each definition and hypothesis and the place of its formula.
        self.places: dict[str, int] = {}
        #: Sentences that were not understood; the others count all the same.
        self.problems: list[NotUnderstood] = []

    @property
    def names(self) -> Names:
        return Names(self.into.context)

    def read(self, start: int, end: int) -> None:
        """Read the block between two places; what is not understood is put by."""
        try:
            clauses = self._clauses(pieces(self.source, start, end), start)
        except NotUnderstood as error:
            self.problems.append(error)
            return
        for clause in clauses:
            try:
                self._spans(clause)
            except NotUnderstood as error:
                self.problems.append(error)
        for clause in clauses:
            read = (
                self._let
                if clause.verb in _LET
                else self._write
                if clause.verb in _WRITE
                else self._suppose
            )
            try:
                read(clause.pieces)
                self._within(clause.start, lambda: refuse_alike(self.into.context))
            except NotUnderstood as error:
                self.problems.append(error)
        self._coordinates()

    def _clauses(self, found: list[Piece], start: int) -> list[_Clause]:
        clauses: list[_Clause] = []
        ended = True
        for piece in found:
            if piece.text in _VERBS and not piece.math:
                clauses.append(_Clause(piece.text, piece.start))
                ended = False
            elif piece.text in (";", ".") and not piece.math:
                ended = True
            elif ended:
                if piece.text in ("and", ",", "further", "moreover", "finally", "given", ":"):
                    continue
                raise NotUnderstood(
                    "a sentence of the block begins with 'let', 'write' or 'suppose'",
                    piece.start,
                    shortened(self.source.text[start : piece.start]),
                )
            else:
                clauses[-1].pieces.append(piece)
        return clauses

    # -- let ---------------------------------------------------------------------------
    def _let(self, found: list[Piece]) -> None:
        found = _without_remarks(found)
        waiting: list[tuple[Declared, Piece]] = []
        place = 0
        while place < len(found):
            piece = found[place]
            place += 1
            if piece.math:
                if self._span(piece) is None:
                    waiting.append((self._declared(piece), piece))
            elif piece.text in ("be", "is", "are"):
                kind, place, note = self._kind(found, place)
                waiting = [
                    (item if item.kind else item.of_kind(kind, note), at) for item, at in waiting
                ]
            elif piece.text not in (",", "(", ")", ":") and piece.text not in _FILLERS:
                raise self._error(f"the word {piece.text!r} is not understood", piece)
        if not waiting and not any(self._span(p) for p in found if p.math):
            raise NotUnderstood("'let' declares nothing", found[0].start if found else 0)
        for item, piece in waiting:
            if not item.kind:
                raise self._error(
                    "say what it is: real, > 0, \\ge 0, \\in \\mathbb{R}^D, "
                    "\\in \\{1, \\dots, K\\}, or a size",
                    piece,
                )
            self._declare(item, piece)

    def _kind(self, found: list[Piece], place: int) -> tuple[str, int, str]:
        kind, words = "", list[str]()
        while place < len(found) and not found[place].math and found[place].text not in ",;.(":
            word = found[place].text
            if word in ("for", "and") and kind:
                break
            words.append(word)
            kind = kind or _KINDS.get(word, "")
            place += 1
        said = " ".join(words)
        if said.startswith(("the number of", "number of")):
            return "size", place, said.removeprefix("the ")
        strange = [w for w in words if w not in _KINDS and w not in _FILLERS]
        if not kind or strange:
            raise self._error(
                f"{said or 'nothing'!r} is no kind: real, nonnegative, positive, a size, an index",
                found[min(place, len(found) - 1)],
            )
        return kind, place, ""

    def _declared(self, piece: Piece) -> Declared:
        return read_declaration(self.source, piece.start, piece.end, self.names)

    def _declare(self, item: Declared, piece: Piece) -> None:
        for written in item.written:
            if item.kind == "size":
                self._within(piece.start, partial(self._new_size, written, item.note))
                continue
            if item.kind == "index":
                raise self._error("say the range of an index: $n \\le N$", piece)
            own, labels = self._split(written, piece)
            sizes = [i.size for i in labels]
            if item.coordinates is not None:
                sizes.append(self._size(item.coordinates, piece))
            tex = Written(written.head, own, written.mark, written.token).tex()
            letters = [i.name for i in labels]
            self._refuse_twice(tex, piece)
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
        elif sizes:
            bold = look(tex).head.startswith("bold:")
            vector = item.coordinates is not None or bold
            self.into.family(name, *sizes, sign=item.kind, tex=_light(tex, vector), vector=vector)
        else:
            self.into.symbol(name, item.kind, tex=tex)

    def _split(self, written: Written, piece: Piece) -> tuple[tuple[Label, ...], tuple[Index, ...]]:
        """The subscripts that belong to a new name, and its indices."""
        names = self.names
        at = len(written.labels)
        while at and written.labels[at - 1].text in names.indices:
            at -= 1
        own, labels = written.labels[:at], written.labels[at:]
        for label in sorted(own, key=lambda item: item.text in names.indices):
            is_word = label.text.isdigit() or ":" in label.text or label.text[0] == "\\"
            if label.sub or label.plus or not is_word:
                raise NotUnderstood(
                    f"the range of {label} is not said: for ${label} \\le ...$",
                    label.token.start,
                )
        for label in labels:
            if label.sub or label.plus:
                raise NotUnderstood("a plain index is expected", label.token.start)
        found = tuple(names.indices[label.text] for label in labels)
        if len(set(found)) < len(found):
            raise self._error("one index twice: declare with different letters", piece)
        return own, found

    def _refuse_twice(self, tex: str, piece: Piece) -> None:
        for item in self.names.known:
            if item.look.light() == look(tex).light() and item.kind != "size":
                raise self._error(f"{tex} is declared twice", piece)

    # -- ranges ------------------------------------------------------------------------
    def _span(self, piece: Piece) -> Span | None:
        return read_span(self.source, piece.start, piece.end)

    def _spans(self, clause: _Clause) -> None:
        """Declare the indices, and sizes, of all ranges of a sentence.

        Outside "let" ``a \\le B`` is a range behind "for" only, and an inequality elsewhere.
        """
        for piece in _ranges(clause.pieces, everywhere=clause.verb in _LET):
            span = self._span(piece)
            if span is None:
                continue
            for label in span.labels:
                self._within(piece.start, partial(self._new_index, label, span))

    def _new_index(self, label: Label, span: Span) -> None:
        size = self._size(span.size, None)
        known = self.names.indices.get(label.text)
        if known is None:
            if "'" in label.text:
                raise NotUnderstood("a declared index has no prime", label.token.start)
            self.into.index(plain_name(look(label.tex), {}), size)
        elif known.size != size:
            raise NotUnderstood(
                f"{label} runs over 1..{known.size} already: use another letter",
                label.token.start,
            )

    def _size(self, written: Written, piece: Piece | None) -> Any:
        for item, rest in self.names.matching(written):
            if item.kind == "size" and not rest:
                return item.thing
            raise NotUnderstood(f"{written.tex()} is no size", written.token.start)
        return self._new_size(written, "")

    def _new_size(self, written: Written, note: str) -> Any:
        for item, rest in self.names.matching(written):
            if item.kind == "size" and not rest:  # a range has declared it
                self.into.context.size_notes[item.name] = note
                return item.thing
        return self.into.size(plain_name(look(written.tex()), {}), note)

    def _coordinates(self) -> None:
        """A letter for the coordinates of vectors, where none is declared."""
        context = self.into.context
        wanted = [f.sizes[-1] for f in context.families.values() if f.vector]
        for size in wanted:
            if any(i.size == size for i in context.indices.values()):
                continue
            letters = [size.name[0].lower(), *"ijlmpq"]
            name = next((c for c in letters if c not in context.declared()), "")
            if name:
                self.into.index(name, size)

    # -- write -------------------------------------------------------------------------
    def _write(self, found: list[Piece]) -> None:
        found = _without_remarks(found)
        ranges = _ranges(found, everywhere=False)
        maths = [p for p in found if p.math and p not in ranges]
        self._only_fillers(found)
        if not maths:
            raise NotUnderstood("a definition needs a formula", found[0].start if found else 0)
        for piece in maths:
            self._within(piece.start, partial(self._define, piece))

    def _define(self, piece: Piece) -> None:
        self._coordinates()
        reader = RelationReader(self.source, piece.start, piece.end, self.names)
        written = read_written(reader)
        tail = _tail(reader)
        reader.took(":")
        reader.take("=")
        value = reader.expression()
        if reader.peek():
            raise reader.error(f"a definition ends here; {reader.said()} is not understood")
        own, params = self._split(written, piece)
        body, vector = value.expr, False
        if value.transposed or value.is_index:
            raise reader.error("a definition is a number or a vector")
        if value.coordinate is not None:
            used = {*params, *free_indices(body)}
            free = [
                i
                for i in self.into.context.indices.values()
                if i.size == value.coordinate.size and i not in used
            ]
            if not free:
                raise reader.error("declare one more index for the coordinates")
            body, params, vector = (
                substitute_index(body, value.coordinate, free[0]),
                (*params, free[0]),
                True,
            )
        if lost_parts(reader.partial, [value.expr]):
            raise reader.error("a denominator or logarithm cancels: write it without")
        stray = free_indices(body) - set(params)
        if stray:
            raise reader.error(
                f"the index {min(i.name for i in stray)} on the right is not on the left"
            )
        body = settled(body, self.into.context, frozenset(i.name for i in params))
        check_expression(body, self.into.context, frozenset(params))
        tex = _light(Written(written.head, own, written.mark, written.token).tex(), vector) + tail
        letters = [i.name for i in params]
        self._refuse_twice(tex, piece)
        name = plain_name(look(tex), self.into.context.declared(), letters)
        self.into.define(name, params, body, tex=tex, vector=vector)
        self.places[name] = piece.start

    # -- suppose -----------------------------------------------------------------------
    def _suppose(self, found: list[Piece]) -> None:
        stated: list[Stated] = []
        forall: list[Index] = []
        fixed: list[Index] = []
        guard: Relation | None = None
        name, mode, place = "", "that", 0
        while place < len(found):
            piece = found[place]
            place += 1
            if piece.text == "(" and not piece.math:
                name, place = self._name(found, place)
            elif piece.math:
                if mode == "for":
                    more, condition = self._quantifier(piece)
                    forall += more
                    guard = condition or guard
                elif mode == "fixed":
                    fixed += self._quantifier(piece)[0]
                elif mode == "if":
                    guard = self._line(piece)[0].relation
                else:
                    stated += self._line(piece)
            elif piece.text in ("for", "all", "every", "each"):
                mode = mode if mode == "fixed" else "for"
            elif piece.text in ("fixed", "one", "this"):
                mode = "fixed"
            elif piece.text in ("if", "whenever", "where"):
                mode = "if"
            elif piece.text not in (",", ":") and piece.text not in _FILLERS:
                raise self._error(f"the word {piece.text!r} is not understood", piece)
        if not stated:
            raise NotUnderstood("nothing is supposed", found[0].start if found else 0)
        for number, one in enumerate(stated, 1):
            label = name and (name if len(stated) == 1 else f"{name}_{number}")
            at = found[0].start
            self._within(at, partial(self._assume, label, one, forall, fixed, guard, found[0]))

    def _assume(
        self,
        name: str,
        stated: Stated,
        forall: list[Index],
        fixed: list[Index],
        guard: Relation | None,
        piece: Piece,
    ) -> None:
        if stated.lost:
            raise self._error("a denominator or logarithm cancels: write it without", piece)
        if stated.under:
            guard = stated.under[0]
        exprs = [*stated.relation.expressions(), *(guard.expressions() if guard else ())]
        free = frozenset().union(*map(free_indices, exprs))
        named = [*forall, *(stated.forall or ())]
        if named:
            open_ = free - set(named) - set(fixed)
            if open_:
                stray = min(i.name for i in open_)
                raise self._error(
                    f"is {stray} any index or a fixed one? Say 'for all ${stray}$' "
                    f"or 'for a fixed ${stray}$'",
                    piece,
                )
        order = [i for i in self.into.context.indices.values() if i in free and i not in fixed]
        if not name:
            count = 1
            while f"h{count}" in self.into.context.declared():
                count += 1
            name = f"h{count}"
        self.into.suppose(Hypothesis(name, stated.relation, tuple(order), guard))
        self.places[name] = piece.start

    def _quantifier(self, piece: Piece) -> tuple[list[Index], Relation | None]:
        span = self._span(piece)
        names = self.names
        if span is not None:
            return [names.indices[label.text] for label in span.labels], None
        reader = RelationReader(self.source, piece.start, piece.end, names)
        found = list(reader._quantified())
        if reader.took(r"\ne"):
            other = reader._quantified()[0]
            return found, NotEqual(found[-1], other)
        if reader.peek():
            raise reader.error("indices are expected, as in 'for all $n$, $k$'")
        return found, None

    def _line(self, piece: Piece) -> list[Stated]:
        return RelationReader(self.source, piece.start, piece.end, self.names).line()

    def _name(self, found: list[Piece], place: int) -> tuple[str, int]:
        words = []
        while place < len(found) and found[place].text != ")":
            words.append(found[place].text)
            place += 1
        name = "_".join(words)
        if not NAME.fullmatch(name):
            raise self._error(f"{name!r} cannot be the name of what is supposed", found[place - 1])
        return name, place + 1

    # -- helpers -----------------------------------------------------------------------
    def _only_fillers(self, found: Iterable[Piece]) -> None:
        for piece in found:
            if not piece.math and piece.text not in _FILLERS and piece.text not in (",", ":"):
                raise self._error(f"the word {piece.text!r} is not understood", piece)

    def _error(self, message: str, piece: Piece) -> NotUnderstood:
        return NotUnderstood(message, piece.start)

    def _within(self, offset: int, act: Callable[[], Any]) -> None:
        try:
            act()
        except NotUnderstood:
            raise
        except HardlimitError as error:
            raise NotUnderstood(str(error), offset) from None


def _ranges(found: Iterable[Piece], *, everywhere: bool) -> list[Piece]:
    """The formulas of a sentence that may say ranges."""
    out: list[Piece] = []
    behind_for = everywhere
    for piece in found:
        if piece.math:
            if behind_for:
                out.append(piece)
        elif piece.text not in (",", "and"):
            behind_for = everywhere or piece.text in ("for", "all", "every", "each")
    return out


def _without_remarks(found: Iterable[Piece]) -> list[Piece]:
    """A sentence without what stands in brackets."""
    out: list[Piece] = []
    depth = 0
    for piece in found:
        depth += (piece.text == "(" and not piece.math) - (piece.text == ")" and not piece.math)
        if depth <= 0 and piece.text != ")":
            out.append(piece)
    return out


def _light(tex: str, vector: bool) -> str:
    """A vector is printed in bold by itself."""
    if not vector:
        return tex
    for font in (r"\mathbf", r"\boldsymbol"):
        if tex.startswith(f"{font}{{"):
            inside, _, rest = tex.removeprefix(f"{font}{{").partition("}")
            return inside + rest
    return tex


def _tail(reader: RelationReader) -> str:
    r"""The brackets of a name such as ``L(\mu, \sigma)``."""
    if reader.peek() != "(":
        return ""
    first = reader.place
    while reader.peek() not in (")", ""):
        reader.take()
    reader.take(")")
    out = ""
    for token in reader.tokens[first : reader.place]:
        gap = " " if out[-1:].isalpha() and "\\" in out and token.is_letter else ""
        out += gap + token.text
    return out
