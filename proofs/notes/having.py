r"""That what is written has a value: who divides by N_k means that it is not 0.

In notes without a block this is supposed of what is divided by, or taken the logarithm of, if
it is a number that is named, or a sum, and if it may be 0 otherwise; it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import sympy as sp

from ..drafts.drafting import Draft
from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import AtMost, Claim, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..language.context import Context, Symbol
from ..language.errors import HardlimitError
from ..language.fixed import places
from ..language.substitution import (
    Substitution,
    free_indices,
    indices_among,
    names_among,
    names_used,
    substitute,
)
from ..language.vocabulary import BINDERS, Index
from ..report.render.formula import Printer

#: Instances at which it is looked whether something may be 0.
COUNT = 12
ZERO = sp.Integer(0)


def suppose_values(exprs: Iterable[Any], draft: Draft) -> list[str]:
    """Suppose that ``exprs`` have values; what was supposed, as it is told."""
    told: list[str] = []
    for part, positive in dict.fromkeys(_parts(exprs, draft.context)):
        own = _by_letters(part, draft.context)
        relation = None if own is None else _relation(own, positive, draft.context)
        if relation is not None and suppose(relation, draft):
            told.append(Printer(draft.context).relation(relation) + " (so that it has a value)")
    return told


def _by_letters(part: Any, context: Context) -> Any:
    """A part by letters that are declared: a sum may be over others.  None if there are too few."""
    free, put = free_indices(part), dict[Index, Any]()
    declared = [*context.indices.values()]
    for other in sorted(free - {*declared}, key=str):
        fits = (i for i in declared if i.size == other.size and i not in {*free, *put.values()})
        if (letter := next(fits, None)) is None:
            return None
        put[other] = letter
    return substitute(part, Substitution(indices=put)) if put else part


def suppose(relation: Relation, draft: Draft) -> bool:
    """Suppose a relation for all its indices, unless it holds anyhow or never."""
    context = draft.context
    free = indices_among(relation.expressions())
    order = tuple(i for i in context.indices.values() if i in free)
    if len(order) < len(free) or free & {*places(context)}:
        return False
    if _status(relation, context) != "refutes":
        return False
    name = next(n for n in (f"h{c}" for c in range(1, 999)) if n not in context.declared())
    try:
        draft.suppose(Hypothesis(name, relation, order))
    except HardlimitError:
        return False
    if _status(Equal(ZERO, ZERO), context) == "accepts" and _status(relation, context) == "accepts":
        return True
    del context.hypotheses[name]
    return False


def domain_relations(name: str, value: Any, context: Context) -> list[Relation]:
    """What is declared and supposed of a variable alone, said of a value of it."""
    declared = context.symbols.get(name) or context.families[name]
    # A sum is positive where its mean is.
    sign = sp.Mul(*(f for f in sp.Mul.make_args(value) if not _is_count(f, context)))
    signs: dict[str, Relation] = {
        "positive": LessThan(ZERO, sign),
        "nonnegative": AtMost(ZERO, sign),
        "negative": LessThan(sign, ZERO),
        "nonpositive": AtMost(sign, ZERO),
    }
    found = [signs[declared.sign]] if declared.sign in signs else []
    for held in context.hypotheses.values():
        exprs = held.relation.expressions()
        entries = sorted({a for e in exprs for a in e.atoms(sp.Indexed)}, key=str)
        own = declared.symbol if isinstance(declared, Symbol) else next(iter(entries), None)
        alone = names_among(exprs) == {name} and len(entries) <= 1
        if alone and held.guard is None and {*held.forall} <= free_indices(value):
            found.append(held.relation.map(partial(_put, own, value)))
    return found


def _is_count(factor: Any, context: Context) -> bool:
    """Whether a factor is a size or a positive number, or one over it."""
    base = factor.as_base_exp()[0]
    return base in context.sizes.values() or bool(base.is_Rational and base > 0)


def _put(own: Any, value: Any, expr: Any) -> Any:
    return expr.subs(own, value)


def _status(relation: Relation, context: Context) -> str:
    try:
        return examine(Claim(relation), Pool(context.snapshot(), "values", COUNT)).status
    except (HardlimitError, RecursionError):
        return "undecided"


def _relation(part: Any, positive: bool, context: Context) -> Relation | None:
    """That a part is not 0, or positive; None if that is known."""
    if _status(NotEqual(part, ZERO), context) != "refutes" and not positive:
        return None
    if positive or _status(AtMost(ZERO, part), context) == "accepts":
        return LessThan(ZERO, part)
    return NotEqual(part, ZERO)


def _parts(exprs: Iterable[Any], context: Context) -> Iterator[tuple[Any, bool]]:
    """What is divided by, and what logarithms are of (True), in formulas and what they rest on."""
    waiting, seen = list(exprs), set[str]()
    while waiting:
        expr = waiting.pop()
        for name in sorted(names_used(expr) - seen):
            seen.add(name)
            item = context.definitions.get(name)
            waiting += [] if item is None else [item.body]
        for node in sp.preorder_traversal(expr):
            if isinstance(node, sp.log):
                yield from ((f, True) for f in _factors(node.args[0]))
            elif isinstance(node, sp.Pow) and node.exp.is_negative and node.exp.is_number:
                yield from ((f, False) for f in _factors(node.base))


def _factors(expr: Any) -> Iterator[Any]:
    """The factors that are names or sums, and are not seen to be positive."""
    for factor in sp.Mul.make_args(expr):
        base = factor.base if isinstance(factor, sp.Pow) else factor
        if isinstance(base, (sp.Symbol, sp.Indexed, *BINDERS)) and not base.is_positive:
            yield base
