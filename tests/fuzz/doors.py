"""Attempts at the doors of the checker: each is to be refused, and each has a twin that is true.

An attempt is a line with its reason, and what shows that it must not pass: an instance of all
hypotheses at which the line fails, or has no value; or a map of a citation that names what the
theorem has not declared so.

* ranges: a known total (bound, equation) of one range is used at indices of another;
* maps: what a citation puts in, under names of another kind, twice, or of unknown names;
* undefined: conditions that look true and have no value at one point;
* unevaluated: u (1/u), u - u and their like planted somewhere in a formula;
* degenerate: what is put in takes a denominator away; solutions outside of the domain.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import flint
import sympy as sp
from hardlimit.proofs.author import (
    ByHypothesis,
    Derivation,
    Rewrite,
    at_most,
    combine,
    delta,
    equal,
    indicator,
    product,
    total,
)
from hardlimit.proofs.instances.checks import Refuted, check_at
from hardlimit.proofs.instances.evaluate import Instance
from hardlimit.proofs.instances.holding import choices, holds
from hardlimit.proofs.kernel.form import check_arguments, check_condition, positive_definitions
from hardlimit.proofs.kernel.gate import Theorem
from hardlimit.proofs.language.claims import Claim, Hypothesis, Relation
from hardlimit.proofs.language.errors import HardlimitError, Undecided, Undefined
from hardlimit.proofs.language.hygiene import check_expression
from hardlimit.proofs.rules.base import Rule
from hardlimit.proofs.rules.state import State

from ..lab import paper

Random = random.Random


class Sheet:
    """A derivation with sizes N, K, M, V, their indices, and symbols and families of all signs."""

    def __init__(self) -> None:
        self.d: Derivation = paper()
        d = self.d
        self.N, self.K, self.M, self.V = (d.size(s) for s in "NKMV")
        self.n, self.m, self.o = d.indices("n m o", self.N)
        self.k, self.j = d.indices("k j", self.K)
        self.u, self.t = d.indices("u t", self.M)
        self.v = d.index("v", self.V)
        self.x, self.w = d.family("x", self.N), d.family("w", self.K)
        self.a = d.family("a", self.V)
        self.q = d.family("q", self.N, sign="positive")
        self.y, self.z, self.r = (d.symbol(s) for s in "yzr")
        self.p, self.s = d.symbol("p", "positive"), d.symbol("s", "positive")
        self.c = d.assignment("c", self.M, values=self.K)
        self.own = d.assignment("own", self.N, values=self.N)


@dataclass(frozen=True)
class Attempt:
    """A line, its reason, and what it may refer to.

    ``at`` are values at which it fails (sizes, symbols, entries, indices); None where the
    reason is wrong whatever the line says.
    """

    kind: str
    sheet: Sheet
    relation: Relation
    rule: Rule
    at: Mapping[Any, Any] | None
    under: tuple[Hypothesis, ...] = ()
    theorems: Mapping[str, Theorem] = field(default_factory=dict)


def number(rng: Random) -> Any:
    """A rational that nobody draws by chance."""
    return sp.Rational(rng.randrange(-900, 900), rng.choice([113, 97, 89, 71]))


def formula(rng: Random, leaves: list[Any], depth: int = 2) -> Any:
    """A formula of ``leaves`` that has a value everywhere, in normal form."""
    if depth <= 0 or rng.random() < 0.15:
        return rng.choice(leaves)
    one, two = (formula(rng, leaves, depth - 1) for _ in range(2))
    make = rng.choice(
        [
            lambda: one + two,
            lambda: one * two,
            lambda: one - rng.randrange(1, 4) * two,
            lambda: one**2 + rng.randrange(1, 4),
            lambda: sp.exp(one) if one.free_symbols else one,
            lambda: sp.Abs(one),
            lambda: sp.log(1 + one**2) * two,
            lambda: one / (1 + two**2),
            lambda: indicator(one, two),
        ]
    )
    return again(make())


def again(expr: Any) -> Any:
    """``expr`` built from its parts: where factors cancel, SymPy leaves -(a - b) as it is."""
    return expr.func(*map(again, expr.args)) if expr.args and not expr.is_Atom else expr


def accepted(attempt: Attempt) -> bool:
    """Whether the gate would take the line (instances apart)."""
    context = attempt.sheet.d.context
    claim = Claim(attempt.relation, attempt.under)
    try:
        for item in (*context.hypotheses.values(), *attempt.under):
            for expr in item.expressions():
                if not isinstance(expr, sp.Symbol):
                    check_expression(expr, context, frozenset(item.forall))
            check_condition(item, context, attempt.under)
        for definition in context.definitions.values():
            check_expression(definition.body, context, frozenset(definition.params))
        for expr in attempt.relation.expressions():
            check_expression(expr, context)
        positive = positive_definitions(context)
        state = State(context, claim, {}, attempt.theorems, positive_names=positive)
        check_arguments(attempt.rule, context)
        for expr in attempt.relation.expressions():
            state.require_defined(expr)
        attempt.rule.check(claim, state)
    except HardlimitError:
        return False
    return True


def instance(sheet: Sheet, at: Mapping[Any, Any]) -> Instance:
    """The instance with the values ``at``; the others are some number each."""
    context = sheet.d.context
    sizes = {name: int(at.get(name, 2)) for name in context.sizes}
    values: dict[Any, Any] = {}
    for place, name in enumerate(context.symbols):
        values[name] = _exact(at.get(name, sp.Rational(2 * place + 3, 7)))
    for name, family in context.families.items():
        # One entry more than the range: t + 1 is looked at, too.
        over = [range(1, sizes[s.name] + 2) for s in family.sizes]
        for i in over[0]:
            plain = 1 if family.values is not None else sp.Rational(3 * i + 2, 5)
            values[name, i] = _exact(at.get((name, i), plain))
    indices = {name: int(at.get(name, 1)) for name in context.indices}
    return Instance(context, sizes, values, indices)


def _exact(value: Any) -> Any:
    return flint.fmpq(int(sp.Rational(value).p), int(sp.Rational(value).q))


def fails(attempt: Attempt) -> bool:
    """Whether the line fails at the instance given, which meets all hypotheses."""
    if attempt.at is None:
        return True
    here = instance(attempt.sheet, attempt.at)
    for item in (*attempt.sheet.d.context.hypotheses.values(), *attempt.under):
        for chosen in choices(item.forall, here.sizes):
            at = here.with_indices(chosen)
            guarded = item.guard is None or holds(item.guard, at, default=False)
            if guarded and not holds(item.relation, at, default=False):
                return False
    try:
        check_at(attempt.relation, here)
    except (Refuted, Undefined):
        return True
    except Undecided:
        return False
    return False


# -- ranges ------------------------------------------------------------------------------------
def ranges(rng: Random, *, true: bool) -> Attempt | None:
    """What holds for all pairs of points (it does at N = 1), at two components or labels."""
    s = Sheet()
    pair, far = delta(s.n, s.m), number(rng)
    one = s.a[s.v] + rng.choice([-2, -1, 1, 3]) * pair
    one += formula(rng, [s.a[s.v], s.y, pair], 1)
    # A single term: the total of several is no single sum.
    body = rng.choice(
        [sp.Abs(one), 1 / (1 + one**2), sp.log(1 + one**2), indicator(s.a[s.v], far + pair)]
    )
    if not one.has(s.a[s.v]) or not one.has(pair):
        return None
    over: Any = rng.choice([total, total, total, product])

    def known(value: Any) -> Any:
        return over(_put(body, pair, value), s.v)

    inequality = rng.random() < 0.25
    relation = (at_most if inequality else equal)(known(delta(s.n, s.m)), known(sp.Integer(1)))
    if relation.rhs.has(sp.E):
        return None
    h = s.d.assume("h", relation, forall=(s.n, s.m))
    here, there = rng.choice(
        [(s.n, s.o), (s.own[s.n], s.m), (s.o, s.m)]
        if true
        else [(s.k, s.j), (s.k, s.c[s.u]), (s.c[s.u], s.c[s.t]), (s.u, s.t), (s.j, s.k)]
    )
    lhs, rhs = known(delta(here, there)), known(sp.Integer(1))
    other = formula(rng, [s.y, s.p, s.z], 1)
    at = {"N": 1, "K": 2, "M": 2, "V": 2, "j": 2, "t": 2, ("c", 2): 2, ("a", 1): far}
    at |= {("a", 2): number(rng), "y": number(rng)}
    ref = h.at({s.n: here, s.m: there})
    if inequality:
        above = at_most(s.p * lhs, s.p * rhs)
        return Attempt("ranges", s, above, combine((ref, s.p)), at)
    line = equal(other + lhs * other, other + rhs * other)
    if line.lhs == line.rhs:
        return None
    rules: list[Rule] = [Rewrite((h,)), Rewrite((ref,))]
    if over is total:
        rules += [Rewrite((h,)), Rewrite((h,)), Rewrite((ref,))]
    if rng.random() < 0.2:
        return Attempt("ranges", s, equal(lhs, rhs), ByHypothesis(ref), at)
    return Attempt("ranges", s, line, rng.choice(rules), at)


def _put(expr: Any, old: Any, new: Any) -> Any:
    return expr.xreplace({old: new})


Maker = Callable[..., Attempt | None]
