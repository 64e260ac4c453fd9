r"""Statements that are two: a slope, as it is differentiated and what that is, or a bound of each.

That \partial / \partial u_k (\sum_j y_j) \log \sum_j e^{u_j} is a share holds if \sum_j y_j = 1:
a person differentiates, and puts in the total.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import AtMost, Claim, Equal, HasGradient, LessThan, Relation
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.fixed import letters
from ..language.settling import free_names, settled
from ..language.substitution import name_of, substitute_index
from ..language.vocabulary import Index, MinOver
from ..rules.gradients import differentiate
from ..rules.state import State
from . import values
from .stated import Stated

#: Instances at which a slope is looked at.
COUNT = 12


def parted(stated: Stated, context: Context) -> list[Stated]:
    """The statement in two where it is a slope that is not seen at once, and is not false.

    So is a bound of a greatest value, or a least one: first it is one of each.
    """
    relation = stated.relation
    each = None if stated.under else _of_each(relation, context)
    if each is not None:
        return [Stated(each, stated.lost), stated]
    if not isinstance(relation, HasGradient) or stated.under:
        return [stated]
    claim, context = Claim(relation), context.snapshot()
    try:
        state = State(context, claim, {}, {})
        moving = context.depending_on([name_of(relation.variable)])
        function = context.unfold(relation.function, moving)
        own = values.sound(differentiate(function, relation.variable, state))
        own = settled(own, context, free_names(*relation.expressions()))
        if not state.residue(own, relation.gradient, tuple(context.definitions)):
            return [stated]
        if examine(claim, Pool(context, "slopes", COUNT)).status != "accepts":
            return [stated]
    except (HardlimitError, RecursionError):
        return [stated]
    first = replace(stated, relation=replace(relation, gradient=own))
    return [first, Stated(Equal(own, relation.gradient), stated.lost)]


def _of_each(relation: Relation, context: Context) -> Relation | None:
    """c <= f for each of which c is at most the least one, if that is not seen at once."""
    if not isinstance(relation, AtMost | LessThan):
        return None
    low, high = relation.expressions()
    if isinstance(high, MinOver):
        least, turned = high, False
    elif isinstance(-low, MinOver):
        least, turned = -low, True
    else:
        return None
    body, (index, _, size) = least.args
    parts = {p for e in (low, high) for p in sp.preorder_traversal(e)}
    other = high if turned else low
    used = {p.name for p in sp.preorder_traversal(other) if isinstance(p, Index)}
    if sum(isinstance(p, MinOver) for p in parts) > 1:
        return None
    letter = next((i for i in letters(context, size) if i.name not in used), None)
    if letter is None:
        taken = {*context.declared(), *used}
        name = next(f"{index.name}{n}" for n in range(1, 99) if f"{index.name}{n}" not in taken)
        letter = context.indices[name] = Index(name, size)
    each = substitute_index(body, index, letter)
    made = type(relation)(-each, high) if turned else type(relation)(low, each)
    context = context.snapshot()
    state = State(context, Claim(relation), {}, {})
    if state.shows(relation) is not None:
        return None
    try:
        seen = examine(Claim(made), Pool(context, "each", COUNT)).status
    except (HardlimitError, RecursionError):
        return None
    return made if seen == "accepts" else None
