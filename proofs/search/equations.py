"""Equations: by algebra, by definitions, by the laws of the logarithm, by decided indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp

from ..language.claims import Equal
from ..language.vocabulary import Indicator
from ..rules import Algebra, OverAssignments
from ..rules.base import Rule
from ..rules.equalities import logarithm
from .bench import Bench
from .matching import parts

Names = tuple[str, ...]


def by_algebra(bench: Bench) -> Iterator[Rule]:
    """Algebra alone."""
    relation = bench.relation
    if isinstance(relation, Equal) and bench.vanishes(relation.lhs, relation.rhs):
        yield Algebra()


def by_definitions(bench: Bench) -> Iterator[Rule]:
    """The fewest definitions that make the two sides one formula."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    lhs, rhs = relation.lhs, relation.rhs
    for names in bench.name_sets(lhs, rhs):
        if bench.vanishes(lhs, rhs, names):
            yield Algebra(fewest(names, lambda n: bench.vanishes(lhs, rhs, n)))
            return


def by_logs(bench: Bench) -> Iterator[Rule]:
    """The laws of the logarithm, with as few definitions as possible."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    lhs, rhs = relation.lhs, relation.rhs
    for names in ((), *bench.name_sets(lhs, rhs)):
        if bench.vanishes(lhs, rhs, names, logs=True):
            yield Algebra(fewest(names, lambda n: bench.vanishes(lhs, rhs, n, logs=True)), True)
            return
    if lhs.has(sp.exp) and rhs.has(sp.exp) and rhs != 0:
        for names in ((), *bench.name_sets(lhs, rhs)):
            if bench.vanishes(logarithm(lhs), logarithm(rhs), names, logs=True):
                yield Algebra(fewest(names, lambda n: bench.accepts(Algebra(n, True))), True)
                return


def fewest(names: Names, works: Callable[[Names], bool]) -> Names:
    """``names`` without those that can be left out, one after the other."""
    for name in reversed(names):
        rest = tuple(n for n in names if n != name)
        if works(rest):
            names = rest
    return names


def by_indicators(bench: Bench) -> Iterator[Rule]:
    """Indicators whose conditions are decided."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    sets = bench.name_sets(relation.lhs, relation.rhs)
    for names in ((), *sets):
        chosen = frozenset(names)
        whole = [bench.context.unfold(e, chosen) for e in (relation.lhs, relation.rhs)]
        kinds = (Indicator, sp.KroneckerDelta)
        there = any(isinstance(p, kinds) for e in whole for p in parts(e))
        if there and bench.accepts(Algebra(names, decided=True)):
            fewer = fewest(names, lambda n: bench.accepts(Algebra(n, decided=True)))
            yield Algebra(fewer, decided=True)


def over_assignments(bench: Bench) -> Iterator[Rule]:
    """Sums over all assignments."""
    relation = bench.relation
    if isinstance(relation, Equal) and type(relation.lhs).__name__ == "MapSum":
        yield OverAssignments()
        for line in bench.equations:
            if line.relation.expressions()[1] == 1:
                yield OverAssignments(line.ref)
