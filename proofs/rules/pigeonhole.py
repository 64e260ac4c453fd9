"""The rule that counts: finitely many assignments, finitely many falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, LessThan
from ..language.errors import RuleMismatch
from ..language.substitution import free_indices, names_used, substitute_index
from ..language.vocabulary import Index, indicator, total
from ..language.wording import describe, written
from .base import Ref, Rule, expect
from .state import State


@dataclass(frozen=True)
class Pigeonhole(Rule):
    """A loss that never rises falls finitely often.

    J_t depends on t only through the assignment c_t: {1..N} -> {1..K}.  Each fall
    reaches a value that J has not had before, so an assignment that has not come
    before; there are K^N assignments.

    |- J(t + 1) <= J(t)   for every t in 1..T
    ------------------
    |- 1 + sum_t (1 - 1[J(t + 1) = J(t)]) <= K^N

    |- J(t + 1) < J(t)    for every t in 1..T
    ------------------
    |- T + 1 <= K^N
    """

    line: Ref
    assignment: str

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, AtMost)
        line, wild = state.pattern(self.line)
        if not isinstance(line, LessThan | AtMost):
            raise RuleMismatch(f"{self.line.target} is not an inequality")
        family = state.context.families.get(self.assignment)
        if family is None or family.values is None or len(family.sizes) != 2:
            raise RuleMismatch(f"{self.assignment} is not a sequence of assignments")
        steps, rows = family.sizes
        times = [i for i in wild if i.size == steps]
        if len(times) != 1:
            raise RuleMismatch("the line must hold for every time t")
        t = times[0]
        if not state.equal(line.lhs, substitute_index(line.rhs, t, t + 1)):
            raise RuleMismatch("the left side is not the right side one step later")
        _only_through(state.context.unfold_all(line.rhs), t, self.assignment)
        falls = steps if isinstance(line, LessThan) else total(1 - indicator(line.lhs, line.rhs), t)
        bound = family.values**rows
        if not state.equal(relation.lhs, falls + 1) or not state.equal(relation.rhs, bound):
            raise RuleMismatch(f"what follows is {describe(AtMost(falls + 1, bound))}")


def _only_through(expr: Any, t: Index, assignment: str) -> None:
    """Refuse unless ``t`` occurs in ``expr`` only as the time of the assignment."""
    if assignment not in names_used(expr):
        raise RuleMismatch(f"the quantity does not depend on {assignment}")
    stack: list[Any] = [expr]
    while stack:
        here = stack.pop()
        if t not in free_indices(here):
            continue
        if here in (t, t + 1):
            raise RuleMismatch(f"{t} occurs outside the assignment")
        if isinstance(here, sp.Indexed):
            own = here.base.label.name == assignment
            if own and here.indices[0] != t:
                raise RuleMismatch(f"{written(here)} is not the assignment of the time {t} alone")
            if own and any(isinstance(i, sp.Add) for i in here.indices[1:]):
                raise RuleMismatch(f"{written(here)} may lie beyond what is counted")
            stack += here.indices[1:] if own else here.indices
        else:
            stack += [a for a in here.args if not isinstance(a, sp.Tuple)]
