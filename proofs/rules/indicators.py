"""Rules about indicators and absolute values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import AtMost, Claim, Equal, LessThan, NotEqual
from ..language.errors import RuleMismatch
from ..language.fresh import rename_bound
from ..language.substitution import rebuild
from ..language.vocabulary import BINDERS, Indicator, MapSum
from .base import Ref, Rule, expect
from .combining import ZERO, gap
from .state import State


def decided(expr: Any, state: State) -> Any:
    """``expr`` with 1 for 1[a = b] where a = b is known, 0 where a < b, b < a or a != b is."""
    if isinstance(expr, Indicator | sp.KroneckerDelta):
        a, b = expr.args
        for value, options in (
            (sp.Integer(1), (Equal(a, b), Equal(b, a))),
            (
                sp.Integer(0),
                (NotEqual(a, b), NotEqual(b, a), LessThan(a, b), LessThan(b, a)),
            ),
        ):
            for option in options:
                if isinstance(expr, sp.KroneckerDelta):
                    reason = state.signs.fact(option)
                else:
                    reason = state.shows(option)
                if reason:
                    state.record(option, "decides an indicator", reason)
                    return value
        return expr
    if isinstance(expr, BINDERS):
        opened = rename_bound(expr)
        body = decided(opened.args[0], state)
        return expr if body == opened.args[0] else expr.func(body, *opened.args[1:])
    if isinstance(expr, sp.Indexed | MapSum) or not expr.args:
        return expr
    args = [decided(a, state) for a in expr.args]
    return expr if args == list(expr.args) else rebuild(expr, args)


@dataclass(frozen=True)
class AbsoluteValue(Rule):
    """The absolute value of a number of known sign, or a bound of it.

    u >= 0              u <= 0               |- u <= b,  |- -u <= b
    -----------         ------------         ------------------
    |- |u| = u          |- |u| = -u          |- |u| <= b        (likewise <)

    Where no line is named, b - u is the term ``over``, b + u the term ``under``, of known sign:
    |sum_k u_k| <= sum_k |u_k|, with sum_k (|u_k| - u_k) and sum_k (|u_k| + u_k).
    """

    formulas = ("over", "under")

    above: Ref | None = None
    below: Ref | None = None
    over: Any = ZERO
    under: Any = ZERO
    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, Equal, AtMost, LessThan)
        if not isinstance(relation.lhs, sp.Abs):
            raise RuleMismatch("the left side is not an absolute value")
        inside = relation.lhs.args[0]
        if not isinstance(relation, Equal):
            self._bounds(inside, claim, state)
        elif self != AbsoluteValue():
            raise RuleMismatch("a bound makes no equation: the sign does, and is looked up")
        elif state.equal(relation.rhs, inside):
            state.require(AtMost(ZERO, inside), "the absolute value keeps the sign")
        elif state.equal(relation.rhs, -inside):
            state.require(AtMost(ZERO, -inside), "the absolute value flips the sign")
        else:
            raise RuleMismatch("the right side is neither u nor -u")

    def _bounds(self, inside: Any, claim: Claim, state: State) -> None:
        relation: Any = claim.relation
        kinds = (LessThan,) if isinstance(relation, LessThan) else (AtMost, LessThan, Equal)
        for ref, side, term in (
            (self.above, inside, self.over),
            (self.below, -inside, self.under),
        ):
            if ref is None:
                bound = replace(claim, relation=type(relation)(side, relation.rhs))
                gap(term, self.names).check(bound, state)
                continue
            if term != ZERO:
                raise RuleMismatch(f"{ref.target} is named, and a term beside it: one of both")
            line = state.relation(ref)
            if not isinstance(line, kinds):
                raise RuleMismatch(f"{ref.target} is not an inequality of this kind")
            if not state.equal(line.lhs, side) or not state.equal(line.rhs, relation.rhs):
                raise RuleMismatch(f"{ref.target} does not bound the number and its negative")
