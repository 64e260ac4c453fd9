"""Coq proofs of chains: lines of =, <= and <, around one limit or after one gradient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...language.claims import AtMost, Equal, HasGradient, LessThan, TendsTo
from ...language.substitution import free_indices, same
from ...language.vocabulary import Index
from ...rules.base import Ref
from ..statements.names import coq_name, range_of
from .bridges import block, equation, in_scope, line
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
        return "\n".join([*_entered(goal, rule.lines), *before, f"exact {joined.proof}."])
    known, proof = shown[special]
    first, last = shown[:special], shown[special + 1 :]
    if isinstance(known, TendsTo):
        return _around_limit(goal, rule.lines, known, proof, first, last, before)
    out: list[str] = []
    value = _joined(goal, known.gradient, last, relation.gradient, out)
    whole = f"refine (gradient_eq _ _ _ _ {proof} {value.proof})."
    return "\n".join([*_entered(goal, rule.lines), *before, *out, whole])


def _entered(goal: Goal, lines: Iterable[Ref]) -> Iterator[str]:
    """``intros``, and some value of each index that stands in a line and not in the claim.

    Such a line holds for all values of the index, of which there is one: no size is 0.
    """
    yield goal.intro()
    known = in_scope(goal) | {coq_name(i.name) for i in goal.translator.bindings.fixed}
    lost = {i for ref in lines for i in _free(goal, ref) if coq_name(i.name) not in known}
    for index in sorted(lost, key=str):
        name, size = coq_name(index.name), coq_name(index.size.name)
        some = f"exists {name} : nat, (1 <= {name} <= {size})%nat"
        yield f"assert ({some}) as [{name} {range_of(name)}] by (exists 1%nat; hl_range)."


def _free(goal: Goal, ref: Ref) -> Iterator[Index]:
    """The indices of a line as it is used, and those that it holds for by itself."""
    stated, put_in = goal.state.lookup(ref.target)[0], dict(ref.indices)
    for side in goal.line(ref).expressions():
        yield from free_indices(side)
    for side in stated.expressions():
        yield from (i for i in free_indices(side) if i not in put_in)


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
    goal: Goal,
    lines: Iterable[Ref],
    known: TendsTo,
    proof: str,
    first: list[Shown],
    last: list[Shown],
    before: list[str],
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
            *_entered(goal, lines),
            f"refine (cite_lim {' '.join(at)} {ends} _ _ {proof}).",
            block(f"intros {s} sign_{s}.", *before, *functions, f"exact {left.proof}."),
            block(*one, *before, *values, f"exact {right.proof}."),
        ]
    )
