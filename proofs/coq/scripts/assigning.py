"""Coq proofs about assignments of points to components: counting them, and sums over all."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...language.claims import AtMost, Binary, LessThan, Relation
from ...language.substitution import Substitution, substitute
from ...language.vocabulary import AssignmentName, Index, indicator, total
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from .bridges import block, bridge, entering, equation, statement
from .goal import Goal, Unscripted
from .sides import opening


def pigeonhole(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    known, wild = goal.state.pattern(rule.line)
    known = _binary(known)
    family: Any = goal.context.families[rule.assignment]
    steps, rows = family.sizes
    t = next(i for i in wild if i.size == steps)
    c, top = coq_name(rule.assignment), coq_name(steps.name)
    z = sp.IndexedBase(AssignmentName(goal.fresh("z"), family.values))
    written = put(known.rhs, Scope(definitions=goal.context.definitions))
    point = Index(goal.fresh("n"), rows)
    loss = goal.term(_replaced(written, rule.assignment, (t, point), z[point]))
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
            f"assert (bound_ : {statement(goal, bound)}).",
            block(
                f"refine ({lemma} {sizes} {c} {function} sign_{c} _ {proof}).",
                "intros z_ z'_ same_; hl_same_map same_.",
            ),
            bridge(goal, relation, bound, "bound_"),
        ]
    )


def _binary(relation: Relation) -> Any:
    if not isinstance(relation, Binary):
        raise Unscripted("the line is no inequality")
    return relation


def _replaced(e: Any, assignment: str, params: tuple[Index, ...], value: Any) -> Any:
    """``e`` with ``value`` for the entries of an assignment, and nothing evaluated."""
    return put(e, Scope(families={assignment: (params, value, None)}))


# -- sums over assignments ---------------------------------------------------------------
def _renamed(goal: Goal, summed: Any) -> tuple[Any, Any, Any, Any]:
    """A sum over assignments in parts, its assignment under a name that is not in scope."""
    body, base, rows, values = summed.args
    new = sp.IndexedBase(AssignmentName(goal.fresh(base.label.name), values))
    point = Index(goal.fresh("n"), rows)
    return _replaced(body, base.label.name, (point,), new[point]), new, rows, values


def over_assignments(goal: Goal, rule: Any) -> str:
    """The script of ``OverAssignments``."""
    return _sum(goal) if rule.rows is None else _mean_of(goal, rule)


def _sum(goal: Goal) -> str:
    relation: Any = goal.claim.relation
    body, base, rows, values = _renamed(goal, relation.lhs)
    n = body.args[1][0]
    inner, m = relation.rhs.args[0], relation.rhs.args[1][0]
    k = inner.args[1][0]
    at_z = put(inner.args[0], Scope(base={m: n, k: base[n]}))
    z = coq_name(base.label.name)
    function = f"(fun {coq_name(m.name)} {coq_name(k.name)} : nat => {goal.term(inner.args[0])})"
    sizes = f"{coq_name(rows.name)} {coq_name(values.name)}"
    return "\n".join(
        [
            opening(goal),
            f"refine (eq_trans _ (mapsum_prod {sizes} {function})).",
            f"apply mapsum_ext; intros {z} sign_{z}; cbv beta.",
            f"apply prod_ext; {entering(n)}",
            equation(goal, body.args[0], at_z),
        ]
    )


def _mean_of(goal: Goal, rule: Any) -> str:
    relation: Any = goal.claim.relation
    body, base, rows, values = _renamed(goal, relation.lhs)
    weight = next(f for f in body.args if isinstance(f, sp.Product))
    term = next(f for f in body.args if isinstance(f, sp.Sum))
    k, m = relation.rhs.args[1][0], relation.rhs.args[2][0]
    q, index = _distribution(goal, rule, weight, base, m, k)
    here = put(term.args[0], Scope(base={term.args[1][0]: m}))
    g = _replaced(here, base.label.name, (Index(goal.fresh("n"), rows),), k)
    z, i, j = coq_name(base.label.name), coq_name(m.name), coq_name(k.name)
    functions = " ".join(f"(fun {i} {j} : nat => {goal.term(f)})" for f in (q, g))
    sizes = f"{coq_name(rows.name)} {coq_name(values.name)}"
    own = weight.args[1][0]
    ours = put(q, Scope(base={m: own, k: base[own]}))
    theirs = put(g, Scope(base={k: base[m]}))
    first = block(f"apply prod_ext; {entering(own)}", equation(goal, weight.args[0], ours))
    second = block(f"apply sum_ext; {entering(m)}", equation(goal, here, theirs))
    swap = body.args[0] is not weight
    mean = f"fun {z} : nat -> nat => {goal.term(_mean(weight, ours, term, theirs, m))}"
    return "\n".join(
        [
            opening(goal),
            f"transitivity (mapsum {sizes} ({mean})).",
            block(
                f"apply mapsum_ext; intros {z} sign_{z}; cbv beta.",
                "rewrite Rmult_comm." if swap else "",
                "refine (f_equal2 Rmult _ _).",
                first,
                second,
            ),
            f"refine (eq_trans (mapsum_mean {sizes} {functions} _) _).",
            block(f"intros {i} range_{i}; cbv beta; exact {goal.use(rule.rows.at({index: m}))}."),
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
            here = substitute(row, Substitution(indices={index: n, own: base[n]}))
            if not goal.state.residue(here, weight.args[0]):
                return put(row, Scope(base={index: m, own: k})), index
    raise Unscripted("the factors are not the distribution whose rows sum to one")
