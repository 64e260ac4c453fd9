"""A false line that is one known slip away from a true one: the slip, and the true line."""

from __future__ import annotations

import dataclasses
import itertools
import time
from typing import Any

import sympy as sp

from ..instances.checks import check_at
from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import Claim, Relation, TendsTo
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.hygiene import check_expression
from ..language.substitution import free_indices, names_used, same
from ..language.vocabulary import Index, index_size
from ..rules import ByHypothesis, Gap
from ..rules.base import Rule
from .bench import smaller
from .portfolio import find_reason
from .question import Found, Question
from .slips import SIGN, TURNED, WEAKER, mended

#: Changes that are looked at, instances at which one is looked at first, seconds for all.
CANDIDATES, FIRST, SECONDS = 1500, 12, 3.0
#: Seconds of processor time for the reason of the mended line.
BRIEF = 0.4


@dataclasses.dataclass(frozen=True)
class Repair:
    """The slip in words, the line without it, and the reason for that if one is found."""

    slip: str
    relation: Relation
    found: Found | None


def repair(question: Question, pool: Pool) -> Repair | None:
    """The likeliest slip after whose mending the line holds at all instances."""
    claim = question.claim
    instances = list(itertools.islice(pool.instances(claim.under), FIRST))
    deadline = time.process_time() + SECONDS
    for slip, relation in itertools.islice(mended(claim.relation, question.context), CANDIDATES):
        if time.process_time() > deadline:
            break
        if _trivial(relation) or _emptied(claim.relation, relation, question.context):
            continue
        if not _well_formed(relation, claim, question.context):
            continue
        if not _holds(relation, instances):
            continue
        changed = smaller(claim, relation)
        if examine(changed, pool).status != "accepts":
            continue
        found = find_reason(dataclasses.replace(question, claim=changed), BRIEF)
        if found is None or not _says_little(found.rule, slip):
            return Repair(slip, relation, found)
    return None


def _says_little(rule: Rule, slip: str) -> bool:
    """Whether signs alone show the line: -1 <= x^2 mends nothing that an author meant."""
    if slip == TURNED:
        return False
    bare = isinstance(rule, ByHypothesis) and rule.line is None
    return bare or (isinstance(rule, Gap) and (slip == SIGN or slip in WEAKER))


def _trivial(relation: Relation) -> bool:
    """Whether the line says nothing: both sides are the same."""
    first, *_, last = relation.expressions()
    return index_size(first) is None and same(first, last)


def _emptied(before: Relation, after: Relation, context: Context) -> bool:
    """Whether a side that spoke of something speaks of nothing any more: 0 = 0 is no line."""
    sizes = frozenset(context.sizes)
    sides = zip(before.expressions(), after.expressions(), strict=False)
    return any(names_used(a) - sizes and not names_used(b) - sizes for a, b in sides)


def _holds(relation: Relation, instances: list[Any]) -> bool:
    """Whether the line holds at all instances at which it can be decided, and at one at least."""
    decided = 0
    for instance in instances:
        try:
            check_at(relation, instance)
        except HardlimitError:
            continue
        except Exception:
            return False
        decided += 1
    return decided > 0


def _well_formed(relation: Relation, claim: Claim, context: Context) -> bool:
    """Whether it is a line of the language that speaks of no further index."""
    free: frozenset[Index] = frozenset()
    for expr in relation.expressions():
        free |= free_indices(expr)
    before: frozenset[Index] = frozenset()
    for expr in claim.relation.expressions():
        before |= free_indices(expr)
    try:
        for expr in relation.expressions():
            check_expression(expr, context, free)
    except HardlimitError:
        return False
    known = {i for i in context.indices.values() if i in free}
    if free - before - known:
        return False
    return not isinstance(relation, TendsTo) or isinstance(relation.variable, sp.Symbol)
