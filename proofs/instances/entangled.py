"""Which equations say what an entry is, and which leave open for what they are solved.

``b = x + a`` says what b is, where nothing else is supposed of b: whatever x and a are, one b
fits.  With ``a + b >= 1`` beside it, b is no more defined by the others than x is, and who
always solves for b sees few of the numbers that the two leave open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sympy as sp

from ..language.claims import Equal, Hypothesis, NotEqual
from ..language.context import Context
from ..language.substitution import free_indices, name_of
from ..language.vocabulary import index_size


def entangled(
    context: Context,
    rests: Mapping[Hypothesis, frozenset[str]],
    sets_families: Callable[[Hypothesis], bool],
) -> tuple[bool, frozenset[Hypothesis]]:
    """Whether equations must be solved together, and which of them never need be.

    Args:
        context: the declarations.
        rests: the hypotheses, and the names that each rests on.
        sets_families: whether an equation is met by setting a whole family.
    """
    equations = {
        h: list(_said(h, context))
        for h in rests
        if isinstance(h.relation, Equal)
        and index_size(h.relation.lhs) is None
        and not sets_families(h)
    }
    if not all(equations.values()):
        return True, frozenset()
    # That two numbers differ leaves all others open.
    bounded = {
        h: _bounded(equations.get(h, []), used)
        for h, used in rests.items()
        if not isinstance(h.relation, NotEqual)
    }
    left = dict(equations)
    while left:
        names = Counter(name for used in bounded.values() for name in used)
        alone = next((h for h, said in left.items() if _is_alone(said, names)), None)
        if alone is None:
            return True, frozenset(equations.keys() - left.keys())
        del left[alone], bounded[alone]
    return False, frozenset(equations)


def _said(hypothesis: Hypothesis, context: Context) -> Iterator[tuple[Any, Any]]:
    """The sides of an equation that are a declared entry, another one for each index."""
    left, right = hypothesis.relation.expressions()
    for side, other in ((left, right), (right, left)):
        if not isinstance(side, sp.Indexed | sp.Symbol):
            continue
        declared = name_of(side) in {*context.symbols, *context.families}
        if declared and set(hypothesis.forall) <= free_indices(side):
            yield side, other


def _bounded(said: list[tuple[Any, Any]], used: frozenset[str]) -> frozenset[str]:
    """The names that a hypothesis binds: all that it rests on, or the family that it works out.

    Entries may be worked out from one another: several families are then in one recursion.
    """
    families = {name_of(side) for side, _ in said if isinstance(side, sp.Indexed)}
    return frozenset(families) or used


def _is_alone(said: list[tuple[Any, Any]], names: Mapping[str, int]) -> bool:
    """Whether an equation says what an entry is of which no other speaks, or makes it a number."""
    return any(names[name_of(side)] == 1 or other.is_number for side, other in said)
