"""Equations in Coq: both sides are brought to the normal form that the checker found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .goal import Goal


def equality(
    goal: Goal, lhs: Any, rhs: Any, *, names: Iterable[str] | None = (), logs: bool = False
) -> str:
    """Tactics that close the Coq goal ``lhs = rhs``.

    The goal in focus must be the translation of ``lhs = rhs``; free indices of the two
    must be in scope under their own names, with their ranges as hypotheses.

    Args:
        names: definitions to write out first; None for all.
        logs: whether the laws of the logarithm may be used.
    """
    unfold = goal.unfold(names)
    return f"{unfold}; first [reflexivity | ring | field]."
