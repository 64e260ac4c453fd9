r"""Densities that notes write by their letter: ``\mathcal{N}(x \mid \mu, \sigma^2)``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import LessThan
from ..language.functions import gamma
from ..language.symbols import look
from . import values
from .arguments import DATA, Inside
from .names import Known, Written, read_written
from .slopes import FunctionReader
from .tokens import Token
from .values import Value

_GAUSSIAN = (r"\mathcal{N}", r"\mathrm{N}")
_FONTS = (r"\mathbf", r"\mathrm", r"\boldsymbol", r"\mathbb")


ZERO, ONE = sp.Integer(0), sp.Integer(1)


@dataclass(frozen=True)
class Density:
    """A density that was read by its letter, from one sign to another, and of what it is.

    ``kernel`` is what depends on the point; ``between`` are the ends of the interval on which
    its integral is 1.
    """

    begin: int
    end: int
    point: Any
    parameters: tuple[Any, ...]
    kernel: Any
    between: tuple[Any, Any]


def _beta(x: Any, a: Any, b: Any) -> tuple[Any, ...]:
    return gamma(a + b) / (gamma(a) * gamma(b)), x ** (a - 1), (1 - x) ** (b - 1)


def _gamma(x: Any, a: Any, b: Any) -> tuple[Any, ...]:
    return b**a / gamma(a), x ** (a - 1), sp.exp(-b * x)


#: Densities of two positive parameters: their factors, where they live, what is told of them.
_BY_WORD: dict[str, tuple[Callable[..., tuple[Any, ...]], tuple[Any, Any], str]] = {
    "word:Beta": (_beta, (ZERO, ONE), ""),
    **dict.fromkeys(
        ("word:Gamma", "word:Ga"), (_gamma, (ZERO, sp.oo), "the second parameter is the rate")
    ),
}


class DensityReader(FunctionReader):
    r"""Reads densities; of the Gaussian the third argument is the variance, or v I of vectors."""

    #: The density that was read last.
    density: Density | None = None
    #: What is to be told of how the line is read.
    remarks: tuple[str, ...] = ()

    #: What stands below the identity matrix that was read last.
    _identity_size: Token | None = None

    def _otherwise(self, written: Written, found: list[Known]) -> Value:
        plain = written.head in _GAUSSIAN and not (written.labels or written.mark or found)
        here = written.token
        if plain and self.peek() == "(":
            return Value(self._gaussian(here))
        known = _BY_WORD.get(look(written.head).head)
        if known and self._bar_inside() and not (written.labels or written.mark or found):
            return Value(self._law_of_two(here, *known))
        return super()._otherwise(written, found)

    def _bar_inside(self) -> bool:
        """Whether brackets follow, with a bar in them."""
        depth = 0
        for token in self.tokens[self.place :]:
            depth += (token.text == "(") - (token.text == ")")
            if depth < 1:
                return False
            if depth == 1 and token.text in DATA:
                return True
        return False

    def _law_of_two(
        self, here: Token, factors: Callable[..., tuple[Any, ...]], between: Any, remark: str
    ) -> Any:
        """A density of two parameters, which have to be positive."""
        begin = next(n for n, token in enumerate(self.tokens) if token is here)
        self.take("(")
        self._closers.append("|")
        point = self.number(self.expression(), here)
        self._closers[-1] = ")"
        self.take()
        parameters = []
        for last in (False, True):
            parameters.append(self.number(self.expression(), here))
            self.take(")" if last else ",")
        self._closers.pop()
        for parameter in parameters:
            positive = LessThan(ZERO, parameter)
            if self._state(parameter).shows(positive) is None:
                self.inside.append(Inside(positive, here, "The parameters of a density."))
        parts = factors(point, *parameters)
        kernel = self._built(here, values.sound, sp.Mul(*parts[1:]))
        self.density = Density(begin, self.place, point, tuple(parameters), kernel, between)
        self.remarks += (remark,) if remark else ()
        self.partial += parts
        return self._built(here, values.sound, sp.Mul(*parts))

    def _gaussian(self, here: Token) -> Any:
        r"""(2 pi v)^(-D/2) exp(-\lVert x - m \rVert^2 / 2v)."""
        if any(str(k.look) == r"\pi" and not k.sizes for k in self.names.known):
            raise self.error(
                r"in this density \pi is 3.14...: give the declared \pi another name", here
            )
        begin = next(n for n, token in enumerate(self.tokens) if token is here)
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
        place = self.place
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
        kernel = self._built(here, values.exponential, exponent.expr)
        self.density = Density(
            begin, place, point.expr, (mean.expr, variance), kernel, (-sp.oo, sp.oo)
        )
        whole = sp.Mul(front, kernel)
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
