"""Vectors and matrices as formulas in places that are left open, and how they are put together.

A matrix is a formula in two open places, one for its row and one for its column; a vector has the
first one only, a transposed vector the second one only, a number none.  What is made of them is
the sum that it stands for, over a letter of its own: nothing but sums, products and Kronecker's
delta is ever stored, and the order of the factors is kept by the places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from .errors import VocabularyError
from .substitution import Substitution, free_indices, substitute
from .vocabulary import Index, delta, total


def row_of(size: Any) -> Index:
    """The open place of a row, and of the coordinate of a vector, with ``size`` values."""
    return Index(f"{size.name}#", size)


def column_of(size: Any) -> Index:
    """The open place of a column with ``size`` values."""
    return Index(f"{size.name}#c", size)


@dataclass(frozen=True)
class Shaped:
    """A formula with the open places of its row and its column, where it has them.

    ``unsized``: it is ``expr`` times an identity matrix of which nothing says the size.
    """

    expr: Any
    row: Index | None = None
    column: Index | None = None
    unsized: bool = False

    @property
    def is_number(self) -> bool:
        """Whether no place is open."""
        return self.row is None and self.column is None and not self.unsized

    @property
    def is_matrix(self) -> bool:
        """Whether both places are open."""
        return self.row is not None and self.column is not None

    @property
    def called(self) -> str:
        """What a message calls it."""
        if self.unsized:
            return "the identity matrix"
        if self.row is not None and self.column is not None:
            return f"a matrix of {self.row.size} × {self.column.size}"
        if self.column is not None:
            return "a transposed vector"
        return "a number" if self.row is None else "a vector"


def entry(value: Shaped, row: Any = None, column: Any = None) -> Any:
    """The formula with indices put into its open places."""
    put = {p: i for p, i in ((value.row, row), (value.column, column)) if p is not None}
    return substitute(value.expr, Substitution(indices=put))


def transposed(value: Shaped) -> Shaped:
    """Rows become columns."""
    if value.unsized:
        return value
    row = None if value.column is None else row_of(value.column.size)
    column = None if value.row is None else column_of(value.row.size)
    return Shaped(entry(value, column, row), row, column)


def times(left: Shaped, right: Shaped, letter: str) -> Shaped:
    """The product; what is summed over, if anything is, is called ``letter``.

    Raises:
        VocabularyError: if the sizes do not fit.
    """
    if left.unsized or right.unsized:
        return _times_identity(left, right)
    if left.is_number or right.is_number:
        shape = right if left.is_number else left
        return replace(shape, expr=sp.Mul(left.expr, right.expr))
    if left.column is None and right.row is None:
        return Shaped(sp.Mul(left.expr, right.expr), left.row, right.column)
    if left.column is None or right.row is None:
        raise VocabularyError(_no_product(left, right))
    if left.column.size != right.row.size:
        raise VocabularyError(
            f"{left.called} and {right.called} do not multiply: the columns of the one are "
            f"{left.column.size}, the rows of the other {right.row.size}"
        )
    index = Index(letter, left.column.size)
    body = sp.Mul(entry(left, left.row, index), entry(right, index, right.column))
    apart = [f for f in sp.Mul.make_args(body) if index not in free_indices(f)]
    inside = [f for f in sp.Mul.make_args(body) if index in free_indices(f)]
    whole = sp.Mul(*apart, total(sp.Mul(*inside), index))
    return Shaped(whole, left.row, right.column)


def _times_identity(left: Shaped, right: Shaped) -> Shaped:
    unit, other = (left, right) if left.unsized else (right, left)
    inner = other.row if other is right else other.column
    if not (other.unsized or other.is_number) and inner is None:
        raise VocabularyError(_no_product(left, right))
    expr = sp.Mul(left.expr, right.expr)
    return replace(unit if other.is_number else other, expr=expr)


def _no_product(left: Shaped, right: Shaped) -> str:
    if left.column is None and right.column is None and not (left.unsized or right.unsized):
        if right.is_matrix:
            return "a vector stands before a matrix: transpose it, or put brackets"
        return (
            r"two vectors side by side: write \langle a, b \rangle or a^\top b for the inner "
            r"product, a b^\top for the outer one"
        )
    return f"{left.called} and {right.called} do not multiply: is a transpose missing?"


def plus(parts: Iterable[Shaped]) -> Shaped:
    """The sum.

    Raises:
        VocabularyError: if the shapes differ.
    """
    parts = list(parts)
    shapes = list(dict.fromkeys((p.row, p.column) for p in parts if not p.unsized))
    units = [p for p in parts if p.unsized]
    if units and len(shapes) == 1 and None not in shapes[0]:
        parts = [sized(p, *shapes[0]) for p in parts]
        units = []
    if len(shapes) > 1 or (units and shapes):
        raise VocabularyError(_no_sum(parts))
    return replace(parts[0], expr=sp.Add(*(p.expr for p in parts)))


def _no_sum(parts: list[Shaped]) -> str:
    called = sorted({p.called for p in parts})
    if len(called) > 1:
        return f"{called[0]} and {called[1]} cannot be added"
    sizes = sorted({str(p.row.size if p.row is not None else p.column.size) for p in parts})  # type: ignore[union-attr]
    return f"{called[0].removeprefix('a ')}s of {' and '.join(sizes)} cannot be added"


def sized(value: Shaped, row: Index | None, column: Index | None) -> Shaped:
    """The same, an identity matrix with the size of what it stands beside.

    Raises:
        VocabularyError: if that is not square.
    """
    if not value.unsized:
        return value
    if row is None or column is None:
        raise VocabularyError("of what size is the identity matrix? Write I_D")
    if row.size != column.size:
        raise VocabularyError(
            f"an identity matrix is square, and none of {row.size} × {column.size}"
        )
    return Shaped(sp.Mul(value.expr, delta(row, column)), row, column)


def square_size(value: Shaped, what: str) -> Any:
    """The size of a square matrix; ``what`` is asked of it.

    Raises:
        VocabularyError: if it is none.
    """
    if value.unsized:
        raise VocabularyError(f"{what} of the identity matrix: of what size? Write I_D")
    if value.row is None or value.column is None:
        raise VocabularyError(f"{what} is that of a matrix, not of {value.called}")
    if value.row.size != value.column.size:
        raise VocabularyError(f"{what} is that of a square matrix, not of {value.called}")
    return value.row.size


def trace(value: Shaped, letter: str) -> Any:
    """The sum of the diagonal of a square matrix."""
    index = Index(letter, square_size(value, "a trace"))
    return total(entry(value, index, index), index)


def diagonal(value: Shaped) -> Shaped:
    """The matrix that has a vector on its diagonal, and 0 elsewhere."""
    if value.row is None or value.column is not None:
        raise VocabularyError(f"diag is of a vector, not of {value.called}")
    row, column = value.row, column_of(value.row.size)
    return Shaped(sp.Mul(value.expr, delta(row, column)), row, column)


def identity(size: Any) -> Shaped:
    """The identity matrix of a size."""
    return Shaped(delta(row_of(size), column_of(size)), row_of(size), column_of(size))
