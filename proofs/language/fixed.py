"""Indices that stand for one value, since a hypothesis speaks of them without quantifying them."""

from __future__ import annotations

from collections.abc import Iterable

from .claims import Hypothesis
from .context import Context
from .memory import remembered
from .substitution import free_indices
from .vocabulary import Index


def fixed_indices(context: Context, under: Iterable[Hypothesis]) -> frozenset[Index]:
    """Free indices of hypotheses that are not quantified there: they stand for one value."""
    fixed: frozenset[Index] = frozenset()
    for hypothesis in context.all_hypotheses(tuple(under)):
        fixed |= _fixed_in(hypothesis)
    return fixed


@remembered
def _fixed_in(hypothesis: Hypothesis) -> frozenset[Index]:
    free = map(free_indices, hypothesis.expressions())
    return frozenset().union(*free) - frozenset(hypothesis.forall)
