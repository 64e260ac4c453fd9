"""Which function writes the Coq proof of a step: one for each rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .goal import Goal, Unscripted

Script = Callable[[Goal, Any], str]


def _scripts() -> dict[str, Script]:
    from . import analysis, citing, equations, order, reasoning

    found: dict[str, Script] = {}
    for module in (equations, order, reasoning, analysis, citing):
        found.update(module.SCRIPTS)
    return found


def script(goal: Goal) -> str:
    """The tactics that prove the step of ``goal``, after ``Proof.``.

    Raises:
        Unscripted: if there is no way to write them.
    """
    rule = goal.step.rule
    write = _scripts().get(type(rule).__name__)
    if write is None:
        raise Unscripted(f"no Coq proof is written for the rule {type(rule).__name__}")
    return write(goal, rule)
