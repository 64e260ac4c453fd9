"""An equation as a multiple of a known one: w = t/s from s w = t."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..language.claims import Equal
from ..language.errors import HardlimitError
from ..rules import Combine
from ..rules.base import Rule
from ..rules.normal.terms import Gen, Poly
from .bench import Bench, Line
from .laurent import cleared
from .roots import slope_at, spelled
from .spelling import Speller

#: Lines, and terms in each, that are tried.
LINES, TERMS = 6, 4


def by_multiple(bench: Bench) -> Iterator[Rule]:
    """The factor is the ratio of what stands at one term in both, denominators cleared."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    cases = {h.name for h in bench.claim.under}
    lines = sorted(bench.equations, key=lambda line: line.name not in cases)
    plain = [line for line in lines if not line.wild and line.guard is None]
    for line in plain[:LINES]:
        exprs = (*relation.expressions(), *line.relation.expressions())
        for names in ((), *bench.name_sets(*exprs)[-2:]):
            for factor in _factors(bench, line, names):
                rule = Combine(((line.ref, factor, ()),), names=names)
                if bench.accepts(rule):
                    yield rule
                    return


def _factors(bench: Bench, line: Line, names: tuple[str, ...]) -> Iterator[Any]:
    algebra = bench.algebra()
    found: list[tuple[Poly, dict[Gen, Any]]] = []
    try:
        for one in (bench.relation, line.relation):
            left, right = (bench.poly(e, names) for e in one.expressions())
            if left is None or right is None:
                return
            found.append(cleared(algebra, algebra.sub(right, left)))
        (goal, up), (known, down) = found
        both = {g for mono in goal for g, _ in mono} & {g for mono in known for g, _ in mono}
        speller = Speller(bench.context, bench.free)
        scale = speller.term(tuple(sorted(down.items()))) / speller.term(tuple(sorted(up.items())))
    except (HardlimitError, RecursionError, KeyError):
        return
    tried = 0
    for x in sorted(both, key=str):
        top, bottom = slope_at(goal, x), slope_at(known, x)
        if not top or not bottom or tried >= TERMS:
            continue
        tried += 1
        try:
            factor = spelled(bench, speller, top, names) / spelled(bench, speller, bottom, names)
        except (HardlimitError, RecursionError, KeyError):
            continue
        yield factor * scale
