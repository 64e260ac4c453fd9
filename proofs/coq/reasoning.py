"""Coq proofs of the rules of reasoning: cases, hypotheses, counting, sums over assignments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ..claims import AtMost, Binary, Equal, LessThan, NotEqual, Relation
from ..rules.base import Ref
from ..substitution import substitute_index
from ..vocabulary import AssignmentName, Index, index_size, indicator, total
from .bridges import block, bridge, entering, equation, line, statement
from .goal import Goal, Unscripted
from .names import coq_name, hypothesis_name
from .optimum import global_optimum
from .raw import Scope, put
from .sides import opening, side
from .signproofs import closed


# -- cases -------------------------------------------------------------------------------
def _cases(goal: Goal, rule: Any) -> str:
    cases = [_case(goal, ref) for ref in rule.lines]
    equal = next(c for c in cases if isinstance(c[0], Equal))
    others = [c for c in cases if c is not equal]
    relation, name, proof = equal
    a, b, nat = _ends(goal, relation)
    out = [opening(goal), *_missing(goal, rule.lines)]
    out.append(f"destruct ({'Nat.eq_dec' if nat else 'Req_EM_T'} {a} {b}) as [{name} | other].")
    out.append(block(proof))
    if len(others) == 2:
        order = "Nat.lt_trichotomy" if nat else "Rtotal_order"
        out.append(f"destruct ({order} {a} {b}) as [below | [same | above]]; "
                   "[| exfalso; exact (other same) |].")  # fmt: skip
        others.sort(key=lambda c: goal.term(c[0].lhs) != goal.term(relation.lhs))
    for known, own, shown in others:
        holds = _holds(goal, known, nat)
        out.append(block(f"assert ({own} : {statement(goal, known)}).", block(holds), shown))
    return "\n".join(out)


def _case(goal: Goal, ref: Ref) -> tuple[Any, str, str]:
    """The hypothesis of one case, its name in Coq, and the tactics that use its line."""
    claim = goal.earlier[ref.target]
    extra = next(h for h in claim.under if h not in goal.claim.under)
    claimed: Any = goal.claim.relation
    proof = f"exact {goal.use(ref)}."
    if isinstance(claimed, Binary) and isinstance(claim.relation, Binary):
        proof = bridge(goal, claimed, claim.relation, goal.use(ref))
    return extra.relation, hypothesis_name(extra.name), proof


def _ends(goal: Goal, relation: Any) -> tuple[str, str, bool]:
    """The two sides in Coq, and whether they are indices."""
    nat = index_size(relation.lhs) is not None
    write = goal.translator.index if nat else goal.term
    return write(relation.lhs), write(relation.rhs), nat


def _holds(goal: Goal, known: Any, nat: bool) -> str:
    """Tactics that close the case that is left where the sides differ (``other``)."""
    if nat:
        return "lia."
    if isinstance(known, NotEqual):
        return "first [exact other | exact (not_eq_sym other)]."
    least = AtMost(known.lhs, known.rhs)
    return "\n".join(
        [
            "first [assumption | ",
            "let least := fresh in",
            f"assert ({statement(goal, least)}) as least by ({side(goal)});",
            "destruct least as [least | least]; [exact least |];",
            "exfalso; apply other; first [exact least | exact (eq_sym least)]].",
        ]
    )


def _missing(goal: Goal, refs: tuple[Ref, ...]) -> list[str]:
    """Indices that only the cases speak of: any value will do."""
    found = {i for ref in refs for i in goal.translator.indices(goal.earlier[ref.target])}
    found -= set(goal.translator.indices(goal.claim))
    out = []
    for i in sorted(found, key=str):
        name, top = coq_name(i.name), coq_name(i.size.name)
        out.append(f"assert (exists i, 1 <= i <= {top})%nat as [{name} {name}_range]")
        out.append(f"  by (exists 1%nat; split; [apply le_n | exact {top}_least]).")
    return out


def _at_minimum(goal: Goal, rule: Any) -> str:
    claim = goal.earlier[rule.line.target]
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
    hypothesis = f"{hypothesis_name(extra.name)} : {statement(goal, attained)}"
    proof = goal.use(rule.line)
    claimed: Any = goal.claim.relation
    known = claim.relation
    end = f"exact {proof}."
    if isinstance(claimed, Binary) and isinstance(known, Binary):
        end = bridge(goal, claimed, known, proof)
    return "\n".join(
        [
            opening(goal),
            f"destruct (min_attained {top} {function} {top}_least) as [{k} [{k}_range least]].",
            f"assert ({hypothesis}) by ({unfold}lra).",
            end,
        ]
    )


def _least_of(goal: Goal, attained: Equal, chosen: Index) -> Any:
    """The body f(k) of the minimum that the equation is about, at the chosen index."""
    signs = goal.state.signs
    left, right = goal.context.unfold_all(attained.lhs), goal.context.unfold_all(attained.rhs)
    for difference in (left - right, right - left):
        for term in difference.args if isinstance(difference, sp.Add) else ():
            least = signs._as_minimum(-term)
            if least is not None and signs._covers(least, difference - term, chosen):
                return put(least.args[0], Scope(base={least.args[1][0]: chosen}))
    raise Unscripted("the minimum is not found in the local hypothesis")


def _by_hypothesis(goal: Goal, rule: Any) -> str:
    claimed: Any = goal.claim.relation
    start = opening(goal)
    if rule.line is None:
        return "\n".join([start, closed(goal, goal.state.signs, claimed, side(goal))])
    shown, before, proof = line(goal, rule.line)
    return "\n".join([start, before, bridge(goal, claimed, shown, proof, rule.names)])


# -- counting ----------------------------------------------------------------------------
def _pigeonhole(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    known, wild = goal.state.pattern(rule.line)
    known = _binary(known)
    family: Any = goal.context.families[rule.assignment]
    steps, rows = family.sizes
    t = next(i for i in wild if i.size == steps)
    c, top = coq_name(rule.assignment), coq_name(steps.name)
    z = sp.IndexedBase(AssignmentName(goal.fresh("z"), family.values))
    written = put(known.rhs, Scope(definitions=goal.context.definitions))
    loss = goal.term(_through(written, rule.assignment, t, z))
    function = f"(fun {coq_name(z.label.name)} : nat -> nat => {loss})"
    strict = isinstance(known, LessThan)
    falls = steps if strict else total(1 - indicator(known.lhs, known.rhs), t)
    ends = (falls, sp.Integer(1)) if strict else (sp.Integer(1), falls)
    bound = AtMost(sp.Add(*ends, evaluate=False), family.values**rows)
    lemma = "strict_falls_finite" if strict else "falls_finite"
    sizes = f"{top} {coq_name(rows.name)} {coq_name(family.values.name)}"
    proof = goal.use(rule.line, frozenset({t}))
    return "\n".join(
        [
            opening(goal),
            f"assert (bound : {statement(goal, bound)}).",
            block(
                f"refine ({lemma} {sizes} {c} {function} {c}_sign _ {proof}).",
                "intros z z' same; hl_same_map same.",
            ),
            bridge(goal, relation, bound, "bound"),
        ]
    )


def _binary(relation: Relation) -> Any:
    if not isinstance(relation, Binary):
        raise Unscripted("the line is no inequality")
    return relation


def _through(e: Any, assignment: str, t: Index, z: Any) -> Any:
    """``e`` with the assignment of the time t replaced by z."""
    own = {
        entry: z[entry.indices[1:]]
        for entry in e.atoms(sp.Indexed)
        if entry.base.label.name == assignment and entry.indices[0] == t
    }
    return put_entries(e, own)


def put_entries(e: Any, change: dict[Any, Any]) -> Any:
    """``e`` with some entries replaced, and nothing evaluated."""
    if e in change:
        return change[e]
    if not e.args or not any(e.has(entry) for entry in change):
        return e
    args = [put_entries(a, change) for a in e.args]
    if isinstance(e, sp.Add | sp.Mul | sp.Pow | sp.exp | sp.log | sp.Abs | sp.KroneckerDelta):
        return e.func(*args, evaluate=False)
    return e.func(*args)


# -- sums over assignments ---------------------------------------------------------------
def _sum_over_assignments(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    body, base, rows, values = relation.lhs.args
    n = body.args[1][0]
    inner, m = relation.rhs.args[0], relation.rhs.args[1][0]
    k = inner.args[1][0]
    factor = put(inner.args[0], Scope(base={m: n}))
    at_z = put(factor, Scope(base={k: base[n]}))
    z = coq_name(base.label.name)
    function = f"(fun {coq_name(n.name)} {coq_name(k.name)} : nat => {goal.term(factor)})"
    sizes = f"{coq_name(rows.name)} {coq_name(values.name)}"
    return "\n".join(
        [
            opening(goal),
            f"refine (eq_trans _ (mapsum_prod {sizes} {function})).",
            f"apply mapsum_ext; intros {z} {z}_sign; cbv beta.",
            f"apply prod_ext; {entering(n)}",
            equation(goal, body.args[0], at_z),
        ]
    )


def _mean_over_assignments(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    body, base, rows, values = relation.lhs.args
    weight = next(f for f in body.args if isinstance(f, sp.Product))
    term = next(f for f in body.args if isinstance(f, sp.Sum))
    k, m = relation.rhs.args[1][0], relation.rhs.args[2][0]
    q, index = _distribution(goal, rule, weight, base, m, k)
    g = put_entries(put(term.args[0], Scope(base={term.args[1][0]: m})), {base[m]: k})
    z, i, j = coq_name(base.label.name), coq_name(m.name), coq_name(k.name)
    functions = " ".join(f"(fun {i} {j} : nat => {goal.term(f)})" for f in (q, g))
    sizes = f"{coq_name(rows.name)} {coq_name(values.name)}"
    own = weight.args[1][0]
    ours = put(q, Scope(base={m: own, k: base[own]}))
    theirs = put(g, Scope(base={k: base[m]}))
    first = block(f"apply prod_ext; {entering(own)}", equation(goal, weight.args[0], ours))
    here = put(term.args[0], Scope(base={term.args[1][0]: m}))
    second = block(f"apply sum_ext; {entering(m)}", equation(goal, here, theirs))
    swap = body.args[0] is not weight
    mean = f"fun {z} : nat -> nat => {goal.term(_mean(weight, ours, term, theirs, m))}"
    return "\n".join(
        [
            opening(goal),
            f"transitivity (mapsum {sizes} ({mean})).",
            block(
                f"apply mapsum_ext; intros {z} {z}_sign; cbv beta.",
                "rewrite Rmult_comm." if swap else "",
                "f_equal.",
                first,
                second,
            ),
            f"refine (eq_trans (mapsum_mean {sizes} {functions} _) _).",
            block(f"intros {i} {i}_range; cbv beta; exact {goal.use(rule.rows.at({index: m}))}."),
            f"apply sum_ext; {entering(m)}",
            f"apply sum_ext; {entering(k)}",
            equation(goal, sp.Mul(q, g, evaluate=False), relation.rhs.args[0]),
        ]
    )


def _mean(weight: Any, ours: Any, term: Any, theirs: Any, m: Index) -> Any:
    product = sp.Product(ours, weight.args[1])
    return sp.Mul(product, sp.Sum(theirs, (m, 1, m.size)), evaluate=False)


def _distribution(
    goal: Goal, rule: Any, weight: Any, base: Any, m: Index, k: Index
) -> tuple[Any, Index]:
    """q(m, k) as the line has it, and the index of the line that stands for the point."""
    known, wild = goal.state.pattern(rule.rows)
    rows = _binary(known).lhs
    row, own = rows.args[0], rows.args[1][0]
    n = weight.args[1][0]
    for index in sorted(wild, key=str):
        if index.size == n.size:
            here = substitute_index(substitute_index(row, index, n), own, base[n])
            if not goal.state.residue(here, weight.args[0]):
                return put(row, Scope(base={index: m, own: k})), index
    raise Unscripted("the factors are not the distribution whose rows sum to one")


SCRIPTS: dict[str, Callable[[Goal, Any], str]] = {
    "Cases": _cases,
    "AtMinimum": _at_minimum,
    "ByHypothesis": _by_hypothesis,
    "GlobalOptimum": global_optimum,
    "Pigeonhole": _pigeonhole,
    "SumOverAssignments": _sum_over_assignments,
    "MeanOverAssignments": _mean_over_assignments,
}
