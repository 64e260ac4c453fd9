"""Bounds drawn as tight as they can be: where a bound is slack, a wrong line may hold by luck."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Hypothesis
from ..language.errors import Undecided, Undefined
from ..language.vocabulary import index_size
from . import numbers
from .evaluate import Instance
from .holding import bindings, holds, place_of
from .numbers import Value
from .solving import fits


def tightened(instance: Instance, hypotheses: Iterable[Hypothesis]) -> Instance:
    """The instance with names that are bounds by themselves moved to what they bound.

    Of a_i <= R for all i, R becomes the greatest a_i; of R <= b_i the least b_i.  Whether
    the hypotheses hold there is for the caller to see.
    """
    found: dict[Any, Value] = {}
    for hypothesis in hypotheses:
        if isinstance(hypothesis.relation, AtMost):
            left, right = hypothesis.relation.expressions()
            for bound, other, best in ((right, left, max), (left, right, min)):
                for place, value in _values(hypothesis, bound, other, instance):
                    found[place] = best(found.get(place, value), value)
    for place, value in found.items():
        if fits(value, instance.context.sign_of_name(place)):
            instance = instance.with_value(place, value)
    return instance


def _values(
    hypothesis: Hypothesis, bound: Any, other: Any, instance: Instance
) -> Iterable[tuple[Any, Value]]:
    """For each entry that ``bound`` stands for, what it is compared with."""
    if not isinstance(bound, sp.Symbol | sp.Indexed) or index_size(bound) is not None:
        return
    for at in bindings(hypothesis.forall, instance):
        if not holds(hypothesis.guard, at, default=True):
            continue
        try:
            place, value = place_of(bound, at), at.of(other)
        except (Undefined, Undecided):
            continue
        if place in instance.values and numbers.is_exact(value):
            yield place, value
