"""The strict evaluator: walks an expression as it is written, with an environment.

Nothing is substituted under a binder, sums are loops, and an undefined operation
raises :class:`~hardlimit.proofs.language.errors.Undefined` instead of returning nan or zoo.
Each node becomes one function of (instance, environment); the environment maps bound
indices to numbers and bound assignments (by name) to tuples.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from operator import add, mul
from typing import Any

import flint
import sympy as sp

from ..language.errors import Undecided, VocabularyError
from ..language.functions import BY_HEAD, Opaque, Shorthand
from ..language.memory import remembered
from ..language.substitution import family_name, free_indices
from ..language.vocabulary import Index, IndexNumber, Indicator, MapSum, MinOver, XLogY, index_size
from . import numbers
from .numbers import Value
from .recalling import Env, Instance, Run, count, index_key, recalled

#: What makes functions of the parts of a node.
Compile = Callable[[Any], Run]

#: The largest number of terms that one sum over assignments may have.
MAX_MAPS = 4096


def evaluated(expr: Any, at: Instance, env: Env) -> Value:
    """The value of ``expr``, with ``env`` for what is bound around it, assignments as well."""
    run, free = opened(expr)
    if any(isinstance(bound, tuple) for bound in env.values()):
        run = with_assignments(expr)
    return run(at, {key: at.indices[name] for key, name in free if key not in env} | env)


@remembered
def opened(expr: Any) -> tuple[Run, tuple[tuple[str, str], ...]]:
    """The function that evaluates ``expr``, and its free indices: their keys and names.

    Raises:
        VocabularyError: for a node that is not of the vocabulary.
    """
    run = compiled_index(expr) if index_size(expr) is not None else compiled(expr)
    return run, tuple((index_key(i), i.name) for i in free_indices(expr))


@remembered
def compiled(expr: Any) -> Run:
    """The function that evaluates ``expr`` where the environment holds all of its indices alone.

    The instance remembers what its costly parts are worth.
    """
    run = _built(expr, compiled)
    return recalled(expr, run) if isinstance(expr, _COSTLY) else run


@remembered
def with_assignments(expr: Any) -> Run:
    """The same where the environment may hold assignments, too: nothing is remembered."""
    if isinstance(expr, sp.Indexed):
        return _assigned(expr)
    return _built(expr, with_assignments)


def _built(expr: Any, inner: Compile) -> Run:
    for kind, build in _NODES:
        if isinstance(expr, kind):
            return build(expr, inner)
    if expr is sp.pi:
        return lambda at, env: numbers.pi()
    raise VocabularyError(f"{expr} cannot be evaluated")


@remembered
def compiled_index(expr: Any) -> Callable[[Instance, Env], int]:
    """The function that evaluates an index expression."""
    if isinstance(expr, Index):
        key = index_key(expr)
        return lambda at, env: env[key]
    if isinstance(expr, sp.Add):
        shift, inner = int(expr.args[0]), compiled_index(expr.args[1])
        return lambda at, env: shift + inner(at, env)
    if isinstance(expr, sp.Indexed):
        entry = _assigned(expr)
        return lambda at, env: int(entry(at, env))
    raise VocabularyError(f"{expr} is not an index")


def _number(expr: Any, _: Compile) -> Run:
    value = _fraction(expr)
    return lambda at, env: value


def _fraction(expr: Any) -> Value:
    return flint.fmpq(int(expr.p), int(expr.q))


def _entry(expr: Any, _: Compile) -> Run:
    name = family_name(expr)
    if all(isinstance(i, Index) for i in expr.indices) and len(expr.indices) <= 2:
        return _plain_entry(name, *map(index_key, expr.indices))
    indices = tuple(compiled_index(i) for i in expr.indices)

    def value(at: Instance, env: Env) -> Value:
        where = (name, *[i(at, env) for i in indices])
        found = at.values.get(where)
        return at.defined(where) if found is None else found

    return value


def _plain_entry(name: str, key: str, second: str = "") -> Run:
    """An entry at one or two indices as they are: most are, and they are asked for most often."""

    def at_one(at: Instance, env: Env) -> Value:
        where = (name, env[key])
        found = at.values.get(where)
        return at.defined(where) if found is None else found

    def at_two(at: Instance, env: Env) -> Value:
        where = (name, env[key], env[second])
        found = at.values.get(where)
        return at.defined(where) if found is None else found

    return at_two if second else at_one


def _assigned(expr: Any) -> Run:
    """An entry of an assignment that may be bound, or else of a family."""
    name, first = family_name(expr), compiled_index(expr.indices[0])
    entry = _entry(expr, compiled)
    return lambda at, env: env[name][first(at, env) - 1] if name in env else entry(at, env)


def _symbol(expr: Any, _: Compile) -> Run:
    name = expr.name

    def value(at: Instance, env: Env) -> Value:
        found = at.values.get(name)
        return at.symbol(name) if found is None else found

    return value


def _add(expr: Any, inner: Compile) -> Run:
    first, second, *rest = map(inner, expr.args)
    if not rest:
        return lambda at, env: first(at, env) + second(at, env)

    def value(at: Instance, env: Env) -> Value:
        total = first(at, env) + second(at, env)
        for part in rest:
            total = total + part(at, env)
        return total

    return value


def _mul(expr: Any, inner: Compile) -> Run:
    # 0 * u is 0 only where u is defined, so every factor is evaluated.
    if len(expr.args) == 2 and isinstance(expr.args[0], sp.Rational):
        number, other = _fraction(expr.args[0]), inner(expr.args[1])
        if number == -1:
            return lambda at, env: -other(at, env)
        return lambda at, env: number * other(at, env)
    first, second, *rest = map(inner, expr.args)
    if not rest:
        return lambda at, env: first(at, env) * second(at, env)

    def value(at: Instance, env: Env) -> Value:
        out = first(at, env) * second(at, env)
        for part in rest:
            out = out * part(at, env)
        return out

    return value


def _apply(function: Callable[[Value], Value]) -> Callable[[Any, Compile], Run]:
    def build(expr: Any, inner: Compile) -> Run:
        argument = inner(expr.args[0])
        return lambda at, env: function(argument(at, env))

    return build


def _power(expr: Any, inner: Compile) -> Run:
    base = inner(expr.base)
    if isinstance(expr.exp, sp.Integer):
        whole = int(expr.exp)
        return lambda at, env: numbers.whole_power(base(at, env), whole)
    exponent = inner(expr.exp)
    return lambda at, env: numbers.power(base(at, env), exponent(at, env))


def _folded(step: Callable[[Value, Value], Value], start: Value) -> Callable[[Any, Compile], Run]:
    """The values of the body at all values of the bound indices, put together one by one."""

    def build(expr: Any, inner: Compile) -> Run:
        if len(expr.args) > 2:
            terms = _terms(expr, inner)
            return lambda at, env: functools.reduce(step, terms(at, env), start)
        body, key, size = inner(expr.args[0]), index_key(expr.args[1][0]), expr.args[1][2].name

        def value(at: Instance, env: Env) -> Value:
            top, bound, out = at.sizes[size], dict(env), start
            count(at, top)
            for bound[key] in range(1, top + 1):
                out = step(out, body(at, bound))
            return out

        return value

    return build


def _terms(expr: Any, inner: Compile) -> Callable[[Instance, Env], Iterator[Value]]:
    """The values of the body of ``expr`` at all values of the indices that it binds."""
    body, limits = inner(expr.args[0]), expr.args[1:]
    keys = [index_key(limit[0]) for limit in limits]
    sizes = [limit[2].name for limit in limits]

    def values(at: Instance, env: Env) -> Iterator[Value]:
        bound = dict(env)
        for chosen in itertools.product(*(range(1, at.sizes[s] + 1) for s in sizes)):
            bound.update(zip(keys, chosen, strict=True))
            count(at, 1)
            yield body(at, bound)

    return values


def _minimum(expr: Any, inner: Compile) -> Run:
    terms = _terms(expr, inner)
    return lambda at, env: numbers.least(list(terms(at, env)))


def _delta(expr: Any, _: Compile) -> Run:
    i, j = (compiled_index(a) for a in expr.args)
    return lambda at, env: numbers.ONE if i(at, env) == j(at, env) else numbers.ZERO


def _index_number(expr: Any, _: Compile) -> Run:
    index = compiled_index(expr.args[0])
    return lambda at, env: flint.fmpq(index(at, env))


def _indicator(expr: Any, inner: Compile) -> Run:
    a, b = (inner(x) for x in expr.args)
    return lambda at, env: numbers.ONE if numbers.is_zero(a(at, env) - b(at, env)) else numbers.ZERO


def _xlogy(expr: Any, inner: Compile) -> Run:
    q, u = (inner(x) for x in expr.args)

    def value(at: Instance, env: Env) -> Value:
        weight = q(at, env)
        if numbers.is_zero(weight):
            return numbers.ZERO
        return weight * numbers.log(u(at, env))

    return value


def _maps(expr: Any, _: Compile) -> Run:
    body, name = with_assignments(expr.args[0]), expr.args[1].label.name
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


_NODES: tuple[tuple[Any, Callable[[Any, Compile], Run]], ...] = (
    (sp.Rational, _number),
    (sp.Indexed, _entry),
    (sp.Symbol, _symbol),
    (sp.Add, _add),
    (sp.Mul, _mul),
    (sp.exp, _apply(numbers.exp)),
    (sp.Pow, _power),
    (sp.log, _apply(numbers.log)),
    (sp.Sum, _folded(add, numbers.ZERO)),
    (sp.Product, _folded(mul, numbers.ONE)),
    (MinOver, _minimum),
    (sp.KroneckerDelta, _delta),
    (IndexNumber, _index_number),
    (Indicator, _indicator),
    (XLogY, _xlogy),
    (sp.Abs, _apply(numbers.absolute)),
    (Opaque, lambda expr, inner: _apply(numbers.OPAQUE[BY_HEAD[type(expr)].word])(expr, inner)),
    (Shorthand, lambda expr, inner: inner(expr.meaning)),
    (MapSum, _maps),
)
#: Parts that take longer to work out than to look up.
_COSTLY = (sp.Sum, sp.Product, MinOver, MapSum, sp.exp, sp.log, XLogY, Opaque)
