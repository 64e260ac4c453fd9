"""The closed vocabulary: what a statement may be made of.

Statements are SymPy expressions, but of a few kinds only (see :mod:`.hygiene`).
This module adds the kinds that SymPy lacks or rewrites behind one's back:

* :class:`Index` -- an index that knows its range 1..size;
* :func:`total`, :func:`product` -- finite sums and products over such an index;
* :class:`MinOver` -- the least value of a family, :func:`minimum`;
* :class:`Indicator` -- 1[a = b];
* :class:`IndexNumber` -- an index as the number that it is;
* :class:`XLogY` -- q log u, with the convention that it is 0 at q = 0;
* :class:`MapSum` -- a sum over all assignments z: {1..N} -> {1..K}.

None of the new kinds evaluates itself: what is written is what is stored.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import sympy as sp

from .errors import VocabularyError
from .memory import remembered

#: Expressions are SymPy's; SymPy is untyped, so to the type checker they are anything.
Expr: TypeAlias = Any


#: Of the numerator and denominator of a number: Python does not print much longer ones.
MAX_BITS = 10_000


@remembered
def bits(expr: Any) -> int:
    """The bits of the longest number in ``expr``."""
    if isinstance(expr, sp.Rational):
        return max(abs(int(expr.p)), int(expr.q)).bit_length()
    return max(map(bits, expr.args), default=0)


@remembered
def without_signs(expr: Any) -> Any:
    """``expr`` with each -(a + b) as -a - b: SymPy's Abs leaves such in what it takes apart.

    What SymPy would change for another reason stays as it is, for the door to refuse.
    """
    args = tuple(map(without_signs, expr.args))
    if args != expr.args:
        if expr.func(*expr.args) != expr:
            return expr
        expr = expr.func(*args)
    minus = isinstance(expr, sp.Mul) and len(expr.args) == 2 and expr.args[0] == -1
    return sp.Mul(*expr.args) if minus and isinstance(expr.args[1], sp.Add) else expr


def expression(value: Any) -> Expr:
    """``value`` as an expression; whole numbers are taken, text is never parsed.

    Raises:
        VocabularyError: if ``value`` is neither an expression nor a whole number, or has a
            number that is too long to be shown.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = sp.Integer(value)
    if isinstance(value, sp.Basic):
        if bits(value) > MAX_BITS:
            raise VocabularyError(f"a number has more than {MAX_BITS} bits")
        return without_signs(value)
    raise VocabularyError(f"{value!r} is not an expression (write fractions as Rational(p, q))")


class Index(sp.Symbol):  # type: ignore[misc]
    """An index with values 1, ..., ``size``; indices of different size differ.

    >>> N = sp.Symbol("N", integer=True, positive=True)
    >>> n = Index("n", N)
    >>> n.size
    N
    """

    __slots__ = ("size",)

    def __new__(cls, name: str, size: sp.Symbol) -> Index:
        return _index(cls, name, size)  # type: ignore[arg-type]

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.size.name)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.size), {}


@lru_cache(maxsize=10_000)
def _index(cls: type[Index], name: str, size: sp.Symbol) -> Index:
    """One object for equal indices: SymPy takes long to make a symbol and to compare two."""
    obj = sp.Symbol.__xnew__(cls, name, integer=True, positive=True)
    obj.size = size
    return obj  # type: ignore[no-any-return]


class AssignmentName(sp.Symbol):  # type: ignore[misc]
    """The name of an index-valued family; ``size`` is the range of its values."""

    __slots__ = ("size",)

    def __new__(cls, name: str, size: sp.Symbol) -> AssignmentName:
        obj = sp.Symbol.__xnew__(cls, name, integer=True, positive=True)
        obj.size = size
        return obj  # type: ignore[no-any-return]

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.size.name)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.size), {}


class MinOver(sp.Expr):  # type: ignore[misc]
    """min_k body, over k = 1..size.  ``args`` are (body, (k, 1, size)) as in ``Sum``."""

    is_commutative = True

    def __new__(cls, body: Any, limit: Any) -> MinOver:
        return sp.Expr.__new__(cls, expression(body), sp.Tuple(*limit))  # type: ignore[no-any-return]

    @property
    def free_symbols(self) -> set[Any]:
        body, (index, _, size) = self.args
        return set(body.free_symbols) - {index} | {size}

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool:
        return True


class MapSum(sp.Expr):  # type: ignore[misc]
    """Sum of ``body`` over all maps z: {1..rows} -> {1..values}; values**rows terms."""

    is_commutative = True

    def __new__(cls, body: Any, base: Any, rows: Any, values: Any) -> MapSum:
        return sp.Expr.__new__(cls, expression(body), base, rows, values)  # type: ignore[no-any-return]

    @property
    def free_symbols(self) -> set[Any]:
        body, base, rows, values = self.args
        return set(body.free_symbols) - {base, base.label} | {rows, values}


class Indicator(sp.Function):  # type: ignore[misc]
    """1[a = b]: the number one where a equals b, zero elsewhere (never a delta function)."""

    nargs = 2
    is_real = True
    is_nonnegative = True


class XLogY(sp.Function):  # type: ignore[misc]
    """q log u for q > 0 and u > 0; zero where q = 0, whatever u is ("0 log 0 = 0")."""

    nargs = 2
    is_real = True


class IndexNumber(sp.Function):  # type: ignore[misc]
    """The value of an index, 1 to its size, as a number."""

    nargs = 1
    is_real = True
    is_positive = True


#: Expressions that bind an index through a limit (index, 1, size).
BINDERS = (sp.Sum, sp.Product, MinOver)


def total(body: Any, *indices: Index) -> Expr:
    """The finite sum of ``body`` over the full ranges of ``indices``, first index innermost."""
    return sp.Sum(body, *[(i, 1, i.size) for i in indices])


def product(body: Any, index: Index) -> Expr:
    """The finite product of ``body`` over the full range of ``index``."""
    return sp.Product(body, (index, 1, index.size))


def minimum(body: Any, index: Index) -> Expr:
    """The least of ``body`` over the full range of ``index``."""
    return MinOver(body, (index, 1, index.size))


def over_maps(body: Any, z: Any) -> Expr:
    """The sum of ``body`` over all assignments ``z`` (a declared index-valued family)."""
    return MapSum(body, z.base, z.rows, z.values)


def indicator(a: Any, b: Any) -> Expr:
    """1[a = b]."""
    return Indicator(a, b)


def delta(i: Any, j: Any) -> Expr:
    """Kronecker's delta of two indices of one size."""
    return sp.KroneckerDelta(i, j)


def as_number(index: Any) -> Expr:
    """The value of an index, or of a label, as a number: for the next one that number plus 1."""
    if isinstance(index, sp.Add) and index_size(index) is not None:
        return IndexNumber(index.args[1]) + index.args[0]
    return IndexNumber(index)


def xlogy(q: Any, u: Any) -> Expr:
    """q log u with 0 log 0 = 0."""
    return XLogY(q, u)


def index_size(index: Any) -> Any:
    """The size of the range of an index expression, or None if it is not one.

    An index expression is an :class:`Index`, an index plus one (the next member of a
    sequence), or an entry of an index-valued family.
    """
    if isinstance(index, Index):
        return index.size
    if isinstance(index, sp.Add) and len(index.args) == 2 and index.args[0] == 1:
        return index_size(index.args[1])
    if isinstance(index, sp.Indexed):
        return getattr(index.base.label, "size", None)
    return None


@remembered
def has_next(expr: Any) -> bool:
    """Whether an index t + 1 occurs in ``expr``."""
    if isinstance(expr, sp.Indexed):
        return any(isinstance(i, sp.Add) or has_next(i) for i in expr.indices)
    return any(has_next(a) for a in getattr(expr, "args", ()))
