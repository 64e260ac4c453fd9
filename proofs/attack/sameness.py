"""When a changed line says the same, says less, or is true all the same: shown, never declared."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from ..language.claims import (
    AtMost,
    Binary,
    Claim,
    Equal,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
)
from ..language.context import Context
from ..language.fixed import fixed_indices
from ..language.fresh import fresh_index
from ..language.substitution import (
    Substitution,
    family_name,
    free_indices,
    indices_among,
    names_used,
    substitute,
)
from ..language.vocabulary import Index
from ..rules.conditions import definedness
from ..rules.optima import at_optimum
from ..rules.state import State
from .comparing import at_most
from .identity import Identity
from .mutant import HYPOTHESIS, STATEMENT, Mutant


def equivalent(mutant: Mutant, equal: Identity) -> bool:
    """Whether the changed relation is the same statement, by the checker's own residue.

    Also where a name of any real value that no hypothesis mentions is put for -1, 2 or
    1/2 times itself, where a hypothesis says what the entries of a family are, and where
    both sides of a line are multiplied by one number.
    """
    before, after = mutant.before, mutant.after
    if not isinstance(before, Relation) or type(before) is not type(after):
        return False
    if isinstance(before, Optimum) and isinstance(after, Optimum):
        mine = (before.kind, before.domain, before.unique)
        if mine != (after.kind, after.domain, after.unique):
            return False
    pairs = list(zip(before.expressions(), after.expressions(), strict=True))
    context = mutant.derivation.context
    if any(isinstance(e, Index) for pair in pairs for e in pair):
        return bool(before == after)
    if all(equal(a, b, context) for a, b in pairs):
        return True
    if not isinstance(before, Binary) or not isinstance(after, Binary):
        return False
    if any(_rescaled(pairs, change, context, equal) for change in _scalings(context)):
        return True
    if mutant.part != HYPOTHESIS and _same_by_hypothesis(pairs, context, equal):
        return True
    old, new = before.rhs - before.lhs, after.rhs - after.lhs
    scales = [sp.Rational(1, 2), sp.Integer(2)]
    if isinstance(before, Equal | NotEqual):
        scales.append(sp.Integer(-1))
    return any(equal(new, scale * old, context) for scale in scales)


def weaker(mutant: Mutant, equal: Identity) -> bool:
    """Whether the mutant is a consequence: < to <=, = to <=, uniqueness not claimed.

    Or a case of the statement, with a value put for a name that may have any, or a
    multiple of an equation or of a limit 0.  A hypothesis that assumes more makes a weaker
    theorem, too.
    """
    if mutant.part == STATEMENT:
        return (
            implies(mutant.before, mutant.after) or _case(mutant, equal) or _multiple(mutant, equal)
        )
    if mutant.part != HYPOTHESIS:
        return False
    return (
        mutant.operator == "condition dropped"
        or implies(mutant.after, mutant.before)
        or _assumes_more(mutant)
    )


def _assumes_more(mutant: Mutant) -> bool:
    """Whether the changed hypotheses show the one that was changed."""
    context, before = mutant.derivation.context, mutant.before
    if not isinstance(before, Binary) or mutant.after is None:
        return False
    if context.hypotheses[mutant.where].guard is not None:
        return False
    signs = State(context, Claim(before), {}, {}).signs
    if signs.proves(before):
        return True
    if type(mutant.after) is not type(before) or isinstance(before.lhs, Index):
        return False
    # What is positive was only multiplied by what is positive.
    old, new = (context.unfold_all(r.rhs - r.lhs) for r in (before, mutant.after))
    return old != 0 and signs.positive(new / old) is not None


def _multiple(mutant: Mutant, equal: Identity) -> bool:
    """Whether f -> 0 became c f -> 0, for a c that does not move, or f = 0 became c f = 0."""
    before, after, context = mutant.before, mutant.after, mutant.derivation.context
    if isinstance(before, Equal) and isinstance(after, Equal):
        return _times_an_entry(before, after, context, equal)
    if not isinstance(before, TendsTo) or not isinstance(after, TendsTo):
        return False
    if before.limit != 0 or after.limit != 0 or before.variable != after.variable:
        return False
    ratio = after.function / before.function
    still = before.variable.name not in names_used(context.unfold_all(ratio))
    signs = State(context, Claim(after), {}, {}).signs
    return still and not any(signs.proves(c.relation) is None for c in definedness(ratio, signs))


def _times_an_entry(before: Equal, after: Equal, context: Context, equal: Identity) -> bool:
    """Whether both sides were multiplied by a name or an entry, at indices that are free."""
    if any(isinstance(e, Index) for e in (*before.expressions(), *after.expressions())):
        return False
    old, new = before.lhs - before.rhs, after.lhs - after.rhs
    free = free_indices(new)
    factors = (a for a in new.atoms(sp.Symbol, sp.Indexed) if not isinstance(a, Index))
    entries = (a for a in factors if isinstance(a, sp.Indexed) or a.name in context.symbols)
    inside = (a for a in entries if free_indices(a) <= free)
    return any(equal(factor * old, new, context) for factor in sorted(inside, key=str))


def _case(mutant: Mutant, equal: Identity) -> bool:
    before, after, context = mutant.before, mutant.after, mutant.derivation.context
    if type(before) is not type(after) or not isinstance(before, Binary):
        return False
    pairs = list(zip(before.expressions(), after.expressions(), strict=True))
    changes = itertools.chain(_renamings(before, context), _cases(context))
    return any(_rescaled(pairs, change, context, equal) for change in changes)


def _renamings(relation: Relation, context: Context) -> Iterator[Substitution]:
    """Another index for one that stands for all values."""
    free = indices_among(relation.expressions())
    for index in sorted(free - fixed_indices(context, ()), key=str):
        for other in context.indices.values():
            if other != index and other.size == index.size:
                yield Substitution(indices={index: other})


def implies(strong: Any, weak: Any) -> bool:
    """Whether one relation says all that the other says, by its form alone."""
    if isinstance(strong, Optimum) and isinstance(weak, Optimum):
        narrowed = set(strong.domain) <= set(weak.domain)
        return (
            narrowed
            and strong.unique >= weak.unique
            and strong == replace(weak, unique=strong.unique, domain=strong.domain)
        )
    if isinstance(strong, LessThan) and isinstance(weak, NotEqual):
        return strong.expressions() == weak.expressions()
    if not isinstance(strong, Equal | LessThan) or not isinstance(weak, AtMost):
        return False
    return strong.expressions() == weak.expressions()


def shown_true(
    mutant: Mutant, claims: Mapping[str, Claim], positive: frozenset[str], equal: Identity
) -> bool:
    """Whether the checker shows the changed line to be true, given the unchanged ``claims``.

    Where this fails nothing is known: the line may be false, or true beyond what the signs of
    its parts show.
    """
    before, after, context = mutant.before, mutant.after, mutant.derivation.context
    if implies(before, after):
        return True
    if not isinstance(after, Binary | Optimum):
        # What is its limit all the way needs no limit.
        still = isinstance(after, TendsTo) and equal(after.function, after.limit, context)
        return still or equivalent(mutant, equal)
    if isinstance(after, Equal):
        return equivalent(mutant, equal) or equal(after.lhs, after.rhs, context)
    under = next(s.claim.under for s in mutant.derivation.steps if s.number == mutant.steps[-1])
    signs = State(context, Claim(after, under), claims, {}, positive_names=positive).signs
    if isinstance(after, Optimum):
        gap = after.function - at_optimum(after, context)
        return not after.unique and bool(
            signs.nonnegative(gap if after.kind == "minimises" else -gap)
        )
    if signs.proves(after):
        return True
    if not isinstance(before, AtMost | LessThan | Equal) or isinstance(after, NotEqual):
        return False
    kept = isinstance(after, AtMost) or isinstance(before, LessThan)
    if kept and at_most(after.lhs, before.lhs, signs) and at_most(before.rhs, after.rhs, signs):
        return True
    more = after.rhs - after.lhs - (before.rhs - before.lhs)
    strict = isinstance(after, LessThan) and not isinstance(before, LessThan)
    return signs.proves((LessThan if strict else AtMost)(sp.Integer(0), more)) is not None


# -- other values ----------------------------------------------------------------------------------
def _scalings(context: Context) -> Iterator[Substitution]:
    """v := c v for a name v of any real value that no hypothesis mentions: v is as general."""
    for scale in (sp.Integer(-1), sp.Integer(2), sp.Rational(1, 2)):
        yield from _puts(context, functools.partial(_times, scale))


def _cases(context: Context) -> Iterator[Substitution]:
    """Values for such a name that make a case of the theorem: one, and the next in a sequence."""
    yield from _puts(context, _one)
    yield from _puts(context, _next)


def _times(scale: Any, base: Any, at: tuple[Any, ...]) -> Any:
    return scale * (base[at] if at else base)


def _one(base: Any, at: tuple[Any, ...]) -> Any:
    return sp.Integer(1)


def _next(base: Any, at: tuple[Any, ...]) -> Any:
    return base[(at[0] + 1, *at[1:])] if at else base


def _puts(context: Context, value: Callable[[Any, Any], Any]) -> Iterator[Substitution]:
    """What ``value`` gives, for one name of any real value that no hypothesis mentions."""
    bound: frozenset[str] = frozenset()
    for hypothesis in context.hypotheses.values():
        for expr in hypothesis.expressions():
            bound |= names_used(context.unfold_all(expr))
    for name, symbol in context.symbols.items():
        if name not in bound and symbol.sign == "real":
            yield Substitution(symbols={name: value(symbol.symbol, ())})
    for name, family in context.families.items():
        if name not in bound and family.sign == "real" and family.values is None:
            holes = tuple(fresh_index(Index("i", size)) for size in family.sizes)
            yield Substitution(families={name: (holes, value(family.base, holes))})


def _rescaled(
    pairs: list[tuple[Any, Any]], change: Substitution, context: Context, equal: Identity
) -> bool:
    return all(equal(substitute(context.unfold_all(a), change), b, context) for a, b in pairs)


# -- what a hypothesis says ------------------------------------------------------------------------
def _same_by_hypothesis(pairs: list[tuple[Any, Any]], context: Context, equal: Identity) -> bool:
    """Whether the sides are the same with what a hypothesis says put for a whole family."""

    def put(side: Any, change: Substitution) -> Any:
        return substitute(context.unfold_all(side), change)

    return any(
        all(equal(put(a, change), put(b, change), context) for a, b in pairs)
        for change in _said(context)
    )


def _said(context: Context) -> Iterator[Substitution]:
    """The families of which a hypothesis says what each entry is, and what that is."""
    fixed = fixed_indices(context, ())
    for hypothesis in context.hypotheses.values():
        relation = hypothesis.relation
        if hypothesis.guard is not None or not isinstance(relation, Equal):
            continue
        left, right = relation.lhs, context.unfold_all(relation.rhs)
        if not isinstance(left, sp.Indexed) or family_name(left) not in context.families:
            continue
        name, at = family_name(left), left.indices
        whole = all(isinstance(i, Index) and i not in fixed for i in at) and len(set(at)) == len(at)
        if whole and name not in names_used(right) and free_indices(right) <= set(at):
            yield Substitution(families={name: (at, right)})
