"""Jensen's inequality: one tangent at a mean, and the weights of the mean that sum to 1."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import sympy as sp

from ..language.claims import AtMost, Equal
from ..rules import Combine
from ..rules.base import Rule
from ..rules.combining import above_zero
from .bench import Bench
from .convex import places, tangents
from .inequalities import single

#: Tangents that are tried, and lines that say what weights sum to.
TANGENTS, LINES = 8, 8


def by_jensen(bench: Bench) -> Iterator[Rule]:
    """One tangent, and one equation times what makes it the rest."""
    relation = bench.relation
    if not isinstance(relation, AtMost):
        return
    difference = relation.rhs - relation.lhs
    if not difference.has(sp.Sum) or not difference.has(sp.log, sp.exp):
        return
    signs = bench.state.signs
    sides = ((line, line.relation.expressions()) for line in bench.of_kind(Equal))
    lines = [line for line, (a, b) in sides if isinstance(a, sp.Sum) and b.is_number][:LINES]
    for tangent in islice(tangents(bench, places(bench, difference)), TANGENTS):
        t, factor, over = tangent
        if not over or signs.positive(t) is None or signs.nonnegative(factor) is None:
            continue
        rest = AtMost(relation.lhs + above_zero(tangent), relation.rhs)
        for ref, times in single(bench, rest, lines, logs=True):
            yield Combine(((ref, times, ()),), logs=True, tangents=(tangent,))
