"""Indices that stand for one value, since a hypothesis speaks of them without quantifying them.

A *place* is such an index of which the hypothesis says what number it is: the first, the last, or
one that there is because the size is assumed to be large enough.  It is printed as that number,
and the hypothesis is not printed: x_1 says it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from .claims import AtMost, Equal, Hypothesis, LessThan
from .context import Context
from .errors import VocabularyError
from .memory import remembered
from .substitution import free_indices
from .vocabulary import Index, IndexNumber


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


def places(context: Context) -> dict[Index, Any]:
    """The places: for each its number, a whole one or its size."""
    found: dict[Index, Any] = {}
    for hypothesis in context.hypotheses.values():
        said = _place(hypothesis)
        if said is not None and said[0] not in found and _is_there(context, *said):
            found[said[0]] = said[1]
    return found


def supposed(context: Context) -> list[Hypothesis]:
    """The hypotheses without those that say what number a place is."""
    left = dict(places(context))
    out = []
    for hypothesis in context.hypotheses.values():
        said = _place(hypothesis)
        if said is None or left.get(said[0]) != said[1]:
            out.append(hypothesis)
        else:
            del left[said[0]]
    return out


def letters(context: Context, size: Any) -> list[Index]:
    """The declared indices of a size that stand for any value: no places."""
    held = places(context)
    return [i for i in context.indices.values() if i.size == size and i not in held]


def place(context: Context, size: Any, number: Any) -> Index:
    """The index that is this number, 1, 2, ... or ``size`` itself; it is declared if need be.

    Raises:
        VocabularyError: if a range 1..size need not have that number.
    """
    if context.sizes.get(getattr(size, "name", "")) != size:
        raise VocabularyError(f"{size} is no size that is declared")
    number = sp.Integer(number) if type(number) is int else number
    word = "last" if number == size else str(number)
    index = Index(f"at_{word}_{size.name}", size)
    if number != size and not (isinstance(number, sp.Integer) and number >= 1):
        raise VocabularyError(f"{number} is no place of 1..{size}")
    if not _is_there(context, index, number):
        raise VocabularyError(
            f"1..{size} need not reach up to {number}: suppose before that {number} <= {size}"
        )
    if index.name not in context.indices:
        held = Hypothesis(f"{index.name}_said", Equal(IndexNumber(index), number))
        for name in (index.name, held.name):
            context.claim_name(name)
        context.indices[index.name] = index
        context.hypotheses[held.name] = held
    return index


def _place(hypothesis: Hypothesis) -> tuple[Index, Any] | None:
    """The index and the number that a hypothesis says it is."""
    relation = hypothesis.relation
    if not isinstance(relation, Equal) or hypothesis.forall or hypothesis.guard is not None:
        return None
    left, number = relation.expressions()
    if not isinstance(left, IndexNumber) or not isinstance(left.args[0], Index):
        return None
    index = left.args[0]
    whole = isinstance(number, sp.Integer) and number >= 1
    return (index, number) if whole or number == index.size else None


def _is_there(context: Context, index: Index, number: Any) -> bool:
    """Whether a range has this number: its ends, or what its size is assumed to reach."""
    return number in (1, index.size) or reaches(context, index.size, number)


def reaches(context: Context, size: Any, number: Any) -> bool:
    """Whether it is assumed that 1..``size`` reaches up to a number."""
    return reaching(context, size, number) is not None


def reaching(context: Context, size: Any, number: Any) -> str | None:
    """The hypothesis by which 1..``size`` reaches up to a number."""
    for hypothesis in context.hypotheses.values():
        relation = hypothesis.relation
        if hypothesis.guard is None and isinstance(relation, AtMost | LessThan):
            low, high = relation.expressions()
            strict = isinstance(relation, LessThan)
            if high == size and isinstance(low, sp.Integer) and number <= low + strict:
                return hypothesis.name
    return None
