"""Coq scripts of the rules that conclude an equation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...rules.equalities import logarithm
from .equality import deciding, equality, rewriting
from .goal import SIDE, Goal
from .sides import facts


def _residue(goal: Goal, rule: Any) -> str:
    """Both sides have one normal form."""
    r: Any = goal.claim.relation
    names, logs = rule.names, rule.logs
    if rule.decided:
        return "\n".join([goal.intro(), deciding(goal, rule)])
    if logs and goal.state.residue(r.lhs, r.rhs, names, logs=True):
        same = equality(goal, logarithm(r.lhs), logarithm(r.rhs), names=names, logs=True)
        above = [f"{{ {facts(goal, inside=False)}\n{SIDE}. }}"] * 2
        return "\n".join([goal.intro(), "apply ln_inv.", *above, f"{{ {same} }}"])
    return "\n".join([goal.intro(), equality(goal, r.lhs, r.rhs, names=names, logs=logs)])


def _after_intro(write: Callable[[Goal, Any], str]) -> Callable[[Goal, Any], str]:
    return lambda goal, rule: "\n".join([goal.intro(), write(goal, rule)])


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {
    "Algebra": _residue,
    "Rewrite": _after_intro(rewriting),
}
