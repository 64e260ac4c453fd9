r"""|u| >= s u for s between -1 and 1, also termwise under a sum with weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost
from ..language.fresh import rename_bound
from ..language.vocabulary import total
from ..rules.base import Rule
from ..rules.combining import gap
from .bench import Bench
from .terms import gathered
from .weighing import with_plain_letters

#: Choices of definitions to write out.
NAMES = 3


def by_slope(bench: Bench) -> Iterator[Rule]:
    """The difference is c |u| - c s u: c (1 - s)(|u| + u)/2 + c (1 + s)(|u| - u)/2."""
    relation = bench.relation
    if not isinstance(relation, AtMost) or not relation.rhs.has(sp.Abs):
        return
    for names in ((), *bench.name_sets(*relation.expressions())[:NAMES]):
        lhs, rhs = (bench.context.unfold(e, frozenset(names)) for e in relation.expressions())
        if rhs.has(sp.Sum):
            whole = gathered(rhs - lhs, _named)
            if not isinstance(whole, sp.Sum):
                continue
            term = _split(sp.expand(whole.args[0]))
            found = None if term is None else sp.Sum(term, *whole.args[1:])
        else:
            found = _split(sp.expand(rhs - lhs))
        if found is not None:
            yield gap(found, names)


def _split(difference: Any) -> Any:
    """The difference as what is seen not to be negative, or None."""
    sizes = sorted(difference.atoms(sp.Abs), key=str)
    for size in sizes:
        factor = difference.coeff(size)
        rest = sp.expand(difference - factor * size)
        if factor == 0 or rest.has(size):
            continue
        (u,) = size.args
        slope = sp.cancel(-rest / (factor * u))
        if slope.has(sp.Abs) or not sp.fraction(slope)[1].is_number:
            continue
        half = factor / 2
        return half * (1 - slope) * (size + u) + half * (1 + slope) * (size - u)
    return None


def _named(summed: Any) -> Any:
    """A sum with its bound indices called as they were."""
    opened = rename_bound(summed)
    body, letters = with_plain_letters(opened.args[0], tuple(m[0] for m in opened.args[1:]))
    return total(body, *letters)
