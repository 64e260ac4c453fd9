"""A derivation in Coq: a file that begins with its statements, and proves exactly these.

After the module of statements it has a section with what is given, a lemma for each step and
a theorem for each goal; after the section, where nothing is left open, a theorem
``proved_...`` for each proposition of the module.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...book.checking import citations
from ...kernel.derivation import Derivation, Step
from ...kernel.form import positive_definitions
from ...language.claims import Claim, Relation
from ...language.context import Context
from ...language.errors import DerivationError, HardlimitError
from ...rules.logic import same_relation
from ...rules.state import State
from ..statements.names import module_name
from ..statements.stated import INSTANCE, Statements, goal_name, statements, step_name
from ..statements.terms import Untranslatable
from ..statements.translate import Translator
from .by_rule import script
from .defined import Defined, defined
from .goal import Goal, Unscripted
from .vacuity import Satisfied, satisfied

LIBRARY = "Hardlimit"
#: The module of the library that exports the others.
TACTICS = f"{LIBRARY}.Tactics"
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
        return step_name(self.step.number)

    def text(self, *, admitted: bool = False) -> str:
        """The lemma in Coq; ``admitted`` leaves the proof open, and says so to Coq."""
        head = f"Lemma {self.name} :\n  {self.statement}.\nProof."
        if admitted or self.proof is None:
            return f"{head} Admitted.\n"
        return f"{head}\n{self.proof}\nQed.\n"


@dataclass(frozen=True)
class CitedModule:
    """A module some of whose theorems are cited: its logical path, and how many it has."""

    path: str
    module: str
    goals: int

    @property
    def name(self) -> str:
        """Its qualified name, where each derivation is a file."""
        return f"{self.path}.{self.module}"

    def named(self, place: str) -> list[str]:
        """Its theorems, from the module at ``place``, under the names by which they are cited."""
        goals = map(goal_name, range(1, self.goals + 1))
        return [f"Definition {self.module}_{goal} := {place}.{goal}." for goal in goals]


@dataclass(frozen=True)
class File:
    """The Coq file of one derivation.

    ``path`` is its logical path, ``cites`` are the modules with the theorems that are
    cited; ``theorems`` are the goals, with the step that shows each.
    """

    slug: str
    stated: Statements
    path: str
    cites: tuple[CitedModule, ...]
    section: tuple[str, ...]
    lemmas: tuple[Lemma, ...]
    theorems: tuple[tuple[str, str], ...]
    valued: Mapping[str, list[Defined]] = field(default_factory=dict)
    instance: Satisfied | None = None

    @property
    def module(self) -> str:
        """The name of the Coq module with the proofs."""
        return module_name(self.slug)

    @property
    def name(self) -> str:
        """The qualified name of that module, where each derivation is a file."""
        return f"{self.path}.{self.module}"

    def header(self) -> str:
        """What the proofs load, and the declarations of their section."""
        loads = [f"From {LIBRARY} Require Import Tactics."]
        loads += [f"Require {cited.name}." for cited in self.cites]
        return "\n".join([*loads, self._opening({})])

    def _opening(self, places: Mapping[str, str]) -> str:
        """What is cited, from the modules at ``places``, and the declarations of the section."""
        lines = [line for c in self.cites for line in c.named(places.get(c.name, c.name))]
        lines += [f"Section {self.module}.", *self.section, *self._tactics()]
        return "\n".join([*lines, 'Set Default Proof Using "All".', ""])

    def _tactics(self) -> list[str]:
        """How definitions are written out and side conditions closed, under one name each.

        Definitions are written out where the plain attempt ends: first the outermost, one at
        a time, then all of them in the facts as well.
        """
        names = [line.split()[1] for line in self.section if line.startswith("Definition ")]
        one = " | ".join(f"progress cbv beta delta [{n}]" for n in reversed(names))
        every = f"cbv beta delta [{' '.join(names)}] in *" if names else "idtac"
        side = "hl_side_with ltac:(write_one_) ltac:(write_all_)" if names else "hl_side"
        return [
            f"Ltac write_one_ := {f'first [{one}]' if names else 'fail'}.",
            f"Ltac write_all_ := {every}.",
            f"Ltac side_ := {side}.",
            "Ltac near_ := first [hl_near_ ltac:(write_one_) | side_ | hl_reordered_].",
        ]

    def goals(self) -> str:
        """The statements: each is one of the steps."""
        parts = [
            f"Theorem {goal_name(i)} :\n  {text}.\nProof. exact {by}. Qed.\n"
            for i, (text, by) in enumerate(self.theorems, 1)
        ]
        return "\n".join(parts)

    def text(self, left_out: frozenset[str] = frozenset()) -> str:
        """The whole file.

        Of the lemmas named in ``left_out`` those of steps are left open, the others dropped.
        """
        return "\n".join([self.stated.text(), self.header(), self._proofs(left_out)])

    def proving(self, places: Mapping[str, str], left_out: frozenset[str] = frozenset()) -> str:
        """What proves, as a module of a file in which all is stated and loaded that it needs.

        ``places`` are the qualified names of the modules that it cites, by those that they have
        where each derivation is a file.
        """
        parts = [self._opening(places), self._proofs(left_out)]
        return "\n".join([f"Module {self.module}.", *parts, f"End {self.module}.", ""])

    def _proofs(self, left_out: frozenset[str]) -> str:
        """All that is proved."""
        parts = []
        for lemma in self.lemmas:
            parts += self._valued(lemma.step.number, left_out)
            parts.append(lemma.text(admitted=lemma.name in left_out))
        parts += [*self._valued("", left_out), self.goals(), f"End {self.module}.", ""]
        if self.instance is not None and INSTANCE not in left_out:
            parts.append(self.instance.text())
        for name in self.proved(left_out):
            how = self.instance.apply() if self.instance and name == INSTANCE else f"exact {name}."
            stated = f"{self.stated.module}.{name}"
            parts.append(f"Theorem proved_{name} : {stated}.\nProof. {how} Qed.")
        return "\n".join([*parts, ""])

    def proved(self, left_out: frozenset[str] = frozenset()) -> list[str]:
        """The names of the propositions that the file proves, from the cited ones on."""
        found = [m.name for m in self.lemmas if m.proof is not None and m.name not in left_out]
        found += [goal_name(i) for i in range(1, len(self.theorems) + 1)]
        found += [m.name for number in self.valued for m in self._asked(number, left_out)]
        if self.instance is not None and INSTANCE not in left_out:
            found.append(INSTANCE)
        return found

    def _asked(self, number: str, left_out: frozenset[str]) -> Iterator[Defined]:
        lemmas = self.valued.get(number, ())
        return (m for m in lemmas if m.proof is not None and m.name not in left_out)

    def _valued(self, number: str, left_out: frozenset[str]) -> list[str]:
        """The lemmas that a line has a value."""
        return [m.text() for m in self._asked(number, left_out)]


def write_file(
    derivation: Derivation,
    theorems: Mapping[str, Any],
    books: Mapping[str, Derivation],
    own: frozenset[str] | None = None,
) -> File:
    """The Coq file of a checked ``derivation``.

    ``theorems`` (anything with slug, goals and context) and ``books`` are what it cites;
    ``own`` are those of them that stand in the same file of a user, None for the library.

    Raises:
        HardlimitError: if it cannot be stated in Coq.
    """
    numbers = [step.number for step in derivation.steps]
    if numbers != [str(place) for place in range(1, len(numbers) + 1)]:
        raise DerivationError("the steps are not numbered 1, 2, 3, ...")
    translator = Translator(derivation)
    positive = positive_definitions(derivation.context)
    earlier: dict[str, Claim] = {}
    valued = defined(derivation, theorems)
    conditions = {m.name: m.claim for lemmas in valued.values() for m in lemmas}
    cites = citations(derivation)
    try:
        stated = statements(derivation, conditions)
        section = tuple(translator.section())
        goals = [_theorem(derivation, translator, n) for n in range(len(derivation.goals))]
        lemmas = []
        for step in derivation.steps:
            state = State(
                derivation.context, step.claim, earlier, theorems, positive_names=positive
            )
            goal = Goal(derivation, translator, step, dict(earlier), books, state)
            lemmas.append(_lemma(goal))
            earlier[step.number] = step.claim
    except (Unscripted, Untranslatable) as error:
        raise DerivationError(str(error)) from error
    instance = None
    with contextlib.suppress(DerivationError):
        instance = satisfied(derivation)
    return File(
        derivation.slug,
        stated,
        BOOK if own is None else OWN,
        tuple(
            CitedModule(
                OWN if slug in (own or ()) else BOOK, module_name(slug), len(theorems[slug].goals)
            )
            for slug in cites
        ),
        section,
        tuple(lemmas),
        tuple(goals),
        valued,
        instance,
    )


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
            return translator.claim(Claim(goal)), step_name(step.number)
    raise Unscripted(f"no step shows part {number + 1} of the statement")
