"""What to put for names of a theorem that its goal does not determine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import sympy as sp

from ..language.claims import Hypothesis, NotEqual
from ..language.declared import DECLARED
from ..language.errors import HardlimitError
from ..language.fresh import shared_index
from ..language.substitution import (
    Substitution,
    free_indices,
    names_among,
    names_used,
    substitute,
)
from ..language.vocabulary import Index, index_size
from .bench import Bench, Line
from .families import Binding, Given
from .goals import Goal
from .unify import Unifier


def completed_bindings(goal: Goal, binding: Binding, bench: Bench) -> Iterator[Binding]:
    """With the names that do not stand in the goal, found among what is known here."""
    for apart in _told_apart(goal, binding, bench):
        for found in _by_hypotheses(goal, apart, bench):
            yield from _filled(goal, found, bench)


def _told_apart(goal: Goal, binding: Binding, bench: Bench) -> Iterator[Binding]:
    """For a strict optimum: the entry at which the point put in is known to differ."""
    if goal.apart is None or not isinstance(goal.apart[0], sp.Indexed):
        yield binding
        return
    for line in bench.of_kind(NotEqual):
        for side in line.relation.expressions():
            yield from _matched(goal, goal.apart[:1], (side,), binding, bench)


def _matched(
    goal: Goal,
    patterns: Any,
    exprs: Any,
    binding: Binding,
    bench: Bench,
    env: Mapping[Index, Index] | None = None,
) -> Iterator[Binding]:
    try:
        yield from Unifier(goal.theorem.context, bench.context).all_of(
            list(patterns), list(exprs), binding, env or {}
        )
    except (Given, HardlimitError, RecursionError):
        return


def _missing(goal: Goal, binding: Binding, bench: Bench) -> set[str]:
    """Names of the theorem for which nothing is put and nothing here has the same name."""
    theirs, mine = goal.theorem.context, bench.context
    missing = {n for n in theirs.symbols if n not in binding.symbols and n not in mine.symbols}
    for name, family in theirs.families.items():
        if name in binding.families:
            continue
        sizes = tuple(binding.sizes.get(s.name, s) for s in family.sizes)
        if name not in mine.families:
            missing |= {name} if family.values is None or _used(goal, name) else set()
        elif mine.families[name].sizes != sizes:
            missing.add(name)
    return missing


def _used(goal: Goal, name: str) -> bool:
    said = [*goal.relation.expressions()]
    said += [e for h in goal.theorem.context.hypotheses.values() for e in h.expressions()]
    return any(name in names_used(goal.theorem.context.unfold_all(e)) for e in said)


def _by_hypotheses(goal: Goal, binding: Binding, bench: Bench) -> Iterator[Binding]:
    """Names that stand in hypotheses: these are matched with what is known here."""
    missing = _missing(goal, binding, bench)
    for hypothesis in goal.theorem.context.hypotheses.values() if missing else ():
        used = names_among(hypothesis.expressions())
        if not used & missing:
            continue
        for line in bench.lines:
            for found in _as_hypothesis(goal, hypothesis, line, binding, bench):
                yield from _by_hypotheses(goal, found, bench)
    yield binding


def _as_hypothesis(
    goal: Goal, hypothesis: Hypothesis, line: Line, binding: Binding, bench: Bench
) -> Iterator[Binding]:
    """What to put so that a hypothesis of the theorem, with its condition, is the line."""
    patterns, exprs = list(hypothesis.relation.expressions()), list(line.relation.expressions())
    if type(line.relation) is not type(hypothesis.relation):
        return
    if hypothesis.guard is not None or line.guard is not None:
        if type(hypothesis.guard) is not type(line.guard):
            return
        patterns = [*hypothesis.guard.expressions(), *patterns]  # type: ignore[union-attr]
        exprs = [*line.guard.expressions(), *exprs]  # type: ignore[union-attr]
    wild = sorted(line.wild, key=lambda i: i.name)
    for chosen in itertools.permutations(wild, len(hypothesis.forall)):
        env = {}
        for theirs, mine in zip(hypothesis.forall, chosen, strict=True):
            env[theirs] = shared_index(mine)
        change = Substitution(
            indices={m: env[t] for t, m in zip(hypothesis.forall, chosen, strict=True)}
        )
        moved = [substitute(e, change) for e in exprs]
        yield from _matched(goal, patterns, moved, binding, bench, env)


def _filled(goal: Goal, binding: Binding, bench: Bench) -> Iterator[Binding]:
    """What is still missing: the same name with more indices, one-hot or equal shares, a number."""
    missing = _missing(goal, binding, bench)
    if not missing:
        yield binding
        return
    name = min(missing)
    for value in itertools.islice(_values(goal, name, binding, bench), 4):
        kind = "symbols" if name in goal.theorem.context.symbols else "families"
        yield from _filled(goal, binding.put(kind, name, value), bench)


def _values(goal: Goal, name: str, binding: Binding, bench: Bench) -> Iterator[Any]:
    theirs, mine = goal.theorem.context, bench.context
    if name in theirs.symbols:
        sign = theirs.symbols[name].sign
        if any(name in side for side in goal.names):
            return
        yield from (s for s in mine.sizes.values())
        yield sp.Integer(DECLARED[sign].side if DECLARED[sign].strict else 0)
        return
    family = theirs.families[name]
    sizes = [binding.sizes.get(s.name, s) for s in family.sizes]
    params: list[Index] = []
    for size in sizes:
        free = [i for i in bench.indices_of(size) if i not in params]
        if not free:
            return
        params.append(free[-1] if free[-1] not in bench.free else free[0])
    own = mine.families.get(name)
    if own is not None and len(own.sizes) > len(sizes) and list(own.sizes[-len(sizes) :]) == sizes:
        more = own.sizes[: len(own.sizes) - len(sizes)]
        for extra in itertools.product(*(_index_terms(bench, s) for s in more)):
            yield tuple(params), own[(*extra, *params)]
    if family.values is not None:
        values = binding.sizes.get(family.values.name, family.values)
        for other in mine.families.values():
            if other.values == values and list(other.sizes) == sizes:
                yield tuple(params), other[tuple(params)]
        return
    declared = DECLARED[family.sign]
    if not declared.strict and declared.side >= 0 and len(sizes) == 2:
        for other in mine.families.values():
            if other.values == sizes[1] and list(other.sizes) == sizes[:1]:
                yield tuple(params), sp.KroneckerDelta(params[1], other[params[0]])
    if len(sizes) == 1:
        yield tuple(params), 1 / sizes[0]
    yield tuple(params), sp.Integer(declared.side)


def _index_terms(bench: Bench, size: Any) -> list[Any]:
    """Index expressions of one size that stand in the claim, free ones."""
    found: dict[Any, None] = {}
    for expr in bench.relation.expressions():
        for part in sp.preorder_traversal(expr):
            if isinstance(part, sp.Indexed):
                found.update((i, None) for i in part.indices if index_size(i) == size)
    return [i for i in found if free_indices(i) <= bench.free]
