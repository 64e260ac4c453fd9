"""Coq proofs of the rules of reasoning: cases, an index at a minimum, hypotheses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...language.claims import AtMost, Binary, Equal, LessThan, NotEqual
from ...language.vocabulary import Index, index_size
from ...rules.base import Ref
from ...rules.extremes import attained
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from .assigning import over_assignments, pigeonhole
from .bridges import block, bridge, line, statement
from .goal import SIDE, Goal, Unscripted
from .optimum import convex_optimum, global_optimum
from .sides import opening
from .signproofs import closed


# -- cases -------------------------------------------------------------------------------
def _cases(goal: Goal, rule: Any) -> str:
    if len(rule.lines) == 1:
        return _at_minimum(goal, rule.lines[0])
    cases = [_case(goal, ref) for ref in rule.lines]
    equal = next((c for c in cases if isinstance(c[0], Equal)), None)
    if equal is None:
        return _either_way(goal, rule, cases)
    others = [c for c in cases if c is not equal]
    relation, name, proof = equal
    a, b, nat = _ends(goal, relation)
    out = [opening(goal), *_missing(goal, rule.lines)]
    out.append(f"destruct ({'Nat.eq_dec' if nat else 'Req_EM_T'} {a} {b}) as [{name} | other_].")
    out.append(block(proof))
    if len(others) == 2:
        order = "Nat.lt_trichotomy" if nat else "Rtotal_order"
        out.append(f"destruct ({order} {a} {b}) as [below_ | [same_ | above_]]; "
                   "[| exfalso; exact (other_ same_) |].")  # fmt: skip
        others.sort(key=lambda c: _ends(goal, c[0])[0] != a)
    for known, own, shown in others:
        holds = _holds(goal, known, nat)
        out.append(block(f"assert ({own} : {statement(goal, known)}).", block(holds), shown))
    return "\n".join(out)


def _either_way(goal: Goal, rule: Any, cases: list[tuple[Any, str, str]]) -> str:
    """Cases a <= b and b <= a, of which one may be strict."""
    first, second = sorted(cases, key=lambda c: isinstance(c[0], LessThan))
    a, b, _ = _ends(goal, first[0])
    out = [opening(goal), *_missing(goal, rule.lines)]
    out.append(f"destruct (Rle_or_lt {a} {b}) as [under_ | over_].")
    weaker = "over_" if isinstance(second[0], LessThan) else "(Rlt_le _ _ over_)"
    for (known, own, shown), holds in ((first, "under_"), (second, weaker)):
        claimed = f"assert ({own} : {statement(goal, known)})."
        out.append(block(claimed, block(f"exact {holds}."), shown))
    return "\n".join(out)


def _case(goal: Goal, ref: Ref) -> tuple[Any, str, str]:
    """The hypothesis of one case, its name in Coq, and the tactics that use its line."""
    claim = goal.earlier[ref.target]
    extra = next(h for h in claim.under if h not in goal.claim.under)
    claimed: Any = goal.claim.relation
    proof = f"exact {goal.use(ref)}."
    if isinstance(claimed, Binary) and isinstance(claim.relation, Binary):
        proof = bridge(goal, claimed, claim.relation, goal.use(ref))
    return extra.relation, goal.premise(extra), proof


def _ends(goal: Goal, relation: Any) -> tuple[str, str, bool]:
    """The two sides in Coq, and whether they are indices."""
    nat = index_size(relation.lhs) is not None
    write = goal.translator.index if nat else goal.term
    return write(relation.lhs), write(relation.rhs), nat


def _holds(goal: Goal, known: Any, nat: bool) -> str:
    """Tactics that close the case that is left where the sides differ (``other_``)."""
    if nat:
        return "lia."
    if isinstance(known, NotEqual):
        return "first [exact other_ | exact (not_eq_sym other_)]."
    least = AtMost(known.lhs, known.rhs)
    return "\n".join(
        [
            "first [assumption | ",
            f"assert ({statement(goal, least)}) as least_ by ({SIDE});",
            "destruct least_ as [least_ | least_]; [exact least_ |];",
            "exfalso; apply other_; first [exact least_ | exact (eq_sym least_)]].",
        ]
    )


def _missing(goal: Goal, refs: tuple[Ref, ...]) -> list[str]:
    """Indices that only the cases speak of: any value will do."""
    found = {i for ref in refs for i in goal.translator.bindings.indices(goal.earlier[ref.target])}
    found -= set(goal.translator.bindings.indices(goal.claim))
    out = []
    for i in sorted(found, key=str):
        name, top = coq_name(i.name), coq_name(i.size.name)
        out.append(f"assert (exists i, 1 <= i <= {top})%nat as [{name} range_{name}]")
        out.append(f"  by (exists 1%nat; split; [apply le_n | exact least_{top}]).")
    return out


def _at_minimum(goal: Goal, ref: Ref) -> str:
    claim = goal.earlier[ref.target]
    extra = next(h for h in claim.under if h not in goal.claim.under)
    attained: Any = extra.relation
    chosen = goal.state.attaining_index(attained)
    if chosen is None:
        raise Unscripted("the local hypothesis does not say that a value is the minimum")
    body = _least_of(goal, attained, chosen)
    k, top = coq_name(chosen.name), coq_name(chosen.size.name)
    function = f"(fun {k} : nat => {goal.term(body)})"
    names = [coq_name(n) for n in goal.context.definitions]
    unfold = f"cbv beta delta [{' '.join(names)}] in *; " if names else "cbv beta in *; "
    hypothesis = f"{goal.premise(extra)} : {statement(goal, attained)}"
    proof = goal.use(ref)
    claimed: Any = goal.claim.relation
    known = claim.relation
    end = f"exact {proof}."
    if isinstance(claimed, Binary) and isinstance(known, Binary):
        end = bridge(goal, claimed, known, proof)
    return "\n".join(
        [
            opening(goal),
            f"destruct (min_attained {top} {function} least_{top}) as [{k} [range_{k} least_]].",
            f"assert ({hypothesis}) by ({unfold}lra).",
            end,
        ]
    )


def _least_of(goal: Goal, equation: Equal, chosen: Index) -> Any:
    """The body f(k) of the minimum that the equation is about, at the chosen index."""
    left, right = (goal.context.unfold_all(e) for e in equation.expressions())
    least = attained(goal.context, left, right, chosen)
    if least is None:
        raise Unscripted("the minimum is not found in the local hypothesis")
    return put(least.args[0], Scope(base={least.args[1][0]: chosen}))


def _by_hypothesis(goal: Goal, rule: Any) -> str:
    claimed: Any = goal.claim.relation
    start = opening(goal)
    if rule.line is None:
        return "\n".join([start, closed(goal, goal.state.signs, claimed, SIDE)])
    shown, before, proof = line(goal, rule.at(claimed, goal.state))
    return "\n".join([start, before, bridge(goal, claimed, shown, proof, rule.names)])


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {
    "Cases": _cases,
    "ByHypothesis": _by_hypothesis,
    "GlobalOptimum": global_optimum,
    "ConvexOptimum": convex_optimum,
    "Pigeonhole": pigeonhole,
    "OverAssignments": over_assignments,
}
