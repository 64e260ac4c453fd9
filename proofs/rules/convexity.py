"""Convexity: a tangent lies below, and so a stationary point is the global optimum.

One tangent does for all: log t <= t - 1.  With t = x/y it is the tangent of the logarithm at y;
times y, with t = e^(u - v), that of e^u; times x, with t = y/x, that of x log x.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..language.claims import AtMost, Claim, Hypothesis, LessThan, NotEqual, Optimum
from ..language.errors import RuleMismatch
from .base import expect
from .combining import Adding
from .optima import at_optimum, optimum_of
from .state import State

#: The hypothesis that a point differs from the optimum: no author's name begins so.
APART = "#0"


@dataclass(frozen=True)
class ConvexOptimum(Adding):
    """Where tangents show the bound at every other point, a point is the optimum.

    The arguments are those of Tangents, for the inequality between f(x*) and f(x); without a
    tangent, those of Combine (a gap that is a sum of squares, say).  For uniqueness they show
    f(x*) < f(x) under the hypothesis that x differs from x* at some entry, too.

    f(x*) <= f(x) by tangents, for every x of the domain,   x* in the domain
    [,  x_i != x*_i |- f(x*) < f(x) by the same tangents]
    ------------------
    |- x* minimises f  [uniquely]
    """

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Optimum)
        optimum_of(claim, state)
        bound = bound_of(relation, state)
        for side in bound.expressions():
            state.require_defined(side)
        self.add_up(bound, state)
        if relation.unique:
            strict, inside = strict_of(claim, state)
            try:
                self.add_up(strict.relation, inside)
            except RuleMismatch as error:
                raise RuleMismatch(
                    f"no point is better, but is each other worse? {error}"
                ) from None
            state.use(t for t in inside.used if t != APART)


def strict_of(claim: Claim, state: State) -> tuple[Claim, State]:
    """That each other point is worse, to be shown where the variable differs somewhere."""
    relation: Any = claim.relation
    differs = NotEqual(relation.variable, relation.value)
    # Where it has no value, that it differs says nothing.
    state.require_defined(relation.value)
    bound = bound_of(relation, state)
    strict = Claim(LessThan(*bound.expressions()), (*claim.under, Hypothesis(APART, differs)))
    positive = state.positive_names
    return strict, State(
        state.context, strict, state.earlier, state.theorems, positive_names=positive
    )


def bound_of(relation: Any, state: State) -> AtMost:
    """The inequality between an optimum and any other value."""
    best = at_optimum(relation, state.context)
    if relation.kind == "minimises":
        return AtMost(best, relation.function)
    return AtMost(relation.function, best)
