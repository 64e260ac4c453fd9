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
from dataclasses import dataclass, field
from typing import Any

from .claims import Claim, Hypothesis, Optimum, Relation
from .context import Context
from .derivation import Derivation, Step
from .errors import (
    DerivationError,
    HardlimitError,
    MissingHypothesis,
    RuleMismatch,
    Undecided,
    Undefined,
    VocabularyError,
)
from .hygiene import check_expression
from .instances.draw import Drawer, profiles
from .instances.witness import Verdict, examine
from .report import least
from .rules import RULES
from .rules.base import Obligation, State, fixed_indices
from .rules.logic import same_relation
from .signs import Signs
from .substitution import alpha_key, digest, free_indices
from .vocabulary import Index

_SEAL = object()


class Theorem:
    """A checked derivation: ``slug``, ``goals``, ``context``, ``level``, ``cites``, ``digest``."""

    __slots__ = ("cites", "context", "digest", "goals", "label", "level", "slug", "title")

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
    """A step and what the witnesses said of it."""

    step: Step
    level: str
    rule_status: str
    rule_detail: str
    instances: Verdict
    obligations: tuple[Obligation, ...] = ()
    paste: str = ""
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Accepted by both witnesses."""
        return self.rule_status == "accepts" and self.instances.status == "accepts"


@dataclass
class Checked:
    """The outcome of a check; ``theorem`` is None if anything failed."""

    derivation: Derivation
    steps: list[CheckedStep] = field(default_factory=list)
    theorem: Theorem | None = None
    failure: str = ""
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
    theorems = dict(theorems or {})
    outcome = Checked(derivation)
    try:
        _check_form(derivation)
        positive = _positive_definitions(derivation.context)
        _check_not_vacuous(derivation)
    except HardlimitError as error:
        outcome.failure = str(error)
        outcome.seconds = time.perf_counter() - begun
        return outcome
    earlier: dict[str, Claim] = {}
    cited: list[str] = []
    for step in derivation.steps:
        checked = _check_step(derivation, step, earlier, theorems, positive, cited)
        outcome.steps.append(checked)
        if progress is not None:
            progress(checked)
        if checked.holds:
            earlier[step.number] = step.claim
    outcome.cites = tuple(cited)
    outcome.failure = _verdict(derivation, outcome)
    levels = [c.level for c in outcome.steps] + [theorems[s].level for s in cited]
    outcome.level = "refuted" if outcome.failure else least(levels)
    outcome.digest = derivation_digest(derivation, [theorems[s].digest for s in cited])
    outcome.seconds = time.perf_counter() - begun
    if not outcome.failure:
        outcome.theorem = Theorem(
            _SEAL,
            slug=derivation.slug,
            label=derivation.label,
            title=derivation.title,
            goals=tuple(derivation.goals),
            context=derivation.context,
            level=outcome.level,
            cites=outcome.cites,
            digest=outcome.digest,
        )
    return outcome


def _verdict(derivation: Derivation, outcome: Checked) -> str:
    for checked in outcome.steps:
        if not checked.holds:
            return f"step {checked.step.number} does not hold"
    for number, goal in enumerate(derivation.goals, 1):
        reached = any(
            not c.step.claim.under and same_goal(c.step.claim.relation, goal)
            for c in outcome.steps
        )
        if not reached:
            return f"no step shows part {number} of the statement"
    return "" if derivation.goals else "the derivation states nothing"


def same_goal(left: Relation, right: Relation) -> bool:
    """Equality of relations up to bound names, with all that an optimum says."""
    if isinstance(left, Optimum) and isinstance(right, Optimum):
        mine = (left.kind, set(left.domain), left.unique)
        if mine != (right.kind, set(right.domain), right.unique):
            return False
    return same_relation(left, right)


# -- form ------------------------------------------------------------------------------
def _check_form(derivation: Derivation) -> None:
    context = derivation.context
    for definition in context.definitions.values():
        if free_indices(definition.body) - set(definition.params):
            raise VocabularyError(f"the definition of {definition.name} has a free index")
        check_expression(definition.body, context, frozenset(definition.params))
        context.unfold_all(definition.body)
    for hypothesis in context.hypotheses.values():
        _check_hypothesis(hypothesis, context)
    reserved = fixed_indices(context, ())
    numbers = [s.number for s in derivation.steps]
    for step in derivation.steps:
        if type(step.rule) is not RULES.get(type(step.rule).__name__):
            raise DerivationError(f"step {step.number} uses a rule that is not a kernel rule")
        if not step.why.strip():
            raise DerivationError(f"step {step.number} does not say why")
        for ref in step.rule.refs():
            if ref.target in numbers and numbers.index(ref.target) >= numbers.index(step.number):
                raise DerivationError(f"step {step.number} refers to the later step {ref.target}")
        for hypothesis in step.claim.under:
            if hypothesis.name in context.hypotheses:
                raise DerivationError(f"the case name {hypothesis.name} is a hypothesis already")
            _check_hypothesis(hypothesis, context)
        _check_relation(step.claim.relation, context, reserved, step.claim.under)
    for goal in derivation.goals:
        _check_relation(goal, context, reserved, ())


def _check_hypothesis(hypothesis: Hypothesis, context: Context) -> None:
    parts = [hypothesis.relation, *([hypothesis.guard] if hypothesis.guard else [])]
    for relation in parts:
        if type(relation).__name__ not in ("Equal", "AtMost", "LessThan", "NotEqual"):
            raise VocabularyError(f"hypothesis {hypothesis.name} must be =, !=, <= or <")
        for expr in relation.expressions():
            if isinstance(expr, Index):
                continue
            family = context.families.get(str(getattr(getattr(expr, "base", None), "label", "")))
            if family is not None and family.values is not None:
                continue
            check_expression(expr, context, frozenset(hypothesis.forall))
    for index in hypothesis.forall:
        if context.indices.get(index.name) != index:
            raise VocabularyError(f"hypothesis {hypothesis.name}: {index} is not declared")


def _check_relation(
    relation: Relation,
    context: Context,
    reserved: frozenset[Index],
    under: tuple[Hypothesis, ...],
) -> None:
    free: frozenset[Index] = reserved | fixed_indices(context, under)
    for expr in relation.expressions():
        free |= free_indices(expr)
    for expr in relation.expressions():
        check_expression(expr, context, free)
    if isinstance(relation, Optimum):
        missing = [name for name in relation.domain if name not in context.hypotheses]
        if missing:
            raise DerivationError(f"the domain names an unknown hypothesis {missing[0]!r}")


def _positive_definitions(context: Context) -> frozenset[str]:
    """The definitions whose bodies are positive by declared signs alone."""
    signs = Signs(context, ())
    return frozenset(n for n, d in context.definitions.items() if signs.positive(d.body))


def _check_not_vacuous(derivation: Derivation) -> None:
    drawer = Drawer(derivation.context, (), f"vacuity {derivation.slug}")
    for profile in profiles(24, len(derivation.context.sizes)):
        if drawer.draw(profile) is not None:
            return
    raise DerivationError(
        "no instance satisfies all hypotheses: the derivation would be vacuous"
    )


# -- steps -----------------------------------------------------------------------------
def _check_step(
    derivation: Derivation,
    step: Step,
    earlier: Mapping[str, Claim],
    theorems: Mapping[str, Theorem],
    positive: frozenset[str],
    cited: list[str],
) -> CheckedStep:
    begun = time.perf_counter()
    context = derivation.context
    status, detail, paste = "accepts", "", ""
    obligations: tuple[Obligation, ...] = ()
    try:
        state = State(context, step.claim, earlier, theorems, positive_names=positive)
        for expr in step.claim.relation.expressions():
            state.require_defined(expr)
        step.rule.check(step.claim, state)
        obligations = tuple(state.obligations)
        cited.extend(s for s in state.cited if s not in cited)
    except MissingHypothesis as error:
        status, detail, paste = "refutes", str(error), error.paste
    except (RuleMismatch, VocabularyError, Undefined, DerivationError) as error:
        status, detail = "refutes", str(error)
    except (Undecided, RecursionError) as error:
        status, detail = "undecided", str(error) or "the formula is nested too deeply"
    seed = f"{derivation.slug} {step.number}"
    try:
        verdict = examine(context, step.claim, seed)
    except VocabularyError as error:
        verdict = Verdict("undecided", 0, str(error))
    both = status == "accepts" and verdict.status == "accepts"
    level = "derived" if both else "refuted" if "refutes" in (status, verdict.status) else "unchecked"
    return CheckedStep(
        step, level, status, detail, verdict, obligations, paste, time.perf_counter() - begun
    )


# -- digest ----------------------------------------------------------------------------
def relation_key(relation: Relation) -> tuple[Any, ...]:
    """A key of a relation up to bound names."""
    keys = [alpha_key(e) for e in relation.expressions()]
    if isinstance(relation, Optimum):
        keys.append((relation.kind, relation.domain, str(relation.unique)))
    return (type(relation).__name__, *keys)


def derivation_digest(derivation: Derivation, cited: list[str]) -> str:
    """The digest of all that is checked: declarations, hypotheses, goals, steps, rules, citations."""
    context = derivation.context
    parts: list[Any] = [sorted(context.sizes), sorted(i.name for i in context.indices.values())]
    parts += [(n, s.sign) for n, s in sorted(context.symbols.items())]
    parts += [
        (n, f.sign, [s.name for s in f.sizes], str(f.values))
        for n, f in sorted(context.families.items())
    ]
    parts += [
        (n, [p.name for p in d.params], alpha_key(d.body))
        for n, d in sorted(context.definitions.items())
    ]
    parts += [_hypothesis_key(h) for h in context.hypotheses.values()]
    parts += [relation_key(g) for g in derivation.goals]
    parts += [
        (
            s.number,
            relation_key(s.claim.relation),
            [_hypothesis_key(h) for h in s.claim.under],
            repr(s.rule),
        )
        for s in derivation.steps
    ]
    return digest(derivation.slug, parts, cited)


def _hypothesis_key(h: Hypothesis) -> tuple[Any, ...]:
    guard = relation_key(h.guard) if h.guard else ()
    return (h.name, relation_key(h.relation), [i.name for i in h.forall], guard)


__all__ = ["Checked", "CheckedStep", "Theorem", "check"]
