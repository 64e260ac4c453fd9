"""Instances near a given one, at which the two sides of a line may meet.

One value is put where they may: what a part of the line is worth, its negative, its
double, its half; or something very small or large.  So m = -x, or two centres in one
place, is tried although no draw would hit it.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ..language.claims import Binary, Hypothesis, Relation
from ..language.context import declared_name
from ..language.errors import Undecided, Undefined
from ..language.vocabulary import BINDERS, MapSum, index_size
from . import numbers
from .draw import Drawer
from .evaluate import Instance
from .holding import touched
from .numbers import Value


def loose_places(start: Instance, drawer: Drawer) -> tuple[Any, ...]:
    """The names and entries of numbers that may change without breaking a hypothesis."""
    found = []
    for place, value in start.values.items():
        if isinstance(value, int):
            continue
        # What does not rest on the entry is met: ``start`` was drawn so.
        met = drawer.untouched(start.sizes, {declared_name(place)})
        if drawer.broken(start.with_value(place, value + 1), met=met) is None:
            found.append(place)
    return tuple(found)


def neighbours(
    relation: Relation, start: Instance, places: Iterable[Any], rng: random.Random
) -> Iterator[Instance]:
    """Instances that differ from ``start`` at one of ``places`` that the relation looks at.

    Whether the hypotheses hold there is for the caller to see.
    """
    seen = touched(Hypothesis("line", relation), start)
    places = [p for p in places if p in seen]
    rng.shuffle(places)
    values = _candidates(relation, start)
    tried = ((place, value) for place in places for value in _lowest(relation, start, place))
    rest = [(place, value) for place in places for value in values]
    rng.shuffle(rest)
    for place, value in itertools.chain(tried, rest):
        sign = start.context.sign_of_name(place)
        if (sign == "real" or value >= 0) and (sign != "positive" or value != 0):
            yield start.with_value(place, value)


def _lowest(relation: Relation, start: Instance, place: Any) -> Iterator[Value]:
    """Where the parabola through three values of right minus left has its vertex.

    A square, a distance, a scatter is a parabola in every entry: it is lowest there.
    """
    if not isinstance(relation, Binary):
        return
    left, right = relation.expressions()
    gaps = []
    try:
        for shift in (0, -1, 1):
            at = start.with_value(place, start.values[place] + shift) if shift else start
            gap = at.of(right) - at.of(left)
            if not numbers.is_exact(gap):
                return
            gaps.append(gap)
    except (Undefined, Undecided):
        return
    here, below, above = gaps
    bend = below + above - 2 * here
    if bend != 0:
        yield start.values[place] - (above - below) / (2 * bend)


def _candidates(relation: Relation, start: Instance) -> list[Value]:
    """Values of the parts of the relation, and simple multiples of them."""
    found: dict[Value, None] = {}
    for expr in relation.expressions():
        for part in _open_parts(expr):
            try:
                value = start.of(part)
            except (Undefined, Undecided):
                continue
            if numbers.is_exact(value):
                for other in (value, -value, 2 * value, value / 2, value + 1):
                    found[other] = None
    for simple in (numbers.ZERO, numbers.ONE, numbers.ONE / 100, 100 * numbers.ONE):
        found[simple] = None
    return list(found)


def _open_parts(expr: Any) -> Iterator[Any]:
    """The parts of an expression that have a value by themselves: those under no binder."""
    if isinstance(expr, sp.Basic) and index_size(expr) is None:
        yield expr
        if not isinstance(expr, (*BINDERS, MapSum, sp.Indexed)):
            for arg in expr.args:
                yield from _open_parts(arg)
