"""Proofs of the steps that cite an earlier theorem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

from ...language.claims import AtMost, Binary, LessThan, NotEqual, Optimum, TendsTo
from ...rules.citing import Cite
from ..statements.names import coq_name, module_name
from ..statements.raw import Scope, put, written_alike
from ..statements.stated import goal_name
from .bridges import equation
from .goal import Goal, Unscripted
from .premises import VIA, Premises
from .sides import facts


class Cited(Premises):
    """The claim of a step as an instance of a cited theorem."""

    def proof(self) -> str:
        """Tactics that show the claim of the step."""
        arguments = self.arguments()
        name = f"{module_name(self.rule.slug)}_{goal_name(self.rule.part + 1)}"
        applied = f"({' '.join([name, *arguments])})"
        closing = self._closing(applied)
        return "\n".join([*self.shown, closing])

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
        via = f"refine ({VIA[type(claim)]} _ _ {middle} _ _ {applied})."
        return "\n".join([via, *(f"{{ {s} }}" for s in sides)])

    def _equal(self, mine: Any, other: Any, logs: bool) -> str:
        if written_alike(mine, other, self.goal.context.definitions):
            return "reflexivity."
        return equation(self.goal, mine, other, self.rule.names or None, logs=logs)

    def _limit(self, told: Any, claim: Any, applied: str) -> str:
        goal = self.goal
        s = coq_name(claim.variable.name)
        function = f"(fun {s} : R => {goal.translator.term(told.function)})"
        via = f"refine (cite_lim _ {function} _ {goal.term(told.limit)} _ _ {applied})."
        near = f"intros {s} sign_{s}. {self._equal(claim.function, told.function, self.rule.logs)}"
        at = self._equal(claim.limit, told.limit, self.rule.logs)
        return f"{via}\n{{ {near} }}\n{{ {at} }}"

    def _compared(self, optimum: Optimum, claim: Any, applied: str) -> str:
        """The inequality between the optimum and the point put in."""
        best = put(optimum.function, self._best(optimum))
        here = put(optimum.function, self.scope)
        low, high = (best, here) if optimum.kind == "minimises" else (here, best)
        domain = [self.sign(self.own)] if self.there.sign(self.own) else []
        domain += [self.hypothesis(self.context.hypotheses[h]) for h in optimum.domain]
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
        shown = self.prove(relation, self.by_signs())
        variable = optimum.variable
        at = list(variable.indices) if isinstance(variable, sp.Indexed) else []
        if not at:
            return shown
        where = " ".join([*map(self.index, at), *map(self.in_range, at), shown])
        return f"(apart{len(at)}_at {'_ ' * len(at)}_ _ {where})"


def _cite(goal: Goal, rule: Cite) -> str:
    around = not isinstance(goal.claim.relation, TendsTo)
    return "\n".join([goal.intro(), facts(goal, inside=around), Cited(goal, rule).proof()])


def _conjunction(proofs: list[str]) -> str:
    if len(proofs) < 2:
        return proofs[0] if proofs else "I"
    return f"(conj {proofs[0]} {_conjunction(proofs[1:])})"


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {"Cite": _cite}
