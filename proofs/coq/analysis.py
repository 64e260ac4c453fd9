"""Proofs of the steps by gradients, their roots, and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ..claims import AtMost, LessThan, NotEqual, TendsTo, ZeroExactlyAt
from ..rules.base import Ref
from ..rules.gradients import LinearRoot
from ..rules.limits import Squeeze
from .equality import equality
from .goal import Goal, Unscripted
from .names import coq_name
from .shapes import minus, times
from .sides import facts, side
from .slopes import gradient


def _linear_root(goal: Goal, rule: LinearRoot) -> str:
    relation = goal.claim.relation
    if not isinstance(relation, ZeroExactlyAt):
        raise Unscripted("the claim is not about a root")
    own = times(rule.factor, minus(relation.solution, relation.variable))
    lines = [
        goal.intro(),
        facts(goal),
        f"apply (linear_root {goal.term(rule.factor)}).",
        f"{{ {equality(goal, relation.function, own, names=rule.names)} }}",
        f"{{ {side(goal)}. }}",
    ]
    return "\n".join(lines)


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {
    "Gradient": gradient,
    "LinearRoot": _linear_root,
}
