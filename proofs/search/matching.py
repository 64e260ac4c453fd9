"""At which indices a line in hand speaks of what stands in the claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sympy as sp

from ..language.matching import match, match_part
from ..language.substitution import free_indices
from ..language.vocabulary import BINDERS, Index, MapSum
from ..rules.base import Ref
from .bench import Bench, Line

#: Choices of indices that are looked at for one line.
CHOICES = 12
Choice = Mapping[Index, Any]


def parts(expr: Any) -> Iterator[Any]:
    """All formulas inside ``expr``, indices and bound formulas among them."""
    yield expr
    if isinstance(expr, (*BINDERS, MapSum)):
        yield from parts(expr.args[0])
    elif isinstance(expr, sp.Indexed):
        for index in expr.indices:
            yield from parts(index)
    else:
        for arg in expr.args:
            yield from parts(arg)


def entries(expr: Any) -> Iterator[Any]:
    """All entries of families and definitions inside ``expr``."""
    return (part for part in parts(expr) if isinstance(part, sp.Indexed))


def at(line: Line, choice: Choice) -> Ref:
    """The line at the chosen indices; a condition needs all of them to be named."""
    change = {i: v for i, v in choice.items() if v != i or line.guard is not None}
    return Ref(line.name, tuple(sorted(change.items(), key=lambda item: item[0].name)))


def occurrences(line: Line, pattern: Any, exprs: Iterable[Any]) -> list[Choice]:
    """The indices at which ``pattern`` of a line stands somewhere in ``exprs``."""
    found: list[Choice] = []
    for expr in exprs:
        for part in parts(expr):
            here = match(pattern, part, line.wild, {})
            if here is None:
                some = match_part(pattern, part, line.wild)
                here = None if some is None else some[0]
            if here is not None and here not in found:
                found.append(here)
    return found[:CHOICES]


def instances(bench: Bench, line: Line, exprs: tuple[Any, ...]) -> list[Choice]:
    """Choices for the indices of ``line`` under which its entries are those of ``exprs``.

    Only indices that the whole claim has free may be chosen: bound ones mean nothing here.
    """
    wild = line.wild
    if not wild:
        return [{}]
    sides = line.relation.expressions()
    mine = list(dict.fromkeys(e for s in sides if not isinstance(s, Index) for e in entries(s)))
    targets = list(dict.fromkeys(e for s in exprs if not isinstance(s, Index) for e in entries(s)))
    choices: list[Choice] = [{}]
    for pattern in mine:
        if not free_indices(pattern) & wild:
            continue
        for target in targets:
            found = match(pattern, target, wild, {})
            if found is None or not _free(found, bench):
                continue
            for old in list(choices):
                new = {**old, **found}
                if all(old[i] == new[i] for i in old) and new not in choices:
                    choices.append(new)
            if len(choices) > 4 * CHOICES:
                break
    whole = sorted(choices, key=lambda c: -len(c))
    unique = [dict(c) for c in whole]
    plain: list[Choice] = []
    for choice in unique:
        changed = {i: v for i, v in choice.items() if i != v}
        if changed not in plain:
            plain.append(changed)
    return plain[:CHOICES]


def _free(choice: Choice, bench: Bench) -> bool:
    return all(free_indices(v) <= bench.free | bench.state.fixed for v in choice.values())
