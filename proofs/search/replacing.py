"""Equations by equations in hand: replacing equals by equals, and putting totals in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ..language.claims import Equal
from ..language.errors import HardlimitError
from ..language.substitution import Substitution, free_indices, names_used, substitute
from ..language.vocabulary import Index
from ..rules import Rewrite
from ..rules.base import Ref, Rule
from ..rules.replacing import Equation
from .bench import Bench, Line
from .equations import fewest
from .matching import at, occurrences

#: From how many lines one goes on at each depth, and how many are compared there.
WIDTHS, TESTED = (1, 8, 3), 8


def by_replacing(bench: Bench) -> Iterator[Rule]:
    """Replace the left (or right) sides of one to three equations in hand."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    searches = [
        Replacements(bench, names, reverse)
        for names in sorted(((), *bench.name_sets(relation.lhs, relation.rhs)[:8]), key=len)
        for reverse in (False, True)
    ]
    for wide in WIDTHS:
        for search in searches:
            yield from search.deeper(wide)


class Replacements:
    """Equations that one after the other make the two sides one, breadth first."""

    def __init__(self, bench: Bench, names: tuple[str, ...], reverse: bool) -> None:
        self.bench, self.names, self.reverse = bench, names, reverse
        chosen = frozenset(names)
        lhs, rhs = (bench.context.unfold(e, chosen) for e in bench.relation.expressions())
        self.sides = (lhs, rhs)
        self.reached: list[tuple[tuple[Ref, ...], tuple[Any, Any]]] = [((), self.sides)]
        self.seen = {self.sides}

    @cached_property
    def usable(self) -> list[Equation]:
        """The equations in hand, read in the direction of this search."""
        bench = self.bench
        found = [
            e
            for line in bench.equations
            for e in equations_at(bench, line, self.sides, self.reverse)
        ]
        if self.reverse:
            found = [Equation(e.ref, e.right, e.left, e.wild) for e in found]
        return [*found, *(e.half() for e in found if e.turns and not self.reverse)]

    def deeper(self, wide: int) -> Iterator[Rule]:
        """One more equation after the best of what was reached."""
        bench = self.bench
        found: list[tuple[tuple[Ref, ...], tuple[Any, Any]]] = []
        for used, here in self.reached[:wide]:
            for equation in self.usable:
                if any(r.target == equation.ref.target for r in used):
                    continue
                bench.look()
                after = equation.put_in(here)
                if after not in self.seen:
                    self.seen.add(after)
                    found.append(((*used, equation.ref), after))
        found.sort(key=lambda item: _distance(item[1]))
        for refs, after in found[:TESTED]:
            if bench.vanishes(*after, logs=True):
                yield self._rule(refs)
        self.reached = found

    def _rule(self, refs: tuple[Ref, ...]) -> Rule:
        def works(names: tuple[str, ...]) -> bool:
            return self.bench.accepts(Rewrite(refs, names, self.reverse))

        return Rewrite(refs, fewest(self.names, works), self.reverse)


def _distance(sides: tuple[Any, Any]) -> int:
    """How many names stand on one side only."""
    left, right = map(names_used, sides)
    return len(left ^ right)


def equations_at(
    bench: Bench, line: Line, sides: tuple[Any, Any], reverse: bool
) -> Iterator[Equation]:
    """An equation in hand; one with a condition at all indices at which it can be used."""
    lhs, rhs = line.relation.expressions()
    if line.guard is None:
        yield Equation(line.ref, lhs, rhs, line.wild)
        yield from _pinned(bench, line, sides, reverse)
        return
    for choice in occurrences(line, rhs if reverse else lhs, sides):
        ref = at(line, {i: choice.get(i, i) for i in line.wild})
        try:
            relation, wild = bench.state.pattern(ref)
        except HardlimitError:
            continue
        left, right = relation.expressions()
        yield Equation(ref, left, right, wild)


def _pinned(bench: Bench, line: Line, sides: tuple[Any, Any], reverse: bool) -> Iterator[Equation]:
    """The equation at one choice of indices only, where its pattern stands at several."""
    lhs, rhs = line.relation.expressions()
    choices = occurrences(line, rhs if reverse else lhs, sides) if line.wild else []
    for choice in choices if len(choices) > 1 else ():
        if all(free_indices(v) <= bench.free for v in choice.values()):
            ref = Ref(line.name, tuple(sorted(choice.items(), key=lambda item: item[0].name)))
            change = Substitution(indices=choice)
            left, right = (substitute(e, change) for e in (lhs, rhs))
            yield Equation(ref, left, right, line.wild - set(choice))


def by_totals(bench: Bench) -> Iterator[Rule]:
    """Known totals put in for sums."""
    relation = bench.relation
    if not isinstance(relation, Equal):
        return
    lines = [
        line for line in bench.equations if not isinstance(line.relation.expressions()[0], Index)
    ]
    # What is supposed, all that is known, and one line alone: one may take away another's place.
    groups = [[x for x in lines if not x.name.isdigit()], lines, *([x] for x in lines)]
    tried: list[list[Line]] = []
    for group in groups:
        if not group or group in tried:
            continue
        tried.append(group)
        for names in ((), *bench.name_sets(relation.lhs, relation.rhs)):
            refs = _totals(bench, group, names)
            if refs is not None:
                yield _tightest(bench, _fewest_refs(bench, refs, names), names)


def _tightest(bench: Bench, refs: tuple[Ref, ...], names: tuple[str, ...]) -> Rule:
    return Rewrite(refs, fewest(names, lambda n: bench.accepts(Rewrite(refs, n))))


def _totals(bench: Bench, lines: list[Line], names: tuple[str, ...]) -> tuple[Ref, ...] | None:
    """The equations that put together make the two sides one, if they do."""
    relation = bench.relation
    sides = [bench.poly(e, names, logs=True) for e in relation.expressions()]
    if None in sides:
        return None
    normaliser = bench.state.normaliser(names, logs=True)
    algebra = normaliser.algebra
    left = algebra.sub(*sides)  # type: ignore[arg-type]
    used: list[Ref] = []
    for line in sorted(lines, key=lambda one: not one.name.isdigit()):
        for one in equations_at(bench, line, relation.expressions(), False):
            bench.look()
            try:
                total = one.as_total(normaliser)
                after = total.put_in(left) if total is not None else left
            except (HardlimitError, RecursionError):
                continue
            if after != left:
                left = after
                used.append(one.ref)
    if not used:
        return None
    try:
        return None if normaliser.clear_denominators(left) else tuple(used)
    except (HardlimitError, RecursionError):
        return None


def _fewest_refs(bench: Bench, refs: tuple[Ref, ...], names: tuple[str, ...]) -> tuple[Ref, ...]:
    for ref in refs:
        rest = tuple(r for r in refs if r != ref)
        if rest and bench.accepts(Rewrite(rest, names)):
            refs = rest
    return refs
