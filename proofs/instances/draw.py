"""Adversarial instances: small sizes, ties, zeros, equal and opposite values.

An instance is drawn at random and then walked, entry by entry, until every
hypothesis holds; a derivation for which that never succeeds is vacuous.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from functools import partial
from typing import Any

import flint
import sympy as sp

from ..language.claims import AtMost, Equal, Hypothesis, LessThan
from ..language.context import Context, declared_name
from ..language.substitution import free_indices, names_among
from ..language.vocabulary import Index, index_size
from . import numbers
from .entangled import entangled
from .equations import Equations
from .evaluate import Instance
from .holding import Places, choices, holds, place_of
from .inverses import Inverses
from .profiles import Profile
from .simplices import Simplices
from .solving import LONGEST, exact, fits, solved, turned
from .tight import tightened
from .values import Values

_WALK, _SHORT_WALK = 120, 30
#: How often on one walk all equations are solved together, and after how many steps.  Not at
#: once in half the walks: entry by entry takes less time where it leads anywhere.
_SYSTEMS, _FIRST_SYSTEM = 6, (0, 6)
#: How often each way of moving on a walk is taken where it is open: what is left over keeps a walk
#: from going round for ever.  An entry solved for; a label changed; free indices drawn again; one
#: entry drawn again (else all are); an inequality left as it is, for entries to be drawn.
_SOLVED, _RELABELLED, _REINDEXED, _ONE_ENTRY, _LEFT_BROKEN = 0.95, 0.8, 0.5, 0.9, 0.5
#: By how much an inequality that is made to hold holds; one that is strict needs more than 0.
_SPARE = [flint.fmpq(p, q) for p, q in ((0, 1), (1, 1000), (1, 2), (1, 1), (7, 3))]
#: A hypothesis, values for its indices, and the names of all that it rests on.
Demand = tuple[Hypothesis, dict[str, int], frozenset[str]]
#: A hypothesis and an instance, with values for its indices, at which it fails.
Broken = tuple[Hypothesis, Instance]


class Drawer:
    """Draws instances of a context that satisfy its hypotheses.

    Args:
        context: the declarations.
        local: hypotheses in force on top of the context's.
        seed: draws depend on nothing else (no clock, no hash seed).
    """

    def __init__(self, context: Context, local: Iterable[Hypothesis], seed: str) -> None:
        self.context = context
        self.hypotheses = list(context.all_hypotheses(tuple(local)))
        self.random = random.Random(seed)
        self._demands: dict[tuple[int, ...], list[Demand]] = {}
        self._untouched: dict[tuple[Any, ...], set[int]] = {}
        self._values = Values(context, self.random)
        self._places = Places(context)
        self._simplices = Simplices(context, self.hypotheses)
        self._inverses = Inverses(context, self.hypotheses, self.random)
        self._equations = Equations(context, self.random)
        #: Inequalities that were seen to compare irrational numbers: not solved for anything.
        self._irrational: set[Hypothesis] = set()
        rests = {h: self._rests_on(h) for h in self.hypotheses}
        self._entangled, self._definitions = entangled(context, rests, self._sets_families)
        if self._entangled:
            # What is written first is met first: what is found must not depend on that.
            self.hypotheses.sort(key=self._by_what_it_says)

    def start(self, profile: Profile) -> Instance:
        """Where a draw begins: the hypotheses may fail there."""
        sizes = dict(zip(self.context.sizes, profile.sizes, strict=True))
        values = dict(self._values.everything(sizes, profile.pool))
        self._values.put_zero(values, profile.number)
        self._values.put_extreme(values, profile.number)
        modes = dict(zip(self.context.sizes, profile.modes, strict=True))
        return Instance(self.context, sizes, values, self._values.indices(sizes, modes))

    def draw(self, profile: Profile) -> Instance | None:
        """One instance that satisfies every hypothesis, or None if the walk fails.

        In three of four draws bounds are tight; in the others they may be slack.
        """
        start = self.start(profile)
        found = self._walk(start, _WALK)
        if found is None or profile.number % 4 == 1:
            return found
        tight = tightened(found, self.hypotheses)
        return tight if self.broken(tight) is None else found

    def near(self, other: Instance, places: Iterable[Any]) -> Instance | None:
        """An instance like one of other hypotheses: one of ``places`` is drawn anew, if any."""
        values, sizes, indices = dict(other.values), other.sizes, other.indices
        chosen = sorted(places, key=repr)
        if chosen:
            place = self.random.choice(chosen)
            values[place] = self._values.at(place, sizes)
        else:
            indices = self._values.indices(sizes)
        return self._walk(Instance(self.context, sizes, values, indices), _SHORT_WALK)

    def restored(self, instance: Instance, place: Any) -> Instance | None:
        """From ``instance``, whose ``place`` stays as it is, to one where every hypothesis holds.

        Its indices stay as well.
        """
        return self._walk(instance, _SHORT_WALK, place)

    def _walk(self, instance: Instance, steps: int, keep: Any = None) -> Instance | None:
        """From ``instance`` to one at which every hypothesis holds."""
        instance = self.completed(self._simplices.normalised(instance, keep), keep)
        broken: Broken | None = None
        met: set[int] = set()
        systems = _SYSTEMS if self._entangled else 0
        first = self.random.choice(_FIRST_SYSTEM) if systems else 0
        for number in range(steps):
            # On from what was broken last: entries that follow from others are set in one pass.
            broken = self.broken(instance, broken, met)
            if broken is None:
                return instance
            before = instance
            if systems and number >= first and isinstance(broken[0].relation, Equal):
                systems -= 1
                instance = self._all_equations(instance, keep) or self._moved(
                    broken, instance, keep
                )
            else:
                instance = self._moved(broken, instance, keep)
            instance = self.completed(instance, keep)
            old, new = before.values, instance.values
            moved = [place for place, value in new.items() if value is not old[place]]
            if any(map(_too_long, map(new.__getitem__, moved))):
                return None
            if before.indices != instance.indices:
                met.clear()
            else:
                # What rests on something that has changed may be broken now.
                met &= self.untouched(instance.sizes, set(map(declared_name, moved)))
        return None

    def _by_what_it_says(self, hypothesis: Hypothesis) -> tuple[bool, str]:
        """Definitions first; else the order is that of the formulas."""
        says = str((hypothesis.relation, hypothesis.forall, hypothesis.guard))
        return hypothesis not in self._definitions, says

    def _sets_families(self, hypothesis: Hypothesis) -> bool:
        return self._simplices.normalises(hypothesis) or self._inverses.inverts(hypothesis)

    def completed(self, instance: Instance, keep: Any = None) -> Instance:
        """The instance with what follows from other entries set: inverse matrices."""
        return self._inverses.completed(instance, keep)

    def _all_equations(self, instance: Instance, keep: Any) -> Instance | None:
        demands = [
            (h, chosen)
            for h, chosen, _ in self.demands(instance.sizes)
            if not self._inverses.inverts(h) and h not in self._definitions
        ]
        return self._equations.solved(instance, demands, () if keep is None else (keep,))

    def untouched(self, sizes: dict[str, int], changed: set[str]) -> set[int]:
        """The hypotheses, by number as in ``met``, that rest on none of the changed names."""
        key = *sizes.values(), frozenset(changed)
        found = self._untouched.get(key)
        if found is None:
            rests = enumerate(names for _, _, names in self.demands(sizes))
            found = {number for number, names in rests if names.isdisjoint(changed)}
            self._untouched[key] = found
        return set(found)

    def _moved(self, broken: Broken, instance: Instance, keep: Any) -> Instance:
        """One step of the walk: an instance at which what is broken may hold."""
        solved = self._solved(broken, instance, keep)
        if solved is not None and self.random.random() < _SOLVED:
            return solved
        looked_at = self._places.of(*broken)
        places = [p for p in looked_at if p in instance.values and p != keep]
        relabelled = self._relabelled(broken, instance, places)
        if relabelled is not None and self.random.random() < _RELABELLED:
            return relabelled
        bounded = self._bounded(broken, instance, places)
        if bounded is not None:
            return self._simplices.normalised(bounded, keep)
        sizes = instance.sizes
        if keep is None and _about_indices(broken[0]) and self.random.random() < _REINDEXED:
            return Instance(self.context, sizes, instance.values, self._values.indices(sizes))
        if places and (keep is not None or self.random.random() < _ONE_ENTRY):
            place = self.random.choice(places)
            return self._simplices.normalised(
                instance.with_value(place, self._values.at(place, sizes)), keep
            )
        if keep is not None:
            return instance
        values = dict(self._values.everything(sizes, "mixed"))
        return self._simplices.normalised(
            Instance(self.context, sizes, values, self._values.indices(sizes))
        )

    def _bounded(self, broken: Broken, instance: Instance, places: list[Any]) -> Instance | None:
        """The instance with one entry moved until a broken inequality holds, in half the cases.

        What it is short of is drawn: nothing, little, or much.
        """
        hypothesis, at = broken
        if (
            not isinstance(hypothesis.relation, AtMost | LessThan)
            or self.random.random() < _LEFT_BROKEN
        ):
            return None
        if index_size(hypothesis.relation.lhs) is not None:
            return None
        left, right = hypothesis.relation.expressions()
        spare = self.random.choice(_SPARE[isinstance(hypothesis.relation, LessThan) :])

        def gap(here: Instance) -> Any:
            here = here.with_indices(at.indices)
            return here.of(right) - here.of(left)

        numbered = [p for p in places if numbers.is_exact(instance.values[p])]
        if not numbered or hypothesis in self._irrational:
            return None
        if exact(gap, instance) is None:
            self._irrational.add(hypothesis)
            return None
        place = self.random.choice(numbered)
        found = next(solved(gap, instance, place, spare), None)
        return found or turned(gap, instance, place)

    # -- hypotheses --------------------------------------------------------------
    def index_broken(self, instance: Instance) -> bool:
        """Whether a hypothesis that compares indices fails, whatever the numbers are."""
        return any(
            index_size(h.relation.expressions()[0]) is not None
            and h.guard is None
            and not holds(h.relation, instance.with_indices(chosen), default=False)
            for h, chosen, _ in self.demands(instance.sizes)
        )

    def broken(
        self, instance: Instance, last: Broken | None = None, met: set[int] | None = None
    ) -> Broken | None:
        """The first hypothesis that fails, with the indices at which it does.

        All are looked at, beginning with the place ``last``; after the end comes the start.
        Those in ``met`` are known to hold, and those that are found to hold are put there.
        """
        demands = self.demands(instance.sizes)
        met = set() if met is None else met
        begin = 0
        if last is not None:
            chosen = _chosen(last)
            begin = next(i for i, (h, c, _) in enumerate(demands) if h is last[0] and c == chosen)
        for number in itertools.chain(range(begin, len(demands)), range(begin)):
            if number in met:
                continue
            hypothesis, chosen, _ = demands[number]
            at = instance.with_indices(chosen) if chosen else instance
            if holds(hypothesis.guard, at, default=True) and not holds(
                hypothesis.relation, at, default=False
            ):
                return hypothesis, at
            met.add(number)
        return None

    def demands(self, sizes: dict[str, int]) -> list[Demand]:
        key = tuple(sizes.values())
        if key not in self._demands:
            self._demands[key] = [
                (h, at, rests)
                for h, rests in ((h, self._rests_on(h)) for h in self.hypotheses)
                for at in choices(h.forall, sizes)
            ]
        return self._demands[key]

    def _rests_on(self, hypothesis: Hypothesis) -> frozenset[str]:
        """The names of all that decides whether the hypothesis holds, besides free indices."""
        used = names_among(hypothesis.expressions())
        known = self.context.rests_on()
        return used.union(*(known[name] for name in used if name in known))

    def _solved(self, broken: Broken, instance: Instance, keep: Any) -> Instance | None:
        """The instance with a broken equation for one entry solved, if the sign allows."""
        hypothesis, at = broken
        if not isinstance(hypothesis.relation, Equal):
            return None
        left, right = hypothesis.relation.expressions()
        for leaf, other in ((left, right), (right, left)):
            if not isinstance(leaf, sp.Indexed | sp.Symbol) or index_size(leaf) is not None:
                continue
            name = place_of(leaf, at)
            if name not in instance.values or name == keep:
                continue
            value = exact(partial(Instance.of, expr=other), at)
            if value is None or not fits(value, self.context.sign_of_name(name)):
                continue
            if value.height_bits() <= LONGEST:
                return self._simplices.normalised(instance.with_value(name, value), keep=name)
        return None

    def _relabelled(self, broken: Broken, instance: Instance, places: list[Any]) -> Instance | None:
        """The instance with one label changed so that the broken relation holds, if one does."""
        hypothesis, at = broken
        labels = [t for t in places if self.context.is_assignment(t)]
        self.random.shuffle(labels)
        for label in labels:
            values: Any = self.context.families[label[0]].values
            top = instance.sizes[values.name]
            for value in range(1, top + 1):
                if value == instance.values[label]:
                    continue
                changed = instance.with_value(label, value)
                if holds(hypothesis.relation, changed.with_indices(at.indices), default=False):
                    return changed
        return None


def _too_long(value: Any) -> bool:
    """Whether an entry has become too long a number to go on with."""
    return numbers.is_exact(value) and bool(value.height_bits() > 10 * LONGEST)


def _about_indices(hypothesis: Hypothesis) -> bool:
    """Whether the hypothesis constrains an index that is free in it."""
    free: frozenset[Index] = frozenset()
    for expr in hypothesis.relation.expressions():
        free |= free_indices(expr)
    return bool(free - set(hypothesis.forall))


def _chosen(broken: Broken) -> dict[str, int]:
    hypothesis, at = broken
    return {i.name: at.indices[i.name] for i in hypothesis.forall}
