"""Which numbers move along with another, since a hypothesis gives them by it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from .claims import Equal, Hypothesis
from .context import Context
from .substitution import name_of, names_used
from .vocabulary import Index


def moves_along(
    function: Any, moves: str, hypotheses: Iterable[Hypothesis], context: Context
) -> tuple[Hypothesis, str] | None:
    """A hypothesis that gives a number of ``function`` by ``moves``, and the number.

    With E = mu supposed, E^2 has no slope by mu as it stands, though everybody would say 2 mu.
    """
    within = names_used(context.unfold_all(function)) - {moves}
    for hypothesis in hypotheses:
        if not isinstance(hypothesis.relation, Equal) or hypothesis.guard is not None:
            continue
        sides = hypothesis.relation.expressions()
        for given, by in (sides, sides[::-1]):
            if (
                isinstance(given, sp.Symbol | sp.Indexed)
                and not isinstance(given, Index)
                and name_of(given) in within
                and moves in names_used(context.unfold_all(by))
            ):
                return hypothesis, name_of(given)
    return None
