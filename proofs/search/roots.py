"""The factor that makes a gradient linear: f(x) = c (s - x)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import ZeroExactlyAt
from ..language.errors import HardlimitError
from ..language.substitution import free_indices
from ..rules import LinearRoot
from ..rules.base import Rule
from ..rules.normal.terms import Gen, Poly
from .bench import Bench
from .equations import fewest
from .laurent import cleared
from .matching import parts
from .spelling import Speller


def linear_root(bench: Bench) -> Iterator[Rule]:
    """c as the ratio of what stands at x in f and in s - x, denominators cleared."""
    relation = bench.relation
    if not isinstance(relation, ZeroExactlyAt):
        return
    for names in ((), *bench.name_sets(relation.function, relation.solution)):
        factor = _factor(bench, relation, names)
        if factor is None:
            continue
        rule = LinearRoot(factor, names)
        if bench.accepts(rule):
            fewer = fewest(names, lambda n: bench.accepts(LinearRoot(factor, n)))  # noqa: B023
            yield LinearRoot(factor, fewer)
        else:
            # For what it lacks: the sign of the solution, perhaps.
            yield rule


def _factor(bench: Bench, relation: ZeroExactlyAt, names: tuple[str, ...]) -> Any:
    algebra = bench.algebra()
    function, solution, unknown = (
        bench.poly(e, n)
        for e, n in (
            (relation.function, names),
            (relation.solution, names),
            (relation.variable, ()),
        )
    )
    if function is None or solution is None or unknown is None:
        return None
    ((((x, _),), _),) = unknown.items()
    speller = Speller(bench.context, bench.free)
    tops, scales = [], []
    try:
        for poly in (function, algebra.sub(solution, unknown)):
            whole, scale = cleared(algebra, poly)
            tops.append(slope_at(whole, x))
            scales.append(scale)
        if not tops[0] or not tops[1]:
            return None
        top, bottom = (spelled(bench, speller, t, names) for t in tops)
        up, down = (speller.term(tuple(sorted(s.items()))) for s in (scales[1], scales[0]))
    except (HardlimitError, RecursionError, KeyError):
        return None
    return top / bottom * up / down


def slope_at(poly: Poly, x: Gen) -> Poly:
    """What stands at x^1; nothing if x occurs in another way."""
    out: Poly = {}
    for mono, c in poly.items():
        powers = dict(mono)
        if x in powers:
            if powers.pop(x) != 1:
                return {}
            out[tuple(sorted(powers.items()))] = c
    return out


def spelled(bench: Bench, speller: Speller, poly: Poly, names: tuple[str, ...]) -> Any:
    """A sum of several terms as it stands in the line or a definition, if it does."""
    if len(poly) == 1:
        return speller.poly(poly)
    chosen, relation = frozenset(names), bench.relation
    for expr in relation.expressions():
        for part in parts(bench.context.unfold(expr, chosen)):
            if isinstance(part, sp.Sum | sp.Add) and free_indices(part) <= bench.free:
                for sign in (1, -1):
                    if bench.poly(sign * part) == poly:
                        return sign * part
    return sp.factor_terms(speller.poly(poly))
