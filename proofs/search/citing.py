"""Theorems that say what is claimed, with the names of the claim put in."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import Binary, TendsTo
from ..language.errors import HardlimitError
from ..language.substitution import Substitution, name_of, names_used, substitute
from ..language.vocabulary import Index, index_size
from ..rules import Cite
from ..rules.base import Rule
from .bench import Bench
from .families import Binding, Given
from .filling import completed_bindings
from .goals import Goal, goals_of, names_of
from .question import Citable
from .unify import Unifier

#: Proposals that are taken from one goal, and ways in which one of them is completed.
PROPOSALS, COMPLETIONS = 8, 4
#: Citations that are tried of theorems that were not matched with the claim.
FILLED = 16


def _candidates(bench: Bench) -> Iterator[Goal]:
    """Goals of the same kind, those of the latest theorems first."""
    for theorem in reversed(list(bench.question.theorems.values())):
        for goal in goals_of(theorem):
            if type(goal.relation) is type(bench.relation):
                yield goal


def _claimed_names(bench: Bench) -> tuple[frozenset[str], ...]:
    return tuple(names_of(bench.context, e) for e in bench.relation.expressions())


def by_name(bench: Bench) -> Iterator[Rule]:
    """A theorem that says the same with the same names."""
    if not isinstance(bench.relation, Binary | TendsTo):
        return
    mine = _claimed_names(bench)
    for goal in _candidates(bench):
        if goal.speaks_of(goal.names, mine) and _declared(goal.theorem, bench):
            for logs in (False, True):
                yield Cite(goal.theorem.slug, goal.part, logs=logs)


def _declared(theorem: Citable, bench: Bench) -> bool:
    """Whether all names of the theorem are declared here, with the same ranges."""
    theirs, mine = theorem.context, bench.context
    if not set(theirs.sizes) <= set(mine.sizes) or not set(theirs.symbols) <= set(mine.symbols):
        return False
    return all(
        name in mine.families and mine.families[name].sizes == family.sizes
        for name, family in theirs.families.items()
        if family.values is None or name in mine.families
    )


def by_unification(bench: Bench) -> Iterator[Rule]:
    """A theorem with other names put in, found by matching its goal with the claim."""
    if _citable(bench):
        mine = _claimed_names(bench)
        for goal in _candidates(bench):
            bench.look()
            proposals = itertools.islice(_bindings(goal, bench), PROPOSALS)
            yield from _fitting(goal, proposals, mine, bench)


def by_filling(bench: Bench) -> Iterator[Rule]:
    """A theorem with the same names where there are some, and simple values for the others."""
    if _citable(bench):
        mine, before = _claimed_names(bench), bench.tried
        for goal in _candidates(bench):
            bench.look()
            if bench.tried - before > FILLED:
                return
            yield from _fitting(goal, iter((Binding(),)), mine, bench)


def _citable(bench: Bench) -> bool:
    relation = bench.relation
    return isinstance(relation, Binary | TendsTo) and index_size(relation.expressions()[0]) is None


def _fitting(
    goal: Goal, bindings: Iterator[Binding], mine: tuple[frozenset[str], ...], bench: Bench
) -> Iterator[Rule]:
    """Citations that speak of the names of the claim, and of no others."""
    seen: set[Cite] = set()
    for binding in bindings:
        for whole in itertools.islice(completed_bindings(goal, binding, bench), COMPLETIONS):
            rule = _rule(goal, whole, bench)
            if rule is None or rule in seen:
                continue
            seen.add(rule)
            if goal.speaks_of(_told_names(goal, whole, bench), mine):
                yield from _variants(rule, whole, bench)


def _variants(rule: Cite, binding: Binding, bench: Bench) -> Iterator[Cite]:
    """With the definitions that were put in left as they are; all written out; with logs."""
    put = [*binding.symbols.values(), *(body for _, body in binding.families.values())]
    kept = set(bench.names_in(*put))
    names = bench.reach(bench.names_in(*bench.relation.expressions()))
    few = tuple(n for n in names if n not in kept)
    if kept and few:
        yield dataclasses.replace(rule, names=few)
    yield rule
    yield dataclasses.replace(rule, logs=True)


def _bindings(goal: Goal, bench: Bench) -> Iterator[Binding]:
    """From both sides; where these do not fit, from one side and the names that are left."""
    theirs, mine = goal.theorem.context, bench.context
    pattern, expr = goal.relation.expressions(), bench.relation.expressions()
    some = False
    orders = [range(len(pattern)), reversed(range(len(pattern)))]
    for order in map(list, orders):
        unifier = Unifier(theirs, mine)
        try:
            for found in unifier.all_of(
                [pattern[i] for i in order], [expr[i] for i in order], Binding(), {}
            ):
                some = True
                yield found
        except (Given, HardlimitError, RecursionError):
            pass
        if some:
            return
    for side in (0, -1):
        if isinstance(pattern[side], sp.Number) or _bare(pattern[side], goal):
            continue
        unifier = Unifier(theirs, mine)
        with contextlib.suppress(Given, HardlimitError, RecursionError):
            yield from unifier.of(pattern[side], expr[side], Binding(), {})


def _bare(pattern: Any, goal: Goal) -> bool:
    """Whether anything at all would fit."""
    context = goal.theorem.context
    return (
        isinstance(pattern, sp.Symbol | sp.Indexed) and name_of(pattern) not in context.definitions
    )


def _rule(goal: Goal, binding: Binding, bench: Bench) -> Cite | None:
    """The citation, without what the rule puts by itself."""
    theirs, mine = goal.theorem.context, bench.context
    sizes = {n: binding.sizes.get(n, s) for n, s in theirs.sizes.items()}
    if any(mine.sizes.get(s.name) != s for s in sizes.values()):
        return None
    indices = {
        n: v
        for n, v in binding.indices.items()
        if v != Index(n, sizes[theirs.indices[n].size.name])
    }
    symbols = {
        n: v
        for n, v in binding.symbols.items()
        if n not in mine.symbols or mine.symbols[n].symbol != v
    }
    families = {n: b for n, b in binding.families.items() if not _default(n, b, mine)}
    return Cite(
        goal.theorem.slug,
        goal.part,
        tuple((n, s) for n, s in sizes.items() if s.name != n),
        tuple(indices.items()),
        tuple(symbols.items()),
        tuple((n, params, body) for n, (params, body) in families.items()),
    )


def _default(name: str, body: Any, mine: Any) -> bool:
    family = mine.families.get(name)
    params, expr = body
    return family is not None and len(family.sizes) == len(params) and family[params] == expr


def _told_names(goal: Goal, binding: Binding, bench: Bench) -> tuple[frozenset[str], ...]:
    """The names in the sides of what the theorem says with these names put in."""
    context, mine = goal.theorem.context, bench.context
    symbols = {**binding.sizes, **binding.symbols}
    change = Substitution(symbols=symbols, families=binding.families)
    try:
        sides = [
            mine.unfold_all(substitute(context.unfold_all(e), change))
            for e in goal.relation.expressions()
        ]
    except (HardlimitError, RecursionError, ValueError, TypeError):
        return ()
    return tuple(names_used(e) - frozenset(mine.sizes) for e in sides)
