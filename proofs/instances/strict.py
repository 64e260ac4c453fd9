"""The strict evaluator: walks an expression as it is written, with an environment.

Nothing is substituted under a binder, sums are loops, and an undefined operation
raises :class:`~hardlimit.proofs.language.errors.Undefined` instead of returning nan or zoo.
Each node becomes one function of (instance, environment); the environment maps bound
indices to numbers and bound assignments (by name) to tuples.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import flint
import sympy as sp

from ..language.errors import Undecided, VocabularyError
from ..language.functions import BY_HEAD, Opaque, Shorthand
from ..language.memory import remembered
from ..language.substitution import family_name
from ..language.vocabulary import Index, IndexNumber, Indicator, MapSum, MinOver, XLogY
from . import numbers
from .numbers import Value

Env = dict[Any, Any]


class Instance(Protocol):
    """What an expression is evaluated at; see :class:`.evaluate.Instance`."""

    sizes: dict[str, int]
    indices: dict[str, int]
    values: dict[Any, Any]
    terms: int

    def symbol(self, name: str) -> Value: ...

    def defined(self, where: tuple[Any, ...]) -> Value: ...


Run = Callable[[Instance, Env], Value]

#: The largest number of terms that one sum over assignments may have.
MAX_MAPS = 4096
#: The largest number of terms that one evaluation may add up, over all its sums.
MAX_TERMS = 1_000_000


def index_key(index: Index) -> str:
    """The key of a bound index in an environment (text is faster than symbols)."""
    return f"{index.name} {index.size.name}"


@remembered
def compiled(expr: Any) -> Run:
    """The function that evaluates ``expr``.

    Raises:
        VocabularyError: for a node that is not of the vocabulary.
    """
    for kind, build in _NODES:
        if isinstance(expr, kind):
            return build(expr)
    if expr is sp.pi:
        return lambda at, env: numbers.pi()
    raise VocabularyError(f"{expr} cannot be evaluated")


@remembered
def compiled_index(expr: Any) -> Callable[[Instance, Env], int]:
    """The function that evaluates an index expression."""
    if isinstance(expr, Index):
        name, key = expr.name, index_key(expr)

        def value(at: Instance, env: Env) -> int:
            return int(env[key]) if key in env else at.indices[name]

        return value
    if isinstance(expr, sp.Add):
        shift, inner = int(expr.args[0]), compiled_index(expr.args[1])
        return lambda at, env: shift + inner(at, env)
    if isinstance(expr, sp.Indexed):
        entry = _entry(expr)
        return lambda at, env: int(entry(at, env))
    raise VocabularyError(f"{expr} is not an index")


def _number(expr: Any) -> Run:
    value = _fraction(expr)
    return lambda at, env: value


def _fraction(expr: Any) -> Value:
    return flint.fmpq(int(expr.p), int(expr.q))


def _entry(expr: Any) -> Run:
    name = family_name(expr)
    indices = tuple(compiled_index(i) for i in expr.indices)
    first = indices[0]
    if all(isinstance(i, Index) for i in expr.indices) and len(indices) <= 2:
        return _plain_entry(name, [(index_key(i), i.name) for i in expr.indices])

    def value(at: Instance, env: Env) -> Value:
        if name in env:
            return env[name][first(at, env) - 1]
        where = (name, *[i(at, env) for i in indices])
        found = at.values.get(where)
        return at.defined(where) if found is None else found

    return value


def _plain_entry(name: str, indices: list[tuple[str, str]]) -> Run:
    """An entry at one or two indices as they are: most are, and they are asked for most often."""
    key, index = indices[0]

    def at_one(at: Instance, env: Env) -> Value:
        i = env[key] if key in env else at.indices[index]
        if name in env:
            return env[name][i - 1]
        where = (name, i)
        found = at.values.get(where)
        return at.defined(where) if found is None else found

    if len(indices) == 1:
        return at_one
    second, other = indices[1]

    def at_two(at: Instance, env: Env) -> Value:
        i = env[key] if key in env else at.indices[index]
        if name in env:
            return env[name][i - 1]
        where = (name, i, env[second] if second in env else at.indices[other])
        found = at.values.get(where)
        return at.defined(where) if found is None else found

    return at_two


def _symbol(expr: Any) -> Run:
    name = expr.name

    def value(at: Instance, env: Env) -> Value:
        found = at.values.get(name)
        return at.symbol(name) if found is None else found

    return value


def _add(expr: Any) -> Run:
    first, second, *rest = map(compiled, expr.args)
    if not rest:
        return lambda at, env: first(at, env) + second(at, env)

    def value(at: Instance, env: Env) -> Value:
        total = first(at, env) + second(at, env)
        for part in rest:
            total = total + part(at, env)
        return total

    return value


def _mul(expr: Any) -> Run:
    # 0 * u is 0 only where u is defined, so every factor is evaluated.
    if len(expr.args) == 2 and isinstance(expr.args[0], sp.Rational):
        number, inner = _fraction(expr.args[0]), compiled(expr.args[1])
        if number == -1:
            return lambda at, env: -inner(at, env)
        return lambda at, env: number * inner(at, env)
    first, second, *rest = map(compiled, expr.args)
    if not rest:
        return lambda at, env: first(at, env) * second(at, env)

    def value(at: Instance, env: Env) -> Value:
        out = first(at, env) * second(at, env)
        for part in rest:
            out = out * part(at, env)
        return out

    return value


def _apply(function: Callable[[Value], Value]) -> Callable[[Any], Run]:
    def build(expr: Any) -> Run:
        inner = compiled(expr.args[0])
        return lambda at, env: function(inner(at, env))

    return build


def _power(expr: Any) -> Run:
    base = compiled(expr.base)
    if isinstance(expr.exp, sp.Integer):
        whole = int(expr.exp)
        return lambda at, env: numbers.whole_power(base(at, env), whole)
    exponent = compiled(expr.exp)
    return lambda at, env: numbers.power(base(at, env), exponent(at, env))


def _terms(expr: Any) -> Callable[[Instance, Env], Iterator[Value]]:
    """The values of the body of ``expr`` at all values of the indices that it binds."""
    body, limits = compiled(expr.args[0]), expr.args[1:]
    keys = [index_key(limit[0]) for limit in limits]
    sizes = [limit[2].name for limit in limits]
    key, size = keys[0], sizes[0]

    def over_one(at: Instance, env: Env) -> Iterator[Value]:
        top, inner = at.sizes[size], dict(env)
        _count(at, top)
        for inner[key] in range(1, top + 1):
            yield body(at, inner)

    def over_all(at: Instance, env: Env) -> Iterator[Value]:
        inner = dict(env)
        for chosen in itertools.product(*(range(1, at.sizes[s] + 1) for s in sizes)):
            inner.update(zip(keys, chosen, strict=True))
            _count(at, 1)
            yield body(at, inner)

    return over_one if len(keys) == 1 else over_all


def _count(at: Instance, terms: int) -> None:
    at.terms += terms
    if at.terms > MAX_TERMS:
        raise Undecided("too many terms to add up at one instance")


def _sum(expr: Any) -> Run:
    terms = _terms(expr)

    def value(at: Instance, env: Env) -> Value:
        total = numbers.ZERO
        for term in terms(at, env):
            total = total + term
        return total

    return value


def _product(expr: Any) -> Run:
    terms = _terms(expr)

    def value(at: Instance, env: Env) -> Value:
        out = numbers.ONE
        for term in terms(at, env):
            out = out * term
        return out

    return value


def _minimum(expr: Any) -> Run:
    terms = _terms(expr)
    return lambda at, env: numbers.least(list(terms(at, env)))


def _delta(expr: Any) -> Run:
    i, j = (compiled_index(a) for a in expr.args)
    return lambda at, env: numbers.ONE if i(at, env) == j(at, env) else numbers.ZERO


def _index_number(expr: Any) -> Run:
    index = compiled_index(expr.args[0])
    return lambda at, env: flint.fmpq(index(at, env))


def _indicator(expr: Any) -> Run:
    a, b = (compiled(x) for x in expr.args)
    return lambda at, env: numbers.ONE if numbers.is_zero(a(at, env) - b(at, env)) else numbers.ZERO


def _xlogy(expr: Any) -> Run:
    q, u = (compiled(x) for x in expr.args)

    def value(at: Instance, env: Env) -> Value:
        weight = q(at, env)
        if numbers.is_zero(weight):
            return numbers.ZERO
        return weight * numbers.log(u(at, env))

    return value


def _maps(expr: Any) -> Run:
    body, name = compiled(expr.args[0]), expr.args[1].label.name
    rows, values = (s.name for s in expr.args[2:])

    def value(at: Instance, env: Env) -> Value:
        n, k = at.sizes[rows], at.sizes[values]
        if k**n > MAX_MAPS:
            raise Undecided("too many assignments to add up")
        total = numbers.ZERO
        for chosen in itertools.product(range(1, k + 1), repeat=n):
            total = total + body(at, {**env, name: chosen})
        return total

    return value


_NODES: tuple[tuple[Any, Callable[[Any], Run]], ...] = (
    (sp.Rational, _number),
    (sp.Indexed, _entry),
    (sp.Symbol, _symbol),
    (sp.Add, _add),
    (sp.Mul, _mul),
    (sp.exp, _apply(numbers.exp)),
    (sp.Pow, _power),
    (sp.log, _apply(numbers.log)),
    (sp.Sum, _sum),
    (sp.Product, _product),
    (MinOver, _minimum),
    (sp.KroneckerDelta, _delta),
    (IndexNumber, _index_number),
    (Indicator, _indicator),
    (XLogY, _xlogy),
    (sp.Abs, _apply(numbers.absolute)),
    (Opaque, lambda expr: _apply(numbers.OPAQUE[BY_HEAD[type(expr)].word])(expr)),
    (Shorthand, lambda expr: compiled(expr.meaning)),
    (MapSum, _maps),
)
