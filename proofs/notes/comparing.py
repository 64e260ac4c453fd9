"""Two sides beside one another: one shape, letters for the entries, and what they state."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..language.claims import HasGradient, Relation, TendsTo
from ..language.settling import free_names, settled
from ..language.shapes import column_of, row_of, sized
from ..language.statements import at_infinity, tends_to
from ..language.substitution import Substitution, free_indices, substitute
from ..language.vocabulary import Index, expression
from .arguments import BY_NUMBERS
from .lost import lost_by_names
from .sides import BINARY, TURNED, Side, SideReader
from .tokens import Token
from .values import Value, lost_parts


class ComparisonReader(SideReader):
    """Reads what a sign between two sides states."""

    #: The letters for the entries of the vectors or matrices that were compared last.
    _entries: tuple[Index, ...] = ()

    def _checked(
        self, left: Side, right: Side, sign: str, variable: Value | None
    ) -> tuple[Relation, tuple[Any, ...]]:
        values = [left.value, right.value]
        here = right.token
        shape: tuple[Index, ...] = ()
        if sign == "gradient":
            assert variable is not None  # noqa: S101
            self.number(left.value, left.token)
            self._item(variable, here, BY_NUMBERS)
            variable, values[1] = self._common(variable, right.value, here)
            shape = variable.shape
        elif left.value.is_index != right.value.is_index:
            raise self.error(f"{left.value.called} stands beside {right.value.called}", here)
        elif not left.value.is_index:
            values = [*self._common(left.value, right.value, here)]
            shape = max((value.shape for value in values), key=len)
        if shape and sign not in ("=", "gradient"):
            what = "matrices" if len(shape) > 1 else "vectors"
            raise self.error(
                f"{what} are compared by = only: say a bound or a limit of each entry", here
            )
        exprs = [v.expr for v in values]
        if variable is not None:
            exprs.append(variable.expr)
        partial = [*left.partial, *right.partial]
        exprs, lost = self._settled(exprs, partial, shape, here)
        made: Relation
        if sign == "gradient":
            made = HasGradient(exprs[0], exprs[2], exprs[1])
        elif sign == r"\to":
            made = self._limit(*exprs)
            lost = tuple(self._limit(p, sp.S.Zero, exprs[2]).function for p in lost)
        elif sign in TURNED:
            made = BINARY[TURNED[sign]](exprs[1], exprs[0])
        else:
            made = BINARY[sign](exprs[0], exprs[1])
        return made, lost

    def _limit(self, function: Any, limit: Any, variable: Any) -> TendsTo:
        """A limit as the variable falls to 0, or grows."""
        if variable != self.rising:
            return tends_to(function, variable, limit)
        return at_infinity(self.context, function, variable, limit)

    def _common(self, left: Value, right: Value, here: Token) -> tuple[Value, Value]:
        """Two sides of one shape; one may be the number 0, or an identity matrix without a size."""
        sides = [left, right]
        for number, other in ((0, right), (1, left)):
            if sides[number].unsized:
                row, column = (*other.shape, None, None)[:2]
                unit = self._built(here, sized, sides[number].shaped(), row, column)
                sides[number] = Value.of(unit)
        left, right = sides
        if any(v.is_plain and v.expr == 0 for v in sides):
            return left, right
        if (left.called, left.transposed) != (right.called, right.transposed):
            raise self.error(f"{left.called} stands beside {right.called}", here)
        if left.shape != right.shape:
            raise self.error("vectors of different sizes stand beside one another", here)
        return left, right

    def _settled(
        self, exprs: list[Any], partial: list[Any], shape: tuple[Index, ...], here: Token
    ) -> tuple[list[Any], tuple[Any, ...]]:
        """Sides with declared letters for the entries, and bound indices named."""
        lost = lost_parts(partial, exprs)
        self.refuse_pairs((i for e in exprs for i in free_indices(e)), here)
        used = free_names(*exprs)
        needed = {i for e in (*exprs, *lost) for i in free_indices(e) if "#" in i.name} | {*shape}
        change: dict[Any, Any] = {}
        for index in sorted(needed, key=str):
            free = self.names.letter(index.size, used)
            if free is None or index not in (row_of(index.size), column_of(index.size)):
                raise self.error(f"declare one more index for the {index.size} coordinates", here)
            used |= {free.name}
            change[index] = free
        self._entries = tuple(change[i] for i in shape)
        put = Substitution(indices=change)
        exprs = [substitute(expression(e), put) for e in exprs]
        scope = free_names(*exprs)
        settle = [settled(e, self.context, scope) for e in exprs]
        kept = [p for p in partial if p not in lost]
        named = dict(zip((substitute(p, put) for p in kept), kept, strict=True))
        lost += tuple(named[p] for p in lost_by_names(named, settle))
        return settle, tuple(settled(substitute(p, put), self.context, scope) for p in lost)
