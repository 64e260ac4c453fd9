"""Relations that are not known and with which a rule would do; tried before they are offered."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ..instances.checks import Refuted, check_at
from ..instances.holding import bindings
from ..instances.pool import Pool
from ..language.claims import AtMost, Equal, Hypothesis, LessThan, NotEqual, Relation, TendsTo
from ..language.context import Context
from ..language.errors import HardlimitError, MissingHypothesis, Undefined
from ..language.fixed import fixed_indices
from ..language.substitution import free_indices, indices_among
from ..language.vocabulary import Index
from ..language.wording import _plain, describe, paste_line
from ..rules import LimitLaws
from ..rules.base import Rule
from ..rules.conditions import definedness
from ..rules.logic import same_relation
from .bench import Bench, Spent
from .portfolio import PROPOSERS
from .question import Advice
from .writing import written_rule

#: Instances at which a relation is tried.
COUNT = 12
#: Relations that are looked at.
MOST = 8
#: The name of a hypothesis that is tried.
_ASSUMED = "what is missing"
#: A rule (none: the line has no value yet) and what it lacks.
Lack = tuple[Rule | None, Relation]


def offered(lacks: Iterable[Lack], bench: Bench, pool: Pool) -> Advice | None:
    """The first relation that holds at some instances and with which the rule is accepted.

    What holds at no instance contradicts a declared sign, a case, or k = l: it is not offered.
    What holds at all of them is to be shown, not to be assumed.
    """
    for rule, relation in itertools.islice(lacks, MOST):
        plain = _renamed(relation, bench.context)
        if plain is None or same_relation(plain, bench.relation):
            continue
        truth = _truth(plain, bench, pool)
        if truth == "false" or not _would_do(rule, plain, bench):
            continue
        line, by = describe(plain, bench.context), " the line has a value"
        if rule is not None:
            by = f" {written_rule(rule, bench.context)} would do"
        if truth == "true":
            return Advice("step", f"show first that {line}: then{by}", rule=rule)
        paste = paste_line(plain, bench.context)
        return Advice("hypothesis", f"assume that {line}: then{by}", paste, None, rule)
    return None


def undefined(bench: Bench) -> Iterator[Lack]:
    """What the formulas of the line need to have a value, the shortest first."""
    found: list[Relation] = []
    for expr in bench.relation.expressions():
        for condition in definedness(expr, bench.state.signs):
            try:
                bench.state.require_all((condition,))
            except MissingHypothesis:
                found.append(condition.relation)
            except HardlimitError:
                continue
    found += [LessThan(sp.Integer(0), part) for r in found for part in _factors(r)]
    for relation in sorted(dict.fromkeys(found), key=_length):
        yield None, relation


def _factors(relation: Relation) -> Iterator[Any]:
    """The factors of which something is to be positive or not 0."""
    for expr in relation.expressions():
        if isinstance(expr, sp.Mul):
            yield from (a for a in expr.args if not isinstance(a, sp.Rational))


def _length(relation: Relation) -> int:
    return sum(1 for e in relation.expressions() for _ in sp.preorder_traversal(e))


def signs_missing(bench: Bench) -> Iterator[Lack]:
    """Signs that a rule of structure lacks: not what only says the line in other words."""
    for rule, relation in missing(bench):
        restated = rule is not None and rule.name in ("ByHypothesis", "Gap", "Monotone")
        sign = isinstance(relation, LessThan | AtMost | NotEqual)
        if sign and not restated and 0 in relation.expressions():
            yield rule, relation


def missing(bench: Bench) -> Iterator[Lack]:
    """Rules that lack one relation only, in the order in which the search tries them."""
    yield from _rates(bench)
    seen: set[Any] = set()
    state = bench.state
    for proposer in PROPOSERS:
        state.lacking.clear()
        try:
            for rule in proposer(bench):
                state.lacking.clear()
                if rule in seen:
                    continue
                seen.add(rule)
                bench.forget(rule)
                bench.accepts(rule)
                if len(state.lacking) == 1:
                    yield rule, state.lacking[0]
        except Spent:
            return
        except (HardlimitError, RecursionError):
            continue


def _rates(bench: Bench) -> Iterator[Lack]:
    """For limits: that the rate c of an e^(-c/s) is positive."""
    relation = bench.relation
    if not isinstance(relation, TendsTo):
        return
    own = bench.names_in(relation.function)
    for names in dict.fromkeys(((), own, bench.reach(own))):
        function = bench.context.unfold(relation.function, frozenset(names))
        for part in sp.preorder_traversal(function):
            if not isinstance(part, sp.exp):
                continue
            rest = [
                f for f in sp.Mul.make_args(part.args[0]) if relation.variable not in f.free_symbols
            ]
            rate = -sp.Mul(*(f for f in rest if not isinstance(f, sp.Rational)))
            if any(isinstance(f, sp.Rational) and f < 0 for f in rest):
                rate = -rate
            if free_indices(rate) <= bench.free and not isinstance(rate, sp.Rational):
                yield LimitLaws(names), LessThan(sp.Integer(0), rate)


def _renamed(relation: Relation, context: Context) -> Relation | None:
    """The relation with declared names for indices that the checker made fresh."""
    plain = iter(_plain(relation.expressions(), context))
    renamed = relation.map(lambda _: next(plain))
    free = indices_among(renamed.expressions())
    return renamed if all(context.indices.get(i.name) == i for i in free) else None


def _quantified(relation: Relation, bench: Bench) -> Hypothesis:
    free: frozenset[Index] = frozenset()
    for expr in relation.expressions():
        free |= free_indices(expr)
    fixed = fixed_indices(bench.context, bench.claim.under)
    forall = tuple(sorted(free - fixed, key=lambda i: i.name))
    return Hypothesis(_ASSUMED, relation, forall)


def _truth(relation: Relation, bench: Bench, pool: Pool) -> str:
    """ "true" at all instances, "false" at all, or "open": it holds at some."""
    if isinstance(relation, Equal) and any(isinstance(e, Index) for e in relation.expressions()):
        return "false"
    hypothesis = _quantified(relation, bench)
    seen: set[bool] = set()
    for instance in itertools.islice(pool.instances(bench.claim.under), COUNT):
        # Where all sizes are 1, k and l are one: what holds there alone is not offered.
        several = not hypothesis.forall or any(n > 1 for n in instance.sizes.values())
        try:
            here = all(_at(relation, at) for at in bindings(hypothesis.forall, instance))
        except (HardlimitError, KeyError):
            continue
        if several or not here:
            seen.add(here)
    if seen == {True}:
        return "true"
    return "open" if True in seen else "false"


def _at(relation: Relation, instance: Any) -> bool:
    try:
        check_at(relation, instance)
    except (Refuted, Undefined):
        return False
    return True


def _would_do(rule: Rule | None, relation: Relation, bench: Bench) -> bool:
    """Whether with the relation assumed the rule is accepted, or the line has a value."""
    hypothesis, context = _quantified(relation, bench), bench.context
    fields = [f.name for f in dataclasses.fields(context) if not f.name.startswith("_")]
    kept = {name: getattr(context, name) for name in fields}
    kept["hypotheses"] = {**context.hypotheses, hypothesis.name: hypothesis}
    other = Bench(dataclasses.replace(bench.question, context=Context(**kept)))
    return other.defined() if rule is None else other.confirms(rule)
