r"""Slopes as notes write them: ``L'(b)``, ``\frac{dL}{db}``, ``\nabla J(v)``, of higher order, too.

A slope inside a formula is worked out, and what was worked out is stated beside the line, to be
checked as if the author had written it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.errors import HardlimitError
from ..language.symbols import SQUARE, look
from ..rules.gradients import differentiate
from ..search.proposing import deltas_summed, logs_split
from . import values
from .arguments import BY_NUMBERS, ArgumentReader
from .functions import Variable
from .names import Known, Names, Written, read_written
from .places import NotUnderstood, Source
from .tokens import Token
from .values import Value

MAX_ORDER = 4


@dataclass(frozen=True)
class Slope:
    """d function / d variable = value, as it was worked out."""

    function: Any
    variable: Value
    value: Any
    token: Token


@dataclass(frozen=True)
class Derivative:
    """What is differentiated, and by what; ``squared``: by the square of that.

    ``placed`` is the slope at another place, where it stands there.
    """

    function: Value
    variable: Value
    token: Token
    squared: bool = False
    placed: Value | None = None


class FunctionReader(ArgumentReader):
    """Reads functions and their slopes; what slopes rest on is put into ``slopes``."""

    def __init__(self, source: Source, start: int, end: int, names: Names) -> None:
        super().__init__(source, start, end, names)
        self.slopes: list[Slope] = []

    def _inside(self, closer: str) -> Value:
        raise NotImplementedError

    def _otherwise(self, written: Written, found: list[Known]) -> Value:
        """The value of a function, or of its slope, where no plain name is meant."""
        square = self._by_square(written)
        if square is not None:
            return Value(square)
        function, labels = self.function_of(written)
        if function is None:
            return super()._otherwise(written, found)
        entry = self._value_at(function, labels, written.token)
        for _ in range(self._primes(function, written)):
            variable = self._only_variable(function, written.token)
            entry = Value(self.slope(entry, variable, written.token))
        return self._applied(function, entry, written.token)

    def _by_square(self, written: Written) -> Any:
        r"""``s^2``, ``s^4`` and ``s`` itself, where the square is what is defined."""
        head = look(written.head).light().head
        for item in self.names.known:
            own = item.look
            rest = written.labels[len(own.sub) :]
            fits = own.tail == SQUARE and own.light().head == head and not written.mark
            below = tuple(label.text for label in written.labels[: len(own.sub)])
            if not fits or below != own.sub or len(rest) != len(item.sizes):
                continue
            square = self._entry(item, rest, written.token).expr
            before = self.place
            exponent = self._order() if self.peek(1).isdigit() or self.peek(3) == "}" else 1
            if exponent % 2 == 0:
                return square ** (exponent // 2)
            self.place = before
            self.partial.append(sp.sqrt(square))
            return sp.sqrt(square)
        return None

    def derivative_follows(self) -> bool:
        r"""Whether \nabla, \partial f / \partial x, \frac{d f}{d x} or the like follows."""
        if self.peek() in (r"\nabla", r"\partial"):
            return True
        before = self.place
        inside = self.took(r"\frac", "{")
        if not inside and self.peek() == r"\frac":
            return False
        begins = self._d() and (inside or self._by_slash())
        self.place = before
        return begins

    def _by_slash(self) -> bool:
        """Whether a name, a slash and another d follow."""
        try:
            read_written(self)
        except NotUnderstood:
            return False
        return self.took("/") and self._d()

    def _d(self) -> bool:
        r"""Take the sign of a derivative: \partial, or a d that is no declared number."""
        if self.took(r"\partial"):
            return True
        declared = any(str(item.look.head) == "d" for item in self.names.known)
        return not declared and (self.took("d") or self.took(r"\mathrm", "{", "d", "}"))

    def derivative(self) -> Derivative:
        """What is differentiated, and by what; of higher ones the last step is left."""
        here = self.token
        if self.took(r"\nabla"):
            if not self.took("_"):
                return self._whole_gradient(here)
            grouped = self.took("{")
            variable = self._name()
            if grouped:
                self.take("}")
            return Derivative(self._differentiated(), variable, here)
        if not self.took(r"\frac"):
            self._d()
            value = self._name()
            self.take("/")
            self._d()
            variable = self._name()
            self._refuse_bracket_behind()
            return Derivative(value, variable, here)
        self.take("{")
        self._d()
        order = self._order()
        inside = None if self.took("}") else self._inside("}")
        self.take("{")
        by, powers = list[Value](), list[int]()
        while not self.took("}"):
            if not self._d():
                raise self.error(
                    "by what is differentiated? Write \\frac{\\partial f}{\\partial x}"
                )
            by.append(self._name())
            powers.append(self._order())
        if inside is not None:
            self._refuse_bracket_behind()
        value = self._differentiated() if inside is None else inside
        if (order, powers) == (1, [2]):
            return Derivative(value, by[0], here, squared=True)
        variables = [v for v, power in zip(by, powers, strict=True) for _ in range(power)]
        if len(variables) != order or order > MAX_ORDER:
            raise self.error("above and below there are different orders", here)
        for variable in variables[:0:-1]:
            value = Value(self.slope(value, variable, here))
        return Derivative(value, variables[0], here)

    def _differentiated(self) -> Value:
        """What follows the sign of a derivative, up to the next + or -."""
        end = self._bracket_end()
        value = self._operand()
        if end is not None and self.place > end and self.tokens[end].text not in ("^", "!", "/"):
            raise self.error("does the derivative reach over all that follows? Put brackets")
        return value

    def _refuse_bracket_behind(self) -> None:
        r"""Refuse \frac{df}{dt}(3): the slope there, or three times the slope?"""
        if self.peek() == "(":
            raise self.error(
                r"the derivative at this place, or a product? Write |_{x = ...}, or \cdot"
            )

    def _bracket_end(self) -> int | None:
        """The place behind the bracket that begins here."""
        depth = 0
        for place in range(self.place, len(self.tokens)):
            text = self.tokens[place].text
            depth += (text in ("(", "[")) - (text in (")", "]"))
            if not depth:
                return place + 1 if place > self.place else None
        return None

    def _whole_gradient(self, here: Token) -> Derivative:
        r"""``\nabla J(w)``, by the only variable of J; ``\nabla J(v)`` is the slope at v."""
        function, labels = self.function_of(read_written(self))
        if function is None or len(function.variables) != 1:
            raise self.error(r"by which variable? Write \nabla_x f", here)
        elsewhere = self.peek() == "(" and not self._own_arguments(function)
        variable = self._variables(function)[0]
        value = self._value_at(function, labels, here)
        by = self._entry(variable.item, variable.labels, here)
        if not elsewhere:
            return Derivative(value, by, here)
        slope = replace(by, expr=self.slope(value, by, here))
        return Derivative(value, by, here, placed=self._applied(function, slope, here))

    def _order(self) -> int:
        """The number above a d, 1 where there is none."""
        if not self.took("^"):
            return 1
        grouped = self.took("{")
        digit = self.take()
        if not digit.is_digit:
            raise self.error("the order of a derivative is a number", digit)
        if grouped:
            self.take("}")
        return int(digit.text)

    def _operand(self) -> Value:
        """What an operator before it is applied to."""
        raise NotImplementedError

    def prime_follows(self) -> Derivative | None:
        r"""``L'(b)``, if it stands before an equals sign; then it is taken."""
        before, marked = self.place, len(self.slopes)
        try:
            here, written = self.token, read_written(self)
            function, labels = self.function_of(written)
            primes = self._primes(function, written) if function is not None else 0
            if function is not None and primes:
                own = self.peek() != "(" or self._own_arguments(function)
                if own and self.peek() == "=":
                    variable = self._only_variable(function, here)
                    value = self._value_at(function, labels, here)
                    for _ in range(primes - 1):
                        value = Value(self.slope(value, variable, here))
                    return Derivative(value, variable, here)
        except NotUnderstood:
            pass
        self.place = before
        del self.slopes[marked:]
        return None

    def value_of(self, found: Derivative) -> Value:
        """The derivative as it is worked out."""
        if found.placed is not None:
            return found.placed
        slope = self.slope(found.function, found.variable, found.token)
        if found.squared:
            # By s^2, for s > 0: the chain rule.
            if self.context.sign_of(found.variable.expr) != "positive":
                raise self.error("by a square one differentiates where its root is positive")
            slope = slope / (2 * found.variable.expr)
        return replace(found.variable, expr=slope)

    def slope(self, function: Value, variable: Value, here: Token) -> Any:
        """The slope of a number, which is noted beside the line."""
        if not self.in_line:
            raise self.error("a derivative stands in lines, not in what is given", here)
        inside = self.number(function, here)
        plain = self._written_out(inside, [Variable(self._item(variable, here, BY_NUMBERS), ())])
        try:
            split = logs_split(plain)
            own = differentiate(split, variable.expr, self._state(inside))
            found = values.sound(deltas_summed(own))
        except HardlimitError as error:
            raise self.error(f"its slope is not found: {error}", here) from None
        self.slopes.append(Slope(inside, variable, found, here))
        return found
