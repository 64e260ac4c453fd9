"""Laws, and the random quantities of notes: data that formulas know nothing of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .errors import VocabularyError
from .substitution import Substitution, substitute
from .vocabulary import Expr, Index


@dataclass(frozen=True)
class Law:
    """Probabilities ``weight`` over all values of ``indices``, for each value of ``given``."""

    weight: Expr
    indices: tuple[Index, ...]
    given: tuple[Index, ...] = ()

    def __getitem__(self, at: Any) -> Expr:
        """The probability at other indices: those of ``given``, then those of ``indices``."""
        found = at if isinstance(at, tuple) else (at,)
        own = (*self.given, *self.indices)
        if len(found) != len(own):
            raise VocabularyError(f"the law takes {len(own)} indices, {len(found)} were given")
        return substitute(self.weight, Substitution(indices=dict(zip(own, found, strict=True))))


@dataclass(frozen=True)
class Quantity:
    """What notes call a random quantity: its values under a law.

    ``draw`` tells apart what is drawn at once from what is not; of a vector, ``coordinate``.
    """

    name: str
    tex: str
    value: Expr
    law: Law
    draw: int
    coordinate: Index | None = None


@dataclass(frozen=True)
class Moments:
    """A random quantity of which the mean and the mean of the square are declared, as symbols.

    ``letter`` stands for it inside of expectations and nowhere else.  That the two symbols are
    what a law gives (mean mu, and mu^2 + sigma^2) is assumed of them.
    """

    name: str
    tex: str
    letter: Any
    mean: Any
    square: Any


@dataclass
class Quantities:
    """The random quantities of notes.  Formulas know nothing of them: they are read as sums."""

    known: dict[str, Quantity] = field(default_factory=dict)
    #: Those of which no more is known than two moments.
    moments: dict[str, Moments] = field(default_factory=dict)
    #: Draws of which each group is independent.
    independent: list[frozenset[int]] = field(default_factory=list)

    def new_draw(self) -> int:
        """A number for what is drawn apart from all before."""
        return 1 + max((q.draw for q in self.known.values()), default=0)

    def together(self, draws: frozenset[int]) -> bool:
        """Whether it is known how these are drawn together."""
        return len(draws) < 2 or any(draws <= group for group in self.independent)

    def update(self, other: Quantities) -> None:
        """Take in what others have."""
        self.known.update(other.known)
        self.moments.update(other.moments)
        self.independent += other.independent
