r"""Bounds by means of labelled points: \sum_n |x_n - m_{c_n}|^2 is the least such sum.

From N_k m_k = S_k, times m_k - u_k and summed over k, and squares N_k (m_k - u_k)^2 that are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, LessThan
from ..language.substitution import Substitution, family_name, names_used, substitute
from ..language.vocabulary import AssignmentName, index_size, total
from ..rules.base import Rule
from .bench import Bench, Line
from .columns import Column, Columns
from .inequalities import Table, modes
from .matching import at

#: Other centres than the means that are tried for one equation, and choices of definitions.
OTHERS, MODES = 4, 5


def by_labels(bench: Bench) -> Iterator[Rule]:
    """The equations of means times differences of centres, and squares of these."""
    if not isinstance(bench.relation, AtMost | LessThan):
        return
    for names, logs in modes(bench)[:MODES]:
        chosen = frozenset(names)
        sides = [bench.context.unfold(e, chosen) for e in bench.relation.expressions()]
        if logs or not any(e.atoms(AssignmentName) for e in sides):
            continue
        table = Table(bench, names, logs)
        if not table.columns.target:
            continue
        for _ in range(2):
            made = [c for line in bench.equations for c in _columns(table.columns, line, sides)]
            yield from table.solved(made)
            if not table.columns.clear():
                break


def _columns(columns: Columns, line: Line, sides: list[Any]) -> Iterator[Column]:
    """B f = A times f and other centres, summed over all indices, and B (f - g)^2."""
    left, right = line.relation.expressions()
    for centre in sp.Mul.make_args(left) if line.guard is None else ():
        own = centre.indices if isinstance(centre, sp.Indexed) else ()
        if not own or len(set(own)) < len(own) or not set(own) <= line.wild:
            continue
        change = {i: columns.away(i) for i in own}
        if len(set(change.values())) < len(own):
            continue
        moved = Substitution(indices=change)
        mean, weight, rest = (substitute(e, moved) for e in (centre, left / centre, right))
        if family_name(centre) in names_used(weight):
            continue
        over, ref = tuple(change.values()), at(line, change)
        others = _others(mean, sides, columns.bench)[:OTHERS]
        for factor in (mean, *others, sp.Integer(1)):
            poly = columns.bench.poly(total(factor * (rest - weight * mean), *over), columns.names)
            if poly:
                yield Column(poly, True, False, (ref, factor, over))
        for other in others:
            gap = total(weight * (mean - other) ** 2, *over)
            poly = columns.bench.poly(gap, columns.names) if columns.nonnegative(gap) else None
            if poly:
                yield Column(poly, False, False, None, gap)


def _others(mean: Any, sides: list[Any], bench: Bench) -> list[Any]:
    """Other centres in the claim: u_{c_n} as u_k where the mean is m_k; also u without k."""
    own = {index.size: index for index in mean.indices}
    found: dict[Any, None] = {}
    for part in (p for e in sides for p in sp.preorder_traversal(e)):
        if not isinstance(part, sp.Indexed) or isinstance(part.base.label, AssignmentName):
            continue
        indices = [own.get(index_size(i)) for i in part.indices]
        if None not in indices and len(set(indices)) == len(indices):
            found[part.base[tuple(indices)]] = None
    if len(own) == len(mean.indices) == 1:
        known, said = bench.context, set[Any]().union(*(e.free_symbols for e in sides))
        plain = {s.symbol for s in known.symbols.values()}
        plain |= {d.base for d in known.definitions.values() if not d.params}
        found |= dict.fromkeys(sorted(plain & said, key=str))
    return [f for f in found if f != mean]
