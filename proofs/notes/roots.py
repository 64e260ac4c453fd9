r"""Where something vanishes: ``f = 0 \iff x = g``."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ..language.claims import Relation, ZeroExactlyAt
from ..language.substitution import free_indices, name_of
from ..language.vocabulary import Index
from .attained import ExtremumReader
from .sides import Side
from .stated import Stated
from .tokens import Token
from .values import Value

_COUPLED = (
    "the entries vanish together only, and each of them depends on all: say what follows from each "
    "side in a line of its own"
)


class RootReader(ExtremumReader):
    """Reads what vanishes exactly where."""

    def _is_root(self, sides: list[Side], signs: list[str]) -> bool:
        """Whether it ends with ``f = 0 \\iff x = g`` for a declared x."""
        if signs[-3:] != ["=", r"\iff", "="] or signs.count(r"\iff") > 1:
            return False
        unknown = sides[-2].value.expr
        known = {*self.context.symbols, *self.context.families}
        entry = isinstance(unknown, sp.Symbol | sp.Indexed) and name_of(unknown) in known
        return entry and bool(sides[-3].value.expr == 0)

    def _root_relation(
        self,
        sides: list[Side],
        signs: list[str],
        under: tuple[Relation, ...],
        forall: tuple[Index, ...] | None,
    ) -> Stated:
        kinds = [s.kind for s in sides]
        if any(kinds[kinds[0] == "gradient" :]):
            raise self.error(r"\iff joins equations and inequalities of numbers", sides[-1].token)
        function, _, variable, solution = sides[-4:]
        if function.kind:
            assert function.variable is not None  # noqa: S101
            found = self.slope(function.value, function.variable, function.token)
            function = replace(function, value=replace(function.variable, expr=found))
        free = free_indices(variable.value.expr) - free_indices(function.value.expr)
        if free & set(forall or ()):
            raise self.error(
                "does the function vanish only where this holds for all of them together? That is "
                "no line of the language: say what follows from each side in a line of its own",
                solution.token,
            )
        self._refuse_coupled(function.value, variable.value, solution.token)
        common = self._common(variable.value, solution.value, solution.token)
        partial = [p for s in sides for p in s.partial]
        exprs, lost = self._settled(
            [v.expr for v in (function.value, *common)],
            partial,
            max((v.shape for v in (function.value, *common)), key=len),
            solution.token,
        )
        return Stated(ZeroExactlyAt(*exprs), lost, under=under, forall=forall)

    def _refuse_coupled(self, function: Value, variable: Value, here: Token) -> None:
        """Refuse entries that vanish together only: what is stated is stated of each."""
        plain, whole = variable.expr, self.context.unfold_all(function.expr)
        if not variable.shape or not isinstance(plain, sp.Indexed):
            return
        entries = {e for e in sp.preorder_traversal(whole) if isinstance(e, sp.Indexed)}
        if any(e.base == plain.base and e != plain for e in entries):
            error = self.error(_COUPLED, here)
            error.coupled = True
            raise error
