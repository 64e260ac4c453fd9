"""What authors get wrong in a line: its formulas, its sign, what it says of limits and optima."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import sympy as sp

from .claims import (
    SIGNS,
    AtMost,
    Binary,
    Equal,
    HasGradient,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
)
from .context import Context, Family
from .slips import Slip, slips_of_expression
from .substitution import Substitution, family_name, substitute
from .vocabulary import Index, total

_OTHER_SIGNS: dict[type[Binary], tuple[type[Binary], ...]] = {
    Equal: (NotEqual, AtMost, LessThan),
    NotEqual: (Equal,),
    AtMost: (LessThan, Equal),
    LessThan: (AtMost, Equal),
}


def slips_of_relation(relation: Relation, context: Context) -> Iterator[Slip]:
    """Every relation that differs from ``relation`` by one slip."""
    for item in fields(relation):
        value = getattr(relation, item.name)
        fixed = isinstance(relation, TendsTo) and item.name == "variable"
        if fixed or not isinstance(value, sp.Basic) or isinstance(value, Index):
            continue
        for name, changed in slips_of_expression(value, context):
            yield name, replace(relation, **{item.name: changed})
    if isinstance(relation, Binary):
        yield from _of_binary(relation)
    elif isinstance(relation, TendsTo):
        yield from _of_limit(relation, context)
    elif isinstance(relation, HasGradient):
        yield from _of_gradient(relation, context)
    elif isinstance(relation, Optimum):
        yield from _of_optimum(relation, context)


def _of_binary(relation: Binary) -> Iterator[Slip]:
    left, right = relation.lhs, relation.rhs
    for new in _OTHER_SIGNS[type(relation)]:
        yield f"{SIGNS[type(relation)]} to {SIGNS[new]}", new(left, right)
    if isinstance(relation, AtMost | LessThan):
        yield "turned over", type(relation)(right, left)


def _of_limit(relation: TendsTo, context: Context) -> Iterator[Slip]:
    s = relation.variable
    mirrored = substitute(relation.function, Substitution(symbols={s.name: -s}))
    yield "side of the limit", replace(relation, function=mirrored)
    for value in (0, 1):
        if relation.limit != value:
            yield "value of the limit", replace(relation, limit=sp.Integer(value))
    for item in context.symbols.values():
        if item.symbol != s:
            yield "variable of the limit", replace(relation, variable=item.symbol)


def _of_gradient(relation: HasGradient, context: Context) -> Iterator[Slip]:
    """What one must hold fixed moves with the variable, or is set equal to it, unnoticed."""
    variable = relation.variable
    written_out = [context.unfold_all(e) for e in (relation.function, relation.gradient)]
    for change in (*_put_equal(variable, context), *_moving(variable, context)):
        function, gradient = (substitute(e, change) for e in written_out)
        if function != written_out[0]:
            yield "old = new, then derived", HasGradient(function, variable, gradient)


def _put_equal(variable: Any, context: Context) -> Iterator[Substitution]:
    if not isinstance(variable, sp.Indexed):
        for name, item in context.symbols.items():
            if item.symbol != variable:
                yield Substitution(symbols={name: variable})
        return
    mine = context.families.get(family_name(variable))
    for family in _others(variable, context):
        if mine is not None and family.sizes == mine.sizes:
            holes = _holes(family)
            yield Substitution(families={family.name: (holes, mine.base[holes])})


def _moving(variable: Any, context: Context) -> Iterator[Substitution]:
    """g := g times the variable, summed over the indices that g does not have."""
    mine = context.families.get(family_name(variable)) if isinstance(variable, sp.Indexed) else None
    for family in _others(variable, context):
        holes = _holes(family)
        if mine is None:
            yield Substitution(families={family.name: (holes, variable * family.base[holes])})
            continue
        own = _holes(mine)
        shared = {i.size: i for i in reversed(holes)}
        at = tuple(shared.get(i.size, i) for i in own)
        entry, left = mine.base[at], [i for i in at if i in own and i not in holes]
        factor = total(entry, *left) if left else entry
        yield Substitution(families={family.name: (holes, factor * family.base[holes])})


def _others(variable: Any, context: Context) -> Iterator[Family]:
    name = family_name(variable) if isinstance(variable, sp.Indexed) else ""
    yield from (f for f in context.families.values() if f.values is None and f.name != name)


def _holes(family: Family) -> tuple[Index, ...]:
    return tuple(Index(f"{family.name}{place}", size) for place, size in enumerate(family.sizes))


def _of_optimum(relation: Optimum, context: Context) -> Iterator[Slip]:
    other = "maximises" if relation.kind == "minimises" else "minimises"
    yield "min for max", replace(relation, kind=other)
    yield "unique", replace(relation, unique=not relation.unique)
    for name in relation.domain:
        kept = tuple(n for n in relation.domain if n != name)
        yield "domain dropped", replace(relation, domain=kept)
    for name in context.hypotheses:
        if name not in relation.domain:
            domain = (*relation.domain, name)
            yield "domain narrowed", replace(relation, domain=domain)
