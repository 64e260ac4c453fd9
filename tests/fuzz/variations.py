"""Pairs of expressions: two forms of one value, and slips that change the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from hardlimit.proofs.language.places import places, put
from hardlimit.proofs.language.substitution import (
    Substitution,
    free_indices,
    substitute,
    substitute_index,
)
from hardlimit.proofs.language.vocabulary import (
    Index,
    MapSum,
    MinOver,
    delta,
    index_size,
    minimum,
    total,
)

from .language import FREE, A, B, K, Maker, N, Y
from .laws import LAWS, apply, sample, spots

#: Ways to make a true line; the last three use several laws.
KINDS = (*LAWS, "substitution", "shift of index", "mixed")
#: An index t + 1 may lie beyond the range over which a delta collapses; a name must not
#: occur in what a definition stands for if it is to be replaced around it.
_NOT_WITH = {"shift of index": ("delta collapse",), "substitution": ("definition",)}


def true_pair(make: Maker, kind: str) -> tuple[Any, Any]:
    """Two forms of one value, made by the law ``kind``."""
    lhs = make.real(make.choose([2, 3, 3, 4]), ())
    if kind in LAWS:
        path, _, scope = make.choose([*spots(lhs), ((), lhs, ())])
        planted = sample(make, kind, scope)
        lhs = lhs if planted is None else put(lhs, path, planted)
        return lhs, apply(make, lhs, LAWS[kind], make.choose([1, 2]))
    names = [n for n in LAWS if n not in _NOT_WITH.get(kind, ())]
    rhs = lhs
    for _ in range(make.choose([1, 2, 3])):
        rhs = apply(make, rhs, LAWS[make.choose(names)], 1)
    if kind == "substitution":
        change = Substitution(symbols={Y.name: make.real(1, ())})
        return substitute(lhs, change), substitute(rhs, change)
    if kind == "shift of index":
        index = make.choose(FREE)
        return tuple(substitute_index(e, index, index + 1) for e in (lhs, rhs))
    return lhs, rhs


# -- one change --------------------------------------------------------------------------------
def spoil(make: Maker, expr: Any) -> Any:
    """``expr`` with one thing changed; usually another value, not always."""
    path, part, scope = make.choose(list(places(expr)))
    if isinstance(part, Index):
        others = [i for i in (*scope, *FREE) if i.size == part.size and i != part]
        return put(expr, path, make.choose([*others, part + 1]))
    if index_size(part) is not None:
        return put(expr, path, make.index(index_size(part), scope))
    if isinstance(part, sp.Number):
        return put(expr, path, part + 1)
    return put(expr, path, make.choose(_slips(make, part, scope))())


def _slips(make: Maker, part: Any, scope: Any) -> list[Callable[[], Any]]:
    """What may be put for a part that is neither an index nor a number, made when called."""
    args = part.args
    slips: list[Callable[[], Any]] = [
        lambda: 2 * part,
        lambda: -part,
        lambda: part + 1,
        lambda: sp.Abs(part),
        lambda: sp.exp(sp.log(part**2) / 2),
        lambda: _beyond(make, part, scope),
    ]
    if isinstance(part, sp.Add | sp.Mul):
        drop = make.choose(range(len(args)))
        slips += [lambda: part.func(*[a for i, a in enumerate(args) if i != drop])] * 4
    if isinstance(part, sp.Pow) and not isinstance(part, sp.exp):
        slips += [lambda: part.base, lambda: part.base ** (part.exp + 1)] * 2
    if isinstance(part, sp.Indexed):
        slips += [lambda: make.entry(scope)] * 2
        if len(part.indices) == 2 and part.base in (A.base, B.base):
            slips += [lambda: part.base[part.indices[1], part.indices[0]]] * 4
    if isinstance(part, sp.exp | sp.log | sp.Abs):
        slips += [lambda: args[0]] * 2
    if isinstance(part, sp.Sum):
        slips += [lambda: minimum(args[0], args[1][0])] if len(args) == 2 else []
        slips += [lambda: part.func(args[0] ** 2, *args[1:])]
    if isinstance(part, MinOver):
        slips += [lambda: -minimum(-args[0], args[1][0])] * 3
    if isinstance(part, MapSum):
        slips += [lambda: args[0] * sp.Pow(K, N), lambda: MapSum(args[0] ** 2, *args[1:])] * 2
    if isinstance(part, sp.KroneckerDelta):
        slips += [lambda: sp.Integer(1), lambda: sp.Integer(0)]
    return slips


def _beyond(make: Maker, part: Any, scope: Any) -> Any:
    """f(t + 1) as the sum over j of delta(t + 1, j) f(j): false at the last t."""
    for index in sorted(free_indices(part) & {*scope, *FREE}, key=str):
        new = make.fresh(index.size, (*scope, *(i for _, _, s in places(part) for i in s)))
        if new is not None:
            moved = substitute_index(part, index, new)
            return total(delta(index + 1, new) * moved, new)
    return part + 1
