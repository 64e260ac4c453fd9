"""Where two sides meet: the places at which a line changes what it says.

An indicator 1[a = b] is one only where a = b; a denominator, a root or a logarithm loses
its value where its argument is 0; |u| has its kink there; the least of several terms may
be two of them; an inequality is as tight as it can be, and one step further it fails.  No
random draw hits such points, above all where they lie at 355/113 or at a sum of entries.
So they are collected here, and solved for elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import flint
import sympy as sp

from ..language.claims import (
    AtMost,
    Equal,
    Hypothesis,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    ZeroExactlyAt,
)
from ..language.context import Context
from ..language.functions import Shorthand
from ..language.substitution import names_used, substitute_index
from ..language.vocabulary import (
    BINDERS,
    Expr,
    Index,
    Indicator,
    MapSum,
    MinOver,
    XLogY,
    index_size,
)
from . import numbers
from .evaluate import Instance
from .holding import bodies
from .numbers import Value
from .recalling import Env, index_key
from .strict import evaluated

#: Near to the place where two sides meet, and very near.
_NEAR = [flint.fmpq(1, 10**6), flint.fmpq(1, 10**24)]
#: How often a bound index has the value of the free index of its name.
_FREE = 0.5
_MEET, _ABOVE, _BELOW = (numbers.ZERO,), tuple(_NEAR), tuple(-d for d in _NEAR)


@dataclass(frozen=True)
class Meeting:
    """Two expressions that may meet.

    Attributes:
        left, right: what is compared.
        bound: the indices, and assignments (as ``MapSum``), that are bound around them.
        wanted: the values of left - right to look for.
        best: whether to compare with the claimed optimum put in for the variable.
    """

    left: Expr
    right: Expr
    bound: tuple[Any, ...] = ()
    wanted: tuple[Value, ...] = _MEET
    best: bool = False

    def __hash__(self) -> int:
        return hash((self.left, self.right, self.bound, self.best))  # fractions are slow to hash

    def gap(self, at: Instance, env: Env) -> Value:
        """left - right, with ``env`` for what is bound."""
        at.begin()
        return evaluated(self.left, at, env) - evaluated(self.right, at, env)

    def sums(self, context: Context) -> list[Any]:
        """The sums over assignments on either side, and in the definitions that it uses."""
        sides = self.left, self.right
        return [part for e in (*sides, *bodies(context, sides)) for part in e.atoms(MapSum)]

    def inside(self, at: Instance, rng: random.Random) -> Env:
        """Values for what is bound, drawn at random; or those of free indices of that name."""
        env: Env = {}
        free = at.indices if rng.random() < _FREE else {}
        for item in self.bound:
            if isinstance(item, Index):
                top = at.sizes[item.size.name]
                env[index_key(item)] = min(free.get(item.name, rng.randint(1, top)), top)
            else:
                rows, values = (at.sizes[s.name] for s in item.args[2:])
                env[item.args[1].label.name] = tuple(rng.randint(1, values) for _ in range(rows))
        return env


def of_relation(relation: Relation) -> Iterator[Meeting]:
    """The two sides of a line, if a point at which they meet could tell that it is false."""
    if isinstance(relation, AtMost | LessThan | NotEqual):
        if index_size(relation.lhs) is None:
            # A line that fails, fails beyond the point at which its sides meet; or there.
            wanted = {AtMost: _ABOVE, LessThan: (*_MEET, *_ABOVE), NotEqual: _MEET}
            yield Meeting(relation.lhs, relation.rhs, (), wanted[type(relation)])
    elif isinstance(relation, ZeroExactlyAt):
        yield Meeting(relation.function, sp.Integer(0))


def of_hypothesis(hypothesis: Hypothesis) -> Iterator[Meeting]:
    """Where a hypothesis, or its condition, is as tight as it can be."""
    wanted = {AtMost: _MEET, LessThan: _BELOW, NotEqual: (*_ABOVE, *_BELOW), Equal: _MEET}
    for one in hypothesis.relations():
        if isinstance(one, Equal) and one is hypothesis.relation:
            continue  # it is met anyway
        if isinstance(one, AtMost | LessThan | NotEqual | Equal) and index_size(one.lhs) is None:
            yield Meeting(one.lhs, one.rhs, hypothesis.forall, wanted[type(one)])


def of_expression(expr: Any, bound: tuple[Any, ...] = ()) -> Iterator[Meeting]:
    """Where the parts of ``expr`` change what they say; definitions are left closed."""
    if isinstance(expr, sp.Indexed) or index_size(expr) is not None or not expr.args:
        return
    if isinstance(expr, BINDERS):
        bound = (*bound, *(limit[0] for limit in expr.args[1:]))
        if isinstance(expr, MinOver):
            yield _tied(expr, bound)
        yield from of_expression(expr.args[0], bound)
        return
    if isinstance(expr, MapSum):
        yield from of_expression(expr.args[0], (*bound, expr))
        return
    if isinstance(expr, Shorthand):
        yield from of_expression(expr.meaning, bound)
        return
    for left, right in _sides(expr):
        if names_used(left) | names_used(right):
            yield Meeting(left, right, bound)
    for arg in expr.args:
        yield from of_expression(arg, bound)


def _sides(expr: Any) -> Iterator[tuple[Any, Any]]:
    """What meets in one part of an expression."""
    zero, one = sp.Integer(0), sp.Integer(1)
    if isinstance(expr, Indicator):
        yield expr.args[0], expr.args[1]
    elif isinstance(expr, XLogY):
        yield expr.args[0], zero
        yield expr.args[1], zero
    elif isinstance(expr, sp.log):
        yield expr.args[0], zero
        yield expr.args[0], one
    elif isinstance(expr, sp.exp | sp.Abs):
        yield expr.args[0], zero
    elif isinstance(expr, sp.Pow):
        yield expr.base, zero
        if not expr.exp.is_number:
            yield expr.exp, zero


def _tied(expr: Any, bound: tuple[Any, ...]) -> Meeting:
    """Two terms of a minimum."""
    body, (index, _, size) = expr.args
    other = Index(f"{index.name}'", size)
    return Meeting(body, substitute_index(body, index, other), (*bound, other))


def of_claim(relation: Relation, context: Context) -> list[Meeting]:
    """All that meets in a line itself; for an optimum also with the optimum put in."""
    found = [*of_relation(relation)]
    for expr in relation.expressions():
        if index_size(expr) is None:
            found += of_expression(expr)
    if isinstance(relation, Optimum):
        there = list(found)
        for name in relation.domain:
            hypothesis = context.hypotheses[name]
            there += of_hypothesis(hypothesis)
            for expr in hypothesis.relation.expressions():
                there += of_expression(expr, hypothesis.forall)
        found += [replace(m, best=True) for m in there]
    return list(dict.fromkeys(found))


def of_definitions(context: Context, names: frozenset[str]) -> list[Meeting]:
    """All that meets in the bodies of these definitions."""
    found: list[Meeting] = []
    for name, definition in context.definitions.items():
        if name in names:
            found += of_expression(definition.body, definition.params)
    return list(dict.fromkeys(found))
