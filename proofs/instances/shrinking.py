"""Counterexamples for readers: the smallest sizes first, then small whole numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import flint

from ..language.claims import Relation
from ..language.errors import Undecided, Undefined
from . import numbers
from .checks import Refuted, check_at
from .draw import Drawer
from .evaluate import Instance
from .solving import fits

#: Values that are tried for a number, the simplest first.
SIMPLE = (numbers.ZERO, numbers.ONE, flint.fmpq(2), flint.fmpq(-1), flint.fmpq(3), flint.fmpq(1, 2))
#: How often the relation is evaluated (a count, so that every machine shows the same one), and
#: other instances that are looked at.
LOOKS, OTHERS = 400, 40


def shrunk(
    relation: Relation, found: Instance, kind: type[Exception], others: Iterable[Instance],
    drawer: Drawer,
) -> Instance:  # fmt: skip
    """The simplest instance that is found at which the relation fails in the same way.

    ``others`` are instances of the same hypotheses; ``kind`` is how it fails.
    """
    looks = itertools.count(1)

    def fails(at: Instance) -> bool:
        if next(looks) > LOOKS:
            return False
        try:
            check_at(relation, at)
        except (Refuted, Undefined) as error:
            return type(error) is kind
        except Undecided:
            return False
        return False

    smaller = [at for at in list(others)[:OTHERS] if _size(at) < _size(found)]
    small = next((at for at in sorted(smaller, key=_size) if fails(at)), found)
    while True:
        cut = next(
            (
                at
                for at in map(drawer.completed, _cut(small))
                if drawer.broken(at) is None and fails(at)
            ),
            None,
        )
        if cut is None:
            break
        small = cut
    return _with_simple_values(small, drawer, fails)


def _size(at: Instance) -> int:
    return sum(at.sizes.values())


def _cut(at: Instance) -> Iterator[Instance]:
    """The instance without the last of one range: its entries go, labels and indices fall."""
    families = at.context.families
    reach: dict[tuple[str, int], int] = {}
    for name in at.values:
        for place, i in enumerate(name[1:] if isinstance(name, tuple) else ()):
            reach[name[0], place] = max(i, reach.get((name[0], place), 1))
    for size, top in at.sizes.items():
        if top == 1:
            continue
        sizes, values = {**at.sizes, size: top - 1}, dict[Any, Any]()
        for name, value in at.values.items():
            family = families.get(name[0]) if isinstance(name, tuple) else None
            if family is None:
                values[name] = value
                continue
            # The last entry goes: it is that after the range where t + 1 is looked at.
            beyond = (
                of.name == size and i == reach[name[0], place]
                for place, (i, of) in enumerate(zip(name[1:], family.sizes, strict=False))
            )
            if not any(beyond):
                label = family.values is not None and family.values.name == size
                values[name] = min(value, top - 1) if label else value
        ranges = {n: i.size.name for n, i in at.context.indices.items()}
        indices = {n: min(v, sizes.get(ranges.get(n, ""), v)) for n, v in at.indices.items()}
        yield Instance(at.context, sizes, values, indices)


def _with_simple_values(at: Instance, drawer: Drawer, fails: Any) -> Instance:
    """Numbers replaced by simple ones as long as the claim still fails."""
    small = at
    for name, value in list(at.values.items()):
        if isinstance(value, int):
            continue
        sign = drawer.context.sign_of_name(name)
        for simple in SIMPLE:
            if value == simple:
                break
            if not fits(simple, sign):
                continue
            candidate = drawer.completed(small.with_value(name, simple), name)
            if drawer.broken(candidate) is None and fails(candidate):
                small = candidate
                break
    return small
