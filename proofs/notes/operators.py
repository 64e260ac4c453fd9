r"""Big operators: sums, products, least values, with what stands below them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

from ..language.fixed import reaches
from ..language.functions import larger, smaller
from ..language.others import least_of_others
from ..language.substitution import Substitution, free_indices, substitute
from ..language.vocabulary import Index, MapSum, delta, minimum, product, total
from . import values
from .atoms import AtomReader
from .brackets import BIG, PAIRS, Factor, Term
from .names import Label
from .ranges import Range, read_ranges
from .tokens import Token
from .values import Value

#: What to say where an operator that is no sum has a condition.
_ONLY_SUMS = {
    **dict.fromkeys(
        (r"\min", r"\max"),
        r"a least or greatest value is over all, or over all but one, as in \min_{j \ne k} a_j: "
        r"else say it of each",
    ),
    r"\prod": "only a sum may have a condition: put it into the factors, or take logarithms",
}


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
        begun = self.place
        ranges = read_ranges(self, self.scope, self.names, operator)
        before, marked = dict(self.scope), len(self.partial)
        for item in ranges:
            if item.index is not None:
                self.scope[item.label] = item.index
        but_one = operator in (r"\min", r"\max") and _but_one(ranges)
        if operator != r"\sum" and not but_one and any(item.condition for item in ranges):
            raise self.error(_ONLY_SUMS.get(operator, "only a sum may have a condition"), here)
        conditions = [c for item in ranges for c in item.conditions(self)]
        self.restricted += bool(conditions)
        negative = self.took("-")
        body = self._term(in_big=True)
        self.restricted -= bool(conditions)
        self.scope = before
        bound = frozenset(item.index for item in ranges if item.index is not None)
        self._note_unsure(ranges, body.value.expr, begun, here)
        self._refuse_end(operator, body, bound, in_log, here)
        value = body.value
        if negative:
            value = self._built(here, values.add, [(True, value)])
        value = self._of_pairs(ranges, value, here)
        if any(item.shorter for item in ranges):
            value = self._shifted(ranges, conditions, value, len(self.partial) > marked)
        else:
            for condition in () if but_one else conditions:
                value = self._built(here, values.multiply, Value(condition), value, self._fresh())
        for item in reversed(ranges):
            if but_one:
                value = self._of_others(operator, value, item, 1 - conditions[0], here)
            else:
                value = self._bind(operator, value, item, here)
            self._bind_partial(item, marked)
        below = body.tail if body.bottom is None else body.bottom
        tail = None if below is None or bound & free_indices(below) else below
        return Factor(value, "big", bound | body.bound, tail)

    def _note_unsure(self, ranges: list[Range], body: Any, begun: int, here: Token) -> None:
        r"""Note a sum over i \ne j that reads as one over both: of j, or of neither."""
        for item in ranges:
            told = {*self.scope, *(one.label for one in ranges)}
            other = None if item.beside in told else self.names.indices.get(item.beside)
            free = free_indices(body)
            if other is not None and (other in free or item.index not in free):
                self.unsure.append((other, begun, self.place, here))

    def _of_pairs(self, ranges: list[Range], value: Value, here: Token) -> Value:
        r"""The sum over i < j is half of that over i \ne j, of what is the same both ways."""
        pair = next((item for item in ranges if item.less is not None), None)
        bound = [item.index for item in ranges if item.index is not None]
        if pair is not None or (len(bound) == 2 and ranges[-1].condition):
            self.pairs |= {*bound}
        if pair is None or pair.index is None or pair.less is None:
            return value
        expr, change = value.expr, {pair.index: pair.less, pair.less: pair.index}
        turned = substitute(expr, Substitution(indices=change))
        if sp.expand(turned - expr) != 0:
            raise self.error(
                f"the sum over {pair.index.name} < {pair.less.name} is read where what is summed "
                "is the same with both exchanged: say of which pairs it is otherwise",
                here,
            )
        half = sp.Rational(1, 2) * (1 - delta(pair.index, pair.less))
        return replace(value, expr=half * expr)

    def _shifted(
        self, ranges: list[Range], conditions: list[Any], value: Value, partial: bool
    ) -> Value:
        """A sum up to N - 1: what is taken at n + 1 is summed from 2 on."""
        index = ranges[-1].index
        assert index is not None  # noqa: S101
        first = self.index(Label("1", token=self.token), index.size)
        whole = sp.Mul(*conditions)
        terms = sp.Add.make_args(sp.expand(value.expr))
        moved = [_from_next(term, index) for term in terms]
        pairs = zip(terms, moved, strict=True)
        mixed = any(m is None and term.has(index + 1) for term, m in pairs)
        if partial or mixed or len(ranges) > 1:
            return replace(value, expr=whole * value.expr)
        later = 1 - delta(index, first)
        split = (
            whole * term if m is None else later * m for term, m in zip(terms, moved, strict=True)
        )
        return replace(value, expr=sp.Add(*split))

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
            body = self.number(value, here) if value.is_plain else value.expr
            return replace(value, expr=total(body, index))
        body = self.number(value, here)
        if operator == r"\prod":
            return Value(product(body, index))
        return Value(minimum(body, index) if operator == r"\min" else -minimum(-body, index))

    def _of_others(self, operator: str, value: Value, item: Range, tie: Any, here: Token) -> Value:
        """The least or greatest value over all indices but one."""
        index, body = item.index, self.number(value, here)
        assert index is not None  # noqa: S101
        if not reaches(self.context, index.size, 2):
            raise self.error(
                rf"are there others? Suppose $2 \le {index.size}$ before, or there may be none",
                here,
            )
        (other,) = [i for i in tie.args if i != index]
        inner = Index(self._fresh(), index.size)
        if operator == r"\min":
            return Value(least_of_others(body, index, other, inner))
        return Value(-least_of_others(-body, index, other, inner))

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


def _but_one(ranges: list[Range]) -> bool:
    r"""Whether one index is below the sign that is to differ from one other: ``j \ne k``."""
    if len(ranges) != 1 or ranges[0].index is None or len(ranges[0].condition) != 1:
        return False
    left, differs, right = ranges[0].condition[0]
    return differs and left.text == ranges[0].label != right.text


def _from_next(term: Any, index: Any) -> Any:
    """A term that depends on n + 1 alone, at n; None if it depends on n otherwise."""
    other = Index(f"{index.name}#next", index.size)
    moved = term.xreplace({index + 1: other})
    if other not in free_indices(moved) or index in free_indices(moved):
        return None
    return substitute(moved, Substitution(indices={other: index}))
