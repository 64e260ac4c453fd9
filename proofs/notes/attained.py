r"""Values at an optimum: ``\max_\mu L(\mu) = L(\hat\mu)``, and bounds ``v \ge \max_\mu L(\mu)``.

That \max_x f = v says that f <= v for every x, and that v is reached: so some x* has to be seen,
which maximises f, and for which f(x*) = v.  It is looked for among what stands as an argument on
the line, and among the names that stand for something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from ..language.claims import Claim, Relation
from ..language.substitution import free_indices, name_of, names_used, substitute
from ..language.vocabulary import Index
from ..rules.optima import at_optimum
from . import values
from .optima import OptimumReader, plain_name
from .parting import is_true
from .sides import Side
from .stated import Stated
from .values import Value

_KINDS = {"greatest": "maximises", "least": "minimises"}
_WHERE = (
    r"where is this value taken? Name the point, $\hat x = ...$, and write \max_x f(x) = f(\hat x)"
)


class ExtremumReader(OptimumReader):
    """Reads what is said of least and greatest values over all values of a variable."""

    def _attained(
        self,
        sides: list[Side],
        signs: list[str],
        under: tuple[Relation, ...],
        forall: tuple[Index, ...] | None,
    ) -> tuple[list[Stated], list[Side], list[str]]:
        """What a least or greatest value says beside what is left of the line without it."""
        places = [n for n, side in enumerate(sides) if side.kind in _KINDS]
        if not places:
            return [], sides, signs
        here, *more = places
        side = sides[here] = self._with_variable(sides[here])
        if more or r"\iff" in signs:
            raise self.error("one least or greatest value stands on a line", sides[here].token)
        self._refuse_variable(side, [s for s in sides if s is not side])
        next_ = here + 1 if signs[here : here + 1] == ["="] else here - 1
        at = min(here, next_)
        if next_ < 0 or signs[at] != "=":
            if len(signs) != 1 or signs[0] not in _bounds(side.kind, here):
                raise self.error(_WHERE, side.token)
            plain = replace(side, kind="", variable=None)
            return [], [plain if s is side else s for s in sides], signs
        found = self._reached(side, sides[next_], under, forall)
        return found, sides[:here] + sides[here + 1 :], signs[:at] + signs[at + 1 :]

    def _with_variable(self, side: Side) -> Side:
        r"""Over the number \pi nothing is taken: it is the family that is called so."""
        variable = side.variable
        if variable is not None and variable.expr is sp.pi:
            item = next(i for i in self.names.known if i.name == "pi" and i.kind == "family")
            variable = self._entry(item, (), side.token)
        if variable is None or not isinstance(variable.expr, sp.Symbol | sp.Indexed):
            raise self.error("over which variable?", side.token)
        return replace(side, variable=variable)

    def _refuse_variable(self, side: Side, others: list[Side]) -> None:
        """What stands beside the greatest value may not depend on what that is taken over."""
        assert side.variable is not None  # noqa: S101
        name = name_of(side.variable.expr)
        for other in others:
            if name in names_used(self.context.unfold_all(other.value.expr)):
                raise self.error("beside it the variable stands for no one value", other.token)

    def _reached(
        self,
        side: Side,
        value: Side,
        under: tuple[Relation, ...],
        forall: tuple[Index, ...] | None,
    ) -> list[Stated]:
        """That it is the optimum at some point, and that the value is the one there."""
        assert side.variable is not None  # noqa: S101
        variable = side.variable
        optimum = replace(side, kind=_KINDS[side.kind], variable=variable)
        here, known = value.token, self.context.snapshot()
        if free_indices(variable.expr) & free_indices(side.value.expr):
            raise self.error("say where it is taken: x = ... \\text{ maximises } ...", side.token)
        said: list[Stated] = []
        for point, called in self._points(variable):
            left = Side(point, here)
            best = self._optimum(None, left, optimum, r"\in", under, forall)
            there = self._built(here, values.sound, at_optimum(best.relation, self.context))
            made, lost = self._checked(Side(Value(there), here), value, "=", None)
            found = [best, Stated(made, lost, under=under, forall=forall)]
            fits = is_true(Claim(made), known)
            # That the greatest value is f(x*) says no more than that it is taken there.
            if (fits and called) or is_true(Claim(best.relation), known):
                if fits:
                    return found
                said = said or found
        if not said:
            raise self.error(_WHERE, side.token)
        return said

    def _points(self, variable: Value) -> Iterator[tuple[Value, bool]]:
        """Where the optimum may be: arguments on the line, then what is defined; and which it is.

        Of the definitions those come first that are called as the variable is.
        """
        expr, context = variable.expr, self.context
        name, at = name_of(expr), getattr(expr, "indices", ())
        for change in self.called:
            put = substitute(expr, change)
            if put != expr and name not in names_used(put):
                yield replace(variable, expr=put), True
        sizes = tuple(index.size for index in at)
        named = sorted(context.definitions, key=lambda other: plain_name(other) != name)
        for item in (context.definitions[other] for other in named):
            if tuple(p.size for p in item.params) == sizes and name not in names_used(
                context.unfold_all(item.body)
            ):
                yield replace(variable, expr=item.base[at] if at else item.base), False


def _bounds(kind: str, place: int) -> tuple[str, ...]:
    """The signs of bounds that are bounds of all values, from the place of the extremum on."""
    return (r"\le",) if (kind == "greatest") == (place == 0) else (r"\ge",)
