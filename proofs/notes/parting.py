r"""Statements that are two: a slope, as it is differentiated and what that is, or a bound of each.

That \partial / \partial u_k (\sum_j y_j) \log \sum_j e^{u_j} is a share holds if \sum_j y_j = 1:
a person differentiates, and puts in the total.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ..instances.pool import Pool
from ..instances.witness import examine
from ..language.claims import AtMost, Claim, Equal, HasGradient, LessThan, NotEqual, Relation
from ..language.context import Context
from ..language.errors import HardlimitError
from ..language.fixed import letters
from ..language.others import others
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
    each = [] if stated.conditional else _of_each(relation, context)
    if each:
        return [*(replace(one, lost=stated.lost) for one in each), stated]
    if not isinstance(relation, HasGradient) or stated.conditional:
        return [stated]
    claim = Claim(relation)
    try:
        state = State(context.snapshot(), claim, {}, {})
        moving = context.depending_on([name_of(relation.variable)])
        function = context.unfold(relation.function, moving)
        own = values.sound(differentiate(function, relation.variable, state))
        # A letter that is wanting for a sum is declared.
        own = settled(own, context, free_names(*relation.expressions()))
        context = context.snapshot()
        if not state.residue(own, relation.gradient, tuple(context.definitions)):
            return [stated]
        if examine(claim, Pool(context, "slopes", COUNT)).status != "accepts":
            return [stated]
    except (HardlimitError, RecursionError):
        return [stated]
    first = replace(stated, relation=replace(relation, gradient=own))
    return [first, Stated(Equal(own, relation.gradient), stated.lost)]


def _of_each(relation: Relation, context: Context) -> list[Stated]:
    """c <= f for each of which c is at most the least one, if that is not seen at once."""
    if not isinstance(relation, AtMost | LessThan):
        return []
    low, high = relation.expressions()
    if isinstance(high, MinOver):
        least, turned = high, False
    elif isinstance(-low, MinOver):
        least, turned = -low, True
    else:
        moved = _alone(relation, context)
        return [] if moved is None else [*_of_each(moved, context), Stated(moved)]
    body, (index, _, size) = least.args
    told = others(least)
    other, inside = high if turned else low, told[0] if told else body
    # A least value on the other side may be that of other numbers, each below one of these.
    if inside.has(MinOver) or (told is None and other.has(MinOver)):
        return []
    used = {p.name for p in sp.preorder_traversal(other) if isinstance(p, Index)}
    used |= {p.name for p in told[1].atoms(Index)} if told else set()
    letter = next((i for i in letters(context, size) if i.name not in used), None)
    if letter is None:
        taken = {*context.declared(), *used}
        name = next(f"{index.name}{n}" for n in range(1, 99) if f"{index.name}{n}" not in taken)
        letter = context.indices[name] = Index(name, size)
    each, context = substitute_index(inside, index, letter), context.snapshot()
    if State(context, Claim(relation), {}, {}).shows(relation) is not None:
        return []
    if told is None:
        made = type(relation)(-each, high) if turned else type(relation)(low, each)
        return [Stated(made)] if is_true(Claim(made), context) else []
    # Of all others: perhaps each value is bounded, perhaps each but the one left out.
    made, whole = AtMost(-high if turned else low, each), AtMost(-high if turned else low, least)
    under = () if is_true(Claim(made), context) else (NotEqual(letter, told[1]),)
    if under and not is_true(Claim(relation), context):
        return []
    return [Stated(made, under=under), *([Stated(whole)] if turned else [])]


def _alone(relation: AtMost | LessThan, context: Context) -> AtMost | None:
    """c <= u + min f as c - u <= min f, where the least is over all others."""
    for name in (None, *context.definitions):
        chosen = frozenset(context.definitions) if name is None else frozenset((name,))
        low, high = (context.unfold(e, chosen) for e in relation.expressions())
        for term in sp.Add.make_args(sp.expand_mul(high - low)):
            if isinstance(term, MinOver) and others(term) is not None:
                return AtMost(sp.expand_mul(low - high) + term, term)
    return None


def is_true(claim: Claim, context: Context) -> bool:
    """Whether a statement holds at some instances."""
    try:
        return examine(claim, Pool(context, "each", COUNT)).status == "accepts"
    except (HardlimitError, RecursionError):
        return False
