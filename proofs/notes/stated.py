"""What a line states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..language.claims import Relation
from ..language.vocabulary import Index


@dataclass(frozen=True)
class Stated:
    """One relation as read; ``lost`` are parts that need a value although SymPy cancelled them.

    ``turned``: the sides were written the other way round (\\ge).  ``under``: conditions that
    stand on the line itself.  ``why`` is said where it stands beside the line.  ``entries``:
    the letters for which it is stated, of vectors and matrices, which are equal by entries.
    """

    relation: Relation
    lost: tuple[Any, ...] = ()
    turned: bool = False
    under: tuple[Relation, ...] = ()
    forall: tuple[Index, ...] | None = None
    why: str = ""
    entries: tuple[Index, ...] = ()
