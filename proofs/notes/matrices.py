r"""Words for matrices in formulas: transposes, powers, inverses, traces, entries, the identity."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..language import shapes
from ..language.determinants import determinant
from ..language.inverses import inverse
from ..language.shapes import Shaped
from ..language.spelling import name_tex
from ..language.symbols import look
from ..language.vocabulary import index_size
from . import values
from .brackets import PAIRS, Factor
from .names import Known, Label, Written, read_labels
from .pointing import PointingReader
from .tokens import Token
from .values import Value

#: Functions of a matrix or a vector, by the words in which they are written.
_CALLED = {"tr": "trace", "Tr": "trace", "trace": "trace", "diag": "diagonal"}
_FONTS = (r"\operatorname", r"\mathrm", r"\mathsf", r"\text")
_IDENTITIES = ("I", *(rf"{font}{{I}}" for font in (r"\mathbf", r"\mathrm", r"\mathbb")))
MAX_POWER = 6


class MatrixReader(PointingReader):
    """Reads what is said of matrices; every word is worked out into sums over entries."""

    def _transposes(self) -> bool:
        raise NotImplementedError

    # -- names and calls ---------------------------------------------------------------
    def _otherwise(self, written: Written, found: list[Known]) -> Value:
        if written.head in _IDENTITIES and not (written.mark or found):
            if not written.labels:
                return Value(sp.S.One, unsized=True)
            size = self._size_below(written.labels)
            if size is not None:
                return Value.of(shapes.identity(size))
        return super()._otherwise(written, found)

    def _size_below(self, labels: tuple[Label, ...]) -> Any:
        """The size that stands below a name, if it alone does."""
        plain = len(labels) == 1 and not (labels[0].sub or labels[0].plus or labels[0].mark)
        known = self.context.sizes.values() if plain else ()
        return next((s for s in known if str(look(name_tex(s.name))) == labels[0].text), None)

    def _indicator(self) -> Any:
        ahead = 2 if self.peek(1) == "1" else 4
        if self.peek(ahead) != "_":
            return super()._indicator()
        here = self.token
        self.place += ahead + 1
        size = self._size_below(read_labels(self))
        if size is None:
            raise self.error("below a vector of ones stands its size", here)
        return Shaped(sp.S.One, shapes.row_of(size))

    def _determinant(self, here: Token) -> Factor:
        r"""``\det A``, ``\det(A B)``: of one factor, behind which no other stands."""
        factor = self._factor()
        if self._starts_factor():
            raise self.error(r"does the determinant end here? Write \det(...)")
        return Factor(Value(self._determinant_of(factor.value, here)), "log")

    def _determinant_of(self, value: Value, here: Token) -> Any:
        shaped = value.shaped()
        self._built(here, shapes.square_size, shaped, "a determinant")
        found = determinant(shaped, self.context, self._fresh())
        if found is None:
            raise self.error(
                r"this determinant is not seen: it is read of triangular matrices, and of "
                r"A = L \operatorname{diag}(p) L^\top that is defined by a triangular L",
                here,
            )
        self.partial.append(found)
        return found

    def _starts_factor(self) -> bool:
        raise NotImplementedError

    def _called(self) -> Factor | None:
        here, word = self.token, self._matrix_word()
        if word is None:
            return super()._called()
        if self.peek() not in PAIRS:
            raise self.error(rf"{word} needs brackets around what it is of")
        value = self._inside(PAIRS[self.take().text])
        if _CALLED[word] == "trace":
            return Factor(Value(self._built(here, self._trace, value)), "bracket")
        return Factor(self._built(here, self._diagonal, value), "bracket")

    def _matrix_word(self) -> str | None:
        """The word of a function of matrices, if one follows; then it is taken."""
        taken = {item.look.head for item in self.names.known}
        for word in _CALLED:
            spelled = [(font, "{", *word, "}") for font in _FONTS] + [(f"\\{word}",)]
            if f"word:{word}" not in taken and any(self.took(*one) for one in spelled):
                return word
        return None

    def _trace(self, value: Value) -> Any:
        return values.sound(shapes.trace(value.shaped(), self._fresh()))

    def _diagonal(self, value: Value) -> Value:
        return Value.of(shapes.diagonal(value.shaped()))

    # -- above and below ---------------------------------------------------------------
    def _entry_of(self, value: Value, here: Token) -> Factor:
        """An entry of what stands in brackets, ``(A B)_{de}``."""
        self.take("_")
        labels = read_labels(self)
        if value.unsized or len(labels) != len(value.shape):
            raise self.error(f"an entry of {value.called} has {len(value.shape)} indices", here)
        at = [self.index(x, p.size) for x, p in zip(labels, value.shape, strict=True)]
        for label, index, place in zip(labels, at, value.shape, strict=True):
            if index_size(index) != place.size:
                raise self.error(
                    f"{label} runs over 1..{index_size(index)}, but this index over "
                    f"1..{place.size}",
                    label.token,
                )
        shaped = value.shaped()
        put = at if shaped.row is not None else [None, *at]
        return Factor(Value(shapes.entry(shaped, *put)), "bracket")

    def _matrix_power(self, atom: Factor, here: Token) -> Factor:
        r"""What a matrix or a vector has above it, behind ``^``: ``\top``, ``-1``, ``2``."""
        value = atom.value
        if self._transposes():
            if value.is_plain and atom.kind != "bracket":
                raise self.error(
                    r"only a vector or a matrix is transposed (an entry is (A^\top)_{ij})", here
                )
            found = Value.of(shapes.transposed(value.shaped()))
        elif self.took("{", "-", r"\top", "}") or self.took("{", "-", "T", "}"):
            found = Value.of(shapes.transposed(self._inverse(value, here).shaped()))
        elif self.took("{", "-", "1", "}"):
            found = self._inverse(value, here)
        else:
            found = self._whole_power(value, here)
        if self.peek() in ("^", "'"):
            raise self.error("a second exponent")
        return Factor(found, "bracket" if found.is_plain else "vector")

    def _whole_power(self, value: Value, here: Token) -> Value:
        grouped = self.took("{")
        digit = self.take() if self.token.is_digit else None
        closed = not grouped or self.took("}")
        if digit is None or not closed or not 2 <= int(digit.text) <= MAX_POWER:
            raise self.error(
                rf"a matrix has the powers 2 to {MAX_POWER}, -1 and \top: name what else is meant "
                r"in the block, a root by $W^\top W = A$, say",
                here,
            )
        self._built(here, shapes.square_size, value.shaped(), "a power")
        found = value
        for _ in range(int(digit.text) - 1):
            found = self._built(here, values.multiply, found, value, self._fresh())
        return found

    def _inverse(self, value: Value, here: Token) -> Value:
        """The inverse, which the block has to say that there is."""
        shaped = value.shaped()
        if shaped.unsized:
            if shaped.expr != 1:
                raise self.error(r"write \frac{1}{a} I for the inverse of a I", here)
            return value
        self._built(here, shapes.square_size, shaped, "an inverse")
        found = inverse(shaped, self.context)
        if found is None:
            name = isinstance(shaped.expr, sp.Indexed)
            said = "let $A$ be invertible" if name else "write $M = ...$, and let $M$ be invertible"
            error = self.error(
                f"that there is this inverse is not said: say it in the block, {said}", here
            )
            before = (t for t in self.tokens[: self.place] if t.text == "^")
            error.without_inverse = (here.start, max(t.start for t in before))
            raise error
        return Value.of(found)

    def _refuse_inverse_entry(self, value: Any, exponent: Any, here: Token) -> None:
        r"""Refuse ``A_{de}^{-1}``: 1 over the entry, or the entry of the inverse?"""
        sizes = [index_size(i) for i in value.indices] if isinstance(value, sp.Indexed) else []
        if exponent == -1 and len(sizes) > 1 and sizes[-1] == sizes[-2]:
            raise self.error(
                r"is it 1 over an entry, or an entry of the inverse? Write \frac{1}{...}, or "
                r"(A^{-1})_{ij}",
                here,
            )
