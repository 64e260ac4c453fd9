"""What a line states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..language.claims import Hypothesis, Relation
from ..language.vocabulary import Index

#: A condition between vectors holds of all entries, and what it is for of each.
OF_ALL_ENTRIES = "a condition between vectors or matrices is about all entries: suppose it before"
#: A letter of a condition is not that of the entries of what holds under it.
OF_ONE_ENTRY = "the condition speaks of one entry, and what it is for of all: write both by entries"


@dataclass(frozen=True)
class Stated:
    """One relation as read; ``lost`` are parts that need a value although SymPy cancelled them.

    ``turned``: the sides were written the other way round (\\ge).  ``under``: conditions that
    stand on the line itself.  ``why`` is said where it stands beside the line.  ``entries``:
    the letters for which it is stated, of vectors and matrices, which are equal by entries.
    ``quantified``: conditions on the line that are about all values of an index, "if d_k < d_j
    for all j \\ne k".
    """

    relation: Relation
    lost: tuple[Any, ...] = ()
    turned: bool = False
    under: tuple[Relation, ...] = ()
    forall: tuple[Index, ...] | None = None
    why: str = ""
    entries: tuple[Index, ...] = ()
    quantified: tuple[Hypothesis, ...] = ()
    #: Whether what it divides by is stated to be positive beside it.
    over_positive: bool = False

    @property
    def conditional(self) -> bool:
        """Whether it holds under conditions that stand on the line."""
        return bool(self.under or self.quantified)

    def held(self, number: str) -> tuple[Hypothesis, ...]:
        """The conditions as local hypotheses of the step of this number."""
        plain = (Hypothesis("", relation) for relation in self.under)
        return tuple(
            replace(one, name=f"case_{number}_{place}")
            for place, one in enumerate((*plain, *self.quantified), 1)
        )
