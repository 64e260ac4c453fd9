r"""Bounds of shares and products that rest on plainer ones, which are stated beside them.

That f_k/\sum_j f_j <= f_k/f_j rests on f_j <= \sum_l f_l; that \log p <= c on p <= e^c; and
\prod_n q_n <= 1 on what the product is, e^{\sum_n \log q_n}.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp

from ..kernel.derivation import Step
from ..language.claims import AtMost, Claim, Equal, LessThan, Relation
from ..language.context import Context
from ..language.settling import free_names, settled
from ..language.substitution import free_indices, substitute_index
from ..language.vocabulary import total
from ..rules.state import State
from .parting import is_true
from .stated import Stated

ZERO, ONE = sp.Integer(0), sp.Integer(1)
_WHY = "This bound is what the line rests on, written by itself."


def shares_beside(found: list[Stated], context: Context, steps: Sequence[Step]) -> list[Stated]:
    """The bounds on which those of shares and products rest, in the order of showing them."""
    out: list[Stated] = []
    said = [step.claim.relation for step in steps]
    for one in found:
        if one.conditional or not isinstance(one.relation, AtMost):
            continue
        bounds = list(_plainer(one.relation, context))
        # Before a line that is false nothing is put.
        if not bounds or not _holds(one.relation, context):
            continue
        for plain in (_settled(relation, context) for relation in bounds):
            if plain not in (*said, one.relation) and _holds(plain, context):
                said.append(plain)
                out.append(Stated(plain, why=_WHY))
    return out


def _settled(relation: Relation, context: Context) -> Relation:
    scope = free_names(*relation.expressions())
    return relation.map(lambda e: settled(e, context, scope))


def _holds(relation: Relation, context: Context) -> bool:
    return is_true(Claim(relation), context.snapshot())


def _plainer(relation: AtMost, context: Context) -> Iterator[Relation]:
    """Plainer statements, from which it follows."""
    inner = _under_log(relation, context)
    if inner is not None:
        yield from _plainer(inner, context)
        yield inner
        return
    low, high = _apart(relation)
    yield from _of_product(low, context)
    share = context.unfold_all(low)
    for whole in (f.base for f in sp.Mul.make_args(share) if isinstance(f, sp.Pow) and f.exp == -1):
        if isinstance(whole, sp.Sum) and len(whole.args) == 2:
            body, (index, _, size) = whole.args
            for letter in sorted(free_indices(high) - free_indices(low), key=str):
                if letter.size == size:
                    yield AtMost(substitute_index(body, index, letter), whole)


def _apart(relation: AtMost) -> tuple[Any, Any]:
    """The two sides; of 0 <= b - a they are a and b."""
    low, high = relation.lhs, relation.rhs
    if low != 0:
        return low, high
    terms = sp.Add.make_args(high)
    taken = [t for t in terms if t.could_extract_minus_sign()]
    return -sp.Add(*taken), sp.Add(*(t for t in terms if t not in taken))


def _under_log(relation: AtMost, context: Context) -> AtMost | None:
    r"""p <= e^c for \log p <= c, and for 0 <= c - \log p, of a share p."""
    low, high = _apart(relation)
    if not isinstance(low, sp.log) or high.has(sp.log):
        return None
    share = context.unfold_all(low.args[0])
    return AtMost(low.args[0], sp.exp(high)) if _divides_by_sum(share) else None


def _divides_by_sum(share: Any) -> bool:
    powers = (f for f in sp.Mul.make_args(share) if isinstance(f, sp.Pow))
    return any(f.exp == -1 and isinstance(f.base, sp.Sum) for f in powers)


def _of_product(low: Any, context: Context) -> Iterator[Relation]:
    r"""\prod_n q_n = e^{\sum_n \log q_n} <= 1 for q_n > 0."""
    if not isinstance(low, sp.Product) or len(low.args) != 2:
        return
    body, (index, *_) = low.args
    state = State(context.snapshot(), Claim(Equal(body, body)), {}, {})
    if state.shows(LessThan(ZERO, body)) is None:
        return
    power = sp.exp(total(sp.log(body), index))
    yield Equal(low, power)
    yield AtMost(power, ONE)
    yield AtMost(low, ONE)
