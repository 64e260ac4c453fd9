"""The strict evaluator: walks an expression as it is written, with an environment.

Nothing is substituted under a binder, sums are loops, and an undefined operation
raises :class:`~hardlimit.proofs.errors.Undefined` instead of returning nan or zoo.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import flint
import sympy as sp

from ..context import Context
from ..errors import Undecided, VocabularyError
from ..substitution import family_name
from ..vocabulary import Index, Indicator, MapSum, MinOver, XLogY
from . import numbers
from .numbers import Value

#: The largest number of terms that one sum over assignments may have.
MAX_MAPS = 4096


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

    def with_value(self, name: Any, value: Any) -> Instance:
        """The same instance with one symbol or entry changed."""
        return Instance(self.context, self.sizes, {**self.values, name: value}, self.indices)

    def with_indices(self, indices: Mapping[str, int]) -> Instance:
        """The same instance at other values of free indices."""
        other = Instance(self.context, self.sizes, self.values, {**self.indices, **indices})
        other._cache = self._cache
        return other

    def forget(self) -> None:
        """Drop remembered values of definitions (after a change of precision)."""
        self._cache.clear()

    def of(self, expr: Any, env: Mapping[Any, Any] | None = None) -> Value:
        """The value of ``expr``; ``env`` maps bound indices and assignments to values.

        Raises:
            Undefined: if a part of it has no value.
            Undecided: if the precision does not suffice.
        """
        env = env or {}
        if isinstance(expr, sp.Rational):
            return flint.fmpq(int(expr.p), int(expr.q))
        if isinstance(expr, sp.Indexed):
            return self._entry(expr, env)
        if isinstance(expr, sp.Symbol):
            return self._symbol(expr)
        if isinstance(expr, sp.Add):
            total = numbers.ZERO
            for arg in expr.args:
                total = total + self.of(arg, env)
            return total
        if isinstance(expr, sp.Mul):
            return self._product(expr.args, env)
        if isinstance(expr, sp.exp):
            return numbers.exp(self.of(expr.args[0], env))
        if isinstance(expr, sp.Pow):
            return numbers.power(self.of(expr.base, env), self.of(expr.exp, env))
        if isinstance(expr, sp.log):
            return numbers.log(self.of(expr.args[0], env))
        if isinstance(expr, sp.Sum):
            total = numbers.ZERO
            for inner in self._ranges(expr.args[1:], env):
                total = total + self.of(expr.args[0], inner)
            return total
        return self._rare(expr, env)

    def _rare(self, expr: Any, env: Mapping[Any, Any]) -> Value:
        if isinstance(expr, sp.Product):
            out = numbers.ONE
            for inner in self._ranges(expr.args[1:], env):
                out = out * self.of(expr.args[0], inner)
            return out
        if isinstance(expr, MinOver):
            return numbers.least(
                [self.of(expr.args[0], i) for i in self._ranges(expr.args[1:], env)]
            )
        if isinstance(expr, sp.KroneckerDelta):
            i, j = (self.index(a, env) for a in expr.args)
            return numbers.ONE if i == j else numbers.ZERO
        if isinstance(expr, Indicator):
            a, b = (self.of(x, env) for x in expr.args)
            return numbers.ONE if numbers.is_zero(a - b) else numbers.ZERO
        if isinstance(expr, XLogY):
            q = self.of(expr.args[0], env)
            if numbers.is_zero(q):
                return numbers.ZERO
            return q * numbers.log(self.of(expr.args[1], env))
        if isinstance(expr, sp.Abs):
            return numbers.absolute(self.of(expr.args[0], env))
        if isinstance(expr, MapSum):
            return self._maps(expr, env)
        if expr is sp.pi:
            return numbers.pi()
        raise VocabularyError(f"{expr} cannot be evaluated")

    def _product(self, args: Iterable[Any], env: Mapping[Any, Any]) -> Value:
        # Indicators and deltas first: 0 * u is 0 only where u is defined, so all
        # factors are evaluated; the order changes nothing but the speed of failing.
        out = numbers.ONE
        for arg in args:
            out = out * self.of(arg, env)
        return out

    def _ranges(self, limits: Any, env: Mapping[Any, Any]) -> Iterable[dict[Any, Any]]:
        names = [limit[0] for limit in limits]
        spans = [range(1, self.sizes[limit[2].name] + 1) for limit in limits]
        for chosen in itertools.product(*spans):
            yield {**env, **dict(zip(names, chosen, strict=True))}

    def _maps(self, expr: Any, env: Mapping[Any, Any]) -> Value:
        body, base, rows, values = expr.args
        n, k = self.sizes[rows.name], self.sizes[values.name]
        if k**n > MAX_MAPS:
            raise Undecided("too many assignments to add up")
        total = numbers.ZERO
        for chosen in itertools.product(range(1, k + 1), repeat=n):
            total = total + self.of(body, {**env, base.label.name: chosen})
        return total

    def index(self, expr: Any, env: Mapping[Any, Any]) -> int:
        """The value of an index expression."""
        if isinstance(expr, Index):
            return int(env[expr]) if expr in env else self.indices[expr.name]
        if isinstance(expr, sp.Add):
            return int(expr.args[0]) + self.index(expr.args[1], env)
        if isinstance(expr, sp.Indexed):
            return int(self._entry(expr, env))
        raise VocabularyError(f"{expr} is not an index")

    def _symbol(self, symbol: Any) -> Value:
        name = symbol.name
        definition = self.context.definitions.get(name)
        if definition is not None:
            if (name,) not in self._cache:
                self._cache[(name,)] = self.of(definition.body)
            return self._cache[(name,)]
        if name in self.sizes:
            return flint.fmpq(self.sizes[name])
        return self.values[name]

    def _entry(self, expr: Any, env: Mapping[Any, Any]) -> Value:
        name = family_name(expr)
        at = tuple(self.index(i, env) for i in expr.indices)
        if name in env:
            return env[name][at[0] - 1]
        definition = self.context.definitions.get(name)
        if definition is None:
            return self.values[(name, *at)]
        where = (name, *at)
        if where not in self._cache:
            self._cache[where] = self.of(
                definition.body, dict(zip(definition.params, at, strict=True))
            )
        return self._cache[where]
