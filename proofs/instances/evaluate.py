"""An instance: values for everything a derivation declares, and evaluation there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import flint

from ..language.context import Context, Definition, declared_name
from ..language.memory import remembered
from .numbers import Value
from .strict import Run, compiled, compiled_index, index_key


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
        #: Values of definitions, for each precision; and those for the one in force.
        self._known: dict[int, dict[tuple[Any, ...], Value]] = {}
        self._here: dict[tuple[Any, ...], Value] = {}
        #: Terms of sums added up in the evaluation under way (see strict.MAX_TERMS).
        self.terms = 0

    def with_value(self, name: Any, value: Any) -> Instance:
        """The same instance with one symbol or entry changed."""
        other = object.__new__(Instance)
        other.__dict__ = {**self.__dict__, "values": {**self.values, name: value}, "_here": {}}
        # What rests on other names only keeps its values.
        other._known = {}
        if self._known:
            same = _apart(self.context, declared_name(name))
            for bits, known in self._known.items():
                other._known[bits] = {at: v for at, v in known.items() if at[0] in same}
        return other

    def with_indices(self, indices: Mapping[str, int]) -> Instance:
        """The same instance at other values of free indices (it shares all else)."""
        # Evaluation spends its time here: copy.copy takes five times as long.
        other = object.__new__(type(self))
        other.__dict__ = {**self.__dict__, "indices": {**self.indices, **indices}}
        return other

    def forget(self) -> None:
        """Drop remembered values of definitions (after a change of ``values``)."""
        self._known.clear()
        self._here = {}

    def of(self, expr: Any) -> Value:
        """The value of ``expr``.

        Raises:
            Undefined: if a part of it has no value.
            Undecided: if the precision does not suffice.
        """
        self.begin()
        return compiled(expr)(self, {})

    def begin(self) -> None:
        """An evaluation begins: nothing is added up yet, and the precision stays as it is now."""
        self.terms = 0
        bits = flint.ctx.prec
        known = self._known.get(bits)
        if known is None:
            known = self._known[bits] = {}
        self._here = known

    def index(self, expr: Any) -> int:
        """The value of an index expression."""
        return compiled_index(expr)(self, {})

    def symbol(self, name: str) -> Value:
        """The value of a symbol, a size, or a definition without parameters."""
        found = self.values.get(name)
        if found is not None:
            return found
        if name in self.context.definitions:
            return self.defined((name,))
        return flint.fmpq(self.sizes[name]) if name in self.sizes else self.values[name]

    def defined(self, where: tuple[Any, ...]) -> Value:
        """The value of an entry ``(name, i, j, ...)`` of a definition."""
        found = self._here.get(where)
        if found is None:
            definition = self.context.definitions.get(where[0])
            if definition is None:
                raise KeyError(where)
            run, keys = _body(definition)
            # Counted by itself, so that it does not matter what is remembered.
            outside, self.terms = self.terms, 0
            found = self._here[where] = run(self, dict(zip(keys, where[1:], strict=True)))
            self.terms = outside
        return found


def _apart(context: Context, name: str) -> frozenset[str]:
    """The definitions that do not rest on ``name``."""
    rests_on = context.rests_on()
    key = (id(rests_on), name)
    if key not in _APART:
        if len(_APART) > 10_000:
            _APART.clear()
        # Kept beside it, so that no other table can have its identity meanwhile.
        _APART[key] = rests_on, frozenset(d for d, used in rests_on.items() if name not in used)
    return _APART[key][1]


_APART: dict[tuple[int, str], tuple[Any, frozenset[str]]] = {}


@remembered
def _body(definition: Definition) -> tuple[Run, tuple[str, ...]]:
    """The function that evaluates a definition, and how its parameters are called there."""
    return compiled(definition.body), tuple(map(index_key, definition.params))
