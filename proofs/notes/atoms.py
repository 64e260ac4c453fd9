"""Atoms of formulas: numbers, names, functions of the vocabulary, indicators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ..language.functions import FUNCTIONS
from ..language.shapes import Shaped
from . import values
from .brackets import BARS, BIG, PAIRS, Factor
from .foreign import of_sign
from .logs import LogReader
from .names import read_labels, starts_name
from .tokens import BRACE, Token
from .values import Value

_ONES = (r"\mathbf", r"\mathbb", r"\boldsymbol", r"\mathrm")


_BY_WORD = {one.word: one for one in FUNCTIONS}
#: How functions are called in notes, before their bracket; a name that is declared is none.
CALLED = {
    (r"\Gamma",): _BY_WORD["gamma"],
    (r"\psi",): _BY_WORD["digamma"],
    (r"\mathrm", "{", "B", "}"): _BY_WORD["beta"],
    (r"\operatorname", "{", *"sgn", "}"): _BY_WORD["sign"],
    **{
        (r"\operatorname", "{", *word, "}"): _BY_WORD[word]
        for word in ("digamma", "logistic", "gamma", "beta", "sign")
    },
}


class AtomReader(LogReader):
    """Reads atoms; what they are made of is read by the classes below."""

    def _exponent(self) -> Any:
        raise NotImplementedError

    def _brace(self, here: Token) -> Factor:
        raise NotImplementedError

    def _counted_set(self) -> Value | None:
        raise NotImplementedError

    def _determinant(self, here: Token) -> Factor:
        raise NotImplementedError

    # -- atoms -------------------------------------------------------------------------
    def _atom(self) -> Factor:
        here = self.token
        text = here.text
        if here.is_digit:
            return Factor(Value(self._digits()), "number")
        noted = self._notation()
        if noted is not None:
            return Factor(noted, "notation")
        if text in PAIRS:
            self.take()
            begun = self.place
            value = self._inside(PAIRS[text])
            if text != "(" and self._is_lone(begun):
                raise self.error(
                    f"a number alone in {text} {PAIRS[text]} may be its whole part: write ( )", here
                )
            return Factor(value, "bracket")
        counted = self._counted_set()
        if counted is not None:
            return Factor(counted, "bracket")
        if text in BARS:
            return self._bars()
        if text == "." and here.side == "l":
            self.take()
            self._closers.append("|")
            value = self.expression()
            self._closers.pop()
            return Factor(self.placed(value, here), "bracket")
        if self._is_base():
            exponent = self._exponent()
            if self.peek() in ("^", "'"):
                raise self.error("a second exponent")
            return Factor(Value(self._built(here, values.exponential, exponent)), "exp")
        expected = self.expectation()
        if expected is not None:
            return Factor(expected, "bracket")
        called = self._called()
        if called is not None:
            return called
        if text == BRACE:
            return self._brace(here)
        special = self._special().get(text)
        if special is not None:
            self.take()
            return special(here)
        if text in _ONES and self._is_one():
            found = self._indicator()
            if isinstance(found, Shaped):
                return Factor(Value.of(found), "name")
            return Factor(Value(found), "indicator")
        if starts_name(self):
            return Factor(self._name(), "name")
        raise self.error(of_sign(text, f"a formula is expected, not {self.said()}"))

    def _called(self) -> Factor | None:
        r"""A function of the vocabulary with its arguments: ``\Gamma(x)``; no declared name."""
        here = self.token
        for words, function in CALLED.items():
            if all(self.peek(i) == word for i, word in enumerate((*words, "("))):
                if len(words) == 1 and any(k.look.head == words[0] for k in self.names.known):
                    continue
                self.place += len(words) + 1
                arguments = self._arguments(function.arity)
                value = self._built(here, function.head, *arguments)
                self.partial.append(value)
                return Factor(Value(value), "bracket")
        return None

    def _special(self) -> dict[str, Callable[[Token], Factor]]:
        return {
            r"\frac": self._fraction,
            r"\nabla": self._gradient,
            r"\sqrt": self._root,
            r"\exp": self._exp,
            r"\log": self._log,
            r"\langle": self._inner,
            r"\det": self._determinant,
            "{": self._group,
            **dict.fromkeys(BIG, self._big),
        }

    def _digits(self) -> Any:
        first = self.take()
        text, last = first.text, first
        while self.token.is_digit and self.token.start == last.end:
            last = self.take()
            text += last.text
        decimals = ""
        if self.peek() == "." and self.tokens[self.place + 1].is_digit:
            point = self.token
            if point.start == last.end and self.tokens[self.place + 1].start == point.end:
                self.take()
                last = point
                while self.token.is_digit and self.token.start == last.end:
                    last = self.take()
                    decimals += last.text
        if len(text + decimals) > values.MAX_DIGITS:
            raise self.error(f"a number has more than {values.MAX_DIGITS} digits", first)
        return sp.Rational(int(text + decimals), 10 ** len(decimals))

    def _notation(self) -> Value | None:
        """A definition that is written with more than one sign, such as a determinant."""
        here = self.token
        for item, words in self.names.notations:
            if all(self.peek(ahead) == word for ahead, word in enumerate(words)):
                self.place += len(words)
                if item.sizes:
                    self.take("_")
                return self._entry(item, read_labels(self) if item.sizes else (), here)
        return None

    def _gradient(self, here: Token) -> Factor:
        self.place -= 1
        return Factor(self.value_of(self.derivative()), "bracket")

    # -- indicators --------------------------------------------------------------------
    def _is_one(self) -> bool:
        return (self.peek(1) == "1") or (
            self.peek(1) == "{" and self.peek(2) == "1" and self.peek(3) == "}"
        )

    def _indicator(self) -> Any:
        self.place += 2 if self.peek(1) == "1" else 4
        here = self.token
        if self.peek() not in PAIRS:
            raise self.error("an indicator needs its condition in brackets")
        closer = PAIRS[self.take().text]
        self._inline += 1
        self._closers.append(closer)
        found = self.compared(self.expression(), here)
        if found is None:
            raise self.error(r"an indicator compares by =, \ne, \ge, \le, > or <")
        self.take(closer)
        self._closers.pop()
        self._inline -= 1
        return found

    def _is_base(self) -> bool:
        if self.peek() == "e" and self.peek(1) == "^":
            self.place += 2
            return True
        return self.took(r"\mathrm", "{", "e", "}", "^")
