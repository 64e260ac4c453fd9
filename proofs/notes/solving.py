r"""Normal equations: \hat\beta = G^{-1} v is given, and a line says what G \hat\beta is.

A person multiplies by G first. So G \hat\beta = v is stated before the first line that needs it,
and once more with G written out: X^\top X \hat\beta = X^\top y. Both are lines as any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import Claim, Equal
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.inverses import inverses
from ..language.settling import settled
from ..language.substitution import family_name, names_among, names_used, substitute_index
from ..language.vocabulary import BINDERS, Index, total
from ..rules.state import State
from .parting import COUNT
from .stated import Stated


def solved_first(found: list[Stated], context: Context, told: set[str]) -> list[Stated]:
    """The statements, with the equations that define an unknown before those that need them.

    ``told`` has the names of the unknowns of which this was said; it is added to.
    """
    out: list[Stated] = []
    for one in found:
        used = names_among(one.relation.expressions())
        for name, matrix in _solutions(context):
            if name not in used or name in told:
                continue
            if matrix in used:
                told.add(name)
            elif isinstance(one.relation, Equal) and not one.conditional:
                before = _equations(name, matrix, one.relation, context.snapshot())
                told |= {name} if before else set()
                out += map(Stated, before)
        out.append(one)
    return out


def _solutions(context: Context) -> Iterator[tuple[str, str]]:
    """Definitions in which the inverse of a defined matrix stands, and that matrix."""
    for matrix, inverse in inverses(context.hypotheses.values()).items():
        if matrix in context.definitions:
            for name, item in context.definitions.items():
                if inverse in names_used(item.body):
                    yield name, matrix


def _equations(name: str, matrix: str, line: Equal, context: Context) -> list[Equal]:
    """G x = v and the same with G written out, if the line is true and not seen without them."""
    inverse = inverses(context.hypotheses.values())[matrix]
    item, own = context.definitions[name], context.definitions[matrix]
    right = _without(item.body, inverse, item.params[:1])
    if right is None or len(own.params) != 2:
        return []
    letter = Index("c#1", item.params[0].size)
    row, *rest = item.params
    left = total(own.base[row, letter] * item.base[(letter, *rest)], letter)
    try:
        state = State(context, Claim(line), {}, {})
        if not state.residue(line.lhs, line.rhs, tuple(context.definitions)):
            return []
        if examine(Claim(line), Pool(context, "solving", COUNT)).status != "accepts":
            return []
        scope = frozenset(i.name for i in item.params)
        first = Equal(settled(left, context, scope), settled(right, context, scope))
        written = context.unfold(first.lhs, frozenset({matrix}))
        second = Equal(settled(written, context, scope), first.rhs)
        same = not state.residue(second.lhs - second.rhs, line.lhs - line.rhs, ())
    except (HardlimitError, RecursionError):
        return []
    return [first] if same else [first, second]


def _without(expr: Any, inverse: str, row: tuple[Index, ...]) -> Any:
    r"""``expr``, which is \sum_e G^{-1}_{de} v_e in some order, without G^{-1}: v_d; else None."""
    if inverse not in names_used(expr):
        return expr
    if isinstance(expr, BINDERS) and isinstance(expr, sp.Sum) and len(expr.args) == 2:
        body, (index, *_) = expr.args
        factors = sp.Mul.make_args(body)
        mine = [f for f in factors if isinstance(f, sp.Indexed) and family_name(f) == inverse]
        if len(mine) == 1 and tuple(mine[0].indices) == (*row, index):
            rest = sp.Mul(*(f for f in factors if f is not mine[0]))
            return None if inverse in names_used(rest) else substitute_index(rest, index, row[0])
        inside = _without(body, inverse, row)
        return None if inside is None else total(inside, index)
    if isinstance(expr, sp.Mul):
        parts = [_without(f, inverse, row) for f in expr.args]
        holding = [f for f in expr.args if inverse in names_used(f)]
        return None if None in parts or len(holding) != 1 else sp.Mul(*parts)
    return None
