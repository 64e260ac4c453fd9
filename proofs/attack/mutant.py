"""A derivation with one thing changed."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from ..kernel.derivation import Derivation, Step
from ..language.claims import Relation
from ..language.wording import describe

#: Which part of a derivation was changed.
STEP, STATEMENT, HYPOTHESIS, REASON, ORDER = "step", "statement", "hypothesis", "reason", "order"


@dataclass(frozen=True)
class Mutant:
    """A derivation with one thing changed.

    ``part`` is the part changed, ``where`` names it, ``steps`` are the numbers of the
    steps that were changed (none for a hypothesis: it touches all), ``before``/``after``
    what was there (None where nothing is left).
    """

    derivation: Derivation
    operator: str
    part: str
    where: str
    steps: tuple[str, ...]
    before: Any
    after: Any

    def __str__(self) -> str:
        place = f"{self.derivation.slug}, {self.part} {self.where}"
        return f"{place}, {self.operator}: {text(self.before)}  ->  {text(self.after)}"


def text(thing: Any) -> str:
    """What was changed, in one line."""
    if isinstance(thing, Relation):
        return describe(thing)
    return "nothing" if thing is None else str(thing)


def with_steps(derivation: Derivation, changed: dict[str, Step], **fields: Any) -> Derivation:
    """The derivation with the steps of these numbers (and other fields) replaced."""
    steps = tuple(changed.get(s.number, s) for s in derivation.steps)
    return dataclasses.replace(derivation, steps=steps, **fields)
