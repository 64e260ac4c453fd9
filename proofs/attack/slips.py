"""What authors get wrong in a formula or a relation, one slip at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..claims import AtMost, Binary, Equal, LessThan, NotEqual, Optimum, Relation, TendsTo
from ..context import Context
from ..substitution import Substitution, family_name, substitute, substitute_index
from ..vocabulary import Index, Indicator, MinOver, XLogY
from .places import Scope, places, put

#: (operator, changed thing)
Slip = tuple[str, Any]
HALF = sp.Rational(1, 2)
_SIGN: dict[type[Binary], str] = {Equal: "=", NotEqual: "!=", AtMost: "<=", LessThan: "<"}
_OTHER_SIGNS: dict[type[Binary], tuple[type[Binary], ...]] = {
    Equal: (NotEqual, AtMost, LessThan),
    NotEqual: (Equal,),
    AtMost: (LessThan, Equal),
    LessThan: (AtMost, Equal),
}


def slips_of_expression(expr: Any, context: Context) -> Iterator[Slip]:
    """Every formula that differs from ``expr`` by one slip."""
    for path, part, scope in places(expr):
        for name, new in _slips(part, scope, context):
            changed = put(expr, path, new)
            if changed != expr:
                yield name, changed


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
    if isinstance(part, sp.Symbol) and part.name in context.sizes:
        for other in context.sizes.values():
            if other != part:
                yield "size", other
    if isinstance(part, sp.Indexed):
        yield from _of_entry(part, context)
    yield from _of_function(part)
    if isinstance(part, sp.Sum | sp.Product | MinOver):
        yield from _of_binder(part, scope, context)


def _of_index(index: Index, scope: Scope, context: Context) -> Iterator[Slip]:
    others = [i for i in (*scope, *context.indices.values()) if i.size == index.size]
    for other in dict.fromkeys(others):
        if other != index:
            yield "index", other


def _of_entry(entry: Any, context: Context) -> Iterator[Slip]:
    indices = tuple(entry.indices)
    if len(indices) == 2 and indices[0] != indices[1]:
        yield "transposed", entry.base[indices[1], indices[0]]
    family = context.families.get(family_name(entry))
    if family is None or family.values is not None:
        return
    for other in context.families.values():
        if other.name != family.name and other.sizes == family.sizes and other.values is None:
            yield "family", other.base[indices]


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
    elif isinstance(part, sp.Sum):
        yield "product for sum", sp.Product(body, *limits)
    else:
        yield "sum for product", sp.Sum(body, *limits)
    index = limits[0][0]
    for other in (*scope, *context.indices.values()):
        if other.size == index.size and other != index:
            rest = substitute_index(body, index, other)
            yield "sum dropped", (part.func(rest, *limits[1:]) if len(limits) > 1 else rest)
            break


def slips_of_relation(relation: Relation, context: Context) -> Iterator[Slip]:
    """Every relation that differs from ``relation`` by one slip."""
    for item in dataclasses.fields(relation):
        value = getattr(relation, item.name)
        fixed = isinstance(relation, TendsTo) and item.name == "variable"
        if fixed or not isinstance(value, sp.Basic) or isinstance(value, Index):
            continue
        for name, changed in slips_of_expression(value, context):
            yield name, dataclasses.replace(relation, **{item.name: changed})
    yield from _of_kind(relation)


def _of_kind(relation: Relation) -> Iterator[Slip]:
    if isinstance(relation, Equal | AtMost | LessThan | NotEqual):
        left, right = relation.lhs, relation.rhs
        for new in _OTHER_SIGNS[type(relation)]:
            yield f"{_SIGN[type(relation)]} to {_SIGN[new]}", new(left, right)
        if isinstance(relation, AtMost | LessThan):
            yield "turned over", type(relation)(right, left)
    elif isinstance(relation, TendsTo):
        s = relation.variable
        mirrored = substitute(relation.function, Substitution(symbols={s.name: -s}))
        yield "side of the limit", dataclasses.replace(relation, function=mirrored)
    elif isinstance(relation, Optimum):
        other = "maximises" if relation.kind == "minimises" else "minimises"
        yield "min for max", dataclasses.replace(relation, kind=other)
        yield "unique", dataclasses.replace(relation, unique=not relation.unique)
        for name in relation.domain:
            kept = tuple(n for n in relation.domain if n != name)
            yield "domain dropped", dataclasses.replace(relation, domain=kept)
