"""What a derivation states, as a Coq module of its own.  This module is trusted.

It is the first thing in its file, before which the vocabulary is imported and nothing else: no
proof, no tactic.  Each proposition in it stands by itself, with everything bound that it
rests on; what follows in the file proves exactly these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...kernel.derivation import Derivation
from ...language.claims import Claim
from .names import statement_module
from .translate import Translator

LOADED = "From Coq Require Import Reals.\n"
LOADED += "From Hardlimit Require Import Vocabulary Optima GammaFunction.\n"
LOADED += "Open Scope R_scope.\n"


@dataclass(frozen=True)
class Proposition:
    """One proposition; ``claim`` is what it says, None that the hypotheses can hold."""

    name: str
    claim: Claim | None
    text: str


@dataclass(frozen=True)
class Statements:
    """The module: what is defined, and the propositions."""

    slug: str
    definitions: tuple[str, ...]
    propositions: tuple[Proposition, ...]

    @property
    def module(self) -> str:
        """The name of the Coq module."""
        return statement_module(self.slug)

    def body(self) -> str:
        """What stands in the module."""
        stated = [f"Definition {p.name} : Prop :=\n  {p.text}.\n" for p in self.propositions]
        return "\n".join([*self.definitions, "", *stated])

    def alone(self) -> str:
        """The module."""
        return f"Module {self.module}.\n{self.body()}\nEnd {self.module}.\n"

    def text(self) -> str:
        """The beginning of a file: what is loaded, and the module."""
        return f"{LOADED}\n{self.alone()}"


def step_name(number: str) -> str:
    """What the lemma of a step is called."""
    return f"step_{number}"


def goal_name(position: int) -> str:
    """What the theorem of a goal is called; the first is at 1."""
    return f"statement_{position}"


#: What is called that the hypotheses can hold.
INSTANCE = "instance"


def statements(
    derivation: Derivation,
    conditions: Mapping[str, Claim],
    translator: Translator | None = None,
) -> Statements:
    """What ``derivation`` states, and the ``conditions`` that its lines have a value."""
    t = translator or Translator(derivation, closed=True)
    claims = {step_name(s.number): s.claim for s in derivation.steps}
    claims |= {goal_name(p): Claim(g) for p, g in enumerate(derivation.goals, 1)}
    found = [Proposition(n, c, t.statement(c)) for n, c in {**claims, **conditions}.items()]
    found.append(Proposition(INSTANCE, None, t.not_vacuous()))
    return Statements(derivation.slug, tuple(t.definitions()), tuple(found))
