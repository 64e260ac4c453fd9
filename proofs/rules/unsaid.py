"""What stands where an author has left the reason out: nothing follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from ..language.claims import Claim
from ..language.errors import Undecided
from .base import Rule
from .state import State


@dataclass(frozen=True)
class Unsaid(Rule):
    """No reason is given.

    It is no rule of inference: no claim follows.  A derivation that holds has none of it.
    """

    @property
    def name(self) -> str:
        """What stands in the place of a rule's name."""
        return "no reason"

    def check(self, claim: Claim, state: State) -> None:
        """Accept nothing."""
        raise Undecided("no reason is given, and none was found")


UNSAID = Unsaid()
