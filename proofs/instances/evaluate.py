"""An instance: values for everything a derivation declares, and evaluation there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import flint

from ..language.context import Context, Definition, declared_name
from ..language.memory import remembered
from .numbers import Value
from .recalling import Part, Run, Tables, index_key
from .strict import compiled, opened


class Instance:
    """Values for everything a derivation declares, and evaluation at them.

    Args:
        context: the declarations (definitions are evaluated by their bodies).
        sizes: a whole number >= 1 for each size.
        values: for each symbol ``name`` and each entry ``(name, i, j, ...)``.
        indices: values of the free indices, 1-based.
    """

    def __init__(
        self,
        context: Context,
        sizes: Mapping[str, int],
        values: Mapping[Any, Any],
        indices: Mapping[str, int],
    ) -> None:
        self.context = context
        self.sizes = dict(sizes)
        self.values = dict(values)
        self.indices = dict(indices)
        #: Values of definitions and of parts of formulas, for each precision; and those for the
        #: one in force.
        self._known: dict[int, Tables] = {}
        self.recalled = Tables()
        #: Terms of sums added up in the evaluation under way (see strict.MAX_TERMS).
        self.terms = 0

    def with_value(self, name: Any, value: Any) -> Instance:
        """The same instance with one symbol or entry changed."""
        known: dict[int, Tables] = {}
        if self._known:
            # What rests on other names only is the same there, now and later: it is shared.
            rests = _resting(self.context, declared_name(name))
            known = {bits: tables.without(rests) for bits, tables in self._known.items()}
        other = object.__new__(Instance)
        values = {**self.values, name: value}
        new = {"values": values, "recalled": Tables(), "_known": known}
        other.__dict__ = {**self.__dict__, **new}
        return other

    def with_indices(self, indices: Mapping[str, int]) -> Self:
        """The same instance at other values of free indices (it shares all else)."""
        # Evaluation spends its time here: copy.copy takes five times as long.
        other = object.__new__(type(self))
        other.__dict__ = {**self.__dict__, "indices": {**self.indices, **indices}}
        return other

    def forget(self) -> None:
        """Drop what is remembered (after a change of ``values``)."""
        self._known, self.recalled = {}, Tables()

    def of(self, expr: Any) -> Value:
        """The value of ``expr``.

        Raises:
            Undefined: if a part of it has no value.
            Undecided: if the precision does not suffice.
        """
        self.begin()
        run, free = opened(expr)
        indices = self.indices
        return run(self, {key: indices[name] for key, name in free} if free else {})

    def tables(self, bits: int) -> Tables:
        """Where values of that precision are kept."""
        return Tables()

    def begin(self) -> None:
        """An evaluation begins: nothing is added up yet, and the precision stays as it is now."""
        self.terms = 0
        bits = flint.ctx.prec
        known = self._known.get(bits)
        if known is None:
            known = self._known[bits] = self.tables(bits)
        self.recalled = known

    def index(self, expr: Any) -> int:
        """The value of an index expression."""
        run, free = opened(expr)
        return int(run(self, {key: self.indices[name] for key, name in free}))

    def symbol(self, name: str) -> Value:
        """The value of a definition without parameters, or of a size."""
        if name in self.context.definitions:
            return self.defined((name,))
        return flint.fmpq(self.sizes[name]) if name in self.sizes else self.values[name]

    def defined(self, where: tuple[Any, ...]) -> Value:
        """The value of an entry ``(name, i, j, ...)`` of a definition."""
        table = self.recalled[where[0]]
        found = table.get(where)
        if found is None:
            definition = self.context.definitions.get(where[0])
            if definition is None:
                raise KeyError(where)
            run, keys = _body(definition)
            # Counted by itself, so that it does not matter what is remembered.
            outside, self.terms = self.terms, 0
            found = table[where] = run(self, dict(zip(keys, where[1:], strict=True)))
            self.terms = outside
        return found


class _Resting(dict[str | Part, bool]):
    """Whether a definition, or a part of formulas, rests on a name: remembered when asked."""

    def __init__(self, rests_on: Mapping[str, frozenset[str]], name: str) -> None:
        self._names = {name, *(d for d, used in rests_on.items() if name in used)}

    def __missing__(self, of: str | Part) -> bool:
        names = self._names
        found = of in names if isinstance(of, str) else not names.isdisjoint(of.names)
        self[of] = found
        return found


def _resting(context: Context, name: str) -> _Resting:
    rests_on = context.rests_on()
    key = (id(rests_on), name)
    if key not in _RESTING:
        if len(_RESTING) > 10_000:
            _RESTING.clear()
        # Kept beside it, so that no other table can have its identity meanwhile.
        _RESTING[key] = rests_on, _Resting(rests_on, name)
    return _RESTING[key][1]


_RESTING: dict[tuple[int, str], tuple[Any, _Resting]] = {}


@remembered
def _body(definition: Definition) -> tuple[Run, tuple[str, ...]]:
    """The function that evaluates a definition, and how its parameters are called there."""
    return compiled(definition.body), tuple(map(index_key, definition.params))
