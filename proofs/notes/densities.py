r"""Densities that notes write by their letter: ``\mathcal{N}(x \mid \mu, \sigma^2)``."""

from __future__ import annotations

from typing import Any

import sympy as sp

from . import values
from .arguments import DATA
from .names import Known, Written, read_written
from .slopes import FunctionReader
from .tokens import Token
from .values import Value

_GAUSSIAN = (r"\mathcal{N}", r"\mathrm{N}")
_FONTS = (r"\mathbf", r"\mathrm", r"\boldsymbol", r"\mathbb")


class DensityReader(FunctionReader):
    r"""Reads the Gaussian density; its third argument is the variance, or v I of vectors."""

    #: What stands below the identity matrix that was read last.
    _identity_size: Token | None = None

    def _otherwise(self, written: Written, found: list[Known]) -> Value:
        plain = written.head in _GAUSSIAN and not (written.labels or written.mark or found)
        if plain and self.peek() == "(":
            return Value(self._gaussian(written.token))
        return super()._otherwise(written, found)

    def _gaussian(self, here: Token) -> Any:
        r"""(2 pi v)^(-D/2) exp(-\lVert x - m \rVert^2 / 2v)."""
        if any(str(k.look) == r"\pi" and not k.sizes for k in self.names.known):
            raise self.error(
                r"in this density \pi is 3.14...: give the declared \pi another name", here
            )
        self.take("(")
        self._closers.append("|")
        point = self.expression()
        self._closers[-1] = ")"
        if self.peek() not in DATA and self.peek() != ",":
            raise self.error(r"\mathcal{N}(x \mid \mu, \sigma^2) is expected")
        self.take()
        mean = self.expression()
        self.take(",")
        self._identity_size = None
        variance, is_matrix = self._variance(here)
        self._closers.pop()
        difference = self._built(here, values.add, [(False, point), (True, mean)])
        if difference.is_matrix or is_matrix != (difference.coordinate is not None):
            raise self.error(
                r"of a number the third argument is a variance, of a vector \sigma^2 I", here
            )
        size = sp.Integer(1)
        squared: Any = None
        if is_matrix:
            size = difference.coordinate.size
            self._check_size(size, here)
            squared = self._built(here, values.inner, difference, difference, self._fresh())
        else:
            squared = self._built(here, values.power, difference.expr, sp.Integer(2))
        front = self._built(here, values.power, 2 * sp.pi * variance, -size / 2)
        exponent = self._built(here, values.divide, Value(-squared), 2 * variance)
        self.partial += [front, 1 / variance]
        whole = sp.Mul(front, self._built(here, values.exponential, exponent.expr))
        return self._built(here, values.sound, whole)

    def _variance(self, here: Token) -> tuple[Any, bool]:
        """The third argument up to its bracket; whether an identity matrix ends it."""
        begun = self.place
        if self._identity():
            return sp.Integer(1), True
        self._refuse_deviation()
        end = next(
            n for n in range(begun, len(self.tokens)) if not self.tokens[n].text or self._ends(n)
        )
        if self._ends(end):
            self._refuse_sum(begun, end)
            # The identity is no factor of the vocabulary: it is read as the sign it is.
            hidden = self.tokens[end:]
            self.tokens = [*self.tokens[:end], self.tokens[-1]]
            try:
                value = self.number(self.expression(), here)
                if self.peek():
                    raise self.error(f"{self.said()} is not understood in a variance")
            finally:
                self.tokens = [*self.tokens[:end], *hidden]
            self.place = end
            self._identity()
            return value, True
        value = self.number(self.expression(), here)
        self.take(")")
        return value, False

    def _refuse_deviation(self) -> None:
        r"""Refuse \sigma, \sigma_k and the like: letters of deviations, without their square."""
        if self.peek() not in (r"\sigma", r"\tau", "s"):
            return
        begun = self.place
        read_written(self)
        if self.peek() != "^":
            self.place = begun
            raise self.error(r"the third argument is a variance: write \sigma^2, not \sigma")
        self.place = begun

    def _refuse_sum(self, begun: int, end: int) -> None:
        """Refuse a + b I: only b would be a multiple of the identity."""
        depth = 0
        for token in self.tokens[begun:end]:
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            if not depth and token.text in ("+", "-"):
                raise self.error(r"a multiple of the identity is expected: (a + b) I", token)

    def _check_size(self, size: Any, here: Token) -> None:
        """That the identity matrix, if it says its size, has that of the vectors."""
        below = self._identity_size
        if below is not None and not any(
            item.kind == "size" and item.look.head == below.text and item.thing == size
            for item in self.names.known
        ):
            raise self.error(f"the identity matrix has another size than the vectors: {size}", here)

    def _ends(self, place: int) -> bool:
        """Whether the identity matrix and the closing bracket stand there."""
        before, self.place = self.place, place
        found = self._identity()
        self.place = before
        return found

    def _identity(self) -> bool:
        """Take the identity matrix and the bracket behind it."""
        before = self.place
        if any(item.look.light().head == "I" for item in self.names.known):
            return False
        fonts = any(self.took(font, "{", "I", "}") for font in _FONTS)
        if fonts or self.took("I"):
            if self.took("_"):
                grouped = self.took("{")
                self._identity_size = self.take()
                if grouped and not self.took("}"):
                    self.place = before
                    return False
            if self.took(")"):
                return True
        self.place = before
        return False
