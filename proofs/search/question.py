"""What is asked, what is found, and what is said where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..kernel.derivation import Derivation
from ..kernel.gate import Theorem
from ..language.claims import Claim, Relation
from ..language.context import Context
from ..rules.advice import Advice as Advice
from ..rules.base import Rule


@dataclass(frozen=True)
class Stated:
    """What a derivation states, whether it holds or not: enough to propose citing it."""

    slug: str
    label: str
    context: Context
    goals: tuple[Relation, ...]

    @classmethod
    def by(cls, derivation: Derivation) -> Stated:
        """The statement of a derivation."""
        return cls(derivation.slug, derivation.label, derivation.context, derivation.goals)


#: A theorem, or what would be one.
Citable = Theorem | Stated
#: What may be cited, by slug.
Theorems = Mapping[str, Theorem] | Mapping[str, Stated] | Mapping[str, Citable]


@dataclass(frozen=True)
class Question:
    """By which rule does ``claim`` follow?

    ``earlier`` are the claims that hold already, by number; ``theorems`` may be cited;
    ``positive`` are the definitions that are positive by declared signs alone.
    """

    context: Context
    claim: Claim
    earlier: Mapping[str, Claim]
    theorems: Theorems
    positive: frozenset[str]


@dataclass(frozen=True)
class Found:
    """A rule by which the claim follows, and how many were tried."""

    rule: Rule
    tried: int
