"""Rules of reasoning: cases, hypotheses, citing a theorem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..claims import AtMost, Claim, Equal, Hypothesis, LessThan, NotEqual, Relation
from ..errors import RuleMismatch
from ..signs import Fact, fresh_index
from ..substitution import Substitution, free_indices, same, substitute
from ..vocabulary import Index, index_size
from .base import Ref, Rule
from .state import State

ZERO = sp.Integer(0)


def same_relation(left: Relation, right: Relation) -> bool:
    """Equality of relations up to bound names."""
    return type(left) is type(right) and all(
        same(a, b) for a, b in zip(left.expressions(), right.expressions(), strict=True)
    )


@dataclass(frozen=True)
class Cases(Rule):
    """The same statement in every case.

    The cases must be all there are: a = b or a != b;  a = b or a < b where a <= b
    is known;  a < b, a = b or b < a.

    P |- A,   not P |- A
    ------------------
    |- A
    """

    lines: tuple[Ref, ...]

    def check(self, claim: Claim, state: State) -> None:
        found: list[Relation] = []
        for ref in self.lines:
            case = state.earlier.get(ref.target)
            if case is None or ref.indices:
                raise RuleMismatch(f"{ref.target} is not an earlier step")
            extra = [h for h in case.under if h not in claim.under]
            if len(extra) != 1 or extra[0].forall or extra[0].guard is not None:
                raise RuleMismatch(f"step {ref.target} must add exactly one plain local hypothesis")
            if not same_relation(case.relation, claim.relation):
                raise RuleMismatch(f"step {ref.target} shows another statement")
            found.append(extra[0].relation)
        self._exhaustive(found, state)

    def _exhaustive(self, cases: list[Relation], state: State) -> None:
        equal = next((c for c in cases if isinstance(c, Equal)), None)
        if equal is None:
            raise RuleMismatch("the case of equality is missing")
        a, b = equal.lhs, equal.rhs
        others = [c for c in cases if c is not equal]
        if len(others) == 1:
            other = others[0]
            if isinstance(other, NotEqual) and _pair(other, a, b):
                return
            if isinstance(other, LessThan) and _pair(other, a, b):
                state.require(AtMost(other.lhs, other.rhs), "the third case cannot occur")
                return
        below = any(isinstance(c, LessThan) and same(c.lhs, a) and same(c.rhs, b) for c in others)
        above = any(isinstance(c, LessThan) and same(c.lhs, b) and same(c.rhs, a) for c in others)
        if len(others) == 2 and below and above:
            return
        raise RuleMismatch("the cases are not all there are")


def _pair(relation: Any, a: Any, b: Any) -> bool:
    return (same(relation.lhs, a) and same(relation.rhs, b)) or (
        same(relation.lhs, b) and same(relation.rhs, a)
    )


@dataclass(frozen=True)
class AtMinimum(Rule):
    """Some index attains the minimum.

    The line holds under one local hypothesis f(k) = min_j f(j), whose index k occurs
    nowhere else; since such a k exists, what it shows holds outright.

    f(k) = min_j f(j) |- A,   k not in A
    ------------------
    |- A
    """

    line: Ref

    def check(self, claim: Claim, state: State) -> None:
        case = state.earlier.get(self.line.target)
        if case is None or self.line.indices:
            raise RuleMismatch(f"{self.line.target} is not an earlier step")
        extra = [h for h in case.under if h not in claim.under]
        if len(extra) != 1 or extra[0].forall or extra[0].guard is not None:
            raise RuleMismatch("the line must add exactly one plain local hypothesis")
        if not same_relation(case.relation, claim.relation):
            raise RuleMismatch("the line shows another statement")
        attained = extra[0].relation
        if not isinstance(attained, Equal) or isinstance(attained.lhs, Index):
            raise RuleMismatch("the local hypothesis must say that a value is the minimum")
        chosen = state.attaining_index(attained)
        if chosen is None:
            raise RuleMismatch("the local hypothesis must say that a value is the minimum")
        used = state.fixed.union(*(free_indices(e) for e in claim.relation.expressions()))
        if chosen in used:
            raise RuleMismatch(f"{chosen} must occur nowhere but in the local hypothesis")


@dataclass(frozen=True)
class ByHypothesis(Rule):
    """What was assumed (or shown), at other indices, or read off the signs.

    ------------------
    Gamma, A |- A
    """

    line: Ref | None = None
    names: tuple[str, ...] = ()

    def check(self, claim: Claim, state: State) -> None:
        if self.line is None:
            state.require(claim.relation, "it follows from what is declared")
            return
        known = state.relation(self.line)
        weaker = isinstance(known, LessThan) and isinstance(claim.relation, AtMost)
        if not weaker and type(known) is not type(claim.relation):
            raise RuleMismatch(f"{self.line.target} states another kind of relation")
        for a, b in zip(known.expressions(), claim.relation.expressions(), strict=True):
            if not same(a, b) and not state.equal(a, b, self.names):
                raise RuleMismatch(f"{self.line.target} states something else")


@dataclass(frozen=True)
class Cite(Rule):
    """An earlier theorem, with other names put in.

    Every hypothesis and declared sign of the theorem is an obligation here.

    |- T(a),   hypotheses of T at a
    ------------------
    |- T(a)
    """

    slug: str
    part: int = 0
    sizes: tuple[tuple[str, Any], ...] = ()
    indices: tuple[tuple[str, Any], ...] = ()
    symbols: tuple[tuple[str, Any], ...] = ()
    families: tuple[tuple[str, tuple[Index, ...], Any], ...] = ()
    names: tuple[str, ...] = ()
    logs: bool = False

    def check(self, claim: Claim, state: State) -> None:
        theorem = state.theorems.get(self.slug)
        if theorem is None:
            raise RuleMismatch(f"there is no theorem {self.slug!r} before this one")
        if not 0 <= self.part < len(theorem.goals):
            raise RuleMismatch(f"{self.slug} has no part {self.part}")
        if self.slug not in state.cited:
            state.cited.append(self.slug)
        change = self._substitution(theorem, state)
        self._signs(theorem, change, state)
        for hypothesis in theorem.context.hypotheses.values():
            self._hypothesis(hypothesis, theorem, change, state)
        goal = theorem.goals[self.part]
        if hasattr(goal, "domain"):
            raise RuleMismatch("cite the inequality of that theorem, not its optimum")
        told = goal.map(lambda e: substitute(theorem.context.unfold_all(e), change))
        if type(told) is not type(claim.relation):
            raise RuleMismatch(f"{self.slug} concludes another kind of relation")
        everything = tuple(state.context.definitions) if not self.names else self.names
        for mine, other in zip(claim.relation.expressions(), told.expressions(), strict=True):
            if not same(mine, other) and state.residue(mine, other, everything, logs=self.logs):
                raise RuleMismatch(f"{self.slug} with these names says something else: {other}")

    def _substitution(self, theorem: Any, state: State) -> Substitution:
        ctx = theorem.context
        sizes = dict(self.sizes)
        for name in ctx.sizes:
            new = sizes.setdefault(name, ctx.sizes[name])
            if new.name not in state.context.sizes:
                raise RuleMismatch(f"say what the size {name} of {self.slug} is here")
        indices: dict[Index, Any] = {}
        chosen = dict(self.indices)
        for name, index in ctx.indices.items():
            size = sizes[index.size.name]
            indices[index] = chosen.get(name, Index(name, size))
            value = indices[index]
            if isinstance(value, sp.Add) or index_size(value, state.context.families) != size:
                raise RuleMismatch(f"{value} does not range over 1..{size}")
        symbols: dict[str, Any] = {**sizes, **dict(self.symbols)}
        families = {name: (params, body) for name, params, body in self.families}
        for name, family in ctx.families.items():
            if name not in families:
                raise RuleMismatch(f"say what the family {name} of {self.slug} is here")
            params, _ = families[name]
            wanted = [sizes[s.name] for s in family.sizes]
            if [p.size for p in params] != wanted:
                raise RuleMismatch(f"the family {name} of {self.slug} has other ranges")
        for name in ctx.symbols:
            if name not in symbols:
                raise RuleMismatch(f"say what the symbol {name} of {self.slug} is here")
        return Substitution(indices=indices, symbols=symbols, families=families)

    def _signs(self, theorem: Any, change: Substitution, state: State) -> None:
        for name, symbol in theorem.context.symbols.items():
            self._sign(symbol.sign, change.symbols[name], name, state)
            state.require_defined(change.symbols[name])
        for name, family in theorem.context.families.items():
            params, body = change.families[name]
            holes = {p: fresh_index(p) for p in params}
            opened = substitute(body, Substitution(indices=holes))
            if family.values is not None:
                raise RuleMismatch("theorems about assignments cannot be cited with other names")
            self._sign(family.sign, opened, name, state)
            state.require_defined(opened)

    def _sign(self, sign: str, value: Any, name: str, state: State) -> None:
        if sign == "positive":
            state.require(LessThan(ZERO, value), f"{self.slug} needs {name} > 0")
        elif sign == "nonnegative":
            state.require(AtMost(ZERO, value), f"{self.slug} needs {name} >= 0")

    def _hypothesis(
        self, hypothesis: Hypothesis, theorem: Any, change: Substitution, state: State
    ) -> None:
        holes = {
            i: fresh_index(Index(i.name, change.symbols[i.size.name])) for i in hypothesis.forall
        }
        moved = Substitution(
            indices={**change.indices, **holes}, symbols=change.symbols, families=change.families
        )

        def here(expr: Any) -> Any:
            return substitute(theorem.context.unfold_all(expr), moved)

        relation = hypothesis.relation.map(here)
        extra: tuple[Fact, ...] = ()
        if hypothesis.guard is not None:
            extra = (Fact(hypothesis.guard.map(here), frozenset(), "its condition"),)
        why = f"hypothesis {hypothesis.name} of {self.slug}"
        if isinstance(relation, Equal):
            state.require_equation(relation, why, extra)
        else:
            state.require(relation, why, extra)
