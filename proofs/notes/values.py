"""What is read: numbers, vectors and indices, and how they are put together.

SymPy's constructors work out what they can; nothing here lets them work long, and a result
that is no real number (a division by zero, a root of -1) is refused at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import LessThan
from ..language.context import Context
from ..language.errors import VocabularyError
from ..language.functions import Factorial, Shorthand
from ..language.needs import needed
from ..language.shapes import Shaped, column_of, entry, plus, row_of, times
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import (
    BINDERS,
    MAX_BITS,
    Index,
    MapSum,
    XLogY,
    as_number,
    bits,
    index_size,
    total,
    without_signs,
)
from ..language.whole import whole

MAX_EXPONENT, LARGEST_ROOT, MAX_DIGITS = 1_000, 10**12, 30
_NO_NUMBERS = (sp.zoo, sp.nan, sp.oo, -sp.oo, sp.I)


class Refused(VocabularyError):
    """Why parts cannot be put together; the reader says where."""


@dataclass(frozen=True)
class Value:
    """A number; with ``coordinate`` a vector, whose coordinate that index is; or an index.

    With ``column`` it is a matrix, whose row ``coordinate`` is then; ``unsized``: it is a
    multiple of an identity matrix whose size is not said.
    """

    expr: Any
    coordinate: Index | None = None
    transposed: bool = False
    column: Index | None = None
    unsized: bool = False

    @property
    def is_index(self) -> bool:
        """Whether it is an index or a label, and no number."""
        return self.is_plain and index_size(self.expr) is not None

    @property
    def is_plain(self) -> bool:
        """Whether it is neither a vector nor a matrix."""
        return self.coordinate is None and not self.unsized

    @property
    def is_matrix(self) -> bool:
        """Whether it is a matrix."""
        return self.column is not None or self.unsized

    @property
    def shape(self) -> tuple[Index, ...]:
        """What stands for its row and its column, or its coordinate."""
        return tuple(index for index in (self.coordinate, self.column) if index is not None)

    @property
    def called(self) -> str:
        """What a message calls it."""
        return "an index" if self.is_index else self.shaped().called

    def shaped(self) -> Shaped:
        """The same as a formula with open places; an index is the number that it is."""
        if self.transposed:
            assert self.coordinate is not None  # noqa: S101
            column = column_of(self.coordinate.size)
            return Shaped(substitute_index(self.expr, self.coordinate, column), None, column)
        expr = as_number(self.expr) if self.is_index else self.expr
        return Shaped(expr, self.coordinate, self.column, self.unsized)

    @classmethod
    def of(cls, shaped: Shaped) -> Value:
        """What has these open places."""
        expr = sound(shaped.expr)
        if shaped.row is None and shaped.column is not None:
            row = row_of(shaped.column.size)
            return cls(entry(replace(shaped, expr=expr), None, row), row, transposed=True)
        return cls(expr, shaped.row, False, shaped.column, shaped.unsized)


def number(value: Value) -> Any:
    """The expression of a number.

    Raises:
        Refused: if it is a vector or a matrix.
    """
    if value.is_matrix:
        raise Refused(
            f"{value.called} stands where a number is expected: a trace, an entry (...)_{{ij}} "
            r"or a product with vectors on both sides, x^\top A y, is one"
        )
    if value.coordinate is not None:
        raise Refused(
            "a vector (an index is missing) stands where a number is expected: "
            r"a squared length is \lVert ... \rVert^2, an inner product \langle ..., ... \rangle"
        )
    return as_number(value.expr) if value.is_index else value.expr


def counted(value: Value) -> Value:
    """The value; of an index the number that it is."""
    return Value(as_number(value.expr)) if value.is_index else value


def add(parts: list[tuple[bool, Value]]) -> Value:
    """The sum of (negative?, value)."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    shaped = ((negative, value.shaped()) for negative, value in parts)
    return Value.of(plus(replace(p, expr=-p.expr) if negative else p for negative, p in shaped))


def multiply(left: Value, right: Value, letter: str) -> Value:
    """The product; ``letter`` is that of the index to bind, if it is a sum."""
    return Value.of(times(left.shaped(), right.shaped(), letter))


def divide(top: Value, bottom: Any) -> Value:
    """top / bottom."""
    if bottom == 0:
        raise Refused("a division by zero")
    shaped = top.shaped()
    return Value.of(replace(shaped, expr=shaped.expr / bottom))


def power(base: Any, exponent: Any) -> Any:
    """base to the exponent, both numbers."""
    if isinstance(exponent, sp.Rational):
        size = abs(exponent)
        if size > MAX_EXPONENT or exponent.q > MAX_EXPONENT:
            raise Refused(f"an exponent is beyond {MAX_EXPONENT}")
        if bits(base) * max(1, int(size)) > MAX_BITS:
            raise Refused("a power of a number is too long to be shown")
        if (
            exponent.q != 1
            and isinstance(base, sp.Rational)
            and max(abs(base.p), base.q) > LARGEST_ROOT
        ):
            raise Refused(f"a root of a number beyond {LARGEST_ROOT}")
    if base == 0 and exponent.is_number and exponent <= 0:
        raise Refused("0 to a power that is not positive")
    return sound(sp.Pow(base, exponent))


def exponential(exponent: Any) -> Any:
    """e to the exponent."""
    for term in sp.Add.make_args(exponent):
        logs = [f for f in sp.Mul.make_args(term) if isinstance(f, sp.log)]
        if len(logs) == 1:
            # SymPy stores this as a power, and a power of a number it works out.
            power(logs[0].args[0], term / logs[0])
    return sound(sp.exp(exponent))


def logarithm(argument: Any) -> Any:
    """The natural logarithm."""
    if isinstance(argument, sp.Rational) and argument <= 0:
        raise Refused(f"the logarithm of {argument}")
    return sound(sp.log(argument))


def absolute(argument: Any) -> Any:
    """The absolute value."""
    return sound(sp.Abs(argument))


def sound(expr: Any) -> Any:
    """``expr``, if it is a real number that is not too long.

    Raises:
        Refused: otherwise.
    """
    if bits(expr) > MAX_BITS:
        raise Refused(f"a number has more than {MAX_BITS} bits")
    if expr in _NO_NUMBERS or expr.has(*_NO_NUMBERS):
        raise Refused("the formula has no real value (a division by zero, or a root of a negative)")
    return without_signs(expr)


def inner(left: Value, right: Value, name: str) -> Any:
    """The sum over the coordinate of the products; ``name`` is that of the index to bind."""
    if left.coordinate is None or right.coordinate is None or left.is_matrix or right.is_matrix:
        raise Refused(f"an inner product is of two vectors, not of {left.called}, {right.called}")
    if left.coordinate != right.coordinate:
        raise Refused(f"vectors of {left.coordinate.size} and {right.coordinate.size} coordinates")
    index = Index(name, left.coordinate.size)
    parts = [substitute_index(v.expr, left.coordinate, index) for v in (left, right)]
    return total(sound(sp.Mul(*parts)), index)


def factorial(value: Any, context: Context) -> Any:
    """value!"""
    if not whole(value, context):
        raise Refused(
            r"a factorial is of a whole number: declare it in \mathbb{N}_0, or write \Gamma(x + 1)"
        )
    return Factorial(value)


# -- conditions under which a formula has a value --------------------------------------------
def needs(expr: Any, bound: frozenset[Index] = frozenset()) -> set[Any]:
    """What ``expr`` needs to have a value: (what is asked, of what, the indices bound there)."""
    found: set[Any] = set()
    asked = needed(expr)
    if isinstance(expr, XLogY):
        found.add(("0 log 0", expr, free_indices(expr) & bound))
    elif isinstance(expr, Shorthand):
        found |= needs(expr.meaning, bound)
    elif asked is not None:
        strict = isinstance(asked[0], LessThan)
        what = asked[0].rhs if strict else asked[0].lhs
        found.add(("positive" if strict else "nonzero", what, free_indices(what) & bound))
    if isinstance(expr, BINDERS):
        bound |= {limit[0] for limit in expr.args[1:]}
    return found.union(*(needs(arg, bound) for arg in expr.args))


def lost_parts(parts: Iterable[Any], kept: Iterable[Any]) -> tuple[Any, ...]:
    """Those of ``parts`` that need a value and of which SymPy left nothing in ``kept``.

    A part is a formula that does not always have a value, or an entry of a definition that
    has not.
    """
    known: set[Any] = set()
    entries: set[Any] = set()
    for expr in kept:
        known |= needs(expr)
        entries |= set(sp.preorder_traversal(expr))
    known |= {("nonzero", *rest) for asked, *rest in known if asked == "positive"}
    return tuple(p for p in dict.fromkeys(parts) if not (needs(p) <= known and _there(p, entries)))


def _there(part: Any, kept: set[Any]) -> bool:
    """Whether all entries of which ``part`` is made are left."""
    if isinstance(part, sp.Indexed) and any("#" in str(i) for i in part.indices):
        # Of a vector or a matrix: in a product its open places have other names.
        found = (e for e in kept if isinstance(e, sp.Indexed) and e.base == part.base)
        return any(
            all(a == b for a, b in zip(part.indices, e.indices, strict=True) if "#" not in str(a))
            for e in found
        )
    if isinstance(part, sp.Symbol | sp.Indexed):
        return part in kept
    if isinstance(part, (*BINDERS, MapSum)):
        return _there(part.args[0], kept)
    return True
