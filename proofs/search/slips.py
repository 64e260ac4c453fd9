"""Lines one known slip away: a sign, a factor, a weight, an index, a square."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from ..language.claims import (
    AtMost,
    Binary,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.context import Context
from ..language.inverses import inverses
from ..language.others import torn
from ..language.places import places, put
from ..language.substitution import family_name, free_indices, indices_among, substitute_index
from ..language.vocabulary import BINDERS, Index, index_size

TURNED, SIGN = "the bound is the wrong way round", "a sign"
TRANSPOSE = "a transpose (missing, or one too many)"
FACTORS = "the factors the other way round"
WEAKER = ("an inequality (<=) instead of =", "an inequality (>=) instead of =")
Change = tuple[str, Any]
_SCALED = (*(sp.Number, sp.Symbol, sp.Add, sp.Mul, sp.Pow, sp.Indexed, sp.log, sp.exp, *BINDERS),)


def mended(relation: Relation, context: Context) -> Iterator[tuple[str, Relation]]:
    """Relations that differ from ``relation`` by one slip, the commonest first."""
    if isinstance(relation, AtMost | LessThan):
        yield TURNED, type(relation)(relation.rhs, relation.lhs)
    if isinstance(relation, LessThan):
        yield "< for <=, since the two sides may be equal", AtMost(relation.lhs, relation.rhs)
    if isinstance(relation, Optimum):
        kind = "maximises" if relation.kind == "minimises" else "minimises"
        yield "a greatest for a least value, or a sign", replace(relation, kind=kind)
        if relation.unique:
            yield "the optimum need not be the only one", replace(relation, unique=False)
    if isinstance(relation, NotEqual):
        yield "= for \\ne", Equal(relation.lhs, relation.rhs)
    everywhere = sorted(indices_among(relation.expressions()), key=str)
    for side, expr in _sides(relation):
        if index_size(expr) is not None:
            yield from _labels(relation, side, expr, context)
            continue
        for name, changed in changes(expr, context, tuple(everywhere)):
            if not torn(expr, changed):
                yield name, replace(relation, **{side: changed})
    if isinstance(relation, Equal):
        yield WEAKER[0], AtMost(relation.lhs, relation.rhs)
        yield WEAKER[1], AtMost(relation.rhs, relation.lhs)


def _labels(
    relation: Relation, side: str, expr: Any, context: Context
) -> Iterator[tuple[str, Relation]]:
    """Another index for a label, or for the index of one: nothing is reckoned with labels."""
    for index in sorted(free_indices(expr), key=str):
        for other in context.indices.values():
            if other.size == index.size and other != index:
                yield "an index", replace(relation, **{side: substitute_index(expr, index, other)})


def _sides(relation: Relation) -> list[tuple[str, Any]]:
    """The sides in which a slip is looked for: what a line says last comes first."""
    if isinstance(relation, HasGradient):
        return [("gradient", relation.gradient)]
    if isinstance(relation, TendsTo):
        return [("limit", relation.limit), ("function", relation.function)]
    if isinstance(relation, ZeroExactlyAt):
        return [("solution", relation.solution)]
    if isinstance(relation, Optimum):
        return [("value", relation.value)]
    assert isinstance(relation, Binary)  # noqa: S101
    return [("rhs", relation.rhs), ("lhs", relation.lhs)]


def changes(expr: Any, context: Context, free: tuple[Index, ...] = ()) -> Iterator[Change]:
    """Formulas that differ from ``expr`` by one slip, by kinds; ``free`` are indices in scope."""
    parts = [(p, part, scope) for p, part, scope in places(expr) if not _is_index(part)]
    for path, part, _ in parts:
        yield from _put(expr, path, [(SIGN, -part)])
    outside = [(path, part) for path, part, _ in parts if not _in_exponent(expr, path)]
    for path, part in outside:
        yield from _put(expr, path, _factors(part, context))
    for path, part in outside:
        yield from _put(expr, path, _powers(part))
    for path, part, scope in places(expr):
        if _is_index(part):
            others = [i for i in (*scope, *context.indices.values()) if i.size == part.size]
            found = [("an index", o) for o in dict.fromkeys(others) if o != part]
            yield from _put(expr, path, found)
    for path, part, _ in parts:
        yield from _put(expr, path, _turned_products(part, context))
    for path, part, scope in parts:
        yield from _put(expr, path, _letters(part, (*scope, *free), context))
    for path, part, scope in parts:
        if not path or isinstance(part, sp.Add | sp.Mul | sp.Pow | sp.Indexed | sp.log):
            yield from _put(expr, path, _weights(part, (*scope, *free), context))
    for path, part, _ in parts:
        yield from _put(expr, path, _dropped(part))


def _put(expr: Any, path: tuple[int, ...], found: Any) -> Iterator[Change]:
    for name, new in found:
        try:
            changed = put(expr, path, new)
        except Exception:  # SymPy would not build it: no candidate
            continue
        if changed != expr:
            yield name, changed


def _in_exponent(expr: Any, path: tuple[int, ...]) -> bool:
    """Whether the place is in the exponent of a power (that of e has factors of its own)."""
    for position in path:
        if isinstance(expr, sp.Pow) and position == 1:
            return True
        expr = expr.args[position]
    return False


def _is_index(part: Any) -> bool:
    return isinstance(part, Index)


def _factors(part: Any, context: Context) -> Iterator[Change]:
    if isinstance(part, _SCALED):
        yield "a factor 2", 2 * part
        yield "a factor 1/2", part / 2
        for size in context.sizes.values():
            yield f"a factor {size}", part * size
            yield f"a factor 1/{size}", part / size


def _powers(part: Any) -> Iterator[Change]:
    if isinstance(part, sp.Number):
        return
    yield "a missing square", part**2
    if isinstance(part, sp.Pow):
        yield ("a square too many" if part.exp == 2 else "an exponent"), part.base
        yield "an inverse", part.base ** (-part.exp)
        if part.exp.is_Integer:
            yield "an exponent", part.base ** (part.exp + 1)
            yield "an exponent", part.base ** (part.exp - 1)
    else:
        yield "an inverse", 1 / part


def _entries(inside: tuple[Index, ...], context: Context) -> Iterator[tuple[str, Any]]:
    """All numbers that can be named with the indices ``inside``, and how they are written."""
    items: list[tuple[Any, tuple[Any, ...]]] = [
        (f, tuple(f.sizes)) for f in context.families.values() if f.values is None
    ]
    items += [(d, tuple(p.size for p in d.params)) for d in context.definitions.values()]
    for item, sizes in items:
        if "(" in item.tex:  # a function of notes: nobody writes b for R(b)
            continue
        for at in _choices(sizes, list(dict.fromkeys(inside))):
            yield item.tex, item[at] if at else item.base
    for symbol in context.symbols.values():
        yield symbol.tex, symbol.symbol


def _weights(part: Any, scope: tuple[Index, ...], context: Context) -> Iterator[Change]:
    inside = (*scope, *sorted(free_indices(part), key=str))
    for tex, entry in _entries(inside, context):
        yield f"a factor {tex}", part * entry
        yield f"a factor {tex} too many", part / entry


def _letters(part: Any, scope: tuple[Index, ...], context: Context) -> Iterator[Change]:
    """Another name for a name, another index that is summed over."""
    if isinstance(part, sp.Symbol) and part.name in context.sizes:
        yield from ((f"{size} for {part}", size) for size in context.sizes.values())
    elif isinstance(part, sp.Indexed | sp.Symbol):
        inside = (*scope, *sorted(free_indices(part), key=str))
        old = part.base.label if isinstance(part, sp.Indexed) else part
        for tex, entry in _entries(inside, context):
            yield (
                _exchanged(part, entry, tex, _tex(old, context), context) or f"{tex} for {old}",
                entry,
            )
    elif isinstance(part, BINDERS) and len(part.args) == 2:
        body, (index, low, _) = part.args
        for other in sorted(free_indices(body) - {index}, key=str):
            yield f"the sum is over {other}", part.func(body, (other, low, other.size))


def _exchanged(old: Any, new: Any, tex: str, before: str, context: Context) -> str:
    """What is named of an entry of the same family, or of the inverse; else nothing."""
    if tex == before:
        square = isinstance(new, sp.Indexed) and _is_matrix(new, context)
        return TRANSPOSE if square and new.indices == old.indices[::-1] else "an index"
    inverse = inverses(context.hypotheses.values())
    both = isinstance(new, sp.Indexed) and isinstance(old, sp.Indexed)
    return "an inverse" if both and inverse.get(family_name(old)) == family_name(new) else ""


def _is_matrix(entry: Any, context: Context) -> bool:
    """Whether it is an entry of a square matrix."""
    family = context.families.get(family_name(entry))
    return family is not None and len(family.sizes) == 2 and family.sizes[0] == family.sizes[1]


def _turned_products(part: Any, context: Context) -> Iterator[Change]:
    """The product of two matrices the other way round."""
    if not isinstance(part, sp.Sum) or not isinstance(part.args[0], sp.Mul):
        return
    matrices = [
        f for f in part.args[0].args if isinstance(f, sp.Indexed) and _is_matrix(f, context)
    ]
    if len(matrices) == 2:
        a, b = matrices
        others = [f for f in part.args[0].args if f not in matrices]
        body = sp.Mul(*others, b.base[a.indices], a.base[b.indices])
        yield FACTORS, part.func(body, *part.args[1:])


def _tex(name: Any, context: Context) -> str:
    found = context.families.get(str(name)) or context.definitions.get(str(name))
    return found.tex if found is not None else ""


def _choices(sizes: tuple[Any, ...], inside: list[Index]) -> Iterator[tuple[Index, ...]]:
    if not sizes:
        yield ()
        return
    for index in inside:
        if index.size == sizes[0]:
            for rest in _choices(sizes[1:], [i for i in inside if i != index]):
                yield (index, *rest)


def _dropped(part: Any) -> Iterator[Change]:
    if isinstance(part, sp.Add | sp.Mul):
        what = "a term" if isinstance(part, sp.Add) else "a factor"
        for position in range(len(part.args)):
            rest = [a for at, a in enumerate(part.args) if at != position]
            yield f"{what} too many", part.func(*rest)
    if isinstance(part, sp.Add | sp.Mul | sp.Symbol | sp.Indexed):
        yield "an absolute value", sp.Abs(part)
    if isinstance(part, sp.log | sp.exp):
        yield f"a {type(part).__name__} too many", part.args[0]
    if isinstance(part, BINDERS):
        yield "a sum too many", part.args[0]
    if isinstance(part, sp.Integer):
        yield from (("another number", part + 1), ("another number", part - 1))
    if isinstance(part, sp.Indexed) and len(part.indices) > 1:
        yield "the indices the other way round", part.base[tuple(reversed(part.indices))]
