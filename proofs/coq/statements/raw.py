"""Substitution that evaluates nothing: the formula that Coq's own reduction leaves.

SymPy multiplies out, merges powers and sorts when an expression is rebuilt.  A theorem
applied in Coq to other names does none of that: its text is the old one with other
texts put in.  The expressions made here are written by the translator as exactly that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from ...language.context import Definition
from ...language.substitution import family_name, free_indices, fresh, rebuild
from ...language.vocabulary import BINDERS, Index, MapSum
from ..scripts.goal import Unscripted
from .shapes import is_below
from .written import alone


@dataclass(frozen=True)
class Scope:
    """What stands for the names of an expression.

    Attributes:
        base: index expressions for the free indices, also those of definitions.
        symbols: expressions for symbols and sizes.
        families: parameters, body and the scope of the body, by name.
        definitions: definitions to write out.
        avoid: names that a binder must not take.
        indices: index expressions for the parameters and bound indices around.
    """

    base: Mapping[Index, Any] = field(default_factory=dict)
    symbols: Mapping[str, Any] = field(default_factory=dict)
    families: Mapping[str, tuple[tuple[Index, ...], Any, Scope | None]] = field(
        default_factory=dict
    )
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    avoid: frozenset[str] = frozenset()
    indices: Mapping[Index, Any] = field(default_factory=dict)

    def at(self, indices: Mapping[Index, Any], *names: str) -> Scope:
        """The same with these indices as well, and ``names`` taken."""
        return replace(self, indices={**self.indices, **indices}, avoid=self.avoid | set(names))

    def within(self, params: tuple[Index, ...], at: list[Any], avoid: frozenset[str]) -> Scope:
        """The scope of a body: its parameters, and nothing of what is bound around it."""
        change = dict(zip(params, at, strict=True))
        return replace(self, indices=change, avoid=self.avoid | avoid)


def named(expr: Any) -> Any:
    """``expr`` with names for bound indices that Coq reads (the checker makes up others)."""
    return put(expr, Scope()) if "#" in str(expr) else expr


def put(expr: Any, scope: Scope) -> Any:
    """``expr`` with everything of ``scope`` put in, and nothing evaluated."""
    if isinstance(expr, Index):
        return scope.indices.get(expr, scope.base.get(expr, expr))
    if isinstance(expr, sp.Symbol):
        if expr.name in scope.definitions:
            return put(scope.definitions[expr.name].body, scope.within((), [], frozenset()))
        return scope.symbols.get(expr.name, expr)
    if isinstance(expr, sp.Indexed):
        return _entry(expr, scope)
    if isinstance(expr, BINDERS):
        return _binder(expr, scope)
    if isinstance(expr, MapSum):
        body, base, rows, values = expr.args
        if base.label.name in scope.avoid:
            raise Unscripted(f"the assignment {base.label.name} would be captured")
        sizes = (scope.symbols.get(s.name, s) for s in (rows, values))
        return MapSum(put(body, scope), base, *sizes)
    if not expr.args:
        return expr
    if isinstance(expr, sp.Mul):
        args = [_factor(a, put(a, scope)) for a in expr.args]
        return sp.Mul(*args, evaluate=False)
    args = [put(a, scope) for a in expr.args]
    if isinstance(expr, sp.Add) and len(args) == 1:
        return alone(args[0])
    if isinstance(expr, sp.Add | sp.Pow | sp.exp | sp.log | sp.Abs | sp.KroneckerDelta):
        return expr.func(*args, evaluate=False)
    return rebuild(expr, args)


def _entry(expr: Any, scope: Scope) -> Any:
    name, at = family_name(expr), [put(i, scope) for i in expr.indices]
    taken = frozenset(i.name for index in at for i in free_indices(index))
    if name in scope.definitions:
        definition = scope.definitions[name]
        return put(definition.body, scope.within(definition.params, at, taken))
    if name in scope.families:
        params, body, inner = scope.families[name]
        return put(body, (inner or Scope()).within(params, at, scope.avoid | taken))
    return expr.base[tuple(at)]


def _binder(expr: Any, scope: Scope) -> Any:
    inner, limits, taken = dict(scope.indices), [], set(scope.avoid)
    taken |= {i.name for i in free_indices(expr)}
    for index, low, size in expr.args[1:]:
        here = scope.symbols.get(size.name, size)
        # The checker marks its own indices with a number that Coq would not read.
        renamed = fresh(Index(index.name.split("#")[0], here), taken)
        taken.add(renamed.name)
        inner[index] = renamed
        limits.append((renamed, low, here))
    below = scope.at(inner, *(limit[0].name for limit in limits))
    return expr.func(put(expr.args[0], below), *limits)


def _factor(before: Any, after: Any) -> Any:
    """A factor that was no quotient and no number is kept apart from those beside it."""
    bare = after.is_Rational or is_below(after)
    return alone(after) if bare and not before.is_Rational and not is_below(before) else after


def written_alike(left: Any, right: Any, definitions: Mapping[str, Definition]) -> bool:
    """Whether the texts are the same but for bound names once definitions are written out."""
    scope = Scope(definitions=definitions)
    return _key(put(left, scope), {}) == _key(put(right, scope), {})


def _key(expr: Any, bound: Mapping[Any, int]) -> tuple[Any, ...]:
    """The tree of ``expr``, with bound indices numbered from outside."""
    if isinstance(expr, Index):
        return ("index", bound.get(expr, expr.name))
    if isinstance(expr, sp.Indexed):
        return (family_name(expr), *(_key(i, bound) for i in expr.indices))
    if isinstance(expr, BINDERS):
        inner = dict(bound)
        for index, _, _ in reversed(expr.args[1:]):
            inner[index] = 1 + max(inner.values(), default=-1)
        sizes = tuple(limit[2].name for limit in expr.args[1:])
        return (type(expr).__name__, sizes, _key(expr.args[0], inner))
    if not expr.args or isinstance(expr, MapSum):
        return (str(expr),)
    return (type(expr).__name__, *(_key(a, bound) for a in expr.args))
