"""Proofs of derivatives: by structure, one rule for each operation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

import sympy as sp

from ...language.claims import HasGradient, NotEqual
from ...language.functions import BY_HEAD, OPAQUE, Shorthand
from ...language.substitution import family_name, fresh, substitute_index
from ...language.vocabulary import Index
from ...rules.gradients import Gradient
from ..statements import written
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from ..statements.shapes import shape
from ..statements.written import over, times
from .equality import equality
from .goal import SIDE, Goal, Unscripted
from .sides import facts

ZERO, ONE, TWO = sp.Integer(0), sp.Integer(1), sp.Integer(2)


@dataclass(frozen=True)
class Slope:
    """The derivative of an expression, as the rules leave it, and the tactics that show it."""

    value: Any
    tactics: str


class Slopes:
    """Derivatives of expressions by one entry or symbol ``variable``.

    ``divided``: that of a product whose factors are not 0 is the product times a sum of rates.
    """

    def __init__(self, goal: Goal, variable: Any, divided: bool) -> None:
        self.goal, self.variable, self.divided = goal, variable, divided
        self.at = tuple(variable.indices) if isinstance(variable, sp.Indexed) else ()
        self.name = family_name(variable) if self.at else variable.name
        self.side = SIDE

    def of(self, expr: Any, bound: frozenset[str] = frozenset()) -> Slope:
        """The derivative of ``expr``; ``bound`` are the names of the indices around it.

        Raises:
            Unscripted: where no rule applies.
        """
        if not self.goal.state.depends(expr, self.name):
            return Slope(ZERO, "apply slope_const.")
        if isinstance(expr, sp.Pow) and not isinstance(expr, sp.exp) and expr.exp == 1:
            return self.of(expr.base, bound)  # what stood below a fraction line
        if isinstance(expr, sp.Product):
            return self._product(expr, bound)
        if isinstance(expr, Shorthand):
            return self._shorthand(expr, bound)
        found = shape(expr)
        if found.operation == "leaf":
            return self._leaf(found.parts[0])
        if found.operation == "sum":
            return self._sum(found.parts[0], bound)
        if found.operation in ("plus", "minus", "times", "over"):
            return self._two(found.operation, found.parts[0], found.parts[1], bound)
        return self._one(found.operation, found.parts, bound)

    def _shorthand(self, expr: Any, bound: frozenset[str]) -> Slope:
        """The derivative of what it stands for, its arguments put in as they are written."""
        known = BY_HEAD[type(expr)]
        holes = {f"#{i}": argument for i, argument in enumerate(expr.args)}
        meaning = put(
            known.meaning(*(sp.Symbol(name, real=True) for name in holes)), Scope(symbols=holes)
        )
        found = self.of(meaning, bound)
        same = f"intros; cbv beta; unfold {known.coq}; first [reflexivity | field; {self.side}]"
        via = f"eapply (slope_same _ _ _ {self.goal.term(meaning)})."
        return Slope(found.value, f"{via}\n3: {{ {found.tactics} }}\nall: {same}.")

    def _leaf(self, expr: Any) -> Slope:
        if isinstance(expr, sp.Symbol) and not self.at and expr.name == self.name:
            return Slope(ONE, "apply slope_id.")
        if not isinstance(expr, sp.Indexed) or family_name(expr) != self.name:
            raise Unscripted(f"no derivative of {expr} is known")
        pairs = [
            sp.KroneckerDelta(i, j, evaluate=False)
            for i, j in zip(expr.indices, self.at, strict=True)
        ]
        value = pairs[0]
        for pair in pairs[1:]:
            value = times(value, pair)
        return Slope(value, f"apply slope_put{len(pairs)}.")

    def _two(self, operation: str, a: Any, b: Any, bound: frozenset[str]) -> Slope:
        moves_a, moves_b = (self.goal.state.depends(e, self.name) for e in (a, b))
        if operation == "times" and not moves_a:
            return self._then("slope_scal_l", self.of(b, bound), lambda m: times(a, m))
        if operation == "times" and not moves_b:
            return self._then("slope_scal_r", self.of(a, bound), lambda m: times(m, b))
        if operation == "over" and not moves_b:
            return self._then("slope_over_const", self.of(a, bound), lambda m: over(m, b))
        left, right = self.of(a, bound), self.of(b, bound)
        x, y = left.value, right.value
        if operation == "times":
            value = written.plus(times(x, b), times(a, y))
        elif operation == "over":
            change = written.minus(times(x, b), times(a, y))
            value = over(change, sp.Pow(b, 2, evaluate=False))
        else:
            value = getattr(written, operation)(x, y)
        parts = [left.tactics, right.tactics] + [f"{self.side}."] * (operation == "over")
        return Slope(value, _refined(f"slope_{operation}", parts))

    def _one(self, operation: str, parts: tuple[Any, ...], bound: frozenset[str]) -> Slope:
        if operation in ("Rpower", "pow") and self.goal.state.depends(parts[1], self.name):
            return self._exponential(parts[0], parts[1], bound)
        inner = parts[-1] if operation in ("xlogy",) else parts[0]
        found = self.of(inner, bound)
        show = f"{self.side}."
        if operation == "opp":
            return self._then("slope_opp", found, written.opp)
        if operation == "exp":
            whole = sp.exp(inner, evaluate=False)
            return self._then("slope_exp", found, lambda m: times(whole, m))
        if operation == "ln":
            return self._then("slope_ln", found, lambda m: over(m, inner), show)
        if operation == "sqrt":
            root = sp.Pow(inner, sp.Rational(1, 2), evaluate=False)
            return self._then("slope_sqrt", found, lambda m: over(m, times(TWO, root)), show)
        if operation == "xlogy" and not self.goal.state.depends(parts[0], self.name):
            return self._then("slope_xlogy", found, lambda m: over(times(parts[0], m), inner), show)
        if operation in ("pow", "Rpower"):
            return self._power(operation, inner, parts[1], found)
        if operation in OPAQUE and (rates := OPAQUE[operation].slope):
            whole = reduce(times, (rate(inner) for rate in rates))
            return self._then(f"slope_{operation}", found, lambda m: times(whole, m), show)
        raise Unscripted(f"no derivative of {operation} is known")

    def _exponential(self, base: Any, exponent: Any, bound: frozenset[str]) -> Slope:
        if self.goal.state.depends(base, self.name):
            raise Unscripted("no derivative is known of a power whose base and exponent move")
        rate = times(sp.Pow(base, exponent, evaluate=False), sp.log(base, evaluate=False))
        return self._then("slope_power_of", self.of(exponent, bound), lambda m: times(rate, m))

    def _power(self, operation: str, base: Any, exponent: Any, found: Slope) -> Slope:
        if exponent == 2:
            return self._then("slope_square", found, lambda m: times(times(TWO, base), m))
        if exponent.is_Integer:
            rest = sp.Pow(base, exponent - 1, evaluate=False)
            inner = times(exponent, rest)
            return self._then("slope_pow", found, lambda m: times(inner, m), "simpl; ring.")
        whole = sp.Pow(base, exponent, evaluate=False)
        lemma = "slope_Rpower" if operation == "Rpower" else "slope_pow_nat"
        return self._then(
            lemma, found, lambda m: times(over(times(exponent, whole), base), m), f"{self.side}."
        )

    def _then(self, lemma: str, found: Slope, value: Any, *sides: str) -> Slope:
        return Slope(value(found.value), _refined(lemma, [found.tactics, *sides]))

    def _sum(self, expr: sp.Sum, bound: frozenset[str]) -> Slope:
        """A sum over several indices is a sum of sums; the last index is outermost."""
        renamed, low, body, taken = self._opened(expr, bound)
        found = self.of(body, taken)
        tactics = f"apply slope_sum; {_each(renamed)}\n{found.tactics}"
        return Slope(sp.Sum(found.value, (renamed, low, renamed.size)), tactics)

    def _product(self, expr: sp.Product, bound: frozenset[str]) -> Slope:
        """A product over several indices is a product of products, in the same way."""
        renamed, low, body, taken = self._opened(expr, bound)
        size = renamed.size
        found = self.of(body, taken)
        if self.divided and self.goal.state.shows(NotEqual(body, ZERO)):
            rates = sp.Sum(over(found.value, body), (renamed, low, size))
            parts = [f"{_each(renamed)}\n{found.tactics}", f"{_each(renamed)} {self.side}."]
            whole = sp.Product(body, (renamed, low, size))
            return Slope(times(whole, rates), _refined("slope_prod_over", parts))
        here = fresh(Index(renamed.name, size), {*taken, *self._taken(bound)})
        one = sp.KroneckerDelta(renamed, here, evaluate=False)
        kept = written.plus(one, times(body, written.minus(ONE, one)))
        others = sp.Product(kept, (renamed, low, size))
        # Its text must stay as it is: SymPy would put the indices of a delta in order.
        left_out = put(found.value, Scope(base={renamed: here}, avoid=frozenset({here.name})))
        tactics = f"apply slope_prod; {_each(renamed)}\n{found.tactics}"
        return Slope(sp.Sum(times(left_out, others), (here, low, size)), tactics)

    def _opened(self, expr: Any, bound: frozenset[str]) -> tuple[Index, Any, Any, frozenset[str]]:
        """The outermost index under a name that is free, its start, the body, and names in use."""
        index, low, size = expr.args[-1]
        inner = expr.args[0] if len(expr.args) == 2 else expr.func(expr.args[0], *expr.args[1:-1])
        renamed = fresh(Index(index.name, size), self._taken(bound))
        body = inner if renamed == index else substitute_index(inner, index, renamed)
        return renamed, low, body, bound | {renamed.name}

    def _taken(self, bound: frozenset[str]) -> set[str]:
        bindings = self.goal.translator.bindings
        around = [*bindings.indices(self.goal.claim), *bindings.fixed]
        return {*bound, *(i.name for i in around)}


def _each(index: Index) -> str:
    name = coq_name(index.name)
    return f"intros {name} range_{name}."


def _refined(lemma: str, parts: list[str]) -> str:
    return "\n".join([f"apply {lemma}.", *(f"{{ {p} }}" for p in parts)])


def gradient(goal: Goal, rule: Gradient) -> str:
    """The derivative by structure, and the equation between it and the claimed one."""
    relation = goal.claim.relation
    if not isinstance(relation, HasGradient):
        raise Unscripted("the claim is no gradient")
    context = goal.context
    named = {n: context.definitions[n] for n in rule.names}
    indices = [*goal.translator.bindings.fixed, *goal.translator.bindings.indices(goal.claim)]
    scope = Scope(definitions=named, avoid=frozenset(i.name for i in indices))
    function = put(relation.function, scope)
    found = Slopes(goal, relation.variable, True).of(function)
    if function.has(sp.Product) and not goal.state.equal(
        found.value, relation.gradient, rule.names
    ):
        found = Slopes(goal, relation.variable, False).of(function)
    near = goal.translator.relation(HasGradient(function, relation.variable, ZERO))
    near = near.removeprefix("derivable_pt_lim ").removesuffix(" 0")
    lines = [
        goal.intro(),
        facts(goal),
        f"assert (found_ : slope {near} {goal.term(function)} {goal.term(found.value)}).",
        f"{{ cbv zeta.\n{found.tactics} }}",
        "refine (slope_derivative _ _ _ _ _ found_ _).",
        equality(goal, found.value, relation.gradient, names=rule.names),
    ]
    return "\n".join(lines)
