"""What authors get wrong in a formula, one slip at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from .context import Context
from .places import Path, Scope, places, put
from .substitution import family_name, free_indices, substitute_index
from .vocabulary import BINDERS, Index, Indicator, MinOver, XLogY

#: (operator, changed thing)
Slip = tuple[str, Any]
HALF = sp.Rational(1, 2)


def slips_of_expression(expr: Any, context: Context) -> Iterator[Slip]:
    """Every formula that differs from ``expr`` by one slip."""
    for path, part, scope in places(expr):
        slips = [_slips(part, scope, context)]
        if _is_term(expr, path):
            slips.append(_weighted(part, scope, context))
        for name, new in itertools.chain(*slips):
            changed = put(expr, path, new)
            if changed != expr:
                yield name, changed


def _is_term(expr: Any, path: Path) -> bool:
    """Whether what stands at ``path`` is all there is, a summand or what a binder binds."""
    above = expr
    for position in path[:-1]:
        above = above.args[position]
    return not path or isinstance(above, sp.Add) or (isinstance(above, BINDERS) and path[-1] == 0)


def _weighted(part: Any, scope: Scope, context: Context) -> Iterator[Slip]:
    """The term times pi_k, N_k, ...: times an entry of a family with one index."""
    if isinstance(part, sp.Number | Index):
        return
    inside = dict.fromkeys((*scope, *sorted(free_indices(part), key=str)))
    for name, sizes in _one_index(context):
        index = next((i for i in inside if i.size == sizes), None)
        if index is not None:
            yield "weight", part * name[index]


def _one_index(context: Context) -> Iterator[tuple[Any, Any]]:
    for family in context.families.values():
        if family.values is None and len(family.sizes) == 1 and family.sign != "real":
            yield family, family.sizes[0]
    for definition in context.definitions.values():
        if len(definition.params) == 1:
            yield definition, definition.params[0].size


def _slips(part: Any, scope: Scope, context: Context) -> Iterator[Slip]:
    if isinstance(part, Index):
        yield from _of_index(part, scope, context)
        return
    if isinstance(part, sp.Number):
        yield "number", part + 1
        if part < 0:
            yield "sign", -part
        return
    yield "sign", -part
    yield "factor 2", 2 * part
    yield "factor 1/2", part * HALF
    if isinstance(part, sp.Add | sp.Mul):
        name = "term dropped" if isinstance(part, sp.Add) else "factor dropped"
        for position in range(len(part.args)):
            kept = [a for i, a in enumerate(part.args) if i != position]
            yield name, part.func(*kept)
    if isinstance(part, sp.Symbol):
        yield from _of_symbol(part, context)
    if isinstance(part, sp.Indexed):
        yield from _of_entry(part, context)
    yield from _of_function(part)
    if isinstance(part, BINDERS):
        yield from _of_binder(part, scope, context)


def _of_symbol(symbol: Any, context: Context) -> Iterator[Slip]:
    if symbol.name in context.sizes:
        yield "size 1", sp.Integer(1)
        for other in context.sizes.values():
            if other != symbol:
                yield "size", other
    mine = context.symbols.get(symbol.name)
    for item in context.symbols.values():
        if mine is not None and item is not mine and item.sign == mine.sign:
            yield "symbol", item.symbol


def _of_index(index: Index, scope: Scope, context: Context) -> Iterator[Slip]:
    others = [i for i in (*scope, *context.indices.values()) if i.size == index.size]
    for other in dict.fromkeys(others):
        if other != index:
            yield "index", other


def _of_entry(entry: Any, context: Context) -> Iterator[Slip]:
    indices, name = tuple(entry.indices), family_name(entry)
    if len(indices) == 2 and indices[0] != indices[1]:
        yield "transposed", entry.base[indices[1], indices[0]]
    if isinstance(indices[0], Index):
        yield "index shifted", entry.base[(indices[0] + 1, *indices[1:])]
    shape = _shapes(context).get(name)
    for other, (base, sizes) in _shapes(context).items():
        if shape is not None and other != name and sizes == shape[1]:
            yield "family", base[indices]


def _shapes(context: Context) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """All names with indices that stand for numbers: their bases and ranges."""
    found = {n: (f.base, tuple(f.sizes)) for n, f in context.families.items() if f.values is None}
    for name, definition in context.definitions.items():
        if definition.params:
            found[name] = (definition.base, tuple(p.size for p in definition.params))
    return found


def _of_function(part: Any) -> Iterator[Slip]:
    if isinstance(part, sp.exp):
        yield "exp lost", part.args[0]
    elif isinstance(part, sp.log):
        yield "log lost", part.args[0]
    elif isinstance(part, sp.Abs):
        yield "absolute value lost", part.args[0]
    elif isinstance(part, sp.Pow):
        yield ("square lost" if part.exp == 2 else "power lost"), part.base
        yield "inverse", part.base ** (-part.exp)
        if part.exp.is_Integer:
            yield "exponent", part.base ** (part.exp + 1)
    elif isinstance(part, XLogY):
        yield "log lost", part.args[0] * part.args[1]
    elif isinstance(part, Indicator | sp.KroneckerDelta):
        yield "indicator lost", sp.Integer(1)


def _of_binder(part: Any, scope: Scope, context: Context) -> Iterator[Slip]:
    body, limits = part.args[0], part.args[1:]
    if isinstance(part, MinOver):
        yield "min for max", -MinOver(-body, limits[0])
        yield "sum for min", sp.Sum(body, limits[0])
    elif isinstance(part, sp.Sum):
        yield "product for sum", sp.Product(body, *limits)
    else:
        yield "sum for product", sp.Sum(body, *limits)
    (index, low, size), rest = limits[0], limits[1:]
    yield "range shifted", part.func(body, (index, low + 1, size), *rest)
    yield "range shifted", part.func(body, (index, low, size - 1), *rest)
    for other in context.sizes.values():
        if other != size:
            yield "range of another size", part.func(body, (index, low, other), *rest)
    others = [i for i in (*scope, *context.indices.values()) if i.size == size and i != index]
    if others:
        yield "index left free", part.func(body, (others[0], low, size), *rest)
        chosen = substitute_index(body, index, others[0])
        yield "sum dropped", part.func(chosen, *rest) if rest else chosen
