"""Hypotheses that are equations, met by solving for entries.

Equations are taken apart first: one that has an entry to itself is solved last, by that
entry.  What remains falls into blocks that share entries.  A block is solved by linear
algebra where it is affine in the entries of some of its names together (A B = I in the
entries of B; normal equations in the weights, or in the targets), with declared signs kept
by the simplex method; and else one equation after the other, along lines on which those
solved before stay met.  A line through a point of a quadric meets it in one more rational
point: so one such point gives all others.

Nothing is read off the form of an equation: slopes are differences of its values, and it
counts as met only where it is exactly so.
"""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import flint

from ..language.claims import Equal, Hypothesis
from ..language.context import Context, declared_name
from ..language.declared import DECLARED
from ..language.errors import Undecided, Undefined
from ..language.vocabulary import index_size
from . import numbers
from .evaluate import Instance
from .holding import Recorder, holds
from .linear import null_space, solution
from .numbers import Value
from .polyhedron import inner_point
from .solving import LONGEST, exact, fits, rational_root, solved

#: Tries at one block, and lines that are tried for one equation.
_TRIES, _LINES = 4, 40
#: So often the equations of all draws of one case are worked out, and no more.
_BUDGET = 200_000
#: How often entries with a sign count as entries that an equation has for itself.
_SIGNED = 0.5
#: Lines that are tried from one solution to another, less special one.
_AGAIN = 6
#: Small numbers, among them sides of right triangles: sums of squares may be squares.
_SMALL = [
    *(flint.fmpq(n) for n in (0, 0, 1, -1, 2, -2)),
    *(flint.fmpq(p, q) for p, q in ((1, 2), (3, 5), (4, 5), (-3, 5))),
]


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


class Equations:
    """Solves the equations among hypotheses at an instance."""

    def __init__(self, context: Context, rng: random.Random) -> None:
        self.context, self.random = context, rng
        self._tally = [0]

    def solved(
        self,
        instance: Instance,
        demands: Collection[tuple[Hypothesis, dict[str, int]]],
        keep: Collection[Any] = (),
    ) -> Instance | None:
        """An instance at which all equations hold, or None; entries in ``keep`` stay as they are.

        Labels and indices stay as well.  Whether other hypotheses hold is for the caller to see.
        """
        if self._spent:
            return None
        found = self._read(instance, demands, frozenset(keep))
        alone, core = self._taken_apart(found)
        for block in _blocks(core):
            moved = self._block(block, instance)
            if moved is None:
                return None
            instance = moved
        for equation, places in reversed(alone):
            if exact(equation, instance) == 0:
                continue
            moved = self._alone(equation, places, instance)
            if moved is None:
                return None
            instance = moved
        return instance if all(exact(e, instance) == 0 for e in found) else None

    @property
    def _spent(self) -> bool:
        """Whether so much was worked out that entries are better drawn one by one."""
        return self._tally[0] > _BUDGET

    # -- taking apart ---------------------------------------------------------------------
    def _read(
        self,
        instance: Instance,
        demands: Collection[tuple[Hypothesis, dict[str, int]]],
        keep: frozenset[Any],
    ) -> list[Equation]:
        found = []
        for hypothesis, chosen in demands:
            relation = hypothesis.relation
            if not isinstance(relation, Equal) or index_size(relation.lhs) is not None:
                continue
            at = instance.with_indices(chosen)
            if not holds(hypothesis.guard, at, default=True):
                continue
            seen = Recorder(at)
            with contextlib.suppress(Undefined, Undecided):
                seen.of(relation.lhs)
                seen.of(relation.rhs)
            places = {p for p in seen.touched if numbers.is_exact(instance.values.get(p))}
            mine = frozenset(places - keep)
            found.append(Equation(hypothesis, tuple(chosen.items()), mine, self._tally))
        return found

    def _taken_apart(
        self, equations: list[Equation]
    ) -> tuple[list[tuple[Equation, list[Any]]], list[Equation]]:
        """Equations with entries of their own, the last to be solved first; and the others.

        Whether entries with a sign count is left to chance: their equation may have no
        solution of that sign, where a block would have one.
        """
        signed = self.random.random() < _SIGNED
        left, alone = list(equations), list[tuple[Equation, list[Any]]]()
        while True:
            shared = [p for e in left for p in e.places]
            for equation in left:
                own = [p for p in equation.places if shared.count(p) == 1]
                own = [p for p in own if signed or self.context.sign_of_name(p) == "real"]
                if own:
                    own.sort(key=repr)
                    self.random.shuffle(own)
                    own.sort(key=lambda p: self.context.sign_of_name(p) != "real")
                    alone.append((equation, own))
                    left.remove(equation)
                    break
            else:
                return alone, left

    def _alone(self, equation: Equation, places: list[Any], at: Instance) -> Instance | None:
        """The solution of one equation by one of the ``places``; all may move if it is curved."""
        for place in places:
            if affine([equation], [place], at, self.random) is not None:
                for moved in solved(equation, at, place):
                    return moved
        return self._block([replace(equation, places=frozenset(places))], at)

    # -- blocks -----------------------------------------------------------------------------
    def _block(self, block: list[Equation], start: Instance) -> Instance | None:
        """An instance at which all equations of a block hold; only their entries move."""
        if all(exact(e, start) == 0 for e in block):
            return start
        places = sorted(frozenset().union(*(e.places for e in block)), key=repr)
        names = sorted({declared_name(p) for p in places})
        for turn in range(_TRIES):
            at = start if turn == 0 else self._shaken(start, places)
            for chosen in self._names(names):
                if self._spent:
                    return None
                moving = [p for p in places if declared_name(p) in chosen]
                found = self._by_algebra(block, moving, at) or self._by_lines(block, moving, at)
                if found is not None:
                    return found
        return None

    def _names(self, names: list[str]) -> Iterator[tuple[str, ...]]:
        """Which names may move: all of them, then fewer, in an order that is left to chance."""
        if len(names) > 5:
            yield tuple(names)
            return
        choices = [c for n in range(1, len(names)) for c in itertools.combinations(names, n)]
        self.random.shuffle(choices)
        yield from (tuple(names), *choices[:6])

    def _shaken(self, at: Instance, places: list[Any]) -> Instance:
        for place in places:
            value = self.random.choice(_SMALL)
            sign = self.context.sign_of_name(place)
            if sign != "real":
                value = DECLARED[sign].side * abs(value)
            if fits(value, sign):
                at = at.with_value(place, value)
        return at

    def _by_algebra(
        self, block: list[Equation], moving: list[Any], at: Instance
    ) -> Instance | None:
        """The solution of a block that is affine in ``moving``, if it is."""
        found = affine(block, moving, at, self.random)
        if found is None:
            return None
        rows, rest = found
        for _ in range(2):
            step = solution(rows, [-r for r in rest], self.random)
            if step is None:
                return None
            moved = _stepped(at, moving, step)
            if self._fine(moved, moving) and _met(block, moved):
                return moved
        signs = [self.context.sign_of_name(p) for p in moving]
        here = [at.values[p] for p in moving]
        right = [sum((a * x for a, x in zip(row, here, strict=True)), numbers.ZERO) - r
                 for row, r in zip(rows, rest, strict=True)]  # fmt: skip
        point = inner_point(rows, right, signs, self.random)
        if point is None:
            return None
        moved = _put(at, moving, point)
        return moved if self._fine(moved, moving) and _met(block, moved) else None

    def _by_lines(self, block: list[Equation], moving: list[Any], at: Instance) -> Instance | None:
        """One equation after the other, along lines on which those before stay met."""
        done: list[Equation] = []
        order = [(*self._bend(e, moving, at), number) for number, e in enumerate(block)]
        for curved, _, number in sorted(order):
            equation = block[number]
            near = [p for p in moving if p in equation.places]
            if not near:
                return None
            moved = at if exact(equation, at) == 0 else self._on_a_line(equation, done, near, at)
            if moved is None:
                return None
            done.append(equation)
            at = self._elsewhere(equation, done, near, moved) if curved else moved
        return at

    def _bend(self, equation: Equation, moving: list[Any], at: Instance) -> tuple[bool, int]:
        """Whether an equation is curved in what moves of it, and how much that is."""
        near = [p for p in moving if p in equation.places]
        return affine([equation], near, at, self.random) is None, len(near)

    def _on_a_line(
        self, equation: Equation, done: list[Equation], near: list[Any], at: Instance
    ) -> Instance | None:
        for step in self._steps(done, near, at):
            if self._spent:
                return None
            for t in _crossings(equation, at, near, step):
                moved = _stepped(at, near, [t * d for d in step])
                if self._fine(moved, near) and _met([*done, equation], moved):
                    return moved
        return None

    def _elsewhere(
        self, equation: Equation, done: list[Equation], near: list[Any], at: Instance
    ) -> Instance:
        """Another point at which all that is done stays met: where a line meets it again."""
        for step in itertools.islice(self._steps(done[:-1], near, at, few=False), _AGAIN):
            for t in _crossings(equation, at, near, step):
                moved = _stepped(at, near, [t * d for d in step])
                if t != 0 and self._fine(moved, near) and _met(done, moved):
                    return moved
        return at

    def _steps(
        self, done: list[Equation], near: list[Any], at: Instance, *, few: bool = True
    ) -> Iterator[list[Any]]:
        """Directions in which the equations that are done do not change, to first order.

        A few entries move, or all that may.
        """
        about = [e for e in done if not e.places.isdisjoint(near)]
        slopes = [_slopes(e, near, at) for e in about]
        if any(s is None for s in slopes):
            return
        basis = null_space([s for s in slopes if s is not None], len(near))
        for _ in range(_LINES if basis else 0):
            count = self.random.choice((1, 1, 2, 9)) if few else len(basis)
            step = [numbers.ZERO] * len(near)
            for vector in self.random.sample(basis, min(len(basis), count)):
                factor = self.random.choice(_SMALL) or numbers.ONE
                step = [s + factor * v for s, v in zip(step, vector, strict=True)]
            yield step

    def _fine(self, at: Instance, places: list[Any]) -> bool:
        """Whether the entries have their signs and are not too long."""
        return all(
            fits(at.values[p], self.context.sign_of_name(p))
            and at.values[p].height_bits() <= LONGEST
            for p in places
        )


def _blocks(equations: list[Equation]) -> Iterator[list[Equation]]:
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


def _met(equations: list[Equation], at: Instance) -> bool:
    return all(exact(e, at) == 0 for e in equations)


def _put(at: Instance, places: Sequence[Any], values: Sequence[Any]) -> Instance:
    return Instance(
        at.context,
        at.sizes,
        {**at.values, **dict(zip(places, values, strict=True))},
        at.indices,
    )


def _stepped(at: Instance, places: Sequence[Any], step: Sequence[Any]) -> Instance:
    return _put(at, places, [at.values[p] + d for p, d in zip(places, step, strict=True)])


def affine(
    block: list[Equation], moving: list[Any], at: Instance, rng: random.Random
) -> tuple[list[list[Any]], list[Any]] | None:
    """Slopes and values of a block at an instance, if it is affine in ``moving`` together."""
    rest = [exact(e, at) for e in block]
    if not moving or any(r is None for r in rest):
        return None
    steps, others = ([rng.choice((-2, -1, 1, 2, 3)) for _ in moving] for _ in range(2))
    there, elsewhere = (_stepped(at, moving, s) for s in (steps, others))
    both = _stepped(there, moving, others)
    for equation, value in zip(block, rest, strict=True):
        # Products and squares show at once: all slopes would take much longer.
        a, b, c = (exact(equation, x) for x in (there, elsewhere, both))
        if a is None or b is None or c is None or c - a - b + value != 0:
            return None
    rows: list[list[Any]] = []
    for equation, value in zip(block, rest, strict=True):
        row = _slopes(equation, moving, at)
        if row is None:
            return None
        expected = value + sum((r * s for r, s in zip(row, steps, strict=True)), numbers.ZERO)
        if exact(equation, there) != expected:
            return None
        rows.append(row)
    return rows, rest


def _slopes(equation: Equation, places: list[Any], at: Instance) -> list[Any] | None:
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


def _crossings(
    equation: Equation, at: Instance, places: list[Any], step: list[Any]
) -> Iterator[Value]:
    """The t at which an equation may hold at ``at`` + t ``step``: it is a parabola, or a line."""
    zero = exact(equation, at)
    up, down = (exact(equation, _stepped(at, places, [t * d for d in step])) for t in (1, -1))
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
