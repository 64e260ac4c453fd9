"""The instances that all steps of one derivation share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..claims import Hypothesis
from ..context import Context
from .draw import Drawer
from .evaluate import Instance
from .profiles import profiles

#: How many times more profiles are tried than instances are wanted.
TRIES = 3


class Pool:
    """Instances of one derivation, drawn once for each set of local hypotheses.

    Args:
        context: the declarations.
        seed: everything drawn depends on it alone.
        count: how many instances are tried for.
        shrink: whether counterexamples are made simple for readers (which takes time).
    """

    def __init__(self, context: Context, seed: str, count: int, *, shrink: bool = True) -> None:
        self.context = context
        self.seed = seed
        self.count = count
        self.shrink = shrink
        self._drawn: dict[tuple[Hypothesis, ...], list[Instance]] = {}

    def drawer(self, local: tuple[Hypothesis, ...]) -> Drawer:
        """A drawer for these local hypotheses."""
        names = " ".join(h.name for h in local)
        return Drawer(self.context, local, f"{self.seed} {names}")

    def instances(self, local: tuple[Hypothesis, ...]) -> Iterable[Instance]:
        """Up to ``count`` instances that satisfy the hypotheses, small ones first."""
        if local not in self._drawn:
            self._drawn[local] = list(self.draws(local))
        return self._drawn[local]

    def draws(self, local: tuple[Hypothesis, ...]) -> Iterator[Instance]:
        """Those instances, drawn one after the other."""
        drawer, found = self.drawer(local), 0
        for profile in profiles(TRIES * self.count, len(self.context.sizes)):
            if found == self.count:
                return
            instance = drawer.draw(profile)
            if instance is not None:
                found += 1
                yield instance
