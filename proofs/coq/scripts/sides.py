"""Side conditions in Coq: the facts that they rest on, and the tactic that closes them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ...language.claims import Binary, LessThan, Relation
from ...language.errors import HardlimitError
from ...language.needs import needed
from ...language.substitution import indices_among
from ...language.vocabulary import BINDERS, IndexNumber, MapSum, XLogY
from ...rules.base import Ref
from ...rules.facts import Fact, Reason
from ...rules.signs import Signs
from ..statements.bindings import own_name
from ..statements.names import coq_name
from ..statements.raw import Scope, named, put
from ..statements.translate import Given
from .goal import Goal
from .signfacts import Bound
from .signproofs import SignProofs


class TracedSigns(Signs):
    """The procedure for signs, noting which facts it meets on its way."""

    met: dict[str, None]
    posed = False

    def __init__(
        self, signs: Signs, facts: Iterable[Fact] = (), met: dict[str, None] | None = None
    ):
        super().__init__(signs.context, (*signs.facts, *facts))
        self.met = {} if met is None else met

    def with_facts(self, extra: Iterable[Fact]) -> Signs:
        return TracedSigns(self, tuple(extra), self.met)

    def fact(self, relation: Relation) -> Reason | None:
        return self._noted(super().fact(relation))

    def _difference_fact(self, expr: object, kinds: tuple[type, ...]) -> Reason | None:
        return self._noted(super()._difference_fact(expr, kinds))

    def _noted(self, source: Reason | None) -> Reason | None:
        if source is not None:
            self.met[source] = None
        return source


def steps_needed(goal: Goal) -> list[str]:
    """The numbers of earlier lines on which the side conditions of the step rest.

    The rule is run once more, for what it asks on its way; its verdict is not used.
    """
    state = goal.state
    if not isinstance(state.signs, TracedSigns):
        state.signs = TracedSigns(state.signs)
        with contextlib.suppress(HardlimitError, RecursionError):
            for expr in goal.claim.relation.expressions():
                state.require_defined(expr)
            goal.step.rule.check(goal.claim, state)
    sources = [*state.signs.met, *(f"step {t}" for o in state.obligations for t in o.used)]
    sources += [f.source for f in state.signs.facts
                if isinstance(f.relation, LessThan) and f.relation.lhs == 0]  # fmt: skip
    needed = dict.fromkeys(s.removeprefix("step ") for s in sources if s.startswith("step "))
    known = (n for n in needed if n in goal.earlier)
    return [n for n in known if isinstance(goal.earlier[n].relation, Binary)]


def facts(goal: Goal, inside: bool = True) -> str:
    """Tactics that pose what the side conditions of the step rest on.

    These are earlier lines (hypotheses are in scope already) and the reasons for signs
    that the search in Coq would not find.  A limit or an optimum binds a name itself:
    ``inside`` says that it has been introduced, with its sign and the hypotheses about
    it; otherwise the facts are about some value of it.
    """
    if not inside and (own := own_name(goal.claim.relation)):
        renamed = ", ".join(f"{g.name} into some_{g.name}" for g in _about(goal, own))
        return f"{inhabit(goal)}\n{facts(goal)}\nrename {renamed}."
    lines: list[str] = []
    needed = steps_needed(goal)
    if isinstance(goal.state.signs, TracedSigns) and goal.state.signs.posed:
        return ""
    for number in needed:
        ref = Ref(number)
        text = goal.use(ref, goal.state.wild(goal.earlier[number]))
        lines.append(f"try pose proof {text} as {goal.fresh('fact')}.")
    return "\n".join([*lines, *signs_of(goal)])


def opening(goal: Goal) -> str:
    """``intros`` and the facts, for the whole script: :func:`facts` need not pose them again."""
    posed = facts(goal)
    if isinstance(goal.state.signs, TracedSigns):
        goal.state.signs.posed = True
    return f"{goal.intro()}\n{posed}"


def signs_of(goal: Goal) -> list[str]:
    """Assertions for what the claim needs to have a value, and for what its rule asked."""
    proofs = SignProofs(goal, goal.state.signs)
    for expr in goal.claim.relation.expressions():
        for relation, bound in _conditions(goal, expr, ()):
            proofs.relation(relation, bound)
    here = indices_among(goal.claim.relation.expressions())
    here |= goal.state.fixed
    for obligation in goal.state.obligations:
        free = indices_among(obligation.relation.expressions()) - here
        if not any("#" in i.name for i in free):
            said = obligation.relation.map(named)
            proofs.relation(said, tuple(sorted(free, key=str)))
    return proofs.lines


def _conditions(goal: Goal, expr: Any, bound: Bound) -> Iterator[tuple[Relation, Bound]]:
    """Where ``expr`` has a value: denominators and arguments of logarithms and powers."""
    if isinstance(expr, BINDERS):
        yield from _conditions(
            goal, expr.args[0], (*bound, *(m[0] for m in reversed(expr.args[1:])))
        )
        return
    if isinstance(expr, sp.Symbol | sp.Indexed):
        definition = goal.context.definition_of(expr)
        if definition is not None:
            scope = Scope(definitions={definition.name: definition})
            yield from _conditions(goal, put(expr, scope), bound)
        return
    if isinstance(expr, MapSum | XLogY | sp.KroneckerDelta | IndexNumber):
        return
    for arg in expr.args:
        yield from _conditions(goal, arg, bound)
    asked = needed(expr)
    if asked is not None:
        yield asked[0], bound


def inhabit(goal: Goal) -> str:
    """Tactics that introduce some value of the name that the claim itself binds.

    Earlier lines are stated for every value of it; those that do not speak of it hold
    because there is one: a number such as 1, the same everywhere (it may have to sum to 1),
    or what else is declared in that shape and may lie in the domain as well.
    """
    own = own_name(goal.claim.relation)
    if not own:
        return ""
    variable, *asked = _about(goal, own)
    family = goal.context.families.get(own)
    front = "fun " + "_ " * len(family.sizes) + "=> " if family is not None else ""
    sizes = [f"INR {coq_name(s.name)}" for s in (family.sizes if family else ())]
    values = ["1", *(f"/ {s}" for s in sizes), "/ 2", "0", "2", "- 1"]
    members = [f"({front}{value})" for value in values] + _alike(goal, own)
    exact = " | ".join(f"exists {member}; repeat split; hl_member" for member in members)
    what = " /\\ ".join(f"({g.text})" for g in asked) or "True"
    *names, pattern = [g.name for g in asked] or ["_"]
    for n in reversed(names):
        pattern = f"[{n} {pattern}]"
    return (f"assert (exists {variable.name} : {variable.text}, {what})"
            f" as [{variable.name} {pattern}]\n  by (first [{exact}]).")  # fmt: skip


def _alike(goal: Goal, own: str) -> list[str]:
    """The other symbols or families of the shape of ``own`` that the section has."""
    t = goal.translator
    others = [n for n in t.bindings.still if t.type_of(n) == t.type_of(own)]
    return [coq_name(name) for name in others]


def _about(goal: Goal, own: str) -> list[Given]:
    """The moving name ``own``, its sign and the hypotheses about it."""
    t, hypotheses = goal.translator, goal.context.hypotheses.values()
    return t.named([own]) + t.assumed(h for h in hypotheses if own in t.bindings.about(h))
