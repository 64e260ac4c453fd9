"""The conditions under which a formula has a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ..language.claims import LessThan, NotEqual, Relation
from ..language.fresh import rename_bound
from ..language.functions import Shorthand
from ..language.needs import needed
from ..language.substitution import Substitution, substitute
from ..language.vocabulary import BINDERS, Index, IndexNumber, XLogY
from .signs import Fact, Signs


@dataclass(frozen=True)
class Condition:
    """A side condition and the reason it arises; ``extra`` facts hold where it is needed."""

    relation: Relation
    why: str
    extra: tuple[Fact, ...] = ()


def definedness(expr: Any, signs: Signs, extra: tuple[Fact, ...] = ()) -> Iterator[Condition]:
    """The conditions under which ``expr`` has a value, bound indices made fresh."""
    if isinstance(expr, BINDERS):
        yield from definedness(rename_bound(expr).args[0], signs, extra)
        return
    if isinstance(expr, Shorthand):
        # Its arguments first, as they are written: SymPy rearranges what it stands for.
        for part in (*expr.args, expr.meaning):
            yield from definedness(part, signs, extra)
        return
    if isinstance(expr, XLogY):
        q, u = expr.args
        yield from definedness(q, signs, extra)
        here: tuple[Fact, ...] = (
            Fact(NotEqual(q, sp.Integer(0)), frozenset(), "0 log 0 = 0: only q != 0 counts"),
        )
        never_negative = signs.nonnegative(q)
        if never_negative:
            above = LessThan(sp.Integer(0), q)
            here += (Fact(above, frozenset(), here[0].source, never_negative.used),)
        yield from definedness(u, signs, (*extra, *here))
        yield Condition(LessThan(sp.Integer(0), u), "log needs it positive", (*extra, *here))
        return
    for arg in expr.args if not isinstance(expr, sp.Indexed | Index | IndexNumber) else ():
        if not isinstance(arg, sp.Tuple | sp.IndexedBase):
            yield from definedness(arg, signs, extra)
    asked = needed(expr)
    if asked is not None:
        yield Condition(*asked, extra)
    elif isinstance(expr, sp.Symbol | sp.Indexed):
        yield from _definition_conditions(expr, signs, extra)


def _definition_conditions(expr: Any, signs: Signs, extra: tuple[Fact, ...]) -> Iterator[Condition]:
    """The conditions of the body as it is written, at the indices of the entry.

    Put in first, indices may let SymPy take away what has no value: with k = j,
    log(p_k / p_j) / (m_k - m_j) becomes 0.
    """
    definition = signs.context.definition_of(expr)
    if definition is None:
        return
    put: dict[Index, Any] = {}
    general: list[Any] = []
    for param, value in zip(
        definition.params, expr.indices if isinstance(expr, sp.Indexed) else (), strict=True
    ):
        hole = Index(f"{param.name}#0", param.size)
        # What is known of all indices of the range need not hold at t + 1.
        beyond = isinstance(value, sp.Add)
        put[hole] = value.args[1] if beyond else value
        general.append(hole + value.args[0] if beyond else hole)
    change = Substitution(indices=put)
    # What is known outside is about other indices: another definition's hole has the same name.
    yield from definedness_at(
        definition.at(tuple(general)), signs, lambda e: substitute(e, change), extra
    )


def definedness_at(
    expr: Any, signs: Signs, put: Callable[[Any], Any], extra: tuple[Fact, ...] = ()
) -> Iterator[Condition]:
    """The conditions under which ``put(expr)`` has a value, as ``expr`` is written.

    They are read off first: what is put in may let SymPy take away what has no value, as in
    (x - y)/(z - y) at z = x.  ``extra`` is known where ``put`` has been carried out.
    """
    for condition in definedness(expr, signs):
        inside = (replace(f, relation=f.relation.map(put)) for f in condition.extra)
        yield Condition(condition.relation.map(put), condition.why, (*extra, *inside))
