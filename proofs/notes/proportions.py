r"""Proportions: ``f(\theta) \propto g`` says that f/g does not depend on \theta, and that g > 0.

Over an interval that is so exactly where the slope of f/g is 0.  The variable is that of the
function which stands first on the line: p(\theta \mid x) is a function of \theta.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from ..language.claims import AtMost, HasGradient, LessThan
from ..language.declared import DECLARED
from . import values
from .choosing import ChoiceReader
from .places import NotUnderstood
from .sides import Side
from .stated import Stated

ZERO = sp.Integer(0)
_IN_WHAT = (
    "'proportional to' leaves a factor open: it is read behind the value of a defined function of "
    r"one number, $p(\theta \mid x) \propto \dots$; else write the equation"
)
NO_CONDITION = "that something is proportional is about all values: it has no condition"
_WHY = "What something is proportional to is positive."


class ProportionReader(ChoiceReader):
    """Reads what is proportional to what."""

    def _follow(self, sides: Sequence[Side]) -> None:
        """The variable of the function that stands first is that of all sides behind it."""
        first = sides[0]
        try:
            along = first.along or self.variable_of(first.value.expr, first.token)
        except NotUnderstood:
            return
        for side in sides:
            side.along = along

    def _proportional(self, left: Side, right: Side) -> list[Stated]:
        """That what stands behind is positive; and the slope of the ratio, which is 0."""
        if left.kind or right.kind or left.along is None:
            raise self.error(_IN_WHAT, right.token)
        variable = left.along.expr
        self._require_interval(variable, right)
        sides = [self.number(s.value, s.token) for s in (left, right)]
        ratio = self._built(right.token, values.sound, sides[0] / sides[1])
        parts = [*left.partial, *right.partial, *sides]
        exprs, lost = self._settled([ratio, variable, sides[1]], parts, (), right.token)
        positive = Stated(LessThan(ZERO, exprs[2]), lost, why=_WHY)
        return [positive, Stated(HasGradient(exprs[0], exprs[1], ZERO), lost)]

    def _require_interval(self, variable: Any, right: Side) -> None:
        """Only where any two values are joined by others does a slope of 0 say that it is one."""
        if not isinstance(variable, sp.Symbol) or DECLARED[self.context.sign_of(variable)].whole:
            raise self.error(_IN_WHAT, right.token)
        for held in self._said_of(variable):
            sides = held.relation.expressions()
            bound = isinstance(held.relation, AtMost | LessThan) and variable in sides
            if not (bound and held.guard is None and any(e.is_number for e in sides)):
                raise self.error(
                    "a proportion is read in a number of which nothing but bounds is supposed",
                    right.token,
                )
