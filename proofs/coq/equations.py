"""Coq scripts of the rules that conclude an equation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .equality import equality
from .goal import Goal


def _residue(goal: Goal, rule: Any) -> str:
    """Both sides have one normal form."""
    r = goal.claim.relation
    names = getattr(rule, "names", ())
    logs = type(rule).__name__ == "LogLaws"
    return "\n".join([goal.intro(), equality(goal, r.lhs, r.rhs, names=names, logs=logs)])


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {
    "Algebra": _residue,
    "Unfold": _residue,
    "LogLaws": _residue,
}
