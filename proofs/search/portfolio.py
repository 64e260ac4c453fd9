"""Which rule justifies a line?  Proposers in order of cost; the first that fits is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..language.errors import HardlimitError
from ..rules.base import Rule
from . import (
    calculus,
    chains,
    citing,
    equations,
    inequalities,
    jensen,
    known,
    labels,
    multiples,
    replacing,
    roots,
    subgradients,
    tangents,
    touching,
    weighing,
    words,
)
from .bench import EFFORT, Bench, Effort, Spent
from .question import Found, Question

Proposer = Callable[[Bench], Iterator[Rule]]

PROPOSERS: tuple[Proposer, ...] = (
    chains.chains,
    equations.by_algebra,
    known.log_bound,
    jensen.by_jensen,
    known.in_every_case,
    calculus.counting,
    known.absolute,
    known.by_signs,
    known.by_line,
    equations.over_assignments,
    equations.by_definitions,
    equations.by_logs,
    calculus.gradient,
    roots.linear_root,
    calculus.squeeze,
    calculus.optimum,
    calculus.limit_laws,
    citing.by_name,
    replacing.by_replacing,
    replacing.by_totals,
    multiples.by_multiple,
    multiples.by_inverse,
    words.by_words,
    equations.by_indicators,
    known.by_facts,
    known.least,
    inequalities.by_monotone,
    touching.by_convexity,
    weighing.by_weights,
    labels.by_labels,
    citing.by_unification,
    subgradients.by_slope,
    inequalities.by_adding,
    inequalities.absolute_by_gaps,
    tangents.by_squares,
    touching.by_point,
    tangents.by_tangents,
    chains.both_ways,
    inequalities.by_adding_more,
    known.by_line_written_out,
    citing.by_filling,
)

#: Those that may look at very much before they give up, and those that have worked all out.
_WIDE, _SURE = (replacing.by_replacing,), (words.by_words,)


def find_reason(question: Question, effort: int | Effort = EFFORT) -> Found | None:
    """A rule by which the claim follows, or None; the rule witness has accepted it.

    The search is bounded by the number of rules that are tried and of terms that are worked out.
    """
    bench = Bench(question, effort)
    if not bench.defined():
        return None
    try:
        for proposer in PROPOSERS:
            rule = _within(bench, proposer) if proposer in _WIDE else _first(bench, proposer)
            if rule is not None:
                return Found(rule, bench.tried)
    except Spent:
        return None
    return None


def _within(bench: Bench, proposer: Proposer) -> Rule | None:
    """The same with three quarters of what may still be spent: the others have the rest."""
    kept = bench.effort.left // 4
    bench.effort.left -= kept
    try:
        return _first(bench, proposer)
    except Spent:
        bench.effort.left = 0
        return None
    finally:
        bench.effort.left += kept


def _first(bench: Bench, proposer: Proposer) -> Rule | None:
    """The first rule of one proposer that fits, and that the rule witness accepts."""
    try:
        for rule in proposer(bench):
            # What is worked out already is not tried within bounds first, but at once.
            if proposer in _SURE:
                bench.look()
            elif not bench.accepts(rule):
                continue
            if bench.confirms(rule):
                return rule
    except (HardlimitError, RecursionError):
        # A formula that grows beyond the bounds: another proposer may do without it.
        return None
    return None
