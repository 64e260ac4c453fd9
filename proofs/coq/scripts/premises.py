"""What a cited theorem asks of the names put in: its arguments in Coq, and their proofs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...language.claims import AtMost, Claim, Equal, Hypothesis, LessThan, NotEqual, Relation
from ...language.context import Family
from ...language.declared import DECLARED
from ...language.matching import match
from ...language.substitution import free_indices, fresh, substitute
from ...language.vocabulary import Index, index_size
from ...rules.base import Ref
from ...rules.citing import Cite
from ...rules.signs import Fact
from ..statements.bindings import own_name
from ..statements.names import coq_name
from ..statements.raw import Scope, put, written_alike
from ..statements.translate import Given, Translator
from .equality import equality
from .goal import SIDE, Goal

#: Lemmas that replace both sides of a relation by equal ones.
VIA: dict[type, str] = {
    Equal: "cite_eq",
    AtMost: "cite_le",
    LessThan: "cite_lt",
    NotEqual: "cite_ne",
}


class Premises:
    """A cited theorem with the names of a step put in.

    Attributes:
        statement: what is cited, in the names of the theorem.
        scope: what stands for those names here.
        own: the moving name that the statement itself binds, if it binds one.
        shown: tactics that prove what the theorem asks, as far as it was called for.
    """

    def __init__(self, goal: Goal, rule: Cite) -> None:
        self.goal, self.rule = goal, rule
        theorem = goal.state.theorems[rule.slug]
        self.context = theorem.context
        self.statement = theorem.goals[rule.part]
        self.there = Translator(goal.books[rule.slug])
        self.change = rule.substitution(theorem, goal.state)
        self.own = own_name(self.statement)
        self.given = {item[0] for item in (*rule.symbols, *rule.families)}
        self.shown: list[str] = []
        self.scope = Scope(
            self.change.indices,
            self.change.symbols,
            {n: (params, body, None) for n, (params, body) in self.change.families.items()},
            self.context.definitions,
            self.change.avoid() | {i.name for i in self._here()},
        )

    def _here(self) -> list[Index]:
        bindings = self.goal.translator.bindings
        return [*bindings.fixed, *bindings.indices(self.goal.claim)]

    def arguments(self) -> list[str]:
        """The Coq terms for everything over which the cited theorem is quantified."""
        given = [*self.there.given(), *self.there.bound(self.statement)]
        indices = self.there.bindings.indices(Claim(self.statement))
        args = [self._argument(g) for g in given]
        return [*args, *map(self.index, indices), *map(self.in_range, indices)]

    def _argument(self, given: Given) -> str:
        """What stands for one of them here, or a proof of what it says."""
        what, variable = given.of, given.variable
        if isinstance(what, Hypothesis):
            return self.hypothesis(what)
        if isinstance(what, Index):
            return self.index(what) if variable else self.in_range(what)
        if what in self.context.sizes:
            size = coq_name(self.change.symbols[what].name)
            return size if variable else f"least_{size}"
        return self.value(what) if variable else self.sign(what)

    def index(self, i: Index) -> str:
        value = self.change.indices.get(i, i)
        # An index that the claim does not have can be any; it does not occur in it.
        return self.goal.translator.index(value) if self._known(value) else "1%nat"

    def _known(self, value: Any) -> bool:
        return free_indices(value) <= set(self._here())

    def in_range(self, i: Index) -> str:
        value = self.change.indices.get(i, i)
        top = coq_name(index_size(value).name)
        return f"(ltac:(hl_range) : (1 <= {self.index(i)} <= {top})%nat)"

    def value(self, name: str) -> str:
        """The Coq term for a symbol or family of the cited theorem."""
        t, family = self.goal.translator, self.context.families.get(name)
        if family is None:
            return t.term(self.change.symbols[name], 0)
        if name not in self.change.families:
            return f"(fun {'_ ' * len(family.sizes)}: nat => 1%nat)"
        params, body = self.change.families[name]
        if name not in self.given:
            return coq_name(name)
        text = t.index(body) if family.values is not None else t.term(body)
        return f"(fun {' '.join(coq_name(p.name) for p in params)} : nat => {text})"

    # -- what is asked of them ---------------------------------------------------------
    def sign(self, name: str) -> str:
        """A proof of what is declared about the values of ``name``."""
        there, t = self.there, self.goal.translator
        family = self.context.families.get(name)
        mine = {**self.goal.context.symbols, **self.goal.context.families}
        if name in mine and name not in self.given and there.sign(name) == t.sign(name):
            return f"sign_{coq_name(name)}"
        if family is None:
            relation: Any = DECLARED[self.context.symbols[name].sign].of(
                put(self._symbol(name), self.scope)
            )
            return self.prove(t.relation(relation), self.by_signs())
        return self._sign_of_entries(name, family)

    def _sign_of_entries(self, name: str, family: Family) -> str:
        there, t = self.there, self.goal.translator
        params = self._fresh([Index("i", s) for s in family.sizes])
        entry = family[tuple(params)]
        at = [coq_name(p.name) for p in params]
        if family.values is not None:
            size = coq_name(self.change.symbols[family.values.name].name)
            what = f"(1 <= {self.value(name)} {' '.join(at)} <= {size})%nat"
            how = "cbv beta; hl_range."
        else:
            said: Any = DECLARED[family.sign].of(put(entry, self.scope))
            what = t.relation(said)
            how = self.by_signs()
        ranges = ""
        for p, (i, size) in enumerate(zip(at, family.sizes, strict=True)):
            top = coq_name(self.change.symbols[size.name].name)
            top = f"S {top}" if (name, p) in there.bindings.beyond else top
            ranges += f"(1 <= {i} <= {top})%nat -> "
        statement = f"forall {' '.join(at)} : nat, {ranges}{what}"
        return self.prove(statement, f"intros {' '.join([*at, *_ranges(at)])}; {how}")

    def _symbol(self, name: str) -> Any:
        return self.context.symbols[name].symbol

    def _fresh(self, indices: list[Index]) -> list[Index]:
        taken, out = set(self.scope.avoid), []
        for i in indices:
            out.append(fresh(i, taken))
            taken.add(out[-1].name)
        return out

    def hypothesis(self, h: Hypothesis) -> str:
        """A proof of a hypothesis of the cited theorem with the names put in."""
        sizes = self.change.symbols
        holes = self._fresh([Index(i.name, sizes[i.size.name]) for i in h.forall])
        names = [i.name for i in holes]
        scope = self.scope.at(dict(zip(h.forall, holes, strict=True)), *names)
        relation = h.relation.map(lambda e: put(e, scope))
        guard = h.guard.map(lambda e: put(e, scope)) if h.guard is not None else None
        here = Hypothesis(h.name, relation, tuple(holes), guard)
        at = [coq_name(n) for n in names]
        intros = [*at, *_ranges(at), *(["guard_"] if guard is not None else [])]
        how = f"intros {' '.join(intros)}; " if intros else ""
        how += self._by_line(relation, self._evaluated(h.relation, h.forall, holes))
        return self.prove(self.goal.translator.hypothesis(here), how)

    def prove(self, statement: str, how: str) -> str:
        """The name of a proof of ``statement``, one of this step's own if it says that."""
        goal, t = self.goal, self.goal.translator
        for h in goal.context.all_hypotheses(goal.claim.under):
            if t.hypothesis(h) == statement:
                return goal.premise(h)
        name = goal.fresh("C")
        self.shown.append(f"assert ({name} : {statement}).\n{{ {how} }}")
        return name

    def by_signs(self) -> str:
        return f"{SIDE}."

    def _evaluated(self, relation: Any, forall: Any, holes: list[Index]) -> list[Any]:
        """The two sides as the rule sees them, everything written out."""
        indices = {**self.change.indices, **dict(zip(forall, holes, strict=True))}
        moved = replace(self.change, indices=indices)
        here = [substitute(self.context.unfold_all(e), moved) for e in relation.expressions()]
        return [self.goal.context.unfold_all(e) for e in here]

    def _by_line(self, relation: Any, asked: list[Any]) -> str:
        """A fact that says so once everything is written out; else algebra, or signs."""
        goal = self.goal
        if isinstance(relation.lhs, Index) or relation.lhs == 0:
            return self.by_signs()
        for fact in (*goal.state.signs.facts, *self._conditional()):
            found = _instance(goal, fact, type(relation), asked)
            if found is not None:
                # As Coq has it: the condition, if there is one, is met in Coq.
                known: Any = _as_written(goal, found)
                via = f"refine ({VIA[type(relation)]} _ _ _ _ _ _ {goal.use(found)})."
                left, right = (self._written_out(a, b) for a, b in zip(
                    relation.expressions(), known.expressions(), strict=True))  # fmt: skip
                return f"{via}\n{{ {left} }}\n{{ {right} }}"
        if isinstance(relation, Equal):
            return self._written_out(relation.lhs, relation.rhs)
        return self.by_signs()

    def _conditional(self) -> list[Fact]:
        """The hypotheses of the step that have a condition, as facts."""
        mine = self.goal.context.all_hypotheses(self.goal.claim.under)
        return [
            Fact(h.relation, frozenset(h.forall), f"hypothesis {h.name}")
            for h in mine
            if h.guard is not None
        ]

    def _written_out(self, mine: Any, other: Any) -> str:
        if written_alike(mine, other, self.goal.context.definitions):
            return "reflexivity."
        plain = self.goal.state.equal(mine, other)
        return equality(self.goal, mine, other, names=() if plain else None, logs=not plain)


def _as_written(goal: Goal, ref: Ref) -> Relation:
    scope = Scope(base=dict(ref.indices))
    return goal.state.lookup(ref.target)[0].map(lambda e: put(e, scope))


def _ranges(at: list[str]) -> list[str]:
    return [f"range_{i}" for i in at]


def _instance(goal: Goal, fact: Fact, kind: type[Relation], asked: list[Any]) -> Ref | None:
    """The line that ``fact`` comes from, at the indices at which it says what is asked."""
    relation = fact.relation
    if type(relation) is not kind or any(isinstance(e, Index) for e in relation.expressions()):
        return None
    found: dict[Index, Any] | None = {}
    for pattern, expr in zip(relation.expressions(), asked, strict=True):
        known = goal.context.unfold_all(pattern)
        found = match(known, expr, fact.wild, found) if found is not None else None
    return None if found is None else Ref(fact.source.split()[-1], tuple(found.items()))
