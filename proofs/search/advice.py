"""What an author should know of a line that has no reason yet, or whose reason was refused."""

from __future__ import annotations

import dataclasses
import re

from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import Equal, HasGradient, Optimum
from ..language.spelling import name_plain
from ..language.substitution import same
from ..language.wording import describe, in_latex
from .bench import EFFORT, Bench
from .lacking import COUNT, missing, offered, signs_missing, undefined
from .portfolio import find_reason
from .proportional import is_proportion, lacking_factor
from .question import Advice, Question
from .repairs import repair
from .residues import left_over
from .slips import TURNED
from .writing import written_rule

#: What may be spent on what a line lacks, and on what it leaves over.
LONGER = 4 * EFFORT // 5
CONDITION = (
    "a slope is 0 at its roots only: to set it to 0 is a condition and no line; state its root "
    r"(zero_exactly_at; in notes ... = 0 \iff x = ...)"
)


def nearest(question: Question, pool: Pool | None = None) -> Advice:
    """The most useful thing that can be said of the line; whatever is offered was tried before.

    A reason that would do; that the line is false, and the slip that makes it so; a
    hypothesis that is missing; what is left over.  ``pool`` supplies instances of the
    derivation, if there are some already.
    """
    pool = pool or Pool(question.context, "advice", COUNT)
    relation, bench = question.claim.relation, Bench(question)
    if isinstance(relation, Equal) and same(relation.lhs, relation.rhs):
        return Advice("idle", "both sides are the same formula: the line says nothing")
    status, detail = _examined(question, pool)
    # What is false where it has a value is not mended by having one elsewhere.
    if (status != "refutes" or detail.startswith("undefined")) and not bench.defined():
        lacking = offered(undefined(bench), bench, pool)
        if lacking is not None:
            return lacking
    if status == "refutes":
        return _false(question, pool, detail)
    found = find_reason(question, LONGER)
    if found is not None:
        text = f"it holds by {written_rule(found.rule, question.context)}"
        return Advice("reason", text, rule=found.rule)
    longer = Bench(question, LONGER)
    lacking, left = offered(missing(longer), longer, pool), left_over(Bench(question, LONGER))
    if lacking is not None and left is not None and left.kind != "root":
        return dataclasses.replace(lacking, text=f"{lacking.text}; {left.text}")
    true = " it holds at all instances that were tried," if status == "accepts" else ""
    nothing = Advice("nothing", f"no reason was found;{true} so a step between may help")
    return lacking or left or nothing


def _examined(question: Question, pool: Pool) -> tuple[str, str]:
    try:
        verdict = examine(question.claim, pool)
    except Exception:  # a fault of ours in a formula that no rule took: nothing is known
        return "undecided", ""
    return verdict.status, verdict.detail


def _sets_slope_to_zero(question: Question) -> bool:
    """Whether the line says that a slope is 0 everywhere, as one says on the way to its root."""
    relation = question.claim.relation
    if isinstance(relation, HasGradient):
        return bool(relation.gradient == 0)
    slopes = [c.relation for c in question.earlier.values() if isinstance(c.relation, HasGradient)]
    return (
        isinstance(relation, Equal)
        and relation.rhs == 0
        and any(same(slope.gradient, relation.lhs) for slope in slopes)
    )


def _false(question: Question, pool: Pool, detail: str) -> Advice:
    """The line is false: by what, what would make it true, or which slip made it false."""
    if is_proportion(question.claim.relation):
        return lacking_factor(question, pool, detail)
    if _sets_slope_to_zero(question):
        return Advice("false", CONDITION, detail=detail)
    bench = Bench(question, LONGER)
    lacking = offered(signs_missing(bench), bench, pool)
    if lacking is not None and lacking.kind == "hypothesis":
        return dataclasses.replace(lacking, detail=detail)
    mended = repair(question, pool)
    # What is false about an optimum is no bound that is still to be shown.
    optimum = isinstance(question.claim.relation, Optimum)
    left = None if optimum else left_over(Bench(question, LONGER))
    rest = left.text if left is not None else ""
    if mended is None:
        return Advice("false", rest, detail=detail)
    line = describe(mended.relation, question.context)
    found = mended.found
    by = " at all instances that were tried"
    if found is not None:
        by = f", by {written_rule(found.rule, question.context)}"
    slip = mended.slip
    if not in_latex():
        slip = re.sub(r"\\([A-Za-z]+)", lambda m: name_plain(m[1]), slip)
    that = "that " if slip == TURNED else ""
    then = "then both sides are the same" if mended.same else f"{line} holds{by}"
    text = f"the slip may be {that}{slip}: {then}" + (f"; {rest}" if rest else "")
    rule = found.rule if found is not None else None
    return Advice("slip", text, "", mended.relation, rule, mended.slip, detail)
