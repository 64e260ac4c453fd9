"""Rules about gradients and where they vanish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import (
    Claim,
    HasGradient,
    Hypothesis,
    NotEqual,
    Relation,
    ZeroExactlyAt,
)
from ..language.declared import DECLARED
from ..language.errors import RuleMismatch
from ..language.fresh import fresh_index, rename_bound
from ..language.functions import BY_HEAD, Opaque, Shorthand
from ..language.substitution import Substitution, family_name, name_of, substitute
from ..language.vocabulary import XLogY, index_size
from ..language.wording import written
from .base import Rule, expect
from .domains import about_one_entry, require_in_domain
from .state import State

ZERO, ONE = sp.Integer(0), sp.Integer(1)


@dataclass(frozen=True)
class Gradient(Rule):
    """Differentiate term by term.

    Sum, product, chain and power rule, exp' = exp, log' = 1/u; a finite sum is
    differentiated under the sum sign, and in a finite product one factor after the
    other; d x_i / d x_j = delta_ij.

    ------------------
    |- d f / d x_j = g
    """

    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, HasGradient)
        function = state.context.unfold(relation.function, frozenset(self.names))
        sign = DECLARED[state.context.sign_of(relation.variable)]
        if sign.side and not sign.strict:
            raise RuleMismatch("the variable may lie on the boundary, where there is no gradient")
        hint = "differentiating term by term gives another gradient"
        # The product rule has two forms where no factor is 0.
        for divided in (True, False) if function.has(sp.Product) else (False,):
            own = differentiate(function, relation.variable, state, divided=divided)
            state.require_defined(own)
            # The definitions are written out on both sides: the gradient may name them too.
            if not state.residue(own, relation.gradient, self.names):
                return
            if not state.residue(own, relation.gradient, tuple(state.context.definitions)):
                hint = "true, but a definition must be named: names=(...)"
        raise RuleMismatch(hint)


def differentiate(expr: Any, variable: Any, state: State, *, divided: bool = True) -> Any:
    """d expr / d variable by structural rules (independent of SymPy's ``diff``).

    ``divided``: where it is known that no factor f_j of a finite product is 0, the slope is
    written as the product times sum_j f_j'/f_j.

    Raises:
        RuleMismatch: where ``expr`` is not differentiable by these rules.
    """
    name = name_of(variable)

    def slope(part: Any) -> Any:
        return differentiate(part, variable, state, divided=divided)

    if not state.depends(expr, name):
        return ZERO
    if isinstance(expr, sp.Indexed) and family_name(expr) == name:
        out = ONE
        for i, j in zip(expr.indices, variable.indices, strict=True):
            out = out * (ONE if i == j else sp.KroneckerDelta(i, j))
        return out
    if isinstance(expr, sp.Symbol) and expr.name == name:
        return ONE
    if isinstance(expr, sp.Symbol | sp.Indexed):
        raise RuleMismatch(
            f"{written(expr)} depends on {written(variable)} by its definition: write it out first"
        )
    if isinstance(expr, sp.Add):
        return sp.Add(*[slope(a) for a in expr.args])
    if isinstance(expr, sp.Mul):
        terms = []
        for position, factor in enumerate(expr.args):
            rest = expr.args[:position] + expr.args[position + 1 :]
            terms.append(slope(factor) * sp.Mul(*rest))
        return sp.Add(*terms)
    if isinstance(expr, sp.exp):
        return expr * slope(expr.args[0])
    if isinstance(expr, sp.log):
        return slope(expr.args[0]) / expr.args[0]
    if isinstance(expr, XLogY) and not state.depends(expr.args[0], name):
        q, u = expr.args
        rate = slope(u) / u
        # Where q = 0 the slope is 0: so q times the rate is, if the rate has a value there, too.
        state.require_defined(rate)
        return q * rate
    if isinstance(expr, sp.Pow) and not state.depends(expr.exp, name):
        inner = slope(expr.base)
        return expr.exp * expr.base ** (expr.exp - 1) * inner
    if isinstance(expr, sp.Pow) and not state.depends(expr.base, name):
        return expr * sp.log(expr.base) * slope(expr.exp)
    if isinstance(expr, Opaque) and (rates := BY_HEAD[type(expr)].slope):
        return sp.Mul(*(rate(expr.args[0]) for rate in rates), slope(expr.args[0]))
    if isinstance(expr, Shorthand):
        return slope(expr.meaning)
    if isinstance(expr, sp.Sum):
        opened = rename_bound(expr)
        return sp.Sum(slope(opened.args[0]), *opened.args[1:])
    if isinstance(expr, sp.Product):
        opened = rename_bound(expr)
        factor, *limits = opened.args
        if divided and state.shows(NotEqual(factor, ZERO)):
            return expr * sp.Sum(slope(factor) / factor, *limits)
        here = {i: fresh_index(i) for i, _, _ in limits}
        one = sp.Mul(*[sp.KroneckerDelta(i, there) for i, there in here.items()])
        others = sp.Product(one + (1 - one) * factor, *limits)
        left_out = substitute(slope(factor), Substitution(indices=here))
        return sp.Sum(left_out * others, *[(here[i], low, size) for i, low, size in limits])
    raise RuleMismatch(f"no rule differentiates {written(expr)} by {written(variable)}")


@dataclass(frozen=True)
class LinearRoot(Rule):
    """Solve a gradient that is linear up to a factor that never vanishes.

    The solution must lie in the domain of the unknown: it has its declared sign, and
    meets every hypothesis about it.  (A hypothesis that ties several entries of the unknown
    together, such as sum_k x_k = 1, is no domain of one entry: of that nothing is asked, but of
    what it says of one entry by itself.)

    f(x) = c (s - x),  c != 0,  s free of x,  s in the domain of x
    ------------------
    |- f(x) = 0 exactly at x = s
    """

    formulas = ("factor",)

    factor: Any
    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        relation = expect(claim, ZeroExactlyAt)
        variable = relation.variable
        name = name_of(variable)
        if state.depends(relation.solution, name):
            raise RuleMismatch("the solution still contains the unknown")
        state.require_defined(self.factor)
        own = self.factor * (relation.solution - variable)
        if not state.equal(relation.function, own, self.names):
            raise RuleMismatch("the function is not the factor times (solution - unknown)")
        state.require(NotEqual(self.factor, ZERO), "the factor must not vanish")
        _require_value_at_root(relation.function, name, claim, state)
        about = [
            about_one_entry(h, name, state.context)
            for h in state.context.all_hypotheses(claim.under)
            if _speaks_of(h, name, state)
        ]
        why = f"the solution lies in the domain of {written(variable)}"
        alone = [h for h in about if h is not None]
        require_in_domain(variable, relation.solution, relation.function, alone, state, why)


def _speaks_of(said: Hypothesis | Relation, name: str, state: State) -> bool:
    return any(state.depends(e, name) for e in said.expressions() if index_size(e) is None)


def _require_value_at_root(function: Any, name: str, claim: Claim, state: State) -> None:
    """Discharge that ``function`` has a value at the root, whatever the other entries are.

    What ties the unknown to other entries, or was shown of it, need not hold there.
    """
    context = state.context

    def kept(said: Iterable[Hypothesis]) -> Iterator[Hypothesis]:
        for h in said:
            alone = about_one_entry(h, name, context) if _speaks_of(h, name, state) else h
            if alone is not None:
                yield alone

    there = replace(context, hypotheses={h.name: h for h in kept(context.hypotheses.values())})
    there.signs_found, there._unfolded = {}, {}
    under = tuple(kept(claim.under))
    at_root = State(
        there, Claim(claim.relation, under), {}, {}, state.obligations, _used=state._used
    )
    others = (f for f in state.signs.facts if not _speaks_of(f.relation, name, state))
    at_root.signs = at_root.signs.with_facts(others)
    at_root.require_defined(function)
