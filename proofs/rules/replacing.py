"""The rule that puts known equations in, where they stand or as totals of sums."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import Any

import sympy as sp

from ..language.claims import Claim, Equal
from ..language.errors import RuleMismatch, Undefined
from ..language.fresh import rename_bound
from ..language.matching import match, match_part
from ..language.substitution import Substitution, rebuild, substitute
from ..language.vocabulary import BINDERS, Index, MapSum, index_size
from .base import Ref, Rule, expect, not_idle
from .maps import check_unfolded
from .normal.convert import Normaliser
from .normal.entries import labels
from .normal.terms import Poly, Token
from .normal.totals import Totals
from .state import State

Sides = tuple[Any, Any]


@dataclass(frozen=True)
class Equation:
    """A known equation as it is read: ``left`` may become ``right`` at any ``wild`` indices.

    ``halved``: what is put in is half the sum of both, for an equation that turns indices round.
    """

    ref: Ref
    left: Any
    right: Any
    wild: frozenset[Index]
    halved: bool = False

    @property
    def turns(self) -> bool:
        """Whether it says that a matrix is symmetric, or the like: the same entry, turned round.

        Wherever its left side stands, its right side does: put in everywhere it gains nothing.
        """
        sides = (self.left, self.right)
        if not all(isinstance(s, sp.Indexed) for s in sides) or self.left.base != self.right.base:
            return False
        here, there = (tuple(s.indices) for s in sides)
        moved = [i for i, j in zip(here, there, strict=True) if i != j]
        plain = len(set(here)) == len(here) and set(here) == set(there)
        return plain and len(moved) == 2 and set(moved) <= self.wild

    def half(self) -> Equation:
        """The same, to be put in by half."""
        return replaced(self, right=(self.left + self.right) / 2, halved=True)

    def put_in(self, sides: Sides) -> Sides:
        """Both sides with the left side of this equation replaced where it stands."""
        lhs, rhs = (replace(e, self.left, self.right, self.wild) for e in sides)
        return lhs, rhs

    def as_total(self, normaliser: Normaliser) -> Totals | None:
        """The equation as a known total, if its left side is a multiple of one sum."""
        if index_size(self.left) is not None:
            return None
        pattern, value = normaliser.of(self.left), normaliser.of(self.right)
        tokens: list[Token] = [("f", i.name, i.size.name) for i in self.wild]
        values = labels(normaliser.context)
        return Totals.known(normaliser.algebra, pattern, value, tokens, values)


@dataclass(frozen=True)
class Replacement:
    """How two sides become one: ``sides`` is what they are once ``written`` are put in where
    they stand, and then ``totals`` are put in wherever they are a factor of a sum."""

    sides: Sides
    written: tuple[Equation, ...]
    totals: tuple[Equation, ...]


#: What is tried one after the other: (put in where it stands, put in as a total).
_WAYS = ((True, False), (True, True), (False, True))
#: Where an equation turns indices round, these after those.
_HALVED = ((True, False), (True, True))


@dataclass(frozen=True)
class Rewrite(Rule):
    """Replace equals by equals.

    Wherever the left side of a known equation stands (at any indices), its right
    side may stand; a sum also where it is a factor of a larger sum in which nothing
    else depends on its index.  Of a[i, j] = a[j, i] half the sum of both may stand.
    The rest is algebra and the laws of the logarithm.
    ``reverse`` reads the equations backwards.

    |- a = b,   |- lhs[a := b] = rhs[a := b]
    ------------------
    |- lhs = rhs
    """

    equations: tuple[Ref, ...]
    names: tuple[str, ...] = ()
    reverse: bool = False

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal)
        not_idle(relation)
        check_unfolded(self.names, state.context)
        if not state.residue(relation.lhs, relation.rhs, self.names, logs=True):
            raise RuleMismatch("true, but nothing needs to be replaced for it")
        self.replacement(relation, state)

    def replacement(self, relation: Equal, state: State) -> Replacement:
        """The first way by which the two sides become one.

        Raises:
            RuleMismatch: if there is none.
        """
        plain = [self._equation(ref, state) for ref in self.equations]
        halved = [e.half() if e.turns else e for e in plain]
        absent = plain
        tries = [(way, plain) for way in _WAYS]
        tries += [(way, halved) for way in _HALVED if halved != plain]
        for way, equations in tries:
            found, left = self._by(way, relation, equations, state)
            idle = [e for e in equations if e not in (*found.written, *found.totals)]
            if not left and not idle:
                return found
            absent = [e for e in absent if e.ref in [i.ref for i in idle]]
        if absent:
            where = f"the left side of {absent[0].ref.target}"
            raise RuleMismatch(f"{where} does not occur in this line")
        raise RuleMismatch("after replacing, the two sides still differ")

    def _equation(self, ref: Ref, state: State) -> Equation:
        known, wild = state.pattern(ref)
        if not isinstance(known, Equal):
            raise RuleMismatch(f"{ref.target} is not an equation")
        sides = known.expressions()
        left, right = reversed(sides) if self.reverse else sides
        return Equation(ref, left, right, wild)

    def _by(
        self, way: tuple[bool, bool], relation: Equal, equations: list[Equation], state: State
    ) -> tuple[Replacement, Poly]:
        where_it_stands, as_total = way
        names, (lhs, rhs) = frozenset(self.names), relation.expressions()
        sides: Sides = (lhs, rhs)
        written: list[Equation] = []
        totals: list[Equation] = []
        if where_it_stands:
            sides = (state.context.unfold(lhs, names), state.context.unfold(rhs, names))
            for equation in equations:
                before, sides = sides, equation.put_in(sides)
                if sides != before:
                    written.append(equation)
        if as_total:
            left = self._with_totals(sides, equations, totals, state)
        else:
            left = state.residue(*sides, logs=True)
        return Replacement(sides, tuple(written), tuple(totals)), left

    def _with_totals(
        self, sides: Sides, equations: list[Equation], used: list[Equation], state: State
    ) -> Poly:
        """What is left of the difference with the equations put in as totals."""
        normaliser = state.normaliser(self.names, logs=True)
        try:
            left = normaliser.algebra.sub(*map(normaliser.of, sides))
            for equation in equations:
                total = equation.as_total(normaliser)
                before, left = left, total.put_in(left) if total is not None else left
                if left != before:
                    used.append(equation)
            left = normaliser.clear_denominators(left)
        except Undefined as error:
            raise RuleMismatch(f"with the known total a side has no value: {error}") from error
        if not left:
            state.use(normaliser.used)
        return left


def replace(expr: Any, pattern: Any, value: Any, wild: frozenset[Any]) -> Any:
    """``expr`` with every occurrence of ``pattern`` (``wild`` indices free) replaced."""
    found = match(pattern, expr, wild, {})
    if found is not None:
        return substitute(value, Substitution(indices=found))
    part = match_part(pattern, expr, wild)
    if part is not None:
        rest = [replace(e, pattern, value, wild) for e in part[1]]
        return expr.func(substitute(value, Substitution(indices=part[0])), *rest)
    if isinstance(expr, BINDERS):
        # A bound index must not be taken for a fixed one of the same name.
        opened = rename_bound(expr)
        body = replace(opened.args[0], pattern, value, wild)
        return expr if body == opened.args[0] else expr.func(body, *opened.args[1:])
    if isinstance(expr, sp.Indexed):
        indices = [replace(i, pattern, value, wild) for i in expr.indices]
        return expr if indices == list(expr.indices) else expr.base[tuple(indices)]
    if isinstance(expr, MapSum) or not expr.args:
        return expr
    if isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp) and expr.exp.is_Rational:
        # A number stays there: x^v for v = 3 has no value where x < 0.
        base = replace(expr.base, pattern, value, wild)
        return expr if base == expr.base else rebuild(expr, (base, expr.exp))
    args = [replace(a, pattern, value, wild) for a in expr.args]
    return expr if args == list(expr.args) else rebuild(expr, args)
