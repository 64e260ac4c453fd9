"""The instances that all steps of one derivation share."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..language.claims import Claim, Hypothesis
from ..language.context import Context
from .draw import Drawer
from .evaluate import Instance
from .examples import Example, checked
from .near import loose_places
from .numbers import is_exact
from .points import Points
from .profiles import profiles
from .vacuity import HOPELESS, contradictory
from .verdict import Verdict

#: How many times more profiles are looked at, and tried, than instances are wanted.
PROFILES, TRIES = 12, 3
#: How often drawing may fail at sizes where it has not succeeded, and per success where it has.
#: Where so many were found at others, once.
FAILURES, ENOUGH = 2, 8
#: How many instances are looked around, unless more are asked for.
NEAR = 6
#: Seconds of processor time after which no further instance is drawn.
TIME_LIMIT = 20.0


class Pool:
    """Instances of one derivation, drawn once for each set of local hypotheses.

    Args:
        context: the declarations.
        seed: everything drawn depends on it alone.
        count: how many instances are tried for.
        shrink: whether counterexamples are made simple for readers (which takes time).
        near: how many instances are looked around.
        examples: instances that the author gives; they come first, beside those drawn.

    Raises:
        DerivationError: if an example does not fit the declarations, or breaks a hypothesis.
    """

    def __init__(
        self,
        context: Context,
        seed: str,
        count: int,
        *,
        shrink: bool = True,
        near: int = NEAR,
        examples: Sequence[Example] = (),
    ) -> None:
        self.context = context
        self.given = checked(examples, context) if count else []
        self.seed = seed
        self.count = count
        self.shrink = shrink
        self.near = near
        self._drawn: dict[tuple[Hypothesis, ...], list[Instance]] = {}
        self._loose: dict[tuple[Hypothesis, ...], list[tuple[Instance, tuple[Any, ...]]]] = {}
        self._points: dict[tuple[Hypothesis, ...], Points] = {}
        #: What is known of claims: a claim is looked at once, whatever the reasons given for it.
        self.verdicts: dict[Claim, Verdict] = {}

    def drawer(self, local: tuple[Hypothesis, ...]) -> Drawer:
        """A drawer for these local hypotheses."""
        names = " ".join(h.name for h in local)
        return Drawer(self.context, local, f"{self.seed} {names}")

    def instances(self, local: tuple[Hypothesis, ...]) -> Iterable[Instance]:
        """The author's, and up to ``count`` drawn ones, that satisfy the hypotheses."""
        if local not in self._drawn:
            judge = self.drawer(local)
            given = [at for at in self.given if judge.broken(at) is None]
            drawn = list(self.draws(local))
            if len(drawn) < self.count:
                drawn += self._like(given, local, self.count - len(drawn))
            self._drawn[local] = [*given, *drawn]
        return self._drawn[local]

    def _like(
        self, given: list[Instance], local: tuple[Hypothesis, ...], count: int
    ) -> Iterator[Instance]:
        """Where too few are drawn, instances like the author's: some entries are drawn anew."""
        drawer = self.drawer(local)
        for start in itertools.islice(itertools.cycle(given), count if given else 0):
            found = drawer.near(start, [p for p, v in start.values.items() if is_exact(v)])
            if found is not None and found.values != start.values:
                yield found

    def loose(self, local: tuple[Hypothesis, ...]) -> list[tuple[Instance, tuple[Any, ...]]]:
        """The first few instances, with the places of numbers that no hypothesis fixes."""
        if local not in self._loose:
            drawer = self.drawer(local)
            few = itertools.islice(self.instances(local), self.near)
            self._loose[local] = [(start, loose_places(start, drawer)) for start in few]
        return self._loose[local]

    def points(self, claim: Claim) -> Iterator[Instance]:
        """A few instances at which two sides of something meet that the claim rests on."""
        local = claim.under
        if local not in self._points:
            starts = list(self.instances(local))
            names = " ".join(h.name for h in local)
            self._points[local] = Points(starts, self.drawer(local), f"{self.seed} {names}")
        return self._points[local].of(claim.relation)

    def why_empty(self, local: tuple[Hypothesis, ...]) -> str:
        """What to say where nothing was drawn: a contradiction that is shown, or only that."""
        if contradictory(self.drawer(local)):
            return "no instance satisfies all hypotheses (vacuous): they contradict each other"
        return "no instance of all hypotheses was found: give one, or say them more simply"

    def draws(self, local: tuple[Hypothesis, ...]) -> Iterator[Instance]:
        """Those instances, drawn one after the other.

        Sizes at which the hypotheses seem to have no solution (fewer points than
        coordinates, say), while they have one at others, are given up: a draw that fails
        takes the longest.  Where time is up there are fewer instances, or none.
        """
        deadline = time.process_time() + TIME_LIMIT
        drawer, found, failed = self.drawer(local), Counter[Any](), Counter[Any]()
        for profile in profiles(PROFILES * self.count, len(self.context.sizes)):
            if found.total() == self.count or found.total() + failed.total() == TRIES * self.count:
                return
            if time.process_time() > deadline:
                return
            if failed.total() == HOPELESS and not found and contradictory(drawer):
                return
            if 2 * failed.total() == 3 * self.count and not found:
                return
            sizes = profile.sizes
            elsewhere = found.total() - found[sizes]
            patience = FAILURES if elsewhere < ENOUGH else 1
            if elsewhere and failed[sizes] >= patience * (1 + found[sizes]):
                continue
            instance = drawer.draw(profile)
            if instance is None:
                failed[sizes] += 1
                continue
            found[sizes] += 1
            yield instance
