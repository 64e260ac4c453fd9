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
from functools import partial
from typing import Any

import sympy as sp

from ..language.alike import refuse_alike
from ..language.claims import AtMost, Equal, Hypothesis, LessThan, Relation
from ..language.errors import HardlimitError
from ..language.hygiene import check_expression
from ..language.substitution import free_indices, substitute_index
from ..language.symbols import SQUARE, look
from ..language.vocabulary import Index
from .arguments import DATA
from .blocks import DEPENDS, FILLERS, LET, WRITE, formulas_for_ranges, without_remarks
from .declaring import FROM_ONE, Declared, plain_name, read_declaration, read_member, squared
from .names import Label, Written, read_written
from .places import NotUnderstood
from .prose import Piece, pieces
from .relations import RelationReader
from .supposing import SupposeReader
from .values import lost_parts, settled

_KINDS = {
    **dict.fromkeys(("real", "reals", "realvalued", "number", "numbers"), "real"),
    **dict.fromkeys(("nonnegative", "non-negative"), "nonnegative"),
    **dict.fromkeys(("positive", "negative", "nonpositive", "non-positive"), "positive"),
    **dict.fromkeys(("size", "sizes", "integers", "integer", "count", "counts"), "size"),
    **dict.fromkeys(("index", "indices"), "index"),
}
#: Words of a description that would say more than a description does.
_LOGIC = frozenset(
    (
        *("not", "no", "never", "unless", "except", "only", "if", "whenever", "otherwise", "zero"),
        *("nonzero", "non-zero", "distinct", "different", "least", "most", "increasing", "fixed"),
        *("equal", "equals", "sorted", "integral", "even", "odd", "rational", "complex", "unit"),
        *("matrix", "matrices", "symmetric", "orthogonal", "probability", "distribution", "or"),
        *("probabilities", "simplex", "stochastic", "normalised", "normalized", "constant"),
    )
)
#: (what a sign says, what the words beside it say) of which the first says more.
_AGREE = (
    *((sign, "real") for sign in ("positive", "nonnegative", "negative", "nonpositive")),
    *(("label", "size"), ("natural", "size")),
)
_CALLED = {"size": "a whole number", FROM_ONE: "a whole number", "label": "a label"}
#: Behind "for" these may mean one index only, and before a formula of indices these do.
_GIVEN = frozenset(("a", "an", "given", "that", "it", "us"))
_SOME = frozenset(
    (
        *("some", "one", "certain", "most", "several", "many", "few", "single", "exactly"),
        *("particular", "second", "other", "half", "least", "only", "odd", "even", "almost"),
    )
)
_SPEAK_ON = ("with", "such", "satisfying", "where", "subject")


class GivenReader(SupposeReader):
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
                self._let_and_suppose
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
    def _let_and_suppose(self, found: list[Piece]) -> None:
        """Declarations, and behind "with" or "such that" what is supposed of them."""
        begin, place, tail = 0, 0, False
        while place < len(found):
            piece = found[place]
            if not tail and not piece.math and piece.text in _SPEAK_ON:
                more = next((p for p in found[place:] if p.math), None)
                if more is not None and not self._declares(more) and self._span(more) is None:
                    self._let(found[begin:place])
                    begin, tail = place + 1, True
                    if piece.text == "where" and self._defines(more):
                        self._write(found[begin:])
                        return
            elif tail and piece.math and self._declares(piece):
                self._suppose(_without_joins(found[begin:place]))
                begin, tail = place, False
            place += 1
        rest = found[begin:]
        if tail:
            self._suppose(rest)
        else:
            self._let(rest)

    def _declares(self, piece: Piece) -> bool:
        """Whether the formula says the kind of names that are not declared yet."""
        try:
            item = self._declared(piece)
        except NotUnderstood:
            return False
        if not item.kind and all(w.head in self.names.indices for w in item.written):
            return False  # "for all $n$" belongs to what is supposed
        known = {known.look.light() for known in self.names.known}
        heads = [look(w.head) for w in item.written]
        return all(h.light().head not in {k.head for k in known} for h in heads)

    def _defines(self, piece: Piece) -> bool:
        """Whether the formula is a new name, an equals sign, and what it is."""
        reader = RelationReader(self.source, piece.start, piece.end, self.names)
        try:
            written = read_written(reader)
            if not squared(reader):
                _tail(reader)
        except NotUnderstood:
            return False
        reader.took(":")
        if reader.peek() != "=" or self._span(piece) is not None:
            return False
        return not any(
            len(item.sizes) - len(rest) in (0, 1) for item, rest in self.names.matching(written)
        )

    def _let(self, found: list[Piece]) -> None:
        found = without_remarks(found, DEPENDS)
        waiting: list[tuple[Declared, Piece]] = []
        place, defined = 0, False
        while place < len(found):
            piece = found[place]
            place += 1
            if piece.math:
                self._refuse_some(found, place - 1)
                if self._span(piece) is not None:
                    continue
                if self._defines(piece):
                    for pair in waiting:
                        self._known_kind(*pair)
                    waiting, defined = [], True
                    self._within(piece.start, partial(self._define, piece))
                elif waiting and piece.text.lstrip().startswith((r"\mathbb", r"\{")):
                    waiting = [
                        (item if item.kind else self._member_of(item, piece), at)
                        for item, at in waiting
                    ]
                else:
                    waiting.append((self._declared(piece), piece))
            elif piece.text in ("be", "is", "are") or (
                piece.text in _KINDS and not all(item.kind for item, _ in waiting)
            ):
                place -= piece.text in _KINDS
                told = not waiting or all(item.kind for item, _ in waiting)
                if told and (waiting or defined) and not self._says_kind(found, place):
                    place = self._described(found, place)
                    continue
                self._refuse_bounded(found[: place - 1], [item for item, _ in waiting])
                kind, place, note = self._kind(found, place)
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

    def _refuse_some(self, found: list[Piece], place: int) -> None:
        """Refuse "for some", "for odd", "an": what is declared is so for all indices."""
        first = place
        while first > 0 and not found[first - 1].math and found[first - 1].text not in ",;.:()":
            first -= 1
        words = [p.text for p in found[first : place + (not found[place].math)]]
        behind = words[words.index("for") + 1 :] if "for" in words else []
        strange = [w for w in behind if w in _GIVEN or (w not in FILLERS and w not in _KINDS)]
        if found[place].math:
            one = words[-1:] in (["a"], ["an"]) and "_" in found[place].text
            strange += [w for w in words if w in _SOME] + words[-1:] * one
        if strange:
            raise self._error(
                f"{' '.join(words)!r} is not understood: what is declared is so for all indices "
                "of its range",
                found[place],
            )

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
        if not kind or (item.kind, kind) == (FROM_ONE, "size"):
            return item.of_kind(kind or item.kind, note or item.note)
        both = (item.kind, kind)
        if item.kind and item.kind != kind and both not in _AGREE:
            sign, words = (_CALLED.get(k, k) for k in both)
            raise self._error(
                f"by its sign it is {sign}, by its words {words}: say the rest by 'suppose'", piece
            )
        return item.of_kind(item.kind or kind, note)

    def _at_least_one(self, found: list[Piece]) -> bool:
        r"""Whether the formulas say ``\ge 1`` or ``> 0`` themselves."""
        return any(
            p.math and re.search(r"(?:(?:\\geq?(?:slant)?|≥)\s*1|>\s*0)\s*$", p.text) for p in found
        )

    def _says_kind(self, found: list[Piece], place: int) -> bool:
        """Whether one of the words up to the next mark is a kind."""
        while place < len(found) and not found[place].math and found[place].text not in ",;.(":
            if found[place].text in _KINDS:
                return True
            place += 1
        return False

    def _described(self, found: list[Piece], place: int) -> int:
        """The place behind words that only describe what is declared already."""
        while place < len(found) and not found[place].math and found[place].text not in ",;.(":
            word = found[place].text
            if word in ("for", "and"):
                break
            if word in _LOGIC or word in _KINDS or word in DEPENDS:
                raise self._error(
                    f"the word {word!r} is not understood: what it says belongs to the kind, "
                    "or behind 'suppose'",
                    found[place],
                )
            place += 1
        return place

    def _kind(self, found: list[Piece], place: int) -> tuple[str, int, str]:
        kinds, words = list[str](), list[str]()
        while place < len(found) and not found[place].math and found[place].text not in ",;.(":
            word = found[place].text
            if word in ("for", "and") and kinds:
                break
            words.append(word)
            kinds += [_KINDS[word]] if word in _KINDS else []
            place += 1
        said = " ".join(words)
        if said.startswith(("the number of", "number of")):
            return "size", place, said.removeprefix("the ")
        behind = found[place] if place < len(found) else None
        member = behind is not None and behind.math and words[-1:] == ["in"]
        if member and not kinds and not any(word in _LOGIC for word in words):
            return "", place, ""
        strange = [w for w in words if w not in _KINDS and w not in FILLERS and w != "strictly"]
        kind = kinds[0] if kinds else ""
        if kind == "positive" and "size" in kinds:
            kind = "size"
        elif "size" in kinds and kinds[0] != "size":
            kind = ""
        elif kind == "size" and not {*words} & {"size", "sizes"} and not self._at_least_one(found):
            raise self._error(
                "a whole number that is counted up to is at least 1: say 'a positive integer'",
                found[min(place, len(found) - 1)],
            )
        below = next((w for w in words if w in ("negative", "nonpositive", "non-positive")), "")
        if below:
            kind = "" if "size" in kinds else below.replace("-", "")
        if kinds == ["nonnegative", "size"]:
            kind = "natural"
        if not kind or strange:
            raise self._error(
                f"{said or 'nothing'!r} is no kind: real, nonnegative, positive, negative, "
                "a size, an index",
                found[min(place, len(found) - 1)],
            )
        return kind, place, ""

    def _declared(self, piece: Piece) -> Declared:
        return read_declaration(self.source, piece.start, piece.end, self.names)

    def _declare(self, item: Declared, piece: Piece) -> None:
        if item.square and (item.kind not in ("positive", "nonnegative") or item.bounded):
            raise self._error(
                r"of a square one can say > 0 or \ge 0: its positive root is declared", piece
            )
        if item.upto is not None:
            self._sequence(item, piece)
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
            return
        sign = item.kind
        if sizes:
            bold = look(tex).head.startswith("bold:")
            vector = item.coordinates is not None or bold
            family = self.into.family(
                name, *sizes, sign=sign, tex=_light(tex, vector), vector=vector
            )
            at = tuple(self._any_index(size, name) for size in sizes) if item.bounded else ()
            entry = family[at] if at else None
        else:
            at, entry = (), self.into.symbol(name, sign, tex=tex)
        for relation in _bounds(item, entry):
            held = Hypothesis(self._unnamed(), relation, at)
            self.into.suppose(held)
            self.places[held.name] = piece.start

    def _any_index(self, size: Any, name: str) -> Index:
        found = next((i for i in self.into.context.indices.values() if i.size == size), None)
        if found is None:
            raise HardlimitError(f"declare an index that runs over 1..{size} before {name}")
        return found

    def _sequence(self, item: Declared, piece: Piece) -> None:
        r"""The index and the size of ``x_1, \dots, x_N``: n and N."""
        assert item.upto is not None  # noqa: S101
        size = self._size(item.upto, piece)
        (label,) = item.written[0].labels
        known = self.names.indices.get(label.text)
        if known is not None and known.size != size:
            raise self._error(f"{label} runs over 1..{known.size} already: write x_n", piece)
        if known is None:
            self._within(
                piece.start, lambda: self.into.index(plain_name(look(label.tex), {}), size)
            )

    def _is_quantity(self, label: Label) -> bool:
        """Whether a subscript is the letter of something declared, as in S_{xy}: then no index."""
        known = {known.look.light().head for known in self.names.known}
        bare = not (label.sub or label.plus) and label.text not in self.names.indices
        return bare and look(label.text).light().head in known

    def _split(self, written: Written, piece: Piece) -> tuple[tuple[Label, ...], tuple[Index, ...]]:
        """The subscripts that belong to a new name, and its indices."""
        names = self.names
        at = len(written.labels)
        while at and written.labels[at - 1].text in names.indices:
            at -= 1
        own, labels = written.labels[:at], written.labels[at:]
        for label in sorted(own, key=lambda item: item.text in names.indices):
            is_word = label.text.isdigit() or ":" in label.text or label.text[0] == "\\"
            if label.sub or label.plus or not (is_word or self._is_quantity(label)):
                raise NotUnderstood(
                    f"the range of {label} is not said: for ${label} \\le ...$", label.token.start
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
        found = without_remarks(found, DEPENDS)
        for piece in found:
            if not piece.math and piece.text in _LOGIC:
                raise self._error(f"the word {piece.text!r} is not understood", piece)
        pair = self._pair(found)
        if pair is not None:
            self._within(pair[0].start, partial(self._define, *pair))
            return
        ranges = formulas_for_ranges(found, everywhere=False)
        maths = [p for p in found if p.math and p not in ranges and not self._only_named(p)]
        if not maths:
            raise NotUnderstood("a definition needs a formula", found[0].start if found else 0)
        for piece in maths:
            self._within(piece.start, partial(self._define, piece))

    def _pair(self, found: list[Piece]) -> tuple[Piece, Piece] | None:
        """The name and its value, of "write $N_k$ for ..." and "denote ... by $N_k$"."""
        maths = [at for at, p in enumerate(found) if p.math]
        words = [p.text for p in found[maths[0] + 1 : maths[1]]] if len(maths) == 2 else []
        if words not in (["for"], ["by"]):
            return None
        first, second = (found[at] for at in maths)
        name, value = (first, second) if words == ["for"] else (second, first)
        if self._span(value) is not None or self._defines(name) or self._defines(value):
            return None
        return name, value

    def _only_named(self, piece: Piece) -> bool:
        """Whether the formula is an index, which a description may name."""
        return piece.text.strip() in self.names.indices

    def _define(self, piece: Piece, of: Piece | None = None) -> None:
        self._coordinates()
        reader = RelationReader(self.source, piece.start, piece.end, self.names)
        written = read_written(reader)
        square = squared(reader)
        tail = SQUARE if square else _tail(reader)
        if of is not None:
            if reader.peek():
                raise reader.error("a name is expected")
            reader = RelationReader(self.source, of.start, of.end, self.names)
        else:
            reader.took(":")
            reader.take("=")
        value = reader.expression()
        if reader.peek():
            raise reader.error(f"a definition ends here; {reader.said()} is not understood")
        own, params = self._split(written, piece)
        body, vector = value.expr, False
        if value.transposed or value.is_index or (square and value.coordinate is not None):
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
        function, _ = reader.function_of(written)
        if function is not None and function.written.mark == written.mark:
            raise self._error(f"{function.item.tex} is defined already: choose another name", piece)
        name = plain_name(look(tex), self.into.context.declared(), letters)
        self.into.define(name, params, body, tex=tex, vector=vector)
        self.places[name] = piece.start


def _without_joins(found: list[Piece]) -> list[Piece]:
    """Without what joins a sentence to the next one."""
    while found and found[-1].text in ("and", ",") and not found[-1].math:
        found = found[:-1]
    return found


def _bounds(item: Declared, entry: Any) -> list[Relation]:
    """What a declaration says of an entry beyond the signs that can be declared."""
    if item.binary:
        return [Equal(entry**2, entry)]
    if item.lower is not None:
        return [LessThan(sp.Integer(item.lower), entry)]
    if item.upper is not None:
        strict, number = item.upper
        return [(LessThan if strict else AtMost)(entry, sp.Integer(number))]
    return []


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
    r"""The brackets of a name such as ``L(\mu, \sigma)``, without data behind the variables."""
    if reader.peek() != "(":
        return ""
    first = reader.place
    while reader.peek() not in (")", "", *DATA):
        reader.take()
    last = reader.place
    reader.data()
    reader.take(")")
    out = ""
    for token in reader.tokens[first:last]:
        gap = " " if out[-1:].isalpha() and "\\" in out and token.is_letter else ""
        out += gap + token.text
    return f"{out})"
