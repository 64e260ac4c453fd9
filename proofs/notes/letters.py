"""Letters beside those that are declared, where a proof needs more than a line has.

Equations between matrices are multiplied by one that has an inverse; that an optimum is the only
one is shown at an entry, and summed over all.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from ..kernel.derivation import Step
from ..language.claims import Optimum
from ..language.context import Context
from ..language.fixed import letters
from ..language.inverses import inverses
from ..language.vocabulary import Index

#: Those of a claim about matrices, and those of what is known between two of them.
ENOUGH = 4


def with_letters(context: Context, steps: Iterable[Step]) -> None:
    """Declare the letters that the reasons of these steps may need."""
    if inverses(context.hypotheses.values()):
        for size in dict.fromkeys(s for f in context.families.values() for s in f.sizes[-2:]):
            _declare(context, size, ENOUGH)
    for step in steps:
        relation = step.claim.relation
        alone = isinstance(relation, Optimum) and relation.unique
        variable = relation.variable if isinstance(relation, Optimum) else None
        for index in variable.indices if alone and isinstance(variable, sp.Indexed) else ():
            _declare(context, index.size, 2)


def _declare(context: Context, size: sp.Symbol, enough: int) -> None:
    """Letters of the range of ``size``, up to so many."""
    have = letters(context, size)
    stem, taken = have[0].name if have else size.name.lower(), context.declared()
    names = (f"{stem}{n}" for n in range(1, 99) if f"{stem}{n}" not in taken)
    for name, _ in zip(names, range(enough - len(have)), strict=False):
        context.indices[name] = Index(name, size)
