"""Gradients, their roots, limits and optima."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, HasGradient, LessThan, NotEqual, Optimum, TendsTo
from ..language.substitution import names_used, same
from ..language.vocabulary import Index
from ..rules import GlobalOptimum, Gradient, LimitLaws, Pigeonhole, Squeeze
from ..rules.base import Ref, Rule
from .bench import Bench
from .equations import fewest


def gradient(bench: Bench) -> Iterator[Rule]:
    """Differentiate, with the definitions written out that depend on the variable."""
    relation = bench.relation
    if not isinstance(relation, HasGradient):
        return
    for names in _names(bench, relation.function, relation.gradient):
        rule = Gradient(names)
        if bench.accepts(rule):
            yield Gradient(fewest(names, lambda n: bench.accepts(Gradient(n))))


def limit_laws(bench: Bench) -> Iterator[Rule]:
    """Limits by structure, with definitions written out and limits in hand."""
    relation = bench.relation
    if not isinstance(relation, TendsTo):
        return
    lines = [
        line
        for line in bench.of_kind(TendsTo)
        if line.relation.variable == relation.variable  # type: ignore[attr-defined]
    ]
    known = [line.ref for line in lines]
    kept = set(bench.names_in(*(e for line in lines for e in line.relation.expressions())))
    sets = list(_names(bench, relation.function, relation.limit))
    # What has a limit in hand may have to be left as it is.
    sets += [tuple(n for n in names if n not in kept) for names in sets]
    for names in dict.fromkeys(sets):
        for refs in ((), *((r,) for r in known), tuple(known) if len(known) > 1 else ()):
            rule = LimitLaws(names, refs)
            if bench.accepts(rule):
                yield LimitLaws(fewest(names, lambda n: bench.accepts(LimitLaws(n, refs))), refs)  # noqa: B023


def _names(bench: Bench, *exprs: Any) -> Iterator[tuple[str, ...]]:
    """Few definitions first: none, one side's, both's, all."""
    first, second = bench.names_in(exprs[0]), bench.names_in(exprs[1])
    both = tuple(dict.fromkeys((*first, *second)))
    sets = [(), first, second, both, bench.reach(first), bench.reach(both)]
    sets += [(n,) for n in both]
    yield from dict.fromkeys(sets)


def squeeze(bench: Bench) -> Iterator[Rule]:
    """Between two bounds of the same limit."""
    relation = bench.relation
    if not isinstance(relation, TendsTo):
        return
    lines = [line for line in bench.of_kind(AtMost, LessThan) if line.guard is None]
    below = [x for x in lines if same(x.relation.rhs, relation.function)]  # type: ignore[attr-defined]
    above = [x for x in lines if same(x.relation.lhs, relation.function)]  # type: ignore[attr-defined]
    limits = bench.of_kind(TendsTo)
    for low in below:
        for high in above:
            ends: list[list[Ref | None]] = []
            for bound in (low.relation.lhs, high.relation.rhs):  # type: ignore[attr-defined]
                if not bench.state.depends(bound, relation.variable.name):
                    ends.append([None])
                    continue
                ends.append([x.ref for x in limits if same(x.relation.function, bound)])  # type: ignore[attr-defined]
            for lower in ends[0]:
                for upper in ends[1]:
                    yield Squeeze(low.ref, high.ref, lower, upper)


def optimum(bench: Bench) -> Iterator[Rule]:
    """A bound for every value, and a strict one elsewhere."""
    relation = bench.relation
    if not isinstance(relation, Optimum):
        return
    bounds = [line.ref for line in bench.of_kind(AtMost)]
    if not relation.unique:
        for bound in bounds:
            yield GlobalOptimum(bound)
        return
    good = [b for b in bounds if _bounds(bench, b, relation)]
    for number, claim in reversed(list(bench.question.earlier.items())):
        one = len(claim.under) == 1 and isinstance(claim.under[0].relation, NotEqual)
        if isinstance(claim.relation, LessThan) and one:
            for bound in good:
                yield GlobalOptimum(bound, Ref(number))


def _bounds(bench: Bench, ref: Any, relation: Optimum) -> bool:
    """Whether the line may be the bound: one of its sides is the function."""
    line = bench.state.relation(ref)
    side = line.expressions()[1 if relation.kind == "minimises" else 0]
    every = tuple(bench.context.definitions)
    return bench.vanishes(side, relation.function, every, logs=True)


def counting(bench: Bench) -> Iterator[Rule]:
    """Finitely many falls."""
    relation = bench.relation
    if not isinstance(relation, AtMost) or not isinstance(relation.rhs, sp.Pow):
        return
    sequences = [
        name
        for name, family in bench.context.families.items()
        if family.values is not None and len(family.sizes) == 2
    ]
    for name in sequences:
        for line in bench.of_kind(AtMost, LessThan):
            if any(
                name in names_used(bench.context.unfold_all(e))
                for e in line.relation.expressions()
                if not isinstance(e, Index)
            ):
                yield Pigeonhole(line.ref, name)


__all__ = ["Equal", "counting", "gradient", "limit_laws", "optimum", "squeeze"]
