"""Convexity: a tangent lies below, and so a stationary point is the global optimum.

One tangent does for all: log t <= t - 1.  With t = x/y it is the tangent of the logarithm at y;
times y, with t = e^(u - v), that of e^u; times x, with t = y/x, that of x log x.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Hypothesis, LessThan, NotEqual, Optimum
from ..language.errors import RuleMismatch
from ..language.vocabulary import Index, expression, total
from ..language.wording import written
from .base import Ref, Rule, expect
from .inequalities import Combine, summable
from .optima import at_optimum, optimum_of
from .state import State

ZERO, ONE = sp.Integer(0), sp.Integer(1)
#: The hypothesis that a point differs from the optimum: no author's name begins so.
APART = "#0"
#: (t, factor, indices): t - 1 - log t times the factor, summed over the indices.
Tangent = tuple[Any, Any, tuple[Index, ...]]
Part = tuple[Ref, Any, tuple[Index, ...]]


@dataclass(frozen=True)
class _Touching(Rule):
    """Whole numbers among the factors are expressions, too."""

    tangents: tuple[Tangent, ...]
    parts: tuple[Part, ...] = ()
    gap: Any = ZERO
    names: tuple[str, ...] = ()
    logs: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("tangents", "parts"):
            rows = getattr(self, name)
            if all(isinstance(row, tuple) and len(row) == 3 for row in rows):
                made = ((_number(row[0]), _number(row[1]), row[2]) for row in rows)
                object.__setattr__(self, name, tuple(made))


def _number(value: Any) -> Any:
    return expression(value) if type(value) is int else value


@dataclass(frozen=True)
class Tangents(_Touching):
    """Logarithms lie below their tangents, termwise, and known inequalities add up to the rest.

    A tangent (t, c, indices) stands for c (t - 1 - log t), summed over the indices; ``parts``
    and ``gap`` are those of Combine.

    t_i > 0,  c_i >= 0,  |- a_j <= b_j,  d_j >= 0,  g >= 0,
    b - a = sum_i c_i (t_i - 1 - log t_i) + sum_j d_j (b_j - a_j) + g
    ------------------
    |- a <= b            (a < b if besides some t_i != 1, c_i > 0, not summed, or as in Combine)
    """

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, AtMost, LessThan)
        if not self.tangents:
            raise RuleMismatch("no tangent is named: Combine or Gap would do")
        positive = False
        for t, factor, over in self.tangents:
            if not summable(over, state):
                raise RuleMismatch(f"no sum runs over {', '.join(map(written, over))} here")
            state.require_defined(t)
            state.require_defined(factor)
            state.require(LessThan(ZERO, t), "log needs it positive")
            above, apart = LessThan(ZERO, factor), NotEqual(t, ONE)
            if isinstance(relation, LessThan) and not over and not positive:
                positive = state.shows(above) is not None and state.shows(apart) is not None
                if positive:
                    state.require(above, "the factor of a tangent")
                    state.require(apart, "the tangent touches at 1 only")
                    continue
            state.require(AtMost(ZERO, factor), "the factor of a tangent")
        kind = AtMost if positive else type(relation)
        rest = kind(relation.lhs + sp.Add(*map(above_zero, self.tangents)), relation.rhs)
        Combine(self.parts, self.gap, self.names, self.logs).check(Claim(rest, claim.under), state)


def above_zero(tangent: Tangent) -> Any:
    """The term that a tangent stands for; it is never negative."""
    t, factor, over = tangent
    # Multiplied out, so that what a factor and t share cancels.
    term = factor * t - factor - factor * sp.log(t)
    return total(term, *over) if over else term


@dataclass(frozen=True)
class ConvexOptimum(_Touching):
    """Where tangents show the bound at every other point, a point is the optimum.

    The arguments are those of Tangents, for the inequality between f(x*) and f(x); without a
    tangent, those of Combine (a gap that is a sum of squares, say).  For uniqueness they show
    f(x*) < f(x) under the hypothesis that x differs from x* at some entry, too.

    f(x*) <= f(x) by tangents, for every x of the domain,   x* in the domain
    [,  x_i != x*_i |- f(x*) < f(x) by the same tangents]
    ------------------
    |- x* minimises f  [uniquely]
    """

    @property
    def lines(self) -> Tangents | Combine:
        """What shows the bound, and the strict one."""
        if self.tangents:
            return Tangents(self.tangents, self.parts, self.gap, self.names, self.logs)
        return Combine(self.parts, self.gap, self.names, self.logs)

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Optimum)
        optimum_of(claim, state)
        bound = bound_of(relation, state)
        for side in bound.expressions():
            state.require_defined(side)
        self.lines.check(Claim(bound, claim.under), state)
        if relation.unique:
            strict, inside = strict_of(claim, state)
            try:
                self.lines.check(strict, inside)
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
