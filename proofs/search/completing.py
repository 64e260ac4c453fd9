"""A derivation with the reasons that its author left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..kernel.derivation import Derivation, Step
from ..kernel.form import positive_definitions
from ..kernel.gate import Theorem
from ..language.claims import Claim
from .advice import nearest
from .portfolio import find_reason
from .question import Advice, Found, Question


@dataclass(frozen=True)
class Completion:
    """The derivation with found reasons, what was found and what is open, by number."""

    derivation: Derivation
    found: Mapping[str, Found] = field(default_factory=dict)
    open: Mapping[str, Advice] = field(default_factory=dict)


def questions(
    derivation: Derivation, theorems: Mapping[str, Theorem]
) -> Iterator[tuple[Step, Question]]:
    """Each step with the question by what it follows; the lines before it count as known."""
    positive = positive_definitions(derivation.context)
    earlier: dict[str, Claim] = {}
    for step in derivation.steps:
        yield step, Question(derivation.context, step.claim, dict(earlier), theorems, positive)
        earlier[step.number] = step.claim


def completed(
    derivation: Derivation,
    theorems: Mapping[str, Theorem],
    progress: Callable[[Step], None] | None = None,
    *,
    advise: bool = True,
) -> Completion:
    """Look for a reason for every step that has none (``rule`` is None).

    What is found is no verdict: the gate checks it as if it had been written.  A step for
    which nothing is found keeps None; ``open`` says what is nearest to a reason.
    """
    steps: list[Step] = []
    found: dict[str, Found] = {}
    left: dict[str, Advice] = {}
    for step, question in questions(derivation, theorems):
        if step.rule is None:
            reason = find_reason(question)
            if reason is not None:
                found[step.number] = reason
                step = replace(step, rule=reason.rule)
            elif advise:
                left[step.number] = nearest(question)
            if progress is not None:
                progress(step)
        steps.append(step)
    return Completion(replace(derivation, steps=tuple(steps)), found, left)


def complete(derivation: Derivation, theorems: Mapping[str, Theorem]) -> Derivation:
    """The derivation in which every step without a reason has the one that was found."""
    return completed(derivation, theorems, advise=False).derivation
