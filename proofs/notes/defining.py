r"""Definitions in a block: ``write $m = \frac{1}{N} \sum_n x_n$``, with functions and squares."""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from ..language.fixed import places
from ..language.hygiene import check_expression
from ..language.settling import settled
from ..language.substitution import free_indices, names_used, substitute_index
from ..language.symbols import SQUARE, look
from ..language.vocabulary import Index
from .arguments import BETWEEN, DATA
from .blocks import DEPENDS, formulas_for_ranges, without_remarks
from .declaring import plain_name
from .lost import lost_by_names
from .names import Known, Label, Written, read_written
from .newnames import is_apart, is_new_name, outside
from .places import NotUnderstood, Source
from .proportions import FACTOR
from .prose import Piece
from .relations import RelationReader
from .sides import BINARY, TURNED
from .supposing import SupposeReader
from .tokens import Stream
from .values import lost_parts

PROPORTIONAL = r"\propto"
IN_WHAT = (
    "what is proportional in which variable? Name it as a function of that, p(\\theta \\mid x)"
)
#: Words of a description that would say more than a description does.
LOGIC = frozenset(
    (
        *("not", "no", "never", "unless", "except", "only", "if", "whenever", "otherwise", "zero"),
        *("nonzero", "non-zero", "distinct", "different", "least", "most", "increasing", "fixed"),
        *("equal", "equals", "sorted", "integral", "even", "odd", "rational", "complex", "unit"),
        *("matrix", "matrices", "symmetric", "orthogonal", "probability", "distribution", "or"),
        *("probabilities", "simplex", "stochastic", "normalised", "normalized", "constant"),
    )
)


class DefinitionReader(SupposeReader):
    """Reads what a name stands for, and which of its subscripts are indices."""

    def defines(self, piece: Piece) -> bool:
        """Whether the formula is a new name, an equals sign, and what it is."""
        reader = RelationReader(self.source, piece.start, piece.end, self.names)
        try:
            written = read_written(reader)
            if not reader.took_square():
                _tail(reader)
        except NotUnderstood:
            return False
        reader.took(":")
        if reader.peek() not in ("=", PROPORTIONAL) or self._span(piece) is not None:
            return False
        # Where numbers m_g are declared, m may be one more number, where vectors, a vector.
        return not any(
            len(item.sizes) - len(rest) in (0, *(() if _has_number_beside(item) else (1, 2)))
            and not is_apart(self.names, item, written)
            for item, rest in self.names.matching(written)
        )

    def _suppose(self, found: list[Piece]) -> None:
        """Suppose, after the definition in "suppose $N_k = \\sum_n r_{nk} > 0$"."""
        said = [self._named_first(piece) for piece in found]
        if any(p.math and self._span(p) is None for p in said if p) or all(said):
            super()._suppose([piece for piece in said if piece])

    def _named_first(self, piece: Piece) -> Piece | None:
        """What is left of a formula to suppose, once the new name at its beginning is defined."""
        if not piece.math or self._span(piece) is not None or not self.defines(piece):
            return piece
        tokens = Stream(self.source, piece.start, piece.end).tokens
        signs = [token for _, token in outside(tokens) if token.text in (*BINARY, *TURNED)]
        if not signs or not is_new_name(self.source, piece.start, signs[0].start, self.names):
            return piece
        behind = signs[1].start if len(signs) > 1 else piece.end
        name = Piece(self.source.text[piece.start : behind], piece.start, behind, True)
        self._within(piece.start, partial(self.define, name))
        if len(signs) == 1:
            return None
        return Piece(self.source.text[signs[0].end : piece.end], signs[0].end, piece.end, True)

    def _write(self, found: list[Piece]) -> None:
        found = without_remarks(found, DEPENDS)
        for piece in found:
            if not piece.math and piece.text in LOGIC:
                raise self._error(f"the word {piece.text!r} is not understood", piece)
        pair = self._pair(found)
        if pair is not None:
            self._within(pair[0].start, partial(self.define, *pair))
            return
        ranges = formulas_for_ranges(found, everywhere=False)
        maths = [p for p in found if p.math and p not in ranges and not self._only_named(p)]
        if not maths:
            raise NotUnderstood("a definition needs a formula", found[0].start if found else 0)
        self.in_any_order(maths)

    def in_any_order(self, maths: list[Piece]) -> None:
        """Define each; what rests on a name that is defined later waits for it."""
        while maths:
            waiting: list[tuple[Piece, NotUnderstood]] = []
            for piece in maths:
                try:
                    self._within(piece.start, partial(self.define, piece))
                except NotUnderstood as error:
                    if not error.undeclared:
                        raise
                    waiting.append((piece, error))
            if len(waiting) == len(maths):
                raise waiting[0][1]
            maths = [piece for piece, _ in waiting]

    def _pair(self, found: list[Piece]) -> tuple[Piece, Piece] | None:
        """The name and its value, of "write $N_k$ for ..." and "denote ... by $N_k$"."""
        maths = [at for at, p in enumerate(found) if p.math]
        words = [p.text for p in found[maths[0] + 1 : maths[1]]] if len(maths) == 2 else []
        if words not in (["for"], ["by"]):
            return None
        first, second = (found[at] for at in maths)
        name, value = (first, second) if words == ["for"] else (second, first)
        if self._span(value) is not None or self.defines(name) or self.defines(value):
            return None
        return name, value

    def _only_named(self, piece: Piece) -> bool:
        """Whether the formula is an index, which a description may name."""
        return piece.text.strip() in self.names.indices

    def _inverse_defined(self, piece: Piece) -> bool:
        raise NotImplementedError

    def define(self, piece: Piece, of: Piece | None = None) -> None:
        if of is None and self._inverse_defined(piece):
            return
        self._coordinates()
        reader = RelationReader(self.source, piece.start, piece.end, self.names)
        written = read_written(reader)
        square = reader.took_square()
        tail = SQUARE if square else _tail(reader)
        declared: list[str] = []
        if tail and not square:
            declared = self._variables_declared(tail)
            place = reader.place
            # With the names that there are now.
            reader = RelationReader(self.source, piece.start, piece.end, self.names)
            reader.place = place
        upto_factor = of is None and reader.peek() == PROPORTIONAL
        if upto_factor and (not tail or square):
            raise reader.error(IN_WHAT)
        if of is not None:
            if reader.peek():
                raise reader.error("a name is expected")
            reader = RelationReader(self.source, of.start, of.end, self.names)
        else:
            reader.took(":")
            reader.take(PROPORTIONAL if upto_factor else "=")
        value = reader.expression()
        if reader.peek():
            raise reader.error(f"a definition ends here; {reader.said()} is not understood")
        own, params = self._split(written, piece)
        reader.refuse_pairs(params, reader.token)
        body = value.expr
        for name in declared:
            if _lacks_value(body, name):
                shown = self.into.context.symbols[name].tex
                raise self._error(
                    f"what is {shown}? Say first: let {shown} > 0, or the like", piece
                )
        if value.transposed or value.is_index or (square and not value.is_plain):
            raise reader.error("a definition is a number, a vector or a matrix")
        if value.unsized:
            raise reader.error("of what size is the identity matrix? Write I_D")
        vector = value.coordinate is not None and not value.is_matrix
        for place in value.shape:
            used = {i.name for i in (*params, *free_indices(body))}
            free = reader.names.letter(place.size, used)
            if free is None:
                raise reader.error("declare one more index for the entries")
            body, params = substitute_index(body, place, free), (*params, free)
        named = settled(body, self.into.context, frozenset(i.name for i in params))
        lost = lost_parts(reader.partial, [value.expr])
        # The coordinate of a vector has another letter here: its parts are compared before.
        if lost or (not value.shape and lost_by_names(reader.partial, [named])):
            raise reader.error("a denominator or logarithm cancels: write it without")
        stray = free_indices(body) - set(params)
        if stray & set(places(self.into.context)):
            raise reader.error("a definition speaks of no fixed entry: write that in the lines")
        if stray:
            raise reader.error(
                f"the index {min(i.name for i in stray)} on the right is not on the left"
            )
        body = named
        check_expression(body, self.into.context, frozenset(params))
        tex = (
            light_tex(Written(written.head, own, written.mark, written.token).tex(), vector) + tail
        )
        letters = [i.name for i in params[: len(params) - len(value.shape)]]
        self._refuse_twice(tex, piece, len(params))
        function, _ = reader.function_of(written)
        if function is not None and function.written.mark == written.mark:
            raise self._error(f"{function.item.tex} is defined already: choose another name", piece)
        name = plain_name(look(tex), self.into.context.declared(), letters)
        if upto_factor:
            body = body / self._factor_of(name, piece)
        self.into.define(name, params, body, tex=tex, vector=vector)
        self.places[name] = piece.start

    def _factor_of(self, name: str, piece: Piece) -> Any:
        """The positive number by which what something is proportional to is divided."""
        looks = {item.look.light() for item in self.names.known}
        tex = next(
            (t for t in ("Z", *(f"Z_{n}" for n in range(1, 10))) if look(t) not in looks), ""
        )
        if not tex:
            raise self._error("too many densities are given up to a factor", piece)
        return self.into.symbol(FACTOR + name, "positive", tex=tex)

    def _variables_declared(self, tail: str) -> list[str]:
        r"""What ``L(b)`` is a function of is a real number, where nothing else is said."""
        made: list[str] = []
        for part in tail.strip("()").split(","):
            stream = Stream(Source(part), 0, len(part))
            try:
                written = read_written(stream)
            except NotUnderstood:
                continue
            new = not self.names.matching(written) and written.head not in self.names.indices
            if new and not (stream.peek() or written.labels):
                made.append(self._declare_number(written.tex(), "real"))
        return made

    def _declare_number(self, tex: str, sign: str) -> str:
        name = plain_name(look(tex), self.into.context.declared())
        self.into.symbol(name, sign, tex=tex)
        return name

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
        sizes = {str(item.look) for item in names.known if item.kind == "size"}
        capital = len(own) > 1 and all(x.text.isupper() and x.text not in sizes for x in own)
        for label in sorted(own, key=lambda item: item.text in names.indices):
            is_word = (
                capital
                or label.text in sizes
                or label.text.isdigit()
                or ":" in label.text
                or written.head in self.source.densities
                or label.text[0] == "\\"
            )
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

    def _refuse_twice(self, tex: str, piece: Piece, labels: int) -> None:
        """Refuse a name that is taken, but for a number m beside numbers m_g, or so of vectors."""
        random = self.into.context.random
        taken = [q.tex for q in random.known.values()] + [q.tex for q in random.moments.values()]
        if look(tex) in map(look, taken):
            raise self._error(f"{tex} is a random quantity already", piece)
        for item in self.names.known:
            if item.look.light() != look(tex).light() or item.kind == "size":
                continue
            if labels == 0 and _has_number_beside(item):
                continue
            if labels == 1 and item.kind in ("symbol", "definition") and not item.sizes:
                continue
            if {labels, len(item.sizes)} == {1, 2} and item.kind in ("family", "definition"):
                continue
            raise self._error(f"{tex} is declared twice", piece)


def _has_number_beside(item: Known) -> bool:
    """Whether what is declared is numbers of one index, which are never written without it."""
    plain = item.kind in ("family", "definition") and len(item.sizes) == 1
    return plain and not item.thing.vector


def _lacks_value(body: Any, name: str) -> bool:
    """Whether there is a logarithm, root or denominator with this name in it."""
    parts = body.atoms(sp.log, sp.Pow)
    return any(
        name in names_used(p)
        for p in parts
        if not _is_never_zero(p)
        and (isinstance(p, sp.log) or (not (p.exp.is_Integer and p.exp > 0) and not p.is_number))
    )


def _is_never_zero(part: Any) -> bool:
    """Whether what is divided by, or taken the logarithm or a root of, is always positive."""
    return bool(part.args[0].is_positive)


def light_tex(tex: str, vector: bool) -> str:
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
        out += gap + ("," if token.text in BETWEEN else token.text)
    return f"{out})"
