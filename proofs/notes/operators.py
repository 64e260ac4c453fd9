r"""Big operators: sums, products, least values, with what stands below them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..language.functions import larger, smaller
from ..language.substitution import free_indices
from ..language.vocabulary import Index, MapSum, minimum, product, total
from . import values
from .atoms import BIG, PAIRS, AtomReader, Factor, Term
from .ranges import Range, read_ranges
from .tokens import Token
from .values import Value


class OperatorReader(AtomReader):
    """Reads big operators; each takes in the product that follows it."""

    def _term(self, in_big: bool = False) -> Term:
        raise NotImplementedError

    # -- big operators -----------------------------------------------------------------
    def _big(self, here: Token, in_log: bool = False) -> Factor:
        operator = here.text if here.text in BIG else self.tokens[self.place - 1].text
        if operator in (r"\max", r"\min") and self.peek() in PAIRS:
            return self._of_two(larger if operator == r"\max" else smaller)
        if self.peek() != "_":
            what = "least or greatest of numbers" if operator in (r"\min", r"\max") else "range"
            raise self.error(f"{operator} needs its index below it ({what} without one: no)")
        ranges = read_ranges(self, self.scope, self.names, operator)
        before, marked = dict(self.scope), len(self.partial)
        for item in ranges:
            if item.index is not None:
                self.scope[item.label] = item.index
        conditions = [c for item in ranges for c in item.conditions(self)]
        negative = self.took("-")
        body = self._term(in_big=True)
        self.scope = before
        bound = frozenset(item.index for item in ranges if item.index is not None)
        self._refuse_end(operator, body, bound, in_log, here)
        value = body.value
        if negative:
            value = self._built(here, values.add, [(True, value)])
        for condition in conditions:
            if operator != r"\sum":
                raise self.error("only a sum may have a condition", here)
            value = self._built(here, values.multiply, Value(condition), value)
        for item in reversed(ranges):
            value = self._bind(operator, value, item, here)
            self._bind_partial(item, marked)
        below = body.tail if body.bottom is None else body.bottom
        tail = None if below is None or bound & free_indices(below) else below
        return Factor(value, "big", bound | body.bound, tail)

    def _of_two(self, which: Callable[[Any, Any], Any]) -> Factor:
        arguments = self._arguments(2, PAIRS[self.take().text])
        return Factor(Value(which(*arguments)), "bracket")

    def _refuse_end(
        self, operator: str, body: Term, bound: frozenset[Index], in_log: bool, here: Token
    ) -> None:
        """Refuse what may stand behind all of an operator, where that is another number."""
        if operator == r"\sum" and not in_log:
            return
        if body.bottom is not None and not bound & free_indices(body.bottom) and not self._inline:
            raise self.error(
                rf"is all of {operator} divided, or what it is over? Write \frac, or brackets", here
            )
        moves = bound & free_indices(body.value.expr)
        if moves and body.tail is not None and not bound & free_indices(body.tail):
            raise self.error(
                rf"does {operator} take in its last factor? Write that first, or brackets", here
            )

    def _bind(self, operator: str, value: Value, item: Range, here: Token) -> Value:
        if item.maps is not None:
            if operator != r"\sum":
                raise self.error("over all assignments there are sums only", here)
            family = item.maps
            body = self.number(value, here)
            return Value(MapSum(body, family.base, family.rows, family.values))
        index = item.index
        assert index is not None  # noqa: S101
        if operator == r"\sum":
            body = self.number(value, here) if value.coordinate is None else value.expr
            return Value(total(body, index), value.coordinate)
        body = self.number(value, here)
        if operator == r"\prod":
            return Value(product(body, index))
        return Value(minimum(body, index) if operator == r"\min" else -minimum(-body, index))

    def _bind_partial(self, item: Range, marked: int) -> None:
        """Parts that need a value for each value of a bound index need it under a sum."""
        for place in range(marked, len(self.partial)):
            part = self.partial[place]
            if item.maps is not None:
                family = item.maps
                if part.has(family.base):
                    part = MapSum(part, family.base, family.rows, family.values)
            elif item.index in free_indices(part):
                part = total(part, item.index)
            self.partial[place] = part
