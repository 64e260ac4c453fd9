"""Is a derivation well formed?  Names, vocabulary, order of references, and not vacuous."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import sympy as sp

from ..instances.profiles import LARGEST
from ..instances.vacuity import require_instance
from ..language.claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    Hypothesis,
    LessThan,
    NotEqual,
    Optimum,
    Relation,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.context import Context
from ..language.declared import DECLARED
from ..language.errors import DerivationError, MissingHypothesis, Undecided, VocabularyError
from ..language.fixed import fixed_indices, places
from ..language.fresh import shared_index
from ..language.hygiene import check_expression, check_index
from ..language.substitution import (
    Substitution,
    bound_maps,
    family_name,
    free_indices,
    name_of,
    names_used,
    substitute,
)
from ..language.vocabulary import Index, index_size
from ..language.wording import written
from ..rules import RULES
from ..rules.base import Ref, Rule
from ..rules.maps import check_unfolded
from ..rules.signs import Signs
from ..rules.state import State
from ..rules.unsaid import Unsaid
from .derivation import Derivation
from .moving import check_moving
from .names import check_names

#: The relations a claim may state; subclasses are refused.
RELATIONS = (Equal, AtMost, LessThan, NotEqual, HasGradient, TendsTo, ZeroExactlyAt, Optimum)
#: The entries that an instance has a value for, and the places at which its hypotheses are
#: looked at, are at most so many each where every size is the largest that is drawn.
MAX_PLACES = 50_000


def check_form(derivation: Derivation) -> None:
    """Refuse a derivation that breaks the vocabulary, its hygiene or the order of steps.

    Raises:
        VocabularyError, DerivationError: with one sentence.
        Undecided: if its instances would be too large, or its definitions written out.
    """
    check_names(derivation)
    _check_places(derivation)
    _check_declarations(derivation.context)
    check_lines(derivation)


def _check_declarations(context: Context) -> None:
    held = frozenset(places(context))
    for definition in context.definitions.values():
        _refuse_places(f"the definition of {definition.name}", definition.params, held)
        if len(set(definition.params)) < len(definition.params):
            raise VocabularyError(f"the definition of {definition.name} has one parameter twice")
        for index in definition.params:
            check_index(index, context)
        if free_indices(definition.body) - set(definition.params):
            raise VocabularyError(f"the definition of {definition.name} has a free index")
        check_expression(definition.body, context, held.union(definition.params))
        context.unfold_all(definition.body)
    for hypothesis in context.hypotheses.values():
        _check_hypothesis(hypothesis, context)
    for hypothesis in context.hypotheses.values():
        check_condition(hypothesis, context, ())


def check_lines(derivation: Derivation) -> None:
    """What :func:`check_form` asks of the steps and the statement, the declarations being sound.

    Raises:
        VocabularyError, DerivationError: with one sentence.
    """
    context = derivation.context
    _check_assignments(derivation)
    reserved = fixed_indices(context, ())
    numbers = [s.number for s in derivation.steps]
    twice = next((n for n in numbers if numbers.count(n) > 1), None)
    if twice is not None:
        raise DerivationError(f"two steps have the number {twice}")
    for step in derivation.steps:
        if not _is_rule(step.rule):
            raise DerivationError(f"step {step.number} uses a rule that is not a kernel rule")
        if not step.why.strip():
            raise DerivationError(f"step {step.number} does not say why")
        for ref in step.rule.refs():
            if ref.target in numbers and numbers.index(ref.target) >= numbers.index(step.number):
                raise DerivationError(f"step {step.number} refers to the later step {ref.target}")
        if len({h.name for h in step.claim.under}) < len(step.claim.under):
            raise DerivationError(f"step {step.number} is under two cases of one name")
        for hypothesis in step.claim.under:
            if hypothesis.name in context.hypotheses:
                raise DerivationError(f"the case name {hypothesis.name} is a hypothesis already")
            _check_hypothesis(hypothesis, context)
            check_condition(hypothesis, context, step.claim.under)
        _check_relation(step.claim.relation, context, reserved, step.claim.under)
        check_moving(step.claim, context)
    for goal in derivation.goals:
        _check_relation(goal, context, reserved, ())


def _is_rule(rule: object) -> bool:
    """Whether it is a rule of the kernel, or the place of one that was left out."""
    return type(rule) in (Unsaid, RULES.get(type(rule).__name__))


def _check_places(derivation: Derivation) -> None:
    context = derivation.context
    entries = sum((LARGEST + 1) ** len(f.sizes) for f in context.families.values())
    local = [h for step in derivation.steps for h in step.claim.under]
    quantified = (h.forall for h in (*context.hypotheses.values(), *local))
    places = sum(LARGEST ** len(forall) for forall in quantified)
    if max(entries, places) > MAX_PLACES:
        raise Undecided(
            f"an instance would have {max(entries, places)} places to look at, "
            f"more than {MAX_PLACES}"
        )


def _check_variable(relation: Relation, context: Context) -> None:
    """What one differentiates by, solves for or optimises over must be declared as free."""
    variable = getattr(relation, "variable", None)
    if variable is None:
        return
    if isinstance(variable, sp.Symbol | sp.Indexed):
        name = name_of(variable)
        declared = context.symbols.get(name) or context.families.get(name)
        if declared is not None and DECLARED[declared.sign].whole:
            raise DerivationError(
                f"{name} is a whole number: there is no slope by it, and it is not solved for; "
                "declare it nonnegative"
            )
    if isinstance(variable, sp.Indexed):
        family = context.families.get(family_name(variable))
        held = places(context)
        general = all(isinstance(i, Index) and i not in held for i in variable.indices)
        distinct = len(set(variable.indices)) == len(variable.indices)
        if family is not None and family.values is None and general and distinct:
            return
    elif isinstance(variable, sp.Symbol) and variable.name in context.symbols:
        return
    raise DerivationError(
        f"{written(variable)} is not a declared symbol or a general entry of a family: "
        "an entry is taken at an index of its own, such as x[j] beside total(x[n], n)"
    )


def _check_point(relation: Relation, context: Context) -> None:
    """Refuse an optimum or a root that depends on the variable: it would be another for each."""
    if isinstance(relation, Optimum | ZeroExactlyAt):
        point = relation.value if isinstance(relation, Optimum) else relation.solution
        name = name_of(relation.variable)
        if name in names_used(context.unfold_all(point)):
            raise DerivationError(
                f"the claimed {'optimum' if isinstance(relation, Optimum) else 'root'} "
                f"{written(point)} still depends on {name}: give the point a name of its own"
            )


def check_arguments(rule: Rule, context: Context) -> None:
    """Refuse arguments of a rule that are not of the vocabulary.

    Raises:
        VocabularyError: naming the part that is refused.
        RuleMismatch: for a definition that is named twice or not declared.
    """
    check_unfolded(getattr(rule, "names", ()), context)
    stack: list[Any] = [getattr(rule, item.name) for item in dataclasses.fields(rule)]
    while stack:
        value = stack.pop()
        if isinstance(value, tuple | list):
            stack.extend(value)
        elif type(value) is Ref:
            stack.extend(value.indices)
        elif isinstance(value, sp.Basic):
            if index_size(value) is not None:
                check_index(value, context)
            else:
                check_expression(value, context)
        elif value is not None and type(value) not in (str, int, bool):
            raise VocabularyError(f"{value!r} cannot be an argument of a rule")


def _check_assignments(derivation: Derivation) -> None:
    """An assignment that a sum binds must not occur free anywhere in the derivation."""
    context = derivation.context
    expressions = [d.body for d in context.definitions.values()]
    hypotheses = [
        *context.hypotheses.values(),
        *(h for s in derivation.steps for h in s.claim.under),
    ]
    relations = [*(s.claim.relation for s in derivation.steps), *derivation.goals]
    said: list[Relation | Hypothesis] = [*hypotheses, *relations]
    expressions += [e for one in said for e in one.expressions()]
    bound = frozenset().union(*(bound_maps(e) for e in expressions))
    for expr in expressions if bound else ():
        clash = bound & names_used(expr)
        if clash:
            raise VocabularyError(f"the assignment {min(clash)} is both summed over and free")


def _refuse_places(of: str, indices: Iterable[Index], held: frozenset[Index]) -> None:
    """A place is one number: it is printed so, and stands for no other."""
    for index in indices:
        if index in held:
            raise DerivationError(f"{of} is about every index: {index.name} is one place")


def _check_hypothesis(hypothesis: Hypothesis, context: Context) -> None:
    for index in hypothesis.forall:
        if not isinstance(index, Index) or context.indices.get(index.name) != index:
            raise VocabularyError(f"hypothesis {hypothesis.name}: {index} is not declared")
    held = frozenset(places(context))
    _refuse_places(f"hypothesis {hypothesis.name}", hypothesis.forall, held)
    free = held.union(hypothesis.forall, *map(free_indices, hypothesis.expressions()))
    if type(hypothesis) is not Hypothesis:
        raise DerivationError(f"{type(hypothesis).__name__} is not a hypothesis of the language")
    for relation in hypothesis.relations():
        if type(relation) not in (Equal, AtMost, LessThan, NotEqual):
            raise VocabularyError(f"hypothesis {hypothesis.name} must be =, !=, <= or <")
        sizes = [index_size(expr) for expr in relation.expressions()]
        if sizes[0] is not None and sizes[0] == sizes[1] and type(relation) is not AtMost:
            for expr in relation.expressions():
                check_index(expr, context)
            continue
        for expr in relation.expressions():
            check_expression(expr, context, free)


def check_condition(
    hypothesis: Hypothesis, context: Context, under: tuple[Hypothesis, ...]
) -> None:
    """The condition of a hypothesis must have a value wherever it may be asked.

    Where it has none, one could as well say that it holds as that it does not.
    """
    if hypothesis.guard is None:
        return
    # What is known of one value of an index need not hold of all.
    holes = Substitution(indices={i: shared_index(i) for i in hypothesis.forall})
    state = State(context, Claim(hypothesis.guard, under), {}, {})
    guard = hypothesis.guard.map(lambda e: substitute(e, holes))
    # What a fact says as it stands has values.
    for expr in () if state.signs.fact(guard) else guard.expressions():
        if index_size(expr) is None:
            try:
                state.require_defined(expr)
            except MissingHypothesis as error:
                raise DerivationError(
                    f"the condition of hypothesis {hypothesis.name} needs a value: {error}"
                ) from error


def _check_relation(
    relation: Relation,
    context: Context,
    reserved: frozenset[Index],
    under: tuple[Hypothesis, ...],
) -> None:
    if type(relation) not in RELATIONS:
        raise DerivationError(f"{type(relation).__name__} is not a relation of the language")
    _check_variable(relation, context)
    free: frozenset[Index] = reserved | fixed_indices(context, under)
    for expr in relation.expressions():
        free |= free_indices(expr)
    for expr in relation.expressions():
        check_expression(expr, context, free)
    _check_point(relation, context)
    if isinstance(relation, Optimum):
        if relation.kind not in ("minimises", "maximises") or type(relation.unique) is not bool:
            raise DerivationError("an optimum minimises or maximises, uniquely or not")
        missing = [name for name in relation.domain if name not in context.hypotheses]
        if missing:
            raise DerivationError(f"the domain names an unknown hypothesis {missing[0]!r}")


def positive_definitions(context: Context) -> frozenset[str]:
    """The definitions whose bodies are positive by declared signs alone."""
    signs = Signs(context, ())
    return frozenset(n for n, d in context.definitions.items() if signs.positive(d.body))


def check_not_vacuous(derivation: Derivation) -> None:
    """Refuse a derivation whose hypotheses no instance satisfies.

    Raises:
        DerivationError: if the hypotheses contradict one another, or an example does not fit.
        Undecided: if no instance was found.
    """
    require_instance(derivation.context, f"vacuity {derivation.slug}", derivation.examples)
