"""The rule that catches a function between two others."""

from __future__ import annotations

from dataclasses import dataclass

from ..language.claims import AtMost, Claim, LessThan, TendsTo
from ..language.errors import RuleMismatch
from ..language.substitution import same
from .base import Ref, Rule, expect
from .state import State


@dataclass(frozen=True)
class Squeeze(Rule):
    """What lies between two terms of the same limit has that limit.

    |- a <= f,  |- f <= b,  |- a -> L,  |- b -> L
    ------------------
    |- f -> L
    """

    below: Ref
    above: Ref
    lower: Ref | None
    upper: Ref | None

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, TendsTo)
        low, high = state.relation(self.below), state.relation(self.above)
        if not isinstance(low, AtMost | LessThan) or not isinstance(high, AtMost | LessThan):
            raise RuleMismatch("two inequalities are needed")
        if not same(low.rhs, relation.function) or not same(high.lhs, relation.function):
            raise RuleMismatch("the two inequalities are not about this function")
        for bound, ref in ((low.lhs, self.lower), (high.rhs, self.upper)):
            if ref is None:
                if state.depends(bound, relation.variable.name):
                    raise RuleMismatch("a bound that moves needs its own limit")
                if not state.equal(bound, relation.limit):
                    raise RuleMismatch("a bound has another limit")
                continue
            known = state.relation(ref)
            if (
                not isinstance(known, TendsTo)
                or known.variable != relation.variable
                or not same(known.function, bound)
                or not state.equal(known.limit, relation.limit)
            ):
                raise RuleMismatch(f"{ref.target} is not the limit of the bound")
