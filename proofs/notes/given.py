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

from functools import partial
from typing import Any

from ..language.alike import refuse_alike
from ..language.claims import Hypothesis, Relation
from ..language.hygiene import check_expression
from ..language.naming import NAME
from ..language.substitution import free_indices, substitute_index
from ..language.symbols import look
from ..language.vocabulary import Index
from .blocks import FILLERS, LET, WRITE, BlockReader, formulas_for_ranges, without_remarks
from .declaring import FROM_ONE, Declared, plain_name, read_declaration
from .names import Label, Written, read_written
from .places import NotUnderstood
from .prose import Piece, pieces
from .relations import RelationReader, Stated
from .values import lost_parts, settled

_KINDS = {
    **dict.fromkeys(("real", "reals", "realvalued", "number", "numbers"), "real"),
    **dict.fromkeys(("nonnegative", "non-negative"), "nonnegative"),
    "positive": "positive",
    **dict.fromkeys(("size", "sizes", "integers", "integer", "count", "counts"), "size"),
    **dict.fromkeys(("index", "indices"), "index"),
}


_ONE_CONDITION = "what is supposed has one condition, of one relation"
#: (what a sign says, what the words beside it say) of which the first says more.
_AGREE = (("positive", "real"), ("nonnegative", "real"), ("label", "size"))
_CALLED = {"size": "a whole number", FROM_ONE: "a whole number", "label": "a label"}
#: In brackets one may remark something, but nothing on which a sentence depends.
_DEPENDS = ("if", "unless", "when", "whenever", "where", "except", "only", "not", "provided")


class GivenReader(BlockReader):
    """Reads blocks into declarations."""

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
                if clause.verb in LET
                else self._write
                if clause.verb in WRITE
                else self._suppose
            )
            try:
                read(clause.pieces)
                self._within(clause.start, lambda: refuse_alike(self.into.context))
            except NotUnderstood as error:
                self.problems.append(error)
        self._coordinates()

    # -- let ---------------------------------------------------------------------------
    def _let(self, found: list[Piece]) -> None:
        found = without_remarks(found, _DEPENDS)
        waiting: list[tuple[Declared, Piece]] = []
        place = 0
        while place < len(found):
            piece = found[place]
            place += 1
            if piece.math:
                if self._span(piece) is None:
                    waiting.append((self._declared(piece), piece))
            elif piece.text in ("be", "is", "are"):
                self._refuse_bounded(found[: place - 1], [item for item, _ in waiting])
                kind, place, note = self._kind(found, place)
                waiting = [(self._of_kind(item, kind, note, at), at) for item, at in waiting]
            elif piece.text not in (",", "(", ")", ":") and piece.text not in FILLERS:
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

    def _refuse_bounded(self, before: list[Piece], waiting: list[Declared]) -> None:
        r"""Refuse "let $a \le b$ be real": that is a range, of which nothing here is an entry."""
        own = {label.text for item in waiting for w in item.written for label in w.labels}
        for piece in before:
            span = self._span(piece) if piece.math else None
            if span is not None and not own & {label.text for label in span.labels}:
                raise self._error(
                    "this says that an index runs over a range: say what is a number first, and "
                    "a bound by 'suppose'",
                    piece,
                )

    def _of_kind(self, item: Declared, kind: str, note: str, piece: Piece) -> Declared:
        """What is said in signs and what is said in words must be one thing."""
        if (item.kind, kind) == (FROM_ONE, "size"):
            return item.of_kind(kind, note)
        both = (item.kind, kind)
        if item.kind and item.kind != kind and both not in _AGREE:
            sign, words = (_CALLED.get(k, k) for k in both)
            raise self._error(
                f"by its sign it is {sign}, by its words {words}: say the rest by 'suppose'", piece
            )
        return item.of_kind(item.kind or kind, note)

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
        strange = [w for w in words if w not in _KINDS and w not in FILLERS]
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
            if item.kind == FROM_ONE:
                known = self.names.matching(written)
                if not (known and known[0][0].kind == "size" and not known[0][1]):
                    raise self._error(
                        f"is {written.tex()} a whole number? Say that it is an integer; of a real "
                        "one suppose that it is at least 1",
                        piece,
                    )
                continue
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

    # -- write -------------------------------------------------------------------------
    def _write(self, found: list[Piece]) -> None:
        found = without_remarks(found, _DEPENDS)
        ranges = formulas_for_ranges(found, everywhere=False)
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
                    if condition is not None and guard is not None:
                        raise self._error(_ONE_CONDITION, piece)
                    guard = condition or guard
                elif mode == "fixed":
                    fixed += self._quantifier(piece)[0]
                elif mode == "if":
                    guard = self._condition(piece, guard)
                else:
                    stated += self._line(piece)
            elif piece.text in ("for", "all", "every", "each"):
                mode = mode if mode == "fixed" else "for"
            elif piece.text in ("fixed", "one", "this"):
                mode = "fixed"
            elif piece.text in ("if", "whenever", "where"):
                mode = "if"
            elif piece.text not in (",", ":") and piece.text not in FILLERS:
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
        if len(stated.under) + (guard is not None) > 1:
            raise self._error(_ONE_CONDITION, piece)
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

    def _condition(self, piece: Piece, before: Relation | None) -> Relation:
        found = self._line(piece)
        if before is not None or len(found) > 1 or found[0].under or found[0].forall:
            raise self._error(_ONE_CONDITION, piece)
        if found[0].lost:
            raise self._error("a denominator or logarithm cancels: write it without", piece)
        return found[0].relation

    def _quantifier(self, piece: Piece) -> tuple[list[Index], Relation | None]:
        span = self._span(piece)
        names = self.names
        if span is not None:
            return [names.indices[label.text] for label in span.labels], None
        reader = RelationReader(self.source, piece.start, piece.end, names)
        found, condition = reader.quantified()
        if reader.peek():
            raise reader.error("indices are expected, as in 'for all $n$, $k$'")
        return list(found), condition

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
