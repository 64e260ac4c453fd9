r"""Proportions: ``f(\theta) \propto g`` says that f/g does not depend on \theta, and that g > 0.

Over an interval that is so exactly where the slope of f/g is 0.  The variable is that of the
function which stands first on the line: p(\theta \mid x) is a function of \theta.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp

from ..language.claims import AtMost, HasGradient, LessThan
from ..language.declared import DECLARED
from ..language.substitution import name_of, names_used
from . import values
from .choosing import ChoiceReader
from .places import NotUnderstood
from .sides import Side
from .stated import Stated

#: How the factor is called that what is only proportional leaves open.
FACTOR = "factor_of_"

ZERO = sp.Integer(0)
_IN_WHAT = (
    "'proportional to' leaves a factor open: it is read behind the value of a defined function of "
    r"one number, $p(\theta \mid x) \propto \dots$; else write the equation"
)
NO_CONDITION = "that something is proportional is about all values: it has no condition"
_UP_TO_FACTOR = (
    r"it is given up to a factor only: write \propto, or the density by its name, "
    r"$= \mathrm{Beta}(\theta \mid a, b)$, \mathrm{Gamma} or \mathcal{N}, and then what that is"
)
_WHY = "What something is proportional to is positive."


def _factors(body: Any) -> list[Any]:
    """The unknown factor by which what something is proportional to was divided."""
    return [s for s in body.free_symbols if str(s.name).startswith(FACTOR)]


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

    def _proportional(self, left: Side, right: Side, kernel: Any = None) -> list[Stated]:
        """That what stands behind is positive; and the slope of the ratio, which is 0.

        ``kernel`` is what stands behind without its factors that are always the same.
        """
        if left.kind or right.kind or left.along is None:
            raise self.error(_IN_WHAT, right.token)
        variable = left.along.expr
        self._require_interval(variable, right)
        sides = [self.number(s.value, s.token) for s in (left, right)]
        ratio = self._built(right.token, values.sound, sides[0] / (kernel or sides[1]))
        parts = [*left.partial, *right.partial, *sides]
        exprs, lost = self._settled([ratio, variable, sides[1]], parts, (), right.token)
        positive = Stated(LessThan(ZERO, exprs[2]), lost, why=_WHY)
        constant = HasGradient(exprs[0], exprs[1], ZERO)
        return [positive, Stated(constant, lost, over_positive=True)]

    def _is_up_to_factor(self, side: Side) -> bool:
        """Whether a side is a density of which only is known what it is proportional to."""
        expr = side.value.expr
        known = self.context.definitions.get(name_of(expr)) if isinstance(expr, sp.Symbol) else None
        return known is not None and bool(_factors(known.body))

    def _kernel(self, left: Side, right: Side) -> Any:
        """The kernel of the density behind =, of the same variable where that is declared.

        Two densities of which one is a multiple of the other are equal: both have the integral 1.
        """
        found, along = right.density, left.along
        if found is None or along is None or found.point != along.expr:
            raise self.error(_UP_TO_FACTOR, right.token)
        self._require_interval(along.expr, right)
        if any(self._uses(parameter, along.expr) for parameter in found.parameters):
            raise self.error("the parameters of a density do not depend on what it is of")
        bounds: list[Any] = [-sp.oo, sp.oo]
        sign = DECLARED[self.context.sign_of(found.point)]
        if sign.side:
            bounds[sign.side < 0] = ZERO
        for held in self._said_of(found.point):
            low, high = held.relation.expressions()
            if low == found.point:
                bounds[1] = min(bounds[1], high)
            elif high == found.point:
                bounds[0] = max(bounds[0], low)
        if tuple(bounds) != found.between:
            low, high = found.between
            raise self.error(
                f"this density lives between {low} and {high}: declare the variable so", right.token
            )
        return found.kernel

    def _uses(self, expr: Any, variable: Any) -> bool:
        return name_of(variable) in names_used(self.context.unfold_all(expr))

    def _refuse_open_factor(self, stated: Iterable[Stated]) -> None:
        """Refuse slopes, limits and optima by what the factor may depend on that is left open."""
        for relation in (one.relation for one in stated):
            variable = getattr(relation, "variable", None)
            if variable is None:
                continue
            for expr in map(self.context.unfold_all, relation.expressions()):
                for factor in _factors(expr):
                    name = factor.name.removeprefix(FACTOR)
                    own = self.variable_of(sp.Symbol(name), self.token)
                    if own is None or own.expr != variable:
                        raise self.error("the factor that is left open may depend on this")

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
