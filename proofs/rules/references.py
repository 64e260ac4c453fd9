"""What a rule refers to: earlier steps and hypotheses, and theorems that it cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..language.claims import Relation
from ..language.context import Context
from ..language.vocabulary import Index


@dataclass(frozen=True)
class Ref:
    """A reference to an earlier step, or to a hypothesis by name.

    ``at`` puts other indices for the free ones of the step (they stand for all
    values, so this is instantiation).
    """

    target: str
    indices: tuple[tuple[Index, Any], ...] = ()

    def at(self, change: Mapping[Index, Any]) -> Ref:
        """The same reference with free indices instantiated."""
        return Ref(self.target, (*self.indices, *change.items()))

    def __str__(self) -> str:
        """How prose names it, so that ``f"... by {mean}."`` never names another step."""
        return f"step {self.target}" if self.target.isdigit() else self.target


class Cited(Protocol):
    """A theorem as a rule sees it: what it declares and assumes, and what it says."""

    @property
    def context(self) -> Context: ...

    @property
    def goals(self) -> tuple[Relation, ...]: ...
