"""What nothing rests on in a theorem that holds: steps, and hypotheses."""

from __future__ import annotations

from dataclasses import replace

from ..language.claims import Optimum
from ..language.errors import HardlimitError
from ..language.fixed import places, supposed
from ..language.inverses import two_sided
from ..language.others import rests_on
from ..rules.logic import same_relation
from .form import check_form
from .gate import Checked


def unused_steps(checked: Checked) -> tuple[str, ...]:
    """The numbers of the steps that show no part of the statement, and on which none rests."""
    goals = checked.derivation.goals
    if not goals:  # every line has a condition, and states itself
        return ()
    needed = {
        c.step.number
        for c in checked.steps
        if not c.step.claim.under
        and any(same_relation(c.step.claim.relation, goal) for goal in goals)
    }
    for c in reversed(checked.steps):
        if c.step.number in needed:
            needed |= {*c.used, *(ref.target for ref in c.step.rule.refs())}
    return tuple(c.step.number for c in checked.steps if c.step.number not in needed)


def unused_hypotheses(checked: Checked) -> tuple[str, ...]:
    """The names of the hypotheses that no step uses, and without which all has a value."""
    derivation = checked.derivation
    used = {name for c in checked.steps for name in c.used}
    used |= {ref.target for c in checked.steps for ref in c.step.rule.refs()}
    relations = [*derivation.goals, *(c.step.claim.relation for c in checked.steps)]
    used |= {name for r in relations if isinstance(r, Optimum) for name in r.domain}
    used |= {*rests_on(derivation.context, relations)}
    # That a matrix is an inverse is one assumption, of two equations.
    used |= {b for a, b in two_sided(derivation.context.hypotheses.values()).items() if a in used}
    left = [h.name for h in supposed(derivation.context) if h.name not in used]
    return tuple(name for name in left if _sound_without(checked, name))


def _sound_without(checked: Checked, name: str) -> bool:
    context = checked.derivation.context.snapshot()
    others = {n: h for n, h in context.hypotheses.items() if n != name}
    context = replace(context, hypotheses=others)
    if places(context) != places(checked.derivation.context):
        # That a range reaches up to 3 is what lets x_3 be said.
        return False
    try:
        check_form(replace(checked.derivation, context=context))
    except (HardlimitError, RecursionError, MemoryError):
        return False
    return True


__all__ = ["unused_hypotheses", "unused_steps"]
