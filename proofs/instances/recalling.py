"""What an instance remembers of the parts of formulas, and what they rest on.

The value of a part is fixed by the instance and the values of the indices that are free in it:
so it is worked out once, for all places at which the part stands, in all lines of a derivation.
What changes when the instance does is told by the names that the part rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, Protocol

import sympy as sp

from ..language.errors import Undecided
from ..language.substitution import family_name, names_used
from ..language.vocabulary import BINDERS, Index, MapSum
from .numbers import Value

Env = dict[Any, Any]


class Instance(Protocol):
    """What an expression is evaluated at; see :class:`.evaluate.Instance`."""

    sizes: dict[str, int]
    indices: dict[str, int]
    values: dict[Any, Any]
    terms: int
    recalled: Tables

    def symbol(self, name: str) -> Value: ...

    def defined(self, where: tuple[Any, ...]) -> Value: ...


Run = Callable[[Instance, Env], Value]

#: The largest number of terms that one evaluation may add up, over all its sums.
MAX_TERMS = 1_000_000


class Part:
    """What parts of formulas that differ in the names of their indices have in common.

    Attributes:
        names: all symbols, sizes, families and definitions in it.
    """

    __slots__ = ("names",)

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names


class Tables(dict[Any, dict[Any, Any]]):
    """The values of definitions (by name) and of parts, by the values of the indices in them."""

    def __missing__(self, of: str | Part) -> dict[Any, Any]:
        table = self[of] = {}
        return table

    def without(self, left_out: Mapping[str | Part, bool]) -> Tables:
        """Other tables that share all but some with these, now and later."""
        return Tables({of: table for of, table in self.items() if not left_out[of]})


def index_key(index: Index) -> str:
    """The key of a bound index in an environment (text is faster than symbols)."""
    return f"{index.name} {index.size.name}"


def count(at: Instance, terms: int) -> None:
    """So many terms more are added up.

    Raises:
        Undecided: if they are too many.
    """
    at.terms += terms
    if at.terms > MAX_TERMS:
        raise Undecided("too many terms to add up at one instance")


def recalled(expr: Any, run: Run) -> Run:
    """``run``, which evaluates ``expr``, asked once for all values of the free indices.

    The terms that are added up are counted each time, so that it does not matter what is
    remembered.
    """
    shape, indices = _shape(expr)
    part = _PARTS.get(shape)
    if part is None:
        if len(_PARTS) > _ROOM:
            _PARTS.clear()
        part = _PARTS[shape] = Part(names_used(expr))
    keys = [index_key(i) for i in indices]
    # Of one key it is the number, of several they are a tuple.
    where_in: Callable[[Env], Any] = itemgetter(*keys) if keys else lambda env: None

    def value(at: Instance, env: Env) -> Value:
        where, table = where_in(env), at.recalled[part]
        known = table.get(where)
        if known is None:
            before = at.terms
            found = run(at, env)
            table[where] = found, at.terms - before
            return found
        if known[1]:
            count(at, known[1])
        return known[0]

    return value


_PARTS: dict[Any, Part] = {}
_ROOM = 50_000


def _shape(expr: Any) -> tuple[Any, list[Index]]:
    """What is left of ``expr`` when the names of its indices are left out, and the free ones.

    Free indices are numbered in the order in which they occur first, bound ones by their depth:
    the values of two expressions of one shape are the same where those of their free indices are.
    """
    free: dict[Index, int] = {}

    def of(part: Any, bound: dict[Index, int], depth: int) -> Any:
        if isinstance(part, Index):
            if part in bound:
                return Index, bound[part]
            return part.size.name, free.setdefault(part, len(free))
        if isinstance(part, sp.Indexed):
            return sp.Indexed, family_name(part), *(of(i, bound, depth) for i in part.indices)
        if isinstance(part, BINDERS):
            limits = part.args[1:]
            inner = bound | {limit[0]: depth + n for n, limit in enumerate(limits)}
            sizes = tuple(limit[2].name for limit in limits)
            return type(part), sizes, of(part.args[0], inner, depth + len(limits))
        if isinstance(part, MapSum):
            body, base, rows, values = part.args
            return MapSum, base.label.name, rows.name, values.name, of(body, bound, depth)
        if not part.args:
            return part
        return type(part), *(of(arg, bound, depth) for arg in part.args)

    shape = of(expr, {}, 0)
    return shape, [*free]
