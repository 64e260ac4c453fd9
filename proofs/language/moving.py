"""Which numbers move along with another, since a hypothesis gives them by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from .claims import Equal, Hypothesis
from .context import Context
from .substitution import indices_among, name_of, names_among, names_used
from .vocabulary import BINDERS, Index


def moves_along(
    function: Any, moves: str, hypotheses: Iterable[Hypothesis], context: Context
) -> tuple[Hypothesis, str] | None:
    """A hypothesis that gives a number of ``function`` by ``moves``, and the number.

    With E = mu supposed, or E mu = 1, E^2 has no slope by mu as it stands, though everybody would
    say one.
    """
    within = names_used(context.unfold_all(function)) - {moves, *context.sizes}
    equations = [h for h in hypotheses if isinstance(h.relation, Equal)]
    moving = [moves]
    for name in moving:  # What moves along takes others with it: with y = z and z = mu, y does.
        for hypothesis in equations:
            sides = tuple(map(context.unfold_all, hypothesis.relation.expressions()))
            if name not in names_among(sides):
                continue
            for given in _solved_for(hypothesis, sides):
                if given in within:
                    return hypothesis, given
                if given not in moving and given not in context.sizes:
                    moving.append(given)
    return None


def _solved_for(hypothesis: Hypothesis, sides: tuple[Any, ...]) -> list[str]:
    """The names that an equation can be solved for: there are as many equations as entries.

    So sum_j A_ij B_jk = delta_ik gives B, while sum_n (x_n - m) = 0 gives no x_n.
    """
    equations = Counter(index.size for index in hypothesis.forall)
    return [
        name_of(entry)
        for side in sides
        for entry, bound in _entries(side, frozenset())
        if not bound or Counter(i.size for i in entry.indices) <= equations
    ]


def _entries(expr: Any, bound: frozenset[Index]) -> Iterator[tuple[Any, bool]]:
    """Each symbol and entry in ``expr``, and whether ``expr`` binds an index of it."""
    if isinstance(expr, BINDERS):
        bound |= {limit[0] for limit in expr.args[1:]}
    if _is_entry(expr):
        inside = indices_among(expr.indices) if isinstance(expr, sp.Indexed) else frozenset()
        yield expr, not bound.isdisjoint(inside)
        return
    for arg in expr.args:
        if isinstance(arg, sp.Basic):
            yield from _entries(arg, bound)


def _is_entry(expr: Any) -> bool:
    return isinstance(expr, sp.Symbol | sp.Indexed) and not isinstance(expr, Index)
