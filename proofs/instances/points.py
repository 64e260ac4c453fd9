"""Instances at which two sides meet, and all hypotheses hold."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..language.claims import Equal, Optimum, Relation
from ..language.context import declared_name
from ..language.errors import Undecided, Undefined
from ..language.substitution import indices_among, names_among
from . import numbers
from .checks import Refuted, at_best
from .draw import Drawer
from .evaluate import Instance
from .holding import Recorder
from .meetings import Meeting, of_claim, of_definitions, of_hypothesis
from .numbers import Value
from .recalling import Env
from .solving import Quantity, exact, solved

#: Instances of this kind that a line is looked at, and how many of them for what it rests on.
POINTS, SHARED = 6, 2
#: How many entries are solved for, for one meeting at one drawn instance.
_PLACES = 2
#: How many meetings are tried at drawn instances for one line, and for each meeting.
_TRIED, _STARTS = 36, 24
#: How often, for one line, other entries are moved until the hypotheses hold again.
_REPAIRS = 3
#: Sums over more assignments than this are not solved for anything.
_TERMS = 27
#: A meeting that had no solution at so many drawn instances is given up.
_HOPELESS = 4


class Points:
    """Points at which two sides meet, for the lines of one derivation in one case.

    Args:
        starts: drawn instances; each meeting goes round them.
        drawer: knows the hypotheses in force.
        seed: everything depends on it alone.
    """

    def __init__(self, starts: Sequence[Instance], drawer: Drawer, seed: str) -> None:
        self.starts, self.drawer = starts, drawer
        self._monotonous = {id(start) for start in starts if _monotonous(start)}
        self.random = random.Random(f"{seed} points")
        self._lines = self._repairs = 0
        #: Points of what definitions and hypotheses say, which all lines share.
        self._shared: dict[Meeting, _Found] = {}
        self._assumed = [m for h in drawer.hypotheses for m in of_hypothesis(h)]

    def of(self, relation: Relation) -> Iterator[Instance]:
        """A few points for one line, of its own parts and of what it rests on."""
        if not self.starts:
            return
        own = [_Found(self._tries(m, relation)) for m in of_claim(relation, self.drawer.context)]
        shared = self._rests_on(relation)
        tries = max(3, _TRIED // max(1, len(own)))
        first = itertools.islice(_in_turn(own, tries), POINTS - (SHARED if shared else 0))
        left = POINTS
        for point in first:
            left -= 1
            yield point
        yield from itertools.islice(_in_turn(shared, 3), left)

    def _rests_on(self, relation: Relation) -> list[_Found]:
        """What meets in the definitions that a line uses, and in hypotheses; each in its turn."""
        context = self.drawer.context
        used = names_among(relation.expressions())
        used = used.union(*(context.rests_on().get(name, ()) for name in used))
        meetings = [*of_definitions(context, used), *self._assumed]
        for meeting in meetings:
            if meeting not in self._shared:
                self._shared[meeting] = _Found(self._tries(meeting, relation))
        self._lines += 1
        self._repairs = _REPAIRS
        turn = SHARED * self._lines % max(1, len(meetings))
        return [self._shared[m] for m in (*meetings[turn:], *meetings[:turn])]

    def _tries(self, meeting: Meeting, relation: Relation) -> Iterator[Instance | None]:
        """Points of one meeting, from one drawn instance after the other; None: here is none."""
        hopeless = 0
        starts = self._in_order(meeting, relation)
        for number, start in enumerate(starts):
            some, point = False, None
            for solution in self._solutions(meeting, relation, start):
                some = True
                point = self._allowed(solution)
                if point is not None:
                    break
            hopeless = 0 if some else hopeless + 1
            if hopeless > _HOPELESS:
                return
            if hopeless == _HOPELESS:
                # A sum of squares is 0 where it has one term, say: a last try at the smallest.
                starts.insert(number + 1, min(starts, key=lambda s: sum(s.sizes.values())))
            yield point

    def _in_order(self, meeting: Meeting, relation: Relation) -> list[Instance]:
        """Drawn instances, so that soon each free index was equal to each other, and was not."""
        starts = list(self.starts[:_STARTS])
        for sum_ in meeting.sums(self.drawer.context):
            rows, values = (size.name for size in sum_.args[2:])
            starts = [s for s in starts if s.sizes[values] ** s.sizes[rows] <= _TERMS]
        free = indices_among(relation.expressions())
        names = sorted((i.size.name, i.name) for i in free)
        pairs = [(a, b) for (s, a), (r, b) in itertools.combinations(names, 2) if s == r]
        groups: dict[tuple[bool, ...], list[Instance]] = {}
        self.random.shuffle(starts)
        # Where all numbers are the same, much holds by chance.
        starts.sort(key=lambda start: id(start) in self._monotonous)
        for start in starts:
            key = tuple(start.indices[a] == start.indices[b] for a, b in pairs)
            groups.setdefault(key, []).append(start)
        rounds = itertools.zip_longest(*groups.values())
        return [start for one in rounds for start in one if start is not None]

    def _solutions(
        self, meeting: Meeting, relation: Relation, start: Instance
    ) -> Iterator[_Solution]:
        """Instances at which the two meet, whether or not the hypotheses hold there."""
        env = meeting.inside(start, self.random)

        def quantity(at: Instance) -> Value:
            if meeting.best and isinstance(relation, Optimum):
                at = at_best(relation, at)
            return meeting.gap(at, env)

        value = self.random.choice(meeting.wanted)
        for place in self._places(meeting, relation, env, start)[:_PLACES]:
            try:
                for at in itertools.islice(solved(quantity, start, place, value), 1):
                    yield _Solution(at, place, quantity, value)
            except Refuted:
                continue  # the optimum put in does not have the declared sign

    def _places(self, meeting: Meeting, relation: Relation, env: Env, start: Instance) -> list[Any]:
        """The entries of numbers that the meeting looks at, in random order."""
        seen = Recorder(start)
        with contextlib.suppress(Undefined, Undecided):
            meeting.gap(seen, env)
        if meeting.best and isinstance(relation, Optimum):
            with contextlib.suppress(Undefined, Undecided):
                seen.of(relation.value)
        places = [p for p in seen.touched if numbers.is_exact(start.values.get(p))]
        places.sort(key=repr)
        self.random.shuffle(places)
        return places

    def _allowed(self, solution: _Solution) -> Instance | None:
        """The instance, if every hypothesis holds there; or one where others have moved as well.

        That is tried where an equation is broken, a few times for each line.
        """
        at, place = solution.at, solution.place
        met = self.drawer.untouched(at.sizes, {declared_name(place)})
        broken = self.drawer.broken(at, met=met)
        if broken is None:
            return at
        if not isinstance(broken[0].relation, Equal) or not self._repairs:
            return None
        self._repairs -= 1
        moved = self.drawer.restored(at, place)
        if moved is None or exact(solution.quantity, moved) != solution.value:
            return None
        return moved


@dataclass(frozen=True)
class _Solution:
    """An instance at which a quantity has a value, and the entry that was moved to get there."""

    at: Instance
    place: Any
    quantity: Quantity
    value: Value


class _Found:
    """What was found at each try; a try is made once."""

    def __init__(self, tries: Iterator[Instance | None]) -> None:
        self._tries, self._known = tries, list[Instance | None]()

    def at(self, number: int) -> Instance | None:
        """The point found at a try, if any."""
        while len(self._known) <= number:
            try:
                self._known.append(next(self._tries))
            except StopIteration:
                return None
        return self._known[number]


def _monotonous(at: Instance) -> bool:
    """Whether there are no three different numbers, of several."""
    found = [(v.p, v.q) for v in at.values.values() if numbers.is_exact(v)]
    return len(found) > 2 and len(set(found)) <= 2  # a pair has its hash sooner than a fraction


def _in_turn(found: list[_Found], tries: int) -> Iterator[Instance]:
    """The first point of each, then the second of each, and so on."""
    for number in range(tries):
        for one in found:
            point = one.at(number)
            if point is not None:
                yield point
