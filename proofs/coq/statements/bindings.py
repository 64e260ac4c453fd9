"""Which names stand in the section of a derivation, and which are bound by each claim.

A name by which some step differentiates, takes a limit or optimises *moves*: it is bound
in each claim, and the first argument of the definitions that depend on it.  All others
are variables of the section, as are the indices that a hypothesis fixes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ...kernel.derivation import Derivation
from ...language.claims import Claim, HasGradient, Hypothesis, Optimum, Relation, TendsTo
from ...language.fixed import fixed_indices
from ...language.substitution import family_name, free_indices, name_of, names_used
from ...language.vocabulary import BINDERS, Index, MapSum
from .names import Premises


def varied(relation: Any) -> str:
    """The symbol or family that a limit, a gradient or an optimum varies."""
    return name_of(relation.variable)


def own_name(relation: Relation | None) -> str:
    """The name that ``relation`` itself binds: that of a limit or an optimum, or none."""
    return varied(relation) if isinstance(relation, TendsTo | Optimum) else ""


class Bindings:
    """What the claims of one derivation are about.

    Attributes:
        moving: the symbols and families that are bound in every claim, as declared.
        still: those that are not.
        fixed: the indices that a hypothesis of the derivation fixes.
        beyond: the (family, position) pairs at which an index t + 1 occurs.
        premises: what hypotheses and cases are called in Coq.
    """

    def __init__(self, derivation: Derivation) -> None:
        self.context = c = derivation.context
        relations = [*(s.claim.relation for s in derivation.steps), *derivation.goals]
        moves = {varied(r) for r in relations if isinstance(r, TendsTo | HasGradient | Optimum)}
        self.moving = tuple(n for n in (*c.symbols, *c.families) if n in moves)
        self.still = tuple(n for n in (*c.symbols, *c.families) if n not in moves)
        self.fixed = tuple(sorted(fixed_indices(c, ()), key=lambda i: i.name))
        self.beyond = _beyond(derivation)
        local = [h for s in derivation.steps for h in s.claim.under]
        self.premises = Premises(c.hypotheses.values(), local)

    def moved(self, expr: Any) -> list[str]:
        """The moving names that an expression depends on, also through definitions."""
        used = set(names_used(expr))
        for definition in reversed(self.context.definitions.values()):
            if definition.name in used:
                used |= names_used(definition.body)
        return [name for name in self.moving if name in used]

    def all_of(self, expr: Any) -> list[str]:
        """All declared names that an expression depends on, also through definitions."""
        c, used = self.context, _written(expr)
        for definition in reversed(c.definitions.values()):
            if definition.name in used:
                used |= _written(definition.body)
        return [name for name in (*c.sizes, *c.symbols, *c.families) if name in used]

    def about(self, h: Hypothesis) -> set[str]:
        """The moving names that a hypothesis is about."""
        return {m for e in h.expressions() for m in self.moved(e)}

    def indices(self, claim: Claim) -> list[Index]:
        """The indices that a claim binds: those free in it that nothing else binds."""
        free, relation = fixed_indices(self.context, claim.under), claim.relation
        bound = free_indices(relation.variable) if isinstance(relation, Optimum) else frozenset()
        for e in relation.expressions():
            free |= free_indices(e) - bound
        return sorted(free - set(self.fixed), key=lambda i: i.name)


def _written(expr: Any) -> set[str]:
    """The names that the text of an expression has; an index has its range nowhere in it."""
    if isinstance(expr, Index):
        return set()
    if isinstance(expr, sp.Symbol):
        return {expr.name}
    if isinstance(expr, sp.Indexed):
        return {family_name(expr)}.union(*map(_written, expr.indices))
    if isinstance(expr, MapSum):
        body, base, *sizes = expr.args
        return _written(body) - {base.label.name} | {s.name for s in sizes}
    if isinstance(expr, BINDERS):
        return _written(expr.args[0]) | {size.name for _, _, size in expr.args[1:]}
    return set[str]().union(*map(_written, expr.args))


def _beyond(derivation: Derivation) -> frozenset[tuple[str, int]]:
    c = derivation.context
    local = [h for s in derivation.steps for h in s.claim.under]
    relations = [*(s.claim.relation for s in derivation.steps), *derivation.goals]
    relations += [r for h in (*c.hypotheses.values(), *local) for r in h.relations()]
    written = [d.body for d in c.definitions.values()]
    written += [e for r in relations for e in r.expressions()]
    entries = [entry for e in written for entry in _entries(e)]
    found = {(name, p) for name, p, index in entries if isinstance(index, sp.Add)}
    for d in reversed(c.definitions.values()):
        late = {i for p, i in enumerate(d.params) if (d.name, p) in found}
        found |= {(name, p) for name, p, index in _entries(d.body) if index in late}
    return frozenset(found)


def _entries(expr: Any) -> Iterator[tuple[str, int, Any]]:
    """Every (name, position, index) of the families and definitions in ``expr``."""
    if isinstance(expr, sp.Indexed):
        yield from ((family_name(expr), p, index) for p, index in enumerate(expr.indices))
    for part in expr.indices if isinstance(expr, sp.Indexed) else getattr(expr, "args", ()):
        yield from _entries(part)
