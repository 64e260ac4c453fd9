"""A false line that is one known slip away from a true one: the slip, and the true line."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import flint
import sympy as sp

from ..instances.checks import check_at
from ..instances.evaluate import Instance
from ..instances.numbers import is_exact
from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import Claim, Optimum, Relation, TendsTo
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.hygiene import check_expression
from ..language.substitution import free_indices, names_used, same
from ..language.vocabulary import Index, Indicator, index_size
from ..rules import ByHypothesis
from ..rules.base import Rule
from .bench import EFFORT, Effort, smaller
from .portfolio import find_reason
from .question import Found, Question
from .slips import FACTORS, SIGN, TRANSPOSE, TURNED, WEAKER, mended

#: Changes that are looked at, instances at which one is looked at first, and changes that hold
#: there of which more is asked.
CANDIDATES, FIRST, ASKED = 1500, 12, 40
#: What may be spent on the reasons of all mended lines, and on that of one.
WHOLE, BRIEF = 2 * EFFORT, 2 * EFFORT // 5
#: Mended lines without a reason behind which no other is looked for.
UNFOUND = 4


@dataclasses.dataclass(frozen=True)
class Repair:
    """The slip in words, the line without it, and the reason for that if one is found."""

    slip: str
    relation: Relation
    found: Found | None
    #: Both sides are the same formula then.
    same: bool = False


def repair(question: Question, pool: Pool) -> Repair | None:
    """The likeliest slip after whose mending the line has a reason.

    Where no such slip is found, one after which the line holds at all instances, finer ones
    too, and says as much as before.
    """
    claim = question.claim
    instances = list(itertools.islice(pool.instances(claim.under), FIRST))
    second: Repair | None = None
    equal: Repair | None = None
    tried, asked, left = 0, 0, WHOLE
    for slip, relation in itertools.islice(mended(claim.relation, question.context), CANDIDATES):
        if asked == ASKED or left <= 0:
            break
        if slip in (TRANSPOSE, FACTORS) and equal is None and _trivial(relation):
            # Of matrices (A B)^T and B^T A^T are one formula.
            equal = Repair(slip, relation, None, same=True)
        if _trivial(relation) or _emptied(claim.relation, relation, question.context):
            continue
        if not _well_formed(relation, claim, question.context):
            continue
        if not _holds(relation, instances):
            continue
        changed = smaller(claim, relation)
        asked += 1
        if examine(changed, pool).status != "accepts":
            continue
        effort = Effort(min(BRIEF, left))
        left -= effort.left
        found = find_reason(dataclasses.replace(question, claim=changed), effort)
        left += max(0, effort.left)
        tried += 1
        if found is not None:
            if not _says_little(found.rule, slip):
                return Repair(slip, relation, found)
        elif second is None and _says_as_much(claim.relation, relation, instances):
            second = Repair(slip, relation, None) if _holds_finer(changed, pool) else None
        if second is not None and tried > UNFOUND:
            break
    return equal or second


def _says_as_much(before: Relation, after: Relation, instances: list[Any]) -> bool:
    """Whether no side has become a constant, and what an indicator asks is as before.

    An optimum needs a reason: instances see a few points of its domain only.
    """
    if isinstance(after, Optimum):
        return False
    for old, new in zip(before.expressions(), after.expressions(), strict=False):
        if old == new or index_size(new) is not None:
            continue
        if _conditions(old) != _conditions(new):
            return False
        if _is_constant(new, instances) and not _is_constant(old, instances):
            return False
    return True


def _conditions(expr: Any) -> set[Any]:
    return {p.args for p in sp.preorder_traversal(expr) if isinstance(p, Indicator)}


def _is_constant(expr: Any, instances: list[Any]) -> bool:
    """Whether a side has one value at all instances, or none that can be told."""
    seen = set()
    for instance in instances:
        try:
            seen.add(str(instance.of(expr)))
        except Exception:  # undefined or undecided there: no value
            continue
    return len(seen) <= 1


#: By what the numbers that no hypothesis fixes are multiplied for a finer draw.
_STRETCHED = [flint.fmpq(p, q) for p, q in ((1, 10), (1000, 1), (1, 1000), (7, 3))]


def _holds_finer(claim: Claim, pool: Pool) -> bool:
    """Whether the line also holds at other points, at small values and at large ones."""
    other = Pool(pool.context, f"{pool.seed} again", pool.count)
    if examine(claim, other).status != "accepts":
        return False
    drawer, seen = pool.drawer(claim.under), []
    for start, places in pool.loose(claim.under):
        for position, factor in enumerate(_STRETCHED):
            some = [p for n, p in enumerate(places) if n % 2 == position % 2 or position > 1]
            values = dict(start.values)
            for place in some:
                if is_exact(values.get(place)):
                    values[place] = values[place] * factor
            at = Instance(start.context, start.sizes, values, start.indices)
            if drawer.broken(at) is None:
                seen.append(at)
    return not seen or _holds(claim.relation, seen)


def _says_little(rule: Rule, slip: str) -> bool:
    """Whether signs alone show the line: -1 <= x^2 mends nothing that an author meant."""
    if slip == TURNED:
        return False
    bare = isinstance(rule, ByHypothesis) and rule.line is None
    return bare or (rule.name == "Gap" and (slip == SIGN or slip in WEAKER))


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
