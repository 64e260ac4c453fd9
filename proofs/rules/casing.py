"""Signs that hold on either side of a number: cases told apart, one within another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import sympy as sp

from ..language.claims import AtMost, LessThan
from ..language.substitution import names_among, names_used
from ..language.vocabulary import Index
from .facts import ARITHMETIC, Fact, Reason, together
from .parting import Parts
from .siding import LEFT, SPLITS, TURNING, Case, cases, shapes, turns, written_in_parts

#: How many numbers are asked about, one within the cases of another.
CASES = 4


class InCases(Parts):
    """Decides a sign by those of a number that |u| or 1[u >= 0] is about.

    Attributes:
        depth: how many cases this is within.
        parts: whether more cases may be told apart.
    """

    depth, parts = 0, True

    def with_facts(self, extra: Iterable[Fact]) -> Any:
        """The same procedure with more facts."""
        raise NotImplementedError

    def _in_cases(self, expr: Any, *, strict: bool) -> Reason | None:
        """The sign on either side of a number that |u| or 1[u >= 0] is about."""
        found = self.in_cases(expr)
        if found is None:
            return None
        _, split, left = found
        reasons = [left]
        for case in split:
            here = self.on_side(case)
            sign = here.positive if strict else here.nonnegative
            reason = next(filter(None, map(sign, shapes(case.expr))), None)
            if reason is None:
                against = here.contradicted(case)
                reason = against[1] if against else None
            if reason is None:
                return None
            reasons.append(reason)
        return together(*reasons)

    def in_cases(self, expr: Any) -> tuple[Any, list[Case], Reason] | None:
        """A number whose sign is asked, and ``expr`` in all cases of it that are left, and why."""
        if not self.parts or self.depth >= CASES or not expr.has(*TURNING):
            return None
        if isinstance(expr, sp.Add) and self.in_parts(expr) is not None:
            return None
        expr = written_in_parts(expr)
        asked = turns(expr)
        known = ((u, self._cases_left(u)) for u in asked)
        ways = [(u, *left) for u, left in known if left]
        for u, splits, reason in [*ways, *((u, SPLITS, ARITHMETIC) for u in asked)]:
            found = next(filter(None, (cases(expr, u, split) for split in splits)), None)
            if found:
                return u, found, reason
        return None

    def _cases_left(self, u: Any) -> tuple[tuple[tuple[str, ...], ...], Reason] | None:
        """The cases of u that what is known of it leaves, and why; None if nothing is known."""
        here = self.alone
        for name, sign, e in (
            ("positive", here.positive, u),
            ("negative", here.positive, -u),
            ("nonnegative", here.nonnegative, u),
            ("nonpositive", here.nonnegative, -u),
            ("nonzero", here.nonzero, u),
        ):
            reason = sign(e)
            if reason:
                return LEFT[name], reason
        return None

    @cached_property
    def _sides(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def _contradicted(self) -> dict[Any, tuple[Fact, Reason] | None]:
        return {}

    @cached_property
    def alone(self) -> Any:
        """The procedure for the same facts that tells no cases apart."""
        if not self.parts:
            return self
        here = self.with_facts(())
        here.parts = False
        return here

    def contradicted(self, case: Case) -> tuple[Fact, Reason] | None:
        """A fact beside which ``case``, which is known here, cannot be, and why."""
        if case.relation not in self._contradicted:
            self._contradicted[case.relation] = self._against(case)
        return self._contradicted[case.relation]

    def _against(self, case: Case) -> tuple[Fact, Reason] | None:
        here, about = self.alone, names_among(case.relation.expressions())
        for fact in self.facts:
            if fact.wild or not isinstance(fact.relation, AtMost | LessThan):
                continue
            low, high = fact.relation.expressions()
            if isinstance(low, Index) or not about & (names_used(low) | names_used(high)):
                continue
            against = here.nonnegative if isinstance(fact.relation, LessThan) else here.positive
            found = against(low - high)
            if found:
                return fact, together(fact.reason, found)
        return None

    def on_side(self, case: Case) -> Any:
        """The procedure where ``case`` is known: one for all that is asked there."""
        here = self._sides.get(case.relation)
        if here is None:
            here = self.with_facts([Fact(case.relation, frozenset(), f"case {self.depth + 1}")])
            here.depth = self.depth + 1
            self._sides[case.relation] = here
        return here
