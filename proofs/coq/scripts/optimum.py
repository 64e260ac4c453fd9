"""Coq proofs of global optima: a point of the domain, and a bound at every other point."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from ...language.claims import AtMost, Equal, Hypothesis, LessThan, NotEqual, Relation
from ...language.declared import DECLARED
from ...language.matching import match
from ...language.substitution import names_among
from ...rules.base import Ref
from ...rules.combining import Combine
from ...rules.convexity import ConvexOptimum, bound_of, strict_of
from ...rules.signs import Fact
from ..statements.bindings import own_name
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from .bridges import block, bridge, line, statement
from .equality import equality
from .goal import SIDE, Goal
from .order import combination
from .sides import facts, inhabit
from .signproofs import closed

_LAID_OPEN = (
    "cbv beta delta [minimises_uniquely maximises_uniquely minimises maximises"
    " apart0 apart1 apart2 apart3]."
)


def global_optimum(goal: Goal, rule: Any) -> str:
    """The script of ``GlobalOptimum``."""
    relation: Any = goal.claim.relation
    best = put(relation.function, _at_best(goal, relation))
    out = [goal.intro(), _LAID_OPEN, "split; [split |]." if relation.unique else "split."]
    out.append(block(*_domain(goal, relation)))
    known, before, proof = line(goal, rule.bound)
    enter = _enter(goal, relation)
    out.append(block(enter, before, _compared(goal, relation, best, known, proof, AtMost)))
    if relation.unique:
        out.append(block(*_strict(goal, rule, relation, best, enter)))
    return "\n".join(out)


def convex_optimum(goal: Goal, rule: ConvexOptimum) -> str:
    """The script of ``ConvexOptimum``: its bounds are proved on the way."""
    relation: Any = goal.claim.relation
    split = "split; [split |]." if relation.unique else "split."
    out = [goal.intro(), _LAID_OPEN, split, block(*_domain(goal, relation))]
    enter = _enter(goal, relation)
    out.append(block(enter, *_bounded(goal, rule, relation, bound_of(relation, goal.state))))
    if relation.unique:
        strict, state = strict_of(goal.claim, goal.state)
        lines = Combine(rule.parts, rule.gap, rule.names, rule.logs, rule.tangents)
        step = replace(goal.step, claim=strict, rule=lines)
        inner = replace(goal, step=step, state=state)
        local = strict.under[-1]
        out.append(
            block(
                *_apart(inner, relation, enter, local),
                *_bounded(inner, rule, relation, strict.relation),
            )
        )
    return "\n".join(out)


def _bounded(goal: Goal, rule: ConvexOptimum, relation: Any, bound: Any) -> list[str]:
    """The bound by the lines of the rule, and from it the one that the optimum asks for."""
    best = put(relation.function, _at_best(goal, relation))
    known = goal.fresh("bound")
    return [
        facts(goal),
        f"assert ({known} : {statement(goal, bound)}).",
        block(combination(goal, bound, rule)),
        _compared(goal, relation, best, bound, known, type(bound)),
    ]


def _enter(goal: Goal, relation: Any) -> str:
    """The tactic that takes any point of the domain."""
    name = coq_name(own_name(relation))
    signed = [f"sign_{name}"] if goal.translator.sign(own_name(relation)) else []
    parts = [*signed, *(goal.premise(goal.context.hypotheses[h]) for h in relation.domain)]
    return f"intros {name} {_pattern(parts)}."


def _pattern(parts: list[str]) -> str:
    """The pattern that takes the conjunction of ``parts`` apart."""
    if not parts:
        return "_"
    return parts[0] if len(parts) == 1 else f"[{parts[0]} {_pattern(parts[1:])}]"


def _at_best(goal: Goal, relation: Any) -> Scope:
    """The variable replaced by the claimed optimum, where definitions reach it, too."""
    c, v, name = goal.context, relation.variable, own_name(relation)
    moving = c.depending_on([name])
    reach = {n: d for n, d in c.definitions.items() if n in moving}
    if isinstance(v, sp.Indexed):
        best = {name: (tuple(v.indices), relation.value, None)}
        return Scope(families=best, definitions=reach)
    return Scope(symbols={name: relation.value}, definitions=reach)


def _compared(
    goal: Goal, relation: Any, best: Any, known: Any, proof: str, kind: type[Relation]
) -> str:
    """The bound at one point of the domain, from the line that states it."""
    ends = (best, relation.function)
    claimed: Any = kind(*(ends if relation.kind == "minimises" else reversed(ends)))
    return "\n".join(
        [
            facts(goal),
            f"change ({statement(goal, claimed)}).",
            bridge(goal, claimed, known, proof, None, logs=True),
        ]
    )


def _strict(goal: Goal, rule: Any, relation: Any, best: Any, enter: str) -> list[str]:
    claim = goal.earlier[rule.strict.target]
    return [
        *_apart(goal, relation, enter, claim.under[0]),
        _compared(
            goal, relation, best, claim.relation, goal.use(Ref(rule.strict.target)), LessThan
        ),
    ]


def _apart(goal: Goal, relation: Any, enter: str, local: Hypothesis) -> list[str]:
    """Take any point that differs from the optimum somewhere, and say so as ``local`` does."""
    at = relation.variable.indices if isinstance(relation.variable, sp.Indexed) else ()
    names = [coq_name(i.name) for i in at]
    pattern = "differ_"
    for name in [*(f"range_{n}" for n in reversed(names)), *reversed(names)]:
        pattern = f"[{name} {pattern}]"
    stated, differs = NotEqual(relation.variable, relation.value), local.relation
    assert isinstance(differs, NotEqual)  # noqa: S101  (the rule asked for it)
    return [
        enter,
        f"intros {pattern}.",
        f"assert ({goal.premise(local)} : {statement(goal, differs)}).",
        block(bridge(goal, differs, stated, "differ_")),
    ]


def _domain(goal: Goal, relation: Any) -> list[str]:
    """That the claimed optimum lies in the domain: its sign, and the hypotheses about it."""
    asked: list[str] = []
    name = own_name(relation)
    sign = goal.translator.sign(name)
    if sign:
        at = relation.variable.indices if isinstance(relation.variable, sp.Indexed) else ()
        wanted: Any = DECLARED[goal.context.sign_of(relation.variable)].of(relation.value)
        proof = closed(goal, goal.state.signs, wanted, SIDE)
        asked.append(block(_entered(at), facts(goal), proof))
    for item in relation.domain:
        h = goal.context.hypotheses[item]
        held: Any = h.relation.map(lambda e: put(e, _at_best(goal, relation)))
        asked.append(block(_entered(h.forall), facts(goal), _held(goal, held)))
    if not asked:
        return ["exact I."]
    apart = "refine " + "(conj _ " * (len(asked) - 1) + "_" + ")" * (len(asked) - 1) + "."
    return [inhabit(goal), apart if len(asked) > 1 else "", *asked]


def _entered(at: Any) -> str:
    names = [coq_name(i.name) for i in at]
    return f"intros {' '.join([*names, *(f'range_{n}' for n in names)])}." if names else ""


def _held(goal: Goal, held: Any) -> str:
    """A hypothesis about the variable, at the claimed optimum."""
    change = f"change ({statement(goal, held)})."
    if not isinstance(held, Equal):
        return f"{change}\n{closed(goal, goal.state.signs, held, SIDE)}"
    for fact in goal.state.signs.facts:
        found = _matched(goal, fact, held)
        if found is not None:
            ref = Ref(fact.source.split(" ", 1)[-1], tuple(found.items()))
            known, before, proof = line(goal, ref)
            return "\n".join([change, before, bridge(goal, held, known, proof, None, logs=True)])
    return f"{change}\n{equality(goal, held.lhs, held.rhs, names=None, logs=True)}"


def _matched(goal: Goal, fact: Fact, held: Equal) -> Any:
    """The indices at which ``fact`` states the equation, definitions written out."""
    if not isinstance(fact.relation, Equal) or own_name(goal.claim.relation) in _names(goal, fact):
        return None
    known = [goal.context.unfold_all(e) for e in fact.relation.expressions()]
    asked = [goal.context.unfold_all(e) for e in held.expressions()]
    found = match(known[0], asked[0], fact.wild, {})
    return found if found is None else match(known[1], asked[1], fact.wild, found)


def _names(goal: Goal, fact: Fact) -> frozenset[str]:
    parts = [goal.context.unfold_all(e) for e in fact.relation.expressions()]
    return names_among(parts)
