"""What to put for the names of a theorem so that it says what is claimed.

Matching of a theorem's formula against one of the claim: its symbols and families are to be
found, a family as a formula in its indices (f[i, j] := body).  Definitions on either side are
written out only where nothing fits before.  What comes out is a proposal: the rule that cites
compares normal forms.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from ..language.context import Context
from ..language.fresh import rename_bound
from ..language.substitution import (
    family_name,
    same,
)
from ..language.vocabulary import BINDERS, Index, MapSum, index_size
from .families import STEPS, Binding, Env, Families, Given


class Unifier(Families):
    """Matches formulas of a theorem (``theirs``) against formulas of the claim (``mine``)."""

    def __init__(self, theirs: Context, mine: Context, steps: int = STEPS) -> None:
        self.theirs, self.mine = theirs, mine
        self.left = steps

    def of(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        """All ways that are found to make ``pattern`` into ``expr``."""
        self.left -= 1
        if self.left < 0:
            raise Given
        if isinstance(pattern, Index) or index_size(pattern) is not None:
            yield from self._index(pattern, expr, binding, env)
        elif isinstance(pattern, sp.Symbol):
            yield from self._symbol(pattern, expr, binding, env)
        elif isinstance(pattern, sp.Indexed):
            yield from self._entry(pattern, expr, binding, env)
        else:
            yield from self._rigid(pattern, expr, binding, env)

    # -- names ---------------------------------------------------------------------
    def _index(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        if isinstance(pattern, Index):
            if pattern in env:
                if env[pattern] == expr:
                    yield binding
                return
            sized = self.size(pattern.size, index_size(expr), binding)
            if sized is None or isinstance(expr, sp.Add) or self._local(expr, env):
                return
            known = sized.indices.get(pattern.name)
            if known is None:
                yield sized.put("indices", pattern.name, expr)
            elif known == expr:
                yield sized
        elif isinstance(pattern, sp.Add):
            if isinstance(expr, sp.Add):
                yield from self._index(pattern.args[1], expr.args[1], binding, env)
        else:
            family = self.theirs.families[family_name(pattern)]
            sized = self.size(family.values, index_size(expr), binding)
            if sized is not None:
                yield from self._second_order(pattern, expr, sized, env)

    def _symbol(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        name = pattern.name
        if name in self.theirs.sizes:
            if isinstance(expr, sp.Symbol) and expr.name in self.mine.sizes:
                sized = self.size(pattern, expr, binding)
                if sized is not None:
                    yield sized
            return
        if name in self.theirs.definitions:
            yield from self._defined(pattern, expr, binding, env)
            return
        known = binding.symbols.get(name)
        if known is None:
            if not self._local(expr, env) and index_size(expr) is None:
                yield binding.put("symbols", name, expr)
        elif same(known, expr):
            yield binding

    def _entry(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        if family_name(pattern) in self.theirs.definitions:
            yield from self._defined(pattern, expr, binding, env)
        elif index_size(expr) is None:
            yield from self._second_order(pattern, expr, binding, env)

    def _defined(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        """A definition of the theorem: its body, against a definition's body first."""
        body = _written_out(self.theirs, pattern)
        other = _written_out(self.mine, expr)
        if other is not None:
            yield from self.of(body, other, binding, env)
        yield from self.of(body, expr, binding, env)

    # -- shapes --------------------------------------------------------------------
    def _rigid(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        if not isinstance(pattern, sp.Basic) or not isinstance(expr, sp.Basic):
            return
        if isinstance(pattern, sp.Rational) or pattern is sp.pi:
            if pattern == expr:
                yield binding
            return
        fits = False
        if self._open(pattern, binding) and isinstance(pattern, sp.Mul):
            inner = pattern.args[1]
            yield from self.of(inner, expr / pattern.args[0], binding, env)
            return
        if isinstance(pattern, sp.Add | sp.Mul):
            few = isinstance(pattern, sp.Add) and any(
                self._open(a, binding) or self._nothing(a, binding) for a in pattern.args
            )
            if few or type(pattern) is type(expr):
                fits = True
                yield from self._unordered(pattern, expr, binding, env)
        elif isinstance(pattern, sp.Pow) and not isinstance(pattern, sp.exp):
            fits = isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp)
            yield from self._power(pattern, expr, binding, env)
        elif isinstance(pattern, BINDERS):
            if type(pattern) is type(expr) and len(pattern.args) == len(expr.args):
                fits = True
                yield from self._binder(pattern, expr, binding, env)
        elif isinstance(pattern, MapSum):
            return
        elif pattern.func == expr.func and len(pattern.args) == len(expr.args):
            fits = True
            yield from self.all_of(pattern.args, expr.args, binding, env)
        if not fits:
            other = _written_out(self.mine, expr)
            if other is not None:
                yield from self.of(pattern, other, binding, env)

    def all_of(self, patterns: Any, exprs: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        if not patterns:
            yield binding
            return
        for bound in self.of(patterns[0], exprs[0], binding, env):
            yield from self.all_of(patterns[1:], exprs[1:], bound, env)

    def _power(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        base = pattern.base
        known = binding.symbols.get(base.name) if isinstance(base, sp.Symbol) else None
        if known is not None and same(known**pattern.exp, expr):
            yield binding
            return
        if isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp):
            for bound in self.of(pattern.exp, expr.exp, binding, env):
                yield from self.of(pattern.base, expr.base, bound, env)
        if self._open(pattern.base, binding) and isinstance(pattern.exp, sp.Rational):
            yield from self.of(pattern.base, _root(expr, pattern.exp), binding, env)

    def _open(self, pattern: Any, binding: Binding) -> bool:
        """Whether anything may be put for ``pattern``."""
        if isinstance(pattern, sp.Pow) and isinstance(pattern.exp, sp.Rational):
            return self._open(pattern.base, binding)
        if isinstance(pattern, sp.Mul) and len(pattern.args) == 2:
            number, other = pattern.args
            return isinstance(number, sp.Rational) and self._open(other, binding)
        if isinstance(pattern, sp.Indexed):
            name = family_name(pattern)
            return name in self.theirs.families and name not in binding.families
        if isinstance(pattern, Index) or not isinstance(pattern, sp.Symbol):
            return False
        return pattern.name in self.theirs.symbols and pattern.name not in binding.symbols

    def _binder(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        opened = rename_bound(expr)
        limits, others = pattern.args[1:], opened.args[1:]
        for order in itertools.permutations(others):
            bound: Binding | None = binding
            for theirs, mine in zip(limits, order, strict=True):
                bound = self.size(theirs[2], mine[2], bound) if bound is not None else None
            if bound is None:
                continue
            inner = {**env, **{t[0]: m[0] for t, m in zip(limits, order, strict=True)}}
            yield from self.of(pattern.args[0], opened.args[0], bound, inner)

    def _unordered(self, pattern: Any, expr: Any, binding: Binding, env: Env) -> Iterator[Binding]:
        """Terms (factors) in any order; what nothing else takes goes to an open one."""
        kind = type(pattern)
        rigid: list[Any] = []
        loose: list[Any] = []
        for arg in pattern.args:
            if kind is sp.Add and self._nothing(arg, binding):
                continue
            (loose if self._open(arg, binding) else rigid).append(arg)
        rigid.sort(key=lambda a: (isinstance(a, sp.Symbol | sp.Indexed), -len(a.args)))
        loose.sort(key=lambda a: isinstance(a, sp.Mul))  # x before -y: the rest may be nothing
        left = list(expr.args) if isinstance(expr, kind) else [expr]
        yield from self._some(kind, [*rigid, *loose], left, binding, env)

    def _nothing(self, pattern: Any, binding: Binding) -> bool:
        """Whether a term is an entry of a family that was put to be 0."""
        entry = (
            pattern.args[1] if isinstance(pattern, sp.Mul) and len(pattern.args) == 2 else pattern
        )
        if not isinstance(entry, sp.Indexed):
            return False
        known = binding.families.get(family_name(entry))
        return known is not None and known[1] == 0

    def _some(
        self, kind: Any, patterns: list[Any], left: list[Any], binding: Binding, env: Env
    ) -> Iterator[Binding]:
        if not patterns:
            if not left or left == [0]:
                yield binding
            return
        head, rest = patterns[0], patterns[1:]
        if not rest:
            yield from self.of(head, kind(*left), binding, env)
            return
        if isinstance(head, sp.Rational):
            # A number that does not stand there may be part of what an open one takes.
            others = [a for a in left if not isinstance(a, sp.Rational)]
            number = kind(*(a for a in left if isinstance(a, sp.Rational)))
            over = number / head if kind is sp.Mul else number - head
            neutral = 1 if kind is sp.Mul else 0
            yield from self._some(
                kind, rest, others if over == neutral else [over, *others], binding, env
            )
            return
        for position, candidate in enumerate(left):
            remaining = left[:position] + left[position + 1 :]
            for bound in self.of(head, candidate, binding, env):
                yield from self._some(kind, rest, remaining, bound, env)
        if kind is sp.Add and self._open(head, binding):
            # An open term may be nothing.
            for bound in self.of(head, sp.Integer(0), binding, env):
                yield from self._some(kind, rest, left, bound, env)


def _root(expr: Any, exponent: Any) -> Any:
    """A formula whose power is ``expr`` if all is positive, factor by factor."""
    if isinstance(expr, sp.Mul):
        return sp.Mul(*(_root(a, exponent) for a in expr.args))
    if isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp):
        return expr.base ** (expr.exp / exponent)
    return expr ** (1 / exponent)


def _written_out(context: Context, expr: Any) -> Any:
    """The body of a definition at an entry (one level), or None."""
    if isinstance(expr, Index) or not isinstance(expr, sp.Symbol | sp.Indexed):
        return None
    definition = context.definition_of(expr)
    if definition is None:
        return None
    return definition.at(tuple(expr.indices) if isinstance(expr, sp.Indexed) else ())
