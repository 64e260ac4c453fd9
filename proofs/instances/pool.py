"""The instances that all steps of one derivation share."""

from __future__ import annotations

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
    """

    def __init__(self, context: Context, seed: str, count: int) -> None:
        self.context = context
        self.seed = seed
        self.count = count
        self._drawn: dict[tuple[Hypothesis, ...], list[Instance]] = {}

    def drawer(self, local: tuple[Hypothesis, ...]) -> Drawer:
        """A drawer for these local hypotheses."""
        names = " ".join(h.name for h in local)
        return Drawer(self.context, local, f"{self.seed} {names}")

    def instances(self, local: tuple[Hypothesis, ...]) -> list[Instance]:
        """Up to ``count`` instances that satisfy the hypotheses, small ones first."""
        if local not in self._drawn:
            self._drawn[local] = self._draw(self.drawer(local))
        return self._drawn[local]

    def _draw(self, drawer: Drawer) -> list[Instance]:
        found: list[Instance] = []
        for profile in profiles(TRIES * self.count, len(self.context.sizes)):
            instance = drawer.draw(profile)
            if instance is not None:
                found.append(instance)
            if len(found) == self.count:
                break
        return found
