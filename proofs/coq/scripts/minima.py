"""Coq proofs of bounds of least values: of all, and of all but one."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...language.claims import AtMost
from ...language.fixed import reaching
from ...language.fresh import rename_bound
from ...language.substitution import substitute_index
from ...language.vocabulary import Index
from ...rules.base import Ref
from ...rules.inequalities import Bounds, MinimumIsLeast
from ..statements.names import coq_name
from .bridges import block, bridge, entering, least_index, line
from .goal import Goal, Unscripted
from .sides import opening


def minimum_is_least(goal: Goal, rule: MinimumIsLeast) -> str:
    relation: Any = goal.claim.relation
    found = rule.bound(relation, goal.state)
    if found is None:
        raise Unscripted("the line named does not bound every value of the minimum")
    opened = rename_bound(relation.rhs)
    hole = opened.args[1][0]
    value = Index(goal.fresh(found.index.name), found.index.size)
    body = opened.args[0] if found.told is None else found.told[0]
    claimed = AtMost(relation.lhs, substitute_index(body, hole, value))
    if found.told is not None:
        return _least_of_others(goal, rule, found, opened, claimed, value)
    shown, before, proof = line(goal, rule.line.at({found.index: value}))
    return "\n".join(
        [
            opening(goal),
            f"refine (min_glb _ _ _ {least_index(found.index)} _).",
            entering(value),
            before,
            bridge(goal, claimed, shown, proof),
        ]
    )


def _least_of_others(
    goal: Goal, rule: MinimumIsLeast, found: Bounds, opened: Any, claimed: AtMost, value: Index
) -> str:
    """The least of all others: at k itself the greatest of all stands."""
    hole, (told, other) = opened.args[1][0], found.told or (None, None)
    bound = Index(goal.fresh("j"), hole.size)
    i, k = coq_name(bound.name), goal.translator.index(other)
    greatest = opened.args[0].xreplace({sp.KroneckerDelta(hole, other): sp.Integer(1)})
    turned, (own, *_) = (-substitute_index(greatest, hole, other)).args
    f, g, h = (
        f"(fun {i} => {goal.translator.term(substitute_index(e, index, bound), 0)})"
        for e, index in ((told, hole), (opened.args[0], hole), (turned, own))
    )
    met = f"intros {i} range_ apart_; cbv beta; rewrite ?(delta_neq {i} {k} apart_)"
    met += f", ?(delta_neq {k} {i} (not_eq_sym apart_)); ring."
    itself = "cbv beta; rewrite ?delta_same; ring."
    if not found.apart:
        shown, before, proof = line(goal, rule.line.at({found.index: value}))
        lemma, two = "min_of_others", []
        each = [entering(value), before, bridge(goal, claimed, shown, proof)]
    else:
        name = reaching(goal.context, hole.size, 2)
        two = [block(f"pose proof {goal.use(Ref(str(name)))} as two_; apply INR_le; simpl; lra.")]
        lemma, each = "min_but_one", _but_one(goal, rule, found, claimed, value, k)
    return "\n".join(
        [
            opening(goal),
            f"refine ({lemma} _ {k} {f} {g} {h} _ _ _ _ _ _{' _' if found.apart else ''}).",
            block("hl_range."),
            *two,
            block("intros; cbv beta; ring."),
            block(met),
            block(itself),
            block("\n".join(each)),
        ]
    )


def _but_one(
    goal: Goal, rule: MinimumIsLeast, found: Bounds, claimed: AtMost, value: Index, k: str
) -> list[str]:
    """The line at a value other than k."""
    v = coq_name(value.name)
    given = goal.earlier.get(rule.line.target)
    known: Any
    if given is None:
        known = goal.state.lookup(rule.line.target)[0]
        names = []
    else:
        known = given.relation
        (more,) = [h for h in given.under if h not in goal.claim.under]
        names = [goal.premise(more)]
    ref = rule.line.at({found.index: value})
    shown = known.map(lambda e: substitute_index(e, found.index, value))
    sides = [v if i == found.index else k for i in found.apart]
    front = f"intros {v} range_{v} apart_."
    made = [f"assert ({n} : {sides[0]} <> {sides[1]}) by (now auto)." for n in names or ["other_"]]
    return [front, *made, bridge(goal, claimed, shown, goal.use(ref))]
