"""Vectors and matrices for authors in Python, worked out into sums over entries.

``A @ B``, ``A.T``, ``x.T @ A @ x`` are formulas with open places; what has none left is a number,
and ``(A @ B)[i, j]`` is an entry: a formula of the vocabulary like any other.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import sympy as sp

from ..language import shapes
from ..language.claims import Equal
from ..language.context import Context, Definition, Family
from ..language.declarations import Declarations
from ..language.determinants import determinant
from ..language.errors import VocabularyError
from ..language.fixed import letters
from ..language.inverses import inverse_hypotheses
from ..language.settling import settled
from ..language.shapes import Shaped
from ..language.substitution import family_name, free_indices
from ..language.vocabulary import Index, expression, index_size

MAX_POWER = 6


class Matrix:
    """A vector or a matrix; of a vector ``x.T`` is the transposed one.

    Its operations are ``@``, ``+``, ``-``, a number times it, ``**`` a whole number, ``.T`` and
    entries in square brackets.  None of them changes the order of factors.
    """

    #: SymPy leaves a product with it to this class.
    _op_priority = 1000.0

    def __init__(self, shaped: Shaped, context: Context) -> None:
        self.shaped, self.context = shaped, context

    @property
    def T(self) -> Matrix:
        """The transpose."""
        return Matrix(shapes.transposed(self.shaped), self.context)

    def __matmul__(self, other: Any) -> Any:
        """The product; of a transposed vector and a vector it is a number."""
        if not isinstance(other, Matrix):
            raise VocabularyError("@ is between vectors and matrices: a number stands before *")
        letter = _letter(self.shaped.expr, other.shaped.expr)
        return self._made(shapes.times(self.shaped, other.shaped, letter))

    def __add__(self, other: Any) -> Matrix:
        return self._sum(other, 1)

    def __sub__(self, other: Any) -> Matrix:
        return self._sum(other, -1)

    def __neg__(self) -> Matrix:
        return self * -1

    def _sum(self, other: Any, sign: int) -> Matrix:
        if not isinstance(other, Matrix):
            raise VocabularyError(f"{self.shaped.called} and a number cannot be added")
        second = replace(other.shaped, expr=sign * other.shaped.expr)
        return Matrix(shapes.plus((self.shaped, second)), self.context)

    def __mul__(self, factor: Any) -> Matrix:
        if isinstance(factor, Matrix):
            raise VocabularyError("the product of matrices and vectors is written @")
        product = sp.Mul(expression(factor), self.shaped.expr)
        return Matrix(replace(self.shaped, expr=product), self.context)

    __rmul__ = __mul__

    def __truediv__(self, number: Any) -> Matrix:
        if isinstance(number, Matrix):
            raise VocabularyError("one divides by numbers: of a matrix say d.inverse(A)")
        return self.__mul__(1 / expression(number))

    def __pow__(self, exponent: Any) -> Matrix:
        shapes.square_size(self.shaped, "a power")
        if not isinstance(exponent, int) or not 2 <= exponent <= MAX_POWER:
            raise VocabularyError(f"a matrix has the powers 2 to {MAX_POWER}; see d.inverse(A)")
        out = self.shaped
        for _ in range(exponent - 1):
            out = shapes.times(out, self.shaped, _letter(out.expr, self.shaped.expr))
        return Matrix(out, self.context)

    def __getitem__(self, indices: Any) -> Any:
        """An entry."""
        places = [p for p in (self.shaped.row, self.shaped.column) if p is not None]
        at = indices if isinstance(indices, tuple) else (indices,)
        if len(at) != len(places):
            raise VocabularyError(f"an entry of {self.shaped.called} has {len(places)} indices")
        for index, place in zip(at, places, strict=True):
            if index_size(index) != place.size:
                raise VocabularyError(f"{index} does not run over 1..{place.size}")
        first = [None] if self.shaped.row is None else []
        return _named(shapes.entry(self.shaped, *first, *at), self.context)

    def _made(self, shaped: Shaped) -> Any:
        if shaped.is_number:
            return _named(shaped.expr, self.context)
        return Matrix(shaped, self.context)


def matrix_of(thing: Family | Definition, lead: tuple[Any, ...], context: Context) -> Matrix:
    """A declared family or definition without its last two indices, or its last one."""
    found = thing.sizes if isinstance(thing, Family) else tuple(p.size for p in thing.params)
    open_ = found[len(lead) :]
    if not 1 <= len(open_) <= 2 or getattr(thing, "values", None) is not None:
        raise VocabularyError("a vector has one open index, a matrix two")
    places = [shapes.row_of(open_[0]), *(shapes.column_of(s) for s in open_[1:])]
    column = places[1] if len(places) > 1 else None
    return Matrix(Shaped(thing.base[(*lead, *places)], places[0], column), context)


def named_matrix(matrix: Matrix) -> tuple[Any, tuple[Index, ...], tuple[Any, ...]]:
    """What a square matrix is declared as, letters for all its indices, and those before its row.

    Raises:
        VocabularyError: if it is no declared name, or not square.
    """
    entry, context = matrix.shaped.expr, matrix.context
    shapes.square_size(matrix.shaped, "an inverse")
    places = (matrix.shaped.row, matrix.shaped.column)
    if not isinstance(entry, sp.Indexed) or tuple(entry.indices[-2:]) != places:
        raise VocabularyError("an inverse is of a matrix that has a name: define it first")
    name = family_name(entry)
    thing = context.families.get(name) or context.definitions[name]
    at: list[Index] = []
    for size in (index_size(i) for i in entry.indices):
        letter = next((i for i in letters(context, size) if i not in at), None)
        if letter is None:
            raise VocabularyError(f"declare one more index that runs over 1..{size}")
        at.append(letter)
    return thing, tuple(at), tuple(entry.indices[:-2])


def trace(matrix: Matrix) -> Any:
    """The trace of a square matrix, the sum of its diagonal."""
    letter = _letter(matrix.shaped.expr)
    return _named(shapes.trace(matrix.shaped, letter), matrix.context)


def diag(vector: Matrix) -> Matrix:
    """The matrix that has ``vector`` on its diagonal."""
    return Matrix(shapes.diagonal(vector.shaped), vector.context)


def det(matrix: Matrix) -> Any:
    """The determinant of a matrix whose pivots are seen, as their product.

    Those are triangular matrices (a hypothesis says so), L diag(p) L^T and L L^T that are defined
    by a triangular L, and inverses of these.

    Raises:
        VocabularyError: for any other.
    """
    shapes.square_size(matrix.shaped, "a determinant")
    found = determinant(matrix.shaped, matrix.context, _letter(matrix.shaped.expr))
    if found is None:
        raise VocabularyError("this determinant is not seen: it is of no triangular matrix")
    return _named(found, matrix.context)


def _letter(*exprs: Any) -> str:
    """An internal name that is bound nowhere in ``exprs``."""
    numbers = [
        int(found[1])
        for e in exprs
        for i in sp.preorder_traversal(e)
        if isinstance(i, Index) and (found := re.fullmatch(r"c#(\d+)", i.name))
    ]
    return f"c#{1 + max(numbers, default=0)}"


def _named(expr: Any, context: Context) -> Any:
    # A declared index may be free elsewhere in the line: no sum here takes its letter.
    free = {i.name for i in free_indices(expr)}
    return settled(expr, context, frozenset((*context.indices, *free)))


class MatrixWords(Declarations):
    """Declares vectors, matrices and inverses."""

    def vector(self, name: str, size: Any, tex: str = "", note: str = "") -> Matrix:
        """A vector of real numbers, for products such as ``A @ x`` (entries are ``x[i]``)."""
        return self.matrix_of(self.family(name, size, tex=tex, vector=True, note=note))

    def matrix(self, name: str, rows: Any, columns: Any, tex: str = "", note: str = "") -> Matrix:
        """A matrix of real numbers, for products such as ``A @ x`` (entries are ``A[i, j]``)."""
        return self.matrix_of(self.family(name, rows, columns, tex=tex, note=note))

    def matrix_of(self, thing: Family | Definition, *lead: Any) -> Matrix:
        """The matrix, or vector, that a family or definition is behind the indices ``lead``."""
        return matrix_of(thing, lead, self.context)

    def identity(self, size: Any) -> Matrix:
        """The identity matrix of a size."""
        return Matrix(shapes.identity(size), self.context)

    def inverse(self, matrix: Matrix, name: str = "", tex: str = "") -> Matrix:
        """The inverse of a declared or defined matrix: its entries, and two hypotheses about them.

        Raises:
            VocabularyError: if the matrix is no declared name, or not square.
        """
        thing, at, lead = named_matrix(matrix)
        name = name or f"{thing.name}_inv"
        tex = tex or f"{thing.tex}^{{\\mathrm{{inv}}}}"
        note = f"the inverse of ${thing.tex}$"
        other = self.family(name, *(i.size for i in at), tex=tex, note=note)
        scope = frozenset(i.name for i in at)
        for one in inverse_hypotheses(thing, other, at, Index("c#1", at[-1].size), name):
            sides = (settled(e, self.context, scope) for e in one.relation.expressions())
            self.suppose(replace(one, relation=Equal(*sides)))
        return self.matrix_of(other, *lead)
