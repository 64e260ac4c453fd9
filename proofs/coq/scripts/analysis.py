"""Proofs of the steps by gradients, their roots, and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...language.claims import AtMost, TendsTo, ZeroExactlyAt
from ...rules.base import Ref
from ...rules.gradients import LinearRoot
from ...rules.squeezing import Squeeze
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from ..statements.written import minus, times
from .equality import equality
from .goal import SIDE, Goal, Unscripted
from .limits import limit
from .sides import facts
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
        f"{{ {SIDE}. }}",
    ]
    return "\n".join(lines)


def _squeeze(goal: Goal, rule: Squeeze) -> str:
    relation = goal.claim.relation
    if not isinstance(relation, TendsTo):
        raise Unscripted("the claim is no limit")
    s = coq_name(relation.variable.name)
    low, high = _as_written(goal, rule.below), _as_written(goal, rule.above)
    bounds = " ".join(
        f"(fun {s} : R => {goal.translator.term(e)})"
        for e in (low.lhs, relation.function, high.rhs)
    )
    between = [
        f"{_at_most(goal, rule.below, low, low.lhs, relation.function)}",
        f"{_at_most(goal, rule.above, high, relation.function, high.rhs)}",
    ]
    lines = [
        goal.intro(),
        f"refine (lim_squeeze {bounds} _ _ _ _).",
        f"{{ intros {s} sign_{s}; split.\n{{ {between[0]} }}\n{{ {between[1]} }} }}",
        f"{{ {_bound(goal, rule.lower, low.lhs)} }}",
        f"{{ {_bound(goal, rule.upper, high.rhs)} }}",
    ]
    return "\n".join(lines)


def _as_written(goal: Goal, ref: Ref) -> Any:
    """The line that ``ref`` names at its indices, as Coq has it."""
    relation, _, _ = goal.state.lookup(ref.target)
    return relation.map(lambda e: put(e, Scope(base=dict(ref.indices))))


def _at_most(goal: Goal, ref: Ref, line: Any, left: Any, right: Any) -> str:
    """left <= right by the line, whose sides may be ordered otherwise."""
    proof = goal.use(ref) if isinstance(line, AtMost) else f"(Rlt_le _ _ {goal.use(ref)})"
    sides = [_equal(goal, a, b) for a, b in ((left, line.lhs), (right, line.rhs))]
    middle = f"{goal.term(line.lhs)} {goal.term(line.rhs)}"
    return "\n".join(
        [f"refine (cite_le _ _ {middle} _ _ {proof}).", *(f"{{ {e} }}" for e in sides)]
    )


def _bound(goal: Goal, ref: Ref | None, bound: Any) -> str:
    """The limit of a bound, which is the claimed one."""
    claim: Any = goal.claim.relation
    value = claim.limit
    if ref is None:
        return f"apply lim_const_eq.\n{_equal(goal, value, bound)}"
    line = _as_written(goal, ref)
    s = coq_name(claim.variable.name)
    via = f"(fun {s} : R => {goal.translator.term(line.function)}) _ {goal.term(line.limit)}"
    near = f"intros {s} sign_{s}.\n{_equal(goal, bound, line.function)}"
    return "\n".join([
        f"refine (cite_lim _ {via} _ _ {goal.use(ref)}).",
        f"{{ {near} }}",
        f"{{ {_equal(goal, value, line.limit)} }}",
    ])  # fmt: skip


def _equal(goal: Goal, left: Any, right: Any) -> str:
    if goal.term(left) == goal.term(right):
        return "reflexivity."
    return equality(goal, left, right)


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {
    "Gradient": gradient,
    "LinearRoot": _linear_root,
    "LimitLaws": limit,
    "Squeeze": _squeeze,
}
