"""An equation as a multiple of a known one: w = t/s from s w = t."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import Equal
from ..language.errors import HardlimitError
from ..language.inverses import product_is_unit, two_sided
from ..language.substitution import family_name, names_among
from ..language.vocabulary import Index
from ..rules import Combine
from ..rules.base import Rule
from ..rules.normal.terms import Gen, Poly
from .bench import Bench, Line
from .laurent import cleared
from .matching import at
from .roots import slope_at, spelled
from .spelling import Speller

#: Lines, and terms in each, that are tried.
LINES, TERMS = 6, 4
HALF = sp.Rational(1, 2)


def by_multiple(bench: Bench) -> Iterator[Rule]:
    """The factor is the ratio of what stands at one term in both, denominators cleared."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    cases = {h.name for h in bench.claim.under}
    lines = sorted(bench.equations, key=lambda line: line.name not in cases)
    plain = [line for line in lines if line.wild <= bench.free and line.guard is None]
    for line in plain[:LINES]:
        exprs = (*relation.expressions(), *line.relation.expressions())
        for names in ((), *bench.name_sets(*exprs)[-2:]):
            for factor in _factors(bench, line, names):
                rule = Combine(((line.ref, factor, ()),), names=names)
                if bench.accepts(rule):
                    yield rule
                    return


def by_inverse(bench: Bench) -> Iterator[Rule]:
    r"""x = G^{-1} v from G x = v, each entry times that of the inverse, and G^{-1} G = 1."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    used = names_among(map(bench.context.unfold_all, relation.expressions()))
    both = two_sided(bench.context.hypotheses.values())
    for line in bench.equations:
        pair = product_is_unit(bench.context.hypotheses[line.name]) if line.name in both else None
        if pair is None or pair[0] not in used:
            continue
        for side in relation.expressions():
            if isinstance(side, sp.Indexed) and len(side.indices) == 1:
                yield from _solved(bench, line, pair, side)


def _solved(bench: Bench, unit: Line, pair: tuple[str, str], entry: Any) -> Iterator[Rule]:
    """The rules for one entry of x, of the matrix that has the inverse ``pair[0]``."""
    (row,) = entry.indices
    size = row.size
    inverse = bench.context.families.get(pair[0])
    if inverse is None:
        return
    others = (i for i in bench.indices_of(size) if i != row and i not in bench.free)
    inner = next(others, None) or Index(f"{row.name}1", size)
    first, second = _row_and_column(unit)
    whole = (at(unit, {first: row, second: inner}), entry.base[inner], (inner,))
    names = (pair[1],) if pair[1] in bench.context.definitions else ()
    name = family_name(entry)
    for line in bench.equations:
        known = names_among(line.relation.expressions())
        places = [i for i in line.wild if i.size == size]
        if line.guard is not None or name not in known or len(places) != 1 or line == unit:
            continue
        ref, factor = at(line, {places[0]: inner}), inverse.base[row, inner]
        for sign, scale in itertools.product((1, -1), (1, -1, HALF, -HALF)):
            parts = ((ref, scale * factor, (inner,)), (whole[0], sign * whole[1], whole[2]))
            rule = Combine(parts, names=names)
            if bench.accepts(rule):
                yield rule
                return


def _row_and_column(unit: Line) -> tuple[Index, Index]:
    """The indices of B A = 1 at which B and A stand on the outside."""
    product, delta = unit.relation.expressions()
    body, (bound, *_) = product.args
    one, other = (f.indices for f in sp.Mul.make_args(body))
    left = one if one[-1] == bound else other
    return left[0], next(i for i in delta.args if i != left[0])


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
