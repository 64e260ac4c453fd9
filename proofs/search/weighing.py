"""Means by weights that sum to 1: above the least value; of squares above the mean's square."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Equal, LessThan
from ..language.fresh import rename_bound
from ..language.substitution import substitute_index
from ..language.vocabulary import Index, MinOver, total
from ..rules import Combine
from ..rules.base import Ref, Rule
from .bench import Bench

#: Lines that say that weights sum to 1, and choices of definitions.
LINES, NAMES = 6, 4


def by_weights(bench: Bench) -> Iterator[Rule]:
    r"""\sum w (b - \min b) \ge 0 or \sum w (u - \sum w u)^2 \ge 0, and \sum w = 1."""
    relation = bench.relation
    if not isinstance(relation, AtMost | LessThan):
        return
    sides = [(line, *line.relation.expressions()) for line in bench.of_kind(Equal)]
    known = [
        (line.ref, left)
        for line, left, right in sides
        if line.guard is None and isinstance(left, sp.Sum) and right == 1
    ][:LINES]
    for names in ((), *bench.name_sets(*relation.expressions())[:NAMES]) if known else ():
        chosen = frozenset(names)
        lhs, rhs = (bench.context.unfold(e, chosen) for e in relation.expressions())
        for ref, weights in known:
            yield from _rules(rhs - lhs, ref, weights, names)


def _rules(difference: Any, ref: Ref, weights: Any, names: tuple[str, ...]) -> Iterator[Rule]:
    opened = rename_bound(weights)
    w, own = opened.args[0], tuple(m[0] for m in opened.args[1:])
    for part in sorted(sp.preorder_traversal(difference), key=str):
        if isinstance(part, MinOver):
            value = _at(part, own)
            if value is not None:
                yield from _times(difference, ref, w, value - part, part, -part, own, names)
        elif isinstance(part, sp.Pow) and part.exp == 2 and isinstance(part.base, sp.Sum):
            value = _at(part.base, own)
            factors = sp.Mul.make_args(w)
            if value is None or any(f in sp.preorder_traversal(value / w) for f in factors):
                continue
            term = (value / w - part.base) ** 2
            yield from _times(difference, ref, w, term, part, part, own, names)


def _at(binder: Any, letters: tuple[Index, ...]) -> Any:
    """What stands under a binder, by these letters; None if it is over other ranges."""
    body, limits = binder.args[0], binder.args[1:]
    if [m[2] for m in limits] != [i.size for i in letters]:
        return None
    for (index, *_), letter in zip(limits, letters, strict=True):
        body = substitute_index(body, index, letter)
    return body


def _times(
    difference: Any,
    ref: Ref,
    w: Any,
    term: Any,
    part: Any,
    factor: Any,
    letters: tuple[Index, ...],
    names: tuple[str, ...],
) -> Iterator[Rule]:
    """The rule, times what stands before ``part`` in the difference."""
    times = -sp.expand(difference).coeff(part)
    if times == 0 or times.has(sp.Sum):
        return
    body, own = with_plain_letters(w * term, letters)
    yield Combine(((ref, times * factor, ()),), total(times * body, *own), names)


def with_plain_letters(body: Any, letters: tuple[Index, ...]) -> tuple[Any, tuple[Index, ...]]:
    """``body`` with other names for ``letters``, which nothing else in it has, and these."""
    found = (p for p in sp.preorder_traversal(body) if isinstance(p, Index))
    taken = {p.name for p in found if p not in letters}
    own = list[Index]()
    for letter in letters:
        own.append(Index(_letter_of(letter, taken), letter.size))
        taken.add(own[-1].name)
        body = substitute_index(body, letter, own[-1])
    return body, tuple(own)


def _letter_of(letter: Index, taken: set[str]) -> str:
    """A name for the letter that stands nowhere inside."""
    stem = letter.name.partition("#")[0].rstrip("'") or "k"
    while stem in taken:
        stem += "'"
    return stem
