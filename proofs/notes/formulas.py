r"""A reader of ordinary LaTeX formulas: recursive descent over the declared names.

::

    expression = [+|-] term {(+|-) term}
    term       = product [/ product]
    product    = factor {[\cdot] factor}
    factor     = atom [^ exponent]

Sums, products and least values take in the product that follows; a logarithm takes one factor,
a bracket or a big operator.  Where notes are read in two ways (``1/2x``, ``\log ab``,
``f(x)``) the declarations decide, or the formula is refused.
"""

from __future__ import annotations

import re
from typing import Any

import sympy as sp

from ..language.substitution import free_indices
from ..language.vocabulary import Index
from . import values
from .brackets import BIG, PAIRS, Factor, Term
from .matrices import MatrixReader
from .names import Written, read_written, starts_name
from .places import NotUnderstood
from .tokens import BRACE, Token
from .values import Value

DEEPEST = 80
_NUMERAL_FRACTION = re.compile(r"\\[td]?frac(?:\{\d+\}|\d)(?:\{\d+\}|\d)")
#: What may stand before f|_{t = 0} without doubt about what is taken there.
_BEFORE_PLACE = frozenset(
    ("=", ":", r"\equiv", r"\ne", r"\le", r"\ge", "<", ">", r"\to", r"\iff", "+", "-")
) | {"(", "[", ","}
_STARTS = frozenset(
    (
        *PAIRS,
        *BIG,
        r"\lvert",
        r"\lVert",
        r"\langle",
        r"\frac",
        r"\nabla",
        r"\sqrt",
        r"\exp",
        r"\log",
        r"\#",
        r"\Pr",
        BRACE,
        r"\det",
        "{",
    )
)


class FormulaReader(MatrixReader):
    """Reads expressions over the names of ``context``."""

    # -- sums, products, factors -------------------------------------------------------
    def expression(self) -> Value:
        """A sum of terms."""
        self._deeper()
        parts: list[tuple[bool, Value]] = []
        bound: frozenset[Index] = frozenset()
        first = self.token
        while not parts or self.peek() in ("+", "-"):
            negative = self.peek() == "-"
            if self.peek() in ("+", "-"):
                self.take()
            here = self.token
            term = self._term()
            again = sorted(i.name for i in bound & free_indices(term.value.expr))
            if again:
                raise self.error(
                    f"the sum before this term binds {again[0]} and ends here: "
                    "put brackets around what belongs to it",
                    here,
                )
            bound |= term.bound
            parts.append((negative, term.value))
        self._depth -= 1
        whole: Value = self._built(first, values.add, parts)
        return whole

    def _operand(self) -> Value:
        return self._term().value

    def _term(self, in_big: bool = False) -> Term:
        first = self.token
        top = self._product()
        slash = self.token
        if self.peek() != "/" or (in_big and self.peek(1) in BIG):
            return top
        if top.kinds[-1].endswith("log"):
            raise self.error(
                r"does the logarithm end before the slash? Write \log(...) or \frac{...}{...}",
                slash,
            )
        self.take()
        bottom = self._product()
        if self.peek() == "/":
            raise self.error("two slashes: write fractions, or brackets")
        if len(bottom.kinds) > 1 and not self._slash_reaches(top, bottom):
            raise self.error(
                r"does the slash reach over all that follows? Write \frac{...}{...}", slash
            )
        below = self._divisor(bottom.value, slash)
        again = sorted(i.name for i in top.bound & free_indices(below))
        if again:
            raise self.error(f"what is divided binds {again[0]}: put brackets", slash)
        value = self._built(first, values.divide, top.value, below)
        self.partial.append(1 / below)
        return Term(value, top.bound, ("slash",), below)

    def _slash_reaches(self, top: Term, bottom: Term) -> bool:
        """Whether ``a/bc`` is a/(bc): in an exponent, of names, unless it begins like 1/2."""
        plain = self._inline and set(bottom.kinds) <= {"number", "name", "power"}
        return bool(plain) and not (set(top.kinds) == {"number"} and bottom.kinds[0] == "number")

    def _product(self) -> Term:
        first, factors, kinds = self.token, list[Factor](), list[str]()
        while True:
            here = self.token
            dot = bool(factors) and (self.took(r"\cdot") or self.took("*"))
            if factors and not dot:
                if self._weighted_log_follows():
                    factors.append(self._weighted_log(factors.pop(), here))
                    kinds[-1] = factors[-1].kind
                    continue
                if not self._starts_factor():
                    break
                if here.apart:
                    raise self.error(
                        r"does a statement end before this space? Put a comma there, or write \cdot"
                    )
                self._refuse_side_by_side(kinds, here)
            if dot and kinds[-1].endswith("log"):
                raise self.error("does the logarithm end at the dot? Put brackets", here)
            factor = self._factor()
            if factors and (made := self._by_convention(factors[-1], factor)) is not None:
                factors[-1], kinds[-1] = made, factor.kind
                continue
            kinds.append(f"dot {factor.kind}" if dot else factor.kind)
            factors.append(factor)
        value = factors[0].value
        for factor in factors[1:]:
            value = self._times(first, value, factor.value)
        tail = factors[-1].tail
        if tail is None and len(factors) > 1:
            tail = factors[-1].value.expr
        return Term(value, frozenset().union(*(f.bound for f in factors)), tuple(kinds), tail=tail)

    def _times(self, here: Token, left: Value, right: Value) -> Value:
        whole: Value = self._built(here, values.multiply, left, right, self._fresh())
        return whole

    def _refuse_side_by_side(self, kinds: list[str], here: Token) -> None:
        if kinds[-1].endswith("number") and here.is_digit:
            raise self.error(r"two numbers side by side: write \cdot", here)
        if kinds[-1].endswith("number") and self._is_numeral_fraction():
            raise self.error(r"is this a sum, as in 2 1/2, or a product? Write + or \cdot", here)
        if kinds[-1].endswith("log"):
            raise self.error(
                r"does the logarithm end here? Write \log(...), or put it in brackets", here
            )
        if kinds[-1] == "name" and self.peek() == "(" and self._is_argument():
            raise self.error(
                r"this looks like a function of what is in brackets, but a number is declared: "
                r"write \cdot for a product, or define the name with its brackets",
                here,
            )

    def _is_numeral_fraction(self) -> bool:
        r"""Whether a fraction of two written numbers follows: ``\frac12``."""
        behind = "".join(token.text for token in self.tokens[self.place : self.place + 12])
        return _NUMERAL_FRACTION.match(behind) is not None

    def _is_argument(self) -> bool:
        """Whether the bracket holds nothing but names set apart by commas."""
        before = self.place
        try:
            self.take("(")
            if not starts_name(self):
                return False
            read_written(self)
            return self.peek() in (",", ";", "|") or (self.peek() == ")" and self.peek(1) != "^")
        except NotUnderstood:
            return False
        finally:
            self.place = before

    def _starts_factor(self) -> bool:
        text, side = self.token.text, self.token.side
        if text in ("|", r"\|"):
            open_bar = bool(self._closers) and self._closers[-1] == text
            return side == "l" or (side != "r" and not open_bar)
        if text == "(" and self._is_remark():
            return False
        if text == r"\operatorname" or side == "r":
            return text == r"\operatorname" and not self._is_argmin()
        notation = any(words[0] == text for _, words in self.names.notations)
        return notation or text in _STARTS or self.token.is_digit or starts_name(self)

    def _is_remark(self) -> bool:
        r"""Whether the bracket says where something tends: ``(\sigma \to 0)``."""
        depth = 0
        for token in self.tokens[self.place :]:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 1 and token.text in (r"\to", r"\downarrow", r"\text"):
                return True
            if depth == 0:
                return False
        return False

    def _is_argmin(self) -> bool:
        return self.peek(1) == "{" and self.peek(2) == "a" and self.peek(3) == "r"

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.error("the formula is nested too deeply")

    def _factor(self) -> Factor:
        self._deeper()
        factor = self._with_exponent(self.token)
        self._depth -= 1
        return factor

    def _with_exponent(self, here: Token) -> Factor:
        begun = self.place
        atom = self._atom()
        if [self.peek(n) for n in range(3)] == ["|", "_", "{"] and self._closers[-1:] != ["|"]:
            self._refuse_place_behind(begun)
            atom = Factor(self.placed(atom.value, here), "bracket")
        if self.peek() == "_" and atom.kind == "bracket" and atom.value.shape:
            atom = self._entry_of(atom.value, here)
        if self.peek() == "_" and atom.kind not in ("name",):
            if self.peek(1) == "+":
                raise self.error(r"write \max(0, x) for the positive part of x")
            if self.tokens[self.place - 1].text == "1":
                raise self.error(r"an indicator is written \mathbf 1[a = b]")
            raise self.error("a subscript belongs to a name")
        if self.peek() == "'":
            raise self.error("a prime belongs to a name")
        if self.peek() == "!":
            return self._factorial(atom, here)
        if self.peek() != "^":
            return atom
        if atom.kind in ("log", "big"):
            raise self.error("does the power belong to the argument? Put brackets")
        caret = self.place
        self.take()
        if atom.value.is_matrix or self._transpose_follows():
            return self._matrix_power(atom, here)
        exponent = self._exponent()
        self._refuse_inverse_entry(atom.value.expr, exponent, here)
        if self.peek() in ("^", "'"):
            raise self.error("a second exponent")
        if self.peek() == "(" and self.is_function_up_to(begun, caret):
            raise self.error("a power of a function stands behind its argument: L(b)^2")
        if atom.kind == "norm":
            squared = atom.value.expr.base
            value = self._built(here, values.power, squared, exponent / 2)
        else:
            if atom.value.shape:
                raise self.error(
                    r"a power of a vector: a squared length is \lVert ... \rVert^2", here
                )
            base = self.number(atom.value, here)
            value = self._built(here, values.power, base, exponent)
            if not (exponent.is_Integer and exponent > 0):
                self.partial.append(value)
        kind = "power" if atom.kind in ("name", "number", "power") else "factor"
        return Factor(Value(value), kind)

    def _refuse_place_behind(self, begun: int) -> None:
        r"""Refuse t f|_{t = 0} and \frac{d}{dt} f|_{t = 0}: what is taken at this place?"""
        before = begun - 1
        while before >= 0 and self.tokens[before].is_digit:
            before -= 1
        if before >= 0 and self.tokens[before].text not in _BEFORE_PLACE:
            raise self.error(
                r"what is taken at this place? Write \left. ... \right|_{...} around it"
            )

    def _factorial(self, atom: Factor, here: Token) -> Factor:
        if atom.kind not in ("name", "number", "bracket"):
            raise self.error("what is the factorial of? Put brackets")
        self.take()
        if self.peek() in ("!", "^"):
            raise self.error("what does this belong to, behind a factorial? Put brackets")
        value = self._built(here, values.factorial, self.number(atom.value, here), self.context)
        self.partial.append(value)
        return Factor(Value(value), "factor")

    def _is_step(self) -> bool:
        """Whether all of the exponent in braces is one bracket."""
        depth = 0
        for place in range(self.place + 1, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[place].text, 0)
            if depth == 0:
                return self.tokens[place + 1].text == "}"
        return False

    def _transpose_follows(self) -> bool:
        before = self.place
        found = self._transposes()
        self.place = before
        return found

    def _transposes(self) -> bool:
        if self.took(r"\top") or self.took("{", r"\top", "}"):
            return True
        declared = bool(self.names.matching(Written("T", (), "", self.token)))
        return not declared and (self.took("T") or self.took("{", "T", "}"))

    def _exponent(self) -> Any:
        here = self.token
        self._inline += 1
        if self.peek() == "{" and self.peek(1) == "(" and self._is_step():
            raise self.error(
                "a bracket above a name may be a step as well as a power: give the name a mark "
                r"of its own (\mu^{+}), an index, or write the power without the bracket",
                here,
            )
        if self.took("{"):
            value = self._inside("}")
        elif self.token.is_digit:
            value = Value(sp.Integer(int(self.take().text)))
        elif starts_name(self):
            end = self.place + 1
            value = self._name()
            if self.place != end:
                raise self.error("an exponent of more than one sign needs braces", here)
        else:
            raise self.error(f"{self.said()} cannot be an exponent without braces")
        self._inline -= 1
        return self.number(value, here)
