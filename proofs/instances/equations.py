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
from collections.abc import Collection, Iterator
from dataclasses import replace
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
from .moving import Equation, affine, blocks, crossings, met, put, slopes, stepped
from .polyhedron import inner_point
from .solving import LONGEST, exact, fits, solved

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
        alone, core = self._taken_apart(found, instance)
        for block in blocks(core):
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
        self, equations: list[Equation], at: Instance
    ) -> tuple[list[tuple[Equation, list[Any]]], list[Equation]]:
        """Equations with entries of their own, the last to be solved first; and the others.

        Whether entries with a sign count is left to chance: their equation may have no
        solution of that sign, where a block would have one.  One that is curved in its own
        entries, and affine in those that it shares, is better solved with the others.
        """
        signed = self.random.random() < _SIGNED
        left, alone = list(equations), list[tuple[Equation, list[Any]]]()
        while True:
            shared = [p for e in left for p in e.places]
            for equation in left:
                own = [p for p in equation.places if shared.count(p) == 1]
                own = [p for p in own if signed or self.context.sign_of_name(p) == "real"]
                if own and not self._affine_elsewhere(equation, own, at):
                    own.sort(key=repr)
                    self.random.shuffle(own)
                    own.sort(key=lambda p: self.context.sign_of_name(p) != "real")
                    alone.append((equation, own))
                    left.remove(equation)
                    break
            else:
                return alone, left

    def _affine_elsewhere(self, equation: Equation, own: list[Any], at: Instance) -> bool:
        """Whether an equation is affine in the entries of a name that it shares, not in its own."""
        mine, shared = dict[str, list[Any]](), dict[str, list[Any]]()
        for place in sorted(equation.places, key=repr):
            (mine if place in own else shared).setdefault(declared_name(place), []).append(place)
        if any(affine([equation], p[:1], at, self.random) for p in mine.values()):
            return False
        others = (places for name, places in shared.items() if name not in mine)
        return any(affine([equation], places, at, self.random) for places in others)

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
            choices = [
                [p for p in places if declared_name(p) in chosen] for chosen in self._names(names)
            ]
            # What is affine takes a few evaluations, the many lines of what is not hundreds.
            for way in (self._by_algebra, self._by_lines):
                for moving in choices:
                    if self._spent:
                        return None
                    found = way(block, moving, at)
                    if found is not None:
                        return found
        return None

    def _names(self, names: list[str]) -> Iterator[tuple[str, ...]]:
        """Which names may move: all of them, each alone, and some of several, left to chance."""
        if len(names) > 5:
            yield tuple(names)
            return
        alone = [(name,) for name in names] if len(names) > 1 else []
        several = [c for n in range(2, len(names)) for c in itertools.combinations(names, n)]
        for choices in (alone, several):
            self.random.shuffle(choices)
        yield from (tuple(names), *(alone + several)[:6])

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
            moved = stepped(at, moving, step)
            if self._fine(moved, moving) and met(block, moved):
                return moved
        signs = [self.context.sign_of_name(p) for p in moving]
        here = [at.values[p] for p in moving]
        right = [sum((a * x for a, x in zip(row, here, strict=True)), numbers.ZERO) - r
                 for row, r in zip(rows, rest, strict=True)]  # fmt: skip
        point = inner_point(rows, right, signs, self.random)
        if point is None:
            return None
        moved = put(at, moving, point)
        return moved if self._fine(moved, moving) and met(block, moved) else None

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
            for t in crossings(equation, at, near, step):
                moved = stepped(at, near, [t * d for d in step])
                if self._fine(moved, near) and met([*done, equation], moved):
                    return moved
        return None

    def _elsewhere(
        self, equation: Equation, done: list[Equation], near: list[Any], at: Instance
    ) -> Instance:
        """Another point at which all that is done stays met: where a line meets it again."""
        for step in itertools.islice(self._steps(done[:-1], near, at, few=False), _AGAIN):
            for t in crossings(equation, at, near, step):
                moved = stepped(at, near, [t * d for d in step])
                if t != 0 and self._fine(moved, near) and met(done, moved):
                    return moved
        return at

    def _steps(
        self, done: list[Equation], near: list[Any], at: Instance, *, few: bool = True
    ) -> Iterator[list[Any]]:
        """Directions in which the equations that are done do not change, to first order.

        A few entries move, or all that may.
        """
        about = [e for e in done if not e.places.isdisjoint(near)]
        rows = [slopes(e, near, at) for e in about]
        if any(r is None for r in rows):
            return
        basis = null_space([r for r in rows if r is not None], len(near))
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
