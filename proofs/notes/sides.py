r"""One side of a line, and what stands between two: signs, words, limits, optima, derivatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan, NotEqual
from ..language.substitution import name_of, names_among
from ..language.vocabulary import Index, index_size
from . import values
from .below import EXTREMA, OPTIMA, SEVERAL, BelowReader
from .declaring import read_span
from .densities import Density
from .foreign import of_sign
from .names import read_label, read_labels
from .places import NotUnderstood
from .slopes import Derivative
from .tokens import Token
from .values import Value

BINARY = {"=": Equal, r"\le": AtMost, "<": LessThan, r"\ne": NotEqual}
TURNED = {r"\ge": r"\le", ">": "<"}
#: The signs between two sides of one statement.
SIGNS = (*BINARY, *TURNED, r"\equiv", r"\to", r"\xrightarrow")


@dataclass
class Side:
    """One side: a formula, or a formula that is differentiated, minimised or taken to a limit."""

    value: Value
    token: Token
    kind: str = ""
    variable: Value | None = None
    partial: list[Any] = field(default_factory=list)
    joint: bool = False
    #: In what a side is proportional to the next one, where one before is a function of that.
    along: Value | None = None
    #: The density that it is, if it is nothing else.
    density: Density | None = None


class SideReader(BelowReader):
    """Reads sides and signs."""

    #: The variable of a limit, where it grows beyond all bounds instead of falling to 0.
    rising: Any = None
    #: A limit that is said outside of the line, and whether the line has one of its own.
    announced = ""
    took_limit = False

    # -- signs and words ---------------------------------------------------------------
    def _sign(self) -> str:
        here = self.token
        if self.took(":", "=") or self.took("=", ":") or self.took(r"\equiv"):
            return "="
        if here.text in (*SIGNS, r"\iff", r"\in", r"\propto"):
            return self.take().text
        if self.peek() == "(" and self._is_remark():
            return "remark"
        if self.took(r"\forall"):
            return "for"
        word = self._words()
        if word in ("forall", "forevery", "foreach", "forany"):
            return "for"
        if word in ("forsome", "foratleastone"):
            return "some"
        if word in ("if", "with", "where", "whenever", "provided"):
            return "if"
        if word == "and":
            return word
        if word == "as":
            return "remark"
        if word in OPTIMA:
            return OPTIMA[word]
        if word in ("over", "overall"):
            return "over"
        if word:
            raise self.error(f"the words {word!r} are not understood here", here)
        raise self.error(of_sign(self.peek(), f"{self.said()} is not understood here"))

    def _words(self) -> str:
        """The letters of a text command; empty if none follows."""
        if self.peek() not in (r"\text", r"\mbox", r"\textnormal", r"\mathrm"):
            return ""
        before = self.place
        self.take()
        word = ""
        if self.took("{"):
            while self.token.is_letter:
                word += self.take().text
            if self.took("}"):
                return word.lower()
        self.place = before
        raise self.error("the text is not understood here")

    def _limit_remark(self) -> Value:
        bracket = self.took("(")
        if self._text_ahead():
            self._words()
        found = self._falls()
        if bracket:
            self.take(")")
        return found

    def _announced_limit(self) -> Value | None:
        """The limit that is said outside of the line, if there is one."""
        if not self.announced:
            return None
        source, start, end = self.source.with_copy(self.announced, self.token.start)
        reader = SideReader(source, start, end, self.names)
        found = reader._falls()
        self.rising, self.took_limit = reader.rising, True
        return found

    def _text_ahead(self) -> bool:
        return self.peek() in (r"\text", r"\mbox")

    def _falls(self) -> Value:
        variable = self._name()
        if self.context.sign_of(variable.expr) == "positive":
            # The square of what is positive tends to 0 where it does, and grows where it does.
            self.took_square()
        if not self.took(r"\downarrow"):
            self.take(r"\to")
            if self._infinity() is not None:
                if self.tokens[self.place - 2].text == "-":
                    raise self.error("a variable is positive: it tends to 0 or grows")
                self.rising = variable.expr
                return variable
        self.take("0")
        if self.took("^"):
            if not (self.took("+") or self.took("{", "+", "}")):
                raise self.error("a variable tends to 0, or to 0^+")
        elif self.took("+"):
            pass
        return variable

    def _infinity(self) -> Any:
        """Infinity with its sign, if it stands here; then it is taken."""
        signed = self.peek() in ("+", "-")
        if self.peek(int(signed)) != r"\infty":
            return None
        below = signed and self.take().text == "-"
        self.take()
        return -sp.oo if below else sp.oo

    def _arrow(self) -> Value:
        below = self.took("[")
        if not below:
            self.take("{")
        found = self._falls()
        self.take("]" if below else "}")
        if below:
            self.take("{")
            self.take("}")
        return found

    def quantified(self) -> tuple[tuple[Index, ...], NotEqual | None]:
        r"""The indices after "for all", with their range or the condition ``j \ne k``."""
        here = self.token
        if self._of_all_values():
            return (), None
        found = [self.index(read_label(self))]
        while self.took(","):
            found.append(self.index(read_label(self)))
        if self.took(r"\ne"):
            other = self.index(read_label(self), found[-1].size)
            if index_size(other) != found[-1].size:
                raise self.error("indices of different ranges are compared", here)
            return tuple(found), NotEqual(found[-1], other)
        if self.peek() in ("=", r"\le", r"\in"):
            self._range_of(found, here)
        return tuple(found), None

    def _of_all_values(self) -> bool:
        """Whether "for all c" speaks of a declared number: a line does so anyhow."""
        if not self._names_number():
            return False
        here, variable = self.token, self._name()
        self._domain_of(variable)
        name = name_of(variable.expr)
        pinned = any(
            isinstance(h.relation, Equal) and name in names_among(h.relation.expressions())
            for h in self.context.hypotheses.values()
        )
        if self.peek() or (pinned and not variable.shape):
            raise self.error("for all values of what is declared: it ends the line", here)
        return True

    def _range_of(self, found: list[Index], here: Token) -> None:
        """A range that is said again must be the declared one, and end the line."""
        span = read_span(self.source, here.start, self.tokens[-1].start)
        sizes = [i.thing for i, _ in self.names.matching(span.size)] if span is not None else []
        if not sizes or any(index.size != sizes[0] for index in found):
            raise self.error("this is not the declared range of these indices", here)
        self.place = len(self.tokens) - 1

    def _over(self, sides: list[Side]) -> None:
        side = sides[-1]
        if side.kind not in ("minimises", "maximises"):
            raise self.error("'over' belongs to an optimum")
        variable, joint = self._variable()
        if side.variable is not None and side.variable != variable:
            raise self.error("the optimum is over another variable")
        side.variable, side.joint = variable, joint

    # -- sides -------------------------------------------------------------------------
    def _side(self, sign: str = "") -> Side:
        here, marked, begin = self.token, len(self.partial), self.place
        self.density = None
        kind, variable, joint = "", None, False
        if sign in ("minimises", "maximises"):
            kind, value = sign, self.expression()
        elif (slope := self._derivative_before_equals()) is not None:
            kind, value, variable = "gradient", slope.function, slope.variable
        elif self.took(r"\lim"):
            kind = "lim"
            self.take("_")
            self.take("{")
            variable = self._falls()
            self.take("}")
            value = self._signed_term()
        elif self._argmin_follows():
            kind, variable, joint = self._argmin()
            value = self._signed_term()
        elif self._extremum_follows():
            kind = EXTREMA[self.take().text]
            variable, joint = self._taken_over()
            value = self._signed_term()
        elif (far := self._infinity()) is not None:
            kind, value = "infinite", Value(far)
        else:
            value, joint = self._tuple_or_expression()
        partial = self.partial[marked:]
        read: Density | None = self.density
        whole = read is not None and (read.begin, read.end) == (begin, self.place)
        return Side(value, here, kind, variable, partial, joint, density=read if whole else None)

    def _signed_term(self) -> Value:
        """What stands behind an operator that takes one term, perhaps with a minus."""
        here, negative = self.token, self.took("-")
        value = self._term().value
        return self._built(here, values.add, [(True, value)]) if negative else value

    def _derivative_before_equals(self) -> Derivative | None:
        """A derivative that is all of this side, if it is followed by =; then it is taken."""
        if not self.derivative_follows():
            return self.prime_follows()
        before, depth, noted = self.place, self._depth, (len(self.partial), len(self.slopes))
        found = self.derivative()
        if self.peek() in ("=", ":", r"\equiv", "") and not found.squared and found.placed is None:
            return found
        self.place, self._depth = before, depth
        del self.partial[noted[0] :], self.slopes[noted[1] :]
        return None

    def _tuple_or_expression(self) -> tuple[Value, bool]:
        """A formula; ``(x_k)_{k}`` is a whole family, where an optimum is over one."""
        before, depth, marked = self.place, self._depth, len(self.partial)
        noted = len(self.slopes)
        if self.peek() == "(":
            try:
                value, joint = self._variable(name=False)
                # (A B)_{de} is an entry, and no family.
                entry = value.is_matrix or (value.shape and self._is_entry(before, value.shape))
                if joint and not entry:
                    return value, True
            except NotUnderstood:
                pass
            if self.peek() == "," and {r"\arg", r"\argmin", r"\argmax"} & {
                token.text for token in self.tokens[self.place :]
            }:
                raise self.error(SEVERAL)
            self.place, self._depth = before, depth
            self._closers.clear()
            del self.partial[marked:], self.slopes[noted:]
        return self.expression(), False

    def _is_entry(self, begun: int, shape: tuple[Index, ...]) -> bool:
        """Whether the indices behind the bracket are those of a vector or a matrix."""
        end, self.place = self.place, begun
        depth = 0
        while depth or self.place == begun:
            depth += {"(": 1, ")": -1}.get(self.take().text, 0)
        self.take("_")
        found = [index_size(self.index(label)) for label in read_labels(self)]
        self.place = end
        return found == [place.size for place in shape]
