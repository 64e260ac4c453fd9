"""Steps that change the form of an expression but not its value, and slips that change it."""

from __future__ import annotations

from typing import Any

import sympy as sp
from hardlimit.proofs.attack.places import Scope, places, put
from hardlimit.proofs.substitution import family_name, free_indices, substitute_index
from hardlimit.proofs.vocabulary import (
    BINDERS,
    Index,
    Indicator,
    MinOver,
    XLogY,
    delta,
    minimum,
    total,
)

from .language import CONTEXT, DEFINED, FREE, A, B, K, Maker, P


# -- steps that change nothing -----------------------------------------------------------------
def _rename(make: Maker, part: Any, scope: Scope) -> Any:
    if not isinstance(part, BINDERS) or len(part.args) != 2:
        return None
    index = part.args[1][0]
    inside = tuple(i for _, p, s in places(part.args[0]) for i in s)
    new = make.fresh(index.size, (*scope, index, *inside))
    if new is None:
        return None
    return part.func(substitute_index(part.args[0], index, new), (new, 1, new.size))


def _swap(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Sum) and isinstance(part.args[0], sp.Sum):
        inner = part.args[0]
        return sp.Sum(sp.Sum(inner.args[0], *part.args[1:]), *inner.args[1:])
    return None


def _distribute(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Sum) and isinstance(part.args[0], sp.Add):
        return sp.Add(*[sp.Sum(a, *part.args[1:]) for a in part.args[0].args])
    if isinstance(part, sp.Mul):
        sums = [a for a in part.args if isinstance(a, sp.Add)]
        if sums:
            one = make.choose(sums)
            rest = sp.Mul(*[a for a in part.args if a is not one])
            return sp.Add(*[rest * a for a in one.args])
        inner = [a for a in part.args if isinstance(a, sp.Sum)]
        if inner:
            one = _rename(make, make.choose(inner), (*scope, *FREE)) or inner[0]
            rest = sp.Mul(*[a for a in part.args if a is not one and a != inner[0]])
            if len(inner) == 1:
                return sp.Sum(rest * one.args[0], *one.args[1:])
    return None


def _square(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Sum):
        other = _rename(make, part.base, scope)
        return None if other is None else part.base * other
    if isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Add):
        return sp.Add(*[a * b for a in part.base.args for b in part.base.args])
    return None


def _spread(make: Maker, part: Any, scope: Scope) -> Any:
    """f(i) = sum_j delta(i, j) f(j)."""
    indices = [i for i in free_indices(part) if isinstance(i, Index)]
    if not indices or isinstance(part, Index):
        return None
    index = make.choose(sorted(indices, key=str))
    inside = tuple(i for _, _, s in places(part) for i in s)
    new = make.fresh(index.size, (*scope, *inside))
    if new is None:
        return None
    return total(delta(index, new) * substitute_index(part, index, new), new)


def _ratio(make: Maker, part: Any, scope: Scope) -> Any:
    one, two = (make.fresh(K, scope) for _ in range(2))
    if isinstance(part, Index) or one is None or two is None or one == two:
        return None
    return part * total(P[one], one) / total(P[two], two)


def _fold(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.Symbol | sp.Indexed) and not isinstance(part, Index):
        name = family_name(part) if isinstance(part, sp.Indexed) else part.name
        if name in DEFINED:
            at = tuple(part.indices) if isinstance(part, sp.Indexed) else ()
            return CONTEXT.definitions[name].at(at)
    return None


def _logs(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, sp.log):
        if isinstance(part.args[0], sp.Mul):
            return sp.Add(*[sp.log(a) for a in part.args[0].args])
        return XLogY(sp.Integer(1), part.args[0])
    if isinstance(part, XLogY):
        return part.args[0] * sp.log(part.args[1])
    if isinstance(part, sp.Product):
        return sp.exp(sp.Sum(sp.log(part.args[0]), *part.args[1:]))
    return None


def _reflect(make: Maker, part: Any, scope: Scope) -> Any:
    if isinstance(part, Indicator):
        a, b = part.args
        return make.choose([Indicator(b, a), Indicator(2 * a, 2 * b), part**2])
    if isinstance(part, sp.Abs):
        return (
            make.choose([sp.Abs(-2 * part.args[0]) / 2, part**2 / part])
            if False
            else (sp.Abs(-2 * part.args[0]) / 2)
        )
    return None


SAME = (_rename, _swap, _distribute, _square, _spread, _ratio, _fold, _logs, _reflect)


def vary(make: Maker, expr: Any, steps: int) -> Any:
    """``expr`` after some steps that change its form but not its value."""
    for _ in range(steps):
        spots = [(p, e, s) for p, e, s in places(expr) if not isinstance(e, Index | sp.Number)]
        options = []
        for change in SAME:
            for path, part, scope in spots:
                if change in (_spread, _ratio) and path and not make.chance(20):
                    continue
                options.append((change, path, part, scope))
        if not options:
            return expr
        for _ in range(12):
            change, path, part, scope = make.choose(options)
            new = change(make, part, scope)
            if new is not None:
                expr = put(expr, path, new)
                break
    return expr


# -- one change --------------------------------------------------------------------------------
def spoil(make: Maker, expr: Any) -> Any:
    """``expr`` with one thing changed; usually another value, not always."""
    path, part, scope = make.choose(list(places(expr)))
    if isinstance(part, Index):
        others = [i for i in (*scope, *FREE) if i.size == part.size and i != part]
        return put(expr, path, make.choose(others)) if others else expr
    if isinstance(part, sp.Number):
        return put(expr, path, part + 1)
    options: list[Any] = [2 * part, -part, part + 1]
    if isinstance(part, sp.Add | sp.Mul):
        drop = make.choose(range(len(part.args)))
        options += [part.func(*[a for i, a in enumerate(part.args) if i != drop])] * 4
    if isinstance(part, sp.Pow) and not isinstance(part, sp.exp):
        options += [part.base, part.base ** (part.exp + 1)] * 2
    if isinstance(part, sp.Indexed):
        options += [make.entry(scope)] * 2
        if len(part.indices) == 2 and part.base in (A.base, B.base):
            options += [part.base[part.indices[1], part.indices[0]]] * 4
    if isinstance(part, sp.exp | sp.log | sp.Abs):
        options += [part.args[0]] * 2
    if isinstance(part, sp.Sum):
        index = part.args[1][0]
        options += [minimum(part.args[0], index)] if len(part.args) == 2 else []
        options += [part.func(part.args[0] ** 2, *part.args[1:])]
    if isinstance(part, MinOver):
        options += [-minimum(-part.args[0], part.args[1][0])] * 3
    if isinstance(part, sp.KroneckerDelta):
        options += [sp.Integer(1), sp.Integer(0)]
    return put(expr, path, make.choose(options))
