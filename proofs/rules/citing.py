"""The rule that cites an earlier theorem, with other names put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import (
    AtMost,
    Binary,
    Claim,
    Hypothesis,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
)
from ..language.declared import DECLARED
from ..language.errors import RuleMismatch
from ..language.fresh import fresh_index, shared_index
from ..language.substitution import Substitution, free_indices, same, shifted, substitute
from ..language.vocabulary import Index, has_next, index_size
from ..language.whole import whole
from ..language.wording import written
from .base import Rule
from .conditions import definedness_at
from .maps import check_keys
from .optima import at_optimum
from .references import Cited
from .signs import Fact, Signs
from .state import State

ZERO = sp.Integer(0)
Puts = Mapping[str, tuple[tuple[Index, ...], Any]]


@dataclass(frozen=True)
class Cite(Rule):
    """An earlier theorem, with other names put in.

    Every hypothesis and declared sign of the theorem is an obligation here.  What is
    not named keeps its name.  An optimum is cited as the inequality it means: f(x*)
    <= f(x), or f(x*) < f(x) where x differs from a unique x* at the cited entry.

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
        for kind, named in self._maps():
            check_keys(kind, (item[0] for item in named), self.slug, theorem.context)
        if self.slug not in state.cited:
            state.cited.append(self.slug)
        change = self.substitution(theorem, state)
        self._signs(theorem, change, state)
        for hypothesis in theorem.context.hypotheses.values():
            self._hypothesis(hypothesis, theorem, change, state)
        goal, logs = theorem.goals[self.part], self.logs
        if isinstance(goal, Optimum):
            goal, logs = self._comparison(goal, claim, theorem, change, state), True
        if not isinstance(goal, Binary | TendsTo):
            raise RuleMismatch("only equations, inequalities, limits and optima can be cited")
        told = goal.map(lambda e: substitute(theorem.context.unfold_all(e), change))
        if isinstance(told, TendsTo):
            told = self._same_limit(told, change, claim, state)
        if type(told) is not type(claim.relation):
            raise RuleMismatch(f"{self.slug} concludes another kind of relation")
        everything = self.names or tuple(state.context.definitions)
        for mine, other in zip(claim.relation.expressions(), told.expressions(), strict=True):
            if not same(mine, other) and state.residue(mine, other, everything, logs=logs):
                raise RuleMismatch(
                    f"{self.slug} with these names says something else: {written(other)}"
                )

    def _maps(self) -> tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...]:
        return (
            ("size", self.sizes),
            ("index", self.indices),
            ("symbol", self.symbols),
            ("family", self.families),
        )

    def _same_limit(
        self, told: TendsTo, change: Substitution, claim: Claim, state: State
    ) -> TendsTo:
        """The limit in the variable put in, of which nothing else put in may depend."""
        variable = change.symbols[told.variable.name]
        if not isinstance(variable, sp.Symbol) or variable.name not in state.context.symbols:
            raise RuleMismatch("the variable of a limit must stay a symbol")
        others = [value for name, value in change.symbols.items() if name != told.variable.name]
        others += [body for _, body in change.families.values()]
        if any(state.depends(value, variable.name) for value in others):
            raise RuleMismatch(f"what is put in must not change with {written(variable)}")
        if not isinstance(claim.relation, TendsTo) or claim.relation.variable != variable:
            raise RuleMismatch(f"{self.slug} is about another variable that falls to 0")
        return TendsTo(told.function, variable, told.limit)

    def _comparison(
        self, goal: Optimum, claim: Claim, theorem: Cited, change: Substitution, state: State
    ) -> Relation:
        """The inequality between the optimum and the point put in for the variable."""
        best = at_optimum(goal, theorem.context)
        low, high = (best, goal.function) if goal.kind == "minimises" else (goal.function, best)
        if not isinstance(claim.relation, LessThan):
            return AtMost(low, high)
        if not goal.unique:
            raise RuleMismatch(f"the optimum of {self.slug} is not said to be unique")
        apart = NotEqual(goal.variable, goal.value).map(
            lambda e: substitute(theorem.context.unfold_all(e), change)
        )
        state.require(apart, "the point put in must differ from the optimum somewhere")
        return LessThan(low, high)

    def substitution(self, theorem: Cited, state: State) -> Substitution:
        """What each name of the theorem is here."""
        ctx, mine = theorem.context, state.context
        sizes = dict(self.sizes)
        for name in ctx.sizes:
            new = sizes.setdefault(name, ctx.sizes[name])
            if not isinstance(new, sp.Symbol) or mine.sizes.get(new.name) != new:
                raise RuleMismatch(
                    f"say what the size {name} of {self.slug} is here: one of the sizes declared"
                )
        indices: dict[Index, Any] = {}
        chosen = dict(self.indices)
        for name, index in ctx.indices.items():
            size = sizes[index.size.name]
            # Of the same name, but of another range here, it is no index of this derivation.
            same_name = Index(name, size)
            other = mine.indices.get(name, same_name) != same_name
            default = shared_index(same_name) if other else same_name
            value = indices[index] = chosen.get(name, default)
            if isinstance(value, sp.Add) or index_size(value) != size:
                raise RuleMismatch(f"{written(value)} does not range over 1..{size}")
        symbols: dict[str, Any] = {**dict(self.symbols), **sizes}
        for name in ctx.symbols:
            if name not in symbols:
                if name not in mine.symbols:
                    raise RuleMismatch(f"say what the symbol {name} of {self.slug} is here")
                symbols[name] = mine.symbols[name].symbol
        families = {name: (params, body) for name, params, body in self.families}
        for name in ctx.families:
            if name not in families and self._only_bound(name, theorem, state):
                continue
            families[name] = self._family(name, theorem, sizes, families, state)
        return Substitution(indices=indices, symbols=symbols, families=families)

    def _only_bound(self, name: str, theorem: Cited, state: State) -> bool:
        """Whether ``name`` is an assignment that need not be said: left as it is, a free
        occurrence of it could not be declared here, and the claim would not match."""
        bound = theorem.context.families[name].values is not None
        return bound and name not in state.context.families

    def _family(
        self, name: str, theorem: Cited, sizes: dict[str, Any], given: Puts, state: State
    ) -> tuple[tuple[Index, ...], Any]:
        family = theorem.context.families[name]
        wanted = [sizes[s.name] for s in family.sizes]
        if name in given:
            params, body = given[name]
            if len(set(params)) < len(params):
                raise RuleMismatch(f"the family {name} of {self.slug} has one parameter twice")
        elif name in state.context.families:
            params = tuple(fresh_index(Index("i", s)) for s in wanted)
            body = state.context.families[name][params]
        else:
            raise RuleMismatch(f"say what the family {name} of {self.slug} is here")
        here = [p.size for p in params]
        if here != wanted or (
            name not in given and list(state.context.families[name].sizes) != wanted
        ):
            raise RuleMismatch(f"the family {name} of {self.slug} has other ranges")
        if family.values is not None:
            beyond = isinstance(body, sp.Add)
            if beyond or index_size(body) != sizes[family.values.name]:
                raise RuleMismatch(
                    f"{written(body)} is not an assignment as {name} of {self.slug} is"
                )
        return params, body

    def _signs(self, theorem: Cited, change: Substitution, state: State) -> None:
        for name, symbol in theorem.context.symbols.items():
            state.require_defined(change.symbols[name])
            self._sign(symbol.sign, change.symbols[name], name, state)
        for name, family in theorem.context.families.items():
            if family.values is not None or name not in change.families:
                continue
            params, body = change.families[name]
            # f[t + 1] occurs there, perhaps beyond the range: its sign is needed, too.
            holes = {p: shared_index(p) for p in params}
            for at in shifted(holes, beyond=_uses_next(theorem)):
                opened = substitute(body, at)
                state.require_defined(opened)
                self._sign(family.sign, opened, name, state)

    def _sign(self, sign: str, value: Any, name: str, state: State) -> None:
        declared = DECLARED[sign]
        if declared.whole and not whole(value, state.context):
            raise RuleMismatch(f"{self.slug} needs a whole number for {name}")
        said = declared.of(value)
        if said is not None:
            state.require(said, f"{self.slug} needs {name} {declared.text}")

    def _hypothesis(
        self, hypothesis: Hypothesis, theorem: Cited, change: Substitution, state: State
    ) -> None:
        put = _Put(theorem, change)
        for i in hypothesis.forall:
            put.hole(i)
        extra: tuple[Fact, ...] = ()
        if hypothesis.guard is not None:
            extra = (Fact(hypothesis.guard.map(put), frozenset(), "its condition"),)
        # Its own conditions first: what is put in may let SymPy take away a denominator.
        theirs = Signs(theorem.context, ())
        for expr in hypothesis.relation.expressions():
            state.require_all(definedness_at(expr, theirs, put, extra))
        why = f"hypothesis {hypothesis.name} of {self.slug}"
        state.require_either(hypothesis.relation.map(put), why, extra)


class _Put:
    """What becomes here of what a theorem says, all its definitions written out."""

    def __init__(self, theorem: Cited, change: Substitution) -> None:
        self.context = theorem.context
        self.change = replace(change, indices=dict(change.indices))

    def hole(self, index: Index) -> None:
        """Let ``index`` stand for any value of its range here."""
        here = Index(index.name, self.change.symbols[index.size.name])
        self.change.indices[index] = shared_index(here)  # type: ignore[index]

    def __call__(self, expr: Any) -> Any:
        for index in free_indices(expr):
            # One that the checker has opened: it is bound in what the theorem says.
            if index not in self.change.indices:
                self.hole(index)
        return substitute(self.context.unfold_all(expr), self.change)


def _uses_next(theorem: Cited) -> bool:
    """Whether an index t + 1 occurs in what the theorem says or assumes."""
    said: list[Relation | Hypothesis] = [*theorem.goals, *theorem.context.hypotheses.values()]
    bodies = [d.body for d in theorem.context.definitions.values()]
    return any(map(has_next, [*bodies, *(e for one in said for e in one.expressions())]))
