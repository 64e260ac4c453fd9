"""Digests of derivations: what is checked, and nothing else, decides them."""

from __future__ import annotations

import dataclasses
from typing import Any

import sympy as sp

from ..language.claims import Hypothesis, Optimum, Relation
from ..language.substitution import alpha_key, digest
from ..language.vocabulary import Index
from ..rules.base import Ref, Rule
from .derivation import Derivation


def relation_key(relation: Relation) -> tuple[Any, ...]:
    """A key of a relation up to bound names."""
    keys = [alpha_key(e) for e in relation.expressions()]
    if isinstance(relation, Optimum):
        keys.append((relation.kind, relation.domain, str(relation.unique)))
    return (type(relation).__name__, *keys)


def derivation_digest(derivation: Derivation, cited: list[str]) -> str:
    """The digest of all that is checked: declarations, goals, steps, rules, citations."""
    context = derivation.context
    parts: list[Any] = [sorted(context.sizes), sorted(map(_index, context.indices.values()))]
    parts += [(n, s.sign) for n, s in sorted(context.symbols.items())]
    parts += [
        (n, f.sign, [s.name for s in f.sizes], str(f.values))
        for n, f in sorted(context.families.items())
    ]
    parts += [
        (n, [_index(p) for p in d.params], alpha_key(d.body))
        for n, d in sorted(context.definitions.items())
    ]
    parts += [_hypothesis_key(h) for h in context.hypotheses.values()]
    parts += [relation_key(g) for g in derivation.goals]
    parts += [
        (
            s.number,
            relation_key(s.claim.relation),
            [_hypothesis_key(h) for h in s.claim.under],
            _rule_key(s.rule),
        )
        for s in derivation.steps
    ]
    if derivation.examples:
        parts.append(repr(derivation.examples))
    return digest(derivation.slug, parts, cited)


def _hypothesis_key(h: Hypothesis) -> tuple[Any, ...]:
    guard = relation_key(h.guard) if h.guard else ()
    return (h.name, relation_key(h.relation), [_index(i) for i in h.forall], guard)


def _index(index: Index) -> tuple[str, str]:
    return (index.name, index.size.name)


def _rule_key(rule: Rule) -> tuple[Any, ...]:
    """The rule's name and arguments; printed forms would drop the ranges of indices."""
    arguments = [(f.name, _argument(getattr(rule, f.name))) for f in dataclasses.fields(rule)]
    return (type(rule).__name__, *arguments)


def _argument(value: Any) -> Any:
    if isinstance(value, sp.Basic):
        return alpha_key(value)
    if isinstance(value, Ref):
        return ("ref", value.target, _argument(value.indices))
    if isinstance(value, tuple | list):
        return [_argument(item) for item in value]
    return repr(value)
