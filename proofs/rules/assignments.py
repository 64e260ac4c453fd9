"""The rule of sums over all assignments of points to components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..language.claims import Claim, Equal
from ..language.errors import RuleMismatch
from ..language.substitution import Substitution, names_used, substitute, substitute_index
from ..language.vocabulary import MapSum
from .base import Ref, Rule, expect
from .state import State


@dataclass(frozen=True)
class OverAssignments(Rule):
    """The sum over all assignments factorises.

    ----------------------------------------------------------
    |- sum_z prod_n f(n, z_n) = prod_n sum_k f(n, k)

    So does a mean under a product of distributions, whose ``rows`` are known to sum to one:
    points are drawn independently, so each term of the sum feels only its own point.

    |- sum_k q(n, k) = 1   for every n
    ----------------------------------------------------------
    |- sum_z prod_n q(n, z_n) sum_m g(m, z_m) = sum_m sum_k q(m, k) g(m, k)
    """

    rows: Ref | None = None

    def check(self, claim: Claim, state: State) -> None:
        left, right = expect(claim, Equal).expressions()
        if self.rows is None:
            self._sum(left, right, state)
        else:
            self._mean(self.rows, left, right, state)

    def _sum(self, left: Any, right: Any, state: State) -> None:
        if not isinstance(left, MapSum) or not isinstance(left.args[0], sp.Product):
            raise RuleMismatch("the left side is not a sum over assignments of a product")
        body, base, rows, values = left.args
        if len(body.args) != 2:
            raise RuleMismatch("the product must run over the points alone")
        factor, limit = body.args[0], body.args[1]
        wanted = "the right side is not a product over n of a sum over k"
        if not isinstance(right, sp.Product) or not isinstance(right.args[0], sp.Sum):
            raise RuleMismatch(wanted)
        inner, n, k = right.args[0], right.args[1], right.args[0].args[1]
        if (
            len(inner.args) != 2
            or len(right.args) != 2
            or (limit[2], n[2], k[2]) != (rows, rows, values)
        ):
            raise RuleMismatch(wanted)
        # At once: the product on the left may bind the letter of the sum on the right.
        here = Substitution(indices={n[0]: limit[0], k[0]: base[limit[0]]})
        chosen = substitute(inner.args[0], here)
        if base.label.name in names_used(state.context.unfold_all(inner.args[0])):
            raise RuleMismatch("the factor on the right must not mention the assignment")
        if state.residue(chosen, factor):
            raise RuleMismatch("the factors on the two sides differ")

    def _mean(self, line: Ref, left: Any, right: Any, state: State) -> None:
        if not isinstance(left, MapSum) or not isinstance(left.args[0], sp.Mul):
            raise RuleMismatch("the left side is not a mean over assignments")
        body, base, rows, values = left.args
        name = base.label.name
        products = [f for f in body.args if isinstance(f, sp.Product)]
        sums = [f for f in body.args if isinstance(f, sp.Sum)]
        if len(body.args) != 2 or len(products) != 1 or len(sums) != 1:
            raise RuleMismatch("a product over the points times a sum over the points is needed")
        weight, term = products[0], sums[0]
        if (
            len(term.args) != 2
            or len(weight.args) != 2
            or (weight.args[1][2], term.args[1][2]) != (rows, rows)
        ):
            raise RuleMismatch("both must run over all points")
        if not isinstance(right, sp.Sum) or [m[2] for m in right.args[1:]] != [values, rows]:
            raise RuleMismatch("the right side is not a sum over k, then over the points")
        k, m = right.args[1][0], right.args[2][0]
        self._distribution(line, weight, base, values, state)
        if name in names_used(state.context.unfold_all(right.args[0])):
            raise RuleMismatch("the right side must not mention the assignment")
        q = substitute_index(weight.args[0], weight.args[1][0], m)
        g = substitute_index(term.args[0], term.args[1][0], m)
        chosen = substitute(right.args[0], Substitution(indices={k: base[m]}))
        if state.residue(chosen, q * g):
            raise RuleMismatch("the terms on the two sides differ")

    def _distribution(self, rows: Ref, weight: Any, base: Any, values: Any, state: State) -> None:
        """The factors must be q(n, z_n) of a q whose rows are known to sum to one."""
        line, wild = state.pattern(rows)
        fits = isinstance(line, Equal) and line.rhs == 1 and isinstance(line.lhs, sp.Sum)
        if not fits or len(line.lhs.args) != 2 or line.lhs.args[1][2] != values:  # type: ignore[attr-defined]
            raise RuleMismatch(f"{rows.target} does not say that the rows sum to one")
        row, k = line.lhs.args[0], line.lhs.args[1][0]  # type: ignore[attr-defined]
        if base.label.name in names_used(state.context.unfold_all(row)):
            raise RuleMismatch("the distribution must not mention the assignment")
        n = weight.args[1][0]
        for index in sorted(wild, key=str):
            if index.size != n.size:
                continue
            here = substitute(row, Substitution(indices={index: n, k: base[n]}))
            if not state.residue(here, weight.args[0]):
                return
        raise RuleMismatch("the factors are not the distribution whose rows sum to one")
