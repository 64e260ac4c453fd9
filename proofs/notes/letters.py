"""Letters for rows and columns: where a matrix has an inverse, equations are multiplied by it."""

from __future__ import annotations

from ..language.context import Context
from ..language.fixed import letters
from ..language.inverses import inverses
from ..language.vocabulary import Index

#: Those of the claim, and those of what is known between two matrices.
ENOUGH = 4


def with_letters(context: Context) -> None:
    """Declare letters of each range of a matrix, where one is known to have an inverse."""
    if not inverses(context.hypotheses.values()):
        return
    sizes = dict.fromkeys(s for f in context.families.values() for s in f.sizes[-2:])
    taken = set(context.declared())
    for size in sizes:
        have = letters(context, size)
        stem = have[0].name if have else size.name.lower()
        names = (f"{stem}{n}" for n in range(1, 99) if f"{stem}{n}" not in taken)
        for name, _ in zip(names, range(ENOUGH - len(have)), strict=False):
            context.indices[name] = Index(name, size)
            taken.add(name)
