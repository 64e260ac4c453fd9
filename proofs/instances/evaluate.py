"""An instance: values for everything a derivation declares, and evaluation there."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import flint

from ..context import Context
from .numbers import Value
from .strict import compiled, compiled_index, index_key


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
        self._cache: dict[tuple[Any, ...], Value] = {}
        #: Terms of sums added up in the evaluation under way (see strict.MAX_TERMS).
        self.terms = 0

    def with_value(self, name: Any, value: Any) -> Instance:
        """The same instance with one symbol or entry changed."""
        return Instance(self.context, self.sizes, {**self.values, name: value}, self.indices)

    def with_indices(self, indices: Mapping[str, int]) -> Instance:
        """The same instance at other values of free indices (it shares all else)."""
        other = copy.copy(self)
        other.indices = {**self.indices, **indices}
        return other

    def forget(self) -> None:
        """Drop remembered values of definitions (after a change of precision)."""
        self._cache.clear()

    def of(self, expr: Any) -> Value:
        """The value of ``expr``.

        Raises:
            Undefined: if a part of it has no value.
            Undecided: if the precision does not suffice.
        """
        self.terms = 0
        return compiled(expr)(self, {})

    def index(self, expr: Any) -> int:
        """The value of an index expression."""
        return compiled_index(expr)(self, {})

    def symbol(self, name: str) -> Value:
        """The value of a symbol, a size, or a definition without parameters."""
        definition = self.context.definitions.get(name)
        if definition is not None:
            if (name,) not in self._cache:
                self._cache[(name,)] = compiled(definition.body)(self, {})
            return self._cache[(name,)]
        if name in self.sizes:
            return flint.fmpq(self.sizes[name])
        return self.values[name]

    def entry(self, where: tuple[Any, ...]) -> Value:
        """The value of an entry ``(name, i, j, ...)`` of a family or definition."""
        definition = self.context.definitions.get(where[0])
        if definition is None:
            return self.values[where]
        if where not in self._cache:
            keys = map(index_key, definition.params)
            env = dict(zip(keys, where[1:], strict=True))
            self._cache[where] = compiled(definition.body)(self, env)
        return self._cache[where]
