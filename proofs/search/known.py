"""What is known already: assumed, shown before, or read off the signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Binary, Equal, LessThan
from ..language.matching import match
from ..language.substitution import names_used
from ..rules import AbsoluteValue, ByHypothesis, Cases, LogBound, MinimumIsLeast
from ..rules.base import Ref, Rule
from ..rules.logic import same_relation
from .bench import Bench, Line
from .matching import at, instances


def by_signs(bench: Bench) -> Iterator[Rule]:
    """What follows from declared signs and facts alone."""
    if isinstance(bench.relation, Binary) and not isinstance(bench.relation, Equal):
        yield ByHypothesis()


def by_facts(bench: Bench) -> Iterator[Rule]:
    """An equation that is known, definitions written out."""
    if isinstance(bench.relation, Equal):
        yield ByHypothesis()


def by_line(bench: Bench) -> Iterator[Rule]:
    """A line in hand, at indices of the claim, that says the same."""
    relation = bench.relation
    left: list[tuple[Line, Ref]] = []
    for line in _strong_enough(bench):
        sides, asked = line.relation.expressions(), relation.expressions()
        found = match(sides[0], asked[0], line.wild, {})
        found = match(sides[1], asked[1], line.wild, found) if found is not None else None
        if found is not None:
            yield ByHypothesis(at(line, found))
        else:
            left += [(line, at(line, c)) for c in instances(bench, line, asked)[:4]]
    if isinstance(relation, Equal):
        return
    for line, ref in left:
        if _likely(bench, line):
            yield ByHypothesis(ref)


def by_line_written_out(bench: Bench) -> Iterator[Rule]:
    """A line in hand that says the same once both are brought to normal form."""
    relation = bench.relation
    for line in _strong_enough(bench):
        for choice in instances(bench, line, relation.expressions())[:4]:
            ref = at(line, choice)
            yield ByHypothesis(ref)
            for names in bench.name_sets(*relation.expressions())[:3]:
                yield ByHypothesis(ref, names)


def _strong_enough(bench: Bench) -> Iterable[Line]:
    """Lines in hand of the kind that is asked for, or < where <= is."""
    if isinstance(bench.relation, AtMost):
        return bench.of_kind(AtMost, LessThan)
    return bench.of_kind(type(bench.relation)) if isinstance(bench.relation, Binary) else ()


def _likely(bench: Bench, line: Line) -> bool:
    mine = [names_used(e) for e in line.relation.expressions()]
    asked = [names_used(e) for e in bench.relation.expressions()]
    return mine == asked


def log_bound(bench: Bench) -> Iterator[Rule]:
    """log t <= t - 1."""
    relation = bench.relation
    if isinstance(relation, AtMost | LessThan) and isinstance(relation.lhs, sp.log):
        yield LogBound()


def absolute(bench: Bench) -> Iterator[Rule]:
    """|u| = u or -u, and |u| <= b from two bounds."""
    relation = bench.relation
    if not isinstance(relation, Equal | AtMost | LessThan) or not isinstance(relation.lhs, sp.Abs):
        return
    if isinstance(relation, Equal):
        yield AbsoluteValue()
        return
    inside = relation.lhs.args[0]
    above: list[Ref] = []
    below: list[Ref] = []
    for line in bench.of_kind(AtMost, LessThan, Equal):
        if line.guard is not None:
            continue
        for choice in instances(bench, line, relation.expressions())[:4]:
            ref = at(line, choice)
            here = bench.state.relation(ref)
            if not bench.vanishes(here.expressions()[1], relation.rhs):
                continue
            for found, side in ((above, inside), (below, -inside)):
                if bench.vanishes(here.expressions()[0], side):
                    found.append(ref)
    for a in above[:3]:
        for b in below[:3]:
            yield AbsoluteValue(a, b)


def least(bench: Bench) -> Iterator[Rule]:
    """c <= min_k f(k) from c <= f(k) for every k."""
    relation = bench.relation
    if isinstance(relation, AtMost):
        for line in bench.of_kind(AtMost, LessThan, Equal):
            if line.wild:
                yield MinimumIsLeast(line.ref)
        for number, claim in reversed(list(bench.question.earlier.items())):
            if len([h for h in claim.under if h not in bench.claim.under]) == 1:
                yield MinimumIsLeast(Ref(number))


def in_every_case(bench: Bench) -> Iterator[Rule]:
    """The same statement under hypotheses that are all the cases there are."""
    cases: list[tuple[str, Any]] = []
    for number, claim in bench.question.earlier.items():
        extra = [h for h in claim.under if h not in bench.claim.under]
        if len(extra) == 1 and same_relation(claim.relation, bench.relation):
            cases.append((number, extra[0]))
    for i, (first, _) in enumerate(cases):
        for second, _ in cases[i + 1 :]:
            yield Cases((Ref(first), Ref(second)))
    for i, (first, _) in enumerate(cases):
        for j, (second, _) in enumerate(cases[i + 1 :], i + 1):
            for third, _ in cases[j + 1 :]:
                yield Cases((Ref(first), Ref(second), Ref(third)))
    for number, _ in cases:
        yield Cases((Ref(number),))
