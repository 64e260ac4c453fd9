r"""Lines about least and greatest values that rest on plainer ones, which are stated beside them.

A person who writes 0 \le \tau \log \sum_k e^{a_k/\tau} - \max_k a_k shows that the maximum is below
the soft one; f = \min_k g_k is two bounds; and sums of such are compared term by term.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from ..kernel.derivation import Step
from ..language.claims import AtMost, Claim, Equal, LessThan
from ..language.context import Context
from ..language.fixed import letters
from ..language.fresh import rename_bound
from ..language.settling import free_names, settled
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import Index, MinOver
from .cleared import has_label
from .parting import is_true, parted
from .stated import Stated

_WHY = "This bound is what the line is about, written by itself."


def bounds_beside(found: list[Stated], context: Context, steps: Sequence[Step]) -> list[Stated]:
    """The bounds on which statements about extremes rest, in the order in which they are shown."""
    out: list[Stated] = []
    said = [step.claim.relation for step in steps]
    for one in found:
        if one.conditional or not isinstance(one.relation, Equal | AtMost | LessThan):
            continue
        bounds = list(_bounds(one.relation, context))
        # Before a line that is false nothing is put.
        if not bounds or not is_true(Claim(one.relation), context.snapshot()):
            continue
        for relation in bounds:
            scope = free_names(*relation.expressions())
            plain = relation.map(lambda e, scope=scope: settled(e, context, scope))
            if plain == one.relation or not is_true(Claim(plain), context.snapshot()):
                continue
            for part in parted(Stated(plain), context):
                if part.relation not in (*said, one.relation):
                    said.append(part.relation)
                    out.append(replace(part, why=_WHY))
    return out


def _bounds(relation: Any, context: Context) -> Iterator[Any]:
    """Plainer statements, from which it follows by signs and adding up alone."""
    low, high = relation.expressions()
    sides = [context.unfold_all(e) for e in (low, high)]
    if not any(e.has(MinOver) for e in sides):
        if isinstance(relation, AtMost) and _least_known(context) and has_label(sides[1]):
            each = _termwise(sides[0], sides[1], context)
            yield from (AtMost(*each),) if each else ()
        return
    if isinstance(low, sp.Abs):
        for inside in (low.args[0], -low.args[0]):
            # One side may be below 0 already.
            below = is_true(Claim(AtMost(inside, sp.Integer(0))), context.snapshot())
            yield from _alone(inside, sp.Integer(0) if below else high, context)
            yield type(relation)(inside, high)
    elif isinstance(relation, Equal):
        each = _termwise(sides[0], sides[1], context)
        low, high = each or (low, high)
        least, other = (low, high) if isinstance(low, MinOver) else (high, low)
        if isinstance(least, MinOver) and not other.has(MinOver):
            yield AtMost(low, high)
            yield AtMost(high, low)
            if each:
                yield Equal(low, high)
    else:
        yield from _alone(low, high, context)


def _least_known(context: Context) -> bool:
    """Whether a least value is supposed to be somewhere: at a label, say."""
    said = (e for h in context.hypotheses.values() for e in h.relation.expressions())
    return any(e.has(MinOver) for e in said)


def _alone(low: Any, high: Any, context: Context) -> Iterator[AtMost]:
    """The bound of one logarithm of a sum, that stands by itself on a side."""
    low, high = context.unfold_all(low), context.unfold_all(high)
    # What stands on two sides already is left as it is.
    if not any(e.has(MinOver) and any(map(_is_soft, e.atoms(sp.log))) for e in (low, high)):
        return
    low, high = _termwise(low, high, context) or (low, high)
    terms = sp.Add.make_args(sp.expand_mul(high - low))
    soft = [t for t in terms if any(map(_is_soft, t.atoms(sp.log)))]
    if len(soft) == 1 and any(t.has(MinOver) for t in terms if t is not soft[0]):
        yield AtMost(sp.Add(*(-t for t in terms if t is not soft[0])), soft[0])


def _is_soft(log: Any) -> bool:
    return bool(log.args[0].has(sp.Sum))


def _termwise(low: Any, high: Any, context: Context) -> tuple[Any, Any] | None:
    """Two sums over one index, and what stands N times, by their terms at a letter."""
    sums = [p for e in (low, high) for t in sp.Add.make_args(e) for p in sp.Mul.make_args(t)]
    ranges = [[m[2] for m in p.args[1:]] for p in sums if isinstance(p, sp.Sum)]
    sizes = [s for s in ranges[0] if all(r.count(s) == 1 for r in ranges)] if ranges else []
    if not sizes:
        return None
    size = sizes[-1]
    used = free_indices(low) | free_indices(high)
    free = [i for i in letters(context, size) if i not in used]
    if not free:
        return None
    opened: list[Any] = []
    for side in (low, high):
        terms = [_opened(t, free[0], size) for t in sp.Add.make_args(side) if t != 0]
        if None in terms:
            return None
        opened.append(sp.Add(*terms))
    return opened[0], opened[1]


def _opened(term: Any, letter: Index, size: Any) -> Any:
    """The term at the letter of c \\sum_n f_n, or of N c; None if it is neither."""
    factors = sp.Mul.make_args(term)
    sums = [f for f in factors if isinstance(f, sp.Sum)]
    if len(sums) == 1:
        opened = rename_bound(sums[0])
        body, (mine, *_), rest = opened.args[0], *_split(opened.args[1:], size)
        body = substitute_index(body, mine, letter)
        return term / sums[0] * (sp.Sum(body, *rest) if rest else body)
    return term / size if not sums and size in factors else None


def _split(limits: Any, size: Any) -> tuple[Any, list[Any]]:
    """The limit of this size, and the others."""
    return next(m for m in limits if m[2] == size), [m for m in limits if m[2] != size]
