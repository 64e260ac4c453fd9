"""Binds declared names to the numbers of a problem, and shares what is worked out of them.

Many theorems are held against functions at the same problems, and speak of the same squared
distances and shares.  A part of a formula is worth the same wherever the names that it rests on
have the same numbers, and the definitions among them the same bodies: it is worked out once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
import numpy as np

from ..instances.evaluate import Instance
from ..instances.recalling import Part, Tables
from ..language.context import Context
from ..language.errors import DerivationError

#: At most so many tables of values, and so many arrays, are kept.
_ROOM, _ARRAYS = 100_000, 20_000


class Bound(Instance):
    """An instance at the numbers of a problem; what it finds out serves others, too.

    Attributes:
        bound: the names that have numbers.
        numbers: for each name, definitions as well, something that is equal where it says the same.
    """

    binder: Binder
    bound: frozenset[str]
    numbers: dict[str, Any]

    def tables(self, bits: int) -> Tables:
        """What is known at equal numbers."""
        return _Shared(self, bits)

    def signature(self, names: Iterable[str]) -> tuple[Any, ...]:
        """Equal where what is said with these names, and nothing else, has the same values."""
        numbers = self.numbers
        return tuple([numbers.get(name) for name in names])


class _Shared(Tables):
    """Tables that are taken from those of all instances."""

    def __init__(self, at: Bound, bits: int) -> None:
        super().__init__()
        self._at, self._bits = at, bits

    def __missing__(self, of: str | Part) -> dict[Any, Any]:
        used = frozenset((of,)) if isinstance(of, str) else of.names
        key = of, self._bits, self._at.signature(self._at.binder.reached(used))
        table = _TABLES.get(key)
        if table is None:
            if len(_TABLES) >= _ROOM:
                _TABLES.clear()
            table = _TABLES[key] = {}
        self[of] = table
        return table


_TABLES: dict[Any, dict[Any, Any]] = {}


@lru_cache(maxsize=_ARRAYS)
def _one(definition: Any) -> object:
    """One object for equal definitions."""
    return object()


class Binder:
    """Binds the names that a context declares."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._definitions = {name: _one(d) for name, d in context.definitions.items()}
        self._reached: dict[frozenset[str], tuple[str, ...]] = {}

    def reached(self, names: frozenset[str]) -> tuple[str, ...]:
        """These names and all that definitions among them rest on, in order."""
        found = self._reached.get(names)
        if found is None:
            rests_on = self.context.rests_on()
            every = names.union(*(rests_on[n] for n in names if n in rests_on))
            found = self._reached[names] = tuple(sorted(every))
        return found

    def bind(self, values: dict[str, Any]) -> Bound:
        """The instance at which the declared names have the given numbers and arrays.

        Sizes are read off the shapes of the arrays (a size without an array is given by
        name).  An index-valued family takes NumPy's labels, which count from 0.

        Raises:
            DerivationError: if a name is not declared or the shapes contradict one another.
        """
        context, sizes = self.context, dict[str, int]()
        entries: dict[Any, Any] = {}
        numbers = dict(self._definitions)
        for name, value in values.items():
            if name in context.sizes:
                _agree(sizes, name, int(value), name)
            elif name in context.symbols:
                exact = entries[name] = rational(value)
                numbers[name] = exact.p, exact.q
            elif name in context.families:
                numbers[name], found = _family(context, name, np.asarray(value), sizes)
                entries.update(found)
            else:
                raise DerivationError(f"the cross-check binds {name!r}, which is not declared")
        at = Bound(context, sizes, entries, {})
        at.binder, at.bound, at.numbers = self, frozenset((*values, *sizes)), numbers | sizes
        return at


def _family(
    context: Context, name: str, array: Any, sizes: dict[str, int]
) -> tuple[Any, dict[Any, Any]]:
    family = context.families[name]
    if array.ndim != len(family.sizes):
        raise DerivationError(f"{name} has {len(family.sizes)} indices, its array {array.ndim}")
    for size, length in zip(family.sizes, array.shape, strict=True):
        _agree(sizes, size.name, length, name)
    labels = family.values is not None
    if array.dtype.hasobject:
        return object(), dict(_entries(name, array, labels))
    key = name, labels, array.shape, array.dtype.str, array.tobytes()
    found = _FAMILIES.get(key)
    if found is None:
        if len(_FAMILIES) >= _ARRAYS:
            _FAMILIES.clear()
        found = _FAMILIES[key] = object(), dict(_entries(name, array, labels))
    return found


#: For what an array holds: one object for it, and its entries.
_FAMILIES: dict[Any, tuple[object, dict[Any, Any]]] = {}


def _entries(name: str, array: Any, labels: bool) -> Iterator[tuple[Any, Any]]:
    # In the order in which NumPy flattens an array.
    places = itertools.product((name,), *(range(1, length + 1) for length in array.shape))
    for place, value in zip(places, array.ravel().tolist(), strict=True):
        yield place, int(value) + 1 if labels else rational(value)


def _agree(sizes: dict[str, int], size: str, length: int, name: str) -> None:
    if sizes.setdefault(size, length) != length:
        raise DerivationError(f"{name} says {size} = {length}, another array {sizes[size]}")


@lru_cache(maxsize=100_000)
def rational(value: Any) -> Any:
    """The number that an integer, a fraction or a double is, exactly."""
    exact = value if isinstance(value, int | Fraction) else float(value)
    return flint.fmpq(*exact.as_integer_ratio())
