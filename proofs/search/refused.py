"""Which lines of a checked derivation fail by themselves, and what is to be said of these."""

from __future__ import annotations

from collections.abc import Callable

from ..instances.pool import Pool
from ..kernel.gate import Checked, CheckedStep
from ..language.claims import Claim
from ..language.errors import trouble
from .advice import nearest
from .lacking import COUNT
from .question import Advice, Question, Theorems


def hanging(checked: Checked) -> dict[str, tuple[str, ...]]:
    """The steps that fail only because a line that they name fails, with these lines."""
    failing: list[str] = []
    found: dict[str, tuple[str, ...]] = {}
    for one in checked.steps:
        if one.holds:
            continue
        named = {ref.target for ref in one.step.rule.refs()}
        below = tuple(number for number in failing if number in named)
        failing.append(one.step.number)
        if below and one.instances.status != "refutes":
            found[one.step.number] = below
    return found


def advised(
    checked: Checked,
    theorems: Theorems,
    positive: frozenset[str],
    progress: Callable[[CheckedStep], None],
) -> dict[str, Advice]:
    """What is nearest to a reason for each step that fails by itself, by number."""
    hang = hanging(checked)
    derivation, earlier = checked.derivation, dict[str, Claim]()
    pool = Pool(derivation.context, "advice", COUNT, examples=derivation.examples)
    found: dict[str, Advice] = {}
    for one in checked.steps:
        step = one.step
        if one.holds:
            earlier[step.number] = step.claim
        elif step.number not in hang:
            question = Question(derivation.context, step.claim, dict(earlier), theorems, positive)
            if one.instances.status == "refutes":  # those drawn for advice may have missed it
                pool.verdicts[step.claim] = one.instances
            try:
                found[step.number] = nearest(question, pool)
            except Exception as error:  # advice never spoils a verdict
                found[step.number] = Advice("nothing", trouble(error))
            progress(one)
    return found
