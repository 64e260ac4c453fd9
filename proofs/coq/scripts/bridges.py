"""From one statement to the next: equal sides, earlier lines at other indices, parts of a sum."""

from __future__ import annotations

import re
from typing import Any

from ...language.claims import AtMost, Binary, Equal, LessThan, NotEqual, Relation
from ...language.substitution import free_indices, names_used
from ...language.vocabulary import Index
from ...rules.base import Ref
from ..statements.names import coq_name
from ..statements.raw import Scope, put
from .equality import equality
from .goal import Goal, Unscripted, binders

#: From equal sides and the known relation between them to the relation that is claimed.
_CITE = {Equal: "cite_eq", AtMost: "cite_le", LessThan: "cite_lt", NotEqual: "cite_ne"}


def equation(goal: Goal, a: Any, b: Any, names: Any = (), *, logs: bool = False) -> str:
    """Tactics that close ``a = b``; at once where both are the same text.

    ``names`` are the definitions to write out; None for as many as it takes.
    """
    if unnamed(goal.term(a)) == unnamed(goal.term(b)):
        return "reflexivity."
    if names is None:
        names = _needed(goal, a, b, logs)
    return equality(goal, a, b, names=names, logs=logs)


def _needed(goal: Goal, a: Any, b: Any, logs: bool) -> frozenset[str]:
    """The definitions to write out: again and again the last that one side alone speaks of."""
    c, names = goal.context, frozenset[str]()
    order = list(c.definitions)
    while not goal.state.equal(a, b, names, logs=logs):
        left, right = (names_used(c.unfold(e, names)) for e in (a, b))
        more = (left ^ right) & set(order) or (left | right) & set(order)
        if not more:
            break
        names |= {max(more, key=order.index)}
    return names


def unnamed(text: str) -> str:
    """A Coq term with its bound names counted, so that equal terms are equal texts."""
    count, place = 0, 0
    while found := re.compile(r"\(fun (\w+) : ").search(text, place):
        end, depth = found.end(), 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        scope = re.sub(rf"(?<![\w']){found[1]}(?![\w'])", f"{count}b", text[found.start() : end])
        text = text[: found.start()] + scope + text[end:]
        count, place = count + 1, found.start() + 1
    return text


def block(*lines: str) -> str:
    """Tactics for the first goal alone."""
    return "{ " + "\n".join(line for line in lines if line) + " }"


def bridge(
    goal: Goal, claimed: Binary, known: Binary, proof: str, names: Any = (), *, logs: bool = False
) -> str:
    """Tactics that close ``claimed`` by a proof of ``known``, whose sides are equal to its sides.

    The known relation may be stronger: < for <=, and = for <=.
    """
    kind, found = type(claimed), type(known)
    if kind is AtMost and found is LessThan:
        proof = f"(Rlt_le _ _ {proof})"
    elif kind is AtMost and found is Equal:
        proof = f"(Req_le _ _ {proof})"
    elif kind is not found:
        raise Unscripted(f"no {kind.__name__} follows from {found.__name__}")
    if [*map(unnamed, texts(goal, claimed))] == [*map(unnamed, texts(goal, known))]:
        return f"exact {proof}."
    sides = " ".join(texts(goal, claimed) + texts(goal, known))
    return "\n".join(
        [
            f"refine ({_CITE[kind]} {sides} _ _ {proof}).",
            block(equation(goal, claimed.lhs, known.lhs, names, logs=logs)),
            block(equation(goal, claimed.rhs, known.rhs, names, logs=logs)),
        ]
    )


def texts(goal: Goal, relation: Binary) -> list[str]:
    """The two sides in Coq."""
    return [goal.term(e) for e in relation.expressions()]


def statement(goal: Goal, relation: Relation) -> str:
    """A relation in Coq."""
    return goal.translator.relation(relation)


def line(goal: Goal, ref: Ref) -> tuple[Any, str, str]:
    """A line at its indices: the relation, tactics to be run first, and the proof.

    The checker's substitution sorts and multiplies out; Coq's does not.  Where the two
    differ, the tactics prove the one from the other.
    """
    relation = goal.line(ref)
    proof = goal.use(ref)
    if not ref.indices or not isinstance(relation, Binary):
        return relation, "", proof
    if any(isinstance(e, Index) for e in relation.expressions()):
        return relation, "", proof
    stated, _, _ = goal.state.lookup(ref.target)
    # A sum of the line keeps clear of what is put in: of e in \sum_e x_{de}, at d = e.
    taken = frozenset(i.name for _, value in ref.indices for i in free_indices(value))
    scope = Scope(base=dict(ref.indices), avoid=taken)
    raw = stated.map(lambda e: put(e, scope))
    if not isinstance(raw, Binary) or texts(goal, raw) == texts(goal, relation):
        return relation, "", proof
    name = goal.fresh("line")
    proved = block(bridge(goal, relation, raw, proof))
    return relation, f"assert ({name} : {statement(goal, relation)}). {proved}", name


def in_scope(goal: Goal) -> set[str]:
    """The Coq names that the claim binds."""
    return set(binders(goal.translator, goal.claim))


def renamed(goal: Goal, index: Index) -> Index:
    """An index whose name is not in scope: ``index`` itself, if it is not."""
    if coq_name(index.name) in in_scope(goal) or index in goal.translator.bindings.fixed:
        c = goal.context
        declared = {*c.sizes, *c.indices, *c.symbols, *c.families, *c.definitions}
        name = goal.fresh(index.name)
        while name in declared:
            name = goal.fresh(index.name)
        return Index(name, index.size)
    return index


def least_index(index: Index) -> str:
    """That the range of an index is not empty."""
    return f"least_{coq_name(index.size.name)}"


def entering(index: Index) -> str:
    """``intros`` for a bound index and its range."""
    name = coq_name(index.name)
    return f"intros {name} range_{name}; cbv beta."
