"""Families that must sum to one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import sympy as sp

from ..language.claims import Equal, Hypothesis
from ..language.context import Context
from ..language.declared import DECLARED
from ..language.substitution import family_name
from . import numbers
from .evaluate import Instance


class Simplices:
    """The families that the hypotheses say sum to one over an index."""

    def __init__(self, context: Context, hypotheses: Iterable[Hypothesis]) -> None:
        found = {s for s in map(_simplex, hypotheses) if s is not None}
        self.context = context
        # A definition cannot be scaled: its values follow from others.  Nor can rows be scaled
        # and columns, one after the other: numbers would grow without end.
        names = [name for name, _ in found]
        self._found = sorted(
            (name, position)
            for name, position in found
            if name in context.families and names.count(name) == 1
        )

    def normalises(self, hypothesis: Hypothesis) -> bool:
        """Whether scaling a family makes ``hypothesis`` hold."""
        found = _simplex(hypothesis)
        return found is not None and found in self._found

    def normalised(self, instance: Instance, keep: Any = None) -> Instance:
        """Scale every family that must sum to one; the entry ``keep`` stays as it is."""
        for name, position in self._found:
            groups: dict[tuple[int, ...], list[Any]] = {}
            family = self.context.families[name]
            spans = [range(1, instance.sizes[s.name] + 1) for s in family.sizes]
            for at in itertools.product(*spans):
                rest = at[:position] + at[position + 1 :]
                groups.setdefault(rest, []).append((name, *at))
            changed = [
                _scale(instance.values, entries, keep, family.sign) for entries in groups.values()
            ]
            if any(changed):
                instance.forget()
        return instance


def _scale(values: dict[Any, Any], entries: list[Any], keep: Any, sign: str) -> bool:
    """Make the entries sum to one, changing ``keep`` only if nothing else would do.

    Returns whether anything had to change.
    """
    if sum((values[e] for e in entries), numbers.ZERO) == 1 or DECLARED[sign].whole:
        return False
    fixed = values[keep] if keep in entries else numbers.ZERO
    stays = fixed < 1 or (fixed == 1 and not DECLARED[sign].strict)
    free = [e for e in entries if e != keep or not stays]
    wanted = numbers.ONE - (fixed if len(free) < len(entries) else numbers.ZERO)
    if not free:
        free, wanted = entries, numbers.ONE
    whole = sum((values[e] for e in free), numbers.ZERO)
    for e in free:
        values[e] = wanted / len(free) if whole == 0 else values[e] * wanted / whole
    return True


def _simplex(hypothesis: Hypothesis) -> tuple[str, int] | None:
    """(family, position) if the hypothesis says that a family sums to one over an index."""
    relation = hypothesis.relation
    if not isinstance(relation, Equal) or relation.rhs != 1 or hypothesis.guard is not None:
        return None
    left = relation.lhs
    if not isinstance(left, sp.Sum) or len(left.args) != 2:
        return None
    body, bound = left.args[0], left.args[1][0]
    if not isinstance(body, sp.Indexed) or list(body.indices).count(bound) != 1:
        return None
    others = {i for i in body.indices if i != bound}
    if not others <= set(hypothesis.forall):
        return None
    return family_name(body), list(body.indices).index(bound)
