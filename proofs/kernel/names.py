"""Are the names of a derivation sound?  One namespace, nothing printed alike, texts that show."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ..language.alike import refuse_alike
from ..language.claims import Hypothesis, Relation
from ..language.context import refuse_name
from ..language.errors import DerivationError, VocabularyError
from ..language.functions import FUNCTIONS
from ..language.naming import LABEL, SLUG, unshown
from ..language.spelling import OPERATORS
from ..language.vocabulary import Index
from .derivation import Derivation


def check_names(derivation: Derivation) -> None:
    """Refuse names that are none, that two things have, or that two things are printed by.

    Raises:
        DerivationError, VocabularyError: with one sentence.
    """
    context = derivation.context
    for word, pattern, kind in (
        (derivation.label, LABEL, "label"),
        (derivation.slug, SLUG, "slug"),
    ):
        if not pattern.fullmatch(word):
            raise DerivationError(f"{word!r} cannot be the {kind} of a derivation")
    if "\n" in derivation.title or not derivation.title.strip():
        # Printed beside the verdict, of which a second line could look like another.
        raise DerivationError("the title of a derivation is one line of text")
    _check_texts(derivation)
    context.check_names()
    for definition in context.definitions.values():
        for index in definition.params:
            if context.indices.get(index.name) != index:
                raise VocabularyError(
                    f"the index {index.name} of the definition {definition.name} is not declared"
                )
    cases = _check_cases(derivation)
    expressions = tuple(dict.fromkeys(_expressions(derivation)))
    indices = _one_size_each(expressions)
    taken = cases & set(indices)
    if taken:
        raise DerivationError(f"the name {min(taken)!r} is a case and an index")
    for index in indices.values():
        context.refuse_bound(index)
    heads = {type(part) for e in expressions for part in sp.preorder_traversal(e)}
    called = [
        one for one in FUNCTIONS if one.head in heads and one.tex and one.tex[1:] not in OPERATORS
    ]
    pi = any(e.has(sp.pi) for e in expressions)
    refuse_alike(context, indices.values(), called, pi=pi)


def _check_texts(derivation: Derivation) -> None:
    context = derivation.context
    notes = [s.note for s in context.symbols.values()]
    notes += [f.note for f in context.families.values()]
    notes += [d.note for d in context.definitions.values()]
    texts = [derivation.title, derivation.summary, derivation.pitfall, *derivation.references]
    texts += [*context.size_notes.values(), *notes, *(step.why for step in derivation.steps)]
    for text in texts:
        found = unshown(text)
        if found:
            raise DerivationError(f"a text has the character {found}, which cannot be shown")


def _check_cases(derivation: Derivation) -> set[str]:
    """The names of cases; one name is one case, and nothing else."""
    declared = derivation.context.declared()
    cases: dict[str, Hypothesis] = {}
    for step in derivation.steps:
        for case in step.claim.under:
            refuse_name(case.name)
            kinds = declared.get(case.name, [])
            if kinds:
                raise DerivationError(f"the case name {case.name} is {kinds[0]} already")
            if cases.setdefault(case.name, case) != case:
                raise DerivationError(f"two cases have the name {case.name}")
    return set(cases)


def _one_size_each(expressions: Iterable[Any]) -> dict[str, Index]:
    """The indices of all formulas by name; one name is one range."""
    found: dict[str, Index] = {}
    for expr in expressions:
        for part in sp.preorder_traversal(expr):
            if isinstance(part, Index) and found.setdefault(part.name, part) != part:
                raise VocabularyError(
                    f"the index {part.name} ranges over 1..{part.size} in one place and over "
                    f"1..{found[part.name].size} in another: use two names"
                )
    return found


def _expressions(derivation: Derivation) -> Iterator[Any]:
    context = derivation.context
    yield from context.indices.values()
    yield from (d.body for d in context.definitions.values())
    said: list[Relation | Hypothesis] = [*context.hypotheses.values(), *derivation.goals]
    for step in derivation.steps:
        said += [*step.claim.under, step.claim.relation]
        yield from _arguments(step.rule)
    for hypothesis in said:
        if isinstance(hypothesis, Hypothesis):
            yield from hypothesis.forall
    for one in said:
        yield from (e for e in one.expressions() if isinstance(e, sp.Basic))


def _arguments(rule: Any) -> Iterator[Any]:
    """The expressions among the arguments of a rule."""
    stack = [rule]
    while stack:
        value = stack.pop()
        if isinstance(value, sp.Basic):
            yield value
        elif isinstance(value, tuple | list):
            stack.extend(value)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            stack.extend(getattr(value, field.name) for field in dataclasses.fields(value))
