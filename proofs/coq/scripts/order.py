"""Coq proofs of the rules of order: gaps, combinations, bounds, chains, absolute values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ...language.claims import AtMost, Equal, LessThan, NotEqual
from ...language.substitution import substitute_index
from ...language.vocabulary import Index
from ...rules.base import Ref
from ...rules.chains import there_and_back
from ...rules.combining import Adding, Combine, gap
from ..statements.raw import Scope, put
from ..statements.written import minus, opp, plus, times
from ..statements.written import over as quotient
from .bridges import block, bridge, entering, equation, least_index, line, renamed
from .chaining import chain
from .goal import SIDE, Goal, Unscripted
from .minima import minimum_is_least
from .sides import opening

ZERO, ONE = sp.Integer(0), sp.Integer(1)


# -- combinations ------------------------------------------------------------------------
def _combine(goal: Goal, rule: Combine) -> str:
    claimed = goal.claim.relation
    if isinstance(claimed, Equal):
        a, b = claimed.expressions()
        turned = Combine(tuple((ref, -factor, over) for ref, factor, over in rule.parts),
                         names=rule.names, logs=rule.logs)  # fmt: skip
        sides = ((AtMost(a, b), rule), (AtMost(b, a), turned))
        both = [block(combination(goal, one, part)) for one, part in sides]
        return "\n".join([opening(goal), "apply Rle_antisym.", *both])
    return "\n".join([opening(goal), combination(goal, goal.claim.relation, rule)])


def combination(goal: Goal, claimed: Any, rule: Adding) -> str:
    """Tactics that close ``claimed`` as the sum of the lines of ``rule``, each times its factor.

    Tangents of the logarithm and the gap are added likewise.
    """
    strict = isinstance(claimed, LessThan)
    found: list[tuple[Any, str, bool]] = []
    out: list[str] = []
    for t, factor, over in rule.tangents:
        # One that lies strictly above is enough: no more is asked of the others.
        sharp = strict and not any(above for *_, above in found)
        part, tactics, positive = _tangent(goal, t, factor, over, sharp)
        found.append((part, goal.fresh("part"), positive))
        out += [f"assert ({found[-1][1]} : {_above_zero(goal, *found[-1])}).", block(*tactics)]
    alone = not rule.tangents and not rule.parts
    if rule.gap != 0 or alone:
        shown = goal.state.signs.proves(LessThan(ZERO, rule.gap)) is not None
        positive = strict and (alone or shown)
        found.append((rule.gap, goal.fresh("gap"), positive))
        out += [f"assert ({found[-1][1]} : {_above_zero(goal, *found[-1])}).",
                block(f"{SIDE}.")]  # fmt: skip
    for ref, factor, over in rule.parts:
        part, tactics, positive = _part(goal, ref, factor, over, strict)
        found.append((part, goal.fresh("part"), positive))
        out += [f"assert ({found[-1][1]} : {_above_zero(goal, *found[-1])}).", block(*tactics)]
    whole, proof, positive = found[0]
    for term, own, above in found[1:]:
        whole = sp.Add(whole, term, evaluate=False)
        proof, positive = _added(proof, positive, own, above)
    if strict and not positive:
        raise Unscripted("nothing here is strict")
    if not strict and positive:
        proof = f"(Rlt_le _ _ {proof})"
    a, b = claimed.expressions()
    lemma = "lt_of_gap" if strict else "le_of_gap"
    out.append(f"refine ({lemma} {goal.term(a)} {goal.term(b)} {goal.term(whole)} _ {proof}).")
    out.append(equation(goal, minus(b, a), whole, rule.names, logs=rule.logs))
    return "\n".join(out)


def _above_zero(goal: Goal, term: Any, _: str, positive: bool) -> str:
    return f"0 {'<' if positive else '<='} {goal.term(term)}"


def _added(first: str, up: bool, second: str, above: bool) -> tuple[str, bool]:
    """The proof that a sum of two nonnegative terms is so; positive if one of them is."""
    if up:
        rest = f"(Rlt_le _ _ {second})" if above else second
        return f"(pos_plus_l _ _ {first} {rest})", True
    lemma = "pos_plus_r" if above else "nonneg_plus"
    return f"({lemma} _ _ {first} {second})", above


def _part(
    goal: Goal, ref: Ref, factor: Any, over: tuple[Index, ...], strict: bool
) -> tuple[Any, list[str], bool]:
    """One line times its factor, summed over ``over``: the term, its proof, whether positive."""
    change = {i: renamed(goal, i) for i in over}
    for index, new in change.items():
        if index != new:
            factor = substitute_index(factor, index, new)
            values = ((j, substitute_index(v, index, new)) for j, v in ref.indices)
            ref = Ref(ref.target, tuple(values)).at(_unless_given(goal, ref, index, new))
    relation, before, proof = line(goal, ref)
    if not isinstance(relation, Equal | AtMost | LessThan):
        raise Unscripted(f"{ref.target} is not an inequality")
    a, b = relation.expressions()
    positive = (
        strict
        and isinstance(relation, LessThan)
        and goal.state.signs.proves(LessThan(ZERO, factor)) is not None
    )
    tactics = [before]
    if isinstance(relation, Equal):
        if factor.is_Rational and factor < 0:
            a, b, factor, proof = b, a, -factor, f"(eq_sym {proof})"
        tactics.append(f"refine (part_eq {goal.term(a)} {goal.term(b)} {goal.term(factor)} _).")
    else:
        weaker = isinstance(relation, LessThan) and not positive
        proof = f"(Rlt_le _ _ {proof})" if weaker else proof
        lemma = "part_lt" if positive else "part_le"
        tactics.append(f"refine ({lemma} {goal.term(a)} {goal.term(b)} {goal.term(factor)} _ _).")
        tactics.append(block(f"{SIDE}."))
    tactics.append(f"exact {proof}.")
    term = sp.Mul(factor, minus(b, a), evaluate=False)
    for index in change.values():
        term = sp.Sum(term, (index, 1, index.size))
        up = f"sum_pos _ _ {least_index(index)} _" if positive else "sum_nonneg _ _ _"
        tactics = [f"refine ({up}).", entering(index), *tactics]
    return term, tactics, positive


def _tangent(
    goal: Goal, t: Any, factor: Any, over: tuple[Index, ...], strict: bool
) -> tuple[Any, list[str], bool]:
    """A tangent times its factor, summed over ``over``: the term, its proof, whether positive."""
    for index in over:
        new = renamed(goal, index)
        if index != new:
            t, factor = (substitute_index(e, index, new) for e in (t, factor))
            over = tuple(new if i == index else i for i in over)
    signs = goal.state.signs
    positive = (
        strict
        and not over
        and signs.proves(LessThan(ZERO, factor)) is not None
        and signs.proves(NotEqual(t, ONE)) is not None
    )
    low, high = sp.log(t, evaluate=False), minus(t, ONE)
    at = f"{goal.term(low)} {goal.term(high)} {goal.term(factor)}"
    bound = f"{goal.term(t)} {goal.term(high)}"
    sides = [block(f"{SIDE}.")]
    tactics = [f"refine ({'part_lt' if positive else 'part_le'} {at} _ _).", *sides]
    if positive:
        tactics += [f"refine (log_bound_strict {bound} _ _ _).", block("reflexivity."), *sides * 2]
    else:
        tactics += [f"refine (log_bound {bound} _ _).", block("reflexivity."), *sides]
    term = sp.Mul(factor, minus(high, low), evaluate=False)
    at_one = signs.touches_not(t, factor, over) if strict and over else None
    if at_one is not None:
        (index,) = over
        scope = Scope(base={index: at_one})
        _, sharp, _ = _tangent(goal, put(t, scope), put(factor, scope), (), True)
        each = block(entering(index), *tactics)
        term = sp.Sum(term, (index, 1, index.size))
        first = f"refine (sum_pos_one _ _ {goal.translator.index(at_one)} _ _ _)."
        return term, [first, each, block("hl_range."), block("cbv beta.", *sharp)], True
    for index in over:
        term = sp.Sum(term, (index, 1, index.size))
        tactics = ["refine (sum_nonneg _ _ _).", entering(index), *tactics]
    return term, tactics, positive


def _unless_given(goal: Goal, ref: Ref, index: Index, new: Index) -> dict[Index, Any]:
    _, wild, _ = goal.state.lookup(ref.target)
    return {index: new} if index in wild and index not in dict(ref.indices) else {}


# -- logarithms and exponentials ---------------------------------------------------------
def _log_bound(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    if isinstance(relation.rhs, sp.log) and not isinstance(relation.lhs, sp.log):
        t, bound = relation.rhs.args[0], relation.lhs
        lemma = "log_above_strict" if isinstance(relation, LessThan) else "log_above"
        return "\n".join(
            [
                opening(goal),
                f"refine ({lemma} {goal.term(t)} {goal.term(bound)} _ _).",
                block(
                    equation(
                        goal, bound, quotient(times(sp.Integer(2), minus(t, ONE)), plus(t, ONE))
                    )
                ),
                block(f"{SIDE}."),
            ]
        )
    t, bound = relation.lhs.args[0], relation.rhs
    lemma = "log_bound_strict" if isinstance(relation, LessThan) else "log_bound"
    conditions = 2 if isinstance(relation, LessThan) else 1
    return "\n".join(
        [
            opening(goal),
            f"refine ({lemma} {goal.term(t)} {goal.term(bound)} {'_ ' * conditions}_).",
            block(equation(goal, bound, minus(t, ONE))),
            *[block(f"{SIDE}.")] * conditions,
        ]
    )


def _monotone(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    left, right = relation.expressions()
    strict = isinstance(relation, LessThan)
    tactics = [opening(goal)]
    if isinstance(left, sp.log) or isinstance(right, sp.log):
        a, b = (e.args[0] if isinstance(e, sp.log) else sp.exp(e) for e in (left, right))
        tactics += _under_log(goal, left, right, a, b, strict)
    else:
        a, b = (e.args[0] if isinstance(e, sp.exp) else ZERO for e in (left, right))
        if not isinstance(left, sp.exp):
            tactics.append(f"apply {'one_lt_exp' if strict else 'one_le_exp'}.")
        elif not isinstance(right, sp.exp):
            tactics.append(f"apply {'exp_lt_1' if strict else 'exp_le_1'}.")
        else:
            tactics.append("apply exp_lt." if strict else "apply exp_le'.")
    inner = type(relation)(a, b)
    if rule.line is None:
        tactics.append(f"{SIDE}.")
    else:
        tactics.append(combination(goal, inner, Combine(((rule.line, rule.factor, ()),))))
    return "\n".join(tactics)


def _under_log(goal: Goal, left: Any, right: Any, a: Any, b: Any, strict: bool) -> list[str]:
    """Reduce left <= right, of which one is a logarithm, to a <= b."""
    order = "lt" if strict else "le"
    at = f"{goal.term(a)} {goal.term(b)}"
    above = block(f"{SIDE}.")
    if isinstance(left, sp.log) and isinstance(right, sp.log):
        lemma = "ln_lt" if strict else "ln_le'"
        return [f"refine ({lemma} {at} _ _).", above]
    if isinstance(left, sp.log):
        exact = equation(goal, b, sp.exp(right, evaluate=False), logs=True)
        return [f"refine (ln_{order}_number {at} {goal.term(right)} _ _ _).", block(exact), above]
    exact = equation(goal, a, sp.exp(left, evaluate=False), logs=True)
    return [f"refine (number_{order}_ln {at} {goal.term(left)} _ _ _).", block(exact), above]


# -- minima, chains, absolute values -----------------------------------------------------


def _chain(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    if not there_and_back(relation, [goal.state.relation(r) for r in rule.lines]):
        return chain(goal, rule)
    out = [opening(goal), "apply Rle_antisym."]
    claims = (AtMost(relation.lhs, relation.rhs), AtMost(relation.rhs, relation.lhs))
    for ref, claimed in zip(rule.lines, claims, strict=True):
        shown, before, proof = line(goal, ref)
        out.append(block(before, bridge(goal, claimed, shown, proof)))
    return "\n".join(out)


def _absolute_value(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    if not isinstance(relation, Equal):
        return _absolute_bound(goal, rule)
    inside = relation.lhs.args[0]
    keeps = goal.state.equal(relation.rhs, inside)
    lemma, value = ("abs_keeps", inside) if keeps else ("abs_flips", opp(inside))
    return "\n".join(
        [
            opening(goal),
            f"refine ({lemma} {goal.term(inside)} {goal.term(relation.rhs)} _ _).",
            block(equation(goal, relation.rhs, value)),
            block(f"{SIDE}."),
        ]
    )


def _absolute_bound(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    inside = relation.lhs.args[0]
    lemma = "abs_lt" if isinstance(relation, LessThan) else "abs_le"
    at = f"{goal.term(inside)} {goal.term(relation.rhs)}"
    out = [opening(goal), f"refine ({lemma} {at} _ _)."]
    sides = ((rule.above, inside, rule.over), (rule.below, opp(inside), rule.under))
    for ref, number, term in sides:
        claimed = type(relation)(number, relation.rhs)
        if ref is None:
            out.append(block(combination(goal, claimed, gap(term, rule.names))))
            continue
        shown, before, proof = line(goal, ref)
        out.append(block(before, bridge(goal, claimed, shown, proof)))
    return "\n".join(out)


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {
    "Combine": _combine,
    "Chain": _chain,
    "LogBound": _log_bound,
    "Monotone": _monotone,
    "MinimumIsLeast": minimum_is_least,
    "AbsoluteValue": _absolute_value,
}
