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

import flint
import sympy as sp

from ..language.claims import Binary, Hypothesis, NotEqual, Relation
from ..language.context import declared_name
from ..language.errors import Undecided, Undefined
from ..language.vocabulary import BINDERS, MapSum, index_size
from . import numbers
from .draw import Drawer
from .evaluate import Instance
from .holding import touched
from .numbers import Value
from .solving import fits


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


def approaching(
    relation: Relation, start: Instance, places: Iterable[Any], drawer: Drawer, tries: int
) -> Iterator[Instance]:
    """Instances near ``start`` at which an inequality, or !=, may fail; hypotheses hold there.

    One value after the other is changed.  Where the two sides come closer to each other, as a
    share of their sizes, the search goes on from there.
    """
    best = _share(relation, start)
    for place, value in itertools.islice(_changes(relation, start, places, drawer.random), tries):
        near = start.with_value(place, value)
        share = _share(relation, near)
        if share is not None and best is not None and share >= best:
            continue
        if share is None or share <= 0 or best is not None:
            # Most neighbours meet the hypotheses: only what counts is looked at.
            met = drawer.untouched(near.sizes, {declared_name(place)})
            if drawer.broken(near, met=met) is not None:
                continue
        if share is None or share <= 0:
            yield near
        if share is not None and best is not None:
            start, best = near, share


def _share(relation: Relation, at: Instance) -> float | None:
    """(right - left)/(|left| + |right|), for != without its sign; None where it is not known."""
    if not isinstance(relation, Binary) or index_size(relation.lhs) is not None:
        return None
    try:
        left, right = at.of(relation.lhs), at.of(relation.rhs)
        gap, size = right - left, abs(left) + abs(right)
        if isinstance(relation, NotEqual):
            gap = abs(gap)
        if not numbers.is_exact(gap) and gap.contains(0):
            return None
        return 0.0 if gap == 0 else float(flint.arb(gap) / flint.arb(size))
    except (Undefined, Undecided, ValueError, OverflowError):
        return None


def _changes(
    relation: Relation, start: Instance, places: Iterable[Any], rng: random.Random
) -> Iterator[tuple[Any, Value]]:
    """Other values for those of ``places`` that the relation looks at, the likeliest first."""
    seen = touched(Hypothesis("line", relation), start)
    places = [p for p in places if p in seen]
    rng.shuffle(places)
    values = _candidates(relation, start)
    tried = ((place, value) for place in places for value in _lowest(relation, start, place))
    rest = _by_name([(place, value) for place in places for value in values], rng)
    for place, value in itertools.chain(tried, rest):
        if fits(value, start.context.sign_of_name(place)):
            yield place, value


def _by_name(changes: list[tuple[Any, Value]], rng: random.Random) -> Iterator[tuple[Any, Value]]:
    """The changes in random order, but each name in its turn, however many entries it has."""
    rng.shuffle(changes)
    names: dict[str, list[tuple[Any, Value]]] = {}
    for place, value in changes:
        names.setdefault(declared_name(place), []).append((place, value))
    for one in itertools.zip_longest(*names.values()):
        yield from (change for change in one if change is not None)


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
    found: dict[tuple[Any, Any], Value] = {}  # a pair has its hash sooner than a fraction
    for expr in relation.expressions():
        for part in _open_parts(expr):
            try:
                value = start.of(part)
            except (Undefined, Undecided):
                continue
            if numbers.is_exact(value):
                for other in (value, -value, 2 * value, value / 2, value + 1):
                    found[other.p, other.q] = other
    for simple in (numbers.ZERO, numbers.ONE, numbers.ONE / 100, 100 * numbers.ONE):
        found[simple.p, simple.q] = simple
    return list(found.values())


def _open_parts(expr: Any) -> Iterator[Any]:
    """The parts of an expression that have a value by themselves: those under no binder."""
    if isinstance(expr, sp.Basic) and index_size(expr) is None:
        yield expr
        if not isinstance(expr, (*BINDERS, MapSum, sp.Indexed)):
            for arg in expr.args:
                yield from _open_parts(arg)
