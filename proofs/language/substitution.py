"""Capture-avoiding substitution, equality up to bound names, digests.

SymPy's own ``subs``, ``xreplace`` and ``replace`` capture bound indices; nothing
in the checker uses them.  Everything here walks the tree and renames binders.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sympy as sp

from .errors import VocabularyError
from .memory import remembered
from .vocabulary import BINDERS, Expr, Index, MapSum


def family_name(entry: Any) -> str:
    """The name of the family of an entry such as ``mu[k, d]``."""
    return str(entry.base.label.name)


def name_of(expr: Any) -> str:
    """The name of a symbol, or of the family of an entry."""
    return family_name(expr) if isinstance(expr, sp.Indexed) else str(expr.name)


def rebuild(expr: Any, args: Iterable[Any]) -> Any:
    """``expr`` with new arguments; nothing else of it changes."""
    return _made(expr.func, tuple(args))


@lru_cache(maxsize=50_000)
def _made(head: Any, args: tuple[Any, ...]) -> Any:
    """What SymPy makes of ``args``: the same parts come again and again, and it is slow."""
    return head(*args)


@remembered
def free_indices(expr: Any) -> frozenset[Index]:
    """The indices that occur free in ``expr``."""
    if isinstance(expr, Index):
        return frozenset((expr,))
    if isinstance(expr, sp.Indexed):
        return frozenset().union(*(free_indices(i) for i in expr.indices))
    if isinstance(expr, BINDERS):
        bound = {limit[0] for limit in expr.args[1:]}
        return free_indices(expr.args[0]) - bound
    if isinstance(expr, MapSum):
        return free_indices(expr.args[0])
    return frozenset().union(*(free_indices(a) for a in expr.args)) if expr.args else frozenset()


def indices_among(exprs: Iterable[Any]) -> frozenset[Index]:
    """The indices that occur free in any of ``exprs``."""
    return frozenset[Index]().union(*map(free_indices, exprs))


@remembered
def names_used(expr: Any) -> frozenset[str]:
    """The names of all symbols, sizes and families that occur in ``expr``."""
    if isinstance(expr, sp.Indexed):
        inner = frozenset().union(*(names_used(i) for i in expr.indices))
        return inner | {family_name(expr)}
    if isinstance(expr, Index):
        return frozenset((expr.size.name,))
    if isinstance(expr, sp.Symbol):
        return frozenset((expr.name,))
    if isinstance(expr, MapSum):
        body, base, rows, values = expr.args
        return (names_used(body) - {base.label.name}) | names_used(rows) | names_used(values)
    return frozenset().union(*(names_used(a) for a in expr.args)) if expr.args else frozenset()


def names_among(exprs: Iterable[Any]) -> frozenset[str]:
    """The names that occur in any of ``exprs``; see :func:`names_used`."""
    return frozenset[str]().union(*map(names_used, exprs))


def written_out(expr: Any, bodies: Mapping[str, int]) -> int:
    """A bound on the parts of ``expr`` with definitions replaced; ``bodies`` has their parts."""
    known: dict[Any, int] = {}

    def count(part: Any) -> int:
        if part not in known:
            if isinstance(part, sp.Indexed):
                # Every part of the body may be a parameter, for which an index is put.
                indices = [count(i) for i in part.indices]
                body = bodies.get(family_name(part))
                found = 1 + sum(indices) if body is None else body * max(indices)
            elif isinstance(part, sp.Symbol):
                found = bodies.get(part.name, 1)
            else:
                found = 1 + sum(map(count, part.args))
            known[part] = found
        return known[part]

    return count(expr)


def bound_maps(expr: Any) -> frozenset[str]:
    """The names of the assignments that sums in ``expr`` bind."""
    inner: frozenset[str] = frozenset().union(*(bound_maps(a) for a in getattr(expr, "args", ())))
    return inner | {expr.args[1].label.name} if isinstance(expr, MapSum) else inner


def fresh(index: Index, avoid: Iterable[str]) -> Index:
    """An index of the same size whose name is not among ``avoid``: k, k', k'', ..."""
    taken = set(avoid)
    name = index.name
    while name in taken:
        name += "'"
    return Index(name, index.size)


@dataclass(frozen=True)
class Substitution:
    """What to put for free indices, symbols (and sizes), and families.

    ``families`` maps a name to (parameters, body): an entry ``f[i, j]`` becomes
    the body with its parameters replaced by i, j.
    """

    indices: Mapping[Index, Expr] = field(default_factory=dict)
    symbols: Mapping[str, Expr] = field(default_factory=dict)
    families: Mapping[str, tuple[tuple[Index, ...], Expr]] = field(default_factory=dict)
    #: What was put for parts that bind an index: the same parts come again and again.
    _done: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def defining(self, name: str, params: tuple[Index, ...], body: Any) -> Substitution:
        """The same, and ``body`` for ``name`` (a symbol if there are no parameters)."""
        if params:
            return Substitution(self.indices, self.symbols, {**self.families, name: (params, body)})
        return Substitution(self.indices, {**self.symbols, name: body}, self.families)

    def without(self, name: str) -> Substitution:
        """The same, under a binder of the assignment ``name``.

        Raises:
            VocabularyError: if what is put in mentions an assignment of that name.
        """
        values = [*self.indices.values(), *self.symbols.values()]
        values += [body for key, (_, body) in self.families.items() if key != name]
        if any(name in names_used(value) for value in values):
            raise VocabularyError(f"the assignment {name} would be captured: use another name")
        families = {key: item for key, item in self.families.items() if key != name}
        return Substitution(self.indices, self.symbols, families)

    def avoid(self) -> frozenset[str]:
        """Names of indices that a binder must not capture."""
        free: frozenset[Index] = frozenset()
        for value in (*self.indices.values(), *self.symbols.values()):
            free |= free_indices(value)
        for params, body in self.families.values():
            free |= free_indices(body) - frozenset(params)
        return frozenset(i.name for i in free)


def substitute(expr: Any, change: Substitution) -> Any:
    """``expr`` with ``change`` carried out, bound indices renamed where needed."""
    return _substitute(expr, dict(change.indices), change, change.avoid())


def shifted(indices: Mapping[Index, Any], *, beyond: bool) -> Iterator[Substitution]:
    """What to put for indices; ``beyond``: with t + 1 for t as well, for any of them."""
    for steps in itertools.product((0, 1) if beyond else (0,), repeat=len(indices)):
        moved = {i: v + s for (i, v), s in zip(indices.items(), steps, strict=True)}
        yield Substitution(indices=moved)


def substitute_index(expr: Any, index: Index, value: Any) -> Any:
    """``expr`` with the free ``index`` replaced by ``value``."""
    return substitute(expr, Substitution(indices={index: value}))


def _substitute(
    expr: Any, env: dict[Index, Any], change: Substitution, avoid: frozenset[str]
) -> Any:
    if isinstance(expr, Index):
        return env.get(expr, expr)
    if isinstance(expr, sp.Symbol):
        found = change.symbols.get(expr.name, expr)
        return found if found is expr else _substitute(found, {}, Substitution(), avoid)
    if isinstance(expr, sp.Indexed):
        indices = [_substitute(i, env, change, avoid) for i in expr.indices]
        replacement = change.families.get(family_name(expr))
        if replacement is None:
            return _unless_same(expr, [expr.base, *indices])
        params, body = replacement
        for index in indices:
            avoid |= {i.name for i in free_indices(index)}
        key: Any = (body, tuple(indices), avoid)
        if key not in change._done:
            at = dict(zip(params, indices, strict=True))
            change._done[key] = _substitute(body, at, Substitution(), avoid)
        return change._done[key]
    if isinstance(expr, BINDERS):
        key = (expr, tuple(env.items()), avoid)
        if key not in change._done:
            change._done[key] = _under_binder(expr, env, change, avoid)
        return change._done[key]
    if isinstance(expr, MapSum):
        body, base, rows, values = expr.args
        sizes = [change.symbols.get(s.name, s) for s in (rows, values)]
        under = change.without(base.label.name)
        return MapSum(_substitute(body, env, under, avoid), base, *sizes)
    if not expr.args:
        return expr
    return _unless_same(expr, [_substitute(a, env, change, avoid) for a in expr.args])


def _under_binder(
    expr: Any, env: dict[Index, Any], change: Substitution, avoid: frozenset[str]
) -> Any:
    inner, limits = dict(env), []
    taken = avoid | {i.name for i in free_indices(expr)}
    for index, low, size in expr.args[1:]:
        new_size = change.symbols.get(size.name, size)
        renamed = fresh(Index(index.name, new_size), taken)
        taken |= {renamed.name}
        inner[index] = renamed
        limits.append((renamed, low, new_size))
    inner_avoid = avoid | {limit[0].name for limit in limits}
    body = _substitute(expr.args[0], inner, change, inner_avoid)
    return _unless_same(expr, [body, *(sp.Tuple(*limit) for limit in limits)])


def _unless_same(expr: Any, args: list[Any]) -> Any:
    """``expr`` rebuilt, or ``expr`` itself where no argument changed (rebuilding is slow)."""
    return expr if args == list(expr.args) else rebuild(expr, args)


Key = tuple[Any, ...]


def alpha_key(expr: Any, env: Mapping[Any, Key] | None = None, depth: int = 0) -> Key:
    """A key that two expressions share exactly if they differ in bound names only.

    Free indices count by name and size; the order of the arguments of sums and
    products of numbers does not count, nor does the sign of what an absolute value is of.
    """
    env = env or {}
    if isinstance(expr, Index):
        return env.get(expr, ("index", expr.name, expr.size.name))
    if isinstance(expr, sp.Symbol):
        return ("symbol", expr.name)
    if isinstance(expr, sp.Number | sp.NumberSymbol):
        return ("number", str(expr))
    if isinstance(expr, sp.Indexed):
        name = family_name(expr)
        head = env.get(name, ("family", name))
        return ("entry", head, *(alpha_key(i, env, depth) for i in expr.indices))
    if isinstance(expr, BINDERS):
        inner = dict(env)
        sizes = []
        for offset, (index, _, size) in enumerate(expr.args[1:]):
            inner[index] = ("bound", str(depth + offset))
            sizes.append(size.name)
        below = depth + len(sizes)
        return (type(expr).__name__, tuple(sizes), alpha_key(expr.args[0], inner, below))
    if isinstance(expr, MapSum):
        body, base, rows, values = expr.args
        inner = {**env, base.label.name: ("boundmap", str(depth))}
        return ("MapSum", rows.name, values.name, alpha_key(body, inner, depth + 1))
    if isinstance(expr, sp.Abs):
        # Of |u| and |-u|, which are one, SymPy keeps one by the names in u.
        turned = (alpha_key(u, env, depth) for u in (expr.args[0], -expr.args[0]))
        return ("Abs", min(turned, key=repr))
    args = [alpha_key(a, env, depth) for a in expr.args]
    if isinstance(expr, sp.Add | sp.Mul | sp.KroneckerDelta):
        args.sort(key=repr)
    return (expr.func.__name__, *args)


def same(left: Any, right: Any) -> bool:
    """Equality up to the names of bound indices."""
    if left is right:
        return True
    # What is free in two formulas is compared first: it mostly differs, and is remembered.
    return names_used(left) == names_used(right) and _plain_key(left) == _plain_key(right)


@remembered
def _plain_key(expr: Any) -> Key:
    return alpha_key(expr)


def digest(*keys: Any) -> str:
    """A short stable digest of nested tuples of strings."""
    return hashlib.sha256(repr(keys).encode()).hexdigest()[:24]
