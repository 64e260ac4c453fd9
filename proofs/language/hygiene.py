"""The vocabulary check: every expression that enters a derivation passes through here."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .context import Context
from .errors import VocabularyError
from .evaluated import made_again, unevaluated
from .functions import BY_HEAD, OF_NUMBERS
from .instead import outside
from .substitution import family_name, free_indices, names_used
from .vocabulary import BINDERS, MAX_BITS, Index, IndexNumber, MapSum, bits, index_size
from .whole import whole
from .wording import written

_PLAIN = (sp.Add, sp.Mul, *OF_NUMBERS)


def check_expression(expr: Any, context: Context, extra: frozenset[Index] = frozenset()) -> None:
    """Accept ``expr`` if it is made of the vocabulary and of declared names only.

    ``extra`` are indices that are in scope besides those free in ``expr`` (the
    other free indices of a relation, the parameters of a definition).

    Raises:
        VocabularyError: naming the part that is refused and why.
    """
    free = free_indices(expr)
    for index in free:
        if context.indices.get(index.name) != index:
            raise VocabularyError(f"the index {index} is neither bound nor declared")
    _walk(expr, context, free | extra, frozenset())
    _normal(expr)


def check_index(index: Any, context: Context) -> None:
    """Accept ``index`` if it is an index expression of declared names.

    Raises:
        VocabularyError: otherwise.
    """
    free = free_indices(index)
    for name in free:
        if context.indices.get(name.name) != name:
            raise VocabularyError(f"the index {name} is neither bound nor declared")
    _index(index, context, free, frozenset())
    _normal(index)


def _normal(expr: Any) -> None:
    """Refuse what would be another formula once it is built again from its parts."""
    part = unevaluated(expr)
    if part is not None:
        other = made_again(part)
        found = "another formula" if other is None else written(other)
        raise VocabularyError(
            f"{written(part)} is not in normal form: built again from its parts it is {found}"
        )


def _walk(expr: Any, ctx: Context, bound: frozenset[Index], maps: frozenset[str]) -> None:
    if isinstance(expr, sp.Rational):
        if bits(expr) > MAX_BITS:
            raise VocabularyError(f"a number has more than {MAX_BITS} bits")
        return
    if expr is sp.pi:
        return
    if isinstance(expr, Index):
        raise VocabularyError(
            f"the index {expr} stands where a number is expected: as_number({expr}) is one"
        )
    if isinstance(expr, sp.Symbol):
        _known_symbol(expr, ctx)
    elif isinstance(expr, sp.Indexed):
        _entry(expr, ctx, bound, maps)
    elif isinstance(expr, sp.KroneckerDelta):
        sizes = [_index(i, ctx, bound, maps) for i in expr.args[:2]]
        if sizes[0] != sizes[1] or len(expr.args) > 2:
            raise VocabularyError(f"{written(expr)} compares indices of different ranges")
    elif isinstance(expr, IndexNumber):
        if index_size(expr.args[0]) is None or isinstance(expr.args[0], sp.Add):
            raise VocabularyError(f"{written(expr)} is no number: of the next index it is plus 1")
        _index(expr.args[0], ctx, bound, maps)
    elif isinstance(expr, BINDERS):
        inner = set(bound)
        for limit in expr.args[1:]:
            index, low, size = limit
            if not isinstance(index, Index) or low != 1 or size != index.size:
                raise VocabularyError(f"the range of {limit} is not 1..size of a declared index")
            if ctx.sizes.get(size.name) != size:
                raise VocabularyError(f"the size {size} is not declared")
            ctx.refuse_bound(index)
            if index.name in {b.name for b in inner}:
                raise VocabularyError(
                    f"the index {index} is bound twice (take another letter for the sum): "
                    "it is also free, or bound further out, "
                    f"in {written(expr)}"
                )
            inner.add(index)
        _walk(expr.args[0], ctx, frozenset(inner), maps)
    elif isinstance(expr, MapSum):
        body, base, rows, values = expr.args
        family = ctx.families.get(base.label.name)
        if base.label.name in maps:
            raise VocabularyError(f"the assignment {base} is summed over twice")
        if family is None or family.values != values or family.sizes != (rows,):
            raise VocabularyError(f"{base} is not a declared assignment of these ranges")
        _walk(body, ctx, bound, maps | {base.label.name})
        for name in names_used(body) & set(ctx.definitions):
            if base.label.name in names_used(ctx.unfold_all(ctx.definitions[name].body)):
                raise VocabularyError(
                    f"{name} depends on {base}, which is summed over here: write it out"
                )
    elif isinstance(expr, sp.Pow):
        _walk(expr.base, ctx, bound, maps)
        _walk(expr.exp, ctx, bound, maps)
    elif isinstance(expr, _PLAIN):
        for arg in expr.args:
            _walk(arg, ctx, bound, maps)
        known = BY_HEAD.get(type(expr))
        if known is not None and known.of_whole and not whole(expr.args[0], ctx):
            raise VocabularyError(
                f"{written(expr)} needs a whole number: declare what it is of natural, or write "
                "gamma(x + 1) for x!"
            )
    else:
        raise VocabularyError(outside(expr))


def _known_symbol(symbol: Any, ctx: Context) -> None:
    declared = ctx.symbols.get(symbol.name)
    known = declared.symbol if declared else ctx.sizes.get(symbol.name)
    if known is None and symbol.name in ctx.definitions:
        known = ctx.definitions[symbol.name].base
    if known is None:
        raise VocabularyError(f"the symbol {symbol} is not declared")
    if known != symbol:
        raise VocabularyError(f"the symbol {symbol} is declared with other assumptions")


def _entry(expr: Any, ctx: Context, bound: frozenset[Index], maps: frozenset[str]) -> None:
    name = family_name(expr)
    family, definition = ctx.families.get(name), ctx.definitions.get(name)
    if family is None and definition is None:
        raise VocabularyError(f"the family {name} is not declared")
    base = family.base if family else definition.base if definition else None
    if base != expr.base:
        raise VocabularyError(f"the family {name} is declared with other assumptions")
    wanted = family.sizes if family else tuple(p.size for p in definition.params)  # type: ignore[union-attr]
    if len(wanted) != len(expr.indices):
        raise VocabularyError(f"{written(expr)} should have {len(wanted)} indices")
    if name in maps and any(isinstance(i, sp.Add) for i in expr.indices):
        raise VocabularyError(
            f"{written(expr)}: an assignment that is summed over ends with its range"
        )
    for index, size in zip(expr.indices, wanted, strict=True):
        if _index(index, ctx, bound, maps) != size:
            raise VocabularyError(
                f"the index {index} of {written(expr)} does not range over 1..{size}"
            )
    if definition is not None and any(isinstance(i, sp.Add) for i in expr.indices):
        _within_one(ctx.unfold_all(expr), expr)


def _no_number(index: Any) -> str:
    """What to write instead of a number that stands where an index is expected."""
    if not getattr(index, "is_Integer", False):
        return ""
    return (
        f": one fixed entry is taken at a place, x[d.place(N, {index})]; any one at an index of "
        "its own, j = d.index('j', N), by which nothing is summed"
    )


def _within_one(expr: Any, entry: Any) -> None:
    """Refuse an ``entry`` of a definition that looks at t + 1, if it is itself taken at t + 1."""
    if isinstance(expr, sp.Indexed) and any(
        isinstance(i, sp.Add) and i.args[0] != 1 for i in expr.indices
    ):
        raise VocabularyError(
            f"{written(entry)} looks at {written(expr)}, more than one beyond the range"
        )
    for arg in expr.args:
        _within_one(arg, entry)


def _index(index: Any, ctx: Context, bound: frozenset[Index], maps: frozenset[str]) -> Any:
    if isinstance(index, Index):
        if index not in bound:
            raise VocabularyError(f"the index {index} is neither bound nor declared")
    elif isinstance(index, sp.Indexed):
        _entry(index, ctx, bound, maps)
    elif isinstance(index, sp.Add):
        _index(index.args[1], ctx, bound, maps)
    size = index_size(index)
    if size is None:
        raise VocabularyError(f"{index} is not an index{_no_number(index)}")
    return size
