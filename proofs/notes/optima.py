r"""Places of optima: ``x = \arg\min_y f``, ``x \text{ minimises } f``, with what x is meant by."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import sympy as sp

from ..language.claims import Optimum, Relation
from ..language.declared import DECLARED
from ..language.settling import free_names, settled
from ..language.substitution import Substitution, free_indices, name_of, names_used, substitute
from ..language.vocabulary import Index
from ..rules.logic import same_relation
from .comparing import ComparisonReader
from .sides import Side
from .stated import Stated
from .tokens import Token
from .values import Value


class OptimumReader(ComparisonReader):
    """Reads where something is smallest or largest."""

    def _optimum(
        self,
        first: Side | None,
        left: Side,
        right: Side,
        sign: str,
        under: tuple[Relation, ...],
        forall: tuple[Index, ...] | None,
    ) -> Stated:
        if sign not in ("=", r"\in", right.kind):
            raise self.error("an optimum is stated by =, \\in or 'minimises'", right.token)
        variable = right.variable if first is None else first.value
        if variable is None:
            variable = self._meant(left, right)
        variable = self._of_family(variable, left.value)
        if first is not None and right.variable is not None and right.variable != first.value:
            raise self.error("the optimum is over another variable", right.token)
        if not isinstance(variable.expr, sp.Symbol | sp.Indexed):
            raise self.error(
                r"say of which variable: p = 0 \text{ minimises } ..., or ... \text{ over } p",
                (first or left).token,
            )
        variable, value = self._common(variable, left.value, left.token)
        self.number(right.value, right.token)
        exprs, lost = self._settled(
            [right.value.expr, variable.expr, value.expr],
            [*left.partial, *right.partial],
            variable.shape,
            right.token,
        )
        domain, rest = self._domain(under, exprs[1])
        if not domain:
            domain = self._about(exprs[1])
        function, unknown, value = self._each(exprs, right.token)
        relation = Optimum(right.kind, function, unknown, value, domain, sign == "=")
        return Stated(relation, lost, under=rest, forall=forall)

    def _of_family(self, variable: Value, value: Value) -> Value:
        r"""Nothing is optimised over the number \pi: it is the family that is called so."""
        family = self.context.families.get("pi")
        at = value.coordinate
        if variable.expr is not sp.pi or family is None or at is None:
            return variable
        return replace(value, expr=family.base[at]) if family.sizes == (at.size,) else variable

    def _meant(self, left: Side, right: Side) -> Value:
        r"""What is optimised where nothing says it: ``\mu`` by ``\hat\mu``, or the side itself."""
        own = self.variable_of(right.value.expr, left.token)
        if own is not None:
            return own
        value, context = left.value, self.context
        expr = value.expr
        if not isinstance(expr, sp.Symbol | sp.Indexed) or context.definition_of(expr) is None:
            return value
        plain = plain_name(name_of(expr))
        moves = plain in names_used(context.unfold_all(right.value.expr))
        if moves and plain in context.symbols and isinstance(expr, sp.Symbol):
            return replace(value, expr=context.symbols[plain].symbol)
        family = context.families.get(plain)
        if moves and family is not None and isinstance(expr, sp.Indexed):
            return replace(value, expr=family.base[expr.indices])
        raise self.error(
            f"{left.token.text} stands for something else: say of which variable, as in "
            r"p = m \text{ maximises }",
            left.token,
        )

    def _about(self, variable: Any) -> tuple[str, ...]:
        """The hypotheses about the variable: where none is said, it is free within these."""
        return tuple(h.name for h in self._said_of(variable))

    def _each(self, exprs: list[Any], here: Token) -> list[Any]:
        r"""``\lambda_k`` maximises ``Q_k``: for every j, all of them together maximise Q_j."""
        function, unknown, value = exprs
        used = free_names(*exprs)
        for index in sorted(free_indices(unknown) & free_indices(function), key=str):
            other = self.names.another(index, used)
            if other is None:
                raise self.error(f"declare one more index that runs over 1..{index.size}", here)
            used |= {other.name}
            function = substitute(function, Substitution(indices={index: other}))
        return [settled(function, self.context, free_names(function)), unknown, value]

    def _domain(
        self, under: tuple[Relation, ...], variable: Any
    ) -> tuple[tuple[str, ...], tuple[Relation, ...]]:
        """The hypotheses that say over what an optimum is taken; signs are declared already."""
        names: list[str] = []
        for condition in under:
            name = next(
                (
                    h.name
                    for h in self.context.hypotheses.values()
                    if h.guard is None and same_relation(h.relation, condition)
                ),
                None,
            )
            if name is not None:
                names.append(name)
            elif not self._declared_sign(condition, variable):
                raise self.error("over what the optimum is taken must be a hypothesis of the block")
        return tuple(names), ()

    def _declared_sign(self, condition: Relation, variable: Any) -> bool:
        return condition == DECLARED[self.context.sign_of(variable)].of(variable)


def plain_name(name: str) -> str:
    """The name without its accent or star."""
    return re.sub(r"_(hat|bar|tilde|star|new)$", "", name)
