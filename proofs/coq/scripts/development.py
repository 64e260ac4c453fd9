"""A derivation as a Coq file: its section, one lemma a step, one theorem a goal."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...book.checking import citations
from ...kernel.derivation import Derivation, Step
from ...kernel.form import positive_definitions
from ...language.claims import Claim, Relation
from ...language.context import Context
from ...language.errors import DerivationError, HardlimitError
from ...rules.logic import same_relation
from ...rules.state import State
from ..run.running import SENTENCE
from ..statements.names import module_name
from ..statements.terms import Untranslatable
from ..statements.translate import Translator
from .by_rule import script
from .defined import Defined, defined
from .goal import Goal, Unscripted
from .vacuity import Satisfied, satisfied

LIBRARY = "Hardlimit"
#: The logical paths of the installed derivations, and of those of one file of a user.
BOOK, OWN = "Book", "Own"


@dataclass(frozen=True)
class Stated:
    """What a cited derivation states: enough to find a proof, and proof of nothing."""

    slug: str
    goals: tuple[Relation, ...]
    context: Context

    @classmethod
    def of(cls, derivation: Derivation) -> Stated:
        """The statement of ``derivation``."""
        return cls(derivation.slug, tuple(derivation.goals), derivation.context)


@dataclass(frozen=True)
class Lemma:
    """One step in Coq; ``proof`` is None where none could be written, and ``reason`` says why."""

    step: Step
    statement: str
    proof: str | None
    reason: str = ""

    @property
    def name(self) -> str:
        """Its name in the file."""
        return f"step_{self.step.number}"

    def text(self, *, admitted: bool = False) -> str:
        """The lemma in Coq; ``admitted`` leaves the proof open, and says so to Coq."""
        head = f"Lemma {self.name} :\n  {self.statement}.\nProof."
        if admitted or self.proof is None:
            return f"{head} Admitted.\n"
        return f"{head}\n{self.proof}\nQed.\n"


@dataclass(frozen=True)
class File:
    """The Coq file of one derivation; ``own`` are the cited slugs of the same user's file."""

    slug: str
    cites: tuple[str, ...]
    section: tuple[str, ...]
    lemmas: tuple[Lemma, ...]
    theorems: tuple[tuple[str, str], ...]
    own: frozenset[str] = frozenset()
    valued: Mapping[str, list[Defined]] = field(default_factory=dict)
    instance: Satisfied | None = None

    @property
    def module(self) -> str:
        """The name of the Coq module."""
        return module_name(self.slug)

    def header(self) -> str:
        """What the file loads, and the declarations of its section."""
        loads = [f"From {LIBRARY} Require Import Tactics."]
        for slug in self.cites:
            path = OWN if slug in self.own else BOOK
            loads.append(f"From {path} Require {module_name(slug)}.")
        lines = [*loads, "Open Scope R_scope.", f"Section {self.module}.", *self.section]
        options = ['Set Default Proof Using "All".', f"Set Default Timeout {SENTENCE}."]
        return "\n".join([*lines, *options, ""])

    def goals(self) -> str:
        """The statements: each is one of the steps."""
        parts = [
            f"Theorem statement_{i} :\n  {text}.\nProof. exact {by}. Qed.\n"
            for i, (text, by) in enumerate(self.theorems, 1)
        ]
        return "\n".join(parts)

    def text(self, left_out: frozenset[str] = frozenset()) -> str:
        """The whole file.

        Of the lemmas named in ``left_out`` those of steps are left open, the others dropped.
        """
        parts = [self.header()]
        for lemma in self.lemmas:
            parts += self._valued(lemma.step.number, left_out)
            parts.append(lemma.text(admitted=lemma.name in left_out))
        parts += [*self._valued("", left_out), self.goals(), f"End {self.module}.", ""]
        if self.instance is not None and "instance" not in left_out:
            parts.append(self.instance.text())
        return "\n".join(parts)

    def _valued(self, number: str, left_out: frozenset[str]) -> list[str]:
        """The lemmas that a line has a value."""
        lemmas = self.valued.get(number, ())
        return [m.text() for m in lemmas if m.proof is not None and m.name not in left_out]


def write_file(
    derivation: Derivation, theorems: Mapping[str, Any], books: Mapping[str, Derivation]
) -> File:
    """The Coq file of a checked ``derivation``.

    ``theorems`` (anything with slug, goals and context) and ``books`` are what it cites.
    """
    translator = Translator(derivation)
    positive = positive_definitions(derivation.context)
    earlier: dict[str, Claim] = {}
    lemmas = []
    for step in derivation.steps:
        state = State(derivation.context, step.claim, earlier, theorems, positive_names=positive)
        goal = Goal(derivation, translator, step, dict(earlier), books, state)
        lemmas.append(_lemma(goal))
        earlier[step.number] = step.claim
    found = [_theorem(derivation, translator, number) for number in range(len(derivation.goals))]
    section = tuple(translator.section())
    valued = defined(derivation, theorems)
    cites = citations(derivation)
    file = File(derivation.slug, cites, section, tuple(lemmas), tuple(found), valued=valued)
    with contextlib.suppress(DerivationError):
        return replace(file, instance=satisfied(derivation))
    return file


def _lemma(goal: Goal) -> Lemma:
    statement = goal.translator.claim(goal.claim)
    try:
        return Lemma(goal.step, statement, script(goal))
    except (Unscripted, Untranslatable, HardlimitError) as error:
        return Lemma(goal.step, statement, None, str(error))
    except Exception as error:  # a fault of ours costs one proof, not the run
        return Lemma(goal.step, statement, None, f"internal error: {type(error).__name__}: {error}")


def _theorem(derivation: Derivation, translator: Translator, number: int) -> tuple[str, str]:
    goal = derivation.goals[number]
    for step in derivation.steps:
        if not step.claim.under and same_relation(step.claim.relation, goal):
            return translator.claim(Claim(goal)), f"step_{step.number}"
    raise Unscripted(f"no step shows part {number + 1} of the statement")
