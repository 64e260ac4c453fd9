"""Coq proofs of chains: lines of =, <= and <, around one limit or after one gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...language.claims import AtMost, Equal, HasGradient, LessThan, TendsTo
from ...language.substitution import same
from ..statements.names import coq_name
from .bridges import block, equation, line
from .goal import Goal, Unscripted

#: The lemma of transitivity for two kinds of lines, and the kind of what follows.
_JOINED: dict[tuple[type, type], tuple[str, type]] = {
    (Equal, Equal): ("eq_trans", Equal),
    (Equal, AtMost): ("eq_le_trans _ _ _", AtMost),
    (Equal, LessThan): ("eq_lt_trans _ _ _", LessThan),
    (AtMost, Equal): ("le_eq_trans _ _ _", AtMost),
    (LessThan, Equal): ("lt_eq_trans _ _ _", LessThan),
    (AtMost, AtMost): ("Rle_trans _ _ _", AtMost),
    (AtMost, LessThan): ("Rle_lt_trans _ _ _", LessThan),
    (LessThan, AtMost): ("Rlt_le_trans _ _ _", LessThan),
    (LessThan, LessThan): ("Rlt_trans _ _ _", LessThan),
}


@dataclass(frozen=True)
class Shown:
    """A proved line: its kind, its two ends and the proof."""

    kind: type
    start: Any
    end: Any
    proof: str


def chain(goal: Goal, rule: Any) -> str:
    """The script of ``Chain``."""
    relation: Any = goal.claim.relation
    before: list[str] = []
    shown: list[Any] = []
    for ref in rule.lines:
        known, tactics, proof = line(goal, ref)
        before.append(tactics)
        if isinstance(known, TendsTo | HasGradient):
            shown.append((known, proof))
        else:
            shown.append(Shown(type(known), known.lhs, known.rhs, proof))
    special = next((i for i, s in enumerate(shown) if not isinstance(s, Shown)), None)
    if special is None:
        joined = _joined(goal, relation.lhs, shown, relation.rhs, before)
        if joined.kind is not type(relation):
            raise Unscripted("the chain ends in another kind of relation")
        return "\n".join([goal.intro(), *before, f"exact {joined.proof}."])
    known, proof = shown[special]
    first, last = shown[:special], shown[special + 1 :]
    if isinstance(known, TendsTo):
        return _around_limit(goal, known, proof, first, last, before)
    out: list[str] = []
    value = _joined(goal, known.gradient, last, relation.gradient, out)
    whole = f"refine (gradient_eq _ _ _ _ {proof} {value.proof})."
    return "\n".join([goal.intro(), *before, *out, whole])


def _joined(goal: Goal, start: Any, lines: list[Shown], end: Any, out: list[str]) -> Shown:
    """The lines as one, from ``start`` to ``end``; ``out`` proves equal ends equal."""
    found = Shown(Equal, start, start, "")
    for item in [*lines, Shown(Equal, end, end, "")]:
        if goal.term(found.end) != goal.term(item.start):
            found = _join(found, _same(goal, found.end, item.start, out))
        found = _join(found, item)
    proof = found.proof or "eq_refl"
    return Shown(found.kind, start, end, proof)


def _same(goal: Goal, a: Any, b: Any, out: list[str]) -> Shown:
    if not same(a, b):
        raise Unscripted("a line does not start where the one before it ends")
    name = goal.fresh("same")
    out.append(f"assert ({name} : {goal.term(a)} = {goal.term(b)}). {block(equation(goal, a, b))}")
    return Shown(Equal, a, b, name)


def _join(first: Shown, second: Shown) -> Shown:
    if not first.proof or not second.proof:
        return Shown(second.kind if not first.proof else first.kind, first.start, second.end,
                     first.proof or second.proof)  # fmt: skip
    lemma, kind = _JOINED[first.kind, second.kind]
    return Shown(kind, first.start, second.end, f"({lemma} {first.proof} {second.proof})")


def _around_limit(
    goal: Goal, known: TendsTo, proof: str, first: list[Shown], last: list[Shown], before: list[str]
) -> str:
    """f = g, g tends to l, l = m: f tends to m; the equations of f hold for every s > 0."""
    relation: Any = goal.claim.relation
    s = coq_name(relation.variable.name)
    functions: list[str] = []
    values: list[str] = []
    left = _joined(goal, relation.function, first, known.function, functions)
    turned = [Shown(i.kind, i.end, i.start, f"(eq_sym {i.proof})") for i in reversed(last)]
    right = _joined(goal, relation.limit, turned, known.limit, values)
    at = [f"(fun {s} : R => {goal.term(e)})" for e in (relation.function, known.function)]
    ends = f"{goal.term(relation.limit)} {goal.term(known.limit)}"
    one = [f"pose ({s} := 1).", f"assert (sign_{s} : 0 < {s}) by (unfold {s}; lra)."]
    return "\n".join(
        [
            goal.intro(),
            f"refine (cite_lim {' '.join(at)} {ends} _ _ {proof}).",
            block(f"intros {s} sign_{s}.", *before, *functions, f"exact {left.proof}."),
            block(*one, *before, *values, f"exact {right.proof}."),
        ]
    )
