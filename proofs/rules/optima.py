"""The rule for global minima and maxima."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual, Optimum, Relation
from ..language.context import Context
from ..language.errors import RuleMismatch
from ..language.fresh import fresh_index
from ..language.substitution import (
    Substitution,
    family_name,
    free_indices,
    name_of,
    names_used,
    same,
    shifted,
    substitute,
)
from ..language.vocabulary import Index, has_next
from .base import Ref, Rule, expect
from .state import State, fixed_indices

ZERO = sp.Integer(0)


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
        best = at_optimum(relation, state.context)
        self._is_bound(state.relation(self.bound), relation, best, AtMost, state)
        self._domain(relation, name, state)
        if relation.unique:
            if self.strict is None:
                raise RuleMismatch("uniqueness needs a strict inequality")
            self._is_strict(relation, best, state)

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

    def _domain(self, relation: Any, name: str, state: State) -> None:
        about = {
            h.name
            for h in state.context.hypotheses.values()
            if any(state.depends(e, name) for e in h.expressions())
        }
        if about != set(relation.domain):
            raise RuleMismatch(
                f"the domain must name exactly the hypotheses about {name}: {sorted(about)}"
            )
        sign = state.context.sign_of(relation.variable)
        for value in _values(relation, state.context):
            state.require_defined(value)
            if sign == "positive":
                state.require(LessThan(ZERO, value), "the optimum lies in the domain")
            elif sign == "nonnegative":
                state.require(AtMost(ZERO, value), "the optimum lies in the domain")
        change = _put(relation, state.context)
        for item in relation.domain:
            hypothesis = state.context.hypotheses[item]
            if hypothesis.guard is not None:
                raise RuleMismatch("a domain with conditions is not supported")
            holes = {i: fresh_index(i) for i in hypothesis.forall}
            general = hypothesis.relation.map(
                lambda e, holes=holes: substitute(e, Substitution(indices=holes))  # type: ignore[misc]
            )
            moved = general.map(lambda e: substitute(state.context.unfold_all(e), change))
            self._holds(moved, state)

    def _holds(self, relation: Any, state: State) -> None:
        if isinstance(relation, Equal):
            state.require_equation(relation, "the optimum lies in the domain")
        else:
            state.require(relation, "the optimum lies in the domain")

    def _is_strict(self, relation: Any, best: Any, state: State) -> None:
        target = self.strict.target if self.strict else ""
        claim = state.earlier.get(target)
        if claim is None or len(claim.under) != 1:
            raise RuleMismatch("the strict line must hold under one local hypothesis")
        local = claim.under[0]
        condition = local.relation
        if (
            local.guard is not None
            or local.forall
            or not isinstance(condition, NotEqual)
            or not same(condition.lhs, relation.variable)
            or not state.equal(condition.rhs, relation.value)
        ):
            raise RuleMismatch("the local hypothesis must say that the variable differs somewhere")
        self._is_bound(claim.relation, relation, best, LessThan, state)


def _values(relation: Any, context: Context) -> Iterator[Any]:
    """The claimed optimum at every entry, also beyond the range where x[t + 1] is looked at."""
    variable = relation.variable
    params = variable.indices if isinstance(variable, sp.Indexed) else ()
    looked_at = [relation.function]
    for item in relation.domain:
        looked_at += context.hypotheses[item].relation.expressions()
    beyond = any(has_next(context.unfold_all(e)) for e in looked_at if not isinstance(e, Index))
    for at in shifted({p: p for p in params}, beyond=beyond):
        yield substitute(relation.value, at)


def _put(relation: Any, context: Context) -> Substitution:
    """The substitution variable := value, at all entries."""
    variable, value = relation.variable, context.unfold_all(relation.value)
    if not isinstance(variable, sp.Indexed):
        return Substitution(symbols={variable.name: value})
    params = tuple(variable.indices)
    if not all(isinstance(i, Index) for i in params) or len(set(params)) != len(params):
        raise RuleMismatch("the variable must be a general entry of its family")
    holes = tuple(fresh_index(i) for i in params)
    body = substitute(value, Substitution(indices=dict(zip(params, holes, strict=True))))
    if free_indices(body) - set(holes) - fixed_indices(context, ()):
        raise RuleMismatch("the claimed optimum has an index that the variable has not")
    return Substitution(families={family_name(variable): (holes, body)})


def at_optimum(relation: Any, context: Context) -> Any:
    """The function with the claimed optimum put in for the variable."""
    name = names_used(relation.variable)
    function = relation.function
    reach = frozenset(
        n for n, d in context.definitions.items() if names_used(context.unfold_all(d.body)) & name
    )
    return substitute(context.unfold(function, reach), _put(relation, context))
