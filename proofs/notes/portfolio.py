"""A few reasons that are tried in turn where nobody gave one: rules with no or one argument.

What rules need is told by what occurs in the line: the definitions in it, the steps and
hypotheses in hand.  A reason counts only if its rule accepts the line; nothing here is trusted.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping

import sympy as sp

from ..kernel.derivation import Derivation, Step
from ..kernel.form import check_arguments
from ..language.claims import (
    AtMost,
    Claim,
    Equal,
    HasGradient,
    LessThan,
    Optimum,
    TendsTo,
    ZeroExactlyAt,
)
from ..language.context import Context
from ..language.substitution import free_indices, names_used
from ..rules import (
    AbsoluteValue,
    Algebra,
    ByHypothesis,
    Chain,
    Gap,
    GlobalOptimum,
    Gradient,
    KnownIndicators,
    LimitLaws,
    LinearRoot,
    LogBound,
    LogLaws,
    MinimumIsLeast,
    Monotone,
    Ref,
    Rewrite,
    Rule,
    State,
    Unfold,
    UseTotal,
)
from ..rules.inequalities import combine

#: Seconds of processor time for one line, and how many earlier lines are looked at.
SECONDS, RECENT = 2.0, 6
#: Operations in a quotient that is worked out.
SMALL = 60
#: Definitions in a line of which all sets are tried.
MANY = 4


def reason_for(
    derivation: Derivation,
    step: Step,
    earlier: Mapping[str, Claim],
    positive: frozenset[str],
    seconds: float = SECONDS,
) -> Rule | None:
    """A rule that accepts the claim of ``step``, or None if none was found in time."""
    deadline = time.process_time() + seconds
    for rule in candidates(derivation.context, step.claim, earlier):
        if accepts(rule, derivation, step, earlier, positive):
            return rule
        if time.process_time() > deadline:
            return None
    return None


def accepts(
    rule: Rule,
    derivation: Derivation,
    step: Step,
    earlier: Mapping[str, Claim],
    positive: frozenset[str],
) -> bool:
    """Whether ``rule`` accepts the claim of ``step``."""
    try:
        state = State(derivation.context, step.claim, earlier, {}, positive_names=positive)
        check_arguments(rule, derivation.context)
        for expr in step.claim.relation.expressions():
            state.require_defined(expr)
        rule.check(step.claim, state)
    except Exception:  # whatever goes wrong, it is not accepted
        return False
    return True


def candidates(context: Context, claim: Claim, earlier: Mapping[str, Claim]) -> Iterator[Rule]:
    """Rules worth trying, the plain ones first."""
    relation = claim.relation
    sets = list(definition_sets(context, claim))
    refs = [Ref(n) for n in [*earlier][-RECENT:][::-1]]
    refs += [Ref(h.name) for h in context.all_hypotheses(claim.under)]
    if isinstance(relation, HasGradient):
        yield from (Gradient(names) for names in ((), *sets))
        for ref in refs:
            yield Chain((ref,))
        return
    if isinstance(relation, TendsTo):
        yield from (LimitLaws(names) for names in ((), *sets))
        known = tuple(r for r in refs if _is_limit(r, earlier))
        if known:
            yield from (LimitLaws(names, known) for names in ((), *sets))
        return
    if isinstance(relation, ZeroExactlyAt):
        yield from _roots(relation, ((), *sets))
        return
    if isinstance(relation, Optimum):
        yield from (GlobalOptimum(ref) for ref in refs)
        for first, second in itertools.permutations(refs, 2):
            yield GlobalOptimum(first, second)
        return
    yield Algebra()
    yield from (Unfold(names) for names in sets)
    yield from (ByHypothesis(None, names) for names in ((), *sets))
    if isinstance(relation, Equal):
        yield from _equations(sets, refs)
    elif isinstance(relation, AtMost | LessThan):
        yield from _from_above(relation, refs, earlier)
        yield from _inequalities(relation, sets, refs)
    yield AbsoluteValue()
    for first, second in itertools.permutations(refs, 2):
        yield Chain((first, second))


def _equations(sets: list[tuple[str, ...]], refs: list[Ref]) -> Iterator[Rule]:
    yield from (LogLaws(names) for names in ((), *sets))
    yield from (KnownIndicators(names) for names in ((), *sets))
    for names in ((), *sets):
        for ref in refs:
            yield UseTotal((ref,), names)
            yield Rewrite((ref,), names)
            yield Rewrite((ref,), names, True)
    for names in ((), *sets):
        for two in itertools.combinations(refs, 2):
            yield UseTotal(two, names)
            yield Rewrite(two, names)
    for ref in refs:
        yield UseTotal((ref,), sets[-1] if sets else (), True)


def _inequalities(
    relation: AtMost | LessThan, sets: list[tuple[str, ...]], refs: list[Ref]
) -> Iterator[Rule]:
    gap = sp.Add(relation.rhs, -relation.lhs)
    yield LogBound()
    yield from (Gap(gap, names) for names in ((), *sets))
    for term in sp.Add.make_args(sp.expand(gap))[:4]:
        yield from (Gap(term, names) for names in ((), *sets))
    yield from (Monotone(ref) for ref in refs)
    yield from (MinimumIsLeast(ref) for ref in refs)
    inside = sorted({i for e in relation.expressions() for i in _bound(e)}, key=str)
    overs = [(i,) for i in inside] + list(itertools.permutations(inside, 2))
    for names in ((), *sets):
        for ref in refs:
            yield combine(ref, names=names)
            yield combine(ref, names=names, logs=True)
            yield from (combine((ref, 1, over), names=names) for over in overs)
        for two in itertools.combinations(refs, 2):
            yield combine(*two, names=names)
            yield combine((two[0], -1), two[1], names=names)
            yield combine(two[0], (two[1], -1), names=names)


def _from_above(
    relation: AtMost | LessThan, refs: list[Ref], earlier: Mapping[str, Claim]
) -> Iterator[Rule]:
    """An earlier line times a factor under a sum, or an earlier equation and what it leaves."""
    for ref in refs:
        known = earlier[ref.target].relation if ref.target in earlier else None
        if isinstance(known, AtMost | LessThan) and isinstance(relation.lhs, sp.Sum):
            body, *limits = relation.lhs.args
            if known.lhs in sp.Mul.make_args(body):
                over = tuple(limit[0] for limit in limits)
                yield combine((ref, body / known.lhs, over))
        if isinstance(known, Equal):
            for here, there, sign in ((known.lhs, known.rhs, 1), (known.rhs, known.lhs, -1)):
                if relation.lhs == here:
                    yield combine((ref, sign), gap=relation.rhs - there)
                if relation.rhs == here:
                    yield combine((ref, -sign), gap=there - relation.lhs)


def _bound(expr: object) -> Iterator[object]:
    for part in sp.preorder_traversal(expr):
        if isinstance(part, sp.Sum):
            yield from (limit[0] for limit in part.args[1:])


def _roots(relation: ZeroExactlyAt, sets: tuple[tuple[str, ...], ...]) -> Iterator[Rule]:
    """Factors c of c (s - x): the coefficient of -x where the function is written out."""
    variable = relation.variable
    expanded = sp.expand(relation.function)
    slope = -sp.expand(expanded.coeff(variable, 1)) if variable in expanded.free_symbols else 0
    guesses = [sp.S.One, sp.S.NegativeOne, slope]
    denominator = sp.denom(sp.together(relation.solution))
    guesses += [denominator, -denominator, denominator / variable, 1 / variable]
    quotient = sp.together(relation.function) / (relation.solution - variable)
    if sp.count_ops(quotient) < SMALL:
        guesses.append(sp.cancel(quotient))
    for factor in dict.fromkeys(guesses):
        if factor != 0 and not free_indices(factor) - free_indices(relation.function):
            yield from (LinearRoot(factor, names) for names in sets)


def _is_limit(ref: Ref, earlier: Mapping[str, Claim]) -> bool:
    return ref.target in earlier and isinstance(earlier[ref.target].relation, TendsTo)


def definition_sets(context: Context, claim: Claim) -> Iterator[tuple[str, ...]]:
    """Sets of definitions to write out: each in the line, all in it, and all that these use."""
    used: set[str] = set()
    for relation in (claim.relation, *(h.relation for h in claim.under)):
        for expr in relation.expressions():
            used |= names_used(expr)
    direct = tuple(n for n in context.definitions if n in used)
    below = context.rests_on()
    whole = tuple(
        n for n in context.definitions if n in direct or any(n in below[d] for d in direct)
    )
    found: list[tuple[str, ...]] = [(name,) for name in direct]
    if len(direct) <= MANY:
        sizes = range(len(direct), 1, -1)
        found += [some for size in sizes for some in itertools.combinations(direct, size)]
    found += [direct, whole]
    found += [(name,) for name in whole if name not in direct]
    yield from (names for names in dict.fromkeys(found) if names)
