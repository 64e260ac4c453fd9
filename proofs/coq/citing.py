"""Proofs of the steps that cite an earlier theorem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

from ..claims import AtMost, Binary, Claim, Equal, Hypothesis, LessThan, NotEqual, Optimum, TendsTo
from ..context import Family
from ..rules.base import Ref
from ..rules.citing import Cite
from ..signs import Fact
from ..substitution import free_indices, fresh, match, substitute
from ..vocabulary import Index, index_size
from .equality import equality
from .goal import Goal, Unscripted, bound_name
from .names import coq_name, module_name
from .raw import Scope, put
from .sides import facts, side
from .translate import Translator

_VIA = {Equal: "cite_eq", AtMost: "cite_le", LessThan: "cite_lt", NotEqual: "cite_ne"}


class Cited:
    """A cited theorem with the names of a step put in."""

    def __init__(self, goal: Goal, rule: Cite) -> None:
        self.goal, self.rule = goal, rule
        theorem = goal.state.theorems[rule.slug]
        self.context = theorem.context
        self.statement = theorem.goals[rule.part]
        self.there = Translator(goal.books[rule.slug])
        self.change = rule._substitution(theorem, goal.state)
        self.own = bound_name(self.there, self.statement)
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
        t = self.goal.translator
        return [*t.fixed, *t.indices(self.goal.claim)]

    # -- arguments -------------------------------------------------------------------
    def proof(self) -> str:
        """Tactics that show the claim of the step."""
        arguments = self._section() + self._claim()
        name = f"{module_name(self.rule.slug)}.statement_{self.rule.part + 1}"
        applied = f"({' '.join([name, *arguments])})"
        closing = self._closing(applied)
        return "\n".join([*self.shown, closing])

    def _section(self) -> list[str]:
        """What stands for the variables and hypotheses of the cited section, in order."""
        args: list[str] = []
        for name in self.context.sizes:
            size = coq_name(self.change.symbols[name].name)
            args += [size, f"{size}_least"]
        for name in (*self.context.symbols, *self.context.families):
            if name not in self.there.moving:
                args += self._name(name)
        for i in self.there.fixed:
            args += [self._index(i), self._in_range(i)]
        for h in self.context.hypotheses.values():
            if not self.there.moves(h):
                args.append(self._hypothesis(h))
        return args

    def _claim(self) -> list[str]:
        """What stands for the names that the cited statement itself binds."""
        args: list[str] = []
        for name in self.there.moving:
            if name != self.own:
                args += self._name(name)
        for h in self.context.hypotheses.values():
            if (uses := self.there.moves(h)) and self.own not in uses:
                args.append(self._hypothesis(h))
        indices = self.there.indices(Claim(self.statement))
        args += [self._index(i) for i in indices]
        return args + [self._in_range(i) for i in indices]

    def _index(self, i: Index) -> str:
        value = self.change.indices.get(i, i)
        # An index that the claim does not have can be any; it does not occur in it.
        return self.goal.translator.index(value) if self._known(value) else "1%nat"

    def _known(self, value: Any) -> bool:
        return free_indices(value) <= set(self._here())

    def _in_range(self, i: Index) -> str:
        value = self.change.indices.get(i, i)
        top = coq_name(index_size(value).name)
        return f"(ltac:(hl_range) : (1 <= {self._index(i)} <= {top})%nat)"

    def _name(self, name: str) -> list[str]:
        return [self.value(name), *self._sign(name)]

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
    def _sign(self, name: str) -> list[str]:
        """A proof of what is declared about the values of ``name``."""
        there, t = self.there, self.goal.translator
        if not there.sign(name):
            return []
        if name not in self.given and there.sign(name) == t.sign(name):
            return [f"{coq_name(name)}_sign"]
        family = self.context.families.get(name)
        if family is None:
            relation = _signed(self.context.symbols[name].sign, put(self._symbol(name), self.scope))
            return [self._shown(t.relation(relation), self._by_signs())]
        return [self._sign_of_entries(name, family)]

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
            what = t.relation(_signed(family.sign, put(entry, self.scope)))
            how = self._by_signs()
        ranges = ""
        for p, (i, size) in enumerate(zip(at, family.sizes, strict=True)):
            top = coq_name(self.change.symbols[size.name].name)
            top = f"S {top}" if (name, p) in there._beyond else top
            ranges += f"(1 <= {i} <= {top})%nat -> "
        statement = f"forall {' '.join(at)} : nat, {ranges}{what}"
        return self._shown(statement, f"intros {' '.join([*at, *_ranges(at)])}; {how}")

    def _symbol(self, name: str) -> Any:
        return self.context.symbols[name].symbol

    def _fresh(self, indices: list[Index]) -> list[Index]:
        taken, out = set(self.scope.avoid), []
        for i in indices:
            out.append(fresh(i, taken))
            taken.add(out[-1].name)
        return out

    def _hypothesis(self, h: Hypothesis) -> str:
        """A proof of a hypothesis of the cited theorem with the names put in."""
        sizes = self.change.symbols
        holes = self._fresh([Index(i.name, sizes[i.size.name]) for i in h.forall])
        names = [i.name for i in holes]
        scope = self.scope.at(dict(zip(h.forall, holes, strict=True)), *names)
        relation = h.relation.map(lambda e: put(e, scope))
        guard = h.guard.map(lambda e: put(e, scope)) if h.guard is not None else None
        here = Hypothesis(h.name, relation, tuple(holes), guard)
        at = [coq_name(n) for n in names]
        intros = [*at, *_ranges(at), *(["guard"] if guard is not None else [])]
        how = f"intros {' '.join(intros)}; " if intros else ""
        if type(relation) is Equal and not isinstance(relation.lhs, Index):
            how += self._by_equation(relation, self._evaluated(h.relation, h.forall, holes))
        else:
            how += self._by_signs()
        return self._shown(self.goal.translator.hypothesis(here), how)

    def _shown(self, statement: str, how: str) -> str:
        """The name of a proof of ``statement``, one of this step's own if it says that."""
        goal, t = self.goal, self.goal.translator
        for h in goal.context.all_hypotheses(goal.claim.under):
            if t.hypothesis(h) == statement:
                return f"hyp_{h.name}"
        name = goal.fresh("C")
        self.shown.append(f"assert ({name} : {statement}).\n{{ {how} }}")
        return name

    def _by_signs(self) -> str:
        return f"{side(self.goal)}."

    def _evaluated(self, relation: Any, forall: Any, holes: list[Index]) -> list[Any]:
        """The two sides as the rule sees them, everything written out."""
        indices = {**self.change.indices, **dict(zip(forall, holes, strict=True))}
        moved = replace(self.change, indices=indices)
        here = [substitute(self.context.unfold_all(e), moved) for e in relation.expressions()]
        return [self.goal.context.unfold_all(e) for e in here]

    def _by_equation(self, relation: Any, asked: list[Any]) -> str:
        """A fact that says so once everything is written out, or algebra."""
        goal = self.goal
        for fact in goal.state.signs.facts:
            found = _instance(goal, fact, asked)
            if found is None:
                continue
            known = goal.line(found)
            left = equality(goal, relation.lhs, known.lhs, names=None, logs=True)
            right = equality(goal, relation.rhs, known.rhs, names=None, logs=True)
            middle = f"{goal.term(known.lhs)} {goal.term(known.rhs)}"
            via = f"refine (cite_eq _ _ {middle} _ _ {goal.use(found)})."
            return f"{via}\n{{ {left} }}\n{{ {right} }}"
        return equality(goal, relation.lhs, relation.rhs, names=None, logs=True)

    # -- the claim ---------------------------------------------------------------------
    def _closing(self, applied: str) -> str:
        claim = self.goal.claim.relation
        if isinstance(self.statement, Optimum):
            return self._compared(self.statement, claim, applied)
        told = self.statement.map(lambda e: put(e, self.scope))
        if isinstance(told, TendsTo):
            return self._limit(told, claim, applied)
        return self._binary(told, claim, applied, self.rule.logs)

    def _binary(self, told: Any, claim: Any, applied: str, logs: bool) -> str:
        goal = self.goal
        if not isinstance(claim, Binary):
            raise Unscripted("the claim is no relation of two sides")
        sides = [self._equal(a, b, logs) for a, b in zip(
            claim.expressions(), told.expressions(), strict=True)]  # fmt: skip
        middle = f"{goal.term(told.lhs)} {goal.term(told.rhs)}"
        via = f"refine ({_VIA[type(claim)]} _ _ {middle} _ _ {applied})."
        return "\n".join([via, *(f"{{ {s} }}" for s in sides)])

    def _equal(self, mine: Any, other: Any, logs: bool) -> str:
        if self.goal.term(mine) == self.goal.term(other):
            return "reflexivity."
        return equality(self.goal, mine, other, names=self.rule.names or None, logs=logs)

    def _limit(self, told: Any, claim: Any, applied: str) -> str:
        goal = self.goal
        s = coq_name(claim.variable.name)
        function = f"(fun {s} : R => {goal.translator.term(told.function)})"
        via = f"refine (cite_lim _ {function} _ {goal.term(told.limit)} _ _ {applied})."
        near = f"intros {s} {s}_sign. {self._equal(claim.function, told.function, self.rule.logs)}"
        at = self._equal(claim.limit, told.limit, self.rule.logs)
        return f"{via}\n{{ {near} }}\n{{ {at} }}"

    def _compared(self, optimum: Optimum, claim: Any, applied: str) -> str:
        """The inequality between the optimum and the point put in."""
        best = put(optimum.function, self._best(optimum))
        here = put(optimum.function, self.scope)
        low, high = (best, here) if optimum.kind == "minimises" else (here, best)
        domain = self._sign(self.own)
        domain += [self._hypothesis(self.context.hypotheses[h]) for h in optimum.domain]
        point = f"{self.value(self.own)} {_conjunction(domain)}"
        if isinstance(claim, LessThan):
            point = f"{point} {self._apart(optimum)}"
            applied = f"({optimum.kind}_apart _ _ _ _ _ {applied} {point})"
            return self._binary(LessThan(low, high), claim, applied, True)
        unique = "_uniquely" if optimum.unique else ""
        applied = f"({optimum.kind}{unique}_at _ {'_ ' if unique else ''}_ _ _ {applied} {point})"
        return self._binary(AtMost(low, high), claim, applied, True)

    def _best(self, optimum: Optimum) -> Scope:
        """The scope in which the variable of ``optimum`` has the claimed best value."""
        variable, scope = optimum.variable, self.scope
        if isinstance(variable, sp.Indexed):
            put_in = (tuple(variable.indices), optimum.value, scope)
            return replace(scope, families={**scope.families, self.own: put_in})
        value = put(optimum.value, scope)
        return replace(scope, symbols={**scope.symbols, self.own: value})

    def _apart(self, optimum: Optimum) -> str:
        """A proof that the point put in differs from the optimum at the cited entry."""
        mine, other = (put(e, self.scope) for e in (optimum.variable, optimum.value))
        relation = self.goal.translator.relation(NotEqual(mine, other))
        shown = self._shown(relation, self._by_signs())
        variable = optimum.variable
        at = list(variable.indices) if isinstance(variable, sp.Indexed) else []
        if not at:
            return shown
        where = " ".join([*map(self._index, at), *map(self._in_range, at), shown])
        return f"(apart{len(at)}_at {'_ ' * len(at)}_ _ {where})"


def _cite(goal: Goal, rule: Cite) -> str:
    around = not isinstance(goal.claim.relation, TendsTo)
    return "\n".join([goal.intro(), facts(goal, inside=around), Cited(goal, rule).proof()])


def _conjunction(proofs: list[str]) -> str:
    if len(proofs) < 2:
        return proofs[0] if proofs else "I"
    return f"(conj {proofs[0]} {_conjunction(proofs[1:])})"


def _signed(sign: str, value: Any) -> Any:
    return (LessThan if sign == "positive" else AtMost)(sp.Integer(0), value)


def _ranges(at: list[str]) -> list[str]:
    return [f"{i}_range" for i in at]


def _instance(goal: Goal, fact: Fact, asked: list[Any]) -> Ref | None:
    """The line that ``fact`` comes from, at the indices at which it says what is asked."""
    if type(fact.relation) is not Equal or isinstance(fact.relation.lhs, Index):
        return None
    found: dict[Index, Any] | None = {}
    for pattern, expr in zip(fact.relation.expressions(), asked, strict=True):
        known = goal.context.unfold_all(pattern)
        found = match(known, expr, fact.wild, found) if found is not None else None
    return None if found is None else Ref(fact.source.split()[-1], tuple(found.items()))


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {"Cite": _cite}
