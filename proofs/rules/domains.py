"""Whether a value lies in the domain of a variable: its sign, and what is assumed of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from ..language.claims import Hypothesis
from ..language.context import Context
from ..language.declared import DECLARED
from ..language.errors import RuleMismatch
from ..language.fresh import fresh_index
from ..language.substitution import Substitution, family_name, indices_among, shifted, substitute
from ..language.vocabulary import BINDERS, Index, has_next
from ..language.wording import written
from .conditions import definedness_at
from .state import State

ZERO = sp.Integer(0)


def require_in_domain(
    variable: Any, value: Any, function: Any, about: Iterable[Hypothesis], state: State, why: str
) -> None:
    """Discharge that ``variable := value`` (at all entries) lies in the domain of ``variable``.

    The domain is its declared sign and the hypotheses ``about`` it; ``function`` is what is
    looked at there, perhaps at t + 1.

    Raises:
        RuleMismatch: if a hypothesis has a condition.
        MissingHypothesis: with a line that supplies what is missing.
    """
    hypotheses = tuple(about)
    declared = DECLARED[state.context.sign_of(variable)]
    for entry in _values(variable, value, function, hypotheses, state.context):
        state.require_defined(entry)
        said = declared.of(entry)
        if said is not None:
            state.require(said, why)
    change = put_at_all_entries(variable, value, state.context)
    for hypothesis in hypotheses:
        if hypothesis.guard is not None:
            raise RuleMismatch("a domain with conditions is not supported")
        _require_hypothesis(hypothesis, change, state, why)


def _require_hypothesis(
    hypothesis: Hypothesis, change: Substitution, state: State, why: str
) -> None:
    holes = Substitution(indices={i: fresh_index(i) for i in hypothesis.forall})
    general = hypothesis.relation.map(lambda e: substitute(e, holes))

    def put(expr: Any) -> Any:
        return substitute(state.context.unfold_all(expr), change)

    for expr in general.expressions():
        state.require_all(definedness_at(expr, state.signs, put))
    state.require_either(general.map(put), why)


def _values(
    variable: Any, value: Any, function: Any, about: tuple[Hypothesis, ...], context: Context
) -> Iterator[Any]:
    """The value at every entry, also beyond the range where x[t + 1] is looked at."""
    params = variable.indices if isinstance(variable, sp.Indexed) else ()
    looked_at = [function, *(e for h in about for e in h.relation.expressions())]
    beyond = any(has_next(context.unfold_all(e)) for e in looked_at if not isinstance(e, Index))
    for at in shifted({p: p for p in params}, beyond=beyond):
        yield substitute(value, at)


def about_one_entry(hypothesis: Hypothesis, name: str, context: Context) -> Hypothesis | None:
    """What ``hypothesis`` says of one entry of the family ``name`` by itself.

    None if it ties several entries together: sum_k x_k = 1, or x_i < x_j for two given indices.
    Where it holds for all i and j, it is asked at i = j: 0 < x_i + x_j says that 0 < x_i.
    """
    if not _ties_entries(hypothesis, name, context):
        return hypothesis
    first = {i.size: i for i in reversed(hypothesis.forall)}
    if hypothesis.guard is not None or len(first) == len(hypothesis.forall):
        return None
    met = Substitution(indices={i: first[i.size] for i in hypothesis.forall})
    relation = hypothesis.relation.map(lambda e: substitute(e, met))
    together = replace(hypothesis, relation=relation, forall=tuple(first.values()))
    return None if _ties_entries(together, name, context) else together


def _ties_entries(hypothesis: Hypothesis, name: str, context: Context) -> bool:
    """Whether ``hypothesis`` is about several entries of the family ``name`` together."""
    found = {
        entry
        for expr in hypothesis.expressions()
        for entry in _entries(context.unfold_all(expr), name, frozenset())
    }
    return len(found) > 1 or None in found


def _entries(expr: Any, name: str, bound: frozenset[Index]) -> Iterator[Any]:
    """The indices of each entry of ``name``; None for one at an index that ``expr`` binds."""
    if isinstance(expr, sp.Indexed) and family_name(expr) == name:
        inside = indices_among(expr.indices)
        yield None if inside & bound else expr.indices
    if isinstance(expr, BINDERS):
        bound |= {limit[0] for limit in expr.args[1:]}
    for arg in expr.args:
        if isinstance(arg, sp.Basic):
            yield from _entries(arg, name, bound)


def put_at_all_entries(variable: Any, value: Any, context: Context) -> Substitution:
    """The substitution variable := value, at all entries.

    Raises:
        RuleMismatch: if ``variable`` is no general entry.
    """
    body = context.unfold_all(value)
    if not isinstance(variable, sp.Indexed):
        return Substitution(symbols={variable.name: body})
    params = tuple(variable.indices)
    if not all(isinstance(i, Index) for i in params) or len(set(params)) != len(params):
        raise RuleMismatch(f"{written(variable)} is not a general entry of its family")
    holes = tuple(fresh_index(i) for i in params)
    body = substitute(body, Substitution(indices=dict(zip(params, holes, strict=True))))
    return Substitution(families={family_name(variable): (holes, body)})
