"""A derivation as frozen data: the one object that is checked, shown, sent to Coq and kept.

It imports no rule: a step names its reason, and what that is worth is asked at the gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..instances.examples import Example
from ..language.claims import Claim, Relation
from ..language.context import Context


@dataclass(frozen=True)
class Step:
    """One line: its claim, the rule with arguments, why, and where it is written.

    A step that is ``folded`` is checked like any other; readers see it when they open the line
    that it carries: the next one that is not folded, or the last one if none follows.  The
    step that closes a chain is one of these; readers see it in the lines of the chain.
    """

    number: str
    claim: Claim
    rule: Any
    why: str
    file: str = ""
    line: int = 0
    continues: bool = False
    folded: bool = False


@dataclass(frozen=True)
class Derivation:
    """What an author has written down; nothing in it can be changed.

    ``context`` is a snapshot, ``goals`` is what is to be shown (each is the claim of some
    step), ``chapter`` the slug of the chapter; ``examples`` are instances that the author
    gives, looked at beside those that are drawn.
    """

    label: str
    slug: str
    title: str
    chapter: str
    summary: str
    context: Context
    goals: tuple[Relation, ...]
    steps: tuple[Step, ...]
    pitfall: str = ""
    references: tuple[str, ...] = ()
    file: str = ""
    examples: tuple[Example, ...] = ()
