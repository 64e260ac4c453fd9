"""A derivation with the reasons that its author left out."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace

from ..instances.pool import Pool
from ..instances.witness import examine
from ..kernel.derivation import Derivation, Step
from ..kernel.form import positive_definitions
from ..language.claims import AtMost, Claim, Equal
from ..language.errors import HardlimitError, ran_out
from ..language.substitution import same
from ..rules import Cite
from ..rules.base import Rule
from ..rules.state import State
from ..rules.unsaid import Unsaid
from .bench import EFFORT, Bench
from .lacking import COUNT
from .portfolio import find_reason
from .question import Found, Question, Theorems

#: What may be spent on one line: where there is a reason, half of all take a hundredth of it.
NET = 3 * EFFORT // 2
#: What is spent before instances are asked: a line that one refutes needs no more.
FIRST = NET // 16


@dataclass(frozen=True)
class Completion:
    """The derivation with found reasons.

    ``found`` are these by the number of the step, ``refused`` what is wrong with a reason that
    was given and has been replaced, ``open`` the steps without one that no instance refutes,
    ``sure`` those whose rule accepts them from others that are sure.
    """

    derivation: Derivation
    found: Mapping[str, Found] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    sure: frozenset[str] = frozenset()


def completed(
    derivation: Derivation,
    theorems: Theorems,
    progress: Callable[[Step], None] | None = None,
    *,
    mend: bool = False,
) -> Completion:
    """Look for a reason for every step that has none; ``mend``: or one that does not do.

    A reason that names what there is not is an error, and stays, as does that of a line which says
    nothing; one that does but for a line that does not hold falls with it, unless another is
    found that does without.

    What is found is no verdict: the gate checks it as if it had been written.  Lines that hold
    as far as the rules can tell are used first; one that rests on a line that does not falls
    with it.  A step for which nothing is found keeps its place without a reason.
    """
    positive = positive_definitions(derivation.context)
    every: dict[str, Claim] = {}
    sure: dict[str, Claim] = {}
    steps: list[Step] = []
    found: dict[str, Found] = {}
    refused: dict[str, str] = {}
    left: list[str] = []
    pool = Pool(derivation.context, "reasons", COUNT, examples=derivation.examples)
    for step in derivation.steps:
        question = Question(derivation.context, step.claim, dict(sure), theorems, positive)
        trouble = _trouble(step, question)
        given = type(step.rule) is not Unsaid
        mended = mend and names_what_is(step.rule, question, every) and _says_something(step.claim)
        if not trouble:
            sure[step.number] = step.claim
        elif not given or mended:
            reason, does, refuted = find_reason(question, FIRST), False, False
            if reason is None:
                refuted = _refuted(step.claim, pool)
                reason = None if refuted else find_reason(question, NET)
            if reason is not None:
                sure[step.number] = step.claim
            elif len(every) > len(sure):
                wider = replace(question, earlier=dict(every))
                does = given and not _trouble(step, wider)
                reason = None if given else find_reason(wider, FIRST if refuted else NET)
            if reason is not None:
                found[step.number] = reason
                if given:
                    refused[step.number] = _rests(step, every, sure) or trouble
                step = replace(step, rule=reason.rule)
            elif not does and not refuted:
                left.append(step.number)
        if progress is not None:
            progress(step)
        every[step.number] = step.claim
        steps.append(step)
    return Completion(
        replace(derivation, steps=tuple(steps)), found, refused, tuple(left), frozenset(sure)
    )


def names_what_is(rule: Rule, question: Question, every: Container[str]) -> bool:
    """Whether all lines, hypotheses, definitions and theorems that a reason names are there."""
    context, under = question.context, question.claim.under
    lines = {h.name for h in context.all_hypotheses(under)}
    if any(ref.target not in lines and ref.target not in every for ref in rule.refs()):
        return False
    if isinstance(rule, Cite) and rule.slug not in question.theorems:
        return False
    return all(name in context.definitions for name in getattr(rule, "names", ()))


def _says_something(claim: Claim) -> bool:
    """Whether the two sides are two formulas: x/x = 1 is 1 = 1 before anybody looks at it."""
    relation = claim.relation
    return not (isinstance(relation, Equal | AtMost) and same(relation.lhs, relation.rhs))


def _rests(step: Step, every: Container[str], sure: Container[str]) -> str:
    """Which line that does not hold the reason of a step names; empty if none."""
    named = [r.target for r in step.rule.refs() if r.target in every and r.target not in sure]
    return f"step {named[0]} does not hold" if named else ""


def _refuted(claim: Claim, pool: Pool) -> bool:
    try:
        return examine(claim, pool).status == "refutes"
    except Exception:  # told at the gate
        return True


def _trouble(step: Step, question: Question) -> str:
    """What is wrong with the reason of a step; empty if its rule accepts."""
    if type(step.rule) is not Unsaid and Bench(question).confirms(step.rule):
        return ""
    state = State(
        question.context,
        question.claim,
        question.earlier,
        question.theorems,
        positive_names=question.positive,
    )
    try:
        step.rule.check(step.claim, state)
    except HardlimitError as error:
        return str(error)
    except Exception as error:  # told at the gate; here it is only no reason
        return ran_out(error) or "it could not be tried"
    return "a side of the line may have no value"
