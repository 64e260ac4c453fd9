"""A false line that is one known slip away from a true one: the slip, and the true line."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..attack.lines import slips_of_relation
from ..attack.places import places, put
from ..instances.checks import check_at
from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import Relation, TendsTo
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.hygiene import check_expression
from ..language.substitution import free_indices, same
from ..language.vocabulary import Index, index_size
from ..rules import ByHypothesis, Gap
from ..rules.base import Rule
from .bench import smaller
from .portfolio import find_reason
from .question import Found, Question

#: Names of slips and what mends them, likely ones first.
MENDED = {
    "turned over": "the other way round",
    "sign": "with the other sign",
    "index": "with another index",
    "factor 1/2": "with a factor 1/2",
    "factor 2": "with a factor 2",
    "square": "with a square",
    "square lost": "without the square",
    "size": "with 1/{}",
    "weight": "with the weight",
    "inverse": "with the reciprocal",
    "exponent": "with another exponent",
    "number": "with another number",
    "transposed": "with the indices the other way round",
    "factor dropped": "without a factor",
    "term dropped": "without a term",
    "family": "with another name",
    "log lost": "without the logarithm",
    "exp lost": "without the exponential",
    "sum dropped": "without the sum",
    "index left free": "summed over another index",
    "min for max": "the other way round",
}
#: Candidates that are looked at, instances at which one is looked at first, seconds for all.
CANDIDATES, FIRST, SECONDS = 1500, 12, 3.0
#: Candidates that hold at all instances for which a reason is looked for.
ASKED = 10
#: Seconds of processor time for one of these.
BRIEF = 0.4
#: What a line says in the end; of a gradient or limit the function is what it is about.
_LAST = ("rhs", "gradient", "limit", "solution", "value")


@dataclasses.dataclass(frozen=True)
class Repair:
    """The slip in words, the line without it, and the reason for that."""

    slip: str
    relation: Relation
    found: Found


def repair(question: Question, pool: Pool) -> Repair | None:
    """The likeliest slip, if mending it gives a line for which a reason is found."""
    claim, asked = question.claim, 0
    instances = list(itertools.islice(pool.instances(claim.under), FIRST))
    deadline = time.process_time() + SECONDS
    for slip, relation in _candidates(claim.relation, question.context):
        if time.process_time() > deadline or asked >= ASKED:
            return None
        if not _holds(relation, instances) or not _well_formed(relation, question.context):
            continue
        changed = smaller(claim, relation)
        if examine(changed, pool).status != "accepts":
            continue
        asked += 1
        found = find_reason(dataclasses.replace(question, claim=changed), BRIEF)
        if found is not None and not _says_little(found.rule, slip):
            return Repair(slip, relation, found)
    return None


def _says_little(rule: Rule, slip: str) -> bool:
    """Whether signs alone show the line: -1 <= x^2 mends nothing that an author meant."""
    if slip == MENDED["turned over"]:
        return False
    bare = isinstance(rule, ByHypothesis) and rule.line is None
    return bare or (isinstance(rule, Gap) and slip == MENDED["sign"])


def _candidates(relation: Relation, context: Context) -> Iterator[tuple[str, Relation]]:
    """Lines one slip away, likely slips first."""
    found: dict[str, list[tuple[str, Relation]]] = {name: [] for name in MENDED}
    slips = itertools.chain(slips_of_relation(relation, context), _more(relation, context))
    for name, changed in itertools.islice(slips, 2 * CANDIDATES):
        kind, _, what = name.partition(":")
        if kind in found and not _trivial(changed):
            found[kind].append((MENDED[kind].format(what), changed))
    seen: set[Relation] = set()
    for kind in MENDED:
        for words, changed in sorted(found[kind], key=lambda c: _early(relation, c[1])):
            if changed not in seen:
                seen.add(changed)
                yield words, changed


def _early(relation: Relation, changed: Relation) -> bool:
    """Whether something else was changed than what the line says in the end."""
    items = [f.name for f in dataclasses.fields(relation) if f.name not in _LAST]
    return any(getattr(relation, name) != getattr(changed, name, None) for name in items)


def _trivial(relation: Relation) -> bool:
    """Whether the line says nothing: both sides are the same."""
    first, *_, last = relation.expressions()
    return index_size(first) is None and same(first, last)


def _more(relation: Relation, context: Context) -> Iterator[tuple[str, Relation]]:
    """A missing square, and a missing 1/D."""
    for item in dataclasses.fields(relation):
        value = getattr(relation, item.name)
        if item.name == "variable" or not isinstance(value, sp.Basic) or isinstance(value, Index):
            continue
        for path, part, _ in places(value):
            if isinstance(part, Index | sp.Number) or not isinstance(part, sp.Expr):
                continue
            for name, new in _slips(part, context):
                try:
                    changed = put(value, path, new)
                except (TypeError, ValueError, HardlimitError):
                    continue
                yield name, dataclasses.replace(relation, **{item.name: changed})


def _slips(part: Any, context: Context) -> Iterator[tuple[str, Any]]:
    if isinstance(part, sp.Add | sp.Indexed | sp.Symbol) and index_size(part) is None:
        yield "square", part**2
    for size in context.sizes.values():
        if part != size:
            yield f"size:{size}", part / size
    if isinstance(part, sp.Pow) and part.base in context.sizes.values():
        yield "factor dropped", sp.Integer(1)


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


def _well_formed(relation: Relation, context: Context) -> bool:
    free: frozenset[Index] = frozenset()
    for expr in relation.expressions():
        free |= free_indices(expr)
    try:
        for expr in relation.expressions():
            check_expression(expr, context, free)
    except HardlimitError:
        return False
    return not isinstance(relation, TendsTo) or isinstance(relation.variable, sp.Symbol)
