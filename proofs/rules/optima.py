"""The rule for global minima and maxima."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, LessThan, NotEqual, Optimum, Relation
from ..language.context import Context
from ..language.errors import RuleMismatch
from ..language.fixed import fixed_indices
from ..language.substitution import free_indices, name_of, names_used, same, substitute
from .base import Ref, Rule, expect
from .domains import put_at_all_entries, require_in_domain
from .state import State


@dataclass(frozen=True)
class GlobalOptimum(Rule):
    """A bound that holds for every value, and is reached, is the optimum.

    ``bound`` says f(x*) <= f(x) for every x of the domain (>= for a maximum).  For
    uniqueness ``strict`` says f(x*) < f(x) under the one local hypothesis that x
    differs from x* at some entry.

    |- f(x*) <= f(x),   x* in the domain   [,  x_i != x*_i |- f(x*) < f(x)]
    ------------------
    |- x* minimises f  [uniquely]
    """

    bound: Ref
    strict: Ref | None = None

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Optimum)
        optimum_of(claim, state)
        best = at_optimum(relation, state.context)
        self._is_bound(state.relation(self.bound), relation, best, AtMost, state)
        if relation.unique:
            if self.strict is None:
                raise RuleMismatch("uniqueness needs a strict inequality")
            self._is_strict(self.strict, relation, best, state)

    def _is_bound(
        self, line: Any, relation: Any, best: Any, kind: type[Relation], state: State
    ) -> None:
        low, high = (
            (best, relation.function) if relation.kind == "minimises" else (relation.function, best)
        )
        every = tuple(state.context.definitions)
        fits = isinstance(line, kind) and all(
            state.equal(a, b, every, logs=True)
            for a, b in zip(line.expressions(), (low, high), strict=True)
        )
        if not fits:
            raise RuleMismatch("the line named does not compare the optimum with every other value")

    def _is_strict(self, strict: Ref, relation: Any, best: Any, state: State) -> None:
        claim = state.case(strict)
        if len(claim.under) != 1:
            raise RuleMismatch("the strict line must hold under one local hypothesis")
        local = claim.under[0]
        condition = local.relation
        if local.guard is not None or local.forall or not isinstance(condition, NotEqual):
            raise RuleMismatch("the local hypothesis must say that the variable differs somewhere")
        here, there = condition.lhs, condition.rhs
        if not same(here, relation.variable):
            here, there = there, here
        if not same(here, relation.variable) or not state.equal(there, relation.value):
            raise RuleMismatch("the local hypothesis must say that the variable differs somewhere")
        # Where it has no value, the strict line says nothing.
        state.require_defined(there)
        self._is_bound(claim.relation, relation, best, LessThan, state)


def optimum_of(claim: Claim, state: State) -> None:
    """Require what the claim of an optimum needs, whatever shows its bound.

    Raises:
        RuleMismatch: if it is no global optimum, or its domain is not named.
        MissingHypothesis: if the optimum is not known to lie in the domain.
    """
    relation = expect(claim, Optimum)
    variable = relation.variable
    name = name_of(variable)
    if state.depends(relation.value, name):
        raise RuleMismatch("the claimed optimum still depends on the variable")
    if any(state.depends(e, name) for h in claim.under for e in h.expressions()):
        raise RuleMismatch("a local hypothesis about the variable makes this local, not global")
    if free_indices(variable) & state.fixed:
        raise RuleMismatch("an index of the variable is fixed by a hypothesis")
    if free_indices(variable) & free_indices(relation.function):
        raise RuleMismatch("the function must not depend on the indices of the variable")
    _require_domain(relation, name, state)


def _require_domain(relation: Any, name: str, state: State) -> None:
    about = {
        h.name
        for h in state.context.hypotheses.values()
        if any(state.depends(e, name) for e in h.expressions())
    }
    if about != set(relation.domain):
        raise RuleMismatch(
            f"the domain must name exactly the hypotheses about {name}: {sorted(about)}"
        )
    hypotheses = [state.context.hypotheses[item] for item in relation.domain]
    why = "the optimum lies in the domain"
    require_in_domain(relation.variable, relation.value, relation.function, hypotheses, state, why)


def at_optimum(relation: Any, context: Context) -> Any:
    """The function with the claimed optimum put in for the variable.

    Raises:
        RuleMismatch: if the optimum has an index that the variable has not.
    """
    others = free_indices(context.unfold_all(relation.value)) - free_indices(relation.variable)
    if isinstance(relation.variable, sp.Indexed) and others - fixed_indices(context, ()):
        raise RuleMismatch("the claimed optimum has an index that the variable has not")
    moving = context.depending_on(names_used(relation.variable))
    change = put_at_all_entries(relation.variable, relation.value, context)
    return substitute(context.unfold(relation.function, moving), change)
