"""What stands in brackets: groups, lengths, arguments, fractions, roots, powers of e."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.shapes import entry
from ..language.vocabulary import Index, total
from . import values
from .foreign import SIGNS
from .laws import LawReader
from .names import starts_name
from .tokens import Token
from .values import Value

PAIRS = {"(": ")", "[": "]", r"\{": r"\}"}
BARS = {"|": "|", r"\lvert": r"\rvert", r"\|": r"\|", r"\lVert": r"\rVert"}
BIG = (r"\sum", r"\prod", r"\min", r"\max")
#: Signs of a formula that is more than a name.
_MADE = frozenset(("+", "-", "/", "*", "^", "(", *BARS, *BIG, r"\cdot", r"\frac"))


@dataclass(frozen=True)
class Factor:
    """A factor: ``kind`` says what it is written as; ``bound`` what an open operator binds.

    ``tail`` is what may stand behind all of that operator as well as in it.
    """

    value: Value
    kind: str
    bound: frozenset[Index] = frozenset()
    tail: Any = None


@dataclass(frozen=True)
class Term:
    """A term; ``bottom`` is what stands below a slash outside all brackets.

    ``tail`` is the last of several factors, or what may stand behind a sum at the end.
    """

    value: Value
    bound: frozenset[Index] = frozenset()
    kinds: tuple[str, ...] = ()
    bottom: Any = None
    tail: Any = None


class BracketReader(LawReader):
    """Reads brackets; what stands in them is read by the classes below."""

    def _determinant_of(self, value: Value, here: Token) -> Any:
        raise NotImplementedError

    def _factor(self) -> Factor:
        raise NotImplementedError

    def _arguments(self, count: int, closer: str = ")") -> list[Any]:
        """So many numbers, set apart by commas, up to the bracket's end."""
        self._closers.append(closer)
        self._inline += 1
        found = []
        for place in range(count):
            if place:
                self.take(",")
            here = self.token
            found.append(self.number(self.expression(), here))
        self.take(closer)
        self._inline -= 1
        self._closers.pop()
        return found

    def _inside(self, closer: str) -> Value:
        self._closers.append(closer)
        value = self.expression()
        if self.peek() != closer:
            raise self.error(SIGNS.get(self.peek(), f"{closer} is missing before {self.said()}"))
        self.take()
        self._closers.pop()
        return value

    def _bars(self) -> Factor:
        here = self.take()
        value = self._inside(BARS[here.text])
        if value.is_index:
            raise self.error(f"the index {value.expr} stands where a number is expected", here)
        if value.is_matrix:
            return self._frobenius(value, here)
        if here.text in (r"\|", r"\lVert") or value.coordinate is not None:
            if self.took("_", "2") or self.took("_", "{", "2", "}"):
                pass
            if value.coordinate is None:
                raise self.error(r"a length is that of a vector; of a number it is |...|", here)
            squared = self._built(here, values.inner, value, value, self._fresh())
            return Factor(Value(sp.Pow(squared, sp.S.Half)), "norm")
        return Factor(
            Value(self._built(here, values.absolute, self.number(value, here))), "bracket"
        )

    def _inner(self, here: Token) -> Factor:
        self._closers.append(r"\rangle")
        left = self.expression()
        self.take(",")
        right = self.expression()
        self.take(r"\rangle")
        self._closers.pop()
        return Factor(Value(self._built(here, values.inner, left, right, self._fresh())), "bracket")

    def _group(self, here: Token) -> Factor:
        self._closers.append("}")
        factor = self._factor()
        if self.peek() != "}":
            raise self.error("braces are not seen in print: put brackets around a sum or product")
        self.take()
        self._closers.pop()
        return factor

    def _argument(self) -> Value:
        """What a command takes: a group, or one sign."""
        if self.took("{"):
            return self._inside("}")
        if self.token.is_digit:
            return Value(sp.Integer(int(self.take().text)))
        if starts_name(self):
            here, end = self.token, self.place + 1
            value = self._name()
            if self.place == end:
                return value
            raise self.error("braces are missing", here)
        raise self.error("braces are missing")

    def _fraction(self, here: Token) -> Factor:
        self.place -= 1
        if self.derivative_follows():
            return Factor(self.value_of(self.derivative()), "bracket")
        self.place += 1
        if self._derivative_by_d():
            raise self.error(
                r"is this a derivative? Write \frac{\partial f}{\partial x}, or cancel the d",
                here,
            )
        top, bottom = self._argument(), self._divisor(self._argument(), here)
        value = self._built(here, values.divide, top, bottom)
        self.partial.append(1 / bottom)
        return Factor(value, "fraction")

    def _divisor(self, value: Value, here: Token) -> Any:
        """What is divided by: a number."""
        if not value.is_plain:
            raise self.error(
                f"one divides by numbers, not by {value.called}: of a matrix write A^{{-1}}", here
            )
        return self.number(value, here)

    def _frobenius(self, value: Value, here: Token) -> Factor:
        r"""``\lVert A \rVert_F``, the root of the sum of all squared entries."""
        if here.text not in (r"\|", r"\lVert"):
            return Factor(Value(self._determinant_of(value, here)), "bracket")
        if not (self.took("_", "F") or self.took("_", "{", "F", "}")):
            raise self.error(r"the length of a matrix is \lVert A \rVert_F", here)
        if value.unsized:
            raise self.error("of what size is the identity matrix? Write I_D", here)
        at = [Index(self._fresh(), place.size) for place in value.shape]
        squares = total(entry(value.shaped(), *at) ** 2, *at[::-1])
        return Factor(Value(sp.Pow(squares, sp.S.Half)), "norm")

    def _is_lone(self, begun: int) -> bool:
        """Whether the bracket that was read from ``begun`` on holds one name or number."""
        words = [t.text for t in self.tokens[begun : self.place - 1]]
        plain = len(words) == 1 or words[1] in ("_", "'") or all(w.isdigit() for w in words)
        return plain and not _MADE & {*words}

    def _derivative_by_d(self) -> bool:
        r"""Whether ``\frac{d f}{d x}`` or ``\frac{d}{dx}`` is written, whatever d is."""
        parts: list[list[str]] = []
        place = self.place
        while place < len(self.tokens) and len(parts) < 2 and self.tokens[place].text == "{":
            depth, words = 0, list[str]()
            while place < len(self.tokens):
                text = self.tokens[place].text
                depth += {"{": 1, "}": -1}.get(text, 0)
                place += 1
                if depth == 0:
                    break
                words.append(text)
            bare = [w for w in words if w not in (r"\mathrm", "{", "}")]
            parts.append(bare)
        begins = len(parts) == 2 and all(p[:1] == ["d"] for p in parts)
        return begins and len(parts[1]) > 1 and parts[1][1] not in ("_", "^", "'", "+", "-")

    def _root(self, here: Token) -> Factor:
        degree = sp.Integer(2)
        if self.took("["):
            degree = self.number(self._inside("]"), here)
            if not (degree.is_Integer and 2 <= degree <= 12):
                raise self.error("a root is the second, third, ... twelfth", here)
        inside = self.number(self._argument(), here)
        value = self._built(here, values.power, inside, 1 / degree)
        self.partial.append(value)
        return Factor(Value(value), "bracket")

    def _exp(self, here: Token) -> Factor:
        if self.peek() not in PAIRS:
            raise self.error(r"\exp needs brackets")
        self._inline += 1
        exponent = self.number(self._inside(PAIRS[self.take().text]), here)
        self._inline -= 1
        return Factor(Value(self._built(here, values.exponential, exponent)), "exp")
