"""An equation while its entries move: values, slopes, and where it meets a line."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..language.claims import Hypothesis
from . import numbers
from .evaluate import Instance
from .numbers import Value
from .solving import exact, rational_root


@dataclass(frozen=True, eq=False)
class Equation:
    """A hypothesis lhs = rhs at some indices, and the entries of numbers that it looks at."""

    hypothesis: Hypothesis
    chosen: tuple[tuple[str, int], ...]
    places: frozenset[Any]
    tally: list[int]

    def __call__(self, at: Instance) -> Value:
        """lhs - rhs; it is counted how often that is worked out."""
        self.tally[0] += 1
        here = at.with_indices(dict(self.chosen))
        left, right = self.hypothesis.relation.expressions()
        return here.of(left) - here.of(right)


def blocks(equations: list[Equation]) -> Iterator[list[Equation]]:
    """Equations that share entries, directly or through others."""
    left = list(equations)
    while left:
        block, places = [left.pop(0)], set[Any]()
        places |= block[0].places
        while True:
            more = [e for e in left if not e.places.isdisjoint(places)]
            if not more:
                break
            block += more
            left = [e for e in left if e not in more]
            places = places.union(*(e.places for e in more))
        yield block


def met(equations: list[Equation], at: Instance) -> bool:
    """Whether all hold, exactly."""
    return all(exact(e, at) == 0 for e in equations)


def put(at: Instance, places: Sequence[Any], values: Sequence[Any]) -> Instance:
    """The instance with these values at these entries."""
    return Instance(
        at.context,
        at.sizes,
        {**at.values, **dict(zip(places, values, strict=True))},
        at.indices,
    )


def stepped(at: Instance, places: Sequence[Any], step: Sequence[Any]) -> Instance:
    """The instance one ``step`` further in these entries."""
    return put(at, places, [at.values[p] + d for p, d in zip(places, step, strict=True)])


def affine(
    block: list[Equation], moving: list[Any], at: Instance, rng: random.Random
) -> tuple[list[list[Any]], list[Any]] | None:
    """Slopes and values of a block at an instance, if it is affine in ``moving`` together."""
    rest = [exact(e, at) for e in block]
    if not moving or any(r is None for r in rest):
        return None
    steps, others = ([rng.choice((-2, -1, 1, 2, 3)) for _ in moving] for _ in range(2))
    there, elsewhere = (stepped(at, moving, s) for s in (steps, others))
    both = stepped(there, moving, others)
    for equation, value in zip(block, rest, strict=True):
        # Products and squares show at once: all slopes would take much longer.
        a, b, c = (exact(equation, x) for x in (there, elsewhere, both))
        if a is None or b is None or c is None or c - a - b + value != 0:
            return None
    rows: list[list[Any]] = []
    for equation, value in zip(block, rest, strict=True):
        row = slopes(equation, moving, at)
        if row is None:
            return None
        expected = value + sum((r * s for r, s in zip(row, steps, strict=True)), numbers.ZERO)
        if exact(equation, there) != expected:
            return None
        rows.append(row)
    return rows, rest


def slopes(equation: Equation, places: list[Any], at: Instance) -> list[Any] | None:
    """The half differences of an equation, one up and one down in each entry."""
    row: list[Any] = []
    for place in places:
        if place not in equation.places:
            row.append(numbers.ZERO)
            continue
        here = at.values[place]
        up, down = (exact(equation, at.with_value(place, here + d)) for d in (1, -1))
        if up is None or down is None:
            return None
        row.append((up - down) / 2)
    return row


def crossings(
    equation: Equation, at: Instance, places: list[Any], step: list[Any]
) -> Iterator[Value]:
    """The t at which an equation may hold at ``at`` + t ``step``: it is a parabola, or a line."""
    zero = exact(equation, at)
    up, down = (exact(equation, stepped(at, places, [t * d for d in step])) for t in (1, -1))
    if zero is None or up is None or down is None:
        return
    bend, slope = up + down - 2 * zero, (up - down) / 2
    if bend == 0:
        if slope != 0:
            yield -zero / slope
        return
    root = rational_root(slope * slope - 2 * bend * zero)
    if root is not None:
        yield (root - slope) / bend
        yield -(root + slope) / bend
