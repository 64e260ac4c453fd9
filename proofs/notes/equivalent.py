r"""One statement beside another: ``A \implies B`` and ``A \iff B``.

``A \iff B`` is two statements: B where A holds, and A where B does, at the same indices.  In
``A \implies B`` what is true anyhow is stated as well; what is not is the condition of B.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import Claim, Equal, ZeroExactlyAt
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.fixed import fixed_indices
from ..language.substitution import indices_among, name_of, names_used
from .places import NotUnderstood
from .stated import OF_ALL_ENTRIES, OF_ONE_ENTRY, Stated

#: Instances at which it is looked whether a statement is true anyhow.
COUNT = 12
_LOST = "a denominator or logarithm cancels in a condition: write it without"


def equivalent(first: Sequence[Stated], second: Sequence[Stated], context: Context) -> list[Stated]:
    """What ``first`` exactly where ``second`` says; see :mod:`.equivalent`.

    Raises:
        NotUnderstood: if their indices differ, as it is not said then whether all are meant.
    """
    root = _root(first, second, context)
    return (
        [root]
        if root is not None
        else [*under(first, second, context, both=True), *under(second, first, context, both=True)]
    )


def under(
    conditions: Sequence[Stated], stated: Iterable[Stated], context: Context, *, both: bool = False
) -> list[Stated]:
    """What is ``stated``, where ``conditions`` hold; ``both``: no index may be in one alone.

    Raises:
        NotUnderstood: if a condition has an index of its own.
    """
    if any(c.entries for c in conditions):
        raise NotUnderstood(OF_ALL_ENTRIES, 0)
    out = []
    for one in stated:
        asked, own = _free(conditions, context), _free([one], context)
        stray = sorted(i.name for i in (asked ^ own if both else asked - own))
        if stray:
            raise NotUnderstood(
                f"does this speak of all {stray[0]} together, or of each? That is no line of the "
                "language: say it of one, or what follows from it",
                0,
            )
        if any(c.lost or c.conditional for c in conditions):
            raise NotUnderstood(_LOST, 0)
        if asked & {*one.entries}:
            raise NotUnderstood(OF_ONE_ENTRY, 0)
        held = tuple(dict.fromkeys((*one.under, *(c.relation for c in conditions))))
        out.append(replace(one, under=held))
    return out


def _free(stated: Iterable[Stated], context: Context) -> frozenset[Any]:
    exprs = (e for one in stated for e in one.relation.expressions())
    return indices_among(exprs) - fixed_indices(context, ())


def _root(first: Sequence[Stated], second: Sequence[Stated], context: Context) -> Stated | None:
    """``f = 0 \\iff x = g`` for a declared number x, which has a rule of its own."""
    if len(second) != 1 or not first or second[0].conditional:
        return None
    left, right = first[-1], second[0]
    if not (isinstance(left.relation, Equal) and isinstance(right.relation, Equal)):
        return None
    unknown, value = right.relation.expressions()
    function, zero = left.relation.expressions()
    declared = isinstance(unknown, sp.Symbol | sp.Indexed) and (
        name_of(unknown) in {*context.symbols, *context.families}
    )
    if len(first) > 1 or zero != 0 or not declared or left.lost or right.lost:
        return None
    name = name_of(unknown)
    if name in names_used(context.unfold_all(value)) or name not in names_used(
        context.unfold_all(function)
    ):
        return None
    if _free([left], context) != _free([right], context):
        return None
    return Stated(ZeroExactlyAt(function, unknown, value), forall=right.forall)


def refuted(stated: Iterable[Stated], context: Context, *, conditional: bool = False) -> bool:
    """Whether something of it is false at an instance; what is ``conditional`` if that is asked."""
    for one in stated:
        claim = Claim(one.relation, one.held("1"))
        if one.conditional and not conditional:
            continue
        try:
            if examine(claim, Pool(context.snapshot(), "premise", COUNT)).status == "refutes":
                return True
        except (HardlimitError, RecursionError):
            continue
    return False
