"""The one gate: ``check`` turns a derivation into a theorem, or says why not.

A :class:`Theorem` is the receipt of a successful check.  It has no public
constructor, cannot be changed or pickled, and carries the digest of what was
checked.  (Python cannot keep a determined caller from forging an object; the
point is that nothing becomes citable by accident, and that anyone can run the
check again.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..instances.pool import Pool
from ..instances.verdict import Verdict
from ..instances.witness import COUNT, examine
from ..language.claims import Claim, Relation
from ..language.context import Context
from ..language.errors import (
    DerivationError,
    HardlimitError,
    MissingHypothesis,
    RuleMismatch,
    Undecided,
    Undefined,
    VocabularyError,
    ran_out,
)
from ..language.levels import least
from ..language.wording import describe
from ..rules.logic import same_relation
from ..rules.state import Obligation, State
from .derivation import Derivation, Step
from .digests import derivation_digest
from .form import check_arguments, check_form, check_not_vacuous, positive_definitions

_SEAL = object()


class Theorem:
    """A checked derivation: ``slug``, ``goals``, ``context``, ``level``, ``cites``, ``digest``."""

    __slots__ = ("cites", "context", "digest", "goals", "label", "level", "slug", "title")

    cites: tuple[str, ...]
    context: Context
    digest: str
    goals: tuple[Relation, ...]
    label: str
    level: str
    slug: str
    title: str

    def __init__(self, seal: object, **fields: Any) -> None:
        if seal is not _SEAL:
            raise TypeError("a Theorem is made by check() only")
        for name in self.__slots__:
            object.__setattr__(self, name, fields[name])

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Theorem cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Theorem cannot be changed")

    def __reduce__(self) -> Any:
        raise TypeError("a Theorem cannot be pickled: check its derivation again")

    def __copy__(self) -> Theorem:
        return self

    def __deepcopy__(self, memo: object) -> Theorem:
        return self


@dataclass(frozen=True)
class CheckedStep:
    """A step and what the witnesses said of it.

    ``used`` are the earlier steps (by number) and hypotheses (by name) that it rests on, those
    included that were found without being named.
    """

    step: Step
    level: str
    rule_status: str
    rule_detail: str
    instances: Verdict
    obligations: tuple[Obligation, ...] = ()
    paste: str = ""
    seconds: float = 0.0
    used: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Accepted by both witnesses."""
        return self.rule_status == "accepts" and self.instances.status == "accepts"


@dataclass
class Checked:
    """The outcome of a check; ``theorem`` is None if anything failed.

    ``unshown`` is the number of the part of the statement that no step shows, 0 if there is none.
    """

    derivation: Derivation
    steps: list[CheckedStep] = field(default_factory=list)
    theorem: Theorem | None = None
    failure: str = ""
    unshown: int = 0
    level: str = "unchecked"
    cites: tuple[str, ...] = ()
    digest: str = ""
    seconds: float = 0.0


def check(
    derivation: Derivation,
    theorems: Mapping[str, Theorem] | None = None,
    progress: Callable[[CheckedStep], None] | None = None,
) -> Checked:
    """Check every step of ``derivation`` by rule and by instances.

    ``theorems`` are the theorems that may be cited, by slug.  The outcome never
    raises for a wrong derivation; it says what is wrong.
    """
    begun = time.perf_counter()
    theorems = {s: t for s, t in (theorems or {}).items() if type(t) is Theorem and t.slug == s}
    # What is checked is a copy: nothing that runs meanwhile can change it.
    derivation = replace(
        derivation,
        context=derivation.context.snapshot(),
        goals=tuple(derivation.goals),
        steps=tuple(derivation.steps),
    )
    goals, steps = derivation.goals, derivation.steps
    outcome = Checked(derivation)
    try:
        check_form(derivation)
        positive = positive_definitions(derivation.context)
        check_not_vacuous(derivation)
    except (HardlimitError, RecursionError, MemoryError) as error:
        spent = str(error) if isinstance(error, Undecided) else ran_out(error)
        outcome.failure = f"undecided: {spent}" if spent else str(error)
        outcome.seconds = time.perf_counter() - begun
        return outcome
    earlier: dict[str, Claim] = {}
    pool = Pool(derivation.context, derivation.slug, COUNT, examples=derivation.examples)
    cited: list[str] = []
    for step in steps:
        checked = check_step(derivation, step, earlier, theorems, positive, cited, pool)
        outcome.steps.append(checked)
        if progress is not None:
            progress(checked)
        if checked.holds:
            earlier[step.number] = step.claim
    outcome.cites = tuple(cited)
    outcome.failure = _verdict(goals, outcome)
    levels = [c.level for c in outcome.steps] + [theorems[s].level for s in cited]
    outcome.level = _failed_level(outcome) if outcome.failure else least(levels)
    outcome.seconds = time.perf_counter() - begun
    if not outcome.failure:
        outcome.digest = derivation_digest(derivation, [theorems[s].digest for s in cited])
        outcome.theorem = Theorem(
            _SEAL,
            slug=derivation.slug,
            label=derivation.label,
            title=derivation.title,
            goals=goals,
            context=derivation.context,
            level=outcome.level,
            cites=outcome.cites,
            digest=outcome.digest,
        )
    return outcome


def _verdict(goals: tuple[Relation, ...], outcome: Checked) -> str:
    for checked in outcome.steps:
        if not checked.holds:
            return f"step {checked.step.number} does not hold"
    for number, goal in enumerate(goals, 1):
        shown = [s.step for s in outcome.steps if same_relation(s.step.claim.relation, goal)]
        if all(step.claim.under for step in shown):
            outcome.unshown = number
            part = f"part {number} of the statement: {describe(goal, outcome.derivation.context)}"
            return f"no step shows {part}{_only_in_cases(shown)}"
    # Where every line has a condition, each states itself; there is nothing more to be cited.
    if goals or (outcome.steps and all(s.step.claim.under for s in outcome.steps)):
        return ""
    return "the derivation states nothing: say what it shows with d.goal(...)"


def _only_in_cases(shown: list[Step]) -> str:
    if not shown:
        return ""
    cases = ", ".join(dict.fromkeys(h.name for step in shown for h in step.claim.under))
    steps = " and ".join(f"step {step.number}" for step in shown)
    verb = "shows" if len(shown) == 1 else "show"
    return f"; {steps} {verb} it only in the case {cases}: show the other cases, then Cases(...)"


def _failed_level(outcome: Checked) -> str:
    """What is not shown is unchecked; refuted is only what some witness has refuted."""
    return "refuted" if any(c.level == "refuted" for c in outcome.steps) else "unchecked"


# -- steps -----------------------------------------------------------------------------
def check_step(
    derivation: Derivation,
    step: Step,
    earlier: Mapping[str, Claim],
    theorems: Mapping[str, Theorem],
    positive: frozenset[str],
    cited: list[str],
    pool: Pool,
) -> CheckedStep:
    """What the two witnesses say of one step.

    ``earlier`` are the claims already accepted, ``cited`` collects the slugs that the
    step cites, ``pool`` supplies the instances.  A step alone makes no theorem.
    """
    begun = time.perf_counter()
    context = derivation.context
    status, detail, paste = "accepts", "", ""
    obligations: tuple[Obligation, ...] = ()
    used: tuple[str, ...] = ()
    try:
        state = State(context, step.claim, earlier, theorems, positive_names=positive)
        check_arguments(step.rule, context)
        for expr in step.claim.relation.expressions():
            state.require_defined(expr)
        step.rule.check(step.claim, state)
        obligations, used = tuple(state.obligations), state.used
        cited.extend(s for s in state.cited if s not in cited)
    except MissingHypothesis as error:
        status, detail, paste = "refutes", str(error), error.paste
    except (RuleMismatch, VocabularyError, Undefined, DerivationError) as error:
        status, detail = "refutes", str(error)
    except Exception as error:  # a fault of ours must never look like a verdict
        status, detail = "undecided", _no_verdict(error)
    try:
        verdict = examine(step.claim, pool)
    except Exception as error:
        verdict = Verdict("undecided", 0, _no_verdict(error))
    both = status == "accepts" and verdict.status == "accepts"
    refuted = "refutes" in (status, verdict.status)
    level = "derived" if both else "refuted" if refuted else "unchecked"
    seconds = time.perf_counter() - begun
    return CheckedStep(step, level, status, detail, verdict, obligations, paste, seconds, used)


def _no_verdict(error: Exception) -> str:
    if isinstance(error, HardlimitError):
        return str(error)
    return ran_out(error) or f"internal error: {type(error).__name__}: {error}"


__all__ = ["Checked", "CheckedStep", "Theorem", "check"]
