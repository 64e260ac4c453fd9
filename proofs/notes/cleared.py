r"""Means of labelled points: m_k = S_k/N_k is given, and a line speaks of m_{c_n}.

Every proof about such means goes by N_k m_k = S_k, which the fraction hides once it is written out
at a label.  So this is stated beside the first line that needs it, and judged as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from ..instances.pool import Pool
from ..instances.witness import examine
from ..kernel.derivation import Step
from ..language.claims import AtMost, Claim, Equal, LessThan
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.settling import settled
from ..language.substitution import names_among
from ..language.vocabulary import AssignmentName
from ..rules.state import State
from .parting import COUNT
from .stated import Stated

_WHY = "What the definition says, without its denominator."


def cleared_beside(
    found: Iterable[Stated], context: Context, steps: Iterable[Step], told: set[str]
) -> list[Stated]:
    """The definitions of means over labels that these statements need, as equations.

    ``told`` has the names of the means of which this was said; it is added to.
    """
    out: list[Stated] = []
    for one in found:
        means = dict(_means(context)) if isinstance(one.relation, Equal | AtMost | LessThan) else {}
        kept = frozenset(context.definitions) - set(means)
        sides = [context.unfold(e, kept) for e in one.relation.expressions()] if means else []
        used = names_among(sides)
        wanted = [name for name in means if name in used and name not in told]
        if wanted and any(map(has_label, sides)) and _needed(one, context.snapshot()):
            told |= set(wanted)
            said = [s.claim.relation for s in steps]
            out += [Stated(means[n], why=_WHY) for n in wanted if means[n] not in said]
    return out


def has_label(expr: Any) -> bool:
    """Whether a label c_n stands in a formula."""
    return bool(expr.atoms(AssignmentName))


def _means(context: Context) -> Iterator[tuple[str, Equal]]:
    """Definitions of families as fractions whose denominator counts labels, and B f = A of each."""
    for name, item in context.definitions.items():
        above, below = sp.fraction(item.body)
        if item.params and below != 1 and has_label(context.unfold_all(below)):
            scope = frozenset(i.name for i in item.params)
            left = settled(below * item.base[item.params], context, scope)
            yield name, Equal(left, settled(above, context, scope))


def _needed(stated: Stated, context: Context) -> bool:
    """Whether a statement is true, and no equation that is seen with definitions written out."""
    claim = Claim(stated.relation, stated.held("1"))
    try:
        if isinstance(claim.relation, Equal):
            state, (lhs, rhs) = State(context, claim, {}, {}), claim.relation.expressions()
            if not state.residue(lhs, rhs, tuple(context.definitions)):
                return False
        return examine(claim, Pool(context, "cleared", COUNT)).status == "accepts"
    except (HardlimitError, RecursionError):
        return False
